"""The schema files flow in, the contract or the faults that keep them from being one flow out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from outsourced_care.contract import (
    EDTF,
    TYPES,
    Bound,
    Category,
    Contract,
    Field,
    ForeignKey,
    Json,
    Lookup,
    Table,
)
from outsourced_care.findings import Finding, Place, finding, nearest
from outsourced_care.text import UnreadableTextError, decode


class ContractError(ValueError):
    """The schema files are not a contract; `findings` says why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{f.place}: {f.message}" for f in findings))
        self.findings = findings


def read_contract(folder: Path, shown: str = "schemas") -> Contract:
    """Read every schema file of a folder.

    Args:
        folder: Folder of `<table>.json` files.
        shown: How findings name the folder.

    Raises:
        ContractError: A file is unreadable, no Table Schema, or refers to what is not there.
    """
    files = sorted(folder.glob("*.json"))
    if not files:
        raise ContractError([finding(Place(shown), "schema", "no schema files (<table>.json)")])
    declared: dict[str, Json] = {}
    found: list[Finding] = []
    for file in files:
        place = Place(f"{shown}/{file.name}")
        try:
            content = json.loads(decode(file.read_bytes()))
        except UnreadableTextError as error:
            found.append(finding(place, "schema", str(error)))
        except json.JSONDecodeError as error:
            place = Place(place.file, error.lineno, error.colno)
            found.append(finding(place, "schema", f"not valid JSON: {error.msg}"))
        except RecursionError:
            found.append(finding(place, "schema", "not valid JSON: nested too deeply"))
        else:
            faults = list(_shape_faults(content, file.stem))
            found += [finding(place, "schema", fault, table=file.stem) for fault in faults]
            if not faults:
                declared[file.stem] = content
    if not found:
        for name, content in declared.items():
            place = Place(f"{shown}/{name}.json")
            for fault in _reference_faults(content, declared):
                found.append(finding(place, "schema", fault, table=name))
    if found:
        raise ContractError(found)
    return Contract([_table(content, declared) for content in declared.values()])


def _table(content: Json, declared: Mapping[str, Json]) -> Table:
    fields = tuple(_field(f, declared) for f in content["fields"])
    return Table(
        name=content["name"],
        title=content["title"],
        description=content["description"],
        main=content["main"],
        position=content["position"],
        fields=fields,
        primary_key=tuple(content["primaryKey"]),
        unique_keys=tuple(tuple(k) for k in content.get("uniqueKeys", [])),
        foreign_keys=tuple(
            ForeignKey(
                tuple(key["fields"]),
                key["reference"]["resource"] or content["name"],
                tuple(key["reference"]["fields"]),
            )
            for key in content.get("foreignKeys", [])
        ),
        declared={k: v for k, v in content.items() if k != "fields"},
    )


def _field(declared: Json, tables: Mapping[str, Json]) -> Field:
    constraints = declared.get("constraints", {})
    listed = declared.get("categories", [])
    if "vocabulary" in declared:
        table, _, name = declared["vocabulary"].partition(".")
        listed = next(f for f in tables[table]["fields"] if f["name"] == name)["categories"]
    return Field(
        name=declared["name"],
        type=declared["type"],
        title=declared["title"],
        description=declared["description"],
        origin=declared["origin"],
        format=declared.get("format"),
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        edtf=declared.get("rdfType") == EDTF,
        categories=tuple(Category(c["value"], c["label"], c["description"]) for c in listed),
        lookup=Lookup(**declared["lookup"]) if "lookup" in declared else None,
        bound=Bound(**declared["bound"]) if "bound" in declared else None,
        declared=declared,
    )


_TABLE_NEEDS = {
    "name": str,
    "title": str,
    "description": str,
    "main": bool,
    "position": int,
    "fields": list,
    "primaryKey": list,
}
_FIELD_NEEDS = {"name": str, "type": str, "title": str, "description": str, "origin": str}
_FIELD_MAY = {
    *_FIELD_NEEDS,
    "format",
    "rdfType",
    "constraints",
    "categories",
    "vocabulary",
    "lookup",
    "bound",
}
_CONSTRAINTS = ("required", "unique", "pattern", "minimum")


