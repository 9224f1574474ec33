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
                "name": f"{name}-parquet",
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
    keys = [k for k in schema.get("foreignKeys", []) if _leads_to(k) in ("", *written)]
    if "foreignKeys" in schema:
        schema["foreignKeys"] = keys
    return schema


def _leads_to(key: Json) -> str:
    return str(key["reference"]["resource"])
