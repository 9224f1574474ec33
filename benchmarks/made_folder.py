"""A number of rows flows in, a folder of machine-made tables that keep the contract flows out.

It is as `extract` writes it, in many parts; what stands in it is made up from templates: plainly
fictional names and words. The same number gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from outsourced_care.descriptor import DESCRIPTOR, descriptor_bytes
from outsourced_care.extraction.extract import machine_contract

ROWS_PER_ARTICLE = 56
ARTICLES = 2_500  # of one part
_LENGTH = 200  # code points from one passage to the next
_WORDS = ("lamp", "wick", "harbour", "keeper", "oil", "night", "lantern", "quay", "watch", "glass")
_DAYS = 3_000  # different days of publication
_FIRST = date(2021, 1, 1)

Columns = dict[str, pa.Array]


def write(folder: Path, rows: int) -> int:
    """Write a folder of about so many rows.

    Args:
        folder: The folder, which is made.
        rows: About how many rows, of all tables together.

    Returns:
        How many there are.
    """
    known = machine_contract()
    paths: dict[str, list[str]] = {name: [] for name in known}
    counts = dict.fromkeys(known, 0)
    for number, made in enumerate(tables(rows)):
        for name, table in made.items():
            (folder / name).mkdir(parents=True, exist_ok=True)
            path = f"{name}/part-{number:05d}.parquet"
            pq.write_table(table, folder / path, compression="zstd", row_group_size=65536)
            paths[name].append(path)
            counts[name] += table.num_rows
    resources = [
        {"name": f"{name}-parquet", "path": paths[name], "rows": counts[name]} for name in known
    ]
    descriptor = {"name": "made-up", "edition": "machine", "resources": resources}
    (folder / DESCRIPTOR).write_bytes(descriptor_bytes(descriptor))
    return sum(counts.values())


def tables(rows: int) -> Iterator[dict[str, pa.Table]]:
    """The tables, part by part."""
    last = max(1, rows // ROWS_PER_ARTICLE)
    for first in range(0, last, ARTICLES):
        numbers = np.arange(first, min(first + ARTICLES, last))
        yield _Part(numbers, np.random.default_rng(first)).tables()


@dataclass(frozen=True)
class _Several:
    """Records of articles, a number of them in each."""

    article: np.ndarray  # the article of each record
    number: np.ndarray  # its number in the article, from 1
    ids: pa.Array  # of its article

    def __len__(self) -> int:
        return len(self.article)


class _Part:
    """The rows of some articles."""

    def __init__(self, numbers: np.ndarray, chance: np.random.Generator) -> None:
        self._numbers, self._chance = numbers, chance
        self._ids = _joined("archive-", numbers)
        self._texts = pa.array([self._sentence() for _ in range(1_000)])

    def tables(self) -> dict[str, pa.Table]:
        """The tables by name."""
        quotes, events = self._several(2, 16), self._several(0, 5)
        bodies, people = self._several(2, 8, same=True), self._several(2, 4, same=True)
        proposals = self._several(0, 3)
        made: dict[str, Columns] = {
            "articles": self._articles(),
            "quotes": self._quotes(quotes),
            "events": self._named(events, "event", "e"),
            "organisations": self._bodies(bodies),
            "proposals": {
                **self._named(proposals, "proposal", "p"),
                "cue": _all("should", proposals),
            },
            "people": self._people(people),
            "participants": self._participants(proposals),
        }
        own = ("quotes", "q", quotes), ("events", "e", events), ("proposals", "p", proposals)
        parts = [self._evidence(name, one, letter) for name, letter, one in own]
        parts.append(self._mentions(bodies))
        made["evidence"] = {c: pa.concat_arrays([p[c] for p in parts]) for c in parts[0]}
        return {name: _filled(columns, name) for name, columns in made.items()}

    def _several(self, least: int, most: int, *, same: bool = False) -> _Several:
        counts = self._chance.integers(least, most + 1, len(self._numbers))
        if same:
            counts[:] = most
        article = np.repeat(np.arange(len(self._numbers)), counts)
        number = np.arange(len(article)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
        return _Several(article, number, self._ids.take(pa.array(article)))

    def _articles(self) -> Columns:
        days = [_FIRST + timedelta(days=int(n)) for n in self._numbers % _DAYS]
        written = pa.array([day.isoformat() for day in days])
        return {
            "article_id": self._ids,
            "title": _joined("Lamps of harbour ", self._numbers),
            "publisher": _joined("Gazette ", self._numbers % 97),
            "published": written,
            "published_from": pa.array(days, pa.date32()),
            "published_to": pa.array(days, pa.date32()),
            "url": _joined("https://gazette.example/", self._numbers),
        }

    def _quotes(self, of: _Several) -> Columns:
        named = self._chance.random(len(of)) < 0.6
        person, body = self._chance.integers(1, 5, len(of)), self._chance.integers(1, 9, len(of))
        person_id, name = _joined("person-", person), _joined("Person ", person)
        bodies = self._chance.random(len(of)) < 0.5
        return {
            **self._placed(of),
            "quote_id": _numbered(of, "q"),
            "sequence": pa.array(of.number),
            "kind": pa.array(["direct", "mixed", "indirect"]).take(pa.array(of.number % 3)),
            "person_id": _where(named, person_id),
            "speaker": _where(named, name),
            "speaker_kind": pc.if_else(pa.array(named), "person", "group"),
            "organisation_id": _where(bodies, _joined("body-", body)),
            "organisation": _where(bodies, _joined("Body ", body)),
            "cue": _all("say", of),
            "word_count": pa.array(10 + of.number),
            "link": pc.binary_join_element_wise(
                "https://gazette.example/", of.ids, "#:~:text=lamps", ""
            ),
        }

    def _named(self, of: _Several, kind: str, letter: str) -> Columns:
        return {**self._placed(of), f"{kind}_id": _numbered(of, letter)}

    def _bodies(self, of: _Several) -> Columns:
        number = of.number
        return {
            **self._placed(of),
            "organisation_id": _joined("body-", number),
            "name": _joined("Body ", number),
        }

    def _people(self, of: _Several) -> Columns:
        names = {"person_id": _joined("person-", of.number), "name": _joined("Person ", of.number)}
        return {"article_id": of.ids, **names}

    def _participants(self, of: _Several) -> Columns:
        return {
            "table": _all("proposals", of),
            "record_id": _numbered(of, "p"),
            "part": pa.repeat(pa.scalar(1, pa.int64()), len(of)),
            "person_id": _all("person-1", of),
            "name": _all("Person 1", of),
            "article_id": of.ids,
        }

    def _evidence(self, table: str, of: _Several, letter: str) -> Columns:
        return {
            **self._placed(of),
            "table": _all(table, of),
            "record_id": _numbered(of, letter),
            "part": pa.repeat(pa.scalar(1, pa.int64()), len(of)),
            "word_count": pa.array(10 + of.number),
        }

    def _mentions(self, of: _Several) -> Columns:
        """Of each body two."""
        rows = np.repeat(np.arange(len(of)), 2)
        second = np.arange(len(rows)) % 2
        both = _Several(of.article[rows], of.number[rows], of.ids.take(pa.array(rows)))
        placed = self._placed(both, second * 10_000)
        return {
            **placed,
            "table": _all("organisations", both),
            "record_id": _joined("body-", both.number),
            "part": pa.array(second + 1),
            "word_count": pa.array(10 + both.number),
        }

    def _placed(self, of: _Several, later: np.ndarray | int = 0) -> Columns:
        """The article and the passage."""
        start = of.number * _LENGTH + later
        texts = self._texts.take(pa.array(self._chance.integers(0, len(self._texts), len(of))))
        return {
            "article_id": of.ids,
            "text": texts,
            "start": pa.array(start),
            "end": pa.array(start + _LENGTH - 20),
            "confidence": pa.array(np.round(self._chance.random(len(of)), 2)),
        }

    def _sentence(self) -> str:
        words = self._chance.choice(_WORDS, self._chance.integers(5, 40))
        return " ".join(["The", *words]) + "."


def _numbered(of: _Several, letter: str) -> pa.Array:
    numbers = pa.array(of.number).cast(pa.string())
    return pc.binary_join_element_wise(of.ids, f"-{letter}", numbers, "")


def _joined(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def _where(given: np.ndarray, cells: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(given), cells, pa.scalar(None, pa.string()))


def _all(word: str, of: _Several) -> pa.Array:
    return pa.repeat(pa.scalar(word), len(of))


def _filled(columns: Mapping[str, pa.Array], name: str) -> pa.Table:
    """Columns with something plausible in other required cells, and nulls elsewhere."""
    table = machine_contract()[name]
    rows = len(next(iter(columns.values())))
    cells: Columns = dict(columns)
    for field in table.fields:
        kind = field.to_arrow().type
        if field.name in cells:
            cells[field.name] = cells[field.name].cast(kind)
        elif not field.required:
            cells[field.name] = pa.nulls(rows, kind)
        else:
            words = field.values[0] if field.categories else "a" * 64
            cell = 500 if pa.types.is_integer(kind) else words
            cells[field.name] = pa.repeat(pa.scalar(cell, kind), rows)
    schema = pa.schema([field.to_arrow() for field in table.fields])
    return pa.Table.from_arrays([cells[n] for n in table.names], schema=schema)
