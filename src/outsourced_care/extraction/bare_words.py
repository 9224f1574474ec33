"""A text and its organisations flow in, which opening words are perhaps no names flows out.

A headline's first word is a capital by its place alone: "Homes row deepens" names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from outsourced_care.extraction.lone_words import kind_of_word
from outsourced_care.extraction.name_runs import Name
from outsourced_care.extraction.names import NameIndex
from outsourced_care.extraction.org_known import KNOWN
from outsourced_care.extraction.org_register import FoundOrganisation
from outsourced_care.extraction.organisations import find_organisations
from outsourced_care.extraction.person_words import BODY_WORDS
from outsourced_care.extraction.segments import Span, inside
from outsourced_care.extraction.word_lists import words

_SMALL = re.compile(r"(?<!\w)[a-z]+(?!\w)")
# before a capital that is none by its place
_WITHIN = re.compile(r"[\w,;)][ \xa0]\Z")
_NO_PLURAL = ("ss", "us", "is")
_PLURALS = words("children men women staff youth")


class BareWords:
    """Tells the words of one text that are capitals only because a sentence begins there."""

    def __init__(
        self, text: str, index: NameIndex, organisations: Sequence[FoundOrganisation] | None
    ) -> None:
        self.text, self.index = text, index
        self._given = organisations

    def is_bare(self, name: Name) -> bool:
        """Whether a name may well be a common noun that opens a sentence."""
        word = name.core
        if " " in word or word in KNOWN or self._within(name):
            return False
        common = is_plural(word) or word.lower() in BODY_WORDS or word.lower() in self._small
        if not common or word in self._told or self.index.fullest(name) is not name:
            return False
        return not self.is_body(name)

    def is_common(self, word: str) -> bool:
        """Whether a word is a noun in the plural beyond doubt: no "it" stands for it."""
        lower = word.lower()
        return is_plural(word) and (lower in BODY_WORDS or lower in self._small)

    def is_body(self, name: Name) -> bool:
        """Whether a name is one of an organisation that the text names."""
        return inside(self._bodies, name.start, name.end)

    def _within(self, name: Name) -> bool:
        return _WITHIN.search(self.text, max(0, name.start - 2), name.start) is not None

    @cached_property
    def _bodies(self) -> list[Span]:
        found = find_organisations(self.text) if self._given is None else self._given
        return [(one.start, one.end) for one in found]

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(_SMALL.findall(self.text))

    @cached_property
    def _told(self) -> frozenset[str]:
        """The lone words with a capital inside a sentence."""
        return frozenset(
            name.core for name in self.index.names if " " not in name.core and self._within(name)
        )


def is_plural(word: str) -> bool:
    """Whether a word looks like a noun in the plural: "Homes", "Children"."""
    lower = word.lower()
    plural = lower.endswith("s") and not lower.endswith(_NO_PLURAL)
    return plural or lower in _PLURALS or kind_of_word(word) == "group"
