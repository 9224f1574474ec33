"""A cell that names a record of some table flows in, a link to that record flows out.

A plugin of Datasette (https://docs.datasette.io/en/stable/plugin_hooks.html#render-cell-row-value-column-table-database-datasette):
what a foreign key declares is a link anyway; which table `record_id` leads to, `table` tells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from datasette import hookimpl  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from datasette.utils import tilde_encode  # type: ignore[import-untyped]
from markupsafe import Markup

from outsourced_care.tombstones import WITHDRAWN

RECORD, TABLE = "record_id", "table"


class RecordLinks:
    """Links from `record_id` to the tables that are there.

    Args:
        tables: Their names.
    """

    def __init__(self, tables: Collection[str]) -> None:
        self.tables = frozenset(tables)

    @hookimpl  # type: ignore[untyped-decorator]
    def render_cell(
        self,
        row: Mapping[str, Any],
        value: object,
        column: str,
        table: str | None,
        database: str,
        datasette: Datasette,
    ) -> Markup | None:
        """The link of a cell; None of any other, which is shown as it is."""
        if column != RECORD or table == WITHDRAWN or not isinstance(value, str):
            return None
        cells = dict(row)
        if cells.get(TABLE) not in self.tables:
            return None
        address = datasette.urls.row(database, str(cells[TABLE]), tilde_encode(value))
        return Markup('<a href="{}">{}</a>').format(address, value)


@contextmanager
def linked(tables: Collection[str]) -> Iterator[None]:
    """Let Datasette make these links for so long."""
    links = RecordLinks(tables)
    pm.register(links)
    try:
        yield
    finally:
        pm.unregister(links)
