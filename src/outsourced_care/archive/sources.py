"""A file flows in, what a piece holds of it flows out: a text, a page, or what is refused.

Lines, rows and records of a file have their own kinds of parts, in the modules that read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from outsourced_care.archive.inputs import Read
from outsourced_care.article import read_article
from outsourced_care.text import UnreadableTextError

MOST = 32 * 2**20  # bytes of one record
LOAD = 8 * 2**20  # bytes of records that travel with a piece, unless one alone has more

Unread = tuple[str, Callable[[], Read]]  # where an article stands, and what reads it


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what changes when it does."""

    path: str
    size: int
    changed: int  # nanoseconds; -1 of a file that cannot be asked


def source_of(path: str) -> Source:
    """The file of a path."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return Source(path, 0, -1)
    return Source(path, found.st_size, found.st_mtime_ns)


@dataclass(slots=True)
class Room:
    """What the piece that is being filled still takes."""

    articles: int
    load: int = LOAD


class Part(Protocol):
    """Successive articles of one file; its `repr` tells which, and changes with the file."""

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
            return Read(where, read_article(Path(where)))
        except UnreadableTextError as error:
            return Read(where, None, refused=str(error))
        except OSError as error:
            return Read(where, None, refused=why_unread(error))


def refused(where: str, why: str) -> Unread:
    """What is known not to be readable, in the place of what reads it."""
    return where, lambda: Read(where, None, refused=why)


def why_unread(error: BaseException) -> str:
    """Why a file cannot be read, in a line."""
    told = getattr(error, "strerror", None) or str(error).strip() or type(error).__name__
    return f"it cannot be read: {told.splitlines()[0][:200]}"
