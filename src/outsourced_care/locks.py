"""An entry and its article flow in, located passages flow out; the lock file keeps them.

`entries/articles/<article_id>.lock` is a CSV file with one line per passage and mention:
table, record_id, part, selector, start, end, word_count, sha256. The first line stands for
the whole text (its hash is `text_sha256`), the next ones for the text's blocks (record_id is
the block's role). So tables can be made, and passages placed, without the text. Of what was
removed for good only its place is left, so that nobody is asked about it (`removed`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from outsourced_care.article import Article
from outsourced_care.entries import Entry, Passage, Sources
from outsourced_care.findings import Finding, finding
from outsourced_care.mentions import named, names_of
from outsourced_care.near_selectors import near
from outsourced_care.rules import READ
from outsourced_care.selectors import (
    Selector,
    SelectorError,
    find,
    shortest,
    well_formed,
)
from outsourced_care.text import count_words, fold, passage_sha256

ARTICLE, BLOCK, EXCLUDED, NOT_QUOTE = "articles", "blocks", "excluded", "not_quotes"
REMOVED = "removed"  # lines without record, selector and hash
BY_NAME = ("organisations", "people")
_SUGGESTED = 6  # selectors that a hint shows
_DOTS = ", 1 to 4 words each, with “ … ” between them (one character, not three dots)"


@dataclass(frozen=True, slots=True)
class Locked:
    """One line of a lock: a passage with its place in the canonical text."""

    table: str
    record_id: str
    part: int
    selector: str
    start: int
    end: int
    word_count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A passage that an entry asks for, and the row that it supports."""

    table: str
    record_id: str
    part: int
    passage: Passage
    role: str


COLUMNS = tuple(f.name for f in fields(Locked))


def removed(lines: Iterable[Locked]) -> list[Locked]:
    """Lines that keep nothing of others but their places, each place once, in order."""
    places = sorted({(line.start, line.end) for line in lines})
    return [
        Locked(REMOVED, "", part, "", start, end, 0, "0" * 64)
        for part, (start, end) in enumerate(places, start=1)
    ]


def wanted_passages(entry: Entry) -> list[Wanted]:
    """Every passage an entry names by selector, numbered within its record.

    The passages of an account support the record it is about, the preferred telling's by
    stating it; those it shares with that record's own evidence count once.
    """
    asked: dict[tuple[str, str], dict[str, tuple[Passage, str]]] = {}

    def ask(table: str, record_id: str, passages: Iterable[Passage], role: str) -> None:
        own = asked.setdefault((table, record_id), {})
        for passage in passages:
            own.setdefault(passage.selector, (passage, passage.role or role))

    for record in entry.records:
        if record.table != "accounts":
            ask(record.table, record.id, record.evidence, "states")
        for inner in record.inside:
            ask(inner.table, inner.id, inner.evidence, "states")
    for record in entry.records:
        if record.table == "accounts":
            told = record.text("table") or "", record.text("record_id") or ""
            preferred = "preferred" in record.cells and record.cells["preferred"].value is True
            ask(*told, record.evidence, "states" if preferred else "differs")
    for mention in entry.include:
        ask("organisations", mention.organisation_id, [mention.passage], "mentions")
    ask(EXCLUDED, "", entry.exclude, "mentions")
    ask(NOT_QUOTE, "", entry.not_quotes, "mentions")
    return [
        Wanted(table, record_id, part, passage, role)
        for (table, record_id), own in asked.items()
        for part, (passage, role) in enumerate(own.values(), start=1)
    ]


def lock(entry: Entry, article: Article, sources: Sources) -> tuple[list[Locked], list[Finding]]:
    """Find every passage and mention of an entry in its article.

    Args:
        entry: The entry.
        article: The article it is about.
        sources: All sources, for the names of organisations and people.

    Returns:
        The lines of the lock, and a finding for each passage that is not found once.
    """
    found: list[Finding] = []
    spans: list[tuple[Wanted, tuple[int, int]]] = []
    for want in wanted_passages(entry):
        span = _locate(want, article, found)
        if span is not None:
            spans.append((want, span))
    lines = list(_article_lines(entry, article))
    for want, span in spans:
        if want.table not in BY_NAME:
            lines.append(
                _line(article, want.table, want.record_id, want.part, want.passage.selector, span)
            )
    lines += _mention_lines(article, sources, spans)
    return lines, found


