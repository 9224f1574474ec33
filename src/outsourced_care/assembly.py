"""Records and located passages flow in, the tables of the contract flow out.

Nothing is decided here: identifiers, curated cells and offsets are carried over, and every
derived cell is worked out from them, so that the same entries and locks always give the same
rows in the same order (that of the primary key).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from outsourced_care import dates
from outsourced_care.contract import Contract, Field, Table
from outsourced_care.derive import Evidence, complete
from outsourced_care.drafts import Draft, Origin, Row
from outsourced_care.entries import Entry, Record, Sources
from outsourced_care.findings import Finding, Place, finding, nearest
from outsourced_care.lock_files import paragraph_count
from outsourced_care.locks import (
    ARTICLE,
    BY_NAME,
    EXCLUDED,
    NOT_QUOTE,
    Locked,
    wanted_passages,
)


@dataclass(slots=True)
class Assembled:
    """The tables, and for each row where it came from."""

    tables: dict[str, pa.Table]
    origins: dict[str, list[Origin]]
    findings: list[Finding]


def assemble(sources: Sources, locks: dict[str, list[Locked]], contract: Contract) -> Assembled:
    """Make every table of the contract.

    Args:
        sources: Entries and registries.
        locks: The lines of each entry's lock, by article_id; taken out, to be freed on the way.
        contract: The contract.

    Returns:
        The tables in the contract's Arrow types, the origin of each row, and what keeps
        records of several entries from being one.
    """
    draft, evidence = Draft(), Evidence()
    for record in sources.organisations:
        draft.add("organisations", _cells(record, "organisation_id"), record, record.place)
        _names(draft, record)
    for record in sources.people:
        draft.add("people", _cells(record, "person_id"), record, record.place)
    for record in sources.withdrawn:
        draft.add("withdrawn", _cells(record), record, record.place)
    entries = sorted(sources.entries, key=lambda e: (_published(e), e.article_id))
    homes: dict[tuple[str, str], tuple[Record, Entry]] = {}
    parts: Counter[tuple[str, str]] = Counter()  # participants of a record so far
    for entry in entries:
        lines = locks.pop(entry.article_id, [])
        _article(draft, entry, lines)
        _records(draft, entry, homes, parts, contract)
        _evidence(evidence, entry, lines)
    draft.findings += _told_nowhere(entries, homes)
    complete(draft, evidence, contract)
    tables, origins = {}, {}
    for name, table in contract.items():
        columns, beside = _columns(draft.of(name), table), draft.origins[name]
        if name == "evidence":
            columns, beside = evidence.columns, evidence.origins
        del draft.rows[name]
        tables[name], origins[name] = _finish(columns, beside, table)
        del draft.origins[name]
    return Assembled(tables, origins, draft.findings)


UNKNOWN = "9999"  # sorts articles without a readable date last


def _published(entry: Entry) -> str:
    written = entry.article.text("published") or ""
    if dates.problem(written):
        return UNKNOWN
    lower, upper = dates.bounds(written)
    return str(upper or lower)


def _cells(record: Record, key: str | None = None) -> Row:
    row: Row = record.cells.plain()
    if key is not None:
        row[key] = record.id
    return row


def _names(draft: Draft, organisation: Record) -> None:
    listed = {r.text("name"): r for r in organisation.inside}
    canonical = organisation.text("name")
    if canonical and canonical not in listed:
        row = {"organisation_id": organisation.id, "name": canonical, "kind": "official"}
        draft.add("organisation_names", row, None, organisation.place)
    for record in organisation.inside:
        row = {**_cells(record), "organisation_id": organisation.id}
        draft.add("organisation_names", row, record, record.place)


def _article(draft: Draft, entry: Entry, lines: list[Locked]) -> None:
    row = _cells(entry.article, "article_id")
    for line in lines:
        if line.table == ARTICLE:
            row |= {"word_count": line.word_count, "text_sha256": line.sha256}
            row["paragraph_count"] = paragraph_count(lines)
    draft.add("articles", row, entry.article, entry.article.place)


def _records(
    draft: Draft,
    entry: Entry,
    homes: dict[tuple[str, str], tuple[Record, Entry]],
    parts: Counter[tuple[str, str]],
    contract: Contract,
) -> None:
    for record in entry.records:
        table = record.table
        if table in ("quotes", "positions", "accounts"):
            key = None if table == "accounts" else contract[table].primary_key[0]
            row = {**_cells(record, key), "article_id": entry.article_id}
            draft.add(table, row, record, record.place)
            continue
        home = homes.get((table, record.id))
        if record.cells and home is None:
            homes[table, record.id] = (record, entry)
            key = contract[table].primary_key[0]
            draft.add(table, _cells(record, key), record, record.place)
        elif record.cells and home is not None:
            draft.findings.append(_told_whole_twice(record, *home))
        for inner in record.inside:
            if inner.table == "participants":
                parts[table, record.id] += 1
                part = parts[table, record.id]
                row = {**_cells(inner), "table": table, "record_id": record.id, "part": part}
            else:
                row = {**_cells(inner, "term_id"), "proposal_id": record.id}
            draft.add(inner.table, row, inner, inner.place)


def _told_whole_twice(record: Record, home: Record, entry: Entry) -> Finding:
    message = (
        f"{record.id} stands whole in {entry.file} (line {home.place.line}); "
        "here its own cells cannot stand again"
    )
    hint = "keep id and evidence; a differing telling goes to accounts"
    return finding(
        record.place, "told-whole-twice", message, hint, table=record.table, record=record.id
    )


def _told_nowhere(
    entries: list[Entry], homes: Mapping[tuple[str, str], tuple[Record, Entry]]
) -> Iterator[Finding]:
    """Records given by their id alone, with no earlier entry that tells them whole."""
    dates_known = [entry for entry in entries if _published(entry) != UNKNOWN]
    order = {entry.article_id: number for number, entry in enumerate(dates_known)}
    for entry in entries:
        for record in entry.records:
            if record.table not in ("events", "proposals") or record.cells:
                continue
            home = homes.get((record.table, record.id))
            if home is None:
                known = [i for table, i in homes if table == record.table]
                message = f"no entry tells “{record.id}” whole"
                hint = f"{nearest(record.id, known)} Or tell it here"
            elif order.get(home[1].article_id, -1) > order.get(entry.article_id, len(entries)):
                message = f"“{record.id}” is told whole only in a later article's entry"
                hint = f"move its cells here from {home[1].file} (line {home[0].place.line})"
            else:
                continue
            yield finding(
                record.place, "told-nowhere", message, hint, table=record.table, record=record.id
            )


def _evidence(evidence: Evidence, entry: Entry, lines: list[Locked]) -> None:
    located = {(x.table, x.record_id, x.selector): x for x in lines}
    included: dict[tuple[str, str], Place] = {}
    for want in wanted_passages(entry):
        passage = want.passage
        if want.table == "organisations":
            included[want.record_id, passage.selector] = passage.place
            continue
        line = located.get((want.table, want.record_id, passage.selector))
        if line is not None and want.table not in (EXCLUDED, NOT_QUOTE):
            origin = Origin(passage.place)
            evidence.add(line, entry.article_id, want.part, want.role, origin, passage.note)
    by_name = Origin(Place(entry.file))
    for line in lines:
        if line.table in BY_NAME:
            place = included.get((line.record_id, line.selector))
            origin = by_name if place is None else Origin(place)
            evidence.add(line, entry.article_id, line.part, "mentions", origin)


def _finish(
    columns: dict[str, list[Any]], origins: list[Origin], table: Table
) -> tuple[pa.Table, list[Origin]]:
    """The rows of a table in the order of its primary key, and the origin of each."""
    keys = [_sortable(columns[name], table[name]) for name in table.primary_key]
    cells = list(zip(*keys, strict=True))
    numbers = sorted(range(len(cells)), key=cells.__getitem__)
    del keys, cells
    arrays = [
        pa.array([columns[f.name][n] for n in numbers], type=f.to_arrow().type)
        for f in table.fields
    ]
    schema = pa.schema([f.to_arrow().with_nullable(True) for f in table.fields])
    return pa.table(arrays, schema=schema), [origins[n] for n in numbers]


def _sortable(cells: list[Any], field: Field) -> list[Any]:
    """The cells, with what sorts first in place of none."""
    first: object = "" if field.type == "string" else 0
    return [first if cell is None else cell for cell in cells]


def _columns(rows: list[Row], table: Table) -> dict[str, list[Any]]:
    return {f.name: [row.get(f.name) for row in rows] for f in table.fields}
