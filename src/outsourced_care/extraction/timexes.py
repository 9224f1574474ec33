"""A text and its date of publication flow in, the dates that the text tells flow out.

Absolute, partial and relative dates, weekdays, seasons and ranges are given as EDTF against the
day of publication. What can be put on a calendar counts; durations, ages and "now" do not.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from outsourced_care.dates import DateError, bounds, problem
from outsourced_care.extraction.segments import Span, sentence_spans
from outsourced_care.extraction.tense import direction
from outsourced_care.extraction.timex_patterns import (
    CURRENCY,
    DATED,
    DATES,
    EDGE,
    FIRST,
    HABIT,
    LIFE,
    MOVED,
    NEGATED,
    TITLED,
    TRIGGER,
    UNITS,
)
from outsourced_care.extraction.timex_values import absolute, relative, years_in

Basis = Literal["stated", "relative"]

_ALWAYS_DEICTIC = frozenset(
    ("relative_day", "weekend", "near", "near_weekday", "near_month", "weekday", "ago", "hence")
)
_AMBIGUOUS = frozenset(
    (
        "weekday",
        "near_weekday",
        "weekend",
        "season",
        "day",
        "day_range",
        "month",
        "month_range",
        "feast",
    )
)
_CUT = frozenset(("near", "weekend"))
_SURNAMED = re.compile(r"\s[A-Z][a-z]+")
_SOUND = re.compile(r"\d+X+|\d{4}(?:-2[1-4])?")  # no way to be impossible
_BEFORE, _BEHIND = 28, 36  # so far a date reaches on either side of its trigger
_CLAUSE = 80  # so far back a negation is looked for
# a season, "the 1st of June"; any other date behind "the" describes: "after the 1999 fire"
_TAKES_THE = re.compile(
    r"(?:[a-z]+\s)*(?:spring|summer|autumn|winter|fall)\b|\d+(?:st|nd|rd|th)\sof\s"
)
_PROGRAMME = re.compile(r"(?:\bBBC|\bUSA|\bRadio\s\d|\bon|[a-zA-Z\d][’']s)\s\Z")
_NAMED = re.compile(r"\b(?:Ms|Mrs|Mr|Miss|Dr|Theresa|Brian|[Tt]he)\s\Z")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as a text tells it.

    Attributes:
        start: Where the words begin.
        end: Where they end.
        kind: Which form it has (`timex_patterns`).
        value: The time that the words name, in EDTF; None when it cannot be known.
        date: The time that is meant: the value with "by", "until", "since" or "after" before it,
            a week cut at the day of publication.
        basis: Whether the date is stated or counted from the day of publication.
        deictic: Whether it can only be read from where and when it was written.
    """

    start: int
    end: int
    kind: str
    value: str | None
    date: str | None
    basis: Basis
    deictic: bool


def find_dates(
    text: str, published: str | None = None, *, sentences: Sequence[Span] | None = None
) -> list[FoundDate]:
    """Find the dates of a text, in order.

    Args:
        text: The text; offsets count its code points.
        published: Date of publication in EDTF; one that is no single day anchors nothing.
        sentences: Its sentences, when they have been found already.
    """
    anchor = _anchor(published)
    sentences = sentence_spans(text) if sentences is None else sentences
    starts = [start for start, _ in sentences]
    found = []
    for match in _candidates(text):
        if not _counts(text, match):
            continue
        at = bisect_right(starts, match.start()) - 1
        sentence = sentences[at] if at >= 0 else match.span()
        found.append(_read(text, match, anchor, sentence))
    return found


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """What looks like a date: the patterns are tried near words that dates hold."""
    done = 0
    for trigger in TRIGGER.finditer("\n" + text):  # the first word has something before it, too
        at, end = trigger.start(), trigger.end() - 1
        if at < done:
            continue
        low = at - _BEFORE
        start = max(done, text.find(" ", low, at) if low > done else 0)
        reach = min(end + _BEHIND, len(text))
        behind = text.find(" ", reach, reach + _BEHIND)
        behind = min(reach + _BEHIND, len(text)) if behind < 0 else behind
        for first in FIRST.finditer(text, start, behind):
            if first.start() > end:
                break  # it has a trigger of its own, and may be cut short here
            if first.start() >= done and (match := DATES.match(text, first.start(), behind)):
                yield match
                done = match.end()
        done = max(done, end)


def _anchor(published: str | None) -> dt.date | None:
    if published is None:
        return None
    try:
        lower, upper = bounds(published)
    except DateError:
        return None
    return lower if lower == upper else None


