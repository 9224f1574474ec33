"""The Parquet files of a table flow in, their rows flow out in the contract's types, in batches.

What can be judged row by row is judged on the way; a batch holds a bounded number of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.archive.parts import Part, unreadable
from outsourced_care.archive.told import Told
from outsourced_care.contract import Contract, Table
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.judgements import Judgement, judgements_of
from outsourced_care.judging import Fault, arrow_dtype, arrow_frame, fault
from outsourced_care.reports import arrow_of

BATCH_ROWS = 65_536
_BATCH_BYTES = 64 * 2**20
_BUFFER = 2**20  # bytes of a column that are read ahead, not the whole column of a row group

# what a row is judged by alone; everything else that judges a frame needs all rows of a table
_BY_ROW = {
    "bound",
    "order",
    "unnamed-source-with-name",
    "person-behind-another-speaker",
    "participant-is-two",
    "evidence-longer-than-its-text",
    "passage-ends-before-it-begins",
    "passage-without-words",
    "confidence-over-one",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one file, in the contract's types; `first` is the number of rows before them."""

    part: Part
    first: int
    rows: pa.Table


def is_of_rows(judgement: Judgement) -> bool:
    """Tell whether a judgement sees nothing but the row that it judges."""
    return judgement.of_cells or judgement.rule in _BY_ROW


def batches(part: Part, table: Table, told: Told, most: int = BATCH_ROWS) -> Iterator[Batch | None]:
    """Read a file; None, at the end, when what follows cannot be read or has another type.

    Args:
        part: The file.
        table: The table of the contract.
        told: Takes what is wrong with the file.
        most: The most rows of a batch.
    """
    place = Place(part.path.as_posix())
    try:
        with pq.ParquetFile(part.path, buffer_size=_BUFFER, pre_buffer=False) as file:
            missing = _columns(file.schema_arrow, table)
            told.add(replace(f, file=place.file) for f in missing)
            if any(f.severity == "error" for f in missing):
                yield None
                return
            first = 0
            for batch in file.iter_batches(_size(file.metadata, most), columns=[*table.names]):
                batch.validate(full=True)  # text that is none would come out anywhere
                rows, faults = _typed(batch, table)
                told.add(replace(f, file=place.file) for f in faults)
                if rows is None:
                    yield None
                    return
                yield Batch(part, first, rows)
                first += rows.num_rows
    except (OSError, ValueError, pa.ArrowException) as error:
        told.add([unreadable(place, part.path.name, table, error)])
        yield None


def _size(metadata: pq.FileMetaData, most: int) -> int:
    """How many rows make a batch that is not too large, as far as the footer tells."""
    size = sum(metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups))
    wide: int = size // max(1, metadata.num_rows)
    return max(1, min(most, _BATCH_BYTES // max(1, wide)))


def _columns(schema: pa.Schema, table: Table) -> list[Finding]:
    """What is wrong with the columns of a file, whatever they hold."""
    return arrow_of(_frame(schema.empty_table()), table)[1]


def _typed(batch: pa.RecordBatch, table: Table) -> tuple[pa.Table | None, list[Finding]]:
    return arrow_of(_frame(pa.Table.from_batches([batch])), table)


def _frame(rows: pa.Table) -> pd.DataFrame:
    """The rows as they are; what pandas once noted in the file moves no column to the index."""
    return arrow_frame(rows.replace_schema_metadata(None))


class ByRow:
    """Judges the batches of a table row by row.

    Args:
        table: The table of the contract.
        known: The contract.
        told: Takes what is wrong.
    """

    def __init__(self, table: Table, known: Contract, told: Told) -> None:
        self._table, self._told = table, told
        every = judgements_of(table, known, {}, arrow_dtype)
        self._judgements = [j for j in every if is_of_rows(j)]

    def judge(self, batch: Batch) -> None:
        """Tell what is wrong with the rows of a batch."""
        frame = arrow_frame(batch.rows)
        for judgement in self._judgements:
            cells = frame[judgement.field] if judgement.of_cells else frame
            try:
                at_fault = judgement.at_fault(cells)
            except Exception as error:
                why = f"{type(error).__name__}({error})"
                found = fault(self._table.name, None, judgement, why, frame)
                self._told.add([located(found, self._table, batch.part, 0, batch.rows)])
                continue
            if isinstance(at_fault, bool):  # of the column's type, which `_typed` has made
                continue
            mask = at_fault.to_numpy(dtype=bool)
            if mask.any():
                self._tell(judgement, mask.nonzero()[0].tolist(), batch, frame)

    def _tell(
        self, judgement: Judgement, rows: list[int], batch: Batch, frame: pd.DataFrame
    ) -> None:
        name = self._table.name

        def make(row: int) -> Finding:
            found = fault(name, row, judgement, None, frame)
            return located(found, self._table, batch.part, batch.first + row, batch.rows)

        self._told.several((name, judgement.rule, judgement.field, "error"), rows, make)


def located(found: Fault, table: Table, part: Part, row: int, rows: pa.Table) -> Finding:
    """A fault as a finding at its row of a file, counted from 1.

    Args:
        found: The fault; its row counts within `rows`.
        table: Its table.
        part: The file.
        row: The row of the file, counted from 0.
        rows: Rows among which it stands.
    """
    return finding(
        Place(part.path.as_posix(), None if found.row is None else row + 1),
        found.rule,
        found.message,
        found.hint,
        table=table.name,
        record=found.record(rows, table),
        field=found.field,
    )
