"""A file flows in, what each of its gzip members holds flows out; all of a plain file as one.

A member is unpacked as it is read, and knows where it begins: there it can be found again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

_STEP = 2**16
_GZIP = 16 + zlib.MAX_WBITS  # a gzip member with its checksum (RFC 1952)
_KEPT = 4


class Member:
    """A stream to read: a plain file from where it stands, or a member of a packed one.

    Attributes:
        start: The byte of the file where it begins.
        last: The last bytes that were read of it.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        self._file, self._at = file, 0
        self.start, self.last = start, b""

    def read(self, size: int = -1) -> bytes:
        """Read on, at most so many bytes; none at the end.

        Raises:
            OSError: The file cannot be read.
            EOFError: It ends too early.
            zlib.error: It is damaged.
        """
        found = self._more(size if size > 0 else _STEP)
        self._at += len(found)
        self.last = (self.last + found[-_KEPT:])[-_KEPT:]
        return found

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at

    def drain(self) -> None:
        """Read to the end."""
        while self.read(_STEP):
            pass

    def _more(self, size: int) -> bytes:
        return self._file.read(size)


class _Packed(Member):
    def __init__(self, file: BinaryIO, start: int, ahead: bytes = b"") -> None:
        super().__init__(file, start)
        self._packed, self._ahead = zlib.decompressobj(_GZIP), ahead

    def _more(self, size: int) -> bytes:
        while not self._packed.eof:
            ahead = self._ahead or self._file.read(_STEP)
            if not ahead:
                raise EOFError("it ends within a gzip member")
            found = self._packed.decompress(ahead, size)
            self._ahead = self._packed.unconsumed_tail
            if found:
                return found
        return b""

    @property
    def behind(self) -> bytes:
        """What was read of the file and stands behind the member."""
        return self._packed.unused_data


def members(file: BinaryIO, *, packed: bool) -> Iterator[Member]:
    """The members of a file, each of which must be drained before the next; errors as of `read`."""
    if not packed:
        yield Member(file, 0)
        return
    ahead = file.read(_STEP)
    while ahead:
        full = ahead.lstrip(b"\0")  # some writers fill up with zeros
        if full:
            member = _Packed(file, file.tell() - len(full), full)
            yield member
            full = member.behind
        ahead = full or file.read(_STEP)


def member_at(file: BinaryIO, start: int, *, packed: bool) -> Member:
    """The member that begins at a byte, or the rest of a plain file; errors as of `read`."""
    file.seek(start)
    return _Packed(file, start) if packed else Member(file, start)
