"""A selector and a text flow in, the places it matches flow out; and the way back.

Forms: ``passage`` (whole, up to 4 words) or ``first … last`` (1 to 4 words each; the end is
the nearest ``last`` after ``first``), either with ``prefix-,`` before and ``,-suffix`` after
it (up to 4 words). They mean what a browser's text fragment means (WICG Scroll To Text
Fragment; Web Annotation TextQuoteSelector), but show as few words as will do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.text import Folded, count_words, fold, word_spans

ELLIPSIS = " … "
MOST_WORDS = 4
HALF_SHOWN_FROM, HALF_SHOWN_TO = 5, 8


class SelectorError(ValueError):
    """A selector that is malformed."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A parsed selector, its parts as written (not folded)."""

    first: str
    last: str | None = None
    prefix: str | None = None
    suffix: str | None = None

    @classmethod
    def parse(cls, written: str) -> Selector:
        """Parse the written form.

        Raises:
            SelectorError: A part is missing or longer than 4 words.
        """
        rest = written.strip()
        prefix = suffix = last = None
        if "-," in rest:
            prefix, rest = rest.split("-,", 1)
        if ",-" in rest:
            rest, suffix = rest.rsplit(",-", 1)
        if ELLIPSIS in rest:
            rest, last = rest.split(ELLIPSIS, 1)
        selector = cls(rest, last, prefix, suffix)
        for name, part in selector.parts():
            words = count_words(fold(part))
            edges = part.split()[:1] + part.split()[-1:]
            if not edges or "…" in edges:
                raise SelectorError(f"the {name} of the selector is empty")
            if words > MOST_WORDS:
                raise SelectorError(
                    f"the {name} of the selector has {words} words; {MOST_WORDS} are the most"
                )
        return selector

    def parts(self) -> Iterator[tuple[str, str]]:
        """Name and text of each part that is present, in the order of the text."""
        named = {
            "prefix": self.prefix,
            "first part" if self.last is not None else "passage": self.first,
            "last part": self.last,
            "suffix": self.suffix,
        }
        yield from ((name, part) for name, part in named.items() if part is not None)

    def __str__(self) -> str:
        middle = self.first if self.last is None else f"{self.first}{ELLIPSIS}{self.last}"
        before = "" if self.prefix is None else f"{self.prefix}-,"
        after = "" if self.suffix is None else f",-{self.suffix}"
        return f"{before}{middle}{after}"


def find(folded: Folded, selector: Selector) -> list[tuple[int, int]]:
    """Every folded span that the selector matches, in order."""
    first = fold(selector.first)
    last = None if selector.last is None else fold(selector.last)
    before = "" if selector.prefix is None else re.escape(fold(selector.prefix)) + " ?"
    after = None if selector.suffix is None else re.compile(" ?" + re.escape(fold(selector.suffix)))
    spans = []
    for match in re.finditer(f"(?={before}({re.escape(first)}))", folded.text):
        start, end = match.span(1)
        if last is not None:
            at = folded.text.find(last, end)
            if at < 0:
                continue
            end = at + len(last)
        if after is None or after.match(folded.text, end):
            spans.append((start, end))
    return spans


def shown_spans(folded: Folded, selector: Selector, span: tuple[int, int]) -> list[tuple[int, int]]:
    """The folded spans whose words the selector shows when it matches at `span`."""
    start, end = span
    first = len(fold(selector.first))
    shown = [(start, start + first)]
    if selector.last is not None:
        shown.append((end - len(fold(selector.last)), end))
    if selector.prefix is not None:
        stop = start - (folded.text[start - 1] == " ")
        shown.append((stop - len(fold(selector.prefix)), stop))
    if selector.suffix is not None:
        begin = end + (folded.text[end : end + 1] == " ")
        shown.append((begin, begin + len(fold(selector.suffix))))
    return shown


