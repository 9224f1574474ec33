"""A folder of machine-made tables flows in, everything that is wrong with it flows out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.contract import Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.extraction.extract import machine_contract
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.package_files import table_name
from outsourced_care.package_paths import leads_out
from outsourced_care.reports import judged, left_out
from outsourced_care.text import UnreadableTextError, decode

_AGAIN = "extract the articles again, or write the descriptor that fits"


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """What was checked, in a few words, and what was found."""

    summary: str
    findings: list[Finding]


def machine_descriptor(path: Path) -> Json | None:
    """The descriptor of a folder of machine-made tables; None of anything else."""
    file = path / DESCRIPTOR if path.is_dir() else path
    try:
        content = json.loads(decode(file.read_bytes()))
    except (OSError, ValueError, RecursionError, UnreadableTextError):
        return None
    is_one = isinstance(content, dict) and content.get("edition") == "machine"
    return content if is_one and isinstance(content.get("resources"), list) else None


def check_folder(
    path: Path, descriptor: Json, show: Callable[[str], None] = lambda _: None
) -> CheckedFolder:
    """Check a folder of machine-made tables against the machine edition of the contract.

    Args:
        path: The folder, or its descriptor.
        descriptor: What `machine_descriptor` gives.
        show: Called with what is being done.
    """
    folder = path if path.is_dir() else path.parent
    known = machine_contract()
    place, found = Place((folder / DESCRIPTOR).as_posix()), []
    frames: dict[str, pd.DataFrame] = {}
    files = 0
    for resource in descriptor["resources"]:
        name = resource.get("name") if isinstance(resource, dict) else None
        table = known.get(table_name(name)) if isinstance(name, str) else None
        if table is None:
            message = f"a resource is called {str(name)[:80]!r}, which is no machine-made table"
            found.append(finding(place, "extra-table", message, severity="notice"))
            continue
        show(f"reading {table.name}")
        parts, faults = _parts(folder, resource, table, place)
        found += faults
        files += len(parts)
        if not faults:
            rows = pa.concat_tables(parts, promote_options="default") if parts else None
            rows = _empty(table) if rows is None else rows
            found += _counted(resource, rows, table, place)
            frames[table.name] = rows.to_pandas(types_mapper=pd.ArrowDtype)
    show("checking columns, keys and rules")
    found += [*left_out(frames, place, known), *judged(frames, known)]
    rows_read = sum(len(frame) for frame in frames.values())
    said = f"{files:,} files, {len(frames)} machine-made tables, {rows_read:,} rows"
    return CheckedFolder(f"{folder}: {said}", found)


def _parts(
    folder: Path, resource: Json, table: Table, place: Place
) -> tuple[list[pa.Table], list[Finding]]:
    """The rows of a table's files, or what keeps one from being read."""
    parts, found = [], []
    listed = resource.get("path")
    for path in listed if isinstance(listed, list) else [listed]:
        try:
            if not isinstance(path, str):
                raise ValueError("is no path")
            if why := leads_out(path, folder, trust_links=False):
                raise ValueError(why)
            parts.append(pq.read_table(folder / path, partitioning=None))
        except (OSError, ValueError, pa.ArrowException) as error:
            message = f"{str(path)[:200]} of {table.name}: {str(error).splitlines()[0][:200]}"
            found.append(finding(place, "unreadable", message, _AGAIN, table=table.name))
    return parts, found


def _empty(table: Table) -> pa.Table:
    return table.to_arrow().empty_table()


def _counted(resource: Json, rows: pa.Table, table: Table, place: Place) -> Iterator[Finding]:
    count = resource.get("rows")
    if isinstance(count, int) and count != rows.num_rows:
        message = f"the descriptor records {count} rows of {table.name}, there are {rows.num_rows}"
        yield finding(place, "row-count", message, _AGAIN, table=table.name)
