"""The schema files flow in, the contract or the faults that keep them from being one flow out.

`load_contract` trusts its files (those that a release carries); `read_contract` checks them
first: each against the form in `_FORM` (a JSON Schema, draft 2020-12) and against the Table
Schema standard as frictionless reads it, then all together for what they refer to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from outsourced_care.contract import (
    EDTF,
    TYPES,
    Bound,
    Category,
    Contract,
    Deprecated,
    Field,
    ForeignKey,
    Json,
    Lookup,
    Table,
)
from outsourced_care.findings import Finding, Place, finding, nearest
from outsourced_care.text import UnreadableTextError, decode
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


_FIELD = _object(
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


class ContractError(ValueError):
    """The schema files are not a contract; `findings` says why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f"{f.place}: {f.message}" for f in findings))
        self.findings = findings


def load_contract(folder: Path) -> Contract:
    """Load the schema files of a folder without checking them."""
    files = _table_files(folder)
    return contract_from([json.loads(file.read_bytes()) for file in files])


def _table_files(folder: Path) -> list[Path]:
    """The files of tables; `*.schema.json` are made from them, for editors."""
    return sorted(f for f in folder.glob("*.json") if not f.name.endswith(".schema.json"))


def read_contract(folder: Path, shown: str = "schemas") -> Contract:
    """Read and check every schema file of a folder.

    Args:
        folder: Folder of `<table>.json` files.
        shown: How findings name the folder.

    Raises:
        ContractError: A file is unreadable, no Table Schema, or refers to what is not there.
    """
    files = _table_files(folder)
    if not files:
        raise ContractError([finding(Place(shown), "schema", "no schema files (<table>.json)")])
    declared: dict[str, Json] = {}
    found: list[Finding] = []
    for file in files:
        content, faults = _read(file, f"{shown}/{file.name}")
        found += faults
        if not faults:
            declared[file.stem] = content
    return check_contract(declared, shown, found)


def check_contract(
    declared: Mapping[str, Json], shown: str = "schemas", known: Sequence[Finding] = ()
) -> Contract:
    """Check the contents of schema files.

    Args:
        declared: The contents, by table.
        shown: How findings name the folder of the files.
        known: What is wrong with further files that could not be read.

    Raises:
        ContractError: A content is no Table Schema, or refers to what is not there.
    """
    place = {name: Place(f"{shown}/{name}.json") for name in declared}
    found = list(known) + [
        finding(place[name], "schema", fault, table=name)
        for name, content in declared.items()
        for fault in list(_form_faults(content)) or list(_meaning_faults(content, name))
    ]
    if not found:
        found = [
            finding(place[name], "schema", fault, table=name)
            for name, content in declared.items()
            for fault in _reference_faults(content, declared)
        ]
    if found:
        raise ContractError(sorted(found, key=lambda f: f.file))
    return contract_from(list(declared.values()))


def _read(file: Path, shown: str) -> tuple[Any, list[Finding]]:
    """The content of one file, or what keeps it from being read."""
    place = Place(shown)
    try:
        return json.loads(decode(file.read_bytes()), object_pairs_hook=_once), []
    except (UnreadableTextError, _TwiceError) as error:
        return None, [finding(place, "schema", str(error))]
    except OSError as error:
        return None, [finding(place, "schema", f"cannot be read: {error.strerror}")]
    except json.JSONDecodeError as error:
        place = Place(shown, error.lineno, error.colno)
        return None, [finding(place, "schema", f"not valid JSON: {error.msg}")]
    except RecursionError:
        return None, [finding(place, "schema", "not valid JSON: nested too deeply")]
    except ValueError as error:
        return None, [finding(place, "schema", f"not valid JSON: {error}")]


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> Json:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _TwiceError(f"the key “{twice}” stands twice in one object")
    return content


def _form_faults(content: object) -> Iterator[str]:
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


def _meaning_faults(content: Json, stem: str) -> Iterator[str]:
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


def _reference_faults(content: Json, declared: Mapping[str, Json]) -> Iterator[str]:
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


def contract_from(contents: list[Json]) -> Contract:
    """The contract that the contents of schema files make, without checking them."""
    declared = {content["name"]: content for content in contents}
    return Contract([_table(content, declared) for content in contents])


def _table(content: Json, declared: Mapping[str, Json]) -> Table:
    return Table(
        name=content["name"],
        title=content["title"],
        description=content["description"],
        main=content["main"],
        position=content["position"],
        fields=tuple(_field(f, declared) for f in content["fields"]),
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
        own_words=declared.get("words") == "own",
        categories=tuple(Category(c["value"], c["label"], c["description"]) for c in listed),
        lookup=Lookup(**declared["lookup"]) if "lookup" in declared else None,
        bound=Bound(**declared["bound"]) if "bound" in declared else None,
        declared=declared,
        deprecated=_deprecated(declared.get("deprecated")),
    )


def _deprecated(declared: Json | None) -> Deprecated | None:
    if declared is None:
        return None
    return Deprecated(declared["since"], declared.get("use"), declared["remove_in"])
