"""A release's bundle flows in, the state of the dataset that it holds flows out.

A bundle is unpacked into a temporary folder, each file checked against the bundle's own sums;
one that is found through an index is first held against the size and hash recorded there.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from outsourced_care.diff.states import State, StateError, read_state
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.releases.bundle import Bundle, BundleError, open_bundle
from outsourced_care.releases.index import (
    INDEX,
    MOST_BYTES,
    Index,
    IndexFault,
    Release,
    UnknownVersionError,
    read_index,
)


class UnknownReleaseError(StateError):
    """There is no release with that version, or no index of releases."""


def read_bundle_state(path: Path, name: str | None = None) -> State:
    """Read the state that a release's bundle holds.

    Args:
        path: The zip file.
        name: What to call it; the path by default.

    Raises:
        StateError: It is no bundle, is damaged, or holds no readable state.
    """
    name = name or path.as_posix()
    try:
        with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
            open_bundle(path).extract(Path(folder))
            return read_state(Path(folder), name)
    except BundleError as error:
        raise StateError(f"{name}: {error}") from None
    except OSError as error:
        raise StateError(f"{name}: {error.strerror or error}") from None


def read_release(folder: Path, version: str) -> State:
    """Read the state that was released as a version.

    Args:
        folder: A folder with an index of releases and their bundles.
        version: A version, its beginning (`0.1` is the newest of 0.1.x), or `latest`.

    Raises:
        UnknownReleaseError: There is no index, or no such release in it.
        StateError: The index cannot be read, or the bundle is not the one that it lists.
    """
    release, bundle = open_release(folder, version)
    name = f"release {release.version}"
    state = read_bundle_state(bundle.path, name)
    if state.version != release.version:
        said = f"{bundle.path.name} says it is version {str(state.version)[:50]!r}"
        raise StateError(f"{name}: {said}")
    return state


def open_release(folder: Path, version: str) -> tuple[Release, Bundle]:
    """Find a release and open its bundle, which is the one that the index lists.

    Args:
        folder: As in `read_release`.
        version: As in `read_release`.

    Raises:
        UnknownReleaseError: There is no index, or no such release in it.
        StateError: The index cannot be read, or the bundle is not the one that it lists.
    """
    if not (folder / INDEX).exists():
        raise UnknownReleaseError(f"there is no {Path(folder.name, INDEX).as_posix()}")
    try:
        release = _index(folder).find(version)
    except UnknownVersionError as error:
        raise UnknownReleaseError(f"{folder.name}: {error}") from None
    path, name = folder / release.bundle.path, f"release {release.version}"
    _refuse_other_bytes(path, name, release)
    try:
        return release, open_bundle(path)
    except BundleError as error:
        raise StateError(f"{name}: {error}") from None


def latest_version(folder: Path) -> str | None:
    """The version of the newest release in a folder; None when it has no index or no release.

    Raises:
        StateError: There is an index, but it cannot be read.
    """
    if not (folder / INDEX).exists():
        return None
    latest = _index(folder).latest
    return None if latest is None else latest.version


def _index(folder: Path) -> Index:
    shown = Path(folder.name, INDEX).as_posix()
    try:
        return read_index(read_bytes(folder / INDEX, MOST_BYTES))
    except (IndexFault, UnfitFileError) as error:
        raise StateError(f"{shown}: {error}") from None
    except OSError as error:
        raise StateError(f"{shown}: {error.strerror or error}") from None


def _refuse_other_bytes(path: Path, name: str, release: Release) -> None:
    """Refuse a bundle that is not the one in the index."""
    shown = f"{path.parent.name}/{path.name}"
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StateError(f"{name}: {shown}: {error.strerror or error}") from None
    if size != release.bundle.bytes:
        said = f"has {size:,} bytes; {INDEX} lists {release.bundle.bytes:,}"
        raise StateError(f"{name}: {shown} {said}")
    if f"sha256:{found}" != release.bundle.hash:
        raise StateError(f"{name}: {shown} is not the file that {INDEX} lists")
