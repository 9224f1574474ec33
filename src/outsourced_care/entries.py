"""What people write about articles: records with their cells, passages and places.

Nothing is read or checked here; `entry_files` reads the files and `tables` makes rows.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from outsourced_care.findings import Place

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it was written."""

    value: Scalar
    file: str
    line: int | None
    column: int | None

    @property
    def place(self) -> Place:
        """Where it was written."""
        return Place(self.file, self.line, self.column)


class Cells(Mapping[str, Cell]):
    """The cells of a record by the names of their columns; packed, since there are many.

    Args:
        cells: The cells, all of one file.
    """

    __slots__ = ("_file", "_names", "_positions", "_values")

    def __init__(self, cells: Mapping[str, Cell]) -> None:
        self._names = _shared(tuple(cells))
        self._values = tuple([cell.value for cell in cells.values()])
        self._file = next((cell.file for cell in cells.values()), "")
        numbers = [n or 0 for cell in cells.values() for n in (cell.line, cell.column)]
        self._positions = array("I", numbers).tobytes()

    def __getitem__(self, name: str | None) -> Cell:
        if name is None or name not in self._names:
            raise KeyError(name)
        at = self._names.index(name)
        line, column = memoryview(self._positions).cast("I")[2 * at : 2 * at + 2]
        return Cell(self._values[at], self._file, line or None, column or None)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Cells({dict(self)})"

    def plain(self) -> dict[str, Scalar]:
        """The values without their places."""
        return dict(zip(self._names, self._values, strict=True))


@lru_cache(maxsize=1_000)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names as one object: many records have the same."""
    return names


@dataclass(frozen=True, slots=True)
class Passage:
    """A selector with the role and note that evidence rows carry, not yet found in the text."""

    selector: str
    place: Place
    role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, init=False)
class Record:
    """One record as written: its identifier, cells, evidence and the records inside it."""

    table: str
    id: str
    place: Place
    cells: Cells
    evidence: tuple[Passage, ...]
    inside: tuple[Record, ...]

    def __init__(
        self,
        table: str,
        id: str,  # noqa: A002 - the name of the field
        place: Place,
        cells: Mapping[str, Cell],
        evidence: tuple[Passage, ...] = (),
        inside: tuple[Record, ...] = (),
    ) -> None:
        keep = object.__setattr__  # as dataclasses do it, for what is frozen
        keep(self, "table", table)
        keep(self, "id", id)
        keep(self, "place", place)
        keep(self, "cells", cells if isinstance(cells, Cells) else Cells(cells))
        keep(self, "evidence", evidence)
        keep(self, "inside", inside)

    def text(self, name: str) -> str | None:
        """The cell's value as text, None when it was not written."""
        cell = self.cells.get(name)
        return None if cell is None else str(cell.value)


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage that names an organisation, where its names alone do not decide."""

    organisation_id: str
    passage: Passage


@dataclass(slots=True)
class Entry:
    """Everything that was written about one article."""

    article_id: str
    file: str
    article: Record
    records: list[Record] = field(default_factory=list)
    include: list[Mention] = field(default_factory=list)
    exclude: list[Passage] = field(default_factory=list)
    not_quotes: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class Sources:
    """All entries and registries of a folder."""

    entries: list[Entry] = field(default_factory=list)
    organisations: list[Record] = field(default_factory=list)
    people: list[Record] = field(default_factory=list)
    withdrawn: list[Record] = field(default_factory=list)
