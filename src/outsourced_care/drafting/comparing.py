"""A finished entry and a draft of its article flow in, how much the draft had right flows out.

Records are paired by the passages that they share. Counted are the cells of the entry that are not
our own words and no identifier of the record itself; what a draft leaves to people counts as wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from outsourced_care.article import Article
from outsourced_care.contract import Contract
from outsourced_care.drafting.parts import Draft, Part
from outsourced_care.entries import Entry, Passage, Record
from outsourced_care.extraction.segments import Span
from outsourced_care.selectors import Selector, SelectorError, find

Where = tuple[str, str]  # table and field
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Compared:
    """How many cells of finished entries there are, and how many drafts had right."""

    right: Counter[Where] = field(default_factory=Counter)
    all: Counter[Where] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)  # of the entry, by table
    found: Counter[str] = field(default_factory=Counter)  # of them in the draft
    drafted: Counter[str] = field(default_factory=Counter)  # records of the draft

    @property
    def share(self) -> float:
        """The share of all cells that were right."""
        return self.right.total() / max(self.all.total(), 1)

    def share_of(self, *tables: str) -> float:
        """The share of the cells of some tables."""
        counted = sum(n for (table, _), n in self.all.items() if table in tables)
        right = sum(n for (table, _), n in self.right.items() if table in tables)
        return right / max(counted, 1)

    def add(self, other: Compared) -> None:
        """Count the cells of another comparison too."""
        for name in ("right", "all", "records", "found", "drafted"):
            getattr(self, name).update(getattr(other, name))

    def count(self, table: str, name: str, right: bool) -> None:
        """Count a cell."""
        self.all[table, name] += 1
        self.right[table, name] += right


def compared(
    entry: Entry, draft: Draft, contract: Contract, given: Collection[str] = ()
) -> Compared:
    """Compare a finished entry with a draft of its article.

    Args:
        entry: The entry.
        draft: The draft, made without knowing the entry.
        contract: The contract, which says what is our own words.
        given: Cells of `article` that the draft was told, which count neither way.
    """
    return _Comparison(entry, draft, contract).counted(given)


class _Comparison:
    """One entry and one draft, side by side."""

    def __init__(self, entry: Entry, draft: Draft, contract: Contract) -> None:
        self.entry, self.draft, self.contract = entry, draft, contract
        self.article = draft.article
        self.result = Compared()
        self.pairs: dict[tuple[str, str], Part] = {}
        self.spans: dict[str, list[frozenset[int]]] = {}

    def counted(self, given: Collection[str]) -> Compared:
        self._head(given)
        for table in ("quotes", "events", "proposals"):
            self._pair(table)
        for record in self.entry.records:
            self._record(record)
        drafted = {(body, _words(self.article, span)) for body, span in self.draft.mentions}
        for mention in self.entry.include:
            where = self._located(mention.passage)
            right = (mention.organisation_id, where) in drafted
            self.result.count("organisation_mentions", "evidence", right)
        marked = {_words(self.article, span) for span, _ in self.draft.not_quotes}
        for passage in self.entry.not_quotes:
            self.result.count("not_quotes", "selector", self._located(passage) in marked)
        return self.result

    def _head(self, given: Collection[str]) -> None:
        for name in self._fields("articles", self.entry.article):
            if name not in given:
                right = self.draft.head.get(name) == self.entry.article.text(name)
                self.result.count("articles", name, right)

    def _fields(self, table: str, record: Record) -> list[str]:
        """The cells of a record that are not our own words."""
        return [n for n in record.cells if not self.contract[table][n].own_words]

    def _pair(self, table: str) -> None:
        """Pair the records of a table, those that share the most words first.

        Of those that share about as many, the ones that tell the same are paired first.
        """
        records = [r for r in self.entry.records if r.table == table]
        parts = self.draft.of(table)
        self.result.records[table] += len(records)
        self.result.drafted[table] += len(parts)
        drafted = [frozenset[int]().union(*self._drafted(p)) for p in parts]
        shared = []
        for r, record in enumerate(records):
            where = frozenset[int]().union(*map(self._located, record.evidence))
            for p, words in enumerate(drafted):
                if both := where & words:
                    alike = len(both) / len(where | words)
                    same = sum(self._same(record, n, parts[p]) for n in record.cells)
                    shared.append((-round(alike, 1), -bool(record.cells), -same, r, p))
        taken: set[int] = set()
        for *_, r, p in sorted(shared):
            key = table, records[r].id
            if key not in self.pairs and p not in taken:
                self.pairs[key] = parts[p]
                taken.add(p)
        self.result.found[table] += len(taken)

    def _record(self, record: Record) -> None:
        """Count the cells, passages and inner records of a record."""
        part = self.pairs.get((record.table, record.id))
        for name in self._fields(record.table, record):
            right = part is not None and self._same(record, name, part)
            self.result.count(record.table, name, right)
        drafted = self._drafted(part) if part else []
        for passage in record.evidence:
            right = self._located(passage) in drafted
            self.result.count(record.table, "evidence", right)
        rest = list(part.inside) if part else []
        for inner in record.inside:
            if inner.table != "participants":
                self._record(inner)
                continue
            self._participant(inner, rest)

    def _same(self, record: Record, name: str, part: Part) -> bool:
        written, drafted = record.text(name), part.cells.get(name)
        if name == "proposal_id" and written:
            other = self.pairs.get(("proposals", written))
            return drafted is not None and drafted in (written, other and other.id)
        if name == "quoted_in" and written:
            other = self.pairs.get(("quotes", written))
            return drafted is not None and other is not None and drafted == other.id
        return drafted == written

    def _participant(self, inner: Record, rest: list[Part]) -> None:
        """Count who takes part, and in which role; each drafted participant counts once."""
        cells = {n: inner.text(n) for n in inner.cells}
        who = {n: v for n, v in cells.items() if n != "role"}
        alike = [p for p in rest if all(p.cells.get(n) == v for n, v in who.items())]
        best = next((p for p in alike if p.cells.get("role") == cells.get("role")), None)
        best = best or next(iter(alike), None)
        if best is not None:
            rest.remove(best)
        for name, value in cells.items():
            right = best is not None and best.cells.get(name) == value
            self.result.count("participants", name, right)

    def _drafted(self, part: Part) -> list[frozenset[int]]:
        return [_words(self.article, span) for span in part.spans]

    def _located(self, passage: Passage) -> frozenset[int]:
        """The words of a passage of the entry, by their places."""
        try:
            selector = Selector.parse(passage.selector)
        except SelectorError:
            return frozenset()
        spans = find(self.article.folded, selector)
        return _words(self.article, self.article.folded.span(*spans[0])) if spans else frozenset()


def _words(article: Article, span: Span) -> frozenset[int]:
    """Where the words of a span begin, punctuation at their ends apart."""
    return frozenset(m.start() for m in _WORD.finditer(article.text, *span))
