"""What is asked of a run flows in, the folder beside the output where it grows flows out.

`DIR.unfinished` holds a plan, the batches that are finished, and at the end the output on its way
to `DIR`. A run that was stopped or killed leaves it, and `--resume` goes on with it.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import filterfalse
from pathlib import Path
from uuid import uuid4

from outsourced_care import __version__
from outsourced_care.archive.batches import BATCHES
from outsourced_care.archive.inputs import InputError
from outsourced_care.archive.made_folders import PLAN, REPORT, is_made
from outsourced_care.archive.origins import SOURCES
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.exports.bundle import ExportError
from outsourced_care.exports.targets import refuse_home
from outsourced_care.extraction.extract import machine_contract

_LOCK = "lock"
_PART = re.compile(r"part-[0-9]{5,}\.parquet")
_UNFINISHED = ".unfinished"
_NEW, _GONE = "new", "gone"
_BEGINNING = 60.0  # seconds, of which the folder of a run takes some thousandths to begin
_ANOTHER = "another run is writing {}; wait for it, or stop it"
_NAMES = {
    "version": "version of the package",
    "inputs": "inputs",
    "published": "--published",
    "batch": "--batch",
    "limit": "--limit",
    "tables": "--tables",
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides what comes out: a run that goes on must have the same.

    Attributes:
        inputs: The paths as they were given.
        published: When the articles were published that tell no date, in EDTF.
        batch: How many articles a batch has at most.
        limit: How many articles are read in all; None for all.
        tables: The tables that are written.
        version: That of the package.
    """

    inputs: tuple[str, ...]
    published: str | None
    batch: int
    limit: int | None
    tables: tuple[str, ...]
    version: str = __version__


def target_of(out: Path) -> Path:
    """The folder itself that is to be written, where a link leads to it.

    Raises:
        InputError: The link leads to nothing.
    """
    if not out.is_symlink():
        return out
    if not out.exists():
        raise InputError(f"{out} is a link to nothing; name a folder")
    return out.resolve()


def work_of(out: Path) -> Path:
    """Where the output grows."""
    return out.with_name(f"{out.name}{_UNFINISHED}")


def chosen(tables: tuple[str, ...]) -> tuple[str, ...]:
    """The tables to write, in the order of the contract, the articles among them.

    Args:
        tables: Their names; none for all.

    Raises:
        InputError: There is no such table.
    """
    known = tuple(machine_contract())
    if unknown := [name for name in tables if name not in known]:
        raise InputError(f"there is no table {unknown[0][:80]!r}; there are {', '.join(known)}")
    return tuple(name for name in known if not tables or name in (*tables, "articles"))


def refuse(out: Path, *, force: bool) -> None:
    """Refuse a folder that must not be replaced.

    Raises:
        InputError: Something is there that stays.
    """
    try:
        refuse_home(out.resolve())
    except ExportError as error:
        raise InputError(str(error)) from None
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out} is a file; name a folder")
    if out.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise InputError(f"{out} is the folder you are in; name a new one inside it")
    if not any(out.iterdir()):
        return
    if (other := _other_than_ours(out)) is not None:
        raise InputError(f"{out} holds other files ({other}); move them, or name a new folder")
    if not force:
        raise InputError(f"{out} holds tables already; give --force to replace them")


def _other_than_ours(out: Path) -> Path | None:
    """What a folder holds besides what an earlier run wrote; None when nothing."""
    if not is_made(out):
        return next(out.iterdir())
    tables, files = {*machine_contract()}, {DESCRIPTOR, REPORT, SOURCES}
    for path in out.iterdir():
        if path.is_symlink() or not (path.name in tables if path.is_dir() else path.name in files):
            return path
        if path.is_dir() and (other := next(filterfalse(_is_part, path.iterdir()), None)):
            return other
    return None


def _is_part(path: Path) -> bool:
    return bool(_PART.fullmatch(path.name)) and path.is_file() and not path.is_symlink()


