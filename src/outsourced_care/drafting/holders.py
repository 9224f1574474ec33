"""A place in a sentence flows in, who is its subject flows out: a person, a body, a group."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from outsourced_care.drafting.people import People
from outsourced_care.drafting.registries import Bodies
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span

_BETWEEN = re.compile(
    r"(?:[\s,]+(?:has|have|had|is|are|was|were|would|also|still|now|long|clearly|particularly|very|"
    r"strongly|always|never|recently|already|reportedly|itself|themselves))*\s+\Z"
)
_QUANTITY = r"(?:some|many|most|several|few|all|no|nobody|the|two|three|four|both)"
_PEOPLE = (
    r"(?:authors|councils|authorities|ministers|members|staff|parents|residents|workers|managers|"
    r"public|sector|unions|charities|campaigners|experts|families|directors|leaders|councillors|"
    r"mps|officials|professionals|critics|practitioners)"
)
_GROUP = re.compile(
    rf"\b(?P<who>{_QUANTITY}\s(?:\w+\s){{0,2}}?{_PEOPLE}(?:\sof\s\w+)?)(?:\s(?:within|in|at|of|from)\s"
    r"(?:the\s|an?\s)?\w+)?(?=[\s,]+\Z|(?:[\s,]+\w+){0,3}\s+\Z)",
    re.I,
)
_NOBODY = re.compile(
    r"\b(?:nobody|no one|none|few|many|some)\s(?:in|of)\s(?P<who>the\s\w+)\s\Z", re.I
)
_WHO = re.compile(r"\bwho\s(?:\w+ly\s|has\s|had\s|also\s)?\Z")
_JOINED = re.compile(r",?\s(?:but|and|yet)\s(?:\w+ly\s|also\s)?\Z")
_PRONOUN = re.compile(r"\b(?P<who>[Ii]t|[Hh]e|[Ss]he|[Tt]hey)\s\Z")
_REPORTS = re.compile(r"\sreports?\s\Z")
_ROLE = re.compile(
    r"\b(mayor|secretary|minister|chair|president|leader|director|professor)\s(?:[A-Z][\w’'-]+\s){0,2}\Z",
    re.I,
)
_ROW = re.compile(r"((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?:")
_HEADED = re.compile(r",?\s(?:headed|led|chaired|run|overseen)\sby\s")
_PANEL = re.compile(
    r"\b(panel|board|commission|inquiry|committee|team)\s(?:headed|led|chaired)\sby\s", re.I
)
_TITLES = 30  # characters of title before a name
_SINGLE = ("he", "she", "his", "her")
_FAR = 12  # characters between a name and its verb
_WINDOW = 400  # characters before a verb in which its subject is looked for

Mention = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds an attitude, as quotes have it; `start` is where they stand."""

    start: int
    name: str
    kind: str
    role: str | None = None
    organisation: str | None = None

    @property
    def is_group(self) -> bool:
        """Whether many hold it, who have no name."""
        return self.kind == "group"


