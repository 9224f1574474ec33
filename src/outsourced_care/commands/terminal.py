"""Messages, findings and progress flow in, what a terminal or a machine reads flows out."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outsourced_care.findings import Finding

FORMATS = ("text", "github", "json")
Progress = Callable[[str], None]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_CLEAR = "\r\x1b[K"


class Stop(Exception):  # noqa: N818 - it ends a command, and may be no error of the program
    """A command cannot run; the message is the one line that says why."""


@contextmanager
def progress(command: str) -> Iterator[Progress]:
    """A function that shows what is being done, on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def show(what: str) -> None:
        sys.stderr.write(f"{_CLEAR}{command}: {printable(what)[:100]} …")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()


def printable(text: str) -> str:
    """The text with control characters spelt out, so that data cannot steer a terminal."""
    return _CONTROL.sub(lambda m: m.group().encode("unicode_escape").decode("ascii"), text)


def render(findings: Iterable[Finding], form: str) -> str:
    """Findings in one of `FORMATS`; empty when there is nothing to print."""
    from outsourced_care.findings import as_json, as_text, ordered

    if form == "json":
        return as_json(findings)
    if form == "github":
        return "\n".join(map(_annotation, ordered(findings)))
    return printable(as_text(findings))


def _annotation(found: Finding) -> str:
    """A workflow command that makes GitHub show the finding beside its line."""
    places = {"file": found.file, "line": found.line, "col": found.column, "title": found.rule}
    where = ",".join(f"{k}={_property(str(v))}" for k, v in places.items() if v is not None)
    message = found.message + (f"\n{found.hint}" if found.hint else "")
    return f"::{found.severity} {where}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
