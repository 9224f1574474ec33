"""A corpus file flows in, its prediction file flows out, whole or not at all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from outsourced_care.errors import CannotRunError
from outsourced_care.evaluation.corpus import documents
from outsourced_care.evaluation.predictions import predict
from outsourced_care.extraction.extract import known_records
from outsourced_care.extraction.found import Known
from outsourced_care.files import replaced

RECORDS = ("quotes", "entities", "timexes", "events", "proposals")
_OFTEN = 0.1  # seconds between two words on progress


@dataclass(slots=True)
class Written:
    """What was written: documents, records of each kind, and what was passed over."""

    documents: int = 0
    records: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RECORDS, 0))
    foreign: list[int] = field(default_factory=list)  # lines of texts that are not English
    undated: list[int] = field(default_factory=list)  # lines with a date that cannot be read


def evaluate(
    corpus: Path,
    out: Path,
    known: Known | None = None,
    show: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write the prediction file of a corpus.

    Args:
        corpus: Documents, one a line (`outsourced_care.evaluation.corpus`).
        out: The file to write; one that is there is replaced.
        known: What is known already; by default the dataset of the package.
        show: Is told how far it is.

    Raises:
        CannotRunError: A line is no document, or `out` cannot be a prediction file.
        OSError: A file cannot be read or written; what was at `out` stays.
    """
    _refuse(corpus, out)
    known = known_records() if known is None else known
    written, told = Written(), 0.0
    size = max(corpus.stat().st_size, 1)
    with replaced(out) as file:
        for document in documents(corpus):
            said, found = predict(document, known)
            file.write(json.dumps(said) + "\n")
            written.documents += 1
            for name in RECORDS:
                written.records[name] += len(said[name])
            if not found.english:
                written.foreign.append(document.line)
            if document.record.get("date") and document.date is None:
                written.undated.append(document.line)
            if time.monotonic() - told > _OFTEN:
                told = time.monotonic()
                done = min(100 * document.position // size, 100)
                show(f"{written.documents:,} documents, {done} %")
    return written


def _refuse(corpus: Path, out: Path) -> None:
    if corpus.is_dir():
        raise CannotRunError(f"{corpus} is a folder; name a file with a document on each line")
    if out == Path("-"):
        raise CannotRunError("--out names a file to write; “-” is none")
    if out.is_dir():
        raise CannotRunError(f"--out names {out}, which is a folder; name a file")
    if out.exists() and not out.is_file():
        raise CannotRunError(f"--out names {out}, which is no ordinary file")
    if out.exists() and corpus.exists() and out.samefile(corpus):
        raise CannotRunError(f"--out names {out}, which is the corpus itself; name another file")
