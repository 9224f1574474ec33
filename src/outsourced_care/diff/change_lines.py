"""What differs between two states flows in, the lines that a report shows flow out.

Text and Markdown differ in form only: what is shown, in which order and how much of it is
decided here. The contract comes first, then what loses something. A passage that is dropped where
another one takes its place is told as one that was replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from outsourced_care.diff.changes import (
    Cell,
    Changes,
    Listed,
    PassageChange,
    PassageKind,
    Record,
    RecordChange,
    SchemaChange,
    TableChanges,
    Value,
    Withdrawal,
    record_key,
)
from outsourced_care.diff.compare_passages import EVIDENCE
from outsourced_care.diff.compare_tables import TOMBSTONES
from outsourced_care.diff.version_rules import RULES
from outsourced_care.finding_reports import printable

Sign = Literal["-", "~", "+", "="]
LINES = 20  # of a section
CELLS = 4  # of a line


@dataclass(frozen=True, slots=True)
class Line:
    """One change: whose it is, which comes from the data, and what, in our words."""

    subject: str
    said: str = ""
    cells: tuple[Cell, ...] = ()
    more_cells: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Changes of one kind in one table.

    Attributes:
        sign: `-` for what is gone, `~` for what is other, `+` for what is new, `=` for what
            is the same in other bytes.
        table: The table, where it is about one.
        said: What happened, in our words, with the number.
        lines: The first of the changes.
        left_out: How many are not shown.
    """

    sign: Sign
    table: str | None
    said: str
    lines: tuple[Line, ...]
    left_out: int


_RECORDS: tuple[tuple[str, Sign, str], ...] = (
    ("lost", "-", "gone without a tombstone"),
    ("withdrawn", "-", "withdrawn"),
    ("changed", "~", "corrected"),
    ("reshaped", "~", "other only in fields that came, went or were retyped"),
    ("added", "+", "new"),
)
_TOLD = 2  # the columns of a tombstone that name its record: table and id
_PASSAGES: tuple[tuple[PassageKind, Sign, str], ...] = (
    ("dropped", "-", "dropped"),
    ("altered", "~", "with other words about them"),
    ("moved", "~", "moved"),
    ("added", "+", "new"),
)
_SIGNS: tuple[Sign, ...] = ("-", "~", "+", "=")


def sections(changes: Changes) -> list[Section]:
    """Everything a report shows: the contract, then what loses something first."""
    found = [*_records(changes), *_passages(changes), *_files(changes)]
    found.sort(key=lambda s: (_SIGNS.index(s.sign), s.table is not None))
    return [*_schema(changes.schema), *found]


def shown_pair(old: Value, new: Value, width: int) -> tuple[str, str]:
    """A value before and after as a report shows them: in one line, texts in quotation marks.

    Long ones are cut to the same window, in which they begin to differ.
    """
    was, now = _text(old), _text(new)
    begin = _window(was, now, width) if old is not None and new is not None else 0
    return _shown(old, _cut(was, begin, width)), _shown(new, _cut(now, begin, width))


def _text(value: Value) -> str:
    return spelt(value) if isinstance(value, str) else str(value)


def _shown(value: Value, text: str) -> str:
    if value is None:
        return "nothing"
    return f"“{text}”" if isinstance(value, str) else text


