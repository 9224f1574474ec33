"""Dates of a text: each form to its EDTF value, what is no date, and safety on any text."""

from __future__ import annotations

import datetime as dt
import time
from itertools import pairwise

import pytest
from conftest import some
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.dates import problem
from outsourced_care.extraction.timexes import find_dates

# published on a Wednesday
P = "2021-05-12"

ABSOLUTE = [
    ("The pier opened on 3 March 1987.", "3 March 1987", "1987-03-03"),
    ("It shut on the 21st of June 2004.", "21st of June 2004", "2004-06-21"),
    ("On March 3, 1987, it opened.", "March 3, 1987", "1987-03-03"),
    ("On Tuesday 4 May 2021 it rained.", "Tuesday 4 May 2021", "2021-05-04"),
    ("Filed 2019-02-28 by Wren.", "2019-02-28", "2019-02-28"),
    ("Filed 28/02/2019 by Wren.", "28/02/2019", "2019-02-28"),
    ("In November 2012 gulls came.", "November 2012", "2012-11"),
    ("Near the end of August 2012 they left.", "the end of August 2012", "2012-08"),
    ("Built in 1748 of stone.", "1748", "1748"),
    ("The autumn 2014 list is out.", "autumn 2014", "2014-23"),
    ("In the spring of 2013 it froze.", "spring of 2013", "2013-21"),
    ("A house of the 17th century stood.", "17th century", "16XX"),
    ("Songs of the 1980s are back.", "1980s", "198X"),
    ("It ran between 1705 and 1708 only.", "between 1705 and 1708", "1705/1708"),
    ("2005-2009: gulls are counted.", "2005-2009", "2005/2009"),
    ("In 2005–09 gulls were counted.", "2005–09", "2005/2009"),
    ("The budget for 2013/14 grew.", "2013/14", "2013/2014"),
    ("It lasts from 3 to 5 March 2014.", "from 3 to 5 March 2014", "2014-03-03/2014-03-05"),
    ("Open 30 March-2 April 2014.", "30 March-2 April 2014", "2014-03-30/2014-04-02"),
    (
        "They met from March 30 to April 2, 2014.",
        "from March 30 to April 2, 2014",
        "2014-03-30/2014-04-02",
    ),
    ("From May to July 2014 it rained.", "From May to July 2014", "2014-05/2014-07"),
]
RELATIVE = [
    ("It was shut by end of March.", "end of March", "2021-03"),
    ("Gulls left today.", "today", "2021-05-12"),
    ("Gulls left yesterday evening.", "yesterday evening", "2021-05-11"),
    ("They return tomorrow.", "tomorrow", "2021-05-13"),
    ("Larks sang last night.", "last night", "2021-05-11"),
    ("Gulls left on Monday.", "Monday", "2021-05-10"),
    ("Gulls left on Wednesday.", "Wednesday", "2021-05-12"),
    ("Gulls left last Wednesday.", "last Wednesday", "2021-05-05"),
    ("Gulls will leave on Monday.", "Monday", "2021-05-17"),
    ("Wren said on Friday gulls will leave.", "Friday", "2021-05-07"),
    ("It will open next Friday.", "next Friday", "2021-05-21"),  # not the day after tomorrow
    ("It will open next Saturday.", "next Saturday", "2021-05-15"),
    ("Wren left on Thursday 5 March.", "Thursday 5 March", "2020-03-05"),  # a Friday this year
    ("Wren left on Friday 5 March.", "Friday 5 March", "2021-03-05"),
    ("It will open on Monday 6 June.", "Monday 6 June", "2022-06-06"),
    ("Wren left on Monday 31 June.", "Monday 31 June", None),
    ("Wren told the gulls to be ready by 1 July.", "1 July", "2021-07-01"),
    ("Wren had left by 1 July.", "1 July", "2020-07-01"),
    ("The show has been delayed until 1 July.", "1 July", "2021-07-01"),
    ("A show planned for 20 May might move.", "20 May", "2021-05-20"),
    ("It will open on Friday week.", "Friday week", "2021-05-21"),
    ("It will open next Friday week.", "next Friday week", "2021-05-21"),
    ("Two piers shut this week.", "this week", "2021-05-10/2021-05-16"),
    ("Two piers shut last week.", "last week", "2021-05-03/2021-05-09"),
    ("It shut last month.", "last month", "2021-04"),
    ("It shuts later this year.", "later this year", "2021"),
    ("It will shut next year.", "next year", "2022"),
    ("He was chosen in May this year.", "May this year", "2021-05"),
    ("It must be ready by next April.", "next April", "2022-04"),
    ("It was shut in December.", "December", "2020-12"),
    ("It will be shut in December.", "December", "2021-12"),
    ("It was painted on 1 June.", "1 June", "2020-06-01"),
    ("It will be painted on 1 June.", "1 June", "2021-06-01"),
    ("It can be “painted over” by 1 June.", "1 June", "2021-06-01"),
    ("They will count from June 1 to June 3.", "from June 1 to June 3", "2021-06-01/2021-06-03"),
    ("They will answer by the end of the year.", "the end of the year", "2021"),
    ("Between March and July it was dry.", "Between March and July", "2020-03/2020-07"),
    ("It was built three years ago.", "three years ago", "2018"),
    ("It was painted two weeks ago.", "two weeks ago", "2021-04-28"),
    ("It opens in two weeks' time.", "in two weeks' time", "2021-05-26"),
    ("It was painted last summer.", "last summer", "2020-22"),
    ("Gulls came at the weekend.", "at the weekend", "2021-05-08/2021-05-09"),
    ("It was shut on Boxing Day.", "Boxing Day", "2020-12-26"),
    ("It was shut on Good Friday.", "Good Friday", "2021-04-02"),
]


