"""A file's name or a text flows in, the article of the page it holds flows out."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from outsourced_care.article import Article
from outsourced_care.text import UnreadableTextError, decode, encodable

LIMIT = 20_000_000  # bytes of an article or a page; long live pages have a tenth of that
PAGES = (".html", ".htm", ".xhtml", ".xht")
_PATH, _NAME = 4096, 255  # bytes: no usual file system has longer paths or names
_HEAD = 4096  # bytes: a page shows that it is one in fewer
_EMPTY = "the file is empty"
_ENCODING = ("not UTF-8", "the file is UTF-16", "the file is binary, or UTF-16")
_ARCHIVES = {
    ".mht": "a web archive (MHTML)",
    ".mhtml": "a web archive (MHTML)",
    ".webarchive": "a web archive",
    ".warc": "a web archive (WARC)",
    ".maff": "a web archive",
}


def raw_of(source: str | Path) -> tuple[bytes, bool]:
    """The bytes that an article is to be read from, and whether they are a web page.

    Raises:
        UnreadableTextError: They are more than an article has, or of another kind.
        OSError: The file cannot be read.
    """
    from outsourced_care.pages.markup import is_page

    if isinstance(source, str) and _is_text(source):
        if len(source) > LIMIT:
            raise UnreadableTextError(_too_large("text"))
        if not encodable(source):
            raise UnreadableTextError("the text has characters that are none")
        raw = source.encode("utf-8")
        if len(raw) > LIMIT:
            raise UnreadableTextError(_too_large("text"))
        return raw, is_page(source)
    path = Path(source)
    suffix = path.suffix.lower()
    if suffix in _ARCHIVES:
        raise UnreadableTextError(f"the file is {_ARCHIVES[suffix]}; save the page as HTML")
    raw = bytes_of(path)
    if suffix in PAGES:
        _refuse_others(raw)
        return raw, True
    return _text_or_page(raw)


def article_of(raw: bytes) -> Article:
    """The article of a page.

    Raises:
        UnreadableTextError: The page cannot be read, or has no article.
    """
    from outsourced_care.pages import composing, encodings, markup, page_metadata

    text = encodings.page_text(raw)
    tree = markup.parse(text)
    metadata = page_metadata.metadata_of(tree, text)
    markup.simplify(tree)
    return composing.compose(tree, metadata)


def _is_text(source: str) -> bool:
    from outsourced_care.pages.markup import is_page

    if not source.strip() or any(c in source for c in "\n\r\0") or len(source) > _PATH:
        return True
    names = source.replace("\\", "/").split("/")
    return is_page(source) or any(len(n.encode("utf-8", "replace")) > _NAME for n in names)


def bytes_of(path: Path) -> bytes:
    """The bytes of a file, which may be a link to one.

    Raises:
        UnreadableTextError: It is larger than an article is, a pipe or a device.
        OSError: The file cannot be read.
    """
    with open(path, "rb", opener=_at_once) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableTextError("it is a pipe or a device, and no file")
        raw = b"" if found.st_size > LIMIT else file.read(LIMIT + 1)
    if max(found.st_size, len(raw)) > LIMIT:
        raise UnreadableTextError(_too_large("file"))
    return raw


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for who writes to a pipe, where a system has it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _too_large(what: str) -> str:
    return f"the {what} is larger than {LIMIT // 1_000_000} MB, which no article is"


def _refuse_others(raw: bytes) -> None:
    """Refuse what is empty or a document of another kind, whatever its name."""
    try:
        decode(raw[:64] if raw.strip() else raw)
    except UnreadableTextError as error:
        if not str(error).startswith(_ENCODING) and (str(error) != _EMPTY or not raw.strip()):
            raise


def _text_or_page(raw: bytes) -> tuple[bytes, bool]:
    """Plain text in UTF-8, or a page in whatever it is, told by how it begins."""
    from outsourced_care.pages.encodings import looks_like, page_text
    from outsourced_care.pages.markup import is_page

    try:
        return raw, is_page(decode(raw)[:_HEAD])
    except UnreadableTextError as error:
        if not str(error).startswith(_ENCODING):
            raise
        if is_page(page_text(raw[:_HEAD])):
            return raw, True
        likely = looks_like(raw) if str(error).startswith(_ENCODING[0]) else None
        hint = f"; it looks like {likely}" if likely else ""
        raise UnreadableTextError(f"{error}{hint}") from None
