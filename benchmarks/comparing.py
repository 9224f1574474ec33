"""Comparing two states of a quotes table: our diff beside a merge and comparison in pandas.

Before anything is timed, both tell the same keys and the same changed cells of the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import generated
import numpy as np
import pandas as pd
import pyarrow as pa
from timing import Contender, compared, table

from outsourced_care.contract import Contract
from outsourced_care.diff.changes import TableChanges
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.states import State
from outsourced_care.home import contract
from outsourced_care.loader import to_pandas

KEY = "quote_id"
LISTED = 1000  # as `python build diff` lists
Changed = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the peer finds: the keys of rows that are gone and new, and the cells that changed."""

    gone: pd.Series[str]
    come: pd.Series[str]
    cells: dict[str, pd.Series[str]]


def run(rows: int) -> str:
    """Measure, and return a Markdown section."""
    old = generated.quotes(rows)
    new = edited(old)
    before, after = state(old), state(new)
    frames = [to_pandas(rows, contract()["quotes"]) for rows in (old, new)]
    prove_equal(before, after, by_hand(*frames))
    seconds = compared(
        [
            Contender("`merge` and comparison by hand in pandas", lambda: by_hand(*frames)),
            Contender("our diff", lambda: compare(before, after, LISTED)),
            Contender("our diff of a table with itself", lambda: compare(before, before, LISTED)),
        ]
    )
    merged, ours, same = seconds.values()
    return (
        f"## Comparing {rows:,} quotes with {new.num_rows:,}\n\n"
        f"One row in a hundred changed, one in a thousand is gone, one in a thousand is new; all "
        f"stand in another order.\n\n{table(seconds, rows)}\n\n"
        f"Our diff takes {ours / merged:.2f} times as long as the same by hand in pandas, "
        f"{same / merged:.2f} times where nothing differs."
    )


def edited(quotes: pa.Table, seed: int = 2) -> pa.Table:
    """A copy with cells changed in one row of a hundred, rows gone and new, in another order."""
    chance = np.random.default_rng(seed)
    rows = len(quotes)
    fresh = generated.quotes(rows + max(1, rows // 1000)).slice(rows)
    kept = quotes.filter(pa.array(chance.random(rows) >= 0.001))
    for name, value in (("paraphrase", "Other words."), ("cue", None), ("word_count", 7)):
        mask = chance.random(len(kept)) < 0.01 / 3
        cells = kept[name].to_pandas(types_mapper=pd.ArrowDtype).mask(mask, value)
        column = pa.chunked_array([pa.array(cells, kept[name].type)])
        kept = kept.set_column(kept.schema.get_field_index(name), name, column)
    whole = pa.concat_tables([kept, fresh])
    return whole.take(pa.array(chance.permutation(len(whole))))


def state(quotes: pa.Table) -> State:
    """A dataset with nothing but quotes."""
    only = Contract([contract()["quotes"]])
    return State("quotes", "0.1.0", only, {"quotes": quotes})


def by_hand(old: pd.DataFrame, new: pd.DataFrame) -> ByHand:
    """Compare as one would who has no diff: merge on the key, then column by column."""
    both = old.merge(new, on=KEY, how="outer", suffixes=("", " new"), indicator="side")
    matched = both[both["side"] == "both"]
    cells = {}
    for name in old.columns.drop(KEY):
        was, now = matched[name], matched[f"{name} new"]
        differ = (was != now).fillna(False).astype(bool) & ~(was.isna() & now.isna())
        differ |= was.isna() != now.isna()
        if differ.any():
            cells[name] = matched.loc[differ, KEY]
    return ByHand(
        both.loc[both["side"] == "left_only", KEY],
        both.loc[both["side"] == "right_only", KEY],
        cells,
    )


def prove_equal(before: State, after: State, others: ByHand) -> None:
    """Stop unless our diff and the peer tell the same."""
    (ours,) = compare(before, after).tables
    cells = {(name, key) for name, keys in others.cells.items() for key in keys}
    come = {str(record.key[0]) for record in ours.added.items}
    for what, told, found in (
        ("rows that are gone", gone(ours), set(others.gone)),
        ("new rows", come, set(others.come)),
        ("changed cells", cells_of(ours), cells),
    ):
        if told != found or not found:
            raise SystemExit(f"{len(told):,} {what} by us, {len(found):,} by hand")


def gone(changes: TableChanges) -> set[str]:
    """The keys of rows that are no longer there."""
    return {str(r.key[0]) for r in (*changes.lost.items, *changes.withdrawn.items)}


def cells_of(changes: TableChanges) -> Changed:
    """Every changed cell, by column and key."""
    return {(c.field, str(r.key[0])) for r in changes.changed.items for c in r.cells}
