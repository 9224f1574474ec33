"""Descriptor and contract flow in, the bytes of each file of metadata flow out."""

from __future__ import annotations

from collections.abc import Iterable

from outsourced_care.contract import Contract, Json
from outsourced_care.metadata import words
from outsourced_care.metadata.croissant import croissant
from outsourced_care.metadata.csvw import GROUP, csvw, path_beside
from outsourced_care.metadata.dataset_card import CARD, dataset_card
from outsourced_care.metadata.extent import Extent
from outsourced_care.metadata.schema_org import dataset
from outsourced_care.metadata.text import json_bytes

SCHEMA_ORG = "schema-org.jsonld"
CROISSANT = "croissant.json"


def paths(tables: Iterable[str]) -> set[str]:
    """The paths that `files` may give where the files of tables are beside the descriptor."""
    return {SCHEMA_ORG, CROISSANT, CARD, GROUP, *(path_beside(f"{t}.csv") for t in tables)}


def files(
    descriptor: Json,
    contract: Contract,
    base_url: str | None = None,
    *,
    extent: Extent | None = None,
    published: str | None = None,
    more: Iterable[words.Download] = (),
) -> dict[str, bytes]:
    """Every file of metadata, by its path beside the descriptor.

    Args:
        descriptor: The descriptor of the tables' files, without faults.
        contract: The tables.
        base_url: Where the folder is served; without it addresses are relative to the folder.
        extent: What the rows are about, as `extent` tells.
        published: The day of the version, `YYYY-MM-DD`; without it no date is told.
        more: Other files that can be fetched, and those of the descriptor of which more is
            known (their size, say), by the same path.

    Raises:
        ValueError: No table has a file.
    """
    known = {d.path: d for d in [*words.downloads(descriptor), *more]}.values()
    page = dataset(
        descriptor, contract, known, base_url=base_url, extent=extent, published=published
    )
    machine = croissant(
        descriptor, contract, known, base_url=base_url, extent=extent, published=published
    )
    card = dataset_card(
        descriptor, contract, known, base_url=base_url, extent=extent, published=published
    )
    return {
        SCHEMA_ORG: json_bytes(page),
        CROISSANT: json_bytes(machine),
        CARD: card,
        **{path: json_bytes(content) for path, content in csvw(descriptor, contract, known)},
    }
