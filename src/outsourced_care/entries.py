"""What people write about articles: records with their cells, passages and places.

Nothing is read or checked here; `entry_files` reads the files and `tables` makes rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from outsourced_care.findings import Place


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it was written; flat, since there are many."""

    value: str | int | float | bool
    file: str
    line: int | None
    column: int | None

    @property
    def place(self) -> Place:
        """Where it was written."""
        return Place(self.file, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Passage:
    """A selector with the role and note that evidence rows carry, not yet found in the text."""

    selector: str
    place: Place
    role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record as written: its identifier, cells, evidence and the records inside it."""

    table: str
    id: str
    place: Place
    cells: dict[str, Cell]
    evidence: tuple[Passage, ...] = ()
    inside: tuple[Record, ...] = ()

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
