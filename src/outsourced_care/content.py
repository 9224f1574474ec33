"""A table flows in, its bytes as CSV and Parquet and its content hash flow out.

CSV bytes are the same from any pyarrow; Parquet bytes only from the same pyarrow, since the
writer's version stands in the footer. What identifies a table is therefore its *content
hash*: SHA-256 over the values in a canonical order and type.
"""

from __future__ import annotations

import hashlib
import io
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from outsourced_care.contract import Table

PARQUET_OPTIONS = {
    "compression": "zstd",
    "compression_level": 3,
    "store_schema": False,
    "version": "2.6",
    "data_page_version": "1.0",
    "row_group_size": 65536,
    "write_page_index": False,
}


def csv_bytes(table: pa.Table) -> bytes:
    """The table as CSV: UTF-8, LF, a header, nulls as nothing, text in quotation marks."""
    sink = io.BytesIO()
    pyarrow.csv.write_csv(table, sink)
    return sink.getvalue()


def parquet_bytes(table: pa.Table) -> bytes:
    """The table as Parquet, with the options that keep bytes the same."""
    sink = io.BytesIO()
    pq.write_table(table.combine_chunks(), sink, **PARQUET_OPTIONS)
    return sink.getvalue()


def read_csv(raw: bytes, table: Table) -> pa.Table:
    """Read CSV bytes in the types of the contract; only an unquoted nothing is null."""
    types = {f.name: f.to_arrow().type for f in table.fields}
    return pyarrow.csv.read_csv(
        pa.BufferReader(raw),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types,
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )


def read_parquet(raw: bytes, table: Table) -> pa.Table:
    """Read Parquet bytes and cast the columns to the types of the contract."""
    read = pq.read_table(pa.BufferReader(raw))
    schema = pa.schema([f.to_arrow().with_nullable(True) for f in table.fields])
    return read.select(list(table.names)).cast(schema)


def parquet_writer(raw: bytes) -> str:
    """Which library wrote the Parquet bytes."""
    return str(pq.read_metadata(pa.BufferReader(raw)).created_by)


def content_hash(table: pa.Table, declared: Table) -> str:
    """SHA-256 over the values of a table, whatever its chunks, encodings or row order.

    Rows are taken in the order of the primary key, columns in the order of their names. Each
    column adds its name and type, which of its cells are null, the lengths of its texts and
    its values in little-endian order, with nulls as zero or nothing.

    Args:
        table: The rows, in any order, chunking or dictionary encoding.
        declared: The table of the contract.

    Returns:
        ``sha256:`` and the hash in hexadecimal.
    """
    columns = {f.name: pc.cast(_plain(table[f.name]), f.to_arrow().type) for f in declared.fields}
    plain = pa.table(columns)
    order = pc.sort_indices(plain, sort_keys=[(k, "ascending") for k in declared.primary_key])
    digest = hashlib.sha256()
    for name in sorted(columns):
        column = plain[name].take(order)
        digest.update(f"{name}:{column.type}:{len(column)}\n".encode())
        array = _one_chunk(column)
        digest.update(np.asarray(pc.is_null(array).to_numpy(zero_copy_only=False), "u1").tobytes())
        if pa.types.is_string(array.type):
            _add_texts(digest, array)
        else:
            _add_numbers(digest, array)
    return f"sha256:{digest.hexdigest()}"


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        return pc.cast(column, column.type.value_type)
    return column


def _one_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _add_texts(digest: hashlib._Hash, array: pa.Array) -> None:
    filled = pc.cast(pc.fill_null(array, ""), pa.large_string())
    lengths = pc.binary_length(filled).to_numpy(zero_copy_only=False)
    digest.update(lengths.astype("<i8").tobytes())
    offsets = np.frombuffer(filled.buffers()[1], dtype="<i8")
    begin, end = offsets[filled.offset], offsets[filled.offset + len(filled)]
    if filled.buffers()[2] is not None:
        digest.update(memoryview(filled.buffers()[2])[begin:end])


def _add_numbers(digest: hashlib._Hash, array: pa.Array) -> None:
    if pa.types.is_date32(array.type):
        array = pc.cast(array, pa.int32())
    filled = pc.fill_null(array, cast(pa.Scalar, pa.scalar(0).cast(array.type)))
    values = filled.to_numpy(zero_copy_only=False)
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values) + 0.0  # one NaN, no negative zero
    digest.update(values.astype(values.dtype.newbyteorder("<")).tobytes())
