"""Happenings that were found flow in, the records of events flow out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.drafting.bounds import since
from outsourced_care.drafting.event_parties import parties, party
from outsourced_care.drafting.event_times import bounded, pointed
from outsourced_care.drafting.event_words import happens, is_noun, kinds_told
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.drafting.passages import in_blocks
from outsourced_care.drafting.places import Places
from outsourced_care.extraction.events import FoundEvent
from outsourced_care.extraction.found import SEARCHED, Found
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span, inside, sentence_spans
from outsourced_care.extraction.undated import is_going_on, status_of
from outsourced_care.extraction.undone import is_meant_only

TITLE = Todo("what happens, in a few words of our own")
SUMMARY = Todo("what the article tells of it, in our own words")
_MOST = 3  # so many happenings of one sentence at most
_VIEW = re.compile(r"agree|decid")
_THOUGHTS = frozenset(("think", "believe", "suggest", "fear", "hope", "see"))
_WILL = re.compile(r"(?:that\s)?(?:it|they|we)\s(?:would|will)\s(?!not\b|be\b|have\b|never\b)\w+")
_BEFORE_COMPOUND = re.compile(r"(?:\bthe\s|\ban?\s)?(?:\w+-\w+,?\s(?:and\s)?)*\Z")
_AFTER_COMPOUND = re.compile(r",?\s(?:[A-Z][\w’']*\s?){1,6}")
_NO_DATE = "it has no date; one bound is the day of publication"
_UNDATED = 0.5  # how sure a happening is that nothing dates


@dataclass(frozen=True, slots=True)
class Happening:
    """A happening of a sentence: its kind and the word that tells it."""

    sentence: Span
    kind: str | None
    word: Span | None
    part: Span  # of the sentence: what is nearer to this word than to that of another happening
    event: FoundEvent | None = None  # where it is dated


def happenings(found: Found, ground: Ground) -> Iterator[Happening]:
    """The happenings of an article: dated ones, and those that can be dated by publication.

    A happening without a date counts where its sentence names a body or a person, and where it is
    not told in somebody's own words.
    """
    article, bodies, people = ground.article, ground.bodies, ground.people
    said = Places((span, (quote, span)) for quote in found.quotes for span in quote.segments)
    dated = {(e.start, e.end): e for e in found.events}
    rows = {(b.start, b.end) for b in article.blocks if b.role == "timeline"}
    read = [(b.start, b.end) for b in article.blocks if b.role in SEARCHED]
    for sentence in sentence_spans(article.text):
        event = dated.get(sentence)
        if is_meant_only(article.text, sentence):
            continue
        if event is None and not (
            inside(read, *sentence)
            and (bodies.within(sentence) or people.within(sentence) or bodies.main)
        ):
            continue
        kinds = list(_told(sentence, event, said, ground))[:_MOST]
        kinds.sort(key=lambda kind: kind[1])
        is_row = any(a <= sentence[0] and sentence[1] <= b for a, b in rows)
        nearest = _nearest(kinds, event)
        for number, (kind, word) in enumerate(kinds):
            start = (kinds[number - 1][1][1] + word[0]) // 2 if number else sentence[0]
            last = number + 1 == len(kinds)
            end = sentence[1] if last else (word[1] + kinds[number + 1][1][0]) // 2
            own = event if is_row or word == nearest else None
            if own or _counts(article.text, sentence, kind, word):
                if phrase := _compound(article.text, sentence, word):
                    yield Happening(phrase, kind, word, phrase, own)
                else:
                    yield Happening(sentence, kind, word, (start, end), own)
        if event is not None and not kinds_told(article.text, sentence):
            yield Happening(sentence, None, None, sentence, event)


def _told(
    sentence: Span,
    event: FoundEvent | None,
    quoted: Places[tuple[FoundQuote, Span]],
    ground: Ground,
) -> Iterator[tuple[str, Span]]:
    """The kinds that a sentence tells, each with its word, the most telling first."""
    text = ground.article.text
    for kind, word in kinds_told(text, sentence):
        said = [(q, s) for q, s in quoted.touching(word) if s[0] <= word[0] and word[1] <= s[1] + 1]
        dates_it = event is not None and any(
            a <= event.when.start and event.when.end <= b for _, (a, b) in said
        )
        if any(q.kind == "direct" or q.cue in _THOUGHTS for q, _ in said) and not dates_it:
            continue
        if event is None and _VIEW.match(text, *word):  # what somebody agrees with is a view
            continue
        yield kind, word


def _compound(text: str, sentence: Span, word: Span) -> Span | None:
    """The phrase of a compound that tells a happening: "the X-backed, Y Trust"."""
    if "-" not in text[slice(*word)]:
        return None
    lead = _BEFORE_COMPOUND.search(text, sentence[0], word[0])
    tail = _AFTER_COMPOUND.match(text, word[1], sentence[1])
    return (lead.start() if lead else word[0], tail.end()) if tail else None


def _counts(text: str, sentence: Span, kind: str, word: Span) -> bool:
    """Whether a happening without a date counts."""
    if not happens(text, sentence, kind, word):
        return False
    return not (is_noun(text, word) and status_of(text, sentence, word) == "occurred")


def _nearest(kinds: list[tuple[str, Span]], event: FoundEvent | None) -> Span | None:
    """The word that stands nearest to a date."""
    if event is None or not kinds:
        return None
    at = event.when.start
    return min(
        (word for _, word in kinds), key=lambda word: min(abs(word[0] - at), abs(word[1] - at))
    )


def announced_acts(found: Found, ground: Ground) -> Iterator[Part]:
    """What bodies say that they will do, where no word tells another kind."""
    text, bodies = ground.article.text, ground.bodies
    for quote in found.quotes:
        clause = quote.clause or quote.segments[0]
        body = bodies.named(quote.speaker)
        act = _WILL.match(text, *clause)
        if act is None or body is None or quote.kind == "direct" or ground.published is None:
            continue
        if kinds_told(text, clause):
            continue
        cells: dict[str, Value] = {"title": TITLE, "kind": "other"}
        cells["date"], cells["date_basis"] = since(ground.published), "bounded"
        cells["status"] = "planned"
        councils = [c for c in bodies.councils(clause) if c != body]
        if place := bodies.place(next(iter(councils), None)):
            cells["place"] = place
        cells["summary"] = SUMMARY
        who = (
            party("organiser", "organisation_id", body),
            *(party("addressee", "organisation_id", c) for c in councils),
        )
        spans = tuple(in_blocks(ground.article, clause))
        yield Part("events", cells, spans, who, _UNDATED, _NO_DATE)


def event_part(told: Happening, ground: Ground) -> Part:
    """An event's record: what kind, when, with whom; title and summary are left to a person."""
    bodies, text = ground.bodies, ground.article.text
    span = ground.clauses.around(told.sentence, told.word)
    cells: dict[str, Value] = {"title": TITLE}
    cells["kind"] = told.kind or ground.vocabulary("events", "kind")
    if told.event is not None:
        date = told.event.date
        cells["date"] = Todo("when, in EDTF (docs/coding.md, Dates)")
        if date:
            cells["date"] = pointed(date, told.kind, text[slice(*told.sentence)])
        cells["date_basis"] = told.event.when.basis
        status = str(told.event.status)
        sure, doubt = told.event.confidence, "whether it is a happening, and when it was"
    else:
        status = status_of(text, span, told.word)
        going_on = status in ("rumoured", "occurred") and is_going_on(text, span)
        cells["date"] = bounded(status, ground.published, going_on=going_on)
        cells["date_basis"] = "bounded"
        sure, doubt = _UNDATED, _NO_DATE
    cells["status"] = status
    who = parties(told.kind, told.sentence, told.part, told.word, status, ground)
    authorities = (p.cells for p in who if p.cells["role"] in ("authority", "proposer"))
    council = next((c["organisation_id"] for c in authorities if "organisation_id" in c), None)
    if place := bodies.place(council if isinstance(council, str) else None):
        cells["place"] = place
    cells["summary"] = SUMMARY
    return Part(
        "events",
        cells,
        tuple(in_blocks(ground.article, span)),
        tuple(who),
        sure=sure,
        doubt=doubt,
    )
