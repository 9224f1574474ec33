"""Canonical and folded text: one article gives one text, and one passage one hash.

Catches a change of what offsets count in, copies of a passage that no longer fold to the same
hash, folded offsets that lead to another place of the text, and files that are no text but
pass for one. The hashes were computed apart from the library, over bytes written by hand.
"""

from __future__ import annotations

import time
import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outsourced_care.text import (
    MARKS,
    UnreadableTextError,
    canonical,
    count_words,
    decode,
    fold,
    fold_with_offsets,
    passage_sha256,
    text_sha256,
    word_spans,
)


@dataclass(frozen=True)
class Vector:
    """A raw text with everything that must follow from it."""

    raw: str
    canonical: str
    folded: str
    text_sha256: str
    passage_sha256: str


VECTORS = {
    "nothing to change": Vector(
        "Soup is hot.",
        "Soup is hot.",
        "Soup is hot.",
        "64a8b3647cef9bff65cb38bc5322855be8f7b2a450ae6d9c3580fc787cac7c32",
        "64a8b3647cef9bff65cb38bc5322855be8f7b2a450ae6d9c3580fc787cac7c32",
    ),
    "CRLF": Vector(
        "Lamp\r\nSoup\r\n",
        "Lamp\nSoup\n",
        "Lamp Soup",
        "96fff52666838feff1b7b0af048038a89d784b50e45ed91285493d791be2db59",
        "6c19e2535f66cedd9eb18a548081ef17b6b8a0825533c1f86d354bc94b7cad7c",
    ),
    "CR": Vector(
        "Lamp\rSoup\r\rOil",
        "Lamp\nSoup\n\nOil",
        "Lamp Soup Oil",
        "f520a328a63350e58a91697beafa7035a3114dfed7293c157b409f692cae650f",
        "cb7af3dda15e6bff485d796a96cafa113943e5094b52b5f6f24dc7259e793a87",
    ),
    "byte order mark": Vector(
        "\ufeffLighthouse soup",
        "Lighthouse soup",
        "Lighthouse soup",
        "956e39abef66c2b8d77b2948858bcf070e111d365c80cfd66d661980a2561c42",
        "956e39abef66c2b8d77b2948858bcf070e111d365c80cfd66d661980a2561c42",
    ),
    "NFD to NFC": Vector(
        "Cre\u0300me bru\u0302le\u0301e",
        "Cr\u00e8me br\u00fbl\u00e9e",
        "Cr\u00e8me br\u00fbl\u00e9e",
        "364046a7365569d1d81df151c65c3c3ab4153c1e173f98e5835a9f3fc63eeb41",
        "364046a7365569d1d81df151c65c3c3ab4153c1e173f98e5835a9f3fc63eeb41",
    ),
    "no-break, thin, narrow and em space": Vector(
        "12\u00a0lamps\u2009and\u202f3\u2003soups",
        "12\u00a0lamps\u2009and\u202f3\u2003soups",
        "12 lamps and 3 soups",
        "19907e40dd4267929519e583a35f09923c0f9147381a82e53197ff8e32a6d734",
        "8fea25dff91d48d73667c1ff3159dd12b6d53f4127fb4d1595b92e23377cac7f",
    ),
    "curly quotes": Vector(
        "\u201cOil,\u201d said \u2018Wick\u2019",
        "\u201cOil,\u201d said \u2018Wick\u2019",
        "\"Oil,\" said 'Wick'",
        "14dc9bd192496a549fd9d96b43224257bb58c80d55163b2a7dc215107080f5cd",
        "c49dfadedd8cca04d090fbcdf98a87a1f67ca2d614957e2e7bc455f2451fab00",
    ),
    "low and reversed quotes": Vector(
        "\u201eOil\u201f \u201aWick\u201b",
        "\u201eOil\u201f \u201aWick\u201b",
        "\"Oil\" 'Wick'",
        "0425d1710a15680aebcd5968f3520dfa5e27ce9da00b043121934ce876ad4545",
        "b5f1ab68abac3764b3a3de258cbb5be8223e05091740fd5998acdee052831c43",
    ),
    "hyphens, dashes, bar and minus": Vector(
        "a\u2010b\u2011c\u2012d\u2013e\u2014f\u2015g\u2212h",
        "a\u2010b\u2011c\u2012d\u2013e\u2014f\u2015g\u2212h",
        "a-b-c-d-e-f-g-h",
        "96db973db455301ed3e4662bbfd346fe695508db0752cddec9adc3c5b395ff8d",
        "d433804b60a4d2d8a081c49b443b9e722072c8f86b33e5856fabbcab8bbbd30c",
    ),
    "ligatures": Vector(
        "\ufb01ve o\ufb03ces, \ufb02ames",
        "\ufb01ve o\ufb03ces, \ufb02ames",
        "five offices, flames",
        "78559d7aed93b62d5ba95146fbdc880212d38d8f3559c80ee73ff59f11608bfb",
        "6eea177b67b02f9b6289122eaf89188bff5dfed197506f6dcbbdd438b0c74fba",
    ),
    "full-width digits": Vector(
        "\uff12\uff10\uff13\uff11 lamps",
        "\uff12\uff10\uff13\uff11 lamps",
        "2031 lamps",
        "a0e08bffecb7a8ce57dc437942034e035eeb218b5422048029d65a903f47be55",
        "8cafb7f233cc9ae886546dd8b3be16084ad13a54b7d0b2cb91ffd7d247cdde1a",
    ),
    "ellipsis character": Vector(
        "soup\u2026 and oil",
        "soup\u2026 and oil",
        "soup... and oil",
        "7200b1f7113ab47ace55be2f50344476f7e84b35140c870794a97924c6452798",
        "3095e14a7e38d358ccc09d0dc1891e0b15069eef48b269b6af43b3a5268be741",
    ),
    "white space runs and ends": Vector(
        " \t Soup \n\n\t of  the day \n",
        " \t Soup \n\n\t of  the day \n",
        "Soup of the day",
        "b6940446d16ad631313cc34eec8a2f3f0b35b93bfd2569fabc4fccfada49f610",
        "39984e0ca01b4f5df58f0e220fc1b37a83ca8f909668c151d5f3365144b0103a",
    ),
    "capitals stay": Vector(
        "SOUP soup",
        "SOUP soup",
        "SOUP soup",
        "e0725c132cbf6628a9b16c6a46d5f24951edce0699807b283451064e00093726",
        "e0725c132cbf6628a9b16c6a46d5f24951edce0699807b283451064e00093726",
    ),
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_raw_text_gives_the_recorded_forms_and_hashes(vector: Vector) -> None:
    text = canonical(vector.raw)
    assert text == vector.canonical
    assert fold(text) == vector.folded
    assert text_sha256(text) == vector.text_sha256
    assert passage_sha256(text) == vector.passage_sha256


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_file_gives_the_same_text_as_its_string(vector: Vector) -> None:
    assert canonical(decode(vector.raw.encode("utf-8"))) == vector.canonical


def test_copies_from_page_and_archive_share_one_passage_hash() -> None:
    page = "\u201cSoup\u00a0first\u201d \u2013 the \ufb01ve keepers\u2019 cre\u0300me\u2026"
    archive = '"Soup\nfirst"  - the five keepers\' cr\u00e8me...'
    assert text_sha256(canonical(page)) != text_sha256(canonical(archive))
    assert passage_sha256(canonical(page)) == passage_sha256(canonical(archive))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Lamp oil".encode("utf-16"), "UTF-16; save it as UTF-8"),
        (b"\xfe\xff" + "Lamp oil".encode("utf-16-be"), "UTF-16; save it as UTF-8"),
        ("Lamp oil".encode("utf-16-le"), "UTF-16 without a mark"),
        ("Lamp oil".encode("utf-16-be"), "UTF-16 without a mark"),
        ("Lampe\nbr\u00fbl\u00e9e".encode("latin-1"), "not UTF-8 (line 2)"),
        (b"\xe9t\xe9", "not UTF-8 (line 1)"),
        (b"soup\xed\xa0\x80", "not UTF-8 (line 1)"),
        (b"lamp\0oil", "binary"),
        (b"\x00\x01\x02", "binary"),
        (b"\x89PNG\r\n\x1a\n\0", "a picture"),
        (b"\xff\xd8\xff\xe0JFIF", "a picture"),
        (b"PK\x03\x04\x14\0word/document.xml", "a Word or other office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "an old Word"),
        (b"%PDF-1.7\nsoup", "a PDF"),
        (b"{\\rtf1\\ansi soup}", "a rich text document"),
        (b"\x1f\x8b\x08", "an archive"),
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\u00a0\u2003\n".encode(), "empty"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(raw: bytes, said: str) -> None:
    with pytest.raises(UnreadableTextError) as caught:
        decode(raw)
    assert said in str(caught.value)


def test_another_document_is_not_told_to_be_another_encoding() -> None:
    with pytest.raises(UnreadableTextError, match="save it as plain text") as caught:
        decode(b"PK\x03\x04\xff\xfe")
    assert "save it as UTF-8" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \n", []),
        ("soup", ["soup"]),
        ("Hot soup, please!", ["Hot", "soup,", "please!"]),
        ("lamp \u2013 and \u2026 oil -", ["lamp", "and", "oil"]),
        (
            "don\u2019t re-light 3 \u201clamps\u201d",
            ["don\u2019t", "re-light", "3", "\u201clamps\u201d"],
        ),
        ("\u00a340,000 \u00a3 & 7%", ["\u00a340,000", "7%"]),
        ("caf\u00e9\u00a0br\u00fbl\u00e9\n\n\u706f", ["caf\u00e9", "br\u00fbl\u00e9", "\u706f"]),
    ],
)
def test_words_hold_a_letter_or_a_digit(text: str, words: list[str]) -> None:
    assert [text[a:b] for a, b in word_spans(text)] == words
    assert count_words(text) == len(words)


