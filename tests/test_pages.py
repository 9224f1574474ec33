"""Saved web pages: what of a page is the article, what each part is, what the page tells of itself.

The pages under `fiction/pages` imitate how publishers' templates are built. Catches menus,
adverts and readers' comments taken for the article, paragraphs of it lost or run together,
hidden text read, a page that makes reading slow or crash, and a metadata guess gone wrong.
"""

from __future__ import annotations

import socket
import time
from functools import cache
from pathlib import Path

import pytest
from conftest import examples, some
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.article import Article, Metadata, article_from_text, read_article
from outsourced_care.dates import problem
from outsourced_care.pages.markup import ELEMENTS
from outsourced_care.text import UnreadableTextError, canonical, hidden

PAGES = Path(__file__).parent / "fiction" / "pages"

# role and first words of every block, in order
SHOWN = {
    "wordpress": """
title The lighthouse that cooks its own soup
standfirst Keepers of Fenwick rock
byline May 16, 2033 by Ottoline Marsh
caption A kettle on the gallery
body The lighthouse at Fenwick began
body “We had the heat, and we had the turnips,” said keeper Dorrit Vane, who
subheading Where the heat goes
body The lamp wastes most
links Related articles
links The gull remembers
links Turnips: a history
body No keeper shall be sent
body That is what the harbour
body more soup for the keepers
body less oil for the lamp
subheading Who eats it?
body Sailors eat most of it – gulls
timeline 1931: The lamp was lit.
timeline May 2033: The first pot
promotion News by boat
promotion Sign up here
body The pot will stay
footer Filed under lamps and soup
""",
    "broadcaster": """
title Fenwick soup: Harbour board backs lamp cooks
byline Ida Thrupp
byline Lamp correspondent
byline 1 June 2033
caption Hal Brine
caption The pot hangs above
body The harbour board has said
body It told the keepers in a letter that the pot was "no danger to shipping".
body Keeper Dorrit Vane said: "We are glad. It was cold."
body It stays.
subheading 'Too much salt'
body But the Sailors' Friend Society
links More on this story
links Gulls learn to open tins
links Lamp oil dearer again
body The board will look at the pot
promotion Subscribe now
links Related topics
links Soup
links Lamps
""",
    "live": """
title Soup trial: harbour master questioned – as it happened
standfirst The harbour master told the court
byline Bram Tolley
byline Wed 3 Sep 2033 16.00 BST
subheading Key events
subheading Court rises for the day
body The court has risen
body The harbour master, Osric Pell, said he had “no memory of any soup” and
body Asked whether the board had known of the pot, he replied: “Not before the smoke.” There
body “I saw the pot
body The diary was handed
""",
    "government": """
title Spoons for every keeper
standfirst The Minister for Lamps has announced
byline From:
byline Ministry of Lamps
byline Published
byline 11 October 2033
body Every keeper of a lamp
body The £4,000 plan
body Minister for Lamps Lettice Crane said:
body “No keeper should have to eat soup with a shell.
body “I am proud of what the board has done, and of every keeper on every rock.”
body The plan will:
body give each keeper a spoon
body send a second spoon
subheading Notes to editors
body Spoons are made of tin.
""",
    "table": """
title Keepers’ stove to be sold
byline By Hal Brine
body The stove that has cooked the soup at Fenwick since the lamp was lit is to be sold to the
body “It is a sad day,” said Dorrit Vane, the keeper, “but the stove is old and the board wants £90
body The board’s clerk
subheading No turnips
body There have been no turnips
body The sale will be held on the quay at noon on Friday.
""",
    "amp": """
title Gull jailed for theft of spoon
standfirst Bird ‘showed no remorse’
byline By Petronella Quill and Bram Tolley
byline 18:04, 20 Nov 2033
caption The gull, known as Admiral
body A gull that stole a spoon
body The bird, known as Admiral
links READ MORE:
body Magistrate Lettice Crane told the gull: ‘You have
body Keeper Dorrit Vane said
promotion Sign up to our free
body Admiral’s mate
""",
    "tabloid": """
title Gull steals spoon from keepers
standfirst Gull took the spoon
standfirst Keepers say they cannot eat
byline By HAL BRINE FOR THE DAILY SQUALL
byline Published: 10:11, 3 May 2033
body A gull has stolen
body The bird swooped at dawn
caption The gull, pictured above the lamp
body 'It looked me in the eye,'
links RELATED ARTICLES
links Keeper finds whale
links Share this article
body The harbour board declined to comment.
subheading What is a spoon?
body A spoon is a shallow bowl
""",
    "short": """
title Lamp out
byline 3 May 2033
body The lamp at Fenwick went out last night, the harbour board said.
body It was lit again at noon.
""",
    "divs": """
title Turnips come ashore
byline Hal Brine
body The first turnips
body “They are small,”
body The boat goes back on Friday.
body It will take forty gallons
""",
}
LAMP = "https://fenwick.example/2033/05/16/the-lighthouse-that-cooks/"
TOLD = {
    "wordpress": Metadata(
        "The lighthouse that cooks its own soup", "Ottoline Marsh", "2033-05-16", "Fenwick Care",
        LAMP, "en", "Keepers of Fenwick rock say that the stove pays for the oil",
    ),
    "broadcaster": Metadata(
        "Fenwick soup: Harbour board backs lamp cooks", "Ida Thrupp", "2033-06-01", "Lamp News",
        "https://news.lamp.example/articles/c0fenwick", "en",
        "The board says that the pot may stay.",
    ),
    "live": Metadata(
        "Soup trial: harbour master questioned – as it happened", "Bram Tolley", "2033-09-03",
        "the Keeper", "https://keeper.example/sea/live/2033/sep/03/soup-trial", "en",
    ),
    "government": Metadata(
        "Spoons for every keeper", "Ministry of Lamps", "2033-10-11", "GOV.SEA",
        "https://www.gov.example/government/news/spoons-for-every-keeper", "en",
        "The Minister for Lamps has announced spoons for all keepers.",
    ),
    "tabloid": Metadata("Gull steals spoon from keepers", "Hal Brine", "2033-05-03"),
    "short": Metadata("Lamp out", published="2033-05-03", language="en"),
    "divs": Metadata("Turnips come ashore", "Hal Brine"),
    "table": Metadata("Keepers’ stove to be sold", "Hal Brine", "2033-03-04"),
    "amp": Metadata(
        "Gull jailed for theft of spoon", "Petronella Quill; Bram Tolley", "2033-11-20",
        "Daily Beacon", "https://www.beacon.example/news/gull-jailed-12345", "en",
    ),
}  # fmt: skip
LONG = "The lamp at Fenwick was lit at dusk by the keeper, who had waited all day for the oil."
LAST = "Nobody on the rock expects to see the boat again before the gales of March are over."


