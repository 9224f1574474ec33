"""An article's text flows in, its canonical form and the roles of its blocks flow out.

One paragraph a line. Each block has a role (see `article_roles`). Words are counted in body and
timeline; passages are looked for there, in the title and in the standfirst. A saved web page is
read by `outsourced_care.pages`, which plain text does without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from outsourced_care.article_roles import author_of, day_of, roles_of
from outsourced_care.dates import DateError, problem
from outsourced_care.text import (
    Folded,
    UnreadableTextError,
    canonical,
    count_words,
    decode,
    encodable,
    fold,
    fold_with_offsets,
    text_sha256,
)

TEXT = ".txt"
COUNTED = ("body", "timeline")

_DOCUMENTS = {
    ".docx": "a Word document",
    ".doc": "a Word document",
    ".odt": "an OpenDocument text",
    ".rtf": "a rich text document",
    ".pages": "a Pages document",
    ".pdf": "a PDF",
}
_SAVE = "save its text as plain text (UTF-8) beside it,"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its role and its span in the canonical text."""

    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source tells of itself; None where it tells nothing."""

    title: str | None = None
    author: str | None = None  # of several, joined by "; "
    published: str | None = None  # EDTF
    publisher: str | None = None  # the site's name
    url: str | None = None
    language: str | None = None  # BCP 47: the primary subtag in small letters
    description: str | None = None


@dataclass(frozen=True)
class Article:
    """An article: canonical text, blocks, and what its source tells of itself."""

    text: str
    blocks: tuple[Block, ...] = field(repr=False)
    metadata: Metadata = field(default=Metadata(), repr=False)

    @property
    def headline(self) -> str | None:
        """The headline that the text has, else the one that its source tells."""
        first = self.blocks[0]
        if first.role == "title":
            return self.text[first.start : first.end]
        return self.metadata.title

    @property
    def title(self) -> str:
        """The headline; where there is none, the first paragraph, which a copy is known by."""
        first = self.blocks[0]
        return self.headline or self.text[first.start : first.end]

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical text, in hexadecimal."""
        return text_sha256(self.text)

    @cached_property
    def folded(self) -> Folded:
        """The folded text with its offsets."""
        return fold_with_offsets(self.text)

    @cached_property
    def word_count(self) -> int:
        """Words in body and timeline."""
        return sum(count_words(self.text[b.start : b.end]) for b in self.counted)

    @property
    def counted(self) -> tuple[Block, ...]:
        """Body paragraphs and timeline rows."""
        return tuple(b for b in self.blocks if b.role in COUNTED)


def read_article(
    source: str | Path,
    *,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> Article:
    """Read an article: plain text in UTF-8, or a saved web page in any encoding.

    Args:
        source: A file (.txt, .html, .htm, .xhtml), or a text: what has a line end, is longer
            than a path can be or begins like HTML is a text, any other string names a file.
        published: When it was published, in EDTF.
        publisher: The name of the site or paper.
        url: Its address.
        title: Its headline. These four go before what the source tells of itself.

    Raises:
        UnreadableTextError: The source is no text in a known encoding, too large, or holds no
            body of an article.
        DateError: The date is none of EDTF's.
        TypeError: The source is neither text nor path, or what is given beside it no text.
        OSError: The file cannot be read.
    """
    from outsourced_care.pages.reading import article_of, raw_of

    _refuse_other_types(source, published, publisher, url, title)
    if published is not None and (wrong := problem(published)):
        raise DateError(wrong)
    raw, is_page = raw_of(source)
    article = article_of(raw) if is_page else _article_from_bytes(raw)
    given = {"published": published, "publisher": publisher, "url": url, "title": title}
    told = {name: value for name, value in given.items() if value is not None}
    for name, value in told.items():
        if not encodable(value):
            raise UnreadableTextError(f"the {name} has characters that are none")
    return replace(article, metadata=replace(article.metadata, **told))


def _refuse_other_types(source: object, *given: object) -> None:
    """Refuse what is no text: `published` is EDTF and no date of Python's."""
    if not isinstance(source, str | Path):
        raise TypeError(f"name a file or give a text, not a {type(source).__name__}")
    for value in given:
        if value is not None and not isinstance(value, str):
            what = f"a {type(value).__name__} is no text"
            raise TypeError(f"{what}; dates are written in EDTF, as “2031-03-14”")


def read_text_file(path: Path) -> Article:
    """Read an article from a text file in UTF-8.

    Raises:
        UnreadableTextError: The file is no UTF-8 text, too large, or holds no body.
        OSError: The file cannot be read.
    """
    from outsourced_care.pages.reading import bytes_of

    return _article_from_bytes(bytes_of(path))


def _article_from_bytes(raw: bytes) -> Article:
    article = article_from_text(decode(raw))
    if not article.counted:
        raise UnreadableTextError("the file holds no paragraph of body text")
    return article


def article_from_text(text: str) -> Article:
    """Make an article from raw text: canonical form, then the roles of its blocks.

    Raises:
        UnreadableTextError: A letter has more marks on it than any language writes.
    """
    text = canonical(text)
    spans = [m.span() for m in re.finditer(r"[^\s](?:[^\n]*[^\s])?", text)]
    roles = roles_of([fold(text[a:b]) for a, b in spans])
    blocks = tuple(Block(r, a, b) for r, (a, b) in zip(roles, spans, strict=True))
    return Article(text, blocks, _metadata(text, blocks))


def _metadata(text: str, blocks: tuple[Block, ...]) -> Metadata:
    """What plain text tells of itself: headline, signature, and an archive's address."""
    title = next((text[b.start : b.end] for b in blocks[:1] if b.role == "title"), None)
    signed = (author_of(text[b.start : b.end]) for b in blocks if b.role == "byline")
    archived = (text[b.start : b.end] for b in blocks if b.role == "archive")
    return Metadata(
        title=title,
        author=next(filter(None, signed), None),
        url=next((line for line in archived if line.lower().startswith("http")), None),
        published=day_of((b.role, text[b.start : b.end]) for b in blocks),
    )


class ArticleFolder:
    """The articles of a folder, recognised by the hash of their text, else by their title."""

    def __init__(self, articles: Iterable[Article], unreadable: dict[str, str]) -> None:
        self.unreadable = unreadable  # file name → why
        self.articles = tuple(articles)
        self._by_hash: dict[str, Article] = {}
        self._by_title: dict[str, Article] = {}
        for article in self.articles:
            self._by_hash[article.sha256] = article
            self._by_title.setdefault(fold(article.title).casefold(), article)

    def find(self, title: str, sha256: str | None) -> Article | None:
        """The article with that hash, else the one with that title, else None."""
        if sha256 in self._by_hash:
            return self._by_hash[sha256]
        return self._by_title.get(fold(title).casefold())


def read_folder(folder: Path) -> ArticleFolder:
    """Read every .txt file of a folder; files that cannot be read are remembered with a reason.

    So are documents of other kinds that no .txt file of the same name stands beside.
    """
    articles, unreadable = [], {}
    paths = sorted(folder.glob("*"))
    texts = {path.stem for path in paths if path.suffix.lower() == TEXT}
    for path in paths:
        kind = path.suffix.lower()
        if kind in _DOCUMENTS and path.stem not in texts:
            unreadable[path.name] = f"it is {_DOCUMENTS[kind]}; {_SAVE} {path.stem}{TEXT}"
        if kind != TEXT:
            continue
        try:
            articles.append(read_text_file(path))
        except (UnreadableTextError, OSError) as error:
            unreadable[path.name] = str(error)
    return ArticleFolder(articles, unreadable)
