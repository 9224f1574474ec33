"""Pairs of quotation marks are found; apostrophes, breaks and lost marks do not mislead."""

from __future__ import annotations

import time

import pytest
from conftest import some
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.marks import find_marks
from outsourced_care.extraction.segments import paragraph_spans


def marked(text: str) -> list[str]:
    """The words inside the outermost marks of a text."""
    return [text[m.start : m.end] for m in find_marks(text, paragraph_spans(text))]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“Snow fell,” said Ada Frost.", ["Snow fell,"]),
        ('"Snow fell," said Ada Frost.', ["Snow fell,"]),
        ("‘Snow fell,’ said Ada Frost.", ["Snow fell,"]),
        ("'Snow fell,' said Ada Frost.", ["Snow fell,"]),
        ("«Snow fell», said Ada Frost.", ["Snow fell"]),
        ("”Snow fell,” said Ada Frost.", ["Snow fell,"]),  # set wrongly
        ("She called it “bold” and ‘brave’.", ["bold", "brave"]),
        ("(“Snow fell.”)", ["Snow fell."]),
        ('"One. "Two. "Three." Ada said so.', ["One.", "Two.", "Three."]),  # breaks were lost
        ('"I never liked the word, " she said.', ["I never liked the word, "]),
    ],
)
def test_marks_of_every_kind(text: str, inside: list[str]) -> None:
    assert marked(text) == inside


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("The town's snow isn't ours, nor the ploughs’ drivers’ fault.", []),
        ("In the ’90s and the '80s 'twas colder.", []),
        ("‘It isn’t the town’s fault,’ she said.", ["It isn’t the town’s fault,"]),
        ("'It isn't the town's fault,' she said.", ["It isn't the town's fault,"]),
        ("‘The drivers’ hours were long and that is it,’ he said.", [
            "The drivers’ hours were long and that is it,"
        ]),
        ("He blamed ‘late gritters’ and the drivers’ union.", ["late gritters"]),
        ("‘We’re just sittin’ on the ice,’ she said.", ["We’re just sittin’ on the ice,"]),
        ("'I'd had enough o' them dogs' noise,' he said.", ["I'd had enough o' them dogs' noise,"]),
        ("‘’Em that say so are wrong,’ he said.", ["’Em that say so are wrong,"]),
        ("O'Dell and D’Arcy met.", []),
    ],
)  # fmt: skip
def test_apostrophes_are_told_apart(text: str, inside: list[str]) -> None:
    assert marked(text) == inside


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Ada said: “First.\n“Second.\n“Third.”", ["First.", "Second.", "Third."]),
        ("Ada said: ‘The drivers’ hours grew.\n\n‘They rest.’", [
            "The drivers’ hours grew.", "They rest."
        ]),
        ("Ada said: “It never ended.", ["It never ended."]),
        ("“A ‘green’ plough,” she said.", ["A ‘green’ plough,"]),
        ("‘A “green” plough,’ she said.", ["A “green” plough,"]),
        ('"A \'green\' plough," she said.', ["A 'green' plough,"]),
    ],
)  # fmt: skip
def test_speech_that_runs_on_and_marks_inside_marks(text: str, inside: list[str]) -> None:
    assert marked(text) == inside


@given(st.text(alphabet="ab. ,\n“”\"‘’'«»s", max_size=200))
def test_marks_lie_in_order_inside_one_paragraph(text: str) -> None:
    before = 0
    for mark in find_marks(text, paragraph_spans(text)):
        assert before <= mark.outer_start < mark.start < mark.end <= mark.outer_end <= len(text)
        assert "\n" not in text[mark.outer_start : mark.outer_end]
        assert mark.closed == (mark.end < mark.outer_end)
        before = mark.outer_end


@pytest.mark.medium
@pytest.mark.parametrize("unit", some(["“", "‘a ", "'s s' ", "‘as bs’ ", '"a "b ', "’", "“a\n"], 3))
def test_time_grows_with_length(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    begun = time.process_time()
    find_marks(text, paragraph_spans(text))
    assert time.process_time() - begun < 4
