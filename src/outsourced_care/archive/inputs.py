"""Paths, folders and patterns flow in, the files that are read flow out, in order.

They are found anew each time, one after the other: a million names need not fit in memory.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path

from outsourced_care.article import Article
from outsourced_care.errors import CannotRunError

PAGES = (".txt", ".html", ".htm", ".xhtml")
LINES = (".jsonl", ".ndjson")
COMPRESSED = ("", ".gz", ".zst")
TABLES = (".parquet",)
ARCHIVES = (".warc", ".warc.gz")
_KINDS = {
    "texts and pages": PAGES,
    "JSON lines": tuple(f"{name}{packed}" for packed in COMPRESSED for name in LINES),
    "Parquet": TABLES,
    "web archives": ARCHIVES,
}
NEEDED = 'web archives need fastwarc: pip install "outsourced-care[warc]"'
_MAGIC = "*?["


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


def kind_of(name: str) -> str | None:
    """What kind of input a file is by its name; None of one that is not read."""
    name = name.lower()
    return next((kind for kind, ends in _KINDS.items() if name.endswith(ends)), None)


@dataclass(frozen=True)
class Files:
    """The files of inputs, each once: as given, within a folder sorted by their paths.

    A folder that cannot be listed stands there itself. What is hidden is left out, and links to
    folders are not followed: they may lead anywhere, and round in a circle.
    """

    inputs: tuple[Path, ...]
    _find: tuple[Callable[[], Iterator[str]], ...] = field(repr=False)

    def __iter__(self) -> Iterator[Path]:
        """Find them."""
        seen: set[str] = set()
        for find in self._find:
            for path in find():
                if path in seen:
                    continue
                if len(self._find) > 1:
                    seen.add(path)
                yield Path(path)

    def __len__(self) -> int:
        """Count them, which finds them all."""
        return sum(1 for _ in self)


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
    """How many files and bytes of each kind there are, by the name of the kind."""
    found: dict[str, tuple[int, int]] = {}
    for file in files:
        kind = kind_of(file.name)
        if kind is None:
            continue
        try:
            size = file.stat().st_size
        except OSError:
            size = 0
        count, total = found.get(kind, (0, 0))
        found[kind] = count + 1, total + size
    return found


def _finder(given: Path) -> Callable[[], Iterator[str]]:
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
        return _found(given, _Tree(str(given), ("**",)).files, "holds")
    if not stat.S_ISREG(mode) or kind_of(given.name) is None:
        raise InputError(f"{given} is of no kind that is read: {_kinds()}")
    return lambda: iter((str(given),))


def _pattern(given: Path) -> Callable[[], Iterator[str]]:
    """What finds the files of a pattern such as `pages/**/*.html`, of the folders it fits all."""
    parts = given.parts
    first = next((n for n, p in enumerate(parts) if any(c in p for c in _MAGIC)), None)
    root = Path(*parts[:first])
    if first is None or not root.is_dir():
        raise InputError(f"{given} is not there")
    return _found(given, _Tree(str(root), parts[first:]).files, "fits")


def _found(
    given: Path, find: Callable[[], Iterator[str]], verb: str
) -> Callable[[], Iterator[str]]:
    if next(find(), None) is None:
        raise InputError(f"{given} {verb} no file that is read: {_kinds()}")
    return find


@dataclass(frozen=True, slots=True)
class _Tree:
    """The readable files below a folder whose names, or a folder's above them, fit a pattern."""

    root: str
    pattern: tuple[str, ...]

    def files(self) -> Iterator[str]:
        """Find them; a folder that cannot be listed is found itself."""
        folders = [(self.root, tuple[str, ...](), _names(self.root))]
        while folders:
            folder, above, waiting = folders[-1]
            if not waiting:
                if waiting is None:
                    yield folder
                folders.pop()
                continue
            name = waiting.pop()
            names = (*above, name.removesuffix(os.sep))
            path = names[-1] if folder == "." else f"{folder.rstrip(os.sep)}{os.sep}{names[-1]}"
            if not name.endswith(os.sep):
                if self._fits(names):
                    yield path
            elif self._leads_on(names):
                folders.append((path, names, _names(path)))

    def _leads_on(self, names: tuple[str, ...]) -> bool:
        return len(names) < len(self.pattern) or "**" in self.pattern or self._fits(names)

    def _fits(self, names: tuple[str, ...]) -> bool:
        return any(_fits(names[:n], self.pattern) for n in range(1, len(names) + 1))


def _names(folder: str) -> list[str] | None:
    """What is in a folder and not hidden, the first last; None where it cannot be listed."""
    found = []
    try:
        with os.scandir(folder) as there:
            for entry in there:
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    found.append(f"{entry.name}{os.sep}")
                elif _is_readable(entry):
                    found.append(entry.name)
    except OSError:
        return None
    found.sort(key=lambda name: name.removesuffix(os.sep), reverse=True)
    return found


def _fits(names: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    if not pattern:
        return not names
    if pattern[0] == "**":
        return any(_fits(names[n:], pattern[1:]) for n in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], pattern[0]) and _fits(names[1:], pattern[1:])


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_readable(entry: os.DirEntry[str]) -> bool:
    try:
        return kind_of(entry.name) is not None and entry.is_file()
    except OSError:
        return False


def _has_fastwarc() -> bool:
    return find_spec("fastwarc") is not None


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVES)


def _kinds() -> str:
    return ", ".join(end for ends in _KINDS.values() for end in ends)
