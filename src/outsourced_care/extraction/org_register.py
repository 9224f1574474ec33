"""The dataset's register flows in, where its names stand in a text flows out.

The register is the published tables organisations and organisation_names, given by the caller.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.extraction.authorities import gss_code, plain_name

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
    "authority": 0.96,
    "known": 0.95,
    "acronym": 0.9,
    "pattern": 0.85,
    "place": 0.8,
    "common": 0.8,
    "typed": 0.75,
    "office": 0.75,
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
        for match in self._pattern.finditer(text) if self._pattern else ():
            name = _plain(match[0])
            known = self.by_name.get(name) or self.by_name.get(name.casefold())
            if known is None or known.organisation_id == GOVERNMENT:
                continue
            if match[0][0].islower() and name not in self.by_name:
                continue  # a name in small letters counts only where the register has it so
            yield self.mention(*match.span(), known.name, known.kind, "register", known)

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
        known = known or self.by_name.get(_plain(name)) or self.by_name.get(_plain(name).casefold())
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


@functools.lru_cache(maxsize=16)
def _names_of(
    known: tuple[KnownOrganisation, ...],
) -> tuple[dict[str, KnownOrganisation], re.Pattern[str] | None]:
    """The register by name, and the pattern that finds the names, longest first."""
    names: dict[str, KnownOrganisation] = {}
    for organisation in known:
        for name in dict.fromkeys((organisation.name, *organisation.names)):
            names.setdefault(_plain(name), organisation)
            if not name.isupper():
                names.setdefault(_plain(name).casefold(), organisation)
    shapes = sorted(
        {n for o in known for n in (o.name, *o.names) if len(n) > 1}, key=lambda n: (-len(n), n)
    )
    if not shapes:
        return names, None
    alternatives = "|".join(_shape(name) for name in shapes)
    return names, re.compile(rf"\b(?:{alternatives})(?!\w)")


def _shape(name: str) -> str:
    """A pattern for a name: either apostrophe, any white space, its first letter in either case."""
    words = [re.sub("['’]", "[’']", re.escape(word)) for word in name.split()]
    shape = r"\s".join(words)
    if name.isupper() or not name[0].isalpha():
        return shape
    return f"[{name[0].upper()}{name[0].lower()}]{shape[1:]}"


def _plain(name: str) -> str:
    return re.sub(r"\s+", " ", name.replace("’", "'"))
