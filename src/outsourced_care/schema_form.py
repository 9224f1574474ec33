"""The content of one schema file flows in, what keeps it from being one flows out.

The form is a JSON Schema (draft 2020-12); what a form cannot say is judged beside it, by the
Table Schema standard as frictionless reads it, and by what the files refer to in each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from outsourced_care.contract import EDTF, TYPES, Json
from outsourced_care.findings import nearest
from outsourced_care.versions import VersionError, parse

if TYPE_CHECKING:
    from jsonschema import ValidationError

_TEXT = {"type": "string", "pattern": r"\S"}
_NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
_NAMES = {"type": "array", "items": _NAME, "minItems": 1, "uniqueItems": True}


def _object(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> Json:
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


_PROPERTIES = (
    {
        "name": _NAME,
        "type": {"enum": list(TYPES)},
        "title": _TEXT,
        "description": _TEXT,
        "origin": {"enum": ["curated", "extracted", "derived"]},
    },
    {
        "format": {"enum": ["uri"]},
        "rdfType": {"const": EDTF},
        "words": {"const": "own"},
        "constraints": _object(
            {},
            {
                "required": {"type": "boolean"},
                "unique": {"type": "boolean"},
                "pattern": {"type": "string"},
                "minimum": {"type": "number"},
            },
        ),
        "categories": {
            "type": "array",
            "minItems": 1,
            "items": _object({"value": _TEXT, "label": _TEXT, "description": _TEXT}),
        },
        "vocabulary": {"type": "string", "pattern": r"^[a-z_]+\.[a-z_]+$"},
        "lookup": _object({"by": _NAME, "resource": _NAME, "field": _NAME}),
        "bound": _object({"of": _NAME, "end": {"enum": ["lower", "upper"]}}),
        "deprecated": _object(
            {"since": {"type": "string"}, "remove_in": {"type": "string"}},
            {"use": {"type": "string", "pattern": r"^([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*$"}},
        ),
    },
)
_FIELD = _object(_PROPERTIES[0], {**_PROPERTIES[1], "machine": {"enum": ["required", "optional"]}})
# a field that only machine-made tables have, or one of another table once more
_MACHINE_FIELD = {
    "if": {"required": ["like"]},
    "then": _object({"like": {"type": "string", "pattern": r"^[a-z_]+\.[a-z_0-9]+$"}}),
    "else": _object(_PROPERTIES[0], {**_PROPERTIES[1], "verbatim": {"const": True}}),
}
_FORM = _object(
    {
        "name": _NAME,
        "title": _TEXT,
        "description": _TEXT,
        "main": {"type": "boolean"},
        "position": {"type": "integer"},
        "fields": {"type": "array", "items": _FIELD, "minItems": 1},
        "primaryKey": _NAMES,
        "missingValues": {"const": [""]},
    },
    {
        "$schema": _TEXT,
        "machineKey": _NAMES,
        "machineFields": {"type": "array", "items": _MACHINE_FIELD, "minItems": 1},
        "uniqueKeys": {"type": "array", "items": _NAMES},
        "foreignKeys": {
            "type": "array",
            "items": _object(
                {
                    "fields": _NAMES,
                    "reference": _object({"resource": {"type": "string"}, "fields": _NAMES}),
                }
            ),
        },
    },
)


def form_faults(content: object) -> Iterator[str]:
    """What keeps a file from the form, each with the place inside it."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(_FORM).iter_errors(content):
        at = list(error.absolute_path)
        where = ".".join(str(p) for p in at) or "the file"
        if len(at) > 1 and at[0] == "fields" and isinstance(content, dict):
            field = content["fields"][at[1]]
            name = field.get("name", at[1]) if isinstance(field, dict) else at[1]
            where = f"field “{name}”" + "".join(f", {p}" for p in at[2:])
        yield from (f"{where}: {said}" for said in _said(error))


def _said(error: ValidationError) -> Iterator[str]:
    """What a fault of form is, in words that say what to write."""
    if error.validator == "additionalProperties":
        known = list(cast(Json, error.schema)["properties"])
        for key in sorted(set(cast(Json, error.instance)) - set(known)):
            yield f"“{key}” is no property here; {nearest(key, known)}"
    elif error.validator == "required":
        yield f"“{error.message.split(chr(39))[1]}” is missing"
    elif error.validator == "pattern" and error.validator_value == _TEXT["pattern"]:
        yield "it is empty"
    else:
        yield error.message if len(error.message) < 300 else f"{error.message[:300]} …"


def meaning_faults(content: Json, stem: str) -> Iterator[str]:
    """What is wrong in a file that has the form, looked at alone."""
    from frictionless import Schema

    if content["name"] != stem:
        yield f"“name” is {content['name']!r}, but the file is {stem}.json"
    names = [field["name"] for field in content["fields"]]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield f"field “{name}” is declared twice"
    sound = Schema.validate_descriptor({"fields": content["fields"]}).valid
    for field in content["fields"]:
        faults = list(_field_faults(field))
        if not (faults or sound):
            report = Schema.validate_descriptor({"fields": [field]})
            faults = [str(error.note) for error in report.errors]
        yield from (f"field “{field['name']}”: {fault}" for fault in faults)
    for key in content.get("foreignKeys", []):
        if len(key["fields"]) != len(key["reference"]["fields"]):
            yield "a foreign key has not as many fields as its reference"
    for field in content.get("machineFields", []):
        if "like" not in field:
            yield from (f"field “{field['name']}”: {fault}" for fault in _field_faults(field))


