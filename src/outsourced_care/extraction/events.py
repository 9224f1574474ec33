"""A text and its date of publication flow in, the sentences that tell a dated happening flow out.

A sentence or timeline row with a date and a finite clause is one event. Left out are dates that
only name or describe something (a century, the name of an attack, a lifetime in brackets), lines
without a clause (references, bylines, captions' credits), and lasting states.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from outsourced_care.dates import DateError, bounds
from outsourced_care.extraction.certainty import Status, certainty
from outsourced_care.extraction.event_kinds import governed, kind_of
from outsourced_care.extraction.segments import Span, inside, sentence_spans
from outsourced_care.extraction.timexes import FoundDate, find_dates
from outsourced_care.extraction.undone import dates_again, undone

# dates that name or describe rather than date: "the 9/11 families", "an 18th-century house"
_DESCRIPTIVE = frozenset(("attacks", "century", "decade", "life"))
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|shall|should|"
    r"do|does|did|won|lost|held|made|took|met|led|left|said|says|told|came|went|began|found|gave|"
    r"got|ran|saw|set|cut|put|fell|rose|died|shut|became|broke|wrote|spoke|grew|stood|struck|quit|hit|"
    r"drew|chose|threw|drove|knew|felt|fought|sought|thought|withdrew|withheld|undertook|underwent|oversaw|foresaw|rewrote|forgot|"
    r"flew|froze|sank|shook|stole|swore|tore|arose|[a-z]{2,20}(?:ed|es|ts|ns|ks|ls|ds|ys|rs|ps))\b|[’'](?:ll|s|re|ve)\b"
)
# "not only for …", "both in …": a state that holds over the time
_LASTING = re.compile(r"\b(?:not\s)?(?:just|only|both)\s(?:for|in)\s\Z|\bfor\s(?:both\s)?\Z")
_ROW = re.compile(r"[^\n:]{0,24}:")
_STAMPS = (
    r"(?:(?:(?:Last|First)\s)?(?:[Pp]ublished|[Uu]pdated|[Mm]odified|[Aa]mended|[Ee]dited)|Posted)"
)
_DAYS = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"
_WHEN = (  # and not "Updated rules came into force"
    rf"(?::|\s(?:on|at|in|by|to|\d|today|yesterday|last|this|{_DAYS}|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\b|\s\d)"
)
# a line of credits: a stamp is one unless a clause follows, "Published in 2019, it told …"
_CREDIT = re.compile(
    rf"(?:See also|Copyright|©)\b|{_STAMPS}{_WHEN}"
    r"(?![^,—–|\n]{0,60}(?:,\s[a-z]|\s?[—–|]\s?[A-Z]))"
)
# "By a gull reporter, 3 May 2031"
_BYLINE = re.compile(r"By\s[^,\n\d]{2,50}[,|–—-]?\s(?:on\s)?\Z")
_STAMPED = re.compile(rf"{_STAMPS}(?:\son)?:?\s(?:{_DAYS},?\s)?\Z")
# "LAMPFORD, 3 May (Agency) — …", "Lampford (3 May 2031) - …": a place, then when it was written
_PLACED = re.compile(
    r"(?!(?:In|On|At|By|From|Since|Until|Before|After|Between|During|For)\b)"
    r"(?:[A-Z][A-Z.’'-]{2,}(?:\s[A-Z.’'-]+){0,3},?\s\(?|"
    r"[A-Z][\w.’'-]*(?:[\s/][A-Z][\w.’'-]*){0,3}(?:,\s(?:[A-Z][\w.]*,?\s){0,2}|\s\())\Z"
)
_SET_OFF = re.compile(r"\)?,?\s?(?:\([^()\n]{2,40}\)\s?)?(?:[—–|]|--?\s)")
_CLAUSE_GOES_ON = re.compile(r",\s[a-z]")
_TRIES = 4  # dates of a sentence that are asked whether what they date took place
_HEAD = 60  # characters that a dateline has at most before its date


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """A sentence that tells a dated happening.

    Attributes:
        start: Where the sentence begins.
        end: Where it ends.
        when: The date that dates it.
        status: How far it had come when last told (schemas/events.json).
        ahead: Whether it lay ahead at publication.
        kind: What kind of happening it is (schemas/events.json); None when no word tells.
        confidence: How sure the rule is, from 0 to 1.
    """

    start: int
    end: int
    when: FoundDate
    status: Status
    ahead: bool
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
    starts = [start for start, _ in sentences] if dates else []
    found = []
    at = 0
    while at < len(dates):
        place = bisect_right(starts, dates[at].start) - 1
        start, end = sentences[place] if place >= 0 else (0, 0)
        last = at
        while last < len(dates) and dates[last].end <= end:
            last += 1
        own = dates[at:last]
        at = max(last, at + 1)  # a date that crosses the end of a sentence dates none
        if own and (parts is None or inside(parts, start, end)):
            event = _event(text, (start, end), own, published)
            if event is not None:
                found.append(event)
    return found


def _event(
    text: str, sentence: Span, dates: Sequence[FoundDate], published: str | None
) -> FoundEvent | None:
    start, end = sentence
    dating = [d for d in dates if _dates_something(text, d) and not _dates_writing(text, d, start)]
    if not dating or not _is_clause(text, start, end, dating[0]):
        return None
    took_place = _taking_place(text, dating, sentence, published)
    if took_place is None:
        return None
    when, past = took_place
    status, ahead = certainty(text, (when.start, when.end), sentence, past=past)
    kind = kind_of(governed(text, (when.start, when.end), sentence))
    first = next((d for d in dating if d.value), dating[0])
    sure = (
        0.8
        - 0.1 * (when is not first)
        + 0.12 * (when.value is not None)
        + 0.03 * (kind is not None)
    )
    return FoundEvent(start, end, when, status, ahead, kind, round(sure, 2))


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


def _dates_writing(text: str, date: FoundDate, start: int) -> bool:
    """Whether a date at the head of a paragraph tells when the article was written."""
    lead = text[start : min(date.start, start + _HEAD)]
    if not lead or text[start - 1 : start].strip():  # it heads no paragraph
        return False
    if _BYLINE.match(lead):
        return not text[date.end : date.end + 12].partition("\n")[0].strip(" .,:;0123456789")
    if _STAMPED.match(lead):
        return not _CLAUSE_GOES_ON.match(text, date.end)
    return bool(_PLACED.match(lead) and _SET_OFF.match(text, date.end))


def _is_clause(text: str, start: int, end: int, date: FoundDate) -> bool:
    """Whether a sentence asserts something: it has a finite verb, or is a timeline row."""
    words = text[start:end]
    if _CREDIT.match(words):
        return False
    if date.start == start and _ROW.match(text, date.end, min(end, date.end + 26)):
        return end - date.end > 12
    rest = words[: date.start - start] + words[date.end - start :]
    return len(rest) > 8 and bool(_FINITE.search(rest))


def _taking_place(
    text: str, dates: Sequence[FoundDate], sentence: Span, published: str | None
) -> tuple[FoundDate, bool | None] | None:
    """The first date of what took place or will, and whether it is past; None without one."""
    when = next((d for d in dates if d.value), dates[0])
    for _ in range(_TRIES):
        past = _past(text, when, sentence, published)
        free = undone(text, (when.start, when.end), sentence, past=past)
        if free is None:
            return when, past
        behind = next((d for d in dates if dates_again(text, free, d.start)), None)
        if behind is None:
            return None
        when = behind
    return None


def _past(text: str, when: FoundDate, sentence: Span, published: str | None) -> bool | None:
    """Whether the calendar puts a date before publication; None where it does not tell."""
    lower, upper = _bounds(when.value)
    today = _bounds(published)[0]
    if today and upper and upper < today:
        return True
    if today and lower and lower > today:
        return False
    if today and when.start == sentence[0] and _ROW.match(text, when.end, when.end + 26):
        return True
    return None


def _bounds(date: str | None) -> tuple[dt.date | None, dt.date | None]:
    try:
        return bounds(date) if date else (None, None)
    except DateError:
        return None, None
