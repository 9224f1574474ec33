"""Positions flow in, who stands where, and on which side, flows out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outsourced_care.site import in_words
from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Link, Passage, actor, link, passages

# who is for a proposal, who doubts it, who is against it, who is neither: stances of one side each
_SIDES = (
    ("supports", "supports_conditionally"),
    ("raises_concerns", "mixed"),
    ("opposes",),
    ("uncommitted", "declines_to_comment"),
)
_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+", re.ASCII)


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
    said: str | None  # the paraphrase of that quote
    article: Link
    when: str
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a proposal: its name, the stances that it has, and who is on it, in what."""

    name: str
    values: tuple[str, ...]
    holders: list[tuple[Link, list[Stance]]]

    @property
    def count(self) -> int:
        """How many positions it has."""
        return sum(len(own) for _, own in self.holders)

    @property
    def alike(self) -> list[tuple[Link, list[list[Stance]]]]:
        """Who is on it, positions of one holder that say the same of one aspect together."""
        return [(holder, _alike(own)) for holder, own in self.holders]


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
            alternative=in_labels(dataset, row["alternative"]),
            quote=quote or None,
            said=paraphrase(dataset, row),
            article=link(dataset, "articles", row["article_id"]),
            when=_published(dataset, row["article_id"]),
            passages=passages(dataset, "positions", row["position_id"]),
        )


def paraphrase(dataset: Dataset, row: Row) -> str | None:
    """What was said that a position rests on, in the words of its quote's row."""
    quote = dataset.get("quotes", row["quote_id"]) if row["quote_id"] else None
    return str(quote["paraphrase"]) if quote else None


def in_labels(dataset: Dataset, prose: str | None) -> str | None:
    """A note on a position, codes of its vocabularies by their labels."""
    if prose is None:
        return None

    def named(found: re.Match[str]) -> str:
        for column in ("stance", "aspect"):
            said, _ = dataset.meaning("positions", column, found[0])
            if said != found[0]:
                return said.lower()
        return found[0]

    return _CODE.sub(named, prose)


def _published(dataset: Dataset, article_id: str) -> str:
    """The month of an article, else what is known of its date."""
    article = dataset.get("articles", article_id)
    return in_words.date(str(article["published"])[:7]) if article else ""


def _described(dataset: Dataset, row: Row) -> str:
    """What is told of a holder without a name: their role, else what they are."""
    quote = dataset.get("quotes", row["quote_id"]) if row["quote_id"] else None
    if quote is None:
        return "the author" if row["basis"] == "authored" else "unnamed"
    if quote["speaker"] or quote["speaker_role"]:
        return str(quote["speaker"] or quote["speaker_role"])
    kind, _ = dataset.meaning("quotes", "speaker_kind", quote["speaker_kind"])
    return f"unnamed ({kind.lower()})"


def sides(dataset: Dataset, found: Iterable[Stance]) -> list[Side]:
    """Positions by side, those of one holder together; a stance of none of them has its own.

    A side is called by its stances, as the contract calls them.
    """
    every = list(found)
    known = {value for values in _SIDES for value in values}
    more = tuple((s.value,) for s in every if s.value not in known)
    return [
        Side(_called(dataset, values), values, _by_holder(s for s in every if s.value in values))
        for values in dict.fromkeys((*_SIDES, *more))
    ]


def _called(dataset: Dataset, values: tuple[str, ...]) -> str:
    first, *others = (dataset.meaning("positions", "stance", value)[0] for value in values)
    return " or ".join([first, *map(str.lower, others)])


def _alike(own: Iterable[Stance]) -> list[list[Stance]]:
    """Positions that say the same of the same aspect, together, those that are clear first."""
    found: dict[tuple[str, str], list[Stance]] = {}
    for stance in own:
        found.setdefault((stance.aspect, stance.value), []).append(stance)
    return [sorted(same, key=lambda s: not s.certain) for same in found.values()]


def _by_holder(found: Iterable[Stance]) -> list[tuple[Link, list[Stance]]]:
    """Holders, and aspects of one holder, in the order in which they come."""
    holders: dict[Link, dict[str, list[Stance]]] = {}
    for stance in found:
        holders.setdefault(stance.holder, {}).setdefault(stance.aspect, []).append(stance)
    return [(h, [s for own in aspects.values() for s in own]) for h, aspects in holders.items()]
