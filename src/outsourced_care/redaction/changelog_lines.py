"""A changelog flows in, the same without traces in what follows from the data flows out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outsourced_care.redaction.traces import Traces
from outsourced_care.releases.changelog import BEGIN, END

_GONE = "a record that was removed"
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")  # CommonMark 0.31.2, 6.1
_ITEM = re.compile(r"( +- )(?=`)")


def without_records(text: str, traces: Traces) -> str:
    """Let the lines that a release wrote say that a record was removed.

    What stands outside the comments around them stays to the letter.
    """
    return "".join(_lines(text, traces))


def _lines(text: str, traces: Traces) -> Iterator[str]:
    generated = False
    for line in text.splitlines(keepends=True):
        if line.strip() in (BEGIN, END):
            generated = line.strip() == BEGIN
        yield _told(line, traces) if generated and traces.within(line) else line


def _told(line: str, traces: Traces) -> str:
    """One line; where it is about a single record, nothing of what it said of it is left."""
    item, first = _ITEM.match(line), _SPAN.search(line)
    if item is not None and first is not None and traces.within(first[2]):
        return f"{item[1]}{_GONE}\n"
    line = _SPAN.sub(lambda span: _GONE if traces.within(span[2]) else span[0], line)
    return traces.masked(line)
