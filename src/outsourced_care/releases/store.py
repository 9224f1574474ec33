"""A version flows in, the bundle of that release flows out, from a folder or the web.

Releases are looked for in the first place that is given: the argument `releases`,
`$OUTSOURCED_CARE_RELEASES`, the property `releases` of the descriptor, `releases/` of a checkout.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from outsourced_care.dataset_errors import (
    NewerReleaseWarning,
    OfflineWarning,
    ReleaseError,
    UnknownReleaseError,
)
from outsourced_care.releases.cache import RemoteReleases
from outsourced_care.releases.index import INDEX, RELEASES, Index, Release
from outsourced_care.releases.local import LocalReleases
from outsourced_care.versions import VersionError, is_version

ENVIRONMENT = "OUTSOURCED_CARE_RELEASES"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class Releases(Protocol):
    """Where releases are kept."""

    @property
    def shown(self) -> str:
        """What messages call it."""

    def index(self) -> Index:
        """The list of releases.

        Raises:
            ReleaseError: It cannot be read.
        """

    def seen_index(self) -> Index | None:
        """The list as far as it is known without a connection; None when it is not."""

    def kept(self, release: Release) -> Path | None:
        """The bundle, when it is kept here whatever becomes of the place itself."""

    def bundle(self, release: Release) -> Path:
        """The bundle, which is the file that the index lists.

        Raises:
            ReleaseError: It cannot be had.
            TamperedError: It is not that file.
        """


def given_place(argument: str | Path | None, setting: object) -> Releases | None:
    """The place that the argument, the environment or the descriptor names.

    Args:
        argument: The argument `releases`.
        setting: The property `releases` of the descriptor.

    Raises:
        ReleaseError: What they name is no folder and no address.
    """
    given = argument if argument is not None else os.environ.get(ENVIRONMENT) or None
    if given is None and setting is None:
        return None
    address = given if given is not None else setting
    if isinstance(address, str) and _SCHEME.match(address):
        return RemoteReleases.at(address)
    if given is None:
        raise ReleaseError("the descriptor's property “releases” is no http or https address")
    if not isinstance(given, (str, os.PathLike)) or not str(given):
        raise ReleaseError("the place of releases is no folder and no http or https address")
    return LocalReleases(Path(given))


def find_place(argument: str | Path | None, setting: object, home: Path) -> Releases | None:
    """The first place that is given, `releases/` in the folder `home` among them.

    Raises:
        ReleaseError: What is given is no place.
    """
    given = given_place(argument, setting)
    if given is None and (home / RELEASES / INDEX).is_file():
        return LocalReleases(home / RELEASES)
    return given


def look_up(place: Releases, version: str) -> tuple[Index, Release, tuple[Warning, ...]]:
    """Find a version in the index of a place.

    Without a connection that is the index seen last, for an exact version whose bundle is kept.

    Args:
        place: Where releases are kept.
        version: A version, its beginning, or `latest`.

    Returns:
        The index, the release, and what to warn of.

    Raises:
        UnknownReleaseError: There is no such release.
        ReleaseError: The index cannot be read.
    """
    warnings: tuple[Warning, ...] = ()
    try:
        index = place.index()
    except ReleaseError as error:
        seen = place.seen_index()
        if seen is None or not _is_kept(place, seen, version):
            raise
        index = seen
        warnings = (OfflineWarning(f"release {version} is the one in the cache: {error}"),)
    return index, index.find(version, place.shown), warnings


def _is_kept(place: Releases, index: Index, version: str) -> bool:
    if not is_version(version):
        return False
    with suppress(UnknownReleaseError):
        return place.kept(index.find(version)) is not None
    return False


def newer_release(
    index: Index | None, version: str, remedy: str = ""
) -> tuple[NewerReleaseWarning, ...]:
    """What to warn of when there is a newer release that breaks nothing."""
    with suppress(VersionError):
        newer = index.newer(version) if index is not None else None
        if newer is not None:
            said = f"release {newer.version} corrects {version} and breaks nothing"
            return (NewerReleaseWarning(f"{said}; {remedy}version={newer.version!r} gives it"),)
    return ()
