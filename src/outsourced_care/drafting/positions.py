"""The records of a draft flow in, who may stand where on a proposal flows out.

A row is proposed where the text gives grounds: somebody is told to say, do or write something of a
proposal, and a word of it tells a stance. Each row is marked; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outsourced_care.drafting.authored import authored
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import MOST, Part
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.stance_words import CUES
from outsourced_care.drafting.standing import GENERAL, PLAIN, Standing
from outsourced_care.drafting.topics import Topics
from outsourced_care.drafting.views import (
    PROPOSES,
    aspect_of,
    is_named,
    is_pointed,
    stance_of,
    views,
)
from outsourced_care.extraction.segments import Span, sentence_spans

_MOST = 3  # rows of one sentence on one proposal
_FACTS = ("rate", "report", "find", "point out", "recognise")  # a finding, no view of a proposal
_DONE = ("plan", "counter_proposal")  # what a body stands for by proposing or adopting it
_AGAINST = ("opposes", "raises_concerns")


def positions(records: list[Part], topics: Topics, ground: Ground) -> list[Part]:
    """The positions that an article gives grounds for.

    Args:
        records: Quotes, events and proposals, with their ids.
        topics: Which proposal a passage is about.
        ground: What is known of the article.
    """
    if not topics.proposals:
        return []
    sentences = Places((span, span) for span in sentence_spans(ground.article.text))
    quotes = [r for r in records if r.table == "quotes"]
    found: list[Standing] = []
    for quote in quotes:
        found += _of_quote(quote, sentences, topics, ground)
    found += _acts(records, topics, ground)
    found += authored(quotes, topics, ground)
    rows: dict[tuple[object, ...], Standing] = {}
    for one in found:
        rows.setdefault(one.row, one)
    return [one.part(number) for number, one in enumerate([*rows.values()][:MOST], start=1)]


def _of_quote(
    quote: Part, sentences: Places[Span], topics: Topics, ground: Ground
) -> Iterator[Standing]:
    """What somebody who is told to speak holds of the proposals that they speak of."""
    found: list[tuple[Standing, Span]] = []
    for passage in _passages(quote, sentences):
        words = ground.article.text[slice(*passage)].replace("\n", " ")
        if own := topics.at(passage):
            found += ((one, passage) for one in _of_own(quote, own, words, topics))
        elif about := topics.about(passage, words, marked=quote.cells["kind"] == "direct"):
            for one, (start, end) in _of_other(quote, about, words, topics):
                found.append((one, (passage[0] + start, passage[0] + end)))
    several = len({where for _, where in found}) > 1
    for one, where in found:
        yield replace(one, spans=(where,)) if several else one


def _of_other(
    quote: Part, about: Part, words: str, topics: Topics
) -> Iterator[tuple[Standing, Span]]:
    """What somebody holds of a proposal that their words do not make; where those words stand."""
    cue = _cue(quote)
    if cue in _FACTS:
        return
    proposes = topics.proposed_by(quote, about)
    for view in list(views(words, cue, usual="supports" if proposes else None))[:_MOST]:
        if proposes and view.stance in _AGAINST:
            continue  # they tell what the proposal is to mend
        by_itself = view.stance == "declines_to_comment" or view.aspect == "consultation"
        if not by_itself and not topics.speaks_of(about, quote, words):
            continue
        by_cue = cue is not None and CUES.get(cue) == view.stance
        if by_cue and view.aspect == "overall" and not is_pointed(words):
            continue  # a stance on something else
        clear = by_cue or (is_named(words) and view.stance in PLAIN)
        which = topics.which(about, quote.spans[0], words, proposes=proposes)
        one = Standing(
            which, view.aspect, view.stance, _basis(quote), view.grounds, clear, quote.id
        )
        yield one, (view.start, view.end)


def _of_own(quote: Part, own: Part, words: str, topics: Topics) -> Iterator[Standing]:
    """What somebody holds who makes a proposal: they are for it, and maybe against the plan."""
    general, cue = own.cells["kind"] in GENERAL, _cue(quote)
    told, proposes = stance_of(words, cue), topics.proposed_by(quote, own)
    if told and told[0] == "declines_to_comment":
        stance, grounds = told
    elif not proposes and cue in CUES:
        stance, grounds = CUES[cue], f"“{cue}”"
    elif proposes or general:
        stance, grounds = "supports", PROPOSES
    elif told and told[0] in _AGAINST:
        stance, grounds = told
    else:
        return
    if stance == "supports" and not general:
        topics.stand_for(quote, own)
    aspect = aspect_of(words) if general else "overall"
    one = Standing(own.id, aspect, stance, _basis(quote), grounds, True, quote.id)
    members = _bodies(own, "proposer") if quote.cells["speaker_kind"] == "group" else []
    for member in members:
        yield replace(one, who=(("organisation_id", member),))
    if not members:
        yield one
    if general and (plan := topics.against(own)):
        grounds = "a general statement that the plan goes against"
        yield Standing(plan.id, aspect, "raises_concerns", _basis(quote), grounds, False, quote.id)


def _cue(quote: Part) -> str | None:
    cue = quote.cells.get("cue")
    return cue if isinstance(cue, str) else None


def _basis(quote: Part) -> str:
    return "quoted" if quote.cells["kind"] in ("direct", "mixed") else "reported"


def _bodies(part: Part, *roles: str) -> list[str]:
    """The bodies that take part in a record in some roles."""
    bodies = (p.cells.get("organisation_id") for p in part.inside if p.cells["role"] in roles)
    return [body for body in bodies if isinstance(body, str)]


def _passages(quote: Part, sentences: Places[Span]) -> Iterator[Span]:
    """The sentences that are said; around a few marked words the sentence that has them."""
    told = sorted({s for span in quote.spans for s in sentences.touching(span)})
    for a, b in told:
        said = [(max(a, c), min(b, d)) for c, d in quote.spans if c < b and a < d]
        mixed = quote.cells["kind"] == "mixed"
        yield (a, b) if mixed else (said[0][0], said[-1][1])


def _acts(records: list[Part], topics: Topics, ground: Ground) -> Iterator[Standing]:
    """What bodies do: who adopts a plan, hands in another or asks for one, supports it."""
    for part in records:
        proposal = part.id if part.table == "proposals" else part.cells.get("proposal_id")
        if part.table not in ("events", "proposals") or not isinstance(proposal, str):
            continue
        if part.cells.get("status") == "rumoured":
            continue
        for role, body in _acting(part):
            if topics.is_quoted(body, part):
                continue
            told = [s for s in part.spans if body in ground.bodies.within(s)] or [part.spans[0]]
            who = (("organisation_id", body),)
            yield Standing(
                proposal,
                "overall",
                "supports",
                "formal_act",
                f"it takes part as {role}",
                True,
                None,
                tuple(told[:1]),
                who,
            )


def _acting(part: Part) -> Iterator[tuple[str, str]]:
    """The bodies that act for a proposal, each with its role.

    A body beside a person who proposes is no holder of its own; an authority is one where it does
    freely what the proposal would have done.
    """
    roles: tuple[str, ...] = ("adopter", "supporter")
    if part.table == "proposals":
        roles = ("proposer", "adopter") if part.cells["kind"] in _DONE else ()
        if any("person_id" in p.cells and p.cells["role"] in roles for p in part.inside):
            roles = ()
        freely = part.cells["compulsion"] == "voluntary"
        if freely and part.cells["kind"] in (*_DONE, "precedent"):
            roles = (*roles, "authority")
    for role in roles:
        for body in _bodies(part, role):
            yield role, body
