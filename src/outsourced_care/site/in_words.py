"""Dates, durations, numbers and sizes flow in, words flow out."""

from __future__ import annotations

import datetime as dt
import re

_SET = re.compile(r"\[(?P<a>[^\[\]]*)\.\.(?P<b>[^\[\]]*)\]")
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
_DURATION = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", re.ASCII)
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def date(written: str) -> str:
    """An EDTF expression in words; forms that the dataset does not use as they are written."""
    if found := _SET.fullmatch(written):
        first, last = found["a"], found["b"]
        if first and last:
            return f"some time between {_one(first)} and {_one(last)}"
        return f"by {_one(last)}" if last else f"{_one(first)} or later"
    if written.count("/") == 1:
        first, last = written.split("/")
        return f"from {_one(first)} to {_one(last)}"
    return _one(written)


def _one(written: str) -> str:
    found = _DAY.fullmatch(written)
    if found is None:
        return written
    year, month, day = found.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year if month is None else written
    named = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {named}" if day else named


def duration(written: str) -> str:
    """An ISO 8601 duration in words."""
    found = _DURATION.fullmatch(written)
    if found is None:
        return written
    units = zip(("year", "month", "week", "day"), found.groups(), strict=True)
    return ", ".join(f"{int(n)} {unit}{'s' * (int(n) != 1)}" for unit, n in units if n)


def cell(value: object) -> str:
    """A cell as the CSV files write it, without quotes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def number(count: int) -> str:
    """A number as a sentence has it: in words up to nine."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def size(count: int) -> str:
    """A number of bytes."""
    for unit, in_one in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= in_one:
            return f"{count / in_one:.1f} {unit}"
    return f"{count} bytes"
