"""A page in Markdown flows in, HTML that is safe in any page flows out.

Markup in the source is dropped, links to other pages lead to where the site has them, and links to
files that it has not are plain words.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, takewhile

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from outsourced_care.releases.changelog import BEGIN, read_changelog
from outsourced_care.site.addresses import web_address

_NO_WORD = re.compile(r"[^\w\- ]")
_SENTENCE_END = re.compile(r"(?<=\.) ")
_COUNT = re.compile(r"- `(?P<table>\w+)`, (?P<what>\d[^:\n]*):")
_TABLE = re.compile("<table>")
_REGION = '<div class="scroll" role="region" aria-label="Table {}" tabindex="0"><table>'


@dataclass(frozen=True, slots=True)
class Document:
    """A page of words: its title, its HTML, its sections by anchor, and its first sentence."""

    title: str
    html: Markup
    sections: list[tuple[str, str]]
    about: str


def document(
    text: str,
    source: str,
    pages: Mapping[str, str],
    page: str,
    records: Mapping[str, str] | None = None,
) -> Document:
    """Render a page.

    Args:
        text: The Markdown (CommonMark, with tables).
        source: Its path in the repository.
        pages: Where the site has which file of the repository.
        page: Where the site has this one.
        records: The pages of records by identifier; one in code marks becomes a link.
    """
    here = _Here(source, page, pages, records or {})
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    tokens = [t for t in parser.parse(text) if t.type != "html_block"]
    title, about, sections = "", "", []
    seen: Counter[str] = Counter()
    for token, inner in zip(tokens, [*tokens[1:], None], strict=False):
        if token.type == "inline":
            token.children = _inner(token.children or [], here)
        if token.type == "paragraph_open" and inner is not None and not about:
            about = _SENTENCE_END.split(_words(inner), maxsplit=1)[0]
        if token.type == "heading_open" and inner is not None:
            words = _words(inner)
            token.attrSet("id", _anchor(words, seen))
            if token.tag == "h1" and not title:
                title = words
            elif token.tag == "h2":
                sections.append((str(token.attrGet("id")), words))
    return Document(title, Markup(_render(parser, tokens)), sections, about)  # noqa: S704


def changes(raw: bytes, titles: Mapping[str, str]) -> tuple[str, str]:
    """The newest release in a changelog, and what it says of the data, in Markdown.

    That is the first paragraph that a person wrote, and how many records of which table it counts.

    Args:
        raw: The changelog.
        titles: What each table is called.
    """
    changelog, _ = read_changelog(raw)
    if changelog is None:
        return "", ""
    lines = changelog.lines[changelog.top.begin + 1 : changelog.top.end]
    prose = "".join(takewhile(lambda line: line.strip() != BEGIN, lines)).strip()
    counted = _counted(lines[len(list(takewhile(lambda x: x.strip() != BEGIN, lines))) :], titles)
    return changelog.top.version, "\n\n".join([*prose.split("\n\n")[:1], *counted])


def _counted(lines: Iterable[str], titles: Mapping[str, str]) -> Iterator[str]:
    """Below each heading, how many records of each table there are."""
    told: dict[str, list[str]] = {}
    heading = ""
    for line in lines:
        if line.startswith("### "):
            heading = line[4:].strip()
        elif (found := _COUNT.match(line)) and found["table"] in titles:
            told.setdefault(heading, []).append(f"{titles[found['table']]}: {found['what']}")
    yield from (f"**{heading}.** {'; '.join(what)}." for heading, what in told.items())


def _render(parser: MarkdownIt, tokens: list[Token]) -> str:
    """The HTML; wide tables and code scroll by themselves, and with the keyboard."""
    html = str(parser.renderer.render(tokens, parser.options, {}))
    numbers = count(1)
    html = _TABLE.sub(lambda _: _REGION.format(next(numbers)), html)
    html = html.replace("</table>", "</table></div>").replace("<th></th>", "<td></td>")
    return html.replace("<pre>", '<pre tabindex="0">')


@dataclass(frozen=True, slots=True)
class _Here:
    """The page that is rendered, and what it can lead to."""

    source: str
    page: str
    pages: Mapping[str, str]
    records: Mapping[str, str]

    def to(self, page: str) -> str:
        return posixpath.relpath(page, posixpath.dirname(self.page) or ".")


def _inner(children: list[Token], here: _Here) -> list[Token]:
    out: list[Token] = []
    closing: list[bool] = []
    for token in children:
        if token.type == "html_inline":
            continue
        if token.type == "image":  # none is vendored: its words stand for it
            out.append(Token("text", "", 0, content=token.content))
            continue
        if token.type == "link_open":
            href = _target(str(token.attrGet("href") or ""), here)
            closing.append(href is not None)
            if href is None:
                continue
            token.attrSet("href", href)
        elif token.type == "link_close" and not closing.pop():
            continue
        if token.type == "code_inline" and token.content in here.records and not any(closing):
            opening = Token("link_open", "a", 1)
            opening.attrSet("href", here.to(here.records[token.content]))
            out += [opening, token, Token("link_close", "a", -1)]
            continue
        out.append(token)
    return out


def _target(href: str, here: _Here) -> str | None:
    """Where a link leads on the site; None for a file that it has not."""
    if web_address(href) or href.startswith("#"):
        return href
    path, mark, anchor = href.partition("#")
    named = posixpath.normpath(posixpath.join(posixpath.dirname(here.source), path))
    return here.to(here.pages[named]) + mark + anchor if named in here.pages else None


def _words(inline: Token) -> str:
    told = (t for t in inline.children or [] if t.type in ("text", "code_inline", "softbreak"))
    return "".join(" " if t.type == "softbreak" else t.content for t in told)


def _anchor(words: str, seen: Counter[str]) -> str:
    """The anchor of a heading, as where the repository is hosted it is made."""
    slug = _NO_WORD.sub("", words.strip().lower()).replace(" ", "-")
    seen[slug] += 1
    return slug if seen[slug] == 1 else f"{slug}-{seen[slug] - 1}"
