"""The words of a date and the day of publication flow in, its EDTF value flows out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from outsourced_care.extraction.feasts import feast, near_year
from outsourced_care.extraction.tense import Direction
from outsourced_care.extraction.timex_patterns import MONTHS, WEEKDAYS
from outsourced_care.extraction.weekdays import fitting_year

Value = Callable[[str, dt.date, Direction | None], str | None]

_MONTH_NUMBER = {name[:3].lower(): n for n, name in enumerate(MONTHS.split(), 1)}
_WEEKDAY_NUMBER = {name.lower(): n for n, name in enumerate(WEEKDAYS.split())}
_MONTH = re.compile(r"\b(" + "|".join(name[:3] for name in MONTHS.split()) + r")[a-z]*\b")
_WEEKDAY = re.compile(r"\b(?:" + "|".join(WEEKDAYS.split()) + r")\b")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_NEXT = 3  # days that a "next" weekday is away at least
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_COUNTED = (
    "a an one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty "
    "forty fifty"
)
_COUNTS = (1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 50)
_NUMBERS = dict(zip(_COUNTED.split(), _COUNTS, strict=True))


def years_in(words: str) -> list[int]:
    """The years that are written out."""
    return [int(year) for year in _YEAR.findall(words)]


def absolute(kind: str, words: str) -> str | None:
    """The value of a date that needs no day of publication; None when it needs one."""
    years = years_in(words)
    match kind:
        case "iso":
            return words
        case "slashed":
            day, month, year = (int(part) for part in re.split("[/.]", words))
            return f"{year + 2000 if year < 100 else year:04}-{month:02}-{day:02}"
        case "attacks":
            return "2001-09-11"
        case "century":
            return f"{int(re.findall(r'[0-9]+', words)[0]) - 1:02}XX"
        case "decade":
            return f"{re.findall('[0-9]{3}', words)[0]}X"
        case "year" | "life":
            return f"{years[0]:04}"
        case "year_range" | "financial":
            return _year_range(words)
    return None


def _year_range(words: str) -> str | None:
    first, last = (int(number) for number in re.findall(r"\d+", words)[:2])
    if last < 100:
        last += first - first % 100
    return f"{first:04}/{last:04}" if first < last else None


def relative(kind: str, words: str, anchor: dt.date | None, side: Direction | None) -> str | None:
    """The value of any other date; None when it cannot be known.

    Args:
        kind: The kind of `timex_patterns`.
        words: The date as written.
        anchor: The day of publication, when it is known.
        side: Where the verb beside the date looks.
    """
    if kind in ("day", "day_range", "month", "month_range", "season", "feast") and years_in(words):
        anchor = anchor or dt.date(2000, 1, 1)  # the year is written: no anchor is asked
    value = _VALUES.get(kind)
    return value(words, anchor, side) if anchor and value else None


def _months(words: str) -> list[int]:
    return [_MONTH_NUMBER[name.lower()] for name in _MONTH.findall(words)]


def _told_year(words: str, anchor: dt.date) -> int | None:
    """The year of "3 June last year"."""
    lower = words.lower()
    return anchor.year + ("next" in lower) - ("last" in lower) if "year" in lower else None


def _day(words: str, anchor: dt.date, side: Direction | None) -> str | None:
    months, days = _months(words), [int(day) for day in _DAY.findall(words)]
    if not months or not days:
        return None
    years = years_in(words) or [
        _told_year(words, anchor) or _fitting_year(words, months[0], days[0], anchor, side)
    ]
    return f"{years[-1]:04}-{months[0]:02}-{days[0]:02}"


def _fitting_year(words: str, month: int, day: int, anchor: dt.date, side: Direction | None) -> int:
    """The nearest year where the verb looks, one that the weekday fits if any is told."""
    named = _WEEKDAY.search(words)
    if named is None:
        return near_year(month, day, anchor, side)
    return fitting_year(_WEEKDAY_NUMBER[named[0].lower()], month, day, anchor, side)


def _day_range(words: str, anchor: dt.date, side: Direction | None) -> str | None:
    months, days = _months(words), [int(day) for day in _DAY.findall(words)]
    if not months or len(days) < 2:
        return None
    years = years_in(words) or [
        _told_year(words, anchor) or near_year(months[-1], days[1], anchor, side)
    ]
    first = years[0] - (len(years) == 1 and months[0] > months[-1])
    return f"{first:04}-{months[0]:02}-{days[0]:02}/{years[-1]:04}-{months[-1]:02}-{days[1]:02}"


def _month(words: str, anchor: dt.date, side: Direction | None) -> str:
    month = _months(words)[0]
    years = years_in(words) or [near_year(month, None, anchor, side)]
    return f"{years[0]:04}-{month:02}"


def _near_month(words: str, anchor: dt.date, _side: Direction | None) -> str:
    month, lower = _months(words)[0], words.lower()
    if told := _told_year(lower, anchor):
        year = told
    elif "last" in lower or "past" in lower:
        year = anchor.year - (month >= anchor.month)
    elif "next" in lower:
        year = anchor.year + (month <= anchor.month)
    else:
        year = anchor.year
    return f"{year:04}-{month:02}"


def _month_range(words: str, anchor: dt.date, side: Direction | None) -> str | None:
    months = _months(words)
    if len(months) < 2:
        return None
    years = years_in(words) or [
        _told_year(words, anchor) or near_year(months[-1], None, anchor, side or "back")
    ]
    first = years[0] - (len(years) == 1 and months[0] > months[-1])
    return f"{first:04}-{months[0]:02}/{years[-1]:04}-{months[-1]:02}"


def _season(words: str, anchor: dt.date, side: Direction | None) -> str | None:
    lower = words.lower()
    season = next((code for name, code in _SEASONS.items() if name in lower), None)
    if season is None:
        return None
    told = _told_year(words, anchor)
    if years := years_in(words) or ([told] if told else []):
        return f"{years[0]:04}-{season}"
    now = 21 + (anchor.month % 12) // 3 - 1 if anchor.month not in (12, 1, 2) else 24
    year = anchor.year
    if "last" in lower or (side == "back" and "this" not in lower and "next" not in lower):
        year -= (
            season > now or ("last" in lower and season == now) or anchor.month < 3 > season - 22
        )
    elif "next" in lower or (side == "ahead" and "this" not in lower):
        year += season < now or ("next" in lower and season == now)
    return f"{year:04}-{season}"


def _relative_day(words: str, anchor: dt.date, _side: Direction | None) -> str:
    lower = words.lower()
    back = 2 if "before yesterday" in lower else "yesterday" in lower or "last night" in lower
    ahead = 2 if "after tomorrow" in lower else "tomorrow" in lower
    return _shifted(anchor, int(ahead) - int(back))


def _weekday(words: str, anchor: dt.date, side: Direction | None) -> str | None:
    named = _WEEKDAY.search(words)
    if named is None:
        return None
    number, lower = _WEEKDAY_NUMBER[named[0].lower()], words.lower()
    if lower.endswith("day week"):  # the one after the next
        return _shifted(anchor, (number - anchor.weekday() - 1) % 7 + 8)
    if "week" in lower:
        monday = -anchor.weekday() + 7 * (("next" in lower) - ("last" in lower))
        return _shifted(anchor, monday + number)
    if "last" in lower or "past" in lower:
        return _shifted(anchor, -((anchor.weekday() - number - 1) % 7 + 1))
    if "next" in lower:  # the day after tomorrow is never "next Friday"
        away = (number - anchor.weekday() - 1) % 7 + 1
        return _shifted(anchor, away + 7 * (away < _NEXT))
    if "coming" in lower or ("this" in lower and side != "back"):
        return _shifted(anchor, (number - anchor.weekday() - 1) % 7 + 1)
    if side == "ahead":
        return _shifted(anchor, (number - anchor.weekday()) % 7)
    return _shifted(anchor, -((anchor.weekday() - number) % 7))


def _weekend(words: str, anchor: dt.date, side: Direction | None) -> str:
    lower, saturday = words.lower(), 5 - anchor.weekday()
    if "last" in lower or (side == "back" or ("the " in lower and side is None)):
        saturday -= 7 * (anchor.weekday() < 5 or "last" in lower)
    elif "next" in lower:
        saturday += 7
    return f"{_shifted(anchor, saturday)}/{_shifted(anchor, saturday + 1)}"


def _near(words: str, anchor: dt.date, _side: Direction | None) -> str | None:
    """Last, this or next week, month, year and so on: the whole of it."""
    lower = words.lower()
    step = ("next" in lower) - ("last" in lower or "past" in lower)
    unit = lower.rsplit(None, 1)[-1]
    if unit == "week":
        monday = 7 * step - anchor.weekday()
        return f"{_shifted(anchor, monday)}/{_shifted(anchor, monday + 6)}"
    if unit == "month":
        return _month_of(anchor, step)
    if unit == "year":
        return f"{anchor.year + step:04}"
    if unit == "quarter":
        quarter = anchor.year * 4 + (anchor.month - 1) // 3 + step
        first = quarter % 4 * 3 + 1
        return f"{quarter // 4:04}-{first:02}/{quarter // 4:04}-{first + 2:02}"
    if unit == "decade":
        return f"{anchor.year // 10 + step:03}X"
    return f"{anchor.year // 100 + step:02}XX" if unit == "century" else None


def _distance(words: str, anchor: dt.date, sign: int) -> str | None:
    """So many days, weeks, months or years from the day of publication."""
    count = next(
        (
            int(w) if w.isdigit() else _NUMBERS[w]
            for w in words.lower().split()
            if w.isdigit() or w in _NUMBERS
        ),
        None,
    )
    if count is None or re.search(r"few|couple|several", words.lower()):
        return None
    for unit, days in (("day", 1), ("week", 7), ("fortnight", 14)):
        if unit in words:
            return _shifted(anchor, sign * count * days)
    if "month" in words:
        return _month_of(anchor, sign * count)
    years = count * (10 if "decade" in words else 100 if "centur" in words else 1)
    return f"{anchor.year + sign * years:04}" if anchor.year + sign * years > 0 else None


def _shifted(anchor: dt.date, days: int) -> str:
    return (anchor + dt.timedelta(days)).isoformat()


def _month_of(anchor: dt.date, step: int) -> str:
    month = anchor.year * 12 + anchor.month - 1 + step
    return f"{month // 12:04}-{month % 12 + 1:02}"


_VALUES: dict[str, Value] = {
    "day": _day,
    "day_range": _day_range,
    "month": _month,
    "near_month": _near_month,
    "month_range": _month_range,
    "season": _season,
    "relative_day": _relative_day,
    "weekday": _weekday,
    "near_weekday": _weekday,
    "weekend": _weekend,
    "near": _near,
    "ago": lambda words, anchor, _side: _distance(words, anchor, -1),
    "hence": lambda words, anchor, _side: _distance(words, anchor, 1),
    "feast": feast,
}
