"""The name of a step flows in, what a contributor types to run it flows out."""

from __future__ import annotations

import shlex
from pathlib import Path

RECIPE = ".venv/bin/python build"  # in the environment that `make build` makes


def mending(article_id: str) -> str:
    """The command that mends an entry and its lock."""
    return f"{RECIPE} check {article_id} --fix"


def locking(article_id: str, texts: Path | None = None) -> str:
    """The command that locks an entry.

    Args:
        article_id: The entry.
        texts: The folder with the texts where it must be named, since it is not the usual one.
    """
    named = "" if texts is None else f" --articles {shlex.quote(str(texts))}"
    return f"{RECIPE} lock {article_id}{named}"
