"""The contract flows in, the JSON Schema by which editors complete and explain entries flows out.

Draft 07, which every release of yaml-language-server understands, with two of its own
properties: `enumDescriptions`, what each value of a vocabulary means, and
`patternErrorMessage`. Other validators pass over both. What the schema refuses, reading or
building the entry refuses too; what spans records or files it cannot see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from outsourced_care.cell_schema import cell, identifier, text
from outsourced_care.contract import Contract, Json, Table
from outsourced_care.entry_shapes import (
    ARTICLE,
    INSIDE,
    MENTION,
    MENTIONS,
    NOT_QUOTE,
    PASSAGE,
    REGISTRIES,
    SECTIONS,
    TOGETHER,
    TOP,
    Shape,
    keys_of,
    typed,
)

_HEAD = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$comment": "Made from schemas/<table>.json by `python build dictionary`; edit those.",
}


def entry_schema(contract: Contract) -> Json:
    """Make the JSON Schema of an entry.

    Standards: JSON Schema draft 07 (json-schema.org/draft-07).
    """
    properties: Json = {"article": _refer("articles")}
    properties |= {key: _list(contract[shape.table]) for key, shape in SECTIONS.items()}
    properties |= {"organisation_mentions": _mentions(contract), "not_quotes": _not_quotes()}
    return {
        **_HEAD,
        "title": "Entry",
        "description": "What a person says about one article; see docs/entries.md.",
        **_mapping({key: properties[key] for key in TOP}, ["article"]),
        "definitions": _definitions(contract, [ARTICLE, *SECTIONS.values()])
        | {"passage": _passage(contract)},
    }


def registry_schema(contract: Contract, name: str) -> Json:
    """Make the JSON Schema of a registry, one of `REGISTRIES`."""
    shape = REGISTRIES[name]
    return {
        **_HEAD,
        **_list(contract[shape.table]),
        "definitions": _definitions(contract, [shape]),
    }


def editor_schemas(contract: Contract) -> dict[str, bytes]:
    """Make every schema file for editors, by its name in the folder of the tables' schemas.

    The registries have files of their own because an editor maps files to schemas, and no
    relative path leads it to a part of one.
    """
    schemas = {"entry": entry_schema(contract)}
    schemas |= {name: registry_schema(contract, name) for name in REGISTRIES}
    return {
        f"{name}.schema.json": (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()
        for name, schema in schemas.items()
    }


def _definitions(contract: Contract, shapes: Iterable[Shape]) -> Json:
    """The records of shapes and of the lists inside them."""
    inner = [INSIDE[table] for shape in shapes for _, table in shape.inside]
    return {shape.table: _record(contract, shape) for shape in [*shapes, *inner]}


def _record(contract: Contract, shape: Shape) -> Json:
    """The schema of one record of a section."""
    table = contract[shape.table]
    cells = {field.name: cell(field, table, contract) for field in typed(table, shape)}
    properties = {**cells, **dict(_others(contract, shape))}
    required = [f.name for f in typed(table, shape) if f.required and f.name not in shape.filled]
    own_id = ["id"] if shape.has_id else []
    conditions = [*_alternatives(shape), *_conditions(table.name)]
    if not shape.whole:
        told = {"anyOf": [{"required": [name]} for name in cells]}
        conditions.insert(0, {"if": told, "then": {"required": required}})
    return {
        "title": table.title,
        "description": table.description,
        **_mapping(
            {key: properties[key] for key in keys_of(table, shape)},
            [*own_id, *required] if shape.whole else own_id,
        ),
        **({"allOf": conditions} if conditions else {}),
    }


def _others(contract: Contract, shape: Shape) -> Iterator[tuple[str, Json]]:
    """The keys of a record that are no cells: `id`, lists of records inside it, `evidence`."""
    table = contract[shape.table]
    if shape.has_id:
        key = table[table.primary_key[0]]
        yield "id", {"title": key.title, "description": key.description, **identifier()}
    for name, inner in shape.inside:
        yield name, _list(contract[inner])
    if shape.has_evidence:
        yield "evidence", _evidence(contract)


def _mapping(properties: Json, required: Iterable[str]) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _refer(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}


def _list(table: Table) -> Json:
    return {
        "title": table.title,
        "description": table.description,
        "type": "array",
        "items": _refer(table.name),
    }


def _alternatives(shape: Shape) -> Iterator[Json]:
    """That a record has one of the keys of which it must have one."""
    ways = [
        {"required": [key]} | ({"properties": {key: {"minItems": 1}}} if key == "evidence" else {})
        for key in shape.one_of
    ]
    if len(ways) > 1:
        yield {"anyOf": ways}
    else:
        yield from ways


def _conditions(table: str) -> Iterator[Json]:
    """What cells of a record ask of one another."""
    for rule in TOGETHER:
        if rule.table == table:
            asks: Json = {"required": [rule.cell]}
            if rule.values:
                asks["properties"] = {rule.cell: {"enum": list(rule.values)}}
            then: Json = {"required": list(rule.needs)} if rule.needs else {}
            if rule.bars:
                then["properties"] = dict.fromkeys(rule.bars, False)
            yield {"$comment": rule.rule, "if": asks, "then": then}


def _selector(contract: Contract) -> Json:
    field = contract["evidence"]["selector"]
    hint = "the passage's first and last words: first … last"
    return {"title": field.title, "description": field.description, **text(r"\S", hint)}


def _evidence(contract: Contract) -> Json:
    table = contract["evidence"]
    return {
        "title": table.title,
        "description": "The passages that say it: selectors, plain or with role and note.",
        "type": "array",
        "items": _refer("passage"),
    }


def _passage(contract: Contract) -> Json:
    """A selector, plain or with role and note; no rule on cells judges every note."""
    table = contract["evidence"]
    cells = {f.name: cell(f, table, contract) for f in typed(table, PASSAGE)}
    cells["selector"] = _selector(contract)
    cells["note"] = {**cells["note"], **text(r"\S", "words, or leave the key out")}
    return {"anyOf": [_selector(contract), _mapping(cells, ["selector"])]}


def _mentions(contract: Contract) -> Json:
    body, evidence = MENTION
    include, exclude = MENTIONS
    named = contract["organisations"]["organisation_id"]
    mention = {
        body: {"title": named.title, "description": named.description, **identifier()},
        evidence: {**_evidence(contract), "minItems": 1},
    }
    lists = {
        include: {
            "description": "Passages that name an organisation by a word that is no name of it.",
            "type": "array",
            "items": _mapping(mention, MENTION),
        },
        exclude: {
            "description": "Selectors of names that mean no organisation here.",
            "type": "array",
            "items": _selector(contract),
        },
    }
    return {
        "title": "Organisation mentions",
        "description": "Mentions that the names alone do not decide.",
        **_mapping(lists, []),
    }


def _not_quotes() -> Json:
    selector, reason = NOT_QUOTE
    cells = {
        selector: {
            "description": "The marked words: first … last.",
            **text(r"\S", "the first and last of the marked words"),
        },
        reason: {
            "description": "Why they are no quotation.",
            **text(r"\S", "say in a few words why"),
        },
    }
    return {
        "title": "Not quotes",
        "description": "Words in quotation marks that are no quotation.",
        "type": "array",
        "items": _mapping(cells, NOT_QUOTE),
    }
