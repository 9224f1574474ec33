"""A page of texts whose lengths are packed flows in, how many of them it says it has flows out.

A page in DELTA_LENGTH_BYTE_ARRAY or DELTA_BYTE_ARRAY (Encodings.md of parquet-format) counts its
lengths a second time behind its header, and Arrow makes room for as many as it says there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from outsourced_care.archive.parquet_headers import PACKED, UNPACKED, Fields, unsigned

_TYPE, _PAGE, _PAGE_2 = 1, 5, 8  # fields of a header
_COUNT, _ENCODING, _LEVELS = 1, 2, 3  # of a page
_RUNS = 3  # the encoding of levels
_ENCODING_2, _DEFINED, _REPEATED, _IS_PACKED = 4, 5, 6, 7  # of one of the second version
_SECOND_VERSION = 3
_LENGTHS, _PREFIXES = 6, 7  # encodings
_CODECS = {"LZ4": "lz4_raw"}


def lengths_of(file: BinaryIO, header: Fields, codec: str, *, nullable: bool) -> int:
    """How many lengths of texts a page of a column has, which is read for that; 0 of another.

    Args:
        file: The file, at the page.
        header: The page's header.
        codec: How the column is packed, as the footer says.
        nullable: Whether a cell may be empty.

    Raises:
        ValueError, KeyError: The page is damaged, or says that it has more than its header says.
        OSError: The file cannot be read.
    """
    if header[_TYPE] == _SECOND_VERSION:
        page, encoding = header[_PAGE_2], header[_PAGE_2][_ENCODING_2]
    elif _PAGE in header:
        page, encoding = header[_PAGE], header[_PAGE][_ENCODING]
    else:
        return 0
    if encoding not in (_LENGTHS, _PREFIXES):
        return 0
    values = io.BytesIO(_values(file, header, codec, nullable=nullable))
    if any(count > page[_COUNT] for count in _counts(values, encoding)):
        raise ValueError
    return int(page[_COUNT])


def _values(file: BinaryIO, header: Fields, codec: str, *, nullable: bool) -> bytes:
    """What a page holds behind the levels of its cells."""
    raw, size = file.read(header[PACKED]), header[UNPACKED]
    if header[_TYPE] == _SECOND_VERSION:
        page = header[_PAGE_2]
        levels = page[_DEFINED] + page[_REPEATED]
        if not 0 <= levels <= min(size, len(raw)):
            raise ValueError
        is_packed = page.get(_IS_PACKED, True)
        return _unpacked(raw[levels:], size - levels, codec) if is_packed else raw[levels:]
    if nullable and header[_PAGE][_LEVELS] != _RUNS:
        raise ValueError
    found = _unpacked(raw, size, codec)
    return found[4 + int.from_bytes(found[:4], "little") :] if nullable else found


def _unpacked(raw: bytes, size: int, codec: str) -> bytes:
    if codec == "UNCOMPRESSED" or not size:
        return raw
    name = _CODECS.get(codec, codec.lower())
    return bytes(pa.decompress(raw, decompressed_size=size, codec=name, asbytes=True))


def _counts(values: io.BytesIO, encoding: int) -> Iterator[int]:
    """How many lengths there are; of texts that begin like the one before, of both parts."""
    if not values.getbuffer().nbytes:
        return
    block, parts, count, _ = (unsigned(values) for _ in range(4))
    yield count
    if encoding == _LENGTHS:
        return
    each = block // parts if parts else 0
    if each <= 0:
        raise ValueError
    left = count - 1
    while left > 0:
        unsigned(values)
        widths = values.read(parts)
        if len(widths) < parts:
            raise ValueError
        for width in widths[: -(-left // each)]:
            values.seek(each * width // 8, 1)
        left -= block
    yield [unsigned(values) for _ in range(3)][-1]
