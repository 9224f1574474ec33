"""Tables and a record that must go flow in, everything that goes with it flows out.

What becomes of a row that refers to a record which goes:

- a reference that the contract does not require is emptied: an utterance stays without the
  affiliation of its speaker, an event without the proposal that it carries out;
- a row that is nothing without it goes as well: whatever the contract or a rule requires it
  for. So go the utterances of a person, what a body said as a body, positions that rest on a
  quote or are held by whoever goes, parts in events and proposals, terms, accounts, passages,
  a proposal whose only parties go, an event of which no passage is left;
- so does a record whose identifier has the name in it, an article apart: identifiers never
  change. Whoever wants to keep it tells it anew, under another one, before;
- if such a row is a record, what refers to that follows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from outsourced_care.contract import Contract, Table
from outsourced_care.redaction.traces import Traces

Key = tuple[str, str]  # table, id
Row = Mapping[str, Any]

TOMBSTONES = "withdrawn"
_ABOUT = ("table", "record_id")  # columns that name a record of any table
_HELD = {"proposals": "participants"}  # records that are nothing without a row of the other
_TOLD = ("events", "proposals", "proposal_terms")  # records that are nothing without a passage


def shown(key: Key) -> str:
    """A record as the command line names it."""
    return f"{key[0]}/{key[1]}"


@dataclass(slots=True)
class Going:
    """What goes from some tables.

    Attributes:
        records: Every record that goes, and why.
        rows: The numbers of the rows that go, by table.
        emptied: Cells that are emptied, as table, row and column.
    """

    records: dict[Key, str]
    rows: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    emptied: set[tuple[str, int, str]] = field(default_factory=set)


def going(
    tables: Mapping[str, pa.Table],
    contract: Contract,
    asked: Mapping[Key, str],
    names: Iterable[str],
) -> Going:
    """Find what goes with records.

    Args:
        tables: The tables.
        contract: Their contract, of whatever version.
        asked: The records that must go, there or not, and why.
        names: What they are called; a cell that is just that is a reference, too.
    """
    return _Search(tables, contract, dict(asked), Traces((), names)).found()


class _Search:
    """Looks at every row until no more go."""

    def __init__(
        self,
        tables: Mapping[str, pa.Table],
        contract: Contract,
        asked: dict[Key, str],
        names: Traces,
    ) -> None:
        self.contract = {n: contract[n] for n in contract if n in tables}
        self.rows = {name: tables[name].to_pylist() for name in self.contract}
        self.names = names
        self.going = Going(asked)
        self.quotes = {row.get("quote_id"): row for row in self.rows.get("quotes", [])}
        self.left = {other: self.count(other) for other in (*_HELD.values(), "evidence")}
        self.called = {
            (name, column, row[column]): (name, str(row[self.contract[name].primary_key[0]]))
            for name, column in self.named_by()
            for row in self.rows[name]
        }

    def named_by(self) -> set[tuple[str, str]]:
        """The columns, other than identifiers, by which references name a record."""
        return {
            (key.resource, key.reference[0])
            for table in self.contract.values()
            for key in table.foreign_keys
            if key.resource in self.contract
            and key.reference != self.contract[key.resource].primary_key
        }

    def found(self) -> Going:
        before = None
        while before != (before := sum(map(len, self.going.rows.values()))):
            for name, table in self.contract.items():
                for number, row in enumerate(self.rows[name]):
                    if number not in self.going.rows[name] and (why := self.why(table, row)):
                        self.drop(table, number, row, why)
        for name, table in self.contract.items():
            for number, row in enumerate(self.rows[name]):
                if number not in self.going.rows[name]:
                    columns = (column for column, _ in self.references(table, row))
                    self.going.emptied |= {(name, number, column) for column in columns}
        return self.going

    def drop(self, table: Table, number: int, row: Row, why: str) -> None:
        self.going.rows[table.name].add(number)
        if len(table.primary_key) == 1:
            self.going.records.setdefault((table.name, row[table.primary_key[0]]), why)
        if table.name in self.left:
            self.left[table.name][about(row)] -= 1

    def why(self, table: Table, row: Row) -> str | None:
        """Why a row goes, as far as that is known by now; None when it stays."""
        if len(table.primary_key) == 1:
            own = table.name, str(row[table.primary_key[0]])
            if own in self.going.records:
                return self.going.records[own]
            if table.name != "articles" and self.names.within(own[1]):
                return "its identifier holds the name"
            for other in (_HELD.get(table.name), "evidence" if table.name in _TOLD else None):
                if other is not None and self.left[other].get(own) == 0:
                    return f"its only {other} go"
        if set(_ABOUT) <= set(table.names):
            if about(row) in self.going.records:
                return f"it is about {shown(about(row))}"
            if table.name == TOMBSTONES and self.names.within(row["record_id"]):
                self.going.records[about(row)] = "its identifier holds the name"
                return self.going.records[about(row)]
        for column, key in self.references(table, row):
            if table[column].required or self.rests_on(table, row, column):
                return f"{column} is {shown(key)}" if key else f"it is of that {column}"
        return None

    def references(self, table: Table, row: Row) -> Iterator[tuple[str, Key | None]]:
        """The cells of a row that name what goes, and which record that is."""
        for reference in table.foreign_keys:
            if len(reference.fields) == 1 and reference.resource in self.contract:
                column = reference.fields[0]
                key = self.called.get((reference.resource, reference.reference[0], row[column]))
                key = key or (reference.resource, str(row[column]))
                if row[column] is not None and key in self.going.records:
                    yield column, key
        if "superseded_by" in table.names and row["superseded_by"] is not None:
            key = row["table"], row["superseded_by"]
            if key in self.going.records:
                yield "superseded_by", key
        if table.name == "articles" and self.names.is_name(row.get("author")):
            yield "author", None
        if table.name == "participants" and self.names.is_name(row.get("name")):
            yield "name", None

    def rests_on(self, table: Table, row: Row, column: str) -> bool:
        """Tell whether a rule requires a reference that the contract does not."""
        match table.name, column:
            case "quotes", "organisation_id":
                return bool(row.get("speaker_kind") == "organisation")
            case "positions", "organisation_id":
                quote = self.quotes.get(row.get("quote_id"), {})
                follows = quote.get("organisation_id") == row["organisation_id"]
                return row.get("person_id") is None and not follows
        return (table.name, column) in {
            ("quotes", "person_id"),
            ("positions", "person_id"),
            ("positions", "quote_id"),
            ("participants", "person_id"),
            ("participants", "organisation_id"),
        }

    def count(self, table: str) -> dict[Key, int]:
        """How many rows of a table each record has."""
        counted: dict[Key, int] = defaultdict(int)
        for row in self.rows.get(table, []):
            counted[about(row)] += 1
        return counted


def about(row: Row) -> Key:
    """The record that a row of a table without identifiers is about."""
    return row["table"], row["record_id"]
