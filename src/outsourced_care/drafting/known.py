"""Drafted records and the entries of other articles flow in, what those tell already flows out.

What several articles tell stands whole in the earliest entry; a later one gives its id and its
passages, and an account where it tells it differently (docs/coding.md, Accounts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from outsourced_care import dates
from outsourced_care.drafting.accounts import differing
from outsourced_care.drafting.parts import Part, Value
from outsourced_care.drafting.plan_words import TAKING_AWAY
from outsourced_care.entries import Entry, Record

_TABLES = ("events", "proposals")
_PLANS = ("plan", "counter_proposal", "consultation")  # of which there is one for a council
_ROLES = ("author", "appointee", "provider", "supporter", "partner", "funder")


@dataclass(frozen=True, slots=True)
class Known:
    """A record that an entry tells whole."""

    article_id: str
    record: Record

    @property
    def authorities(self) -> set[str]:
        """The councils that it is about."""
        inner = (i for i in self.record.inside if i.text("role") == "authority")
        return {who for i in inner if (who := i.text("organisation_id"))}


def known_again(
    parts: Iterable[Part], entries: Iterable[Entry], published: str | None, names: Mapping[str, str]
) -> list[Part]:
    """The records; of those that an earlier entry tells only the id, passages and accounts.

    Args:
        parts: The records of a draft, linked to each other.
        entries: The entries of other articles.
        published: When the article was published.
        names: People and bodies by their ids.
    """
    parts = list(parts)
    known = [
        Known(e.article_id, r)
        for e in entries
        if not _later(e.article.text("published"), published)
        for r in e.records
        if r.table in _TABLES and r.cells
    ]
    again: dict[str, Known] = {}
    for part in parts:
        if part.table in _TABLES:
            alike = (k for k in known if k not in again.values() and _same(part, k))
            if one := next(alike, None):
                again[part.id] = one
    ids = {old: one.record.id for old, one in again.items()}
    told: list[Part] = []
    for part in parts:
        proposal = part.cells.get("proposal_id")
        if isinstance(proposal, str) and proposal in ids:
            part = replace(part, cells={**part.cells, "proposal_id": ids[proposal]})
        record_id = part.cells.get("record_id")
        if isinstance(record_id, str) and record_id in ids:
            part = replace(part, cells={**part.cells, "record_id": ids[record_id]})
        if one := again.get(part.id) if part.table in _TABLES else None:
            told += differing(part, one.record, names)
            part = replace(
                part,
                id=one.record.id,
                cells={},
                inside=(),
                terms=_new_terms(part, one.record),
                told_in=one.article_id,
                sure=1.0,
            )
        told.append(part)
    return [p for p in told if p.table != "accounts"] + [p for p in told if p.table == "accounts"]


def _new_terms(part: Part, record: Record) -> tuple[Part, ...]:
    """The terms that the entry does not tell, numbered behind its own."""
    own = [i for i in record.inside if i.table == "proposal_terms"]
    numbers = (re.fullmatch(r".*t([0-9]{1,4})", i.id) for i in own)
    last = max((int(n[1]) for n in numbers if n), default=0)
    told = {(i.text("aspect"), _amount(i.text("quantity"))) for i in own}
    new = [
        t for t in part.terms if (t.cells["aspect"], _amount(t.cells.get("quantity"))) not in told
    ]
    return tuple(replace(t, id=f"t{n}") for n, t in enumerate(new, start=last + 1))


def _amount(value: Value | None) -> float | None:
    return float(value) if isinstance(value, str) else None


def _later(one: str | None, other: str | None) -> bool:
    """Whether an article is told to have appeared after another."""
    if not one or not other or dates.problem(one) or dates.problem(other):
        return False
    begins, ends = dates.bounds(one)[0], dates.bounds(other)[1]
    return begins is not None and ends is not None and begins > ends


def _same(part: Part, known: Known) -> bool:
    """Whether a drafted record and one of an entry are the same: one place, one kind, one time."""
    record = known.record
    councils = {
        who
        for p in part.inside
        if p.cells["role"] == "authority" and isinstance(who := p.cells.get("organisation_id"), str)
    }
    if part.table != record.table or part.cells["kind"] != record.text("kind"):
        return False
    if not councils or councils != known.authorities:
        return False
    if part.table == "proposals":
        models = {str(part.cells["model"]), record.text("model")}
        alike = len(models) == 1 or models <= {*TAKING_AWAY, "other"}
        return part.cells["kind"] in _PLANS and alike
    if part.cells["status"] != record.text("status"):
        return False
    return _one_time(part.cells["date"], record.text("date")) and _same_people(part, record)


def _same_people(part: Part, record: Record) -> bool:
    """Whether no role is held by others: by other people, or by other bodies."""
    for role in (*_ROLES, "adopter"):
        for kind in ("person_id", "organisation_id"):
            here = {p.cells.get(kind) for p in part.inside if p.cells["role"] == role}
            there = {i.text(kind) for i in record.inside if i.text("role") == role}
            if (here := here - {None}) and (there := there - {None}) and not here & there:
                return False
    return True


def _one_time(one: Value, other: str | None) -> bool:
    """Whether two dates may be of the same happening."""
    if not isinstance(one, str) or other is None or dates.problem(one):
        return False
    (a, b), (c, d) = dates.bounds(one), dates.bounds(other)
    return (a is None or d is None or a <= d) and (c is None or b is None or c <= b)