# Everyday characters, folded ones above all, then any of Unicode. Half-width and compatibility
# letters of Korean and Japanese, which join their neighbours under NFKC, stay out.
EVERYDAY = (
    " \n\t\u00a0\u2009\u202f\u2003abcXYZ019.,!?'\"-\u2010\u2011\u2013\u2014\u2212"
    "\u2018\u2019\u201c\u201d\u201e\u2032\u2033\u2026\u00b4\u00a8\ufb01\ufb03\uff12\u00bd\u2122"
    "\u00e9e\u0301\u0323\u0308\u00c5\u212b\u1e69\u0130\u00df\u01c4"
)
JOINING = {*map(chr, [*range(0x1100, 0x1200), *range(0x3130, 0x3190), *range(0xFF61, 0xFFE0)])}
TEXTS = st.text(
    st.sampled_from(EVERYDAY)
    | st.characters(codec="utf-8", exclude_characters="".join(sorted(JOINING)))
).map(lambda text: unicodedata.normalize("NFC", text))


@settings(deadline=None)
@given(st.text(st.sampled_from(EVERYDAY + "\r\ufeff") | st.characters(codec="utf-8")))
def test_canonical_is_idempotent_and_loses_only_marks_and_returns(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once == canonical("\ufeff" + text)
    assert "\r" not in once and unicodedata.is_normalized("NFC", once)
    assert text_sha256(once) == text_sha256(canonical(once))


@settings(deadline=None)
@given(st.text(st.sampled_from(EVERYDAY) | st.characters(codec="utf-8")))
def test_fold_is_idempotent(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == " ".join(once.split())
    assert passage_sha256(text) == passage_sha256(once)


@settings(deadline=None)
@given(TEXTS)
@example("\ufb01\u0301")  # the mark joins the last letter of the ligature
@example("\u00b4\u0323")  # marks change places
@example("\u00a0\u0301x \u0301")
def test_folding_with_offsets_is_folding(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_folded_span_leads_to_its_place_and_back(text: str, data: st.DataObject) -> None:
    folded = fold_with_offsets(text)
    edges = [
        n
        for n in range(len(folded.text) + 1)
        if n in (0, len(folded.text)) or folded.starts[n] != folded.starts[n - 1]
    ]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(edges), st.sampled_from(edges))))
    within = folded.text[start:end]
    if not within or within != within.strip():
        return
    there = folded.span(start, end)
    assert fold(text[slice(*there)]) == within
    assert folded.folded_span(*there) == (start, end)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_canonical_span_is_covered_by_its_folded_span(text: str, data: st.DataObject) -> None:
    at = st.integers(0, len(text))
    start, end = sorted((data.draw(at), data.draw(at)))
    folded = fold_with_offsets(text)
    a, b = folded.folded_span(start, end)
    if a >= b:
        return
    assert folded.text[a] != " " and folded.text[b - 1] != " "
    assert folded.starts[a] < end and folded.ends[b - 1] > start
    beyond = (*range(a), *range(b, len(folded.text)))
    overlooked = (n for n in beyond if folded.starts[n] < end and folded.ends[n] > start)
    assert all(folded.text[n] == " " for n in overlooked)


