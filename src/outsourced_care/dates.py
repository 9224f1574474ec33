"""A date in EDTF flows in, its strict bounds or the reason it is refused flow out.

The forms are those of EDTF level 1 (ISO 8601-2:2019, Annex A) and one-of-a-set bounds:
``A/B`` lasts from A to B, ``[A..B]`` is some time within, ``[..B]`` is "by B", ``[A..]`` is
"not before A". The `edtf` library parses them; what it lets pass is refused here: reversed
intervals, clock times, empty ends, and days that no calendar has.
"""

from __future__ import annotations

import calendar
import datetime as dt
import functools
import re
from typing import Literal

Bound = Literal["lower", "upper"]
Bounds = tuple[dt.date | None, dt.date | None]

_SET = re.compile(r"\[(?P<a>[^\[\],{}]*)\.\.(?P<b>[^\[\],{}]*)\]")
_LEVEL_1 = re.compile(
    r"\d{4}(-\d\d(-\d\d)?)?[?~%]?|\d{3}X|\d\dXX|\d{4}-(XX|\d\d-XX|XX-XX)", re.ASCII
)
# plain dates of the calendar, nearly all there are: the library takes milliseconds for one
_CALENDAR = re.compile(r"(?!0000)(\d{4})(?:-(0\d|1[0-2])(?:-(\d\d))?)?", re.ASCII)
_DAY = re.compile(r"(-?\d{4})-(\d{2})(?:-(\d{2}))?")
_FORMS = "2013-07-16, 2013-07, 2013, 2005/2009, [2011..2012], [..2013-07-16], [2013-07-16..]"


_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTHS = {n[:size]: m for m, n in enumerate(_MONTH_NAMES, start=1) for size in (3, len(n))}
_MONTHS["sept"] = 9
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
# dates as English papers, forms and spreadsheets write them
_PRINTED = [
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2" + _YEAR,
        _YEAR + r"([/.-])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
        _YEAR + r"[.-](?P<month>\d{1,2})",
        _YEAR + r"(?P<month>\d\d)(?P<day>\d\d)",
        _WEEKDAY + _NUMBER + "[ -](?:of )?" + _MONTH + ",?[ -]" + _YEAR,
        _WEEKDAY + _MONTH + " " + _NUMBER + ",? " + _YEAR,
        _MONTH + ",?[ -]" + _YEAR,
    )
]
_UNITS = {"y": "Y", "year": "Y", "month": "M", "w": "W", "week": "W", "d": "D", "day": "D"}
_IN_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_COUNT = r"P?(?P<number>\d{1,4}|an?|" + "|".join(_IN_WORDS) + ")"
_SPAN = re.compile(_COUNT + "[ -]?(?P<unit>" + "|".join(_UNITS) + ")s?", re.ASCII | re.IGNORECASE)


class DateError(ValueError):
    """A date that cannot be read, with the reason."""


@functools.lru_cache(maxsize=65536)
def bounds(written: str) -> Bounds:
    """Return the first and last day that an EDTF expression can mean.

    Args:
        written: The EDTF expression.

    Returns:
        Lower and upper bound as dates; None where the expression is open.

    Raises:
        DateError: The expression is none of the permitted forms, reversed or impossible.
    """
    if one_of := _SET.fullmatch(written):
        if not (one_of["a"] or one_of["b"]):
            raise DateError(f"“{written}” has no bound at all; leave the cell empty")
        lower = _single(one_of["a"])[0] if one_of["a"] else None
        upper = _single(one_of["b"])[1] if one_of["b"] else None
    elif "/" in written:
        begin, _, end = written.partition("/")
        if "/" in end:
            raise DateError(f"“{written}” is no EDTF date; write for example {_FORMS}")
        if not begin or not end:
            raise DateError(f"“{written}” has an empty end; write “..” for an open one")
        lower = None if begin == ".." else _single(begin)[0]
        upper = None if end == ".." else _single(end)[1]
        if lower is None and upper is None:
            raise DateError(f"“{written}” has no bound at all; leave the cell empty")
    else:
        lower, upper = _single(written)
    if lower is not None and upper is not None and lower > upper:
        raise DateError(f"“{written}” is reversed: it ends before it begins")
    return lower, upper


def problem(written: str) -> str | None:
    """Why an EDTF expression is refused, or None when it is fine."""
    try:
        bounds(written)
    except DateError as error:
        return str(error)
    return None


def meant(written: str) -> str | None:
    """The date that is meant by one that cannot be read, if that is plain; else None.

    Of two numbers that may both be a month the first is the day, as English papers have it.
    """
    if problem(written) is None:
        return None
    plain = " ".join(written.split()).strip("“”„‟‘’‚‛\"' ")
    for form in _PRINTED:
        if found := form.fullmatch(plain):
            parts = {"day": "", **found.groupdict()}
            month, day = parts["month"].lower(), parts["day"]
            if month.isdigit() and day and int(month) > 12 and "/" in plain:
                month, day = day, month
            number = int(month) if month.isdigit() else _MONTHS[month]
            date = f"{parts['year']}-{number:02d}" + (f"-{int(day):02d}" if day else "")
            return date if problem(date) is None else None
    return plain if plain != written and problem(plain) is None else None


def duration(written: str) -> str | None:
    """The duration of ISO 8601 that is meant by a number of years, months, weeks or days."""
    found = _SPAN.fullmatch(" ".join(written.split()))
    if found is None:
        return None
    number, unit = found["number"].lower(), _UNITS[found["unit"].lower()]
    if not number.isdigit():
        number = "1" if number in ("a", "an") else str(_IN_WORDS.index(number) + 1)
    return f"P{int(number)}{unit}"


def _single(written: str) -> tuple[dt.date, dt.date]:
    """Bounds of one date, without intervals or sets."""
    _refuse_impossible(written)
    if not _LEVEL_1.fullmatch(written):
        raise DateError(f"“{written}” is no EDTF date; write for example {_FORMS}")
    if calendar_date := _CALENDAR.fullmatch(written):
        return _whole(*(int(part) for part in calendar_date.groups() if part))
    from edtf import EDTFParseException, parse_edtf, struct_time_to_date

    try:
        parsed = parse_edtf(written, fail_silently=False)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        return struct_time_to_date(lower), struct_time_to_date(upper)
    except (EDTFParseException, ValueError, OverflowError, TypeError, AttributeError):
        raise DateError(f"“{written}” is no EDTF date; write for example {_FORMS}") from None


def _whole(year: int, month: int = 0, day: int = 0) -> tuple[dt.date, dt.date]:
    """First and last day of a year, a month or a day of the calendar."""
    last_month = month or 12
    last = day or _days(year, last_month)
    return dt.date(year, month or 1, day or 1), dt.date(year, last_month, last)


def _refuse_impossible(written: str) -> None:
    if any(c.isspace() for c in written):
        raise DateError(f"“{written}” holds white space; write for example {_FORMS}")
    if "T" in written or ":" in written:
        raise DateError(f"“{written}” holds a clock time; write the day only, as 2013-07-16")
    if day := _DAY.match(written):
        year, month, number = int(day[1]), int(day[2]), day[3]
        if 21 <= month <= 24 and number is None:
            return
        if not 1 <= month <= 12:
            raise DateError(f"“{written}” has no month {month:02d}")
        if number is not None and not 1 <= int(number) <= _days(year, month):
            raise DateError(f"“{written}” does not exist: that month has {_days(year, month)} days")


def _days(year: int, month: int) -> int:
    return calendar.monthrange(max(year, 1), month)[1]
