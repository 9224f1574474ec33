"""An event or proposal flows in, how each article tells it, side by side, flows out."""

from __future__ import annotations

from dataclasses import dataclass

from outsourced_care.site import in_words
from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Link, Passage, in_time, link, passages

_DURATIONS = ("duration", "review_after")


@dataclass(frozen=True, slots=True)
class Said:
    """What one article tells of one field, and whether the main table follows it."""

    value: str
    followed: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One article: where it tells of the record, and what it tells otherwise, field by field."""

    article: Link
    published: str
    passages: list[Passage]
    said: dict[str, list[Said]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All tellings of a record, the earliest article first, and the fields that differ."""

    fields: list[str]
    tellings: list[Telling]


def compare(dataset: Dataset, table: str, key: str) -> Comparison:
    """Lay the tellings of a record side by side."""
    accounts = dataset.where("accounts", table=table, record_id=key)
    found = passages(dataset, table, key)
    rows: list[Row] = [*accounts, *(p.row for p in found)]
    order = {r["article_id"]: in_time(dataset, {**r, "part": 0}) for r in rows}
    tellings = [
        _telling(dataset, table, article_id, accounts, found)
        for article_id in sorted(order, key=lambda a: order[a])
    ]
    fields = dict.fromkeys(field for telling in tellings for field in telling.said)
    return Comparison(list(fields), tellings)


def _telling(
    dataset: Dataset, table: str, article_id: str, accounts: list[Row], found: list[Passage]
) -> Telling:
    said: dict[str, list[Said]] = {}
    for row in accounts:
        if row["article_id"] == article_id:
            name, value = _words(dataset, table, row["field"], row["value"])
            said.setdefault(name, []).append(Said(value, bool(row["preferred"]), row["note"]))
    article = dataset.get("articles", article_id)
    return Telling(
        link(dataset, "articles", article_id),
        in_words.date(article["published"]) if article else "",
        [p for p in found if p.row["article_id"] == article_id],
        said,
    )


def _words(dataset: Dataset, table: str, column: str, value: str) -> tuple[str, str]:
    """The title of a field and a value of it, in words where the contract has some."""
    if column not in dataset.contract[table].names:
        return column.replace("_", " ").capitalize(), value
    field = dataset.contract[table][column]
    if field.edtf:
        return field.title, in_words.date(value)
    if column in _DURATIONS:
        return field.title, in_words.duration(value)
    return field.title, dataset.meaning(table, column, value)[0]
