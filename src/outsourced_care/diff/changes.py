"""What differs between two states of the dataset, as data; nothing is computed or printed here.

A *record* is a row, known by its primary key. Columns go by the names that they have in the
new state. Every list of records may be cut short; how many there are is kept (`Listed`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")
Value: TypeAlias = str | int | float | bool | dt.date | None
Key: TypeAlias = tuple[Value, ...]

SchemaKind = Literal[
    "table-removed",
    "field-removed",
    "field-renamed",
    "field-retyped",
    "value-removed",
    "vocabulary-opened",
    "vocabulary-closed",
    "nulls-allowed",
    "key-changed",
    "key-dropped",
    "reference-dropped",
    "table-added",
    "field-added",
    "field-deprecated",
    "removal-advanced",
    "value-added",
    "nulls-refused",
    "constraint-loosened",
    "constraint-tightened",
    "key-added",
    "reference-added",
    "deprecation-changed",
    "deprecation-ended",
    "described",
]
PassageKind = Literal["dropped", "altered", "moved", "added"]
FileKind = Literal["removed", "added", "format"]


def record_key(key: Key) -> str:
    """A record's key as reports name it."""
    return " ".join("" if part is None else str(part) for part in key)


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference between two contracts.

    `what` names the value, constraint, key or property where a table or field has several;
    `table` is None for the words that describe the package as a whole. `due` is said of what
    was removed or renamed: the version in which it might go, None when the old state did not
    say that it would.
    """

    kind: SchemaKind
    table: str | None
    field: str | None = None
    what: str | None = None
    old: str | None = None
    new: str | None = None
    due: str | None = None

    @property
    def subject(self) -> str:
        """The table, field or property that changed."""
        parts = (self.table or "package", self.field)
        return ".".join(p for p in parts if p) + (f" ({self.what})" if self.what else "")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell before and after; None is a null, or a column that was not there."""

    field: str
    old: Value
    new: Value

    @property
    def lossy(self) -> bool:
        """Whether a value is gone with nothing in its place."""
        return self.new is None


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record."""

    key: Key
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Withdrawal(Record):
    """A record that is gone, and the tombstone that tells why; None for a part of a record."""

    tombstone: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class RecordChange:
    """The cells of one record that changed, by the names of their columns."""

    key: Key
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """The first of some changes, and how many there are."""

    items: tuple[T, ...] = ()
    total: int = 0

    @property
    def left_out(self) -> int:
        """How many are not listed."""
        return self.total - len(self.items)


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What happened to the records of one table.

    Attributes:
        table: The table.
        key: The columns that records were matched by; empty where the keys of both states
            could not be matched, so that every record is gone or new.
        lost: Records with an id of their own that are gone without a tombstone.
        withdrawn: Records that are gone otherwise (`Withdrawal`): with a tombstone, or as a
            part of another record.
        changed: Records with other cells in columns that both states have, those that lost a
            value first.
        reshaped: Records that differ only in columns that were added, removed or retyped.
        added: New records.
    """

    table: str
    key: tuple[str, ...]
    lost: Listed[Record]
    withdrawn: Listed[Record]
    changed: Listed[RecordChange]
    reshaped: Listed[RecordChange]
    added: Listed[Record]

    @property
    def empty(self) -> bool:
        """Whether nothing happened."""
        return not any(x.total for x in self.lists)

    @property
    def lists(self) -> tuple[Listed[Record] | Listed[RecordChange], ...]:
        """Every list of records, lossy ones first."""
        return (self.lost, self.withdrawn, self.changed, self.reshaped, self.added)


@dataclass(frozen=True, slots=True)
class PassageChange:
    """A passage that ties a record to an article and is not what or where it was.

    `part` is its number in the new state, in the old one when it was dropped.
    """

    kind: PassageKind
    table: str
    record_id: str
    article_id: str
    part: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PassageChanges:
    """What happened to the evidence, told by passage rather than by row.

    A passage is known by record, article and hash, so that one more or less before it moves
    it and does not change it.

    Attributes:
        dropped: Passages that no longer support their record.
        altered: The same passages with another role, note, selector or count of words.
        moved: The same passages at other offsets or with another number.
        added: New passages.
    """

    dropped: Listed[PassageChange]
    altered: Listed[PassageChange]
    moved: Listed[PassageChange]
    added: Listed[PassageChange]

    @property
    def lists(self) -> Mapping[PassageKind, Listed[PassageChange]]:
        """The lists by kind, lossy ones first."""
        return {
            "dropped": self.dropped,
            "altered": self.altered,
            "moved": self.moved,
            "added": self.added,
        }


@dataclass(frozen=True, slots=True)
class FileChange:
    """A published file that went, came, or holds the same content in other bytes."""

    kind: FileKind
    path: str
    table: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states: what it is called, and its version if it has one.

    `planned` is the version that the changelog names for it, where that is not released yet.
    """

    name: str
    version: str | None
    planned: str | None = None

    @property
    def shown(self) -> str:
        """Its name, with the version where that does not tell it."""
        told = self.version is None or self.name.endswith(self.version)
        return self.name if told else f"{self.name}, version {self.version}"


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two states.

    Attributes:
        old: The state that was.
        new: The state that is.
        schema: Differences of the contracts.
        tables: Differences of records, for each table that has any.
        passages: The rows of the table `evidence` among them, told by passage; None where
            that table is not in both states or has other columns.
        files: Files that went or came, or whose bytes alone differ.
        columns: The columns of each table in the order of the contract, for reports.
    """

    old: Side
    new: Side
    schema: tuple[SchemaChange, ...] = ()
    tables: tuple[TableChanges, ...] = ()
    passages: PassageChanges | None = None
    files: tuple[FileChange, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)

    def in_order(self, table: str, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """Cells of a table in the order of its columns."""
        places = {name: place for place, name in enumerate(self.columns.get(table, ()))}
        return tuple(sorted(cells, key=lambda c: (places.get(c.field, len(places)), c.field)))

    @property
    def empty(self) -> bool:
        """Whether nothing differs, not even bytes."""
        return not (self.schema or self.tables or self.files)

    @property
    def whole(self) -> bool:
        """Whether every list of records is complete."""
        return not any(listed.left_out for table in self.tables for listed in table.lists)
