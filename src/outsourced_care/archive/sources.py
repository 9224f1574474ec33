"""A file flows in, what a piece holds of it flows out: a text, a page, or what is refused.

Lines, rows and records of a file have their own kinds of parts, in the modules that read them.
What can only be read from the beginning of a file is read once, and travels.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from outsourced_care.archive.inputs import Read
from outsourced_care.article import read_article
from outsourced_care.text import UnreadableTextError

MOST = 32 * 2**20  # bytes of one record
LOAD = 8 * 2**20  # bytes of records that travel with a piece, unless one alone has more
_NO_LIST = "the folder cannot be listed"
_TO_FOLDER = "it is a link to a folder, and such are not followed"
_NOWHERE = "it is a link to what is not there"
_NO_FILE = "it is no file, but a pipe, a socket or a device"
_NO_MEMORY = "it needs more memory than there is"

Unread = tuple[str, Callable[[], Read]]  # where an article stands, and what reads it


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what changes when it does.

    Attributes:
        path: As it was given.
        size: In bytes.
        changed: When, in nanoseconds; -1 of a file that cannot be asked.
        place: The same path for whoever is in another folder.
    """

    path: str
    size: int
    changed: int
    place: str = field(repr=False)


@dataclass(slots=True)
class Room:
    """What the piece that is being filled still takes."""

    articles: int
    load: int = LOAD


class Part(Protocol):
    """Successive articles of one file; its `repr` tells which, and changes with the file."""

    @property
    def source(self) -> Source:
        """The file."""

    @property
    def articles(self) -> int:
        """How many it holds at most."""

    @property
    def size(self) -> int:
        """How many bytes of the file they are, about."""

    @property
    def load(self) -> int:
        """How many bytes of them it carries itself."""

    def unread(self) -> Iterator[Unread]:
        """What reads them one by one; what is wrong with one is told by that."""


@dataclass(frozen=True, slots=True)
class Refused:
    """What is known not to be readable."""

    source: Source
    where: str
    why: str
    articles: int = 1
    size: int = 0
    load: int = 0

    def unread(self) -> Iterator[Unread]:
        """Why it is refused."""
        yield refused(self.where, self.why)


def source_of(path: str) -> Source | Refused:
    """The file of a path; what is no file is refused unopened, as that may never end."""
    place = path if os.path.isabs(path) else os.path.join(os.getcwd(), path)  # noqa: PTH109, PTH117, PTH118
    try:
        found = Path(path).stat()
    except (OSError, ValueError) as error:
        is_link = isinstance(error, FileNotFoundError) and Path(path).is_symlink()
        return _no_file(path, place, _NOWHERE if is_link else why_unread(error))
    if stat.S_ISDIR(found.st_mode):
        return _no_file(path, place, _TO_FOLDER if Path(path).is_symlink() else _NO_LIST)
    if not stat.S_ISREG(found.st_mode):
        return _no_file(path, place, _NO_FILE)
    return Source(path, found.st_size, found.st_mtime_ns, place)


def _no_file(path: str, place: str, why: str) -> Refused:
    return Refused(Source(path, 0, -1, place), path, why)


@dataclass(frozen=True, slots=True)
class Page:
    """A file that is an article: a text or a saved page."""

    source: Source
    articles: int = 1
    load: int = 0

    @property
    def size(self) -> int:
        """The size of the file."""
        return self.source.size

    def unread(self) -> Iterator[Unread]:
        """What reads the file."""
        yield self.source.path, self._read

    def _read(self) -> Read:
        where = self.source.path
        try:
            return Read(where, read_article(Path(self.source.place)))
        except UnreadableTextError as error:
            return Read(where, None, refused=str(error))
        except OSError as error:
            return Read(where, None, refused=why_unread(error))


@dataclass(frozen=True, slots=True)
class Carried:
    """Articles that travel, each with its place; of one that is refused, why."""

    source: Source
    size: int
    load: int
    first: str  # the place of the first
    held: tuple[tuple[str, Any], ...] = field(repr=False)
    reader: Callable[[Any, str], Read] = field(repr=False)

    @property
    def articles(self) -> int:
        """How many there are."""
        return len(self.held)

    def unread(self) -> Iterator[Unread]:
        """What reads them."""
        for where, one in self.held:
            yield unread(where, one, self.reader)


def carried(
    source: Source,
    found: Iterable[tuple[str, Any, int]],
    room: Room,
    reader: Callable[[Any, str], Read],
    so_far: Callable[[int], int],
) -> Iterator[Carried]:
    """Gather articles that travel, to the room that the open piece has.

    Args:
        source: The file.
        found: The place of each article, itself or why it is refused, and how many bytes it has.
        room: What the open piece still takes.
        reader: Reads an article that stands in a place.
        so_far: How many bytes of the file the first so many articles are, about.
    """
    held: list[tuple[str, Any]] = []
    load = size = 0
    for number, (where, one, its_load) in enumerate(found, start=1):
        held.append((where, one))
        load += its_load
        if len(held) >= room.articles or load >= room.load:
            before, size = size, so_far(number)
            yield Carried(source, size - before, load, held[0][0], tuple(held), reader)
            held, load = [], 0
    if held:
        yield Carried(source, so_far(number) - size, load, held[0][0], tuple(held), reader)


def unread(where: str, one: Any, reader: Callable[[Any, str], Read]) -> Unread:
    """What reads an article, or tells why it is refused where that is known."""
    return refused(where, one) if isinstance(one, str) else (where, partial(reader, one, where))


def refused(where: str, why: str) -> Unread:
    """What is known not to be readable, in the place of what reads it."""
    return where, lambda: Read(where, None, refused=why)


def why_unread(error: BaseException) -> str:
    """Why a file cannot be read, in a line."""
    told = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return f"it cannot be read: {told.splitlines()[0][:200]}"


def why_failed(error: Exception, what: str) -> str:
    """Why an article is refused with which something went wrong that nobody foresaw.

    Args:
        error: What went wrong.
        what: What failed: the reader, the extractor.
    """
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    said = f"{type(error).__name__}: {error}".partition("\n")[0][:200]
    return f"the {what} failed on it; please report it ({said})"
