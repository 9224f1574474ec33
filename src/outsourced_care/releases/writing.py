"""Files that go together flow in, a folder that holds them all flows out, whenever it is killed.

Each file is written beside `data/`, in the folder that builds are staged in, which the next
build or release clears away; then it takes its place in one step.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from outsourced_care.errors import CannotRunError
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.git import GitError, commit_named, git, git_bytes
from outsourced_care.publish import DATA, STAGE, install

_SOURCES = ("entries", "schemas")  # what is read there counts, whatever git was told to ignore
_MOST_BYTES = 10_000_000  # of a file that is read


class NoHistoryError(CannotRunError):
    """The folder is in no git repository, or nothing was committed yet."""


class UnfitReleaseError(CannotRunError):
    """Something that a release is made of is missing, unfit or damaged."""


def write(root: Path, published: Mapping[str, bytes], others: Mapping[str, bytes]) -> list[str]:
    """Write the published files, then the others in their order.

    Returns:
        The files that were not there already, in the order in which they were written.

    Raises:
        CannotRunError: `data/` holds what no build made.
        OSError: A file cannot be written; those that were stay, and another run writes the rest.
    """
    changed = install(published, root)
    later = [name for name, raw in others.items() if not holds(root / name, raw)]
    stage = root / STAGE
    try:
        for number, name in enumerate(later):
            stage.mkdir(exist_ok=True)
            _replace(stage / str(number), root / name, others[name])
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return changed + later


def holds(path: Path, raw: bytes) -> bool:
    """Tell whether a file holds just these bytes."""
    return path.is_file() and path.read_bytes() == raw


def unclean(root: Path, planned: Mapping[str, bytes]) -> list[str]:
    """Which files are not as they were committed, nor already what is to be written.

    Args:
        root: The repository's folder.
        planned: Every file that is to be written.

    Raises:
        NoHistoryError: There is no commit to compare with.
    """
    last_commit(root)
    plain = ("--no-ext-diff", "--no-textconv", "--no-renames", "--relative")
    listed = [
        *git(root, "diff", "--name-only", "-z", *plain, "HEAD", "--").split("\0"),
        *git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0"),
        *git(root, "ls-files", "--others", "-z", "--", *_SOURCES).split("\0"),
    ]
    names = {name for name in listed if name and not name.startswith(f"{STAGE}/")}
    return sorted(name for name in names if not _as_planned(root, name, planned))


def last_commit(root: Path) -> str:
    """The hash of the last commit.

    Raises:
        NoHistoryError: There is none.
    """
    try:
        return commit_named(root, "HEAD")
    except GitError as error:
        raise NoHistoryError(f"a release is made from a commit: {error}") from None


def last_day(root: Path) -> str:
    """The day of the last commit, `YYYY-MM-DD`, where whoever made it was.

    Raises:
        GitError: There is none.
    """
    return git(root, "log", "-1", "--format=%cs", "HEAD").strip()


def committed(root: Path, name: str) -> bytes | None:
    """What the last commit holds of a file; None when it holds none."""
    try:
        return git_bytes(root, "cat-file", "blob", f"HEAD:./{name}")
    except GitError:
        return None


def read_file(root: Path, name: str) -> bytes:
    """Read a file of the repository.

    Raises:
        UnfitReleaseError: It is missing or unfit.
    """
    try:
        return read_bytes(root / name, _MOST_BYTES)
    except UnfitFileError as error:
        raise UnfitReleaseError(f"{name}: {error}") from None
    except OSError as error:
        raise UnfitReleaseError(f"{name}: {error.strerror or error}") from None


def _as_planned(root: Path, name: str, planned: Mapping[str, bytes]) -> bool:
    if name in planned:
        return holds(root / name, planned[name])
    return name.startswith(f"{DATA}/") and not os.path.lexists(root / name)


def _replace(staged: Path, path: Path, raw: bytes) -> None:
    """Put a file in its place in one step, with the rights of the one that was there."""
    with staged.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        staged.chmod(path.stat().st_mode)
    path.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(path)
