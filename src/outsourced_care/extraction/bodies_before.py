"""The place of a pronoun flows in, the body before it that "it" may stand for flows out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence, Set

from outsourced_care.extraction.bare_words import BareWords, is_plural
from outsourced_care.extraction.name_runs import Name
from outsourced_care.extraction.names import NameIndex
from outsourced_care.extraction.org_register import FoundOrganisation
from outsourced_care.extraction.person_words import BODY_WORDS

# "the Ruritanian state": no body by itself
_ADJECTIVE = re.compile(r"(?:ian|ish|ese|ean|can)[ \xa0][a-z]")
_DATE_BEHIND = re.compile(  # what makes a line at its head a dateline
    r"(?:[ \xa0](?:on|at))?[:,]?[ \xa0](?:[A-Z][a-z]+day,?[ \xa0])?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?[ \xa0][A-Z][a-z]{2,8}\b|[A-Z][a-z]{2,8}[ \xa0]\d{1,2},[ \xa0]\d{4}"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4})|,?(?: \([A-Z]\w{1,12}\))? (?:--?|—|–) "
)
# the rest of "Association of Clerks and Ushers"
_GOES_ON = re.compile(r" (?:of|for)(?: the)? [A-Z][\w’-]*(?: (?:(?:and|of) )?[A-Z][\w’-]*){0,6}")
_ARTICLE = 9  # a name behind "The" or "But the" opens its sentence
_FIRST_NAMES = 3  # so many names at a sentence's beginning
_NEAR = 3  # so many sentences back


class BodiesBefore:
    """Finds what bodies one text names before a place."""

    def __init__(
        self,
        text: str,
        masked: str,
        starts: Sequence[int],
        index: NameIndex,
        organisations: Sequence[FoundOrganisation] | None,
    ) -> None:
        self.text, self.masked, self.index = text, masked, index
        self._starts = starts  # of the sentences
        self._bare = BareWords(text, index, organisations)

    def are_many(self, start: int, end: int) -> bool:
        """Whether a mention is a lone noun in the plural that opens its sentence."""
        names = self.index.between(start, end)
        return len(names) == 1 and is_plural(names[0].core) and self._bare.is_bare(names[0])

    def nearest(self, place: int, *, one: bool) -> str | None:
        """The nearest name of no person; for `one` thing rather a found body than a bare word."""
        here, bare = self._sentence(place), None
        for name in self.index.before(place):
            if here - self._sentence(name.start) > _NEAR:
                break
            if self._is_no_body(name):
                continue
            if bare is None and not (one and self._bare.is_bare(name)):
                return self.index.whole(name)
            if bare is not None and self._bare.is_body(name):
                return self.index.whole(name)
            bare = bare or name
        return None if bare is None or self._bare.is_common(bare.core) else bare.core

    def opening(self, place: int, sources: Set[int]) -> str | None:
        """The body whose name opens the sentence around a place, or else the one before.

        Where the body that opens the sentence before is one of the `sources`, it speaks on.
        """
        here = self._sentence(place)
        before = self._first_body(here - 1, self._starts[here - 1]) if here > 1 else None
        if before is not None and before.start in sources:
            name: Name | None = before
        else:
            name = self._first_body(here, place) or before
        if name is None:
            return None
        longer = _GOES_ON.match(self.text, name.end)
        return self.text[name.start : longer.end()] if longer else self.index.whole(name)

    def _first_body(self, number: int, end: int) -> Name | None:
        """The body at the beginning of a sentence."""
        begin = self._starts[number - 1]
        names = self.index.between(begin, end)[:_FIRST_NAMES]
        return next((name for name in names if self._opens(name, begin)), None)

    def _opens(self, name: Name, begin: int) -> bool:
        """Whether a name at the beginning of its sentence is a body's."""
        told = self.masked[name.start] == self.text[name.start] and name.start - begin < _ARTICLE
        if not told or name.last.lower() not in BODY_WORDS or self.index.is_person(name):
            return False
        if self.text[name.end : name.end + 1] in ("’", "'"):
            return False
        longer = not is_plural(name.core) and _GOES_ON.match(self.text, name.end)
        return bool(longer) or not self._bare.is_bare(name)

    def _is_no_body(self, name: Name) -> bool:
        """Whether a name is a person's, tells only whose a body is, or opens a dateline."""
        opens = name.start == 0 or self.text[name.start - 1] == "\n"
        if opens and _DATE_BEHIND.match(self.text, name.end):
            return True
        adjective = _ADJECTIVE.match(self.text, name.end - 3)
        return adjective is not None or self.index.is_person(name)

    def _sentence(self, place: int) -> int:
        return bisect_right(self._starts, place)
