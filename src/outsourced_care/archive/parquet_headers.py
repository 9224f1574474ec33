"""A column of a row group flows in, the headers of its pages flow out.

PageHeader of parquet.thrift, in Thrift's compact protocol. No page is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

UNPACKED, PACKED = 2, 3  # fields of a header: bytes
_BEHIND = 100  # bytes that a page may end behind its column's, as some old writers count

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 12
_DEEPEST = 4
Fields = dict[int, Any]  # of a struct, those that are numbers of 32 bits, truths or structs


def headers(file: BinaryIO, chunk: Any) -> Iterator[Fields]:
    """Read them; at each the file stands where its page begins.

    Args:
        file: The file.
        chunk: What the footer tells of the column.

    Raises:
        ValueError, KeyError: One is damaged.
        OSError: The file cannot be read.
    """
    at = chunk.data_page_offset
    if chunk.has_dictionary_page and 0 < chunk.dictionary_page_offset < at:
        at = chunk.dictionary_page_offset
    end = at + chunk.total_compressed_size
    while at < end:
        file.seek(at)
        header = _struct(file)
        at = file.tell() + header[PACKED]
        if header[PACKED] < 0 or header[UNPACKED] < 0 or at > end + _BEHIND:
            raise ValueError
        yield header


def _struct(file: BinaryIO, depth: int = 0) -> Fields:
    """Read a struct; strict, so that nothing means something else to another reader."""
    if depth > _DEEPEST:
        raise ValueError
    fields: Fields = {}
    number = 0
    while head := _byte(file):
        kind, step = head & 15, head >> 4
        number = number + step if step else _integer(file)
        if not 0 < number < 2**15:
            raise ValueError
        if kind == _I32:
            fields[number] = _integer(file)
        elif kind in (_TRUE, _FALSE):
            fields[number] = kind == _TRUE
        elif kind == _STRUCT:
            fields[number] = _struct(file, depth + 1)
        else:
            _pass_over(file, kind)
    return fields


def _pass_over(file: BinaryIO, kind: int) -> None:
    if kind in (_BYTE, _DOUBLE):
        file.seek(1 if kind == _BYTE else 8, 1)
    elif kind == _BINARY:
        file.seek(unsigned(file), 1)
    elif kind in (_I16, _I64):
        unsigned(file)
    else:  # no list, set or map stands in such a header
        raise ValueError


def _integer(file: BinaryIO) -> int:
    """A number of 32 bits, as Thrift writes it: the sign last."""
    found = unsigned(file)
    if found >= 2**32:
        raise ValueError
    return (found >> 1) ^ -(found & 1)


def unsigned(file: BinaryIO) -> int:
    """Read a number without a sign, seven bits a byte.

    Raises:
        ValueError: The file ends before, or it has more than 64 bits.
    """
    found = 0
    for shift in range(0, 64, 7):
        byte = _byte(file)
        found |= (byte & 127) << shift
        if byte < 128:
            return found
    raise ValueError


def _byte(file: BinaryIO) -> int:
    byte = file.read(1)
    if not byte:
        raise ValueError
    return byte[0]
