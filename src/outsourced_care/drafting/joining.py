"""The records of a draft flow in, joined and linked to each other they flow out.

What several sentences tell is one happening; what lies ahead belongs to the proposal that it
carries out; a proposal takes the dates and parties that happenings tell (docs/coding.md, Events).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from outsourced_care.drafting.attitudes import RETOLD
from outsourced_care.drafting.bounds import since
from outsourced_care.drafting.event_times import years_after
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.happenings import SUMMARY, TITLE
from outsourced_care.drafting.informing import informed
from outsourced_care.drafting.parts import Part, Value
from outsourced_care.drafting.stance_words import NAMED_AS
from outsourced_care.drafting.subjects import subjects

_ONCE = frozenset(  # what happens to a council once, as far as one article tells
    (
        "decision_announced",
        "service_transfer",
        "body_created",
        "review_published",
        "review_commissioned",
        "formal_submission",
        "staff_transfer",
        "election",
        "departure",
    )
)
_OWN_EVENTS = ("suggestion", "plan", "recommendation")
_CARRIES_OUT = _ONCE - {"review_published", "election", "departure"} | {
    "appointment",
    "consultation",
    "contract",
    "funding",
    "scheduled_review",
}
_Subjects = Mapping[str, frozenset[str]]  # what each proposal is about, by its id
_RULED = ("authority", "employer")
_MOST_ALIKE = 100  # happenings of one kind and place that one more is held against
_SURE = 0.5


def one_telling(parts: Iterable[Part]) -> list[Part]:
    """The records, those events that tell the same happening as one."""
    together: list[Part] = []
    alike: dict[tuple[Value | None, ...], list[int]] = {}
    for part in parts:
        key = tuple(part.cells.get(name) for name in ("kind", "place", "status"))
        once = part.table == "events" and key[0] in _ONCE
        before = alike.setdefault(key, []) if once else []
        at = next((n for n in before[-_MOST_ALIKE:] if _same(together[n], part)), None)
        if at is None:
            before.append(len(together))
            together.append(part)
        else:
            together[at] = _both(together[at], part)
    return together


def _same(one: Part, other: Part) -> bool:
    """Whether two events are one happening: of a kind that there is once, of one place and time."""
    if one.table != "events" or other.table != "events":
        return False
    kind = one.cells["kind"]
    if kind != other.cells["kind"] or kind not in _ONCE:
        return False
    if any(one.cells.get(k) != other.cells.get(k) for k in ("place", "status")):
        return False
    both_dated = "bounded" not in (one.cells["date_basis"], other.cells["date_basis"])
    if both_dated and one.cells["date"] != other.cells["date"]:
        return False
    mine, theirs = _others(one), _others(other)
    for role in {r for r, _ in mine} & {r for r, _ in theirs}:
        few, many = sorted(({w for r, w in x if r == role} for x in (mine, theirs)), key=len)
        if not few <= many:
            return False
    return True


def _others(part: Part) -> set[tuple[str, str]]:
    """Who takes part beside the council."""
    return {
        (str(p.cells["role"]), who)
        for p in part.inside
        for who in (w for k, w in p.cells.items() if k != "role" and isinstance(w, str))
        if p.cells["role"] not in (*_RULED, "addressee")
    }


def _both(one: Part, other: Part) -> Part:
    """One record of two tellings; the date is that of the one that gives it."""
    dated = next((p for p in (one, other) if p.cells["date_basis"] != "bounded"), one)
    inside = {tuple(p.cells.items()): p for p in (*one.inside, *other.inside)}
    return replace(
        dated,
        spans=tuple(dict.fromkeys((*one.spans, *other.spans))),
        inside=tuple(inside.values()),
        sure=max(one.sure, other.sure),
    )


def with_own_events(parts: list[Part], ground: Ground) -> list[Part]:
    """The records, and an event for each proposal for a named council that no happening tells."""
    events = [p for p in parts if p.table == "events"]
    more = []
    for part in parts:
        if part.table != "proposals" or part.cells["kind"] not in _OWN_EVENTS:
            continue
        if any(_touch(part, e) for e in events) or ground.published is None:
            continue
        if not any(ground.bodies.names_council(span) for span in part.spans):
            continue
        status = "rumoured" if part.cells["status"] == "rumoured" else "proposed"
        cells: dict[str, Value] = {"title": TITLE, "kind": "other"}
        going_on = status == "rumoured" and len(ground.published) == len("2000-01-01")
        cells["date"] = ground.published if going_on else since(ground.published)
        cells["date_basis"], cells["status"] = "bounded", status
        council = next(iter(_authorities(part)), None)
        if place := ground.bodies.place(council):
            cells["place"] = place
        cells["summary"] = SUMMARY
        doubt = "it has no date; one bound is the day of publication"
        more.append(Part("events", cells, part.spans[:1], part.inside, _SURE, doubt))
    return [*parts, *more]


def dated(parts: list[Part], text: str) -> list[Part]:
    """The events, a review dated that is due some years after what it reviews begins."""
    created = [p for p in parts if p.table == "events" and p.cells["kind"] == "body_created"]
    found = []
    for part in parts:
        if part.table == "events" and part.cells["kind"] == "scheduled_review":
            words = " ".join(text[slice(*span)] for span in part.spans)
            for other in created:
                date = other.cells["date"]
                later = years_after(date, words) if isinstance(date, str) else None
                if later is not None:
                    part = replace(
                        part, cells={**part.cells, "date": later, "date_basis": "derived"}
                    )
                    break
        found.append(part)
    return found


def linked(parts: list[Part], text: str) -> list[Part]:
    """The records, events with the proposal they belong to, what is retold with its quote.

    Proposals take from their events when they became known and begin, and who takes part.
    """
    proposals = [p for p in parts if p.table == "proposals"]
    about = {p.id: subjects(_words(p, text)) for p in proposals}
    parts = [_linked(part, parts, proposals, about, text) for part in parts]
    events = [p for p in parts if p.table == "events"]
    return [informed(p, events, text) if p.table == "proposals" else p for p in parts]


def _linked(
    part: Part, parts: list[Part], proposals: list[Part], about: _Subjects, text: str
) -> Part:
    if part.table == "quotes" and part.cells.get("cue") in RETOLD:
        outer = (p for p in parts if p.table == "quotes" and p is not part and _holds(p, part))
        if one := next(outer, None):
            return replace(part, cells={**part.cells, "quoted_in": one.id})
    if part.table == "events":
        proposal = _proposal_of(part, proposals, about, text)
        if proposal is not None:
            return replace(part, cells={**part.cells, "proposal_id": proposal.id})
    return part


def _proposal_of(event: Part, proposals: list[Part], about: _Subjects, text: str) -> Part | None:
    """The proposal that an event belongs to.

    That is the one of the same words; one with the same partner; of what is endorsed or proposed
    the one told last; of what is planned, possible or decided the first plan for the same place,
    if it carries plans out or its words name what the plan is about.
    """
    if touching := next((p for p in proposals if _touch(p, event)), None):
        return touching
    partners = {who for _, who in _others(event)} - {"hm-government"}
    for proposal in proposals:
        shared = {who for role, who in _others(proposal) if role in ("partner", "provider")}
        if shared & partners:
            return proposal
    kind, status = event.cells["kind"], event.cells["status"]
    before = [p for p in proposals if p.spans[0] < event.spans[0]]
    if kind == "endorsement":
        counter = (p for p in before if p.cells["kind"] == "counter_proposal")
        return next(counter, before[-1] if before else None)
    if status == "proposed" and before:
        return before[-1]
    if status in ("planned", "possible", "proposed") or kind == "decision_announced":
        places = _authorities(event)
        plans = [p for p in proposals if p.cells["kind"] == "plan"]
        here = (p for p in plans if not places or places & _authorities(p))
        return next((p for p in here if _is_about(event, p, about[p.id], text)), None)
    return None


def _is_about(event: Part, proposal: Part, about: frozenset[str], text: str) -> bool:
    """Whether an event carries a plan out; of what others do, whether it names its subject."""
    own = {who for _, who in _others(proposal)}
    if event.cells["kind"] in _CARRIES_OUT or all(who in own for _, who in _others(event)):
        return True
    words = _words(event, text)
    return NAMED_AS.search(words) is not None or bool(subjects(words) & about)


def _words(part: Part, text: str) -> str:
    return " ".join(text[slice(*span)] for span in part.spans)


def _authorities(part: Part) -> set[str]:
    bodies = (p.cells.get("organisation_id") for p in part.inside if p.cells["role"] == "authority")
    return {b for b in bodies if isinstance(b, str)}


def _touch(one: Part, other: Part) -> bool:
    return any(a < d and c < b for a, b in one.spans for c, d in other.spans)


def _holds(one: Part, other: Part) -> bool:
    """Whether all that is said in another quote stands within one."""
    return all(any(a <= c and d <= b for a, b in one.spans) for c, d in other.spans)
