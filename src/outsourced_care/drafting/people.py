"""The registry and an article's speakers flow in, who is meant by a name flows out.

People whom the registry does not have are collected, to be added to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from outsourced_care.article import Article
from outsourced_care.drafting.parts import NewPerson
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.registries import LONGEST_NAME, name_key
from outsourced_care.entries import Sources
from outsourced_care.extraction.cells import plain
from outsourced_care.extraction.segments import Span
from outsourced_care.slugs import slug
from outsourced_care.text import fold

_TITLE = re.compile(r"^(?:(?:professor|prof|dr|sir|dame|lord|lady|mr|mrs|ms|miss)\.? )+", re.I)

_OFFICE = re.compile(r"\b(mayor|secretary|minister|leader)\s(?:[A-Z][\w’'-]+\s){0,2}\Z", re.I)


class People:
    """The people of the registry, and the speakers whom it does not have."""

    def __init__(self, article: Article, sources: Sources, speakers: Iterable[str]) -> None:
        names = {p.text("name") or p.id: p.id for p in sources.people}
        self._ids = {name_key(name): person for name, person in names.items()}
        self._new: dict[str, NewPerson] = {}
        for speaker in speakers:
            self.named(speaker)
        self.mentions = self._mentions(article, names)
        self._named = Places(((a, e), person) for a, e, person in self.mentions)
        self.names = {
            **{person: name for name, person in names.items()},
            **{person: new.name for person, new in self._new.items()},
        }
        self.offices: dict[str, str] = {}  # who holds an office, by its name
        for start, _, person in self.mentions:
            if office := _OFFICE.search(article.text, max(0, start - 60), start):
                self.offices.setdefault(office[1].lower(), person)
        self.bodies: dict[str, str] = {}  # whose body, as far as quotes tell

    @property
    def new(self) -> tuple[NewPerson, ...]:
        """Who is to be added."""
        return tuple(self._new.values())

    def named(self, name: str | None) -> str | None:
        """The identifier of a person, a new one where the registry has none."""
        shown = plain(name)
        if shown is None or len(shown) > LONGEST_NAME:
            return None
        person = self._ids.get(name_key(shown)) or slug(shown)
        if not person:
            return None
        if name_key(shown) not in self._ids:
            self._ids[name_key(shown)] = person
            if person not in self._new:
                self._new[person] = NewPerson(person, shown)
        return person

    def known(self, name: str | None) -> str | None:
        """The identifier of a person whom the registry or the article's speech tells."""
        if not name:
            return None
        return self._ids.get(name_key(name)) or self._ids.get(_TITLE.sub("", name_key(name)))

    def _mentions(self, article: Article, names: dict[str, str]) -> list[tuple[int, int, str]]:
        """Where people stand: by their names, by surname where the article has the whole name."""
        everybody = {**names, **{p.name: p.id for p in self._new.values()}}
        folded = fold(article.text)
        told = {name: who for name, who in everybody.items() if fold(name) in folded}
        surnames = Counter(name.split()[-1] for name in told)
        words = {
            last if surnames[last := name.split()[-1]] == 1 else name: who
            for name, who in told.items()
        }
        if not words:
            return []
        shape = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        found = re.finditer(rf"(?<!\w)(?:{shape})(?!\w)", article.text)
        return [(*m.span(), words[m[0]]) for m in found]

    def within(self, span: Span) -> list[str]:
        """The people whom a passage names, each once, in order."""
        return list(dict.fromkeys(self._named.within(span)))
