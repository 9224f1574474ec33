"""An article's text flows in, its canonical form and the roles of its blocks flow out.

Plain text, one paragraph a line. Each block has a role: title, standfirst, byline, body,
subheading, timeline, caption, promotion, links, footer or archive. Words are counted in body
and timeline; passages are looked for there, in the title and in the standfirst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from outsourced_care.text import (
    Folded,
    UnreadableTextError,
    canonical,
    count_words,
    decode,
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
_LINKS = re.compile(
    r"(related|more) (articles|stories|links)|more from .{1,60}|read more:?.*", re.I
)
_FOOTER = re.compile(r"comments are closed\.?|none|advertisement", re.I)
_ARCHIVE = re.compile(r"https?://\S+|version \d+ of \d+\.?", re.I)
_CAPTION = re.compile(
    r"\((picture|photo|image|pic)( credit)?: ?[^)]*\)|^(photograph|picture): ", re.I
)
_PROMOTION = re.compile(
    r"\b(register|subscribe|sign up|book( your place)?) (now|today|here|for)\b", re.I
)
_TIMELINE = re.compile(
    r"((early|late|mid)[ -])?((january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|winter) )?(1[89]|20)\d\d"
    r"( ?[-–] ?((1[89]|20)\d\d|\d\d))?: \S",
    re.I,
)
_SIGNATURE = re.compile(r"(by )?([A-Z][\w'’.-]+ ){1,3}[A-Z][\w'’-]+(, (?!and )[^.!?]+)?")
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*$")
_SUBHEADING_WORDS = 12
_SIGNATURE_WORDS = 20


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its role and its span in the canonical text."""

    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """An article: canonical text and blocks."""

    text: str
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """The headline."""
        first = self.blocks[0]
        return self.text[first.start : first.end]

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical text, in hexadecimal."""
        return text_sha256(self.text)

    @cached_property
    def folded(self) -> Folded:
        """The folded text with its offsets."""
        return fold_with_offsets(self.text)

    @property
    def word_count(self) -> int:
        """Words in body and timeline."""
        return sum(count_words(self.text[b.start : b.end]) for b in self.counted)

    @property
    def counted(self) -> tuple[Block, ...]:
        """Body paragraphs and timeline rows."""
        return tuple(b for b in self.blocks if b.role in COUNTED)


def read_article(path: Path) -> Article:
    """Read an article from a text file.

    Raises:
        UnreadableTextError: The file is no UTF-8 text, or holds no body.
        OSError: The file cannot be read.
    """
    article = article_from_text(decode(path.read_bytes()))
    if not article.counted:
        raise UnreadableTextError("the file holds no paragraph of body text")
    return article


def article_from_text(text: str) -> Article:
    """Make an article from raw text: canonical form, then the roles of its blocks."""
    text = canonical(text)
    spans = [m.span() for m in re.finditer(r"[^\s](?:[^\n]*[^\s])?", text)]
    roles = _roles([fold(text[a:b]) for a, b in spans])
    return Article(text, tuple(Block(r, a, b) for r, (a, b) in zip(roles, spans, strict=True)))


def _roles(paragraphs: list[str]) -> list[str]:
    roles = [_own_role(p) for p in paragraphs]
    if roles:
        roles[0] = "title"
    _continue_links(roles)
    bodies = [n for n, (p, r) in enumerate(zip(paragraphs, roles, strict=True)) if _is_prose(p, r)]
    first, last = (bodies[0], bodies[-1]) if bodies else (len(roles), 0)
    for number, (paragraph, role) in enumerate(zip(paragraphs, roles, strict=True)):
        if role != "body" or number in bodies:
            continue
        words = count_words(paragraph)
        if number < first:
            roles[number] = "byline" if _signed(paragraph, words) else "standfirst"
        elif number > last:
            roles[number] = "byline" if _signed(paragraph, words) else "footer"
        elif words <= _SUBHEADING_WORDS:
            roles[number] = "subheading"
    for number, role in enumerate(roles[1:], start=1):
        if role == "promotion" and roles[number - 1] in ("subheading", "footer"):
            roles[number - 1] = "promotion"
    return roles


def _own_role(paragraph: str) -> str:
    """The role that a paragraph shows by itself; body where it shows none."""
    for role, shape in (("archive", _ARCHIVE), ("links", _LINKS), ("footer", _FOOTER)):
        if shape.fullmatch(paragraph):
            return role
    if _CAPTION.search(paragraph) and count_words(paragraph) <= 40:
        return "caption"
    if _PROMOTION.search(paragraph):
        return "promotion"
    return "timeline" if _TIMELINE.match(paragraph) else "body"


def _continue_links(roles: list[str]) -> None:
    """Everything after the first list of links belongs to it, up to a footer."""
    linked = False
    for number, role in enumerate(roles):
        linked = linked or role == "links"
        if linked and role != "footer":
            roles[number] = "links"


def _is_prose(paragraph: str, role: str) -> bool:
    if role != "body":
        return False
    question = paragraph.endswith("?") and count_words(paragraph) <= _SUBHEADING_WORDS
    return bool(_SENTENCE_END.search(paragraph)) and not question


def _signed(paragraph: str, words: int) -> bool:
    return words <= _SIGNATURE_WORDS and bool(_SIGNATURE.fullmatch(paragraph))


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
            articles.append(read_article(path))
        except (UnreadableTextError, OSError) as error:
            unreadable[path.name] = str(error)
    return ArticleFolder(articles, unreadable)
