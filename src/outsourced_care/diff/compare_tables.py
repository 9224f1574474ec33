"""The matched rows of a table flow in, what happened to its records flows out.

Only records that are listed become Python values.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.diff.changes import (
    Cell,
    Listed,
    Record,
    RecordChange,
    TableChanges,
    Value,
    Withdrawal,
)
from outsourced_care.diff.match_rows import Mask, Match, Rows, any_of, mask_of

TOMBSTONES = "withdrawn"  # the table that tells of records that are gone
TOLD_OF = "record_id"  # its column with the id of such a record


def table_changes(match: Match, tombstones: pa.Table, limit: int | None) -> TableChanges:
    """List what changed in the rows of a table.

    Args:
        match: The rows of both states.
        tombstones: The rows of `withdrawn` that tell of the table's records.
        limit: How many of each list to take; None for all.
    """
    gone, lost = match.gone, np.empty(0, np.int64)
    if len(match.old_key) == 1:
        ids = pc.cast(match.old[match.old_key[0]].take(match.gone), pa.string())
        told = np.asarray(pc.is_in(ids, value_set=_ids(tombstones)).to_numpy())
        gone, lost = match.gone[told], match.gone[~told]
    touched = match.touched
    reshaped = any_of(match.reshaped, len(touched)) & ~touched
    return TableChanges(
        match.table.name,
        match.key,
        lost=_records(match.old, lost, match.old_key, limit),
        withdrawn=_withdrawals(_records(match.old, gone, match.old_key, limit), tombstones),
        changed=_record_changes(match, np.flatnonzero(touched), limit),
        reshaped=_record_changes(match, np.flatnonzero(reshaped), limit),
        added=_records(match.new, match.come, match.table.primary_key, limit),
    )


def _records(
    rows: pa.Table, which: Rows, key: tuple[str, ...], limit: int | None
) -> Listed[Record]:
    """The first of some rows, in the order of their keys."""
    keys = rows.select(list(key)).take(which)
    order = pc.sort_indices(keys, [(name, "ascending") for name in key]).to_numpy()
    taken = rows.take(which[order[:limit]]).to_pylist()
    items = tuple(Record(tuple(row[name] for name in key), row) for row in taken)
    return Listed(items, len(which))


def _ids(tombstones: pa.Table) -> pa.Array:
    return pc.cast(tombstones[TOLD_OF], pa.string()).combine_chunks()


def _withdrawals(gone: Listed[Record], tombstones: pa.Table) -> Listed[Record]:
    """Records that are gone, each with its tombstone; parts of records have none."""
    if not gone.total:
        return gone
    keys = [str(record.key[0]) if len(record.key) == 1 else None for record in gone.items]
    at = pc.index_in(pa.array(keys, pa.string()), value_set=_ids(tombstones), skip_nulls=True)
    told = tombstones.take(at.drop_null()).to_pylist()
    stones = [told.pop(0) if row is not None else None for row in at.to_pylist()]
    items = (Withdrawal(r.key, r.cells, stone) for r, stone in zip(gone.items, stones, strict=True))
    return Listed(tuple(items), gone.total)


def _record_changes(match: Match, which: Rows, limit: int | None) -> Listed[RecordChange]:
    """The first of some rows of both states, those that lost a value first, then by key."""
    if not len(which):
        return Listed()
    keys = match.new.select(list(match.key)).take(match.new_both[which])
    keys = keys.rename_columns([str(n) for n in range(len(match.key))])
    kept = keys.append_column("kept", pa.array(~_lossy(match)[which]))
    order = [("kept", "ascending"), *((name, "ascending") for name in keys.column_names)]
    which = which[pc.sort_indices(kept, order).to_numpy()]
    shown = which[:limit]
    cells: list[list[Cell]] = [[] for _ in shown]
    masks = {**match.changed, **match.reshaped}
    for name in sorted(masks):
        for place, was, now in _cells(match, name, masks[name], shown):
            cells[place].append(Cell(name, was, now))
    found = match.new.select(list(match.key)).take(match.new_both[shown]).to_pylist()
    changes = (
        RecordChange(tuple(row[name] for name in match.key), tuple(changed))
        for row, changed in zip(found, cells, strict=True)
    )
    return Listed(tuple(changes), len(which))


def _cells(match: Match, name: str, mask: Mask, shown: Rows) -> Iterator[tuple[int, Value, Value]]:
    """Where a column differs among the rows shown, and the cell before and after."""
    places = np.flatnonzero(mask[shown])
    rows = shown[places]
    was = _values(match.old, name, match.old_both[rows])
    now = _values(match.new, name, match.new_both[rows])
    yield from zip(places.tolist(), was, now, strict=True)


def _values(rows: pa.Table, name: str, which: Rows) -> list[Value]:
    if name not in rows.column_names:
        return [None] * len(which)
    values: list[Value] = rows[name].take(which).to_pylist()
    return values


def _lossy(match: Match) -> Mask:
    """Which rows of both states lost a value with nothing in its place."""
    masks = {}
    for name, mask in {**match.changed, **match.reshaped}.items():
        if name in match.new.column_names:
            mask = mask & mask_of(pc.is_null(match.new[name].take(match.new_both)))
        masks[name] = mask
    return any_of(masks, len(match.old_both))
