"""Utterances that were found flow in, the records of quotes flow out."""

from __future__ import annotations

import re

from outsourced_care.drafting.clauses import told_clause
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import UNSURE, Part, Todo, Value
from outsourced_care.drafting.passages import in_blocks
from outsourced_care.drafting.registries import Bodies
from outsourced_care.extraction.cells import plain
from outsourced_care.extraction.quotes import FoundQuote

PARAPHRASE = Todo("what is said, in our own words")
_MOST_WORDS = 6  # of a role: what is longer is the article's sentence
_ARTICLE = re.compile(r"^(?:the|an?|one|some) ", re.I)
_AUTHORS = re.compile(r"\bauthors\Z", re.I)
_THEY = re.compile(r"they|it|we", re.I)
_NOBODY = re.compile(r"nobody|no one|none", re.I)
_ONE = re.compile(r"(?:an?|one) ", re.I)
_UNNAMED = ("spokesperson", "anonymous", "group")


def is_told(quote: FoundQuote, bodies: Bodies) -> bool:
    """Whether somebody speaks: not nobody, nor what neither registry nor text know as a body."""
    if quote.speaker is not None and _NOBODY.fullmatch(quote.speaker):
        return False
    unknown = quote.speaker_kind == "organisation" and bodies.named(quote.speaker) is None
    doubtful = quote.confidence < UNSURE or "stance" in quote.route
    return not (unknown and quote.kind == "indirect" and doubtful)


def quote_part(quote: FoundQuote, ground: Ground) -> Part:
    """A quote's record: who speaks, how and where; the paraphrase is left to a person."""
    cells: dict[str, Value] = {"kind": quote.kind}
    kind = _speaker_kind(quote, ground.bodies)
    cells |= _speaker(quote, kind, ground)
    cells["speaker_kind"] = kind or ground.vocabulary("quotes", "speaker_kind")
    cells["attribution"] = quote.attribution
    if quote.attribution != "implicit":
        if cue := plain(quote.cue):
            cells["cue"] = cue
        elif quote.attribution in ("explicit", "hearsay"):
            cells["cue"] = Todo("the dictionary form of the reporting word")
    cells["paraphrase"] = PARAPHRASE
    told = (told_clause(ground.article.text, span) for span in quote.segments)
    spans = tuple(part for span in told for part in in_blocks(ground.article, span))
    doubt = f"the source was found by “{quote.route}”"
    return Part("quotes", cells, spans, sure=quote.confidence, doubt=doubt)


def _speaker_kind(quote: FoundQuote, bodies: Bodies) -> str | None:
    if quote.speaker is None:
        return "anonymous" if quote.attribution == "ambiguous" else None
    if quote.speaker.casefold() in ("ministers", "the ministers"):
        return "group"
    if quote.speaker_kind in (None, "anonymous", "group") and bodies.named(quote.speaker):
        return "organisation"
    if quote.speaker_kind == "group" and _ONE.match(quote.speaker):
        return "anonymous"
    return quote.speaker_kind


def _speaker(quote: FoundQuote, kind: str | None, ground: Ground) -> dict[str, Value]:
    """The cells that say who speaks, of which each kind of source has its own."""
    bodies, documents = ground.bodies, ground.documents
    if kind == "person":
        return _person(quote, ground)
    cells: dict[str, Value] = {}
    body = bodies.named(quote.organisation)
    if kind == "document":
        label = documents.label(quote.speaker)
        cells["speaker"] = label or Todo("our short name for the document, always the same")
        body = body or (documents.owner(quote.speaker) if label else None)
    elif kind == "organisation":
        body = bodies.named(quote.speaker)
        if body is None and _THEY.fullmatch(quote.speaker_mention or ""):
            body = bodies.main
        if body is None:
            cells["organisation_id"] = Todo("which, by the id in entries/organisations.yaml")
    else:
        if kind in _UNNAMED and (role := short(quote.role) or short(quote.speaker)):
            cells["speaker_role"] = role
        body = body or bodies.named(quote.speaker)
        if body is None and quote.speaker and _AUTHORS.search(quote.speaker):
            body = documents.body
    return {**cells, "organisation_id": body} if body else cells


def _person(quote: FoundQuote, ground: Ground) -> dict[str, Value]:
    """The cells of a person who speaks."""
    bodies, people = ground.bodies, ground.people
    person = people.named(quote.speaker)
    who = person or Todo("who speaks, by the id in entries/people.yaml")
    cells: dict[str, Value] = {"person_id": who}
    if role := short(quote.role):
        cells["speaker_role"] = role
    body = bodies.named(quote.organisation) or bodies.of_office(quote.role)
    if body := body or ground.headed.get(person or ""):
        cells["organisation_id"] = body
        if person:
            people.bodies[person] = body
    return cells


def short(words: str | None) -> str | None:
    """A description of a few words; None where it is none."""
    told = plain(words)
    told = _ARTICLE.sub("", told) if told else None
    return told if told and len(told.split()) <= _MOST_WORDS else None
