"""Finished batches flow in, in order; the folder that becomes the output flows out.

Here it is decided which articles are kept: of a text the first, and of an identifier the first.
That takes every article before it, which only an index on disk can hold. Batches that are kept
whole change their place, the others are cut by the engine. What tells of a batch's articles stays,
so a run that is killed meanwhile begins this again and decides alike.
"""

from __future__ import annotations

import errno
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.archive.batches import Entry, entries_of, folder_of, table_file
from outsourced_care.archive.described import described
from outsourced_care.archive.engines import Engine
from outsourced_care.archive.inputs import InputError
from outsourced_care.archive.origins import Origins, origins
from outsourced_care.archive.report import DUPLICATES, NOTES, REFUSED, Telling
from outsourced_care.archive.worker import write_parquet
from outsourced_care.descriptor import DESCRIPTOR, descriptor_bytes
from outsourced_care.extraction.extract import machine_contract

OUT = "out"
_INDEX = "index.sqlite"
_TIMES = 5  # that a batch is cut again
_CACHE = 8192  # kilobytes of the index that are kept in memory


@dataclass(frozen=True, slots=True)
class Places:
    """Where the tables of batches go.

    Attributes:
        work: The folder of the run.
        tables: The tables that are written.
        digits: How many there are in the name of a part.
    """

    work: Path
    tables: tuple[str, ...]
    digits: int

    def __call__(self, number: int, table: str) -> Path:
        """The place of a batch's table."""
        return self.work / OUT / table / f"part-{number:0{self.digits}d}.parquet"


@dataclass(frozen=True, slots=True)
class Cut:
    """A batch with articles that are not kept.

    Attributes:
        number: Which it is.
        kept: Of each article that has rows whether it is kept.
    """

    number: int
    kept: tuple[bool, ...]


def commit(
    work: Path,
    count: int,
    tables: tuple[str, ...],
    telling: Telling,
    engine: Engine,
    done: Callable[[], None],
    *,
    fail_fast: bool = False,
) -> None:
    """Put batches together in the folder `out` of an unfinished run, all but the report.

    Args:
        work: The folder of the run.
        count: How many batches there are, numbered from 0.
        tables: The tables that are written.
        telling: Is told what became of the articles.
        engine: Cuts the batches that are not kept whole.
        done: Called after each batch.
        fail_fast: Whether to stop at the first article that is refused.

    Raises:
        InputError: An article was refused, and that is to be the end.
        OSError: It cannot be written.
    """
    for name in tables:
        (work / OUT / name).mkdir(parents=True, exist_ok=True)
    places = Places(work, tables, max(5, len(str(count))))
    rows = telling.report.rows = dict.fromkeys(tables, 0)
    with _index(work / _INDEX) as index, origins(work / OUT) as stood:
        cuts = _decided(places, count, _Known(index, telling, stood, fail_fast), done)
        for _ in engine.map(partial(cut_batch, places=places), cuts, _Again()):
            pass
    if not count:  # so that the tables can be read
        for name in tables:
            empty = machine_contract()[name].to_arrow().empty_table()
            write_parquet(empty, places(0, name))
    parts = range(max(count, 1))
    paths = {t: [f"{t}/{places(number, t).name}" for number in parts] for t in tables}
    (work / OUT / DESCRIPTOR).write_bytes(descriptor_bytes(described(paths, rows)))


