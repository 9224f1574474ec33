"""A page flows in, what it tells of itself flows out: JSON-LD, then meta tags, then the rest.

https://schema.org/Article, https://ogp.me, Dublin Core, and what trafilatura knows besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from outsourced_care.article import Metadata
from outsourced_care.date_lines import DAY
from outsourced_care.pages.linked_data import LinkedData, linked_data
from outsourced_care.pages.main_text import quiet
from outsourced_care.pages.markup import Element
from outsourced_care.pages.page_dates import day_of, day_of_path
from outsourced_care.pages.paragraphs import clean

_LONGEST = {"title": 500, "author": 300, "publisher": 200, "description": 2000}
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "govuk:first-published-at",
    "govuk:public-updated-at",
    "publish-date",
    "publication_date",
    "pubdate",
    "date",
)
_SAVED = re.compile(
    r"<!--\s{0,9}(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile\s{1,9}url:\s{0,9})"
    r"(https?://[^\s<>]{1,2000})",
    re.I,
)
_HEAD = 4096  # characters in which a browser says where it saved a page from
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].{0,60})?", re.I)
_SIZE = 20_000  # elements: of larger pages trafilatura is not asked
_TOLD = 5000  # characters of one tag
_NO_NAME = re.compile(r"https?://|@|^(?:admin|staff|editor|unknown|none|null|webmaster)$", re.I)

_ROLES = (
    "(?:reporter|editor|correspondent|writer|columnist|journalist|producer|critic|presenter|"
    "contributor|lecturer|professor|director|analyst)s?"
)
_ROLE = re.compile(rf",\s[^,;]{{0,80}}\b{_ROLES}\b.*", re.I)  # what a name's bearer does
_ONLY_ROLE = re.compile(rf"\b{_ROLES}\Z", re.I)


def metadata_of(tree: Element, text: str) -> Metadata:
    """What a page tells of itself.

    Args:
        tree: The page as parsed.
        text: The page as written, for the address that a browser saved it from.
    """
    data = linked_data(tree)
    metas = _metas(tree)
    more = _trafilatura(tree)
    url = web_address(*_addresses(tree, metas, data, text), more.get("url"))
    site = more.get("sitename")
    site = None if site and url and site.lower() in url.lower() and "." in site else site
    publisher = _line("publisher", data.publisher, metas.get("og:site_name"), site)
    author = _author(data.author, more.get("author"))
    return Metadata(
        title=_line("title", data.headline, metas.get("og:title"), more.get("title")),
        author=None if author == publisher else author,
        published=_published(tree, metas, data) or day_of_path(url) or _printed(tree, more),
        publisher=publisher,
        url=url,
        language=_language(tree, metas, data),
        description=_line(
            "description", metas.get("og:description"), metas.get("description"), data.description
        ),
    )


def _metas(tree: Element) -> dict[str, str]:
    """The first content of each meta tag, by its name in small letters."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        name = name or meta.get("http-equiv") or ""
        content = clean(meta.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _trafilatura(tree: Element) -> dict[str, Any]:
    """What trafilatura finds; nothing of a page too large or built to break it."""
    from trafilatura.metadata import extract_metadata

    if sum(1 for _ in tree.iter()) > _SIZE:
        return {}
    copy = deepcopy(tree)
    for element in list(copy.iter("meta", "script", "style", "link", "title")):
        told = element.get("content", "") + element.get("href", "") + (element.text or "")
        if element.tag in ("script", "style") or len(told) > _TOLD:  # its expressions are slow
            element.drop_tree()
    try:
        with quiet():
            return dict(extract_metadata(copy, extensive=False).as_dict())
    except Exception:  # of a page built to break it
        return {}


def _line(kind: str, *told: object) -> str | None:
    """The first that is a text of fitting length, in one line."""
    for text in told:
        shown = clean(text) if isinstance(text, str) else ""
        if shown and len(shown) <= _LONGEST[kind]:
            return shown
    return None


def _author(*told: object) -> str | None:
    for text in told:
        shown = _line("author", text)
        names = [re.sub(r"^by\s+", "", n.strip(), flags=re.I) for n in (shown or "").split(";")]
        names = [n for n in dict.fromkeys(names) if n and not _NO_NAME.search(n)]
        names = [_ROLE.sub("", n) for n in names]
        names = [n for n in names if n == names[0] or not _ONLY_ROLE.search(n)]
        if names:
            return "; ".join(names)
    return None


def _published(tree: Element, metas: dict[str, str], data: LinkedData) -> str | None:
    told = [data.published, *(metas.get(name) for name in _PUBLISHED), *_times(tree)]
    return next((day for day in map(day_of, told) if day), None)


def _printed(tree: Element, more: dict[str, Any]) -> str | None:
    """The day that trafilatura finds, where the page has it: of 30 February it makes the first."""
    day = day_of(more.get("date"))
    if day is None:
        return None
    told = (t for e in tree.iter() for t in (*e.values(), e.text, e.tail) if t)
    shown = (d for t in told for d in DAY.findall(t[:_TOLD]))
    return day if any(day_of(d) == day for d in shown) else None


def _times(tree: Element) -> Iterator[str]:
    """What elements give as the time of publication, the plainest first."""
    for element in tree.iter("time", "span", "meta", "abbr"):
        if "datePublished" in element.get("itemprop", ""):
            yield element.get("datetime") or element.get("content") or element.text or ""
    times = list(tree.iter("time"))
    for element in times:
        if element.get("pubdate") is not None or "published" in element.get("class", ""):
            yield element.get("datetime") or element.text or ""
    yield from (element.get("datetime") or "" for element in times[:1])


def _addresses(
    tree: Element, metas: dict[str, str], data: LinkedData, text: str
) -> Iterator[str | None]:
    for link in tree.iter("link"):
        if (link.get("rel") or "").strip().lower() == "canonical":
            yield link.get("href")
    yield metas.get("og:url")
    yield data.url
    saved = _SAVED.search(text, 0, _HEAD)
    yield saved[1] if saved else None


def web_address(*told: object) -> str | None:
    """The first address that a browser could open as it stands."""
    for url in told:
        if not isinstance(url, str) or len(url) > 2000 or any(c <= " " for c in url.strip()):
            continue
        try:
            parts = urlsplit(url.strip())
        except ValueError:
            continue
        host = parts.hostname or ""
        if parts.scheme in ("http", "https") and "." in host and "@" not in parts.netloc:
            return url.strip() if clean(url) == url.strip() else None
    return None


def _language(tree: Element, metas: dict[str, str], data: LinkedData) -> str | None:
    """The primary subtag (BCP 47) of what the page says it is written in."""
    xml = "{http://www.w3.org/XML/1998/namespace}lang"
    told = (tree.get("lang"), tree.get(xml), tree.get("xml:lang"), data.language)
    for tag in (*told, metas.get("content-language"), metas.get("og:locale")):
        found = _LANGUAGE.fullmatch((tag or "").strip())
        if found:
            return found[1].lower()
    return None
