"""The keys of more rows than fit in memory flow in, the rows that break a rule flow out.

DuckDB keeps them in a file that goes again, and judges them within a bounded memory, the rest on
disk. A query finds the rows, and the judgement of the contract says what is wrong with them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from outsourced_care.archive.key_queries import ROW, queries
from outsourced_care.archive.keys import AtFault, Show, kept_columns, whole_judgements, without_near
from outsourced_care.contract import Contract, Table
from outsourced_care.errors import CannotRunError
from outsourced_care.exports.sql import quoted
from outsourced_care.judgements import Judgement
from outsourced_care.judging import arrow_frame, fault

if TYPE_CHECKING:
    import duckdb

MEMORY = "256MB"
_THREADS = 2  # each takes its share of the memory, and more would want more of it


@contextmanager
def keys_out_of_core(rows: int, memory: str = MEMORY) -> Iterator[KeysOutOfCore]:
    """Keep keys in DuckDB, in a temporary folder.

    Args:
        rows: How many rows there will be, for the message.
        memory: The most that DuckDB may take, as it writes it.

    Raises:
        CannotRunError: DuckDB is not installed, or its disk or memory is too small.
    """
    try:
        import duckdb  # late: small folders do without
    except ModuleNotFoundError:
        message = f"checking {rows:,} rows needs the library duckdb; install it with "
        raise CannotRunError(f'{message}pip install "outsourced-care[duckdb]"') from None
    with TemporaryDirectory(prefix="outsourced-care-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "threads": min(_THREADS, os.cpu_count() or 1),
            "temp_directory": str(Path(folder) / "spilt"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            with duckdb.connect(str(Path(folder) / "keys.duckdb"), config=settings) as database:
                yield KeysOutOfCore(database)
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise CannotRunError(f"the keys cannot be checked: {said}") from None


class KeysOutOfCore:
    """Keeps keys in a database."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._rows: dict[str, int] = {}

    def add(self, table: Table, rows: pa.Table) -> None:
        """Take the next rows of a table."""
        before = self._rows.get(table.name, 0)
        numbers = pa.array(np.arange(before, before + rows.num_rows))
        incoming = rows.select(kept_columns(table)).append_column(ROW, numbers)
        if not before:
            self._create(table)
        self._database.register("incoming", incoming)
        self._database.execute(f"INSERT INTO {quoted(table.name)} SELECT * FROM incoming")  # noqa: S608
        self._database.unregister("incoming")
        self._rows[table.name] = before + rows.num_rows

    def _create(self, table: Table) -> None:
        names = kept_columns(table)
        kinds = {"string": "VARCHAR", "integer": "BIGINT"}
        columns = [f"{quoted(name)} {kinds[table[name].type]}" for name in names]
        written = ", ".join([*columns, f"{quoted(ROW)} BIGINT"])
        self._database.execute(f"CREATE OR REPLACE TABLE {quoted(table.name)} ({written})")

    def at_fault(self, known: Contract, show: Show, most: int) -> Iterator[AtFault]:
        """Judge every table; see `Keys`."""
        for name in known:
            if name not in self._rows:
                self._create(known[name])
        nothing = {name: arrow_frame(known[name].to_arrow().empty_table()) for name in known}
        for name, table in known.items():
            show(f"checking the keys of {name}")
            query = dict(queries(table))
            for judgement in whole_judgements(table, known, nothing):
                found = self._found(table, judgement, query[judgement.name], most)
                if found is not None:
                    yield found

    def _found(self, table: Table, judgement: Judgement, query: str, most: int) -> AtFault | None:
        count = self._count(f"CREATE OR REPLACE TEMP TABLE found AS {query}")
        if not count:
            return None
        first = f"SELECT * FROM found ORDER BY {quoted(ROW)} LIMIT ?"  # noqa: S608
        at = [row for (row,) in self._database.execute(first, [most]).fetchall()]
        columns = ", ".join(map(quoted, kept_columns(table)))
        own = f"{quoted(table.name)} SEMI JOIN ({first}) AS first USING ({quoted(ROW)})"
        told = f"SELECT {columns} FROM {own} ORDER BY {quoted(ROW)}"  # noqa: S608
        rows = self._database.sql(told, params=[most]).to_arrow_table()
        frame = arrow_frame(rows)
        hinted = without_near(judgement)  # among so many
        faults = [fault(table.name, n, hinted, None, frame) for n in range(len(at))]
        return AtFault(table, judgement, count, at, faults, rows)

    def _count(self, statement: str) -> int:
        """Make a table; tell how many rows it has."""
        import duckdb

        try:
            made = self._database.execute(statement).fetchall()
        except duckdb.OutOfMemoryException:  # one thread needs the least
            self._database.execute("SET threads = 1")
            made = self._database.execute(statement).fetchall()
        return int(made[0][0])
