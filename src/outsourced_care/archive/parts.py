"""A folder's descriptor flows in, the Parquet files of its tables and their faults flow out.

The descriptor may be anybody's: nothing outside its folder is opened. Only the footers of files
are read here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.archive.made_folders import REPORT
from outsourced_care.archive.origins import SOURCE_COLUMNS, SOURCES
from outsourced_care.contract import Contract, Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.package_files import table_name
from outsourced_care.package_paths import leads_out
from outsourced_care.text import UnreadableTextError, decode

AGAIN = "extract the articles again, or write the descriptor that fits"
_UNSEEN = (".", "_")  # files that begin so are passed over by readers of a folder


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a table, with the rows that its footer tells."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of a table; `whole` unless one of them cannot be read."""

    table: Table
    files: list[Part] = field(default_factory=list)
    whole: bool = True

    @property
    def rows(self) -> int:
        """The rows of all files."""
        return sum(part.rows for part in self.files)


@dataclass(frozen=True, slots=True)
class Folder:
    """What a descriptor lists of a folder, and what is wrong with that."""

    path: Path
    tables: dict[str, Parts] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def machine_descriptor(path: Path) -> Json | None:
    """The descriptor of a folder of machine-made tables; None of anything else."""
    file = path / DESCRIPTOR if path.is_dir() else path
    try:
        content = json.loads(decode(file.read_bytes()))
    except (OSError, ValueError, RecursionError, UnreadableTextError):
        return None
    is_one = isinstance(content, dict) and content.get("edition") == "machine"
    return content if is_one and isinstance(content.get("resources"), list) else None


def list_parts(folder: Path, descriptor: Json, known: Contract) -> Folder:
    """Find the files of machine-made tables.

    Args:
        folder: The folder.
        descriptor: Its descriptor, with a list of resources.
        known: The contract that they are to keep.
    """
    found = Folder(folder)
    place = Place((folder / DESCRIPTOR).as_posix())
    seen: set[str] = set()
    for resource in descriptor["resources"]:
        name = resource.get("name") if isinstance(resource, dict) else None
        table = known.get(table_name(name)) if isinstance(name, str) else None
        if table is None:
            message = f"a resource is called {str(name)[:80]!r}, which is no machine-made table"
            found.findings.append(finding(place, "extra-table", message, severity="notice"))
        elif table.name in found.tables:
            message = f"two resources are called {table.name}"
            found.findings.append(finding(place, "descriptor", message, AGAIN, table=table.name))
        else:
            found.tables[table.name] = _parts(found, resource, table, place, seen)
    found.findings.extend(_unlisted(folder, seen, known))
    found.findings.extend(_sources(folder, found.tables.get("articles")))
    return found


def _sources(folder: Path, articles: Parts | None) -> Iterator[Finding]:
    """What is wrong with the list that leads from articles to where they stood."""
    path = folder / SOURCES
    if not path.exists():
        return
    place = Place(path.as_posix())
    try:
        told = _part(folder, SOURCES, set())
        names = pq.read_schema(path).names
    except (OSError, ValueError, pa.ArrowException) as error:
        yield finding(place, "unreadable", f"{SOURCES}: {_first_line(error)}", AGAIN)
        return
    if names != SOURCE_COLUMNS:
        message = f"{SOURCES} has the columns {', '.join(names)[:200]}"
        yield finding(place, "wrong-columns", message, f"they are {', '.join(SOURCE_COLUMNS)}")
    elif articles is not None and articles.whole and told.rows != articles.rows:
        message = f"{SOURCES} has {told.rows:,} rows, there are {articles.rows:,} articles"
        yield finding(place, "row-count", message, AGAIN)


def _parts(found: Folder, resource: Json, table: Table, place: Place, seen: set[str]) -> Parts:
    """The files of a table; what keeps one from being read becomes a finding."""
    listed = resource.get("path")
    files, whole = [], True
    for path in listed if isinstance(listed, list) else [listed]:
        try:
            files.append(_part(found.path, path, seen))
        except (OSError, ValueError, pa.ArrowException) as error:
            whole = False
            found.findings.append(unreadable(place, str(path), table, error))
    parts = Parts(table, files, whole)
    count = resource.get("rows")
    if whole and isinstance(count, int) and count != parts.rows:
        message = f"the descriptor records {count} rows of {table.name}, there are {parts.rows}"
        fault = finding(place, "row-count", message, AGAIN, table=table.name)
        found.findings.append(fault)
    return parts


def _part(folder: Path, path: object, seen: set[str]) -> Part:
    if not isinstance(path, str):
        raise ValueError("is no path")
    file = folder / path
    if file.as_posix() in seen:
        raise ValueError("is listed twice")
    seen.add(file.as_posix())
    if why := leads_out(path, folder, trust_links=False):
        raise ValueError(why)
    if not file.is_file():  # a pipe would be waited for, and a folder is none of the parts
        raise ValueError("is no file" if file.exists() else "is not there")
    return Part(file, pq.read_metadata(file).num_rows)


def unreadable(place: Place, path: str, table: Table, error: Exception) -> Finding:
    """What to say of a file that cannot be read."""
    message = f"{path[:200]} of {table.name}: {_first_line(error)}"
    return finding(place, "unreadable", message, AGAIN, table=table.name)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


def _unlisted(folder: Path, listed: set[str], known: Contract) -> Iterator[Finding]:
    """Files that are there and not listed: whoever reads a table's folder reads them too."""
    for path in sorted(folder.iterdir()):
        place = Place(path.as_posix())
        if path.name in known and path.is_dir():
            for file in sorted(path.rglob("*")):
                seen = not any(p.startswith(_UNSEEN) for p in file.relative_to(path).parts)
                if seen and not file.is_dir() and file.as_posix() not in listed:
                    message = f"{DESCRIPTOR} does not list it, and readers of {path.name} take it"
                    hint = "remove it, or extract the articles again"
                    place = Place(file.as_posix())
                    yield finding(place, "extra-file", message, hint, table=path.name)
        elif path.name not in (DESCRIPTOR, REPORT, SOURCES) and path.as_posix() not in listed:
            message = f"{DESCRIPTOR} does not list it, and it was not read"
            yield finding(place, "extra-file", message, severity="notice")
