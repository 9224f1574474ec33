"""Plain text flows in, its capitalised runs with what each tells of a person flow out."""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from outsourced_care.extraction.office_words import ROLE_WORDS
from outsourced_care.extraction.person_words import (
    BODY_WORDS,
    FEMALE,
    HE,
    MALE,
    NOT_NAMES,
    SHE,
    TITLES,
)

_SAYS = r"(?:said|says|added|adds|told|tells|explained|explains|argued|argues|asked|warned|wrote)"
# beside a person's name
PERSON_BEFORE = re.compile(rf"(?:\b{ROLE_WORDS}|[”\"’'],? {_SAYS})[ \xa0]\Z")
PERSON_BEHIND = re.compile(
    rf"[ \xa0]{_SAYS}\b|[ \xa0]\([DR]-|,[ \xa0](?:\d\d\b|who\b"
    rf"|(?:the |a |an )?(?:[\w’'-]+[ \xa0]){{0,4}}?{ROLE_WORDS}\b)"
)
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
_SUFFIXES = ("jr", "sr", "ii", "iii")
# "Coroner Ada Frost", "Chief Executive Ada Frost": a role that opens a run of capitals
_ROLE_END = re.compile(
    rf"(?:.*(?:man|woman|person|er|or|ist|ian|ant)|CEO|{ROLE_WORDS})", re.IGNORECASE
)
# words for bodies, buildings and times that are surnames as well
SURNAMES = frozenset(
    ("Day", "Hall", "Church", "House", "Bank", "Street", "Post", "Parish", "Water")
)
_LONGEST = 400  # a run of capitals that is longer is no name

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


def find_names(text: str) -> Iterator[Name]:
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
            if read[3] in SURNAMES and not read[2]:
                read = _with_surname(text, start, end, read)
            yield Name(start, end, *read)


def _with_surname(text: str, start: int, end: int, read: _Read) -> _Read:
    """A given name and a surname that is as often a building, beside a verb of speech."""
    given, _, last = read[0].partition(" ")
    gender = given_gender(given)
    spoken = PERSON_BEHIND.match(text, end) or PERSON_BEFORE.search(text, max(0, start - 24), start)
    if last != read[3] or gender is None or not spoken or text[start - 4 : start].lower() == "the ":
        return read
    return read[0], gender, True, read[3]
