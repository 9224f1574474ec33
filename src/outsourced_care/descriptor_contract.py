"""A descriptor flows in, the contract that its schemas make flows out.

Another version is read by its own contract: older and newer ones may have other tables and
columns than the present one. `schemas_in` gives the schemas as schema files have them;
`contract_of` makes a contract of them without the libraries that check schema files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set

from outsourced_care import __version__
from outsourced_care.contract import TYPES, Contract, Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.errors import DatasetError
from outsourced_care.package_files import table_name
from outsourced_care.releases.index import NAME
from outsourced_care.schema_files import contract_from
from outsourced_care.text import decode
from outsourced_care.versions import is_version

_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
_BROKEN = (AttributeError, KeyError, StopIteration, TypeError, ValueError)


class DescriptorContractError(DatasetError):
    """The descriptor gives its tables no schemas, or none that can be read."""


def read_descriptor(raw: bytes, shown: str) -> Json:
    """Read a descriptor that may have come from anywhere.

    Args:
        raw: What the file holds.
        shown: What messages call it.

    Raises:
        DatasetError: It is none, or lists no resources.
    """
    try:
        content = json.loads(decode(raw))
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{shown} is no {DESCRIPTOR}: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("resources"), list):
        said = f"{shown} is no data package: it lists no resources"
        raise DatasetError(f"{said}; name the folder with the {DESCRIPTOR}")
    return content


def own_contract(descriptor: Json) -> Contract | None:
    """The contract of what another version of this dataset wrote; None of anything else.

    Args:
        descriptor: What `read_descriptor` gives.

    Raises:
        DescriptorContractError: Another version wrote it, and its schemas cannot be read.
    """
    version = descriptor.get("version")
    if descriptor.get("name") != NAME or version == __version__:
        return None
    if not isinstance(version, str) or not is_version(version):
        return None
    return contract_of(schemas_in(descriptor))


def schemas_in(descriptor: Json) -> dict[str, Json]:
    """The schema of each table, in the form of schema files.

    Args:
        descriptor: A descriptor with a list of `resources`, as anybody may have written it.
    """
    schemas: dict[str, Json] = {}
    for resource in descriptor["resources"]:
        schema = resource.get("schema") if isinstance(resource, dict) else None
        if isinstance(schema, dict):
            schemas.setdefault(table_name(str(resource.get("name"))), schema)
    return {name: _as_written(schema, schemas.keys()) for name, schema in schemas.items()}


def contract_of(schemas: Mapping[str, Json]) -> Contract:
    """The contract that schemas make, checked as far as reading tables by it needs.

    Args:
        schemas: The contents of schema files, by table.

    Raises:
        DescriptorContractError: There are none, or one cannot be read; the message says why.
    """
    if not schemas:
        raise DescriptorContractError("no table has a schema")
    for name, schema in schemas.items():
        if not _NAME.fullmatch(name):
            raise DescriptorContractError(f"{name[:80]!r} is no name of a table")
        if not isinstance(schema, dict) or schema.get("name") != name:
            raise DescriptorContractError(f"the schema of {name} has another name")
    try:
        contract = contract_from(list(schemas.values()))
        faults = [fault for table in contract.values() for fault in _faults(table)]
    except _BROKEN as error:
        what = f"{type(error).__name__} {error}"[:120]
        raise DescriptorContractError(f"its schemas cannot be read ({what})") from None
    for fault in faults:
        raise DescriptorContractError(fault)
    return contract


def _faults(table: Table) -> Iterator[str]:
    """What keeps a table's files from being read by its schema."""
    for column in table.fields:
        shown = f"{table.name}.{str(column.name)[:80]}"
        if not isinstance(column.name, str) or not column.name:
            yield f"a column of {table.name} has no name"
        elif not isinstance(column.type, str) or column.type not in TYPES:
            yield f"{shown} is of a type that is not known here; a newer version may know it"
        elif not all(isinstance(value, str) for value in column.values):
            yield f"a category of {shown} is no text"
        elif len(set(column.values)) < len(column.values):
            yield f"a category of {shown} stands twice"
    if not table.fields or len(set(table.names)) < len(table.names):
        yield f"{table.name} has no columns, or one of them twice"
    if not table.primary_key or not set(table.primary_key) <= set(table.names):
        yield f"the primary key of {table.name} names no columns of it"


def _as_written(schema: Json, tables: Set[str]) -> Json:
    """A descriptor's schema as a schema file has it.

    That is without the `enum` that repeats categories, with foreign keys to tables rather than
    to resources, and without lookups and replacements in tables that an export left out.
    """
    fields, keys = schema.get("fields"), schema.get("foreignKeys")
    written = dict(schema)
    if isinstance(fields, list):
        written["fields"] = [_declared(f, tables) for f in fields]
    if isinstance(keys, list):
        written["foreignKeys"] = [_to_table(k) for k in keys]
    return written


def _declared(declared: object, tables: Set[str]) -> object:
    if not isinstance(declared, dict):
        return declared
    declared = dict(declared)
    lookup, constraints = declared.get("lookup"), declared.get("constraints")
    going = declared.get("deprecated")
    if isinstance(lookup, dict) and str(lookup.get("resource")) not in tables:
        del declared["lookup"]
    if isinstance(constraints, dict):
        declared["constraints"] = {k: v for k, v in constraints.items() if k != "enum"}
    if isinstance(going, dict):
        table, dot, _ = str(going.get("use")).partition(".")
        if dot and table not in tables:
            declared["deprecated"] = {k: v for k, v in going.items() if k != "use"}
    return declared


def _to_table(key: object) -> object:
    reference = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(key, dict) or not isinstance(reference, dict):
        return key
    resource = reference.get("resource")
    named = table_name(resource) if isinstance(resource, str) else resource
    return {**key, "reference": {**reference, "resource": named}}
