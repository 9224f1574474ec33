"""Names of tables flow in, their rows and what is said about the dataset flow out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from outsourced_care import __version__
from outsourced_care.contract import Contract, ForeignKey, Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.home import contract, home
from outsourced_care.loader import DatasetError, declared, load


class ExportError(ValueError):
    """The dataset cannot be exported; the message is the one line that says why."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is exported: tables of the contract, their rows, the descriptor's own words."""

    contract: Contract
    rows: dict[str, pa.Table]
    words: Json

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
        by = ", ".join(str(c["title"]) for c in self.words["contributors"])
        licence = ", ".join(str(x["name"]) for x in self.words["licenses"])
        address = f" {self.words['homepage']}." if self.words.get("homepage") else ""
        return f"{by}: {self.title}, version {self.version} (dataset). {licence}.{address}"

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
    except DatasetError as error:
        raise ExportError(str(error)) from None
    return Bundle(Contract(tables), rows, _words())


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
