"""A run of capitalised words flows in, the names of organisations inside it flow out.

"Secretary of the Larkspur Trust and Pellam University's Institute of Birds" is one run of
capitalised words with links; three names stand in it. Names end in a telling noun ("… Trust"),
begin with one ("Institute of …"), or are known.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from outsourced_care.extraction.org_kinds import kind_of, names_a_body
from outsourced_care.extraction.org_known import COMMON, KNOWN
from outsourced_care.extraction.org_tokens import RunName, Token, tokens_of
from outsourced_care.extraction.org_words import (
    ABOUT,
    LEAD_LINKS,
    LEADS,
    LINKS,
    OUTSIDE,
    TAILS,
    WEAK_TAILS,
)
from outsourced_care.extraction.word_lists import words

_ENDING = re.compile(r"(?:[’']s?|-[a-z]+)(?=\s|\Z)")
_LONG = 100  # runs that are longer are not kept in memory
_TELLING = frozenset((*TAILS, *LEADS, *(name.split()[0].removesuffix("'s") for name in KNOWN)))
_KNOWN_FIRST = frozenset(tokens_of(name, 0, len(name))[0].word for name in KNOWN)
_PERSONAL = re.compile(r"(?:Sir|St|Lady|Lord|King|Queen|Prince|Princess)\Z")


def names_in_run(text: str, start: int, end: int) -> Iterator[RunName]:
    """The names of organisations in a run, in order, none overlapping."""
    if not tells(text[start:end]):
        return  # most runs are people and places
    words = tokens_of(text, start, end)
    for part in _parts(words):
        yield from _names_in_part(text, part)


def tells(run: str) -> bool:
    """Whether a run of capitalised words holds one that names of organisations have."""
    return _tells(run) if len(run) < _LONG else _tells.__wrapped__(run)


@functools.lru_cache(maxsize=4096)  # the same names stand again and again
def _tells(run: str) -> bool:
    if "-" in run or "’" in run or "'" in run:
        run = _ENDING.sub("", run)
    return not _TELLING.isdisjoint(run.split())


def _parts(words: list[Token]) -> Iterator[list[Token]]:
    """A run cut where one name ends: after a possessive that follows a telling noun."""
    begin = 0
    for at, token in enumerate(words):
        if token.owns and (token.word in TAILS or _known(token.word) or token.word.isupper()):
            yield words[begin : at + 1]
            begin = at + 1
    if begin < len(words):
        yield words[begin:]


def _known(name: str) -> str | None:
    return KNOWN.get(name.replace("’", "'"))


def _names_in_part(text: str, words: list[Token]) -> Iterator[RunName]:
    at = 0
    while at < len(words):
        found = _known_at(text, words, at) or _led(text, words, at)
        if found is None:
            at += 1
            continue
        name, behind = found
        # a tail further on may take the name in: "Pellam University Press"
        begin = at if name.route == "pattern" else behind
        yield from _tailed(text, words[:at]) if at else ()
        yield name
        yield from _names_in_part(text, words[behind:]) if begin < len(words) else ()
        return
    yield from _tailed(text, words)


def _known_at(text: str, words: list[Token], at: int) -> tuple[RunName, int] | None:
    """The longest well-known name that begins at a word, unless a tail makes it part of more."""
    if words[at].word.replace("’", "'") not in _KNOWN_FIRST:
        return None
    for behind in range(min(len(words), at + 6), at, -1):
        end = words[behind - 1].end
        name = text[words[at].start : end]
        if words[behind - 1].owns and _known(text[words[at].start : end + 2]):
            end += 2  # "Sainsbury's" has its name so
            name = text[words[at].start : end]
        kind = _known(name)
        if kind is None:
            continue
        if _outgrown(words, at, behind, kind):
            return None
        first = at - 1 if _local_party(words, at, name, kind) else at
        return RunName(words[first].start, end, kind, _route(name, kind)), behind
    return None


def _local_party(words: list[Token], at: int, name: str, kind: str) -> bool:
    """Whether the one word before a party tells which branch it is: "Pellam Green Party"."""
    if kind != "political_party" or not name.endswith(" Party") or not at:
        return False
    place = words[at - 1]
    plain = place.word not in OUTSIDE and place.word not in LINKS
    alone = at == 1 or words[at - 2].word in OUTSIDE or words[at - 2].word == "the"
    return plain and alone and not place.owns and not place.lends and not _known(place.word)


def _outgrown(words: list[Token], at: int, behind: int, kind: str) -> bool:
    """Whether a known name is the middle of a longer one: "Pellam Labour Club", "NHS Trust"."""
    if words[behind - 1].owns or words[behind - 1].lends:
        return False
    before = at > 0 and words[at - 1].word not in OUTSIDE and words[at - 1].word not in LINKS
    rest = [w.word for w in words[behind : behind + 3]]
    if kind == "political_party":
        return bool(rest) and rest[0] in ("Club", "Students", "Party") and rest[0] != "Party"
    if rest and rest[0] in TAILS and rest[0] not in WEAK_TAILS:
        return True
    if kind == "media" and behind - at == 1 and _goes_on(words, at):
        return True  # "Independent Rowers' Federation"
    return before and not words[at - 1].owns and bool(rest) and rest[0] in TAILS


def _route(name: str, kind: str) -> str:
    return "common" if name in COMMON and kind != "political_party" else "known"


def _led(text: str, words: list[Token], at: int) -> tuple[RunName, int] | None:
    """A name that begins with a telling noun and a link: "Department for …"."""
    if words[at].word not in LEADS or at + 2 >= len(words) or words[at].owns:
        return None
    link = words[at + 1].word.lower()
    if link not in LEAD_LINKS or (link in ("on", "against") and words[at].word not in ABOUT):
        return None
    if words[at + 2].word in _DAYS:
        return None
    begin = at
    while begin > 0 and _modifies(words[begin - 1]):
        begin -= 1
    behind = _end_of_led(words, at)
    kind = LEADS[words[at].word]
    return RunName(words[begin].start, words[behind - 1].end, kind, "pattern"), behind


def _modifies(token: Token) -> bool:
    return token.word[0].isupper() and token.word not in OUTSIDE and not token.owns


def _end_of_led(words: list[Token], at: int) -> int:
    """Where such a name ends: at a possessive, or an "and" with a name of its own behind it."""
    behind = at + 2
    while behind < len(words):
        token = words[behind]
        rest = words[behind + 1 :]
        if token.word in ("and", "&") and rest and _own_name(rest):
            break
        if token.word == "on":
            break
        if token.word in OUTSIDE and words[behind - 1].word not in LINKS and token.word[-1] != "s":
            break  # a person's title behind the name; not "Association of Head Teachers"
        behind += 1
        if token.owns and not (behind < len(words) and token.word in _OWNERS):
            break
    while behind > at + 1 and words[behind - 1].word in (*LINKS, "the"):
        behind -= 1
    return behind


_DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_OWNERS = words("Children Women Men People Workers Teachers Governors Farmers Citizens")


def _own_name(words: list[Token]) -> bool:
    """Whether the words after an "and" are a name that stands by itself."""
    first = words[0].word
    if first == "the":
        return True
    if _known(first) or (first.isupper() and len(first) > 2):
        return True
    if first in LEADS and len(words) > 2 and words[1].word in LEAD_LINKS:
        return True
    return any(w.word in TAILS and w.word not in WEAK_TAILS for w in words[1:4])


def _tailed(text: str, words: list[Token]) -> Iterator[RunName]:
    """The names that end in a telling noun."""
    begin = 0
    for at, token in enumerate(words):
        following = words[at + 1].word if at + 1 < len(words) else ""
        if token.word not in TAILS or at == begin:
            continue
        if _goes_on(words, at):
            continue
        if following in LEAD_LINKS and token.word in LEADS:
            continue
        first = _first_of(words, begin, at)
        name = text[words[first].start : token.end]
        if names_a_body(name, [w.word for w in words[first : at + 1]]):
            yield RunName(words[first].start, token.end, kind_of(words[first : at + 1]), "pattern")
            begin = at + 1


def _goes_on(words: list[Token], at: int) -> bool:
    """Whether another tail takes the name further: "Larkspur Foundation Primary School"."""
    for here, after in zip(words[at : at + 3], words[at + 1 : at + 4], strict=False):
        if here.owns or not after.word[0].isupper() or after.word in OUTSIDE:
            return False
        if after.word in TAILS:
            return True
    return False


def _first_of(words: list[Token], begin: int, at: int) -> int:
    """Where a name with its tail at `at` begins."""
    first = at
    while first > begin:
        before = words[first - 1]
        if before.word in OUTSIDE and not _PERSONAL.match(before.word):
            break
        if before.lends:
            break
        if before.word == "the" or before.word == "on":
            break
        if before.word in ("and", "&") and not _joined(words, begin, first, at):
            break
        if before.word in ("of", "for", "against") and not _single(words, begin, first):
            break
        first -= 1
    while first < at and (words[first].word in LINKS or words[first].word == "the"):
        first += 1
    return first


def _single(words: list[Token], begin: int, first: int) -> bool:
    """Whether one plain name stands before the "of": "Larkin of Pellam Institute"."""
    left = words[begin : first - 1]
    return (
        bool(left)
        and left[-1].word not in OUTSIDE
        and left[-1].word not in TAILS
        and (len(left) == 1 or left[-2].word in OUTSIDE or left[-2].word in LINKS)
    )


def _joined(words: list[Token], begin: int, first: int, at: int) -> bool:
    """Whether "X and Y Trust" is one name: nothing on the left stands by itself."""
    left = words[begin : first - 1]
    if not left or left[-1].word in OUTSIDE or left[-1].owns:
        return False
    return not (left[-1].word in TAILS or _known(left[-1].word) or left[-1].word.isupper())
