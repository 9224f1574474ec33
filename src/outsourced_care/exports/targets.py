"""A path to write flows in, a complete file or folder at that path flows out, or what was there.

What is written grows in a folder beside the path and takes its place at the end.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.exports.bundle import ExportError
from outsourced_care.files import exchange
from outsourced_care.home import contract

_SUFFIXES = (".csv", ".parquet", ".json")


def refuse(out: Path, *, folder: bool, force: bool) -> None:
    """Refuse a path that must not be replaced.

    Args:
        out: The path, resolved.
        folder: Whether a folder is to be written there.
        force: Whether what is there may be replaced.

    Raises:
        ExportError: Something is there that stays.
    """
    if not out.exists():
        return
    if out.is_dir() != folder:
        what, wanted = ("a folder", "a file") if out.is_dir() else ("a file", "a folder")
        raise ExportError(f"{out} is {what}, and this format is written as {wanted}; name another")
    if folder:
        if out == Path.cwd() or out in Path.cwd().parents:
            raise ExportError(f"{out} is the folder you are in; name a new one inside it")
        names = {p.name for p in out.iterdir()}
        ours = {DESCRIPTOR, *(f"{t}{s}" for t in contract() for s in _SUFFIXES)}
        others = sorted(names - ours)
        if others:
            shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
            raise ExportError(f"{out} holds other files ({shown}); name a new folder")
        if not names:
            return
    elif not out.is_file():
        raise ExportError(f"{out} is no ordinary file; name another")
    if not force:
        raise ExportError(f"{out} exists; give --force to replace it")
    if not out.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise ExportError(f"{out} is read-only; make it writable or name another")


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give a path beside the wanted one to write to; put it in place when all went well.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        yield stage / out.name
        _flush(stage / out.name)
        if out.is_dir():
            exchange(stage / out.name, out)
        else:
            (stage / out.name).replace(out)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _flush(path: Path) -> None:
    """Make sure that the disk has it: some disks say only now that they are full."""
    for file in path.iterdir() if path.is_dir() else [path]:
        with file.open("rb+") as written:
            os.fsync(written.fileno())
