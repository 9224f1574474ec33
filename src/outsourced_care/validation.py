"""The contract and tables flow in, Pandera schemas and the faults they find flow out.

One compiler makes a Pandera schema from a table of the contract: column types, required
cells and vocabularies as Pandera's own vectorised checks, keys and rules as named checks on
the frame. The fast path runs on Arrow-backed columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

import pandas as pd
import pandera.pandas as pap
import pyarrow as pa

from outsourced_care.contract import TYPES, Contract, Field, Table
from outsourced_care.judgements import Frames, Judgement, judgements_of
from outsourced_care.judging import Fault, arrow_dtype, fault, table_by_table

Backend = Literal["pandas", "arrow"]


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

    def checked(table: Table, frame: pd.DataFrame, frames: Frames) -> list[Fault]:
        schema, judgements = _compile(table, contract, frames, "arrow")
        try:
            schema.validate(frame, lazy=True)
        except pap.errors.SchemaErrors as errors:
            return _faults(table.name, errors.failure_cases, judgements, frame)
        return []

    return table_by_table(contract, tables, context, checked)


def _compile(
    table: Table, contract: Contract, frames: Frames, backend: Backend
) -> tuple[pap.DataFrameSchema, dict[str, Judgement]]:
    dtype_of = _pandas_dtype if backend == "pandas" else arrow_dtype
    judgements = judgements_of(table, contract, frames, dtype_of)
    columns = {}
    for field in table.fields:
        closed = backend == "pandas" and field.categories  # the dtype itself is the vocabulary
        checks = [
            _check(j)
            for j in judgements
            if j.of_cells
            and j.field == field.name
            and j.rule != "required"  # Pandera's own affair
            and not (closed and j.rule == "vocabulary")
        ]
        columns[field.name] = pap.Column(dtype_of(field), checks, nullable=not field.required)
    whole = [_check(j) for j in judgements if not j.of_cells]
    schema = pap.DataFrameSchema(columns, checks=whole, strict=True, name=table.name)
    return schema, {j.name: j for j in judgements}


def _check(judgement: Judgement) -> pap.Check:
    """A judgement as a check of Pandera, one of its own where it has one."""
    named: dict[str, Any] = {"name": judgement.name, "error": judgement.name}
    if judgement.builtin is not None:
        method, argument = judgement.builtin
        return cast(pap.Check, getattr(pap.Check, method)(argument, **named))

    def passes(judged: Any) -> Any:
        at_fault = judgement.at_fault(judged)
        return not at_fault if isinstance(at_fault, bool) else ~at_fault

    return pap.Check(passes, ignore_na=False, **named)


def _pandas_dtype(field: Field) -> Any:
    """The dtype of a column in the frames that analysts load."""
    if field.categories:
        return pd.CategoricalDtype(list(field.values))
    return pd.api.types.pandas_dtype(TYPES[field.type].pandas)


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
        if (name, row) in seen:
            continue
        if judgement := judgements.get(name):
            seen[name, row] = fault(table, row, judgement, value, frame)
        else:
            message = f"{name} ({value})"
            seen[name, row] = Fault(table, row, None, "schema", value, message, None)
    return list(seen.values())
