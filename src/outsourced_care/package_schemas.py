"""The schema that a descriptor gives a table flows in, how it departs from the contract flows out.

A further column is somebody's extension and only noticed; a column, type, key or constraint
of the contract that is missing or other is a fault. Titles and descriptions are free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any

from outsourced_care.contract import Json, Table
from outsourced_care.findings import Finding, Place, Severity, finding
from outsourced_care.package_files import TableFile, table_name

_KEYS = ("primaryKey", "uniqueKeys")


def schema_findings(file: TableFile, listed: Set[str]) -> Iterator[Finding]:
    """Every departure of a resource's schema from the contract.

    Args:
        file: The file with what the descriptor says of it.
        listed: The tables that the descriptor lists; keys to others are not asked for.
    """
    schema = file.resource.get("schema")
    if not file.resource:
        return
    place, name = Place(file.shown), file.table.name
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        message = "the descriptor gives no schema for it"
        severity: Severity = "notice" if schema is None else "error"
        yield finding(place, "schema", message, table=name, severity=severity)
        return
    for column, message, hint in _departures(schema, file.table, listed):
        yield finding(place, "schema", message, hint, table=name, field=column)
    further = [n for n in _fields(schema) if n not in file.table.names]
    if further:
        message = f"its schema has columns that the contract does not know: {', '.join(further)}"
        yield finding(place, "schema", message, table=name, severity="notice")


def _departures(
    schema: Json, table: Table, listed: Set[str]
) -> Iterator[tuple[str | None, str, str | None]]:
    given, expected = _fields(schema), _fields(table.to_frictionless())
    for name, wanted in expected.items():
        if name not in given:
            yield name, f"its schema has no column {name}", f"its type is {wanted['type']}"
            continue
        there = given[name]
        for what in ("type", "format", "rdfType"):
            default = {"type": "string", "format": "default"}.get(what)
            one, other = there.get(what, default), wanted.get(what, default)
            if one != other:
                yield name, f"its schema says {what} {one!r} for {name}", f"it must be {other!r}"
        if _constraints(there) != _constraints(wanted):
            message = f"its schema gives {name} other constraints than the contract"
            yield name, message, f"they must be {_constraints(wanted)}"[:300]
        if _values(there) != _values(wanted):
            message = f"its schema gives {name} other categories than the contract"
            yield name, message, f"they must be {', '.join(_values(wanted))}"[:300]
    for key in _KEYS:
        if _plain(schema.get(key)) != _plain(table.declared.get(key)):
            message = f"its schema says {key} {_plain(schema.get(key))}"
            yield None, message[:300], f"it must be {_plain(table.declared.get(key))}"
    given_keys = _references(schema)
    missing = [  # an extension may add keys
        key
        for key in _references(table.declared)
        if key not in given_keys and key[1] in {"", *listed}
    ]
    if missing:
        yield None, f"its schema lacks foreign keys: {missing}"[:300], None


def _fields(schema: Mapping[str, Any]) -> dict[str, Json]:
    listed = [f for f in schema["fields"] if isinstance(f, dict)]
    return {f["name"]: f for f in listed if isinstance(f.get("name"), str)}


def _constraints(declared: Json) -> Json:
    """The constraints but `enum`, which says what `categories` say."""
    given = declared.get("constraints")
    return {k: v for k, v in given.items() if k != "enum"} if isinstance(given, dict) else {}


def _values(declared: Json) -> list[str]:
    listed = declared.get("categories")
    if not isinstance(listed, list):
        return []
    return [str(c.get("value")) if isinstance(c, dict) else str(c) for c in listed]


def _plain(key: object) -> list[Any]:
    """A key as a list, which the standard also lets be a single name."""
    if key is None:
        return []
    return list(key) if isinstance(key, list) else [key]


def _references(schema: Mapping[str, Any]) -> list[tuple[list[Any], str, list[Any]]]:
    """Columns, table and its columns of each foreign key, whichever file of the table it names."""
    listed = schema.get("foreignKeys")
    found = []
    for key in listed if isinstance(listed, list) else []:
        reference = key.get("reference") if isinstance(key, dict) else None
        if isinstance(reference, dict):
            table = table_name(str(reference.get("resource", "")))
            found.append((_plain(key.get("fields")), table, _plain(reference.get("fields"))))
    return found
