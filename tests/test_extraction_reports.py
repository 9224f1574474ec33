"""What is reported and what might be, where a report begins, what kind one word for a source is."""

from __future__ import annotations

import time

import pytest
from conftest import some

from outsourced_care.extraction.lone_words import is_place_or_body, kind_of_word
from outsourced_care.extraction.quotes import FoundQuote, find_quotes

LEAD = "The people of Coldham have waited for snow for a long while, and many are glad of it.\n\n"


def reported(text: str) -> list[FoundQuote]:
    return [quote for quote in find_quotes(LEAD + text) if quote.kind == "indirect"]


@pytest.mark.parametrize(
    "text",
    [
        "If the depot says ploughs are late, we shall see.",
        "If the mayor, Ada Frost, says ploughs are late, nobody drives.",
        "Unless the union says ploughs are late, everybody drives.",
        "Whether the mayor says ploughs are late matters to nobody.",
        "Until Ada Frost says ploughs are late, nobody stays.",
        "Once the depot says ploughs are late, drivers stay at home.",
        "Nobody drives until the mayor, Ada Frost, says that the road is clear.",
    ],
)
def test_what_might_be_said_is_no_report(text: str) -> None:
    assert reported(text) == []


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Ada Frost told the inquest ploughs were late.", "ploughs were late", "Ada Frost"),
        ("Ada Frost told MPs the ploughs were late.", "the ploughs were late", "Ada Frost"),
        ("Ada Frost said in a note the road was shut.", "the road was shut", "Ada Frost"),
        (
            "However, the leader of the drivers, Ada Frost, called for calm.",
            "calm",
            "Ada Frost",
        ),
        (
            "According to figures from the Coldham Society, ploughs were late.",
            "ploughs were late",
            "figures from the Coldham Society",
        ),
        ("Ada Frost admits to being late.", "being late", "Ada Frost"),
    ],
)
def test_where_a_report_begins(text: str, said: str, speaker: str) -> None:
    found = reported(text)
    parts = [(LEAD + text)[slice(*part)] for quote in found for part in quote.segments]
    assert (parts, [quote.speaker for quote in found]) == ([said], [speaker])


@pytest.mark.parametrize(
    "text",
    [
        "Nobody drove until Ada Frost said ploughs were late.",  # then she did
        "Once Ada Frost said ploughs were late, drivers stayed at home.",
        "If it snows, Ada Frost says, ploughs are late.",
        "Ada Frost says that if it snows ploughs are late.",
    ],
)
def test_what_was_said_is_one(text: str) -> None:
    assert [quote.speaker for quote in reported(text)] == ["Ada Frost"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ada Frost said that the road was clear.", "the road was clear"),
        ("Ada Frost told them that the road was clear.", "the road was clear"),
        (
            "Ada Frost said on Monday that, in the end, roads were clear.",
            "in the end, roads were clear",
        ),
        ("Ada Frost said that that was wrong.", "that was wrong"),
        ("Ada Frost said that would be wrong.", "that would be wrong"),  # its own subject
    ],
)
def test_a_report_begins_behind_that(text: str, said: str) -> None:
    (quote,) = reported(text)
    assert (LEAD + text)[slice(*quote.segments[0])] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Critics paint the depot as weak.", ["the depot as weak"]),
        ("The union painted a bleak picture of roads.", ["a bleak picture of roads"]),
        ("Fresh paint covers the depot walls.", []),
        ("Drivers paint the depot walls.", []),
        ("The depot paint shop closed.", []),
    ],
)
def test_painting_reports_only_a_picture(text: str, said: list[str]) -> None:
    found = [(LEAD + text)[slice(*quote.segments[0])] for quote in reported(text)]
    assert found == said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thawley said ploughs were late.", "person"),
        ("O'Thaw said ploughs were late.", "person"),
        ("Thaw-Lund said ploughs were late.", "person"),
        # a body: known, shaped as one, or named so elsewhere
        ("Ofsted said ploughs were late.", "organisation"),
        ("ACPL said ploughs were late.", "organisation"),
        ("Hackney said ploughs were late.", "organisation"),
        ("Thawley Council met. Thawley said ploughs were late.", "organisation"),
        ("It snowed in Thawley. Thawley said ploughs were late.", "organisation"),
        # many
        ("Ministers said ploughs were late.", "group"),
        ("Researchers said ploughs were late.", "group"),
    ],
)
def test_a_lone_word_is_a_surname_unless_something_tells_a_body(text: str, kind: str) -> None:
    assert reported(text)[0].speaker_kind == kind


def test_kinds_of_words() -> None:
    told = {w: kind_of_word(w) for w in ("Frost", "NHS", "G4S", "Russia", "Mexicans", "Some")}
    assert told == {
        "Frost": "person",
        "NHS": "organisation",
        "G4S": "organisation",
        "Russia": "organisation",
        "Mexicans": "group",
        "Some": "anonymous",
    }
    assert is_place_or_body("Snow fell near Frost.", "Frost")
    assert not is_place_or_body("Frost spoke.", "Frost")


@pytest.mark.parametrize(
    "piece",
    some(
        ["If the a, ", "until A says ", "Aa said it. Ab said it. ", "paint a a ", "said that "], 4
    ),
)
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    begin = time.process_time()
    find_quotes(text)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    "text",
    [
        "Next Thursday the committee will question the minister.",
        "The committee questioned Ada Frost on Monday.",
        "The committee will question the deputy about ploughs.",
        "Earlier this year, Pellam and Coldham scrapped joint plans for a depot.",
        "The board had planned to sign the contract on 3 July but withdrew.",
        "Not one driver said ploughs were late.",
        "Ada Frost refused to say whether ploughs were late.",
    ],
)
def test_nobody_says_it(text: str) -> None:
    assert reported(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The committee questioned whether ploughs were late.", "committee"),
        ("The committee questioned Ada Frost’s figures.", "committee"),
        ("The board had planned to sign the contract on 3 July.", "board"),
        ("The newly elected board plans to sell its ploughs.", "newly elected board"),
        ("The Snow Board this week said ploughs were late.", "Snow Board"),
    ],
)
def test_somebody_says_it(text: str, speaker: str) -> None:
    assert [(quote.speaker or "").removeprefix("The ") for quote in reported(text)] == [speaker]


@pytest.mark.parametrize("lead", ["", "Published 3 May 2019\n\n", "The Snow Board met.\n\n"])
def test_what_is_understood_has_no_named_source(lead: str) -> None:
    quote = find_quotes(f"{lead}It is understood that ploughs will be sold.")[-1]
    assert (quote.speaker, quote.speaker_kind, quote.attribution) == (None, None, "hearsay")