def shown(article: Article) -> list[tuple[str, str]]:
    return [(b.role, article.text[b.start : b.end]) for b in article.blocks]


def read(inside: str, head: str = "", html: str = "") -> Article:
    """The article of a page with something between two paragraphs of body text."""
    return read_article(
        f"<html {html}><head>{head}</head><body><h1>Lamp news</h1><article><p>{LONG}</p>{inside}"
        f"<p>{LAST}</p></article></body></html>"
    )


@cache
def fixture_page(name: str) -> Article:
    return read_article(PAGES / f"{name}.html")


def between(inside: str) -> list[tuple[str, str]]:
    parts = shown(read(inside))
    assert parts[:2] == [("title", "Lamp news"), ("body", LONG)] and parts[-1] == ("body", LAST)
    return parts[2:-1]


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_gives_its_article(name: str) -> None:
    article = fixture_page(name)
    wanted = [line.partition(" ")[::2] for line in SHOWN[name].strip().splitlines()]
    got = shown(article)
    assert [(role, text[: len(w)]) for (role, text), (_, w) in zip(got, wanted, strict=False)] == [
        (role, words) for role, words in wanted
    ]
    assert len(got) == len(wanted)


@pytest.mark.parametrize("name", TOLD)
def test_a_page_tells_of_itself(name: str) -> None:
    assert fixture_page(name).metadata == TOLD[name]


