"""A path or version flows in, where the tables are read from flows out.

The version at hand is that of the checkout or the installed package. It needs no release; any
other version does, and only looking for one may use the network.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from outsourced_care.errors import (
    DatasetError,
    OfflineWarning,
    ReleaseError,
    UnknownReleaseError,
)
from outsourced_care.home import contract
from outsourced_care.releases.index import LATEST, respelling, version_fits
from outsourced_care.releases.store import (
    LookedUp,
    find_place,
    given_place,
    look_up,
    newer_release,
)
from outsourced_care.table_source import (
    TableSource,
    is_bundle,
    open_at_hand,
    open_folder,
    open_release,
)
from outsourced_care.versions import is_version, parse

_WHERE = "releases= or $OUTSOURCED_CARE_RELEASES names a folder or address of releases"

Choice = tuple[TableSource, tuple[Warning, ...]]


def chosen(
    path: str | Path | None,
    version: str | None,
    releases: str | Path | None,
    home: Callable[[], Path],
) -> Choice:
    """Open what `load` was asked for.

    Args:
        path: A folder, descriptor or bundle.
        version: A version, its beginning, or `latest`.
        releases: Where releases are kept.
        home: Gives the folder of the dataset at hand.

    Returns:
        Where to read the tables from, and what to warn of.

    Raises:
        DatasetError: There is no such version, or it cannot be had or read.
    """
    if version is not None and not isinstance(version, str):
        raise DatasetError(f"version {version!r} is no text such as “0.1.0”, “0.1” or “{LATEST}”")
    if path is None:
        return _by_version(version, releases, home())
    if releases is not None:
        raise DatasetError("path= and releases= name two places; give one of them")
    given = Path(path)
    source = open_release(given) if is_bundle(given) else open_folder(given, contract())
    if version is not None and not version_fits(version, source.version):
        raise DatasetError(_not_at_hand(version, source.version))
    return source, ()


def not_at_hand(version: str, there: str) -> UnknownReleaseError:
    """What to say of a version that could be in releases, and none are given."""
    return UnknownReleaseError(f"{_not_at_hand(version, there)}; {_WHERE}")


def _not_at_hand(version: str, there: str) -> str:
    return f"version {version[:50]!r} is not at hand{respelling(version)}; there is {there}"


def _by_version(version: str | None, releases: str | Path | None, home: Path) -> Choice:
    at_hand = open_at_hand(home, contract())
    if version is None or version == at_hand.version:
        return at_hand, _newer_than_at_hand(at_hand, releases)
    place = find_place(releases, at_hand.releases, home)
    if place is None:
        if version_fits(version, at_hand.version):
            return at_hand, ()
        raise not_at_hand(version, at_hand.version)
    try:
        found = look_up(place, version)
    except UnknownReleaseError as error:
        if version_fits(version, at_hand.version):
            return at_hand, ()
        raise UnknownReleaseError(f"{error}; at hand is {at_hand.version}") from None
    release, fits = found.release, version_fits(version, at_hand.version)
    if fits and (release is None or not _older(at_hand.version, release.version)):
        return at_hand, _offline(version, at_hand.version, "the one at hand", found)
    if release is None:
        raise found.offline or not_at_hand(version, at_hand.version)
    source = open_release(place.bundle(release), release.version)
    warnings = _offline(version, release.version, "the newest in the cache", found)
    if version == release.version:
        warnings += newer_release(found.index, version)
    return source, warnings


def _offline(version: str, taken: str, which: str, found: LookedUp) -> tuple[Warning, ...]:
    """What to warn of when nobody could be asked which releases there are by now."""
    if found.offline is None:
        return ()
    if version == taken:
        return (OfflineWarning(f"release {taken} is the one in the cache: {found.offline}"),)
    listed = (r.version for r in found.index.releases if version_fits(version, r.version))
    newest = next(listed, taken)
    more = f"{newest} is newer" if _older(taken, newest) else "there may be a newer one"
    said = f"version {version!r} is taken as {taken}, {which}; {more}"
    return (OfflineWarning(f"{said}: {found.offline}"),)


def _older(one: str, other: str) -> bool:
    return is_version(one) and parse(one) < parse(other)


def _newer_than_at_hand(at_hand: TableSource, releases: str | Path | None) -> tuple[Warning, ...]:
    """What to warn of as far as an index is at hand; nothing is fetched or refused for it."""
    with suppress(ReleaseError):
        place = given_place(releases, at_hand.releases)
        if place is not None:
            return newer_release(place.seen_index(), at_hand.version, "update the package, or ")
    return ()
