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
    NewerReleaseWarning,
    OfflineWarning,
    ReleaseError,
    UnknownReleaseError,
)
from outsourced_care.home import contract
from outsourced_care.releases.index import (
    LATEST,
    Index,
    plain_request,
    respelling,
    version_fits,
)
from outsourced_care.releases.likeness import is_other, unlike, why_replaced
from outsourced_care.releases.local import instead_of
from outsourced_care.releases.store import (
    LookedUp,
    check_place,
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
_UPDATE = "update the package, or "
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
    source = _at(Path(path))
    if version is not None and version.strip().lower() == LATEST:
        said = f"{path} is version {source.version}; “{LATEST}” is one of many releases"
        raise DatasetError(f"{said}: leave out version= or path=")
    if version is not None and not version_fits(version, source.version):
        raise DatasetError(_not_at_hand(version, source.version))
    return source, ()


def _at(path: Path) -> TableSource:
    """Open a folder, descriptor or bundle."""
    try:
        return open_release(path) if is_bundle(path) else open_folder(path, contract())
    except OSError as error:  # a name that no file can have
        raise DatasetError(f"{path}: {error.strerror or error}") from None
    except DatasetError as error:
        instead = None
        with suppress(OSError):
            instead = _instead_of(path)
        if instead is None:
            raise
        raise DatasetError(instead) from error


def _instead_of(path: Path) -> str | None:
    """What to give in place of a path that cannot be opened, where that can be told."""
    if path.exists():
        return instead_of(path, "version={version!r} with releases={path!r}")
    asked = plain_request(str(path))
    return asked and f"{path} is no path; to ask for a release, write version={asked!r}"


def not_at_hand(version: str, there: str) -> UnknownReleaseError:
    """What to say of a version that could be in releases, and none are given."""
    return UnknownReleaseError(f"{_not_at_hand(version, there)}; {_WHERE}")


def _not_at_hand(version: str, there: str) -> str:
    return f"version {version[:50]!r} is not at hand{respelling(version)}; there is {there}"


def _by_version(version: str | None, releases: str | Path | None, home: Path) -> Choice:
    at_hand = open_at_hand(home, contract())
    if releases is not None:
        check_place(releases)
    if version is None:
        return at_hand, _newer_than_at_hand(at_hand, releases)
    if version == at_hand.version and not _is_known_as_other(at_hand, releases, home):
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
    release, other = found.release, is_other(at_hand, found.index)
    fits = version_fits(version, at_hand.version) and not other
    if fits and (release is None or not _older(at_hand.version, release.version)):
        return at_hand, _offline(version, at_hand.version, "the one at hand", found)
    if release is None:
        there = f"{at_hand.version}, with other tables than that release" if other else ""
        if found.offline is not None:
            raise ReleaseError(f"{found.offline}" + (there and f"; at hand is {there}"))
        raise not_at_hand(version, at_hand.version)
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


def _is_known_as_other(at_hand: TableSource, releases: str | Path | None, home: Path) -> bool:
    """Tell whether an index at hand has the version of the dataset at hand, with other tables."""
    with suppress(ReleaseError):
        place = find_place(releases, at_hand.releases, home)
        return place is not None and is_other(at_hand, place.seen_index())
    return False


def _newer_than_at_hand(at_hand: TableSource, releases: str | Path | None) -> tuple[Warning, ...]:
    """What to warn of as far as an index is at hand; nothing is fetched or refused for it."""
    with suppress(ReleaseError):
        place = given_place(releases, at_hand.releases)
        index = None if place is None else place.seen_index()
        newer = newer_release(index, at_hand.version, _UPDATE)
        return (*_replaced(at_hand, index), *newer)
    return ()


def _replaced(at_hand: TableSource, index: Index | None) -> tuple[Warning, ...]:
    """What to warn of when the release that goes by the version at hand was replaced since."""
    release = None if index is None else index.listed(at_hand.version)
    why = None if release is None else why_replaced(release)
    if release is None or why is None or not unlike(at_hand, release):
        return ()
    said = f"release {release.version} was replaced ({why}), and these are not its tables"
    return (NewerReleaseWarning(f"{said}; {_UPDATE}version={release.version!r} gives it"),)
