"""A file of generated articles flows in, extracted in a process of its own; figures flow out.

python archive_contenders.py loop FILE BATCH         the bare extraction function
python archive_contenders.py pool FILE BATCH DIR     the same in a bare pool of two processes
python archive_contenders.py parts FILE BATCH DIR    ours, with what each part of it takes
python archive_contenders.py plan FILE               our planner alone
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.archive.progress import Progress
from outsourced_care.article import read_article
from outsourced_care.extraction.extract import extract_rows, to_tables


def loop(file: Path, batch: int) -> None:
    """Extract all articles here, and put each batch of them into tables."""
    for lines in _batches(file, batch):
        _tables(lines)


def pool(file: Path, batch: int, folder: Path) -> None:
    """Extract all articles in two processes, which write the tables."""
    folder.mkdir()
    with ProcessPoolExecutor(2) as executor:
        numbered = enumerate(_batches(file, batch))
        for _ in executor.map(partial(_write, folder), numbered):
            pass


def parts(file: Path, batch: int, folder: Path) -> dict[str, float]:
    """Extract all articles with ours in two processes; what the parent did meanwhile."""
    from outsourced_care.archive.run import Options, run

    parent = Parent()
    run(Options((file,), folder, batch=batch, workers=2), parent)
    planning, committing = parent.seconds
    return {"planning": planning, "committing": committing}


def plan(file: Path) -> dict[str, float]:
    """Cut all articles into pieces, and nothing else."""
    from outsourced_care.archive.inputs import files_in
    from outsourced_care.archive.pieces import pieces

    begun = time.process_time()
    for _ in pieces(files_in([file]), 200):
        pass
    return {"planning": time.process_time() - begun}


class Parent(Progress):
    """Counts what the parent takes of its processor until all batches are there, and from then."""

    def __init__(self) -> None:
        self._marks: list[float] = []

    @property
    def seconds(self) -> list[float]:
        """What each part took."""
        return [b - a for a, b in zip(self._marks, self._marks[1:], strict=False)]

    def say(self, what: str) -> None:
        """Say nothing."""

    def begin(self, total: int, of: str = "") -> None:
        """A part begins."""
        self._marks.append(time.process_time())

    def add(self, done: int, articles: int = 0, words: int = 0, *, before: bool = False) -> None:
        """Something is done."""

    def end(self) -> None:
        """All is done."""
        self._marks.append(time.process_time())


def _batches(file: Path, batch: int) -> Iterator[list[bytes]]:
    with pa.input_stream(str(file)) as packed:
        stream = io.BufferedReader(cast(io.RawIOBase, packed))
        while lines := list(islice(stream, batch)):
            yield lines


def _tables(lines: list[bytes]) -> dict[str, pa.Table]:
    made = []
    for line in lines:
        given = json.loads(line)
        named = {name: given[name] for name in ("title", "published", "publisher", "url")}
        made.append(extract_rows(read_article(given["text"], **named), given["id"]))
    return to_tables(made)


def _write(folder: Path, numbered: tuple[int, list[bytes]]) -> None:
    number, lines = numbered
    for name, table in _tables(lines).items():
        pq.write_table(table, folder / f"{name}-{number}.parquet", compression="zstd")


def main(name: str, file: str, *given: str) -> None:
    """Run one of them."""
    batch = int(given[0]) if given else 0
    folders = map(Path, given[1:])
    told: dict[str, float] = {}
    if name == "loop":
        loop(Path(file), batch)
    elif name == "pool":
        pool(Path(file), batch, next(folders))
    elif name == "parts":
        told = parts(Path(file), batch, next(folders))
    else:
        told = plan(Path(file))
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
