"""A web archive flows in (WARC, ISO 28500), the pages in it flow out.

Only responses with status 200 that are HTML are pages; requests, revisits, pictures and the rest
are passed over. A record that begins a file's gzip member, or stands in a file without any, is
looked up by whoever reads it; another can only be read from the member's beginning, and travels.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from outsourced_care.archive.inputs import Read
from outsourced_care.archive.members import Member, member_at, members
from outsourced_care.archive.responses import Response, is_html, read_response, response_of
from outsourced_care.archive.sources import (
    MOST,
    Carried,
    Part,
    Refused,
    Room,
    Source,
    Unread,
    why_unread,
)

_CUT = "the file ends within the record, or its length is wrong"
_LONG_HEAD = "its HTTP headers are too long to be read"
_LARGE = f"the record has more than {MOST:,} bytes"
_ENDS = (b"\r\n\r\n", b"")  # what stands behind a record
_BROKEN = (OSError, EOFError, ValueError, zlib.error, ImportError)


@dataclass(frozen=True, slots=True)
class Records:
    """Pages of a web archive: where their records begin."""

    source: Source
    starts: tuple[int, ...]
    size: int
    load: int = 0

    @property
    def articles(self) -> int:
        """How many there are."""
        return len(self.starts)

    def unread(self) -> Iterator[Unread]:
        """What reads them."""
        for start in self.starts:
            where = _where(self.source.path, start)
            yield where, partial(_read_at, self.source.place, start, where)


def record_parts(source: Source, room: Room) -> Iterator[Part]:
    """Cut a web archive to the room that the open piece has."""
    try:
        with Path(source.place).open("rb") as file:
            yield from _cut(source, _pages(source, file), file.tell, room)
    except (OSError, ImportError) as error:
        yield Refused(source, source.path, why_unread(error))


class _TooLongError(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class _Found:
    """A page or a fault on the way through an archive."""

    at: int  # the byte of the file where it begins, or what holds it does
    where: str
    page: Response | None = None
    why: str = ""


def _cut(
    source: Source, found: Iterator[_Found], tell: Callable[[], int], room: Room
) -> Iterator[Part]:
    """Gather what is found into parts of one kind."""
    held: list[_Found] = []
    load = before = 0
    for one in found:
        if held and (one.why or (one.page is None) != (held[0].page is None)):
            yield _part(source, held, tell() - before)
            held, load, before = [], 0, tell()
        if one.why:
            yield Refused(source, one.where, one.why)
            continue
        held.append(one)
        load += len(one.page.body) if one.page else 0
        if len(held) >= room.articles or load >= room.load:
            yield _part(source, held, tell() - before)
            held, load, before = [], 0, tell()
    if held:
        yield _part(source, held, tell() - before)


def _part(source: Source, held: list[_Found], size: int) -> Part:
    pages = [one.page for one in held if one.page]
    if not pages:
        return Records(source, tuple(one.at for one in held), size)
    load = sum(len(page.body) for page in pages)
    placed = tuple((one.where, one.page) for one in held)
    return Carried(source, size, load, held[0].where, placed, read_response)


def _pages(source: Source, file: BinaryIO) -> Iterator[_Found]:
    """The pages of an archive, and what is wrong with it; a damaged member ends it."""
    packed = source.path.lower().endswith(".gz")
    start = 0
    try:
        for member in members(file, packed=packed):
            start = member.start
            broken = yield from _pages_of(source, member, packed)
            try:
                member.drain()
            except _BROKEN:
                if not broken:
                    raise
                return  # it is told already
    except _BROKEN as error:
        yield _Found(start, f"{source.path} behind byte {start}", why=why_unread(error))


def _pages_of(source: Source, member: Member, packed: bool) -> Generator[_Found, None, bool]:
    """The pages of a member; whether it is broken, which is told."""
    start = member.start
    try:
        for record in _records(member):
            inner = record.stream_pos
            start = member.start if packed else inner
            try:
                if not _is_page(record):
                    continue
            except _TooLongError:
                where = _where(source.path, start, inner if packed else 0)
                yield _Found(start, where, why=_LONG_HEAD)
                continue
            one = _page(source, record, start, inner if packed else 0)
            yield one
            if one.why == _CUT:
                return True
        member.drain()
    except _BROKEN as error:
        yield _Found(start, f"{source.path} behind byte {start}", why=why_unread(error))
        return True
    if member.last in _ENDS:
        return False
    yield _Found(start, f"{source.path} behind byte {start}", why=_CUT)
    return True


def _page(source: Source, record: Any, start: int, inner: int) -> _Found:
    """The page of a record; of one that does not begin where its member does, all of it."""
    where, length = _where(source.path, start, inner), record.content_length
    body = record.reader.read(length) if inner and length <= MOST else b""
    if len(body) + record.reader.consume() < length:
        return _Found(start, where, why=_CUT)
    if length > MOST:
        return _Found(start, where, why=_LARGE)
    return _Found(start, where, page=response_of(record, body) if inner else None)


def _records(stream: Any) -> Iterator[Any]:
    """The records of a stream, passing over those that are no responses."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    return iter(
        ArchiveIterator(
            stream, record_types=WarcRecordType.response, parse_http=False, stream_detect=False
        )
    )


def _is_page(record: Any) -> bool:
    """Whether a record is a page.

    Raises:
        _TooLongError: That cannot be told, as its HTTP headers are longer than any server's.
    """
    try:
        record.parse_http()
    except OSError as error:
        if error.errno is not None:  # of the file
            raise
        raise _TooLongError(_LONG_HEAD) from None
    return is_html(record)


def _where(path: str, start: int, inner: int = 0) -> str:
    behind = f", byte {inner} of what is packed there" if inner else ""
    return f"{path} record at byte {start}{behind}"


def _read_at(place: str, start: int, where: str) -> Read:
    """The page whose record begins at a byte of an archive."""
    try:
        with Path(place).open("rb") as file:
            member = member_at(file, start, packed=place.lower().endswith(".gz"))
            record = next(_records(member), None)
            if record is None or not _is_page(record):
                return Read(where, None, refused="the file has changed since it was looked through")
            page = response_of(record, record.reader.read(min(record.content_length, MOST)))
    except _BROKEN as error:
        return Read(where, None, refused=why_unread(error))
    return read_response(page, where)
