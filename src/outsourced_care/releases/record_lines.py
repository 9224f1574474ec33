"""What differs between two releases flows in, the lines of the changelog flow out.

They stand in the groups of Keep a Changelog. Names, keys and cells may be anybody's, so each
stands as a code span (CommonMark 0.31.2, 6.1), in which nothing acts. Long lists are told by
count, and words of an article, which selectors and links show, not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from outsourced_care.diff.change_lines import count, left_out, shown_pair, spelt
from outsourced_care.diff.changes import (
    Cell,
    Changes,
    Listed,
    PassageKind,
    Record,
    RecordChange,
    SchemaKind,
    TableChanges,
    Value,
    Withdrawal,
    record_key,
)
from outsourced_care.diff.compare_passages import EVIDENCE
from outsourced_care.diff.compare_tables import TOMBSTONES
from outsourced_care.diff.version_rules import RULES

MOST = 30  # records of a table, or changes of the contract, in one group
_CELLS = 8  # of a record
_WIDTH = 100  # of a value
_QUOTING = {"selector", "link"}  # columns that show words of an article
_GROUPS = ("Added", "Changed", "Deprecated", "Removed", "Fixed")
_RUNS = re.compile("`+")

Told = tuple[str, str]  # a group, a line in it

_CONTRACT: Mapping[SchemaKind, str] = {
    "table-added": "Added",
    "field-added": "Added",
    "value-added": "Added",
    "key-added": "Added",
    "reference-added": "Added",
    "field-deprecated": "Deprecated",
    "removal-advanced": "Deprecated",
    "deprecation-changed": "Deprecated",
    "table-removed": "Removed",
    "field-removed": "Removed",
    "value-removed": "Removed",
    "key-dropped": "Removed",
    "reference-dropped": "Removed",
}
_PASSAGES: Mapping[PassageKind, Told] = {
    "added": ("Added", "{} new {}"),
    "altered": ("Fixed", "{} {} with other words about them"),
    "moved": ("Changed", "{} {} moved"),
    "dropped": ("Removed", "{} {} dropped"),
}
_TOMBSTONE = {"reason": "", "superseded_by": "superseded by "}
_FILES = {
    "added": ("Added", "a new file"),
    "removed": ("Removed", "not published any more"),
    "format": ("Changed", "the same content in other bytes"),
}


def first_lines(rows: Mapping[str, int]) -> str:
    """What is told of the first release: the rows of each table."""
    return _grouped([("Added", f"{code(t)}: {count(n, 'row')}") for t, n in rows.items()])


def record_lines(changes: Changes) -> str:
    """What is told of a release: how it differs from the one before."""
    told = [*_contract(changes), *_records(changes), *_passages(changes), *_files(changes)]
    return _grouped(told) or "Nothing differs in the data."


def code(text: str) -> str:
    """A text from the data as a code span."""
    text = spelt(text)
    fence = "`" * (1 + max(map(len, _RUNS.findall(text)), default=0))
    apart = " " if text[:1] in ("`", " ", "") or text[-1:] in ("`", " ") else ""
    return f"{fence}{apart}{text}{apart}{fence}"


def _grouped(told: list[Told]) -> str:
    blocks = []
    for group in _GROUPS:
        lines = [f"- {line}" for own, line in told if own == group]
        if lines:
            blocks.append("\n".join([f"### {group}", "", *lines]))
    return "\n\n".join(blocks)


def _contract(changes: Changes) -> Iterator[Told]:
    for group in _GROUPS:
        own = [c for c in changes.schema if _CONTRACT.get(c.kind, "Changed") == group]
        for change in own[:MOST]:
            values = _told(change.old, change.new) if change.old or change.new else ""
            yield group, f"Contract: {code(change.subject)}, {RULES[change.kind][1]}{values}"
        if own[MOST:]:
            yield group, f"Contract: … and {len(own) - MOST:,} more"


def _records(changes: Changes) -> Iterator[Told]:
    by_passage = EVIDENCE if changes.passages is not None else None
    tables = [t for t in changes.tables if t.table != by_passage]
    told = {(t.table, str(r.key[0])) for t in tables for r in t.withdrawn.items if len(r.key) == 1}
    for table in tables:
        if table.table == TOMBSTONES:
            table = replace(table, added=_apart(table.added, told))
        yield from _table(table, changes)


def _apart(tombstones: Listed[Record], told: set[tuple[str, str]]) -> Listed[Record]:
    """New tombstones that are not told with the record that they are about."""
    items = tuple(r for r in tombstones.items if tuple(map(str, r.key[:2])) not in told)
    return Listed(items, len(items) + tombstones.left_out)


def _table(table: TableChanges, changes: Changes) -> Iterator[Told]:
    name = code(table.table)
    for group, listed, said in (
        ("Added", table.added, "{} new {}"),
        ("Removed", table.lost, "{} {} gone without a tombstone"),
        ("Changed", table.reshaped, "{} {} other only in fields that came, went or were retyped"),
    ):
        if listed.total:
            keys = [record_key(item.key) for item in listed.items[:MOST]]
            yield group, f"{name}, {_told_list(said, 'record', keys, listed.total)}"
    for group, listed, said in (
        ("Removed", table.withdrawn, "withdrawn"),
        ("Fixed", table.changed, "corrected"),
    ):
        if listed.total:
            lines = [_record(item, table.table, changes) for item in listed.items[:MOST]]
            if listed.total > MOST:
                lines.append(f"… and {listed.total - MOST:,} more")
            told = [f"{name}, {count(listed.total, 'record')} {said}:", *lines]
            yield group, "\n  - ".join(told)


def _record(record: Record | RecordChange, table: str, changes: Changes) -> str:
    """A record and why it is gone, or its cells before and after."""
    if isinstance(record, RecordChange):
        cells = changes.in_order(table, record.cells)
        said = [_cell(cell) for cell in cells[:_CELLS]]
        if cells[_CELLS:]:
            said.append(left_out(len(cells[_CELLS:])))
    else:
        stone = record.tombstone if isinstance(record, Withdrawal) else None
        told = ((what, (stone or {}).get(key)) for key, what in _TOMBSTONE.items())
        said = [f"{what}{code(str(value))}" for what, value in told if value is not None]
    key = code(record_key(record.key))
    return f"{key}: {'; '.join(said)}" if said else key


def _cell(cell: Cell) -> str:
    if cell.field in _QUOTING:
        return code(cell.field)
    return f"{code(cell.field)}{_told(cell.old, cell.new)}"


def _told(old: Value, new: Value) -> str:
    """A value before and after."""
    pair = zip((old, new), shown_pair(old, new, _WIDTH), strict=True)
    was, now = (code(text) if value is not None else text for value, text in pair)
    return f" {was} → {now}"


def _passages(changes: Changes) -> Iterator[Told]:
    if changes.passages is None:
        return
    for kind, listed in changes.passages.lists.items():
        if listed.total:
            group, said = _PASSAGES[kind]
            names = [f"{p.table} {p.record_id} part {p.part}" for p in listed.items[:MOST]]
            yield group, f"{code(EVIDENCE)}, {_told_list(said, 'passage', names, listed.total)}"


def _files(changes: Changes) -> Iterator[Told]:
    for file in changes.files:
        group, said = _FILES[file.kind]
        yield group, f"{code(file.path)}: {said}"


def _told_list(said: str, noun: str, names: list[str], total: int) -> str:
    more = f" and {total - len(names):,} more" if total > len(names) else ""
    counted = said.format(f"{total:,}", f"{noun}{'s' * (total != 1)}")
    return f"{counted}: {', '.join(map(code, names))}{more}"
