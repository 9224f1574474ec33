"""Events and positions flow in, a timeline and a table of who stands where flow out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outsourced_care.site import in_words
from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Link, Stance, link, stances
from outsourced_care.site.records import sides

_EARLY = 0.05  # the share of dates that may lie before the axis: one of 1990 would squeeze all


@dataclass(frozen=True, slots=True)
class Bar:
    """Where an event lies on the axis, in percent, and how sure that is."""

    form: str  # day, lasting, within, by, from
    left: float
    width: float
    clipped: bool


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
    def years(self) -> list[tuple[int, float]]:
        """Some of the years, not too many, and where each begins."""
        step = max(1, -(-(self.last - self.first) // 8))
        marks = range(self.first, self.last, step)
        return [(year, self.at(dt.date(year, 1, 1))) for year in marks]

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
        axis = Axis(days[int(_EARLY * len(days))].year, min(days[-1].year + 1, dt.MAXYEAR))
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
    clipped = (first or last).year < axis.first
    if first is None or last is None:
        return Bar("by" if first is None else "from", left, width, clipped)
    form = "within" if row["date"].startswith("[") else "lasting" if "/" in row["date"] else "day"
    return Bar(form, left, width, clipped)


Side = tuple[str, list[tuple[Link, list[Stance]]]]  # its name; who is on it, and in what


def positions(dataset: Dataset) -> list[tuple[Link, str, list[Side]]]:
    """Every proposal on which somebody stands somewhere, the one with the most positions first."""
    shown = []
    for row in dataset.rows["proposals"]:
        found = list(stances(dataset, proposal_id=row["proposal_id"]))
        if found:
            status, _ = dataset.meaning("proposals", "status", row["status"])
            proposal = link(dataset, "proposals", row["proposal_id"])
            grouped = [(name, _by_holder(own)) for name, own in sides(found)]
            shown.append((-len(found), row["proposal_id"], (proposal, status, grouped)))
    return [entry for _, _, entry in sorted(shown, key=lambda s: s[:2])]


def _by_holder(found: list[Stance]) -> list[tuple[Link, list[Stance]]]:
    """Positions of one holder together, in the order in which the holders come."""
    holders: dict[Link, list[Stance]] = {}
    for stance in found:
        holders.setdefault(stance.holder, []).append(stance)
    return list(holders.items())
