"""Findings flow in, however many there are; the first of each kind flow out, and their number.

A folder of ten million wrong rows must not fill the memory of who checks it, nor their evening.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from outsourced_care.findings import Finding, Place, Severity, finding

ALIKE = 1_000  # findings of one kind that are told
MOST = 20_000  # findings that are told in all
_LONGEST = 2_000  # characters of a message: cells may be of any length

Kind = tuple[str | None, str, str | None, Severity]  # table, rule, field, severity


class Told:
    """What was found, so far as it is told, and how much of each kind there is.

    Args:
        alike: How many findings of one kind are told.
        most: How many are told in all.
    """

    def __init__(self, alike: int = ALIKE, most: int = MOST) -> None:
        self._alike, self._most = alike, most
        self._found: list[Finding] = []
        self._told: Counter[Kind] = Counter()
        self._there: Counter[Kind] = Counter()

    def add(self, found: Iterable[Finding]) -> None:
        """Take findings, each a kind of its own or one more of a kind."""
        for one in found:
            kind = (one.table, one.rule, one.field, one.severity)
            if self.room(kind):
                self._found.append(_cut(one))
                self._told[kind] += 1
            self._there[kind] += 1

    def room(self, kind: Kind) -> int:
        """How many more findings of a kind will be told."""
        return max(0, min(self._alike - self._told[kind], self._most - len(self._found)))

    def several(
        self,
        kind: Kind,
        rows: Sequence[int],
        make: Callable[[int], Finding],
        there: int | None = None,
    ) -> None:
        """Take findings of one kind, of which only those that are told are made.

        Args:
            kind: Their kind.
            rows: What they are made of, the first ones at least.
            make: Makes one.
            there: How many there are; by default as many as `rows`.
        """
        self._there[kind] += len(rows) if there is None else there
        for row in rows[: self.room(kind)]:
            self._found.append(_cut(make(row)))
            self._told[kind] += 1

    def findings(self, place: Place) -> list[Finding]:
        """What is told, and for each kind that is not told whole how many more there are.

        Args:
            place: Where the numbers are said to be found.
        """
        more = []
        for kind, there in self._there.items():
            if left := there - self._told[kind]:
                table, rule, field, severity = kind
                of = f" of {table}" if table else ""
                message = f"{left:,} more{of} are wrong in the same way, {there:,} in all"
                more.append(
                    finding(place, rule, message, table=table, field=field, severity=severity)
                )
        return [*self._found, *more]


def _cut(one: Finding) -> Finding:
    """A finding without the rest of a cell that would fill a book."""
    return replace(
        one,
        message=_begin(one.message),
        hint=one.hint and _begin(one.hint),
        record=one.record and _begin(one.record),
    )


def _begin(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
