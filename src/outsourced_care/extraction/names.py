"""Plain text flows in, the names of people and other capitalised runs in it flow out."""

import functools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from outsourced_care.extraction.person_words import (
    BODY_WORDS,
    FEMALE,
    HE,
    MALE,
    NOT_NAMES,
    ROLE_WORDS,
    SHE,
    TITLES,
)

_SAYS = r"(?:said|says|added|adds|told|tells|explained|explains|argued|argues|asked|warned|wrote)"
_PERSON_BEFORE = re.compile(rf"(?:\b{ROLE_WORDS}|[”\"’'],? {_SAYS})[ \xa0]\Z")
_PERSON_BEHIND = re.compile(
    rf"[ \xa0]{_SAYS}\b|[ \xa0]\([DR]-|,[ \xa0](?:\d\d\b|who\b"
    rf"|(?:the |a |an )?(?:[\w’'-]+[ \xa0]){{0,4}}?{ROLE_WORDS}\b)"
)
# "the institute's director, Noor Whitlock,"
_APPOSED_TO = re.compile(
    rf"\b(?:(?i:the|its|his|her|their|[’']s?)) (?:[a-z-]+ ){{0,3}}{ROLE_WORDS}"
    r"(?: (?:of|for|at) [\w’' -]{2,50})?,[ \xa0]\Z"
)
_ONE_BEHIND = re.compile(r",[ \xa0](?:\d{1,2},|who\b)")  # "Ada, 9," and "Ada, who"
_SHORT = "Mr Mrs Ms Dr Sen Sens Rep Reps Gov Rev St Prof Jr Sr Lt Gen Col Sgt Capt Del Cllr"
# what follows a part's first capital: a title's end, initials, "’Brien", a word
_ENDS = "|".join(f"(?<={short[0]}){short[1:]}" for short in _SHORT.split())
_REST = (
    rf"(?:(?=[a-z]{{1,3}}\.)(?:{_ENDS})\."
    r"|\.(?:[A-Z]\.)*+|[a-z]{0,3}[’'][A-Z][\w-]*|[\w-]*)"
)
_LINK = r"(?:de|la|von|van|der|den|del|di|da|al|bin|le)(?=[ ][A-Z])"
# the look-behind stands behind the first capital: a search for capitals alone is quicker
_RUN = re.compile(rf"[A-Z](?<![\w-].){_REST}(?:[ \xa0](?:[A-Z]{_REST}|{_LINK}))*+")
_OFFICE_FOR = ("for ", " of ", "and ")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z]{1,7})\)")
_SUFFIXES = ("jr", "sr", "ii", "iii")
# "Coroner Ada Frost", "Chief Executive Ada Frost": a role that opens a run of capitals
_ROLE_END = re.compile(
    rf"(?:.*(?:man|woman|person|er|or|ist|ian|ant)|CEO|{ROLE_WORDS})", re.IGNORECASE
)
# words for bodies, buildings and times that are surnames as well
_SURNAMES = frozenset(
    ("Day", "Hall", "Church", "House", "Bank", "Street", "Post", "Parish", "Water")
)
_LONGEST = 400  # a run of capitals that is longer is no name
_NEAR = 8  # so many earlier full names are looked at for a short one


_Read = tuple[str, str | None, bool, str]  # a name's core, gender, person and last


class Name(NamedTuple):
    """A capitalised run: its core without titles, and what is known of the person."""

    start: int
    end: int
    core: str
    gender: str | None  # "m", "f" or None
    person: bool
    last: str  # the surname, or the last word of a body's name


def surname(core: str) -> str:
    """The last word of a name, without Jr. and the like."""
    parts = [w for w in core.split() if w.rstrip(".").lower() not in _SUFFIXES]
    return parts[-1] if parts else core


def given_gender(word: str) -> str | None:
    """The gender that a given name tells, "m" or "f", or None."""
    lower = word.lower()
    return "m" if lower in HE else "f" if lower in SHE else None


@functools.lru_cache(maxsize=4096)  # the same names stand in many texts, and again and again
def _read(said: str, office: bool) -> _Read | None:
    """The name in a capitalised run, or None if it holds nothing but opening words.

    `office` tells that what an office is for may stand before the name.
    """
    parts = said.split()
    if len(parts) == 1:
        core = parts[0]
        return None if core.lower() in NOT_NAMES else (core, None, False, core)
    cut = 0
    for place, part in enumerate(parts[:-1]):
        if part.rstrip(".").lower() in TITLES or part.lower() in NOT_NAMES:
            cut = place + 1
    if office:
        cut = _behind_office(parts, cut)
    elif len(parts) - cut > 2:
        cut = _behind_role(parts, cut)
    titles, parts = parts[:cut], parts[cut:]
    if len(parts) == 1 and parts[0].lower() in NOT_NAMES:
        return None
    lower = {title.rstrip(".").lower() for title in titles}
    told = "m" if lower & MALE else "f" if lower & FEMALE else None
    given = given_gender(parts[0]) if len(parts) > 1 else None
    bodily = parts[-1].lower() in BODY_WORDS or parts[0].lower() in NOT_NAMES
    person = not bodily and (bool(lower & TITLES) or given is not None)
    core = " ".join(parts)
    return core, told or (given if person else None), person, surname(core)


def _behind_office(parts: list[str], cut: int) -> int:
    """Where the name begins in what an office is for: "Minister for Ploughs Ada Frost"."""
    if given_gender(parts[cut]) is not None:
        return cut
    given = (at for at in range(cut + 1, len(parts) - 1) if given_gender(parts[at]))
    return next(given, cut)


def _behind_role(parts: list[str], cut: int) -> int:
    """Where the name begins behind a role in capitals: "Chief Executive Ada Frost"."""
    if given_gender(parts[cut]) is None:
        for at in range(cut + 1, len(parts) - 1):
            if given_gender(parts[at]) is not None:
                return at if _ROLE_END.fullmatch(parts[at - 1]) else cut
    return cut


def _names(text: str) -> Iterator[Name]:
    """The names of a text in order."""
    for run in _RUN.finditer(text):
        said = run[0]
        if len(said) > _LONGEST:
            continue
        office = " " in said and text.startswith(_OFFICE_FOR, max(0, run.start() - 4))
        read = _read(said, office)
        if read:
            end = run.end()
            start = end - len(read[0])
            if read[3] in _SURNAMES and not read[2]:
                read = _with_surname(text, start, end, read)
            yield Name(start, end, *read)


def _with_surname(text: str, start: int, end: int, read: _Read) -> _Read:
    """A given name and a surname that is as often a building, beside a verb of speech."""
    given, _, last = read[0].partition(" ")
    gender = given_gender(given)
    spoken = _PERSON_BEHIND.match(text, end) or _PERSON_BEFORE.search(
        text, max(0, start - 24), start
    )
    if last != read[3] or gender is None or not spoken or text[start - 4 : start].lower() == "the ":
        return read
    return read[0], gender, True, read[3]


class NameIndex:
    """The names of one text, in order, and the fullest form of each."""

    def __init__(self, text: str) -> None:
        self.names = list(_names(text))
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
            return name.core in _SURNAMES and self.fullest(name).person
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
    if _PERSON_BEHIND.match(text, name.end):
        return True
    if not lead[-2:-1].islower():  # a cheap look first: the words before end in small letters
        return False
    return bool(_PERSON_BEFORE.search(text, max(0, name.start - 24), name.start))


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
