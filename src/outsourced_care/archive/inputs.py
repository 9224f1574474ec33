"""Paths, folders and patterns flow in, the files that are read flow out, in order.

They are found anew each time, one after the other: a million names need not fit in memory.
"""

from __future__ import annotations

import stat
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from outsourced_care.archive.kinds import ARCHIVES, ENDINGS, kind_of
from outsourced_care.archive.made_folders import is_made
from outsourced_care.archive.trees import Tree
from outsourced_care.article import Article
from outsourced_care.errors import CannotRunError

NEEDED = 'web archives need fastwarc: pip install "outsourced-care[warc]"'
NO_FILE = "no file"
_MAGIC = "*?["
_ENDINGS_SHOWN = 8


class InputError(CannotRunError):
    """An input that is not there or of no kind that is read; the message is one line."""


@dataclass(frozen=True, slots=True)
class Read:
    """One article of an archive, or why it is refused.

    Attributes:
        where: The file, and in a file of records the line, row or byte.
        article: The article; None when it is refused.
        article_id: Its identifier, when the archive gives one.
        refused: Why it could not be read.
        note: What could not be understood of it, though it was read.
    """

    where: str
    article: Article | None
    article_id: str | None = None
    refused: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _One:
    """A file that was given itself."""

    path: str

    def files(self) -> Iterator[str]:
        """Find it."""
        yield self.path


@dataclass(frozen=True)
class Files:
    """The files of inputs, each once: as given, within a folder sorted by their paths.

    A folder that cannot be listed stands there itself. What is hidden is left out, and so is what
    was extracted. Links to folders are not followed: they may lead anywhere, and round in a circle.
    """

    inputs: tuple[Path, ...]
    _given: tuple[_One | Tree, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Path]:
        """Find them."""
        before = _Before()
        for given in self._given:
            for path in map(Path, given.files()):
                if not before.found(path):
                    yield path
            before.add(given)

    def __len__(self) -> int:
        """Count them, which finds them all."""
        return sum(1 for _ in self)

    def passed_over(self) -> str | None:
        """How many files of folders are of no kind that is read, for people; None of none."""
        trees = (given for given in self._given if isinstance(given, Tree))
        other: Counter[str] = sum((tree.passed_over() for tree in trees), Counter())
        if not other:
            return None
        most = sorted(other.items(), key=lambda one: (-one[1], one[0]))[:_ENDINGS_SHOWN]
        named = ", ".join(f"{end or 'no ending'} {many:,}" for end, many in most)
        return f"{other.total():,} of other kinds: {named}"


class _Before:
    """The inputs that were gone through: what was found there is not kept, but known again."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._trees: defaultdict[str, list[Tree]] = defaultdict(list)  # by their folders

    def add(self, given: _One | Tree) -> None:
        """Add one."""
        if isinstance(given, Tree):
            self._trees[given.root].append(given)
        else:
            self._files.add(given.path)

    def found(self, path: Path) -> bool:
        """Whether one of them has found a path."""
        if str(path) in self._files:
            return True
        folders = (path, *path.parents) if self._trees else ()
        return any(t.finds(path) for folder in folders for t in self._trees.get(str(folder), ()))


def files_in(inputs: Sequence[Path]) -> Files:
    """Find the files that inputs name: themselves, those in a folder, those a pattern fits.

    Raises:
        InputError: One is not there, is of no known kind, or holds nothing to read; or there are
            web archives, and what reads them is not installed.
    """
    files = Files(tuple(inputs), tuple(_finder(given) for given in inputs))
    if not _has_fastwarc() and (one := next(filter(_is_archive, files), None)):
        raise InputError(f"{one}: {NEEDED}")
    return files


def survey(files: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """How many files and bytes of each kind there are, by its name, and what is no file."""
    found: dict[str, tuple[int, int]] = {}
    for file in files:
        try:
            told = file.stat()
        except OSError:
            told = None
        is_file = told is not None and stat.S_ISREG(told.st_mode)
        kind, size = (kind_of(file.name), told.st_size) if told and is_file else (None, 0)
        count, total = found.get(kind or NO_FILE, (0, 0))
        found[kind or NO_FILE] = count + 1, total + size
    return found


def _finder(given: Path) -> _One | Tree:
    """What finds the files of one input.

    Raises:
        InputError: There are none.
    """
    if given.parts and given.parts[0] in ("http:", "https:"):
        raise InputError(f"{given.parts[0]}// addresses are not read here; save the page")
    try:
        mode = given.stat().st_mode
    except FileNotFoundError:
        return _pattern(given)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise InputError(f"{given} cannot be read: {told}") from None
    if stat.S_ISDIR(mode):
        if is_made(given):
            raise InputError(f"{given} holds what was extracted; name the articles")
        return _found(given, Tree(str(given), ("**",)), "holds")
    if not stat.S_ISREG(mode) or kind_of(given.name) is None:
        raise InputError(f"{given} is of no kind that is read: {ENDINGS}")
    return _One(str(given))


def _pattern(given: Path) -> Tree:
    """What finds the files of a pattern such as `pages/**/*.html`, of the folders it fits all."""
    parts = given.parts
    first = next((n for n, p in enumerate(parts) if any(c in p for c in _MAGIC)), None)
    root = Path(*parts[:first])
    if first is None:
        raise InputError(f"{given} is not there")
    if not root.is_dir():
        raise InputError(f"{given} fits nothing: {root} is not there")
    return _found(given, Tree(str(root), parts[first:]), "fits")


def _found(given: Path, tree: Tree, verb: str) -> Tree:
    if next(tree.files(), None) is None:
        raise InputError(f"{given} {verb} no file that is read: {ENDINGS}")
    return tree


def _has_fastwarc() -> bool:
    return find_spec("fastwarc") is not None


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVES)