def _field_faults(field: Json) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    pattern = field.get("constraints", {}).get("pattern", "")
    try:
        re.compile(pattern)
        pc.match_substring_regex(pa.array([""]), pattern)
    except (re.error, pa.ArrowInvalid) as error:
        yield f"the pattern {pattern!r} is no regular expression: {error}"
    values = [c["value"] for c in field.get("categories", [])]
    if len(set(values)) < len(values):
        yield "a category value stands twice"
    for key in ("categories", "vocabulary", "rdfType", "format", "words"):
        if key in field and field["type"] != "string":
            yield f"“{key}” needs the type string"
    if "bound" in field and field["type"] != "date":
        yield "“bound” needs the type date"
    if "categories" in field and "vocabulary" in field:
        yield "it has both “categories” and “vocabulary”"
    if field["type"] not in ("integer", "number") and "minimum" in field.get("constraints", {}):
        yield "“minimum” needs a number"
    if "deprecated" in field:
        yield from _deprecation_faults(field["deprecated"])


def _deprecation_faults(deprecated: Json) -> Iterator[str]:
    """What is wrong with the versions of a deprecation."""
    try:
        since, remove_in = (parse(deprecated[key]) for key in ("since", "remove_in"))
    except VersionError as error:
        yield f"“deprecated”: {error}"
        return
    if remove_in <= since:
        yield "“deprecated”: “remove_in” must be a later version than “since”"


def reference_faults(content: Json, declared: Mapping[str, Json]) -> Iterator[str]:
    """What a schema names that is not there."""
    columns = {t: {f["name"]: f for f in c["fields"]} for t, c in declared.items()}
    own = content["name"]

    def missing(table: str, names: list[str], what: str) -> Iterator[str]:
        if table not in columns:
            yield f"{what} names the table {table!r}, which has no schema"
            return
        yield from (
            f"{what} names {name!r}, which is no column of {table}"
            for name in names
            if name not in columns[table]
        )

    yield from missing(own, content["primaryKey"], "the primary key")
    for names in content.get("uniqueKeys", []):
        yield from missing(own, names, "a unique key")
    for key in content.get("foreignKeys", []):
        yield from missing(own, key["fields"], "a foreign key")
        resource = key["reference"]["resource"] or own
        yield from missing(resource, key["reference"]["fields"], "a foreign key")
    yield from _machine_faults(content, declared)
    for other in declared.values():
        if other["name"] < own and other["position"] == content["position"]:
            yield f"the position {content['position']} is that of {other['name']} too"
    for name, field in columns[own].items():
        if use := field.get("deprecated", {}).get("use"):
            table, _, column = use.rpartition(".")
            faults = list(missing(table or own, [column], f"what replaces {name}"))
            if not faults and "deprecated" in columns[table or own][column]:
                faults = [f"what replaces {name} is {use!r}, which is deprecated too"]
            yield from faults
        if look := field.get("lookup"):
            yield from missing(own, [look["by"]], f"the lookup of {name}")
            yield from missing(look["resource"], [look["field"]], f"the lookup of {name}")
        if bound := field.get("bound"):
            faults = list(missing(own, [bound["of"]], f"the bound of {name}"))
            if not faults and columns[own][bound["of"]].get("rdfType") != EDTF:
                faults = [f"the bound of {name} names {bound['of']!r}, which is no EDTF date"]
            yield from faults
        if "vocabulary" in field:
            table, _, column = field["vocabulary"].partition(".")
            faults = list(missing(table, [column], f"the vocabulary of {name}"))
            if not faults and "categories" not in columns[table][column]:
                faults = [f"the vocabulary of {name} has no categories"]
            yield from faults


def _machine_faults(content: Json, declared: Mapping[str, Json]) -> Iterator[str]:
    """What the machine edition of a table names that is not there, or twice."""
    names = [f["name"] for f in content["fields"] if "machine" in f]
    for field in content.get("machineFields", []):
        table, _, like = field.get("like", "").partition(".")
        there = declared.get(table, {"fields": []})
        listed = [*there["fields"], *there.get("machineFields", [])]
        if "like" in field and like not in [f.get("name") for f in listed]:
            yield f"“like” names {field['like']!r}, which is no column"
        names.append(field.get("name", like))
    yield from (
        f"machine-made tables would have {n!r} twice"
        for n in sorted({*names})
        if names.count(n) > 1
    )
    for name in content.get("machineKey", []):
        if name not in names:
            yield f"the machine key names {name!r}, which machine-made tables do not have"
