"""Files are read if they are fit to be, and replaced whole or not at all."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


class UnfitFileError(ValueError):
    """A file that is not read: a link, no plain file, or too large."""


def read_bytes(path: Path, most: int) -> bytes:
    """Read a plain file that may have come from anywhere.

    Args:
        path: The file.
        most: The most bytes that it may have.

    Raises:
        UnfitFileError: It is a symbolic link, a folder, a device or a pipe, or larger.
        OSError: It is not there or cannot be read.
    """
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise UnfitFileError("it is a symbolic link; put the file itself there")
    if not stat.S_ISREG(found.st_mode):
        raise UnfitFileError("it is no plain file")
    if found.st_size > most:
        raise UnfitFileError(f"it has {found.st_size:,} bytes; {most:,} are the most")
    return path.read_bytes()


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with LF line ends, all of it or nothing.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    with replaced(path) as file:
        file.write(text)


@contextmanager
def replaced(path: Path) -> Iterator[TextIO]:
    """A file to write to, in UTF-8 with LF line ends, that takes its place when all went well.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    except OSError as error:  # told of the path that was named, not of a temporary one
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def exchange(a: Path, b: Path) -> None:
    """Exchange two folders of one file system, in one step where the system has one.

    Where it has none, the old folder `b` ends as `old` beside `a`.

    Raises:
        OSError: They cannot be exchanged; both stay.
    """
    if _rename_exchange(a, b):
        return
    aside = a.with_name("old")
    b.rename(aside)
    try:
        a.rename(b)
    except BaseException:
        aside.rename(b)
        raise


def _rename_exchange(a: Path, b: Path) -> bool:
    """Call renameat2(RENAME_EXCHANGE) on Linux or renamex_np(RENAME_SWAP) on macOS."""
    here, exchange = -100, 2  # AT_FDCWD; both systems number the flag 2
    paths = os.fsencode(a), os.fsencode(b)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            return bool(libc.renameat2(here, paths[0], here, paths[1], exchange) == 0)
        if sys.platform == "darwin":
            return bool(libc.renamex_np(paths[0], paths[1], exchange) == 0)
    except (AttributeError, OSError, TypeError):
        pass
    return False
