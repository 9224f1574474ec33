"""The names of a text flow in, each in its fullest form and what the text tells of it flow out."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict

from outsourced_care.extraction.name_runs import (
    PERSON_BEFORE,
    PERSON_BEHIND,
    SURNAMES,
    Name,
    find_names,
    given_gender,
)
from outsourced_care.extraction.office_words import ROLE_WORDS
from outsourced_care.extraction.person_words import BODY_WORDS

# "the institute's director, Noor Whitlock,"
_APPOSED_TO = re.compile(
    rf"\b(?:(?i:the|its|his|her|their|[’']s?)) (?:[a-z-]+ ){{0,3}}{ROLE_WORDS}"
    r"(?: (?:of|for|at) [\w’' -]{2,50})?,[ \xa0]\Z"
)
_ONE_BEHIND = re.compile(r",[ \xa0](?:\d{1,2},|who\b)")  # "Ada, 9," and "Ada, who"
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")
_REACH, _MOST = 1600, 80  # so far before a pronoun names are looked at, and so many
_NEAR = 8  # so many earlier full names are looked at for a short one


class NameIndex:
    """The names of one text, in order, and the fullest form of each."""

    def __init__(self, text: str) -> None:
        self.names = list(find_names(text))
        self.starts = [n.start for n in self.names]
        self._people = {n.last for n in self.names if _told_as_person(text, n)}
        self._lone = {
            n.core for n in self.names if " " not in n.core and (n.person or _is_lone(text, n))
        }
        self._by_last: dict[str, list[Name]] = defaultdict(list)
        self._by_first: dict[str, list[Name]] = defaultdict(list)
        self._longest: dict[tuple[str, str], Name] = {}
        for name in self.names:
            if 0 < name.core.count(" ") < 4:
                self._add(name)
        self._genders = self._gender_votes()
        self._acronyms = _acronyms(text)
        self._fullest: dict[int, Name] = {}
        self._is_person: dict[int, bool] = {}

    def _add(self, name: Name) -> None:
        parts = name.core.split()
        self._by_last[name.last].append(name)
        self._by_first[parts[0]].append(name)
        for part in parts[:-1]:
            known = self._longest.get((part, name.last))
            if known is None or len(known.core) < len(name.core):
                self._longest[part, name.last] = name

    def between(self, start: int, end: int) -> list[Name]:
        """The names that begin inside a span."""
        return self.names[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def before(self, place: int) -> list[Name]:
        """The names not far before a place, the nearest first."""
        return self.between(max(0, place - _REACH), place)[: -_MOST - 1 : -1]

    def occurrences(self, last: str) -> list[Name]:
        """The full names with a given last word, in order."""
        return self._by_last.get(last, [])

    def fullest(self, name: Name) -> Name:
        """The fullest form of a name in the text: "Jones" and "Mr Jones" give "Ray Jones"."""
        full = self._fullest.get(name.start)
        if full is None:
            full = self._fullest[name.start] = self._find_fullest(name)
        return full

    def _find_fullest(self, name: Name) -> Name:
        if " " in name.core:
            return self._longest.get((name.core.split()[0], name.last), name)
        known = self._by_last.get(name.last) or self._by_first.get(name.core) or []
        here = bisect_right(known, name.start, key=lambda k: k.start)
        near = [*reversed(known[max(0, here - _NEAR) : here]), *known[here : here + 1]]
        near = [k for k in near if not name.gender or k.gender in (None, name.gender)]
        people = [k for k in near if k.person or k.last in self._people]
        return (people or near or [name])[0]

    def whole(self, name: Name) -> str:
        """The fullest form of a name, an acronym as what it stands for."""
        return self.expanded(self.fullest(name).core)

    def expanded(self, core: str) -> str:
        """The name that a defined acronym stands for; any other name as it is."""
        if " " in core or sum(char.isupper() for char in core) < 2:
            return core
        return self._acronyms.get(core.upper(), core)

    def gender(self, name: Name) -> str | None:
        """The gender of a person, from a title or given name anywhere in the text."""
        lone = None if " " in name.core else given_gender(name.core)
        return name.gender or self._genders.get(name.last) or lone

    def learn(self, name: Name, gender: str) -> None:
        """Remember a gender that a pronoun told, where nothing else does."""
        if self.gender(name) is None:
            self._genders[name.last] = gender

    def is_person(self, name: Name) -> bool:
        """Whether a name is a person's, as far as titles, given names and roles tell."""
        person = self._is_person.get(name.start)
        if person is None:
            person = self._is_person[name.start] = self._find_person(name)
        return person

    def _find_person(self, name: Name) -> bool:
        if name.person:
            return True
        if name.last.lower() in BODY_WORDS:
            return name.core in SURNAMES and self.fullest(name).person
        full = self.fullest(name)
        if full.last in self._people and " " in full.core:
            return True
        alone = full is name and (given_gender(name.core) is not None or name.core in self._lone)
        return full.person or alone

    def _gender_votes(self) -> dict[str, str]:
        votes: dict[str, int] = defaultdict(int)
        for name in self.names:
            if name.gender:
                votes[name.last] += 1 if name.gender == "m" else -1
        return {last: "m" if vote > 0 else "f" for last, vote in votes.items() if vote}


def _told_as_person(text: str, name: Name) -> bool:
    """A name of two or three words beside a role, an age or a verb of speech is a person's."""
    if not 0 < name.core.count(" ") < 3 or name.last.lower() in BODY_WORDS:
        return False
    lead = text[max(0, name.start - 4) : name.start]
    if lead.endswith(("the ", "The ")):
        return False
    apposed = text[name.start - 2 : name.start] == ", " and text[name.end : name.end + 1] == ","
    if apposed and _APPOSED_TO.search(text, max(0, name.start - 80), name.start):
        return True
    if PERSON_BEHIND.match(text, name.end):
        return True
    if not lead[-2:-1].islower():  # a cheap look first: the words before end in small letters
        return False
    return bool(PERSON_BEFORE.search(text, max(0, name.start - 24), name.start))


def _is_lone(text: str, name: Name) -> bool:
    """A single name with an age or "who" behind it is a person's."""
    return text[name.end : name.end + 1] == "," and bool(_ONE_BEHIND.match(text, name.end))


def _acronyms(text: str) -> dict[str, str]:
    """Defined acronyms and the capitalised words before them that they stand for."""
    found: dict[str, str] = {}
    for match in _ACRONYM.finditer(text):
        parts = text[max(0, match.start() - 120) : match.start()].split()
        letters = match[1].upper()
        for size in range(len(letters), min(len(parts), len(letters) + 5) + 1):
            part = parts[-size:]
            if part[0][0].upper() == letters[0] and part[0][0].isupper():
                found.setdefault(letters, " ".join(part))
                break
    return found
