"""The schema files flow in, the contract or the faults that keep them from being one flow out.

`load_contract` trusts its files (those that a release carries); `read_contract` checks them
first (`schema_form`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outsourced_care.contract import (
    EDTF,
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
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.schema_form import form_faults, meaning_faults, reference_faults
from outsourced_care.text import UnreadableTextError, decode

_OF_MACHINES = ("machineKey", "machineFields")  # what the published tables say nothing of


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
    found: list[Finding] = []
    raw: dict[str, bytes] = {}
    for file in files:
        try:
            raw[file.stem] = file.read_bytes()
        except OSError as error:
            place = Place(f"{shown}/{file.name}")
            found.append(finding(place, "schema", f"cannot be read: {error.strerror}"))
    return _checked(tuple(raw.items()), shown, tuple(found))


@functools.lru_cache(maxsize=4)
def _checked(
    raw: tuple[tuple[str, bytes], ...], shown: str, known: tuple[Finding, ...]
) -> Contract:
    """The contract of files' bytes by table; the same bytes are checked once."""
    declared: dict[str, Json] = {}
    found = list(known)
    for name, content in raw:
        read, faults = _read(content, f"{shown}/{name}.json")
        found += faults
        if not faults:
            declared[name] = read
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
        for fault in list(form_faults(content)) or list(meaning_faults(content, name))
    ]
    if not found:
        found = [
            finding(place[name], "schema", fault, table=name)
            for name, content in declared.items()
            for fault in reference_faults(content, declared)
        ]
    if found:
        raise ContractError(sorted(found, key=lambda f: f.file))
    return contract_from(list(declared.values()))


def _read(raw: bytes, shown: str) -> tuple[Any, list[Finding]]:
    """The content of one file's bytes, or what keeps it from being read."""
    place = Place(shown)
    try:
        return json.loads(decode(raw), object_pairs_hook=_once), []
    except (UnreadableTextError, _TwiceError) as error:
        return None, [finding(place, "schema", str(error))]
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
        declared={k: v for k, v in content.items() if k not in ("fields", *_OF_MACHINES)},
        machine_key=tuple(content.get("machineKey", ())),
        machine_fields=tuple(
            _field(_meant(f, declared), declared) for f in content.get("machineFields", ())
        ),
    )


def _meant(field: Json, tables: Mapping[str, Json]) -> Json:
    """The declaration of a field that only machine-made tables have, or that it is like."""
    if "like" not in field:
        return field
    table, _, name = field["like"].partition(".")
    content = tables[table]
    return next(
        f for f in [*content["fields"], *content.get("machineFields", ())] if f.get("name") == name
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
        declared={k: v for k, v in declared.items() if k not in ("machine", "verbatim")},
        deprecated=_deprecated(declared.get("deprecated")),
        machine=declared.get("machine"),
        verbatim=declared.get("verbatim", False),
    )


def _deprecated(declared: Json | None) -> Deprecated | None:
    if declared is None:
        return None
    return Deprecated(declared["since"], declared.get("use"), declared["remove_in"])
