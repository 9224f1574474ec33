"""A page as it was sent flows in, readings of it flow out, the better ones first."""

from __future__ import annotations

import codecs
import re

from outsourced_care.fetching.pages import Fetched
from outsourced_care.pages.encodings import page_text
from outsourced_care.pages.markup import parse, simplify
from outsourced_care.pages.paragraphs import paragraphs
from outsourced_care.pages.reading import article_of
from outsourced_care.text import UnreadableTextError, canonical

# what servers name; not the codecs of Python that are slow, or no encoding of a page
_CHARSET = re.compile(
    r"utf-(8|16|32)(-[bl]e)?|(iso8859|koi8|mac|gb|big5|euc|shift|cp|johab|hz)[\w-]*|ascii|tis-620"
)
_WESTERN = ("ascii", "iso8859-1")  # read as browsers do (https://encoding.spec.whatwg.org, 4.2)


def readings(page: Fetched) -> list[str]:
    """The article on a page, then the same with all other words of the page behind it.

    The second is for passages that stand where no article has its text: in boxes, captions of
    players, lists that look like links.

    Raises:
        UnreadableTextError: The page holds no text.
    """
    raw = marked(page)
    if page.content_type == "text/plain":
        text = page_text(raw)
        if not text.strip():
            raise UnreadableTextError("it holds no text")
        return [canonical(text)]
    tree = parse(page_text(raw))
    simplify(tree)
    shown = [paragraph.text for paragraph in paragraphs(tree)]
    try:
        article = [article_of(raw).text]
    except UnreadableTextError:
        if not shown:
            raise
        article = []
    known = {line for text in article for line in text.split("\n")}
    rest = [canonical(text) for text in shown]
    return [*article, "\n\n".join([*article, *(text for text in rest if text not in known)])]


def marked(page: Fetched) -> bytes:
    """The bytes of a page; in UTF-8 with a mark where only its server knew the encoding."""
    try:
        page.bytes.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return page.bytes
    try:
        name = codecs.lookup(page.charset or "utf-8").name
        if name == "utf-8" or not _CHARSET.fullmatch(name):
            return page.bytes
        text = page.bytes.decode("cp1252" if name in _WESTERN else name)
    except (LookupError, ValueError):
        return page.bytes
    return codecs.BOM_UTF8 + text.encode("utf-8", "replace")
