"""What was found in an article flows in, the rows of machine-made tables flow out.

The rows follow the machine edition of the contract (`outsourced_care.editions`). Identifiers are
made of the article's and of the order in it, people and bodies of their names, so that the same
text always gives the same rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from outsourced_care import dates
from outsourced_care.article import Article
from outsourced_care.derive import text_fragment
from outsourced_care.extraction.cells import address, bare, plain, shown
from outsourced_care.extraction.found import Found, Known
from outsourced_care.extraction.organisations import FoundOrganisation
from outsourced_care.extraction.passages import Passages, key_of, slug
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.segments import Span

Row = dict[str, Any]
Rows = dict[str, list[Row]]

TABLES = (
    "articles", "quotes", "events", "organisations", "proposals", "people", "participants",
    "evidence",
)  # fmt: skip

_START = attrgetter("start")
_UNNAMED = frozenset(("spokesperson", "anonymous", "group"))
_INSPECTS = frozenset(("regulator_inspectorate", "audit_body"))
_POSTS = frozenset(("appointment", "departure"))


def rows_of(article: Article, article_id: str, found: Found, known: Known | None = None) -> Rows:
    """Make the rows of every machine-made table.

    Args:
        article: The article.
        article_id: Its identifier.
        found: What `find_records` found in it.
        known: What the dataset knew, as given to `find_records`.
    """
    made = _Rows(article, article_id, known or Known())
    made.organisations(found.organisations)
    made.quotes(found.quotes)
    made.events(found)
    made.proposals(found)
    return made.rows


def identifier(article: Article) -> str:
    """The identifier of an article that has none: made of its text."""
    return f"text-{article.sha256[:20]}"


class _Rows:
    """The rows of one article, as they are made."""

    def __init__(self, article: Article, article_id: str, known: Known) -> None:
        self.text, self.url = article.text, address(article.metadata.url)
        self.article_id, self.known = article_id, known
        self.rows: Rows = {table: [] for table in TABLES}
        self.rows["articles"].append(_article(article, article_id))
        self._bodies: dict[str, Row] = {}  # by identifier
        self._named: dict[str, str] = {}  # identifiers of bodies by their names, folded
        self._people: dict[str, str] = {}  # identifiers by name
        self._mentions: Sequence[FoundOrganisation] = ()
        self._passages = Passages(self.text)

    def organisations(self, mentions: Sequence[FoundOrganisation]) -> None:
        """One row a body, one of evidence a mention."""
        self._mentions = mentions
        parts: dict[str, int] = {}
        for one in mentions:
            body = one.organisation_id or slug(one.name)
            if not body:
                continue
            words = self.text[one.start : one.end]
            if body not in self._bodies:
                self._bodies[body] = row = {
                    "article_id": self.article_id,
                    "organisation_id": body,
                    "name": plain(one.name) or body,
                    "kind": one.kind,
                    "gss_code": one.gss_code,
                    **self._passages.cells([(one.start, one.end)]),
                    "confidence": one.confidence,
                }
                self.rows["organisations"].append(row)
            for name in (one.name, words):
                self._named.setdefault(key_of(name), body)
            parts[body] = parts.get(body, 0) + 1
            self._evidence(
                "organisations", body, parts[body], (one.start, one.end), one.confidence, "mentions"
            )

    def quotes(self, quotes: Iterable[FoundQuote]) -> None:
        """One row an utterance."""
        for number, quote in enumerate(self._worded(quotes), start=1):
            quote_id = f"{self.article_id}-q{number:04d}"
            named = quote.speaker_kind not in _UNNAMED
            speaker = plain(bare(quote.speaker)) if named else None
            body = speaker if quote.speaker_kind == "organisation" else bare(quote.organisation)
            body_id, body_name = self._body(body)
            person = speaker if quote.speaker_kind == "person" else None
            parts = enumerate(quote.segments, start=1)
            word_count = sum(
                self._evidence("quotes", quote_id, part, span, quote.confidence)
                for part, span in parts
            )
            self.rows["quotes"].append(
                {
                    "quote_id": quote_id,
                    "article_id": self.article_id,
                    "sequence": number,
                    "kind": quote.kind,
                    "person_id": self._person(person),
                    "speaker": speaker,
                    "speaker_kind": quote.speaker_kind,
                    "speaker_role": plain(bare(quote.role)),
                    "organisation_id": body_id,
                    "organisation": body_name,
                    "cue": plain(quote.cue),
                    "attribution": quote.attribution,
                    "word_count": word_count,
                    "link": self._link(quote.segments),
                    **self._passages.cells(quote.segments),
                    "speaker_mention": plain(quote.speaker_mention),
                    "route": quote.route,
                    "confidence": quote.confidence,
                }
            )

    def _worded(self, quotes: Iterable[FoundQuote]) -> Iterator[FoundQuote]:
        """The quotes without passages that hold no word."""
        for quote in quotes:
            kept = tuple(s for s in quote.segments if self._passages.has_words(s))
            if kept:
                yield quote if kept == quote.segments else replace(quote, segments=kept)

    def events(self, found: Found) -> None:
        """One row a dated happening, with whoever its sentence names."""
        for number, event in enumerate(found.events, start=1):
            event_id = f"{self.article_id}-e{number:04d}"
            date = event.date
            lower, upper = dates.bounds(date) if date else (None, None)
            self.rows["events"].append(
                {
                    "event_id": event_id,
                    "kind": event.kind,
                    "date": date,
                    "date_from": lower,
                    "date_to": upper,
                    "date_basis": event.when.basis,
                    "status": event.status,
                    "article_id": self.article_id,
                    **self._passages.cells([(event.start, event.end)]),
                    "confidence": event.confidence,
                }
            )
            self._evidence("events", event_id, 1, (event.start, event.end), event.confidence)
            parties: dict[tuple[str, str], Row] = {}
            for one in self._mentions_in(event.start, event.end):
                role = _role(one.kind, event.kind)
                body, name = self._body(one.name)
                if body:
                    parties.setdefault((role, body), {"organisation_id": body, "name": name})
            for name in self._people_in(event.start, event.end):
                role = "appointee" if event.kind in _POSTS else "subject"
                parties.setdefault((role, name), {"person_id": self._people[name], "name": name})
            self._participants("events", event_id, parties)

    def proposals(self, found: Found) -> None:
        """One row a proposal, with who proposes."""
        for number, one in enumerate(found.proposals, start=1):
            proposal_id = f"{self.article_id}-p{number:04d}"
            self.rows["proposals"].append(
                {
                    "proposal_id": proposal_id,
                    "article_id": self.article_id,
                    "cue": plain(one.cue) or "?",
                    **self._passages.cells([(one.start, one.end)]),
                    "confidence": one.confidence,
                }
            )
            self._evidence("proposals", proposal_id, 1, (one.start, one.end), one.confidence)
            name = plain(one.proposer)
            if name:
                body, body_name = self._body(name, only_known=True)
                party: Row = {"organisation_id": body, "name": body_name or name}
                if body is None:
                    party["person_id"] = self._people.get(name)
                self._participants("proposals", proposal_id, {("proposer", name): party})

    def _participants(
        self, table: str, record_id: str, parties: dict[tuple[str, str], Row]
    ) -> None:
        for part, ((role, _), party) in enumerate(parties.items(), start=1):
            row = {"table": table, "record_id": record_id, "part": part, "role": role}
            empty = {"person_id": None, "organisation_id": None}
            self.rows["participants"].append(
                {**row, **empty, **party, "article_id": self.article_id}
            )

    def _body(self, name: str | None, *, only_known: bool = False) -> tuple[str | None, str | None]:
        """Identifier and name of a body: those of its row, else the name alone."""
        if not name:
            return None, None
        body = self._named.get(key_of(name))
        if body is None:
            return None, None if only_known else plain(name)
        return body, str(self._bodies[body]["name"])

    def _person(self, name: str | None) -> str | None:
        if name is None:
            return None
        if name not in self._people:
            person = self.known.people.get(name) or slug(name)
            if not person:
                return None
            if person not in self._people.values():
                row = {"article_id": self.article_id, "person_id": person, "name": name}
                self.rows["people"].append(row)
            self._people[name] = person
        return self._people[name]

    def _mentions_in(self, start: int, end: int) -> Iterator[FoundOrganisation]:
        """The mentions of bodies in a span."""
        mentions = self._mentions
        for at in range(bisect_left(mentions, start, key=_START), len(mentions)):
            if mentions[at].start >= end:
                break
            if mentions[at].end <= end:
                yield mentions[at]

    def _people_in(self, start: int, end: int) -> list[str]:
        """The speakers whose full names stand in a span."""
        return [name for name in self._people if self.text.find(name, start, end) >= 0]

    def _evidence(
        self,
        table: str,
        record_id: str,
        part: int,
        span: Span,
        confidence: float,
        role: str = "states",
    ) -> int:
        """Add a passage; how many words it has."""
        told = self._passages.evidence(span)
        self.rows["evidence"].append(
            {
                "table": table,
                "record_id": record_id,
                "article_id": self.article_id,
                "part": part,
                **told,
                "role": role,
                "confidence": confidence,
            }
        )
        words: int = told["word_count"]
        return words

    def _link(self, spans: Sequence[Span]) -> str | None:
        if not self.url:
            return None
        return text_fragment(self.url, [shown(self.text[a:b]) for a, b in spans])


def _article(article: Article, article_id: str) -> Row:
    told = article.metadata
    published = told.published if told.published and not dates.problem(told.published) else None
    lower, upper = dates.bounds(published) if published else (None, None)
    return {
        "article_id": article_id,
        "title": plain(told.title) or plain(article.headline) or "untitled",
        "publisher": plain(told.publisher),
        "author": plain(told.author),
        "published": published,
        "published_from": lower,
        "published_to": upper,
        "url": address(told.url),
        "language": told.language,
        "word_count": article.word_count,
        "paragraph_count": len(article.counted),
        "text_sha256": article.sha256,
    }


def _role(organisation: str, event: str | None) -> str:
    """The part that a body of a kind has in a happening of a kind (schemas/participants.json)."""
    if event == "inspection_finding" and organisation in _INSPECTS:
        return "inspector"
    return "authority" if organisation == "local_authority" else "subject"
