"""A sentence and the place of a verb in it flow in, who does it flows out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from outsourced_care.extraction.office_holders import (
    OFFICE_FIRST,
    Holders,
    is_office,
    leads,
    office_behind,
)
from outsourced_care.extraction.org_words import OUTSIDE
from outsourced_care.extraction.word_lists import words

Actor = tuple[int, int, str]
_REACH = 300  # so far before a verb its subject is looked for


class Mention(Protocol):
    """An organisation's mention, as far as it is needed here."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def name(self) -> str:
        """The body's name."""


_TITLED = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Dame|Baroness|Prof|Professor|Cllr|Councillor)"
)
_FULL_NAME = re.compile(r"[A-Z][\w’.-]*(?:\s[A-Z][\w’.-]*){1,4}")
_CAPITALS = re.compile(r"[A-Z][\w’-]*(?:\s(?:[A-Z]\.|(?:de|van|von)\s[A-Z]\w+|[A-Z][\w’-]*)){0,6}")
# bodies and groups named by a common noun, the closed class of those that rule and ask
_NOUNS = (
    "[Gg]overnment|[Mm]inisters?|[Cc]ouncils?|councillors|committee|MPs|peers|[Oo]fficials|"
    "governors|schools?|trust|unions?|charity|charities|department|commission|board|panel|party|"
    "bosses|chiefs|leaders|campaigners|experts|report|review|inquiry|authors|academics|"
    "researchers|doctors|teachers|police|mayor|watchdog|regulator|inspectors|inspectorate|"
    "foundation|company|firm|university|authority|critics|headteachers|judges|Tories"
)
_GROUP = re.compile(rf"\b(?:{_NOUNS})\b")
_ITS_WORDS = re.compile(
    r"(?:\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Oo]ur)\s)?"
    r"(?:\b(?!(?:[Ii]f|[Ww]hen|[Ww]hile|[Uu]nless|[Aa]s|[Bb]ut|[Aa]nd|[Aa]lthough|[Ss]ince|that|said|says|of|in|to|for|by|on|the|a|an|his|her|their|its|our)\s)"
    r"[A-Za-z][\w’'-]{0,30}\s){0,2}\Z"
)
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ww]e|I)\b")
_AGENT = re.compile(
    r"\b(?:announced|considered|brought\sforward|launched|introduced|proposed|devised|drawn\sup|put\sforward|unveiled|outlined|backed|"
    r"recommended|made|tabled|set\sout|suggested)\s(?:today\s|yesterday\s)?by\s(?:the\s)?"
)
_SPLIT = re.compile(
    r"\b(?:that|said|says|say|told|added|adding|argued|argues|warned|believes?|understands?|"
    r"thinks|insisted|agrees|claimed|stated|because|although|while|when|after|as|whether|if)\b"
)
# the name of whom a description tells: "the children's minister, Paul Addersley,"
_NAME_APPOSED = re.compile(r",\s([A-Z][\w’.-]*(?:\s[A-Z][\w’.-]*){1,4}),")
_APPOSED = re.compile(r",\s[^,.;]{2,90},")
# an actor behind one of these is a place or an addressee: "a council in …"
_OBJECT = re.compile(r"\b(?:in|at|from|across|of|for|to|on|with|against|near|among)\s(?:the\s)?\Z")
_BARE = words("officials experts ministers the a report review")
_OWN = re.compile(r"(?:[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Oo]ur)\s")
_POSSESSIVE = ("’s ", "'s ")


def is_possessed(actor: str) -> bool:
    """Whether an actor is told by a pronoun: "her party", "their report"."""
    return bool(_OWN.match(actor))


