"""The rows of a table before and after a removal flow in, how many went and became less flows out.

A removal takes rows away, empties cells, puts its mark in the place of names, and numbers what
is left anew. Rows that come of nothing else hold no more than those that were there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from outsourced_care.redaction.old_tables import SERIES
from outsourced_care.redaction.traces import MARK

_NUMBERS = {column for column, _ in SERIES.values()}

Row = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Less:
    """How many rows a removal took away, and of how many it left less."""

    gone: int
    changed: int


def held_against(was: pa.Table, now: pa.Table) -> Less | None:
    """Hold the rows of a table after a removal against those before it.

    Args:
        was: The rows that were.
        now: The rows that are.

    Returns:
        What the removal did; None when some row is not what a removal leaves of one that was.
    """
    if now.column_names != was.column_names:
        return None
    before, after = Counter(_rows(was)), Counter(_rows(now))
    candidates = list((before - after).elements())
    others = sorted((after - before).elements(), key=_emptied)  # those that fit few rows first
    numbers = [name in _NUMBERS for name in was.column_names]
    for row in others:
        found = next((n for n, old in enumerate(candidates) if _left(old, row, numbers)), None)
        if found is None:
            return None
        del candidates[found]
    return Less(was.num_rows - now.num_rows, len(others))


def _rows(table: pa.Table) -> Iterable[Row]:
    columns: Mapping[str, list[Hashable]] = table.to_pydict()
    return zip(*columns.values(), strict=True)


def _emptied(row: Row) -> int:
    """In how many cells a row may have held anything."""
    return sum(cell is None or (isinstance(cell, str) and MARK in cell) for cell in row)


def _left(was: Row, now: Row, numbers: Iterable[bool]) -> bool:
    """Tell whether a row is what a removal leaves of another."""
    return all(
        cell == old or cell is None or numbered or _marked(old, cell)
        for old, cell, numbered in zip(was, now, numbers, strict=True)
    )


def _marked(was: Hashable, now: Hashable) -> bool:
    """Tell whether a text is another with marks in the place of some of its words."""
    if not isinstance(was, str) or not isinstance(now, str) or MARK not in now:
        return False
    first, *inner, last = now.split(MARK)
    if not was.startswith(first) or not was.endswith(last):
        return False
    at = len(first)
    for part in inner:
        found = was.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return at <= len(was) - len(last)
