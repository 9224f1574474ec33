"""Mentions of sources flow in, the fullest names in the article flow out."""

import functools
import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from outsourced_care.extraction.bodies_before import BodiesBefore
from outsourced_care.extraction.name_runs import Name
from outsourced_care.extraction.names import NameIndex
from outsourced_care.extraction.org_register import FoundOrganisation
from outsourced_care.extraction.person_words import BODY_WORDS
from outsourced_care.extraction.roles import Roles
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.word_lists import words

_GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
_THINGS = frozenset(("it", "they", "them", "its", "their"))
_SELVES = frozenset(("i", "we", "you", "me", "us", "my", "our"))
_HUMAN = re.compile(
    r"\b(?:[Tt]he|[Aa]n?|[Oo]ne|[Hh]is|[Hh]er) [\w\s-]{0,30}?(?:man|woman|spokes\w+|don|professor|"
    r"leader|chair\w*|manager|official|source|mother|father|husband|wife|teacher|doctor|lawyer|"
    r"\b(?!(?:letter|paper|newspaper|number|order|regulator|sector|tracker|offer|poster|power)\b)"
    r"\w+(?:er|or|ist)|president|nominee|candidate)\b(?!-)"
)
_BROKEN = re.compile(
    r"\b(?:said|says|that|of|with|against|to|by|for|about|from|is|was|are|were|has|had)\b"
)
_POSSESSIVE = re.compile(r"[’']s?\Z")
_OF_NAME = re.compile(r" (?:of|for|in|at|from) (?:the )?\Z| of ")
# "the 41-year-old" is the person spoken of, as "she" is
_AGED = re.compile(r"the (?:\S{1,12}-year-old|(mother|mum|father|dad)-of-\S{1,8})")
_PARENTS = {"mother": "f", "mum": "f", "father": "m", "dad": "m"}
# How the person behind "he" or "she" is weighed: see Speakers._person_for.
_SURE = 4.0  # who "he" stands for is a man from here on
_SUBJECT, _MENTIONED, _DESCRIBED, _SPOKE, _PER_SENTENCE = 9.0, 5.0, 6.0, 8.0, 3.0
# Nouns that stand for a body named before: any, or one whose name ends so.
_ANY_BODY = words(
    "firm company retailer supermarket watchdog regulator inspectorate insurer developer operator "
    "manufacturer thinktank think-tank miner carrier airline"
)
_BODIES = _ANY_BODY | words(
    "charity union agency trust department authority university hospital school council force "
    "commission party club association committee foundation institute society ministry office "
    "bank campaign service"
)
_THE_BODY = re.compile(r"The[ \xa0]([a-z-]+)(?=[ \xa0])")
_OF_BODY = re.compile(r",?[ \xa0](?:of|from|at)[ \xa0](?:the[ \xa0])?[A-Z]")
_TITLES = re.compile(r"(?:[A-Z][a-z]{1,9}\.?[ \xa0]){1,2}")
_SENTENCES = 7  # so far back is looked for a person


class Speaker(NamedTuple):
    """Who is meant by a mention: the fullest name, or the description where nobody is named.

    `kind` is that of the mention: name, joint (several names), nominal, pronoun or none.
    """

    name: str | None
    mention: Span | None
    kind: str
    gender: str | None = None
    person: bool = False


NOBODY = Speaker(None, None, "none")
Recent = list[tuple[int, Speaker]]