@pytest.mark.parametrize(("text", "words", "value"), ABSOLUTE)
def test_a_stated_date_needs_no_day_of_publication(text: str, words: str, value: str) -> None:
    for published in (P, None):
        (found,) = find_dates(text, published)
        assert (text[found.start : found.end], found.value) == (words, value)
        assert (found.basis, found.deictic) == ("stated", False)


@pytest.mark.parametrize(("text", "words", "value"), RELATIVE)
def test_a_relative_date_is_counted_from_publication(text: str, words: str, value: str) -> None:
    (found,) = find_dates(text, P)
    assert (text[found.start : found.end], found.value) == (words, value)
    assert (found.basis, found.deictic) == ("relative", True)
    (unknown,) = find_dates(text, None)
    assert (unknown.start, unknown.end, unknown.value) == (found.start, found.end, None)


_WORDS = sorted({words for _, words, _ in [*ABSOLUTE, *RELATIVE]} - {"1748"})  # told by "in"


@pytest.mark.parametrize("words", _WORDS)
@pytest.mark.parametrize("before", ["", "\n", "(", "“", "x\n"])
def test_a_date_is_found_wherever_it_begins(before: str, words: str) -> None:
    (found, *_) = find_dates(f"{before}{words} it was.", P)
    assert (found.start, found.end) == (len(before), len(before) + len(words))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("It must open by 2007.", "[..2007]"),
        ("It stays shut until April 2022.", "[..2022-04]"),
        ("Gulls have nested here since 1999.", "1999/.."),
        ("Nothing moves before 1 June 2021.", "[..2021-06-01]"),
        ("It comes into force after 3 May 2024.", "[2024-05-03..]"),
        ("Two piers shut this week.", "[2021-05-10..2021-05-12]"),  # cut at publication
        ("Two piers shut last week.", "[2021-05-03..2021-05-09]"),
        ("It must open by 1 June next year.", "[..2022-06-01]"),
        ("It must open by the 1st of June next year.", "[..2022-06-01]"),
        ("It must open not later than 1 June, next year.", "[..2022-06-01]"),
        ("It will open by the end of June next year.", "[..2022-06]"),
        ("It will open by the spring of next year.", "[..2022-21]"),
        ("It is not expected before January 2022.", "[2022-01..]"),
        ("It will not open again until May 2022.", "[2022-05..]"),
        ("It had not been seen before May 2019.", "[2019-05..]"),
        ("It did not open until 2018.", "2018"),
        ("No gull may leave before 1 June 2021.", "[2021-06-01..]"),
        ("It is unlikely before June 2021.", "[2021-06..]"),
        ("It may leave no earlier than 1 June 2021.", "[2021-06-01..]"),
        ("They postponed the vote until 8 June 2021.", "2021-06-08"),
        ("It has been put back until 3 May 2022.", "2022-05-03"),
        ("It is not safe. Nothing moves before 1 June 2021.", "[..2021-06-01]"),
        ("After the 1999 fire it was rebuilt.", "1999"),  # the fire is dated, nothing bounded
    ],
)
def test_what_is_meant_follows_the_preposition(text: str, date: str) -> None:
    (found,) = find_dates(text, P)
    assert found.date == date


