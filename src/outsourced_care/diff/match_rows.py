"""The rows of a table in two states flow in, which row became which and where they differ flow out.

Rows are matched by primary key. Everything is vectorised, so that a million rows take seconds.
Two cells are the same when their content hash is: nulls equal nulls, NaN equals NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.contract import Table
from outsourced_care.diff.compare_schemas import former_names

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_MOST = 2**62  # numbers below fit into 64 bits


class RepeatedKeyError(ValueError):
    """Two rows of one state have the same primary key, so that records cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Match:
    """The rows of both states, by the column names of the new one, and how they differ.

    Attributes:
        table: The table, as the new state declares it (the old one, when only that has it).
        old: The rows that were.
        new: The rows that are.
        key: The columns that rows were matched by; empty when they could not be.
        old_key: The primary key of the rows that were.
        gone: Which of the old rows are not there any more.
        come: Which of the new rows are new.
        old_both: Which of the old rows are still there,
        new_both: and where each of them stands among the new ones.
        changed: For each column that both have, in which rows of both it differs.
        reshaped: The same for columns that were added, removed or retyped.
    """

    table: Table
    old: pa.Table
    new: pa.Table
    key: tuple[str, ...]
    old_key: tuple[str, ...]
    gone: Rows
    come: Rows
    old_both: Rows
    new_both: Rows
    changed: dict[str, Mask]
    reshaped: dict[str, Mask]

    @property
    def touched(self) -> Mask:
        """Which rows of both states have other cells in columns that both have."""
        return any_of(self.changed, len(self.old_both))


def match_rows(old: pa.Table, new: pa.Table, before: Table, after: Table) -> Match:
    """Match the rows of a table in two states by primary key, and compare them.

    Args:
        old: The rows that were, in the types of their contract.
        new: The rows that are, in the types of theirs.
        before: The table as the old contract declares it.
        after: The table as the new contract declares it.

    Raises:
        RepeatedKeyError: Two rows of one state have the same primary key.
    """
    former = former_names(before, after)
    names = {was: now for now, was in former.items()}
    old = old.select(list(before.names))
    old = old.rename_columns([names.get(n, n) for n in before.names])
    new = new.select(list(after.names))
    old_key = tuple(names.get(n, n) for n in before.primary_key)
    key, (old_ids, new_ids) = _identified(old, new, old_key, after.primary_key)
    where = np.full(max(old_ids.max(initial=-1), new_ids.max(initial=-1)) + 1, -1)
    where[new_ids] = np.arange(len(new_ids))
    stays = where[old_ids] >= 0
    old_both = np.flatnonzero(stays)
    new_both = where[old_ids[stays]]
    changed, reshaped = _compare(old, new, old_both, new_both)
    come = np.setdiff1d(np.arange(len(new_ids)), new_both, assume_unique=True)
    gone = np.flatnonzero(~stays)
    return Match(after, old, new, key, old_key, gone, come, old_both, new_both, changed, reshaped)


def _identified(
    old: pa.Table, new: pa.Table, was: tuple[str, ...], now: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Rows, Rows]]:
    """The columns that identify rows in both states, or none, and the rows by number.

    Raises:
        RepeatedKeyError: Two rows of one state have the same primary key.
    """
    if set(was) == set(now) and _alike(old, new, now):
        ids = _identities(old, new, now)
        _refuse_repeated(old, ids[0], now)
        _refuse_repeated(new, ids[1], now)
        return now, ids
    for rows, key in ((old, was), (new, now)):
        _refuse_repeated(rows, _identities(rows, rows.slice(0, 0), key)[0], key)
    for key in (now, was):
        if _alike(old, new, key):
            ids = _identities(old, new, key)
            if not any(_repeated(side).any() for side in ids):
                return key, ids
    return (), _identities(old, new, ())


def _alike(old: pa.Table, new: pa.Table, key: tuple[str, ...]) -> bool:
    """Whether both states have the columns, in the same types."""
    there = set(old.column_names) & set(new.column_names)
    return there >= set(key) and all(old[name].type == new[name].type for name in key)


def _refuse_repeated(rows: pa.Table, ids: Rows, key: tuple[str, ...]) -> None:
    repeated = _repeated(ids)
    if repeated.any():
        first = int(np.flatnonzero(repeated)[0])
        shown = ", ".join(repr(rows[name][first].as_py()) for name in key)
        raise RepeatedKeyError(f"two rows have the primary key {shown[:200]}")


def _repeated(ids: Rows) -> Mask:
    return np.bincount(ids)[ids] > 1 if len(ids) else np.empty(0, np.bool_)


def _identities(old: pa.Table, new: pa.Table, key: tuple[str, ...]) -> tuple[Rows, Rows]:
    """A number for each row, the same for two rows just when their keys are the same.

    Without a key all rows are different.
    """
    total = len(old) + len(new)
    if not key:
        return np.arange(len(old)), np.arange(len(old), total)
    ids, bound = np.zeros(total, np.int64), 1
    for name in key:
        column = pa.chunked_array([*old[name].chunks, *new[name].chunks], old[name].type)
        values = pc.unique(column)
        if bound * len(values) > _MOST:
            ids, bound = pd.factorize(ids)[0], total
        codes = pc.index_in(column, value_set=values).to_numpy()
        ids = ids * len(values) + codes
        bound *= len(values)
    if bound > total:
        ids = pd.factorize(ids)[0]
    return ids[: len(old)], ids[len(old) :]


def _compare(
    old: pa.Table, new: pa.Table, old_rows: Rows, new_rows: Rows
) -> tuple[dict[str, Mask], dict[str, Mask]]:
    """In which rows each column differs: columns of both states, then the other ones."""
    changed: dict[str, Mask] = {}
    reshaped: dict[str, Mask] = {}
    for name in sorted({*old.column_names, *new.column_names}):
        was = _taken(old, name, old_rows)
        now = _taken(new, name, new_rows)
        if was is None or now is None:
            there = was if now is None else now
            reshaped[name] = mask_of(pc.is_valid(there))
        elif was.type != now.type:
            reshaped[name] = mask_of(pc.or_(pc.is_valid(was), pc.is_valid(now)))
        else:
            changed[name] = _unequal(was, now)
    return changed, reshaped


def _taken(rows: pa.Table, name: str, which: Rows) -> pa.ChunkedArray | None:
    """A column's cells in some rows; None where there is no such column."""
    if name not in rows.column_names:
        return None
    whole = len(which) == len(rows) and bool((np.diff(which) == 1).all())
    return rows[name] if whole else rows[name].take(which)


def _unequal(was: pa.ChunkedArray, now: pa.ChunkedArray) -> Mask:
    differ = pc.fill_null(pc.not_equal(was, now), False)
    if pa.types.is_floating(was.type):
        both = pc.fill_null(pc.and_(pc.is_nan(was), pc.is_nan(now)), False)
        differ = pc.and_not(differ, both)
    return mask_of(pc.or_(differ, pc.xor(pc.is_null(was), pc.is_null(now))))


def mask_of(array: pa.ChunkedArray) -> Mask:
    """A column of booleans without nulls, as an array."""
    return np.asarray(array.to_numpy(), np.bool_)


def any_of(masks: dict[str, Mask], count: int) -> Mask:
    """In which of `count` rows any of the masks is true."""
    found = np.zeros(count, np.bool_)
    for mask in masks.values():
        found |= mask
    return found
