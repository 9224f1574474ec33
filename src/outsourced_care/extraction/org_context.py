"""A run of capitalised words flows in, whether the words beside it make it a body flows out.

"Larkspur magazine", "the charity, Larkspur,", "chief executive of Larkspur", "Larkspur
bosses": small words and offices that only bodies have.
"""

from __future__ import annotations

import re

from outsourced_care.extraction.authorities import gss_code
from outsourced_care.extraction.org_words import DEMONYM, OUTSIDE, TYPED

_TYPED = re.compile(r"\s(?:" + "|".join(TYPED) + r")\b")
_APPOSED = re.compile(
    r"\b(?:group|charity|company|firm|union|magazine|retailer|organisation|campaigners|party),\s"
    r"(?:the\s)?\Z"
)
_OPENING = re.compile(r"(?:\A|[.!?:\n])[\s\"“‘']*\Z")
# not "spokesman": people have one as well
_OFFICE = (
    r"(?:chief\sexecutive|director\sgeneral|director-general|general\ssecretary|"
    r"managing\sdirector|chairman|chairwoman|co-founder|founder)"
)
_OFFICE_OF = re.compile(rf"\b{_OFFICE}\s(?:of|for|at)\s(?:the\s)?\Z")
_ITS_OFFICE = re.compile(
    r"\s(?:chief\sexecutives?|general\ssecretary|managing\sdirector|boss(?:es)?)\b"
)
# what may stand right before or behind such a name: a cheap look first
HINTS = frozenset(
    (*(typed.split("-")[0] for typed in TYPED), *["chief", "general", "managing", "boss", "bosses"])
)
_LEADING = ("of", "or", "at", "he")
_NO_BODY = re.compile(
    r"\b(?:Street|Road|House|Palace|Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Commons|Britain|England|Scotland|"
    r"Wales|Ireland|London|Europe|America|UK|US|MP|MPs)\b"
)


def leads_in(text: str, start: int) -> bool:
    """Whether a comma or the end of "chief executive of the" stands before a run of capitals."""
    return text[start - 2 : start] == ", " or text[start - 3 : start - 1] in _LEADING


def name_by_context(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Where a body's name begins in a run and how it shows; None when nothing makes it one.

    Args:
        text: The text.
        start: Where the run begins.
        end: Where it ends.

    Returns:
        Where the name begins, behind "The" and offices; and "typed" or "office".
    """
    words = text[start:end].split()
    while len(words) > 1 and words[0] in OUTSIDE:
        start += len(words.pop(0)) + 1
    if len(words) > 4 or not _may_be_a_name(words):
        return None
    route = _route(text, start, end, len(words))
    return (start, route) if route else None


def _route(text: str, start: int, end: int, words: int) -> str | None:
    alone = words == 1 and _OPENING.search(text, max(0, start - 4), start)
    if words < 4 and not alone and _TYPED.match(text, end):
        return "typed"
    before = text[max(0, start - 40) : start]
    if before.endswith(", ") and text[end : end + 1] == "," and _APPOSED.search(before):
        return "typed"
    office = before[-3:-1] in _LEADING and _OFFICE_OF.search(before)
    if not office and (alone or not _ITS_OFFICE.match(text, end)):
        return None
    nobody = _NO_BODY.search(text, start, end) or gss_code(text[start:end])
    return None if nobody else "office"


def _may_be_a_name(words: list[str]) -> bool:
    last = words[-1]
    if words[0] in OUTSIDE or last.lower().endswith(DEMONYM) or last.isupper() or "-" in last:
        return False
    return not last.endswith(("’s", "'s", "’", "'"))
