"""Happenings that were found flow in, the records of events flow out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from outsourced_care.drafting.bounds import since, until
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.drafting.passages import in_blocks
from outsourced_care.drafting.registries import AUTHORITY, Bodies
from outsourced_care.extraction.event_kinds import KINDS
from outsourced_care.extraction.events import FoundEvent
from outsourced_care.extraction.found import SEARCHED, Found
from outsourced_care.extraction.segments import Span, inside, sentence_spans

TITLE = Todo("what happens, in a few words of our own")
SUMMARY = Todo("what the article tells of it, in our own words")

# who takes which part in a happening, by its kind and by what they are (docs/coding.md)
_ANY = ""
_BODY_ROLES = {
    "inspection_finding": {"regulator_inspectorate": "inspector", "audit_body": "inspector"},
    "review_published": {_ANY: "author", "central_government": "addressee"},
    "review_commissioned": {_ANY: "appointee", "central_government": "organiser"},
    "appointment": {_ANY: "appointee", "central_government": "organiser"},
    "formal_submission": {
        _ANY: "addressee",
        "local_authority": "proposer",
    },
    "decision_announced": {_ANY: "subject", "central_government": "adopter"},
    "intervention": {_ANY: "organiser"},
    "body_created": {_ANY: "subject", "central_government": "organiser"},
    "consultation": {_ANY: "organiser"},
    "endorsement": {_ANY: "supporter"},
    "funding": {_ANY: "partner", "central_government": "funder"},
    "contract": {_ANY: "partner"},
    "service_transfer": {_ANY: "provider", "central_government": "organiser"},
    "staff_transfer": {_ANY: "provider", "central_government": "organiser"},
    "conference": {_ANY: "organiser"},
}
_PERSON_ROLES = {
    "review_published": "author",
    "review_commissioned": "appointee",
    "appointment": "appointee",
    "formal_submission": "author",
    "decision_announced": "adopter",
    "funding": "funder",
    "endorsement": "supporter",
}


# words that tell a kind beside those that the extractor knows; the most telling kinds first
_MORE = {
    "staff_transfer": r"staff\b.{0,40}\b(?:transferred|seconded|re-?employed)|TUPE|re-?employed",
    "endorsement": (
        r"(?:given|gives|giving)\s(?:its|his|her|their)\sbacking|backs|endors(?:es|ed)|"
        r"-(?:supported|backed)"
    ),
    "contract": r"tendered|put\sout\sto\stender|contracts?\swith",
    "funding": r"committed\s£|£\d",
    "intervention": r"order(?:s|ed)\s(?:\w+\s){0,3}commissioners|intervened",
    "body_created": r"led\sto\s(?:\w+\s){0,4}(?:[Bb]oard|[Tt]rust|[Cc]ommission)",
}
_ORDER = [*_MORE, *(kind for kind in KINDS if kind not in _MORE)]
_KIND = {
    kind: re.compile("|".join(rf"(?<!\w)(?:{s[kind]})(?!\w)" for s in (_MORE, KINDS) if kind in s))
    for kind in _ORDER
}
_MOST = 3  # so many happenings of one sentence at most
_PLANNED = re.compile(r"\b(?:will|is to|are to|to be|plans? to|is due|is set)\b")
_PROPOSED = re.compile(r"\b(?:would|should|propos(?:es|ed|ing)|keen)\b")
_POSSIBLE = re.compile(r"\b(?:may|might|could|can|at risk|possib\w+|likely)\b")
_NEW_BODY = re.compile(
    r"\b(?:independent|arm’s.length|arm's.length|not-for-profit|public service) "
    r"(?:trust|company|body|organisation|mutual)\b"
)
_BODY = re.compile(r"\b(?:trust|company|body|organisation|mutual|control|it)\b")
_OF_NEW_BODIES = {
    "body_created": "subject",
    "scheduled_review": "subject",
    "service_transfer": "provider",
    "staff_transfer": "provider",
}
_VIEW = re.compile(r"agree|decid")
_GOING_ON = re.compile(r"\b(?:is|are)\s(?:\w+ly\s)?\w{3,}ing\b|rumoured to be \w+ing\b")
_NEAR = 80  # characters beside a word that tell whether it lies behind
_RUMOURED = re.compile(r"\b(?:rumou?r\w*|reportedly)\b")


@dataclass(frozen=True, slots=True)
class Happening:
    """A happening of a sentence: its kind and the word that tells it."""

    sentence: Span
    kind: str | None
    word: Span | None
    part: Span  # of the sentence: what is nearer to this word than to that of another happening
    event: FoundEvent | None = None  # where the sentence is dated


def happenings(found: Found, ground: Ground) -> Iterator[Happening]:
    """The happenings of an article: dated ones, and those that can be dated by publication.

    A happening without a date counts where its sentence names a body or a person, and where it is
    not told in somebody's own words.
    """
    article, bodies, people = ground.article, ground.bodies, ground.people
    dated = {(e.start, e.end): e for e in found.events}
    direct = [s for q in found.quotes if q.kind == "direct" for s in q.segments]
    read = [(b.start, b.end) for b in article.blocks if b.role in SEARCHED]
    for sentence in sentence_spans(article.text):
        event = dated.get(sentence)
        if event is None and not (
            inside(read, *sentence)
            and (bodies.within(sentence) or people.within(sentence) or bodies.main)
            and not any(a < sentence[1] and sentence[0] < b for a, b in direct)
        ):
            continue
        kinds = _kinds(article.text, sentence)
        if event is None:  # what somebody agrees with is a view
            kinds = [k for k in kinds if not _VIEW.match(article.text, *k[1])]
        kinds = sorted(kinds[:_MOST], key=lambda kind: kind[1])
        for number, (kind, word) in enumerate(kinds):
            start = (kinds[number - 1][1][1] + word[0]) // 2 if number else sentence[0]
            last = number + 1 == len(kinds)
            end = sentence[1] if last else (word[1] + kinds[number + 1][1][0]) // 2
            yield Happening(sentence, kind, word, (start, end), event)
        if event is not None and not kinds:
            yield Happening(sentence, event.kind, None, sentence, event)


def _kinds(text: str, sentence: Span) -> list[tuple[str, Span]]:
    """The kinds that the words of a sentence tell, the most telling first."""
    found: list[tuple[str, Span]] = []
    for kind, shape in _KIND.items():
        word = shape.search(text, *sentence)
        if word and not any(a < word.end() and word.start() < b for _, (a, b) in found):
            found.append((kind, word.span()))
    return found


def event_part(told: Happening, ground: Ground) -> Part:
    """An event's record: what kind, when, with whom; title and summary are left to a person."""
    bodies = ground.bodies
    span = ground.clauses.around(told.sentence, told.word)
    named = bodies.within(told.part)
    councils = bodies.councils(told.sentence)
    cells: dict[str, Value] = {"title": TITLE}
    cells["kind"] = told.kind or ground.vocabulary("events", "kind")
    if told.event is not None:
        cells["date"] = told.event.date or Todo("when, in EDTF (docs/coding.md, Dates)")
        cells["date_basis"] = told.event.when.basis
        cells["status"] = told.event.status
        sure, doubt = told.event.confidence, "whether it is a happening, and when it was"
    else:
        words = _beside(ground.article.text, told)
        status = _status(words)
        cells["date"] = _bounded(status, ground.published, going_on=bool(_GOING_ON.search(words)))
        cells["date_basis"] = "bounded"
        cells["status"] = status
        sure, doubt = 0.5, "it has no date; one bound is the day of publication"
    if place := bodies.place(next(iter(councils), None)):
        cells["place"] = place
    cells["summary"] = SUMMARY
    persons = ground.people.within(told.part)
    asked = bodies.asked(told.sentence) if told.kind == "service_transfer" else []
    parties = [
        *participants(told.kind, named, councils, persons, bodies),
        *(_part("provider", "organisation_id", body) for body in asked),
        *_to_be_created(told, str(cells["status"]), ground.article.text),
    ]
    return Part(
        "events",
        cells,
        tuple(in_blocks(ground.article, span)),
        tuple(parties),
        sure=sure,
        doubt=doubt,
    )


