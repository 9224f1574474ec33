"""The files of a repository and what goes flow in, what forbids that it goes flows out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from outsourced_care.entries import Sources
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.redaction.going import Going, Key, shown
from outsourced_care.redaction.traces import Traces, spelt

RULE = "left-over"
SHARED = ("events", "proposals")  # tables whose records several entries tell of
_HINT = "reword it first, and commit that; a tool does not rewrite what people say"
_SHOWN = 10  # places of a surname
_LONGEST = 200  # characters of a line with an address that are shown
_PACKED = (".zip", ".parquet")  # searched in another way


def left_over(
    before: Mapping[str, bytes],
    after: Mapping[str, bytes],
    traces: Traces,
    made: Collection[str] = (),
    records: Collection[Key] = (),
) -> list[Finding]:
    """Find what people wrote that names what goes.

    Args:
        before: Every file as it is.
        after: The same without the record.
        traces: What is looked for.
        made: Files that are made of others; so are locks.
        records: The records that go, to say whose an identifier is.

    Returns:
        A finding for each trace on a line as it stands in the files before, and for each file's
        name; of files that are made of others only where these hold nothing.
    """
    search = _Search(before, traces, {name: shown((table, name)) for table, name in records})
    found = [f for name, raw in after.items() for f in search.of_file(name, raw)]
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


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks through files for traces.

    Attributes:
        before: Every file as it was, for the numbers of lines.
        traces: What is looked for.
        records: The record of each identifier.
    """

    before: Mapping[str, bytes]
    traces: Traces
    records: Mapping[str, str]

    def of_file(self, name: str, raw: bytes) -> Iterator[Finding]:
        for start, end in self.traces.within(name)[:1]:
            message = f"the file's name holds {self.told(name[start:end])}"
            yield finding(Place(name), RULE, message, "rename it first, and commit that")
        if name.endswith(_PACKED):
            return
        text = raw.decode("utf-8", "replace")
        spans = self.traces.within(text)
        if spans == [(0, len(text))]:  # found only as an address is read
            spans = _in_lines(text, self.traces)
        told = {(text.count("\n", 0, a), self.told(text[a:b])) for a, b in spans}
        for line, what in sorted(told):
            place = Place(name, _line_before(name, line, text, self.before) + 1)
            yield finding(place, RULE, f"here stands {what}", _HINT)

    def told(self, words: str) -> str:
        """What was found, in words for a message."""
        found = " ".join(words.split())
        if record := self.records.get(spelt(found)):
            return f"“{found}”, the identifier of {record}, which goes"
        if self.traces.is_name(found):
            return f"“{found}”, a name of what goes"
        return f"a name or identifier of what goes, in “{found[:_LONGEST]}”"


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
