"""The files of a repository and what goes flow in, what forbids that it goes flows out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from outsourced_care.entries import Sources
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.redaction.going import Going
from outsourced_care.redaction.traces import Traces

RULE = "left-over"
SHARED = ("events", "proposals")  # tables whose records several entries tell of
_HINT = "reword it first, and commit that; a tool does not rewrite what people say"
_SHOWN = 10  # places of a surname
_PACKED = (".zip", ".parquet")  # searched in another way


def left_over(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    traces: Traces,
    made: Collection[str] = (),
) -> list[Finding]:
    """Find what people wrote that names what goes.

    Args:
        before: Every file as it is.
        after: The same without the record.
        traces: What is looked for.
        made: Files that are made of others; so are locks.

    Returns:
        A finding for each line as it stands in the files before, and for each file's name; of
        files that are made of others only where these hold nothing.
    """
    found = [f for name, raw in after.items() for f in _of_file(name, raw, before, traces)]
    own = [f for f in found if f.file not in made and not f.file.endswith(".lock")]
    return own or found


def surnames(
    before: Mapping[str, bytes], after: Mapping[str, bytes], names: Collection[str]
) -> Iterator[str]:
    """Where the last word of a name of several stands alone, which may mean somebody else."""
    for name in names:
        *others, last = name.split() or [""]
        if others and last.isalpha():
            places = [f.place for f in left_over(before, after, Traces((), [last]))]
            shown = ", ".join(map(str, places[:_SHOWN])) + (", …" if places[_SHOWN:] else "")
            if places:
                yield f"“{last}” alone stands at {shown}: give --name {last} if that means it"


def unfit_reason(reason: str, traces: Traces) -> Iterator[Finding]:
    """Why a reason cannot be published."""
    place = Place("--reason")
    if not reason.strip():
        yield finding(place, "reason", "it is empty", "say in a few words why the record goes")
    if traces.within(reason):
        message = "it holds a name or identifier of what goes"
        yield finding(place, "reason", message, "it is published: say it without")


def told_elsewhere(sources: Sources, going: Going) -> Iterator[Finding]:
    """Records that stand whole in the entry of an article that goes, and that others tell of.

    Which of the others' words would take their place is for a person to say.
    """
    gone = {name for table, name in going.records if table == "articles"}
    told = [(e, r) for e in sources.entries for r in e.records if r.table in SHARED]
    shared = {(r.table, r.id) for e, r in told if e.article_id not in gone}
    for entry, record in told:
        whole = entry.article_id in gone and record.cells
        if whole and (record.table, record.id) in shared:
            message = f"another entry tells of “{record.id}”, which stands whole in this one"
            hint = "move it there, with its participants and terms, and commit that first"
            yield finding(
                record.place, "told-elsewhere", message, hint, table=record.table, record=record.id
            )


def _of_file(
    name: str, raw: bytes, before: Mapping[str, bytes], traces: Traces
) -> Iterator[Finding]:
    if traces.within(name):
        message = "the file's name holds a name or identifier of what goes"
        yield finding(Place(name), RULE, message, "rename it first, and commit that")
    if name.endswith(_PACKED):
        return
    text = raw.decode("utf-8", "replace")
    spans = traces.within(text)
    if spans == [(0, len(text))]:  # found only as an address is read
        spans = _in_lines(text, traces)
    for line in sorted({text.count("\n", 0, start) for start, _ in spans}):
        message = "here stands a name or identifier of what goes"
        yield finding(Place(name, _line_before(name, line, text, before) + 1), RULE, message, _HINT)


def _in_lines(text: str, traces: Traces) -> list[tuple[int, int]]:
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        if traces.within(line):
            spans.append((at, at + len(line)))
        at += len(line)
    return spans or [(0, len(text))]


def _line_before(name: str, line: int, text: str, before: Mapping[str, bytes]) -> int:
    """The number that a line had before others were taken out."""
    was = before.get(name, b"").decode("utf-8", "replace")
    if was == text:
        return line
    old, new = was.split("\n"), text.split("\n")
    for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        if block.b <= line < block.b + block.size:
            return block.a + line - block.b
    return line
