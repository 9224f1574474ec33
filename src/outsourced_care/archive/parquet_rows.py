"""A Parquet file of articles flows in, runs of its rows flow out.

Of a short row group a run is looked up by whoever reads it. To come to a row of a long one, all
before it must be read: such a group is read once, and its rows travel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.archive.parquet_pages import room_of
from outsourced_care.archive.records import KEYS, read_record
from outsourced_care.archive.sources import (
    MOST,
    Part,
    Refused,
    Room,
    Source,
    Unread,
    carried,
    refused,
    unread,
    why_unread,
)
from outsourced_care.text import UnreadableTextError

SHORT = 10_000  # rows of a group that is read from its beginning for each run
_STEP = 64  # rows read at once
_STEP_BYTES = 256 * 2**20  # of them, if each had as many as the longest page
_Row = dict[str, Any] | str  # the cells of a row, or why it is refused


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a short group."""

    source: Source
    group: int
    before: int  # rows of the file before the group
    first: int  # of the group, from 0
    articles: int
    size: int
    load: int = 0

    def unread(self) -> Iterator[Unread]:
        """What reads the rows; of a group that breaks before them, nothing."""
        path, first = self.source.path, self.before + self.first + 1
        place = self.source.place
        try:
            rows = _rows(place, _footer(place), self.group, self.first)
            for number, row in enumerate(islice(rows, self.articles), start=first):
                yield unread(_where(path, number), row, read_record)
        except Exception as error:  # whatever a file built to break it makes Arrow raise
            yield refused(_where(path, first), _why(error))


def row_parts(source: Source, room: Room) -> Iterator[Part]:
    """Cut a Parquet file to the room that the open piece has."""
    try:
        footer = _footer(source.place)
        each = source.size / max(footer.told.num_rows, 1)
        before = 0
        for group in range(footer.told.num_row_groups):
            count = footer.told.row_group(group).num_rows
            if count <= SHORT:
                yield from _short(source, group, before, count, each, room)
            else:
                rows = _rows(source.place, footer, group)
                yield from _long(source, before, rows, each, room)
            before += count
    except Exception as error:  # whatever a file built to break it makes Arrow raise
        yield Refused(source, source.path, _why(error))


def _short(
    source: Source, group: int, before: int, count: int, each: float, room: Room
) -> Iterator[Part]:
    first = 0
    while first < count:
        taken = min(room.articles, count - first)
        yield Rows(source, group, before, first, taken, int(taken * each))
        first += taken


def _long(
    source: Source, before: int, rows: Iterator[_Row], each: float, room: Room
) -> Iterator[Part]:
    numbered = enumerate(rows, start=before + 1)
    found = ((_where(source.path, number), row, _load(row)) for number, row in numbered)
    return carried(source, found, room, read_record, lambda many: int(many * each))


def _load(row: _Row) -> int:
    cells = [row] if isinstance(row, str) else row.values()
    return sum(len(cell) for cell in cells if isinstance(cell, str))


@dataclass(frozen=True, slots=True)
class _Footer:
    told: Any
    schema: pa.Schema
    columns: tuple[str, ...]  # that are read


def _footer(path: str) -> _Footer:
    """What a file tells of itself.

    Raises:
        UnreadableTextError: It has no columns of articles.
    """
    with pq.ParquetFile(path) as file:
        return _Footer(file.metadata, file.schema_arrow, _columns(file.schema_arrow))


def _columns(schema: pa.Schema) -> tuple[str, ...]:
    """The columns that are read.

    Raises:
        UnreadableTextError: There are none with texts, or one is of another type.
    """
    found = []
    for name, keys in KEYS.items():
        for key in keys:
            places = schema.get_all_field_indices(key)
            if len(places) > 1:
                raise UnreadableTextError(f"it has {len(places)} columns “{key}”")
            if places:
                _refuse_type(name, key, schema.field(places[0]).type)
                found.append(key)
    if not {"text", "html"} & set(found):
        raise UnreadableTextError("it has neither a column “text” nor one “html”")
    return tuple(found)


def _refuse_type(name: str, key: str, kind: pa.DataType) -> None:
    """Refuse a column that is no text, nor what is as good: a number, a day, a list of authors."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    is_text = any(is_one(kind) for is_one in (*_TEXTS, pa.types.is_null))
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    as_good = {"text": False, "html": False, "published": is_number or _is_time(kind)}
    as_good["author"] = is_number or pa.types.is_list(kind) or pa.types.is_large_list(kind)
    if not is_text and not as_good.get(name, is_number):
        raise UnreadableTextError(f"its column “{key}” is no text but {str(kind)[:80]}; cast it")


_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)


def _is_time(kind: pa.DataType) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def _rows(path: str, footer: _Footer, group: int, first: int = 0) -> Iterator[_Row]:
    """The rows of a group from one on; where it breaks behind that, why, as the last of them."""
    number = 0
    try:
        # a page of each column is read at once, not all columns of the group
        options = {"metadata": footer.told, "buffer_size": 2**20, "pre_buffer": False}
        with pq.ParquetFile(path, **options) as file:
            step = _step(path, file, footer.columns, group)
            for batch in file.iter_batches(step, [group], footer.columns, use_threads=False):
                if number + batch.num_rows > first:
                    yield from _rows_of(batch.slice(max(first - number, 0)))
                number += batch.num_rows
    except Exception as error:  # whatever a file built to break it makes Arrow raise
        if number >= first:
            yield _why(error)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, UnreadableTextError) else why_unread(error)


def _step(path: str, file: Any, columns: tuple[str, ...], group: int) -> int:
    """How many rows of a group to read at once: each may be as long as the longest page.

    Raises:
        UnreadableTextError: They are longer than articles are, or their pages fill the memory.
    """
    told = file.metadata
    numbers = [n for n in range(told.num_columns) if told.schema.column(n).path in columns]
    # What is wrong with these columns in the footer raises here; `column` would end the process.
    list(file.reader.iter_batches(0, [group], column_indices=numbers, use_threads=False))
    chunks = [told.row_group(group).column(n) for n in numbers]
    rows = told.row_group(group).num_rows
    each = sum(chunk.total_uncompressed_size for chunk in chunks) // max(rows, 1)
    if each > MOST:
        raise UnreadableTextError(f"the rows have {each:,} bytes each, more than {MOST:,}")
    nullable = [told.schema.column(n).max_definition_level > 0 for n in numbers]
    room = room_of(path, zip(chunks, nullable, strict=True))
    return int(max(1, min(_STEP, _STEP_BYTES // max(room, 1))))


def _rows_of(batch: pa.RecordBatch) -> Iterator[_Row]:
    names = batch.schema.names
    columns = [_days(column) if _is_time(column.type) else column for column in batch.columns]
    for number in range(batch.num_rows):
        yield _row(names, [column[number] for column in columns])


def _days(times: Any) -> Any:
    """Times as their days, in the time zone that the column has, as text."""
    return times.cast(pa.date32(), safe=False).cast(pa.string())


def _row(names: list[str], cells: list[Any]) -> _Row:
    row = {}
    for name, cell in zip(names, cells, strict=True):
        value = cell.value if isinstance(cell, pa.DictionaryScalar) else cell
        try:
            if value.is_valid and hasattr(value, "as_buffer") and value.as_buffer().size > MOST:
                return f"“{name}” has more than {MOST:,} bytes"
            row[name] = value.as_py()
        except UnicodeDecodeError:
            return f"“{name}” is no UTF-8"
        except Exception as error:  # a value that Python has no like of
            return f"“{name}”: {why_unread(error)}"
    return row


def _where(path: str, number: int) -> str:
    return f"{path} row {number}"
