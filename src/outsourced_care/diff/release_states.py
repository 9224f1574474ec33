"""A release's bundle flows in, the state of the dataset that it holds flows out.

A bundle is unpacked into a temporary folder, each file checked against the bundle's own sums;
one that is found through an index is first held against the size and hash recorded there.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from outsourced_care.diff.states import State, StateError, read_state
from outsourced_care.releases.bundle import Bundle, BundleError, open_bundle
from outsourced_care.releases.local import LocalReleases


def read_bundle_state(path: Path) -> State:
    """Read the state that a release's bundle holds.

    Args:
        path: The zip file.

    Raises:
        StateError: It is no bundle, is damaged, or holds no readable state.
    """
    name = path.as_posix()
    try:
        return _state(open_bundle(path), name)
    except (BundleError, OSError) as error:
        raise _refusal(name, error) from None


def read_release(folder: Path, version: str) -> State:
    """Read the state that was released as a version.

    Args:
        folder: A folder with an index of releases and their bundles.
        version: A version, its beginning (`0.1` is the newest of 0.1.x), or `latest`.

    Raises:
        UnknownReleaseError: There is no such release.
        ReleaseError: The index cannot be read, or the bundle is not the one that it lists.
        StateError: The bundle holds no readable state, or that of another version.
    """
    release, bundle = LocalReleases(folder, folder.name).open(version)
    name = f"release {release.version}"
    state = _state(bundle, name)
    if state.version != release.version:
        said = f"{bundle.path.name} says it is version {str(state.version)[:50]!r}"
        raise StateError(f"{name}: {said}")
    return state


def latest_version(folder: Path) -> str | None:
    """The version of the newest release in a folder; None when it has no index or no release.

    Raises:
        ReleaseError: There is an index, but it cannot be read.
    """
    latest = LocalReleases(folder, folder.name).listed().latest
    return None if latest is None else latest.version


def _state(bundle: Bundle, name: str) -> State:
    try:
        with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
            bundle.extract(Path(folder))
            return read_state(Path(folder), name)
    except (BundleError, OSError) as error:
        raise _refusal(name, error) from None


def _refusal(name: str, error: BundleError | OSError) -> StateError:
    why = error.strerror or error if isinstance(error, OSError) else error
    return StateError(f"{name}: {why}")