@pytest.mark.parametrize(
    ("text", "start", "end", "there", "passage"),
    [
        ("  Hot\n\nsoup ", 4, 8, (7, 11), "soup"),
        ("  Hot\n\nsoup ", 0, 8, (2, 11), "Hot\n\nsoup"),
        ("o\ufb03ce lamp", 1, 4, (1, 2), "\ufb03"),
        ("o\ufb03ce lamp", 7, 11, (5, 9), "lamp"),
        ("soup\u2026 oil", 4, 7, (4, 5), "\u2026"),
        ("x\u0323\u0301 y", 0, 3, (0, 3), "x\u0323\u0301"),  # marks belong to their letter
        ("x\u0323\u0301 y", 4, 5, (4, 5), "y"),
    ],
)
def test_spans_of_known_texts(
    text: str, start: int, end: int, there: tuple[int, int], passage: str
) -> None:
    folded = fold_with_offsets(text)
    assert folded.span(start, end) == there
    assert text[slice(*there)] == passage
    assert folded.folded_span(*there) == (start, end)


def test_a_folded_space_stands_for_its_whole_run() -> None:
    assert fold_with_offsets("Hot \n\tsoup").span(3, 4) == (3, 6)


@pytest.mark.parametrize(
    ("text", "span", "folded_span"),
    [
        ("Hot  soup", (3, 9), (4, 8)),  # white space at its ends is trimmed
        ("Hot  soup", (0, 5), (0, 3)),
        ("Hot  soup", (3, 5), (4, 4)),  # nothing but white space
        ("o\ufb03ce", (1, 2), (1, 4)),  # a ligature whole
        ("o\ufb03ce", (2, 3), (4, 5)),
        ("  Hot  ", (0, 7), (0, 3)),
    ],
)
def test_folded_spans_are_trimmed(
    text: str, span: tuple[int, int], folded_span: tuple[int, int]
) -> None:
    assert fold_with_offsets(text).folded_span(*span) == folded_span


