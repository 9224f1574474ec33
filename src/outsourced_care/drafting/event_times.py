"""The words around a happening flow in, how certain it is and when it was flow out."""

from __future__ import annotations

import re

from outsourced_care import dates
from outsourced_care.drafting.bounds import since, until
from outsourced_care.drafting.parts import Todo, Value
from outsourced_care.extraction.segments import Span

_RUMOURED = re.compile(r"\b(?:rumou?r\w*|reportedly)\b")
_BEHIND = re.compile(
    r"\b(?:has|have|had)\s(?:also\s|already\s|been\s|recently\s|only\s)*\Z|"
    r"\b(?:was|were)\s(?:\w+ly\s)?\Z|\b(?:following|after|since)\s(?:the\s|its\s|his\s|her\s)?\Z"
)
_AHEAD = re.compile(r"\bto\s(?:help\s)?(?:secure|make|seek|get|support|fund)\s(?:the|an?)\s\Z")
_TO = re.compile(r"\bto\s\Z")
_HAD_TO = re.compile(
    r"\b(?:forced|had|made|able|helped|asked|ordered|been)\sto\s\Z|\b(?:has|have) been to\s\Z"
)
_PLANNED = re.compile(r"\b(?:will|is to|are to|were to|was to|to be|plans? to|is due|is set)\b")
_WANTS = re.compile(r"\b(?:keen|wants?|wanted|hopes?|wish(?:es)?|proposes?|proposed)\sto\s\Z")
_ASKED = re.compile(r"\b(?:asking|asked|forcing|forced)\s(?:[\w’']+\s){1,4}to\s\Z")
_PROPOSED = re.compile(r"(?<!-)\b(?:would|should|propos(?:es|ed|ing)|keen)\b")
_POSSIBLE = re.compile(r"\b(?:may|might|could|can|at risk|possib\w+|likely|needs? to)\b")
_GOING_ON = re.compile(r"\b(?:is|are)\s(?:\w+ly\s)?\w{3,}ing\b|rumoured to be \w+ing\b")
_NEAR = 80  # characters beside a word that tell whether it lies behind
_YEARS = re.compile(r"((?:19|20)\d\d)/((?:19|20)\d\d)")
_LASTS = re.compile(r"\bnot\b|\bremain|\bcontinu|\bstill\b|\bsince\b|\bthroughout\b")
_POINTS = ("inspection_finding", "review_published", "appointment", "election", "departure")
_AFTER = re.compile(
    r"\bafter\s(one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\syears?\b", re.I
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LAST = re.compile(r"\[\.\.(\d{4})(-\d\d-\d\d)\]")


def status_of(text: str, clause: Span, word: Span | None) -> str:
    """How certain a happening without a date is, by the words of its clause."""
    start, end = clause
    if word is None:
        words, before = text[start:end], ""
    else:
        start, end = max(start, word[0] - _NEAR), min(end, word[1] + _NEAR // 2)
        words = text[start:end]
        before = text[max(0, word[0] - _NEAR) : word[0]].rpartition("\n")[2]
        if _AHEAD.search(before):
            return "planned"
        if _WANTS.search(before):
            return "proposed"
        if _TO.search(before) or _ASKED.search(before):
            return "occurred" if _HAD_TO.search(before) or _ASKED.search(before) else "planned"
        if _BEHIND.search(before):
            return "occurred"
    for status, shape in (
        ("rumoured", _RUMOURED),
        ("possible", _POSSIBLE),
        ("planned", _PLANNED),
        ("proposed", _PROPOSED),
    ):
        if shape.search(words):
            return status
    return "occurred"


def is_going_on(text: str, clause: Span) -> bool:
    """Whether something goes on at publication."""
    return _GOING_ON.search(text, *clause) is not None


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
