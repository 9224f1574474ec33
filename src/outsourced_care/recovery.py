"""Evidence and whatever copies of the articles are at hand flow in, verbatim passages flow out.

Where a copy is the very text that was recorded, offsets lead to the passage. In any other copy
(other white space, straight quotes, a caption missing, text before and after) the passage is
looked for by its selector, then by its hash; it counts as found only when the hash of its
folded form is the recorded one, so that a wrong passage is never returned.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import TextWrapper
from typing import Any

import pandas as pd

from outsourced_care.article import Article, ArticleFolder, article_from_text
from outsourced_care.pages.reading import bytes_of
from outsourced_care.selectors import Selector, SelectorError, find
from outsourced_care.text import (
    Folded,
    UnreadableTextError,
    decode,
    fold,
    fold_with_offsets,
    passage_sha256,
)

LONGER = 5  # words: shorter passages, mostly names, stand in many articles
BEGINNING = 2000  # characters among which a copy's own title stands
_LINES = 6  # articles and files that a warning names
_NAMED, _FEW = 12, 3  # rows that it names, and at least of each article

_TOKEN = re.compile(r"\S+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens, zero-width characters
_BROKEN = re.compile(r"(?<=\w[-‐])[^\S\n]*\n[^\S\n]*(?=\w)")  # a line broken behind a hyphen


@dataclass(frozen=True, slots=True)
class Missing:
    """A passage that was not found, and why."""

    table: str
    record_id: str
    part: int | None
    article_id: str
    why: str


def read_copies(folder: Path) -> ArticleFolder:
    """Read every .txt file of a folder, also those in which no body paragraph is recognised."""
    copies, unreadable = [], {}
    for path in sorted(folder.glob("*.txt")):
        try:
            copies.append(article_from_text(decode(bytes_of(path))))
        except (UnreadableTextError, OSError) as error:
            unreadable[path.name] = str(error)
    return ArticleFolder(copies, unreadable)


def recover(
    evidence: pd.DataFrame, articles: pd.DataFrame, folder: ArticleFolder, table: str | None = None
) -> tuple[dict[Hashable, str], list[Missing]]:
    """Find the passages of evidence rows.

    Args:
        evidence: The whole evidence table: copies are recognised by it.
        articles: The articles table.
        folder: The article texts at hand.
        table: The table whose passages are wanted; by default all.

    Returns:
        The text of each passage that was found, by index of its row, and those that were not.
    """
    passages = [
        _Passage.of(index, row)
        for index, row in zip(evidence.index, evidence.to_dict("records"), strict=True)
    ]
    copies = _recognised(passages, articles, folder)
    found: dict[Hashable, str] = {}
    missing: list[Missing] = []
    for passage in passages:
        if table not in (None, passage.table):
            continue
        own = copies.get(passage.article_id, [])
        text = next((t for t in (copy.text_of(passage) for copy in own) if t is not None), None)
        if text is None:
            why = "the copy at hand differs there" if own else "no copy of it is at hand"
            missing.append(passage.missing(why))
        else:
            found[passage.index] = text
    return found, missing


@dataclass(frozen=True)
class _Passage:
    """An evidence row, as far as finding it needs."""

    index: Hashable
    table: str
    record_id: str
    part: int | None
    article_id: str
    start: int | None
    end: int | None
    words: int
    selector: Selector | None
    sha256: str

    @classmethod
    def of(cls, index: Hashable, row: dict[Hashable, Any]) -> _Passage:
        number = {
            k: None if pd.isna(row[k]) else int(row[k])
            for k in ("part", "start", "end", "word_count")
        }
        try:
            selector = None if pd.isna(row["selector"]) else Selector.parse(row["selector"])
        except SelectorError:
            selector = None
        return cls(
            index,
            str(row["table"]),
            str(row["record_id"]),
            number["part"],
            str(row["article_id"]),
            number["start"],
            number["end"],
            number["word_count"] or 0,
            selector,
            str(row["sha256"]),
        )

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The folded beginning and end, as far as the selector shows them."""
        parts = (self.selector.first, self.selector.last) if self.selector else ()
        return tuple(fold(part) for part in parts if part is not None)

    def missing(self, why: str) -> Missing:
        return Missing(self.table, self.record_id, self.part, self.article_id, why)


