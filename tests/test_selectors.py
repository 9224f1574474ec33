"""Selectors: the few words that single out a passage, read, found and chosen.

Catches a written form that reads back as another one, a selector that matches a neighbouring
place, one that shows more words than it must or may, and an exposure that is measured wrong.
"""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from outsourced_care.near_selectors import near
from outsourced_care.selectors import (
    Exposure,
    Selector,
    SelectorError,
    exposure,
    find,
    shortest,
    shown_spans,
    well_formed,
)
from outsourced_care.text import count_words, fold, fold_with_offsets

SOUP = (
    "The keeper lit the lamp. The keeper ate the soup, and then the keeper said: "
    "\u201cA lamp is only as bright as the soup behind it.\u201d The gull ate the lamp oil."
)


@pytest.mark.parametrize(
    ("written", "selector"),
    [
        ("soup", Selector("soup")),
        ("  hot soup\n", Selector("hot soup")),
        ("one two three four", Selector("one two three four")),
        ("hot \u2026 soup", Selector("hot", "soup")),
        ("hot\u2026soup", Selector("hot\u2026soup")),
        ("hot ... soup", Selector("hot ... soup")),
        ("hot-,soup", Selector("soup", prefix="hot")),
        ("soup,-please", Selector("soup", suffix="please")),
        ("a-,b \u2026 c,-d", Selector("b", "c", "a", "d")),
        (
            "a b c d-,e f g h \u2026 i j k l,-m n o p",
            Selector("e f g h", "i j k l", "a b c d", "m n o p"),
        ),
        ("re-lit, well-fed", Selector("re-lit, well-fed")),
        ("a,-b,-c", Selector("a,-b", suffix="c")),
        ("a-,b-,c", Selector("b-,c", prefix="a")),
        (
            "\u2018A lamp\u2019 \u2026 \u201csoup\u201d",
            Selector("\u2018A lamp\u2019", "\u201csoup\u201d"),
        ),
    ],
)
def test_each_form_is_parsed(written: str, selector: Selector) -> None:
    assert Selector.parse(written) == selector
    assert str(selector) == written.strip()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "the passage of the selector is empty"),
        (" \n\t", "the passage of the selector is empty"),
        ("-,soup", "the prefix of the selector is empty"),
        ("soup,-", "the suffix of the selector is empty"),
        (" -, soup", "the prefix of the selector is empty"),
        ("hot-,,-please", "the passage of the selector is empty"),
        ("hot-, \u2026 soup", "the first part of the selector is empty"),
        ("hot \u2026 ,-please", "the last part of the selector is empty"),
        ("one two three four five", "the passage of the selector has 5 words; 4 are the most"),
        ("1 2 3 4 5 \u2026 6", "the first part of the selector has 5 words; 4 are the most"),
        ("1 \u2026 2 3 4 5 6 7", "the last part of the selector has 6 words; 4 are the most"),
        ("1 2 3 4 5-,6", "the prefix of the selector has 5 words; 4 are the most"),
        ("1,-2 3 4 5 6", "the suffix of the selector has 5 words; 4 are the most"),
    ],
)
def test_a_malformed_selector_is_refused(written: str, said: str) -> None:
    with pytest.raises(SelectorError) as caught:
        Selector.parse(written)
    assert str(caught.value) == said