@pytest.mark.parametrize("name", SHOWN)
def test_the_text_of_a_page_is_canonical_with_a_paragraph_a_line(name: str) -> None:
    holds(fixture_page(name))


def holds(article: Article) -> None:
    assert article.text == canonical(article.text) and hidden(article.text) is None
    assert article.text == "".join(f"{text}\n" for _, text in shown(article))
    again = article_from_text(article.text)
    assert [(b.start, b.end) for b in again.blocks] == [(b.start, b.end) for b in article.blocks]
    assert article.counted


SOUP = "The soup is hot at dawn and cold at noon, and the keepers would not have it otherwise."


@pytest.mark.parametrize(
    ("inside", "parts"),
    [
        (f"<p>{SOUP}</p>", [("body", SOUP)]),
        (f"<p><b>{SOUP[:9]}</b><i>{SOUP[9:]}</i></p>", [("body", SOUP)]),
        (f"<div><span>{SOUP}</span></div>", [("body", SOUP)]),
        ("<p>It rained.</p>", [("body", "It rained.")]),
        ("<h2>Soup</h2>", [("subheading", "Soup")]),
        ("<h4>Who eats it?</h4>", [("subheading", "Who eats it?")]),
        ("<p><strong>Where the heat goes</strong></p>", [("subheading", "Where the heat goes")]),
        (
            "<ul><li>less oil</li><li>more soup</li></ul>",
            [("body", "less oil"), ("body", "more soup")],
        ),
        (f"<blockquote>{SOUP}</blockquote>", [("body", SOUP)]),
        (
            f"<p>She said:</p><blockquote><p>{SOUP}</p></blockquote>",
            [("body", "She said:"), ("body", f"“{SOUP}”")],
        ),
        (
            f"<p>She said:</p><blockquote><p>“{SOUP}”</p></blockquote>",
            [("body", "She said:"), ("body", f"“{SOUP}”")],
        ),
        (
            "<p>He said <q>the soup, the <b>oil</b></q> and left the rock.</p>",
            [("body", "He said “the soup, the oil” and left the rock.")],
        ),
        (
            "<p>He said <q>“the soup”</q> and left the rock.</p>",
            [("body", "He said “the soup” and left the rock.")],
        ),
        (
            "<p>He said <q></q>nothing and left the rock at noon.</p>",
            [("body", "He said nothing and left the rock at noon.")],
        ),
        ("<p>1931: The lamp was lit.</p>", [("timeline", "1931: The lamp was lit.")]),
        (
            "<dl><dt>1931</dt><dd>The lamp was lit.<dt>May 2033:<dd>The pot boiled over.</dl>",
            [
                ("timeline", "1931: The lamp was lit."),
                ("timeline", "May 2033: The pot boiled over."),
            ],
        ),
        (
            "<table><tr><td>1931</td><td>The lamp was lit.</td></tr></table>",
            [("timeline", "1931: The lamp was lit.")],
        ),
        (
            "<figure><img src=x><figcaption>The pot, seen from the boat.</figcaption></figure>",
            [("caption", "The pot, seen from the boat.")],
        ),
        (
            "<p class='wp-caption-text'>The pot, seen from the boat.</p>",
            [("caption", "The pot, seen from the boat.")],
        ),
        (f"<div class='related'><p>{SOUP}</p></div>", [("links", SOUP)]),
        (f"<div class='newsletter-signup'><p>{SOUP}</p></div>", [("promotion", SOUP)]),
        (f"<div class='advert'><p>{SOUP}</p></div>", []),
        (f"<section id='comments'><p>{SOUP}</p></section>", []),
        ("<aside class='pullquote'><p>“We had the heat.”</p></aside>", []),
        ("<nav><ul><li>Home</li></ul></nav>", []),
        (
            "<p>© Fenwick Gazette 2033. All rights reserved.</p>",
            [("footer", "© Fenwick Gazette 2033. All rights reserved.")],
        ),
        (
            "<p>Gulls&nbsp;eat\u2009the\trest&hellip; cafe\u0301 so\u200bup&shy;s, said she.",
            [("body", "Gulls eat the rest… café soups, said she.")],
        ),
        (
            "<p>The pot costs &pound;4 &lt;or &#8220;more&#8221;, said&#160;she&#146;d.</p>",
            [("body", "The pot costs £4 <or “more”, said she’d.")],
        ),
        (
            "<p>One\nline\r\nof the\n\n source is no line here.</p>",
            [("body", "One line of the source is no line here.")],
        ),
        (
            "<p>The lamp is lit.<br>The soup is hot.<br/><br>Gulls eat it.</p>",
            [("body", "The lamp is lit."), ("body", "The soup is hot."), ("body", "Gulls eat it.")],
        ),
        (
            "<p>The lamp is lit in the<br>evening, and the soup is hot.</p>",
            [("body", "The lamp is lit in the evening, and the soup is hot.")],
        ),
    ],
)
def test_each_part_of_a_page_has_its_role(inside: str, parts: list[tuple[str, str]]) -> None:
    assert between(inside) == parts


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var s = '<p>{}</p>'</script>",
        "<script type='text/template'><p>{}</p></script>",
        "<style>{}</style>",
        "<noscript><p>{}</p></noscript>",
        "<template><p>{}</p></template>",
        "<!-- <p>{}</p> -->",
        "<p hidden>{}</p>",
        "<p style='color: red; display : none'>{}</p>",
        "<div style='visibility:hidden'><p>{}</p></div>",
        "<p class='visually-hidden'>{}</p>",
        "<p class='a govuk-visually-hidden b'>{}</p>",
        "<svg><text>{}</text></svg>",
        "<iframe>{}</iframe>",
        "<textarea>{}</textarea>",
        "<select><option>{}</option></select>",
        "<object><p>{}</p></object>",
        "<amp-ad><p>{}</p></amp-ad>",
        "<?php {} ?>",
        "<img alt='{}'>",
        "<p title='{}'></p>",
        "<meta name='description' content='{}'>",
    ],
)
def test_what_no_reader_sees_is_not_read(unseen: str) -> None:
    assert SOUP not in read(unseen.format(SOUP)).text
    text = f"The keeper{unseen.format('SOUP')} lit the lamp, and the gulls went home."
    if not unseen.startswith(("<p", "<div", "<amp")):
        assert between(f"<p>{text}</p>")[-1][1].endswith("and the gulls went home.")


