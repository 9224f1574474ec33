"""A folder or descriptor flows in, its tables and everything that is wrong with them flow out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from outsourced_care.content import content_hash
from outsourced_care.contract import Contract, Table
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.home import contract
from outsourced_care.package_csv import line_numbers
from outsourced_care.package_files import Package, TableFile, open_package
from outsourced_care.package_rows import Rows, extended, read_rows
from outsourced_care.package_schemas import schema_findings

Show = Callable[[str], None]
_REBUILD = "build the files and the descriptor together"


@dataclass(frozen=True, slots=True)
class FileCheck:
    """One file of a table: its rows, their content hash, and what is wrong with each part."""

    file: TableFile
    rows: Rows
    content: str | None  # None when the columns of the contract are not all readable
    content_findings: list[Finding]
    schema_findings: list[Finding]

    @property
    def findings(self) -> list[Finding]:
        """Everything that is wrong with the file."""
        parts = (self.file.findings, self.rows.findings)
        return [f for part in (*parts, self.content_findings, self.schema_findings) for f in part]


@dataclass(frozen=True, slots=True)
class Checked:
    """A package, each of its files checked, and every finding."""

    package: Package
    files: list[FileCheck]
    findings: list[Finding] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """What was checked, in a few words."""
        read = [(f.file.table.name, f.rows.table) for f in self.files]
        tables = {name: rows.num_rows for name, rows in read if rows is not None}
        counts = {"file": len(self.files), "table": len(tables), "row": sum(tables.values())}
        shown = (f"{count:,} {what}{'s' * (count != 1)}" for what, count in counts.items())
        return f"{self.package.shown}: {', '.join(shown)}"


def check_files(
    path: Path,
    show: Show = lambda _: None,
    *,
    trust_links: bool = False,
    tables: Contract | None = None,
) -> Checked:
    """Check files, contents and schemas against the descriptor and the contract.

    Args:
        path: A folder with a descriptor, a descriptor, or a folder with files of tables.
        show: Called with what is being done.
        trust_links: Read files that are links to somewhere else.
        tables: The contract; by default that of this version.

    Raises:
        NoPackageError: The path holds neither.
        OSError: The path cannot be read.
    """
    known = contract() if tables is None else tables
    show(f"reading {path}")
    package = open_package(path, known, trust_links=trust_links)
    files = []
    for file in package.files:
        show(f"reading {file.shown}")
        files.append(_check_file(file, package.listed))
    found = [*package.findings, *(f for file in files for f in file.findings)]
    return Checked(package, files, found + list(_unlike_pairs(files, known)))


def check_package(path: Path, show: Show = lambda _: None) -> Checked:
    """Check a package as `check_files` does, then its tables against contract and rules."""
    from outsourced_care.reports import judged, left_out

    checked = check_files(path, show)
    package = checked.package
    if not checked.files and package.descriptor is None:  # nothing to judge
        return checked
    show("checking columns, keys and rules")
    chosen: dict[str, FileCheck] = {}
    for file in checked.files:  # CSV first: its lines can be told
        if file.rows.table is not None:
            chosen.setdefault(file.file.table.name, file)
    frames = {
        name: file.rows.table.to_pandas(types_mapper=pd.ArrowDtype)
        for name, file in chosen.items()
        if file.rows.table is not None
    }
    found = [*left_out(package.listed, Place(package.shown)), *_located(judged(frames), chosen)]
    return replace(checked, findings=checked.findings + found)


def _check_file(file: TableFile, listed: set[str]) -> FileCheck:
    if file.raw is None:
        return FileCheck(file, Rows(None), None, [], [])
    schema = file.resource.get("schema")
    wider, unknown = extended(file.table, schema)
    rows = read_rows(file, wider)
    schemas = list(schema_findings(file, listed))
    if rows.table is None:
        return FileCheck(file, rows, None, [], schemas)
    there = set(rows.table.column_names)
    content = content_hash(rows.table, file.table) if there >= set(file.table.names) else None
    whole = content_hash(rows.table, wider) if there >= set(wider.names) else None
    return FileCheck(file, rows, content, list(_contents(file, rows, whole, unknown)), schemas)


def _contents(
    file: TableFile, rows: Rows, content: str | None, unknown: list[str]
) -> Iterator[Finding]:
    """How the rows differ from what the descriptor records of them."""
    place, name = Place(file.shown), file.table.name
    count, recorded = file.resource.get("rows"), file.resource.get("contentHash")
    if isinstance(count, int) and rows.table is not None and count != len(rows.table):
        message = f"the descriptor records {count} rows, the file has {len(rows.table)}"
        yield finding(place, "row-count", message, _REBUILD, table=name)
    if recorded is None or recorded == content:
        return
    if unknown:
        message = f"the content hash cannot be compared: {', '.join(unknown)} have other types"
        yield finding(place, "content-hash", message, table=name, severity="notice")
    elif content is None:
        message = "the content hash cannot be compared: columns are missing or unreadable"
        yield finding(place, "content-hash", message, table=name)
    else:
        message = "the content is not the one that the descriptor records"
        yield finding(place, "content-hash", message, _REBUILD, table=name)


def _unlike_pairs(files: list[FileCheck], known: Contract) -> Iterator[Finding]:
    """Tables whose files hold different content."""
    for name, table in known.items():
        unlike = {f.content: f for f in files if f.file.table.name == name and f.content}
        if len(unlike) < 2:
            continue
        pair = list(unlike.values())[:2]
        one, other = (f.rows.table for f in pair)
        shown = [f.file.shown for f in pair]
        message = f"{shown[0]} and {shown[1]} hold different content: {_unlike(one, other, table)}"
        yield finding(Place(shown[0]), "formats-differ", message, _REBUILD, table=name)


def _unlike(one: pa.Table, other: pa.Table, table: Table) -> str:
    """In what two forms of a table differ, in a few words."""
    if len(one) != len(other):
        return f"{len(one)} rows and {len(other)}"
    keys = [(k, "ascending") for k in table.primary_key]
    one, other = (t.select(list(table.names)).sort_by(keys) for t in (one, other))
    columns = [n for n in table.names if one[n].to_pylist() != other[n].to_pylist()]
    if not columns:
        return "the order of equal keys"
    first = next(
        row for row, (a, b) in enumerate(zip(one.to_pylist(), other.to_pylist(), strict=True))
        if a != b
    )  # fmt: skip
    record = " ".join(str(one[k][first].as_py()) for k in table.primary_key)
    return f"in {', '.join(columns)}, first at {record}"


def _located(found: list[Finding], chosen: dict[str, FileCheck]) -> list[Finding]:
    """Findings on tables, moved to the files that the tables came from.

    What was said of a file already is not said again: that a column is missing which is there
    and could not be read.
    """
    moved = []
    lines: dict[str, Sequence[int]] = {}
    for fault in found:
        file = chosen[fault.file]
        if fault.rule == "missing-column" and fault.field in file.rows.broken:
            continue
        line = fault.line
        if line is not None and file.file.form != "parquet":
            if fault.file not in lines:
                lines[fault.file] = file.rows.lines or line_numbers(file.file.raw or b"")
            starts = lines[fault.file]
            line = starts[line - 1] if line <= len(starts) else None
        moved.append(replace(fault, file=file.file.shown, line=line))
    return moved
