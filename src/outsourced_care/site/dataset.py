"""The files of a dataset flow in, its rows flow out, to be asked for by the values of cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from outsourced_care.contract import Contract, Json
from outsourced_care.home import home
from outsourced_care.release_choice import chosen

Row = Mapping[str, Any]


class Dataset:
    """Contract, rows and descriptor of one version.

    Args:
        contract: The tables.
        rows: The rows of each table.
        descriptor: What the package says of itself.
    """

    def __init__(
        self, contract: Contract, rows: Mapping[str, Sequence[Row]], descriptor: Json
    ) -> None:
        self.contract = contract
        self.rows = rows
        self.descriptor = descriptor
        self._by: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[Row]]] = {}

    def where(self, table: str, /, **cells: object) -> list[Row]:
        """The rows of a table that have these cells, in its order."""
        columns = tuple(cells)
        index = self._by.get((table, columns))
        if index is None:
            index = defaultdict(list)
            for row in self.rows[table]:
                index[tuple(row[c] for c in columns)].append(row)
            self._by[table, columns] = dict(index)
        return self._by[table, columns].get(tuple(cells.values()), [])

    def get(self, table: str, key: object) -> Row | None:
        """The row with an identifier; None when there is none."""
        found = self.where(table, **{self.contract[table].primary_key[0]: key})
        return found[0] if found else None

    def refers(self, table: str, column: str) -> str | None:
        """The table whose records a column names by their identifiers."""
        for key in self.contract[table].foreign_keys:
            own = self.contract[key.resource].primary_key
            if key.fields == (column,) and key.reference == own:
                return key.resource
        return None

    def meaning(self, table: str, column: str, value: object) -> tuple[str, str]:
        """Label and definition of a value of a closed vocabulary; the value itself of others."""
        for category in self.contract[table][column].categories:
            if category.value == value:
                return category.label, category.description
        return str(value), ""


def read(root: Path, descriptor: Json) -> tuple[Dataset, dict[str, pa.Table]]:
    """Read the dataset in a folder, for pages and for other formats.

    Raises:
        DatasetError: A table is missing or unfit.
    """
    source, _ = chosen(root, None, None, home)
    tables = {name: source.rows(table) for name, table in source.contract.items()}
    rows = {name: found.to_pylist() for name, found in tables.items()}
    return Dataset(source.contract, rows, descriptor), tables
