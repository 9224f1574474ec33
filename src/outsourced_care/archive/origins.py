"""The articles that are kept flow in, `sources.parquet` flows out: where each of them stood.

It leads from a row back to the page, line, row or record, which no table does: the same article has
the same rows wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.extraction.cells import place

SOURCES = "sources.parquet"
_SCHEMA = pa.schema([pa.field("article_id", pa.string(), False), pa.field("source", pa.string())])
SOURCE_COLUMNS = list(_SCHEMA.names)
_GROUP = 4_096  # rows: they are held as objects, in the one process that must not grow


class Origins:
    """Writes where articles stood, a group of rows at a time.

    Args:
        writer: What writes them.
    """

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._held: list[tuple[str, str]] = []

    def add(self, article_id: str, where: str) -> None:
        """Add an article.

        Raises:
            OSError: It cannot be written.
        """
        self._held.append((article_id, place(where)))
        if len(self._held) >= _GROUP:
            self.write()

    def write(self) -> None:
        """Write what is held.

        Raises:
            OSError: It cannot be written.
        """
        columns = list(zip(*self._held, strict=True)) or [(), ()]
        self._writer.write_table(pa.table(columns, schema=_SCHEMA))
        self._held.clear()


@contextmanager
def origins(folder: Path) -> Iterator[Origins]:
    """What writes `sources.parquet` into a folder.

    Raises:
        OSError: It cannot be written.
    """
    with (
        (folder / SOURCES).open("wb") as file,
        pq.ParquetWriter(file, _SCHEMA, compression="zstd", store_schema=False) as writer,
    ):
        told = Origins(writer)
        yield told
        told.write()
