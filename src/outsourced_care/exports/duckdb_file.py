"""A bundle flows in, a DuckDB database flows out, the data dictionary as its comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.contract import Field, Table
from outsourced_care.exports.bundle import Bundle, ExportError
from outsourced_care.exports.sql import (
    DUCKDB,
    VIEW,
    VIEW_SAYS,
    create_indexes,
    create_table,
    create_view,
    quoted,
    text,
)

_BLOCK = 16_384  # the smallest; every index takes whole blocks


def write(bundle: Bundle, path: Path, form: str, show: Callable[[str], None]) -> None:
    """Write a database with every table, comments and the view `quotes_full`."""
    try:
        with closing(duckdb.connect()) as database:
            database.execute(f"ATTACH {text(str(path))} AS exported (BLOCK_SIZE {_BLOCK})")
            database.execute("USE exported")
            for table in _referenced_first(bundle):
                show(f"writing {table.name}")
                _add(database, bundle, table)
            database.execute('CREATE TABLE "about" ("property" VARCHAR PRIMARY KEY, value VARCHAR)')
            database.executemany("INSERT INTO about VALUES (?, ?)", bundle.about())
            for statement in create_view(bundle, DUCKDB):
                database.execute(statement)
                database.execute(f"COMMENT ON VIEW {quoted(VIEW)} IS {text(VIEW_SAYS)}")
    except duckdb.Error as error:
        raise ExportError(f"{form} cannot be written: {str(error).splitlines()[0]}") from None


def _add(database: duckdb.DuckDBPyConnection, bundle: Bundle, table: Table) -> None:
    database.execute(create_table(bundle, table, DUCKDB))
    for rows in _parents_first(bundle.rows[table.name], table):
        database.register("incoming", rows)
        database.execute(f"INSERT INTO {quoted(table.name)} SELECT * FROM incoming")  # noqa: S608
        database.unregister("incoming")
    for statement in (*_comments(table), *create_indexes(bundle, table)):
        database.execute(statement)


def _comments(table: Table) -> Iterator[str]:
    yield f"COMMENT ON TABLE {quoted(table.name)} IS {text(table.description)}"
    for field in table.fields:
        column = f"{quoted(table.name)}.{quoted(field.name)}"
        yield f"COMMENT ON COLUMN {column} IS {text(_meaning(field))}"


def _meaning(field: Field) -> str:
    values = "".join(f"\n{c.value}: {c.description}" for c in field.categories)
    return f"{field.description} ({field.origin}){values}"


def _referenced_first(bundle: Bundle) -> Iterator[Table]:
    """The tables, each after those that its foreign keys lead to."""
    waiting = dict(bundle.contract.items())
    while waiting:
        ready = [
            table
            for table in waiting.values()
            if not {k.resource for k in bundle.foreign_keys(table)} & waiting.keys() - {table.name}
        ]
        if not ready:
            raise ExportError(f"the foreign keys of {', '.join(waiting)} go round in a circle")
        for table in ready:
            yield waiting.pop(table.name)


def _parents_first(rows: pa.Table, table: Table) -> Iterator[pa.Table]:
    """The rows in steps, each after those that its keys to the same table lead to."""
    own = [k for k in table.foreign_keys if k.resource == table.name and len(k.fields) == 1]
    known = pa.array([], pa.string())
    while own and rows.num_rows:
        ready = pa.array([True] * rows.num_rows)
        for key in own:
            cells = rows[key.fields[0]]
            ready = pc.and_(ready, pc.or_(pc.is_null(cells), pc.is_in(cells, value_set=known)))
        step = rows.filter(ready)
        if not step.num_rows:
            break
        yield step
        rows = rows.filter(pc.invert(ready))
        known = pa.concat_arrays([known, step[own[0].reference[0]].combine_chunks()])
    if rows.num_rows:
        yield rows
