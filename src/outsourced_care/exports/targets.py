"""A path to write flows in, a complete file or folder at that path flows out, or what was there.

What is written grows in a folder beside the path and takes its place at the end.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outsourced_care import metadata
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.exports.bundle import ExportError
from outsourced_care.files import exchange
from outsourced_care.home import contract, home

_SUFFIXES = (".csv", ".parquet", ".json")
_SOURCES = ("data", "schemas", "entries", DESCRIPTOR)  # of the dataset, in its home


def refuse(out: Path, *, folder: bool, force: bool) -> None:
    """Refuse a path that must not be replaced.

    Args:
        out: The path, resolved.
        folder: Whether a folder is to be written there.
        force: Whether what is there may be replaced.

    Raises:
        ExportError: Something is there that stays.
    """
    refuse_home(out)
    if not out.exists():
        return
    if out.is_dir() != folder:
        what, wanted = ("a folder", "a file") if out.is_dir() else ("a file", "a folder")
        raise ExportError(f"{out} is {what}, and this format is written as {wanted}; name another")
    if folder:
        if out == Path.cwd() or out in Path.cwd().parents:
            raise ExportError(f"{out} is the folder you are in; name a new one inside it")
        if not any(out.iterdir()):
            return
        _refuse_others(out)
    elif not out.is_file():
        raise ExportError(f"{out} is no ordinary file; name another")
    if not force:
        raise ExportError(f"{out} exists; give --force to replace it")
    if not out.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise ExportError(f"{out} is read-only; make it writable or name another")


def refuse_home(out: Path) -> None:
    """Refuse the folder that the dataset is read from, what it holds and what holds it.

    Raises:
        ExportError: It is one of them.
    """
    own = home().resolve()
    if any(_same(out, folder) for folder in (own, *own.parents)):
        raise ExportError(f"{out} holds the dataset itself; name a new folder")
    checkout = (own / "src").is_dir()  # where other folders stand beside the dataset
    for source in [own / name for name in _SOURCES] if checkout else [own]:
        if any(_same(path, source) for path in (out, *out.parents)):
            raise ExportError(f"{out} belongs to the dataset itself; name another path")


def _same(one: Path, other: Path) -> bool:
    """Tell whether two paths are the same, however they are spelt."""
    return one == other or (one.exists() and other.exists() and one.samefile(other))


def _refuse_others(out: Path) -> None:
    """Refuse a folder that holds anything but what an earlier export wrote there."""
    names = {p.name for p in out.iterdir()}
    ours = {f"{t}{s}" for t in contract() for s in _SUFFIXES} | metadata.paths(contract())
    if others := sorted(names - ours - {DESCRIPTOR}):
        raise ExportError(f"{out} holds other files ({_few(others)}); name a new folder")
    hashes = _hashes(out / DESCRIPTOR)
    if not hashes or hashes.keys() - ours:
        missing = f"no {DESCRIPTOR}" if DESCRIPTOR not in names else f"its {DESCRIPTOR} is another"
        raise ExportError(f"{out} is no earlier export: {missing}; name a new folder")
    changed = [
        n for n in sorted(names & ours)
        if (out / n).is_symlink() or not (out / n).is_file()
        or hashes.get(n) != sha256((out / n).read_bytes())
    ]  # fmt: skip
    if changed:
        was = f"{out} was changed since it was exported ({_few(changed)})"
        raise ExportError(f"{was}; name a new folder")


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def _hashes(descriptor: Path) -> dict[str, str]:
    """The hash of each file that a descriptor lists, as far as it can be read."""
    try:
        content = json.loads(descriptor.read_bytes())
        listed = [*content["resources"], *content.get("metadata", ())]
        return {str(r["path"]): str(r["hash"]) for r in listed}
    except (KeyError, OSError, RecursionError, TypeError, ValueError):
        return {}


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """Give a path beside the wanted one to write to; put it in place when all went well.

    Raises:
        OSError: It cannot be written; what was there stays.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        stage = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    except OSError as error:  # told of the path that was named, not of a temporary one
        raise OSError(error.errno, error.strerror, str(out)) from None
    try:
        yield stage / out.name
        _flush(stage / out.name)
        if out.is_dir():
            exchange(stage / out.name, out)
        else:
            (stage / out.name).replace(out)
    except OSError as error:
        if str(error.filename).startswith(str(stage)):
            raise OSError(error.errno, error.strerror, str(out)) from None
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _flush(path: Path) -> None:
    """Make sure that the disk has it: some disks say only now that they are full."""
    for file in path.rglob("*") if path.is_dir() else [path]:
        if file.is_dir():
            continue
        with file.open("rb+") as written:
            os.fsync(written.fileno())
