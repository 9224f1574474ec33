"""What a person calls a state flows in, the state of the dataset flows out.

A state goes by the path of a data package or of a release's bundle, by the version of a release
in releases/, or by a git revision; what comes first in this order is meant.
"""

from __future__ import annotations

import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.diff.git_states import UnknownRevisionError, read_revision
from outsourced_care.diff.release_states import latest_version, read_bundle_state, read_release
from outsourced_care.diff.states import (
    TABLES_HERE,
    State,
    StateError,
    is_folder,
    is_package,
    read_state,
)
from outsourced_care.errors import UnknownReleaseError
from outsourced_care.releases.changelog import planned_version
from outsourced_care.releases.index import LATEST, RELEASES
from outsourced_care.releases.local import instead_of
from outsourced_care.versions import VersionError, parse

_LAST = "HEAD"  # what to compare with when nothing is named and nothing was released


def read_pair(root: Path, old: str | None, new: str | None) -> tuple[State, State]:
    """Read two states that are to be compared.

    Args:
        root: The repository's folder.
        old: The name of a state; by default the latest release's, the last commit's without.
        new: The name of a state; by default the tables in `data/`, for the version that the
            changelog names.

    Raises:
        StateError: There is no such state, or it is not in order.
        ReleaseError: The releases cannot be read.
    """
    released = latest_version(root / RELEASES)
    named, old = old, old or released or _LAST
    before = read_named(root, old)
    if named is None and released is None:
        before = replace(before, name=f"{before.name}, as {_nothing_released(root)}")
    if not is_package(Path(old)):
        before = _since_release(root / RELEASES, before)
    after = _read_here(root) if new is None else read_named(root, new)
    if any(name and is_package(Path(name)) for name in (old, new)):
        return _comparable(before, after)
    return before, after


def read_named(root: Path, named: str) -> State:
    """Read the state that a name means.

    Args:
        root: The repository's folder.
        named: A path, the version of a release (its beginning, `latest`), or a git revision.

    Raises:
        StateError: Nothing is so called, or it is not in order.
        ReleaseError: No revision is so called that looks like a release, or those cannot be read.
    """
    path, releases = Path(named), root / RELEASES
    if named and is_package(path):
        return read_bundle_state(path) if _is_bundle(path) else read_state(path)
    try:
        return read_release(releases, named)
    except UnknownReleaseError as error:
        unknown = error
    try:
        return read_revision(root, named)
    except UnknownRevisionError:
        if named and is_folder(path):
            instead = instead_of(path, "{version}")
            said = f"{named} holds no {DESCRIPTOR}, and no revision is so called"
            raise StateError(f"{said}; {instead}" if instead else said) from None
        if not _like_a_release(named):
            raise
        if latest_version(releases) is not None:
            raise unknown from None
        said = f"no git revision {named!r}, and {_nothing_released(root)}"
        raise StateError(f"{said}, in which releases are found") from None


def _like_a_release(named: str) -> bool:
    return named == LATEST or named[:1].isdecimal()


def _nothing_released(root: Path) -> str:
    """Why there is no release, in words that follow others."""
    if (root / RELEASES).is_dir():
        return f"there is no release in {RELEASES}/"
    return f"there is no folder {RELEASES}/"


def _read_here(root: Path) -> State:
    """The tables in `data/`, as they were built last."""
    planned = planned_version(root, latest_version(root / RELEASES))
    return replace(read_state(root, TABLES_HERE), planned=planned)


def _is_bundle(path: Path) -> bool:
    """Tell whether a file is, or should be, a release's bundle."""
    with suppress(OSError):
        return path.is_file() and (path.suffix == ".zip" or zipfile.is_zipfile(path))
    return False


def _since_release(releases: Path, state: State) -> State:
    """A state that others are compared with, its version counted from the release before it.

    Versions are counted from what readers have: one that was raised and not yet released is
    theirs who raise it again.
    """
    released = latest_version(releases)
    with suppress(VersionError):
        if released is not None and parse(state.version or "") > parse(released):
            return replace(state, name=f"{state.name} after release {released}", version=released)
    return state


def _comparable(old: State, new: State) -> tuple[State, State]:
    """Two states without their files where they share none, as an export and `data/`."""
    if old.files.keys() & new.files.keys():
        return old, new
    return replace(old, files={}), replace(new, files={})
