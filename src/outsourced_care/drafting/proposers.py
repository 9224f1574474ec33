"""A name flows in, who proposes flows out: a person with the body beside them, or a body."""

from __future__ import annotations

from collections.abc import Iterator

from outsourced_care.drafting.event_parties import party
from outsourced_care.drafting.ground import UNNAMED
from outsourced_care.drafting.parts import Part
from outsourced_care.drafting.people import People
from outsourced_care.drafting.registries import AUTHORITY, Bodies
from outsourced_care.drafting.speech import short

RULERS = ("central_government",)
_BACKED = ("professional_association", "council_association", AUTHORITY)


class Proposer:
    """Who proposes: a person with the body beside them, or a body."""

    def __init__(
        self, name: str | None, people: People, bodies: Bodies, report: str | None
    ) -> None:
        self.is_report = report is not None
        self.person = people.known(name) if report is None else None
        self.body = report or (bodies.named(name) if self.person is None else None)
        beside = people.bodies.get(self.person or "")
        self.beside = beside if beside and bodies.kinds[beside] in _BACKED else None
        self.is_council = bodies.kinds.get(self.body or "") == AUTHORITY
        known = self.person or self.body
        self.described = None if known else name if name == UNNAMED else short(name)
        self.rules = bodies.kinds.get(self.body or beside or "") in RULERS

    def parties(self, role: str) -> Iterator[Part]:
        """The participants that they are, in a role."""
        if self.person:
            yield party(role, "person_id", self.person)
        if self.described:
            yield party(role, "name", self.described)
        for body in (self.body, self.beside):
            if body:
                yield party(role, "organisation_id", body)
