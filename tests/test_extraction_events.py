"""Dated happenings: which sentences count, their status and kind, and safety on any text."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import get_args

import pytest
from conftest import ROOT, some
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.evaluation.corpus import Document
from outsourced_care.evaluation.predictions import predict
from outsourced_care.extraction.certainty import Status
from outsourced_care.extraction.event_kinds import KINDS
from outsourced_care.extraction.events import find_events
from outsourced_care.extraction.undated import is_going_on, status_of

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


AHEAD = [
    # decided
    ("The pier will shut in May 2022.", "planned"),
    ("The pier shuts in May 2022.", "planned"),
    ("The warden said the pier would shut in May 2022.", "planned"),
    ("The harbour agreed to shut the pier by May 2022.", "planned"),
    ("The harbour agreed to shut the pier later this year.", "planned"),
    ("A panel was asked to report by May 2022.", "planned"),
    ("Forms must be handed in by May 2022.", "planned"),
    ("Wren, who may stand down, will open the pier in May 2022.", "planned"),
    ("May 2022: pier shuts.", "planned"),
    # wanted
    ("The pier should shut by May 2022.", "proposed"),
    ("The pier should be required to shut by May 2022.", "proposed"),
    ("The guild called for the pier to shut by May 2022.", "proposed"),
    ("The panel recommended that the pier be shut by May 2022.", "proposed"),
    ("Wren wants the pier shut by May 2022.", "proposed"),
    ("The pier must shut by May 2022, said Wren.", "proposed"),
    ("Under the proposals, the pier would shut in May 2022.", "proposed"),
    ("The pier would shut in May 2022 if wardens approve it.", "proposed"),
    # neither decided nor wanted by anybody
    ("The pier may shut in May 2022.", "possible"),
    ("By May 2022 the pier might have to shut.", "possible"),
    ("The pier could be ordered to shut by May 2022.", "possible"),
    ("The pier is likely to shut in May 2022.", "possible"),
    ("The pier would shut in May 2022 if the grant ended.", "possible"),
    ("May 2022: the pier may shut.", "possible"),
    # without a source
    ("The pier is understood to be shutting in May 2022.", "rumoured"),
    ("The pier will reportedly shut in May 2022.", "rumoured"),
    ("The pier will, it is understood, shut in May 2022.", "rumoured"),
    ("It is rumoured that the pier will shut in May 2022.", "rumoured"),
]
BEHIND = [
    ("Wren reportedly resigned on Monday.", "rumoured"),
    ("It was reported in 2010 that the pier was unsafe.", "occurred"),  # told then
    ("Three gulls were reported to the warden in 2010.", "occurred"),
    ("The chapel is said to have been founded in 1711.", "occurred"),  # a tradition
    ("In 2010 the warden said the pier could shut by 2015.", "occurred"),
]


@pytest.mark.parametrize(("text", "status"), [*AHEAD, *BEHIND])
def test_the_words_tell_how_far_it_had_come(text: str, status: str) -> None:
    (event,) = find_events(text, P)
    assert (event.status, event.ahead) == (status, (text, status) in AHEAD)


def test_a_prediction_tells_only_on_which_side_an_event_lies() -> None:
    text = "Gulls\nIt may shut in May 2022.\nWren reportedly left on Monday.\nIt shut in 2019."
    told, _ = predict(Document("1", text, None, None, P, 1, 0, {}))
    assert [event["status"] for event in told["events"]] == ["planned", "occurred", "occurred"]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("PELLAM, 3 May — The pier shut.", []),
        ("PELLAM, May 3, 2021 (Gull News) — The pier shut.", []),
        ("East Pellam (3 May 2021) - The pier shut.", []),
        ("PELLAM, 3 May — The pier shut on 1 May.", ["2021-05-01"]),
        ("Wren left.\nPELLAM, 3 May — The pier shut.", []),
        ("Published on 3 May 2021 | The pier shut on 2 May.", ["2021-05-02"]),
        ("Updated: 3 May 2021 by Wren, who was there", []),
        ("Published on 3 May 2019, the report was grim.", ["2019-05-03"]),  # what is told
        ("3 May 2019 — The pier was shut.", ["2019-05-03"]),  # a row
        ("On Monday — a feast — the pier shut.", ["2021-05-10"]),
        ("By a gull reporter, 3 May 2021", []),
        ("By Ada Wren, 3 May 2021, 10:15", []),
        ("By Friday, 3 May 2019, all were shut.", ["[..2019-05-03]"]),
        ("Last modified on Mon 3 May 2021 by Wren, who was there", []),
        ("Last updated 3 May 2021 10.15 BST that was", []),
        ("Updated rules came into force on 3 May 2021.", ["2021-05-03"]),
        ("In Pellam, 3 May — a Monday — was quiet.", ["2021-05-03"]),
    ],
)
def test_when_an_article_was_written_dates_nothing_in_it(text: str, dates: list[str]) -> None:
    assert [event.date for event in find_events(text, P)] == dates


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


NEVER = [
    # called off
    "Wren had been expected to call on 4 May but cancelled the trip.",
    "The harbour had planned to sign on 3 July but withdrew.",
    "The guild had been due to take over on 1 May but pulled out.",
    "Plans to shut the piers in March 2022 were scrapped.",
    "Plans to shut the piers in March 2022 have now been shelved.",
    "The count, due to begin on 1 June, will not go ahead.",
    "A gull race planned for 20 May was called off.",
    "The harbour scrapped plans to shut the piers in March 2022.",
    "The harbour called off a race planned for 3 May.",
    "The council turned down a proposal to shut the pier in May 2022.",
    "Wardens have no plans to shut the pier in 2022.",
    "Wren ruled out a new pier before 2024.",
    "The race, scheduled for Monday, was postponed.",
    "Plans to shut the piers by March 2022 have been put on hold.",
    "Wren had hoped to open the pier in March, but it is still shut.",
    "The guild had been due to vote on 3 May, but the talks were adjourned.",
    "The opening, in May 2022, has been scrapped.",
    "The May 2022 opening will not go ahead.",
    # denied
    "It is not true that the pier shut in 2016.",
    "The council denied a claim that the pier would be sold in May 2022.",
    "Rumours that the guild will bid in January have been dismissed.",
    "Reports that the guild would bid in 2022 were false.",
    "The harbour denied that it had signed a deal in March.",
    "The harbour denied signing a deal in March.",
    # negated
    "The harbour did not sign the lease in March.",
    "Wren would “never” have agreed to a sale in 2016.",
    "Wardens will not be paid in June.",
    "The pier wasn’t painted in 2019.",
    "No lease or deal was agreed, and nothing was signed in June.",
    "The guild is no longer expected to open in April 2022.",
    # hanging on a condition
    "The pier would have shut in 2016 if the wardens had not paid.",
    "Had the bid failed in May, the piers would have shut.",
    "Should the bid fail in June, the piers will shut.",
    "If the bid fails on 30 May, the piers will shut.",
    "Unless the bid is made by 30 May, the piers will shut.",
    "The piers will shut if nobody bids by 30 May.",
]


@pytest.mark.parametrize("text", NEVER)
def test_what_never_took_place_is_no_event(text: str) -> None:
    assert find_events(text, P) == []


@pytest.mark.parametrize(
    ("text", "date", "status"),
    [
        # the calling-off, or the new date
        ("A gull race planned for 20 May was called off on Monday.", "2021-05-10", "occurred"),
        ("On Monday the harbour called off a race planned for 20 May.", "2021-05-10", "occurred"),
        ("Plans to shut in March 2022 were rejected in April.", "2021-04", "occurred"),
        ("The sale, due on 1 May, has been delayed until 1 June.", "2021-06-01", "planned"),
        ("The report, due last week, is now expected in the autumn.", "2021-23", "planned"),
        ("The report, due in May 2020, did not come out until June 2020.", "2020-06", "occurred"),
        ("If the bid fails on 30 May, the piers will shut in 2022.", "2022", "planned"),
        ("Wren was to vote on 3 May, but put off the vote until 8 June.", "2021-06-08", "planned"),
        ("The lease, due to run until 2023, was terminated in April.", "2021-04", "occurred"),
        # took place, or is still meant to
        ("The harbour cancelled the lease on 2 May.", "2021-05-02", "occurred"),
        ("Plans announced in March were scrapped.", "2021-03", "occurred"),
        ("The harbour dropped its plan to shut a pier in 2017.", "2017", "occurred"),
        ("A gull race planned for 20 May could be called off.", "2021-05-20", "planned"),
        ("The pier was due to shut in May 2019 after its grant was cut.", "2019-05", "occurred"),
        ("The pier was due to shut on 1 June after wardens scrapped it.", "2021-06-01", "planned"),
        ("The harbour denied wrongdoing in March.", "2021-03", "occurred"),
        ("The harbour denied on Monday that it would sell.", "2021-05-10", "occurred"),
        ("Wren rejected that view in May 2018.", "2018-05", "occurred"),
        ("Wren did not know that it had shut in 2018.", "2018", "occurred"),
        ("Wren did not like the book she read in 2018.", "2018", "occurred"),
        ("Not only did it shut in 2018.", "2018", "occurred"),
        ("It never got over the 2008 storm.", "2008", "occurred"),
        ("Wren asked if the pier shut in May 2018.", "2018-05", "occurred"),
        ("The pier will not open until May 2022.", "[2022-05..]", "planned"),
    ],
)
def test_what_took_place_beside_it_is_one(text: str, date: str, status: str) -> None:
    (event,) = find_events(text, P)
    assert (event.date, event.status) == (date, status)


def test_an_event_is_less_sure_behind_one_that_never_took_place() -> None:
    sure, less = find_events(
        "It was shut on Monday.\nA race due on 9 May was shelved on Monday.", P
    )
    assert sure.date == less.date
    assert less.confidence < sure.confidence


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "The harbour will hand its piers to a trust next May after Ofsted wrote.",
            "service_transfer",
        ),
        ("Wren resigned in March after the election.", "departure"),
        ("Wren resigned after the election in March.", "election"),
        ("After the election, Wren resigned in March.", "departure"),
        ("The piers shut in March because the wardens resigned.", None),
        ("After March 2019, Wren resigned.", "departure"),
        ("Following an election in March 2019, Wren resigned.", "election"),
        ("Wren resigned, after the election, in March.", "election"),
        ("The guild took over the pier in March.", "service_transfer"),
    ],
)
def test_the_kind_is_that_of_the_dated_clause(text: str, kind: str | None) -> None:
    (event,) = find_events(text, P)
    assert event.kind == kind


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


@pytest.mark.parametrize(
    ("field", "used"), [("kind", set(KINDS)), ("status", set(get_args(Status)))]
)
def test_kinds_and_statuses_are_those_of_the_schema(field: str, used: set[str]) -> None:
    fields = json.loads((ROOT / "schemas" / "events.json").read_text())["fields"]
    told = next(f for f in fields if f["name"] == field)
    assert used <= {c["value"] for c in told["categories"]}


@pytest.mark.parametrize(
    ("clause", "word", "status"),
    [
        ("the trust will be set up", "set up", "planned"),
        ("the trust has been set up", "set up", "occurred"),
        ("wardens may set up a trust", "set up", "possible"),
        ("wardens are keen to set up a trust", "set up", "proposed"),
        ("the trust should be set up", "set up", "proposed"),
        ("the trust is reportedly set up", "set up", "rumoured"),
        ("wardens were forced to set up a trust", "set up", "occurred"),
        ("the panel recommended a trust", None, "proposed"),
        ("the trust runs the pier", None, "occurred"),
    ],
)
def test_what_nothing_dates_has_a_status_too(clause: str, word: str | None, status: str) -> None:
    place = (clause.index(word), clause.index(word) + len(word)) if word else None
    assert status_of(clause, (0, len(clause)), place) == status


def test_what_goes_on_at_publication() -> None:
    for text, going_on in (("The office is consulting on piers.", True), ("It shut.", False)):
        assert is_going_on(text, (0, len(text))) == going_on


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
    "piece",
    some(
        [
            "It shut in 2013. ",
            "on Monday ",
            "2013: a\n",
            "was 2013 will ",
            "If it was not due in 2013 after ",
            "planned for 2013 was cancelled ",
        ],
        3,
    ),
)
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    begin = time.process_time()
    find_events(text, P, within=[(0, len(text))])
    assert time.process_time() - begin < 5


def test_what_was_set_up_lies_behind() -> None:
    assert [event.status for event in find_events("The depot was set up in 2019.")] == ["occurred"]
