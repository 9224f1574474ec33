"""Two contracts flow in, what changed between them flows out.

The order of tables, columns and keys says nothing and is not compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from outsourced_care.contract import Contract, Deprecated, Field, Json, Table
from outsourced_care.diff.changes import SchemaChange, SchemaKind
from outsourced_care.versions import parse

_OWN_KINDS = ("required", "unique", "enum")  # constraints that other kinds of change tell
_COMPARED = {"name", "type", "constraints", "categories", "vocabulary", "format", "rdfType"}
_COMPARED |= {"deprecated"}
_KEYS = {"name", "position", "primaryKey", "uniqueKeys", "foreignKeys", "fields", "$schema"}
_Reference = tuple[tuple[str, ...], str, tuple[str, ...]]


def compare_contracts(old: Contract, new: Contract) -> tuple[SchemaChange, ...]:
    """Compare two contracts.

    Args:
        old: The contract that was.
        new: The contract that is.

    Returns:
        The changes, ordered by table, field, kind and what they concern.
    """
    found: list[SchemaChange] = []
    for name in old.keys() | new.keys():
        if name not in new:
            found.append(SchemaChange("table-removed", name, due=_table_due(old[name])))
        elif name not in old:
            found.append(SchemaChange("table-added", name))
        else:
            found += _table(old[name], new[name], old, new)
    return ordered(found)


def compare_words(old: Json, new: Json) -> tuple[SchemaChange, ...]:
    """Compare the words that describe the package as a whole."""
    return ordered(_described(None, None, old, new))


def ordered(found: Iterator[SchemaChange] | list[SchemaChange]) -> tuple[SchemaChange, ...]:
    """Changes by table, field, kind and what they concern."""
    return tuple(sorted(found, key=lambda c: (c.table or "", c.field or "", c.kind, c.what or "")))


def former_names(old: Table, new: Table) -> dict[str, str]:
    """The name that each column of the new table had in the old one, where it was there.

    A column counts as renamed when the old table has one, and only one, that is gone and was
    declared in the same way but for name, title and deprecation.
    """
    gone = [f for f in old.fields if f.name not in new.names]
    come = [f for f in new.fields if f.name not in old.names]
    names = {name: name for name in new.names if name in old.names}
    for field in come:
        alike = [f for f in gone if _essence(f) == _essence(field)]
        rivals = [f for f in come if _essence(f) == _essence(field)]
        if len(alike) == len(rivals) == 1:
            names[field.name] = alike[0].name
    return names


def _essence(field: Field) -> Json:
    return {k: v for k, v in field.declared.items() if k not in ("name", "title", "deprecated")}


def _table(old: Table, new: Table, was: Contract, now: Contract) -> Iterator[SchemaChange]:
    former = former_names(old, new)
    for field in new.fields:
        if field.name not in former:
            yield SchemaChange("field-added", new.name, field.name, new=field.type)
            continue
        before = old[former[field.name]]
        if before.name != field.name:
            yield SchemaChange(
                "field-renamed", new.name, field.name, None, before.name, field.name, _due(before)
            )
        yield from _field(new.name, before, field, was.keys() & now.keys())
    for name in set(old.names) - set(former.values()):
        yield SchemaChange("field-removed", new.name, name, old=old[name].type, due=_due(old[name]))
    yield from _keys(old, new, former)
    yield from _references(old, new, former, was.keys() & now.keys())
    words = ({k: v for k, v in t.declared.items() if k not in _KEYS} for t in (old, new))
    yield from _described(new.name, None, *words)


def _due(field: Field) -> str | None:
    """The version in which a field may go."""
    return None if field.deprecated is None else field.deprecated.remove_in


def _table_due(table: Table) -> str | None:
    """The version in which the last field of a table may go, if all of them may."""
    due = [field.deprecated.remove_in for field in table.fields if field.deprecated is not None]
    return max(due, key=parse) if len(due) == len(table.fields) else None


def _field(table: str, old: Field, new: Field, shared: set[str]) -> Iterator[SchemaChange]:
    name = new.name
    if old.type != new.type:
        yield SchemaChange("field-retyped", table, name, old=old.type, new=new.type)
    if old.required != new.required:
        kind: SchemaKind = "nulls-refused" if new.required else "nulls-allowed"
        yield SchemaChange(kind, table, name)
    limits = (_limits(old), _limits(new))
    for what in sorted(limits[0].keys() | limits[1].keys()):
        was, now = (limit.get(what) for limit in limits)
        if was != now:
            yield SchemaChange(
                _direction(what, was, now), table, name, what, _said(was), _said(now)
            )
    yield from _vocabulary(table, old, new)
    was, now = (_going(f, shared) for f in (old, new))
    if was != now:
        said = (None if d is None else str(d) for d in (was, now))
        yield SchemaChange(_deprecation(was, now), table, name, None, *said)
    yield from _described(table, name, *(_words(f, shared) for f in (old, new)))


def _words(field: Field, shared: set[str]) -> Json:
    """What is compared as it stands; lookups only in tables that both contracts have."""
    words = {k: v for k, v in field.declared.items() if k not in _COMPARED}
    if field.lookup is not None and field.lookup.resource not in shared:
        del words["lookup"]
    return words


def _limits(field: Field) -> Json:
    """The constraints that are not told in another way, and the forms of text."""
    constraints = field.declared.get("constraints", {})
    limits = {k: v for k, v in constraints.items() if k not in _OWN_KINDS}
    forms = {k: field.declared[k] for k in ("format", "rdfType") if k in field.declared}
    return {**limits, **forms}


def _direction(what: str, was: object, now: object) -> SchemaKind:
    """Whether fewer values pass than before; unless that is certain, more may."""
    if was is None:
        return "constraint-tightened"
    if what == "minimum" and isinstance(was, int | float) and isinstance(now, int | float):
        return "constraint-tightened" if now > was else "constraint-loosened"
    return "constraint-loosened"


def _vocabulary(table: str, old: Field, new: Field) -> Iterator[SchemaChange]:
    if not old.values or not new.values:
        if old.values != new.values:
            kind: SchemaKind = "vocabulary-opened" if old.values else "vocabulary-closed"
            yield SchemaChange(kind, table, new.name)
        return
    was, now = ({c.value: c for c in f.categories} for f in (old, new))
    for value in was.keys() | now.keys():
        if value not in now:
            yield SchemaChange("value-removed", table, new.name, value)
        elif value not in was:
            yield SchemaChange("value-added", table, new.name, value)
        else:
            for what in ("label", "description"):
                one, other = (getattr(v[value], what) for v in (was, now))
                if one != other:
                    where = f"{what} of {value}"
                    yield SchemaChange("described", table, new.name, where, one, other)


def _going(field: Field, shared: set[str]) -> Deprecated | None:
    """A field's deprecation; what replaces it only in tables that both contracts have."""
    going = field.deprecated
    if going is None or going.use is None or "." not in going.use:
        return going
    return going if going.use.partition(".")[0] in shared else replace(going, use=None)


