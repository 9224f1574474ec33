"""A dataset and what an index says of a release flow in, where the two differ flows out.

A version is a name, and data that was built anew under it is not the release so called. The
content hashes that a descriptor records are compared; the files are held to it elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from outsourced_care.package_files import resource_name
from outsourced_care.releases.index import Index, Release, schema_hash
from outsourced_care.table_source import FORMS, TableSource

_SCHEMAS = "the schemas"
_SHOWN = 5


def unlike(source: TableSource, release: Release) -> list[str]:
    """The tables that are not those of a release, and `the schemas` when these are others.

    Args:
        source: A dataset, of any version.
        release: What the index says of the release.
    """
    names = dict.fromkeys([*release.tables, *source.contract])
    differing = [name for name in names if not _same(source, release, name)]
    if schema_hash(source.contract) != release.schema_hash:
        differing.append(_SCHEMAS)
    return differing


def is_other(source: TableSource, index: Index | None) -> bool:
    """Tell whether a dataset goes by the version of a release that an index tells otherwise."""
    release = None if index is None else index.listed(source.version)
    return release is not None and bool(unlike(source, release))


def some_of(names: Sequence[str]) -> str:
    """Names in a row, of many the first."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def why_replaced(release: Release) -> str | None:
    """Why the bundle of a release was replaced, in one line; None when it was not."""
    reasons = [" ".join(was.reason.split())[:200] for was in release.replaced]
    return "; ".join(reasons) or None


def _same(source: TableSource, release: Release, name: str) -> bool:
    """Tell whether every file of a table is said to hold what the release's holds."""
    table = release.tables.get(name)
    there = [source.resources.get(resource_name(name, form)) for form in FORMS]
    told = [(one.get("rows"), one.get("contentHash")) for one in there if one is not None]
    expected = None if table is None else (table.rows, table.content_hash)
    return bool(told) and all(one == expected for one in told)
