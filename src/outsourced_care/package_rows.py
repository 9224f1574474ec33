"""The bytes of a table's file flow in, its rows and every fault of its form flow out.

Files may come from anywhere: columns may be missing, too many, of other types or broken.
What can be read is returned; the rest is told in findings.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from outsourced_care.content import read_csv
from outsourced_care.contract import TYPES, Field, Json, Table
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.package_csv import (
    Fault,
    form_fault,
    header,
    line_numbers,
    open_quote,
    separator_fault,
)
from outsourced_care.package_files import TableFile
from outsourced_care.package_json import SHOWN, RepeatedKeyError, read_records

_BROKEN = (pa.ArrowException, KeyError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Rows:
    """What could be read of a file."""

    table: pa.Table | None  # None when nothing could
    broken: frozenset[str] = frozenset()  # columns that are there and not readable
    findings: list[Finding] = field(default_factory=list)
    lines: Sequence[int] | None = None  # on which each row begins, where reading has told it


def extended(table: Table, schema: object) -> tuple[Table, list[str]]:
    """The table of the contract with the further columns that a descriptor declares.

    Args:
        table: The table of the contract.
        schema: A resource's Table Schema, as found.

    Returns:
        The table, and the further columns whose type the contract does not know.
    """
    listed = schema.get("fields") if isinstance(schema, dict) else None
    more: list[Field] = []
    unknown: list[str] = []
    for declared in listed if isinstance(listed, list) else []:
        name = declared.get("name") if isinstance(declared, dict) else None
        if not isinstance(name, str) or name in table.names or name in [f.name for f in more]:
            continue
        kind = declared.get("type", "string")
        if isinstance(kind, str) and kind in TYPES:
            more.append(_further(name, kind, declared))
        else:
            unknown.append(name)
    return replace(table, fields=(*table.fields, *more)), unknown


def _further(name: str, kind: str, declared: Json) -> Field:
    return Field(
        name=name, type=kind, title=name, description=name, origin="curated", format=None,
        required=False, unique=False, pattern=None, minimum=None, edtf=False, own_words=False,
        categories=(), lookup=None, bound=None, declared=declared,
    )  # fmt: skip


def read_rows(file: TableFile, table: Table) -> Rows:
    """Read the rows of a file in the types of a table.

    Args:
        file: The file; its bytes must be there.
        table: The table of the contract, perhaps `extended`.
    """
    raw = file.raw or b""
    try:
        if file.form == "json":
            return _json(file, raw, table)
        if file.form == "csv" and (fault := separator_fault(raw, table.names)):
            return _unreadable(file, fault)
        names = header(raw) if file.form == "csv" else pq.read_schema(pa.BufferReader(raw)).names
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        if twice:
            message = f"columns stand twice: {', '.join(twice)[:200]}"
            return Rows(None, findings=[_fault(file, "duplicate-column", message)])
        return _csv(file, raw, table) if file.form == "csv" else _parquet(file, raw, table)
    except RepeatedKeyError as error:
        return Rows(None, findings=[_fault(file, "duplicate-column", str(error))])
    except (*_BROKEN, csv.Error, UnicodeError) as error:
        known = form_fault(raw, table.names) if file.form == "csv" else None
        return _unreadable(file, known or (None, _first_line(error)))


def _unreadable(file: TableFile, fault: Fault) -> Rows:
    line, reason = fault
    message = f"no readable {file.form} file: {reason}"
    return Rows(None, findings=[_fault(file, "unreadable", message, line=line)])


def _csv(file: TableFile, raw: bytes, table: Table) -> Rows:
    if cut := open_quote(raw):
        return _unreadable(file, cut)
    try:
        return Rows(read_csv(raw, table), findings=list(_no_line_end(file, raw)))
    except pa.ArrowInvalid as error:
        reason = error
    typed = [f for f in table.fields if f.type != "string"]
    texts = replace(table, fields=tuple(replace(f, type="string") for f in table.fields))
    rows = read_csv(raw, texts)  # when this fails too, the file's form is broken
    lines = line_numbers(raw)
    found: list[Finding] = []
    broken = set()
    for column in (f for f in typed if f.name in rows.column_names):
        cells = [_no_cell(n, c, column) for n, c in enumerate(rows[column.name].to_pylist())]
        bad = [c for c in cells if c is not None]
        if bad:
            broken.add(column.name)
            found += _wrong_cells(file, column, bad, len(bad), lines)
    if not found:
        raise reason
    readable = replace(
        table,
        fields=tuple(replace(f, type="string") if f.name in broken else f for f in table.fields),
    )
    return Rows(read_csv(raw, readable).drop_columns(sorted(broken)), frozenset(broken), found)


def _no_line_end(file: TableFile, raw: bytes) -> Iterator[Finding]:
    if not raw.endswith((b"\n", b"\r")):
        message = "the last line has no line end; is the file whole?"
        place = Place(file.shown, raw.count(b"\n") + 1)
        yield finding(place, "line-end", message, table=file.table.name, severity="notice")


def _json(file: TableFile, raw: bytes, table: Table) -> Rows:
    read = read_records(raw, table)
    found: list[Finding] = []
    for name, wrong in read.wrong.items():
        found += _wrong_cells(file, table[name], wrong.first, wrong.count, read.lines)
    return Rows(read.table, frozenset(read.wrong), found, read.lines)


def _wrong_cells(
    file: TableFile, column: Field, bad: list[tuple[int, str]], count: int, lines: Sequence[int]
) -> Iterator[Finding]:
    """The first wrong cells of a column, by row and fault, and how many more there are."""
    for number, message in bad[:SHOWN]:
        line = lines[number] if number < len(lines) else None
        yield _fault(file, "wrong-type", message, column.name, line)
    if count > SHOWN:
        message = f"{count - SHOWN} more cells hold no {column.type}"
        yield _fault(file, "wrong-type", message, column.name)


def _no_cell(number: int, cell: str | None, column: Field) -> tuple[int, str] | None:
    """The row and what is wrong when a cell cannot be of its column's type."""
    if cell is None:
        return None
    kind = column.to_arrow().type
    one = pyarrow.csv.ConvertOptions(column_types={"cell": kind}, null_values=[])
    sink = io.BytesIO()
    pyarrow.csv.write_csv(pa.table({"cell": [cell]}), sink)
    try:
        pyarrow.csv.read_csv(pa.BufferReader(sink.getvalue()), convert_options=one)
    except pa.ArrowInvalid:
        return number, f"{cell[:60]!r} is no {column.type}"
    return None


def _parquet(file: TableFile, raw: bytes, table: Table) -> Rows:
    read = pq.read_table(pa.BufferReader(raw))
    found, broken = [], set()
    for column, kind in _declared(read, table):
        try:
            cells = read[column].cast(kind)
        except _BROKEN as error:
            broken.add(column)
            message = f"{column} cannot be read as {kind}: {_first_line(error)}"
            found.append(_fault(file, "wrong-type", message, column))
        else:
            read = read.set_column(read.column_names.index(column), column, cells)
    return Rows(read.drop_columns(sorted(broken)), frozenset(broken), found)


def _declared(read: pa.Table, table: Table) -> Iterator[tuple[str, pa.DataType]]:
    for column in table.fields:
        if column.name in read.column_names:
            yield column.name, column.to_arrow().type


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or ["no reason given"])[0][:200]


def _fault(
    file: TableFile, rule: str, message: str, column: str | None = None, line: int | None = None
) -> Finding:
    place = Place(file.shown, line)
    hint = f"its type is {file.table[column].type}" if column in file.table.names else None
    return finding(place, rule, message, hint, table=file.table.name, field=column)
