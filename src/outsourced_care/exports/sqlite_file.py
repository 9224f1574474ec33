"""A bundle flows in, a SQLite database flows out, always of the same bytes.

It is made in memory and written in one go by VACUUM, which leaves no trace of how it was made
but the version of the SQLite library in its header.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from outsourced_care.exports.bundle import Bundle, ExportError
from outsourced_care.exports.sql import (
    SQLITE,
    create_indexes,
    create_table,
    create_view,
    names,
    quoted,
)

_DICTIONARY = """
CREATE TABLE "about" ("property" TEXT PRIMARY KEY, "value" TEXT NOT NULL);
CREATE TABLE "dictionary" (
  "table" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "column" TEXT NOT NULL,
  "type" TEXT NOT NULL,
  "required" BOOLEAN NOT NULL,
  "origin" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  PRIMARY KEY ("table", "column")
);
CREATE TABLE "dictionary_values" (
  "table" TEXT NOT NULL,
  "column" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "label" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  PRIMARY KEY ("table", "column", "value"),
  FOREIGN KEY ("table", "column") REFERENCES "dictionary" ("table", "column")
);
"""


def write(bundle: Bundle, path: Path, form: str, show: Callable[[str], None]) -> None:
    """Write a database with every table, the dictionary and the view `quotes_full`."""
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            for name in bundle.rows:
                show(f"writing {name}")
                _add(database, bundle, name)
            _describe(database, bundle)
            for statement in create_view(bundle, SQLITE):
                database.execute(statement)
            database.commit()
            loose = database.execute("PRAGMA foreign_key_check").fetchall()
            if loose:
                raise ExportError(f"a row of {loose[0][0]} refers to no row of {loose[0][2]}")
            database.execute("VACUUM INTO ?", (str(path),))
    except (sqlite3.Error, OverflowError) as error:
        raise ExportError(f"{form} cannot be written: {error}") from None


def _add(database: sqlite3.Connection, bundle: Bundle, name: str) -> None:
    table, rows = bundle.contract[name], bundle.rows[name]
    database.execute(create_table(bundle, table, SQLITE))
    marks = ", ".join("?" * len(table.names))
    columns = [map(_cell, rows[column].to_pylist()) for column in table.names]
    into = f"INSERT INTO {quoted(name)} ({names(table.names)}) VALUES ({marks})"  # noqa: S608
    database.executemany(into, zip(*columns, strict=True))
    for statement in create_indexes(bundle, table):
        database.execute(statement)


def _cell(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _describe(database: sqlite3.Connection, bundle: Bundle) -> None:
    """Add what the dataset is and what its columns and values mean."""
    database.executescript(_DICTIONARY)
    database.executemany("INSERT INTO about VALUES (?, ?)", bundle.about())
    database.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _columns(bundle))
    database.executemany("INSERT INTO dictionary_values VALUES (?, ?, ?, ?, ?)", _values(bundle))


def _columns(bundle: Bundle) -> Iterator[tuple[object, ...]]:
    for table in bundle.contract.values():
        for position, f in enumerate(table.fields, start=1):
            about = (f.type, f.required, f.origin, f.title, f.description)
            yield (table.name, position, f.name, *about)


def _values(bundle: Bundle) -> Iterator[tuple[str, ...]]:
    for table in bundle.contract.values():
        for field in table.fields:
            for c in field.categories:
                yield table.name, field.name, c.value, c.label, c.description
