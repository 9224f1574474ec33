"""What an article is read from: files and texts, plain or pages, in whatever encoding.

Catches a text taken for a path, a file that is no text but gives a traceback or rubbish, an
encoding believed because it was declared, and given metadata lost to what the source tells.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import outsourced_care as oc
from outsourced_care.article import Article, Metadata, article_from_text, read_article
from outsourced_care.dates import DateError, problem
from outsourced_care.pages.reading import LIMIT
from outsourced_care.text import UnreadableTextError, canonical

BODY = "“The café’s soup costs £4,” said Dorrit Vane – and the gulls agreed."
TEXT = f"Lamp news\n\nBy Ottoline Marsh, keeper\n\n{BODY}\n\nhttps://lamps.example/2033/soup\n"
PAGE = f"<html><head>{{head}}<title>Lamp news</title></head><body><h1>Lamp news</h1><p>{BODY}</p>"


def page(head: str = "") -> str:
    return PAGE.format(head=head)


def body(article: Article) -> list[str]:
    return [article.text[b.start : b.end] for b in article.blocks if b.role == "body"]


def test_plain_text_tells_its_title_author_and_address() -> None:
    assert read_article(TEXT).metadata == Metadata(
        title="Lamp news", author="Ottoline Marsh", url="https://lamps.example/2033/soup"
    )
    assert article_from_text("").metadata == Metadata()
    assert read_article(f"Lamp news\n{BODY}\nHal Brine\n").metadata.author == "Hal Brine"


@pytest.mark.parametrize("source", [TEXT, page(), page() + "\n"])
def test_what_is_given_goes_before_what_the_source_tells(source: str) -> None:
    told = {"published": "2033-05", "publisher": "P", "url": "https://u.example/", "title": "T"}
    article = read_article(source, **told)
    assert {name: getattr(article.metadata, name) for name in told} == told
    plain = read_article(source)
    assert (article.text, article.blocks) == (plain.text, plain.blocks)
    assert article.metadata.author == plain.metadata.author


@pytest.mark.parametrize("day", ["yesterday", "2033-13-01", "", "2033-05-16T07:00:00Z"])
def test_a_given_date_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(DateError):
        read_article(TEXT, published=day)
    with pytest.raises(oc.DatasetError):
        oc.read_article(TEXT, published=day)


@pytest.mark.parametrize("name", ["title", "publisher", "url"])
def test_what_is_given_must_be_text(name: str) -> None:
    with pytest.raises(oc.DatasetError, match=f"the {name} has characters that are none"):
        oc.read_article(TEXT, **{name: "Lamp \ud800"})


@pytest.mark.parametrize("kind", [str, Path])
@pytest.mark.parametrize("name", ["a.txt", "a.TXT", "a", "a.md", "a.html", "a.HTM", "a.xhtml"])
def test_a_path_is_read_by_what_it_holds(tmp_path: Path, kind: type, name: str) -> None:
    path = tmp_path / name
    path.write_text(page(), encoding="utf-8")
    assert body(read_article(kind(path))) == [BODY]
    if not name.lower().startswith("a.") or name.lower() in ("a.txt", "a.md"):
        path.write_text(TEXT, encoding="utf-8")
        assert read_article(kind(path)).text == TEXT


@pytest.mark.parametrize(
    "text", [TEXT, TEXT.replace("\n", "\r"), "Lamp " * 100 + BODY, "l/" * 3000, page(), " "]
)
def test_a_text_is_told_from_a_path(text: str) -> None:
    try:
        read_article(text)
    except UnreadableTextError as error:  # as a text without an article, and not as a file
        assert "body" in str(error) or "empty" in str(error)


def test_a_short_line_names_a_file(tmp_path: Path) -> None:
    for name in ("Lamp news", "missing.txt", str(tmp_path / "missing.html")):
        with pytest.raises(FileNotFoundError):
            read_article(name)
        with pytest.raises(oc.DatasetError) as caught:
            oc.read_article(name)
        assert name in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(oc.DatasetError):
        oc.read_article(tmp_path)


def test_a_plain_text_that_is_not_utf_8_is_told_what_it_looks_like(tmp_path: Path) -> None:
    path = tmp_path / "lamp.txt"
    path.write_bytes(TEXT.encode("cp1252"))
    with pytest.raises(UnreadableTextError, match=r"not UTF-8.*looks like Windows-1252"):
        read_article(path)
    path.write_bytes(TEXT.encode("utf-16"))
    with pytest.raises(UnreadableTextError, match="UTF-16"):
        read_article(path)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "cp1252"),
        ("", "utf-16"),
        ("", "utf-16-le"),
        ("", "utf-16-be"),
        ("", "utf-32"),
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset=utf-8>", "cp1252"),
        ("<meta charset=utf-8>", "utf-16"),
        ("<meta charset=iso-8859-1>", "utf-8"),
        ("<meta charset='windows-1252'>", "utf-8"),
        ("<meta charset='ISO-8859-1'>", "cp1252"),
        ("<meta charset='latin1'>", "cp1252"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=us-ascii'>", "cp1252"),
        ("<meta charset=macintosh>", "mac_roman"),
        ("<meta charset=utf-16>", "utf-8"),
        ("<meta charset=utf-16>", "cp1252"),
        ("<meta charset=no-such>", "utf-8"),
        ("<meta charset=base64>", "cp1252"),
        ("<meta charset=idna>", "cp1252"),
        ("<meta charset=punycode>", "cp1252"),
        ("<meta charset=undefined>", "cp1252"),
        ("<meta charset=unicode_escape>", "cp1252"),
        ("<meta charset=shift_jis>", "cp1252"),
    ],
)
def test_a_page_is_read_in_its_true_encoding(tmp_path: Path, declared: str, encoding: str) -> None:
    path = tmp_path / "lamp.html"
    path.write_bytes(page(declared).encode(encoding))
    assert body(read_article(path)) == [BODY]
    if not encoding.endswith(("-le", "-be")):
        path = path.rename(tmp_path / "lamp.txt")
        assert body(read_article(path)) == [BODY]


def test_a_byte_or_two_spoilt_do_not_change_the_encoding(tmp_path: Path) -> None:
    path = tmp_path / "lamp.html"
    path.write_bytes(page().replace("soup", "so£p").encode().replace(b"so\xc2\xa3p", b"so\xffp"))
    assert body(read_article(path)) == [BODY.replace("soup", "so\ufffdp")]


OTHERS = {
    "a.html": (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "b.html": (b"PK\x03\x04\x14\0", "Word"),
    "c.htm": (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
    "d.txt": (b"PK\x03\x04\x14\0", "Word"),
    "e.html": (b"", "empty"),
    "f.html": (b" \n\t ", "empty"),
    "g.html": (b"\xef\xbb\xbf", ""),
    "h.html": (bytes(range(256)) * 4, "binary"),
    "i.html": (b"\0" * 4000, ""),
    "j.mhtml": (b"MIME-Version: 1.0", "MHTML"),
    "k.html": (b"\x1f\x8b\x08\0", "archive"),
    "l.html": (b"<html><body></body></html>", "no article"),
    "m.html": (b"<nav><a href=/>Home</a></nav>", "no article"),
    "n.html": (b"<", "no article"),
    "o.html": (b"<!-- only a comment -->", ""),
    "p.html": (b"<script>document.write('The lamp is lit at dusk.')</script>", "no article"),
    "q.txt": (b"\0\1\2\3", "binary"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_holds_no_article_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    raw, said = OTHERS[name]
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(UnreadableTextError) as caught:
        read_article(path)
    assert said in str(caught.value) and "\n" not in str(caught.value)
    with pytest.raises(oc.DatasetError):
        oc.read_article(path)


def test_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 5 * LIMIT)
    for source in (path, "lamp\n" * (LIMIT // 5 + 1)):
        with pytest.raises(UnreadableTextError, match="20 MB"):
            read_article(source)


@pytest.mark.parametrize("text", ["Lamp\0news\n" + BODY, "Lamp \ud800 news\n" + BODY, "", "\n"])
def test_a_text_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTextError):
        read_article(text)


@settings(deadline=None)
@given(st.one_of(st.text(), st.text("<>/!-&;#x\"'= apbrdivq\n", max_size=80)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        article = read_article(text + "\n")
    except UnreadableTextError as error:
        assert "\n" not in str(error)
    else:
        assert article.counted and article.text == canonical(article.text)


@settings(max_examples=examples(80))
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.html"
    path.write_bytes(raw)
    try:
        read_article(path)
    except UnreadableTextError as error:
        assert "\n" not in str(error)


def test_plain_text_is_read_without_what_pages_need() -> None:
    script = (
        "import sys, outsourced_care as oc; oc.read_article(sys.argv[1]);"
        "print([m for m in ('trafilatura', 'lxml', 'pandas', 'charset_normalizer')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, TEXT], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("source", "beside"),
    [
        (None, {}),
        (7, {}),
        (b"Lamps", {}),
        ("Lamps\n", {"published": 2029}),
        ("Lamps\n", {"url": 1}),
    ],
)
def test_other_types_are_refused(source: Any, beside: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"name a file or give a text|is no text"):
        oc.read_article(source, **beside)


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        (["Published 12 March 2029", "Snow fell on the depot."], "2029-03-12"),
        (["COLDHAM, Ohio, Feb. 3, 2029 -- Snow fell on the depot."], "2029-02-03"),
        (["Ploughs will leave on 12 March 2029", "Snow fell on the depot."], None),
        (["Snow fell on 12 March 2029 at the depot."], None),
    ],
)
def test_plain_text_tells_its_day(lines: list[str], published: str | None) -> None:
    article = read_article("\n".join(["Snow at the depot", *lines]) + "\n")
    assert article.metadata.published == published


DAYS = [
    ("12 March 2029", None),
    ("12th March 2029", None),
    ("March 12, 2029", None),
    ("Mon 12 Mar 2029", None),
    ("Mon\u00a012\u00a0Mar\u00a02029 07.00 GMT", None),
    ("2029-03-12", None),
    ("2029-03-12T07:00:00Z", None),
    ("12/03/2029", None),
    ("12.03.2029", None),
    ("Published 12th March 2029", None),
    ("Published: 12 March 2029, 10:15", None),
    ("Published 12 March 2029 at 10.15am", None),
    ("Published Monday, 12 March 2029", None),
    ("Updated 12 March 2029", None),
    ("Coldham, 12 March 2029", None),
    ("COLDHAM, 12 March 2029 —", None),
    ("Last modified on Tue 13 Mar 2029 09.00 GMT\nMon 12 Mar 2029 07.00 GMT", None),
    ("By Ada Frost and Odo Quill | 12 March 2029", "Ada Frost and Odo Quill"),
    ("Ada Frost | Published 12 March 2029 | Updated 13 March 2029", "Ada Frost"),
    ("Ada Frost, 12 March 2029", "Ada Frost"),
    ("Posted by Ada Frost on March 12, 2029", "Ada Frost"),
    ("By Ada Frost, Lamp Democracy Reporter, 12 March 2029", "Ada Frost"),
    ("By Ada Frost\n12th March 2029", "Ada Frost"),
    ("By staff reporters, 12 Mar 2029", None),
]


@pytest.mark.parametrize(("lines", "author"), DAYS)
def test_lines_above_the_body_tell_day_and_author_and_are_no_body(
    lines: str, author: str | None
) -> None:
    article = read_article(f"Snow at the depot\n{lines}\n\nSnow fell on the depot all night.\n")
    assert (article.metadata.published, article.metadata.author) == ("2029-03-12", author)
    assert {block.role for block in article.blocks[1:-1]} == {"byline"}


@pytest.mark.parametrize(
    "line",
    [
        "12 March 2029 was a cold day at the depot",
        "Snow will fall: 12 March 2029",
        "Battle of Ploughs 12 March 2029",
        "By Ada Frost, Lamp Democracy Reporter",
        "30 February 2029",
        "32/13/2029",
        "Published 12 March 20299",
    ],
)
def test_a_line_without_a_day_of_its_own_tells_none(line: str) -> None:
    article = read_article(f"Snow at the depot\n{line}\n\nSnow fell on the depot all night.\n")
    assert article.metadata.published is None


@settings(deadline=None, max_examples=examples(60))
@given(
    st.sampled_from(["", "Published ", "By Ada Frost | ", "Coldham, ", "Tue ", "Updated: "]),
    st.tuples(st.integers(0, 40), st.integers(0, 14), st.integers(0, 9999)),
    st.sampled_from(["{0} Mar {2}", "{2:04}-{1:02}-{0:02}", "{0}/{1}/{2:04}", "May {0}, {2:04}"]),
    st.sampled_from(["", " 07.00 GMT", ", 10:15", "T07:00Z", " |", ".", "–"]),
)
def test_any_line_tells_a_day_of_the_calendar_or_none(
    lead: str, day: tuple[int, int, int], form: str, tail: str
) -> None:
    line = f"{lead}{form.format(*day)}{tail}"
    article = read_article(f"Snow\n{line}\n\nSnow fell on the depot all night.\n")
    told = article.metadata.published
    assert told is None or (problem(told) is None and told[:4] == f"{day[2]:04}")


def test_a_signed_quotation_at_the_end_is_body() -> None:
    text = "Snow at the depot\nSnow fell all night.\n“No plough left the depot” – Ada Frost\n"
    assert [block.role for block in read_article(text).blocks] == ["title", "body", "body"]
