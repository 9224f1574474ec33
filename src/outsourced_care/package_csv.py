"""The bytes of a CSV file flow in, the lines of its rows and what is wrong with its form flow out.

Arrow reads a file or refuses it; where it refuses, what a person can mend is looked for here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection

_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16
_UTF_16 = "UTF-16; save it as UTF-8"
_LONGEST = 100_000  # bytes of a header that are looked at
Fault = tuple[int | None, str]  # line, message


def header(raw: bytes) -> list[str]:
    """The names of the columns.

    Raises:
        UnicodeError: The file is no UTF-8.
        csv.Error: Its header cannot be read.
    """
    text = io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8-sig", newline="")
    return next(csv.reader(text), [])


def line_numbers(raw: bytes) -> list[int]:
    """The line on which each row begins, the header left out."""
    lines, before = [], 0
    reader = csv.reader(_text(raw))
    try:
        for row in reader:
            if row:
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error:
        return []
    return lines[1:]


def form_fault(raw: bytes, columns: Collection[str]) -> Fault | None:
    """What a person can mend in a file that cannot be read as a table.

    Args:
        raw: The bytes.
        columns: Names of columns, some of which should be there.

    Returns:
        The line, where there is one, and what is wrong and wanted; None when nothing is found.
    """
    return _encoding(raw) or separator_fault(raw, columns) or _row(raw)


def separator_fault(raw: bytes, columns: Collection[str]) -> Fault | None:
    """What is wrong when the header is one of a table with other separators."""
    first = raw[:_LONGEST].removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    if first.startswith(_MARKS) or b"\0" in first:
        return 1, _UTF_16
    line = first.decode("utf-8", "replace").rstrip("\r")
    if set(columns) & set(_cells(line, ",")):
        return None
    for mark, name in _SEPARATORS.items():
        if len(set(columns) & set(_cells(line, mark))) > 1:
            return 1, f"separated by {name}; commas are wanted"
    return None


def open_quote(raw: bytes) -> Fault | None:
    """What is wrong when the file ends inside quotation marks, which Arrow takes as they are."""
    return _row(raw) if raw.count(b'"') % 2 else None


def _cells(line: str, mark: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error:
        return []


def _encoding(raw: bytes) -> Fault | None:
    if raw.startswith(_MARKS):
        return 1, _UTF_16
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return raw[: error.start].count(b"\n") + 1, "not UTF-8; save it as UTF-8"
    return None


def _row(raw: bytes) -> Fault | None:
    """The first row that is shorter or longer than the header, or has no end."""
    reader, wanted, begin = csv.reader(_text(raw), strict=True), 0, 1
    short: Fault | None = None
    try:
        for row in reader:
            if short is not None:
                return short
            wanted = wanted or len(row)
            if row and len(row) != wanted:
                said = f"a row of {len(row)} cells, where the header has {wanted}"
                if len(row) > wanted:
                    return begin, said
                short = begin, said  # what follows tells whether it is the last
            begin = reader.line_num + 1
    except csv.Error as error:
        if short is None and "unexpected end" in str(error):
            return begin, "the file ends inside quotation marks that open in this row; is it whole?"
        return short
    if short is not None and not raw.endswith((b"\n", b"\r")):
        return short[0], f"{short[1]}, and no line end: the file is cut off here"
    return short


def _text(raw: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8-sig", errors="replace", newline="")
