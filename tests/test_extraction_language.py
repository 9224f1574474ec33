"""English texts are told from others, by their small words."""

from __future__ import annotations

import pytest

from outsourced_care.extraction.language import is_english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        (
            "Der Rat hat entschieden, das Heim zu räumen. „Das ist ein Fehler“, sagte Ada Frost.",
            False,
        ),
        (
            "Le conseil a dit que les charrues de la ville sont dans un dépôt et ne sortent pas.",
            False,
        ),
        (
            "Snow fell. Ploughs left Coldham depot late. Ada Frost, Bill Thaw, Wyn Thaw went home.",
            True,
        ),
        ("Der Rat tagt heute.", True),  # too few words to tell
    ],
)
def test_small_words_tell_the_language(text: str, english: bool) -> None:
    assert is_english(text) is english
