"""Two states of the dataset flow in, what differs between them flows out; and back.

`compare` is the one place where differences are computed; reports, versions and changelogs
are made from what it returns. `apply` is its inverse, and the proof that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.contract import Contract
from outsourced_care.diff.changes import (
    Changes,
    FileChange,
    PassageChanges,
    SchemaChange,
    Side,
    TableChanges,
    Value,
)
from outsourced_care.diff.compare_passages import EVIDENCE, passage_changes
from outsourced_care.diff.compare_schemas import compare_contracts, compare_words, ordered
from outsourced_care.diff.compare_tables import TOLD_OF, TOMBSTONES, table_changes
from outsourced_care.diff.match_rows import Match, RepeatedKeyError, match_rows
from outsourced_care.diff.states import State, StateError


class CutShortError(ValueError):
    """Changes that do not list every record cannot be applied."""


def compare(old: State, new: State, limit: int | None = None) -> Changes:
    """Tell everything that differs between two states.

    Args:
        old: The state that was.
        new: The state that is.
        limit: How many records of each kind and table to list, at least 1; None for all.
            How many there are is always told.

    Raises:
        StateError: Records of a state cannot be told apart.
    """
    if limit is not None and limit < 1:
        raise ValueError(f"a limit of {limit} would leave out what decides the version")
    tables: list[TableChanges] = []
    passages: PassageChanges | None = None
    for name, match in _matches(old, new):
        changes = table_changes(match, _tombstones(new, name), limit)
        if changes.empty:
            continue
        tables.append(changes)
        if name == EVIDENCE and name in old.contract and name in new.contract:
            passages = passage_changes(match, limit)
    schema = compare_contracts(old.contract, new.contract)
    return Changes(
        Side(old.name, old.version, old.planned),
        Side(new.name, new.version, new.planned),
        ordered([*schema, *compare_words(old.words, new.words)]),
        tuple(tables),
        passages,
        tuple(_files(old, new, schema, {t.table for t in tables})),
        {t.table: _columns(old, new, t.table) for t in tables},
    )


def apply(
    tables: Mapping[str, pa.Table], changes: Changes, contract: Contract
) -> dict[str, pa.Table]:
    """Make the new tables from the old ones and the changes.

    Args:
        tables: The tables of the old state.
        changes: What `compare` returned without a limit.
        contract: The contract of the new state.

    Returns:
        The tables of the new state, rows in the order of their keys.

    Raises:
        CutShortError: The changes do not list every record.
    """
    if not changes.whole:
        raise CutShortError("the changes are cut short; compare without a limit")
    by_table = {t.table: t for t in changes.tables}
    renamed = {(c.table, c.old): c.new for c in changes.schema if c.kind == "field-renamed"}
    made = {}
    for name, declared in contract.items():
        rows: list[dict[str, Value]] = []
        if name in tables:
            old = tables[name]
            names = [renamed.get((name, n)) or n for n in old.column_names]
            rows = old.rename_columns(names).to_pylist()
        if name in by_table:
            rows = _applied(rows, by_table[name])
        filled = [{n: row.get(n) for n in declared.names} for row in rows]
        table = pa.Table.from_pylist(filled, declared.to_arrow())
        made[name] = table.sort_by([(n, "ascending") for n in declared.primary_key])
    return made


def _applied(rows: list[dict[str, Value]], changes: TableChanges) -> list[dict[str, Value]]:
    added = [dict(record.cells) for record in changes.added.items]
    if not changes.key:  # no record of the old state is known again
        return added

    def key(cells: Mapping[str, Value]) -> tuple[Value, ...]:
        return tuple(cells[name] for name in changes.key)

    there = {key(row): row for row in rows}
    for record in (*changes.lost.items, *changes.withdrawn.items):
        del there[key(record.cells)]
    for change in (*changes.changed.items, *changes.reshaped.items):
        there[change.key] |= {cell.field: cell.new for cell in change.cells}
    return [*there.values(), *added]


def _matches(old: State, new: State) -> Iterator[tuple[str, Match]]:
    """The matched rows of every table, those of the new contract first."""
    for name in [*new.contract, *(n for n in old.contract if n not in new.contract)]:
        before = old.contract.get(name) or new.contract[name]
        after = new.contract.get(name) or before
        was, now = old.tables.get(name), new.tables.get(name)
        was = before.to_arrow().empty_table() if was is None else was
        now = after.to_arrow().empty_table() if now is None else now
        try:
            yield name, match_rows(was, now, before, after)
        except RepeatedKeyError as error:
            raise StateError(f"{old.name} or {new.name}: {name}: {error}") from None


def _columns(old: State, new: State, table: str) -> tuple[str, ...]:
    """The columns of a table as the new contract orders them, then those that it has no more."""
    contracts = (state.contract[table] for state in (new, old) if table in state.contract)
    return tuple(dict.fromkeys(name for declared in contracts for name in declared.names))


def _tombstones(state: State, table: str) -> pa.Table:
    """The rows that say which of a table's records were withdrawn."""
    rows = state.tables.get(TOMBSTONES)
    if rows is None or not {"table", TOLD_OF} <= set(rows.column_names):
        return pa.table({TOLD_OF: pa.array([], pa.string())})
    return rows.filter(pc.equal(rows["table"], table))


def _files(
    old: State, new: State, schema: tuple[SchemaChange, ...], changed: set[str]
) -> Iterator[FileChange]:
    """Files of tables in both states that went, came, or differ in nothing but bytes."""
    changed = changed | {c.table for c in schema if c.table is not None}
    for path in sorted(old.files.keys() | new.files.keys()):
        was, now = old.files.get(path), new.files.get(path)
        table = (now or was or old.files[path]).table
        if table not in old.contract or table not in new.contract:
            continue
        if was is None or now is None:
            yield FileChange("added" if was is None else "removed", path, table)
        elif was.hash != now.hash and table not in changed:
            yield FileChange("format", path, table)