def _counts(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a date is one, by the words beside it."""
    kind, start, end = match.lastgroup or "", match.start(), match.end()
    before = text[max(0, start - 16) : start]
    match kind:
        case "year":
            if LIFE.search(before) and text[end : end + 1] == ")":
                return True
            if CURRENCY.search(before) or UNITS.match(text, end) or text[end : end + 1] == "-":
                return False
            return match[0][-4:] >= "1900" or bool(DATED.search(before))
        case "year_range":
            return not CURRENCY.search(before)
        case "relative_day" if match[0][:2] in ("To", "Th"):  # "the Today programme"
            return not (TITLED.match(text, end) or _PROGRAMME.search(before))
        case "weekday":
            return not (TITLED.match(text, end) or HABIT.search(before))
        case "month":
            return _is_month(text, match, before)
    return True


def _is_month(text: str, match: re.Match[str], before: str) -> bool:
    """Whether "May", "March", "April" and the like are months, not verbs or people."""
    if years_in(match[0]) or " of " in match[0] or match[0][0].islower():
        return True
    if _NAMED.search(before) and not re.match(
        r"[,.]?\s[a-z]|[’']s", text[match.end() : match.end() + 8]
    ):
        return False
    if match[0] in ("May", "March", "April", "June", "August"):
        return bool(DATED.search(before)) and not (
            _SURNAMED.match(text, match.end()) and match[0] != "March"
        )
    return not (_SURNAMED.match(text, match.end()) and not DATED.search(before))


def _read(text: str, match: re.Match[str], anchor: dt.date | None, sentence: Span) -> FoundDate:
    kind, (start, end), words = match.lastgroup or "", match.span(), match[0]
    if kind == "year" and LIFE.search(text, max(0, start - 9), start):
        kind = "life"
    deictic = kind in _ALWAYS_DEICTIC or (
        kind in ("day", "day_range", "month", "month_range", "season", "feast")
        and not years_in(words)
    )
    value = absolute(kind, words)
    if value is None:
        side = direction(text, start, end, *sentence) if kind in _AMBIGUOUS and deictic else None
        value = _safely(kind, words, anchor, side)
    if value is not None and not _SOUND.fullmatch(value) and problem(value):
        value = None
    date = _meant(text, start, kind, value, anchor)
    basis: Basis = "relative" if deictic else "stated"
    return FoundDate(start, end, kind, value, date, basis, deictic)


def _safely(
    kind: str, words: str, anchor: dt.date | None, side: Literal["back", "ahead"] | None
) -> str | None:
    """The relative value, None at the calendar's own ends (the years 1 and 9999)."""
    try:
        return relative(kind, words, anchor, side)
    except (OverflowError, ValueError):
        return None


def _meant(
    text: str, start: int, kind: str, value: str | None, anchor: dt.date | None
) -> str | None:
    """The value as an edge when a preposition makes it one; a week under way is cut."""
    if value is None:
        return None
    edge = EDGE.search(text, max(0, start - 24), start)
    if edge and (meant := _negated(text, edge, value)):
        return meant
    if edge and kind != "weekend" and (_TAKES_THE.match(text, start) or edge[0][-4:] != "the "):
        return _edge(value, edge.lastgroup or "")
    if kind in _CUT and anchor is not None and "/" in value:
        return _cut(value, anchor.isoformat())
    return value


def _negated(text: str, edge: re.Match[str], value: str) -> str | None:
    """What "until" and "before" mean where they bound nothing from above."""
    word = (edge["until"] or "").lower()
    if word not in ("until", "till", "before"):
        return None
    low = max(0, edge.start() - _CLAUSE)
    if word != "before" and MOVED.search(text, low, edge.start()):
        return value  # "delayed until 3 May": then it is
    denied = NEGATED.search(text, low, edge.start())
    if denied is None:
        return None
    return value if denied["past"] and word != "before" else _edge(value, "after")


def _edge(value: str, kind: str) -> str:
    first, _, last = value.partition("/")
    last = last or first
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", first if kind != "until" else last):
        return value  # a season, decade or century: no bound that all readers share
    date = {"until": f"[..{last}]", "since": f"{first}/..", "after": f"[{first}..]"}[kind]
    return value if problem(date) else date


def _cut(value: str, today: str) -> str:
    """A time within the week: one of its days, none later than publication when it is under way."""
    first, _, last = value.partition("/")
    if first > today or last <= today:
        return f"[{first}..{last}]"
    return f"[{first}..{today}]" if first < today else today