PARTS = st.lists(
    st.sampled_from(
        ["lamp", "soup,", "\u201cOil", "re-lit", "\u2018well\u2019", "7%", "br\u00fbl\u00e9e."]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(deadline=None)
@given(st.builds(Selector, PARTS, st.none() | PARTS, st.none() | PARTS, st.none() | PARTS))
def test_a_selector_is_read_back_as_it_was_written(selector: Selector) -> None:
    assert Selector.parse(str(selector)) == selector


@settings(deadline=None)
@given(st.text(st.sampled_from("ab -,\u2026\n") | st.characters(codec="utf-8")))
def test_any_text_is_parsed_or_refused_with_a_reason(written: str) -> None:
    try:
        selector = Selector.parse(written)
    except SelectorError as error:
        assert "of the selector" in str(error)
    else:
        assert all(fold(part) and count_words(fold(part)) <= 4 for _, part in selector.parts())
        assert str(selector) == written.strip()


@pytest.mark.parametrize(
    ("written", "passages"),
    [
        ("ate the soup", ["ate the soup"]),
        ("said: \"A lamp", ["said: \"A lamp"]),  # straight quotes find curly ones
        ("The keeper", ["The keeper", "The keeper"]),
        ("the KEEPER", []),
        ("moth", []),
        ("the keeper \u2026 moth", []),
        ("moth \u2026 soup", []),
        # the end is the nearest last part behind the first
        ("keeper ate \u2026 the", ["keeper ate the"]),
        ("soup, \u2026 keeper", ["soup, and then the keeper"]),
        ("and \u2026 lamp", ["and then the keeper said: \"A lamp"]),
        # the last part begins behind the first one, never inside
        ("A lamp \u2026 lamp oil", ["A lamp is only as bright as the soup behind it.\" "
                                  "The gull ate the lamp oil"]),
        ("gull ate the lamp \u2026 lamp oil", []),
        ("gull \u2026 gull", []),
        # prefix and suffix stand directly before and behind
        ("ate-,the soup", ["the soup"]),
        ("as-,the soup", ["the soup"]),
        ("lit-,the soup", []),
        ("keeper-,the soup", []),
        ("ate the,-soup, and", ["ate the"]),
        ("the soup,-behind it", ["the soup"]),
        ("the soup,-it", []),
        ("\"-,A lamp", ["A lamp"]),
        ("behind it.,-\"", ["behind it."]),
        ("The gull ate-,the \u2026 oil,-.", ["the lamp oil"]),
        ("lit-,the \u2026 keeper,-said:", []),  # the nearest end has another suffix
        ("The-,keeper \u2026 the,-soup", ["keeper ate the"]),
    ],
)  # fmt: skip
def test_a_selector_finds_its_places(written: str, passages: list[str]) -> None:
    folded = fold_with_offsets(SOUP)
    spans = find(folded, Selector.parse(written))
    assert [folded.text[a:b] for a, b in spans] == passages
    assert spans == sorted(set(spans))


def test_overlapping_places_are_all_found() -> None:
    folded = fold_with_offsets("soup soup soup soup")
    assert find(folded, Selector("soup soup")) == [(0, 9), (5, 14), (10, 19)]


def test_characters_of_patterns_mean_themselves() -> None:
    folded = fold_with_offsets("Is soup (hot) 3.5 or 305 [cold]? a+b")
    assert find(folded, Selector("3.5", prefix="(hot)")) == [(14, 17)]
    assert find(folded, Selector("a+b", prefix="[cold]?")) == [(33, 36)]
    assert find(folded, Selector("s..p")) == []


@pytest.mark.parametrize(
    ("written", "passage", "said"),
    [
        ("ate the soup", "ate the soup", None),
        ("then the keeper said:", "then the keeper said:", None),
        ("ate \u2026 soup", "ate the soup", "written whole"),
        ("then \u2026 said:", "then the keeper said:", "written whole"),
        ("keeper \u2026 then", "keeper ate the soup, and then", None),
        ("keeper ate \u2026 then", "keeper ate the soup, and then", None),
        ("keeper ate \u2026 and then", "keeper ate the soup, and then", "shows 4 of"),
        ("gull ate \u2026 oil", "gull ate the lamp oil", "it shows 3 of the passage's 5 words"),
        ("gull \u2026 oil", "gull ate the lamp oil", None),
        ("The-,gull \u2026 oil,-.", "gull ate the lamp oil", None),
        ("lamp is \u2026 behind it", "lamp is only as bright as the soup behind it", None),
        ("and then the \u2026 lamp is only", "and then the keeper said: \"A lamp is only", None),
        ("keeper ate \u2026 the keeper", "keeper ate the soup, and then the keeper", None),
        ("keeper ate the \u2026 the keeper", "keeper ate the soup, and then the keeper", "shows 5"),
    ],
)  # fmt: skip
def test_a_form_shows_no_more_than_it_may(written: str, passage: str, said: str | None) -> None:
    folded = fold_with_offsets(SOUP)
    start = folded.text.index(passage)
    wrong = well_formed(folded, Selector.parse(written), (start, start + len(passage)))
    assert (wrong is None) if said is None else (wrong is not None and said in wrong)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ate the soup", ["ate the soup"]),
        ("soup, \u2026 keeper", ["soup,", "keeper"]),
        ("then-,the keeper", ["the keeper", "then"]),
        ("the keeper,-said:", ["the keeper", "said:"]),
        ("ate-,the soup,-, and", ["the soup", "ate", ", and"]),
        ("\"-,A lamp \u2026 bright,-as the", ["A lamp", "bright", "\"", "as the"]),
    ],
)  # fmt: skip
def test_shown_spans_are_the_words_of_the_selector(written: str, shown: list[str]) -> None:
    folded = fold_with_offsets(SOUP)
    selector = Selector.parse(written)
    span = find(folded, selector)[0]
    assert [folded.text[a:b] for a, b in shown_spans(folded, selector, span)] == shown


