"""Registries and what an article names flow in, which body is meant by a name flows out.

Bodies that the registry does not have are collected, to be added to it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from outsourced_care.article import Article
from outsourced_care.drafting.parts import NewBody
from outsourced_care.drafting.places import Places
from outsourced_care.entries import Sources
from outsourced_care.extraction.authorities import plain_name
from outsourced_care.extraction.cells import plain
from outsourced_care.extraction.found import Known
from outsourced_care.extraction.organisations import FoundOrganisation, KnownOrganisation
from outsourced_care.extraction.segments import Span, inside
from outsourced_care.mentions import names_of
from outsourced_care.rules import READ
from outsourced_care.slugs import slug
from outsourced_care.text import fold

GOVERNMENT = "hm-government"
AUTHORITY = "local_authority"
_LEADING = re.compile(r"^(?:the|an?|its|their) ", re.I)
_POSSESSIVE = re.compile(r"['’]s?$")
LONGEST_NAME = 100  # characters; what is longer is no name
_SECRETARY = re.compile(r"\b(\w+) (?:secretary|minister)\b", re.I)
_MAYOR = re.compile(r"\bmayor\b", re.I)
_SHORT = re.compile(r"[A-Z][A-Za-z]{0,5}[A-Z]")
_NEAR = 300  # characters back that a place still holds
_DIRECTOR = re.compile(r"\s(?:director|chief|leader|manager)")
_TAKES_OVER = re.compile(r"\s(?:to|will|would|has)\s(?:take|taken)\sover\b")
_RULES = re.compile(r"(?:the )?(?:\w+ )?(?:government|ministers)", re.I)


def known_of(sources: Sources) -> Known:
    """What the extractor may know: the organisations and people of the registries."""
    return Known(
        tuple(
            KnownOrganisation(
                body.id,
                body.text("name") or body.id,
                body.text("kind") or "other",
                tuple(names_of(body)),
                body.text("gss_code"),
            )
            for body in sources.organisations
        ),
        {person.text("name") or person.id: person.id for person in sources.people},
    )


class Bodies:
    """The organisations that the registry has, and those that the article names besides."""

    def __init__(
        self, article: Article, sources: Sources, found: Iterable[FoundOrganisation]
    ) -> None:
        self._text = article.text
        self.kinds = {b.id: b.text("kind") or "other" for b in sources.organisations}
        self.names = {b.id: b.text("name") or b.id for b in sources.organisations}
        self._ids: dict[str, str] = {}
        for body in sources.organisations:
            for name in names_of(body):
                self._ids.setdefault(name_key(name), body.id)
        self._short = {
            b.id: n for b in sources.organisations for n in names_of(b) if _SHORT.fullmatch(n)
        }
        self.mentions: list[tuple[int, int, str]] = []
        self._new: dict[str, tuple[FoundOrganisation, dict[str, None]]] = {}
        read = [(b.start, b.end) for b in article.blocks if b.role in READ]
        for one in found:
            if inside(read, one.start, one.end):
                self._add(article.text[one.start : one.end], one)
        self._named = Places(((a, e), (a, e, b)) for a, e, b in self.mentions)
        self.new = tuple(self._described(i) for i in self._new)
        self.main = self._main()
        self._places = Places(((a, e), b) for a, e, b in self._in_text())

    def abbreviation(self, body: str) -> str:
        """The letters that a body is known by, else its name."""
        return self._short.get(body, self.names[body])

    def _add(self, words: str, one: FoundOrganisation) -> None:
        name = plain(one.name)
        if name is None or len(name) > LONGEST_NAME:
            return
        body = one.organisation_id or self._ids.get(name_key(name)) or slug(name)
        if not body:
            return
        if body not in self.kinds:
            self.kinds[body], self.names[body] = one.kind, name
            self._new[body] = one, {}
        for other in (name, plain(words)):
            if other and one.route != "place":
                self._ids.setdefault(name_key(other), body)
                if body in self._new and fold(other) != fold(self.names[body]):
                    self._new[body][1].setdefault(other)
        self.mentions.append((one.start, one.end, body))

    def _described(self, body: str) -> NewBody:
        one, names = self._new[body]
        return NewBody(body, self.names[body], one.kind, one.gss_code, tuple(names))

    def _main(self) -> str | None:
        """The council that the article is about: the one that half of its mentions are of."""
        counts = Counter(b for _, _, b in self.mentions if self.kinds[b] == AUTHORITY)
        for body, times in counts.most_common(1):
            if 2 * times >= counts.total():
                return body
        return None

    def named(self, name: str | None) -> str | None:
        """The body that a name means, also a bare place or "the government"."""
        if not name:
            return None
        wanted = name_key(name)
        if found := self._ids.get(wanted):
            return found
        if _RULES.fullmatch(wanted) and GOVERNMENT in self.kinds:
            return GOVERNMENT
        places = [
            body
            for body, kind in self.kinds.items()
            if kind == AUTHORITY and plain_name(self.names[body]) == plain_name(wanted)
        ]
        if len(places) == 1:
            return places[0]
        inside = [
            (len(n), b)
            for n, b in self._ids.items()
            if wanted.endswith(f" {n}") or (" " in wanted and n.startswith(f"{wanted} "))
        ]
        return max(inside)[1] if inside else None

    def of_office(self, role: str | None) -> str | None:
        """The body that an office leads: a secretary of state's department, a mayor's council."""
        if not role:
            return None
        if _MAYOR.search(role):
            return self.main
        for match in _SECRETARY.finditer(role):
            field = match[1].casefold()
            led = [
                body
                for body, kind in self.kinds.items()
                if kind == "central_government" and field in self.names[body].casefold().split()
            ]
            if len(led) == 1:
                return led[0]
        return None

    def mentioned(self, span: Span) -> list[tuple[int, int, str]]:
        """Where a passage names bodies: start, end and body."""
        return self._named.within(span)

    def within(self, span: Span) -> list[str]:
        """The bodies that a passage names, each once, in order."""
        return list(dict.fromkeys(body for _, _, body in self._named.within(span)))

    def councils(self, span: Span) -> list[str]:
        """The councils that a sentence is about.

        Those that it names, else those of the places in it, else of the last place before it, else
        the article's.
        """
        named = [b for b in self._not_of_people(span) if self.kinds[b] == AUTHORITY]
        if not named:
            named = self._places.within(span)
        if not named:
            named = self._places.beginning((span[0] - _NEAR, span[0]))[-1:]
        asked = self.asked(span)
        about = [b for b in dict.fromkeys(named) if b not in asked]
        return about or ([self.main] if self.main else [])

    def names_council(self, span: Span) -> bool:
        """Whether a passage names a council, or its place."""
        named = any(self.kinds[b] == AUTHORITY for b in self._not_of_people(span))
        return named or bool(self._places.within(span))

    def asked(self, span: Span) -> list[str]:
        """The bodies that a sentence tells to run services for others."""
        return [b for _, e, b in self._named.within(span) if _TAKES_OVER.match(self._text, e)]

    def _not_of_people(self, span: Span) -> list[str]:
        """The bodies that a passage names other than as whose director somebody is."""
        return [b for _, e, b in self._named.within(span) if not _DIRECTOR.match(self._text, e)]

    def place(self, council: str | None) -> str | None:
        """The place in a council's name, as it is written there."""
        if council is None:
            return None
        name = self.names[council]
        at = name.casefold().find(plain_name(name))
        return name[at : at + len(plain_name(name))] if at >= 0 else None

    def _in_text(self) -> list[tuple[int, int, str]]:
        """Where the places of councils stand, whatever they stand for."""
        places = {self.place(b): b for b, kind in self.kinds.items() if kind == AUTHORITY}
        shapes = sorted((re.escape(p) for p in places if p), key=len, reverse=True)
        if not shapes:
            return []
        found = re.finditer(rf"(?<!\w)(?:{'|'.join(shapes)})(?!\w)", self._text)
        return [
            (*m.span(), places[m[0]]) for m in found if not _DIRECTOR.match(self._text, m.end())
        ]


def name_key(name: str) -> str:
    """A name without its article and possessive, as names are compared."""
    return _POSSESSIVE.sub("", _LEADING.sub("", fold(name))).casefold()
