"""An entry and its article flow in, located passages flow out; the lock file keeps them.

`entries/articles/<article_id>.lock` is a CSV file with one line per passage and mention:
table, record_id, part, selector, start, end, word_count, sha256. The first line stands for
the whole text (its hash is `text_sha256`), the next ones for the text's blocks (record_id is
the block's role). So tables can be made, and passages placed, without the text.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from outsourced_care.article import COUNTED, Article
from outsourced_care.entries import Entry, Passage, Record, Sources
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.rules import READ
from outsourced_care.selectors import (
    Selector,
    SelectorError,
    find,
    shortest,
    well_formed,
)
from outsourced_care.text import UnreadableTextError, count_words, decode, fold, passage_sha256

ARTICLE, BLOCK, EXCLUDED, NOT_QUOTE = "articles", "blocks", "excluded", "not_quotes"
BY_NAME = ("organisations", "people")


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


def wanted_passages(entry: Entry) -> list[Wanted]:
    """Every passage an entry names by selector, numbered within its record.

    The passages of an account support the record it is about; those it shares with that
    record's own evidence count once.
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
            ask(*told, record.evidence, "differs")
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
        report("selector-form", f"“{written}”: {error}", "write first … last, 1 to 4 words each")
        return None
    spans = find(article.folded, selector)
    if not spans:
        hint = "copy its words from the article; first … last, with “ … ” between them"
        report("selector-nowhere", f"“{written}” is nowhere in the article", hint)
        return None
    if len(spans) > 1:
        better = [
            str(s) for s in (shortest(article.folded, article.text, s) for s in spans[:3]) if s
        ]
        hint = (
            "write one of: " + " | ".join(better)
            if better
            else "add words before (prefix-,) or after (,-suffix)"
        )
        report(
            "selector-ambiguous", f"“{written}” matches {len(spans)} places of the article", hint
        )
        return None
    if fault := well_formed(article.folded, selector, spans[0]):
        better_one = shortest(article.folded, article.text, spans[0])
        hint = f"write {better_one}" if better_one else "shorten its parts"
        report("selector-form", f"“{written}”: {fault}", hint)
        return None
    return spans[0]


# --- mentions by name ------------------------------------------------------------------------


def _mention_lines(
    article: Article, sources: Sources, spans: list[tuple[Wanted, tuple[int, int]]]
) -> Iterator[Locked]:
    included = [(w, s) for w, s in spans if w.table == "organisations"]
    taken = [s for w, s in spans if w.table in ("organisations", EXCLUDED)]
    mentions = [("organisations", w.record_id, w.passage.selector, s) for w, s in included]
    bodies = {n: r.id for r in sources.organisations for n in names_of(r)}
    mentions += [
        ("organisations", bodies[name], "", span)
        for name, span in _named(article, bodies, READ)
        if not any(a < span[1] and span[0] < b for a, b in taken)
    ]
    people = {r.text("name") or "": r.id for r in sources.people}
    mentions += [
        ("people", people[name], "", span)
        for name, span in _named(article, people, READ | {"byline"})
    ]
    parts: Counter[tuple[str, str]] = Counter()
    for table, record, selector, span in sorted(mentions, key=lambda m: (m[0], m[1], m[3])):
        parts[table, record] += 1
        yield _line(article, table, record, parts[table, record], selector, span)


def names_of(organisation: Record) -> list[str]:
    """The names of an organisation: the canonical one and those listed."""
    listed = [r.text("name") for r in organisation.inside]
    return [n for n in dict.fromkeys([organisation.text("name"), *listed]) if n]


def _named(
    article: Article, names: Iterable[str], roles: set[str]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where names stand in blocks of the given roles; of overlapping names the longest.

    Names all in capitals match exactly, others whatever their case.
    """
    known = {fold(n): n for n in names if n.strip()}
    if not known:
        return
    longest_first = sorted(known, key=lambda n: (-len(n), n))
    shapes = [re.escape(n) if n.isupper() else f"(?i:{re.escape(n)})" for n in longest_first]
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(f"({s})" for s in shapes) + r")(?!\w)")
    blocks = [article.folded.folded_span(b.start, b.end) for b in article.blocks if b.role in roles]
    for start, end in blocks:
        for match in pattern.finditer(article.folded.text, start, end):
            yield known[longest_first[(match.lastindex or 1) - 1]], match.span()


# --- files -----------------------------------------------------------------------------------


def render(lines: Iterable[Locked]) -> str:
    """The text of a lock file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(line) for line in lines)
    return out.getvalue()


