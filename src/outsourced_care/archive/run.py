"""Articles flow in one by one, a folder of machine-made tables flows out, or what was there.

The folder holds `<table>/part-00000.parquet` and so on, a `datapackage.json` and a
`report.json`. It grows beside the wanted path and takes its place when it is whole.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care import __version__
from outsourced_care.archive.inputs import InputError, Read
from outsourced_care.contract import Json
from outsourced_care.descriptor import DESCRIPTOR, PROFILE, descriptor_bytes
from outsourced_care.exports.bundle import ExportError
from outsourced_care.exports.targets import refuse_home, staged
from outsourced_care.extraction.extract import (
    NOT_ENGLISH,
    extract_rows,
    machine_contract,
    to_tables,
)
from outsourced_care.extraction.language import is_english
from outsourced_care.extraction.rows import Rows, identifier
from outsourced_care.text import UnreadableTextError

REPORT = "report.json"
BATCH = 500  # articles that make one part
NAME = "machine-made-tables"


@dataclass(frozen=True, slots=True)
class Refused:
    """An article that was left out, or in part not understood, and why."""

    where: str
    why: str


@dataclass(slots=True)
class Report:
    """What became of the articles that were read."""

    version: str = __version__
    read: int = 0
    extracted: int = 0
    words: int = 0
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)
    duplicates: list[Refused] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: list[Refused] = field(default_factory=list)


def refuse(out: Path, *, force: bool) -> None:
    """Refuse a folder that must not be replaced.

    Raises:
        InputError: Something is there that stays.
    """
    try:
        refuse_home(out.resolve())
    except ExportError as error:
        raise InputError(str(error)) from None
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out} is a file; name a folder")
    if not any(out.iterdir()):
        return
    if not _is_ours(out):
        raise InputError(f"{out} holds other files; name a new folder")
    if not force:
        raise InputError(f"{out} holds tables already; give --force to replace them")


def _is_ours(out: Path) -> bool:
    """Whether a folder holds what an earlier run wrote, and nothing else."""
    if any(p.is_symlink() for p in out.rglob("*")):
        return False
    try:
        told = json.loads((out / DESCRIPTOR).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    ours = {*machine_contract(), DESCRIPTOR, REPORT}
    there = {p.name for p in out.iterdir()}
    return isinstance(told, dict) and told.get("name") == NAME and there <= ours


def run(articles: Iterable[Read], out: Path) -> Report:
    """Extract articles into a folder.

    Args:
        articles: The articles.
        out: The folder, as `refuse` lets it pass.

    Returns:
        The report that was written.

    Raises:
        OSError: The folder cannot be written; what was there stays.
    """
    report, begun = Report(), time.monotonic()
    with staged(out) as folder:
        folder.mkdir()
        made = _rows(articles, report)
        paths: dict[str, list[str]] = {name: [] for name in machine_contract()}
        for number in range(10**9):
            batch = list(islice(made, BATCH))
            if not batch and number:
                break
            for name, table in to_tables(batch).items():
                path = f"{name}/part-{number:05d}.parquet"
                _write(table, folder / path)
                paths[name].append(path)
                report.rows[name] = report.rows.get(name, 0) + table.num_rows
        report.seconds = round(time.monotonic() - begun, 3)
        (folder / DESCRIPTOR).write_bytes(descriptor_bytes(_descriptor(paths, report)))
        _write_report(report, folder / REPORT)
    return report


def _rows(articles: Iterable[Read], report: Report) -> Iterator[Rows]:
    """The rows of the articles that are read, new and English."""
    texts: dict[str, str] = {}
    names: dict[str, str] = {}
    for one in articles:
        report.read += 1
        article = one.article
        if article is None:
            report.refused.append(Refused(one.where, one.refused or "it cannot be read"))
            continue
        article_id = one.article_id or identifier(article)
        if first := texts.get(article.sha256):
            report.duplicates.append(Refused(one.where, f"the same text as {first}"))
            continue
        if first := names.get(article_id):
            report.refused.append(Refused(one.where, f"its id is that of {first} too"))
            continue
        if not is_english(article.text):
            report.refused.append(Refused(one.where, NOT_ENGLISH))
            continue
        try:
            rows = extract_rows(article, article_id)
        except UnreadableTextError as error:
            report.refused.append(Refused(one.where, str(error)))
            continue
        if one.note:
            report.notes.append(Refused(one.where, one.note))
        texts[article.sha256] = names[article_id] = one.where
        report.extracted += 1
        report.words += rows["articles"][0]["word_count"]
        yield rows


def _write(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    pq.write_table(table, path, compression="zstd", row_group_size=65536, store_schema=False)


def _descriptor(paths: dict[str, list[str]], report: Report) -> Json:
    return {
        "$schema": PROFILE,
        "name": NAME,
        "title": "Machine-made tables",
        "description": "What a program found in articles; nobody has checked it.",
        "version": __version__,
        "edition": "machine",
        "resources": [
            {
                "name": f"{name}-parquet",
                "title": table.title,
                "description": table.description,
                "path": paths[name],
                "type": "table",
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "rows": report.rows[name],
                "schema": table.to_frictionless(),
            }
            for name, table in machine_contract().items()
        ],
    }


def _write_report(report: Report, path: Path) -> None:
    told = json.dumps(asdict(report), ensure_ascii=False, indent=2) + "\n"
    # names of files need not be text: what of them is none is escaped as JSON escapes it
    path.write_text(told, encoding="utf-8", errors="backslashreplace")
