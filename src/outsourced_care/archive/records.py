"""The cells of a record flow in, its article flows out, or why it is refused."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import replace
from typing import Any

from outsourced_care import dates
from outsourced_care.archive.inputs import Read
from outsourced_care.article import Article, read_article
from outsourced_care.text import UnreadableTextError, encodable

KEYS = {  # of a record, by what they are here
    "id": ("id", "article_id", "doc_id"),
    "text": ("text",),
    "html": ("html",),
    "title": ("title",),
    "url": ("url",),
    "published": ("published", "date"),
    "publisher": ("publisher",),
    "author": ("author",),
}
LONGEST_CELL = 5000  # characters, but for the text
_LONGEST = 200  # of an identifier
_LETTERS, _DIGITS = re.compile("[A-Za-z]+"), re.compile("[0-9]+")
_GZIP = b"\x1f\x8b"
_NO_OBJECT = "the line is no JSON object"
_WANTED = 'each line is one record, such as {"text": "…"}, with no brackets or commas around it'
_NEEDED = ("id", "text", "html")
_KINDS = {bool: "true or false", int: "a number", float: "a number", list: "a list"}


def read_line(line: bytes, where: str) -> Read:
    """Read a record that is a line of JSON."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        if line.startswith(_GZIP):
            return Read(where, None, refused="it is packed with gzip; let its name end in .gz")
        return Read(where, None, refused=f"{_NO_OBJECT} in UTF-8; {_WANTED}")
    if not isinstance(content, dict):
        return Read(where, None, refused=f"{_NO_OBJECT}; {_WANTED}")
    return read_record(content, where)


def read_record(content: dict[str, Any], where: str) -> Read:
    """Read a record: its cells by their names."""
    try:
        given, notes = _cells(content)
        article, told = _article(given), given["published"]
    except UnreadableTextError as error:
        return Read(where, None, refused=str(error))
    misdated = told is not None and article.metadata.published is None
    if told is not None and misdated:
        why = f"“published” is no date that is understood: {told[:80]!r}"
        notes.append(f"{why}; write a day such as 2024-03-05")
    return Read(where, article, given["id"], note="; ".join(notes) or None, misdated=misdated)


def _cells(content: dict[str, Any]) -> tuple[dict[str, str | None], list[str]]:
    """What a record tells, by our names, and what is left out of it.

    Raises:
        UnreadableTextError: A cell that must not be missing is no text, or one is none that a
            file could hold.
    """
    cells: dict[str, str | None] = {}
    notes = []
    for name, keys in KEYS.items():
        given = (content[key] for key in keys if key in content)
        cell = _as_text(name, next((one for one in given if not _is_missing(one)), None))
        if cell is not None and not isinstance(cell, str):
            why = f"“{name}” is no text but {_KINDS.get(type(cell), 'an object')}"
            if name in _NEEDED:
                raise UnreadableTextError(f"{why}; write a text")
            notes.append(f"{why}, and was left out")
            cell = None
        _refuse_unfit(name, cell)
        cells[name] = cell
    cells["id"] = _identifier(cells["id"])
    return cells, notes


def _is_missing(cell: object) -> bool:
    """Whether a cell tells nothing: it is empty, blank or no number (NaN)."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip())


def _as_text(name: str, cell: object) -> object:
    """A cell as text, where another type says the same: a number, the list of the authors."""
    if name in ("text", "html") or isinstance(cell, str | bool | None):
        return cell
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
        return _digits(name, int(cell))
    if name == "author" and isinstance(cell, list) and all(isinstance(a, str) for a in cell):
        return "; ".join(filter(None, map(str.strip, cell))) or None
    return str(cell)[:LONGEST_CELL] if name == "published" else cell


def _identifier(given: str | None) -> str | None:
    """An identifier that the tables may hold, without the white space around it; None if blank.

    Raises:
        UnreadableTextError: They may not hold it.
    """
    found = given.strip() if given else None
    if not found:
        return None
    if len(found) > _LONGEST or not found.isprintable():
        raise UnreadableTextError(f"“id” is longer than {_LONGEST} characters, or cannot be shown")
    like = _DIGITS.sub("0", _LETTERS.sub("n", found))  # whose like need not be judged twice
    if _breaks_the_contract(like):
        if _breaks_the_contract(f"n{like}"):
            raise UnreadableTextError("“id” has characters that cannot be seen")
        why = f"begins with “{found[0]}”, which a spreadsheet takes for a formula"
        raise UnreadableTextError(f"“id” {why}; put a letter before it: “n{found}”")
    return found


@functools.lru_cache(maxsize=4096)
def _breaks_the_contract(name: str) -> bool:
    import pandas as pd

    dtype, judgements = _contract()
    cells = pd.Series([name], dtype=dtype)
    return any(judgement.at_fault(cells).any() for judgement in judgements)


@functools.cache
def _contract() -> tuple[Any, tuple[Any, ...]]:
    """The type of a column of identifiers, and what the contract judges of each."""
    from outsourced_care.extraction.extract import machine_contract
    from outsourced_care.judgements import cell_judgements
    from outsourced_care.judging import arrow_dtype

    known = machine_contract()["articles"]
    field = next(field for field in known.fields if field.name == known.primary_key[0])
    dtype = arrow_dtype(field)
    every = cell_judgements(field, dtype)
    return dtype, tuple(j for j in every if j.rule not in ("required", "type"))


def _digits(name: str, number: int) -> str:
    try:
        return str(number)
    except ValueError:  # thousands of digits: Python refuses to write them
        raise UnreadableTextError(f"“{name}” is longer than {_LONGEST} characters") from None


def _refuse_unfit(name: str, cell: str | None) -> None:
    """Refuse a cell that no file could hold, or no title, name or address is as long as."""
    if cell is None:
        return
    if not encodable(cell):
        raise UnreadableTextError(f"“{name}” has characters that are none")
    if name not in ("text", "html") and len(cell) > LONGEST_CELL:
        raise UnreadableTextError(f"“{name}” is longer than {LONGEST_CELL:,} characters")


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