class _Reading:
    """A copy's text, and where the folded passages in it are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = fold(text)
        self._spans: dict[int, dict[str, tuple[int, int]]] = {}

    @cached_property
    def folded(self) -> Folded:
        return fold_with_offsets(self.text)

    def shows(self, passage: _Passage) -> bool:
        """Tell whether what the selector shows stands somewhere in the text."""
        return all(part in self.plain for part in passage.shown)

    def selected(self, passage: _Passage) -> tuple[int, int] | None:
        """The folded span that the selector leads to, when its hash is the recorded one."""
        if passage.selector is None or not self.shows(passage):
            return None
        spans = find(self.folded, passage.selector)
        return next((s for s in spans if self._sha256(*s) == passage.sha256), None)

    def text_of(self, passage: _Passage) -> str | None:
        span = self.selected(passage) or self._hashed(passage.words).get(passage.sha256)
        return self.text[slice(*self.folded.span(*span))] if span else None

    def _sha256(self, start: int, end: int) -> str:
        return hashlib.sha256(self.folded.text[start:end].encode("utf-8")).hexdigest()

    def _hashed(self, words: int) -> dict[str, tuple[int, int]]:
        """Every stretch of so many words by its hash, the first of equal ones."""
        if words not in self._spans:
            spans: dict[str, tuple[int, int]] = {}
            for span in _windows(self.folded.text, words):
                spans.setdefault(self._sha256(*span), span)
            self._spans[words] = spans
        return self._spans[words]


class _Copy:
    """A copy of some article: as it is, and with what only its layout added taken away."""

    def __init__(self, article: Article, *, exact: bool = False) -> None:
        self._exact = exact
        self.title = fold(article.title).casefold()
        bare = _BROKEN.sub("", _UNSEEN.sub("", article.text))
        self.readings = tuple(_Reading(text) for text in dict.fromkeys((article.text, bare)))

    @cached_property
    def beginning(self) -> str:
        return self.readings[-1].plain[:BEGINNING].casefold()

    def text_of(self, passage: _Passage) -> str | None:
        if self._exact and passage.start is not None and passage.end is not None:
            text = self.readings[0].text[max(passage.start, 0) : max(passage.end, 0)]
            if passage_sha256(text) == passage.sha256:
                return text
        found = (reading.text_of(passage) for reading in self.readings)
        return next((text for text in found if text is not None), None)


def _recognised(
    passages: list[_Passage], articles: pd.DataFrame, folder: ArticleFolder
) -> dict[str, list[_Copy]]:
    """The copies of each article: the recorded text itself, else files like it, likest first."""
    at_hand = {article.sha256: article for article in folder.articles}
    recorded = set(articles["text_sha256"].dropna())
    others = [_Copy(a) for sha256, a in at_hand.items() if sha256 not in recorded]
    longer: dict[str, list[_Passage]] = {}
    for passage in passages:
        if passage.words >= LONGER and passage.selector is not None:
            longer.setdefault(passage.article_id, []).append(passage)
    copies: dict[str, list[_Copy]] = {}
    columns = (articles[name] for name in ("article_id", "title", "text_sha256"))
    for article_id, title, sha256 in zip(*columns, strict=True):
        if sha256 in at_hand:
            copies[article_id] = [_Copy(at_hand[sha256], exact=True)]
        else:
            own = longer.get(article_id, [])
            copies[article_id] = _like("" if pd.isna(title) else title, own, others)
    return copies


def _like(title: str, longer: list[_Passage], copies: list[_Copy]) -> list[_Copy]:
    """The copies of the article with that title and those longer passages, likest first.

    A file whose first line is the title is a copy. One where the title comes later is one when
    it holds any of the passages, and any other when it holds half of them: a list of links
    shows the titles of other articles too, and a press release is quoted in many.
    """
    title = fold(title).casefold()
    like: list[tuple[int, _Copy]] = []
    for copy in copies:
        text = copy.readings[-1]
        named = bool(title) and title in copy.beginning
        if not named and 2 * sum(text.shows(p) for p in longer) < max(len(longer), 1):
            continue
        held = sum(text.selected(p) is not None for p in longer)
        enough = held > 0 if named else 2 * held >= len(longer)
        if enough or (named and copy.title == title):
            like.append((held, copy))
    return [copy for _, copy in sorted(like, key=lambda pair: -pair[0])]


def _windows(text: str, words: int) -> Iterator[tuple[int, int]]:
    """Every stretch of so many words, with and without the marks at its edges."""
    if words < 1:
        return
    tokens = [m.span() for m in _TOKEN.finditer(text)]
    worded = [n for n, (a, b) in enumerate(tokens) if re.search(r"[^\W_]", text[a:b])]
    for i in range(len(worded) - words + 1):
        first, last = tokens[worded[i]], tokens[worded[i + words - 1]]
        for start in _cuts(text, *first, from_left=True):
            for end in _cuts(text, *last, from_left=False):
                if start < end:
                    yield start, end


def _cuts(text: str, start: int, end: int, *, from_left: bool) -> Iterator[int]:
    """The places where a passage may begin (or end) within a token: around its marks."""
    token = text[start:end]
    if from_left:
        marks = len(token) - len(re.sub(r"^\W+", "", token))
        yield from range(start, start + marks + 1)
        yield from (start + marks + m.end() for m in re.finditer(r"\W", token[marks:-1]))
    else:
        marks = len(token) - len(re.sub(r"\W+$", "", token))
        yield from range(end, end - marks - 1, -1)
        yield from (
            start + 1 + m.start() for m in re.finditer(r"\W", token[1 : len(token) - marks])
        )


def texts_of(
    records: Iterable[object], evidence: pd.DataFrame, passages: dict[Hashable, str]
) -> list[str | None]:
    """The text of each record: its parts in order, a line feed between them.

    A record of which a part was not found, or that has no evidence, has None.
    """
    parts: dict[str, list[str | None]] = {}
    ordered = evidence.sort_values("part", kind="stable")["record_id"]
    for index, record in ordered.items():
        parts.setdefault(str(record), []).append(passages.get(index))
    return [_joined(parts.get(str(record), [])) for record in records]


def _joined(parts: list[str | None]) -> str | None:
    found = [part for part in parts if part is not None]
    return "\n".join(found) if found and len(found) == len(parts) else None


def told(missing: Sequence[Missing], rows: Mapping[str, int], unreadable: Mapping[str, str]) -> str:
    """Say in a few lines which passages were not found, and why.

    Args:
        missing: The passages that were not found.
        rows: The tables that were to get their text, with the number of their rows.
        unreadable: Files among the articles that are none, and why.
    """
    counts = [f"{_lost(name, missing)} of {count} rows of {name}" for name, count in rows.items()]
    first = "no text for " + ", ".join(c for c in counts if not c.startswith("0 "))
    groups: dict[str, dict[str, None]] = {}  # records by article and reason
    several = len({one.table for one in missing}) > 1
    for one in missing:
        record = f"{one.table} {one.record_id}" if several else one.record_id
        groups.setdefault(f"{one.article_id} ({one.why})", {})[record] = None
    each = max(_FEW, _NAMED // len(groups))
    listed = [f"{what}: {_first(list(records), each)}" for what, records in groups.items()]
    listed += [f"{name} cannot be read: {why}" for name, why in unreadable.items()]
    if len(listed) > _LINES:
        listed[_LINES:] = [f"and {len(listed) - _LINES} more articles or files"]
    wrap = TextWrapper(100, "  ", "    ", break_long_words=False, break_on_hyphens=False)
    return "\n".join(wrap.fill(line) for line in [first, *listed]).strip()


def _lost(table: str, missing: Sequence[Missing]) -> int:
    """How many rows of a table lack a passage; in the table of passages each is a row."""
    if table == "evidence":
        return len(missing)
    return len({one.record_id for one in missing if one.table == table})


def _first(names: list[str], count: int) -> str:
    more = f" and {len(names) - count} more" if len(names) > count else ""
    return ", ".join(names[:count]) + more
