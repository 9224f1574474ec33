"""Paths flow in, the articles that files, folders and archives hold flow out, one by one.

An article that cannot be read flows out too, with the reason: one bad page never ends a run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from outsourced_care import dates
from outsourced_care.article import Article, read_article
from outsourced_care.errors import CannotRunError
from outsourced_care.text import UnreadableTextError, encodable

PAGES = (".txt", ".html", ".htm", ".xhtml")
RECORDS = ".jsonl"
MOST = 32 * 2**20  # bytes of one record, as one line
_KEYS = {  # of a record, by what they are here
    "id": ("id", "article_id", "doc_id"),
    "text": ("text",),
    "html": ("html",),
    "title": ("title",),
    "url": ("url",),
    "published": ("published", "date"),
    "publisher": ("publisher",),
    "author": ("author",),
}
_LONGEST = 200  # characters of an identifier
_MOST_TOLD = 5000  # characters of another cell


class InputError(CannotRunError):
    """An input that is not there or of no kind that is read; the message is one line."""


@dataclass(frozen=True, slots=True)
class Read:
    """One article of an archive, or why it is refused.

    Attributes:
        where: The file, and in a file of records the line.
        article: The article; None when it is refused.
        article_id: Its identifier, when the archive gives one.
        refused: Why it could not be read.
        note: What could not be understood of it, though it was read.
    """

    where: str
    article: Article | None
    article_id: str | None = None
    refused: str | None = None
    note: str | None = None


def files_in(inputs: Sequence[Path]) -> list[Path]:
    """Find the files that inputs name: themselves, or those of a folder and its folders.

    Raises:
        InputError: One is not there, is of no known kind, or holds nothing to read.
    """
    found: dict[Path, None] = {}
    for given in inputs:
        if given.is_dir():
            inside = sorted(
                p for p in given.rglob("*") if _is_readable(p) and not _is_hidden(p, given)
            )
            if not inside:
                raise InputError(f"{given} holds no file that is read: {_kinds()}")
            found.update(dict.fromkeys(inside))
        elif given.parts and given.parts[0] in ("http:", "https:"):
            raise InputError(f"{given.parts[0]}// addresses are not read here; save the page")
        elif not given.exists():
            raise InputError(f"{given} is not there")
        elif not _is_readable(given):
            raise InputError(f"{given} is of no kind that is read: {_kinds()}")
        else:
            found[given] = None
    return list(found)


def articles_in(
    files: Sequence[Path], done: Callable[[], None] = lambda: None, published: str | None = None
) -> Iterator[Read]:
    """Read the articles of files, in order.

    Args:
        files: The files, as `files_in` gives them.
        done: Called when a file has been read.
        published: When the articles were published that tell no date, in EDTF.

    Raises:
        InputError: The date is none of EDTF's.
        OSError: A file of records cannot be read at all.
    """
    if published is not None and (wrong := dates.problem(published)):
        raise InputError(f"--published: {wrong}")
    return _articles(files, done, published)


def _articles(
    files: Sequence[Path], done: Callable[[], None], published: str | None
) -> Iterator[Read]:
    for file in files:
        read = _records(file) if file.suffix.lower() == RECORDS else iter((_page(file),))
        for one in read:
            yield _dated(one, published)
        done()


def _dated(one: Read, published: str | None) -> Read:
    """With a date of publication where the article tells none."""
    article = one.article
    if article is None or published is None or article.metadata.published is not None:
        return one
    told = replace(article.metadata, published=published)
    return replace(one, article=replace(article, metadata=told))


def _is_readable(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in (*PAGES, RECORDS)


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _kinds() -> str:
    return ", ".join((*PAGES, RECORDS))


def _page(file: Path) -> Read:
    try:
        return Read(str(file), read_article(file))
    except UnreadableTextError as error:
        return Read(str(file), None, refused=str(error))
    except OSError as error:
        return Read(str(file), None, refused=f"it cannot be read: {error.strerror or error}")


def _records(file: Path) -> Iterator[Read]:
    with file.open("rb") as source:
        for number, line in enumerate(_lines(source), start=1):
            where = f"{file}:{number}"
            if line is None:
                yield Read(where, None, refused=f"the line is longer than {MOST:,} bytes")
            elif line.strip():
                yield _record(line, where)


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is too long, which is passed over."""
    while line := source.readline(MOST):
        if len(line) < MOST or line.endswith(b"\n"):
            yield line
            continue
        while (rest := source.readline(MOST)) and not rest.endswith(b"\n"):
            pass
        yield None


def _record(line: bytes, where: str) -> Read:
    try:
        given = _cells(json.loads(line))
        article, told = _article(given), given["published"]
        note = None
        if told is not None and article.metadata.published is None:
            note = f"“published” is no date that is understood: {told[:80]!r}"
        return Read(where, article, given["id"], note=note)
    except UnreadableTextError as error:
        return Read(where, None, refused=str(error))
    except (ValueError, RecursionError):
        return Read(where, None, refused="the line is no JSON object in UTF-8")


def _cells(content: Any) -> dict[str, str | None]:
    """What a record tells, by our names; a number as an identifier is as good as a text.

    Raises:
        UnreadableTextError: It is no record, or a cell is no text.
    """
    if not isinstance(content, dict):
        raise UnreadableTextError("the line is no JSON object")
    cells: dict[str, str | None] = {}
    for name, keys in _KEYS.items():
        cell = next((content[k] for k in keys if content.get(k) not in (None, "")), None)
        if name == "id" and isinstance(cell, int) and not isinstance(cell, bool):
            cell = str(cell)
        if cell is not None and not isinstance(cell, str):
            raise UnreadableTextError(f"“{name}” is no text")
        _refuse_unfit(name, cell)
        cells[name] = cell
    given = cells["id"]
    if given is not None and (len(given) > _LONGEST or not given.isprintable()):
        raise UnreadableTextError(f"“id” is longer than {_LONGEST} characters, or cannot be shown")
    return cells


def _refuse_unfit(name: str, cell: str | None) -> None:
    """Refuse a cell that no file could hold, or no title, name or address is as long as."""
    if cell is None:
        return
    if not encodable(cell):
        raise UnreadableTextError(f"“{name}” has characters that are none")
    if name not in ("text", "html") and len(cell) > _MOST_TOLD:
        raise UnreadableTextError(f"“{name}” is longer than {_MOST_TOLD:,} characters")


def _article(given: dict[str, str | None]) -> Article:
    from outsourced_care.pages.page_metadata import web_address

    source = given["text"] or given["html"]
    if source is None:
        raise UnreadableTextError("the record has neither “text” nor “html”")
    article = read_article(
        source if "\n" in source else source + "\n",
        title=given["title"],
        published=_day(given["published"]),
        publisher=given["publisher"],
        url=web_address(given["url"]),
    )
    if given["author"]:
        told = replace(article.metadata, author=given["author"])
        article = replace(article, metadata=told)
    return article


def _day(written: str | None) -> str | None:
    """A date of publication in EDTF, a time as its day; None where it cannot be read."""
    if written is None or dates.problem(written) is None:
        return written
    from outsourced_care.pages.page_dates import day_of

    return day_of(written)
