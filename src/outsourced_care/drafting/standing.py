"""A stance, its holder and its grounds flow in, the record of a position flows out."""

from __future__ import annotations

from dataclasses import dataclass

from outsourced_care.drafting.parts import TO_CHOOSE, Part, Todo, Value
from outsourced_care.extraction.segments import Span

ALTERNATIVE = Todo("the other reading, in our own words; without the line if it is clear")
GENERAL = ("principle", "suggestion", "precedent")  # proposals that general statements make
PLAIN = ("supports", "opposes", "raises_concerns", "declines_to_comment")
_SURE = 0.4


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody may stand on one side of a proposal.

    Attributes:
        proposal: The proposal's id, or what a person must say.
        aspect: The side of it.
        stance: Where they stand.
        basis: From what it is known.
        grounds: What in the text tells it, in a few words.
        clear: Whether the words leave no other reading, as far as they tell.
        quote: The quote that it rests on.
        spans: Its passages, where they are not the quote's.
        who: The cells that say who holds it, where no quote does.
    """

    proposal: Value
    aspect: str
    stance: str
    basis: str
    grounds: str
    clear: bool
    quote: str | None = None
    spans: tuple[Span, ...] = ()
    who: tuple[tuple[str, str], ...] = ()

    @property
    def row(self) -> tuple[object, ...]:
        """What there is one row of: holder or utterance, proposal and aspect."""
        passages = self.spans if self.basis == "authored" else ()
        return self.quote, self.who, passages, self.proposal, self.aspect

    def part(self, number: int) -> Part:
        """The record, marked: a person takes it or strikes it out."""
        cells: dict[str, Value] = {"quote_id": self.quote} if self.quote else {}
        cells |= dict(self.who)
        cells |= {
            "proposal_id": self.proposal,
            "aspect": self.aspect,
            "stance": self.stance,
            "basis": self.basis,
            "certainty": "clear" if self.clear else "arguable",
        }
        if not self.clear:
            cells["alternative"] = ALTERNATIVE
        doubt = f"the grounds: {self.grounds}; whether somebody stands so, a person decides"
        return Part("positions", cells, self.spans, (), _SURE, doubt, f"{TO_CHOOSE}p{number:02}")
