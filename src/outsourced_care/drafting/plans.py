"""Proposals that were found flow in, their records flow out.

What a proposal would have done is told by its words: who would run the services, in which form,
and whether anybody is made to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from outsourced_care.article import Article
from outsourced_care.drafting.bounds import until
from outsourced_care.drafting.event_parties import described, party, several_councils
from outsourced_care.drafting.ground import Ground
from outsourced_care.drafting.parts import Part, Todo, Value
from outsourced_care.drafting.passages import in_blocks
from outsourced_care.drafting.plan_words import (
    AGAIN,
    COMPULSIONS,
    CONCRETE,
    CONTROLLED,
    KINDS,
    MODELS,
    RUMOURED,
    STATUSES,
    TAKING_AWAY,
    told,
)
from outsourced_care.drafting.proposers import RULERS, Proposer
from outsourced_care.drafting.registries import AUTHORITY, GOVERNMENT, Bodies
from outsourced_care.extraction.proposals import FoundProposal
from outsourced_care.extraction.segments import Span

TITLE = Todo("what is proposed, in a few words of our own")
SUMMARY = Todo("what the article tells of it, in our own words")

_FAR = 2_000  # characters of the sentence before
_THE_COUNCIL = re.compile(r"\b(?:of|by|with|for) the council\b|\bthese\b")
_ANY_COUNCIL = re.compile(r"\b(?:a council|councils|local authorities)\b")
_WISH = re.compile(r"\bkeen\b")
_UNASKED = re.compile(r"\b(?:lack|absence) of (?:\w+ )?consultation\b|\bwithout (?:\w+ )?consult")
_SUBJECT = re.compile(r"\b(?:he|she|they|it|we|I)\b", re.I)
_PRONOUN = re.compile(r"(?:They|It|These|This)\s")


def is_whole(found: FoundProposal, ground: Ground) -> bool:
    """Whether a sentence proposes something, and does not fill in what was proposed before it."""
    words = " ".join(ground.article.text[found.start : found.end].split())
    if ground.in_rows(found.start):
        return False  # it is told as done
    if _UNASKED.search(words):
        return False  # a complaint that nobody was consulted is no consultation
    return (told(found.cue, KINDS) or told(words, KINDS)) is not None


def proposal_part(found: FoundProposal, ground: Ground) -> Part:
    """A proposal's record; what it is called and what it says is left to a person."""
    bodies, text = ground.bodies, ground.article.text
    sentence = found.start, found.end
    word = _place_of(found, ground.article)
    span = ground.clauses.proposed(sentence, word)
    words = " ".join(text[slice(*sentence)].split())
    several = several_councils(sentence, text)
    councils = [] if several else bodies.councils(sentence)
    report = _report(sentence, ground)
    own = _is_own(found, words, ground)
    name = found.proposer if _makes_proposer(found, words, ground) else None
    who = Proposer(ground.author if own else name, ground.people, bodies, report)
    kind = told(found.cue, KINDS) or told(words, KINDS)
    if kind in CONCRETE and (
        (_THE_COUNCIL.search(words) and not _ANY_COUNCIL.search(words))
        or set(bodies.within(sentence)) & set(councils)
    ):
        kind = CONCRETE[kind]
    if report and kind in ("principle", "suggestion"):
        kind = "recommendation"
    cells: dict[str, Value] = {"title": TITLE}
    cells["kind"] = kind or ground.vocabulary("proposals", "kind")
    cells["model"] = told(words, MODELS) or _before(words, sentence, ground) or "other"
    compulsion = told(words, COMPULSIONS) or _usual_compulsion(kind, cells["model"], who)
    cells["controlled_by"] = _controlled(kind, compulsion, words)
    cells["compulsion"] = compulsion
    status = "rumoured" if RUMOURED.search(words) else STATUSES.get(kind or "")
    if kind == "suggestion" and _WISH.search(words):
        status = "unclear"  # only a wish is told
    cells["status"] = status or ground.vocabulary("proposals", "status")
    if ground.published and kind == "precedent":
        cells["starts"] = until(ground.published)
    elif ground.published:
        today = own or _is_said_today(found, ground)
        cells["announced"] = ground.published if today else until(ground.published)
    cells["summary"] = SUMMARY
    return Part(
        "proposals",
        cells,
        tuple(in_blocks(ground.article, span)),
        (
            *_participants(kind, status, who, councils, bodies.within(sentence), bodies),
            *(party("provider", "organisation_id", b) for b in bodies.asked(sentence)),
            *described("service_transfer", sentence, councils, ground),
        ),
        sure=found.confidence,
        doubt="whether somebody proposes something here",
    )


def _report(sentence: Span, ground: Ground) -> str | None:
    """Whose report says what a sentence proposes."""
    for quote in ground.quoted.touching(sentence):
        if quote.speaker_kind == "document":
            return ground.documents.owner(quote.speaker)
    return None


