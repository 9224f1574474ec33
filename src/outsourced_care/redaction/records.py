"""The tables of the working tree and of every release flow in, what goes from each flows out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from outsourced_care.contract import Contract
from outsourced_care.errors import CannotRunError
from outsourced_care.findings import nearest
from outsourced_care.redaction.going import Going, Key, going, shown
from outsourced_care.tombstones import WITHDRAWN

OPAQUE = re.compile(r"redacted-([1-9][0-9]{0,8})")  # what a tombstone calls its record
TABLES = (
    "articles",
    "quotes",
    "events",
    "organisations",
    "proposals",
    "people",
    "positions",
    "proposal_terms",
)
_NAMED = {"people": "person_id", "organisations": "organisation_id"}

State = tuple[Mapping[str, pa.Table], Contract]


class UnknownRecordError(CannotRunError):
    """No table and no release has the record, or several tables have one of that id."""


@dataclass(frozen=True)
class Records:
    """Every record that is or was there.

    Attributes:
        here: The tables of the working tree and their contract.
        releases: The same of each release.
    """

    here: State
    releases: Sequence[State]

    def named(self, record: str) -> Key:
        """The record that `TABLE/ID` or an id names.

        Raises:
            UnknownRecordError: There is none, or several tables have the id.
        """
        table, _, name = record.rpartition("/")
        found = [key for key in sorted(self.known) if key[1] == name and table in ("", key[0])]
        if len(found) == 1:
            return found[0]
        if found:
            which = " or ".join(map(shown, found))
            raise UnknownRecordError(f"several tables have {name}: name {which}")
        near = nearest(name, sorted({k[1] for k in self.known if table in ("", k[0])}))
        raise UnknownRecordError(f"neither entries nor releases have {record[:100]!r}; {near}")

    def names_of(self, key: Key) -> Iterator[str]:
        """What a person or body is or was called."""
        column = _NAMED.get(key[0], "")
        for tables, _ in self.states:
            for table in (key[0], "organisation_names"):
                rows = tables.get(table)
                if rows is not None and column in rows.column_names:
                    for row in rows.select([column, "name"]).to_pylist():
                        if row[column] == key[1]:
                            yield str(row["name"])

    def all_going(self, key: Key, names: Sequence[str]) -> tuple[Going, list[Going]]:
        """What goes with a record from the working tree, and from each release.

        What goes here goes from releases too, whatever it was there. So does what goes from one
        release and is here no more; what is here for another reason stays everywhere else.

        Args:
            key: The record.
            names: What it is called.
        """
        asked = {key: "asked for"}
        while True:
            here, *old = (going(*state, asked, names) for state in self.states)
            every = {k: why for one in (here, *old) for k, why in one.records.items()}
            more = {
                k: why
                for k, why in every.items()
                if k not in asked and (k in here.records or k not in self.present)
            }
            if not more:
                return here, old
            asked |= more

    def held(self, records: Mapping[Key, str]) -> list[Key]:
        """Those of some records that a release had, or that have a tombstone."""
        return sorted((self.released | set(self.stones)) & records.keys())

    @property
    def next_number(self) -> int:
        """The lowest number that no tombstone without a name has or had."""
        numbers = (int(found[1]) for _, name in self.stones if (found := OPAQUE.fullmatch(name)))
        return max(numbers, default=0) + 1

    @property
    def states(self) -> Iterator[State]:
        """The working tree, then each release."""
        yield self.here
        yield from self.releases

    @cached_property
    def present(self) -> set[Key]:
        """The records of the working tree."""
        return set(_records(self.here))

    @cached_property
    def released(self) -> set[Key]:
        """The records of all releases."""
        return {key for state in self.releases for key in _records(state)}

    @cached_property
    def known(self) -> set[Key]:
        """Every record, those that a tombstone names too."""
        named = {key for key in self.stones if not OPAQUE.fullmatch(key[1])}
        return self.present | self.released | named

    @cached_property
    def stones(self) -> list[Key]:
        """What every tombstone is of."""
        found: list[Key] = []
        for tables, _ in self.states:
            if WITHDRAWN in tables:
                rows = tables[WITHDRAWN].to_pylist()
                found += [(row["table"], row["record_id"]) for row in rows]
        return found


def _records(state: State) -> Iterator[Key]:
    tables, contract = state
    for name in TABLES:
        if name in tables:
            for value in tables[name][contract[name].primary_key[0]].to_pylist():
                yield name, str(value)
