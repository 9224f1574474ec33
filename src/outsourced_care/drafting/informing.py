"""A proposal and the events of its article flow in, the proposal with what they tell flows out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from outsourced_care.drafting.event_times import number
from outsourced_care.drafting.parts import Part, Value
from outsourced_care.drafting.plan_words import TAKING_AWAY

# the event that makes a proposal of a kind known
_KNOWN_BY = {
    "plan": "decision_announced",
    "counter_proposal": "formal_submission",
    "recommendation": "review_published",
}
_BEGINS = ("service_transfer", "body_created")
# what an event of a kind tells of who takes part: their role there, and in the proposal
_TAKEN = {
    "decision_announced": {"adopter": "adopter"},
    "service_transfer": {"provider": "provider"},
    "funding": {"funder": "funder", "partner": "partner", "addressee": "addressee"},
    "contract": {"partner": "partner"},
}
_COUNT = r"(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_LASTS = re.compile(rf"\b{_COUNT}[- ]year (?:period|term|contract)\b|\bfor {_COUNT} years\b", re.I)
_REVIEWED = re.compile(rf"\breview(?:ed)?\b[^.;]{{0,20}}? after {_COUNT} years\b", re.I)
_COMMISSIONER = re.compile(r"\bappointed as (?:an? |the )?(?:\w+ )?commissioner\b")


def informed(proposal: Part, events: Iterable[Part], text: str) -> Part:
    """A proposal with the dates and parties that its events tell.

    Args:
        proposal: The proposal.
        events: All events of the article, linked to their proposals.
        text: The article's text.
    """
    events = list(events)
    own = [e for e in events if e.cells.get("proposal_id") == proposal.id]
    kind = str(proposal.cells["kind"])
    cells = {**proposal.cells, **_dates(kind, own, events)}
    if kind == "plan":
        words = [" ".join(text[slice(*s)].split()) for p in (proposal, *own) for s in p.spans]
        cells |= _terms(words)
    proposal = replace(proposal, cells=cells)
    party = (*proposal.inside, *_parties(kind, proposal, own, events, text))
    alone = {tuple(p.cells.items()): p for p in party}
    return replace(proposal, inside=tuple(alone.values()))


def _dates(kind: str, own: list[Part], events: list[Part]) -> dict[str, Value]:
    """When it became known, and when it begins."""
    found: dict[str, Value] = {}
    known = own if kind == "plan" else events
    by = _KNOWN_BY.get(kind)
    for event in known:
        if event.cells["kind"] == by and event.cells["date_basis"] != "bounded":
            found.setdefault("announced", event.cells["date"])
    for event in own if kind == "plan" else ():
        if event.cells["kind"] in _BEGINS and event.cells["date_basis"] != "bounded":
            found["starts"] = event.cells["date"]
    return found


def _terms(words: list[str]) -> dict[str, Value]:
    """How long a plan runs, and when it is looked at again."""
    found: dict[str, Value] = {}
    for sentence in words:
        if lasts := _LASTS.search(sentence):
            found.setdefault("duration", f"P{number(lasts[1] or lasts[2])}Y")
        if again := _REVIEWED.search(sentence):
            found.setdefault("review_after", f"P{number(again[1])}Y")
    return found


def _parties(
    kind: str, proposal: Part, own: list[Part], events: list[Part], text: str
) -> Iterator[Part]:
    """Who takes part in it, by what happens; a government's plan has the authors of its review."""
    adopted = any(p.cells["role"] == "adopter" for p in proposal.inside)
    if kind == "plan" and adopted and proposal.cells["model"] in TAKING_AWAY:
        for event in events:
            if _follows(proposal, event):
                yield from (p for p in event.inside if p.cells["role"] == "author")
    for event in own:
        if event.cells["status"] == "possible":
            continue
        roles = _TAKEN.get(str(event.cells["kind"]), {})
        for one in event.inside:
            if role := roles.get(str(one.cells["role"])):
                yield replace(one, cells={**one.cells, "role": role})
        if any(_COMMISSIONER.search(text, *span) for span in event.spans):
            for one in event.inside:
                if one.cells["role"] == "appointee":
                    yield replace(one, cells={**one.cells, "role": "commissioner"})


def _follows(plan: Part, event: Part) -> bool:
    """Whether an event is the report of a review that a plan takes up."""
    if event.cells["kind"] != "review_published" or not _same_place(event, plan):
        return False
    bounded = event.cells["date_basis"] == "bounded"
    return bounded or event.cells["date"] == plan.cells.get("announced")


def _same_place(one: Part, other: Part) -> bool:
    def councils(part: Part) -> set[Value]:
        named = (p.cells for p in part.inside if p.cells["role"] == "authority")
        return {c["organisation_id"] for c in named if "organisation_id" in c}

    return bool(councils(one) & councils(other))
