"""What a removal leaves of a table: rows that hold no more than those before, and no others.

Catches a name in a key that is taken for a new row, and rows that were slipped in with a removal.
"""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.releases.removal import Less, held_against

Row = tuple[str | None, int, str | None]
LAMPS: list[Row] = [("a", 1, "lit by Ana Brill"), ("a", 2, "out"), ("b", 1, None)]


def table(rows: list[Row]) -> pa.Table:
    columns = {"name": pa.string(), "part": pa.int64(), "value": pa.string()}
    arrays = [pa.array([row[n] for row in rows], kind) for n, kind in enumerate(columns.values())]
    return pa.table(arrays, names=list(columns))


CASES: dict[str, tuple[list[Row], Less | None]] = {
    "nothing": (LAMPS, Less(0, 0)),
    "a row": (LAMPS[1:], Less(1, 0)),
    "a row, the others numbered anew": ([("a", 1, "out"), LAMPS[2]], Less(1, 1)),
    "a name": ([("a", 1, "lit by (removed)"), *LAMPS[1:]], Less(0, 1)),
    "several names": ([("a", 1, "(removed) by (removed) Brill"), *LAMPS[1:]], Less(0, 1)),
    "a cell": ([("a", 1, None), *LAMPS[1:]], Less(0, 1)),
    "cells of every row": ([(None, 1, None), (None, 2, "out"), (None, 1, None)], Less(0, 3)),
    "everything": ([], Less(3, 0)),
    "another row": ([*LAMPS, ("c", 1, "new")], None),
    "a row twice": ([*LAMPS, LAMPS[0]], None),
    "another row for one": ([*LAMPS[1:], ("c", 1, "new")], None),
    "other words": ([("a", 1, "lit by Odo Quill"), *LAMPS[1:]], None),
    "other words beside a name": ([("a", 1, "put out by (removed)"), *LAMPS[1:]], None),
    "other words after a name": ([("a", 1, "lit by (removed) again"), *LAMPS[1:]], None),
    "words told twice": ([("a", 1, "lit by Ana(removed)Ana Brill"), *LAMPS[1:]], None),
    "words where nothing was": ([*LAMPS[:2], ("b", 1, "(removed)")], None),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_removal_leaves_holds_no_more(case: str) -> None:
    rows, expected = CASES[case]
    assert held_against(table(LAMPS), table(rows)) == expected


def test_other_columns_are_no_less() -> None:
    assert held_against(table(LAMPS), table(LAMPS).drop_columns(["value"])) is None


@given(st.lists(st.tuples(st.text("ab", min_size=1), st.text("xy")), max_size=12), st.data())
def test_whatever_is_removed_is_no_more(rows: list[tuple[str, str]], data: st.DataObject) -> None:
    """Rows that go, cells that are emptied, names that give way, in any mixture."""
    was: list[Row] = [(name, n, value) for n, (name, value) in enumerate(rows)]
    does = st.sampled_from(["goes", "stays", "emptied", "marked"])
    now: list[Row] = []
    for name, number, value in was:
        what = data.draw(does)
        assert value is not None
        at = data.draw(st.integers(0, len(value)))
        left = {"stays": value, "emptied": None, "marked": f"{value[:at]}(removed)"}
        if what != "goes":
            now.append((name, number, left[what]))
    found = held_against(table(was), table(now))
    assert found is not None and found.gone == len(was) - len(now)