def _deprecation(old: Deprecated | None, new: Deprecated | None) -> SchemaKind:
    """What happened to a deprecation, which both fields have or one of them."""
    if new is None:
        return "deprecation-ended"
    if old is None:
        return "field-deprecated"
    earlier = parse(new.remove_in) < parse(old.remove_in)
    return "removal-advanced" if earlier else "deprecation-changed"


def _keys(old: Table, new: Table, former: dict[str, str]) -> Iterator[SchemaChange]:
    """Changes of the primary key, and of other columns that identify a row.

    A key that went because its column went is told by the column.
    """
    names = {was: now for now, was in former.items()}

    def renamed(key: tuple[str, ...]) -> frozenset[str]:
        return frozenset(names.get(n, f"{n} (removed)") for n in key)

    primary = (renamed(old.primary_key), frozenset(new.primary_key))
    if primary[0] != primary[1]:
        was, now = (", ".join(sorted(key)) for key in primary)
        yield SchemaChange("key-changed", new.name, old=was, new=now)
    before = {renamed(k) for k in old.keys if set(k) <= set(names)} - {primary[0]}
    after = {frozenset(k) for k in new.keys if set(k) <= set(former)} - {primary[1]}
    for key in before - after - {primary[1]}:
        yield SchemaChange("key-dropped", new.name, what=", ".join(sorted(key)))
    for key in after - before - {primary[0]}:
        yield SchemaChange("key-added", new.name, what=", ".join(sorted(key)))


def _references(
    old: Table, new: Table, former: dict[str, str], shared: set[str]
) -> Iterator[SchemaChange]:
    """Changes of foreign keys between columns and tables that both contracts have."""
    names = {was: now for now, was in former.items()}
    before = {
        (tuple(names[n] for n in key.fields), key.resource, key.reference)
        for key in old.foreign_keys
        if set(key.fields) <= set(names) and key.resource in shared
    }
    after = {
        (key.fields, key.resource, key.reference)
        for key in new.foreign_keys
        if set(key.fields) <= set(former) and key.resource in shared
    }
    differing: tuple[tuple[SchemaKind, set[_Reference]], ...] = (
        ("reference-dropped", before - after),
        ("reference-added", after - before),
    )
    for kind, keys in differing:
        for fields, table, reference in keys:
            what = f"{', '.join(fields)} to {table}.{', '.join(reference)}"
            yield SchemaChange(kind, new.name, what=what)


def _described(
    table: str | None, field: str | None, old: Json, new: Json
) -> Iterator[SchemaChange]:
    for what in sorted(old.keys() | new.keys()):
        was, now = old.get(what), new.get(what)
        if was != now:
            yield SchemaChange("described", table, field, what, _said(was), _said(now))


def _said(value: object) -> str | None:
    """A property's value in one line."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
