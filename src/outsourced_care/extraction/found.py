"""An article flows in, everything that the extractor finds in it flows out.

This is the one place where the finders are put together: each works on the whole text, so that a
name or a date told in a caption helps in the body, and only what stands in the searched blocks is
kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

from outsourced_care.article import Article
from outsourced_care.extraction.events import FoundEvent, find_events
from outsourced_care.extraction.language import is_english
from outsourced_care.extraction.organisations import (
    FoundOrganisation,
    KnownOrganisation,
    find_organisations,
)
from outsourced_care.extraction.proposals import FoundProposal, find_proposals
from outsourced_care.extraction.quotes import FoundQuote, find_quotes
from outsourced_care.extraction.segments import Span, inside, sentence_spans
from outsourced_care.extraction.timexes import FoundDate, find_dates

SEARCHED = ("standfirst", "body", "timeline")
TITLED = ("title", *SEARCHED)  # headlines name bodies, quote, and tell who plans what


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before a text is read: the dataset's organisations, and people by name."""

    organisations: tuple[KnownOrganisation, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in an article, each in order of its place; `english` False: nothing."""

    quotes: tuple[FoundQuote, ...] = ()
    organisations: tuple[FoundOrganisation, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    events: tuple[FoundEvent, ...] = ()
    proposals: tuple[FoundProposal, ...] = ()
    english: bool = True


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound=_Placed)


def find_records(article: Article, known: Known | None = None) -> Found:
    """Find the quotes, organisations, dates, events and proposals of an article.

    Args:
        article: The article; dates are read against `metadata.published`.
        known: What the dataset knows already.

    Returns:
        What stands in standfirst, body and timeline rows, and in the title but for events;
        dates wherever they stand. A text that is not English gives nothing, `english` is False.
    """
    known = known or Known()
    text = article.text
    if not is_english(text):
        return Found(english=False)
    published = article.metadata.published
    searched = _spans(article, SEARCHED)
    titled = _spans(article, TITLED)
    organisations = find_organisations(text, known.organisations)
    quotes = find_quotes(text, article.metadata.title, organisations)
    sentences = sentence_spans(text)
    dates = find_dates(text, published, sentences=sentences)
    events = find_events(text, published, dates=dates, within=searched, sentences=sentences)
    proposals = find_proposals(
        text,
        article.metadata.title,
        organisations=organisations,
        quotes=quotes,
        within=titled,
        sentences=sentences,
    )
    return Found(
        tuple(_kept(quotes, titled)),
        tuple(_within(organisations, titled)),
        tuple(dates),
        tuple(events),
        tuple(proposals),
    )


def _spans(article: Article, roles: Iterable[str]) -> list[Span]:
    return [(b.start, b.end) for b in article.blocks if b.role in roles]


def _within(found: Iterable[_P], parts: Sequence[Span]) -> Iterable[_P]:
    return (one for one in found if inside(parts, one.start, one.end))


def _kept(quotes: Iterable[FoundQuote], parts: Sequence[Span]) -> Iterable[FoundQuote]:
    """The quotes as far as they stand in the searched parts."""
    for quote in quotes:
        segments = tuple(s for s in quote.segments if inside(parts, *s))
        if segments == quote.segments:
            yield quote
        elif segments:
            yield replace(quote, segments=segments)
