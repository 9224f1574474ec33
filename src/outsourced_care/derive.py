"""Rows with their curated and located cells flow in; every derived cell is filled in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from outsourced_care import dates
from outsourced_care.contract import Contract
from outsourced_care.drafts import Draft, Row
from outsourced_care.selectors import Selector, SelectorError


def complete(draft: Draft, contract: Contract) -> None:
    """Work out every derived cell."""
    people = {r["person_id"]: r.get("name") for r in draft.of("people")}
    bodies = {r["organisation_id"]: r.get("name") for r in draft.of("organisations")}
    quotes = {r["quote_id"]: r for r in draft.of("quotes")}
    for row in draft.of("quotes"):
        if row.get("person_id") in people:
            row.setdefault("speaker", people[row["person_id"]])
        elif row.get("speaker_kind") == "organisation" and row.get("organisation_id") in bodies:
            row.setdefault("speaker", bodies[row["organisation_id"]])
    for row in draft.of("positions"):
        quoted = quotes.get(row.get("quote_id", ""))
        if quoted is None or "organisation_id" in row:  # an author, or one of a group that spoke
            row["holder"] = _label(row, people, bodies)
        else:
            row.setdefault("person_id", quoted.get("person_id"))
            row["organisation_id"] = quoted.get("organisation_id")
            row["holder"] = quoted.get("speaker")
    for row in draft.of("participants"):
        named = row.get("person_id") or row.get("organisation_id")
        label = _label(row, people, bodies) or named  # a dangling identifier is its own label
        if label is not None:
            row.setdefault("name", label)
    _number_quotes(draft)
    for name, table in contract.items():
        for column in table.fields:
            if column.lookup:
                key = contract[column.lookup.resource].primary_key[0]
                known = {
                    r[key]: r.get(column.lookup.field) for r in draft.of(column.lookup.resource)
                }
                for row in draft.of(name):
                    row[column.name] = known.get(row.get(column.lookup.by))
            elif column.bound:
                for row in draft.of(name):
                    row[column.name] = _bound(row.get(column.bound.of), column.bound.end)


def _bound(written: object, end: str) -> dt.date | None:
    if written is None or dates.problem(str(written)):
        return None
    lower, upper = dates.bounds(str(written))
    return lower if end == "lower" else upper


def _label(row: Row, people: Mapping[str, Any], bodies: Mapping[str, Any]) -> str | None:
    return people.get(row.get("person_id", "")) or bodies.get(row.get("organisation_id", ""))


def _number_quotes(draft: Draft) -> None:
    """Give quotes their sequence, word count and link."""
    urls = {r["article_id"]: r.get("url") for r in draft.of("articles")}
    passages: dict[str, list[Row]] = defaultdict(list)
    for row in draft.of("evidence"):
        if row["table"] == "quotes":
            passages[row["record_id"]].append(row)
    numbers: dict[str, int] = defaultdict(int)
    for row in sorted(
        draft.of("quotes"),
        key=lambda r: (
            min((p["start"] for p in passages[r["quote_id"]]), default=0),
            r["quote_id"],
        ),
    ):
        numbers[row["article_id"]] += 1
        row["sequence"] = numbers[row["article_id"]]
        own = sorted(passages[row["quote_id"]], key=lambda p: p["part"])
        if own:
            row["word_count"] = sum(p["word_count"] for p in own)
            row["link"] = text_fragment(urls.get(row["article_id"]), [p["selector"] for p in own])


def text_fragment(url: str | None, selectors: Iterable[str]) -> str | None:
    """The address that opens a page at passages (WICG Scroll To Text Fragment).

    Args:
        url: The page's address.
        selectors: Written selectors of the passages, in order.

    Returns:
        The address with one `text=` directive a passage, or None without an address.
    """
    if not url:
        return None
    directives = []
    for written in selectors:
        try:
            selector = Selector.parse(written)
        except SelectorError:
            continue
        parts = [_encoded(p) for p in (selector.first, selector.last) if p is not None]
        before = [f"{_encoded(selector.prefix)}-"] if selector.prefix is not None else []
        after = [f"-{_encoded(selector.suffix)}"] if selector.suffix is not None else []
        directives.append("text=" + ",".join([*before, *parts, *after]))
    return f"{url}{'' if '#' in url else '#'}:~:{'&'.join(directives)}"


def _encoded(part: str) -> str:
    return quote(part, safe="").replace("-", "%2D")
