"""The lines of a corpus file flow in, its documents flow out one by one.

A corpus file is JSON Lines in UTF-8 (https://jsonlines.org): an object a line with `doc_id`,
`text` and, where known, `title`, `publisher` and `date`. Whatever else it holds, gold annotations
for instance, is left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from outsourced_care.dates import problem
from outsourced_care.errors import CannotRunError

MOST = 512 * 2**20  # bytes of a line
_MARK = b"\xef\xbb\xbf"
_LONGEST_DATE = 60
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d.*", re.DOTALL)  # ISO 8601 with a time of day


class CorpusError(CannotRunError):
    """A line of a corpus is no document; the message names the line."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a corpus.

    Attributes:
        doc_id: Its identifier, a text or a whole number.
        text: Its text as given: offsets count in it.
        title: Its headline, when told apart from the text.
        publisher: Who published it.
        date: The date of publication in EDTF; None when unknown or unreadable.
        line: Where it stands in the file.
        position: How many bytes of the file were read with it.
        record: Everything that the line holds.
    """

    doc_id: str | int
    text: str
    title: str | None
    publisher: str | None
    date: str | None
    line: int
    position: int
    record: dict[str, Any]


def documents(path: Path) -> Iterator[Document]:
    """Read a corpus file line by line; empty lines are passed over.

    Raises:
        CorpusError: A line is no document, two have the same `doc_id`, or there is none.
        OSError: The file cannot be read.
    """
    seen: dict[str | int, int] = {}
    position = 0
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(MOST + 1):
            number += 1
            position += len(raw)
            if len(raw) > MOST:
                _refuse(path, number, f"longer than {MOST:,} bytes")
            if number == 1:
                raw = raw.removeprefix(_MARK)
            if not raw.strip():
                continue
            document = _document(path, number, position, raw)
            if (first := seen.setdefault(document.doc_id, number)) != number:
                _refuse(path, number, f"doc_id {_shown(document.doc_id)} is that of line {first}")
            yield document
    if not seen:
        raise CorpusError(f"{path}: it holds no document")


def _document(path: Path, number: int, position: int, raw: bytes) -> Document:
    record = _decoded(path, number, raw)
    doc_id = record.get("doc_id")
    if isinstance(doc_id, bool) or not isinstance(doc_id, str | int) or doc_id == "":
        _refuse(path, number, "it has no “doc_id”, a text or a whole number")
    text = record.get("text")
    if not isinstance(text, str):
        _refuse(path, number, "it has no “text”")
    told = {name: record.get(name) for name in ("title", "publisher", "date")}
    for name, value in told.items():
        if value is not None and not isinstance(value, str):
            _refuse(path, number, f"its “{name}” is no text")
    return Document(
        doc_id,
        text,
        told["title"],
        told["publisher"],
        day(told["date"]),
        number,
        position,
        record,
    )


def _decoded(path: Path, number: int, raw: bytes) -> dict[str, Any]:
    try:
        record = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except UnicodeDecodeError:
        _refuse(path, number, "not UTF-8")
    except json.JSONDecodeError as error:
        _refuse(path, number, f"not JSON: {error.msg} (character {error.colno})")
    except RecursionError:
        _refuse(path, number, "nested too deeply")
    except ValueError as error:
        _refuse(path, number, f"not JSON: {str(error).partition(':')[0]}")
    if not isinstance(record, dict):
        _refuse(path, number, "no JSON object; a corpus has one on each line")
    return record


def day(written: str | None) -> str | None:
    """A date of publication in EDTF; its day where a time is told too, None if unreadable."""
    if written is None or len(written) > _LONGEST_DATE:
        return None
    if timed := _TIME.fullmatch(written):
        written = timed[1]
    return None if problem(written) else written


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refuse(path: Path, line: int, why: str) -> NoReturn:
    raise CorpusError(f"{path}, line {line}: {why}")


def _shown(doc_id: str | int) -> str:
    shown = str(doc_id)
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
