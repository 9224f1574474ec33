"""The contract flows in, the contract of machine-made tables flows out.

Tables that are extracted from texts, and that nobody has read, follow the same schema files:
they have the fields marked `machine`, and what a table names under `machineFields`. What only a
person can write is not in them. An identifier holds within its article, and need be no slug.
"""

from __future__ import annotations

from dataclasses import replace

from outsourced_care.contract import Contract, Edition, Field, ForeignKey, Table

ARTICLES, ARTICLE = "articles", "article_id"


def machine_edition(contract: Contract) -> Contract:
    """Return the contract of machine-made tables.

    A table without machine-made fields is left out. Where the key of a table holds the article,
    references to it do too.
    """
    tables = {t.name: t for t in contract.values() if any(f.machine for f in t.fields)}
    keys = {name: table.machine_key or table.primary_key for name, table in tables.items()}
    made = [_table(table, keys) for table in tables.values()]
    return Contract(made, "machine")


def edition_of(contract: Contract, edition: Edition) -> Contract:
    """Return an edition of the published tables' contract.

    Raises:
        ValueError: The edition is unknown.
    """
    if edition not in ("published", "machine"):
        raise ValueError(f"edition {edition!r} is none of published, machine")
    return contract if edition == "published" else machine_edition(contract)


def _table(table: Table, keys: dict[str, tuple[str, ...]]) -> Table:
    fields = tuple(_field(f) for f in table.fields if f.machine) + table.machine_fields
    if table.machine_key:
        first = [f for name in table.machine_key for f in fields if f.name == name]
        fields = (*first, *(f for f in fields if f not in first))
    names = {f.name for f in fields}
    key = keys[table.name]
    foreign = tuple(
        _reference(k, keys[k.resource])
        for k in table.foreign_keys
        if k.resource in keys and names.issuperset(k.fields)
    )
    if (
        ARTICLE in names
        and table.name != ARTICLES
        and not any(k.fields == (ARTICLE,) for k in foreign)
    ):
        foreign = (ForeignKey((ARTICLE,), ARTICLES, (ARTICLE,)), *foreign)
    unique = tuple(k for k in table.unique_keys if names.issuperset(k))
    words = {**table.declared, "primaryKey": list(key)}
    words.pop("uniqueKeys", None)
    words.pop("foreignKeys", None)
    if unique:
        words["uniqueKeys"] = [list(k) for k in unique]
    if foreign:
        words["foreignKeys"] = [_written(k) for k in foreign]
    return replace(
        table,
        fields=fields,
        primary_key=key,
        unique_keys=unique,
        foreign_keys=foreign,
        declared=words,
    )


def _field(field: Field) -> Field:
    """A field as machine-made tables have it."""
    required = field.machine == "required"
    constraints = {**field.declared.get("constraints", {}), "required": required}
    for gone in ("pattern", "unique"):
        constraints.pop(gone, None)
    declared = {k: v for k, v in field.declared.items() if k != "lookup"}
    return replace(
        field,
        origin="extracted" if field.origin == "curated" else field.origin,
        required=required,
        unique=False,
        pattern=None,
        own_words=False,
        lookup=None,
        declared={**declared, "constraints": constraints},
    )


def _reference(key: ForeignKey, target: tuple[str, ...]) -> ForeignKey:
    if ARTICLE not in target or ARTICLE in key.reference:
        return key
    return ForeignKey((ARTICLE, *key.fields), key.resource, (ARTICLE, *key.reference))


def _written(key: ForeignKey) -> dict[str, object]:
    reference = {"resource": key.resource, "fields": list(key.reference)}
    return {"fields": list(key.fields), "reference": reference}
