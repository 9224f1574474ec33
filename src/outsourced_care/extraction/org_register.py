"""The dataset's register flows in, where its names stand in a text flows out.

The register is the published tables organisations and organisation_names, given by the caller.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.extraction.authorities import gss_code, plain_name
from outsourced_care.extraction.word_lists import trie

GOVERNMENT = "hm-government"


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation of the register: identifier, canonical name, kind and all its names."""

    organisation_id: str
    name: str
    kind: str
    names: tuple[str, ...] = ()
    gss_code: str | None = None


@dataclass(frozen=True, slots=True)
class FoundOrganisation:
    """A mention of an organisation.

    Attributes:
        start: Where the mention begins.
        end: Where it ends.
        name: The register's name, else the fullest in the text.
        organisation_id: Identifier in the register, if it is there.
        gss_code: Code of the local authority's area, if it is one of England's or Wales's.
        kind: What kind of body it is (schemas/organisations.json).
        route: How it was found: register, government, authority, known, acronym, pattern, place.
        confidence: How sure the route is, from 0 to 1.
    """

    start: int
    end: int
    name: str
    organisation_id: str | None
    gss_code: str | None
    kind: str
    route: str
    confidence: float


_SURE = {
    "register": 0.97,
    "government": 0.9,
    "authority": 0.97,
    "known": 0.97,
    "acronym": 0.92,
    "pattern": 0.94,
    "place": 0.85,
    "common": 0.92,
    "typed": 0.88,
    "office": 0.8,
}


class Register:
    """The register, ready to be looked up in by name, place and identifier."""

    def __init__(self, known: tuple[KnownOrganisation, ...]) -> None:
        self.by_id = {o.organisation_id: o for o in known}
        self.by_gss = {o.gss_code: o for o in known if o.gss_code}
        self.by_name, self._pattern = _names_of(known)
        self.places = {plain_name(o.name): o.name for o in known if o.kind == "local_authority"}

    def mentions(self, text: str) -> Iterator[FoundOrganisation]:
        """Where the register's own names stand."""
        # the first word has something before it as well
        for match in self._pattern.finditer("\n" + text) if self._pattern else ():
            name = _plain(match[0][1:])
            known = self.by_name.get(name) or self.by_name.get(name.casefold())
            if known is None or known.organisation_id == GOVERNMENT or match[0][0].isalnum():
                continue
            start, end = match.start(), match.end() - 1
            yield self.mention(start, end, known.name, known.kind, "register", known)

    def mention(
        self,
        start: int,
        end: int,
        name: str,
        kind: str,
        route: str,
        known: KnownOrganisation | None = None,
    ) -> FoundOrganisation:
        """A mention with what the register and the list of authorities know of its body."""
        if known is None:
            plain = _plain(name)
            known = self.by_name.get(plain) or self.by_name.get(plain.casefold())
        code = known.gss_code if known else None
        if code is None and kind == "local_authority":
            code = gss_code(name)
            known = known or (self.by_gss.get(code) if code else None)
        sure = _SURE.get(route, 0.7)
        if known is None:
            return FoundOrganisation(start, end, name, None, code, kind, route, sure)
        return FoundOrganisation(
            start, end, known.name, known.organisation_id, known.gss_code, known.kind, route, sure
        )


@functools.lru_cache(maxsize=16)  # the same register is asked for many texts
def register_of(known: tuple[KnownOrganisation, ...]) -> Register:
    """The register of some organisations."""
    return Register(known)


def _names_of(
    known: tuple[KnownOrganisation, ...],
) -> tuple[dict[str, KnownOrganisation], re.Pattern[str] | None]:
    """The register by name, and the pattern that finds the names, the longest preferred.

    The pattern begins with a plain set, for a search is quick to find one; a letter beyond it is
    ruled out where a name was found.
    """
    names: dict[str, KnownOrganisation] = {}
    for organisation in known:
        for name in dict.fromkeys((organisation.name, *organisation.names)):
            names.setdefault(_plain(name), organisation)
            if not name.isupper():
                names.setdefault(_plain(name).casefold(), organisation)
    forms = {
        form
        for organisation in known
        for name in (organisation.name, *organisation.names)
        for form in _forms(" ".join(name.split()))
        if form == name or form[0].isupper() or _plain(form) in names
    }
    if not forms:
        return names, None
    firsts = re.escape("".join(sorted({form[0] for form in forms})))
    return names, re.compile(rf"[^a-zA-Z0-9_](?=[{firsts}]){trie(map(_shape, forms))}(?!\w)")


def _forms(name: str) -> tuple[str, ...]:
    """A name with its first letter in either case; in small letters it must be known as such."""
    if len(name) < 2:
        return ()
    return (name,) if name.isupper() else (name[0].upper() + name[1:], name[0].lower() + name[1:])


def _shape(name: str) -> list[str]:
    """A name's characters as patterns: either apostrophe, any white space."""
    return [r"\s" if c == " " else "[’']" if c in "'’" else re.escape(c) for c in name]


def _plain(name: str) -> str:
    return " ".join(name.replace("’", "'").split())
