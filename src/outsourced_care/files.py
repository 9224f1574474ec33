"""Text or a folder flows in; what stands in its place is the old one or the new one."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with LF line ends, all of it or nothing.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode if path.exists() else 0o644
        Path(name).chmod(mode)
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
