"""EDTF expressions: each permitted one has its strict bounds, each other one a reason.

Catches bounds that are a day or a year off, reversed or impossible dates that pass, and
refusals that do not say what is wrong.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outsourced_care.dates import DateError, bounds, duration, meant, problem


@pytest.mark.parametrize(
    ("written", "lower", "upper"),
    [
        # a day, a month, a year, a season, a decade, a century
        ("2013-07-16", "2013-07-16", "2013-07-16"),
        ("2013-07", "2013-07-01", "2013-07-31"),
        ("2013-02", "2013-02-01", "2013-02-28"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2013", "2013-01-01", "2013-12-31"),
        ("2013-21", "2013-03-01", "2013-05-31"),
        ("2013-22", "2013-06-01", "2013-08-31"),
        ("2013-23", "2013-09-01", "2013-11-30"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2013-XX", "2013-01-01", "2013-12-31"),
        ("2013-07-XX", "2013-07-01", "2013-07-31"),
        # leap days, and the ends of the calendar
        ("2012-02-29", "2012-02-29", "2012-02-29"),
        ("2000-02-29", "2000-02-29", "2000-02-29"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        # uncertain and approximate: strict bounds stay
        ("2013?", "2013-01-01", "2013-12-31"),
        ("2013-07~", "2013-07-01", "2013-07-31"),
        ("2013-07-16%", "2013-07-16", "2013-07-16"),
        # from A to B
        ("2005/2009", "2005-01-01", "2009-12-31"),
        ("2004-06/2006-08", "2004-06-01", "2006-08-31"),
        ("2004-02-01/2005", "2004-02-01", "2005-12-31"),
        ("2013-22/2014-21", "2013-06-01", "2014-05-31"),
        ("1984?/2004~", "1984-01-01", "2004-12-31"),
        ("196X/197X", "1960-01-01", "1979-12-31"),
        ("2013/2013-03", "2013-01-01", "2013-03-31"),
        ("2013-07-16/2013-07-16", "2013-07-16", "2013-07-16"),
        ("2013-07/..", "2013-07-01", None),
        ("../2013", None, "2013-12-31"),
        # some time within
        ("[2011..2012]", "2011-01-01", "2012-12-31"),
        ("[2011-03..2012-04-05]", "2011-03-01", "2012-04-05"),
        ("[2013..2013]", "2013-01-01", "2013-12-31"),
        ("[1984?..2004~]", "1984-01-01", "2004-12-31"),
        ("[..2013-07-16]", None, "2013-07-16"),
        ("[..2013-02]", None, "2013-02-28"),
        ("[2013-07-16..]", "2013-07-16", None),
        ("[2013-07..]", "2013-07-01", None),
    ],
)
def test_a_permitted_expression_has_strict_bounds(
    written: str, lower: str | None, upper: str | None
) -> None:
    expected = tuple(None if end is None else dt.date.fromisoformat(end) for end in (lower, upper))
    assert bounds(written) == expected
    assert problem(written) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        # reversed
        ("2009/2005", "is reversed"),
        ("2013-07-16/2013-07-15", "is reversed"),
        ("2014/2013-12", "is reversed"),
        ("[2012..2011]", "is reversed"),
        ("[2013..2012-12-31]", "is reversed"),
        ("[2013-07-16..2013-07-15]", "is reversed"),
        # clock times
        ("2013-07-16T12:00", "holds a clock time"),
        ("2013-07-16T12:00:00Z", "holds a clock time"),
        ("2013-07-15/2013-07-16T12:00", "holds a clock time"),
        ("12:30", "holds a clock time"),
        # no bound, or an end left out
        ("2013/", "empty end"),
        ("/2013", "empty end"),
        ("/", "empty end"),
        ("../..", "no bound at all"),
        ("[..]", "no bound at all"),
        ("..", "no EDTF date"),
        # days and months that no calendar has
        ("2013-02-30", "“2013-02-30” does not exist: that month has 28 days"),
        ("2013-02-29", "that month has 28 days"),
        ("1900-02-29", "that month has 28 days"),
        ("2012-02-30", "that month has 29 days"),
        ("2013-04-31", "that month has 30 days"),
        ("2013-07-32", "that month has 31 days"),
        ("2013-07-00", "that month has 31 days"),
        ("2013-02-30?", "that month has 28 days"),
        ("2013-01-01/2013-02-30", "“2013-02-30” does not exist"),
        ("[2013-02-30..]", "“2013-02-30” does not exist"),
        ("[..2013-02-30]", "“2013-02-30” does not exist"),
        ("2013-13", "has no month 13"),
        ("2013-00", "has no month 00"),
        ("2013-13-01", "has no month 13"),
        ("2013-24-01", "has no month 24"),
        ("2013-25", "has no month 25"),
        ("2012/2013-13", "has no month 13"),
        # white space
        (" 2013", "holds white space"),
        ("2013\n", "holds white space"),
        ("2013 / 2014", "holds white space"),
        ("[2011 .. 2012]", "holds white space"),
        ("July 2013", "holds white space"),
        ("2013\u00a0", "holds white space"),
        # other calendars and notations
        ("2013-W29", "no EDTF date"),
        ("2013-W29-2", "no EDTF date"),
        ("2013-197", "has no month 19"),
        ("20130716", "no EDTF date"),
        ("2013-7-16", "no EDTF date"),
        ("16/07/2013", "“16/07/2013” is no EDTF date"),
        ("1960s", "no EDTF date"),
        ("201x", "no EDTF date"),
        ("\uff12\uff10\uff11\uff13", "no EDTF date"),
        ("2013-", "no EDTF date"),
        ("999", "no EDTF date"),
        ("10000", "no EDTF date"),
        # beyond the calendar of dates
        ("0000", "no EDTF date"),
        ("-0044", "no EDTF date"),
        ("Y170000002", "no EDTF date"),
        # words
        ("", "no EDTF date"),
        ("yesterday", "no EDTF date"),
        ("summer", "no EDTF date"),
        ("unknown", "no EDTF date"),
        ("2006/open", "“open” is no EDTF date"),
        ("unknown/2006", "“unknown” is no EDTF date"),
        # sets and chains of other levels
        ("[2011,2012]", "no EDTF date"),
        ("[2011]", "no EDTF date"),
        ("{2011..2012}", "no EDTF date"),
        ("2013..", "no EDTF date"),
        ("..2013", "no EDTF date"),
        ("2005/2006/2007", "“2005/2006/2007” is no EDTF date"),
        ("[2011/2012..2013]", "“2011/2012” is no EDTF date"),
        ("[[2011..2012]..2013]", "no EDTF date"),
    ],
)
def test_another_expression_is_refused_with_the_reason(written: str, said: str) -> None:
    with pytest.raises(DateError) as caught:
        bounds(written)
    assert said in str(caught.value)
    assert problem(written) == str(caught.value)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("14/03/2031", "2031-03-14"),
        ("04/03/2031", "2031-03-04"),  # the day first
        ("3/14/2031", "2031-03-14"),
        ("14.3.2031", "2031-03-14"),
        ("2031-3-14", "2031-03-14"),
        ("2031/03/14", "2031-03-14"),
        ("2031-3", "2031-03"),
        ("20310314", "2031-03-14"),
        ("14 March 2031", "2031-03-14"),
        ("14th  march 2031", "2031-03-14"),
        ("the 14 March 2031", None),
        ("Friday, 14 March, 2031", "2031-03-14"),
        ("Wednesday 14th of Sept 2031", "2031-09-14"),
        ("14-Mar-2031", "2031-03-14"),
        ("March 14, 2031", "2031-03-14"),
        ("Mar. 2031", "2031-03"),
        ("May 2031", "2031-05"),
        ("“2031-03-14”", "2031-03-14"),
        (" 2031-03 ", "2031-03"),
        ("2031-03-14", None),  # which can be read
        ("[..2031-03]", None),
        ("30 February 2031", None),
        ("31/02/2031", None),
        ("13/13/2031", None),
        ("2011/12", None),  # a month, or a year of accounts?
        ("14/03/31", None),
        ("summer", None),
        ("", None),
    ],
)
def test_a_printed_date_is_told_as_it_should_be_written(written: str, date: str | None) -> None:
    assert meant(written) == date


@given(st.dates(), st.sampled_from(("%d/%m/%Y", "%d.%m.%Y", "%Y/%m/%d", "%d %B %Y", "%B %d, %Y")))
def test_each_day_as_papers_print_it_is_that_day(day: dt.date, form: str) -> None:
    written = day.strftime(form).replace(str(day.year), f"{day.year:04d}")
    assume(len(str(day.year)) == 4)
    assert meant(written) == day.isoformat()


@given(st.text())
def test_what_is_told_instead_can_be_read(written: str) -> None:
    told = meant(written)
    assert told is None or (problem(told) is None and problem(written) is not None)


@pytest.mark.parametrize(
    ("written", "duration_"),
    [
        ("7 years", "P7Y"),
        ("seven years", "P7Y"),
        ("a year", "P1Y"),
        ("18 Months", "P18M"),
        ("six-week", "P6W"),
        ("10 days", "P10D"),
        ("7Y", "P7Y"),
        ("P7 years", "P7Y"),
        ("007 years", "P7Y"),
        ("7", None),
        ("some years", None),
        ("7 years and a day", None),
        ("long", None),
    ],
)
def test_a_number_of_years_is_told_as_a_duration(written: str, duration_: str | None) -> None:
    assert duration(written) == duration_


def test_a_refusal_shows_what_to_write() -> None:
    message = problem("the day of the soup".replace(" ", "-"))
    assert message is not None
    shown = message.partition("write for example ")[2].split(", ")
    assert len(shown) >= 5
    assert [problem(example) for example in shown] == [None] * len(shown)


@settings(deadline=None, max_examples=20)  # parsing an expression takes milliseconds
@given(st.dates(), st.dates())
def test_an_interval_and_a_set_have_the_bounds_they_name(one: dt.date, other: dt.date) -> None:
    a, b = sorted((one, other))
    assert bounds(f"{a}") == (a, a)
    assert bounds(f"{a}/{b}") == bounds(f"[{a}..{b}]") == (a, b)
    assert bounds(f"{a}/..") == bounds(f"[{a}..]") == (a, None)
    assert bounds(f"../{b}") == bounds(f"[..{b}]") == (None, b)
    if a < b:
        for written in (f"{b}/{a}", f"[{b}..{a}]"):
            assert "is reversed" in str(problem(written))


@settings(deadline=None, max_examples=30)
@given(st.dates())
def test_a_month_lasts_from_its_first_to_its_last_day(day: dt.date) -> None:
    assume(day.year < 9999)
    following = (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    last = following - dt.timedelta(days=1)
    assert bounds(day.isoformat()[:7]) == (day.replace(day=1), last)
    beyond = f"{last.isoformat()[:7]}-{last.day + 1}"
    assert f"that month has {last.day} days" in str(problem(beyond))


@settings(deadline=None, max_examples=50)
@given(st.text(st.sampled_from("0123456789-/.[]?~% ") | st.characters(codec="utf-8"), max_size=24))
def test_any_text_has_bounds_or_a_reason(written: str) -> None:
    reason = problem(written)
    if reason is None:
        lower, upper = bounds(written)
        assert lower is not None or upper is not None
        assert lower is None or upper is None or lower <= upper
    else:
        assert reason.startswith("“") and "”" in reason


@pytest.mark.parametrize("written", ["2013S2", "?2013", "2013-?07", "2004?-06-11", "1X13", "X013"])
def test_level_2_is_refused(written: str) -> None:
    assert problem(written) is not None


@pytest.mark.parametrize("written", ["2013-1X", "2013-0X"])
def test_a_refusal_prints_nothing(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert problem(written) is not None
    assert capsys.readouterr() == ("", "")


@given(st.dates(min_value=dt.date(1, 1, 1)), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
@settings(max_examples=60)
def test_dates_of_the_calendar_have_the_bounds_that_the_edtf_library_gives(
    day: dt.date, form: str
) -> None:
    from edtf import parse_edtf, struct_time_to_date

    written = day.strftime(form).zfill(len(form.replace("%Y", "0000").replace("%", "0")))
    parsed = parse_edtf(written)
    expected = parsed.lower_strict(), parsed.upper_strict()
    assert bounds(written) == tuple(map(struct_time_to_date, expected))