def _is_own(found: FoundProposal, words: str, ground: Ground) -> bool:
    """Whether the author of an opinion piece proposes it."""
    if ground.author is None or _WISH.search(words):
        return False
    proposer = found.proposer
    known = ground.people.known(proposer) or ground.bodies.named(proposer)
    return proposer is None or known is None


def _makes_proposer(found: FoundProposal, words: str, ground: Ground) -> bool:
    """Whether a sentence itself makes somebody the proposer: it names them, or they say it.

    Who the sentence before was about is not who proposes: “Its homes are to be closed.”
    """
    if found.proposer is None or _SUBJECT.search(words):
        return True
    sentence = found.start, found.end
    if any(q.speaker == found.proposer for q in ground.quoted.touching(sentence)):
        return True
    return found.proposer.split()[-1].casefold() in words.casefold()


def _is_said_today(found: FoundProposal, ground: Ground) -> bool:
    """Whether who proposes is told to have spoken on the day of publication."""
    return found.proposer is not None and found.proposer in ground.spoke_today


def _before(words: str, sentence: Span, ground: Ground) -> str | None:
    """The form that the sentence before tells, where this one begins with a pronoun."""
    if not _PRONOUN.match(words):
        return None
    last = ground.sentences.within((sentence[0] - _FAR, sentence[0]))[-1:]
    return told(" ".join(ground.article.text[slice(*last[0])].split()), MODELS) if last else None


def _usual_compulsion(kind: str | None, model: Value, who: Proposer) -> str:
    """What holds where no word tells: a government's plan binds, a council's own does not."""
    if kind == "plan" and who.rules and model in TAKING_AWAY:
        return "imposed"
    return "voluntary" if kind == "plan" and who.is_council else "unstated"


def _controlled(kind: str | None, compulsion: str, words: str) -> str:
    """Who would have the say."""
    if compulsion == "imposed" and kind == "plan":
        return "government"
    if compulsion == "voluntary" and told(words, CONTROLLED) != "provider":
        return "council"
    return (told(words, CONTROLLED) if kind != "precedent" else None) or "unstated"


def joined(parts: Iterable[Part], text: str) -> list[Part]:
    """The proposals, those that tell the same plan as one: its first telling with all passages.

    What a report recommends of a body that is planned already fills that plan in.
    """
    together: list[Part] = []
    plans: list[int] = []  # where in it the plans are
    for part in parts:
        if part.cells["kind"] == "recommendation" and any(
            together[n].cells["model"] == part.cells["model"] for n in plans
        ):
            continue
        if plans and AGAIN.search(" ".join(text[slice(*s)] for s in part.spans)):
            part = _alike(part, together[plans[-1]])
        is_plan = part.cells["kind"] == "plan"
        at = next((n for n in plans if _same_plan(together[n], part)), None) if is_plan else None
        if at is not None:
            together[at] = replace(together[at], spans=(*together[at].spans, *part.spans))
            continue
        if is_plan:
            plans.append(len(together))
        together.append(part)
    return together


def _alike(part: Part, plan: Part) -> Part:
    """A proposal that is like a plan told before; of what form it is remains open."""
    cells = dict(part.cells)
    for name in ("compulsion", "controlled_by"):
        if cells[name] == "unstated":
            cells[name] = plan.cells[name]
    if cells["model"] == "other" and plan.cells["model"] in TAKING_AWAY:
        cells["model"] = "delegation_unspecified"
    return replace(part, cells=cells)


def _same_plan(one: Part, other: Part) -> bool:
    """Whether two are plans of the same form for the same councils."""
    both = (one, other)
    if any(p.table != "proposals" or p.cells["kind"] != "plan" for p in both):
        return False
    models = {m for p in both if (m := p.cells["model"]) != "other"}
    return len(models) < 2 and _councils(one) == _councils(other)


def _councils(part: Part) -> list[Value | None]:
    return [p.cells.get("organisation_id") for p in part.inside if p.cells["role"] == "authority"]


def _place_of(found: FoundProposal, article: Article) -> Span | None:
    """Where the words that propose stand."""
    at = article.text.find(found.cue, found.start, found.end)
    return (at, at + len(found.cue)) if at >= 0 else None


def _participants(
    kind: str | None,
    status: str | None,
    who: Proposer,
    councils: list[str],
    named: list[str],
    bodies: Bodies,
) -> Iterator[Part]:
    """Who proposes or adopts it, the councils that it is about, and who is asked."""
    if who.described and "councils" in who.described and named:
        for council in (b for b in named if bodies.kinds[b] == AUTHORITY):
            yield party("proposer", "organisation_id", council)
        return
    adopted = kind == "plan" and status == "announced" and who.rules
    role = "author" if who.is_report else "adopter" if adopted else "proposer"
    yield from who.parties(role)
    if adopted and who.person and GOVERNMENT in bodies.kinds:
        yield party("adopter", "organisation_id", GOVERNMENT)
    for council in councils if kind != "principle" else []:
        yield party("authority", "organisation_id", council)
    if kind == "counter_proposal":
        for body in named:
            if bodies.kinds[body] in RULERS and body != who.body:
                yield party("addressee", "organisation_id", body)
