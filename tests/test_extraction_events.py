"""Dated happenings: which sentences count, their status and kind, and safety on any text."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.event_kinds import KINDS
from outsourced_care.extraction.events import find_events

P = "2021-05-12"


@pytest.mark.parametrize(
    ("text", "date", "status", "kind"),
    [
        ("The gull trust was set up in 1998.", "1998", "occurred", "body_created"),
        ("Wren resigned on Monday.", "2021-05-10", "occurred", "departure"),
        ("A mayor will be elected on Thursday.", "2021-05-13", "planned", "election"),
        ("The piers will be outsourced by 2024.", "[..2024]", "planned", "service_transfer"),
        ("Gulls will today get new rings.", "2021-05-12", "planned", None),
        ("The harbour is today confirming the rule.", "2021-05-12", "occurred", None),
        (
            "July 2019: Lord Finch publishes a report on gulls.",
            "2019-07",
            "occurred",
            "review_published",
        ),
        ("2005-2009: Nests are not counted.", "2005/2009", "occurred", None),
        ("Ada Finch (1661-1718) was chosen as warden in 1711.", "1711", "occurred", None),
    ],
)
def test_a_dated_sentence_is_an_event(text: str, date: str, status: str, kind: str | None) -> None:
    (event,) = find_events(text, P)
    assert (text[event.start : event.end], event.date) == (text, date)
    assert (event.status, event.kind) == (status, kind)


@pytest.mark.parametrize(
    "text",
    [
        "Gulls nest on the pier.",  # no date
        "Harbour notice, 27 March 2014",  # a reference, no clause
        "The 17th century pier is small.",  # describes
        "Since 9/11 the harbour is watched.",  # names an attack
        "Nests of the 1980s are here.",
        "There is feed, and not only for next year.",  # a state
        "Published 3 May 2021",
    ],
)
def test_a_date_that_dates_nothing_is_no_event(text: str) -> None:
    assert find_events(text, P) == []


def test_without_publication_tense_decides_the_status() -> None:
    text = "Details will be given on Monday. The plan was drawn in December."
    assert [(e.date, e.status) for e in find_events(text)] == [
        (None, "planned"),
        (None, "occurred"),
    ]


def test_only_the_given_parts_are_searched() -> None:
    text = "Wren left in 2012.\nBook now for our gull day on 3 May 2022, it is fun."
    assert len(find_events(text, P)) == 2
    assert len(find_events(text, P, within=[(0, 18)])) == 1
    assert find_events(text, P, within=[]) == []


def test_kinds_are_those_of_the_schema() -> None:
    fields = json.loads((ROOT / "schemas" / "events.json").read_text())["fields"]
    kind = next(f for f in fields if f["name"] == "kind")
    assert set(KINDS) <= {c["value"] for c in kind["categories"]}


@given(
    st.lists(
        st.sampled_from(["On Monday ", "2013: ", "it shut. ", "will ", "\n", "(", "was ", "today "])
        | st.text(max_size=4),
        max_size=30,
    ).map("".join),
    st.sampled_from([P, None, "x"]),
)
def test_events_stand_in_order_on_any_text(text: str, published: str | None) -> None:
    found = find_events(text, published)
    assert all(0 <= e.start <= e.when.start < e.when.end <= e.end <= len(text) for e in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 < e.confidence <= 1 for e in found)


@pytest.mark.parametrize(
    "piece", ["It shut in 2013. ", "on Monday ", "2013: a\n", "was 2013 will "]
)
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begin = time.process_time()
    find_events(text, P, within=[(0, len(text))])
    assert time.process_time() - begin < 5


def test_what_was_set_up_lies_behind() -> None:
    assert [event.status for event in find_events("The depot was set up in 2019.")] == ["occurred"]
