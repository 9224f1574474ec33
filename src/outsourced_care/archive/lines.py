"""A file of JSON lines flows in, packed or not, runs of its lines flow out.

Of a plain file a run is a range of bytes, which whoever reads it looks up; of a packed one, which
can only be read from its beginning, the lines themselves travel.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from outsourced_care.archive.records import read_line
from outsourced_care.archive.sources import (
    MOST,
    Part,
    Refused,
    Room,
    Source,
    Unread,
    carried,
    refused,
    unread,
    why_unread,
)

_TOO_LONG = f"the line is longer than {MOST:,} bytes"
_STEP = 4096  # bytes unpacked at once: what breaks takes no more good ones with it
_PLAIN = (b"{", b"[", b" ", b"\n")  # begins JSON, and nothing that is packed
_Line = bytes | str  # a line, or why it is refused


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a plain file: a range of its bytes."""

    source: Source
    start: int
    end: int
    first: int  # the number of its first line
    articles: int
    load: int = 0

    @property
    def size(self) -> int:
        """How many bytes they have."""
        return self.end - self.start

    def unread(self) -> Iterator[Unread]:
        """What reads the lines."""
        at, path = self.start, self.source.path
        try:
            with Path(self.source.place).open("rb") as stream:
                stream.seek(at)
                for number, (line, size) in enumerate(_lines(stream), start=self.first):
                    at += size
                    if line.strip():
                        yield unread(f"{path}:{number}", line, read_line)
                    if at >= self.end:
                        return
        except OSError as error:
            yield refused(f"{path}:{self.first}", why_unread(error))


def line_parts(source: Source, room: Room) -> Iterator[Part]:
    """Cut a file of JSON lines to the room that the open piece has."""
    try:
        if source.path.lower().endswith((".gz", ".zst")):
            with _unpacked(source.place) as (stream, tell):
                found = (
                    (f"{source.path}:{number}", line, len(line))
                    for number, (line, _) in enumerate(_lines(stream), start=1)
                    if line.strip()
                )
                yield from carried(source, found, room, read_line, lambda _: tell())
        else:
            with Path(source.place).open("rb") as stream:
                yield from _ranges(source, stream, room)
    except OSError as error:
        yield Refused(source, source.path, why_unread(error))


def _ranges(source: Source, stream: BinaryIO, room: Room) -> Iterator[Part]:
    start = at = articles = 0
    first = 1
    for number, (line, size) in enumerate(_lines(stream), start=1):
        if isinstance(line, str) and not size:  # it broke
            if articles:
                yield Lines(source, start, at, first, articles)
            yield Refused(source, f"{source.path}:{number}", line)
            return
        at += size
        articles += bool(line.strip())
        if articles >= room.articles:
            yield Lines(source, start, at, first, articles)
            start, first, articles = at, number + 1, 0
    if articles:
        yield Lines(source, start, at, first, articles)


@contextmanager
def _unpacked(path: str) -> Iterator[tuple[BinaryIO, Callable[[], int]]]:
    """What a packed file holds, members or frames one after the other, and how far it is read.

    Raises:
        OSError: It cannot be read, or is not packed.
    """
    ending = Path(path).suffix
    with Path(path).open("rb") as begins:
        if begins.read(1) in _PLAIN:
            raise OSError(f"it is not packed; name it without “{ending}”")
    if path.lower().endswith(".gz"):
        with Path(path).open("rb") as packed, gzip.GzipFile(fileobj=packed) as stream:
            yield cast(BinaryIO, stream), packed.tell
        return
    import pyarrow as pa

    with pa.OSFile(path) as packed, pa.CompressedInputStream(packed, "zstd") as stream:
        yield cast(BinaryIO, io.BufferedReader(_Steps(stream), 16 * _STEP)), packed.tell


class _Steps(io.RawIOBase):
    """Arrow's stream, read in small steps: a step that fails loses all that it had read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        step = self._stream.read(min(len(room), _STEP))
        room[: len(step)] = step
        return len(step)


def _lines(stream: BinaryIO) -> Iterator[tuple[_Line, int]]:
    """The lines of a file and how long they are; without a length why it cannot be read on."""
    try:
        while line := stream.readline(MOST):
            if len(line) < MOST or line.endswith(b"\n"):
                yield line, len(line)
            else:
                yield _TOO_LONG, len(line) + _passed_over(stream)
    except (OSError, EOFError, zlib.error) as error:
        yield why_unread(error), 0


def _passed_over(stream: BinaryIO) -> int:
    """Read to the end of a line; how long that was."""
    size = 0
    while rest := stream.readline(MOST):
        size += len(rest)
        if rest.endswith(b"\n"):
            break
    return size