@pytest.mark.parametrize(
    "text",
    [
        "Gulls may leave, and May Wren may follow.",  # a verb and a name
        "They march on.",
        "It cost £1987, or 2010 pounds.",
        "About 2000 people came.",
        "He read the Sunday Times and heard the Monday Club.",
        "It opens every Monday and on Sundays.",
        "Now it lasts three years, as at present.",
        "Wren told Gull Radio 4’s Today programme it was safe.",
        "Wren, speaking on Today, said it was safe.",
        "Wren, 34, lives at 1850 Quay Road.",
        "Call 020 7944 3021.",
        "The rate is 1999.5 points.",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text, P) == []


def test_a_lifetime_is_two_dates() -> None:
    text = "Ada Finch (1661- 1718) kept gulls."
    assert [(d.kind, d.value) for d in find_dates(text, P)] == [("life", "1661"), ("life", "1718")]


def test_an_impossible_date_has_no_value() -> None:
    (found,) = find_dates("It fell on 31 February 2019.", P)
    assert (found.value, found.date) == (None, None)


@pytest.mark.parametrize("published", [None, "", "soon", "2021", "2021-05", "[2021..2022]"])
def test_only_a_single_day_anchors(published: str | None) -> None:
    assert find_dates("Gulls left today.", published)[0].value is None


@settings(deadline=None)  # the first date of a kind loads the reader of dates
@given(st.dates(min_value=dt.date(1, 1, 1)), st.sampled_from([t for t, _, _ in RELATIVE]))
def test_every_value_is_valid_on_every_day(day: dt.date, text: str) -> None:
    for found in find_dates(text, day.isoformat()):
        assert found.value is None or problem(found.value) is None
        assert found.date is None or problem(found.date) is None


@given(
    st.lists(
        st.sampled_from(
            [
                "May ",
                "2013",
                "-",
                "the ",
                "end of ",
                "Mon",
                "day ",
                "last ",
                "31 ",
                "/",
                "\n",
                "by ",
            ]
        )
        | st.text(max_size=4),
        max_size=30,
    ).map("".join)
)
def test_spans_stand_in_order_and_values_are_valid(text: str) -> None:
    found = find_dates(text, P)
    assert all(0 <= d.start < d.end <= len(text) for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(problem(v) is None for d in found for v in (d.value, d.date) if v)


@pytest.mark.parametrize(
    "piece",
    some(
        [
            "2013",
            "2013 ",
            "2013-",
            "May ",
            "the end of ",
            "last ",
            "1 May - ",
            "Monday",
            "from 3 to ",
        ],
        5,
    ),
)
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    begin = time.process_time()
    find_dates(text, P)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The depot closed on 3 June last year.", "2029-06-03"),
        ("The depot will close on 3 June next year.", "2031-06-03"),
        ("It was shut between 1 and 3 June last year.", "2029-06-01/2029-06-03"),
        ("It will be shut from May to July next year.", "2031-05/2031-07"),
        ("It shut in late May of last year.", "2029-05"),
        ("It shut in the summer of last year.", "2029-22"),
        ("The depot, leased to drivers, would move ploughs starting July 1.", "2031-07-01"),
    ],
)
def test_a_day_of_a_told_year(text: str, value: str) -> None:
    assert find_dates(text, "2030-11-21")[0].value == value
