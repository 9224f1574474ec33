"""Paragraphs and sentences: what ends one, what does not, and that any text is cut safely."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from conftest import some
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.grammar import BLANK
from outsourced_care.extraction.segments import (
    inside,
    masked_sentence_spans,
    paragraph_spans,
    sentence_spans,
)

# pieces that matter to the cutting, so that random texts hit the rules
PIECES = st.lists(
    st.sampled_from(
        [". ", "? ", "”", "“", "'", "\n", " ", "Mr. ", "U.S. ", "3.5", "A", "lark", "É"]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The gulls left.", "Nobody saw them."],
        ["Mr. Wren met Dr. Lark at 3.5 Quay St. Alban.", "They sat."],  # titles, decimals
        ["J. K. Finch sang.", "Prof. A. Heron listened."],  # initials
        ["The U.S. Navy sailed.", "The U.K. did not."],  # acronyms with stops
        ["He works for Larkspur Ltd.", "The firm is old."],  # "Ltd." at an end
        ["Larkspur Ltd. Holdings grew."],  # and inside
        ["It opens on Sept. 4 at No. 7 Quay Road.", "Come early."],  # numbers behind
        ["“Where are they?” Wren asked.", "“Gone!”", "She sighed."],  # question, then who asks
        ["‘It is small.’", "‘It is old.’"],  # single marks
        ['"We went home.', '"We slept."'],  # a paragraph break lost between two quotations
        ["Was it 1.5 or 2?", "It was 2."],
        ["Wait… what?", "Nothing."],
    ],
)
def test_sentences_of_one_paragraph(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


def test_a_lost_space_still_ends_a_sentence() -> None:
    assert sentences("The ferry sank.The crew swam.") == ["The ferry sank.", "The crew swam."]


def test_no_sentence_crosses_a_line_and_a_heading_is_one() -> None:
    text = "  Gulls to go \n\nThey leave. Soon\nthey are gone."
    assert sentences(text) == ["Gulls to go", "They leave.", "Soon", "they are gone."]
    assert [text[a:b] for a, b in paragraph_spans(text)] == [
        "Gulls to go",
        "They leave. Soon",
        "they are gone.",
    ]


@given(PIECES)
def test_spans_stand_in_order_trimmed_and_hold_every_letter(text: str) -> None:
    spans = sentence_spans(text)
    assert all(0 <= a < b <= len(text) and text[a:b] == text[a:b].strip() for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())
    paragraphs = paragraph_spans(text)
    assert all(inside(paragraphs, a, b) for a, b in spans)


@given(PIECES, st.data())
def test_a_masked_text_is_cut_as_if_it_were_read_alone(text: str, data: st.DataObject) -> None:
    paragraphs = paragraph_spans(text)
    masked = text
    for start, end in paragraphs:
        low = data.draw(st.integers(start, end))
        high = data.draw(st.integers(low, end))
        masked = f"{masked[:low]}{BLANK * (high - low)}{masked[high:]}"
    assert masked_sentence_spans(text, masked, paragraphs) == sentence_spans(masked)


def test_inside_asks_for_one_part() -> None:
    parts = [(2, 5), (7, 9)]
    cases = {(2, 5): True, (3, 4): True, (4, 8): False, (0, 1): False, (7, 10): False}
    assert {span: inside(parts, *span) for span in cases} == cases


@pytest.mark.parametrize("piece", some([".", "a.", '."', "A. ", "?! ", "Mr. ", "“", " "], 4))
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (400_000 // len(piece))
    begin = time.process_time()
    sentence_spans(text)
    assert time.process_time() - begin < 4
