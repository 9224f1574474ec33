"""Entries and their locks flow in, whether an article has an entry flows out."""

from __future__ import annotations

from pathlib import Path

from outsourced_care.article import Article
from outsourced_care.drafting.parts import Draft
from outsourced_care.entries import Cell, Entry, Record, Sources
from outsourced_care.entry_files import ARTICLES
from outsourced_care.findings import Place
from outsourced_care.lock_files import read_lock
from outsourced_care.text import fold


class Entries:
    """The entries that there are, by the hash of their text and by their title."""

    def __init__(self, root: Path, sources: Sources) -> None:
        self._by_hash: dict[str, Entry] = {}
        self._by_title: dict[str, Entry] = {}
        for entry in sources.entries:
            lines, _ = read_lock(root / ARTICLES / f"{entry.article_id}.lock", "")
            if lines:
                self._by_hash[lines[0].sha256] = entry
            if title := entry.article.text("title"):
                self._by_title.setdefault(_key(title), entry)

    def of(self, article: Article) -> Entry | None:
        """The entry of an article, told by its text, else by its title."""
        return self._by_hash.get(article.sha256) or self._by_title.get(_key(article.title))

    def add(self, article: Article, entry: Entry) -> None:
        """Know an entry that was drafted."""
        self._by_hash[article.sha256] = self._by_title[_key(article.title)] = entry


def as_entry(draft: Draft, file: str) -> Entry:
    """A draft as an entry, as far as others must know it: what it is called, and its records."""
    place = Place(file)
    known = {k: v for k, v in draft.head.items() if isinstance(v, str)}
    cells = {name: Cell(value, file, None, None) for name, value in known.items()}
    records = [Record(part.table, part.id, place, {}) for part in draft.records]
    return Entry(
        draft.article_id, file, Record("articles", draft.article_id, place, cells), records
    )


def _key(title: str) -> str:
    return fold(title).casefold()
