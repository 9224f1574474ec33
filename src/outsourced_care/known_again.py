"""A release and the present tables flow in, which record is there under which id flows out.

Records are known again by their passages, articles by their text. Ids come first; passages are
read next, and whole rows only of records that lost all of theirs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.contract import Contract, Table, curated
from outsourced_care.releases.columns import Released

Key = tuple[str, str]  # table, id
Passage = tuple[str, str]  # article, hash

_EVIDENCE = ("table", "record_id", "article_id", "sha256")
_TEXT = ("article_id", "text_sha256")
_BETWEEN = "\n"  # stands in no id


def records(contract: Contract) -> tuple[Table, ...]:
    """The tables whose rows are records with an id: those with a key of one column."""
    return tuple(t for t in contract.values() if len(t.primary_key) == 1)


class KnownAgain:
    """The records of a release beside the present ones.

    Args:
        release: The release.
        tables: The present tables.
        contract: Their contract.

    Every property and method may raise `DatasetError`: the release is damaged.
    """

    def __init__(
        self, release: Released, tables: Mapping[str, pa.Table], contract: Contract
    ) -> None:
        self.release = release
        self.tables = tables
        self.contract = contract
        self._rows: dict[str, pa.Table] = {}

    # --- ids ---------------------------------------------------------------------------------

    @cached_property
    def gone(self) -> list[Key]:
        """Ids that the release has and the present tables lack."""
        return sorted(self._ids[0])

    def is_new(self, key: Key) -> bool:
        """Tell whether the release lacks an id that the present tables have."""
        return key in self._ids[1]

    def was_there(self, key: Key) -> bool:
        """Tell whether the release has a record."""
        return key[1] in self._ids[2].get(key[0], ())

    def tables_of(self, name: str) -> list[str]:
        """The tables in which the release has a record of that id."""
        return [table for table, ids in self._ids[2].items() if name in ids]

    def ids_of(self, table: str) -> list[str]:
        """The ids that the release has in a table."""
        return sorted(self._ids[2].get(table, ()))

    def row(self, key: Key) -> int | None:
        """Where a record stands in its present table."""
        table = self.contract.get(key[0])
        if table is None or len(table.primary_key) != 1:
            return None
        at: int = pc.index(self.tables[table.name][table.primary_key[0]], key[1]).as_py()
        return None if at < 0 else at

    @cached_property
    def _ids(self) -> tuple[set[Key], set[Key], dict[str, set[str]]]:
        """Which are gone, which came, and all that were there."""
        gone: set[Key] = set()
        come: set[Key] = set()
        there: dict[str, set[str]] = {}
        for table in records(self.contract):
            released = self.release.contract.get(table.name)
            if released is not None and len(released.primary_key) == 1:
                (was,) = texts(self.release.read(table.name, released.primary_key))
                there[table.name] = set(was.to_pylist())
                (now,) = texts(self.tables[table.name].select(list(table.primary_key)))
                gone |= {(table.name, name) for name in _without(was, now)}
                come |= {(table.name, name) for name in _without(now, was)}
        return gone, come, there

    # --- passages ----------------------------------------------------------------------------

    @property
    def orphaned(self) -> list[Key]:
        """Records of the release that have none of their passages now."""
        return sorted(self._moved[0])

    def articles(self, key: Key) -> list[str]:
        """The articles of the passages that a record had, where it has none of them now."""
        return sorted({article for article, _ in self._moved[0].get(key, ())})

    def told_in(self, article: str) -> set[Key]:
        """The records that had a passage in an article."""
        if "evidence" not in self.release.contract:
            return set()
        rows = texts(self.release.read("evidence", _EVIDENCE[:3]))
        own = pc.equal(rows[2], article)
        tables, names = (column.filter(own).to_pylist() for column in rows[:2])
        return set(zip(tables, names, strict=True))

    def successor(self, key: Key) -> str | None:
        """The record that has the passages now which one had that is gone."""
        found = self._successors(key)
        return max(found, key=lambda new: self._agreement(key, new), default=None)

    def renumbered(self, key: Key) -> str | None:
        """The id that a record goes by now, while its own names another one.

        Passages alone do not decide, since they may have been with the wrong record: more of
        what was said of it must be said there, too, than under its own id.
        """
        found = self._successors(key)
        own = self._agreement(key, key[1]) if found else 0
        found = [new for new in found if self._agreement(key, new) > own]
        return max(found, key=lambda new: self._agreement(key, new), default=None)

    def _successors(self, key: Key) -> list[str]:
        """The records that have gained every passage that a record had."""
        lost, gained = self._moved
        whose = [gained[passage] for passage in lost.get(key, ())]
        found = set.intersection(*whose) if whose else set()
        return sorted(name for table, name in found if table == key[0] and name != key[1])

    @cached_property
    def _moved(self) -> tuple[Mapping[Key, set[Passage]], Mapping[Passage, set[Key]]]:
        """Who has none of which passages left, and who has gained which."""
        was, now = _passages(self._located()), _passages(self.tables)
        old, new = _joined(was), _joined(now)
        lost: dict[Key, set[Passage]] = defaultdict(set)
        gained: dict[Passage, set[Key]] = defaultdict(set)
        if old.equals(new):
            return lost, gained
        stays = pc.is_in(old, value_set=new)
        whose = _joined(was[:2])
        bereft = pc.invert(pc.is_in(whose, value_set=whose.filter(stays)))
        for table, record, article, sha256 in _rows(was, bereft):
            lost[table, record].add((article, sha256))
        come = pc.invert(pc.is_in(new, value_set=old))
        for table, record, article, sha256 in _rows(now, come):
            gained[article, sha256].add((table, record))
        return lost, gained

    def _located(self) -> Mapping[str, pa.Table]:
        """The columns of the release that passages are in."""
        wanted = {"evidence": _EVIDENCE, "articles": _TEXT}
        there = self.release.contract
        return {name: self.release.read(name, wanted[name]) for name in wanted if name in there}

    # --- cells -------------------------------------------------------------------------------

    def _agreement(self, key: Key, name: str) -> int:
        """How many cells of a released record a present one has, too."""
        was, now = self._was(key), self._now((key[0], name))
        return sum(value is not None and was.get(column) == value for column, value in now.items())

    def _was(self, key: Key) -> Mapping[str, Any]:
        """What people said of a released record."""
        table, name = key
        released = self.release.contract[table]
        shared = [n for n in self._said(table) if n in released.names]
        if table not in self._rows:
            self._rows[table] = self.release.read(table, [*released.primary_key, *shared])
        rows = self._rows[table]
        return _cells(rows, int(pc.index(texts(rows)[0], name).as_py()), shared)

    def _now(self, key: Key) -> Mapping[str, Any]:
        """What people say of a present record."""
        row = self.row(key)
        return {} if row is None else _cells(self.tables[key[0]], row, self._said(key[0]))

    def _said(self, table: str) -> list[str]:
        """The columns that people fill in, but for the id."""
        declared = self.contract[table]
        return [f.name for f in curated(declared) if f.name not in declared.primary_key]


def texts(rows: pa.Table) -> list[pa.ChunkedArray]:
    """The columns of a table, as text."""
    return [pc.cast(column, pa.string()) for column in rows.columns]


def _passages(tables: Mapping[str, pa.Table]) -> list[pa.ChunkedArray]:
    """Table, record, article and hash of every passage; that of an article is its text."""
    parts = []
    if "evidence" in tables:
        parts.append(texts(tables["evidence"].select(list(_EVIDENCE))))
    if "articles" in tables:
        ids, hashes = texts(tables["articles"].select(list(_TEXT)))
        table, no_article = (pa.chunked_array([[word] * len(ids)]) for word in ("articles", ""))
        parts.append([table, ids, no_article, hashes])
    columns = zip(*parts, strict=True) if parts else [()] * len(_EVIDENCE)
    return [
        pa.chunked_array([chunk for part in column for chunk in part.chunks], pa.string())
        for column in columns
    ]


def _joined(columns: Sequence[pa.ChunkedArray]) -> pa.Array:
    """The cells of each row as one text; null where one is."""
    joined = pc.binary_join_element_wise(*columns, _BETWEEN)
    return joined.combine_chunks()


def _rows(columns: Sequence[pa.ChunkedArray], which: pa.Array) -> Iterator[tuple[str, ...]]:
    """Some of the rows, those without a null."""
    which = pc.fill_null(which, False)
    for row in zip(*(column.filter(which).to_pylist() for column in columns), strict=True):
        if None not in row:
            yield row


def _without(these: pa.ChunkedArray, others: pa.ChunkedArray) -> list[str]:
    """Ids that are not among the others."""
    missing = pc.invert(pc.is_in(these, value_set=others.combine_chunks()))
    found: list[str] = these.filter(missing).drop_null().to_pylist()
    return found


def _cells(rows: pa.Table, row: int, columns: list[str]) -> dict[str, Any]:
    return {name: rows[name][row].as_py() for name in columns}
