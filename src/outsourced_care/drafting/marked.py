"""An article and its quotes flow in, the marked words that no quote accounts for flow out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outsourced_care.article import Article
from outsourced_care.drafting.parts import Todo, Value
from outsourced_care.extraction.marks import find_marks
from outsourced_care.extraction.segments import Span, paragraph_spans
from outsourced_care.rules import READ

REASON = Todo("why nobody is told to have said this: idiom, label, title of a work, …")
_MARKED = READ - {"title"}  # headlines give no quotes


def marked_words(article: Article, covered: Iterable[Span]) -> Iterator[tuple[Span, Value]]:
    """Where words stand in quotation marks, and no quote covers them."""
    taken = list(covered)
    blocks = [(b.start, b.end) for b in article.blocks if b.role in _MARKED]
    for mark in find_marks(article.text, paragraph_spans(article.text)):
        span = mark.start, mark.end
        if any(a <= span[0] < b for a, b in taken):
            continue
        if any(a <= span[0] and span[1] <= b for a, b in blocks):
            yield span, REASON
