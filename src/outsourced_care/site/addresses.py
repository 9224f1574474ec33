"""Records flow in, the addresses of their pages flow out, relative to the root of the site."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from outsourced_care.site.dataset import Dataset, Row

# the tables whose records have a page of their own; the others stand on the page of one of these
PAGED = ("articles", "quotes", "events", "organisations", "proposals", "people")
_PARTS_OF = {
    "positions": ("proposals", "proposal_id"),
    "proposal_terms": ("proposals", "proposal_id"),
}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


class UnfitIdentifierError(ValueError):
    """An identifier that cannot be the name of a file."""


def table_page(name: str) -> str:
    """Where the page of a table is."""
    return f"tables/{_fit(name.replace('_', '-'))}.html"


def record_page(table: str, key: str) -> str:
    """Where the page of a record is, of one of the tables in `PAGED`.

    Raises:
        UnfitIdentifierError: The identifier is none.
    """
    return f"{table}/{_fit(key)}.html"


def address(dataset: Dataset, table: str, key: object) -> str | None:
    """Where a record is told of; None when it is not there."""
    row = dataset.get(table, key) if table in dataset.rows else None
    if row is None:
        return None
    if table in PAGED:
        return record_page(table, str(key))
    if table in _PARTS_OF:
        whole, column = _PARTS_OF[table]
        return f"{record_page(whole, row[column])}#{_fit(str(key))}"
    return None


def identifiers(dataset: Dataset) -> dict[str, str]:
    """Where each record is told of, by its identifier, if no other has the same."""
    found: dict[str, set[str]] = {}
    for table in (*PAGED, *_PARTS_OF):
        for row in dataset.rows[table]:
            key = row[dataset.contract[table].primary_key[0]]
            found.setdefault(key, set()).add(address(dataset, table, key) or "")
    return {key: pages.pop() for key, pages in found.items() if len(pages) == 1}


def label(dataset: Dataset, table: str, key: object) -> str:
    """What a link to a record says."""
    row = dataset.get(table, key) if table in dataset.rows else None
    return str(key) if row is None else title(table, row)


def title(table: str, row: Row) -> str:
    """What a record is called."""
    if table == "quotes":
        return f"{row['speaker'] or row['speaker_role'] or 'Unnamed source'}: {row['paraphrase']}"
    for column in ("title", "name", "statement", "holder"):
        if row.get(column) is not None:
            return str(row[column])
    return str(next(iter(row.values())))


def web_address(value: object) -> str | None:
    """The value when it is an address on the web, so that a link may lead there."""
    try:
        parts = urlsplit(str(value))
    except ValueError:
        return None
    return str(value) if parts.scheme in ("http", "https") and parts.netloc else None


def _fit(slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise UnfitIdentifierError(f"{slug[:80]!r} cannot be the name of a page")
    return slug
