"""A date as a page gives it flows in, the day in EDTF flows out, or nothing."""

from __future__ import annotations

import re
from email.utils import parsedate
from urllib.parse import urlsplit

from outsourced_care.date_lines import DAY
from outsourced_care.dates import meant, problem

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?=$|[T\s])|(\d{4})(\d\d)(\d\d)(?=$|T)", re.ASCII)
_PATH = re.compile(r"/(\d{4})/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=/|$)", re.ASCII | re.I)
_LONGEST, _LINE = 64, 80
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# what a clock without time says, and what lies before the first newspaper
_NOT_SET = ("1970-01-01", "1900-01-01", "1899-12-30")
_FIRST, _LAST = 1605, 2199


def day_of(written: object) -> str | None:
    """The day that a page's date names: ISO 8601, RFC 5322, or as English papers write it."""
    if not isinstance(written, str) or len(written) > _LONGEST:
        return None
    plain = " ".join(written.split())
    if found := _DAY.match(plain):
        return _checked("-".join(part for part in found.groups() if part))
    if known := meant(plain):
        return _checked(known)
    try:
        mailed = parsedate(plain)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return None if mailed is None else _checked("{:04d}-{:02d}-{:02d}".format(*mailed[:3]))


def day_shown(line: str) -> str | None:
    """The day that a short line shows, as bylines do; None where it shows none."""
    if len(line) > _LINE:
        return None
    found = DAY.search(line)
    return None if found is None else day_of(found[0])


def day_of_path(url: str | None) -> str | None:
    """The day that an address names, as /2031/07/16/ or /2031/jul/16/."""
    found = _PATH.search(urlsplit(url).path) if url else None
    if found is None:
        return None
    month = found[2].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
    return _checked(f"{found[1]}-{number:02d}-{int(found[3]):02d}")


def _checked(day: str) -> str | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", day, re.ASCII) or day in _NOT_SET:
        return None
    return day if _FIRST <= int(day[:4]) <= _LAST and problem(day) is None else None
