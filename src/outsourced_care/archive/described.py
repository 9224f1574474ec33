"""The tables that were written flow in, the descriptor of their folder flows out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outsourced_care import __version__
from outsourced_care.archive.made_folders import NAME
from outsourced_care.contract import Json, Table
from outsourced_care.descriptor import PROFILE
from outsourced_care.extraction.extract import machine_contract


def described(paths: Mapping[str, Sequence[str]], rows: Mapping[str, int]) -> Json:
    """The descriptor of a folder of machine-made tables.

    Args:
        paths: The parts of each table that was written.
        rows: How many rows each has.
    """
    return {
        "$schema": PROFILE,
        "name": NAME,
        "title": "Machine-made tables",
        "description": "What a program found in articles; nobody has checked it.",
        "version": __version__,
        "edition": "machine",
        "resources": [
            {
                "name": _resource(name),
                "title": machine_contract()[name].title,
                "description": machine_contract()[name].description,
                "path": list(listed),
                "type": "table",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "rows": rows[name],
                "schema": _schema(machine_contract()[name], paths),
            }
            for name, listed in paths.items()
        ],
    }


def _schema(table: Table, written: Mapping[str, Sequence[str]]) -> Json:
    """The schema of a table, without keys that lead to tables that are not written."""
    schema: dict[str, Any] = table.to_frictionless()
    if "foreignKeys" in schema:
        keys = [k for k in schema["foreignKeys"] if k["reference"]["resource"] in ("", *written)]
        schema["foreignKeys"] = [_among_these(key) for key in keys]
    return schema


def _among_these(key: Json) -> Json:
    """A foreign key that names the resource of its table here."""
    reference = key["reference"]
    if table := reference["resource"]:
        return {**key, "reference": {**reference, "resource": _resource(table)}}
    return key


def _resource(table: str) -> str:
    return f"{table}-parquet"
