"""A run of capitalised words flows in, whether the words beside it make it a body flows out.

"Larkspur magazine", "the charity, Larkspur,", "chief executive of Larkspur", "Larkspur
bosses": small words and offices that only bodies have.
"""

from __future__ import annotations

import re

from outsourced_care.extraction.authorities import gss_code
from outsourced_care.extraction.name_runs import given_gender
from outsourced_care.extraction.org_words import DEMONYM, OUTSIDE, TYPED
from outsourced_care.extraction.word_lists import words as words_of

_TYPED = re.compile(r"\s(?:" + "|".join(TYPED) + r")\b")
_APPOSED = re.compile(
    r"\b(?:group|charity|company|firm|union|magazine|retailer|organisation|campaigners|party),\s"
    r"(?:the\s)?\Z"
)
# "Larkspur, a charity that", "Larkspur, the firm behind it"
_KIND = r"(?:company|firm|charity|union|retailer|supplier|think-?tank|manufacturer|insurer|airline)"
_ITS_KIND = re.compile(
    rf",\s(?:an?|the)\s(?:[a-z-]+\s){{0,3}}(?:{_KIND}|(?:pressure|campaign|advocacy)\sgroup)"
    r"(?:[,.]|\s(?:that|which|whose|based|behind|representing|for|in)\b)"
)
# "the charity Larkspur", and where no given name follows "contractor Larkspur"
_KIND_BEFORE = re.compile(rf"\b(?:{_KIND}|supermarket|giant)\s\Z")
_TRADE_BEFORE = re.compile(
    r"\b(?:contractor|developer|operator|miner|lender|housebuilder|chain)\s\Z"
)
_KIND_ENDS = words_of("any irm ity ion ler ier ank rer ine ket ant tor per ner der ain")
_BEHIND = (", a ", ", an ", ", the ")
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
    lead = text[start - 4 : start - 1]
    return lead[2:] == "," or lead[1:] in _LEADING or lead in _KIND_ENDS


def leads_on(text: str, end: int) -> bool:
    """Whether an explanation may stand behind a run of capitals."""
    return text[end : end + 1] == "," and text.startswith(_BEHIND, end)


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
    if words < 4 and _is_its_kind(text, start, end, before):
        return "typed"
    if before.endswith(", ") and text[end : end + 1] == "," and _APPOSED.search(before):
        return "typed"
    office = before[-3:-1] in _LEADING and _OFFICE_OF.search(before)
    if not office and (alone or not _ITS_OFFICE.match(text, end)):
        return None
    nobody = _NO_BODY.search(text, start, end) or gss_code(text[start:end])
    return None if nobody else "office"


def _is_its_kind(text: str, start: int, end: int, before: str) -> bool:
    """Whether the words beside a name tell the kind of body it is."""
    if leads_on(text, end) and _ITS_KIND.match(text, end):
        return True
    if before[-4:-1] not in _KIND_ENDS:
        return False
    trade = _TRADE_BEFORE.search(before)
    if trade and given_gender(text[start:end].split()[0]) is None:
        return True
    return _KIND_BEFORE.search(before) is not None


def _may_be_a_name(words: list[str]) -> bool:
    last = words[-1]
    if words[0] in OUTSIDE or last.lower().endswith(DEMONYM) or last.isupper() or "-" in last:
        return False
    return not last.endswith(("’s", "'s", "’", "'"))