def begin_refused(out: Path, *, force: bool) -> Path:
    """Refuse to begin where a run did not come to its end; give the folder that it would have.

    Raises:
        InputError: There is one, or something else in its place.
    """
    work = work_of(out)
    if os.path.lexists(work):
        if _plan_in(work) is None:
            raise InputError(f"{work} is in the way; it is no unfinished run")
        if (work / _LOCK).exists():
            with held(work):
                pass
        if not force:
            why = "holds a run that did not come to its end"
            raise InputError(f"{work} {why}; give --resume to go on, --force to begin anew")
    return work


def begin(plan: Plan, out: Path, *, force: bool) -> Path:
    """Make the folder of an unfinished run.

    Raises:
        InputError: There is one already, or something else in its place.
        OSError: It cannot be made.
    """
    work = begin_refused(out, force=force)
    if work.exists():
        with held(work):
            remove(work)
    out.parent.mkdir(parents=True, exist_ok=True)
    _sweep(work)
    try:
        growing = _beside(work, _NEW)
    except OSError as error:  # told of the path that was named, not of a temporary one
        raise OSError(error.errno, error.strerror, str(out)) from None
    try:
        (growing / BATCHES).mkdir()
        (growing / PLAN).write_text(json.dumps(asdict(plan), indent=2) + "\n", encoding="ascii")
        growing.replace(work)
    except BaseException as error:
        shutil.rmtree(growing, ignore_errors=True)
        if isinstance(error, OSError) and work.is_dir():  # another was quicker
            raise InputError(_ANOTHER.format(work)) from None
        raise
    return work


def find_again(plan: Plan, out: Path) -> Path:
    """The folder of the run that is to go on.

    Raises:
        InputError: There is none, or it is of a run with other settings.
    """
    work = work_of(out)
    if not os.path.lexists(work):
        is_whole = out.is_dir() and is_made(out)
        why = f"{out} is whole" if is_whole else f"{work} is not there"
        raise InputError(f"there is nothing to resume: {why}")
    there = _plan_in(work)
    if there is None:
        raise InputError(f"{work} is no unfinished run")
    wanted = json.loads(json.dumps(asdict(plan)))
    if other := [name for name in _NAMES if there.get(name) != wanted[name]]:
        told = "; ".join(f"{_NAMES[n]} was {_shown(there.get(n))}" for n in other)
        raise InputError(f"{work} is of another run ({told}); give the same, or --force alone")
    return work


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))[:200]
    return "not given" if value is None else str(value)[:200]


def _plan_in(work: Path) -> dict[str, object] | None:
    try:
        told = json.loads((work / PLAN).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) and "inputs" in told else None


@contextmanager
def held(work: Path) -> Iterator[None]:
    """Keep another run out of the folder meanwhile.

    Raises:
        InputError: There is one.
    """
    try:
        import fcntl
    except ImportError:  # a system without such locks
        yield
        return
    try:
        lock = (work / _LOCK).open("ab")
    except FileNotFoundError:  # it has been removed in this moment
        raise InputError(_ANOTHER.format(work)) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(_ANOTHER.format(work)) from None
        except OSError:  # a file system without them
            pass
        yield


def remove(work: Path) -> None:
    """Remove the folder of a run: it is gone at once, and then its files."""
    with suppress(OSError):
        work.replace(_beside(work, _GONE))
    _sweep(work)


def _beside(work: Path, what: str) -> Path:
    """A new hidden folder, which is nothing yet or nothing any more."""
    folder = work.with_name(f".{work.name}.{what}.{uuid4().hex}")
    folder.mkdir()
    return folder


def _sweep(work: Path) -> None:
    """Remove such folders, of killed runs too; not one that may be about to begin."""
    for what, age in ((_GONE, 0.0), (_NEW, _BEGINNING)):
        for left in work.parent.glob(f".{glob.escape(work.name)}.{what}.*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime >= age:
                    shutil.rmtree(left, ignore_errors=True)