def read_lock(path: Path, shown: str) -> tuple[list[Locked] | None, list[Finding]]:
    """Read a lock file.

    Returns:
        Its lines, or None when it is missing or broken, and the findings that say so.
    """
    hint = "run: python build lock --articles DIR"

    def refuse(rule: str, message: str, line: int | None = None) -> tuple[None, list[Finding]]:
        return None, [finding(Place(shown, line), rule, message, hint)]

    try:
        text = decode(path.read_bytes())
    except FileNotFoundError:
        return refuse(
            "lock-missing", "the entry has no lock: its passages were never found in a text"
        )
    except OSError as error:
        return refuse("lock-broken", f"cannot be read: {error.strerror}")
    except UnreadableTextError as error:
        return refuse("lock-broken", str(error))
    lines: list[Locked] = []
    number = 0
    try:
        rows = csv.reader(io.StringIO(text), strict=True)
        if tuple(next(rows)) != COLUMNS:
            return refuse("lock-broken", f"the first line must be {','.join(COLUMNS)}", 1)
        for row in rows:
            number = rows.line_num
            table, record, part, selector, start, end, words, sha256 = row
            lines.append(
                Locked(table, record, int(part), selector, int(start), int(end), int(words), sha256)
            )
    except (ValueError, csv.Error):
        return refuse("lock-broken", "the line is no line of a lock", number or None)
    if not any(line.table == ARTICLE for line in lines):
        return refuse("lock-broken", "the line of the whole article is missing")
    return lines, []


def stale(entry: Entry, lines: list[Locked], shown: str) -> list[Finding]:
    """Passages that the entry asks for and its lock lacks, and the reverse."""
    have = Counter(
        (line.table, line.record_id, line.selector)
        for line in lines
        if line.selector and line.table not in (ARTICLE, BLOCK)
    )
    found = []
    hint = "run: python build lock --articles DIR"
    for want in wanted_passages(entry):
        key = (want.table, want.record_id, want.passage.selector)
        if have[key]:
            have[key] -= 1
            continue
        message = f"“{want.passage.selector}” is not in the lock"
        found.append(
            finding(
                want.passage.place, "lock-stale", message, hint,
                table=want.table, record=want.record_id or None, field="evidence",
            )
        )  # fmt: skip
    for table, record, selector in +have:
        message = f"the lock holds “{selector}” ({table} {record}), which the entry does not name"
        found.append(finding(Place(shown), "lock-stale", message, hint))
    return found


def against_text(
    entry: Entry, lines: list[Locked], article: Article, sources: Sources, shown: str
) -> list[Finding]:
    """What a lock says differently from the article's text.

    A copy that differs from the locked text gives one notice: how many passages it still has.
    """
    fresh, found = lock(entry, article, sources)
    hint = "run: python build lock --articles DIR"
    if fresh[0].sha256 != lines[0].sha256:
        asked = {(x.table, x.record_id, x.sha256) for x in lines if x.selector}
        again = asked & {(x.table, x.record_id, x.sha256) for x in fresh}
        message = (
            "the text at hand is another copy than the locked one; "
            f"{len(again)} of {len(asked)} passages are found in it"
        )
        return [finding(Place(shown), "other-copy", message, hint, severity="notice")]
    if found:
        return found
    for line in sorted(set(fresh) ^ set(lines), key=lambda x: (x.start, x.table))[:5]:
        what = "lacks" if line in set(fresh) else "misplaces or should not hold"
        name = (
            article.text[line.start : line.end]
            if not line.selector and line.table in BY_NAME
            else line.selector
        )
        message = f"the lock {what} “{name}” ({line.table} {line.record_id})"
        found.append(finding(Place(shown), "lock-stale", message, hint))
    return found


def paragraph_count(lines: Iterable[Locked]) -> int:
    """Number of body paragraphs and timeline rows."""
    return sum(1 for line in lines if line.table == BLOCK and line.record_id in COUNTED)
