"""A text flows in, its runs of capitalised words and their words flow out."""

from __future__ import annotations

import re
from typing import NamedTuple

_REST = r"[\w&’'-]*(?:\.(?<=\bSt\.))?"
_WORD = rf"[A-Z]{_REST}"
_SPACE = r"[^\S\n]"  # a byline or heading above is no part of a name
# A word's first capital has its look-behind after it: a search for capitals alone is quicker.
# The small word behind a run is told as well.
# Each repetition begins with white space and a capital, or with a link between: no overlap.
RUNS = re.compile(
    rf"[A-Z](?<!\w[A-Z]){_REST}"
    rf"(?:{_SPACE}(?:(?:of|for|against|on|and|&){_SPACE}(?:the{_SPACE})?)?{_WORD}){{0,40}}+"
    rf"(?=(?:{_SPACE}([a-z]+))?)"
)
_TOKEN = re.compile(r"\S+")
_POSSESSIVE = re.compile(r"[’']s?\Z")
_POSSESSIVE_ENDS = ("s", "’", "'")  # a cheap look first
_LENDING = re.compile(
    r"-(?:run|led|backed|funded|owned|controlled|based|supported|appointed|style|affiliated)\Z"
)


class Token(NamedTuple):
    """A word of a run, without a possessive ending ("Arden's") or a participle ("Arden-based").

    `owns` and `lends` tell whether it had one; a name may end there, none goes on.
    """

    start: int
    end: int
    word: str
    owns: bool
    lends: bool


class RunName(NamedTuple):
    """A name of an organisation in a run."""

    start: int
    end: int
    kind: str
    route: str


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The words of a run."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word, (begin, cut) = match[0], match.span()
        lending = _LENDING.search(word) if "-" in word else None
        owning = None
        if lending is None and word.endswith(_POSSESSIVE_ENDS):
            owning = _POSSESSIVE.search(word)
        if ending := lending or owning:
            cut -= len(ending[0])
            word = word[: ending.start()]
        found.append(Token(begin, cut, word, owning is not None, lending is not None))
    return found
