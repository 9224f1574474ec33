"""A row group of a Parquet file flows in, how much room its pages take flows out.

Arrow unpacks a page whole, and what it unpacks to may be a thousand times as long. Each page tells
its lengths first (PageHeader of parquet.thrift, in Thrift's compact protocol): they are looked at,
of every page of the columns that are read, before any is unpacked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from outsourced_care.archive.parquet_deltas import lengths_of
from outsourced_care.archive.parquet_headers import PACKED, UNPACKED, headers
from outsourced_care.text import UnreadableTextError

MOST = 512 * 2**20  # bytes of pages that are unpacked together, one of each column
_LARGE = 64 * 2**20  # bytes of them that may be packed as tightly as they like
_TIGHT = 100  # times as long as packed, what more of them may have; texts come to 30
_ENTRY = 20  # bytes that Arrow keeps of an entry of a dictionary, besides itself
_SHORTEST = 4  # bytes that an entry has there at least
_LENGTH = 8  # bytes that Arrow keeps of a text whose length is packed
_TYPE, _DICTIONARY, _COUNT = 1, 7, 1  # fields of headers
_DICTIONARY_PAGE = 2


@dataclass(frozen=True, slots=True)
class _Page:
    is_dictionary: bool = False
    packed: int = 0  # bytes
    unpacked: int = 0


def room_of(path: str, chunks: Iterable[tuple[Any, bool]]) -> int:
    """How many bytes the longest pages of columns have together: no row has more.

    Args:
        path: The file.
        chunks: What the footer tells of each column of a row group, and whether its cells may be
            empty.

    Raises:
        UnreadableTextError: They have too many, or it cannot be told.
        OSError: The file cannot be read.
    """
    packed = room = 0
    with Path(path).open("rb") as file:
        for chunk, nullable in chunks:
            for page in _largest(_pages(file, chunk, nullable=nullable)):
                packed += page.packed
                room += page.unpacked
    _refuse_too_much(room, packed)
    return room


def _refuse_too_much(room: int, packed: int) -> None:
    said = f"pages that are read together have {room:,} bytes"
    if room > max(_LARGE, _TIGHT * packed):
        said = f"{said}, packed as {packed:,}, as no text can be"
    elif room > MOST:
        said = f"{said}, more than {MOST:,}"
    else:
        return
    raise UnreadableTextError(f"{said}; write the file again with smaller pages")


def _largest(pages: Iterable[_Page]) -> tuple[_Page, _Page]:
    """The largest dictionary and the largest page of values of a column."""
    dictionary = values = _Page()
    for page in pages:
        if page.is_dictionary:
            dictionary = max(dictionary, page, key=lambda one: one.unpacked)
        else:
            values = max(values, page, key=lambda one: one.unpacked)
    return dictionary, values


def _pages(file: BinaryIO, chunk: Any, *, nullable: bool) -> Iterator[_Page]:
    """What the pages of a column tell of themselves.

    Raises:
        UnreadableTextError: One is damaged, or has too many bytes by itself.
        OSError: The file cannot be read.
    """
    found = headers(file, chunk)
    while True:
        try:
            header = next(found, None)
            if header is None:
                return
            packed, unpacked = header[PACKED], header[UNPACKED]
            is_dictionary = header[_TYPE] == _DICTIONARY_PAGE
            entries = header[_DICTIONARY][_COUNT] if is_dictionary else 0
            if not 0 <= entries <= unpacked // _SHORTEST:
                raise ValueError
            _refuse_too_much(unpacked, packed)
            lengths = lengths_of(file, header, chunk.compression, nullable=nullable)
        except UnreadableTextError:
            raise
        except (ValueError, KeyError, OverflowError):
            why = f"the pages of its column “{chunk.path_in_schema}” are damaged"
            raise UnreadableTextError(why) from None
        yield _Page(is_dictionary, packed, unpacked + _ENTRY * entries + _LENGTH * lengths)