@pytest.mark.parametrize(
    ("passage", "written"),
    [
        ("soup,", "soup,"),
        ("lit the lamp.", "lit the lamp."),
        ("then the keeper", "then the keeper"),
        ("The gull ate the lamp oil.", "The gull \u2026 oil."),
        ("gull ate the lamp oil.", "gull \u2026 oil."),
        ("keeper ate the soup, and then the", "lamp. The-,keeper \u2026 then the"),
        ("The keeper", "The keeper,-lit"),
        ('"A lamp is only as bright', "\u201cA \u2026 bright"),
    ],
)
def test_the_shortest_selector_of_known_passages(passage: str, written: str) -> None:
    folded = fold_with_offsets(SOUP)
    start = folded.text.index(passage)
    assert str(shortest(folded, SOUP, (start, start + len(passage)))) == written


def test_a_passage_that_nothing_singles_out_has_no_selector() -> None:
    text = "soup " * 30
    folded = fold_with_offsets(text)
    assert shortest(folded, text, (50, 54)) is None
    assert shortest(folded, text, (54, 54)) is None


def test_a_selector_that_would_read_back_as_another_is_not_chosen() -> None:
    text = "The cold-, lamp is lit, the wet lamp is out."
    folded = fold_with_offsets(text)
    assert str(shortest(folded, text, (11, 15))) == "lamp,-is lit,"


WORDS = ("lamp", "soup", "the", "\u201cOil", "gull,", "\ufb01re.", "re-lit", "Soup")
VOCABULARY = st.sampled_from((*WORDS, "lamp", "soup", "the"))


# only four words before `lamp` tell its two places apart; backwards, four behind it
FOUR_BEFORE = ["soup", *["the"] * 3, "lamp", *["the"] * 4, "gull,", *["the"] * 3, "lamp"]
FOUR_BEFORE += ["the"] * 4
# one word before `lamp` is shorter than the four words in which its places differ
OTHER_START = ["lamp", "the", "soup"]


def drawn_passage(words: list[str], first: int, length: int) -> tuple[str, tuple[int, int], int]:
    """A text of these words, the folded span of some of them, and how many they are."""
    chosen = words[first : first + length]
    start = len(fold(" ".join(words[:first]))) + (first > 0)
    return " ".join(words), (start, start + len(fold(" ".join(chosen)))), len(chosen)


def shown_words(selector: Selector) -> int:
    return sum(len(fold(part).split()) for _, part in selector.parts())


