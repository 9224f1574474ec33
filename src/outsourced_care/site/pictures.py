"""Events and positions flow in, a timeline and a table of who stands where flow out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outsourced_care.site import in_words
from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Link, link
from outsourced_care.site.stances import Side, sides, stances

_FAR = 0.05  # the share of dates that may lie beyond each end: one of 1990 would squeeze all


@dataclass(frozen=True, slots=True)
class Bar:
    """Where an event lies on the axis, in percent, and how sure that is."""

    form: str  # day, part (of a year), lasting, within, by, from
    left: float
    width: float
    early: bool  # it begins before the axis does
    late: bool  # it ends after the axis does


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on the timeline."""

    event: Link
    when: str
    kind: str
    place: str | None
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The years that the timeline shows."""

    first: int
    last: int

    @property
    def step(self) -> int:
        """How many years lie between two marks, of which there are not too many."""
        return max(1, -(-(self.last - self.first) // 8))

    @property
    def years(self) -> list[tuple[int, float]]:
        """The years that are marked, and where each begins."""
        marks = range(self.first, self.last, self.step)
        return [(year, self.at(dt.date(year, 1, 1))) for year in marks]

    @property
    def apart(self) -> float:
        """How far the marks are from each other, in percent."""
        return round(100 * self.step / max(1, self.last - self.first), 3)

    def at(self, day: dt.date) -> float:
        """Where a day lies, in percent; outside at the nearer end."""
        begin, end = dt.date(self.first, 1, 1), dt.date(self.last, 1, 1)
        share = (day - begin).days / max(1, (end - begin).days)
        return round(100 * min(1.0, max(0.0, share)), 2)


def timeline(dataset: Dataset) -> tuple[Axis | None, list[tuple[str, str, str, list[Happening]]]]:
    """Every event by status: the status, its label and meaning, its events by date."""
    rows = dataset.rows["events"]
    days = sorted(d for r in rows for d in (r["date_from"], r["date_to"]) if d is not None)
    axis = None
    if days:
        far = int(_FAR * len(days))
        axis = Axis(days[far].year, min(days[-1 - far].year + 1, dt.MAXYEAR))
    groups = []
    for category in dataset.contract["events"]["status"].categories:
        own = sorted((r for r in rows if r["status"] == category.value), key=_order)
        if own:
            shown = [_happening(dataset, row, axis) for row in own]
            groups.append((category.value, category.label, category.description, shown))
    return axis, groups


def _order(row: Row) -> tuple[str, str]:
    known = [d for d in (row["date_from"], row["date_to"]) if d is not None]
    return in_words.cell(known[0] if known else None), row["event_id"]


def _happening(dataset: Dataset, row: Row, axis: Axis | None) -> Happening:
    return Happening(
        link(dataset, "events", row["event_id"]),
        in_words.date(row["date"]),
        dataset.meaning("events", "kind", row["kind"])[0],
        row["place"],
        None if axis is None else _bar(row, axis),
    )


def _bar(row: Row, axis: Axis) -> Bar | None:
    first, last = row["date_from"], row["date_to"]
    if first is None and last is None:
        return None
    left = axis.at(first or last)
    width = round(axis.at(last) - left, 2) if first and last else 0
    early, late = (first or last).year < axis.first, axis.last <= (last or first).year
    return Bar(_form(row), left, width, early, late)


def _form(row: Row) -> str:
    """How a bar looks; of a year or month alone some day in it is meant."""
    if row["date_from"] is None or row["date_to"] is None:
        return "by" if row["date_from"] is None else "from"
    if row["date"].startswith("["):
        return "within"
    if "/" in row["date"]:
        return "lasting"
    return "day" if row["date_from"] == row["date_to"] else "part"


def positions(dataset: Dataset) -> list[tuple[Link, str, list[Side]]]:
    """Every proposal on which somebody stands somewhere, the one with the most positions first."""
    shown = []
    for row in dataset.rows["proposals"]:
        found = list(stances(dataset, proposal_id=row["proposal_id"]))
        if found:
            status, _ = dataset.meaning("proposals", "status", row["status"])
            proposal = link(dataset, "proposals", row["proposal_id"])
            shown.append(
                (-len(found), row["proposal_id"], (proposal, status, sides(dataset, found)))
            )
    return [entry for _, _, entry in sorted(shown, key=lambda s: s[:2])]
