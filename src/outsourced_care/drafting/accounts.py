"""Two tellings of a fact flow in, the accounts of them flow out.

An article may tell a record otherwise than the entry that tells it whole, or one fact of its own
in two ways (docs/coding.md, Accounts). Which telling counts a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.entries import Record
from outsourced_care.extraction.segments import Span

NOTE = Todo("how the tellings differ, in our own words")
_TOLD_APART = {  # cells that an account tells, where two articles differ in them
    "events": ("date", "status"),
    "proposals": ("status", "announced", "starts", "duration", "review_after"),
}
_SAME_ROLES = ("adopter", "author", "appointee", "provider")
_UNITS = {"year": "Y", "month": "M"}
_SURE = 0.4
_DOUBT = (
    "read from the words; whether it is another telling, and which one counts, a person decides"
)


def differing(part: Part, record: Record, names: Mapping[str, str]) -> Iterator[Part]:
    """What the article tells otherwise than the entry that tells a record whole."""
    for name in _TOLD_APART[part.table]:
        value, whole = part.cells.get(name), record.text(name)
        bounded = isinstance(value, str) and ".." in value and name in ("date", "announced")
        if isinstance(value, str) and value != whole and not bounded:
            yield _account(part, record.id, name, value)
    for role in _SAME_ROLES:
        here = _who(part.inside, role, names)
        there = _who_of(record.inside, role, names)
        fewer = part.table == "proposals" and role == "adopter" and set(here) < set(there)
        if here and there and here != there and not fewer:
            whom = " and ".join(", ".join(here).rsplit(", ", 1))
            yield _account(
                part, record.id, "participants", f"{role}{'s' * (len(here) > 1)}: {whom}"
            )


def _account(
    part: Part,
    record: str,
    name: str,
    value: str,
    span: Span | None = None,
    preferred: str = "false",
) -> Part:
    cells: dict[str, Value] = {"table": part.table, "record_id": record, "field": name}
    cells |= {"value": value, "preferred": preferred, "note": NOTE}
    return Part("accounts", cells, (span or part.spans[0],), (), _SURE, _DOUBT)


def _who(inside: Iterable[Part], role: str, names: Mapping[str, str]) -> list[str]:
    """Who has a role in a drafted record, by name."""
    cells = [p.cells for p in inside if p.cells["role"] == role]
    told = (c.get("person_id") or c.get("organisation_id") or c.get("name") for c in cells)
    return [names.get(who, who) for who in told if isinstance(who, str)]


def _who_of(inside: Iterable[Record], role: str, names: Mapping[str, str]) -> list[str]:
    """Who has a role in a record of an entry, by name."""
    told = (i for i in inside if i.text("role") == role)
    who = (i.text("person_id") or i.text("organisation_id") or i.text("name") for i in told)
    return [names.get(w, w) for w in who if w]


def durations(parts: Iterable[Part], text: str) -> Iterator[Part]:
    """The accounts of proposals that one article tells to last differently long.

    Args:
        parts: The records of a draft.
        text: The article's text.
    """
    for part in parts:
        told: dict[str, Span] = {}
        for term in part.terms:
            quantity, unit = term.cells.get("quantity"), term.cells.get("unit")
            if "review" in text[slice(*term.spans[0])].lower() or unit not in _UNITS:
                continue
            if isinstance(quantity, str) and term.cells["aspect"] == "duration_review":
                told.setdefault(f"P{quantity}{_UNITS[str(unit)]}", term.spans[0])
        for value, span in told.items() if len(told) > 1 else ():
            preferred = "true" if value == part.cells.get("duration") else "false"
            yield _account(part, part.id, "duration", value, span, preferred)
