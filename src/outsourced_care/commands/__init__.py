"""The commands by name flow out: each module has its help, its arguments and a `run`."""

from __future__ import annotations

import argparse
from typing import Protocol, cast

from outsourced_care.commands import browse, evaluate, export, extract, hydrate, validate, verify


class Command(Protocol):
    """What a module of this package offers; its docstring is the command's help."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments."""

    def run(self, given: argparse.Namespace) -> int:
        """Run the command, return its exit status."""


COMMANDS = cast(
    "dict[str, Command]",
    {
        "validate": validate,
        "export": export,
        "browse": browse,
        "verify": verify,
        "extract": extract,
        "evaluate": evaluate,
        "hydrate": hydrate,
    },
)