def test_a_page_without_a_headline_takes_the_one_it_tells() -> None:
    paragraphs = f"<p>{LONG}</p><p>{LAST}</p>"
    title = "<title>Lamp news | The Gazette</title><meta property='og:title' content='Lamp news'>"
    bodies = [("body", LONG), ("body", LAST)]
    for source in (
        f"<html><head>{title}</head><body>{paragraphs}",
        f"<html><head>{title}</head><body><h1>The Gazette</h1><h2>Lamp news</h2>{paragraphs}",
        f"<html><head>{title}</head><body><h1>The Gazette</h1><h1>Lamp news</h1>{paragraphs}",
    ):
        assert shown(read_article(source)) == [("title", "Lamp news"), *bodies]
    assert shown(read_article(f"<body>{paragraphs}")) == bodies


@pytest.mark.parametrize(
    ("told", "day"),
    [
        ("2033-05-16", "2033-05-16"),
        ("2033-05-16T23:59:59+01:00", "2033-05-16"),
        ("20330516T070000Z", "2033-05-16"),
        ("2033-05-16 07:00", "2033-05-16"),
        ("Mon, 16 May 2033 07:00:00 GMT", "2033-05-16"),
        ("16 May 2033", "2033-05-16"),
        ("May 16, 2033", "2033-05-16"),
        ("2033-02-30", None),
        ("2033-13-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("0000-00-00", None),
        ("9999-12-31", None),
        ("2033-05-16; DROP TABLE lamps", None),
        ("<script>", None),
        ("today", None),
        ("1" * 5000, None),
        ("٢٠٣٣-٠٥-١٦", None),
    ],
)
def test_a_date_is_taken_as_a_day_or_not_at_all(told: str, day: str | None) -> None:
    head = f'<meta property="article:published_time" content="{told}">'
    assert read("", head).metadata.published == day


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ('<time datetime="2033-02-30">30 Feb 2033</time>', None),
        ('<time datetime="2033-02-30"></time>', None),
        ('<time datetime="2033-13-01">x</time>', None),
        ("<time>31 April 2033</time>", None),
        ("<p>Published 16th May 2033</p>", "2033-05-16"),
        ("<p>Published: 16/05/2033</p>", "2033-05-16"),
        ('<time datetime="16/05/2033">16/05/2033</time>', "2033-05-16"),
    ],
)
def test_no_day_is_invented_from_an_impossible_one(shown: str, day: str | None) -> None:
    text = "<p>The lamp went out on the quay, and nobody in the town could say why it had.</p>"
    page = f"<html><body><article><h1>Lamp out</h1>{shown}{text}</article></body></html>"
    article = read_article(page)
    assert article.metadata.published == day
    assert [b.role for b in article.blocks if "2033" in article.text[b.start : b.end]] in (
        [],
        ["byline"],
    )


