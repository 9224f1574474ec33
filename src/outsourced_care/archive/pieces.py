"""Files flow in, pieces of so many articles flow out; a piece flows in, its articles flow out.

A piece is small, whatever it describes: the files and ranges where its articles stand, which
whoever gets it reads. How files are cut depends on them alone and on how many articles are wanted
of a piece, so a later run over the same files cuts alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from outsourced_care import dates
from outsourced_care.archive.inputs import InputError, Read
from outsourced_care.archive.kinds import kind_of
from outsourced_care.archive.lines import line_parts
from outsourced_care.archive.sources import (
    LOAD,
    Page,
    Part,
    Refused,
    Room,
    Source,
    Unread,
    refused,
    source_of,
    why_failed,
)
from outsourced_care.archive.web_archives import record_parts


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of articles, in the order of the inputs.

    Attributes:
        number: Which it is, from 0.
        fingerprint: SHA-256 in hexadecimal; another when what it describes is another.
        articles: How many it holds at most.
        size: How many bytes of the files they are, about.
        published: When the articles were published that tell no date, in EDTF.
        parts: Where they stand.
    """

    number: int
    fingerprint: str
    articles: int
    size: int
    published: str | None
    parts: tuple[Part, ...] = field(repr=False)


def pieces(
    files: Iterable[Path], batch: int, limit: int | None = None, published: str | None = None
) -> Iterator[Piece]:
    """Cut files into pieces, as they are asked for.

    Args:
        files: The files, as `files_in` gives them.
        batch: How many articles a piece has, fewer where they are large.
        limit: How many articles there are in all, read or refused; None for all.
        published: When the articles were published that tell no date, in EDTF.

    Raises:
        InputError: The date is none of EDTF's.
    """
    if published is not None and (wrong := dates.problem(published)):
        raise InputError(f"--published: {wrong}")
    return _pieces(files, batch, limit, published)


def read_piece(piece: Piece, skip: Container[int] = ()) -> Iterator[Read]:
    """Read the articles of a piece, in order; what is wrong with one is told of it.

    Args:
        piece: The piece.
        skip: Which of them, counted from 0, are passed over unread: only their place is told.
    """
    unread = (one for part in piece.parts for one in _unread(part))
    for number, (where, read) in enumerate(unread):
        yield Read(where, None) if number in skip else _read(where, read, piece.published)


def _unread(part: Part) -> Iterator[Unread]:
    """What reads the articles of a part; where that fails, why, in the place of those left."""
    at = part.source.path
    try:
        for where, read in part.unread():
            yield where, read
            at = f"what follows {where}"
    except Exception as error:  # one file of a million must not end a run
        yield refused(at, why_failed(error, "reader"))


def _read(where: str, read: Callable[[], Read], published: str | None) -> Read:
    try:
        return _dated(read(), published)
    except Exception as error:  # one article in a hundred million must not end a run
        return Read(where, None, refused=why_failed(error, "reader"))


def _pieces(
    files: Iterable[Path], batch: int, limit: int | None, published: str | None
) -> Iterator[Piece]:
    left = limit
    number, held = 0, list[Part]()
    room = Room(_at_most(batch, left))
    if room.articles <= 0:
        return
    for part in _parts(files, room):
        held.append(part)
        room.articles -= part.articles
        room.load -= part.load
        left = None if left is None else left - part.articles
        if room.articles <= 0 or room.load <= 0:
            yield _piece(number, held, published)
            number, held = number + 1, []
            room.articles, room.load = _at_most(batch, left), LOAD
            if room.articles <= 0:
                return
    if held:
        yield _piece(number, held, published)


def _at_most(batch: int, left: int | None) -> int:
    return batch if left is None else min(batch, left)


def _parts(files: Iterable[Path], room: Room) -> Iterator[Part]:
    for file in files:
        source = source_of(str(file))
        if isinstance(source, Refused):
            yield source
            continue
        try:
            yield from _parts_of(source, room)
        except Exception as error:  # one file of a million must not end a run
            yield Refused(source, source.path, why_failed(error, "reader"))


def _parts_of(source: Source, room: Room) -> Iterator[Part]:
    kind = kind_of(source.path)
    if kind == "JSON lines":
        return line_parts(source, room)
    if kind == "Parquet":
        from outsourced_care.archive.parquet_rows import row_parts  # late: Arrow takes its time

        return row_parts(source, room)
    if kind == "web archives":
        return record_parts(source, room)
    return iter((Page(source),))


def _piece(number: int, parts: list[Part], published: str | None) -> Piece:
    told = "\n".join(map(repr, (published, *parts)))
    fingerprint = hashlib.sha256(told.encode("utf-8")).hexdigest()
    articles, size = sum(p.articles for p in parts), sum(p.size for p in parts)
    return Piece(number, fingerprint, articles, size, published, tuple(parts))


def _dated(one: Read, published: str | None) -> Read:
    """With a date of publication where the article tells none, not even one that is not read."""
    article = one.article
    if article is None or published is None or one.misdated or article.metadata.published:
        return one
    told = replace(article.metadata, published=published)
    return replace(one, article=replace(article, metadata=told))
