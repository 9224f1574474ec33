"""A cell that names a record flows in, a link flows out; from a record, links to what names it.

A plugin of Datasette (https://docs.datasette.io/en/stable/plugin_hooks.html): what a foreign key
declares is a link anyway, both ways; which table `record_id` leads to, `table` tells.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from datasette import hookimpl  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from datasette.utils import tilde_decode, tilde_encode  # type: ignore[import-untyped]
from jinja2 import ChoiceLoader, DictLoader, Environment
from markupsafe import Markup

from outsourced_care.contract import Contract, Json
from outsourced_care.exports.sql import quoted
from outsourced_care.tombstones import WITHDRAWN

RECORD, TABLE = "record_id", "table"
_NAMED = '"table" = :table AND record_id = :record_id'
_ROW = """\
{% extends "default:row.html" %}
{% block content %}
{{ super() }}
{% if naming %}
<h2>What tells of this record</h2>
<ul>
{% for name, address, count in naming %}
  <li><a href="{{ address }}">{{ name }} ({{ "{:,}".format(count) }})</a></li>
{% endfor %}
</ul>
{% endif %}
{% endblock %}
"""


class RecordLinks:
    """Links from `record_id` to the tables that are there, and back.

    Args:
        tables: The tables.
    """

    def __init__(self, tables: Contract) -> None:
        self.tables = frozenset(tables)
        self.naming = [
            name
            for name, table in tables.items()
            if {RECORD, TABLE} <= set(table.names) and name != WITHDRAWN
        ]

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

    @hookimpl  # type: ignore[untyped-decorator]
    def prepare_jinja2_environment(self, env: Environment) -> None:
        """Put the links below a record's page."""
        before = [env.loader] if env.loader else []
        env.loader = ChoiceLoader([DictLoader({"row.html": _ROW}), *before])

    @hookimpl  # type: ignore[untyped-decorator]
    def extra_template_vars(
        self, view_name: str, database: str, table: str, request: Any, datasette: Datasette
    ) -> Callable[[], Awaitable[Json]]:
        """The tables with rows that name a record, with their addresses and how many they are."""

        async def naming() -> Json:
            if view_name != "row" or table not in self.tables:
                return {}
            names = {TABLE: table, RECORD: tilde_decode(request.url_vars["pks"])}
            found = []
            for name in self.naming:
                sql = f"SELECT count(*) FROM {quoted(name)} WHERE {_NAMED}"  # noqa: S608
                count = (await datasette.get_database(database).execute(sql, names)).first()[0]
                address = f"{datasette.urls.table(database, name)}?{urlencode(names)}"
                found.append((name, address, count))
            return {"naming": [one for one in found if one[2]]}

        return naming


@contextmanager
def linked(tables: Contract) -> Iterator[None]:
    """Let Datasette make these links for so long."""
    links = RecordLinks(tables)
    pm.register(links)
    try:
        yield
    finally:
        pm.unregister(links)
