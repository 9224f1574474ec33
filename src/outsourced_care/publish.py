"""Rendered files and a folder flow in; the folder ends with the old set or the new one.

The new set is written to a folder beside `data/`, then exchanged with it in one step where
the system can (Linux, macOS), so that a kill at any moment leaves the old `data/` or the new.
The descriptor follows by `os.replace`; a journal finishes that step after a kill.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from outsourced_care.content import content_hash, parquet_writer, read_parquet
from outsourced_care.contract import Contract
from outsourced_care.descriptor import DESCRIPTOR, descriptor_bytes, sha256
from outsourced_care.errors import CannotRunError
from outsourced_care.files import exchange

DATA = "data"
STAGE = ".build-stage"
_NEW, _READY = "new", "ready"


class ForeignFilesError(CannotRunError):
    """`data/` holds what no build made, and would lose it."""


def install(files: Mapping[str, bytes], root: Path) -> list[str]:
    """Put the rendered files in place, all or none.

    Args:
        files: Every published file by its path below `root`.
        root: The repository's folder.

    Returns:
        The paths that changed, sorted; empty when everything was there already.

    Raises:
        ForeignFilesError: `data/` is no plain folder, or holds files that no build made.
        OSError: The folder cannot be written; what was there stays.
    """
    finish_interrupted(root)
    _refuse_foreign(files, root)
    changed = differences(files, root)
    if not changed:
        return []
    stage = root / STAGE
    hashes = {name: sha256(raw) for name, raw in files.items()}
    try:
        for name, raw in files.items():
            _write(stage / _NEW / name, raw)
        _write(stage / "unready", json.dumps(hashes).encode())
        (stage / "unready").rename(stage / _READY)
    except OSError:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _swap_in(root, hashes)
    return changed


def finish_interrupted(root: Path) -> None:
    """Finish an installation that was interrupted after its files were complete, undo any other."""
    stage = root / STAGE
    if (stage / _READY).exists():
        _swap_in(root, json.loads((stage / _READY).read_bytes()))
    elif stage.exists():
        shutil.rmtree(stage)


def differences(files: Mapping[str, bytes], root: Path) -> list[str]:
    """Which published files are missing, differ or are too many."""
    there = _published(root)
    return sorted(
        name
        for name in there | files.keys()
        if name not in files or name not in there or (root / name).read_bytes() != files[name]
    )


def compare(files: Mapping[str, bytes], root: Path, contract: Contract) -> list[str]:
    """Which published files differ in more than the pyarrow that wrote them.

    A Parquet file of another pyarrow counts as the same when its content hash is, and the
    descriptor when only the hashes of such files differ.
    """
    found = differences(files, root)
    accepted = {
        name: sha256((root / name).read_bytes())
        for name in found
        if name.endswith(".parquet") and _same_content(files, root, name, contract)
    }
    if not accepted:
        return found
    descriptor = json.loads(files[DESCRIPTOR])
    for resource in descriptor["resources"]:
        resource["hash"] = accepted.get(resource["path"], resource["hash"])
    there = {n: (root / n).read_bytes() for n in accepted}
    expected = {**files, **there, DESCRIPTOR: descriptor_bytes(descriptor)}
    return differences(expected, root)


def _refuse_foreign(files: Mapping[str, bytes], root: Path) -> None:
    """Refuse to replace what is neither in the new set nor in the old descriptor."""
    data = root / DATA
    if data.is_symlink() or (data.exists() and not data.is_dir()):
        raise ForeignFilesError(f"{DATA} is no plain folder; move it away")
    foreign = {p.relative_to(root).as_posix() for p in data.rglob("*") if not p.is_file()}
    foreign |= _published(root) - files.keys() - _described(root)
    if foreign:
        raise ForeignFilesError(
            f"{', '.join(sorted(foreign))}: not made by the build, which replaces {DATA}/ as a "
            "whole; move it away"
        )


def _described(root: Path) -> set[str]:
    """The files that the descriptor names, and the descriptor."""
    try:
        resources = json.loads((root / DESCRIPTOR).read_bytes())["resources"]
        return {str(resource["path"]) for resource in resources} | {DESCRIPTOR}
    except (OSError, ValueError, KeyError, TypeError):
        return {DESCRIPTOR}


def _same_content(files: Mapping[str, bytes], root: Path, name: str, contract: Contract) -> bool:
    path, table = root / name, contract.get(Path(name).stem)
    if table is None or name not in files or not path.is_file():
        return False
    raw = path.read_bytes()
    try:
        if parquet_writer(raw) == parquet_writer(files[name]):
            return False
        hashes = [content_hash(read_parquet(r, table), table) for r in (raw, files[name])]
    except (pa.ArrowException, OSError, KeyError):
        return False
    return hashes[0] == hashes[1]


def _swap_in(root: Path, hashes: Mapping[str, str]) -> None:
    """Exchange `data/` for the staged one unless that was done, then replace the descriptor."""
    stage = root / STAGE
    new, old = stage / _NEW, root / DATA
    if _holds(root, hashes):
        pass
    elif old.exists():
        exchange(new / DATA, old)
    else:
        (new / DATA).rename(old)
    if (new / DESCRIPTOR).exists():
        (new / DESCRIPTOR).replace(root / DESCRIPTOR)
    (stage / _READY).unlink()
    shutil.rmtree(stage)


def _holds(root: Path, hashes: Mapping[str, str]) -> bool:
    """Tell whether `data/` is already the new one."""
    there = {n: sha256((root / n).read_bytes()) for n in _published(root) if n != DESCRIPTOR}
    return there == {n: h for n, h in hashes.items() if n != DESCRIPTOR}


def _published(root: Path) -> set[str]:
    """The paths of all files in `data/`, and the descriptor where there is one."""
    there = {p.relative_to(root).as_posix() for p in (root / DATA).rglob("*") if p.is_file()}
    return there | ({DESCRIPTOR} if (root / DESCRIPTOR).exists() else set())


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