class Bodies:
    """The organisations of a text, looked up by place and by common noun."""

    def __init__(
        self, mentions: Sequence[Mention], people: Iterable[str] = (), text: str = ""
    ) -> None:
        """Take the organisations of a text, the full names of who speaks in it, and itself."""
        self._holders = Holders(text)
        named = [name for name in people if _FULL_NAME.fullmatch(name)]
        self._by_surname = {name.split()[-1]: name for name in sorted(named)}
        self._mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self._mentions]
        self._ends = {m.end for m in mentions}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        for name in {m.name for m in mentions}:
            for word in name.casefold().split():
                self._by_word[word].add(name)

    def ends_before(self, at: int) -> bool:
        """Whether an organisation is named right before a place."""
        return at - 1 in self._ends

    def agent(self, text: str, start: int, end: int) -> str | None:
        """Who is named behind "announced by", "drawn up by" and the like."""
        found = _AGENT.search(text, start, end)
        if found is None:
            return None
        behind = min(end, found.end() + 120)
        actors = self._actors(text, text[found.end() : behind], found.end())
        return min(actors)[2] if actors else None

    def subject(self, text: str, start: int, cue: int) -> str | None:
        """Who does what the verb at `cue` tells: the nearest actor before it in its own clause.

        What stands between two commas is passed over; a clause begins behind "that", "said", …
        """
        start = max(start, cue - _REACH)
        splits = [m.end() for m in _SPLIT.finditer(text, start, cue)]
        for begin in [*splits[-1:], start]:
            clause = _APPOSED.sub(lambda m: " " * len(m[0]), text[begin:cue])
            found = self._actors(text, clause, begin)
            own = [a for a in found if not _OBJECT.search(text, max(begin, a[0] - 12), a[0])]
            if found:
                nearest = max(own or found)
                apposed = _NAME_APPOSED.match(text, nearest[1], cue)
                return apposed[1] if apposed and nearest[2][-1:].islower() else nearest[2]
            if begin != start and _PRONOUN.search(clause):
                return None
        return None

    def fuller(self, actor: str, last: str | None) -> str | None:
        """The fullest name for an actor told by a common noun: the one named body of that kind.

        Args:
            actor: The words, "the council" for instance.
            last: Whoever proposed or spoke before.
        """
        parts = actor.casefold().split()
        if is_possessed(actor) or not parts:
            return last or actor
        if is_office(actor):
            return self._holder(actor)
        if len(parts) > 2 and parts[-1] not in ("school", "council"):
            return actor
        if len(parts) == 2 and parts[0] not in ("the", "a", "an"):
            return actor
        if parts[-1] in _BARE:
            return last or actor
        if len(parts) == 1 and actor[0].isupper():
            return actor
        names = self._by_word.get(parts[-1].rstrip("s"), set())
        return next(iter(names)) if len(names) == 1 else actor

    def _holder(self, actor: str) -> str:
        """Who holds an office: the person that is named, else its body, else as it is told."""
        if person := self._holders.of(actor):
            return person
        if not leads(actor):
            return actor
        told = {m.name for m in self._mentions if m.name in actor}
        for word in re.findall(r"\w+", actor.casefold())[:-1]:
            if not told and _GROUP.fullmatch(word):
                told = self._by_word.get(word, set())
        return next(iter(told)) if len(told) == 1 else actor

    def _actors(self, text: str, clause: str, begin: int) -> list[Actor]:
        """The actors of a clause; longer ones hide those inside."""
        end = begin + len(clause)
        first, last = bisect_left(self._starts, begin), bisect_left(self._starts, end)
        named = [m for m in self._mentions[first:last] if m.end <= end]
        spans = []
        for m in named:
            if not clause[m.start - begin].isspace():
                behind = begin + office_behind(clause, m.end - begin, len(clause))
                spans.append((m.start, behind, text[m.start : behind]))
        spans += _people(clause, begin, self._by_surname)
        spans += _groups(clause, begin)
        kept: list[Actor] = []
        for one in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
            if not any(one[0] < k[1] and k[0] < one[1] for k in kept):
                kept.append(one)
        return [s for s in kept if not text[s[1] : s[1] + 3].startswith(_POSSESSIVE)] or kept


def _groups(clause: str, begin: int) -> list[Actor]:
    """The bodies and groups of a clause that a common noun names, with the words before it."""
    found = []
    if office := OFFICE_FIRST.match(clause):
        found.append((begin + office.start(1), begin + office.end(), office[1]))
    for noun in _GROUP.finditer(clause):
        lead = _ITS_WORDS.search(clause, max(0, noun.start() - 50), noun.start())
        start = lead.start() if lead else noun.start()
        behind = office_behind(clause, noun.end(), len(clause))
        found.append((begin + start, begin + behind, clause[start:behind]))
    return found


def _people(clause: str, begin: int, by_surname: Mapping[str, str]) -> list[Actor]:
    """The people of a clause: a title and a name, two names, or a known surname."""
    found = []
    for run in _CAPITALS.finditer(clause):
        parts = list(re.finditer(r"\S+", run[0]))
        titles = [bool(_TITLED.fullmatch(part[0])) for part in parts]
        offices = [n for n, p in enumerate(parts) if p[0] in OUTSIDE and not titles[n]]
        first = offices[-1] + 1 if offices else 0
        if 2 <= len(parts) - first <= 4 + titles[min(first, len(parts) - 1)]:
            start = run.start() + parts[first].start()
            found.append((begin + start, begin + run.end(), clause[start : run.end()]))
        elif len(parts) - first == 1 and parts[first][0] in by_surname:
            start = begin + run.start() + parts[first].start()
            found.append((start, begin + run.end(), by_surname[parts[first][0]]))
    return found
