"""A happening that nothing dates flows in, how far it had come flows out.

As `certainty` does it for dated ones, but by the words on both sides of the one that tells it.
"""

from __future__ import annotations

import re

from outsourced_care.extraction.certainty import HEARSAY, Status
from outsourced_care.extraction.segments import Span

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
_PROPOSED = re.compile(
    r"(?<!-)\b(?:would|should|propos(?:es|ed|ing)|keen|recommend(?:s|ed)|urg(?:es|ed)|"
    r"call(?:s|ed)\sfor)\b"
)
_POSSIBLE = re.compile(r"\b(?:may|might|could|can|at risk|possib\w+|likely|needs? to)\b")
_GOING_ON = re.compile(r"\b(?:is|are)\s(?:\w+ly\s)?\w{3,}ing\b|rumoured to be \w+ing\b")
_NEAR = 80  # characters beside a word that tell whether it lies behind


def status_of(text: str, clause: Span, word: Span | None) -> Status:
    """How certain a happening without a date is, by the words of its clause.

    Args:
        text: The text.
        clause: Where the clause that tells it stands.
        word: The word that tells its kind, if any does.
    """
    start, end = clause
    before = ""
    if word is not None:
        start, end = max(start, word[0] - _NEAR), min(end, word[1] + _NEAR // 2)
        before = text[max(0, word[0] - _NEAR) : word[0]].rpartition("\n")[2]
    if told := _by_lead(before):
        return told
    words = text[start:end]
    if HEARSAY.search(words):
        return "rumoured"
    if _POSSIBLE.search(words):
        return "possible"
    if _PLANNED.search(words):
        return "planned"
    return "proposed" if _PROPOSED.search(words) else "occurred"


def _by_lead(before: str) -> Status | None:
    """What the words right before the telling one decide."""
    if _AHEAD.search(before):
        return "planned"
    if _WANTS.search(before):
        return "proposed"
    asked = _ASKED.search(before)
    if asked or _TO.search(before):
        return "occurred" if asked or _HAD_TO.search(before) else "planned"
    return "occurred" if _BEHIND.search(before) else None


def is_going_on(text: str, clause: Span) -> bool:
    """Whether something goes on at publication."""
    return _GOING_ON.search(text, *clause) is not None