def _article_lines(entry: Entry, article: Article) -> Iterator[Locked]:
    yield Locked(
        ARTICLE, entry.article_id, 1, "", 0, len(article.text), article.word_count, article.sha256
    )
    for part, block in enumerate(article.blocks, start=1):
        text = article.text[block.start : block.end]
        yield Locked(
            BLOCK,
            block.role,
            part,
            "",
            block.start,
            block.end,
            count_words(text),
            passage_sha256(text),
        )


def _line(
    article: Article, table: str, record: str, part: int, selector: str, span: tuple[int, int]
) -> Locked:
    start, end = article.folded.span(*span)
    text = article.text[start:end]
    return Locked(
        table, record, part, selector, start, end, count_words(text), passage_sha256(text)
    )


def _locate(want: Wanted, article: Article, found: list[Finding]) -> tuple[int, int] | None:
    """The folded span of a wanted passage, or a finding that says what is wrong."""

    def report(rule: str, message: str, hint: str | None) -> None:
        found.append(
            finding(
                want.passage.place, rule, message, hint,
                table=want.table, record=want.record_id or None, field="evidence",
            )
        )  # fmt: skip

    written = want.passage.selector
    try:
        selector = Selector.parse(written)
    except SelectorError as error:
        places = _literally(written, article) or near(article.folded, written)
        hint = _suggested(places, article)
        report("selector-form", f"“{written}”: {error}", hint or f"write first … last{_DOTS}")
        return None
    spans = find(article.folded, selector)
    if not spans:
        hint = (
            _suggested(near(article.folded, written), article)
            or f"copy its words from the article; first … last{_DOTS}"
        )
        report("selector-nowhere", f"“{written}” is nowhere in the article", hint)
        return None
    if len(spans) > 1:
        hint = (
            _suggested(spans, article)
            or "add words before (prefix-,) or after (,-suffix) that differ"
        )
        report(
            "selector-ambiguous", f"“{written}” matches {len(spans)} places of the article", hint
        )
        return None
    if fault := well_formed(article.folded, selector, spans[0]):
        better_one = shortest(article.folded, article.text, spans[0])
        hint = f"write {_paste(better_one)}" if better_one else "shorten its parts"
        report("selector-form", f"“{written}”: {fault}", hint)
        return None
    return spans[0]


def _suggested(spans: list[tuple[int, int]], article: Article) -> str | None:
    """A hint that shows selectors of passages, those of the first few."""
    found = (shortest(article.folded, article.text, span) for span in spans[:_SUGGESTED])
    better = [_paste(selector) for selector in found if selector is not None]
    if not better:
        return None
    return f"write {'one of: ' if len(better) > 1 else ''}{' or '.join(better)}"


def _literally(written: str, article: Article) -> list[tuple[int, int]]:
    """Where the article has the words of a selector, taken as they stand."""
    words = fold(written).strip("\"'“”‘’")
    return [m.span() for m in re.finditer(re.escape(words), article.folded.text)] if words else []


def _paste(selector: Selector) -> str:
    """A selector as it may stand in YAML."""
    return json.dumps(str(selector), ensure_ascii=False)


def _mention_lines(
    article: Article, sources: Sources, spans: list[tuple[Wanted, tuple[int, int]]]
) -> Iterator[Locked]:
    included = [(w, s) for w, s in spans if w.table == "organisations"]
    taken = [s for w, s in spans if w.table in ("organisations", EXCLUDED)]
    mentions = [("organisations", w.record_id, w.passage.selector, s) for w, s in included]
    bodies = {n: r.id for r in sources.organisations for n in names_of(r)}
    mentions += [
        ("organisations", bodies[name], "", span)
        for name, span in named(article, bodies, READ)
        if not any(a < span[1] and span[0] < b for a, b in taken)
    ]
    people = {r.text("name") or "": r.id for r in sources.people}
    mentions += [
        ("people", people[name], "", span)
        for name, span in named(article, people, READ | {"byline"})
    ]
    parts: Counter[tuple[str, str]] = Counter()
    for table, record, selector, span in sorted(mentions, key=lambda m: (m[0], m[1], m[3])):
        parts[table, record] += 1
        yield _line(article, table, record, parts[table, record], selector, span)
