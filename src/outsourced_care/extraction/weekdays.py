"""A weekday with its day and month flow in, the year in which they meet flows out."""

from __future__ import annotations

import datetime as dt

from outsourced_care.extraction.feasts import near_year
from outsourced_care.extraction.tense import Direction

_YEARS = 7  # the nearest and six beyond: in so many every weekday comes round, but for leap years


def fitting_year(
    weekday: int, month: int, day: int, anchor: dt.date, side: Direction | None
) -> int:
    """The nearest year, where the verb looks, in which a day falls on a weekday; else the nearest.

    Args:
        weekday: The weekday, Monday being 0.
        month: The month.
        day: The day of the month.
        anchor: The day of publication.
        side: Where the verb beside the date looks.
    """
    near = near_year(month, day, anchor, side)
    steps = range(_YEARS) if side == "ahead" else range(0, -_YEARS, -1)
    years = [near + step for step in steps]
    if side is None:
        years = [near + sign * step for step in range(_YEARS) for sign in (-1, 1)]
    return next((year for year in years if _falls_on(weekday, year, month, day)), near)


def _falls_on(weekday: int, year: int, month: int, day: int) -> bool:
    try:
        return dt.date(year, month, day).weekday() == weekday
    except ValueError:  # 29 February, 31 June, the year 0
        return False
