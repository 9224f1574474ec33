"""Paths that others wrote flow in, whether and where to follow them flows out."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import Path, PurePosixPath

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


def leads_out(path: str, folder: Path, *, trust_links: bool) -> str | None:
    """Why a path that a descriptor gives is not to be followed; None when it stays inside.

    Args:
        path: The path as it is written.
        folder: The descriptor's folder.
        trust_links: Judge by the written path alone, so that a folder whose files are links
            can be read; otherwise by where links lead, too.
    """
    if _ADDRESS.match(path):
        return "is an address, and nothing is fetched"
    outside = "points outside the folder"
    if "\0" in path or "\\" in path or path.startswith("/") or ".." in PurePosixPath(path).parts:
        return outside
    try:
        if trust_links or (folder / path).resolve().is_relative_to(folder.resolve()):
            return None
    except (OSError, RuntimeError, ValueError):  # links that lead to themselves
        pass
    return outside


def is_there(path: Path) -> bool:
    """Tell whether a path is a file, or a link that may lead to one."""
    return path.is_symlink() or path.is_file()


def other_letters(folder: Path, known: Set[str]) -> list[tuple[str, str]]:
    """Files in a folder and its `data` that have known names but for capital letters.

    Returns:
        Each file's name, and the known one.
    """
    found = []
    for inside in (folder, folder / "data"):
        names = {p.name for p in inside.iterdir()} if inside.is_dir() else set()
        found += [(n, n.lower()) for n in sorted(names - known) if n.lower() in known - names]
    return found
