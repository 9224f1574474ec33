"""The name of a feast and the day of publication flow in, its day flows out."""

from __future__ import annotations

import datetime as dt

from outsourced_care.extraction.tense import Direction

_FEASTS = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "bonfire night": (11, 5),
    "guy fawkes": (11, 5),
    "valentine": (2, 14),
}
_EASTER_OFFSETS = {"good friday": -2, "easter monday": 1, "easter": 0}


def feast(words: str, anchor: dt.date, side: Direction | None) -> str | None:
    """The day of a feast, the nearest on the side where the verb looks, in EDTF."""
    lower = words.lower().replace("’", "'")
    side = "back" if lower.startswith("last") else "ahead" if lower.startswith("next") else side
    for name, (month, day) in _FEASTS.items():
        if name in lower:
            return f"{near_year(month, day, anchor, side):04}-{month:02}-{day:02}"
    offset = next((days for name, days in _EASTER_OFFSETS.items() if name in lower), None)
    if offset is None:
        return None
    days = [_easter(anchor.year + n) + dt.timedelta(offset) for n in (-1, 0, 1)]
    near = [d for d in days if (d >= anchor if side == "ahead" else d <= anchor)]
    return (near[0] if side == "ahead" else near[-1]).isoformat()


def _easter(year: int) -> dt.date:
    """Easter Sunday, after the anonymous Gregorian computus (Meeus, Astronomical Algorithms)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * week) // 451
    month, day = divmod(h + week - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)


def near_year(month: int, day: int | None, anchor: dt.date, side: Direction | None) -> int:
    """The year of a month or day without one: the nearest, on the side where the verb looks."""
    here, there = (anchor.month, anchor.day if day else 0), (month, day or 0)
    if side == "ahead":
        return anchor.year + (there < here)
    if side == "back":
        return anchor.year - (there > here)
    away = (month - anchor.month) * 31 + (day or anchor.day) - anchor.day
    return anchor.year + min((-1, 0, 1), key=lambda years: abs(years * 372 + away))
