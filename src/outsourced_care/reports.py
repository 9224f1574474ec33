"""DataFrames flow in, a report on whether they keep the contract flows out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from outsourced_care.contract import TYPES, Contract, Field, Table
from outsourced_care.findings import Finding, Place, finding, has_errors, nearest
from outsourced_care.home import contract
from outsourced_care.judging import Fault
from outsourced_care.loader import evidenced
from outsourced_care.validation import check_tables

_AS_MACHINE = 'give edition="machine"'
_SHOWN = 20  # columns of a table that the contract does not know, told one by one


@dataclass(frozen=True, slots=True)
class Report:
    """Whether tables keep the contract, and every finding."""

    valid: bool
    findings: list[Finding]


def validate(tables: Mapping[str, pd.DataFrame], known: Contract | None = None) -> Report:
    """Validate a set of tables against the contract and every rule.

    Args:
        tables: Frames by table name, as `load_all` returns them, all or some. Columns and
            tables that the contract does not know are noticed and otherwise left alone.
        known: The contract; by default that of the published tables.

    Returns:
        The report. A finding's `file` is the table, its `line` the row, counted from 1. Tables
        that are not given are told in one notice (rule `missing-table`): keys and rules that
        need them are not judged. A set without any table of the contract is not valid (rule
        `no-table`), since nothing was validated.
    """
    if not isinstance(tables, Mapping):
        given = type(tables).__name__
        message = f"tables are given by name, as load_all returns them, not as {given}"
        return Report(False, [finding(Place("tables"), "wrong-type", message)])
    known = contract() if known is None else known
    found = [*left_out(tables, Place("tables"), known), *judged(tables, known)]
    if known.edition == "published" and any(map(_is_machine_made, tables.values())):
        message = "these are machine-made tables, judged as published ones"
        found.insert(0, finding(Place("tables"), "edition", message, _AS_MACHINE))
    return Report(not has_errors(found), found)


def _is_machine_made(frame: object) -> bool:
    return isinstance(frame, pd.DataFrame) and {"confidence", "start", "end"} <= {*frame.columns}


def left_out(
    there: Collection[object], place: Place, known: Contract | None = None
) -> Iterator[Finding]:
    """What is to be said of a set that lacks tables of the contract.

    Args:
        there: The names of its tables.
        place: Where they should be.
        known: The contract; by default that of the published tables.
    """
    known = contract() if known is None else known
    missing = [name for name in known if name not in there]
    if len(missing) == len(known):
        message = "no table of the contract is there, so that nothing was validated"
        yield finding(place, "no-table", message, f"the tables are {', '.join(known)}")
    elif missing:
        message = f"not there: {', '.join(missing)}; keys and rules that need them were not judged"
        yield finding(place, "missing-table", message, severity="notice")


def judged(tables: Mapping[str, pd.DataFrame], known: Contract | None = None) -> list[Finding]:
    """Everything that is wrong with those tables that are there, by a contract."""
    known, found = contract() if known is None else known, []
    converted: dict[str, pa.Table] = {}
    for name in tables:
        if name not in known:
            hint = nearest(str(name), list(known))
            message = f"{name} is no table of the contract"
            found.append(finding(Place(str(name)), "extra-table", message, hint, severity="notice"))
    for name, table in known.items():
        if name not in tables:
            continue
        rows, faults = arrow_of(tables[name], table)
        found += faults
        if rows is not None:
            converted[name] = rows
    at_hand = Contract([known[name] for name in converted], known.edition)
    return found + [
        _located(fault, converted, known[fault.table]) for fault in check_tables(at_hand, converted)
    ]


def arrow_of(frame: object, table: Table) -> tuple[pa.Table | None, list[Finding]]:
    """The frame's columns in the contract's Arrow types, or what keeps them from it."""
    place, found = Place(table.name), []
    if not isinstance(frame, pd.DataFrame):
        message = f"{table.name} is a {type(frame).__name__}, not a DataFrame"
        return None, [finding(place, "wrong-type", message, table=table.name)]
    extra = [column for column in dict.fromkeys(frame.columns) if column not in table.names]
    for column in extra[:_SHOWN]:
        message = f"{column} is no column of {table.name}"
        hint = nearest(str(column), table.names)
        if column == "text" and table.name in evidenced():
            hint = "passages belong to the articles' publishers: keep them to yourself"
        found.append(_extra(table, message, hint))
    if len(extra) > _SHOWN:
        found.append(_extra(table, f"{len(extra) - _SHOWN} more columns are none of {table.name}"))
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
                hint, rule = _wanted(field, error), "wrong-type"
        found.append(finding(place, rule, message, hint, table=table.name, field=field.name))
    if len(columns) < len(table.fields):
        return None, found
    return pa.table(columns), found


def _extra(table: Table, message: str, hint: str | None = None) -> Finding:
    return finding(
        Place(table.name), "extra-column", message, hint, table=table.name, severity="notice"
    )


def _array(cells: pd.Series | pd.DataFrame, field: Field) -> pa.Array:
    """A column in the contract's Arrow type; nothing is rounded, cut or taken for another."""
    if isinstance(cells, pd.DataFrame):
        raise TypeError("the column stands there more than once")
    wanted = field.to_arrow().type
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    array = pa.Array.from_pandas(cells)
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if array.null_count == len(array):  # whatever type a reader guessed for nothing
        return pa.nulls(len(array), wanted)
    kind = array.type
    if not any(is_kind(kind) for is_kind in _KINDS[field.type]):
        raise TypeError(f"it holds {'text' if _is_text(kind) else kind}")
    turned = array.cast(wanted)
    if field.type == "date" and not turned.cast(kind).equals(array):
        raise ValueError("it holds times of day")
    return turned


def _wanted(field: Field, error: Exception) -> str:
    """What a column must hold, and how to get it from the text that a CSV file holds."""
    said = f"its type is {field.type}"
    if str(error) != "it holds text":
        return said
    readers = {"date": "parse_dates", "boolean": "dtype “boolean”"}
    how = readers.get(field.type, f"dtype “{TYPES[field.type].pandas}”")
    return f"{said}; pandas.read_csv gives it with {how}"


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


# the Arrow types that may stand for a type of the contract, so far as no value changes
_KINDS: Mapping[str, tuple[Callable[[pa.DataType], bool], ...]] = {
    "string": (_is_text,),
    "integer": (pa.types.is_integer, pa.types.is_floating),
    "number": (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal),
    "date": (pa.types.is_date, pa.types.is_timestamp),
    "boolean": (pa.types.is_boolean,),
}


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
