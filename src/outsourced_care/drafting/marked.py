"""An article and its quotes flow in, the marked words that no quote accounts for flow out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outsourced_care.article import Article
from outsourced_care.drafting.parts import Todo, Value
from outsourced_care.extraction.segments import Span
from outsourced_care.review import marked_passages

REASON = Todo("why nobody is told to have said this: idiom, label, title of a work, …")


def marked_words(article: Article, covered: Iterable[Span]) -> Iterator[tuple[Span, Value]]:
    """Where words stand in quotation marks, and no quote covers them."""
    taken = list(covered)
    for mark in marked_passages(article):
        if not any(a <= mark.start < b for a, b in taken):
            yield (mark.start, mark.end), REASON
