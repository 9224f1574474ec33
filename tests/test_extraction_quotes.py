"""Quotations of fictional articles are found, with who said them and how that is known."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.quotes import FoundQuote, find_quotes

KINDS = {"direct", "mixed", "indirect"}
ATTRIBUTIONS = {"explicit", "continuation", "implicit", "hearsay", "ambiguous"}
SPEAKER_KINDS = {
    "person", "spokesperson", "anonymous", "group", "organisation", "document", None,
}  # fmt: skip


def told(text: str, *kinds: str) -> list[tuple[str, str | None]]:
    """What is said, by whom, of the rows of some kinds."""
    return [
        (" / ".join(text[a:b] for a, b in quote.segments), quote.speaker)
        for quote in find_quotes(text)
        if quote.kind in kinds
    ]


def only(text: str) -> FoundQuote:
    (quote,) = find_quotes(text)
    return quote


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("“Snow fell,” Ada Frost said.", "Snow fell,", "Ada Frost"),
        ("“Snow fell,” said Ada Frost.", "Snow fell,", "Ada Frost"),
        ("“Snow fell,” said Mr. Frost.", "Snow fell,", "Frost"),
        ("“Snow fell,” Ada Frost, the chief of the ploughs, said.", "Snow fell,", "Ada Frost"),
        ("“Snow fell,” said a plough driver.", "Snow fell,", "a plough driver"),
        ("“Why snow?” asked Ada Frost.", "Why snow?", "Ada Frost"),
        ("Ada Frost said: “Snow fell.”", "Snow fell.", "Ada Frost"),
        ("Ada Frost, 52, of Coldham, said: ‘Snow fell.’", "Snow fell.", "Ada Frost"),
        ("But Ada Frost, who drives a plough, said: “Snow fell.”", "Snow fell.", "Ada Frost"),
        ("Said Ada Frost: “Snow fell.”", "Snow fell.", "Ada Frost"),
        ("In a letter to drivers Ada Frost wrote: “Snow fell.”", "Snow fell.", "Ada Frost"),
        (
            "According to Ada Frost, “snow fell in the night”.",
            "snow fell in the night",
            "Ada Frost",
        ),
        ("“Snow fell in the night” — Ada Frost", "Snow fell in the night", "Ada Frost"),
        ("“FROST: Snow fell in the night.”", "FROST: Snow fell in the night.", "FROST"),
        ("The notice, written by Ada Frost, said: “Snow fell.”", "Snow fell.", "Ada Frost"),
        ("The snow report said: “Ploughs came late.”", "Ploughs came late.", "The snow report"),
    ],
)
def test_the_clause_beside_a_quotation_tells_its_speaker(
    text: str, said: str, speaker: str
) -> None:
    quote = only(text)
    assert [text[a:b] for a, b in quote.segments] == [said]
    assert (quote.speaker, quote.kind) == (speaker, "direct")
    assert quote.attribution == "explicit"


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Ada Frost said the ploughs were “late again”.", "late again", "Ada Frost"),
        ("Ada Frost called the delay “a cold disgrace”.", "a cold disgrace", "Ada Frost"),
        (
            "The delay was described by Ada Frost as “a cold disgrace”.",
            "a cold disgrace",
            "Ada Frost",
        ),
        (
            "Ada Frost said that Bill Thaw believed the snow was “ours to clear”.",
            "ours to clear",
            "Ada Frost",
        ),
        (
            "Ada Frost said snow fell, but Bill Thaw said it was “only a dusting”.",
            "only a dusting",
            "Bill Thaw",
        ),
        (
            "Ada Frost’s claim that the ploughs were “always late” was wrong.",
            "always late",
            "Ada Frost",
        ),
    ],
)
def test_marked_words_inside_a_sentence_are_mixed(text: str, said: str, speaker: str) -> None:
    mixed = told(text, "mixed")
    assert mixed == [(said, speaker)]


FROST = "Anna Frost, chair of the Coldham Snow Board (CSB), met Bill Thaw, a driver. "


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (FROST + "“Snow fell,” said Frost.", "Anna Frost"),
        (FROST + "“Snow fell,” said Ms Frost.", "Anna Frost"),
        (FROST + "“Snow fell,” she said.", "Anna Frost"),
        (FROST + "“Snow fell,” he said.", "Bill Thaw"),
        (FROST + "“Snow fell,” the chair said.", "Anna Frost"),
        (FROST + "“Snow fell,” the CSB said.", "Coldham Snow Board"),
        (
            "Anna Frost told drivers that Carol Sleet had left.\n“Snow fell,” she said.",
            "Anna Frost",
        ),
        (
            "The Coldham Snow Board said it was sorry.\n“Snow fell,” it added.",
            "Coldham Snow Board",
        ),
    ],
)
def test_short_names_pronouns_and_roles_give_the_fullest_name(text: str, speaker: str) -> None:
    assert told(text, "direct")[-1][1] == speaker


@pytest.mark.parametrize(
    ("text", "mention", "speaker"),
    [
        ("Bill Thaw left. He’s said that snow fell.", "He", "Bill Thaw"),
        ("Ada Frost left. She'd warned that snow would fall.", "She", "Ada Frost"),
        ("Ada Frost left. She's sure of “a cold winter for us all”.", "She", "Ada Frost"),
        ("The Snow Board met. They've said that snow fell.", "They", "Snow Board"),
    ],
)
def test_a_pronoun_is_told_apart_from_its_auxiliary(text: str, mention: str, speaker: str) -> None:
    quote = only(text)
    assert (quote.speaker_mention, quote.speaker) == (mention, speaker)


def test_an_impersonal_passive_has_no_source() -> None:
    assert find_quotes("It’s claimed that snow fell.") == []


def test_a_surname_of_both_a_man_and_a_woman_tells_no_gender() -> None:
    text = "Mr Frost and Mrs Frost left. Frost spoke. Ada Thaw came. She said that snow fell."
    assert only(text).speaker == "Ada Thaw"


def test_an_utterance_split_or_run_on_is_one_row() -> None:
    text = "“Snow fell,” said Ada Frost. “It froze.\n“Then it thawed.”"
    quote = only(text)
    assert [text[a:b] for a, b in quote.segments] == ["Snow fell,", "It froze.", "Then it thawed."]


def test_a_subheading_does_not_part_an_utterance() -> None:
    text = "“Snow fell,” said Ada Frost, who drives.\n\nPloughs arrive\n\n“It froze.”"
    assert told(text, "direct") == [("Snow fell, / It froze.", "Ada Frost")]


def test_speech_without_a_cue_behind_other_text_is_a_continuation() -> None:
    text = "“Snow fell,” said Ada Frost. The ploughs were in the depot. “It froze over.”"
    later = find_quotes(text)[-1]
    assert (later.speaker, later.attribution, later.cue) == ("Ada Frost", "continuation", None)


def test_marked_words_of_a_headline_are_whose_the_text_gives_them_to() -> None:
    text = "Ploughs ‘very late again’ in Coldham\n\nAda Frost said: “They are very late again.”"
    headline = find_quotes(text)[0]
    assert (headline.speaker, headline.attribution) == ("Ada Frost", "implicit")


def test_a_journalists_aside_is_left_out() -> None:
    text = "“Snow fell on the depot [which stood open that night], and it froze,” said Ada Frost."
    assert told(text, "direct") == [("Snow fell on the depot / and it froze,", "Ada Frost")]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “snow lords” met on a cold day.",
        "The town fed the so called “lords of the snow” in May.",
        "The so‑called “lords of the snow” met on a cold day.",  # a hyphen that does not break
        "The so–called ‘lords of the snow’ met on a cold day.",
        "Drivers sang on the radio programme “Ploughs of the North” again.",
        "The one question is: “Who will clear the snow?”",
        "They met in the ‘cold room’ of the depot.",
        "How can they “keep the roads open at all”?",
        "The drivers’ ploughs and the town's snow.",
        "",
        "\n \n",
    ],
)
def test_terms_titles_and_own_questions_are_no_quotations(text: str) -> None:
    assert told(text, "direct", "mixed") == []


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("Ada Frost said that snow would fall.", "snow would fall", "Ada Frost"),
        ("Ada Frost said snow would fall.", "snow would fall", "Ada Frost"),
        ("Ada Frost told drivers that snow would fall.", "snow would fall", "Ada Frost"),
        (
            "Snow would fall in the night, Ada Frost said.",
            "Snow would fall in the night",
            "Ada Frost",
        ),
        (
            "Snow would fall in the night, according to Ada Frost.",
            "Snow would fall in the night",
            "Ada Frost",
        ),
        (
            "The ploughs, Ada Frost said, were all in the depot.",
            "The ploughs / were all in the depot",
            "Ada Frost",
        ),
        (
            "Ada Frost said snow would fall and warned that ice would follow.",
            "snow would fall",
            "Ada Frost",
        ),
        ("Ada Frost called for more ploughs.", "more ploughs", "Ada Frost"),
        ("Ada Frost has also called for more ploughs.", "more ploughs", "Ada Frost"),
        ("Ada Frost — who’s called for more ploughs — left.", "more ploughs", "Ada Frost"),
        # a negation or another auxiliary in one word with what stands before it
        ("Ada Frost didn't agree that snow would fall.", "snow would fall", "Ada Frost"),
        ("The depot won’t accept that snow will fall.", "snow will fall", "The depot"),
        ("The depot cannot say that snow will fall.", "snow will fall", "The depot"),
        ("Ada Frost criticised the late ploughs.", "the late ploughs", "Ada Frost"),
        ("Ada Frost plans to buy more ploughs.", "to buy more ploughs", "Ada Frost"),
        (
            "Ada Frost’s belief that snow would fall was shared.",
            "snow would fall was shared",
            "Ada Frost",
        ),
    ],
)
def test_reported_speech_without_marks(text: str, said: str, speaker: str) -> None:
    assert told(text, "indirect")[0] == (said, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "The reports are in the depot.",
        "Their claims of snow and the state of the roads.",
        "Their claims of snow and the state of the roads.",
        "Depot bosses kept plans for the snow in a drawer.",
        "Snow fell on the depot and the ploughs stayed in.",
        # the object of a verb
        "The depot cannot afford pledges to clear the snow.",
        "Though he’s heralded plans to clear the snow, it lies.",
        "The chair isn't raising questions about the snow.",
        "The depot did not unveil plans to clear the snow.",
        "They spend more than the depot's recommended two ploughs.",
        "But don't expect the snow to go.",
    ],
)
def test_nouns_that_look_like_verbs_report_nothing(text: str) -> None:
    assert find_quotes(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "role", "organisation"),
    [
        (FROST + "“Snow fell,” Anna Frost said.", "person", "chair", "Coldham Snow Board"),
        ("“Snow fell,” said Coldham mayor Ada Frost.", "person", "mayor", "Coldham"),
        (
            "“Snow fell,” said Ada Frost, professor of ice at the University of Coldham.",
            "person", "professor of ice", "University of Coldham",
        ),
        (
            "A Coldham Council spokesman said: “Snow fell.”",
            "spokesperson", "spokesperson", "Coldham Council",
        ),
        (
            "A spokeswoman for the Coldham Depot said: “Snow fell.”",
            "spokesperson", "spokesperson", "Coldham Depot",
        ),
        ("A senior driver said: “Snow fell.”", "anonymous", None, None),
        ("Some drivers said: “Snow fell.”", "group", None, None),
        ("Coldham Council said: “Snow fell.”", "organisation", None, None),
        ("The report said: “Snow fell.”", "document", None, None),
    ],
)  # fmt: skip
def test_roles_and_bodies(text: str, kind: str, role: str | None, organisation: str | None) -> None:
    quote = next(q for q in find_quotes(text) if q.kind == "direct")
    assert (quote.speaker_kind, quote.role, quote.organisation) == (kind, role, organisation)


def test_hearsay_is_marked() -> None:
    text = "It has been reported that Ada Frost believes the ploughs were late."
    assert {q.attribution for q in find_quotes(text)} == {"hearsay"}


def test_a_source_that_cannot_be_known_is_ambiguous() -> None:
    quote = only("“Snow fell in the night,” she said.")
    assert (quote.speaker, quote.speaker_mention, quote.attribution) == (None, "she", "ambiguous")


def test_a_mixed_quotation_tells_its_whole_clause() -> None:
    text = "Ada Frost said the ploughs were “late again” that night."
    quote = only(text)
    assert quote.clause is not None
    assert text[slice(*quote.clause)] == "the ploughs were “late again” that night"


def test_surer_routes_have_more_confidence() -> None:
    named = only("“Snow fell in the night,” said Ada Frost.")
    unknown = only("“Snow fell in the night,” she said.")
    assert named.confidence > 0.9 > 0.1 > unknown.confidence


_WORDS = (
    "Ada Frost|Bill Thaw|Ms Frost|she|he|they|it|who|the chair|said|says|told|called|warned|"
    "claims|according to|that|to|and|but|was|by|“|”|‘|’|\"|'|,|.|:|?|—|(|)|[|]|\n| |"
    "snow|Snow|CSB|(CSB)|\xa0"
)
_PARTS = st.sampled_from(_WORDS.split("|"))


@given(st.one_of(st.text(max_size=120), st.lists(_PARTS, max_size=60).map(" ".join)))
def test_any_text_gives_well_formed_rows_in_order(text: str) -> None:
    found = find_quotes(text)
    assert [q.segments for q in found] == sorted(q.segments for q in found)
    for quote in found:
        assert quote.kind in KINDS
        assert quote.attribution in ATTRIBUTIONS
        assert quote.speaker_kind in SPEAKER_KINDS
        assert 0 < quote.confidence < 1
        ends = [0, *(place for span in quote.segments for place in span), len(text)]
        assert ends == sorted(ends)
        assert all(start < end for start, end in quote.segments)
        if quote.mention_span is not None:
            assert text[slice(*quote.mention_span)] == quote.speaker_mention


@pytest.mark.medium
@pytest.mark.parametrize(
    "unit",
    [
        "said ", "Ann said ", "said that ", "a) said ", ", who said ", "“A.” said B. ", "he said ",
        "told a b c ", "Ann Lee, a b, ", "and said, ", "A. ", "“a [b ", "(ABC) ", "“A B: ", "word ",
        "according to ", "Mr. Lee’s claim that ", "“a” — Ann B", " ", "“",
    ],
)  # fmt: skip
def test_time_grows_with_length(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    begun = time.process_time()
    find_quotes(text)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text",
    [
        "“a" + " " * 200_000 + "”",
        "“a” — Ann B" + "." * 200_000 + "!",
        "“a" + "[" * 200_000 + "”",
        "O'" * 100_000,
        "according to " + "a" * 200_000,
    ],
    ids=["spaces", "stops", "brackets", "apostrophes", "word"],
)
def test_one_long_run_costs_no_more_than_its_length(text: str) -> None:
    begun = time.process_time()
    find_quotes(text)
    assert time.process_time() - begun < 3
