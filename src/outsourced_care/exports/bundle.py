"""Names of tables flow in, their rows and what is said about the dataset flow out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from outsourced_care import __version__
from outsourced_care.contract import Contract, ForeignKey, Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.errors import ReleaseError
from outsourced_care.home import contract, home
from outsourced_care.loader import DatasetError, declared, load
from outsourced_care.metadata.words import citation
from outsourced_care.releases.likeness import unlike
from outsourced_care.releases.store import find_place
from outsourced_care.table_source import TableSource, open_at_hand


class ExportError(ValueError):
    """The dataset cannot be exported; the message is the one line that says why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is exported.

    Attributes:
        contract: The tables.
        rows: Their rows.
        words: The descriptor's own words.
        published: The day on which the version was released; None where it was not.
    """

    contract: Contract
    rows: dict[str, pa.Table]
    words: Json
    published: str | None = None

    @property
    def title(self) -> str:
        """What the dataset is called."""
        return str(self.words["title"])

    @property
    def version(self) -> str:
        """The version of the dataset."""
        return str(self.words.get("version", __version__))

    @property
    def licence(self) -> str:
        """The licences, by name and address."""
        names = [(x.get("title") or x["name"], x.get("path")) for x in self.words["licenses"]]
        return "; ".join(f"{name} ({path})" if path else str(name) for name, path in names)

    @property
    def citation(self) -> str:
        """How to cite the dataset."""
        return citation({**self.words, "version": self.version}, self.published)

    def about(self) -> list[tuple[str, str]]:
        """What a reader must know before the tables, as property and value."""
        return [
            ("title", self.title),
            ("version", self.version),
            ("description", str(self.words["description"])),
            ("licence", self.licence),
            ("how to cite", self.citation),
        ]

    def foreign_keys(self, table: Table) -> list[ForeignKey]:
        """The foreign keys of a table whose other end is exported too."""
        return [
            k
            for k in table.foreign_keys
            if k.resource in self.contract and k.reference in self.contract[k.resource].keys
        ]


def gather(names: Sequence[str] | None, show: Callable[[str], None]) -> Bundle:
    """Load tables and the words about them.

    Args:
        names: The tables, in any order; by default all.
        show: Called with what is being done.

    Raises:
        ExportError: A table is unknown, or the dataset cannot be loaded.
    """
    try:
        wanted = {declared(name).name for name in names or contract()}
        tables = [t for t in contract().values() if t.name in wanted]
        rows = {}
        for table in tables:
            show(f"loading {table.name}")
            rows[table.name] = _arrow(load(table.name), table)
        published = released_on(open_at_hand(home(), contract()))
    except DatasetError as error:
        raise ExportError(str(error)) from None
    return Bundle(Contract(tables), rows, _words(), published)


def released_on(source: TableSource, releases: str | None = None) -> str | None:
    """The day on which a dataset was released, `YYYY-MM-DD`, as far as it is known offline.

    Args:
        source: The dataset.
        releases: Where releases are kept; by default as for `load`.

    Returns:
        The day; None where the index lists no such version, or lists other tables under it.
    """
    with suppress(ReleaseError):
        place = find_place(releases, source.releases, home())
        index = None if place is None else place.seen_index()
        release = None if index is None else index.listed(source.version)
        if release is not None and not unlike(source, release):
            return release.date
    return None


def _words() -> Json:
    """The descriptor without its resources."""
    words = json.loads((home() / DESCRIPTOR).read_bytes())
    return {k: v for k, v in words.items() if k != "resources"}


def _arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    """A loaded frame in the Arrow types of the contract."""
    columns = {}
    for field in table.fields:
        cells = frame[field.name]
        if isinstance(cells.dtype, pd.CategoricalDtype):
            cells = cells.astype(object)
        columns[field.name] = pa.Array.from_pandas(cells).cast(field.to_arrow().type)
    return pa.table(columns)
