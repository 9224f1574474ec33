"""Tables of a release and what goes from them flow in, the tables without it flow out.

Rows go, references to them are emptied, and cells that follow from others follow: names beside
identifiers, numbers in a series. A name that is left in a text gives way to a mark. Where a
mark cannot stand (an address, a selector), the cell is emptied; offsets and hash of a passage
still lead to it, though `validate` then asks for a selector: an old table without one is worth
more than a selector that matches nothing. Every other cell stays as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from outsourced_care.contract import Contract, Field, Table
from outsourced_care.errors import CannotRunError
from outsourced_care.redaction.going import Going
from outsourced_care.redaction.traces import Traces

SERIES = {  # columns that number rows from 1, and those within which they do
    "quotes": ("sequence", ("article_id",)),
    "participants": ("part", ("table", "record_id")),
    "evidence": ("part", ("table", "record_id", "article_id")),
}
_SHOWN = {"selector", "link"}  # words of an article, which a mark would make others


class UnredactableError(CannotRunError):
    """A trace stands where nothing can take its place."""


@dataclass(slots=True)
class Without:
    """Tables without what goes.

    Attributes:
        tables: Those that are other than before.
        rows: How many rows went, by table.
        emptied: How many cells were emptied.
        masked: How many cells have a mark in them now.
    """

    tables: dict[str, pa.Table]
    rows: dict[str, int]
    emptied: int = 0
    masked: int = 0


def without(
    tables: Mapping[str, pa.Table], contract: Contract, going: Going, traces: Traces
) -> Without:
    """Take what goes out of tables.

    Args:
        tables: The tables.
        contract: Their contract.
        going: What goes from them.
        traces: What must not be left in any text.

    Raises:
        UnredactableError: A record that stays has a trace in its identifier or its key.
    """
    made = Without({}, {})
    for name, rows in tables.items():
        left = _left(rows, contract[name], going, traces, made)
        if left is not None:
            made.tables[name] = left
    return made


def _left(
    before: pa.Table, table: Table, going: Going, traces: Traces, made: Without
) -> pa.Table | None:
    """A table without what goes; None when it stays as it is."""
    rows: list[dict[str, Any]] = before.to_pylist()
    gone = going.rows.get(table.name, set())
    changed = bool(gone)
    if gone:
        made.rows[table.name] = len(gone)
    for name, number, cell in going.emptied:
        if name == table.name:
            rows[number][cell] = None
            made.emptied += 1
            changed = True
    rows = [row for number, row in enumerate(rows) if number not in gone]
    for row in rows:
        for column in table.fields:
            if column.lookup and row[column.lookup.by] is None and row[column.name] is not None:
                row[column.name] = None
                changed = True
            elif isinstance(row[column.name], str) and traces.within(row[column.name]):
                row[column.name] = _cleared(table, column, row, traces, made)
                changed = True
    if not changed:
        return None
    if gone:
        _renumber(rows, table.name)
    arrays = [
        pa.array([row[f.name] for row in rows], type=before.schema.field(f.name).type)
        for f in table.fields
    ]
    return pa.table(arrays, schema=before.schema.remove_metadata())


def _cleared(
    table: Table, column: Field, row: Mapping[str, Any], traces: Traces, made: Without
) -> str | None:
    """A cell without its traces."""
    names = any(column.name in key.fields for key in table.foreign_keys)
    fixed = names or column.pattern or column.categories or column.format or column.edtf
    if not fixed and column.name not in _SHOWN:
        made.masked += 1
        return traces.masked(str(row[column.name]))
    if column.required or column.name in table.primary_key:
        key = " ".join(str(row[name]) for name in table.primary_key)
        raise UnredactableError(
            f"{table.name}, {key}: {column.name} holds a name or identifier of what goes, and "
            "neither a mark nor nothing can stand there; redact that record first"
        )
    made.emptied += 1
    return None


def _renumber(rows: list[dict[str, Any]], table: str) -> None:
    """Close the gaps in series; a row keeps its place among those that are left."""
    if table not in SERIES:
        return
    number, within = SERIES[table]
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in within)].append(row)
    for group in groups.values():
        group.sort(key=lambda row: int(row[number]))
        for position, row in enumerate(group, start=1):
            row[number] = position
