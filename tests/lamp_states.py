"""Made-up states of a made-up dataset: lamps, their parts and the evidence for them."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from outsourced_care.contract import Contract, Table
from outsourced_care.diff.states import State, StateFile
from outsourced_care.schema_files import check_contract

Json = dict[str, Any]
Row = dict[str, Any]
_EVIDENCE = Path(__file__).resolve().parent.parent / "schemas" / "evidence.json"


def a_field(name: str, kind: str = "string", **more: Any) -> Json:
    return {
        "name": name,
        "type": kind,
        "title": name.title(),
        "description": f"The {name} of the lamp.",
        "origin": "curated",
        **more,
    }


def required(**more: Any) -> Json:
    return {"required": True, **more}


def a_table(name: str, position: int, key: list[str], fields: list[Json]) -> Json:
    return {
        "name": name,
        "title": name.title(),
        "description": f"One row a {name[:-1]}.",
        "main": True,
        "position": position,
        "fields": fields,
        "primaryKey": key,
        "missingValues": [""],
    }


def a_category(value: str) -> Json:
    return {"value": value, "label": value.title(), "description": f"It is {value}."}


def lamp_schemas() -> dict[str, Json]:
    """Schemas with every type of column, a vocabulary, and keys of one and several columns."""
    lamps = a_table(
        "lamps",
        1,
        ["lamp_id"],
        [
            a_field("lamp_id", constraints=required(pattern="^[a-z0-9-]+$")),
            a_field("name", constraints=required()),
            a_field("shade", categories=[a_category("green"), a_category("amber")]),
            a_field("watts", "integer", constraints={"minimum": 1}),
            a_field("price", "number"),
            a_field("sold", "date"),
            a_field("lit", "boolean"),
            a_field("page", format="uri"),
        ],
    )
    parts = a_table(
        "parts",
        2,
        ["lamp_id", "part"],
        [
            a_field("lamp_id", constraints=required()),
            a_field("part", "integer", constraints=required()),
            a_field("label"),
            a_field("code"),
        ],
    )
    parts["uniqueKeys"] = [["label", "code"]]
    parts["foreignKeys"] = [
        {"fields": ["lamp_id"], "reference": {"resource": "lamps", "fields": ["lamp_id"]}}
    ]
    return {"lamps": lamps, "parts": parts}


def tombstone_schema() -> Json:
    return a_table(
        "withdrawn",
        9,
        ["table", "record_id"],
        [
            a_field("table", constraints=required()),
            a_field("record_id", constraints=required()),
            a_field("reason"),
        ],
    )


def evidence_schema() -> Json:
    """The real schema without the keys to tables that are not here."""
    schema: Json = json.loads(_EVIDENCE.read_bytes())
    return {k: v for k, v in schema.items() if k != "foreignKeys"}


def changed(edit: Callable[[dict[str, Json]], object]) -> dict[str, Json]:
    """The lamp schemas with one edit."""
    schemas = copy.deepcopy(lamp_schemas())
    edit(schemas)
    return schemas


def field_of(schemas: Mapping[str, Json], name: str, table: str = "lamps") -> Json:
    found: Json = next(f for f in schemas[table]["fields"] if f["name"] == name)
    return found


def rows_of(table: Table, rows: list[Row]) -> pa.Table:
    schema = pa.schema([f.to_arrow().with_nullable(True) for f in table.fields])
    return pa.Table.from_pylist(rows, schema)


def contract_of(schemas: Mapping[str, Json]) -> Contract:
    """The contract of some schemas; checking them takes longer than the tests."""
    return _checked(json.dumps(schemas))


@functools.cache
def _checked(schemas: str) -> Contract:
    return check_contract(json.loads(schemas))


def state(
    schemas: Mapping[str, Json] | None = None,
    *,
    version: str | None = "0.3.0",
    files: Mapping[str, StateFile] | None = None,
    words: Json | None = None,
    **tables: list[Row],
) -> State:
    """A state with the rows that are given, by table."""
    made = filled(lamp_schemas() if schemas is None else schemas, tables)
    return replace(made, version=version, words=words or {}, files=files or {})


def filled(schemas: Mapping[str, Json], tables: Mapping[str, list[Row]]) -> State:
    """A state with the schemas and rows that are given, by table."""
    contract = contract_of(schemas)
    rows = {name: rows_of(table, tables.get(name, [])) for name, table in contract.items()}
    return State("a state", "0.3.0", contract, rows)


def lamp(number: int, **cells: Any) -> Row:
    return {
        "lamp_id": f"lamp-{number}",
        "name": f"Lamp {number}",
        "shade": "green",
        "watts": 40,
        "price": 0.5,
        "sold": dt.date(2031, 2, 3),
        "lit": True,
        "page": None,
        **cells,
    }


def passage(part: int, start: int, text: str, **cells: Any) -> Row:
    """A row of the evidence for quote-1; `text` stands for what the passage says."""
    return {
        "table": "quotes",
        "record_id": "quote-1",
        "article_id": "gazette-one",
        "part": part,
        "start": start,
        "end": start + 10,
        "word_count": 2,
        "selector": None,
        "sha256": text.ljust(64, "0"),
        "role": "states",
        "note": None,
        **cells,
    }
