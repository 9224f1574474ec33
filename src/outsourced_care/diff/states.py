"""A folder with a data package flows in, the state of the dataset that it holds flows out.

A state is read by its own contract, the schemas in its descriptor: those of another version
may differ from the present ones, and stand beside the very rows that they describe.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.contract import Contract, Json, Table
from outsourced_care.descriptor import ABOUT, DESCRIPTOR, TERMS, sha256
from outsourced_care.descriptor_contract import schemas_in
from outsourced_care.errors import CannotRunError
from outsourced_care.findings import Finding, has_errors
from outsourced_care.package_files import (
    NoPackageError,
    Package,
    TableFile,
    open_package,
)
from outsourced_care.package_rows import read_rows
from outsourced_care.publish import DATA
from outsourced_care.schema_files import ContractError, check_contract

TABLES_HERE = f"the tables in {DATA}/"  # what reports call those of the working tree
_PREFERRED = ("parquet", "csv", "json")
_DAYS = (dt.date.min - dt.date(1970, 1, 1)).days, (dt.date.max - dt.date(1970, 1, 1)).days


class StateError(CannotRunError):
    """There is no state of the dataset to compare: nothing there, or not in order."""


@dataclass(frozen=True, slots=True)
class StateFile:
    """A published file: whose rows it holds, and the hash of its bytes."""

    table: str
    hash: str


@dataclass(frozen=True, slots=True)
class State:
    """The dataset at one moment.

    Attributes:
        name: What it is called in reports.
        version: Its version, None when it says none.
        contract: Its own contract.
        tables: Its rows, in the types of its contract.
        words: The descriptor's properties that describe the package as a whole.
        files: Its files, by path.
        planned: The version that the changelog names for it, where that is not released yet.
    """

    name: str
    version: str | None
    contract: Contract
    tables: Mapping[str, pa.Table]
    words: Json = field(default_factory=dict)
    files: Mapping[str, StateFile] = field(default_factory=dict)
    planned: str | None = None


def is_package(path: Path) -> bool:
    """Tell whether a path is a descriptor or a folder with one."""
    try:
        return path.is_file() or (path / DESCRIPTOR).is_file()
    except OSError:  # no name that a file can have
        return False


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder."""
    try:
        return path.is_dir()
    except (OSError, ValueError):  # no name that a folder can have
        return False


def read_state(path: Path, name: str | None = None) -> State:
    """Read the state that a data package holds.

    Args:
        path: A folder with a descriptor, or a descriptor.
        name: What to call it; the path by default.

    Raises:
        StateError: It holds no readable package, or its files are not those that its
            descriptor describes.
    """
    name = name or path.as_posix()
    try:
        if not is_package(path):
            raise StateError(f"{name}: there is no {DESCRIPTOR}")
        descriptor = _in_order(name, open_package(path, Contract([]))).descriptor or {}
        contract = _contract(name, descriptor)
        package = _in_order(name, open_package(path, contract))
    except NoPackageError as error:
        raise StateError(f"{name}: {error}") from None
    except OSError as error:
        raise StateError(f"{name}: {error.strerror or error}") from None
    version = descriptor.get("version")
    return State(
        name,
        version if isinstance(version, str) else None,
        contract,
        {table.name: _rows(name, package, table) for table in contract.values()},
        {k: descriptor[k] for k in (*ABOUT, *TERMS) if k in descriptor},
        {
            str(file.resource["path"]): StateFile(file.table.name, sha256(file.raw))
            for file in package.files
            if file.raw is not None
        },
    )


def _contract(name: str, descriptor: Json) -> Contract:
    """The contract in a descriptor: the schemas that it gives its resources."""
    schemas = schemas_in(descriptor)
    if not schemas:
        raise StateError(f"{name}: its {DESCRIPTOR} gives no table a schema")
    try:
        return check_contract(schemas)
    except ContractError as error:
        raise _refusal(name, error.findings) from None


def _rows(name: str, package: Package, table: Table) -> pa.Table:
    """The rows of a table, from the first of its files that is there."""
    files = [f for f in package.files if f.table.name == table.name]
    there = [f for form in _PREFERRED for f in files if f.form == form and f.raw is not None]
    if not there:
        raise StateError(f"{name}: the table {table.name} has no file")
    for file in there:
        if has_errors(file.findings):
            raise _refusal(name, file.findings)
    return _typed(name, there[0], table)


def _typed(name: str, file: TableFile, table: Table) -> pa.Table:
    read = read_rows(file, table)
    if read.table is None or has_errors(read.findings):
        raise _refusal(name, read.findings)
    missing = [n for n in table.names if n not in read.table.column_names]
    if missing:
        raise StateError(f"{name}: {file.shown} has no column {', '.join(missing)[:200]}")
    rows = read.table.select(list(table.names))
    nullable = pa.schema([f.to_arrow().with_nullable(True) for f in table.fields])
    try:
        rows = rows.cast(nullable)
        rows.validate(full=True)
    except (pa.ArrowException, ValueError) as error:
        raise StateError(f"{name}: {file.shown} cannot be read: {str(error)[:200]}") from None
    for column in table.fields:
        if column.type == "date":
            _refuse_far_dates(name, file, rows[column.name])
    return rows


def _refuse_far_dates(name: str, file: TableFile, cells: pa.ChunkedArray) -> None:
    """Refuse days before the year 1 or after 9999, which no calendar here can tell."""
    bounds = pc.min_max(pc.cast(cells, pa.int32())).as_py()
    if bounds["min"] is not None and not _DAYS[0] <= bounds["min"] <= bounds["max"] <= _DAYS[1]:
        raise StateError(f"{name}: {file.shown} holds days outside the years 1 to 9999")


def _in_order(name: str, package: Package) -> Package:
    if has_errors(package.findings) or package.descriptor is None:
        raise _refusal(name, package.findings)
    return package


def _refusal(name: str, findings: list[Finding]) -> StateError:
    """What the first errors say, in one line."""
    errors = [f for f in findings if f.severity == "error"]
    said = list(dict.fromkeys(f"{f.table}: {f.message}" if f.table else f.message for f in errors))
    more = f" (and {len(said) - 3} more)" if len(said) > 3 else ""
    return StateError(f"{name}: {'; '.join(s[:300] for s in said[:3])}{more}")
