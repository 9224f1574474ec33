"""Rows with their curated and located cells flow in; every derived cell is filled in."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from outsourced_care import dates
from outsourced_care.contract import Contract
from outsourced_care.drafts import Draft, Origin, Row
from outsourced_care.locks import Locked
from outsourced_care.selectors import Selector, SelectorError


class Evidence:
    """The rows of evidence in columns, since there are many, and beside each its origin."""

    def __init__(self) -> None:
        names = ("table", "record_id", "article_id", "part", "start", "end", "word_count")
        self.columns: dict[str, list[Any]] = {
            name: [] for name in (*names, "selector", "sha256", "role", "note")
        }
        self.origins: list[Origin] = []

    def add(
        self,
        line: Locked,
        article_id: str,
        part: int,
        role: str,
        origin: Origin,
        note: str | None = None,
    ) -> None:
        """Add the row of a locked passage."""
        cells = (line.table, line.record_id, article_id, part, line.start, line.end)
        more = (line.word_count, line.selector or None, line.sha256, role, note)
        for column, cell in zip(self.columns.values(), (*cells, *more), strict=True):
            column.append(cell)
        self.origins.append(origin)

    def again(self, number: int, table: str, record_id: str, origin: Origin) -> None:
        """Let a row's passage support another record too."""
        for column in self.columns.values():
            column.append(column[number])
        self.columns["table"][-1], self.columns["record_id"][-1] = table, record_id
        self.origins.append(origin)

    def rows_of(self, table: str) -> dict[str, list[int]]:
        """The numbers of the rows of a table's records, by the records' identifiers."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(self.columns["table"]):
            if name == table:
                numbers[self.columns["record_id"][number]].append(number)
        return numbers


def complete(draft: Draft, evidence: Evidence, contract: Contract) -> None:
    """Work out every derived row and cell."""
    passages = evidence.rows_of("quotes")
    _inherit(draft, evidence, passages)
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
    _number_quotes(draft, evidence, passages)
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


def _inherit(draft: Draft, evidence: Evidence, passages: Mapping[str, list[int]]) -> None:
    """A position without evidence of its own rests on all passages of its quote."""
    own = evidence.rows_of("positions")
    for position, origin in zip(draft.of("positions"), draft.origins["positions"], strict=True):
        if position["position_id"] not in own:
            for number in passages.get(position.get("quote_id", ""), []):
                evidence.again(number, "positions", position["position_id"], Origin(origin.place))


def _number_quotes(draft: Draft, evidence: Evidence, passages: Mapping[str, list[int]]) -> None:
    """Give quotes their sequence, word count and link."""
    urls = {r["article_id"]: r.get("url") for r in draft.of("articles")}
    cells = evidence.columns
    numbers: dict[str, int] = defaultdict(int)

    def place(quote: Row) -> tuple[int, str]:
        own = passages.get(quote["quote_id"], [])
        return min((cells["start"][n] for n in own), default=0), quote["quote_id"]

    for row in sorted(draft.of("quotes"), key=place):
        numbers[row["article_id"]] += 1
        row["sequence"] = numbers[row["article_id"]]
        own = sorted(passages.get(row["quote_id"], []), key=cells["part"].__getitem__)
        if own:
            row["word_count"] = sum(cells["word_count"][n] for n in own)
            url = urls.get(row["article_id"])
            row["link"] = text_fragment(url, [cells["selector"][n] for n in own])


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
