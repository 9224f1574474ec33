"""A dataset flows in, the same many times over flows out."""

from __future__ import annotations

from outsourced_care.contract import Table
from outsourced_care.site.dataset import Dataset, Row


def copies(dataset: Dataset, times: int) -> Dataset:
    """Repeat every row; each copy has identifiers of its own and refers to its own."""
    rows = {}
    for name, table in dataset.contract.items():
        named = _identifiers(table)
        own = dataset.rows[name]
        rows[name] = [_renamed(row, named, number) for number in range(times) for row in own]
    return Dataset(dataset.contract, rows, dataset.descriptor)


def _identifiers(table: Table) -> set[str]:
    own = set(table.primary_key) if len(table.primary_key) == 1 else set()
    others = {key.fields[0] for key in table.foreign_keys if len(key.fields) == 1}
    return own | others | ({"record_id"} & {*table.names})


def _renamed(row: Row, named: set[str], number: int) -> Row:
    if number == 0:
        return row
    return {c: f"{v}-copy-{number}" if v and c in named else v for c, v in row.items()}
