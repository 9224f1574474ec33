"""Proposals that were found flow in, their records flow out.

What a proposal would have done is told by its words: who would run the services, in which form,
and whether anybody is made to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from outsourced_care.article import Article
from outsourced_care.drafting.bounds import until
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.drafting.passages import in_blocks
from outsourced_care.drafting.people import People
from outsourced_care.drafting.registries import AUTHORITY, Bodies
from outsourced_care.drafting.speech import short
from outsourced_care.extraction.proposals import FoundProposal
from outsourced_care.extraction.segments import Span

TITLE = Todo("what is proposed, in a few words of our own")
SUMMARY = Todo("what the article tells of it, in our own words")

# the most telling words first (schemas/proposals.json)
_KINDS = {
    "consultation": r"consult(?:s|ing|ation)",
    "counter_proposal": r"alternative|instead|counter.?proposals?",
    "recommendation": r"recommend\w*|advis(?:es|ed)",
    "precedent": (
        r"(?:were|was|has been|have been) (?:forced|outsourced|transferred|taken over|trialled)|"
        r"(?:has|have) (?:already )?(?:done|outsourced|transferred|handed over)"
    ),
    "plan": (
        r"will|plans?|planned|planning|announc\w+|(?:is|are|were|was) to|"
        r"to be (?:appointed|created|established|set up|transferred|outsourced)|"
        r"intend\w*|committed|rumou?r\w*"
    ),
    "suggestion": r"suggest\w*|could|might|may be|keen|one way",
    "principle": r"should|must|ought|have to|needs? to|works? best|believe\w*|favours?",
}
_CONCRETE = {"principle": "suggestion"}  # what is said of a council that is named
_MODELS = {
    "staff_mutual": r"mutuals?",
    "social_enterprise": r"social enterprises?|charit(?:y|ies)",
    "joint_partnership": r"partnership models?|joint\w*|partnership of",
    "partner_council": r"(?:another|neighbouring|other|[A-Z]\w+) council to (?:take over|run)",
    "improvement_partner": r"improvement partner|consultants?|consultancy",
    "independent_trust": r"trusts?",
    "private_contract": r"privat\w+|contractors?|compan(?:y|ies)",
    "reorganisation": r"broken up|br(?:eak|oke)\w* up|merge\w*|reorganis\w+",
    "delegation_unspecified": r"outsourc\w+|contract\w* out|delegat\w+|divest\w*|voluntarily",
}
_COMPULSIONS = {
    "negotiated": r"negotiat\w+|in partnership with|rather than",
    "voluntary": (
        r"volunt(?:ary|arily)|keen|allow(?:s|ed|ing)? councils|chooses?|"
        r"(?:not|n['’]t|never|cannot) be (?:forced|imposed)"
    ),
    "imposed": r"forced|imposed?|strip\w*|against (?:its|their) will|took over|taken away",
}
_CONTROLLED = {
    "staff": r"mutuals?|staff.owned|owned by (?:its |their )?staff",
    "joint": r"joint\w*|in partnership",
    "government": r"ministers?|secretary of state|[Tt]he [Ss]tate",
    "council": r"(?:when|where|allowing) (?:a |the )?councils?|council.led|the council|councils|"
    r"local authorit(?:y|ies)",
}
_STATUSES = {
    "consultation": "under_consultation",
    "counter_proposal": "submitted",
    "recommendation": "recommended",
    "precedent": "implemented",
    "plan": "announced",
    "suggestion": "suggested",
    "principle": "suggested",
}
_RUMOURED = re.compile(r"\b(?:rumou?r\w*|reportedly|speculation|confirm or deny)\b")
_TAKING_AWAY = ("independent_trust", "private_contract", "delegation_unspecified", "reorganisation")
_RULERS = ("central_government",)
_BACKED = ("professional_association", "council_association", AUTHORITY)


def proposal_part(found: FoundProposal, ground: Ground) -> Part:
    """A proposal's record; what it is called and what it says is left to a person."""
    bodies, author = ground.bodies, ground.author
    sentence = found.start, found.end
    span = ground.clauses.around(sentence, _place_of(found, ground.article))
    words = " ".join(ground.article.text[slice(*sentence)].split())
    councils = bodies.councils(sentence)
    own = found.proposer is None and author is not None  # an opinion piece's author
    who = _Proposer(author if own else found.proposer, ground.people, bodies)
    kind = told(found.cue, _KINDS) or told(words, _KINDS)
    if kind in _CONCRETE and any(b in councils for b in bodies.within(sentence)):
        kind = _CONCRETE[kind]
    cells: dict[str, Value] = {"title": TITLE}
    cells["kind"] = kind or ground.vocabulary("proposals", "kind")
    cells["model"] = told(words, _MODELS) or "other"
    compulsion = told(words, _COMPULSIONS) or _usual_compulsion(kind, cells["model"], who)
    cells["controlled_by"] = _controlled(kind, compulsion, words)
    cells["compulsion"] = compulsion
    status = "rumoured" if _RUMOURED.search(words) else _STATUSES.get(kind or "")
    cells["status"] = status or ground.vocabulary("proposals", "status")
    if ground.published and kind != "precedent":
        cells["announced"] = ground.published if own else until(ground.published)
    cells["summary"] = SUMMARY
    return Part(
        "proposals",
        cells,
        tuple(in_blocks(ground.article, span)),
        (
            *_participants(kind, status, who, councils, bodies.within(sentence), bodies),
            *(_party("provider", organisation_id=body) for body in bodies.asked(sentence)),
        ),
        sure=found.confidence,
        doubt="whether somebody proposes something here",
    )


