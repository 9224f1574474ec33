"""Spans of an article flow in, selectors that may be published flow out.

A selector is the shortest that singles its passage out, as long as the search for them takes no
more than any article needs. One with which the selectors of the
article, put together, would show more than the exposure rule permits is not given.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from outsourced_care.article import Article
from outsourced_care.extraction.segments import Span
from outsourced_care.rules import LARGEST_SHARE, LONGEST_RUN
from outsourced_care.selectors import Selector, SelectorError, find, shortest, shown_spans
from outsourced_care.text import markup, word_spans

_MOST_SEARCHED = 8_000_000  # characters: a thousand selectors of an article of two pages
_IN_VAIN = 40  # times as much is searched where no selector singles a passage out
_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of one


class Passages:
    """The selectors of one article, as they are given one by one."""

    def __init__(self, article: Article, written: Iterable[str] = ()) -> None:
        """Set up.

        Args:
            article: The article.
            written: Selectors that are published already.
        """
        self.article = article
        words = word_spans(article.folded.text)
        self._starts = [a for a, _ in words]
        self._ends = [b for _, b in words]
        self._shown = bytearray(len(words))
        self._most = int(LARGEST_SHARE * max(article.word_count, 1))
        self._searched = 0
        self._given: dict[tuple[int, int], str | None] = {}
        for selector in written:
            self._show_written(selector)

    def selector(self, span: Span) -> str | None:
        """A selector of a passage; None where none may be shown, or none singles it out."""
        place = self.article.folded.folded_span(*span)
        if place not in self._given:
            self._given[place] = self._choose(place)
        return self._given[place]

    def _choose(self, place: tuple[int, int]) -> str | None:
        folded = self.article.folded
        if self._searched > _MOST_SEARCHED:
            return None
        selector = shortest(folded, self.article.text, place)
        self._searched += len(folded.text) * (1 if selector else _IN_VAIN)
        if selector is None:
            return None
        written = str(selector)
        if written.startswith(_FORMULA) or "TODO" in written.split() or markup(written):
            return None
        words = self._words(shown_spans(folded, selector, place))
        if not self._may_show(words):
            return None
        for number in words:
            self._shown[number] = 1
        return written

    def _words(self, shown: Iterable[tuple[int, int]]) -> set[int]:
        """The numbers of the words that spans of the folded text touch."""
        numbers: set[int] = set()
        for start, end in shown:
            numbers.update(range(bisect_right(self._ends, start), bisect_left(self._starts, end)))
        return numbers

    def _may_show(self, words: set[int]) -> bool:
        """Whether these words may be shown besides those that are."""
        new = [n for n in words if not self._shown[n]]
        if sum(self._shown) + len(new) > self._most:
            return False
        return all(self._run(n, words) <= LONGEST_RUN for n in new)

    def _run(self, number: int, words: set[int]) -> int:
        """How many words in a row would be shown around one of them."""

        def shown(at: int) -> bool:
            return 0 <= at < len(self._shown) and (bool(self._shown[at]) or at in words)

        first = last = number
        while shown(first - 1):
            first -= 1
        while shown(last + 1):
            last += 1
        return last - first + 1

    def _show_written(self, written: str) -> None:
        try:
            selector = Selector.parse(written)
        except SelectorError:
            return
        folded = self.article.folded
        for span in find(folded, selector)[:1]:
            for number in self._words(shown_spans(folded, selector, span)):
                self._shown[number] = 1


def in_blocks(article: Article, span: Span) -> list[Span]:
    """A span, cut where a paragraph ends."""
    start, end = span
    first = max(bisect_right(article.blocks, start, key=lambda b: b.start) - 1, 0)
    last = bisect_left(article.blocks, end, key=lambda b: b.start)
    cut = [(max(start, b.start), min(end, b.end)) for b in article.blocks[first:last]]
    return [(a, b) for a, b in cut if a < b and article.text[a:b].strip()]
