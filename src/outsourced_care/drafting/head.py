"""An article and the registries flow in, what is known of it as a whole flows out.

What its source tells comes first, then what stands around the body: an archive's line with the
address, a byline, the publisher's name above further links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from outsourced_care import dates
from outsourced_care.article import Article
from outsourced_care.contract import Contract
from outsourced_care.drafting.ground import vocabulary
from outsourced_care.drafting.parts import NewBody, Todo, Value
from outsourced_care.entries import Record, Sources
from outsourced_care.extraction.cells import plain
from outsourced_care.extraction.quotes import FoundQuote
from outsourced_care.extraction.said import Said
from outsourced_care.mentions import names_of
from outsourced_care.slugs import slug
from outsourced_care.text import fold

_ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?(?:[/?#][!#-;=?-Z_a-z~%]*)?")
LANGUAGE = Todo("the language of the text, as fr; it is not English")
_SEVERAL = 3  # sources of an analysis at least
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)/(\d\d?|[a-z]{3,9})/(\d\d?)(?![^/?#])")
_AROUND = ("promotion", "links", "footer", "archive")
_NAME = r"[A-Z][\w’'.-]+(?: [A-Z][\w’'.-]+){1,3}"
_BYLINE = re.compile(rf"(?:By )?({_NAME})(?:,|\Z)")
_INTRODUCED = re.compile(
    rf"({_NAME}) (?:looks|reports|asks|argues|examines|explains|considers|investigates|meets"
    r"|finds out|talks|explores|writes|reflects|assesses|hears)\b"
)


def head_of(
    article: Article, sources: Sources, contract: Contract
) -> tuple[dict[str, Value], tuple[NewBody, ...]]:
    """The cells of `article`, and the publisher where the registry does not have it."""
    url = _url(article)
    publisher, new = _publisher(article, url, sources)
    cells: dict[str, Value] = {
        "title": plain(article.headline or "") or Todo("as the article has it")
    }
    cells["publisher_id"] = publisher
    if author := author_of(article):
        cells["author"] = author
    cells["published"] = published_of(article) or Todo("the date in EDTF, as 2013-07-16")
    cells["url"] = _secure(url, publisher, sources) or Todo("where the article stands on the web")
    cells["kind"] = vocabulary(contract, "articles", "kind")
    cells["language"] = plain(article.metadata.language) or "en"
    cells["selection"] = vocabulary(contract, "articles", "selection")
    cells["summary"] = Todo("what the article tells, in our own words")
    return cells, new


def published_of(article: Article) -> str | None:
    """The date of publication: as the source tells it, or as the address has it."""
    told = article.metadata.published
    if told and dates.problem(told) is None:
        return told
    found = _DAY_IN_PATH.search(_url(article) or "")
    if found is None:
        return None
    name = found[2][:3]
    month = int(name) if name.isdigit() else _MONTHS.index(name) + 1 if name in _MONTHS else 0
    date = f"{found[1]}-{month:02}-{int(found[3]):02}"
    return date if dates.problem(date) is None else None


def _url(article: Article) -> str | None:
    """The article's address: as the source tells it, or as an archive's line has it."""
    told = article.metadata.url
    if told and _ADDRESS.fullmatch(told):
        return told
    return next((t for t in _texts(article, "archive") if _ADDRESS.fullmatch(t)), None)


def _secure(url: str | None, publisher: Value, sources: Sources) -> str | None:
    """The address, with https where the publisher's own has it."""
    if url and url.startswith("http://"):
        for body in sources.organisations:
            if body.id == publisher and _host(body) == _host_of(url):
                own = body.text("url") or ""
                return url.replace("http:", "https:", 1) if own.startswith("https:") else url
    return url


def _publisher(
    article: Article, url: str | None, sources: Sources
) -> tuple[Value, tuple[NewBody, ...]]:
    media = [b for b in sources.organisations if b.text("kind") == "media"]
    told = plain(article.metadata.publisher)
    for body in sources.organisations:
        if told and fold(told).casefold() in {fold(n).casefold() for n in names_of(body)}:
            return body.id, ()
    if url:
        at_home = [b for b in media if _host(b) == _host_of(url)]
        if len(at_home) == 1:
            return at_home[0].id, ()
    if told and slug(told):
        return slug(told), (NewBody(slug(told), told, "media"),)
    around = "\n".join(_texts(article, *_AROUND))
    named = [b for b in media if any(_stands_in(name, around) for name in names_of(b))]
    if not url and len(named) == 1:
        return named[0].id, ()
    return Todo("who published it first; without the line if that is unknown"), ()


def _stands_in(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", fold(text)) is not None


def author_of(article: Article) -> str | None:
    """Who wrote it: as the source tells it, from a byline, or from a standfirst that says so."""
    if told := plain(article.metadata.author):
        return told
    for role, shape in (("byline", _BYLINE), ("standfirst", _INTRODUCED)):
        for text in _texts(article, role):
            if found := shape.match(plain(text) or ""):
                return found[1]
    return None


def _texts(article: Article, *roles: str) -> Iterator[str]:
    for block in article.blocks:
        if block.role in roles:
            yield article.text[block.start : block.end]


def _host(body: Record) -> str:
    return _host_of(body.text("url") or "")


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def kind_of(article: Article, quotes: Sequence[FoundQuote]) -> str | None:
    """How an article presents what it tells; None where nobody is told to say anything.

    Its author speaks as "I": opinion. It asks a question, or says that its author looks into
    something, and weighs it with several sources: analysis. Else it is news.
    """
    if Said(quotes).is_personal(article.text):
        return "opinion"
    sources = {quote.speaker for quote in quotes if quote.speaker}
    asks = (article.headline or "").rstrip("”’\"'").endswith("?")
    looks = any(_INTRODUCED.match(plain(t) or "") for t in _texts(article, "standfirst"))
    if (asks or looks) and len(sources) >= _SEVERAL:
        return "analysis"
    return "news" if sources else None