def _status(words: str) -> str:
    """How certain a happening without a date is, by the words of its sentence."""
    for status, shape in (
        ("rumoured", _RUMOURED),
        ("planned", _PLANNED),
        ("proposed", _PROPOSED),
        ("possible", _POSSIBLE),
    ):
        if shape.search(words):
            return status
    return "occurred"


def _beside(text: str, told: Happening) -> str:
    """The words of a sentence that stand beside the one that tells a happening."""
    start, end = told.sentence
    if told.word is not None:
        start, end = max(start, told.word[0] - _NEAR), min(end, told.word[1] + _NEAR // 2)
    return text[start:end]


def _bounded(status: str, published: str | None, *, going_on: bool) -> Value:
    """Up to publication what has occurred, from then on what has not."""
    if published is None:
        return Todo("[..P] or [P..], P being the day of publication")
    if going_on and re.fullmatch(r"\d{4}-\d\d-\d\d", published):
        return published
    return until(published) if status == "occurred" else since(published)


def participants(
    kind: str | None, named: list[str], councils: list[str], persons: list[str], bodies: Bodies
) -> Iterator[Part]:
    """Who takes part in a happening of a kind."""
    for number, person in enumerate(persons):
        role = _PERSON_ROLES.get(kind or "", "subject")
        role = "addressee" if role == "funder" and number else role
        yield _part(role, "person_id", person)
    roles = _BODY_ROLES.get(kind or "", {})
    for body in named:
        what = bodies.kinds[body]
        if what == "political_party":
            continue  # it tells whose mayor or government it is
        if what != AUTHORITY or what in roles:
            yield _part(roles.get(what, roles.get(_ANY, "subject")), "organisation_id", body)
    for council in councils:
        yield _part("authority", "organisation_id", council)
        if kind == "staff_transfer":
            yield _part("employer", "organisation_id", council)


def _to_be_created(told: Happening, status: str, text: str) -> Iterator[Part]:
    """A body that has no name yet, and that a plan would create."""
    role = _OF_NEW_BODIES.get(told.kind or "")
    if role is None or status != "planned":
        return
    kinds = Counter(m[0].lower() for m in _NEW_BODY.finditer(text))
    if kinds and _BODY.search(text, *told.sentence):
        yield _part(role, "name", f"{kinds.most_common(1)[0][0]} to be created")


def _part(role: str, key: str, who: str) -> Part:
    return Part("participants", {"role": role, key: who})
