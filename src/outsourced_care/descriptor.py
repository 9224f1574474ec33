"""Contract, tables and the package's own words flow in, the descriptor flows out.

`datapackage.json` is a Frictionless Data Package (v2). It holds no clock time, so that the
same entries always give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

import pyarrow as pa

from outsourced_care import __version__
from outsourced_care.content import content_hash, csv_bytes, parquet_bytes
from outsourced_care.contract import Contract, Json, Table

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR = "datapackage.json"
# what the package says of itself, in the order of the descriptor
ABOUT = ("name", "title", "description", "homepage", "releases")
TERMS = ("keywords", "licenses", "contributors")


def render(
    tables: Mapping[str, pa.Table], contract: Contract, words: Json, version: str = __version__
) -> dict[str, bytes]:
    """Every published file, by its path: CSV and Parquet of each table, and the descriptor."""
    files: dict[str, bytes] = {}
    resources: list[Json] = []
    for name, table in contract.items():
        files[f"data/{name}.csv"] = csv_bytes(tables[name])
        files[f"data/{name}.parquet"] = parquet_bytes(tables[name])
        resources += _resources(table, tables[name], files)
    descriptor = {
        "$schema": PROFILE,
        **{k: words[k] for k in ABOUT if k in words},
        "version": version,
        **{k: words[k] for k in TERMS if k in words},
        "sources": list(_sources(tables["articles"])),
        "resources": resources,
    }
    files[DESCRIPTOR] = descriptor_bytes(descriptor)
    return files


def descriptor_bytes(descriptor: Json) -> bytes:
    """The descriptor as JSON."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _resources(table: Table, rows: pa.Table, files: Mapping[str, bytes]) -> Iterator[Json]:
    common = {"title": table.title, "description": table.description}
    counted = {"rows": rows.num_rows, "contentHash": content_hash(rows, table)}
    csv_file, parquet_file = f"data/{table.name}.csv", f"data/{table.name}.parquet"
    schema = table.to_frictionless()
    yield {
        "name": table.name,
        **common,
        "path": csv_file,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(files[csv_file]),
        "hash": sha256(files[csv_file]),
        **counted,
        "schema": schema,
    }
    yield {
        "name": f"{table.name}-parquet",
        **common,
        "path": parquet_file,
        "type": "table",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": sha256(files[parquet_file]),
        **counted,
        "schema": schema,
    }


def sha256(raw: bytes) -> str:
    """The hash of a file as a descriptor writes it."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _sources(articles: pa.Table) -> Iterator[Json]:
    for row in articles.select(["title", "url"]).to_pylist():
        yield {"title": row["title"], **({"path": row["url"]} if row["url"] else {})}
