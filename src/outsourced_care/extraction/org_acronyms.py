"""A text flows in, the acronyms that it defines or makes act like a body flow out.

"Association of Larks (AL)" defines one; "the AOL said" makes one act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from outsourced_care.extraction.org_known import KNOWN
from outsourced_care.extraction.org_words import ACTS, NO_BODIES
from outsourced_care.extraction.word_lists import letters, trie

_MOST = 400  # so many acronyms at most: no article tells more
_DEFINED = re.compile(r"\(([A-Z][A-Za-z&]{1,8})\)")
_ACRONYM = re.compile(r"[A-Z](?<![\w-][A-Z])[A-Z]{1,5}(?:[a-z]?(?![\w-]|/)|(?=-[a-z]))")
_ACTING = re.compile(rf"(?:[’']s)?\s(?:{ACTS})\b")
_BEFORE = re.compile(r"\b(?:of|at|for|from|by)\sthe\s\Z|\b(?:[Tt]he)\s\Z")
_THING = re.compile(
    r"\s(?:test|tests|jab|vaccine|virus|scan|rate|rates|figure|system|scheme|route|code|rules|level|"
    r"levels|exam|exams|passport|citizen|citizens|troops|market|economy|version|screen|show)\b"
)


def acronym_mentions(text: str, ends: Mapping[int, str]) -> Iterator[tuple[int, int, str]]:
    """Where acronyms of bodies stand: start, end, the name they stand for.

    Args:
        text: The text.
        ends: The names of organisations found in the text, by where they end.
    """
    meanings = _defined(text, ends)
    for word in _acting(text):
        meanings.setdefault(word, word)
    if not meanings:
        return
    entries = map(letters, list(meanings)[:_MOST])
    for match in re.finditer(rf"(?<!\w){trie(entries)}(?!\w)", text):
        yield *match.span(), meanings[match[0]]


def _defined(text: str, ends: Mapping[int, str]) -> dict[str, str]:
    """Acronyms in brackets behind the name of an organisation that they abbreviate."""
    meanings: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        name = ends.get(match.start() - 1) if text[match.start() - 1].isspace() else None
        if name and _abbreviates(match[1], name):
            meanings[match[1]] = name
    return meanings


def _abbreviates(short: str, name: str) -> bool:
    """Whether the letters of an acronym stand in a name in their order, the first one first."""
    letters = iter(name.lower())
    return short[0].lower() == name[0].lower() and all(
        c in letters for c in short.lower() if c.isalpha()
    )


def _acting(text: str) -> dict[str, None]:
    """Undefined acronyms that speak, act, or are led by somebody."""
    found: dict[str, None] = {}
    for match in _ACRONYM.finditer(text):
        word = match[0]
        if word in NO_BODIES or word in KNOWN or word in found or len(word) < 3:
            continue
        if word[-1].islower() and word[-1] == "s":
            continue
        if _THING.match(text, match.end()):
            continue
        before = text[max(0, match.start() - 14) : match.start()]
        if _ACTING.match(text, match.end()) and _BEFORE.search(before):
            found[word] = None
    return found
