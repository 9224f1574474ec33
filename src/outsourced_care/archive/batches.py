"""The folder of an unfinished run flows in, what each finished batch of it holds flows out.

A batch is a folder named by its number: a Parquet file a table, and `articles.jsonl`, whose first
line sums it up and whose others tell of one article each, in order. It grows under another name
and is there whole or not at all. While it grows it has a file `at` with the number of the article
that is being read, or nothing but blanks when none is: what is left of a process that was killed
says what it was reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from uuid import uuid4

from outsourced_care.files import write_text

BATCHES = "batches"
AT = "at"
_ARTICLES = "articles.jsonl"
_RUN = "run"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An article that was left out, or in part not understood, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one article that was read.

    Attributes:
        where: Where it stands.
        refused: Why it was left out.
        article_id: Its identifier.
        sha256: Of its canonical text.
        words: How many it has.
        rows: How many rows of each table it gave; None where the same text with the same
            identifier stood before in the batch.
        note: What could not be understood of it.
    """

    where: str
    refused: str | None = None
    article_id: str = ""
    sha256: str = ""
    words: int = 0
    rows: tuple[int, ...] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A finished batch, in short.

    Attributes:
        number: Which it is.
        fingerprint: That of the piece that was read.
        read: How many articles were read or refused.
        words: How many words those have that were extracted.
        sizes: How many bytes the file of each table has.
        refused: The first that was refused.
    """

    number: int
    fingerprint: str
    read: int
    words: int
    sizes: dict[str, int]
    refused: LeftOut | None = None

    def is_whole(self, folder: Path) -> bool:
        """Whether the files of its tables are there, as long as they were when it was finished."""
        try:
            return all(table_file(folder, t).stat().st_size == n for t, n in self.sizes.items())
        except OSError:
            return False


def begin_run(work: Path) -> str:
    """Begin or go on with a run; what tells its workers from those of an earlier start."""
    name = uuid4().hex
    write_text(work / _RUN, name)
    return name


def run_of(work: Path) -> str | None:
    """What the latest start of a run is told by."""
    try:
        return (work / _RUN).read_text(encoding="ascii")
    except OSError:
        return None


def folder_of(work: Path, number: int | str) -> Path:
    """The folder of a batch, or one where it grows."""
    return work / BATCHES / str(number)


def finished(work: Path) -> Iterator[Path]:
    """The folders of the batches that are finished, whatever they were made of."""
    return (path for path in (work / BATCHES).glob("[0-9]*") if path.name.isdigit())


def table_file(folder: Path, table: str) -> Path:
    """The file of a table in the folder of a batch."""
    return folder / f"{table}.parquet"


def batch_of(work: Path, number: int, fingerprint: str) -> Batch | None:
    """A batch that is finished; None unless it is there whole and was made of the same piece."""
    folder = folder_of(work, number)
    try:
        with (folder / _ARTICLES).open("rb") as file:
            told = json.loads(file.readline())
        refused = told.pop("refused")
        batch = Batch(**told, refused=None if refused is None else LeftOut(**refused))
    except (OSError, TypeError, ValueError, KeyError, AttributeError):
        return None
    return batch if batch.fingerprint == fingerprint and batch.is_whole(folder) else None


def entries_of(folder: Path) -> Iterator[Entry]:
    """What became of the articles of a batch, in order."""
    with (folder / _ARTICLES).open("rb") as file:
        file.readline()
        for line in file:
            where, refused, name, sha256, words, rows, note = json.loads(line)
            counted = None if rows is None else tuple(rows)
            yield Entry(where, refused, name, sha256, words, counted, note)


def write_entries(folder: Path, batch: Batch, entries: Iterable[Entry]) -> None:
    """Write what `batch_of` and `entries_of` read."""
    # in ASCII: the names of files need not be text
    with (folder / _ARTICLES).open("w", encoding="ascii", newline="\n") as file:
        file.write(json.dumps(asdict(batch)) + "\n")
        file.writelines(json.dumps(astuple(entry)) + "\n" for entry in entries)
