"""The proposals of an article flow in, which of them a passage is about flows out."""

from __future__ import annotations

import re
from bisect import bisect_right

from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.stance_words import NAMED_AS
from outsourced_care.drafting.subjects import subjects
from outsourced_care.extraction.segments import Span

_OTHER = re.compile(
    r"\b(?:alternative|counter.?proposal|(?:this|the) (?:approach|version|arrangement)|response)\b",
    re.I,
)
_POINTS_BACK = re.compile(
    r"[“\"‘']?(?:(?:that )?(?:this|such|these)\b|key to (?:this|these)\b)", re.I
)
_A_PLAN = re.compile(r"\b(?:this|that|the) (?:\w+ )?(?:plan|proposal|scheme|deal)s?\b", re.I)
_IT = re.compile(r"\b(?:it|this|that|they|these)\b", re.I)
_WHICH = Todo("which proposal, by its id: the article tells none, or several, that it may mean")
_FREER = ("voluntary", "negotiated")
_TAKEN_BACK = ("council", "joint", "staff")
_BESIDE = 3  # lines, with that of the proposal, in which “it” is the proposal
_THOUGHTS = ("principle", "suggestion")
_NEAR = 300  # characters back that “this” points
_SUPPORTERS = ("proposer", "adopter", "author")


class Topics:
    """What the passages of an article are about."""

    def __init__(self, records: list[Part], ground: Ground) -> None:
        self.proposals = [r for r in records if r.table == "proposals" and r.spans]
        self._records, self._ground = records, ground
        self._places = Places((s, p) for p in self.proposals for s in p.spans)
        self._cells = {p.id: p for p in self.proposals}
        self._holders: dict[str, set[Value]] = {}  # who is told to propose or adopt a proposal
        self._subjects: dict[str, frozenset[str]] = {}
        self._lines = [m.start() for m in re.finditer("\n", ground.article.text)]
        self._told: dict[int, list[tuple[int, Part]]] = {}  # by the line that a passage ends in
        for proposal in self.proposals:
            for _, end in proposal.spans:
                self._told.setdefault(self._line(end - 1), []).append((end, proposal))
        self.main = self._main()

    def _main(self) -> Part | None:
        """The proposal that the article is about: the plan told first, else what is told first."""
        plans = [p for p in self.proposals if self._kind(p) == "plan"]
        first = sorted(plans or self.proposals, key=lambda p: p.spans[0])
        return first[0] if first else None

    def _kind(self, part: Part) -> str:
        """The kind of a proposal; one that another entry tells whole is a plan."""
        return str(part.cells.get("kind", "plan"))

    def at(self, span: Span) -> Part | None:
        """The proposal that a passage tells."""
        return next(iter(self._places.touching(span)), None)

    def named(self, proposal: str) -> Part | None:
        """The proposal of an id."""
        return self._cells.get(proposal)

    def own(self, quote: Part) -> Part | None:
        """The proposal that an utterance makes."""
        return next((p for span in quote.spans if (p := self.at(span))), None)

    def about(self, span: Span, words: str, marked: bool = False) -> Part | None:
        """The proposal that a passage is about: one that it points at, else the article's.

        Args:
            span: Where the passage stands.
            words: Its words.
            marked: Whether they stand in marks: their “this” means what was said before.
        """
        before = [p for p in self.proposals if p.spans[0][0] < span[1]]
        if not marked and _POINTS_BACK.match(words):
            near = [(b, p) for p in before for a, b in p.spans if span[0] - _NEAR < b <= span[0]]
            if near:
                return max(near, key=lambda one: one[0])[1]
        if _OTHER.search(words):
            for proposal in reversed(before):
                if self._kind(proposal) == "counter_proposal":
                    return proposal
        return self._of_place(span, before) or self.main

    def speaks_of(self, about: Part, quote: Part, words: str) -> bool:
        """Whether an utterance is about a proposal: names it or its subject, or “it” beside it.

        Args:
            about: The proposal.
            quote: The utterance.
            words: The sentence of it that tells a stance, as the article has it.
        """
        text = self._ground.article.text
        whole = " ".join([words, *(text[slice(*span)] for span in quote.spans)])
        if about.id not in self._subjects:
            told = " ".join(text[slice(*span)] for span in about.spans)
            self._subjects[about.id] = subjects(told)
        if NAMED_AS.search(whole) or subjects(whole) & self._subjects[about.id]:
            return True
        if self._kind(about) in _THOUGHTS or _IT.search(words) is None:
            return False
        return about in self._beside(quote.spans[0][0])

    def which(self, about: Part, span: Span, words: str, *, proposes: bool = False) -> Value:
        """The id of the proposal that a passage is about; “this plan” is no general statement.

        Args:
            about: The proposal that it seems to be about.
            span: Where the passage stands.
            words: Its words.
            proposes: Whether who speaks proposes that one.
        """
        if proposes or not _A_PLAN.search(words):
            return about.id
        plans = [
            p for p in self.proposals if p.spans[0][0] < span[0] and self._kind(p) not in _THOUGHTS
        ]
        near = [p for p in self._beside(span[0]) if p in plans]
        if self._kind(about) in _THOUGHTS:
            meant = near or plans
            return meant[0].id if len(meant) == 1 else _WHICH
        several = len(near) > 1 and not self._names_place(about, span)
        return _WHICH if several else about.id

    def _beside(self, begin: int) -> list[Part]:
        """The proposals that are told close before a place."""
        line = self._line(begin)
        near = (one for n in range(line - _BESIDE + 1, line + 1) for one in self._told.get(n, ()))
        return list({p.id: p for end, p in near if end <= begin}.values())

    def _line(self, at: int) -> int:
        return bisect_right(self._lines, at)

    def _names_place(self, about: Part, span: Span) -> bool:
        """Whether a passage names a council of the proposal."""
        return bool(set(self._ground.bodies.within(span)) & self._authorities(about))

    def _of_place(self, span: Span, before: list[Part]) -> Part | None:
        """The proposal for another council, where the passage or its paragraph names that."""
        bodies = self._ground.bodies
        begin = self._ground.article.text.rfind("\n", 0, span[0]) + 1
        for place in (span, (begin, span[1])):
            if not bodies.names_council(place):
                continue
            councils = set(bodies.councils(place)) - self._authorities(self.main)
            told = (p for p in before if p is not self.main and self._kind(p) != "principle")
            return next((p for p in told if councils & self._authorities(p)), None)
        return None

    def against(self, own: Part | None) -> Part | None:
        """The plan that a general statement may bear on: one that is imposed."""
        main = self.main
        if main is None or own is None or main is own or self._kind(main) != "plan":
            return None
        if main.cells.get("compulsion") != "imposed" or self._names_another(own):
            return None
        freer = own.cells["compulsion"] in _FREER or own.cells["controlled_by"] in _TAKEN_BACK
        return main if freer else None

    def _names_another(self, own: Part) -> bool:
        mine = self._authorities(own)
        return bool(mine) and not mine & self._authorities(self.main)

    def proposed_by(self, quote: Part, about: Part) -> bool:
        """Whether who speaks is told to propose or adopt what they speak of."""
        told = {who for p in about.inside if p.cells["role"] in _SUPPORTERS for who in _who(p)}
        return bool(_who(quote) & (told | self._holders.get(about.id, set())))

    def stand_for(self, quote: Part, own: Part) -> None:
        """Know who announces or proposes a proposal, where it has no such participant."""
        self._holders.setdefault(own.id, set()).update(_who(quote))

    def is_quoted(self, body: str, event: Part) -> bool:
        """Whether a body is quoted with the words that tell an event."""
        return any(
            q.cells.get("organisation_id") == body
            and any(a < d and c < b for a, b in q.spans for c, d in event.spans)
            for q in self._records
            if q.table == "quotes"
        )

    def _authorities(self, part: Part | None) -> set[str]:
        cells = (p.cells for p in part.inside if p.cells["role"] == "authority") if part else ()
        return {who for c in cells if isinstance(who := c.get("organisation_id"), str)}


def _who(part: Part) -> set[Value]:
    """The person of a quote or participant; the body where no person is named."""
    person, body = part.cells.get("person_id"), part.cells.get("organisation_id")
    return {w for w in (person, body) if isinstance(w, str)}
