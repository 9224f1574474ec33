"""A file's name or an address flows in, the article flows out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from outsourced_care.article import Article, article_from_text, read_article
from outsourced_care.drafting.head import published_of
from outsourced_care.text import UnreadableTextError, decode, hidden

NO_FILE = "there is no such file"
_MOST = 300_000  # characters: a book's chapters; no article has more
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_ADDRESS = re.compile(r"https?://", re.I)


def is_address(source: str) -> bool:
    """Whether an article is named by its address on the web."""
    return _ADDRESS.match(source) is not None


def article_at(
    source: str, *, published: str | None = None, allow_private: bool = False
) -> tuple[Article, bool]:
    """Read an article from a file or from the web.

    Args:
        source: A .txt or .html file, or an http or https address.
        published: When it was published, in EDTF, for an article that does not tell it.
        allow_private: Whether hosts at private addresses may be asked.

    Returns:
        The article, and whether it is a page's, whose text is no file yet.

    Raises:
        UnreadableTextError: There is no article in it.
        FetchError: It cannot or may not be fetched.
        DateError: The date is none of EDTF's.
        OSError: The file cannot be read.
    """
    if is_address(source):
        article, page = _fetched(source, allow_private), True
    else:
        path = Path(source)
        if _SCHEME.match(source):
            raise UnreadableTextError("only http and https addresses are fetched")
        if path.is_dir():
            raise UnreadableTextError("it is a folder; name files in it")
        if not path.exists():
            raise UnreadableTextError(NO_FILE)
        article, page = read_article(path), path.suffix.lower() != ".txt"
    if published is not None and published_of(article) is None:
        article = replace(article, metadata=replace(article.metadata, published=published))
    if len(article.text) > _MOST:
        raise UnreadableTextError(f"it has more than {_MOST:,} characters, as no article has")
    if one := hidden(article.title):
        raise UnreadableTextError(f"its title holds a character that cannot be seen: {one[1]}")
    return article, page


def _fetched(url: str, allow_private: bool) -> Article:
    """The article at an address."""
    from outsourced_care.fetching import fetch_page
    from outsourced_care.fetching.reading import marked
    from outsourced_care.pages.reading import article_of

    page = fetch_page(url, allow_private=allow_private)
    if page.content_type == "text/plain":
        article = article_from_text(decode(marked(page)))
    else:
        article = article_of(marked(page))
    if not article.counted:
        raise UnreadableTextError("there is no paragraph of body text in it")
    if article.metadata.url is None:
        article = replace(article, metadata=replace(article.metadata, url=page.final_url))
    return article
