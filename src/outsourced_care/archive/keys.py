"""The keys of many rows flow in, the rows that break a rule of whole tables flow out.

A key stands once, a reference leads somewhere, parts are numbered without gaps: that is judged
when all rows are there. Of each row only the columns are kept that such rules ask for, in
memory here, where the judgements of the contract see them as frames. `out_of_core` does the
same for more rows than fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import pyarrow as pa

from outsourced_care.archive.parts import AGAIN
from outsourced_care.archive.streaming import is_of_rows
from outsourced_care.contract import Contract, Table
from outsourced_care.judgements import Frames, Judgement, table_judgements
from outsourced_care.judging import Fault, arrow_frame, fault

Show = Callable[[str], None]

_NEAR = 50  # dangling references of a kind for which near identifiers are looked for: it takes long

# columns that rules of whole tables ask for, besides those of keys and references
_ASKED = {
    "quotes": ("sequence", "word_count"),
    "participants": ("role", "name"),
    "evidence": ("start", "end", "word_count"),
}


@dataclass(frozen=True, slots=True)
class AtFault:
    """The rows of a table that a judgement finds at fault.

    Attributes:
        table: The table.
        judgement: The judgement.
        there: How many rows are at fault.
        at: The first of them, counted from 0 over all parts, as many as will be told.
        faults: What is said of these; `row` counts within `rows`.
        rows: Rows with the columns of keys, among them these.
    """

    table: Table
    judgement: Judgement
    there: int
    at: list[int]
    faults: list[Fault]
    rows: pa.Table


class Keys(Protocol):
    """Where keys are kept until all rows are there."""

    def add(self, table: Table, rows: pa.Table) -> None:
        """Take the next rows of a table."""

    def at_fault(self, known: Contract, show: Show, most: int) -> Iterator[AtFault]:
        """Judge every table.

        Args:
            known: The contract with those tables whose rows are all there.
            show: Called with what is being done.
            most: The most rows to tell of one judgement.
        """


def kept_columns(table: Table) -> list[str]:
    """The columns that rules of whole tables ask for, in the contract's order."""
    wanted = {table.names[0], *_ASKED.get(table.name, ())}
    wanted.update(*table.keys, *(key.fields for key in table.foreign_keys))
    return [name for name in table.names if name in wanted]


class KeysInMemory:
    """Keeps keys in memory."""

    def __init__(self) -> None:
        self._rows: dict[str, list[pa.Table]] = {}

    def add(self, table: Table, rows: pa.Table) -> None:
        """Take the next rows of a table."""
        self._rows.setdefault(table.name, []).append(rows.select(kept_columns(table)))

    def at_fault(self, known: Contract, show: Show, most: int) -> Iterator[AtFault]:
        """Judge every table; see `Keys`."""
        tables = {name: self._whole(table) for name, table in known.items()}
        frames = {name: arrow_frame(rows) for name, rows in tables.items()}
        for name, table in known.items():
            show(f"checking the keys of {name}")
            frame = frames[name]
            for judgement in whole_judgements(table, known, frames):
                at_fault = judgement.at_fault(frame)
                if isinstance(at_fault, bool):
                    raise TypeError(f"{judgement.name} judges no rows")
                at = at_fault.to_numpy(dtype=bool).nonzero()[0].tolist()
                if at:
                    hinted = without_near(judgement)
                    faults = [
                        fault(name, row, judgement if n < _NEAR else hinted, None, frame)
                        for n, row in enumerate(at[:most])
                    ]
                    yield AtFault(table, judgement, len(at), at[:most], faults, tables[name])

    def _whole(self, table: Table) -> pa.Table:
        columns = table.to_arrow().empty_table().select(kept_columns(table))
        return pa.concat_tables([columns.cast(_nullable(columns)), *self._rows.get(table.name, ())])


def without_near(judgement: Judgement) -> Judgement:
    """A judgement that looks for no near identifier."""
    if judgement.rule != "reference":
        return judgement
    return replace(judgement, hint=lambda _: AGAIN)


def _nullable(rows: pa.Table) -> pa.Schema:
    return pa.schema([field.with_nullable(True) for field in rows.schema])


def whole_judgements(table: Table, known: Contract, frames: Frames) -> list[Judgement]:
    """The judgements of a table that need all of its rows, or other tables.

    Args:
        table: The table.
        known: The contract with the tables that are there.
        frames: Frames of these tables, by name.
    """
    return [j for j in table_judgements(table, known, frames) if not is_of_rows(j)]
