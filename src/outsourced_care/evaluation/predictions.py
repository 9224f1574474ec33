"""A document of a corpus flows in, what the extractor finds in it flows out, as scorers read it.

The article is read from its plain text and given to `find_records`, as `extract` does; headline and
date of publication are those that the corpus tells. Offsets count in the text as it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from outsourced_care.article import Article, article_from_text
from outsourced_care.evaluation.corpus import Document
from outsourced_care.evaluation.offsets import Offsets
from outsourced_care.extraction.events import FoundEvent
from outsourced_care.extraction.found import Found, Known, find_records
from outsourced_care.extraction.organisations import FoundOrganisation
from outsourced_care.extraction.quotes import FoundQuote

Prediction = dict[str, Any]
_Place = Callable[[int, int], tuple[int, int]]
_GOVERNMENT = "government"  # the route by which it is found


def article_of(document: Document) -> Article:
    """The article that a document is; what the corpus tells goes before what the text tells."""
    article = article_from_text(document.text)
    given = {
        "title": document.title,
        "publisher": document.publisher,
        "published": document.date,
    }
    told = {name: value for name, value in given.items() if value is not None}
    return replace(article, metadata=replace(article.metadata, **told))


def predict(document: Document, known: Known | None = None) -> tuple[Prediction, Found]:
    """Extract everything from a document.

    Args:
        document: The document.
        known: What the dataset knows.

    Returns:
        What a prediction file says of it, and what the extractor found.
    """
    found = find_records(article_of(document), known)
    return prediction(document.doc_id, found, Offsets(document.text).span), found


def prediction(doc_id: str | int, found: Found, place: _Place) -> Prediction:
    """What a prediction file says of a document.

    Args:
        doc_id: The document's identifier.
        found: What was found in its canonical text.
        place: Gives the place of a span in the document's own text.
    """

    def at(start: int, end: int, **told: object) -> Prediction:
        begin, behind = place(start, end)
        return {"start": begin, "end": behind, **told}

    return {
        "doc_id": doc_id,
        "quotes": list(_quotes(found.quotes, place)),
        "entities": [at(o.start, o.end, label="ORG") for o in named(found.organisations)],
        "timexes": [at(d.start, d.end, value=d.value) for d in found.dates],
        "events": [at(e.start, e.end, date=dated(e), status=_side(e)) for e in found.events],
        "proposals": [at(p.start, p.end, proposer=p.proposer) for p in found.proposals],
    }


def _quotes(quotes: Iterable[FoundQuote], place: _Place) -> Iterator[Prediction]:
    """Each quotation, and of a mixed one the whole reported clause besides."""
    for quote in quotes:
        parts = [place(*segment) for segment in quote.segments]
        for segments in [parts, [place(*quote.clause)]] if quote.clause else [parts]:
            yield {
                "start": segments[0][0],
                "end": segments[-1][1],
                "segments": [list(segment) for segment in segments],
                "speaker_text": quote.speaker,
            }


def named(organisations: Iterable[FoundOrganisation]) -> Iterator[FoundOrganisation]:
    """The mentions that name a body: “the government” is one to us, and no name to a scorer."""
    return (one for one in organisations if one.route != _GOVERNMENT)


def _side(event: FoundEvent) -> str:
    """On which side of publication an event lies: all that scorers ask of its status."""
    return "planned" if event.ahead else "occurred"


def dated(event: FoundEvent) -> str | None:
    """When an event is: the day it began where it goes on, else the time that is named."""
    since = event.when.date
    return since if since and since.endswith("/..") else event.when.value
