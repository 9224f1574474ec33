"""A folder or descriptor flows in, the bytes of its tables' files and their faults flow out.

The descriptor may be anybody's: whatever it says is looked at before it is used, and nothing
outside its folder is opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from outsourced_care.contract import Contract, Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.package_paths import is_there, leads_out, other_letters
from outsourced_care.text import UnreadableTextError, decode

Form = Literal["csv", "parquet", "json"]
FORMS: tuple[Form, ...] = ("csv", "parquet", "json")
_HASHES = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}


class NoPackageError(ValueError):
    """There is nothing that could be checked at the path."""


def table_name(resource: str) -> str:
    """The table whose file a resource of that name is: `quotes` of `quotes-parquet`."""
    name, _, form = resource.rpartition("-")
    return name if form in FORMS else resource


def resource_name(table: str, form: str) -> str:
    """What the resource of a table's file is called: the table, for all but CSV with the form."""
    return table if form == "csv" else f"{table}-{form}"


def form_of(name: str, resource: Json) -> Form:
    """The form of a resource's file: as its format says, else its path, else its name."""
    ending = PurePosixPath(str(resource.get("path"))).suffix[1:]
    said = (resource.get("format"), ending, name.rpartition("-")[2])
    return next((form for word in said for form in FORMS if form == word), "csv")


@dataclass(frozen=True, slots=True)
class TableFile:
    """One file of a table: what the descriptor says of it, its bytes, and its faults."""

    table: Table
    form: Form
    shown: str
    resource: Json
    raw: bytes | None
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Package:
    """The files of a folder's tables, and the faults of its descriptor."""

    shown: str
    descriptor: Json | None
    listed: set[str] = field(default_factory=set)  # the tables that should be in it
    files: list[TableFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def open_package(path: Path, contract: Contract, *, trust_links: bool = False) -> Package:
    """Read the descriptor at a path and the files of the tables that it lists.

    Args:
        path: A folder with a descriptor, a descriptor, or a folder with files of tables.
        contract: The tables that are looked for.
        trust_links: As in `leads_out`.

    Raises:
        NoPackageError: The path holds neither.
        OSError: The path cannot be read.
    """
    if not path.exists():
        raise NoPackageError(f"{path} does not exist")
    if path.is_dir():
        if (path / DESCRIPTOR).is_file():
            return _described(path / DESCRIPTOR, contract, trust_links)
        return _undescribed(path, contract, trust_links)
    if path.suffix != ".json":
        raise NoPackageError(f"{path} is no descriptor; name a folder or its {DESCRIPTOR}")
    return _described(path, contract, trust_links)


def _described(path: Path, contract: Contract, trust_links: bool) -> Package:
    place = Place(path.as_posix())
    try:
        content = json.loads(decode(path.read_bytes()))
    except json.JSONDecodeError as error:
        where = Place(place.file, error.lineno, error.colno)
        return Package(place.file, None, findings=[_fault(where, f"not valid JSON: {error.msg}")])
    except RecursionError:
        return Package(place.file, None, findings=[_fault(place, "nested too deeply")])
    except (UnreadableTextError, ValueError) as error:
        return Package(place.file, None, findings=[_fault(place, f"cannot be read: {error}")])
    listed = content.get("resources") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(listed, list):
        message = "no data package: it has no list of resources"
        hint = "a table's file is checked with its folder; name that"
        return Package(place.file, None, findings=[_fault(place, message, hint=hint)])
    package = Package(place.file, content)
    seen: set[str] = set()
    for number, resource in enumerate(listed, start=1):
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str):
            message = f"resource {number} has no name"
            package.findings.append(_fault(place, message))
            continue
        if name in seen:
            package.findings.append(_fault(place, f"two resources are called {name}"))
            continue
        seen.add(name)
        escapes = list(_escapes(resource, path.parent, trust_links))
        _add(package, name, resource, path.parent, contract.get(table_name(name)), escapes)
    return package


