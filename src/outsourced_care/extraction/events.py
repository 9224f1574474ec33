"""A text and its date of publication flow in, the sentences that tell a dated happening flow out.

A sentence or timeline row with a date and a finite clause is one event. Left out are dates that
only name or describe something (a century, the name of an attack, a lifetime in brackets), lines
without a clause (references, bylines, captions' credits), and lasting states.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from outsourced_care.dates import DateError, bounds
from outsourced_care.extraction.event_kinds import kind_of
from outsourced_care.extraction.segments import Span, inside, sentence_spans
from outsourced_care.extraction.tense import direction
from outsourced_care.extraction.timexes import FoundDate, find_dates

Status = Literal["occurred", "planned"]

# dates that name or describe rather than date: "the 9/11 families", "an 18th-century house"
_DESCRIPTIVE = frozenset(("attacks", "century", "decade", "life"))
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|shall|should|"
    r"do|does|did|won|lost|held|made|took|met|led|left|said|says|told|came|went|began|found|gave|"
    r"got|ran|saw|set|cut|put|fell|rose|died|[a-z]{2,20}(?:ed|es|ts|ns|ks|ls|ds|ys|rs|ps))\b|[’'](?:ll|s|re|ve)\b"
)
# "not only for …", "both in …": a state that holds over the time
_LASTING = re.compile(r"\b(?:not\s)?(?:just|only|both)\s(?:for|in)\s\Z|\bfor\s(?:both\s)?\Z")
_ROW = re.compile(r"[^\n:]{0,24}:")
_CREDIT = re.compile(
    r"(?:See also|Published|Updated|Last updated|First published|Posted|Copyright|©)\b"
)


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """A sentence that tells a dated happening.

    Attributes:
        start: Where the sentence begins.
        end: Where it ends.
        when: The date that dates it.
        status: Whether it had occurred at publication or lay ahead.
        kind: What kind of happening it is (schemas/events.json); None when no word tells.
        confidence: How sure the rule is, from 0 to 1.
    """

    start: int
    end: int
    when: FoundDate
    status: Status
    kind: str | None
    confidence: float

    @property
    def date(self) -> str | None:
        """The date in EDTF; None when it cannot be known."""
        return self.when.date


def find_events(
    text: str,
    published: str | None = None,
    *,
    dates: Sequence[FoundDate] | None = None,
    within: Iterable[Span] | None = None,
    sentences: Sequence[Span] | None = None,
) -> list[FoundEvent]:
    """Find the dated happenings of a text, in order.

    Args:
        text: The text; offsets count its code points.
        published: Date of publication in EDTF.
        dates: Its dates, when they have been found already.
        within: The parts to search, the body and timeline rows for instance; the whole if None.
        sentences: Its sentences, when they have been found already.
    """
    sentences = sentence_spans(text) if sentences is None else sentences
    dates = find_dates(text, published, sentences=sentences) if dates is None else dates
    parts = None if within is None else sorted(within)
    found = []
    at = 0
    for start, end in sentences if dates else ():
        while at < len(dates) and dates[at].start < start:
            at += 1
        last = at
        while last < len(dates) and dates[last].end <= end:
            last += 1
        own, at = dates[at:last], last
        if own and (parts is None or inside(parts, start, end)):
            event = _event(text, (start, end), own, published)
            if event is not None:
                found.append(event)
    return found


def _event(
    text: str, sentence: Span, dates: Sequence[FoundDate], published: str | None
) -> FoundEvent | None:
    start, end = sentence
    dating = [d for d in dates if _dates_something(text, d)]
    if not dating or not _is_clause(text, start, end, dating[0]):
        return None
    when = next((d for d in dating if d.value), dating[0])
    status = _status(text, when, sentence, published)
    kind = kind_of(text[start:end])
    sure = 0.8 + 0.12 * (when.value is not None) + 0.03 * (kind is not None)
    return FoundEvent(start, end, when, status, kind, round(sure, 2))


def _dates_something(text: str, date: FoundDate) -> bool:
    """Whether a date tells when, and does not name or describe."""
    if date.kind in _DESCRIPTIVE:
        return False
    before = text[max(0, date.start - 20) : date.start]
    if date.kind == "near" and (_LASTING.search(before) or re.search(r"\bor\s\Z", before)):
        return False
    return not (
        before.endswith("(") and text[date.end : date.end + 1] == ")" and date.kind == "year"
    )


def _is_clause(text: str, start: int, end: int, date: FoundDate) -> bool:
    """Whether a sentence asserts something: it has a finite verb, or is a timeline row."""
    words = text[start:end]
    if _CREDIT.match(words):
        return False
    if date.start == start and _ROW.match(text, date.end, min(end, date.end + 26)):
        return end - date.end > 12
    rest = words[: date.start - start] + words[date.end - start :]
    return len(rest) > 8 and bool(_FINITE.search(rest))


def _status(text: str, when: FoundDate, sentence: Span, published: str | None) -> Status:
    """Whether it lay behind or ahead: by the calendar where that decides, else by tense."""
    lower, upper = _bounds(when.value)
    today = _bounds(published)[0]
    row = when.start == sentence[0] and _ROW.match(text, when.end, when.end + 26)
    if today and upper and upper < today:
        return "occurred"
    if today and lower and lower > today:
        return "planned"
    if row and today:
        return "occurred"
    side = direction(text, when.start, when.end, *sentence)
    return "planned" if side == "ahead" else "occurred"


def _bounds(date: str | None) -> tuple[dt.date | None, dt.date | None]:
    try:
        return bounds(date) if date else (None, None)
    except DateError:
        return None, None
