"""A folder and a pattern flow in, the files that are found below it flow out, in order.

Folders that a run has made, or is making, are passed over: what was extracted is no article.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from outsourced_care.archive.kinds import kind_of
from outsourced_care.archive.made_folders import is_made


@dataclass(frozen=True, slots=True)
class Tree:
    """The files to read below a folder whose names, or a folder's above them, fit a pattern.

    What is called like such a file is found whatever it is, but for folders.
    """

    root: str
    pattern: tuple[str, ...]

    def files(self, *, every: bool = False) -> Iterator[str]:
        """Find them; a folder that cannot be listed is found itself.

        Args:
            every: Whether to find those of no kind that is read, too.
        """

        def wanted(name: str) -> bool:
            return every or kind_of(name) is not None

        folders = [(self.root, tuple[str, ...](), _names(self.root, wanted))]
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
                folders.append((path, names, _names(path, wanted)))

    def finds(self, path: Path) -> bool:
        """Tell whether a path that was found elsewhere is one of those found here."""
        names = path.parts[len(Path(self.root).parts) :]
        folders = [path, *path.parents][len(names) - 1 : 0 : -1]
        if any(n.startswith(".") for n in names) or any(f.is_symlink() for f in folders):
            return False
        if any(is_made(folder) for folder in folders):
            return False
        if not names or self._fits(names):
            return True
        return self._leads_on(names) and path.is_dir() and not path.is_symlink()

    def _leads_on(self, names: tuple[str, ...]) -> bool:
        return len(names) < len(self.pattern) or "**" in self.pattern or self._fits(names)

    def _fits(self, names: tuple[str, ...]) -> bool:
        return any(_fits(names[:n], self.pattern) for n in range(1, len(names) + 1))


def _names(folder: str, wanted: Callable[[str], bool]) -> list[str] | None:
    """The folders and files in a folder, the first last; None where it cannot be listed.

    Args:
        folder: The folder; one that a run has made has none.
        wanted: Tells by its name which file is; what is hidden is not.
    """
    found: list[str] = []
    if is_made(Path(folder)):
        return found
    try:
        with os.scandir(folder) as there:
            for entry in there:
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    found.append(f"{entry.name}{os.sep}")
                elif wanted(entry.name):
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