def permitted_below(words: list[str], first: int, length: int, shown: int) -> list[Selector]:
    """Every permitted selector of the words [first, first + length) that shows fewer words."""
    inside = words[first : first + length]
    before, behind = words[max(0, first - 4) : first], words[first + length :][:4]
    cores: list[tuple[str, str | None, int]] = []
    if length <= 4:
        cores.append((" ".join(inside), None, length))
    else:
        for i, j in product(range(1, 5), repeat=2):
            if i + j <= (length / 2 if length <= 8 else 8):
                cores.append((" ".join(inside[:i]), " ".join(inside[-j:]), i + j))
    found = []
    for (one, two, count), left, right in product(
        cores, range(len(before) + 1), range(len(behind) + 1)
    ):
        if count + left + right < shown:
            prefix = " ".join(before[-left:]) if left else None
            suffix = " ".join(behind[:right]) if right else None
            found.append(Selector(one, two, prefix, suffix))
    return found


@settings(deadline=None)
@given(st.lists(VOCABULARY, min_size=1, max_size=40), st.integers(0, 39), st.integers(1, 14))
@example(["the", "lamp", "the", "soup", "the", "lamp"], 2, 2)
@example(["soup", *["lamp"] * 9, "soup"], 1, 9)
@example(FOUR_BEFORE, 4, 1)
@example(FOUR_BEFORE[::-1], 13, 1)
@example([*OTHER_START, "gull,", *OTHER_START, "Soup", *["the"] * 5, "re-lit"], 4, 10)
def test_the_shortest_selector_is_right_permitted_and_shortest(
    words: list[str], first: int, length: int
) -> None:
    first %= len(words)
    text, span, length = drawn_passage(words, first, length)
    folded = fold_with_offsets(text)
    selector = shortest(folded, text, span)
    shown = 99 if selector is None else shown_words(selector)
    if selector is not None:
        assert find(folded, selector) == [span]
        assert Selector.parse(str(selector)) == selector
        assert well_formed(folded, selector, span) is None
        assert all(1 <= len(part.split()) <= 4 for _, part in selector.parts())
        assert all(part in text for _, part in selector.parts())  # typography as in the text
        assert (selector.last is None) == (length <= 4)
        if selector.last is None:
            assert fold(selector.first) == folded.text[slice(*span)]
        elif length <= 8:
            assert 2 * len(f"{selector.first} {selector.last}".split()) <= length
    better = permitted_below(words, first, length, shown)
    assert not [str(s) for s in better if find(folded, s) == [span]]


@settings(deadline=None)
@given(st.lists(VOCABULARY, min_size=1, max_size=30), st.integers(0, 29), st.integers(1, 12))
def test_what_a_shortest_selector_shows_is_what_exposure_counts(
    words: list[str], first: int, length: int
) -> None:
    first %= len(words)
    text, span, _ = drawn_passage(words, first, length)
    folded = fold_with_offsets(text)
    selector = shortest(folded, text, span)
    if selector is not None:
        shown = shown_spans(folded, selector, span)
        parts = sorted(fold(part) for _, part in selector.parts())
        assert sorted(folded.text[a:b] for a, b in shown) == parts
        measured = exposure(folded, shown, len(words))
        assert measured.share == pytest.approx(shown_words(selector) / len(words))
        assert 1 <= measured.longest_run <= shown_words(selector)


TEN = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("shown", "run", "words"),
    [
        ([], 0, 0),
        (["one"], 1, 1),
        (["ten"], 1, 1),
        (["two three", "three four"], 3, 3),  # overlapping passages count once
        (["two three", "four five"], 4, 4),  # neighbours make one run
        (["one two", "four five six", "nine"], 3, 6),
        (["nine ten", "one"], 2, 3),
        ([TEN], 10, 10),
        (["hre"], 1, 1),  # part of a word gives the word away
    ],
)
def test_exposure_puts_all_selectors_together(shown: list[str], run: int, words: int) -> None:
    folded = fold_with_offsets(TEN)
    spans = [(TEN.index(part), TEN.index(part) + len(part)) for part in shown]
    assert exposure(folded, spans, 10) == Exposure(run, words / 10)
    assert exposure(folded, spans, 40) == Exposure(run, words / 40)


