"""An article's blocks: what is counted, what may hold a passage, and which article a file is.

Catches words counted in captions or footers, body text taken for a subheading or a signature,
and a file that is recognised by something else than its text or title.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outsourced_care.article import (
    Article,
    ArticleFolder,
    article_from_text,
    read_article,
    read_folder,
)
from outsourced_care.text import UnreadableTextError

# role and paragraph, in the order of the page
LIGHTHOUSE = (
    ("title", "The lighthouse that cooks its own soup"),
    ("standfirst", "Keepers of Fenwick rock say that the stove pays for the oil"),
    ("byline", "By Ottoline Marsh"),
    ("caption", "A kettle on the gallery (Picture: Hal Brine)"),
    ("body", "The lighthouse at Fenwick began to cook soup in the spring."),
    ("body", "\u201cWe had the heat, and we had the turnips,\u201d said keeper Dorrit Vane."),
    ("subheading", "Where the heat goes"),
    ("body", "The lamp wastes most of its warmth, so the keepers hung a pot above it."),
    ("subheading", "Who eats it?"),
    ("body", "Sailors eat it \u2013 gulls eat the rest."),
    ("subheading", "A lamp in dates"),
    ("timeline", "1931: The lamp was lit."),
    ("timeline", "May 2033: The first pot boiled over"),
    ("timeline", "Late 2034: A gull fell in."),
    ("timeline", "2035\u201336: Turnips ran out."),
    ("body", "The pot will stay until the lamp goes electric."),
    ("promotion", "News by boat"),
    ("promotion", "Subscribe now for a bowl a week."),
    ("links", "Related articles"),
    ("links", "The gull remembers"),
    ("links", "Turnips: a history."),
    ("footer", "Comments are closed"),
)
COUNTED_WORDS = 11 + 13 + 15 + 7 + 5 + 7 + 6 + 4 + 9


def page(*paragraphs: str, between: str = "\n\n") -> str:
    return between.join(paragraphs) + "\n"


def roles(article: Article) -> list[tuple[str, str]]:
    return [(b.role, article.text[b.start : b.end]) for b in article.blocks]


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", " \n\t\n "])
def test_each_paragraph_has_its_role(between: str) -> None:
    article = article_from_text(page(*(text for _, text in LIGHTHOUSE), between=between))
    assert roles(article) == list(LIGHTHOUSE)


def test_words_and_paragraphs_are_those_of_body_and_timeline() -> None:
    article = article_from_text(page(*(text for _, text in LIGHTHOUSE)))
    assert article.word_count == COUNTED_WORDS
    assert len(article.counted) == 9
    assert {b.role for b in article.counted} == {"body", "timeline"}
    assert article.title == LIGHTHOUSE[0][1]


BODY = "The lamp is lit at dusk."


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        ("https://lamps.example/fenwick/soup", "archive"),
        ("http://lamps.example", "archive"),
        ("Version 2 of 3", "archive"),
        ("version 12 of 12.", "archive"),
        ("Ottoline Marsh", "byline"),
        ("By Ottoline Marsh", "byline"),
        ("Ottoline Marsh, keeper of the lamp at Fenwick", "byline"),
        ("Ottoline O\u2019Marsh-Vane", "byline"),
        ("Ottoline Hal Dorrit Marsh", "byline"),
        ("Printed at Fenwick rock", "footer"),
        ("Comments are closed.", "footer"),
        ("Advertisement", "footer"),
        ("Related stories", "links"),
        ("More from the Fenwick Gazette", "links"),
        ("Read more: Soup in winter", "links"),
        ("Sign up here for soup.", "promotion"),
        ("Book your place for the lamp supper.", "promotion"),
        ("Photograph: Hal Brine", "caption"),
        ("Gulls at supper (photo credit: Hal Brine)", "caption"),
        ("Summer 2031: The stove came.", "timeline"),
        ("mid-2031: The stove smoked.", "timeline"),
        ("November 2031 - 2032: Fog.", "timeline"),
        ("The stove came in 2031: nobody minded.", "body"),
        ("In 2031: nothing.", "body"),
        ("\u201cThe pot stays.\u201d", "body"),
        ("Who would light a lamp without any soup on a night as cold and wet as this?", "body"),
        ("The pot, said Dorrit Vane, \u201cstays\u201d.", "body"),
    ],
)
def test_a_last_paragraph_has_its_role(paragraph: str, role: str) -> None:
    article = article_from_text(page("Lamp news", BODY, paragraph))
    assert roles(article)[2] == (role, paragraph)
    assert len(article.counted) == (2 if role in ("body", "timeline") else 1)


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        ("A better lamp", "subheading"),
        ("Why soup?", "subheading"),
        ("One two three four five six seven eight nine ten eleven twelve", "subheading"),
        ("Soup, oil and a lamp that no keeper has ever dared to put out at night", "body"),
        ("One two three four five six seven eight nine ten eleven twelve thirteen", "body"),
        ("Soup", "subheading"),
        ("None", "footer"),
        ("Advertisement", "footer"),
        ("The gull " + "ate and " * 20 + "ate (picture: Hal Brine).", "body"),
        ("It rained.", "body"),
        ("He said: \u201cSoup!\u201d", "body"),
        ("These were his reasons:", "body"),
        ("2033: It rained", "timeline"),
    ],
)
def test_a_paragraph_between_body_text_has_its_role(paragraph: str, role: str) -> None:
    article = article_from_text(page("Lamp news", BODY, paragraph, "The soup is hot at dawn."))
    assert roles(article)[2] == (role, paragraph)


def test_the_headline_is_a_title_whatever_it_looks_like() -> None:
    for headline in ("2031: Lamps out.", "Subscribe now", "Related articles", "Lamps are out."):
        article = article_from_text(page(headline, "Keepers weep", BODY))
        assert roles(article)[0] == ("title", headline)
        assert article.title == headline


LEAD = (
    "The lamp at Fenwick was lit at dusk by the keeper, who had waited all day for the oil, and "
    "was put out at dawn."
)
SHORT_LEAD = "The lamp was lit at dusk by the keeper, who had waited all day for the oil to come."


@pytest.mark.parametrize(
    ("first", "second", "role"),
    [
        (LEAD, BODY, "body"),
        (LEAD, "Where the heat goes", "body"),
        (f"\u201c{LEAD}\u201d", BODY, "body"),
        (f"{LEAD} {BODY}", BODY, "body"),
        (LEAD, "By Ottoline Marsh", "title"),
        (LEAD, "Ottoline Marsh, keeper of the lamp", "title"),
        (LEAD[:-1], BODY, "title"),
        (LEAD[:-1] + "?", BODY, "title"),
        (LEAD.title(), BODY, "title"),
        (LEAD.upper(), BODY, "title"),
        (SHORT_LEAD, BODY, "title"),
        (f"2031: {LEAD}", BODY, "title"),
        (f"{LEAD} Sign up now.", BODY, "title"),
    ],
)
def test_a_long_sentence_that_no_signature_follows_is_no_headline(
    first: str, second: str, role: str
) -> None:
    article = article_from_text(page(first, second, BODY))
    assert roles(article)[0] == (role, first)
    assert article.headline == article.metadata.title == (first if role == "title" else None)
    assert article.title == first


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n \n"])
def test_a_text_without_a_headline_may_be_given_one(between: str) -> None:
    article = read_article(page(LEAD, BODY, between=between), title="Lamp news")
    assert article.headline == article.title == "Lamp news"
    assert len(article.counted) == 2 and article.word_count == 25 + 6
    assert ArticleFolder([article], {}).find("lamp NEWS", None) is article


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        (BODY, "body"),
        (LEAD, "body"),
        ("It rained. " * 400 + "It stopped.", "body"),
        ("Lamp news", "title"),
        ("Who lit it?", "title"),
        ("1931: The lamp was lit.", "title"),
        ("Subscribe now.", "title"),
    ],
)
def test_prose_that_is_all_there_is_is_body(paragraph: str, role: str) -> None:
    assert [r for r, _ in roles(article_from_text(paragraph))] == [role]


def test_links_run_to_the_end_of_the_page() -> None:
    article = article_from_text(
        page("Lamp news", BODY, "More stories", "Oil is dear.", "2031: Fog.")
    )
    assert [role for role, _ in roles(article)] == ["title", "body", "links", "links", "links"]


def test_typography_does_not_change_roles() -> None:
    curly = article_from_text(page("Lamp news", BODY, "More\u00a0from\u2009Fenwick"))
    assert roles(curly)[2][0] == "links"


def test_blocks_are_trimmed_and_lie_in_the_canonical_text() -> None:
    article = article_from_text("\ufeff  Cre\u0300me lamps \r\n\r\n\t" + BODY + "  \r\n")
    assert article.text == "  Cr\u00e8me lamps \n\n\t" + BODY + "  \n"
    assert roles(article) == [("title", "Cr\u00e8me lamps"), ("body", BODY)]


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "any name.txt"
    path.write_bytes(b"\xef\xbb\xbf" + page("Lamp news", BODY).replace("\n", "\r\n").encode())
    article = read_article(path)
    assert article.title == "Lamp news" and article.word_count == 6
    assert article.sha256 == article_from_text(page("Lamp news", BODY)).sha256
    assert article.folded.text == f"Lamp news {BODY}"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"Lamp news\n", "no paragraph of body text"),
        (b"Lamp news\n\nAdvertisement\n", "no paragraph of body text"),
        ("Lampe \u00e9teinte\n".encode("latin-1"), "not UTF-8"),
        ("Lamp news\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_file_without_an_article_is_refused(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "lamp.txt"
    path.write_bytes(raw)
    with pytest.raises(UnreadableTextError) as caught:
        read_article(path)
    assert said in str(caught.value)


TITLE = "The keepers\u2019 lamp \u2013 and the \u201csoup\u201d"


@pytest.mark.parametrize(
    "asked",
    [
        TITLE,
        "THE KEEPERS\u2019 LAMP \u2013 AND THE \u201cSOUP\u201d",
        'The keepers\' lamp - and the "soup"',
        "  The keepers\u2019\u00a0lamp \u2014 and  the \u201csoup\u201d\n",
    ],
)
def test_an_article_is_found_by_its_folded_title(asked: str) -> None:
    wanted = article_from_text(page(TITLE, BODY))
    folder = ArticleFolder([article_from_text(page("Gull news", BODY)), wanted], {})
    assert folder.find(asked, None) is wanted
    assert folder.find(asked, "0" * 64) is wanted
    assert folder.find(asked + "s", None) is None
    assert folder.find("", None) is None


def test_the_hash_comes_before_the_title() -> None:
    first = article_from_text(page("Lamp news", BODY))
    again = article_from_text(page("Lamp news", BODY, "The oil is dear."))
    other = article_from_text(page("Gull news", BODY))
    folder = ArticleFolder([first, again, other], {})
    assert folder.find("Lamp news", again.sha256) is again
    assert folder.find("Lamp news", first.sha256) is first
    assert folder.find("Lamp news", other.sha256) is other
    assert folder.find("No such news", other.sha256) is other
    assert folder.find("Lamp news", None) is first
    assert ArticleFolder([], {}).find("Lamp news", first.sha256) is None


def test_a_folder_is_read_and_remembers_what_it_could_not_read(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(page("Lamp news", BODY), encoding="utf-8")
    (tmp_path / "a.txt").write_text(page("Gull news", BODY), encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfeL\0")
    (tmp_path / "d.txt").write_bytes(b"")
    (tmp_path / "e.txt").mkdir()
    (tmp_path / "f.md").write_bytes(b"\xff")
    folder = read_folder(tmp_path)
    found = folder.find("lamp NEWS", None)
    assert found is not None and found.title == "Lamp news"
    assert folder.find("Gull news", None) is not None
    assert set(folder.unreadable) == {"c.txt", "d.txt", "e.txt"}
    assert "UTF-16" in folder.unreadable["c.txt"] and "empty" in folder.unreadable["d.txt"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text(page("Lamp news", BODY), encoding="utf-8")
    with (tmp_path / "c.txt").open("wb") as file:
        os.truncate(file.fileno(), 100_000_000)
    folder = read_folder(tmp_path)
    assert [a.title for a in folder.articles] == ["Lamp news"]
    assert "a pipe" in folder.unreadable["a.txt"] and "20 MB" in folder.unreadable["c.txt"]


def test_texts_of_any_capitals_are_read_and_other_documents_are_told(tmp_path: Path) -> None:
    article = f"Lamp news\n\n{BODY}\n".encode()
    for name, raw in {
        "a.TXT": article,
        "b.docx": b"PK\x03\x04",
        "c.doc": b"\xd0\xcf",
        "d.pdf": b"%PDF-",
        "e.txt": b"PK\x03\x04word",
        "f.txt": article.replace(b"news", b"two"),
        "f.docx": b"PK\x03\x04",  # whose text is there
        "g.jpg": b"\xff\xd8",
        "README": b"lamp",
    }.items():
        (tmp_path / name).write_bytes(raw)
    folder = read_folder(tmp_path)
    assert [a.title for a in folder.articles] == ["Lamp news", "Lamp two"]
    assert set(folder.unreadable) == {"b.docx", "c.doc", "d.pdf", "e.txt"}
    for name, said in {
        "b.docx": "Word",
        "c.doc": "Word",
        "d.pdf": "a PDF",
        "e.txt": "Word",
    }.items():
        assert said in folder.unreadable[name] and "plain text" in folder.unreadable[name]
    assert "b.txt" in folder.unreadable["b.docx"]