class Holders:
    """Whom the sentences of an article may be about."""

    def __init__(
        self, text: str, bodies: Bodies, people: People, quotes: Iterable[FoundQuote]
    ) -> None:
        self.text, self.bodies, self.people = text, bodies, people
        self._bodies, self._people = sorted(bodies.mentions), sorted(people.mentions)
        self.quotes = sorted(quotes, key=lambda q: q.segments[0])

    def before(self, sentence: Span, cue: int) -> Holder | None:
        """The subject of a verb or adjective at a place of a sentence."""
        text, start = self.text, max(sentence[0], cue - _WINDOW)
        gap = _BETWEEN.search(text, max(start, cue - 60), cue)
        at = gap.start() if gap else cue
        for a, e, body in _between(self._bodies, start, cue):
            if e <= at and not text[e:at].strip(" )("):
                return self._body(a, body)
            if _REPORTS.fullmatch(text, e, cue):
                label = text[a:cue].strip() + _years(text[slice(*sentence)])
                return Holder(a, label, "document", None, self.bodies.names[body])
        for a, e, person in _between(self._people, start, cue):
            if e <= at and not text[e:at].strip():
                return self._person(a, person, self._told_role(start, a))
        if found := _PRONOUN.search(text, start, at + 1):
            return self._subject(found["who"].lower(), sentence)
        if found := _NOBODY.search(text, start, at + 1) or _NOBODY.search(text, start, cue):
            return Holder(found.start(), found["who"], "group")
        if _WHO.search(text, start, cue):
            return self._antecedent(start, cue)
        if found := _GROUP.search(text, start, cue):
            name = found["who"]
            if name.lower().endswith("authors"):
                name = "the report’s authors"
            main = self.bodies.main if "staff" in name else None  # theirs is the council
            whose = self.bodies.names[main] if main else None
            return Holder(found.start(), name, "group", None, whose)
        if _JOINED.search(text, start, cue):
            return self._last_speaker(start, cue)
        return None

    def whose(self, words: str, sentence: Span) -> Holder | None:
        """Whom a possessive means."""
        if words.lower() in (*_SINGLE, "its", "their"):
            return self._subject(words.lower(), sentence)
        name = re.sub(r"[’']s?\Z", "", words)
        if person := self.people.known(name):
            return self._person(sentence[0], person, None)
        return None

    def at(self, span: Span) -> Holder | None:
        """The body that stands at a place."""
        for a, e, body in self.bodies.mentions:
            if a <= span[0] < e:
                return self._body(a, body)
        body_id = self.bodies.named(self.text[slice(*span)])
        return self._body(span[0], body_id) if body_id else None

    def _body(self, start: int, body: str) -> Holder:
        return Holder(start, self.bodies.names[body], "organisation")

    def _person(self, start: int, person: str, role: str | None) -> Holder:
        name = self.people.names[person]
        told = next((q for q in self.quotes if q.speaker == name), None)
        if told is not None:
            return Holder(start, name, "person", told.role or role, told.organisation)
        return Holder(start, name, "person", role)

    def _told_role(self, start: int, at: int) -> str | None:
        found = _ROLE.search(self.text, start, at)
        return found[1] if found else None

    def _subject(self, pronoun: str, sentence: Span) -> Holder | None:
        """Whom a pronoun means: who spoke last, or the body that its paragraph begins with."""
        start = sentence[0]
        if pronoun in _SINGLE:
            return self._last_speaker(max(0, start - 600), start)
        begin = self.text.rfind("\n", 0, start) + 1
        first = bisect_left(self._bodies, (begin, 0, ""))
        body = self._bodies[first] if first < len(self._bodies) else None
        near = body is not None and body[0] < min(start, begin + _FAR)
        return self._body(start, body[2]) if body and near else None

    def _antecedent(self, start: int, at: int) -> Holder | None:
        named = next(iter(_between(self._people, start, at)), None)
        return self._person(named[0], named[2], None) if named else None

    def _last_speaker(self, start: int, at: int) -> Holder | None:
        """Who spoke last between two places."""
        spoken = [q for q in self.quotes if start <= q.segments[0][0] < at and q.speaker]
        if not spoken:
            return None
        last = spoken[-1]
        return Holder(
            at, last.speaker or "", last.speaker_kind or "person", last.role, last.organisation
        )


def _between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    """The mentions between two places, the last first."""
    first, last = (bisect_left(mentions, (at, 0, "")) for at in (start, end))
    return [m for m in reversed(mentions[first:last]) if m[1] <= end]


def _years(sentence: str) -> str:
    """The year or years that a row of a timeline begins with, as our labels have them."""
    found = _ROW.match(sentence)
    if found is None:
        return ""
    return f" ({found[1]}–{found[2]})" if found[2] else f" ({found[1]})"


def headed(text: str, bodies: Bodies, people: People) -> dict[str, str]:
    """The bodies that people are told to head: "a panel chaired by Ann Other"."""
    found: dict[str, str] = {}
    for noun in _PANEL.finditer(text):
        for a, _, person in people.mentions:
            if 0 <= a - noun.end() < _TITLES:
                name = people.names[person].split(" ", 1)[-1].casefold()
                for body, its in bodies.names.items():
                    if name in its.casefold() and noun[1].casefold() in its.casefold():
                        found.setdefault(person, body)
    for _, end, body in bodies.mentions:
        if by := _HEADED.match(text, end):
            who = next((p for a, _, p in people.mentions if 0 <= a - by.end() < _TITLES), None)
            if who is not None:
                found.setdefault(who, body)
    return found
