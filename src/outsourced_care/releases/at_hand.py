"""A dataset and the index of releases flow in, whether it is the release of its version flows out.

What is proven of a dataset alone is that it is what its own descriptor says; who builds it anew
writes that descriptor too.
"""

from __future__ import annotations

from contextlib import nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from outsourced_care.errors import DatasetError, ReleaseError
from outsourced_care.home import contract, home
from outsourced_care.package_check import Show
from outsourced_care.releases.index import Index
from outsourced_care.releases.likeness import some_of, unlike, why_replaced
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.store import Releases, find_place
from outsourced_care.table_source import TableSource, open_at_hand, open_folder
from outsourced_care.verification import Item, Verification, verify


def verify_at_hand(
    releases: str | None, articles: Path | None, show: Show = lambda _: None
) -> Verification:
    """Verify the dataset at hand, also against the release whose version it has.

    Args:
        releases: Where releases are kept; by default as for `load`, as far as the index there is
            known without a connection.
        articles: A folder with the article texts; without it passages are left alone.
        show: Called with what is being done.

    Raises:
        ReleaseError: What `releases` names is no place of releases, or its index cannot be had.
        OSError: The dataset cannot be read.
    """
    try:
        at_hand = open_at_hand(home(), contract())
    except DatasetError:  # which the parts that cannot be read tell better
        return verify(None, articles, show)
    place = None
    with nullcontext() if releases is not None else suppress(ReleaseError):
        place = find_place(releases, at_hand.releases, home())
    index = None
    if place is not None:
        index = place.seen_index() if releases is None else place.index()
    return _held_against(place, index, at_hand, verify(None, articles, show))


def verify_folder(path: Path, articles: Path | None, show: Show = lambda _: None) -> Verification:
    """Verify a folder or descriptor; in a checkout also against its own releases.

    Raises:
        NoPackageError: The path holds no tables.
        OSError: The path cannot be read.
    """
    found = verify(path, articles, show)
    place = LocalReleases.of(path if path.is_dir() else path.parent)
    with suppress(DatasetError):
        return _held_against(place, place.seen_index(), open_folder(path, contract()), found)
    return found


def _held_against(
    place: Releases | None, index: Index | None, source: TableSource, found: Verification
) -> Verification:
    """What was found of a dataset, and whether it is the release whose version it has."""
    if place is None or index is None:
        return found
    release = index.listed(source.version)
    if release is None:
        newest = "none yet" if index.latest is None else index.latest.version
        said = f"{source.version} is none of the releases in {place.shown} (newest: {newest})"
        return replace(found, unreleased=said)
    differing, reason = unlike(source, release), why_replaced(release)
    why = f"not as released: {some_of(differing)}" if differing else None
    if why is not None and reason is not None:
        why += f"; the release was replaced ({reason}), and an old copy is not taken for it"
    item = Item("release", release.version, "changed" if why else "verified", why)
    return replace(found, items=[*found.items, item])
