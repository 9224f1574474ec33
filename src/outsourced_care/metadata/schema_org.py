"""A descriptor flows in, JSON-LD for search engines flows out.

It is a `Dataset` of https://schema.org/Dataset, with what Google's dataset search
asks for (https://developers.google.com/search/docs/appearance/structured-data/dataset).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outsourced_care.contract import Contract, Json
from outsourced_care.metadata.extent import Extent
from outsourced_care.metadata.words import (
    Download,
    citation,
    described,
    fetched,
    rows,
    without_nothing,
)

_CONTEXT = "https://schema.org/"
_MOST_SOURCES = 100  # a page stays small; the table of articles names them all


def dataset(
    descriptor: Json,
    contract: Contract,
    downloads: Iterable[Download],
    *,
    base_url: str | None = None,
    extent: Extent | None = None,
    published: str | None = None,
) -> Json:
    """Describe the dataset.

    Args:
        descriptor: The descriptor, without faults.
        contract: The tables.
        downloads: The files that can be fetched.
        base_url: Below which they are; relative addresses without it.
        extent: What the rows are about.
        published: The day of the version, `YYYY-MM-DD`.
    """
    sources = descriptor.get("sources") or []
    return without_nothing(
        {
            "@context": _CONTEXT,
            "@type": "Dataset",
            **described(descriptor, base_url, extent, published, prefix=""),
            "creditText": citation(descriptor, published, base_url),
            "variableMeasured": list(_variables(contract, set(rows(descriptor)))),
            "citation": _sources(sources) if len(sources) <= _MOST_SOURCES else [],
            "distribution": [
                without_nothing({"@type": "DataDownload", **fetched(d, base_url)})
                for d in downloads
            ],
        }
    )


def _variables(contract: Contract, present: set[str]) -> Iterator[Json]:
    """What the main tables tell of their records; identifiers measure nothing."""
    for table in contract.values():
        if not table.main or table.name not in present:
            continue
        keys = {*table.primary_key, *(f for key in table.foreign_keys for f in key.fields)}
        for field in table.fields:
            if field.name not in keys:
                yield {
                    "@type": "PropertyValue",
                    "name": f"{table.name}.{field.name}",
                    "alternateName": field.title,
                    "description": field.description,
                }


def _sources(sources: list[Json]) -> list[Json]:
    """The articles: whoever relies on what one says cites it too."""
    return [
        without_nothing({"@type": "Article", "name": s["title"], "url": s.get("path")})
        for s in sources
    ]
