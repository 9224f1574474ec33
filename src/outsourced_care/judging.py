"""Tables flow in, the faults that the judgements of the contract find in them flow out.

The judgements are passed one by one. `validation.check_tables` finds the same through Pandera,
whose import alone takes longer than judging a few entries; so `python build check` comes
here, and the build and `validate` go there.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd
import pyarrow as pa

from outsourced_care.contract import TYPES, Contract, Field, Table
from outsourced_care.judgements import Frames, Judgement, judgements_of

_MISSING = re.compile(
    r"""KeyError\(["'](\w+)["']\)"""
)  # a rule asked for a column that is not there
_RULES_FILE = "src/outsourced_care/rules.py"


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell or row that breaks a check; `row` is None when the whole table does."""

    table: str
    row: int | None
    field: str | None
    rule: str
    value: object
    message: str
    hint: str | None

    def record(self, rows: pa.Table, declared: Table) -> str | None:
        """Return the identifier of the record that is at fault, as findings name it."""
        if self.row is None:
            return None
        key = declared.primary_key
        names = ["record_id"] if "record_id" in key else key
        return " ".join(str(rows[name][self.row].as_py()) for name in names)


def arrow_frame(table: pa.Table) -> pd.DataFrame:
    """Make a frame with Arrow-backed columns and a RangeIndex, for the fast path."""
    return cast(pd.DataFrame, table.to_pandas(types_mapper=pd.ArrowDtype))


def arrow_dtype(field: Field) -> pd.ArrowDtype:
    """The dtype of a field's column in such a frame."""
    return pd.ArrowDtype(TYPES[field.type].arrow)


def judge_tables(
    contract: Contract, tables: Mapping[str, pa.Table], context: Frames | None = None
) -> list[Fault]:
    """Judge a whole set of tables by the contract and every rule.

    Args:
        contract: The contract.
        tables: Every table of the contract, with its columns in the contract's Arrow types.
        context: Further frames that rules may ask for (`blocks`, `passages`, `texts`).

    Returns:
        The faults, in the order of tables and rows; empty when all is well.
    """

    def judged(table: Table, frame: pd.DataFrame, frames: Frames) -> list[Fault]:
        judgements = judgements_of(table, contract, frames, arrow_dtype)

        @functools.cache  # each is judged several times
        def column(name: str) -> pd.Series:
            return frame[name]

        return [fault for j in judgements for fault in _passed(j, table.name, frame, column)]

    return table_by_table(contract, tables, context, judged)


def table_by_table(
    contract: Contract,
    tables: Mapping[str, pa.Table],
    context: Frames | None,
    judge: Callable[[Table, pd.DataFrame, Frames], list[Fault]],
) -> list[Fault]:
    """Judge each table of the contract, the others at hand.

    Args:
        contract: The contract.
        tables: As for `judge_tables`.
        context: As for `judge_tables`.
        judge: Finds the faults of a table in its frame, among all frames by name.

    Returns:
        The faults, in the order of tables; of each, those of the whole table first, then by row.
    """
    frames = {name: arrow_frame(table) for name, table in tables.items()}
    available = {**frames, **(context or {})}
    return [
        fault
        for name, table in contract.items()
        for fault in sorted(
            judge(table, frames[name], available), key=lambda f: -1 if f.row is None else f.row
        )
    ]


def _passed(
    judgement: Judgement, table: str, frame: pd.DataFrame, column: Callable[[str], pd.Series]
) -> Iterator[Fault]:
    """The faults that one judgement finds in a table."""
    try:
        at_fault = judgement.at_fault(column(judgement.field) if judgement.of_cells else frame)
    except Exception as error:
        yield fault(table, None, judgement, f"{type(error).__name__}({error})", frame)
        return
    if isinstance(at_fault, bool):
        if at_fault:
            yield fault(table, None, judgement, False, frame)
        return
    for row in at_fault.to_numpy(dtype=bool).nonzero()[0]:
        yield fault(table, int(row), judgement, None, frame)


def fault(
    table: str, row: int | None, judgement: Judgement, value: object, frame: pd.DataFrame
) -> Fault:
    """What a judgement says of a row, or of the whole table."""
    if row is None:
        return _whole(table, judgement, value)
    value = frame[judgement.field].iloc[row]
    hint = judgement.hint(value) if judgement.hint else None
    message = judgement.message(value)
    return Fault(table, row, judgement.field, judgement.rule, value, message, hint)


def _whole(table: str, judgement: Judgement, value: object) -> Fault:
    """What is said of a whole table: that a column has another type, or cannot be judged."""
    message, hint = f"{judgement.rule} could not be judged: {value}", None
    if judgement.rule == "type":
        message = judgement.message(value)
    elif missing := _MISSING.fullmatch(str(value)):
        column = missing[1]
        message = f"{judgement.rule} asks for the column {column}, which the schema has no longer"
        hint = f"let {_RULES_FILE} follow the schema, or give the column its name back"
    return Fault(table, None, judgement.field, judgement.rule, value, message, hint)
