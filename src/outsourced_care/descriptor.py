"""Contract, tables and the package's own words flow in, the descriptor flows out.

`datapackage.json` is a Frictionless Data Package (v2). It holds no clock time, so that the
same entries always give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from outsourced_care import __version__
from outsourced_care.content import content_hash, csv_bytes, parquet_bytes
from outsourced_care.contract import Contract, Json, Table
from outsourced_care.findings import Finding, finding, nearest
from outsourced_care.yaml_source import Node, parse

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR = "datapackage.json"
_WORDS = {
    "name": str,
    "title": str,
    "description": str,
    "homepage": str,
    "keywords": list,
    "licenses": list,
    "contributors": list,
}
_OPTIONAL = {"homepage"}


def read_package_words(raw: bytes, shown: str) -> tuple[Json, list[Finding]]:
    """Read the file with the package's title, licences and contributors.

    Args:
        raw: Bytes of `entries/package.yaml`.
        shown: Its name, for findings.

    Returns:
        The words by property of the descriptor, and the faults found.
    """
    root, found = parse(raw, shown)
    if root is None or root.mapping is None:
        if root is not None:
            found.append(finding(root.place, "wrong-type", f"here stands {root.kind}, no mapping"))
        return {}, found
    for key, place in root.keys.items():
        if key not in _WORDS:
            message = f"“{key}” is no key of the package"
            found.append(finding(place, "unknown-key", message, nearest(key, _WORDS)))
    words: Json = {}
    for key, kind in _WORDS.items():
        node = root.mapping.get(key)
        value = None if node is None else _plain(node)
        if value is None and key in _OPTIONAL:
            continue
        if not isinstance(value, kind) or not value:
            place = root.place if node is None else node.place
            what = "text" if kind is str else "a list"
            found.append(finding(place, "package", f"{key} is missing or no {what}"))
        words[key] = value
    return words, found


def _plain(node: Node) -> Any:
    if node.mapping is not None:
        return {k: _plain(v) for k, v in node.mapping.items()}
    if node.sequence is not None:
        return [_plain(v) for v in node.sequence]
    return " ".join(node.value.split()) if isinstance(node.value, str) else node.value


def render(tables: Mapping[str, pa.Table], contract: Contract, words: Json) -> dict[str, bytes]:
    """Every published file, by its path: CSV and Parquet of each table, and the descriptor."""
    files: dict[str, bytes] = {}
    resources: list[Json] = []
    for name, table in contract.items():
        files[f"data/{name}.csv"] = csv_bytes(tables[name])
        files[f"data/{name}.parquet"] = parquet_bytes(tables[name])
        resources += _resources(table, tables[name], files)
    descriptor = {
        "$schema": PROFILE,
        **{k: v for k, v in words.items() if k in ("name", "title", "description", "homepage")},
        "version": __version__,
        **{k: v for k, v in words.items() if k in ("licenses", "contributors", "keywords")},
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
