"""The bytes of a table's JSON file flow in, its rows and every cell that does not fit flow out.

The file is a list of records, as `outsourced-care export json` writes it: dates in ISO 8601,
nothing as null or left out. Anybody may have written it: records are decoded one by one and
turned into Arrow columns a block at a time, so that many cost little more than their text.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from outsourced_care.contract import Field, Table
from outsourced_care.text import decode

SHOWN = 20  # cells of a column that are told one by one
_FURTHER = 100  # keys that the contract does not know; more are no table
_BLOCK = 8192  # rows
_EXACT = 2**53  # behind it not every whole number is a float
_SPACE = re.compile(r"[ \t\n\r]*")


class JsonError(ValueError):
    """The file is no list of records."""


class RepeatedKeyError(JsonError):
    """A record has the same key twice."""


@dataclass(slots=True)
class Wrong:
    """Cells of a column that are not of its type: how many, and row and fault of the first."""

    count: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Records:
    """What a JSON file holds."""

    table: pa.Table  # without the columns that have wrong cells; further columns without values
    lines: Sequence[int]  # on which each record begins
    wrong: Mapping[str, Wrong]  # by column


def read_json(raw: bytes, table: Table) -> pa.Table:
    """Read JSON bytes in the types of the contract.

    Raises:
        JsonError: They are no list of records, or a cell is not of its column's type.
        UnreadableTextError: They are no UTF-8.
    """
    read = read_records(raw, table)
    for column, wrong in read.wrong.items():
        row, fault = wrong.first[0]
        raise JsonError(f"line {read.lines[row]}: {column}: {fault}")
    return read.table


def read_records(raw: bytes, table: Table) -> Records:
    """Read JSON bytes, keeping whatever is of its column's type.

    Args:
        raw: The bytes of the file.
        table: The table of the contract, perhaps with further columns.

    Raises:
        JsonError: They are no list of records.
        UnreadableTextError: They are no UTF-8.
    """
    columns = {f.name: _Column(f) for f in table.fields}
    further: set[str] = set()
    lines = array("Q")
    for line, record in _records(decode(raw)):
        lines.append(line)
        for column in columns.values():
            column.take(record)
        further |= record.keys() - columns.keys()
        if len(further) > _FURTHER:
            message = f"line {line}: more than {_FURTHER} keys that the contract does not know"
            raise JsonError(message)
    for column in columns.values():
        column.finish()
    there = [c for c in columns.values() if c.there or not lines]
    readable = {c.field.name: c.whole() for c in there if not c.wrong.count}
    nothing = pa.nulls(len(lines), pa.string())
    readable |= {n.encode("utf-8", "replace").decode("utf-8"): nothing for n in sorted(further)}
    wrong = {c.field.name: c.wrong for c in there if c.wrong.count}
    return Records(pa.table(readable), lines, wrong)


def _records(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each record of the list, and the line on which it begins."""
    at = _behind_space(text, 0)
    if not text.startswith("[", at):
        raise JsonError("it is no list of records")
    line = 1 + text.count("\n", 0, at)
    first, last = True, at
    while True:
        at = _behind_space(text, at + 1)  # behind the bracket or a comma
        line, last = line + text.count("\n", last, at), at
        if first and text.startswith("]", at):
            break
        record, at = _decoded(text, at, line)
        yield line, record
        at, first = _behind_space(text, at), False
        if text.startswith("]", at):
            break
        if not text.startswith(",", at):
            raise JsonError(f"line {_line(text, at)}: not valid JSON: here must stand , or ]")
    behind = _behind_space(text, at + 1)
    if behind < len(text):
        raise JsonError(f"line {_line(text, behind)}: something stands behind the list")


def _decoded(text: str, at: int, line: int) -> tuple[dict[str, Any], int]:
    """The record that begins at a place, and where it ends."""
    try:
        record, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise JsonError(f"line {error.lineno}: not valid JSON: {error.msg}") from None
    except RepeatedKeyError as error:
        raise RepeatedKeyError(f"line {line}: {error}") from None
    except RecursionError:
        raise JsonError(f"line {line}: nested too deeply") from None
    except ValueError:  # what Python says of numbers that have thousands of digits
        raise JsonError(f"line {line}: a number has too many digits") from None
    if not isinstance(record, dict):
        raise JsonError(f"line {line}: here stands {_named(record)}, not a record")
    return record, end


def _behind_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


class _Constant:
    """NaN, Infinity or -Infinity, which are no JSON and no cell of any type."""

    def __init__(self, name: str) -> None:
        self.name = name


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise RepeatedKeyError(f"the key {twice[:60]!r} stands twice in a record")
    return record


_DECODER = json.JSONDecoder(object_pairs_hook=_record, parse_constant=_Constant)


class _Column:
    """The cells of one column, block by block."""

    def __init__(self, declared: Field) -> None:
        self.field = declared
        self.there = False
        self.wrong = Wrong()
        self._kind = declared.to_arrow().type
        self._convert = _CONVERTERS.get(declared.type)
        self._rows = 0  # before those in `_cells`
        self._cells: list[object] = []
        self._chunks: list[pa.Array] = []

    def take(self, record: dict[str, object]) -> None:
        """Add the record's cell."""
        cell = record.get(self.field.name)
        self.there = self.there or cell is not None or self.field.name in record
        self._cells.append(cell)
        if len(self._cells) == _BLOCK:
            self.finish()

    def finish(self) -> None:
        """Turn the cells that were taken into Arrow, or remember those that are wrong."""
        try:
            self._chunks.append(self._array(self._cells))
        except _BROKEN:
            for row, cell in enumerate(self._cells, start=self._rows):
                self._look_at(row, cell)
        self._rows += len(self._cells)
        self._cells = []

    def whole(self) -> pa.ChunkedArray:
        """The column."""
        return pa.chunked_array(self._chunks, self._kind)

    def _array(self, cells: list[object]) -> pa.Array:
        if self._convert is not None:
            cells = [None if cell is None else self._convert(cell) for cell in cells]
        return pa.array(cells, self._kind)

    def _look_at(self, row: int, cell: object) -> None:
        try:
            self._array([cell])
        except _BROKEN:
            self.wrong.count += 1
            if self.wrong.count <= SHOWN:
                fault = f"{_named(cell)} is no {self.field.type}"
                self.wrong.first.append((row, fault))


def _integer(cell: object) -> object:
    """A number without fraction; Arrow would cut the fraction off."""
    if not isinstance(cell, float):
        return cell
    if not cell.is_integer() or abs(cell) > _EXACT:
        raise ValueError
    return int(cell)


def _date(cell: object) -> dt.date:
    if not isinstance(cell, str):
        raise TypeError
    day = dt.date.fromisoformat(cell)
    if day.isoformat() != cell:  # weeks, and days without hyphens
        raise ValueError
    return day


_CONVERTERS: Mapping[str, Callable[[object], object]] = {"integer": _integer, "date": _date}
_BROKEN = (pa.ArrowException, OverflowError, TypeError, ValueError)


def _named(cell: object) -> str:
    """A value as a message names it."""
    if isinstance(cell, (list, dict)):
        return "a list" if isinstance(cell, list) else "an object"
    if isinstance(cell, _Constant):
        return cell.name
    if isinstance(cell, str):
        return repr(cell[:60])
    return json.dumps(cell)[:60]
