"""DataFrames flow in, a report on whether they keep the contract flows out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from outsourced_care.contract import Field, Table
from outsourced_care.findings import Finding, Place, finding, has_errors, nearest
from outsourced_care.home import contract
from outsourced_care.validation import Fault, check_tables


@dataclass(frozen=True, slots=True)
class Report:
    """Whether tables keep the contract, and every finding."""

    valid: bool
    findings: list[Finding]


def validate(tables: Mapping[str, pd.DataFrame]) -> Report:
    """Validate a set of tables against the contract and every rule.

    Args:
        tables: Frames by table name, as `load_all` returns them. Columns and tables that the
            contract does not know are noticed and otherwise left alone.

    Returns:
        The report. A finding's `file` is the table, its `line` the row, counted from 1.
    """
    known = contract()
    found: list[Finding] = []
    converted: dict[str, pa.Table] = {}
    for name in tables:
        if name not in known:
            hint = nearest(str(name), list(known))
            message = f"{name} is no table of the contract"
            found.append(finding(Place(str(name)), "extra-table", message, hint, severity="notice"))
    for name, table in known.items():
        if name not in tables:
            message = f"the table {name} is missing"
            found.append(finding(Place(name), "missing-table", message, table=name))
            continue
        rows, faults = _to_arrow(tables[name], table)
        found += faults
        if rows is not None:
            converted[name] = rows
    if len(converted) == len(known):
        found += [
            _located(fault, converted, known[fault.table])
            for fault in check_tables(known, converted)
        ]
    return Report(not has_errors(found), found)


def _to_arrow(frame: pd.DataFrame, table: Table) -> tuple[pa.Table | None, list[Finding]]:
    """The frame's columns in the contract's Arrow types, or what keeps them from it."""
    found = []
    for column in frame.columns:
        if column not in table.names:
            message = f"{column} is no column of {table.name}"
            place, hint = Place(table.name), nearest(str(column), table.names)
            found.append(
                finding(place, "extra-column", message, hint, table=table.name, severity="notice")
            )
    columns = {}
    for field in table.fields:
        message = f"the column {field.name} is missing"
        hint, rule = f"{field.title}: {field.description}", "missing-column"
        if field.name in frame.columns:
            try:
                columns[field.name] = _array(frame[field.name], field)
                continue
            except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
                message = f"{field.name} does not hold what it must: {error}"
                hint, rule = f"its type is {field.type}", "wrong-type"
        place = Place(table.name)
        found.append(finding(place, rule, message, hint, table=table.name, field=field.name))
    if len(columns) < len(table.fields):
        return None, found
    return pa.table(columns), found


def _array(cells: pd.Series, field: Field) -> pa.Array:
    """A column in the contract's Arrow type; nothing is rounded or cut."""
    wanted = field.to_arrow().type
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    array = pa.Array.from_pandas(cells)
    if pa.types.is_null(array.type):
        return array.cast(wanted)
    if pa.types.is_string(wanted) and not _is_text(array.type):
        raise TypeError(f"it holds {array.type}, not text")
    if not pa.types.is_string(wanted) and _is_text(array.type):
        raise TypeError("it holds text")
    return array.cast(wanted)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _located(fault: Fault, tables: Mapping[str, pa.Table], table: Table) -> Finding:
    return finding(
        Place(table.name, None if fault.row is None else fault.row + 1),
        fault.rule,
        fault.message,
        fault.hint,
        table=table.name,
        record=fault.record(tables[table.name], table),
        field=fault.field,
    )
