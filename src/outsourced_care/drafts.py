"""Rows on their way to tables, each with the place where it was written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from outsourced_care.entries import Record
from outsourced_care.findings import Finding, Place

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was written, and the record it was made of, if a person wrote one."""

    place: Place
    record: Record | None = None

    def wrote(self, field: str | None) -> bool:
        """Tell whether a person wrote the row's cell."""
        return self.record is not None and field in self.record.cells

    def at(self, field: str | None) -> Place:
        """Where the row's cell was written; the row itself when the cell follows from others."""
        if self.record is None or field not in self.record.cells:
            return self.place
        return self.record.cells[field].place


class Draft:
    """Rows that are being collected, and beside each its origin."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = defaultdict(list)
        self.origins: dict[str, list[Origin]] = defaultdict(list)
        self.findings: list[Finding] = []

    def add(self, table: str, row: Row, record: Record | None, place: Place) -> None:
        """Add a row, written at a place, made of a record."""
        self.rows[table].append(row)
        self.origins[table].append(Origin(place, record))

    def of(self, table: str) -> list[Row]:
        """Return the rows of a table so far."""
        return self.rows[table]