class Speakers:
    """Resolves the mentions of one text to speakers."""

    def __init__(
        self,
        text: str,
        masked: str,
        sentences: list[Span],
        organisations: Sequence[FoundOrganisation] | None = None,
    ) -> None:
        self.text, self.masked = text, masked
        self.index = NameIndex(text)
        self._starts = [start for start, _ in sentences]
        self._bodies = BodiesBefore(text, masked, self._starts, self.index, organisations)
        self._subjects: set[int] = set()
        self._opening: dict[int, bool] = {}  # whether the names that begin there open a sentence
        self._roles = Roles(text, self.index)

    def note_subject(self, mention: Span) -> None:
        """Remember the names in the source of a clause: later pronouns look for them."""
        self._subjects.update(
            name.start
            for name in self.index.between(*mention)
            if self.text[name.end : name.end + 1] not in ("’", "'")  # "Jones's son" is the son
        )

    def resolve(self, mention: Span, recent: Recent) -> Speaker:
        """The source a mention stands for; `recent` are the sources found so far, by place."""
        said = self.text[mention[0] : mention[1]]
        lower = said.lower()
        if lower in _GENDERS:
            return self._person_for(mention, _GENDERS[lower], recent)
        if lower in _THINGS or lower in _SELVES:
            return self._thing_for(mention, lower, recent)
        aged = _AGED.fullmatch(lower) if "-" in lower else None
        if aged:
            spoken_of = self._person_for(mention, _PARENTS.get(aged[1] or "", ""), recent)
            if spoken_of.name is not None:
                return spoken_of._replace(kind="nominal")
        name = self._name_in(mention)
        joint = self._joint(mention, said) if name is not None and " and " in said else None
        if joint is not None:
            return Speaker(joint, mention, "joint")
        if name is not None:
            full = self.index.fullest(name)
            person = self.index.is_person(full)
            core, gender = self.index.expanded(full.core), self.index.gender(full)
            return Speaker(core, mention, "name", gender, person)
        holder = self._roles.holder(mention[0], said)
        if holder is not None:
            return Speaker(holder.core, mention, "nominal", self.index.gender(holder), person=True)
        body = self._body_for(mention[0], lower, recent)
        if body is not None:
            return Speaker(body, mention, "nominal")
        return Speaker(_POSSESSIVE.sub("", " ".join(said.split())), mention, "nominal")

    def _joint(self, mention: Span, said: str) -> str | None:
        """The people of a list of names that speak as one: "Ms Poole and Mr Vane"."""
        names = self.index.between(*mention)
        if len(names) < 2 or not all(self.index.is_person(name) for name in names):
            return None
        last = said.rfind(" and ")
        if not names[-2].end <= mention[0] + last < names[-1].start:
            return None
        return " and ".join(self.index.fullest(name).core for name in names)

    def _name_in(self, mention: Span) -> Name | None:
        """The person or body that a noun phrase names, if a name is its head."""
        names = self.index.between(*mention)
        if not names or self.text[names[-1].end : mention[1]].strip():
            return None
        first, last = names[0], names[-1]
        if len(names) > 1 and " " in first.core and self.index.is_person(first):
            lead = self.text[mention[0] : first.start]
            if _OF_BODY.match(self.text, first.end) and (lead == "" or _TITLES.fullmatch(lead)):
                return first  # "Ada Frost of the Guild of Ploughs"
        if self.index.is_person(last):
            return last
        lead = self.text[mention[0] : last.start]
        if len(names) == 1 and lead.strip().lower() in ("", "the"):
            return last
        return last if lead[0].isupper() and len(lead) < 12 and not _OF_NAME.search(lead) else None

    def _person_for(self, at: Span, gender: str, recent: Recent) -> Speaker:
        """The person "he" or "she" stands for.

        Sources and names that open a sentence weigh more than others, near sentences more than
        far ones, a known gender more than an unknown one.
        """
        here = self._sentence(at[0])
        best, answer, chosen = float("-inf"), None, None
        for name in self.index.before(at[0]):
            away = here - self._sentence(name.start)
            if away > _SENTENCES:
                break
            weight = self._weight(name, gender)
            if weight is not None and weight - _PER_SENTENCE * away > best:
                best = weight - _PER_SENTENCE * away
                chosen = self.index.fullest(name)
                answer = chosen.core
        for place, speaker in recent[-6:]:
            weight = _weight_of_source(speaker, gender)
            away = here - self._sentence(place)
            if weight is not None and place < at[0] and weight - _PER_SENTENCE * away > best:
                best, answer = weight - _PER_SENTENCE * away, speaker.name
        if gender and chosen and answer == chosen.core and best >= _SURE:
            self.index.learn(chosen, gender)
        return Speaker(answer, at, "pronoun", gender, person=True)

    def _weight(self, name: Name, gender: str) -> float | None:
        """How well a name in the narration suits a pronoun; None if it cannot."""
        if self.masked[name.start] != self.text[name.start]:
            return None
        full = self.index.fullest(name)
        known = self.index.gender(full)
        if gender and known not in (None, gender):
            return None
        holds = self.text[name.end : name.end + 1] in ("’", "'")  # "Jones's son" is the son
        subject = not holds and (name.start in self._subjects or self._opens(name))
        person = self.index.is_person(name)
        if not person and not (subject and _source_like(full)):
            return None
        return (_SUBJECT if subject else _MENTIONED) - (0 if known else 1.5 if person else 2)

    def _sentence(self, place: int) -> int:
        return bisect_right(self._starts, place)

    def _opens(self, name: Name) -> bool:
        """Whether a name opens its sentence, behind a title, role or short phrase at most."""
        opens = self._opening.get(name.start)
        if opens is None:
            opens = self._opening[name.start] = self._find_opens(name)
        return opens

    def _find_opens(self, name: Name) -> bool:
        start = self._starts[max(0, self._sentence(name.start) - 1)]
        if name.start - start >= 45 or _BROKEN.search(self.masked, start, name.start):
            return False
        return not any(self.index.is_person(n) for n in self.index.between(start, name.start))

    def _thing_for(self, at: Span, word: str, recent: Recent) -> Speaker:
        """What "it" or "they" stands for: the last source or name that is no single person."""
        if word not in _THINGS:
            return Speaker(None, at, "pronoun")
        if word == "it" and (opening := self._bodies.opening(at[0], self._subjects)):
            return Speaker(opening, at, "pronoun")
        for place, speaker in reversed(recent[-8:]):
            if not speaker.name or speaker.gender or speaker.person or place >= at[0]:
                continue
            if word != "it" or self._is_one_thing(speaker):
                return Speaker(speaker.name, at, "pronoun")
        told = self._described_body(at[0], recent) if word == "it" else None
        nearest = told or self._bodies.nearest(at[0], one=word in ("it", "its"))
        return Speaker(nearest, at, "pronoun")

    def _described_body(self, place: int, recent: Recent) -> str | None:
        """The body that opens the sentence around a place without its name: "The trust"."""
        start = self._starts[self._sentence(place) - 1]
        told = _THE_BODY.match(self.masked, start, place)
        if told is None or told[1] not in _BODIES:
            return None
        return self._body_for(start, f"the {told[1]}", recent) or f"The {told[1]}"

    def _is_one_thing(self, speaker: Speaker) -> bool:
        """Whether "it" may stand for an earlier source."""
        if speaker.kind == "name" and speaker.mention:
            return not self._bodies.are_many(*speaker.mention)
        return not _is_human(speaker.name or "")

    def _body_for(self, at: int, said: str, recent: Recent) -> str | None:
        """The body that "the firm" or "the trust" stands for."""
        article, _, noun = said.partition(" ")
        if article != "the" or noun not in _BODIES:
            return None
        if noun in _ANY_BODY:
            for place, speaker in reversed(recent[-4:]):
                if speaker.kind == "name" and not speaker.person and place < at:
                    return speaker.name
        for name in self.index.before(at):
            if name.last.lower() == noun and " " in name.core and not self.index.is_person(name):
                return self.index.whole(name)
        return None


def _weight_of_source(speaker: Speaker, gender: str) -> float | None:
    """How well an earlier source that was no name suits a pronoun; None if it cannot."""
    if speaker.name is None or speaker.kind == "name":
        return None
    if speaker.kind == "pronoun":
        return _SPOKE if speaker.gender == gender or not gender else None
    if gender and speaker.gender not in (None, gender):
        return None
    return _DESCRIBED if speaker.gender or _is_human(speaker.name) else None


@functools.lru_cache(maxsize=1024)
def _is_human(description: str) -> bool:
    *_, own = re.split(r"[’']s? ", description)
    return bool(_HUMAN.search(own if own == description else f"the {own}"))


def _source_like(name: Name) -> bool:
    """A name of two or three words that opens a sentence is taken for a person, bodies apart."""
    return 0 < name.core.count(" ") < 3 and name.last.lower() not in BODY_WORDS
