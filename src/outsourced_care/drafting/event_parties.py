"""A happening and who is named beside it flow in, its participants flow out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from outsourced_care.drafting.event_words import ANY, BODY_ROLES, PERSON_ROLES
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part
from outsourced_care.drafting.registries import AUTHORITY, GOVERNMENT
from outsourced_care.extraction.segments import Span

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
_PROVIDERS = re.compile(
    r"\b(?:to|by)\s((?:private|voluntary|independent|social|commercial)\s"
    r"(?:companies|firms|enterprises|providers|contractors|agencies|organisations))\b"
)
_COUNCILS = re.compile(r"\b(?:a\snumber\sof|several)\s(councils|local\sauthorities)\b")
_SEVERAL = re.compile(
    r"\b((?:two|three|four|five|six)\s(?:commissioners|inspectors|advisers|directors))\b", re.I
)
_POST = re.compile(
    r"(?P<whose>\b[Ii]ts|\b[Tt]heir|\b[A-Z]\w+[’']s?)\s"
    r"(?P<post>(?:director|chief executive|head|leader)"
    r"(?:\sof\s(?:children[’']s\s|social\s|adult\s)?(?:services|care))?)"
)
_WITH_PEOPLE = (*PERSON_ROLES, "election", "departure")
_TO_OFFICE = re.compile(
    r"\b(?:letter|report|offer|request|grant)\sto\s[^,.;]{0,40}?\b(mayor|minister|secretary|leader)\b"
)
_TO_BODY = re.compile(r"\b(?:to|by|with)\s(?:the\s|an?\s)?\Z")
_OF = re.compile(  # the body beside somebody's office
    r"\s(?:[Pp]rofessor|[Dd]irector|[Cc]hief|[Ll]eader|[Mm]ayor|[Cc]hair|[Pp]resident|[Mm]anager)"
)
_GIVERS = ("appointment", "departure")


def parties(
    kind: str | None, sentence: Span, part: Span, word: Span | None, status: str, ground: Ground
) -> list[Part]:
    """Who takes part in a happening.

    Args:
        kind: What happens.
        sentence: The sentence that tells it.
        part: What of the sentence is nearer to it than to another happening.
        word: The word that tells it.
        status: How certain it is.
        ground: What is known of the article.
    """
    text, bodies = ground.article.text, ground.bodies
    if kind == "funding":
        part = sentence
    if word is not None and kind == "appointment" and text.startswith(" of ", word[1]):
        part = word[1], sentence[1]
    councils = [] if several_councils(sentence, text) else bodies.councils(sentence)
    found = [
        *_people(kind, part, ground),
        *_bodies(kind, part, word, ground),
        *_councils(kind, councils),
        *described(kind, sentence, councils, ground),
    ]
    if kind == "service_transfer":
        found += [party("provider", "organisation_id", b) for b in bodies.asked(sentence)]
    found += _to_be_created(kind, sentence, status, text)
    return list({tuple(p.cells.items()): p for p in found}.values())


def _people(kind: str | None, part: Span, ground: Ground) -> Iterator[Part]:
    rules = False
    if kind not in _WITH_PEOPLE:
        return
    for number, person in enumerate(ground.people.within(part)):
        role = PERSON_ROLES.get(kind or "", "subject")
        role = "addressee" if role == "funder" and number else role
        yield party(role, "person_id", person)
        beside = ground.people.bodies.get(person)
        rules = rules or ground.bodies.kinds.get(beside or "") == "central_government"
        if role == "author" and person in ground.headed:
            yield party(role, "organisation_id", ground.headed[person])
    office = _TO_OFFICE.search(ground.article.text, *part) if kind == "funding" else None
    if office and (holder := ground.people.offices.get(office[1].lower())):
        yield party("addressee", "person_id", holder)
    if kind == "decision_announced" and rules and GOVERNMENT in ground.bodies.kinds:
        yield party("adopter", "organisation_id", GOVERNMENT)


def _bodies(kind: str | None, part: Span, word: Span | None, ground: Ground) -> Iterator[Part]:
    bodies = ground.bodies
    roles = BODY_ROLES.get(kind or "", {})
    named = bodies.within(part)
    backs = kind == "endorsement" and word is not None
    for body in named:
        what = bodies.kinds[body]
        if what == "political_party":
            continue  # it tells whose mayor or government it is
        if backs and word and _stands_first(body, part, word, ground):
            yield party("supporter", "organisation_id", body)
            backs = False
        elif (kind is not None and kind not in BODY_ROLES) or (
            kind == "service_transfer" and not _takes_over(body, what, part, ground)
        ):
            continue
        elif what != AUTHORITY or (what in roles and kind != "formal_submission"):
            yield party(roles.get(what, roles.get(ANY, "subject")), "organisation_id", body)


def _stands_first(body: str, part: Span, word: Span, ground: Ground) -> bool:
    """Whether a body stands before the word that tells what it does, or in it."""
    near = ground.bodies.mentioned((part[0], max(part[1], word[1])))
    return any(b == body and (a <= word[0] or e <= word[1]) for a, e, b in near)


def _takes_over(body: str, what: str, part: Span, ground: Ground) -> bool:
    """Whether services go to a body, or it is the government, which sees to it."""
    text = ground.article.text
    return what == "central_government" or any(
        b == body and _TO_BODY.search(text, part[0], a) and not _OF.match(text, e)
        for a, e, b in ground.bodies.mentioned(part)
    )


def _councils(kind: str | None, councils: list[str]) -> Iterator[Part]:
    for council in councils:
        role = "proposer" if kind == "formal_submission" else "authority"
        yield party(role, "organisation_id", council)
        if kind == "staff_transfer":
            yield party("employer", "organisation_id", council)


def described(
    kind: str | None, sentence: Span, councils: list[str], ground: Ground
) -> Iterator[Part]:
    """Who takes part and has no name."""
    text = ground.article.text
    if kind == "service_transfer":
        if found := _COUNCILS.search(text, *sentence):
            yield party("authority", "name", f"several {found[1]}")
        if found := _PROVIDERS.search(text, *sentence):
            yield party("provider", "name", found[1])
    if kind in ("intervention", "appointment") and (found := _SEVERAL.search(text, *sentence)):
        yield party("appointee", "name", found[1])
    if kind in _GIVERS and (found := _POST.search(text, *sentence)):
        place = ground.bodies.place(next(iter(councils), None))
        whose = found["whose"] if found["whose"].lower() not in ("its", "their") else None
        whose = whose or (f"{place}'s" if place else None)
        if whose:
            name = " ".join(f"{whose} {found['post']}".replace("’", "'").split())
            yield party("subject" if kind == "departure" else "appointee", "name", name)


def several_councils(sentence: Span, text: str) -> bool:
    """Whether a sentence is about councils that it does not name."""
    return _COUNCILS.search(text, *sentence) is not None


def _to_be_created(kind: str | None, sentence: Span, status: str, text: str) -> Iterator[Part]:
    """A body that has no name yet, and that a plan would create."""
    role = _OF_NEW_BODIES.get(kind or "")
    if role is None or status != "planned":
        return
    new = new_body(text)
    if new and _BODY.search(text, *sentence):
        yield party(role, "name", new)


@lru_cache(maxsize=4)  # asked for each event of an article
def new_body(text: str) -> str | None:
    """What a body that has no name yet is called, by what the article calls it most."""
    kinds = Counter(m[0].lower() for m in _NEW_BODY.finditer(text))
    return f"{kinds.most_common(1)[0][0]} to be created" if kinds else None


def party(role: str, key: str, who: str) -> Part:
    """A participant."""
    return Part("participants", {"role": role, key: who})
