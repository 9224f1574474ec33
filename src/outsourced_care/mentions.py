"""An article and the names of organisations and people flow in, their mentions flow out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outsourced_care.article import Article
from outsourced_care.entries import Record
from outsourced_care.text import fold


def names_of(organisation: Record) -> list[str]:
    """The names of an organisation: the canonical one and those listed."""
    listed = [r.text("name") for r in organisation.inside]
    return [n for n in dict.fromkeys([organisation.text("name"), *listed]) if n]


def named(
    article: Article, names: Iterable[str], roles: set[str]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where names stand in blocks of the given roles; of overlapping names the longest.

    Names all in capitals match exactly, others whatever their case.
    """
    known = {fold(n): n for n in names if n.strip()}
    if not known:
        return
    longest_first = sorted(known, key=lambda n: (-len(n), n))
    shapes = [re.escape(n) if n.isupper() else f"(?i:{re.escape(n)})" for n in longest_first]
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(f"({s})" for s in shapes) + r")(?!\w)")
    blocks = [article.folded.folded_span(b.start, b.end) for b in article.blocks if b.role in roles]
    for start, end in blocks:
        for match in pattern.finditer(article.folded.text, start, end):
            yield known[longest_first[(match.lastindex or 1) - 1]], match.span()