def _usual_compulsion(kind: str | None, model: Value, who: _Proposer) -> str:
    """What holds where no word tells: a government's plan binds, a council's own does not."""
    if kind == "plan" and who.rules and model in _TAKING_AWAY:
        return "imposed"
    return "voluntary" if kind == "plan" and who.is_council else "unstated"


def _controlled(kind: str | None, compulsion: str, words: str) -> str:
    """Who would have the say."""
    if compulsion == "imposed" and kind == "plan":
        return "government"
    if compulsion == "voluntary":
        return "council"
    return (told(words, _CONTROLLED) if kind != "precedent" else None) or "unstated"


def joined(parts: Iterable[Part]) -> list[Part]:
    """The proposals, those that tell the same plan as one: its first telling with all passages."""
    together: list[Part] = []
    for part in parts:
        at = next((n for n, other in enumerate(together) if _same_plan(other, part)), None)
        if at is None:
            together.append(part)
        else:
            one = together[at]
            together[at] = replace(one, spans=(*one.spans, *part.spans))
    return together


def _same_plan(one: Part, other: Part) -> bool:
    """Whether two are plans of the same form for the same councils."""
    both = (one, other)
    if any(p.table != "proposals" or p.cells["kind"] != "plan" for p in both):
        return False
    models = {m for p in both if (m := p.cells["model"]) != "other"}
    return len(models) < 2 and _councils(one) == _councils(other)


def _councils(part: Part) -> list[Value]:
    return [p.cells["organisation_id"] for p in part.inside if p.cells["role"] == "authority"]


class _Proposer:
    """Who proposes: a person with the body beside them, or a body."""

    def __init__(self, name: str | None, people: People, bodies: Bodies) -> None:
        self.person = people.known(name)
        self.body = bodies.named(name) if self.person is None else None
        beside = people.bodies.get(self.person or "")
        self.beside = beside if beside and bodies.kinds[beside] in _BACKED else None
        self.is_council = bodies.kinds.get(self.body or "") == AUTHORITY
        known = self.person or self.body
        self.described = None if known else short(name)
        self.rules = bodies.kinds.get(self.body or beside or "") in _RULERS

    def parties(self, role: str) -> Iterator[Part]:
        if self.person:
            yield _party(role, person_id=self.person)
        if self.described:
            yield _party(role, name=self.described)
        for body in (self.body, self.beside):
            if body:
                yield _party(role, organisation_id=body)


def _place_of(found: FoundProposal, article: Article) -> Span | None:
    """Where the words that propose stand."""
    at = article.text.find(found.cue, found.start, found.end)
    return (at, at + len(found.cue)) if at >= 0 else None


def told(words: str, telling: Mapping[str, str]) -> str | None:
    """The first value of a vocabulary that words tell."""
    return next((v for v, shape in telling.items() if re.search(rf"\b(?:{shape})\b", words)), None)


def _participants(
    kind: str | None,
    status: str | None,
    who: _Proposer,
    councils: list[str],
    named: list[str],
    bodies: Bodies,
) -> Iterator[Part]:
    """Who proposes or adopts it, the councils that it is about, and who is asked."""
    if who.described and "councils" in who.described and named:
        for council in (b for b in named if bodies.kinds[b] == AUTHORITY):
            yield _party("proposer", organisation_id=council)
        return
    adopted = kind == "plan" and status == "announced" and who.rules
    yield from who.parties("adopter" if adopted else "proposer")
    for council in councils if kind != "principle" else []:
        yield _party("authority", organisation_id=council)
    if kind == "counter_proposal":
        for body in named:
            if bodies.kinds[body] in _RULERS and body != who.body:
                yield _party("addressee", organisation_id=body)


def _party(role: str, **who: str) -> Part:
    return Part("participants", {"role": role, **who})
