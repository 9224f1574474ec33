"""The dataset's tables and article texts flow in, how near the extractor comes to them flows out.

Each article is extracted from its plain text, given its title and its date of publication, and
compared with the rows that people made of it. The passages of the rows are in `evidence`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from outsourced_care.article import Article, ArticleFolder
from outsourced_care.evaluation.counting import NONE, Share, f1, hits, paired
from outsourced_care.evaluation.speakers import speaker_is_right
from outsourced_care.extraction.found import Found, Known, find_records
from outsourced_care.extraction.segments import Span

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
Placed = Mapping[str, Mapping[str, Sequence[Span]]]  # by table, then record
PASSAGES, STATEMENTS = 0.8, 0.7  # least intersection over union, in marks and without
DATED = frozenset(("stated", "relative"))


@dataclass(slots=True)
class Against:
    """How near the extractor comes to the entries; `found` of what was found, `told` of the gold.

    Attributes:
        articles: How many articles were compared.
        missing: Identifiers of those whose text is not at hand.
        quotations_found: Passages in marks, IoU at least 0.8.
        quotations_told: The same of the entries' direct and mixed quotes.
        speakers: Sources of those that were found (`outsourced_care.evaluation.speakers`).
        indirect_told: Statements without marks, IoU at least 0.7.
        indirect_speakers: Their sources.
        organisations_found: Mentions, the very span.
        organisations_told: The same of the entries' mentions.
        events_found: Sentences that hold half of an event's passage, or it half of them.
        events_told: Events with a date that is stated or relative: one passage is found.
        event_dates: Of those found, how many have the very date.
        proposals_found: As of events.
        proposals_told: All proposals: one passage, in whatever article, is found.
    """

    articles: int = 0
    missing: list[str] = field(default_factory=list)
    quotations_found: Share = NONE
    quotations_told: Share = NONE
    speakers: Share = NONE
    indirect_told: Share = NONE
    indirect_speakers: Share = NONE
    organisations_found: Share = NONE
    organisations_told: Share = NONE
    events_found: Share = NONE
    events_told: Share = NONE
    event_dates: Share = NONE
    proposals_found: Share = NONE
    proposals_told: Share = NONE

    @property
    def quotations(self) -> float | None:
        """F1 of passages in marks."""
        return f1(self.quotations_found, self.quotations_told)

    @property
    def organisations(self) -> float | None:
        """F1 of mentions."""
        return f1(self.organisations_found, self.organisations_told)


def against_entries(tables: Tables, texts: ArticleFolder, known: Known) -> Against:
    """Compare what is extracted from articles with the rows of the dataset.

    Args:
        tables: Rows of articles, quotes, events, proposals, evidence and organisation_names.
        texts: The article texts at hand.
        known: What the dataset knows, as `extract` is given it.
    """
    result = Against()
    names: dict[str, list[str]] = defaultdict(list)
    for row in tables["organisation_names"]:
        names[row["organisation_id"]].append(row["name"])
    place = _places(tables["evidence"])
    reached: dict[str, dict[str, list[str | None]]] = {"events": {}, "proposals": {}}
    for row in tables["articles"]:
        article = texts.find(row["title"], row["text_sha256"])
        if article is None or article.sha256 != row["text_sha256"]:
            result.missing.append(row["article_id"])
            continue
        result.articles += 1
        found = find_records(_told(article, row), known)
        here = place[row["article_id"]]
        _quotes(result, tables["quotes"], here["quotes"], found, names)
        _organisations(result, here["organisations"], found)
        _sentences(result, reached, here, found)
    _records(result, tables, reached)
    return result


def _told(article: Article, row: Row) -> Article:
    told = replace(article.metadata, title=row["title"], published=row["published"])
    return replace(article, metadata=told)


def _places(evidence: Iterable[Row]) -> Mapping[str, Placed]:
    """The passages of records, by article, table and record."""
    place: dict[str, dict[str, dict[str, list[Span]]]]
    place = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in evidence:
        span = (row["start"], row["end"])
        place[row["article_id"]][row["table"]][row["record_id"]].append(span)
    return place


def _quotes(
    result: Against,
    rows: Iterable[Row],
    place: Mapping[str, Sequence[Span]],
    found: Found,
    names: Mapping[str, Sequence[str]],
) -> None:
    """Count passages in marks, statements without, and the sources of both."""
    rows = [row for row in rows if row["quote_id"] in place]
    for indirect in (False, True):
        gold = [
            (span, row)
            for row in rows
            if (row["kind"] == "indirect") == indirect
            for span in place[row["quote_id"]]
        ]
        ours = [
            (span, quote)
            for quote in found.quotes
            if (quote.kind == "indirect") == indirect
            for span in quote.segments
        ]
        pairs = paired(
            [span for span, _ in gold],
            [span for span, _ in ours],
            STATEMENTS if indirect else PASSAGES,
        )
        right = sum(speaker_is_right(gold[g][1], ours[n][1], names) for g, n in pairs.items())
        sources, told = Share(right, len(pairs)), Share(len(pairs), len(gold))
        if indirect:
            result.indirect_told += told
            result.indirect_speakers += sources
        else:
            result.quotations_told += told
            result.quotations_found += Share(len(pairs), len(ours))
            result.speakers += sources


def _organisations(result: Against, place: Mapping[str, Sequence[Span]], found: Found) -> None:
    gold = {span for spans in place.values() for span in spans}
    ours = {(one.start, one.end) for one in found.organisations}
    result.organisations_told += Share(len(gold & ours), len(gold))
    result.organisations_found += Share(len(gold & ours), len(ours))


def _sentences(
    result: Against,
    reached: dict[str, dict[str, list[str | None]]],
    place: Placed,
    found: Found,
) -> None:
    """Count the sentences found, and keep which records they reach, with the dates found."""
    events: list[tuple[Span, str | None]] = [((e.start, e.end), e.date) for e in found.events]
    proposals: list[tuple[Span, str | None]] = [((p.start, p.end), None) for p in found.proposals]
    for table, ours in (("events", events), ("proposals", proposals)):
        spans = [span for passages in place[table].values() for span in passages]
        right = Share(sum(hits(span, spans) for span, _ in ours), len(ours))
        if table == "events":
            result.events_found += right
        else:
            result.proposals_found += right
        for record, passages in place[table].items():
            dates = [date for span, date in ours if hits(span, passages)]
            reached[table].setdefault(record, []).extend(dates)


def _records(
    result: Against, tables: Tables, reached: Mapping[str, Mapping[str, Sequence[str | None]]]
) -> None:
    """Count the events and proposals of which a passage was found."""
    for row in tables["events"]:
        dates = reached["events"].get(row["event_id"])
        if dates is not None and row["date_basis"] in DATED:
            result.events_told += Share(bool(dates), 1)
            result.event_dates += Share(row["date"] in dates, 1) if dates else NONE
    for row in tables["proposals"]:
        if (there := reached["proposals"].get(row["proposal_id"])) is not None:
            result.proposals_told += Share(bool(there), 1)
