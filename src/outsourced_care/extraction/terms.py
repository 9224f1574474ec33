"""Marked words and what stands before them flow in; whether they quote anybody flows out."""

import re

from outsourced_care.extraction.word_lists import words

# Nouns and prepositions that the title of a work or programme follows.
_TITLED = re.compile(
    r"(?:\b(?:titled|entitled|called|named|labell?ed|so.called|deemed(?: to be)?|"
    r"(?:book|film|movie|song|show|program|programme|episode|series|album|play|anthem|article|"
    r"magazine|on|his|her),?|(?:episode|edition|broadcast|host|season|version) of|\d{4})"
    r"|[a-z][’']s)\s*\Z",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\bquestion\b[^.?!]{0,60}\b(?:is|remains):?,?\s*\Z")
_SMALL = words("a an the of in on at and or for to is with by from your my be it")
_WORD = re.compile(r"\w+")
_FEW = 3  # fewer marked words than this need a source beside them


def is_few(said: str) -> bool:
    """Whether so few words are marked that they may be a term or irony."""
    return len(said.split(None, _FEW)) < _FEW


def is_title(said: str, lead: str) -> bool:
    """The title of a work or programme: capitals throughout, behind a word that announces it."""
    parts = said.split(None, 10)
    if not 1 < len(parts) <= 9 or not _TITLED.search(lead[-40:]):
        return False
    return all(p[:1].isupper() or p[:1].isdigit() or p.lower() in _SMALL for p in parts)


def is_name_of_work(said: str) -> bool:
    """Capitals throughout in two words or more, and no stop: a title, a slogan, a name."""
    parts = said.split(None, 10)
    if not 1 < len(parts) <= 9 or said[-1] in ".!?":
        return False
    great = sum(p[:1].isupper() for p in parts)
    return great > 1 and all(p[:1].isupper() or p[:1].isdigit() or p in _SMALL for p in parts)


def is_own_question(said: str, lead: str) -> bool:
    """A question that the author puts: "One question is: ..."."""
    return said.endswith("?") and bool(_QUESTION.search(lead[-100:]))


def is_term(said: str, lead: str) -> bool:
    """Words marked as a term, a name or irony: few, or announced as such, and no source near."""
    if lead.rstrip()[-1:] in (",", ":"):
        return False
    few = len(_WORD.findall(said[:80])) < _FEW  # here a compound counts as its parts
    return few or bool(_TITLED.search(lead[-40:]))