def test_exposure_looks_over_dashes_and_touching_spans() -> None:
    folded = fold_with_offsets("lamp \u2013 soup \u2026 oil gull")
    assert exposure(folded, [(0, 4), (7, 11)], 4) == Exposure(2, 0.5)
    assert exposure(folded, [(4, 7)], 4) == Exposure(0, 0.0)  # a dash and white space only
    assert exposure(folded, [(4, 5), (11, 12)], 4) == Exposure(0, 0.0)
    assert exposure(fold_with_offsets(""), [], 0) == Exposure(0, 0.0)


def test_a_word_of_the_vocabulary_is_one_word() -> None:
    assert all(count_words(fold(word)) == len(word.split()) == 1 for word in WORDS)


@pytest.mark.parametrize("passage", ["lamps \u2013 and \u2013 dim", "lamps \u2026 soup"])
def test_a_passage_with_a_lone_mark_has_a_permitted_selector(passage: str) -> None:
    text = f"Here {passage} there."
    folded = fold_with_offsets(text)
    span = (5, 5 + len(fold(passage)))
    selector = shortest(folded, text, span)
    assert selector is not None and well_formed(folded, selector, span) is None
    assert find(folded, selector) == [span]


@pytest.mark.parametrize("written", ["\u2026 soup", "soup \u2026", "\u2026", "a-,\u2026 soup"])
def test_an_ellipsis_needs_words_on_both_sides(written: str) -> None:
    with pytest.raises(SelectorError):
        Selector.parse(written)


# --- what was probably meant ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("The gull ... oil.", "The gull … oil."),
        ("The gull...oil.", "The gull … oil."),
        ("The gull .. oil.", "The gull … oil."),
        ("The gull . . . oil.", "The gull … oil."),
        ("The gull…oil.", "The gull … oil."),
        ("The gull… oil.", "The gull … oil."),
        ("the GULL … oil.", "The gull … oil."),
        ("The gull … oil!", "The gull … oil"),
        ("“The gull … oil.”", "The gull … oil"),
        ("The gull.... oil", "The gull … oil"),
        ("The glul … oil.", "The gull … oil"),
        ("The gulll … lmap oil", "The gull … lamp oil"),
        ("hten the keeper siad:", "then the keeper said"),
        ("as brihgt as", "as bright as"),
    ],
)
def test_what_is_nearly_a_selector_is_found_where_it_was_meant(written: str, meant: str) -> None:
    folded = fold_with_offsets(SOUP)
    spans = near(folded, written)
    assert spans == find(folded, Selector.parse(meant)) != []


@pytest.mark.parametrize("written", ["turnips", "xq … zv", "…", "a b c d e f", "", "lamp-,"])
def test_what_is_nowhere_near_is_not_guessed(written: str) -> None:
    assert near(fold_with_offsets(SOUP), written) == []


@given(st.text("keprlamgusotdhi .…-,“”", max_size=40))
def test_what_is_near_is_a_place_of_the_text(written: str) -> None:
    folded = fold_with_offsets(SOUP)
    assert all(0 <= a < b <= len(folded.text) for a, b in near(folded, written))


@given(st.data())
def test_a_selector_of_the_text_with_other_dots_leads_there(data: st.DataObject) -> None:
    folded = fold_with_offsets(SOUP)
    words = [m.span() for m in re.finditer(r"\S+", folded.text)]
    begin = data.draw(st.integers(0, len(words) - 6))
    end = data.draw(st.integers(begin + 5, len(words) - 1))
    selector = shortest(folded, SOUP, (words[begin][0], words[end][1]))
    assume(selector is not None)
    written = str(selector).replace(" … ", data.draw(st.sampled_from((" ... ", "…", "... "))))
    assert near(folded, written) == [(words[begin][0], words[end][1])]
