"""Marked words and what stands before them flow in; whether they quote anybody flows out."""

import re

from outsourced_care.extraction.office_words import DESCRIBING_WORDS
from outsourced_care.extraction.word_lists import words

# Nouns and prepositions that the title of a work or programme follows.
_TITLED = re.compile(
    r"(?:\b(?:titled|entitled|called|named|labell?ed|so.called|deemed(?: to be)?|"
    r"(?:book|film|movie|song|show|program|programme|episode|series|album|play|anthem|article|"
    r"magazine|on|his|her),?|(?:episode|edition|broadcast|host|season|version) of|\d{4})"
    r"|[a-z][’']s)\s*\Z",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?:, called|\b(?:named|titled|entitled)),? \Z")
_QUESTION = re.compile(r"\bquestion\b[^.?!]{0,60}\b(?:is|remains):?,?\s*\Z")
_SMALL = words("a an the of in on at and or for to is with by from your my be it")
_WORD = re.compile(r"\w+")
# "its owner, " between a quotation and "Ada Frost, said"
_DESCRIBED = re.compile(
    rf"[ \xa0](?:(?:the|its|his|her|their|an?)[ \xa0])?(?:[\w’'-]+[ \xa0]){{0,4}}?"
    rf"(?:{DESCRIBING_WORDS}|mother|father|sister|brother|wife|husband|son|daughter)"
    r"(?:[ \xa0](?:of|for|at)[ \xa0][^,.;:]{2,50})?,[ \xa0]",
    re.IGNORECASE,
)
# "refused to say whether", "would not say who": what comes is not said
_UNSAID = re.compile(
    r"\b(?:(?:refus|declin)(?:ed|es|ing)\sto|(?:would|did|does|do|will|could|can|has|had)(?:\snot|n[’']t)"
    r"(?=\s(?:say|said|confirm|comment|reveal)\s(?:on|whether|if|who|what|when|how|where|why)))"
    r"\s(?:sa(?:y|id)|comment|confirm|deny|reveal|disclose|answer|discuss|explain|specify|elaborate|"
    r"speculate|respond|be\sdrawn|name)\b[^,;:.“”\"]{0,60}[“\"‘']?\Z"
)
_LEAD = 160
_FEW = 3  # fewer marked words than this need a source beside them


def is_few(said: str) -> bool:
    """Whether so few words are marked that they may be a term or irony."""
    return len(said.split(None, _FEW)) < _FEW


def is_title(said: str, lead: str) -> bool:
    """The title of a work or programme: capitals throughout, behind a word that announces it."""
    parts = said.split(None, 10)
    if len(parts) == 1 and said[0].isupper() and said[-1].isalnum() and _NAMED.search(lead[-12:]):
        return True
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


def is_unsaid(lead: str) -> bool:
    """Whether the words before marked ones tell that their source does not say them."""
    near = lead[-_LEAD:]
    hints = ("refus", "declin", "not ", "n't ", "n’t ")  # a cheap look first
    return any(hint in near for hint in hints) and _UNSAID.search(near) is not None


def describes(gap: str) -> bool:
    """Whether words between a quotation and a name only tell who that is: "its owner, "."""
    return _DESCRIBED.fullmatch(gap) is not None
