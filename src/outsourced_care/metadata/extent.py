"""Rows flow in, what times and languages they are about flows out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

NEEDS = {"articles", "events"}  # the tables that it reads
_HAPPENED = "occurred"  # the status of events that count; what is planned may never come


@dataclass(frozen=True, slots=True)
class Extent:
    """The first and the last day that the rows tell of, and the languages of the articles.

    A day is None when no row has one.
    """

    first: dt.date | None
    last: dt.date | None
    languages: tuple[str, ...]

    @property
    def interval(self) -> str | None:
        """The days as an ISO 8601 interval; None without any."""
        if self.first is None or self.last is None:
            return None
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def extent(tables: Mapping[str, pa.Table]) -> Extent:
    """From the first day of an article or an event that occurred to the last.

    Args:
        tables: The published tables, `articles` and `events` among them.
    """
    articles = tables["articles"].select(["published_from", "published_to", "language"])
    days = sorted(_days(articles, tables["events"]))
    languages = sorted({str(tag) for tag in articles["language"].to_pylist() if tag})
    return Extent(days[0] if days else None, days[-1] if days else None, tuple(languages))


def _days(articles: pa.Table, events: pa.Table) -> Iterator[dt.date]:
    happened = [
        row
        for row in events.select(["date_from", "date_to", "status"]).to_pylist()
        if row["status"] == _HAPPENED
    ]
    for row in [*articles.drop_columns("language").to_pylist(), *happened]:
        yield from (day for day in row.values() if isinstance(day, dt.date))