@pytest.mark.parametrize(
    ("told", "author"),
    [
        ("Ida Thrupp, Lamp Democracy Reporter", "Ida Thrupp"),
        ("Ida Thrupp; Lamp Democracy Reporter", "Ida Thrupp"),
        ("Ida Thrupp; Hal Brine, Editor", "Ida Thrupp; Hal Brine"),
        ("Ida Thrupp", "Ida Thrupp"),
    ],
)
def test_a_role_is_no_second_author(told: str, author: str) -> None:
    assert read("", f'<meta name="author" content="{told}">').metadata.author == author


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="DC.date.issued" content="2033-05-16T07:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2033-05-16"}'
        "</script>",
    ],
)
def test_a_date_is_taken_from_where_publishers_put_it(head: str) -> None:
    assert read("", head).metadata.published == "2033-05-16"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ('{"@type": "NewsArticle", "author": "Ida Thrupp"}', {"author": "Ida Thrupp"}),
        (
            '{"@type": "NewsArticle", "author": ["Ida Thrupp", {"name": "By Hal Brine"}]}',
            {"author": "Ida Thrupp; Hal Brine"},
        ),
        (
            '[{"@type": ["Thing", "Article"], "author": {"name": "Ida &amp; Hal"}}]',
            {"author": "Ida & Hal"},
        ),
        ('{"@type": "Article", "author": "https://lamps.example/ida"}', {"author": None}),
        (
            '{"@type": "Article", "author": {"name": ["x"]}, "headline": {}, "url": 7}',
            {"author": None, "url": None},
        ),
        ('{"@type": "Article", "url": "javascript:alert(1)"}', {"url": None}),
        ('{"@type": "Article", "url": "https://u:p@lamps.example/"}', {"url": None}),
        (
            '{"@type": "Article", "mainEntityOfPage": {"@id": "https://lamps.example/a"}}',
            {"url": "https://lamps.example/a"},
        ),
        (
            '{"@type": "Article", "inLanguage": {"@type": "Language", "name": "cy"}}',
            {"language": "cy"},
        ),
        ('{"@type": "Article", "inLanguage": "EN-gb"}', {"language": "en"}),
        ('{"@type": "Recipe", "author": "Ida Thrupp"}', {"author": None}),
        ('{"@type": "Article", "author": "Ida', {"author": None}),
        ("[" * 100_000, {"author": None}),
        ("7", {}),
        ('{"@type": {}, "@id": []}', {}),
        ('{"@type": "Article", "author": {"@id": {}}, "publisher": [[]]}', {"author": None}),
    ],
)
def test_linked_data_is_read_and_never_trusted(data: str, wanted: dict[str, str | None]) -> None:
    metadata = read("", f'<script type="application/ld+json">{data}</script>').metadata
    assert {name: getattr(metadata, name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("html", "language"),
    [("lang=en-GB", "en"), ("lang=CY", "cy"), ("lang=gsw", "gsw"), ("lang=x", None), ("", None)],
)
def test_the_language_is_the_primary_subtag(html: str, language: str | None) -> None:
    assert read("", html=html).metadata.language == language


@pytest.mark.parametrize(
    ("before", "url"),
    [
        ("<!-- saved from url=(0024)https://lamps.example/a -->", "https://lamps.example/a"),
        (
            "<!--\n Page saved with SingleFile \n url: https://lamps.example/b \n-->",
            "https://lamps.example/b",
        ),
        ("<!-- saved from url=(0024)file:///lamps -->", None),
    ],
)
def test_a_browser_says_where_it_saved_a_page_from(before: str, url: str | None) -> None:
    page = f"{before}<html><body><h1>Lamp news</h1><p>{LONG}</p><p>{LAST}</p></body></html>"
    assert read_article(page).metadata.url == url


def test_a_host_is_no_name_of_a_site() -> None:
    told = read("", '<link rel="canonical" href="https://www.lamps.example/a">').metadata
    assert (told.url, told.publisher) == ("https://www.lamps.example/a", None)


def test_nothing_is_fetched_and_no_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret is kept here.", encoding="utf-8")
    at, there = secret.as_uri(), "http://lamps.example/soup"
    article = read_article(
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a SYSTEM "{at}">'
        f'<!ENTITY b SYSTEM "{there}">'
        f'<!ENTITY % c SYSTEM "{there}"> %c;]><html xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<head><base href="{there}"><link rel="stylesheet" href="{there}"></head><body>'
        f'<h1>Lamp news</h1><p>{LONG}</p><p>&a;&b;<xi:include href="{at}" parse="text"/></p>'
        f'<iframe src="{at}"></iframe><img src="{there}"><p>{LAST}</p></body></html>'
    )
    assert "secret" not in article.text and LAST in article.text


MANY = "".join(f"<p>{LONG.replace('dusk', f'dusk {n}')}</p>" for n in range(40))


FULL = "".join(f" a{n}={{0}}" for n in range(20_000))


@pytest.mark.parametrize(
    ("page", "said"),
    some(
        [
            (f"{'<p>a</p>' * ELEMENTS}", f"{ELEMENTS:,} elements"),
            (f"{'<div>' * 100_000}{MANY}", "2,048 deep"),
            (f"{'<b>' * 100_000}{MANY}", "2,048 deep"),
            (f"{'<ul><li>' * 900}{'<a href=x>lamp</a> ' * 5000}", "too deeply nested"),
            (f"<p>{'<a href=x>lamp</a> ' * 3000}</p>", "no article"),
            (f"<p {FULL.format('x')}>{MANY}", "1,000 attributes"),
            (f"<p {FULL.format(chr(34) + '>' + chr(34))}>{MANY}", "1,000 attributes"),
            (f"<!-- <p x=' --><p {FULL.format('x')}>{MANY}'", "1,000 attributes"),
            (f"<script>a <b x='</script><p {FULL.format('x')}>{MANY}'", "1,000 attributes"),
            (f"<p x={'<a=' * 100_000}>{MANY}", "1,000 attributes"),
            (f"<p>A{'&#769;&#803;' * 20_000} lamp was lit.</p>{MANY}", "256 marks"),
            (f"<p>A{'<b>&#769;</b>&#803;' * 9000} lamp was lit.</p>{MANY}", "256 marks"),
        ],
        3,
    ),
)
def test_a_page_built_to_break_readers_is_refused_at_once(page: str, said: str) -> None:
    before = time.perf_counter()
    with pytest.raises(UnreadableTextError, match=said):
        read_article(f"<html><body>{page}")
    assert time.perf_counter() - before < 10


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><h1>Lamps</h1>{MANY}",
        f"<html><body><h1>Lamps{MANY}</h1",
        f"<html><body><h1>Lamps</h1>{MANY.replace('</p>', '')}",
        f"<html><body></body></html><h1>Lamps</h1>{MANY}</body></html></html>",
        f"<html><body><h1>Lamps</h1>{MANY.replace('<p>', '<p class=x id=')}<p>{LONG}",
        f"<html><body><h1>Lamps</h1><table><tr>{MANY}</table>",
        f"<html><body><h1>Lamps</h1><b><i><p>{MANY}</b></i>",
        f"<html><body><h1>Lamps</h1>{'<div>' * 900}{MANY}",
        f"<html><body><h1>Lamps</h1>{MANY}<!-- {LONG}",
        f"<html><body class='related hidden'><form id='comments'><h1>Lamps</h1>{MANY}</form>",
        f"<?xml version='1.0'?><html><head><script src='x'/><title/></head><body>{MANY}</html>",
    ],
)
def test_a_malformed_page_is_read_all_the_same(page: str) -> None:
    article = read_article(page)
    assert article.text.count("The lamp at Fenwick") >= 1 and len(article.counted) >= 1
    holds(article)


