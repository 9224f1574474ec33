"""A finished entry and a draft of its article flow in, how much the draft had right flows out.

Records are paired by the passages that they share, accounts by the cell that they are of. Counted
are the cells of the entry that are not our own words and no identifier of the record itself; what a
draft leaves to people counts as wrong. Of the rows that a draft only proposes, positions, terms and
accounts, it is counted how many match a row of the entry: a person strikes the others out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from outsourced_care.article import Article
from outsourced_care.contract import Contract
from outsourced_care.drafting.parts import Draft, Part
from outsourced_care.entries import Entry, Passage, Record, Scalar
from outsourced_care.extraction.segments import Span
from outsourced_care.selectors import Selector, SelectorError, find

Where = tuple[str, str]  # table and field
MAIN = ("quotes", "events", "proposals")
# tables of what a draft only proposes, and the cells that make a row of it right
PROPOSED = {
    "positions": ("proposal_id", "stance"),
    "proposal_terms": ("aspect",),
    "accounts": ("table", "record_id", "field"),
}
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Compared:
    """How many cells of finished entries there are, and how many drafts had right."""

    right: Counter[Where] = field(default_factory=Counter)
    all: Counter[Where] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)  # of the entry, by table
    found: Counter[str] = field(default_factory=Counter)  # of them in the draft
    drafted: Counter[str] = field(default_factory=Counter)  # records of the draft
    matched: Counter[str] = field(default_factory=Counter)  # of `PROPOSED`, those that are right

    @property
    def share(self) -> float:
        """The share of all cells that were right."""
        return self.right.total() / max(self.all.total(), 1)

    def add(self, other: Compared) -> None:
        """Count the cells of another comparison too."""
        for name in ("right", "all", "records", "found", "drafted", "matched"):
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
        for table in MAIN:
            self._pair(table, [r for r in self.entry.records if r.table == table])
        self._pair("positions", [r for r in self.entry.records if r.table == "positions"])
        self._pair("proposal_terms", self._terms())
        self._pair("accounts", [r for r in self.entry.records if r.table == "accounts"])
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

    def _terms(self) -> list[Record]:
        """The terms of the entry's proposals."""
        return [i for r in self.entry.records for i in r.inside if i.table == "proposal_terms"]

    def _parts(self, table: str) -> list[Part]:
        """The drafted records of a table."""
        if table != "proposal_terms":
            return self.draft.of(table)
        return [term for p in self.draft.of("proposals") for term in p.terms]

    def _pair(self, table: str, records: list[Record]) -> None:
        """Pair the records of a table, those that share the most words first.

        Of those that share about as many, the ones that tell the same are paired first. What a
        draft takes for a record of another entry goes with that alone.
        """
        parts = self._parts(table)
        self.result.records[table] += len(records)
        self.result.drafted[table] += len(parts)
        drafted = [self._where_drafted(p) for p in parts]
        shared = []
        for r, record in enumerate(records):
            where = self._where(record)
            for p, words in enumerate(drafted):
                known = bool(parts[p].told_in) and parts[p].id == record.id
                if parts[p].told_in and not known:
                    continue
                alike_cells = self._tells_the_same(record, parts[p])
                if alike_cells if table == "accounts" else known or where & words:
                    alike = len(where & words) / max(len(where | words), 1)
                    same = sum(self._same(record, n, parts[p]) for n in record.cells)
                    likeness = -round(alike, 1), -bool(record.cells), -same
                    shared.append((not known, *likeness, r, p))
        taken: set[int] = set()
        for *_, r, p in sorted(shared):
            key = table, _key(records[r])
            if key not in self.pairs and p not in taken:
                self.pairs[key] = parts[p]
                taken.add(p)
                right = all(self._same(records[r], n, parts[p]) for n in PROPOSED.get(table, ()))
                self.result.matched[table] += right and table in PROPOSED
        self.result.found[table] += len(taken)

    def _where(self, record: Record) -> frozenset[int]:
        """The words that a record rests on; of a position without passages its quote's."""
        evidence = record.evidence
        if quote := record.text("quote_id") if not evidence else None:
            evidence = next((r.evidence for r in self.entry.records if r.id == quote), ())
        return frozenset[int]().union(*map(self._located, evidence))

    def _where_drafted(self, part: Part) -> frozenset[int]:
        spans = part.spans
        if quote := part.cells.get("quote_id") if not spans else None:
            spans = next((p.spans for p in self.draft.of("quotes") if p.id == quote), ())
        return frozenset[int]().union(*(_words(self.article, span) for span in spans))

    def _tells_the_same(self, record: Record, part: Part) -> bool:
        """Whether two accounts are of the same cell of the same record."""
        return all(self._same(record, name, part) for name in PROPOSED["accounts"])

    def _record(self, record: Record) -> None:
        """Count the cells, passages and inner records of a record."""
        part = self.pairs.get((record.table, _key(record)))
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
        if name in ("quoted_in", "quote_id") and written:
            other = self.pairs.get(("quotes", written))
            return drafted is not None and other is not None and drafted == other.id
        if name == "record_id" and written:
            other = self.pairs.get((record.text("table") or "", written))
            return drafted is not None and drafted in (written, other and other.id)
        return drafted == (_as_drafted(record.cells[name].value) if written else written)

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


def _key(record: Record) -> str:
    """What tells a record from others of its table; accounts have no id."""
    return record.id or "\n".join(record.text(n) or "" for n in (*PROPOSED["accounts"], "value"))


def _as_drafted(value: Scalar) -> str:
    """A value as drafts have it: a truth value in small letters, a whole number without a point."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _words(article: Article, span: Span) -> frozenset[int]:
    """Where the words of a span begin, punctuation at their ends apart."""
    return frozenset(m.start() for m in _WORD.finditer(article.text, *span))