@settings(deadline=None)
@given(TEXTS)
def test_words_are_counted_where_they_stand(text: str) -> None:
    words = [text[a:b] for a, b in word_spans(text)]
    assert count_words(text) == len(words)
    assert words == [w for w in text.split() if any(c.isalnum() for c in w)]


HEAPED = [
    "a" + "\u0301" * (MARKS + 1),
    "a" + "\u0301\u0323" * 100_000,
    "\u0344\u0323" * MARKS,
    "\u0f73\u0f71" * MARKS,  # of class 0 itself, and made of two that are not
    "lamp \uff9e\u0301" + "\uff9e\u0301" * MARKS,
    "\u4e00" * 5000 + "\u0301" * (MARKS + 1) + "\u4e00",
]


@pytest.mark.parametrize("text", HEAPED)
def test_marks_in_heaps_are_refused_and_take_no_time_squared(text: str) -> None:
    with pytest.raises(UnreadableTextError, match=f"more than {MARKS} marks"):
        canonical(text)
    with pytest.raises(UnreadableTextError, match=f"more than {MARKS} marks"):
        decode(text.encode())
    before = time.perf_counter()
    assert len(fold(text)) >= MARKS
    assert time.perf_counter() - before < 2


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0323" * (MARKS // 2) + "b" + "\u0323\u0301" * (MARKS // 2),
        ("e\u0301" * 3000) + "\u2014" * 3000,
        "\u0e01\u0e38\u0e49" * 1000,  # Thai, which has no spaces
        "\u4e00" * 5000,
        "\uac00\u1100\u1161" * 1000,
    ],
)
def test_marks_as_languages_write_them_are_left_alone(text: str) -> None:
    assert canonical(text) == unicodedata.normalize("NFC", text)
    assert decode(text.encode()) == text


def test_a_blank_to_fill_in_is_no_word() -> None:
    assert count_words("name: ____ _") == 1


def test_a_long_rule_of_dashes_is_no_word() -> None:
    """Quadratic matching would take hours."""
    assert count_words("-" * 1_000_000) == 0
