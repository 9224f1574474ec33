"""The names of a text flow in, who holds a role that the text speaks of flows out.

"The vicar said": whoever is called a vicar beside the name, before it, behind it or as what the
name explains ("the vicar, Ada Frost,").
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from outsourced_care.extraction.name_runs import Name
from outsourced_care.extraction.names import NameIndex
from outsourced_care.extraction.office_words import RANK_WORDS, ROLES
from outsourced_care.extraction.person_words import BODY_WORDS
from outsourced_care.extraction.word_lists import words

_INDEFINITE = frozenset(("a", "an", "one", "another", "some"))
_OTHERS = words("man woman people source official officials other others group")
_HONOURS = re.compile(r"[ \xa0](?:(?:Sir|Dame|Lord|Lady|Dr|the Rev|Rev)[ \xa0])?")
_NO_ROLE = r"(?!(?:who|which|whose|said|says|told|in|at|on|with|after|when|as|and|but|by|to)\b)"
_LEAD = re.compile(
    r"(?:,[ \xa0]\d{1,3})?,[ \xa0](?:the |a |an |its |his |her |their )?"
    rf"(?:{_NO_ROLE}[\w’'-]+[ \xa0]){{0,5}}\Z"
)
# "vice president" is another role than "president"; "Ruritanian president" another state's
_OTHER_ROLE = re.compile(
    rf"\b(?:(?:{RANK_WORDS}|minority|ex|then)[ \xa0-]|[a-z]\w+(?:ian|ish|ese)[ \xa0])\Z",
    re.IGNORECASE,
)
# how titles before names are shortened
_SHORT = {"professor": "Prof", "councillor": "Cllr", "doctor": "Dr", "sergeant": "Sgt"}
_SIDES = words("conservative labour tory green")  # "the Labour leader" may be told as "the leader"
_ROLES, _FAR = 300, 200_000  # no article speaks of so many roles, nor is as long
_MOST, _BACK = 60, 70  # so many places of a role are looked at, so far back for the name


class Roles:
    """Who holds which role in one text; a role is looked up when it is first asked for."""

    def __init__(self, text: str, index: NameIndex) -> None:
        self._text, self._index = text, index
        self._ends = {name.end: name for name in index.names if " " in name.core}
        self._held: dict[str, list[Name]] = {}

    def holder(self, at: int, said: str) -> Name | None:
        """The person whose role a description at a place names: "the mayor"."""
        parts = said.lower().split()
        if not parts or parts[0] in _INDEFINITE or "of" in parts or "for" in parts:
            return None
        role = parts[-1]
        bare = len(parts) == 1 or (parts[0] == "the" and len(parts) < 4)
        told = bare or role in ROLES
        if not told or not role.isalpha() or role in BODY_WORDS or role in _OTHERS:
            return None
        wanted = " ".join(p for p in parts if p not in ("the", "his", "her", "former"))
        if wanted not in self._held:
            if len(self._held) >= _ROLES:
                return None
            self._held[wanted] = sorted(self._holders(wanted))
        held = self._held[wanted]
        side, _, role = wanted.partition(" ")
        if not held and side in _SIDES and role:
            one = self.holder(at, f"the {role}")
            alone = len({name.last for name in self._held.get(role, ())}) == 1
            return one if alone else None
        if not held:
            return None
        here = bisect_left(held, at, key=lambda name: name.start)
        return self._index.fullest(held[max(0, here - 1)])

    def _holders(self, role: str) -> set[Name]:
        found: set[Name] = set()
        for start in self._places(role):
            if _OTHER_ROLE.search(self._text, max(0, start - 16), start):
                continue
            names = (self._before(start), self._behind(start + len(role)))
            found.update(n for n in names if n and self._index.is_person(n))
        if short := _SHORT.get(role):
            found.update(n for end in self._ends_of(short) if (n := self._behind(end)))
        return found

    def _places(self, role: str) -> Iterator[int]:
        """Where a role is spoken of; finding plain strings is quicker than a pattern for each."""
        for form in {role, role.capitalize(), role.title()}:
            at = self._text.find(form, 0, _FAR)
            for _ in range(_MOST):
                if at < 0:
                    break
                around = self._text[at - 1 : at] + self._text[at + len(form) : at + len(form) + 1]
                if not any(char.isalnum() or char in "’'-" for char in around):
                    yield at
                at = self._text.find(form, at + len(form), _FAR)

    def _ends_of(self, short: str) -> Iterator[int]:
        """Where a shortened title before a name ends."""
        at = self._text.find(f"{short} ", 0, _FAR)
        for _ in range(_MOST):
            if at < 0:
                break
            yield at + len(short)
            at = self._text.find(f"{short} ", at + 1, _FAR)

    def _before(self, start: int) -> Name | None:
        """The name that a role explains: "Ada Frost, 52, the vicar"."""
        comma = self._text.find(",", max(0, start - _BACK), start)  # a cheap look first
        lead = _LEAD.search(self._text, comma, start) if comma >= 0 else None
        return self._ends.get(lead.start()) if lead else None

    def _behind(self, end: int) -> Name | None:
        """The name behind a role: "vicar Ada Frost", "the vicar, Ada Frost,"."""
        comma = self._text[end : end + 1] == ","
        honours = _HONOURS.match(self._text, end + comma)
        names = self._index.between(end, honours.end() + 24) if honours else []
        if not names or not honours or " " not in names[0].core:
            return None
        between = self._text[honours.end() : names[0].start].split()
        if any(part[0].islower() for part in between) or len(between) > 2:
            return None
        return names[0] if not comma or self._text[names[0].end : names[0].end + 1] == "," else None
