"""A version flows in, the bundle of that release flows out, from a folder or the web.

Releases are looked for in the first place that is given: the argument `releases`,
`$OUTSOURCED_CARE_RELEASES`, the property `releases` of the descriptor, `releases/` of a checkout.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from outsourced_care.errors import NewerReleaseWarning, ReleaseError
from outsourced_care.releases.cache import RemoteReleases
from outsourced_care.releases.download import parts
from outsourced_care.releases.index import INDEX, RELEASES, Index, Release, version_fits
from outsourced_care.releases.local import LocalReleases
from outsourced_care.versions import VersionError

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

    def where(self, release: Release) -> str:
        """Where the bundle is, as messages call it."""

    def bundle(self, release: Release) -> Path:
        """The bundle, which is the file that the index lists.

        Raises:
            ReleaseError: It cannot be had.
            TamperedError: It is not that file.
        """


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A version that was looked for.

    Attributes:
        index: The index; without a connection the one seen last.
        release: The release; without a connection the newest that fits and whose bundle is
            kept, None when there is none.
        offline: Why the index could not be read anew, if so.
    """

    index: Index
    release: Release | None
    offline: ReleaseError | None = None


def given_place(argument: str | Path | None, setting: object) -> Releases | None:
    """The place that the argument, the environment or the descriptor names.

    Args:
        argument: The argument `releases`; the index in a folder stands for the folder.
        setting: The property `releases` of the descriptor.

    Raises:
        ReleaseError: What they name is no folder and no address.
    """
    given = argument if argument is not None else os.environ.get(ENVIRONMENT) or None
    if given is None and setting is None:
        return None
    address = given if given is not None else setting
    if isinstance(address, str) and _SCHEME.match(address):
        return RemoteReleases.at(address.removesuffix(f"/{INDEX}"))
    if given is None:
        raise ReleaseError("the descriptor's property “releases” is no http or https address")
    if not isinstance(given, (str, os.PathLike)) or not str(given):
        raise ReleaseError("the place of releases is no folder and no http or https address")
    try:
        folder = Path(given).expanduser()
    except RuntimeError:  # ~ of nobody
        raise ReleaseError(f"{given} names no folder of releases") from None
    return LocalReleases(folder.parent if folder.name == INDEX else folder)


def check_place(argument: str | Path) -> None:
    """Refuse an argument `releases` that is no place, as far as that costs no connection.

    Raises:
        ReleaseError: It is no folder with an index of releases, and no address.
    """
    if isinstance(argument, str) and _SCHEME.match(argument):
        parts(argument)
        return
    place = given_place(argument, None)
    if place is not None:
        place.index()


def find_place(argument: str | Path | None, setting: object, home: Path) -> Releases | None:
    """The first place that is given, `releases/` in the folder `home` among them.

    Raises:
        ReleaseError: What is given is no place.
    """
    given = given_place(argument, setting)
    if given is None and (home / RELEASES / INDEX).is_file():
        return LocalReleases(home / RELEASES)
    return given


def look_up(place: Releases, version: str) -> LookedUp:
    """Find a version in the index of a place; without a connection, among what is kept.

    Args:
        place: Where releases are kept.
        version: A version, its beginning, or `latest`.

    Raises:
        UnknownReleaseError: There is no such release.
        ReleaseError: The index cannot be read, and none was seen before.
    """
    index, offline = known_index(place)
    if offline is None:
        return LookedUp(index, index.find(version, place.shown))
    fitting = (r for r in index.releases if version_fits(version, r.version))
    kept = next((r for r in fitting if place.kept(r) is not None), None)
    return LookedUp(index, kept, offline)


def known_index(place: Releases) -> tuple[Index, ReleaseError | None]:
    """The index of a place; without a connection the one seen last, and why it is that.

    Raises:
        ReleaseError: It cannot be read, and none was seen before.
    """
    try:
        return place.index(), None
    except ReleaseError as error:
        seen = place.seen_index()
        if seen is None:
            raise
        return seen, error


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
