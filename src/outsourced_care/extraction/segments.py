"""A text flows in, where its paragraphs and sentences stand flows out.

Spans count code points of the given text, end exclusive, without white space at either end. A
sentence ends at a full stop, question or exclamation mark with the closing marks behind it, when
what follows can begin another; so a text that has lost its paragraph breaks is cut as well.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

from outsourced_care.extraction.word_lists import words

Span = tuple[int, int]

# The look-behind lets a run of stops be tried once, at its beginning: linear on any text. It
# stands behind the first stop: a search for one alone is quicker.
_STOP = re.compile(r"[.!?…](?<![.!?…].)[.!?…]*+[\"”’'»)\]]*+(?=\s|[\"“‘]?[A-Z][a-z]|$)")
_NEXT = re.compile(r"\s*+([\"“‘'«(\[]*+)(\w[\w’'-]*)?")
_SPACE = re.compile(r"\s*+")
# a full stop that no abbreviation ends with: none of the lists below has a word as long
_PLAIN = re.compile(r"(?<=[a-z]{7})\.\s++[A-Z]")
_UP_TO_TOKEN = re.compile(r".*[\s\"“”‘(\[]", re.DOTALL)
_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]\Z")
_TITLES = words(
    "mr mrs ms mx dr prof cllr rev revd fr sr jr st sgt lt cpl capt cmdr col gen maj adm insp supt "
    "det sen rep reps sens gov pres hon rt messrs mme mt ft vs viz cf eg ie e.g i.e al op "
    "approx fig figs ed eds esp"
)
_NUMBERED = words(
    "no nos vol art sec para p pp c ca jan feb mar apr jun jul aug sep sept oct nov dec"
)
_EITHER = words("inc ltd co corp plc llc bros dept univ etc ave blvd rd est a.m p.m")
# words that begin a sentence far more often than they follow "Ltd." or "U.S." inside one
_OPENERS = words(
    "The A An He She It They We I You In On At As But And Or So If This That These Those "
    "There His Her Its Their My Our When While After Before Since For By With From However "
    "Although Meanwhile Now Then Not No Some Many Most Both One What Why How Who Under Until "
    "Last"
)
_CACHED = 1 << 20  # longer texts are read anew: none is kept alive
_ASKED = re.compile(r"\s+(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|added|wrote|told)\b")


def paragraph_spans(text: str) -> list[Span]:
    """Where the lines that hold more than white space stand, trimmed."""
    spans = []
    at = 0
    for line in text.split("\n"):
        part = line.strip()
        if part:
            start = at if len(part) == len(line) else at + len(line) - len(line.lstrip())
            spans.append((start, start + len(part)))
        at += len(line) + 1
    return spans


def sentence_spans(text: str) -> list[Span]:
    """Where the sentences stand, in order; none crosses a line end.

    A line without any stop, a heading for instance, is one sentence.
    """
    return list(chain.from_iterable(_cached(text) if len(text) < _CACHED else _by_paragraph(text)))


def masked_sentence_spans(text: str, masked: str, paragraphs: Sequence[Span]) -> list[Span]:
    """Where the sentences of a text stand that is masked in some of its paragraphs.

    Args:
        text: The text.
        masked: The text with other characters in some places; its paragraphs are the same.
        paragraphs: Its paragraphs.
    """
    known = _cached(text) if len(text) < _CACHED else _by_paragraph(text)
    return [
        sentence
        for (start, end), own in zip(paragraphs, known, strict=True)
        for sentence in (
            own if masked[start:end] == text[start:end] else _sentences(masked, start, end)
        )
    ]


@functools.lru_cache(maxsize=2)  # quotes, dates, events and proposals of one text ask in turn
def _cached(text: str) -> tuple[list[Span], ...]:
    return tuple(_by_paragraph(text))


def _by_paragraph(text: str) -> Iterator[list[Span]]:
    return (_sentences(text, *paragraph) for paragraph in paragraph_spans(text))


def _sentences(text: str, start: int, end: int) -> list[Span]:
    """Where the sentences of a paragraph stand."""
    found = []
    for stop in _STOP.finditer(text, start, end):
        at, behind = stop.span()
        if behind < end and (_PLAIN.match(text, at) or _ends(text, at, behind, end)):
            found.append((start, behind))
            start = _SPACE.match(text, behind).end()  # type: ignore[union-attr]
    if start < end:
        found.append((start, end))
    return found


def inside(parts: Sequence[Span], start: int, end: int) -> bool:
    """Whether a span lies in one of the parts, which stand in order and do not overlap."""
    at = bisect_right(parts, start, key=lambda part: part[0]) - 1
    return at >= 0 and end <= parts[at][1]


def _ends(text: str, stop: int, behind: int, end: int) -> bool:
    """Whether the stop from `stop` to `behind` ends a sentence; its paragraph ends at `end`."""
    following = _NEXT.match(text, behind)
    opening, word = (following[1], following[2] or "") if following else ("", "")
    glued = not text[behind].isspace()
    if not word:
        return True
    if not (word[0].isupper() or word[0].isdigit() or opening[-1:] in set("“\"‘'")):
        return False
    if text[behind - 1] in "\"”’'" and text[stop] in "?!" and _ASKED.match(text, behind, end):
        return False
    if text[stop] != "." or behind - stop > 1:
        return not (glued and text[behind - 1] == "." and not text[stop - 1 : stop].islower())
    return _plain_stop_ends(text, stop, word, glued)


def _plain_stop_ends(text: str, stop: int, word: str, glued: bool) -> bool:
    """Whether a single full stop ends a sentence, judged by the words on both sides."""
    near = text[max(0, stop - 24) : stop]
    lead = _UP_TO_TOKEN.match(near)
    before = near[lead.end() :] if lead else near
    if glued:  # "end.Next": a lost space, but not "e.Bay" or "www.Name"
        return len(before) > 3 and before.isalpha() and before.islower()
    lower = before.lower()
    if lower in _TITLES:
        return False
    if lower in _NUMBERED:
        return not word[0].isdigit()
    if lower in _EITHER or _ACRONYM.match(before):
        return word in _OPENERS
    if len(before) == 1 and before.isupper():  # an initial; "I" and a grade may end a sentence
        return before == "I" or word in _OPENERS
    return True
