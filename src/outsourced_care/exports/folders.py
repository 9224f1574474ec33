"""A bundle flows in, a folder of CSV, Parquet or JSON files with their descriptor flows out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from outsourced_care import metadata
from outsourced_care.content import content_hash, csv_bytes, parquet_bytes
from outsourced_care.contract import Json, Table
from outsourced_care.descriptor import DESCRIPTOR, descriptor_bytes, sha256
from outsourced_care.exports.bundle import Bundle
from outsourced_care.metadata.extent import NEEDS as EXTENT_NEEDS
from outsourced_care.metadata.extent import extent
from outsourced_care.metadata.words import downloads
from outsourced_care.package_files import resource_name

_MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


def write(bundle: Bundle, path: Path, form: str, show: Callable[[str], None]) -> None:
    """Write a folder with one file a table and a `datapackage.json`."""
    path.mkdir()
    resources = []
    for name, rows in bundle.rows.items():
        show(f"writing {name}")
        raw = _BYTES[form](rows)
        (path / f"{name}.{form}").write_bytes(raw)
        resources.append(_resource(bundle, name, form, raw))
    (path / DESCRIPTOR).write_bytes(descriptor_bytes({**bundle.words, "resources": resources}))


def describe(bundle: Bundle, path: Path, show: Callable[[str], None]) -> None:
    """Write what other catalogues read into a folder, and list it in the `datapackage.json`."""
    show("writing metadata")
    descriptor = json.loads((path / DESCRIPTOR).read_bytes())
    files = [replace(d, size=(path / d.path).stat().st_size) for d in downloads(descriptor)]
    about = extent(bundle.rows) if bundle.rows.keys() >= EXTENT_NEEDS else None
    made = metadata.files(
        descriptor, bundle.contract, extent=about, published=bundle.published, more=files
    )
    for name, raw in made.items():
        (path / name).write_bytes(raw)
    descriptor["metadata"] = [{"path": name, "hash": sha256(raw)} for name, raw in made.items()]
    (path / DESCRIPTOR).write_bytes(descriptor_bytes(descriptor))


def json_bytes(rows: pa.Table) -> bytes:
    """A table as a list of records, one a line; dates in ISO 8601, nothing as null."""
    lines = [
        json.dumps(row, ensure_ascii=False, allow_nan=False, default=str)
        for row in rows.to_pylist()
    ]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode("utf-8")


_BYTES: dict[str, Callable[[pa.Table], bytes]] = {
    "csv": csv_bytes,
    "parquet": parquet_bytes,
    "json": json_bytes,
}


def _resource(bundle: Bundle, name: str, form: str, raw: bytes) -> Json:
    table = bundle.contract[name]
    return {
        "name": resource_name(name, form),
        "title": table.title,
        "description": table.description,
        "path": f"{name}.{form}",
        "type": "table",
        "format": form,
        "mediatype": _MEDIA_TYPES[form],
        **({} if form == "parquet" else {"encoding": "utf-8", "bytes": len(raw)}),
        "hash": sha256(raw),
        "rows": bundle.rows[name].num_rows,
        "contentHash": content_hash(bundle.rows[name], table),
        "schema": _schema(bundle, table, form),
    }


def _schema(bundle: Bundle, table: Table, form: str) -> Json:
    """The table's schema with those foreign keys whose other end is in the folder too."""
    schema = table.to_frictionless()
    keys = [
        {
            "fields": list(key.fields),
            "reference": {
                "resource": "" if key.resource == table.name else resource_name(key.resource, form),
                "fields": list(key.reference),
            },
        }
        for key in bundle.foreign_keys(table)
    ]
    if keys:
        return {**schema, "foreignKeys": keys}
    return {k: v for k, v in schema.items() if k != "foreignKeys"}
