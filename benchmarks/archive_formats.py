"""Generated articles flow in, an archive of them flows out, in each of the formats that are read.

Nothing is held: an archive may be as long as the disk has room.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from generated_articles import Made

_TOGETHER = 1_000  # pages of a folder, rows of a group
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Lampford Gazette</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{publisher}">
<meta property="article:published_time" content="{published}"><link rel="canonical" href="{url}">
</head><body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/lamps">Lamps</a></li></ul>
</nav></header><main><article><h1>{title}</h1>
{paragraphs}
</article></main><footer><p>All lamps reserved.</p></footer></body></html>
"""


def write_lines(path: Path, made: Iterable[Made]) -> Path:
    """Write articles as JSON lines, packed where the name ends in .gz or .zst."""
    packed = {".gz": "gzip", ".zst": "zstd"}.get(path.suffix)
    with pa.output_stream(str(path), compression=packed) as stream:
        for one in made:
            stream.write(json.dumps(asdict(one), ensure_ascii=False).encode() + b"\n")
    return path


def write_pages(folder: Path, made: Iterable[Made]) -> Path:
    """Write articles as web pages, a thousand to a folder."""
    for number, one in enumerate(made):
        within = folder / f"{number // _TOGETHER:05d}"
        if number % _TOGETHER == 0:
            within.mkdir(parents=True)
        (within / f"{one.id}.html").write_text(_page(one), encoding="utf-8")
    return folder


def write_parquet(path: Path, made: Iterable[Made]) -> Path:
    """Write articles as Parquet, a thousand to a row group."""
    schema = pa.schema([(field.name, pa.string()) for field in fields(Made)])
    rows = map(asdict, made)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(rows, _TOGETHER)):
            writer.write_table(pa.Table.from_pylist(group, schema))
    return path


def write_responses(path: Path, made: Iterable[Made]) -> Path:
    """Write articles as pages in a web archive, each record a gzip member of its own."""
    with path.open("wb") as stream:
        for one in made:
            page = _page(one).encode()
            answer = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
                f"Content-Length: {len(page)}\r\n\r\n"
            ).encode() + page
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {one.url}\r\n"
                f"WARC-Date: {one.published}T12:00:00Z\r\n"
                f"WARC-Record-ID: <urn:uuid:{UUID(int=int(one.id[-9:]))}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            ).encode()
            stream.write(gzip.compress(head + answer + b"\r\n\r\n", mtime=0))
    return path


FORMATS: dict[str, Callable[[Path, Iterable[Made]], Path]] = {
    "archive.jsonl": write_lines,
    "archive.jsonl.zst": write_lines,
    "archive.jsonl.gz": write_lines,
    "archive.parquet": write_parquet,
    "archive.warc.gz": write_responses,
    "pages/": write_pages,
}


def _page(one: Made) -> str:
    told: dict[str, Any] = {name: html.escape(cell) for name, cell in asdict(one).items()}
    lines = told.pop("text").split("\n\n")[1:]
    return _PAGE.format(paragraphs="\n".join(f"<p>{line.strip()}</p>" for line in lines), **told)
