"""A bundle flows in, an Excel workbook flows out, always of the same bytes.

A cover, a sheet a table and the data dictionary. Every text is written as text: nothing in a
workbook is a formula, a link or anything else that a spreadsheet would run or fetch. Numbers
keep 16 significant digits.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import xlsxwriter

from outsourced_care.contract import Field, Table
from outsourced_care.exports.bundle import Bundle, ExportError

_CREATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # a clock would show
_FIRST_DATE = dt.date(1900, 3, 1)  # before it, spreadsheets count days in two ways
_EXACT = 2**53  # whole numbers beyond it are rounded by spreadsheets
_LONGEST = 32_767  # characters in a cell
_ROWS = 1_048_576
_COVER, _DICTIONARY = "about", "dictionary"
_HEADINGS = (
    ("table", 20), ("column", 20), ("type", 10), ("required", 10), ("origin", 10), ("value", 24),
    ("title", 28), ("meaning", 100),
)  # fmt: skip


class _Book:
    """A workbook and the formats of its cells."""

    def __init__(self, sink: io.BytesIO) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.file = xlsxwriter.Workbook(sink, options)
        self.head = self.file.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.large = self.file.add_format({"bold": True, "font_size": 16})
        self.wrapped = self.file.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.file.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.text = self.file.add_format({"num_format": "@"})


def write(bundle: Bundle, path: Path, form: str, show: Callable[[str], None]) -> None:
    """Write a workbook with a cover, a sheet a table and the dictionary."""
    for name, rows in bundle.rows.items():
        if rows.num_rows >= _ROWS:
            raise ExportError(f"{name} has {rows.num_rows:,} rows, too many for {form}")
    sink = io.BytesIO()
    book = _Book(sink)
    words = {"title": bundle.title, "comments": bundle.citation, "created": _CREATED}
    book.file.set_properties(words)
    _cover(book, bundle)
    for table in bundle.contract.values():
        show(f"writing {table.name}")
        _sheet(book, bundle, table)
    _dictionary(book, bundle)
    book.file.close()
    path.write_bytes(sink.getvalue())


def _cover(book: _Book, bundle: Bundle) -> None:
    sheet = book.file.add_worksheet(_COVER)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, bundle.title, book.large)
    line = 2
    for name, value in bundle.about()[1:]:
        sheet.write_string(line, 0, name, book.head)
        sheet.write_string(line, 1, value, book.wrapped)
        line += 1
    line += 1
    sheet.write_string(line, 0, "sheet", book.head)
    sheet.write_string(line, 1, "what a row is", book.head)
    for name, table in bundle.contract.items():
        line += 1
        sheet.write_string(line, 0, f"{name} ({bundle.rows[name].num_rows:,} rows)")
        sheet.write_string(line, 1, table.description, book.wrapped)
    sheet.write_string(line + 1, 0, _DICTIONARY)
    sheet.write_string(line + 1, 1, "What each column and each value means.", book.wrapped)


def _sheet(book: _Book, bundle: Bundle, table: Table) -> None:
    rows = bundle.rows[table.name]
    sheet = book.file.add_worksheet(table.name)
    sheet.freeze_panes(1, len(table.primary_key) if len(table.primary_key) < 3 else 1)
    for number, field in enumerate(table.fields):
        sheet.write_string(0, number, field.name, book.head)
        form = {"date": book.day, "string": book.text}.get(field.type)
        sheet.set_column(number, number, _width(field), form)
        for line, value in enumerate(rows[field.name].to_pylist(), start=1):
            _write(book, sheet, (line, number), value, f"{table.name}.{field.name}")
    sheet.autofilter(0, 0, max(rows.num_rows, 1), len(table.fields) - 1)


def _width(field: Field) -> int:
    """How wide a column is, in characters."""
    if field.own_words or field.name in ("title", "summary", "paraphrase", "statement"):
        return 60
    return 28 if field.type == "string" and not field.categories else 14


def _write(
    book: _Book, sheet: xlsxwriter.worksheet.Worksheet, at: tuple[int, int], value: object, of: str
) -> None:
    """Write a cell in its own type, never as anything that is worked out."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*at, value)
    elif isinstance(value, dt.date) and value >= _FIRST_DATE:
        sheet.write_datetime(*at, dt.datetime.combine(value, dt.time()), book.day)
    elif isinstance(value, int | float):
        if not math.isfinite(value) or (isinstance(value, int) and abs(value) > _EXACT):
            raise ExportError(f"{of} holds {value}, which no workbook can hold exactly")
        sheet.write_number(*at, value)
    else:
        words = str(value)
        if len(words) > _LONGEST:
            raise ExportError(f"{of} holds {len(words):,} characters, too many for a cell")
        sheet.write_string(*at, words, book.text)


def _dictionary(book: _Book, bundle: Bundle) -> None:
    """One line a column, followed by one line for each value of its vocabulary."""
    sheet = book.file.add_worksheet(_DICTIONARY)
    sheet.freeze_panes(1, 2)
    for number, (heading, width) in enumerate(_HEADINGS):
        sheet.write_string(0, number, heading, book.head)
        sheet.set_column(number, number, width)
    line = 0
    for line, cells in enumerate(_meanings(bundle), start=1):
        for number, cell in enumerate(cells):
            if cell:
                form = book.wrapped if number == len(cells) - 1 else None
                sheet.write_string(line, number, cell, form)
    sheet.autofilter(0, 0, max(line, 1), len(_HEADINGS) - 1)


def _meanings(bundle: Bundle) -> Iterator[tuple[str, ...]]:
    for name, table in bundle.contract.items():
        for f in table.fields:
            required = "yes" if f.required else "no"
            yield name, f.name, f.type, required, f.origin, "", f.title, f.description
            for c in f.categories:
                yield name, f.name, "", "", "", c.value, c.label, c.description
