"""Rows on their way to tables, each with the place where it was written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from outsourced_care.entries import Record
from outsourced_care.findings import Finding, Place

Row = dict[str, Any]


@dataclass(slots=True)
class Origin:
    """Where a row and its cells were written."""

    place: Place
    cells: dict[str, Place] = field(default_factory=dict)


class Draft:
    """Rows that are being collected, with their origins."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Row, Origin]]] = defaultdict(list)
        self.findings: list[Finding] = []

    def add(self, table: str, row: Row, record: Record | None, place: Place) -> None:
        """Add a row, written at a place; its cells may have places of their own."""
        cells = {} if record is None else {n: c.place for n, c in record.cells.items()}
        self.rows[table].append((row, Origin(place, cells)))

    def of(self, table: str) -> list[Row]:
        """Return the rows of a table so far."""
        return [row for row, _ in self.rows[table]]
