"""The matched rows of the table `evidence` flow in, what happened to its passages flows out.

Rows of that table are numbered within a record and article, so that one new passage changes
the key of all that follow. What a reader wants to know is which passages came, went or moved:
they are matched by the hash of their text instead, those with the same text in order.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from outsourced_care.diff.changes import (
    Cell,
    Listed,
    PassageChange,
    PassageChanges,
    PassageKind,
)
from outsourced_care.diff.match_rows import Match, Rows

EVIDENCE = "evidence"
_RECORD = ["table", "record_id", "article_id"]
_PLACE = ["part", "start", "end"]
_NTH = "nth with this text"  # no column of a contract has spaces in its name


def passage_changes(match: Match, limit: int | None) -> PassageChanges | None:
    """Tell the differences of the table `evidence` by passage.

    Args:
        match: The rows of both states.
        limit: How many of each list to take; None for all.

    Returns:
        The changes; None where the table has not the columns of passages in both states.
    """
    needed = {*_RECORD, *_PLACE, "sha256"}
    same = [n for n in match.changed if match.old[n].type == match.new[n].type]
    if not needed <= set(same):
        return None
    touched = match.touched
    was = _frame(match.old, np.concatenate([match.gone, match.old_both[touched]]), same)
    now = _frame(match.new, np.concatenate([match.come, match.new_both[touched]]), same)
    both = was.merge(
        now, how="outer", on=[*_RECORD, "sha256", _NTH], suffixes=(" old", " new"), indicator=True
    )
    both["part"] = both["part new"].fillna(both["part old"])
    kinds = _kinds(both, same)
    both = both.sort_values([*_RECORD, "part"], kind="stable")

    def listed(kind: PassageKind) -> Listed[PassageChange]:
        found = both.loc[kinds.reindex(both.index) == kind]
        rows = found.head(len(found) if limit is None else limit).to_dict("records")
        return Listed(tuple(_change(kind, row, same) for row in rows), len(found))

    return PassageChanges(listed("dropped"), listed("altered"), listed("moved"), listed("added"))


def _frame(rows: pa.Table, which: Rows, names: list[str]) -> pd.DataFrame:
    """Rows with the number of each among those of its record with the same text."""
    taken: pd.DataFrame = rows.select(names).take(which).to_pandas(types_mapper=pd.ArrowDtype)
    taken = taken.sort_values(["start", "part"], kind="stable")
    taken[_NTH] = taken.groupby([*_RECORD, "sha256"]).cumcount()
    return taken


def _kinds(both: pd.DataFrame, names: list[str]) -> pd.Series:
    """What happened to each passage."""
    others = [n for n in names if n not in (*_RECORD, *_PLACE, "sha256")]
    altered = np.zeros(len(both), np.bool_)
    for name in others:
        was, now = both[f"{name} old"], both[f"{name} new"]
        same = (was == now).fillna(False).to_numpy(np.bool_)
        altered |= ~same & ~(was.isna() & now.isna()).to_numpy(np.bool_)
    kinds = np.where(altered, "altered", "moved")
    kinds = np.where(both["_merge"] == "left_only", "dropped", kinds)
    kinds = np.where(both["_merge"] == "right_only", "added", kinds)
    return pd.Series(kinds, index=both.index)


def _change(kind: PassageKind, row: dict[Hashable, Any], names: list[str]) -> PassageChange:
    cells = []
    for name in sorted(names):
        if name in _RECORD or name == "sha256":
            continue
        pair = row[f"{name} old"], row[f"{name} new"]
        was, now = (None if pd.isna(cell) else cell for cell in pair)
        if was != now and not (name == "part" and kind in ("dropped", "added")):
            cells.append(Cell(name, was, now))
    table, record_id, article_id = (str(row[name]) for name in _RECORD)
    part = int(row["part"])
    return PassageChange(kind, table, record_id, article_id, part, tuple(cells))