def shown_words(selector: Selector) -> int:
    """How many words a selector shows."""
    return sum(count_words(fold(part)) for _, part in selector.parts())


def well_formed(folded: Folded, selector: Selector, span: tuple[int, int]) -> str | None:
    """What is wrong with the form of a selector that matches at `span`, or None."""
    words = count_words(folded.text[span[0] : span[1]])
    if selector.last is None:
        return None
    shown = count_words(fold(selector.first)) + count_words(fold(selector.last))
    if words <= MOST_WORDS and "..." not in folded.text[slice(*span)]:
        return "a passage of up to 4 words is written whole, without an ellipsis"
    if HALF_SHOWN_FROM <= words <= HALF_SHOWN_TO and shown > words / 2:
        return f"it shows {shown} of the passage's {words} words; half is the most"
    return None


def shortest(folded: Folded, text: str, span: tuple[int, int]) -> Selector | None:
    """The selector that shows the fewest words and matches only the folded span.

    Args:
        folded: The folded text.
        text: The canonical text it was made from; the selector keeps its typography.
        span: Folded start and end of the passage, on word boundaries.

    Returns:
        The selector, or None when 4 words on every side do not single the passage out.
    """
    start, end = span
    inside = [(a + start, b + start) for a, b in word_spans(folded.text[start:end])]
    before = _words(folded.text, 0, start)[-MOST_WORDS:]
    behind = _words(folded.text, end, len(folded.text))[:MOST_WORDS]
    if not inside:
        return None

    def written(a: int, b: int) -> str:
        return " ".join(text[slice(*folded.span(a, b))].split())

    whole = len(inside) <= MOST_WORDS and "..." not in folded.text[start:end]
    shapes = _shapes(len(inside), whole, len(before), len(behind))
    for pair, left, right in sorted(shapes, key=_shown_words):
        selector = Selector(
            written(start, end) if pair is None else written(start, inside[pair[0] - 1][1]),
            None if pair is None else written(inside[-pair[1]][0], end),
            written(before[-left][0], before[-1][1]) if left else None,
            written(behind[0][0], behind[right - 1][1]) if right else None,
        )
        if _reads_back(selector) and find(folded, selector) == [span]:
            return selector
    return None


_Shape = tuple[tuple[int, int] | None, int, int]


def _shapes(inside: int, whole: bool, before: int, behind: int) -> Iterator[_Shape]:
    """Every permitted choice of words shown: inside (first, last), before and behind."""
    if whole:
        pairs: list[tuple[int, int] | None] = [None]
    else:
        half = HALF_SHOWN_FROM <= inside <= HALF_SHOWN_TO
        most = inside // 2 if half else min(inside, 2 * MOST_WORDS)
        pairs = [
            (i, j)
            for i in range(1, MOST_WORDS + 1)
            for j in range(1, MOST_WORDS + 1)
            if i + j <= most
        ]
    for pair in pairs:
        for left in range(before + 1):
            for right in range(behind + 1):
                yield pair, left, right


def _shown_words(shape: _Shape) -> tuple[int, int]:
    pair, left, right = shape
    return (sum(pair) if pair else 0) + left + right, left + right


def _reads_back(selector: Selector) -> bool:
    try:
        return Selector.parse(str(selector)) == selector
    except SelectorError:
        return False


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", text[start:end])]


@dataclass(frozen=True, slots=True)
class Exposure:
    """How much of an article its selectors show, put together."""

    longest_run: int  # words in a row
    share: float  # of the article's words


def exposure(folded: Folded, shown: list[tuple[int, int]], article_words: int) -> Exposure:
    """Measure what the shown folded spans give away of an article of so many words."""
    words = word_spans(folded.text)
    seen = [False] * len(words)
    for start, end in shown:
        for number, (a, b) in enumerate(words):
            if a < end and b > start:
                seen[number] = True
    longest = run = 0
    for flag in seen:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return Exposure(longest, sum(seen) / max(article_words, 1))