def _add(
    package: Package,
    name: str,
    resource: Json,
    folder: Path,
    table: Table | None,
    escapes: list[str],
) -> None:
    """Add a resource's file, or what keeps it from being read."""
    place = Place(package.shown)
    if table is not None:
        package.listed.add(table.name)
    for fault in escapes:
        message, hint = f"{name}: {fault}", "name a file inside the folder, relative to it"
        called = table.name if table else None
        package.findings.append(finding(place, "outside-folder", message, hint, table=called))
    if escapes:
        return
    path = resource.get("path")
    if isinstance(path, list) and len(path) == 1:
        path = path[0]
    if table is None:
        message = f"the resource {name} is no table of the contract and was not read"
        package.findings.append(finding(place, "extra-resource", message, severity="notice"))
    elif not isinstance(path, str):
        message = f"{name}: its path is not the name of one file"
        package.findings.append(_fault(place, message, table.name))
    else:
        package.files.append(_read(folder / path, table, form_of(name, resource), resource))


def _undescribed(folder: Path, contract: Contract, trust_links: bool) -> Package:
    package = Package(folder.as_posix(), None)
    place = Place(package.shown)
    for table in contract.values():
        for form in FORMS:
            names = (f"{table.name}.{form}", f"data/{table.name}.{form}")
            name = next((n for n in names if is_there(folder / n)), None)
            if name is None:
                continue
            package.listed.add(table.name)
            why = leads_out(name, folder, trust_links=trust_links)
            if why is None:
                package.files.append(_read(folder / name, table, form, {}))
                continue
            message = f"{name} {why}"
            hint = "put the file itself there, not a link"
            fault = finding(place, "outside-folder", message, hint, table=table.name)
            package.findings.append(fault)
    other = other_letters(folder, {f"{table}.{form}" for table in contract for form in FORMS})
    if not package.listed:
        example = f"{next(iter(contract))}.csv"
        more = "".join(f"; {was} must be called {wanted}" for was, wanted in other[:3])
        message = f"{folder} holds no {DESCRIPTOR} and no table (such as {example}){more}"
        raise NoPackageError(message)
    for was, wanted in other:
        message = f"{was} was not read: a table's file is called {wanted}"
        hint = "mind capital letters"
        package.findings.append(finding(place, "file-name", message, hint, severity="warning"))
    message = f"there is no {DESCRIPTOR}: no hash could be compared"
    package.findings.append(finding(place, "no-descriptor", message, severity="notice"))
    return package


def _escapes(resource: Json, folder: Path, trust_links: bool) -> Iterator[str]:
    """Everything in a resource that leads out of the folder."""
    paths = resource.get("path")
    named: list[Any] = list(paths) if isinstance(paths, list) else [paths]
    named += [resource.get("schema"), resource.get("dialect")]
    for path in named:
        why = leads_out(path, folder, trust_links=trust_links) if isinstance(path, str) else None
        if why is not None:
            yield f"{path} {why}"


def _read(path: Path, table: Table, form: Form, resource: Json) -> TableFile:
    place = Place(path.as_posix())
    try:
        raw = path.read_bytes() if path.is_file() else None
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        fault = finding(place, "unreadable-file", message, table=table.name)
        return TableFile(table, form, place.file, resource, None, [fault])
    if raw is None:
        fault = finding(place, "missing-file", "the file is missing", table=table.name)
        return TableFile(table, form, place.file, resource, None, [fault])
    faults = [
        finding(place, rule, message, hint, table=table.name)
        for rule, message, hint in _differences(raw, resource)
    ]
    return TableFile(table, form, place.file, resource, raw, faults)


def _differences(raw: bytes, resource: Json) -> Iterator[tuple[str, str, str]]:
    """How the bytes differ from what the descriptor records of them."""
    hint = "take the file from where the descriptor came from, or build both anew"
    size = resource.get("bytes")
    if isinstance(size, int) and size != len(raw):
        yield "file-size", f"the descriptor records {size} bytes, the file has {len(raw)}", hint
    recorded = resource.get("hash")
    if recorded is None:
        return
    name, _, digest = str(recorded).rpartition(":")
    name = name or "md5"  # the standard's default
    if _HASHES.get(name) != len(digest):
        known = "write “sha256:” and 64 hexadecimal digits"
        yield "file-hash", f"the recorded hash {str(recorded)[:80]!r} is none", known
    elif hashlib.new(name, raw, usedforsecurity=False).hexdigest() != digest.lower():
        yield "file-hash", "the file is not the one that the descriptor records", hint


def _fault(
    place: Place, message: str, table: str | None = None, hint: str | None = None
) -> Finding:
    return finding(place, "descriptor", message, hint, table=table)
