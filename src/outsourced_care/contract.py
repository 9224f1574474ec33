"""One table's columns flow in, every form of them flows out: Arrow, pandas, descriptor.

`schemas/<table>.json` are Frictionless Table Schemas (Data Package v2) with properties of our
own: on a field `origin` (curated, extracted or derived), `categories` with a description for
each value, `vocabulary` (another field's categories), `lookup` and `bound` (how a derived
cell follows from others), `deprecated` (that it will go), `machine` (that machine-made tables
have it); on a table `main`, `position` and what only its machine edition has (`editions`).
Columns, types and vocabularies stand in those files only; Arrow, pandas, Pandera and descriptor
forms are made from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

# what a cell of the format uri holds
# Characters that no cell may hold, as in a class of a pattern: controls, line and paragraph
# separators, zero-width and bidirectional marks.
HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
WEB_ADDRESS = r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?([/?#][!#-;=?-\[\]_a-z~]*)?"
EDTF = "http://id.loc.gov/datatypes/edtf"
Origin = Literal["curated", "extracted", "derived"]
Presence = Literal["required", "optional"]  # of a cell, in machine-made tables
Edition = Literal["published", "machine"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Physical:
    """What a type of the contract is in Arrow and in pandas."""

    arrow: pa.DataType
    pandas: str


TYPES: Mapping[str, Physical] = {
    "string": Physical(pa.string(), "str"),
    "integer": Physical(pa.int64(), "Int64"),
    "number": Physical(pa.float64(), "Float64"),
    "date": Physical(pa.date32(), "datetime64[ms]"),
    "boolean": Physical(pa.bool_(), "boolean"),
}


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a closed vocabulary."""

    value: str
    label: str
    description: str


@dataclass(frozen=True, slots=True)
class Lookup:
    """A derived cell: `field` of the row of `resource` whose key is in column `by`."""

    by: str
    resource: str
    field: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A derived cell: one strict bound of the EDTF expression in column `of`."""

    of: str
    end: Literal["lower", "upper"]


@dataclass(frozen=True, slots=True)
class Deprecated:
    """That a field will go: since which version this is said, and in which it may go.

    `use` is the field that takes its place, of the same table or as `table.field`; None when
    nothing does.
    """

    since: str
    use: str | None
    remove_in: str

    def __str__(self) -> str:
        instead = f"use {self.use}" if self.use else "nothing takes its place"
        return f"since {self.since}, goes in {self.remove_in}; {instead}"


@dataclass(frozen=True, slots=True)
class Field:
    """One column and everything that is known about it."""

    name: str
    type: str
    title: str
    description: str
    origin: Origin
    format: str | None
    required: bool
    unique: bool
    pattern: str | None
    minimum: float | None
    edtf: bool
    own_words: bool
    categories: tuple[Category, ...]
    lookup: Lookup | None
    bound: Bound | None
    declared: Json
    deprecated: Deprecated | None = None
    machine: Presence | None = None
    verbatim: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the closed vocabulary, empty for an open one."""
        return tuple(c.value for c in self.categories)

    def to_arrow(self) -> pa.Field:
        """Return the Arrow field."""
        return pa.field(self.name, TYPES[self.type].arrow, nullable=not self.required)

    def to_frictionless(self) -> Json:
        """Return the descriptor's field: the declaration, vocabularies also as `enum`."""
        out = {k: v for k, v in self.declared.items() if k != "vocabulary"}
        if self.categories:
            out["categories"] = [
                {"value": c.value, "label": c.label, "description": c.description}
                for c in self.categories
            ]
            out["constraints"] = {**out.get("constraints", {}), "enum": list(self.values)}
        return out


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values stand in another table's columns."""

    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the dataset."""

    name: str
    title: str
    description: str
    main: bool
    position: int
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    unique_keys: tuple[tuple[str, ...], ...]
    foreign_keys: tuple[ForeignKey, ...]
    declared: Json
    machine_key: tuple[str, ...] = ()
    machine_fields: tuple[Field, ...] = ()

    def __getitem__(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(f.name for f in self.fields)

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Every set of columns that identifies a row: primary, unique keys, unique fields."""
        single = tuple((f.name,) for f in self.fields if f.unique)
        return tuple(dict.fromkeys((self.primary_key, *self.unique_keys, *single)))

    def to_arrow(self) -> pa.Schema:
        """Return the Arrow schema."""
        return pa.schema([f.to_arrow() for f in self.fields])

    def to_frictionless(self) -> Json:
        """Return the Table Schema for the descriptor."""
        return {**self.declared, "fields": [f.to_frictionless() for f in self.fields]}


class Contract(Mapping[str, Table]):
    """All tables by name, main ones first, of the published or the machine edition."""

    def __init__(self, tables: list[Table], edition: Edition = "published") -> None:
        self.edition: Edition = edition
        self._tables = {t.name: t for t in sorted(tables, key=lambda t: (not t.main, t.position))}

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def curated(table: Table) -> tuple[Field, ...]:
    """The fields of a table that a person types."""
    return tuple(f for f in table.fields if f.origin == "curated")
