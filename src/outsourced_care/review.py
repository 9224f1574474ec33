"""An entry, its lock and its article flow in, what a reviewer would object to flows out.

These checks need the article's text, and judge what the tables cannot show: that the title is
the text's, every pair of quotation marks is accounted for and agrees with the kind of quote, every
body which is named is listed, and selectors show no more words than they must.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from outsourced_care.article import Article
from outsourced_care.entries import Entry
from outsourced_care.extraction.marks import Mark, find_marks
from outsourced_care.extraction.segments import paragraph_spans
from outsourced_care.findings import Finding, finding
from outsourced_care.locks import EXCLUDED, NOT_QUOTE, REMOVED, Locked, wanted_passages
from outsourced_care.rules import READ
from outsourced_care.selectors import Selector, SelectorError, shortest, shown_words
from outsourced_care.text import count_words, fold

_MARKED = READ - {"title"}  # headlines give no quotes
_SHOWN = 3  # words of an article that a message shows

# bodies that are named by what they are; matched with their capitals
_NAME = r"(?:[A-Z][\w’'&-]*(?: (?:of|and|the|upon|for|&) (?=[A-Z]))? ?)"
_BODIES = re.compile(
    rf"(?<!\w)(?:{_NAME}{{1,6}}"
    r"(?:[Cc]ouncil|NHS (?:Foundation )?Trust|(?:Housing|Children[’']s (?:Services )?)? ?Trust"
    r"|University|Constabulary|Association|Union|Ltd|Limited|plc|LLP|CIC)"
    rf"|(?:Department for|University of|Ministry of|Association of|Institute of) {_NAME}{{1,6}})"
    r"(?!\w)"
)


def review(entry: Entry, lines: list[Locked], article: Article) -> list[Finding]:
    """Everything a reviewer who holds the text would object to.

    Args:
        entry: The entry.
        lines: The lines of its lock, made from this very text.
        article: The article's text.
    """
    return [
        *_title_differs(entry, article),
        *_marks_unaccounted(entry, lines, article),
        *_kinds_against_marks(entry, lines, article),
        *_bodies_unlisted(entry, lines, article),
        *_longer_than_needed(entry, lines, article),
        *_over_paragraphs(entry, lines, article),
    ]


def _marks_unaccounted(entry: Entry, lines: list[Locked], article: Article) -> Iterator[Finding]:
    """Words in quotation marks that no quote covers, nor did, and `not_quotes` does not list."""
    spans = [(x.start, x.end) for x in lines if x.table in ("quotes", NOT_QUOTE, REMOVED)]
    for marked in marked_passages(article):
        if any(a <= marked.start < b for a, b in spans):
            continue
        words = article.text[marked.start : marked.end].split()
        shown = " ".join(words[:_SHOWN]) + (" …" if len(words) > _SHOWN else "")
        yield finding(
            entry.article.place,
            "marks-unaccounted",
            f"“{shown}” stands in quotation marks ({_line(article, marked.start)}), and no quote "
            "accounts for it",
            "code the quote, or list the words in not_quotes with the reason",
            table="quotes",
            record=entry.article_id,
        )


def _title_differs(entry: Entry, article: Article) -> Iterator[Finding]:
    """A title that is not the text's first line."""
    cell = entry.article.cells.get("title")
    if cell is not None and fold(str(cell.value)) != fold(article.title):
        message = f"the title is not the first line of the text: “{article.title}”"
        hint = "copy the title from the article, letter by letter"
        yield finding(
            cell.place, "title-differs", message, hint,
            table="articles", record=entry.article_id, field="title",
        )  # fmt: skip


