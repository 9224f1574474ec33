"""Spans and what stands there flow in, what stands at a place flows out."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from outsourced_care.extraction.segments import Span

_T = TypeVar("_T")


class Places(Generic[_T]):
    """What stands where in a text; asking takes no longer where there is more elsewhere."""

    def __init__(self, spans: Iterable[tuple[Span, _T]]) -> None:
        self._spans = sorted(spans, key=lambda one: one[0])
        self._starts = [start for (start, _), _ in self._spans]
        self._ends = list(accumulate((end for (_, end), _ in self._spans), max))

    def touching(self, span: Span) -> list[_T]:
        """What shares a character with a span, in the order of the text."""
        found = []
        at = bisect_left(self._starts, span[1])
        while at > 0 and self._ends[at - 1] > span[0]:
            at -= 1
            (_, end), what = self._spans[at]
            if end > span[0]:
                found.append(what)
        return found[::-1]

    def within(self, span: Span) -> list[_T]:
        """What stands wholly in a span, in the order of the text."""
        first, last = (bisect_left(self._starts, at) for at in (span[0], span[1] + 1))
        return [what for (_, end), what in self._spans[first:last] if end <= span[1]]

    def beginning(self, span: Span) -> list[_T]:
        """What begins in a span, in the order of the text."""
        first, last = (bisect_left(self._starts, at) for at in span)
        return [what for _, what in self._spans[first:last]]