@dataclass
class _Again:
    """Cut a batch again when the process was killed, but not for ever."""

    times: Counter[int] = field(default_factory=Counter)

    def __call__(self, cut: Cut) -> Cut:
        self.times[cut.number] += 1
        if self.times[cut.number] > _TIMES:
            raise InputError("the processes that put batches together are killed again and again")
        return cut


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the articles so far."""

    index: sqlite3.Cursor
    telling: Telling
    stood: Origins
    fail_fast: bool


def _decided(places: Places, count: int, known: _Known, done: Callable[[], None]) -> Iterator[Cut]:
    """Decide on batch after batch and put those in their place that are kept whole."""
    for number in range(count):
        folder = folder_of(places.work, number)
        kept: list[bool] = []
        for one in entries_of(folder):
            is_kept = _decide(one, known)
            if one.rows is not None:
                kept.append(is_kept)
            if one.rows is not None and is_kept:
                for name, many in zip(places.tables, one.rows, strict=True):
                    known.telling.report.rows[name] += many
        if all(kept):
            for name in places.tables:
                _move(table_file(folder, name), places(number, name))
        else:
            yield Cut(number, tuple(kept))
        done()


def _decide(one: Entry, known: _Known) -> bool:
    """Whether an article is kept; what becomes of it is told."""
    telling = known.telling
    telling.report.read += 1
    left_out = (REFUSED, one.refused) if one.refused else _first_of(one, known.index)
    if left_out:
        if known.fail_fast and left_out[0] == REFUSED:
            raise InputError(f"{one.where}: {left_out[1]}")
        telling.add(left_out[0], one.where, left_out[1])
        return False
    telling.report.extracted += 1
    telling.report.words += one.words
    known.stood.add(one.article_id, one.where)
    if one.note:
        telling.add(NOTES, one.where, one.note)
    return True


def _first_of(one: Entry, index: sqlite3.Cursor) -> tuple[str, str] | None:
    """Why an article is not kept: its text or identifier is that of one that is."""
    text, name, where = bytes.fromhex(one.sha256), _bytes(one.article_id), _bytes(one.where)
    index.execute("INSERT OR IGNORE INTO kept VALUES (?, ?, ?)", (text, name, where))
    if index.rowcount:
        return None
    asked = "SELECT place FROM kept WHERE {} = ?"
    if first := index.execute(asked.format("text"), (text,)).fetchone():
        return DUPLICATES, f"the same text as {_text(first[0])}"
    first = index.execute(asked.format("name"), (name,)).fetchone()
    return REFUSED, f"its id is that of {_text(first[0])} too"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogatepass")


@contextmanager
def _index(path: Path) -> Iterator[sqlite3.Cursor]:
    """An index of the articles that are kept, of which little is in memory; it is made anew.

    Raises:
        OSError: It cannot be written.
    """
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for setting in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}"):
                connection.execute(f"PRAGMA {setting}")
            connection.execute("CREATE TABLE kept (text BLOB UNIQUE, name BLOB UNIQUE, place BLOB)")
            connection.execute("BEGIN")
            yield connection.cursor()
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error), str(path)) from None
    path.unlink(missing_ok=True)


def cut_batch(cut: Cut, places: Places) -> None:
    """Put the tables of a batch in their places without the rows of articles that are not kept.

    It may be done again and again, in several places at once.

    Raises:
        OSError: They cannot be written.
    """
    folder = folder_of(places.work, cut.number)
    counts = [one.rows for one in entries_of(folder) if one.rows is not None]
    for column, name in enumerate(places.tables):
        many = [rows[column] for rows in counts]
        made, place = table_file(folder, name), places(cut.number, name)
        if place.exists():  # by this run, before it was killed
            continue
        if any(n for n, kept in zip(many, cut.kept, strict=True) if not kept):
            whole = pq.ParquetFile(pa.BufferReader(made.read_bytes())).read()
            made = folder / f"{name}.{uuid4().hex}"
            write_parquet(_rows_kept(whole, many, cut.kept), made)
        _move(made, place)


def _rows_kept(table: pa.Table, many: list[int], kept: tuple[bool, ...]) -> pa.Table:
    """The rows of the articles that are kept; slices, since a filter has far more to import."""
    slices, start = [table.slice(0, 0)], 0
    for is_kept, run in groupby(zip(kept, many, strict=True), key=itemgetter(0)):
        length = sum(rows for _, rows in run)
        if is_kept:
            slices.append(table.slice(start, length))
        start += length
    return pa.concat_tables(slices)


def _move(made: Path, place: Path) -> None:
    """Put a file in its place, unless it was put there before."""
    if place.exists():
        return
    try:
        made.replace(place)
    except FileNotFoundError:
        if not place.exists():
            raise