def _kinds_against_marks(entry: Entry, lines: list[Locked], article: Article) -> Iterator[Finding]:
    """Quotes of a kind that the quotation marks in the text speak against."""
    marked = [(m.outer_start, m.outer_end) for m in marked_passages(article)]
    parts: dict[str, list[Locked]] = defaultdict(list)
    for line in lines:
        if line.table == "quotes":
            parts[line.record_id].append(line)
    for record in entry.records:
        kind = record.cells.get("kind")
        if record.table != "quotes" or kind is None or not parts[record.id]:
            continue
        touched = [any(a < x.end and x.start < b for a, b in marked) for x in parts[record.id]]
        inside = [any(a <= x.start and x.end <= b for a, b in marked) for x in parts[record.id]]
        if kind.value in ("direct", "mixed") and not any(touched):
            message = f"the quote is {kind.value}, but no words of it stand in quotation marks"
            hint = "write kind: indirect, or give the passage that is marked"
        elif kind.value == "indirect" and any(inside) and "quoted_in" not in record.cells:
            message = "the quote is indirect, but a passage of it stands in quotation marks"
            hint = "write kind: direct (a clause or more) or mixed (a fragment)"
        else:
            continue
        yield finding(
            kind.place, "kind-against-marks", message, hint,
            table="quotes", record=record.id, field="kind", severity="warning",
        )  # fmt: skip


def marked_passages(article: Article) -> list[Mark]:
    """The stretches of an article that stand in quotation marks, where quotes are looked for.

    Marks inside marks belong to what the outer ones say.
    """
    blocks = [(b.start, b.end) for b in article.blocks if b.role in _MARKED]
    marks = find_marks(article.text, paragraph_spans(article.text))
    return [m for m in marks if any(a <= m.start and m.end <= b for a, b in blocks)]


def _bodies_unlisted(entry: Entry, lines: list[Locked], article: Article) -> Iterator[Finding]:
    """Names that look like a body's and belong to no organisation of the registry."""
    accounting = ("organisations", EXCLUDED, REMOVED)
    known = [(x.start, x.end) for x in lines if x.table in accounting]
    told: set[str] = set()
    for block in article.blocks:
        if block.role not in READ:
            continue
        for named in _BODIES.finditer(article.text, block.start, block.end):
            name = " ".join(named.group().split())
            if name in told or any(a < named.end() and named.start() < b for a, b in known):
                continue
            told.add(name)
            yield finding(
                entry.article.place,
                "organisation-unlisted",
                f"“{name}” ({_line(article, named.start())}) looks like a body that is not listed",
                "add it, or this name of it, to entries/organisations.yaml and lock; or exclude "
                "the mention in organisation_mentions",
                table="organisations",
                record=entry.article_id,
                severity="warning",
            )


def _longer_than_needed(entry: Entry, lines: list[Locked], article: Article) -> Iterator[Finding]:
    """Selectors that show more words than the shortest one for the same passage."""
    located = {(x.table, x.record_id, x.selector): x for x in lines}
    for want in wanted_passages(entry):
        written = want.passage.selector
        line = located.get((want.table, want.record_id, written))
        if line is None:
            continue
        better = shorter(written, line, article)
        if better is not None:
            yield finding(
                want.passage.place,
                "selector-long",
                f"“{written}” shows more words than it needs",
                f"write {json.dumps(str(better), ensure_ascii=False)}",
                table=want.table,
                record=want.record_id or None,
                field="evidence",
                severity="warning",
            )


def _over_paragraphs(entry: Entry, lines: list[Locked], article: Article) -> Iterator[Finding]:
    """Passages that run from one paragraph into another, and take in all between."""
    located = {(x.table, x.record_id, x.selector): x for x in lines}
    for want in wanted_passages(entry):
        line = located.get((want.table, want.record_id, want.passage.selector))
        if line is None:
            continue
        count = sum(b.start < line.end and line.start < b.end for b in article.blocks)
        if count > 1:
            message = (
                f"“{line.selector}” runs over {count} paragraphs ({_line(article, line.start)})"
            )
            yield finding(
                want.passage.place, "passage-over-paragraphs",
                message, "give each paragraph's part a selector of its own, in the same list",
                table=want.table, record=want.record_id or None, field="evidence",
                severity="warning",
            )  # fmt: skip


def shorter(written: str, line: Locked, article: Article) -> Selector | None:
    """A selector of the same passage that shows fewer words, where there is one."""
    try:
        selector = Selector.parse(written)
    except SelectorError:
        return None
    span = article.folded.folded_span(line.start, line.end)
    most = shown_words(selector)
    least = 1 if count_words(article.text[line.start : line.end]) <= 1 else 2
    if most <= least:
        return None
    better = shortest(article.folded, article.text, span)
    return better if better is not None and shown_words(better) < most else None


def _line(article: Article, at: int) -> str:
    return f"line {article.text.count(chr(10), 0, at) + 1} of the text"