def _shape_faults(content: object, stem: str) -> Iterator[str]:
    """What keeps one file from being a table's schema, looked at alone."""
    if not isinstance(content, dict):
        yield "the schema is no JSON object"
        return
    for key, kind in _TABLE_NEEDS.items():
        if not isinstance(content.get(key), kind):
            yield f"“{key}” is missing or no {kind.__name__}"
    if content.get("name") != stem:
        yield f"“name” is {content.get('name')!r}, but the file is {stem}.json"
    fields = content.get("fields")
    seen: set[str] = set()
    for number, field in enumerate(fields if isinstance(fields, list) else [], start=1):
        if not isinstance(field, dict):
            yield f"field {number} is no JSON object"
            continue
        name = str(field.get("name", f"number {number}"))
        if name in seen:
            yield f"field “{name}” is declared twice"
        seen.add(name)
        faults = [f"field “{name}”: {fault}" for fault in _field_faults(field)]
        yield from faults or _standard_faults(field)


def _field_faults(field: Json) -> Iterator[str]:
    for key, kind in _FIELD_NEEDS.items():
        if not isinstance(field.get(key), kind) or not field[key]:
            yield f"“{key}” is missing or empty"
    for key in field.keys() - _FIELD_MAY:
        yield f"“{key}” is no property of a field; {nearest(key, sorted(_FIELD_MAY))}"
    if field.get("type") not in TYPES:
        yield f"the type {field.get('type')!r} is not supported; {nearest('', TYPES)}"
    if field.get("origin") not in ("curated", "extracted", "derived"):
        yield f"the origin {field.get('origin')!r} is none of curated, extracted, derived"
    constraints = field.get("constraints", {})
    for key in constraints if isinstance(constraints, dict) else []:
        if key not in _CONSTRAINTS:
            yield f"the constraint “{key}” is not supported; {nearest(key, _CONSTRAINTS)}"
    categories = field.get("categories", [])
    for number, category in enumerate(categories if isinstance(categories, list) else [], 1):
        if not isinstance(category, dict) or not all(
            isinstance(category.get(k), str) and category[k]
            for k in ("value", "label", "description")
        ):
            yield f"category {number} needs value, label and description"
    for key, needs in (("lookup", {"by", "resource", "field"}), ("bound", {"of", "end"})):
        if key in field and (not isinstance(field[key], dict) or set(field[key]) != needs):
            yield f"“{key}” needs exactly {', '.join(sorted(needs))}"


def _standard_faults(field: Json) -> Iterator[str]:
    """What the Table Schema standard objects to, as frictionless reads it."""
    from frictionless import Schema

    report = Schema.validate_descriptor({"fields": [field]})
    for error in report.errors:
        yield f"field “{field['name']}”: {error.note}"


def _reference_faults(content: Json, declared: Mapping[str, Json]) -> Iterator[str]:
    """What a schema names that is not there."""
    columns = {t: {f["name"]: f for f in c["fields"]} for t, c in declared.items()}
    own = columns[content["name"]]

    def missing(table: object, names: object, what: str) -> Iterator[str]:
        if not isinstance(table, str) or table not in columns:
            yield f"{what} names the table {table!r}, which has no schema"
            return
        for name in names if isinstance(names, list) else [names]:
            if name not in columns[table]:
                yield f"{what} names {name!r}, which is no column of {table}"

    yield from missing(content["name"], content["primaryKey"], "the primary key")
    for key in content.get("uniqueKeys", []):
        yield from missing(content["name"], key, "a unique key")
    for key in content.get("foreignKeys", []):
        reference = key.get("reference", {}) if isinstance(key, dict) else {}
        if not isinstance(reference.get("fields"), list) or not isinstance(key["fields"], list):
            yield "a foreign key needs fields and reference {resource, fields}, fields as lists"
            continue
        yield from missing(content["name"], key["fields"], "a foreign key")
        resource = reference.get("resource") or content["name"]
        yield from missing(resource, reference["fields"], "a foreign key")
    for name, field in own.items():
        if lookup := field.get("lookup"):
            yield from missing(content["name"], lookup["by"], f"the lookup of {name}")
            yield from missing(lookup["resource"], lookup["field"], f"the lookup of {name}")
        if bound := field.get("bound"):
            yield from missing(content["name"], bound["of"], f"the bound of {name}")
        if "vocabulary" in field:
            table, _, column = str(field["vocabulary"]).partition(".")
            faults = list(missing(table, column, f"the vocabulary of {name}"))
            if not faults and "categories" not in columns[table][column]:
                faults = [f"the vocabulary of {name} has no categories"]
            yield from faults
