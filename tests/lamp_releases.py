"""Made-up releases of made-up datasets: bundles and their index in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from lamp_states import contract_of, lamp, lamp_schemas, rows_of

from outsourced_care.content import content_hash, csv_bytes, parquet_bytes
from outsourced_care.contract import Contract
from outsourced_care.descriptor import sha256
from outsourced_care.releases.bundle import bundle_bytes
from outsourced_care.releases.index import (
    INDEX,
    Index,
    Release,
    ReleaseFile,
    ReleaseTable,
    Replacement,
    bundle_name,
    index_bytes,
    read_index,
    schema_hash,
)

Json = dict[str, Any]
Files = dict[str, bytes]


def release_files(
    version: str, schemas: Mapping[str, Json], contract: Contract, tables: Mapping[str, pa.Table]
) -> Files:
    """What stands in the bundle of a release."""
    files: Files = {f"schemas/{n}.json": json.dumps(s).encode() for n, s in schemas.items()}
    resources = []
    for name, table in contract.items():
        rows = tables[name]
        for form, raw in (("csv", csv_bytes(rows)), ("parquet", parquet_bytes(rows))):
            path = f"data/{name}.{form}"
            files[path] = raw
            resources.append(
                {
                    "name": name if form == "csv" else f"{name}-parquet",
                    "path": path,
                    "format": form,
                    "hash": sha256(raw),
                    "rows": len(rows),
                    "contentHash": content_hash(rows, table),
                    "schema": table.to_frictionless(),
                }
            )
    descriptor = {"name": "lamps", "version": version, "resources": resources}
    return {**files, "datapackage.json": json.dumps(descriptor).encode(), "LICENSE": b"Free.\n"}


def lamp_files(version: str, schemas: Mapping[str, Json] | None = None) -> Files:
    """A release of one lamp, which is called as its version."""
    schemas = schemas or lamp_schemas()
    contract = contract_of(schemas)
    cells = {"lamps": [lamp(1, name=f"Lamp of {version}")], "parts": [{"lamp_id": "l", "part": 1}]}
    tables = {}
    for name, table in contract.items():
        own = [{k: v for k, v in r.items() if k in table.names} for r in cells.get(name, [])]
        tables[name] = rows_of(table, own)
    return release_files(version, schemas, contract, tables)


def put(folder: Path, version: str, files: Files | None = None, *reasons: str) -> Path:
    """Put a release into a folder, in place of the one of that version, replaced for reasons."""
    files = lamp_files(version) if files is None else files
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / bundle_name(version)
    before = path.read_bytes() if path.exists() else b""
    path.write_bytes(bundle_bytes(files))
    raw = path.read_bytes()
    listed = tuple(ReleaseFile(n, len(files[n]), sha256(files[n])) for n in sorted(files))
    tables, schemas = {}, ""
    try:
        described = json.loads(files["datapackage.json"])["resources"]
        plain = [r for r in described if r["format"] == "csv"]
        tables = {r["name"]: ReleaseTable(r["rows"], r["contentHash"]) for r in plain}
        own = {n[8:-5]: json.loads(r) for n, r in files.items() if n.startswith("schemas/")}
        schemas = schema_hash(contract_of(own))
    except (ValueError, KeyError, TypeError):  # broken on purpose
        schemas = sha256(b"")
    release = Release(
        version,
        "2031-02-03",
        ReleaseFile(path.name, len(raw), sha256(raw)),
        listed,
        tables,
        schemas,
        tuple(Replacement(sha256(before), reason) for reason in reasons),
    )
    index = read_index((folder / INDEX).read_bytes()) if (folder / INDEX).exists() else Index()
    (folder / INDEX).write_bytes(index_bytes(index.with_release(release)))
    return path


def relist(folder: Path, version: str) -> None:
    """Give the index the hash and size of the bundle that is there, as who altered both would."""
    index = read_index((folder / INDEX).read_bytes())
    release = index.find(version)
    raw = (folder / release.bundle.path).read_bytes()
    listed = replace(release, bundle=ReleaseFile(release.bundle.path, len(raw), sha256(raw)))
    (folder / INDEX).write_bytes(index_bytes(index.with_release(listed)))


def described(files: Files, edit: Callable[[Json], object]) -> Files:
    """Files with another descriptor."""
    descriptor = json.loads(files["datapackage.json"])
    edit(descriptor)
    return {**files, "datapackage.json": json.dumps(descriptor).encode()}
