"""Positions flow in, who stands where, and on which side, flows out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Link, Passage, actor, link, passages

# who is for a proposal, who is against it, who is neither
_SIDES = (
    ("Supports", ("supports", "supports_conditionally")),
    ("Doubts", ("raises_concerns", "mixed")),
    ("Opposes", ("opposes",)),
    ("Takes no side", ("uncommitted", "declines_to_comment")),
)


@dataclass(frozen=True, slots=True)
class Stance:
    """Who stands where on one aspect of a proposal."""

    key: str
    holder: Link
    proposal: Link
    aspect: str
    stance: str
    value: str
    meaning: str
    certain: bool
    certainty: str
    basis: str
    alternative: str | None
    quote: Link | None
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a proposal: its name, and who is on it, in what."""

    name: str
    holders: list[tuple[Link, list[Stance]]]

    @property
    def count(self) -> int:
        """How many positions it has."""
        return sum(len(own) for _, own in self.holders)


def stances(dataset: Dataset, **cells: object) -> Iterator[Stance]:
    """The positions that have these cells."""
    for row in dataset.where("positions", **cells):
        quote = row["quote_id"] and link(dataset, "quotes", row["quote_id"])
        holder, body = actor(dataset, row, "holder")
        if holder.text == "unnamed" and body:
            holder = Link(f"{_described(dataset, row)}, {body.text}", body.page)
        elif holder.text == "unnamed":
            holder = Link(_described(dataset, row))
        stance, meaning = dataset.meaning("positions", "stance", row["stance"])
        yield Stance(
            key=row["position_id"],
            holder=holder,
            proposal=link(dataset, "proposals", row["proposal_id"]),
            aspect=dataset.meaning("positions", "aspect", row["aspect"])[0],
            stance=stance,
            value=row["stance"],
            meaning=meaning,
            certain=row["certainty"] == "clear",
            certainty=dataset.meaning("positions", "certainty", row["certainty"])[0],
            basis=dataset.meaning("positions", "basis", row["basis"])[0],
            alternative=row["alternative"],
            quote=quote or None,
            passages=passages(dataset, "positions", row["position_id"]),
        )


def _described(dataset: Dataset, row: Row) -> str:
    """What is told of a holder without a name: their role, else what they are."""
    quote = dataset.get("quotes", row["quote_id"]) if row["quote_id"] else None
    if quote is None:
        return "the author" if row["basis"] == "authored" else "unnamed"
    if quote["speaker"] or quote["speaker_role"]:
        return str(quote["speaker"] or quote["speaker_role"])
    kind, _ = dataset.meaning("quotes", "speaker_kind", quote["speaker_kind"])
    return f"unnamed ({kind.lower()})"


def sides(found: Iterable[Stance]) -> list[Side]:
    """Positions by side, those of one holder together; a stance of none of them has its own."""
    every = list(found)
    known = {value for _, values in _SIDES for value in values}
    more = tuple((s.stance, (s.value,)) for s in every if s.value not in known)
    return [
        Side(name, _by_holder(s for s in every if s.value in values))
        for name, values in dict.fromkeys((*_SIDES, *more))
    ]


def _by_holder(found: Iterable[Stance]) -> list[tuple[Link, list[Stance]]]:
    """Holders, and aspects of one holder, in the order in which they come."""
    holders: dict[Link, dict[str, list[Stance]]] = {}
    for stance in found:
        holders.setdefault(stance.holder, {}).setdefault(stance.aspect, []).append(stance)
    return [(h, [s for own in aspects.values() for s in own]) for h, aspects in holders.items()]
