"""A page flows in, what its JSON-LD says of the article flows out (https://schema.org/Article)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outsourced_care.pages.markup import Element

_SIZE = 1_000_000  # characters of one script
_NODES = 10_000  # looked at in all
# what tells most of an article comes first
_KINDS = (
    ("NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle"),
    ("LiveBlogPosting", "BackgroundNewsArticle", "ReviewNewsArticle", "AdvertiserContentArticle"),
    ("Article", "BlogPosting", "Report", "SocialMediaPosting", "TechArticle"),
    ("WebPage",),
)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What JSON-LD says; None where it says nothing that could be a text."""

    headline: str | None = None
    author: str | None = None
    published: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    description: str | None = None


def linked_data(tree: Element) -> LinkedData:
    """What the JSON-LD of a page says of the article; nothing where it is broken."""
    nodes = list(_nodes(tree))
    for kinds in _KINDS:
        for node in nodes:
            named = node.get("@type")
            if any(kind in kinds for kind in (named if isinstance(named, list) else [named])):
                return _data(node, {n.get("@id"): n for n in nodes if _text(n.get("@id"))})
    return LinkedData()


def _nodes(tree: Element) -> Iterator[dict[str, Any]]:
    """The objects of a page, outer ones first."""
    left = _NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        written = (script.text or "").strip()
        if len(written) > _SIZE:
            continue
        try:
            queue: list[Any] = [json.loads(written, strict=False)]
        except (ValueError, RecursionError):
            continue
        for value in queue:  # grows on the way
            left -= 1
            if left < 0:
                return
            if isinstance(value, dict):
                yield value
                queue.extend(v for v in value.values() if isinstance(v, dict | list))
            elif isinstance(value, list):
                queue.extend(v for v in value if isinstance(v, dict | list))


def _data(node: dict[str, Any], by_id: dict[Any, dict[str, Any]]) -> LinkedData:
    return LinkedData(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        author="; ".join(dict.fromkeys(_names(node.get("author"), by_id))) or None,
        published=_text(node.get("datePublished")),
        publisher=next(iter(_names(node.get("publisher"), by_id)), None),
        url=_text(node.get("url")) or _address(node.get("mainEntityOfPage")),
        language=next(iter(_names(node.get("inLanguage"), by_id)), None),
        description=_text(node.get("description")),
    )


def _names(value: Any, by_id: dict[Any, dict[str, Any]]) -> list[str]:
    """The names of persons and bodies: written out, as objects, or by reference."""
    found = []
    for one in (value if isinstance(value, list) else [value])[:50]:
        if isinstance(one, dict):
            key = one.get("@id")
            known = by_id.get(key, one) if isinstance(key, str) else one
            one = one.get("name") or known.get("name") or one.get("alternateName")
        if name := _text(one):
            found.append(name)
    return found


def _address(value: Any) -> str | None:
    return _text(value.get("@id")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str | None:
    """A text without the entities that some publishers leave in their JSON."""
    if not isinstance(value, str) or not value.strip() or len(value) > 5000:
        return None
    from html import unescape

    return unescape(value)
