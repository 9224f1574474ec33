"""Paths, folders and patterns flow in, the files that are read flow out, in order.

They are found anew each time, one after the other: a million names need not fit in memory.
"""

from __future__ import annotations

import stat
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from outsourced_care.archive.kinds import ARCHIVES, ENDINGS, kind_of
from outsourced_care.archive.made_folders import is_made
from outsourced_care.archive.trees import Tree
from outsourced_care.article import Article
from outsourced_care.errors import CannotRunError

NEEDED = 'web archives need fastwarc: pip install "outsourced-care[warc]"'
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
        misdated: Whether it tells when it was published in a way that is not understood.
    """

    where: str
    article: Article | None
    article_id: str | None = None
    refused: str | None = None
    note: str | None = None
    misdated: bool = False


@dataclass(frozen=True, slots=True)
class _One:
    """A file that was given itself."""

    path: str

    def files(self, *, every: bool = False) -> Iterator[str]:
        """Find it, whatever it is."""
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
        return self._found(every=False)

    def __len__(self) -> int:
        """Count them, which finds them all."""
        return sum(1 for _ in self)

    def survey(self) -> Survey:
        """Find them all, those of no kind that is read too, and look at each."""
        kinds: dict[str, tuple[int, int]] = {}
        other: Counter[str] = Counter()
        no_files = 0
        for path in self._found(every=True):
            kind, size = kind_of(path.name), _size(path)
            if size is not None and kind is None:
                other[path.suffix] += 1
            elif size is not None and kind is not None:
                count, total = kinds.get(kind, (0, 0))
                kinds[kind] = count + 1, total + size
            elif kind is not None or (path.is_dir() and not path.is_symlink()):
                no_files += 1
        return Survey(kinds, no_files, other)

    def _found(self, *, every: bool) -> Iterator[Path]:
        before = _Before()
        for given in self._given:
            for path in map(Path, given.files(every=every)):
                if not before.found(path):
                    yield path
            before.add(given)


@dataclass(frozen=True, slots=True)
class Survey:
    """What inputs hold.

    Attributes:
        kinds: How many files and bytes of each kind there are, by its name.
        no_files: How many paths cannot be read as files.
        other: How many files of folders are of no kind that is read, by the ends of their names.
    """

    kinds: dict[str, tuple[int, int]]
    no_files: int
    other: Counter[str]

    @property
    def size(self) -> int:
        """How many bytes there are to read."""
        return sum(size for _, size in self.kinds.values())

    def passed_over(self) -> str | None:
        """How many files are of no kind that is read, for people; None of none."""
        if not self.other:
            return None
        most = sorted(self.other.items(), key=lambda one: (-one[1], one[0]))[:_ENDINGS_SHOWN]
        named = ", ".join(f"{end or 'no ending'} {many:,}" for end, many in most)
        return f"{self.other.total():,} of other kinds: {named}"


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


def _size(path: Path) -> int | None:
    """How many bytes a file has; None of what is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


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
