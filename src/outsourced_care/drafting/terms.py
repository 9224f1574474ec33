"""A proposal and the sentences that fill it in flow in, its terms flow out.

A term is a detail: how long, by when, for how much, with whose staff, under whose board. What it
says is left to a person; the side that it settles and its amount are read from the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.registries import AUTHORITY
from outsourced_care.drafting.stance_words import CUES
from outsourced_care.drafting.term_words import AHEAD, FILLS_IN, Told, details
from outsourced_care.drafting.topics import Topics
from outsourced_care.extraction.found import SEARCHED
from outsourced_care.extraction.segments import Span, inside, sentence_spans

STATEMENT = Todo("the term, in our own words")
_SURE = 0.4
_DOUBT = "the words read like a term; whether it is one of this proposal, a person decides"
_GIVES = re.compile(
    r"\b(?:will|would|to) (?:pay|give|provide|spend|contribute|put)\b|"
    r"\b(?:committed|promis(?:es|ed)|pledg(?:es|ed)|offer(?:s|ed)|pays|gave|gives|set aside)\b"
)
_THE_COUNCIL = re.compile(r"\b[Tt]he council\b")
_AGAINST = ("opposes", "raises_concerns", "declines_to_comment")
_MOST = 12  # terms of one proposal


def with_terms(records: list[Part], topics: Topics, ground: Ground) -> list[Part]:
    """The records, proposals with the terms that their sentences give.

    Args:
        records: Quotes, events and proposals, linked to each other.
        topics: Which proposal a passage is about.
        ground: What is known of the article.
    """
    article, text = ground.article, ground.article.text
    read = [(b.start, b.end) for b in article.blocks if b.role in SEARCHED]
    happens = Places((s, r) for r in records if r.table == "events" for s in r.spans)
    against = Places((s, q) for q in records if _is_against(q) for s in q.spans)
    found: dict[str, dict[tuple[object, ...], Part]] = {}
    for sentence in sentence_spans(text):
        words = text[slice(*sentence)].replace("\n", " ")
        if not inside(read, *sentence) or not AHEAD.search(words):
            continue
        about = topics.at(sentence) or _carried_out(sentence, happens, topics)
        if about is None and FILLS_IN.search(words):
            about = topics.about(sentence, words)
        if about is None:
            continue
        for told in details(words, sentence[0]):
            if not against.touching(told.span):
                part = _part(told, _payer(sentence, ground) if told.unit == "GBP" else None)
                found.setdefault(about.id, {}).setdefault(told.key, part)
    return [
        replace(r, terms=tuple(_numbered(found[r.id].values())))
        if r.table == "proposals" and r.id in found
        else r
        for r in records
    ]


def _is_against(quote: Part) -> bool:
    """Whether somebody speaks who fears or rejects something: their words are no terms."""
    return quote.table == "quotes" and CUES.get(str(quote.cells.get("cue"))) in _AGAINST


def _carried_out(sentence: Span, happens: Places[Part], topics: Topics) -> Part | None:
    """The proposal that a happening in a sentence carries out."""
    for event in happens.touching(sentence):
        proposal = event.cells.get("proposal_id")
        if isinstance(proposal, str):
            return topics.named(proposal)
    return None


def _payer(sentence: Span, ground: Ground) -> str | None:
    """Who is told to pay: who stands before the word that gives."""
    bodies, people = ground.bodies, ground.people
    gives = _GIVES.search(ground.article.text, *sentence)
    if gives is None:
        return None
    before = sentence[0], gives.start()
    told = [*(people.bodies.get(p) for p in people.within(before)), *bodies.within(before)]
    body = next((b for b in told if b), None)
    if body is None and _THE_COUNCIL.search(ground.article.text, *before):
        councils = {b for _, _, b in bodies.mentions if bodies.kinds[b] == AUTHORITY}
        body = bodies.main if len(councils) == 1 else None
    return bodies.names[body] if body else None


def _part(told: Told, payer: str | None) -> Part:
    """A term as it is drafted."""
    cells: dict[str, Value] = {"aspect": told.aspect, "statement": STATEMENT}
    if told.quantity and told.unit:
        cells |= {"quantity": told.quantity, "unit": told.unit}
    if payer:
        cells["payer"] = payer
    return Part("proposal_terms", cells, (told.span,), (), _SURE, _DOUBT)


def _numbered(terms: Iterable[Part]) -> Iterator[Part]:
    for number, term in enumerate(list(terms)[:_MOST], start=1):
        yield replace(term, id=f"t{number}")
