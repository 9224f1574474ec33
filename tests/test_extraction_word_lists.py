"""One pattern for many words finds what the words one by one would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.word_lists import letters, trie, words

_ENTRIES = st.lists(st.text("ab|.", min_size=1, max_size=5), min_size=1, max_size=8)


@given(_ENTRIES, st.text("ab|.", max_size=8))
def test_the_longest_word_that_stands_there_is_found(entries: list[str], text: str) -> None:
    found = re.match(trie(map(letters, entries)), text)
    longest = max((e for e in entries if text.startswith(e)), key=len, default=None)
    assert (found[0] if found else None) == longest


def test_a_long_word_is_no_danger() -> None:
    assert re.fullmatch(trie([["a"] * 50_000, ["b"]]), "a" * 50_000)


def test_a_plus_stands_for_a_space_in_an_entry() -> None:
    assert words("point+out say") == {"point out", "say"}
