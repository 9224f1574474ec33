"""Paragraphs flow in, speech that is set as paragraphs of its own without marks flows out.

Press releases set it so: "Minister Ada Frost said:" and below what she said. The paragraph behind
the colon is hers, and those behind it as long as they speak in the first person or tell nothing
that was.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from outsourced_care.extraction.marks import Mark
from outsourced_care.extraction.segments import Span

_LEADS_IN = re.compile(
    r"\b(?:said|says|added|adds|commented|comments|continued|explained|concluded)"
    r"(?: (?:today|yesterday|that|afterwards))?:\Z"
)
_MARK = re.compile(r"[“”\"‘’'«»•*–-]")
_STOPS = ".!?…"
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|[Oo]ur|[Mm]y|us|me)\b")
_NOW = re.compile(r"\b(?:is|are|has|have|will|must|can|should)\b")
_TOLD = re.compile(r"\b(?:was|were|had|said|says|announced|published|launched)\b|\d")
_SHORTEST, _MOST = 25, 8


def with_blocks(text: str, paragraphs: Sequence[Span], marks: list[Mark]) -> list[Mark]:
    """The marked pieces of a text and its blocks, in order; what is marked inside one is its."""
    blocks = [
        Mark(start, end, start, end, closed=True, single=False)
        for start, end in _blocks(text, paragraphs)
    ]
    if not blocks:
        return marks
    starts = [block.start for block in blocks]

    def free(mark: Mark) -> bool:
        at = bisect_right(starts, mark.start) - 1
        return at < 0 or mark.start >= blocks[at].end

    return sorted([*filter(free, marks), *blocks])


def _blocks(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    spoken = 0  # so many paragraphs of a block so far
    lead = False
    for start, end in paragraphs:
        if lead or spoken:
            goes_on = lead or (spoken < _MOST and _speaks_on(text, start, end))
            spoken = spoken + 1 if goes_on and _is_prose(text, start, end) else 0
            if spoken:
                yield start, end
        lead = text[end - 1] == ":" and bool(_LEADS_IN.search(text, max(start, end - 30), end))


def _speaks_on(text: str, start: int, end: int) -> bool:
    """Whether a paragraph speaks in the first person, or of now and what is to come alone."""
    if text.find("“", start, end) >= 0 or text.find('"', start, end) >= 0:
        return False
    if _FIRST_PERSON.search(text, start, end):
        return True
    return bool(_NOW.search(text, start, end)) and not _TOLD.search(text, start, end)


def _is_prose(text: str, start: int, end: int) -> bool:
    """A sentence or more without a mark in front."""
    return end - start >= _SHORTEST and text[end - 1] in _STOPS and not _MARK.match(text, start)
