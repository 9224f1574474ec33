"""Proposals: which sentences propose, who does, what is none, and safety on any text."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise

import pytest
from conftest import some
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.proposals import find_proposals


@dataclass(frozen=True)
class Quote:
    segments: tuple[tuple[int, int], ...]
    speaker: str | None
    kind: str


@dataclass(frozen=True)
class Body:
    start: int
    end: int
    name: str


def quoted(text: str, part: str, speaker: str | None, kind: str = "direct") -> list[Quote]:
    start = text.index(part)
    return [Quote(((start, start + len(part)),), speaker, kind)]


def bodies(text: str, *names: str) -> list[Body]:
    return [Body(text.index(n), text.index(n) + len(n), n) for n in names]


@pytest.mark.parametrize(
    ("text", "named", "proposer"),
    [
        # words that propose by themselves
        ("The Gull Union has called for a ban on nets.", ["Gull Union"], "Gull Union"),
        ("Ada Finch urged wardens to open the pier.", [], "Ada Finch"),
        ("Ada Finch pushed for a smaller pier.", [], "Ada Finch"),
        ("The panel intends to close the pier.", [], "The panel"),
        # a cue right behind what may begin another
        ("The Gull Office tells of new plans to shut the pier.", ["Gull Office"], "Gull Office"),
        ("The panel recommended a smaller pier.", [], "The panel"),
        ("A review by Lord Wren, the warden of piers, calls on owners to act.", [], "Lord Wren"),
        # plans and proposals, and who made them
        ("Ada Finch demands ministers pay for it.", [], "Ada Finch"),
        ("The Gull Union wrote to demand an inquiry.", ["Gull Union"], "Gull Union"),
        ("Ada Finch moved an amendment to keep the pier.", [], "Ada Finch"),
        ("What Ada Finch wants is a ban on nets.", [], "Ada Finch"),
        ("The Gull Office is considering a “clean beak” rule.", ["Gull Office"], "Gull Office"),
        # plans and proposals, and who made them
        (
            "Nets will be banned under new plans drawn up by the Gull Office.",
            ["Gull Office"],
            "Gull Office",
        ),
        (
            "The Tern Times also understands that the Gull Office is considering a ban.",
            ["Tern Times", "Gull Office"],
            "Gull Office",
        ),
        # bodies that rule
        ("A council in East Arden has banned kites.", [], "A council"),
        ("Harbour bosses have ordered boats to leave.", [], "Harbour bosses"),
        (
            "The Tern Trust has launched a short consultation into nests.",
            ["Tern Trust"],
            "Tern Trust",
        ),
        # who will do so
        ("The Tern Party would scrap the fee.", ["Tern Party"], "Tern Party"),
        ("Lord Wren will raise the fee.", [], "Lord Wren"),
        # intent, with a verb of change
        ("Arden Council plans to close the pier.", ["Arden Council"], "Arden Council"),
        ("Arden Council is to outsource its gulls.", ["Arden Council"], "Arden Council"),
    ],
)
def test_who_proposes(text: str, named: list[str], proposer: str) -> None:
    (found,) = find_proposals(text, organisations=bodies(text, *named), quotes=[])
    assert (text[found.start : found.end], found.proposer) == (text, proposer)


@pytest.mark.parametrize(
    ("text", "said", "kind"),
    [
        ("“The pier must be open to all,” Finch said.", "The pier must be open to all,", "direct"),
        ("She said piers should be opened.", "piers should be opened", "indirect"),
        ("“They are going to lower the pier.”", "They are going to lower the pier.", "direct"),
        ("“We will surely open the pier.”", "We will surely open the pier.", "direct"),
        ("So nets would be banned, she told them.", "nets would be banned", "indirect"),
    ],
)
def test_the_speaker_proposes_what_is_said(text: str, said: str, kind: str) -> None:
    quotes = quoted(text, said, "Ada Finch", kind)
    (found,) = find_proposals(text, organisations=[], quotes=quotes)
    assert found.proposer == "Ada Finch"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The gulls are loud.", None),
        ("Ada Finch said she had no plans to close the pier.", None),
        ("The pier should be open.", None),  # nobody says so
        ("The Terns dismissed the plan to close it as silly.", None),  # tells another's
        ("It found 30 harbours have banned kites.", None),  # statistics
        ("He called for comment on Monday.", None),
        ("The new pier will help the town.", None),  # a prediction
        ("The sea will rise.", None),
        ("The storm will close the pier.", None),  # no body that decides
        ("“It should be fine,” he said.", "It should be fine,"),
        ("“I have to admit it,” he said.", "I have to admit it,"),
        ("“There must be gulls,” he said.", "There must be gulls,"),
        ("“Should it be shut, and must it be so?”", "Should it be shut, and must it be so?"),
        ("Wren plans to attend.", None),
    ],
)
def test_what_proposes_nothing(text: str, said: str | None) -> None:
    quotes = quoted(text, said, "Ivo Wren") if said else []
    assert find_proposals(text, organisations=[], quotes=quotes) == []


def test_a_headline_tells_the_words_that_propose() -> None:
    text = "Gull Trust plans new pier\nGulls came."
    (found,) = find_proposals(text, organisations=bodies(text, "Gull Trust"), quotes=[])
    assert (found.proposer, found.cue) == ("Gull Trust", "plans")


def test_the_proposer_carries_over_and_a_body_gets_its_full_name() -> None:
    text = (
        "The Arden Tern Council has ordered boats to leave. Under the plans, nets will be banned. "
        "The council wants to close the pier."
    )
    found = find_proposals(text, organisations=bodies(text, "Arden Tern Council"), quotes=[])
    assert [p.proposer for p in found] == ["Arden Tern Council"] * 3


def test_a_surname_stands_for_whoever_spoke() -> None:
    text = "“It is late,” Ada Finch said. At the pier in East Arden, Finch urged calm."
    quotes = quoted(text, "It is late,", "Ada Finch")
    (found,) = find_proposals(text, organisations=[], quotes=quotes)
    assert found.proposer == "Ada Finch"


def test_in_an_opinion_the_author_proposes() -> None:
    text = "I like piers. For me, they matter. Owners must open them."
    (found,) = find_proposals(text, organisations=[], quotes=[])
    assert (text[found.start : found.end], found.proposer) == ("Owners must open them.", None)
    assert find_proposals(text[14:], organisations=[], quotes=[]) == []


def test_only_the_given_parts_are_searched() -> None:
    text = "Wren urged calm.\nFinch urged calm."
    spans = [(p.start, p.end) for p in find_proposals(text, organisations=[], quotes=[])]
    assert spans == [(0, 16), (17, 34)]
    (found,) = find_proposals(text, organisations=[], quotes=[], within=[(17, 34)])
    assert found.start == 17


def test_organisations_and_quotes_are_found_when_not_given() -> None:
    text = "The Gull Trust has called for a ban on nets."
    (found,) = find_proposals(text)
    assert found.proposer is not None
    assert found.proposer.endswith("Gull Trust")


PIECES = st.lists(
    st.sampled_from(
        [
            "should ",
            "will be banned ",
            "Ada Finch ",
            "called for ",
            "plans to ",
            "the council ",
            "said that ",
            ", ",
            ". ",
            "\n",
            "by ",
            "“",
            "”",
            "his party ",
            "under the plans ",
        ]
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


@given(PIECES, st.integers(0, 60), st.integers(0, 60))
def test_proposals_stand_in_order_on_any_text(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    quotes = [Quote(((start, end),), "Ivo Wren", "mixed")]
    mentions = [Body(start, end, text[start:end])] if start < end else []
    found = find_proposals(text, organisations=mentions, quotes=quotes)
    assert all(0 <= p.start < p.end <= len(text) and p.cue in text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 < p.confidence <= 1 for p in found)


@pytest.mark.parametrize(
    "piece",
    some(
        [
            "should ",
            "will be ",
            "plans to ",
            "one way to ",
            "asking ",
            "said that ",
            ", the x, ",
            "will also now ",
            "he should go. ",
            "under the new w w ",
            "Sir A B C, ",
            "have to ",
            "Council leader urges ",
            "A B, leader, C D, leader ",
        ],
        5,
    ),
)
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    begin = time.process_time()
    find_proposals(text, organisations=[], quotes=[])
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("text", "proposer"),
    [
        ("In May the children's minister, Bill Thaw, proposed a ban on ploughs.", "Bill Thaw"),
        (
            "Ada Frost said Coldham Council had failed and urged drivers to stop the plan.",
            "Ada Frost",
        ),
    ],
)
def test_a_description_or_a_verb_before_tells_who_proposes(text: str, proposer: str) -> None:
    assert [one.proposer for one in find_proposals(text)] == [proposer]


@pytest.mark.parametrize(
    ("text", "proposer"),
    [
        # whoever is named with the office
        (
            "Council leader calls for an inquiry\nAda Frost, leader of Coldham Council, left.",
            "Ada Frost",
        ),
        (
            "The guild's chief executive called for a ban.\n"
            "Bill Thaw, chief executive of the Guild of Ploughs, left.",
            "Bill Thaw",
        ),
        (
            "Court judge calls for an inquiry\nAda Frost, judge of the Pellam Court, left.",
            "Ada Frost",
        ),
        # the body, where it is named elsewhere and the office leads it
        ("Council leader calls for an inquiry\nColdham Council is old.", "Coldham Council"),
        ("Trust boss wants the depot closed.\nThe Plough Trust is old.", "Plough Trust"),
        ("Coldham Council leader urges calm.\nThe council is old.", "Coldham Council"),
        # else the office as it is told, never the noun before it
        ("Council leader calls for an inquiry\nThe depot is old.", "Council leader"),
        ("Police chief calls for calm.\nThe depot is old.", "Police chief"),
        (
            "The commission ambassador called for a ban.\nThe Plough Commission is old.",
            "The commission ambassador",
        ),
        # two people hold it: neither is taken
        (
            "Council leader calls for calm.\nAda Frost, leader of Coldham Council, met "
            "Bill Thaw, leader of Arden Council.",
            "Council leader",
        ),
    ],
)
def test_an_office_stands_for_who_holds_it(text: str, proposer: str) -> None:
    assert find_proposals(text)[0].proposer == proposer


@pytest.mark.parametrize(
    "text",
    [
        "If ministers want to close the depot, they say so.",
        "Unless the council plans to sell the depot, it stays.",
        "The mayor was asked whether the depot would be sold.",
        "“But we must do it,” said Ada Frost.",
        "Pellam and Coldham scrapped joint plans for a depot.",
        "The council abandoned moves to sell the depot.",
        "The council had agreed to sell the depot before it changed its mind.",
        "The council had been expected to call for a ban but pulled out.",
        "It rained after the council ditched plans to sell the depot.",
        "The firm had been due to take over the depot but pulled out.",
        "Ada Frost said she would “never” have agreed to a sale.",
    ],
)
def test_what_might_be_or_is_over_is_no_proposal(text: str) -> None:
    assert find_proposals(text) == []


@pytest.mark.parametrize(
    ("text", "proposer"),
    [
        ("If the bid fails, the council will sell the depot.", "the council"),
        ("The mayor called for a ban, after plans for a tax were scrapped.", "The mayor"),
        ("The council plans to sell the depot after plans for a ban were axed.", "The council"),
        ("The mayor will close the depot if plans for a tax were scrapped.", "The mayor"),
        ("Though wardens had not dropped a bid, the mayor called for a ban.", "the mayor"),
        ("Ada Frost said: “Snow.” Its ploughs were due to be transferred back.", None),
        ("Ada Frost said its ploughs were due to be transferred back.", "Ada Frost"),
        ("“We must sell the depot,” said Ada Frost.", "Ada Frost"),
    ],
)
def test_who_proposes_it(text: str, proposer: str | None) -> None:
    assert [found.proposer for found in find_proposals(text)] == [proposer]
