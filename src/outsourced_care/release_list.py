"""A place of releases flows in, what can be loaded flows out: releases and the version at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.errors import OfflineWarning
from outsourced_care.home import contract
from outsourced_care.releases.likeness import unlike, why_replaced
from outsourced_care.releases.store import find_place, known_index
from outsourced_care.table_source import TableSource, open_at_hand
from outsourced_care.versions import is_version, parse

AT_HAND = "at hand"


@dataclass(frozen=True, slots=True)
class Listed:
    """One version that can be loaded.

    Attributes:
        version: Its version.
        date: The day of its release, `YYYY-MM-DD`; None when it was not released.
        rows: How many rows its tables have together; None when nothing tells.
        where: `at hand`, or the path or address of its bundle.
        replaced: Why the bundle that it had first was replaced; None when it was not.
    """

    version: str
    date: str | None
    rows: int | None
    where: str
    replaced: str | None = None


def listed(
    releases: str | Path | None, home: Callable[[], Path]
) -> tuple[list[Listed], tuple[Warning, ...]]:
    """Find what can be loaded, the newest first.

    Args:
        releases: Where releases are kept.
        home: Gives the folder of the dataset at hand.

    Returns:
        Each release and the version at hand, and what to warn of. Without a connection those
        releases are left out that are not kept on this machine.

    Raises:
        DatasetError: The place is none, its index is none or cannot be read, or the dataset at
            hand cannot be read.
    """
    folder = home()
    at_hand = open_at_hand(folder, contract())
    place = find_place(releases, at_hand.releases, folder)
    here = Listed(at_hand.version, None, _rows(at_hand), AT_HAND)
    if place is None:
        return [here], ()
    index, offline = known_index(place)
    found = [] if index.listed(at_hand.version) else [here]
    for release in index.releases:
        own = release.version == at_hand.version and not unlike(at_hand, release)
        if own or offline is None or place.kept(release) is not None:
            rows = sum(table.rows for table in release.tables.values())
            where, why = AT_HAND if own else place.where(release), why_replaced(release)
            found.append(Listed(release.version, release.date, rows, where, why))
    found.sort(key=lambda one: _order(one.version), reverse=True)
    if offline is None:
        return found, ()
    return found, (OfflineWarning(f"only what is on this machine is listed: {offline}"),)


def _rows(source: TableSource) -> int | None:
    """How many rows its tables have together, as its descriptor tells."""
    told = [source.resources.get(name, {}).get("rows") for name in source.contract]
    counts = [one for one in told if isinstance(one, int)]
    return sum(counts) if len(counts) == len(told) else None


def _order(version: str) -> tuple[int, ...]:
    """What versions are put in order by; any that is none comes first."""
    return tuple(parse(version)) if is_version(version) else (10**9,)