def _window(old: str, new: str, width: int) -> int:
    """Where to begin so that the first difference of two texts is seen, with words around it."""
    longest = max(len(old), len(new))
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    first = min(len(old), len(new)) if same is None else same
    if longest <= width or first < width - width // 4:
        return 0
    return min(first - width // 3, longest - width + 1)


def _cut(text: str, begin: int, width: int) -> str:
    """What is seen of a text that is shown from somewhere on."""
    text = f"…{text[begin:]}" if begin else text
    return text if len(text) <= width else text[: width - 1] + "…"


def spelt(text: str) -> str:
    """The text with nothing in it that acts, in one line."""
    return printable(text.replace("\n", "\\n").replace("\t", "\\t"))


def told_of(section: Section, old: str, new: str) -> str:
    """A cell before and after, or the one of both that a record that is gone or new has."""
    if section.table and section.sign in "-+":
        return old if section.sign == "-" else new
    return f"{old} → {new}"


def _schema(found: Iterable[SchemaChange]) -> Iterator[Section]:
    """The changes of the contract, by how much they ask of a reader."""
    ordered = sorted(found, key=lambda c: -RULES[c.kind][0])
    for level in dict.fromkeys(RULES[c.kind][0] for c in ordered):
        these = [c for c in ordered if RULES[c.kind][0] == level]
        lines = []
        for change in these[:LINES]:
            cells = (Cell("", change.old, change.new),) if change.old or change.new else ()
            lines.append(Line(change.subject, f"{RULES[change.kind][1]} [{change.kind}]", cells))
        name, sign = _LEVELS[level.name]
        said = f"contract: {count(len(these), name)}"
        yield Section(sign, None, said, tuple(lines), len(these) - len(lines))


_LEVELS: dict[str, tuple[str, Sign]] = {
    "BREAKING": ("breaking change", "-"),
    "ADDITION": ("addition", "+"),
    "CORRECTION": ("correction", "~"),
}


def _records(changes: Changes) -> Iterator[Section]:
    by_passage = EVIDENCE if changes.passages is not None else None
    tables = [t for t in changes.tables if t.table != by_passage]
    for (name, sign, said), table in product(_RECORDS, tables):
        listed: Listed[Record] | Listed[RecordChange] = getattr(table, name)
        noun = "record"
        if table.table == TOMBSTONES:
            noun, said = "tombstone", "gone" if name == "withdrawn" else said
            listed = _apart(table, changes) if name == "added" else listed
        if listed.total:
            items = listed.items[:LINES]
            lines = tuple(_record(item, sign, table, changes) for item in items)
            told = f"{count(listed.total, noun)} {said}"
            yield Section(sign, table.table, told, lines, listed.total - len(lines))


def _apart(tombstones: TableChanges, changes: Changes) -> Listed[Record]:
    """New tombstones that are not told with the record that they are about."""
    gone = [t for t in changes.tables if len(t.key) == 1]
    told = {(t.table, str(r.key[0])) for t in gone for r in t.withdrawn.items}
    items = tuple(r for r in tombstones.added.items if r.key[:_TOLD] not in told)
    total = tombstones.added.total - sum(t.withdrawn.total for t in gone)
    return Listed(items, max(total, len(items)))


def _record(item: Record | RecordChange, sign: Sign, table: TableChanges, changes: Changes) -> Line:
    if isinstance(item, RecordChange):
        ordered = changes.in_order(table.table, item.cells)
        cells = tuple(sorted(ordered, key=lambda c: not c.lossy))
    else:
        there = {n: v for n, v in item.cells.items() if n not in table.key}
        if isinstance(item, Withdrawal):
            stone = list((item.tombstone or {}).items())[_TOLD:]
            there = {f"{TOMBSTONES}.{n}": v for n, v in stone} | there
        known = [(n, v) for n, v in there.items() if v is not None]
        cells = tuple(Cell(n, v, None) if sign == "-" else Cell(n, None, v) for n, v in known)
    return Line(record_key(item.key), "", cells[:CELLS], len(cells[CELLS:]))


def _passages(changes: Changes) -> Iterator[Section]:
    if changes.passages is None:
        return
    lists = dict(changes.passages.lists)
    lists["dropped"], replaced, lists["added"] = _paired(lists["dropped"], lists["added"])
    told: list[tuple[Listed[PassageChange], Sign, str]] = [
        (lists[kind], sign, said) for kind, sign, said in _PASSAGES
    ]
    for listed, sign, said in (*told, (replaced, "~", "replaced by another in its place")):
        if listed.total:
            lines = tuple(_passage(item, changes) for item in listed.items[:LINES])
            counted = f"{count(listed.total, 'passage')} {said}"
            yield Section(sign, EVIDENCE, counted, lines, listed.total - len(lines))


def _paired(
    dropped: Listed[PassageChange], added: Listed[PassageChange]
) -> tuple[Listed[PassageChange], Listed[PassageChange], Listed[PassageChange]]:
    """What is dropped, what takes the place of another passage, and what is new."""
    new = {_place(item): item for item in added.items}
    pairs = {p: (item, new[p]) for item in dropped.items if (p := _place(item)) in new}
    replaced = tuple(replace(now, cells=_over(was, now)) for was, now in pairs.values())
    gone, come = (
        Listed(tuple(i for i in listed.items if _place(i) not in pairs), listed.total - len(pairs))
        for listed in (dropped, added)
    )
    return gone, Listed(replaced, len(replaced)), come


def _place(item: PassageChange) -> tuple[str, str, str, int]:
    """Where a passage stands: the record that it supports, the article, its number."""
    return item.table, item.record_id, item.article_id, item.part


def _over(was: PassageChange, now: PassageChange) -> tuple[Cell, ...]:
    """The cells of one passage and of that which takes its place, where they differ."""
    old = {cell.field: cell.old for cell in was.cells}
    new = {cell.field: cell.new for cell in now.cells}
    both = ((name, old.get(name), new.get(name)) for name in dict.fromkeys([*old, *new]))
    return tuple(Cell(name, a, b) for name, a, b in both if a != b)


def _passage(item: PassageChange, changes: Changes) -> Line:
    subject = f"{item.table} {item.record_id} part {item.part} in {item.article_id}"
    cells = changes.in_order(EVIDENCE, item.cells)
    return Line(subject, "", cells[:CELLS], len(cells[CELLS:]))


def _files(changes: Changes) -> Iterator[Section]:
    said: tuple[tuple[str, Sign, str], ...] = (
        ("removed", "-", "not published any more"),
        ("added", "+", "new"),
        ("format", "=", "with the same content in other bytes"),
    )
    for kind, sign, what in said:
        paths = [f.path for f in changes.files if f.kind == kind]
        if paths:
            lines = tuple(Line(path) for path in paths[:LINES])
            yield Section(sign, None, f"{count(len(paths), 'file')} {what}", lines,
                          len(paths) - len(lines))  # fmt: skip


def left_out(cells: int) -> str:
    """That a line has more cells than it shows."""
    return f"… and {count(cells, 'more cell')}"


def count(number: int, noun: str) -> str:
    """A number of things."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
