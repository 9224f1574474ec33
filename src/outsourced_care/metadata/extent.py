"""Rows flow in, what times and languages they are about flows out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa

NEEDS = {"articles", "events"}  # the tables that it reads
_HAPPENED = "occurred"  # the status of events that count; what is planned may never come


@dataclass(frozen=True, slots=True)
class Extent:
    """The times that the rows are of, and the languages of the articles.

    Attributes:
        first: The first day that an article can be of; None when no article has one.
        last: The last.
        languages: What the articles are written in, as BCP 47 tags.
        first_event: The first day of an event that occurred; None when none has one.
        last_event: The last.
    """

    first: dt.date | None
    last: dt.date | None
    languages: tuple[str, ...]
    first_event: dt.date | None = None
    last_event: dt.date | None = None

    @property
    def interval(self) -> str | None:
        """The days of the articles as an ISO 8601 interval; None without any.

        What a dataset of reports covers is when they were made: one event of long ago that an
        article mentions does not make it cover the years between.
        """
        if self.first is None or self.last is None:
            return None
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    @property
    def years(self) -> str | None:
        """When the events were, in words (`from 1990 to 2014`); None without any."""
        if self.first_event is None or self.last_event is None:
            return None
        first, last = self.first_event.year, self.last_event.year
        return f"in {first}" if first == last else f"from {first} to {last}"


def extent(tables: Mapping[str, pa.Table]) -> Extent:
    """From the first day of an article to the last, and so of the events that occurred.

    Args:
        tables: The published tables, `articles` and `events` among them.
    """
    articles = tables["articles"].select(["published_from", "published_to"]).to_pylist()
    events = tables["events"].select(["date_from", "date_to", "status"]).to_pylist()
    languages = sorted({str(tag) for tag in tables["articles"]["language"].to_pylist() if tag})
    first, last = _bounds(articles)
    event_days = _bounds(row for row in events if row["status"] == _HAPPENED)
    return Extent(first, last, tuple(languages), *event_days)


def _bounds(rows: Iterable[Mapping[str, object]]) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day in rows."""
    days = [day for row in rows for day in row.values() if isinstance(day, dt.date)]
    return min(days, default=None), max(days, default=None)
