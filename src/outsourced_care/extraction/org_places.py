"""A text and its authorities flow in, the bare places that act as their council flow out.

"Pellam employs …", "Pellam's children's services"; not "in Pellam".
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from outsourced_care.extraction.authorities import plain_name
from outsourced_care.extraction.word_lists import letters, trie


class _Mention(Protocol):
    @property
    def name(self) -> str:
        """The body's name."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def route(self) -> str:
        """How it was found."""


# what a council has, and a town has not
_SERVICES = (
    r"(?:children[’']s\s(?:services|social)|children[’']s\sdirector|director|council|services|"
    r"bid|response|analysis|alternative|proposal|plans?\s(?:to|for)|document|outsourcing|budget|"
    r"report\sto|performance|leadership|social\s(?:care|work)|cabinet|chief\sexecutive|troubled)"
)
# what a council does, or is judged to be
_ACTS = (
    r"(?:has|have|had)\s(?:done|been\scalled|been\sjudged|been\srated|asked|agreed|decided|outsourced|"
    r"proposed|submitted|failed|made|set\sup|transferred|taken)|employs?|employed|agreed|decided|"
    r"proposes?|proposed|submitted|asked|wants|plans|intends|hopes|might\sthink|thinks|insists|"
    r"argues|says|said|should\sbe|must\sbe|is\sto\sbe|(?:was|were|is)\s(?:not\s)?(?:properly\srun|"
    r"rated|judged|failing|inadequate|told|ordered|criticised|found\sto)|failed|spends?|runs?\s"
)
_LED = (
    r"(?:work(?:ing|s)?\sfor|strip|contacted|asked|told|ordered|employed\sby|run\sby|"
    r"councils\s(?:such\sas|like|including)|places\slike|among\sthem|boroughs\sof|"
    r"judged|rated)"
)


_ACTING = re.compile(
    rf"[’']s\s{_SERVICES}\b|\s(?:{_ACTS})\b|\s(?:director|children[’']s\s(?:services|director)|"
    rf"(?:outsourcing\s)?document)\b"
)
_LEADING = re.compile(rf"\b{_LED}\s(?:the\s)?(?:London\sboroughs\sof\s)?\Z")
_BOTH_ACT = re.compile(rf"\s(?:{_ACTS})\b")
_AND = re.compile(r"\sand\s")
_BOROUGHS = re.compile(r"\bboroughs\sof\s\Z")
_BEFORE = 60  # so far before a place the words that lead to it reach
_LONGEST = 100  # no authority has a longer name
_MOST = 400  # so many places at most: no article tells more


def place_mentions(
    text: str, found: Sequence[_Mention], register: Mapping[str, str]
) -> Iterator[tuple[int, int, str]]:
    """Where a bare place stands for its council: start, end, name of the authority.

    Only places count whose council the text names, or the register holds.

    Args:
        text: The text.
        found: The mentions found so far; the councils among them name the places.
        register: Names of local authorities by plain place name.
    """
    places = dict(register)
    for mention in found:
        named = mention.route in ("authority", "register") and len(mention.name) < _LONGEST
        if named and mention.kind == "local_authority":
            places.setdefault(plain_name(mention.name), mention.name)
    shapes: dict[str, str] = {}
    for plain, name in places.items():
        if plain and (written := _written(plain)):
            shapes.setdefault(written, name)
            if " Upon " in written or " upon " in written:
                shapes.setdefault(re.split(r"\s[uU]pon\s", written)[0], name)
    present = [shape for shape in list(shapes)[:_MOST] if shape in text]
    if not present:
        return
    names = re.compile(rf"(?<![\w-]){trie(map(letters, present))}(?!\w)")
    before: re.Match[str] | None = None
    for match in names.finditer(text):
        start, end = match.span()
        if _ACTING.match(text, end) or _LEADING.search(text, max(0, start - _BEFORE), start):
            yield start, end, shapes[match[0]]
        if before and _coordinated(text, before.start(), before.end(), start, end):
            yield *before.span(), shapes[before[0]]
            yield start, end, shapes[match[0]]
        before = match


def _coordinated(text: str, first: int, behind: int, second: int, end: int) -> bool:
    """Two places in one: "boroughs of Pellam and Larkspur", "Pellam and Larkspur agreed"."""
    if second - behind != 5 or not _AND.match(text, behind):
        return False
    return bool(_BOTH_ACT.match(text, end) or _BOROUGHS.search(text, max(0, first - 12), first))


@functools.lru_cache(maxsize=4096)
def _written(plain: str) -> str:
    """A plain name as it is written: "isle of wight" gives "Isle of Wight"."""
    small = {"of", "and", "upon", "the", "with", "on", "in", "under", "le"}
    return " ".join(w if w in small else w[:1].upper() + w[1:] for w in plain.split())
