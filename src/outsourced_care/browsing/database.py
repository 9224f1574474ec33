"""A bundle flows in, a SQLite database whose texts can be searched flows out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from outsourced_care.contract import Table
from outsourced_care.exports import sqlite_file
from outsourced_care.exports.bundle import Bundle
from outsourced_care.exports.sql import names, quoted

_STEMS = "porter unicode61"  # “lamps” finds “lamp”; the texts are English


def write(bundle: Bundle, path: Path, show: Callable[[str], None]) -> None:
    """Write what `export sqlite` writes, with an index of the words of each table's texts.

    The index is one of FTS5 (https://sqlite.org/fts5.html#external_content_tables); where the
    SQLite of this Python has none, the texts cannot be searched.

    Raises:
        ExportError: The rows are not what the contract says.
        OSError: The file cannot be written.
    """
    sqlite_file.write(bundle, path, "sqlite", show)
    show("indexing the words")
    with closing(sqlite3.connect(path)) as database, suppress(sqlite3.OperationalError):
        for table in bundle.contract.values():
            if texts := searched(table):
                _index(database, table.name, texts)
        database.commit()


def searched(table: Table) -> tuple[str, ...]:
    """The columns of a table that hold words of people, and not identifiers, values or dates."""
    named = {*table.primary_key, *(name for key in table.foreign_keys for name in key.fields)}
    return tuple(
        f.name
        for f in table.fields
        if f.type == "string"
        and f.name not in named
        and not (f.categories or f.pattern or f.format or f.edtf)
    )


def _index(database: sqlite3.Connection, table: str, texts: tuple[str, ...]) -> None:
    index = quoted(f"{table}_fts")
    options = f"content={quoted(table)}, tokenize='{_STEMS}'"
    database.execute(f"CREATE VIRTUAL TABLE {index} USING fts5({names(texts)}, {options})")
    database.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608
