"""How certain a happening is and the words around it flow in, when it was flows out."""

from __future__ import annotations

import re

from outsourced_care import dates
from outsourced_care.drafting.bounds import since, until
from outsourced_care.drafting.parts import Todo, Value

_YEARS = re.compile(r"((?:19|20)\d\d)/((?:19|20)\d\d)")
_LASTS = re.compile(r"\bnot\b|\bremain|\bcontinu|\bstill\b|\bsince\b|\bthroughout\b")
_POINTS = ("inspection_finding", "review_published", "appointment", "election", "departure")
_AFTER = re.compile(
    r"\bafter\s(one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\syears?\b", re.I
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LAST = re.compile(r"\[\.\.(\d{4})(-\d\d-\d\d)\]")


def bounded(status: str, published: str | None, *, going_on: bool) -> Value:
    """Up to publication what has occurred, from then on what has not."""
    if published is None:
        return Todo("[..P] or [P..], P being the day of publication")
    if going_on and re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        return published
    return until(published) if status == "occurred" else since(published)


def pointed(date: str, kind: str | None, sentence: str) -> str:
    """Some years of a thing of one moment: it was within them, and did not last."""
    years = _YEARS.fullmatch(date)
    if years and kind in _POINTS and not _LASTS.search(sentence):
        return f"[{years[1]}..{years[2]}]"
    return date


def years_after(date: str, sentence: str) -> str | None:
    """When a review is due that a sentence puts some years after the latest beginning."""
    told, latest = _AFTER.search(sentence), _LAST.fullmatch(date)
    if told is None or latest is None:
        return None
    later = f"[..{int(latest[1]) + number(told[1])}{latest[2]}]"
    return later if dates.problem(later) is None else None


def number(word: str) -> int:
    """A small number, in figures or in words."""
    return int(word) if word.isdigit() else _NUMBERS.index(word.lower()) + 1
