"""An entry's tree and its passages' places flow in, the tree with sorted records flows out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from outsourced_care.entry_shapes import LOCAL
from outsourced_care.yaml_nodes import Node

if TYPE_CHECKING:
    from outsourced_care.locks import Locked

Order = Mapping[tuple[str, str, str], int]  # table, record_id, selector → start in the article


def order_of(lines: Iterable[Locked]) -> Order:
    """Where the article has each passage, from the lines of the entry's lock."""
    return {(x.table, x.record_id, x.selector): x.start for x in lines if x.selector}


def by_id(items: Iterable[Node]) -> list[Node]:
    """Records by their id, those without one first."""
    return sorted(items, key=lambda item: _text(item, "id"))


def by_record(items: Iterable[Node]) -> list[Node]:
    """Accounts and tombstones by the record they are about.

    Accounts of one record stay as they are: their passages are numbered on.
    """
    return sorted(items, key=lambda item: (_text(item, "table"), _text(item, "record_id")))


def arranged(root: Node, article_id: str, order: Order) -> Node:
    """An entry with its records in their order.

    Args:
        root: The entry.
        article_id: Its article, which begins the longer ids of quotes and positions.
        order: The places of its passages; when empty only accounts are sorted.
    """
    pairs = dict(root.mapping or {})
    if accounts := _items(pairs.get("accounts")):
        pairs["accounts"] = replace(pairs["accounts"], value=by_record(accounts))
    if not order:
        return replace(root, value=pairs)
    places = _Places(article_id, order, _items(pairs.get("quotes")))
    mentions = pairs.get("organisation_mentions")
    if mentions and mentions.mapping:
        inside = dict(mentions.mapping)
        _arrange(inside, "include", places.mention)
        _arrange(inside, "exclude", places.excluded)
        pairs["organisation_mentions"] = replace(mentions, value=inside)
    _arrange(pairs, "quotes", places.quote)
    _arrange(pairs, "events", places.event)
    _arrange(pairs, "proposals", places.proposal)
    _arrange(pairs, "positions", places.position)
    _arrange(pairs, "not_quotes", places.not_quote)
    return replace(root, value=pairs)


class _Places:
    """The first place of each kind of record; None where it is not known."""

    def __init__(self, article_id: str, order: Order, quotes: list[Node]) -> None:
        self.article_id = article_id
        self.order = order
        self.quotes = {_text(quote, "id"): self.quote(quote) for quote in quotes}

    def quote(self, item: Node) -> int | None:
        return self.record("quotes", item)

    def event(self, item: Node) -> int | None:
        return self.record("events", item)

    def proposal(self, item: Node) -> int | None:
        return self.record("proposals", item)

    def position(self, item: Node) -> int | None:
        own = self.record("positions", item)
        return self.quotes.get(_text(item, "quote_id")) if own is None else own

    def mention(self, item: Node) -> int | None:
        return self.first("organisations", _text(item, "organisation_id"), _evidence(item))

    def excluded(self, item: Node) -> int | None:
        return self.first("excluded", "", [item])

    def not_quote(self, item: Node) -> int | None:
        return self.first("not_quotes", "", [item])

    def record(self, table: str, item: Node) -> int | None:
        prefix = f"{self.article_id}-" if table in LOCAL else ""
        return self.first(table, prefix + _text(item, "id"), _evidence(item))

    def first(self, table: str, record: str, passages: list[Node]) -> int | None:
        places = [self.order.get((table, record, _selector(p))) for p in passages]
        return min((place for place in places if place is not None), default=None)


def _arrange(holder: dict[str, Node], key: str, place: Callable[[Node], int | None]) -> None:
    """Sort a list by place, then id; what has no place stays behind what it followed."""
    groups: list[tuple[int, str, list[Node]]] = [(-1, "", [])]
    for item in _items(holder.get(key)):
        at = place(item)
        if at is None:
            groups[-1][2].append(item)
        else:
            groups.append((at, _text(item, "id"), [item]))
    if len(groups) > 1:
        groups.sort(key=lambda group: group[:2])
        holder[key] = replace(holder[key], value=[item for group in groups for item in group[2]])


def _items(node: Node | None) -> list[Node]:
    return (node.sequence or []) if node else []


def _evidence(item: Node) -> list[Node]:
    return _items((item.mapping or {}).get("evidence"))


def _text(item: Node, key: str) -> str:
    child = (item.mapping or {}).get(key)
    return child.raw if child else ""


def _selector(passage: Node) -> str:
    given = (passage.mapping or {}).get("selector", passage)
    return " ".join(given.raw.split())
