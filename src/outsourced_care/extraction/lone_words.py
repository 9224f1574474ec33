"""A source told by one capitalised word flows in ("Frost said"), what kind it is flows out.

Where nothing tells a body, a group or a place, such a word is a surname.
"""

from __future__ import annotations

import re

from outsourced_care.extraction.authorities import gss_code
from outsourced_care.extraction.grammar import PEOPLE
from outsourced_care.extraction.org_known import KNOWN
from outsourced_care.extraction.person_words import BODY_WORDS, NOT_NAMES, TITLES
from outsourced_care.extraction.word_lists import words

# "Frost", "O'Dea", "McLay", "Thaw-Lund"; no acronym, no name with a figure
_SURNAME = re.compile(r"(?:[OD][’']|Mc|Mac|Fitz)?[A-Z][a-zà-ÿ]+(?:-[A-Z][a-zà-ÿ]+)?")
_GROUPS = PEOPLE | words(
    "authorities delegates demonstrators lawmakers democrats republicans proponents police "
    "protesters teachers doctors nurses councillors senators judges workers staff polls"
)
_DEMONYMS = ("cans", "ians")
_CAPITALS = words(  # states and seats of government that speak
    "america australia beijing brazil britain brussels canada china egypt england france germany "
    "greece holyrood india iran iraq ireland israel italy japan london mexico moscow pakistan "
    "poland russia scotland spain syria turkey ukraine wales washington westminster whitehall"
)
_BODIES = (
    r"(?:(?:City|County|Borough|Town|Parish|District)\s)?(?:Council|Trust|Party|University|"
    r"Hospital|Group|Association|Union|Police|College|School|Ltd|Limited|plc)\b"
)
_READ = 100_000  # so much of a text is searched for the word


def kind_of_word(word: str) -> str:
    """The kind of a source told by one word, in the terms of schemas/quotes.json."""
    lower = word.lower()
    if lower in _GROUPS or lower.endswith(_DEMONYMS):
        return "group"
    if word in KNOWN or not _SURNAME.fullmatch(word):
        return "organisation"
    if lower in NOT_NAMES or lower in TITLES:
        return "anonymous"
    body = lower in BODY_WORDS or lower in _CAPITALS or gss_code(word) is not None
    return "organisation" if body else "person"


def is_place_or_body(text: str, word: str) -> bool:
    """Whether a text has a word as a place, or as the first of a body's name: "in Pellam"."""
    word = re.escape(word)
    shape = rf"\b(?:[Ii]n|[Aa]t|[Nn]ear)\s{word}\b|\b{word}\s{_BODIES}"
    return re.search(shape, text[:_READ]) is not None
