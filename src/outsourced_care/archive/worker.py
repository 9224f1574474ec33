"""A piece of the input flows in, the folder of a batch flows out; it runs where the engine wants.

It may be run again and again, in several places at once: a batch is there whole, or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care import __version__
from outsourced_care.archive.batches import (
    AT,
    BATCHES,
    Batch,
    Entry,
    LeftOut,
    batch_of,
    folder_of,
    run_of,
    table_file,
    write_entries,
)
from outsourced_care.archive.inputs import Read
from outsourced_care.archive.pieces import Piece, read_piece
from outsourced_care.archive.sources import why_failed
from outsourced_care.errors import CannotRunError
from outsourced_care.extraction.extract import extract_rows, to_tables
from outsourced_care.extraction.rows import Rows, identifier
from outsourced_care.text import UnreadableTextError

KILLED = "the process that read it was killed again and again; it may need too much memory"
_HELD = 25  # articles whose rows are held as Python's objects, which take much more room
_UNSEEN = "a worker does not see {}; all of them need the same folders, and the same packages"
_STALE = "the run that this was for has been stopped, and goes on without it"


@dataclass(frozen=True, slots=True)
class Task:
    """A piece to extract.

    Attributes:
        piece: The piece.
        skip: Which of its articles are passed over, as they kill who reads them.
    """

    piece: Piece
    skip: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Settings:
    """What a worker needs besides its piece.

    Attributes:
        work: The folder of the unfinished run.
        tables: The tables that are written.
        run: Tells this start of it from an earlier one.
        version: That of the package that runs.
    """

    work: Path
    tables: tuple[str, ...]
    run: str
    version: str = __version__


def extract_piece(task: Task, settings: Settings) -> Batch:
    """Extract the articles of a piece into the folder of its batch, unless that is there.

    Raises:
        CannotRunError: This process has another version of the package, does not see the folder,
            or works for a run that another has taken the place of.
        OSError: The folder cannot be written.
    """
    piece, work = task.piece, settings.work
    if settings.version != __version__:
        said = f"a worker has version {__version__} of the package, and this is"
        raise CannotRunError(f"{said} {settings.version}; install the same")
    if done := batch_of(work, piece.number, piece.fingerprint):
        return done
    if not (work / BATCHES).is_dir():
        raise CannotRunError(_UNSEEN.format(work))
    folder = folder_of(work, f"{piece.number}.{uuid4().hex}")
    folder.mkdir()
    try:
        batch = _extract(task, settings, folder)
        (folder / AT).unlink()
        if run_of(work) != settings.run:
            raise CannotRunError(_STALE)
        _put(folder, work, batch)
    except BaseException:  # only who is killed leaves a folder behind
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return batch


def _extract(task: Task, settings: Settings, folder: Path) -> Batch:
    """Write the tables of a piece and what became of its articles."""
    made: list[Rows] = []
    tables: list[dict[str, pa.Table]] = []
    entries: list[Entry] = []
    seen: set[tuple[str, str]] = set()
    with (folder / AT).open("wb", buffering=0) as at:
        for one in _watched(task.piece, task.skip, at):
            entry, rows = _article(one, seen, settings.tables)
            entries.append(entry)
            if rows is not None:
                made.append({name: rows[name] for name in settings.tables})
            if len(made) >= _HELD:
                _at(at, None)
                tables.append(to_tables(made))
                made.clear()
    tables.append(to_tables(made))
    sizes = {
        name: write_parquet(pa.concat_tables(t[name] for t in tables), table_file(folder, name))
        for name in settings.tables
    }
    refused = next((LeftOut(e.where, e.refused) for e in entries if e.refused), None)
    words = sum(entry.words for entry in entries)
    batch = Batch(task.piece.number, task.piece.fingerprint, len(entries), words, sizes, refused)
    write_entries(folder, batch, entries)
    return batch


def _watched(piece: Piece, skip: Container[int], at: BinaryIO) -> Iterator[Read]:
    """The articles of a piece; which of them comes next is written down before it is read."""
    articles = read_piece(piece, skip)
    number = 0
    while True:
        _at(at, number)
        one = next(articles, None)
        if one is None:
            _at(at, None)
            return
        yield Read(one.where, None, refused=KILLED) if number in skip else one
        number += 1


def _at(at: BinaryIO, number: int | None) -> None:
    """Write down which article is being read; None when none is."""
    at.seek(0)
    at.write(b" " * 12 if number is None else b"%012d" % number)


def _article(
    one: Read, seen: set[tuple[str, str]], tables: tuple[str, ...]
) -> tuple[Entry, Rows | None]:
    """Extract an article, unless it stood before: it would not be kept a second time."""
    article = one.article
    if article is None:
        return Entry(one.where, one.refused or "it cannot be read"), None
    known = one.article_id or identifier(article), article.sha256
    if known in seen:
        return Entry(one.where, None, *known), None
    try:
        rows = extract_rows(article, known[0])
    except UnreadableTextError as error:
        return Entry(one.where, str(error)), None
    except Exception as error:  # one article in a hundred million must not end a run
        return Entry(one.where, why_failed(error, "extractor")), None
    seen.add(known)
    counts = tuple(len(rows[name]) for name in tables)
    words = rows["articles"][0]["word_count"]
    return Entry(one.where, None, *known, words, counts, one.note), rows


def write_parquet(table: pa.Table, path: Path) -> int:
    """Write a table as a file of row groups that fit in memory; how many bytes that has.

    Raises:
        OSError: It cannot be written.
    """
    sink = pa.BufferOutputStream()  # a file of Python's tells better what went wrong
    pq.write_table(
        table,
        sink,
        compression="zstd",
        row_group_size=65536,
        store_schema=False,
        use_dictionary=False,  # packed, parts of this length are quicker to write and no longer
    )
    return path.write_bytes(sink.getvalue())


def _put(folder: Path, work: Path, batch: Batch) -> None:
    """Put a finished folder in its place, unless another was quicker."""
    place = folder_of(work, batch.number)
    try:
        folder.replace(place)
    except OSError:
        if not place.is_dir():
            raise
        if batch_of(work, batch.number, batch.fingerprint):
            shutil.rmtree(folder, ignore_errors=True)
            return
        stale = folder_of(work, f"{batch.number}.{uuid4().hex}")
        place.replace(stale)  # an earlier batch of a piece that has changed since
        folder.replace(place)
        shutil.rmtree(stale, ignore_errors=True)
