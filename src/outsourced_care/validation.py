"""The contract and tables flow in, Pandera schemas and the faults they find flow out.

One compiler makes a Pandera schema from a table of the contract: column types, required
cells and vocabularies as Pandera's own vectorised checks, keys and rules as named checks on
the frame. The fast path runs on Arrow-backed columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import pandas as pd
import pandera.pandas as pap
import pyarrow as pa

from outsourced_care.contract import TYPES, Contract, Field, Table
from outsourced_care.judgements import Frames, Judgement, cell_judgements, table_judgements

Backend = Literal["pandas", "arrow"]


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


def pandera_schema(
    table: Table,
    contract: Contract,
    frames: Frames | None = None,
    backend: Backend = "pandas",
) -> pap.DataFrameSchema:
    """Compile a table's Pandera schema.

    Args:
        table: The table of the contract.
        contract: The contract it belongs to.
        frames: The other tables, by name, for the rules across tables; without them only
            what can be judged in one table is checked.
        backend: `pandas` for pandas' own types, `arrow` for Arrow-backed columns.

    Returns:
        The schema; validate with `lazy=True` to get every fault.
    """
    return _compile(table, contract, frames or {}, backend)[0]


def check_tables(
    contract: Contract, tables: Mapping[str, pa.Table], context: Frames | None = None
) -> list[Fault]:
    """Check a whole set of tables against the contract and every rule.

    Args:
        contract: The contract.
        tables: Every table of the contract, in the contract's Arrow types.
        context: Further frames that rules may ask for (`blocks`, `passages`, `texts`).

    Returns:
        The faults, in the order of tables and rows; empty when all is well.
    """
    frames = {name: arrow_frame(table) for name, table in tables.items()}
    available = {**frames, **(context or {})}
    faults: list[Fault] = []
    for name, table in contract.items():
        schema, judgements = _compile(table, contract, available, "arrow")
        try:
            schema.validate(frames[name], lazy=True)
        except pap.errors.SchemaErrors as errors:
            faults += _faults(name, errors.failure_cases, judgements, frames[name])
    return faults


def _compile(
    table: Table, contract: Contract, frames: Frames, backend: Backend
) -> tuple[pap.DataFrameSchema, dict[str, Judgement]]:
    judgements: dict[str, Judgement] = {}
    columns = {}
    for field in table.fields:
        dtype = _pandas_dtype(field) if backend == "pandas" else _arrow_dtype(field)
        own = list(cell_judgements(field, dtype))
        judgements |= {j.name: j for j in own}
        closed = backend == "pandas" and field.categories  # the dtype itself is the vocabulary
        checks = [j.check for j in own if j.check and not (closed and j.rule == "vocabulary")]
        columns[field.name] = pap.Column(dtype, checks, nullable=not field.required)
    whole = list(table_judgements(table, contract, frames))
    judgements |= {j.name: j for j in whole}
    checks = [j.check for j in whole if j.check is not None]
    return pap.DataFrameSchema(columns, checks=checks, strict=True, name=table.name), judgements


def _pandas_dtype(field: Field) -> Any:
    """The dtype of a column in the frames that analysts load."""
    if field.categories:
        return pd.CategoricalDtype(list(field.values))
    return pd.api.types.pandas_dtype(TYPES[field.type].pandas)


def _arrow_dtype(field: Field) -> Any:
    return pd.ArrowDtype(TYPES[field.type].arrow)


def _faults(
    table: str, cases: pd.DataFrame, judgements: Mapping[str, Judgement], frame: pd.DataFrame
) -> list[Fault]:
    """Fold Pandera's failure cases to one fault per check and row."""
    seen: dict[tuple[str, int | None], Fault] = {}
    for check, column, value, index in zip(
        cases["check"], cases["column"], cases["failure_case"], cases["index"], strict=True
    ):
        row = None if pd.isna(index) else int(index)
        name = f"{column}: required" if check == "not_nullable" else str(check)
        if (name, row) not in seen:
            seen[name, row] = _fault(table, row, judgements.get(name), name, value, frame)
    return sorted(seen.values(), key=lambda f: -1 if f.row is None else f.row)


def _fault(
    table: str,
    row: int | None,
    judgement: Judgement | None,
    name: str,
    value: object,
    frame: pd.DataFrame,
) -> Fault:
    if judgement is None:
        return Fault(table, row, None, "schema", value, f"{name} ({value})", None)
    if row is None:
        message = f"{judgement.rule} could not be judged: {value}"
        if judgement.rule == "type":
            message = judgement.message(value)
        return Fault(table, None, judgement.field, judgement.rule, value, message, None)
    value = frame[judgement.field].iloc[row]
    hint = judgement.hint(value) if judgement.hint else None
    return Fault(table, row, judgement.field, judgement.rule, value, judgement.message(value), hint)
