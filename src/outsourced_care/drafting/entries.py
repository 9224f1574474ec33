"""An article, entries and registries flow in, the draft of the article's entry flows out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from outsourced_care.article import Article
from outsourced_care.article_ids import propose_id
from outsourced_care.contract import Contract
from outsourced_care.drafting.accounts import durations
from outsourced_care.drafting.attitudes import Attitudes
from outsourced_care.drafting.clauses import Clauses
from outsourced_care.drafting.documents import Documents
from outsourced_care.drafting.ground import UNNAMED, Ground
from outsourced_care.drafting.happenings import announced_acts, event_part, happenings
from outsourced_care.drafting.head import LANGUAGE, author_of, head_of, kind_of, published_of
from outsourced_care.drafting.holders import Holders, headed
from outsourced_care.drafting.joining import dated, linked, one_telling, with_own_events
from outsourced_care.drafting.known import known_again
from outsourced_care.drafting.marked import marked_words
from outsourced_care.drafting.parts import MOST, TO_CHOOSE, Draft, Part
from outsourced_care.drafting.people import People
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.plans import is_whole, joined, proposal_part
from outsourced_care.drafting.positions import positions
from outsourced_care.drafting.registries import Bodies, known_of
from outsourced_care.drafting.speech import is_told, quote_part
from outsourced_care.drafting.terms import with_terms
from outsourced_care.drafting.topics import Topics
from outsourced_care.drafting.utterances import coded, implicit, without_nested
from outsourced_care.entries import Entry, Sources
from outsourced_care.extraction.found import Found, find_records
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.said import Said
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.undone import is_given_up
from outsourced_care.mentions import named, names_of
from outsourced_care.rules import READ

_PLANNED = ("plan", "intend", "hope", "expect", "agree", "promise", "want", "mean")


def draft_entry(
    article: Article, contract: Contract, sources: Sources, entry: Entry | None = None
) -> Draft:
    """Draft the entry of an article.

    Args:
        article: The article; what its source tells of it is taken over.
        contract: The contract.
        sources: The entries and registries that there are.
        entry: Its entry, if it has one; of that the date of publication is taken.

    Returns:
        The draft. Of a text that is not English it has the head alone.
    """
    published = published_of(article)
    if published is None and entry is not None:
        published = entry.article.text("published")
    if published != article.metadata.published:
        article = replace(article, metadata=replace(article.metadata, published=published))
    head, publishers = head_of(article, sources, contract)
    if entry is not None:
        article_id = entry.article_id
    else:
        known = {k: v if isinstance(v, str) else None for k, v in head.items()}
        article_id = propose_id(known["publisher_id"], published, known["title"], sources)
    found = find_records(article, known_of(sources))
    if not found.english and head["language"] == "en":
        head["language"] = LANGUAGE
    if kind := kind_of(article, found.quotes):
        head["kind"] = kind
    ground = _ground(article, published, found, sources, contract)
    bodies, people = ground.bodies, ground.people
    told = _records(found, ground)
    kept = _first(told)
    records = linked(_numbered(kept, bodies, sources), article.text)
    others = [e for e in sources.entries if e is not entry]
    topics = Topics(records, ground)
    records = [*with_terms(records, topics, ground), *positions(records, topics, ground)]
    records += durations(records, article.text)
    records = known_again(records, others, published, {**bodies.names, **people.names})
    said = [s for r in records if r.table == "quotes" for s in r.spans]
    return Draft(
        article_id,
        article,
        head,
        tuple(records),
        tuple(_undecided(article, sources, bodies)),
        tuple(marked_words(article, said))[:MOST] if found.english else (),
        (*publishers, *(b for b in bodies.new if b.id not in {p.id for p in publishers})),
        people.new,
        found.english,
        len(kept) < len(told),
    )


def _speakers(found: Found) -> Iterator[str]:
    for quote in found.quotes:
        if quote.speaker_kind == "person" and quote.speaker:
            yield quote.speaker


def _ground(
    article: Article, published: str | None, found: Found, sources: Sources, contract: Contract
) -> Ground:
    """What the records are made with."""
    bodies = Bodies(article, sources, found.organisations)
    people = People(article, sources, _speakers(found))
    signed = author_of(article) if any(b.role == "byline" for b in article.blocks) else None
    own = (signed or UNNAMED) if Said(found.quotes).is_personal(article.text) else None
    return Ground(
        article,
        published,
        own,
        contract,
        bodies,
        people,
        Clauses(article, coded(article, found.quotes)),
        Documents(article, published, bodies),
        headed=headed(article.text, bodies, people),
    )


def _records(found: Found, ground: Ground) -> list[Part]:
    """Every record that has a passage; quotes first, which tell whose body people are of."""
    said = _quotes(found, ground)
    ground = replace(ground, said=tuple(said), clauses=Clauses(ground.article, said))
    parts = [quote_part(one, ground) for one in said]
    events = [event_part(one, ground) for one in happenings(found, ground)]
    parts += one_telling([*events, *announced_acts(found, ground)])
    plans = (proposal_part(one, ground) for one in found.proposals if is_whole(one, ground))
    parts += joined(plans, ground.article.text)
    parts = with_own_events([part for part in parts if part.spans], ground)
    return dated(parts, ground.article.text)


def _quotes(found: Found, ground: Ground) -> list[FoundQuote]:
    """What is said in an article, attitudes and what a report goes on to say included."""
    article, bodies = ground.article, ground.bodies
    told = [q for q in coded(article, found.quotes) if is_told(q, bodies)]
    told = [q for q in told if not _is_given_up(q, article.text, ground.sentences)]
    holders = Holders(article.text, bodies, ground.people, told)
    told = without_nested(article, [*told, *Attitudes(article, holders, told)])
    return [*told, *implicit(article, told)]


def _is_given_up(quote: FoundQuote, text: str, sentences: Places[Span]) -> bool:
    """Whether what is called an utterance is a plan that was given up."""
    if quote.kind == "direct" or quote.cue not in _PLANNED:
        return False
    return any(is_given_up(text, span) for span in sentences.touching(quote.segments[0]))


def _first(parts: list[Part]) -> list[Part]:
    """The records in the order of the article, of each table no more than a draft has."""
    counted: Counter[str] = Counter()
    kept = []
    for part in sorted(parts, key=lambda p: (p.table, p.spans[0])):
        counted[part.table] += 1
        if counted[part.table] <= MOST:
            kept.append(part)
    return kept


def _numbered(parts: list[Part], bodies: Bodies, sources: Sources) -> list[Part]:
    """The records, each with an identifier that no other has.

    One that tells neither place nor what happens, or only by a number, is left to a person: it
    lasts (docs/entries.md).
    """
    taken = {record.id.removeprefix(TO_CHOOSE) for e in sources.entries for record in e.records}
    last: dict[str, int] = {}
    numbered = []
    quotes = 0
    for part in parts:
        if part.table == "quotes":
            quotes += 1
            numbered.append(replace(part, id=f"q{quotes:02}"))
            continue
        wanted, telling = _wanted_id(part, bodies)
        free = wanted
        while free in taken:
            last[wanted] = last.get(wanted, 1) + 1
            free = f"{wanted}-{last[wanted]}"
        taken.add(free)
        chosen = free if telling and free == wanted else f"{TO_CHOOSE}{free}"
        numbered.append(replace(part, id=chosen))
    return numbered


def _wanted_id(part: Part, bodies: Bodies) -> tuple[str, bool]:
    """Where, and what kind of happening or proposal; whether it tells both."""
    councils = (
        p.cells.get("organisation_id") for p in part.inside if p.cells["role"] == "authority"
    )
    place = bodies.place(next((c for c in councils if isinstance(c, str)), None))
    kind = part.cells.get("kind")
    what = kind if isinstance(kind, str) else part.table[:-1]
    telling = bool(place) and what not in ("other", part.table[:-1])
    if part.table == "proposals" and what != "proposal":
        what = f"{what}-proposal" if what in ("precedent", "principle") else what
    return "-".join([*(place or "").lower().split(), *what.split("_")]), telling


def _undecided(article: Article, sources: Sources, bodies: Bodies) -> Iterator[tuple[str, Span]]:
    """Mentions that the names of the registry, those to be added included, do not find."""
    names = {n: b.id for b in sources.organisations for n in names_of(b)}
    for new in bodies.new:
        names |= dict.fromkeys((new.name, *new.names), new.id)
    by_name = {
        (*article.folded.span(*span), names[name])
        for name, span in named(article, names, set(READ))
    }
    spans = Places(((a, b), (a, b)) for a, b, _ in by_name)
    for start, end, body in bodies.mentions:
        if (start, end, body) in by_name or any(
            a <= start and end <= b for a, b in spans.touching((start, end))
        ):
            continue
        yield body, (start, end)