LINE = "The lamp was lit at dusk by the keeper, who said that it was late and went to bed. "


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + LINE * 12_500,
        "<p>" + (LINE + "<img src=x>") * 6000,
        "<p>" + (LINE + "<span></span>") * 6000,
        "<div>" + (LINE + "<button>x</button>") * 6000,
        "<div>" + (LINE + "<script>x</script>") * 6000,
        f"<p>{LONG}</p><p>{LAST}</p><p>" + "x<br> " * 10_000,
        f"<meta name=description content='{'<a> ' * 300_000}'><p>{LONG}</p><p>{LAST}</p>",
        f"<script type='application/ld+json'>{chr(92) + chr(34)}"
        + '"\\"' * 300_000
        + f"</script><p>{LONG}",
        f"<p>{LONG}</p><p>{LAST}</p><p>" + "&" * 1_000_000,
        f"<p>{LONG}</p><p>{LAST}</p>" + "<" * 1_000_000,
    ],
)
@pytest.mark.medium
def test_long_pages_take_no_more_than_their_length(page: str) -> None:
    before = time.perf_counter()
    assert read_article(f"<html><body><h1>Lamp news</h1>{page}").counted
    assert time.perf_counter() - before < 20  # a fiftieth of that alone; hours where it is squared


NAMES = "p div h1 h2 span b a ul li table tr td br q blockquote figure script style article"
TAGS = NAMES.split()
PIECES = st.one_of(
    st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(
        [LONG, LAST, SOUP, "Soup", "By Hal Brine", "1931: Lit.", "&amp;", "<!--", "-->"]
    ),
    st.sampled_from(["class", "id", "style", "hidden"]).map("<p {}='related'>".format),
    st.text(max_size=12),
)


@given(st.lists(PIECES, max_size=25))
@settings(max_examples=examples(80))
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    try:
        article = read_article("<html><body>" + "".join(pieces))
    except UnreadableTextError as error:
        assert "\n" not in str(error)
    else:
        holds(article)
        assert article.metadata.published is None or problem(article.metadata.published) is None
