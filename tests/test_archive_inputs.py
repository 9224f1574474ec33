"""Files become pieces and pieces articles: the same ones however files are packed and cut.

Catches articles that are lost, come twice or in another order, files that bring a run down or fill
the memory, and what is refused without its place.
"""

from __future__ import annotations

import datetime
import gzip
import io
import json
import os
import pickle
import random
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import examples
from fastwarc.stream_io import BrotliWriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outsourced_care.archive.inputs import InputError, Read, files_in
from outsourced_care.archive.pieces import pieces, read_piece
from outsourced_care.archive.sources import Source, Unread
from outsourced_care.cli import main

TEXT = """\
Lampford lights lamp {}

The lamplighters of Lampford have lit lamp {} at the harbour, the council said on Tuesday.

“It burns brighter than the last one,” said Ivo Brandt, who keeps the lamps of the town.
"""
PAGE = "<html><head><title>{}</title></head><body><article><h1>{}</h1>{}</article></body></html>"
Record = dict[str, Any]


def text(number: int) -> str:
    return TEXT.format(number, number)


def page(number: int) -> str:
    title, *rest = text(number).strip().split("\n\n")
    return PAGE.format(title, title, "".join(f"<p>{part}</p>" for part in rest))


def read(
    *inputs: Path | str, batch: int = 100, limit: int | None = None, published: str | None = None
) -> list[Read]:
    files = files_in([Path(given) for given in inputs])
    return [one for piece in pieces(files, batch, limit, published) for one in read_piece(piece)]


def ids(reads: Iterable[Read]) -> list[str | None]:
    return [one.article_id for one in reads]


def refusals(reads: Iterable[Read], file: Path) -> list[tuple[str, str]]:
    """Where, without the file, and why."""
    return [(r.where.removeprefix(str(file)), r.refused) for r in reads if r.refused is not None]


def lines(records: Iterable[Record | str]) -> bytes:
    told = (one if isinstance(one, str) else json.dumps(one) for one in records)
    return "".join(f"{line}\n" for line in told).encode()


def brotli(raw: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(raw)
    return out.getvalue()


def zstd(raw: bytes) -> bytes:
    return bytes(pa.compress(raw, "zstd", asbytes=True))


def members(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Packed in two parts, one behind the other, the cut amid a line."""
    return lambda raw: pack(raw[: len(raw) // 2]) + pack(raw[len(raw) // 2 :])


def table(rows: list[Record], **options: Any) -> pa.Table:
    return pa.Table.from_pylist(rows, **options)


def as_dictionary(rows: list[Record]) -> pa.Table:
    made = table(rows)
    for number, name in enumerate(("id", "text")):
        made = made.set_column(number, name, made[name].dictionary_encode())
    return made


def parquet(rows: Callable[[list[Record]], pa.Table], **options: Any) -> Callable[..., None]:
    return lambda path, records: pq.write_table(rows(records), path, **options)


def packed(pack: Callable[[bytes], bytes]) -> Callable[..., None]:
    return lambda path, records: path.write_bytes(pack(lines(records)))


LARGE = pa.schema([("id", pa.large_string()), ("text", pa.string_view())])
WRITERS: dict[str, tuple[str, Callable[..., None]]] = {
    "lines": ("a.jsonl", packed(bytes)),
    "another name": ("A.NDJSON", packed(bytes)),
    "no end of line": ("a.jsonl", packed(lambda raw: raw.rstrip(b"\n"))),
    "Windows": ("a.jsonl", packed(lambda raw: raw.replace(b"\n", b"\r\n"))),
    "a byte order mark": ("a.jsonl", packed(lambda raw: b"\xef\xbb\xbf" + raw)),
    "gzip": ("a.jsonl.gz", packed(gzip.compress)),
    "gzip members": ("a.jsonl.gz", packed(members(gzip.compress))),
    "zstd": ("a.jsonl.zst", packed(zstd)),
    "zstd frames": ("a.ndjson.zst", packed(members(zstd))),
    "Parquet": ("a.parquet", parquet(table)),
    "row groups": ("a.parquet", parquet(table, row_group_size=2)),
    "no dictionary": ("a.parquet", parquet(table, use_dictionary=False, compression="zstd")),
    "long texts": ("a.parquet", parquet(lambda rows: table(rows, schema=LARGE))),
    "dictionaries": ("a.parquet", parquet(as_dictionary)),
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("batch", [1, 2, 100])
def test_records_are_the_same_however_they_are_packed(
    kind: str, batch: int, tmp_path: Path
) -> None:
    name, write = WRITERS[kind]
    write(tmp_path / name, [{"id": f"n{n}", "text": text(n)} for n in range(5)])
    found = read(tmp_path, batch=batch)
    assert ids(found) == ["n0", "n1", "n2", "n3", "n4"]
    assert [one.article and one.article.text for one in found] == [text(n) for n in range(5)]


ANY_RECORD = st.one_of(
    st.integers(0, 9).map(lambda n: {"id": n, "text": text(n)}),
    st.fixed_dictionaries({"text": st.text(max_size=40)}),
    st.just({"title": "Lamps"}),
)
ANY_LINE = st.one_of(ANY_RECORD, st.sampled_from(["", " ", "{", "[1]", "null", '"\\ud800'])) | (
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20)
)


def told(reads: Iterable[Read]) -> list[tuple[Any, ...]]:
    """All of a run, without the file: where it stands is compared by its last word."""
    return [
        (r.where.split(":")[-1].split()[-1], r.article_id, r.article and r.article.text, r.refused)
        for r in reads
    ]


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_plain_lines_that_are_called_packed_are_told(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"a.jsonl{ending}"
    file.write_bytes(lines([{"text": text(1)}]))
    why = f"it cannot be read: it is not packed; name it without “{ending}”"
    assert refusals(read(file), file) == [("", why)]


def test_what_is_no_number_tells_nothing(tmp_path: Path) -> None:
    missing = dict.fromkeys(("id", "title", "published", "author"), float("nan"))
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": text(1), **missing}, {"text": text(1)}]))
    first, second = read(tmp_path)
    assert first.article and not first.note and first.article_id is None
    assert first.article == second.article


@settings(max_examples=examples(60))
@given(st.lists(ANY_LINE, max_size=12), st.integers(1, 7), st.none() | st.integers(0, 14))
def test_any_lines_are_cut_alike(
    tmp_path_factory: pytest.TempPathFactory, given: list[Any], batch: int, limit: int | None
) -> None:
    raw = lines(given)
    folder = tmp_path_factory.mktemp("lines")
    packings = {"a.jsonl": raw, "a.jsonl.gz": members(gzip.compress)(raw), "a.jsonl.zst": zstd(raw)}
    serial = []
    for name, content in packings.items():
        (folder / name).write_bytes(content)
        serial = told(read(folder / name, batch=1))[:limit]
        assert told(read(folder / name, batch=batch, limit=limit)) == serial
    assert told(read(folder / "a.jsonl", batch=batch, limit=limit)) == serial
    assert len(serial) == len([x for x in raw.split(b"\n") if x.strip()][:limit])


@settings(max_examples=examples(40))
@given(
    st.lists(ANY_RECORD, min_size=1, max_size=12),
    st.integers(1, 7),
    st.integers(1, 5),
    st.none() | st.integers(0, 14),
)
def test_any_rows_are_cut_alike(
    tmp_path_factory: pytest.TempPathFactory,
    given: list[Record],
    batch: int,
    group: int,
    limit: int | None,
) -> None:
    file = tmp_path_factory.mktemp("rows") / "a.parquet"
    schema = pa.schema([("id", pa.int64()), ("text", pa.string()), ("title", pa.string())])
    pq.write_table(table(given, schema=schema), file, row_group_size=group)
    serial = told(read(file, batch=1))
    assert len(serial) == len(given)
    assert told(read(file, batch=batch, limit=limit)) == serial[:limit]


@pytest.mark.medium
def test_rows_of_long_groups_travel(tmp_path: Path) -> None:
    rows = [{"id": n, "text": text(n) if n % 2000 == 0 else None} for n in range(10_001)]
    file, other = tmp_path / "long.parquet", tmp_path / "short.parquet"
    pq.write_table(table(rows), file)
    pq.write_table(table(rows), other, row_group_size=1000)
    found = read(file, batch=300)
    assert [one.where for one in found if one.article] == [
        f"{file} row {n}" for n in range(1, 10_002, 2000)
    ]
    assert told(found) == told(read(other, batch=777))
    assert any(part.load for piece in pieces([file], 300) for part in piece.parts)
    assert not any(part.load for piece in pieces([other], 300) for part in piece.parts)


def test_a_piece_goes_on_from_file_to_file(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(text(number), encoding="utf-8")
    (tmp_path / "3.html").write_text(page(3), encoding="utf-8")
    (tmp_path / "4.jsonl").write_bytes(lines([{"id": n, "text": text(n)} for n in range(4)]))
    pq.write_table(table([{"text": text(7)}, {"text": text(8)}]), tmp_path / "5.parquet")
    cut = list(pieces(files_in([tmp_path]), 3))
    assert [(piece.number, piece.articles) for piece in cut] == [(0, 3), (1, 3), (2, 3), (3, 1)]
    assert sum(piece.size for piece in cut) == sum(p.stat().st_size for p in tmp_path.iterdir())
    found = [one for piece in cut for one in read_piece(piece)]
    titles = [one.article and one.article.title for one in found]
    assert titles == [f"Lampford lights lamp {n}" for n in (0, 1, 2, 3, 0, 1, 2, 3, 7, 8)]


def prints(files: Iterable[Path], batch: int = 2, **options: Any) -> list[str]:
    return [piece.fingerprint for piece in pieces(files, batch, **options)]


@pytest.mark.parametrize("kind", ["lines", "gzip", "Parquet"])
def test_a_fingerprint_tells_what_changed(kind: str, tmp_path: Path) -> None:
    name, write = WRITERS[kind]
    files = [tmp_path / f"0{name}", tmp_path / f"1{name}"]
    for file in files:
        write(file, [{"id": n, "text": text(n)} for n in range(4)])
    first = prints(files)
    assert prints(files_in([tmp_path])) == first
    assert len(set(first)) == 4
    assert not set(prints(files, published="2030")) & set(first)
    assert prints(files, batch=3)[0] not in first
    os.utime(files[1], ns=(1, 1))
    assert [a == b for a, b in zip(prints(files), first, strict=True)] == [True, True, False, False]


def test_pieces_are_small_and_travel(tmp_path: Path) -> None:
    records = [{"id": n, "text": text(n)} for n in range(200)]
    (tmp_path / "a.jsonl").write_bytes(lines(records))
    pq.write_table(table(records), tmp_path / "a.parquet")
    for piece in pieces(files_in([tmp_path]), 200):
        sent = pickle.dumps(piece)
        assert len(sent) < 2000
        assert list(read_piece(pickle.loads(sent))) == list(read_piece(piece))  # noqa: S301


def test_what_is_skipped_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines(["{", {"id": 1, "text": text(1)}, "{"]))
    (tmp_path / "b.txt").write_text(text(2), encoding="utf-8")
    (piece,) = pieces(files_in([tmp_path]), 10)
    found = list(read_piece(piece, skip={0, 3}))
    assert [bool(one.refused) for one in found] == [False, False, True, False]
    assert [bool(one.article) for one in found] == [False, True, False, False]
    assert [one.where for one in found] == [one.where for one in read_piece(piece)]


def test_a_day_is_given_to_what_tells_none(tmp_path: Path) -> None:
    given = [{"text": text(1)}, {"text": text(2), "published": "2030-02-03"}]
    (tmp_path / "a.jsonl").write_bytes(lines(given))
    found = read(tmp_path, published="2029")
    assert [r.article and r.article.metadata.published for r in found] == ["2029", "2030-02-03"]
    with pytest.raises(InputError, match="--published"):
        pieces([], 1, published="some day")


ODD: list[tuple[Record, str, str | None, str | None]] = [  # cell, field, what it becomes, note
    ({"title": 1984}, "title", "1984", None),
    ({"publisher": True}, "publisher", None, "“publisher” is no text but true or false, and was"),
    ({"author": ["A. Moss", " R. Quill "]}, "author", "A. Moss; R. Quill", None),
    ({"author": []}, "author", None, None),
    (
        {"author": ["A. Moss", 7]},
        "author",
        None,
        "“author” is no text but a list, and was left out",
    ),
    ({"author": {"name": "x"}}, "author", None, "“author” is no text but an object, and was left"),
    ({"published": 2029}, "published", "2029", None),
    ({"published": 2029.0}, "published", "2029", None),
    ({"published": 2029.5}, "published", None, "“published” is no date that is understood"),
    ({"published": {"day": 1}}, "published", None, "“published” is no date that is understood"),
    (
        {"published": "the day before"},
        "published",
        None,
        "no date that is understood: 'the day bef",
    ),
    ({"published": " "}, "published", "2031", None),
]


@pytest.mark.parametrize(("cell", "field", "becomes", "noted"), ODD)
def test_a_cell_of_another_type_costs_no_article(
    cell: Record, field: str, becomes: str | None, noted: str | None, tmp_path: Path
) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": text(1), **cell}]))
    (one,) = read(tmp_path, published="2031")  # which is not put in the place of what is not read
    assert one.article
    assert getattr(one.article.metadata, field) == becomes
    assert (noted or "") in (one.note or "") and bool(noted) == bool(one.note)


def test_a_page_is_read_where_the_text_is_blank(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": " \n", "html": page(1)}]))
    (one,) = read(tmp_path)
    assert one.article


# --- folders and patterns -----------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = (
        "pages/b.html", "pages/a/z.txt", "pages/a.htm", "pages/a/deep/x.HTML", "pages/a/deep/y.md",
        "pages/.hidden.txt", "pages/.git/c.txt", "pages/a b.txt", "other/c.xhtml", "more.jsonl",
        "[odd].txt",
    )  # fmt: skip
    for name in names:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    (tmp_path / "pages" / "round").symlink_to(tmp_path / "pages", target_is_directory=True)
    (tmp_path / "pages" / "linked.txt").symlink_to(tmp_path / "[odd].txt")
    (tmp_path / "pages" / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "pages" / "self.txt").symlink_to(tmp_path / "pages" / "self.txt")
    (tmp_path / "pages" / "round.htm").symlink_to(tmp_path / "pages", target_is_directory=True)
    (tmp_path / "pages" / "rows.parquet").symlink_to(os.devnull)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pages" / "pipe.jsonl")
    monkeypatch.chdir(tmp_path)
    return tmp_path


PIPE = ["pages/pipe.jsonl"] if hasattr(os, "mkfifo") else []
ALL = ["pages/a/deep/x.HTML", "pages/a/z.txt", "pages/a b.txt", "pages/a.htm", "pages/b.html",
       "pages/broken.txt", "pages/linked.txt", *PIPE, "pages/round.htm", "pages/rows.parquet",
       "pages/self.txt"]  # fmt: skip
FOUND = [
    (["pages"], ALL),
    (["./pages/"], ALL),
    (["pages/**"], ALL),
    (["pages/*"], ALL),
    (["pages/**/*.[hH]*"], [*ALL[:1], "pages/a.htm", "pages/b.html", "pages/round.htm"]),
    (["pages/*.html"], ["pages/b.html"]),
    (["p*/a"], ["pages/a/deep/x.HTML", "pages/a/z.txt"]),
    (["**/?.txt"], ["pages/a/z.txt"]),
    (["*.jsonl"], ["more.jsonl"]),
    (["[odd].txt"], ["[odd].txt"]),
    (["more.jsonl", "pages/b.html", "other"], ["more.jsonl", "pages/b.html", "other/c.xhtml"]),
    (["pages/b.html", "pages", "pages/*.htm"], ["pages/b.html", *(n for n in ALL if n != ALL[4])]),
    (["pages/a", "pages/round/a"], [*ALL[:2], *(n.replace("s/", "s/round/", 1) for n in ALL[:2])]),
    (["pages/.hidden.txt"], ["pages/.hidden.txt"]),
]


@pytest.mark.parametrize(("inputs", "names"), FOUND)
def test_what_inputs_name_is_found(inputs: list[str], names: list[str], tree: Path) -> None:
    files = files_in([Path(name) for name in inputs])
    assert [path.as_posix() for path in files] == names
    assert [path.as_posix() for path in files] == names  # found again
    assert len(files) == len(names)


NONE = [
    ("nowhere", "is not there"),
    ("nowhere/*.txt", "is not there"),
    ("pages/**/*.md", "fits no file that is read"),
    ("pages/a/deep/y.md", "of no kind that is read"),
    ("pages/self.txt", "cannot be read"),
    ("x" * 300, "cannot be read"),
    ("/dev/null", "of no kind that is read"),
    ("https://lamps.example/*", "save the page"),
]


@pytest.mark.parametrize(("name", "said"), NONE)
def test_what_is_not_there_is_told_at_once(name: str, said: str, tree: Path) -> None:
    with pytest.raises(InputError, match=said) as caught:
        files_in([Path("more.jsonl"), Path(name)])
    assert "\n" not in str(caught.value)


def test_a_survey_counts_files_and_bytes(tree: Path) -> None:
    Path("x.warc.gz").write_bytes(b"four")
    Path("pages/picture.PNG").write_bytes(b"five!")
    found = files_in([Path("pages"), Path(), Path("x.warc.gz"), Path("pages/*.*")]).survey()
    kinds = {"texts and pages": (8, 8), "JSON lines": (1, 1), "web archives": (1, 4)}
    assert found.kinds == kinds
    assert found.size == 13
    assert found.no_files == 4 + len(PIPE)
    assert found.other[".PNG"] == 1


def test_what_is_no_file_is_refused_unopened(tree: Path) -> None:
    (tree / "[odd].txt").write_text(text(1), encoding="utf-8")
    told_of = {where: why for where, why in refusals(read("pages"), Path()) if "/a" not in where}
    device = "it is no file, but a pipe, a socket or a device"
    expected = {
        "pages/broken.txt": "it is a link to what is not there",
        "pages/round.htm": "it is a link to a folder, and such are not followed",
        "pages/rows.parquet": device,
        **dict.fromkeys(PIPE, device),
    }
    assert "cannot be read: " in told_of.pop("pages/self.txt")
    assert {where: why for where, why in told_of.items() if where in expected} == expected
    assert "pages/linked.txt" not in told_of


ANY_INPUTS = st.lists(
    st.sampled_from(
        ["pages", "pages/a", "pages/a/deep", "pages/round", "pages/round/a", ".", "other",
         "pages/*", "pages/*.txt", "pages/**/*.txt", "**/*.html", "*/*.htm", "**", "p*/a/*",
         "pages/b.html", "pages/a/z.txt", "pages/.hidden.txt", "pages/round/b.html", "[odd].txt",
         "pages/../pages", "**/[ab]*/**"],
    ),
    max_size=4,
)  # fmt: skip


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_INPUTS)
def test_each_file_is_found_once_where_it_is_first(tree: Path, inputs: list[str]) -> None:
    alone = [path for name in inputs for path in files_in([Path(name)])]
    assert list(files_in([Path(name) for name in inputs])) == list(dict.fromkeys(alone))


def test_files_that_were_found_are_not_kept(tmp_path: Path) -> None:
    for number in range(2000):
        file = tmp_path / "ab"[number % 2] / str(number // 40) / f"{number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    files = files_in([tmp_path / "a", tmp_path / "b"])
    held = []
    tracemalloc.start()
    for _ in files:
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert len(held) == 2000
    assert held[-1] - held[100] < 100_000  # bytes; the paths alone have 200,000


# --- identifiers --------------------------------------------------------------------------------

ANY_ID = "one of these is made of the text"
IDS: list[tuple[Any, str | None, str]] = [  # given, in the tables, why it is refused
    (7, "7", ""),
    ("lamp 7/b", "lamp 7/b", ""),
    ("Ζωή-7", "Ζωή-7", ""),
    (" lead", "lead", ""),
    ("trail\u00a0\n", "trail", ""),
    (" \t", ANY_ID, ""),
    ("", ANY_ID, ""),
    (-1, None, "“id” begins with “-”, which a spreadsheet takes for a formula"),
    (" -1", None, "put a letter before it: “n-1”"),
    ("=1+1", None, "begins with “=”"),
    ("+1", None, "begins with “+”"),
    ("@x", None, "begins with “@”"),
    ("＝1", None, "begins with “＝”"),
    ("lamp\u034f7", None, "characters that cannot be seen"),
    ("lamp\u200b7", None, "cannot be shown"),
    ("lamp\n7", None, "cannot be shown"),
    ("x" * 201, None, "longer than 200 characters"),
]  # fmt: skip


def test_odd_identifiers_pass_the_contract_or_are_told(tmp_path: Path) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "out"
    records = [{"id": one, "text": text(number)} for number, (one, *_) in enumerate(IDS)]
    file.write_bytes(lines(records))
    assert main(["extract", str(file), "--out", str(out), "--workers", "1"]) == 1
    assert main(["validate", str(out)]) == 0
    kept = pq.read_table(out / "articles")["article_id"].to_pylist()
    wanted = [name for _, name, _ in IDS if name]
    assert [ANY_ID if name.startswith("text-") else name for name in kept] == wanted
    whys = [one.refused or "" for one in read(file)]
    assert [said in why for why, (*_, said) in zip(whys, IDS, strict=True)] == [True] * len(IDS)
    assert [not why for why in whys] == [bool(name) for _, name, _ in IDS]


# --- Parquet ------------------------------------------------------------------------------------

NOON = datetime.datetime(2030, 3, 2, 23, 30)
DAYS: list[tuple[Any, pa.DataType, str | None]] = [
    ("2030-03", pa.string(), "2030-03"),
    ("2 March 2030", pa.string(), "2030-03-02"),
    (NOON, pa.timestamp("us"), "2030-03-02"),
    (NOON, pa.timestamp("ns", "Asia/Tokyo"), "2030-03-03"),
    (NOON.date(), pa.date32(), "2030-03-02"),
    (NOON.date(), pa.date64(), "2030-03-02"),
    (2**30, pa.int32(), None),
    (2029, pa.int64(), "2029"),
    (1_893_456_000, pa.int64(), None),
    (None, pa.timestamp("ms"), None),
    (None, pa.null(), None),
]


@pytest.mark.parametrize(("day", "kind", "said"), DAYS)
def test_a_row_tells_its_day(day: Any, kind: pa.DataType, said: str | None, tmp_path: Path) -> None:
    column = pa.array([day], kind)
    column = column.cast(pa.date32()) if kind == pa.int32() else column
    pq.write_table(pa.table({"text": [text(1)], "date": column}), tmp_path / "a.parquet")
    (one,) = read(tmp_path)
    assert one.article
    assert one.article.metadata.published == said
    assert bool(one.note) == (day is not None and said is None)


def test_a_row_tells_its_metadata(tmp_path: Path) -> None:
    row = {"title": "Lamps", "url": "https://lamps.example/1", "author": "R. Quill", "more": [1]}
    given = {"article_id": 7.0, "html": page(1), "publisher": "Gazette", **row}
    pq.write_table(table([given]), tmp_path / "a.parquet")
    (one,) = read(tmp_path)
    assert one.article_id == "7"
    assert one.article
    found = one.article.metadata
    assert (found.title, found.url, found.author, found.publisher) == (
        "Lamps", "https://lamps.example/1", "R. Quill", "Gazette",
    )  # fmt: skip


NO_TABLES = [
    ({"text": [1]}, "column “text” is no text but int64"),
    ({"text": [b"x"]}, "column “text” is no text but binary"),
    ({"html": [["x"]]}, "column “html” is no text but list"),
    ({"text": ["x"], "id": [[1]]}, "column “id” is no text but list<element: int64>; cast it"),
    ({"text": ["x"], "published": [True]}, "column “published” is no text but bool"),
    ({"title": ["x"]}, "neither a column “text” nor one “html”"),
    ({}, "neither a column “text” nor one “html”"),
]


@pytest.mark.parametrize(("columns", "said"), NO_TABLES)
def test_a_table_of_another_kind_is_refused_once(
    columns: dict[str, Any], said: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table(columns), file)
    ((where, why),) = refusals(read(file), file)
    assert where == ""
    assert said in why


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table([["x"], ["y"]], ["text", "text"]), file)
    assert "2 columns “text”" in refusals(read(file), file)[0][1]


def test_a_row_without_sense_is_refused_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    spoilt = pa.array([b"\xff\xfe", text(1).encode()]).view(pa.string())
    pq.write_table(pa.table({"text": spoilt}), file, use_dictionary=False)
    first, second = read(file)
    assert (first.where, first.refused) == (f"{file} row 1", "“text” is no UTF-8")
    assert second.article


@pytest.mark.medium
def test_rows_too_long_to_read_are_told_once(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    made = pa.table({"text": ["a" * 40 * 2**20] * 3, "more": ["b" * 40 * 2**20] * 3})
    pq.write_table(made, file, use_dictionary=False)
    ((where, why),) = refusals(read(file, batch=1), file)
    assert where == " row 1"
    assert "bytes each" in why


@pytest.mark.medium
def test_columns_of_others_are_not_counted(tmp_path: Path) -> None:
    made = pa.table({"text": [text(1)], "more": ["b" * 40 * 2**20]})
    pq.write_table(made, tmp_path / "a.parquet")
    assert read(tmp_path)[0].article


def test_a_broken_group_is_told_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    rows = [{"id": n, "text": text(n)} for n in range(9)]
    pq.write_table(table(rows), file, row_group_size=3, use_dictionary=False, compression="zstd")
    chunk = pq.read_metadata(file).row_group(1).column(1)
    raw = bytearray(file.read_bytes())
    raw[chunk.data_page_offset : chunk.data_page_offset + 30] = bytes(30)
    file.write_bytes(raw)
    found = {batch: told(read(file, batch=batch)) for batch in (1, 2, 100)}
    assert found[1] == found[2] == found[100]
    assert ids(read(file)) == ["0", "1", "2", None, "6", "7", "8"]
    assert [where for where, _ in refusals(read(file), file)] == [" row 4"]


DELTAS = ("DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY")


def in_deltas(file: Path, texts: list[str | None], encoding: str, **options: Any) -> None:
    field = pa.field("text", pa.string(), nullable=None in texts)
    made = pa.table({"text": texts}, schema=pa.schema([field]))
    encodings = {"text": encoding}
    pq.write_table(made, file, use_dictionary=False, column_encoding=encodings, **options)


@pytest.mark.parametrize("encoding", DELTAS)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("codec", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_rows_whose_lengths_are_packed_are_read(
    encoding: str, version: str, codec: str, tmp_path: Path
) -> None:
    options = {"data_page_version": version, "compression": codec, "write_batch_size": 3}
    some = [text(n) if n % 3 else "x" for n in range(9)]
    every: list[list[str | None]] = [[*some], [*some, None], [None]]
    for texts in every:
        in_deltas(tmp_path / "a.parquet", texts, encoding, data_page_size=1, **options)
        found = [one.article and one.article.text for one in read(tmp_path)]
        assert found == [x if x and len(x) > 1 else None for x in texts]


def number(value: int) -> bytes:
    """As Thrift and Parquet write numbers: seven bits a byte, the lowest first."""
    rest, last = divmod(value, 128)
    return bytes([last + 128]) + number(rest) if rest else bytes([last])


@pytest.mark.parametrize(("encoding", "which"), [(DELTAS[0], 1), (DELTAS[1], 1), (DELTAS[1], 2)])
def test_a_page_that_claims_a_billion_lengths_is_refused(
    encoding: str, which: int, tmp_path: Path
) -> None:
    file = tmp_path / "a.parquet"
    in_deltas(file, [f"{n:05d} lamp" * n for n in range(200)], encoding, compression="none")
    raw = file.read_bytes()
    counts = number(128) + number(4) + number(200)  # of a block, of its parts, of lengths
    at = raw.index(counts)
    if which == 2:  # those of what is unlike the text before
        at = raw.index(counts, at + 1)
    lie = number(2**30) + number(4) + number(2**30) + number(0) + number(0) + bytes(4)
    file.write_bytes(raw[:at] + lie + raw[at + len(lie) :])
    ((where, why),) = refusals(read(file), file)
    assert (where, why) == (" row 1", "the pages of its column “text” are damaged")


ANY_DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=4)


@settings(max_examples=examples(60))
@given(st.sampled_from(["plain", *DELTAS]), st.sampled_from(["1.0", "2.0"]), ANY_DAMAGE)
def test_any_damage_to_pages_ends_nothing(
    tmp_path_factory: pytest.TempPathFactory, encoding: str, version: str, damage: list[Any]
) -> None:
    file = tmp_path_factory.mktemp("damaged") / "a.parquet"
    texts: list[str | None] = [text(n) for n in range(5)]
    if encoding == "plain":
        pq.write_table(pa.table({"text": texts}), file, data_page_version=version)
    else:
        in_deltas(file, texts, encoding, data_page_version=version)
    raw = bytearray(file.read_bytes())
    pages = len(raw) - int.from_bytes(raw[-8:-4], "little") - 12  # without the footer
    for at, value in damage:
        raw[4 + int(at * pages)] = value
    file.write_bytes(raw)
    found = read(file)
    assert 1 <= len(found) <= 5
    assert len(refusals(found, file)) + sum(bool(one.article) for one in found) == len(found)


DAMAGED_FOOTERS = """
import sys
from pathlib import Path
from outsourced_care.archive.pieces import pieces, read_piece
file = Path(sys.argv[1])
raw = file.read_bytes()
for at in range(len(raw) - 8 - int.from_bytes(raw[-8:-4], "little"), len(raw)):
    file.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    for piece in pieces([file], 100, limit=5):
        for one in read_piece(piece):
            assert one.article or one.refused
"""


@pytest.mark.medium
def test_no_damage_to_a_footer_ends_the_process(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(table([{"id": n, "text": text(n)} for n in range(3)]), file, store_schema=False)
    done = subprocess.run(
        [sys.executable, "-c", DAMAGED_FOOTERS, file], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# --- web archives -------------------------------------------------------------------------------

HTML = "Content-Type: text/html"


def record(
    body: bytes = b"",
    *http: str,
    kind: str = "response",
    status: str = "200 OK",
    url: str = "https://lamps.example/1",
    length: int | None = None,
) -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status}", *http, "", "")).encode() if http else b""
    content = "application/http" if http else "application/warc-fields"
    fields = (
        "WARC/1.1", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"Content-Type: {content}",
        "WARC-Date: 2030-03-02T10:00:00Z", "WARC-Record-ID: <urn:uuid:lamp>",
        f"Content-Length: {len(head + body) if length is None else length}", "", "",
    )  # fmt: skip
    return "\r\n".join(fields).encode() + head + body + b"\r\n\r\n"


def chunked(raw: bytes) -> bytes:
    parts = (raw[start : start + 99] for start in range(0, len(raw), 99))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def sent(number: int) -> bytes:
    return page(number).encode()


NO_PAGES = [
    record(b"software: lamps\r\n", kind="warcinfo"),
    record(b"GET / HTTP/1.1\r\n\r\n", kind="request"),
    record(b"", HTML, kind="revisit"),
    record(b"fetchTimeMs: 7\r\n", kind="metadata"),
    record(sent(0), HTML, status="404 Not Found"),
    record(sent(0), HTML, status="301 Moved"),
    record(b"\x89PNG", "Content-Type: image/png"),
    record(b"", "Content-Length: 0"),
    record(b"lamps.example 127.0.0.1", kind="response"),
]
ARCHIVED = {
    "as it is": (sent(1), HTML),
    "parameters": (sent(2), 'content-type: Text/HTML; Charset="utf-8"'),
    "XHTML": (sent(3), "Content-Type: application/xhtml+xml"),
    "chunked": (chunked(sent(4)), HTML, "Transfer-Encoding: chunked"),
    "gzip": (gzip.compress(sent(5)), HTML, "Content-Encoding: gzip"),
    "deflate": (zlib.compress(sent(6)), HTML, "Content-Encoding: deflate"),
    "bare deflate": (zlib.compress(sent(7), wbits=-15), HTML, "Content-Encoding: deflate"),
    "br": (brotli(sent(8)), HTML, "Content-Encoding: br"),
    "both": (
        chunked(gzip.compress(sent(9))), HTML, "Content-Encoding: gzip",
        "Transfer-Encoding: chunked",
    ),
    "unpacked already": (sent(10), HTML, "Content-Encoding: gzip", "Transfer-Encoding: chunked"),
    "identity": (sent(11), HTML, "Content-Encoding: identity"),
    "Latin 1": (page(12).replace("Ivo", "Zoë").encode("latin-1", "replace"),
                f"{HTML}; charset=ISO-8859-1"),
    "Greek": (page(13).replace("Ivo", "Ζωή").encode("iso8859-7", "replace"),
              f"{HTML}; charset=iso-8859-7"),
    "UTF-16": (page(14).encode("utf-16"), HTML),
    "no such charset": (sent(15), f"{HTML}; charset=lamps"),
    "no tag at first": (b"<span></span>" + sent(16), HTML),
}  # fmt: skip
PACKED: dict[str, Callable[[list[bytes]], bytes]] = {
    "a.warc": b"".join,
    "a.warc.gz": lambda records: b"".join(map(gzip.compress, records)),
    "whole.warc.gz": lambda records: gzip.compress(b"".join(records)),
    "padded.warc.gz": lambda records: b"\0\0".join(map(gzip.compress, records)) + b"\0" * 9,
}


def archive(folder: Path, name: str, records: list[bytes]) -> Path:
    (folder / name).write_bytes(PACKED[name](records))
    return folder / name


@pytest.mark.parametrize("name", PACKED)
def test_pages_of_an_archive_are_read(name: str, tmp_path: Path) -> None:
    records = [record(body, *http) for body, *http in ARCHIVED.values()]  # type: ignore[arg-type]
    file = archive(tmp_path, name, [x for r in records for x in (*NO_PAGES, r)])
    found = read(file, batch=4)
    assert dict(zip(ARCHIVED, (one.refused for one in found), strict=True)) == dict.fromkeys(
        ARCHIVED
    )
    titles = [one.article and one.article.title for one in found]
    assert titles == [f"Lampford lights lamp {n}" for n in range(1, len(ARCHIVED) + 1)]
    assert {one.article and one.article.metadata.url for one in found} == {
        "https://lamps.example/1"
    }
    texts = {
        name: one.article.text if one.article else ""
        for name, one in zip(ARCHIVED, found, strict=True)
    }
    assert "Zoë Brandt" in texts["Latin 1"]
    assert "Ζωή Brandt" in texts["Greek"]


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("batch", [4, *(pytest.param(n, marks=pytest.mark.medium) for n in (1, 2))])
def test_an_archive_is_cut_alike(name: str, batch: int, tmp_path: Path) -> None:
    records = [x for n in range(5) for x in (NO_PAGES[n], record(sent(n), HTML))]
    records.append(record(b"<p>", HTML, "Content-Encoding: br"))
    file = archive(tmp_path, name, records)
    whole = read(file)
    assert read(file, batch=batch) == whole
    assert read(file, batch=batch, limit=3) == whole[:3]
    cut = list(pieces([file], batch))
    assert [piece.articles for piece in cut] == [
        min(batch, 6 - start) for start in range(0, 6, batch)
    ]
    assert sum(piece.size for piece in cut) <= file.stat().st_size


ADDRESSES = [
    ("<https://lamps.example/a>", "https://lamps.example/a"),
    ("dns:lamps.example", None),
    ("https://lamps.example/" + "a" * 6000, None),
    ("", None),
]


@pytest.mark.parametrize(("url", "said"), ADDRESSES)
def test_an_archive_tells_addresses(url: str, said: str | None, tmp_path: Path) -> None:
    (one,) = read(archive(tmp_path, "a.warc.gz", [record(sent(1), HTML, url=url)]))
    assert one.article
    assert one.article.metadata.url == said


BOMB = gzip.compress(b" " * 40 * 2**20)
BAD_PAGES = [
    ((b"\x1f\x8b" + sent(1), HTML, "Content-Encoding: gzip"), "no gzip"),
    ((gzip.compress(sent(1))[:-9], HTML, "Content-Encoding: gzip"), "ends too early"),
    ((b"lamps", HTML, "Content-Encoding: deflate"), "no deflate"),
    ((b"\xff" + brotli(sent(1)), HTML, "Content-Encoding: br"), "no br"),
    ((b"lamps" + sent(1), HTML, "Transfer-Encoding: chunked"), "no chunked"),
    ((chunked(sent(1))[:-40], HTML, "Transfer-Encoding: chunked"), "no chunked"),
    ((sent(1), HTML, "Content-Encoding: lamp"), "'lamp', which is not read"),
    ((BOMB, HTML, "Content-Encoding: gzip"), "more than 33,554,432 bytes unpacked"),
    ((b"\0\1\2" * 99, HTML), "binary"),
    ((b"", HTML), ""),
]


@pytest.mark.parametrize(("given", "said"), BAD_PAGES)
def test_a_bad_page_is_refused_alone(given: tuple[Any, ...], said: str, tmp_path: Path) -> None:
    records = [record(sent(1), HTML), record(*given), record(sent(2), HTML)]
    file = archive(tmp_path, "a.warc.gz", records)
    found = read(file)
    ((where, why),) = refusals(found, file)
    assert where == f" record at byte {len(gzip.compress(records[0]))}"
    assert said in why
    assert [bool(one.article) for one in found] == [True, False, True]


@pytest.mark.parametrize("name", PACKED)
def test_a_page_with_too_long_headers_is_told(name: str, tmp_path: Path) -> None:
    long = record(sent(2), HTML, "X: " + "x" * 100_000)
    file = archive(tmp_path, name, [record(sent(1), HTML), long, record(sent(3), HTML)])
    found = read(file)
    assert [one.refused for one in found] == [
        None,
        "its HTTP headers are too long to be read",
        None,
    ]
    assert len({one.where for one in found}) == 3
    assert read(file, batch=1) == found


LENGTHS = [
    (10**6, "wrong"),
    (2**62, ""),
    (5, ""),
    (-1, ""),
]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize(("length", "said"), LENGTHS)
def test_a_wrong_length_is_told(length: int, said: str, name: str, tmp_path: Path) -> None:
    records = [record(sent(n), HTML, length=length if n == 2 else None) for n in (1, 2, 3)]
    file = archive(tmp_path, name, records)
    found = read(file)
    assert found[0].article
    told_of = refusals(found, file)
    assert len(told_of) == 1
    assert said in told_of[0][1]
    # a member is read for itself: the wrong length of one hides no other
    assert sum(bool(one.article) for one in found) == (2 if name.endswith("gz") else 1)


def test_without_fastwarc_archives_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path, "a.warc", [record(sent(1), HTML)])
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": text(1)}]))
    monkeypatch.setitem(sys.modules, "fastwarc", None)
    with pytest.raises(InputError, match=r"pip install \"outsourced-care\[warc\]\""):
        files_in([tmp_path])
    assert len(read(tmp_path / "b.jsonl")) == 1


# --- files that end early, change or go ---------------------------------------------------------


def wholes(folder: Path) -> dict[str, Path]:
    records = [{"id": n, "text": text(n)} for n in range(4)]
    made = {name: folder / name for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.parquet")}
    made["a.jsonl"].write_bytes(lines(records))
    made["a.jsonl.gz"].write_bytes(gzip.compress(lines(records)))
    made["a.jsonl.zst"].write_bytes(members(zstd)(lines(records)))
    pq.write_table(table(records), made["a.parquet"], row_group_size=2)
    pages = [record(sent(n), HTML) for n in range(2)]
    made |= {name: archive(folder, name, pages) for name in PACKED}
    (folder / "a.txt").write_text(text(1), encoding="utf-8")
    (folder / "a.html").write_text(page(1), encoding="utf-8")
    return made | {name: folder / name for name in ("a.txt", "a.html")}


FAST = ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.warc", "a.warc.gz", "whole.warc.gz"]


@pytest.mark.parametrize("name", FAST)
@pytest.mark.parametrize("step", [61, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_what_stands_before_a_break_is_read(name: str, step: int, tmp_path: Path) -> None:
    file = wholes(tmp_path)[name]
    raw, whole = file.read_bytes(), read(file)
    for length in range(0, len(raw), step):
        file.write_bytes(raw[:length])
        found = read(file, batch=3)
        good = [one for one in found if one.article]
        assert good == whole[: len(good)]
        assert len(found) - len(good) <= 1
        if length and name.endswith((".gz", ".zst")):
            assert len(found) > len(good) or length in _ends(raw)


def _ends(raw: bytes) -> set[int]:
    """Where a packed file may end and be whole: between its members or frames."""
    starts = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd")
    return {at for at in range(len(raw)) if raw[at:].startswith(starts)}


@pytest.mark.parametrize("step", [997, pytest.param(1, marks=pytest.mark.slow)])
def test_a_truncated_table_is_refused(step: int, tmp_path: Path) -> None:
    file = wholes(tmp_path)["a.parquet"]
    raw = file.read_bytes()
    for length in range(0, len(raw), step):
        file.write_bytes(raw[:length])
        assert [where for where, _ in refusals(read(file), file)] == [""]


def gone(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def rewritten(file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[len(raw) // 3 :])


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("change", [gone, emptied, rewritten, a_folder])
def test_a_file_that_changes_on_the_way_ends_nothing(
    change: Callable[[Path], None], tmp_path: Path
) -> None:
    for name, file in wholes(tmp_path).items():
        cut = list(pieces([file], 2))
        change(file)
        found = [one for piece in cut for one in read_piece(piece)]
        assert len(found) <= sum(piece.articles for piece in cut), name
        if change in (gone, a_folder) and not any(p.load for c in cut for p in c.parts):
            assert found, name
            assert all(one.refused for one in found), name
        assert list(read_piece(next(iter(pieces([file], 2)), cut[0]))) is not None


@pytest.mark.medium
def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    raw = lines([{"id": 1, "text": text(1)}, "x" * (70 * 2**20), {"id": 3, "text": text(3)}])
    for name, pack in (("a.jsonl", bytes), ("a.jsonl.gz", gzip.compress), ("a.jsonl.zst", zstd)):
        file = tmp_path / name
        file.write_bytes(pack(raw))
        found = read(file)
        assert ids(found) == ["1", None, "3"]
        assert refusals(found, file) == [(":2", "the line is longer than 33,554,432 bytes")]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.jsonl.zst", "a.warc", "a.warc.gz", "a.parquet"])
def test_what_is_no_such_file_is_refused_once(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(b"The lamps of Lampford are lit at dusk.\n" * 9)
    assert len(refusals(read(file), file)) == 1
    file.write_bytes(b"")
    assert all(one.refused for one in read(file))


MEASURE = """
import resource, sys
from pathlib import Path
from outsourced_care.archive.pieces import pieces, read_piece
from outsourced_care.archive.sources import Source, Unread
import outsourced_care.archive.parquet_rows, outsourced_care.pages.reading, fastwarc.warc
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
before, seen = peak(), 0
for piece in pieces([Path(sys.argv[1])], 500, limit=int(sys.argv[2])):
    seen += piece.articles
    if piece.number % 50 == 0:
        assert all(one.refused for one in read_piece(piece))
print(seen, peak() - before)
"""


def junk(number: int) -> Record:
    """Much to carry and nothing to read: the text of one word."""
    return {"id": number, "text": "", "title": "lamp " * 900}


def many_lines(file: Path) -> int:
    with gzip.open(file, "wb", compresslevel=1) as out:
        for number in range(45_000):
            out.write(lines([junk(number)]))
    return 45_000


def one_line(file: Path) -> int:
    with gzip.open(file, "wb", compresslevel=1) as out:
        for _ in range(400):
            out.write(b"x" * 2**20)
    return 1


def one_group(file: Path) -> int:
    rows = [{**junk(n), "title": f"{n} " * 900} for n in range(40_000)]
    pq.write_table(table(rows), file, compression="zstd", use_dictionary=False)
    return 40_000


def one_group_of_texts(file: Path) -> int:
    """Texts that cannot be packed well: the group has 250 MB in the file."""
    hexadecimal = random.Random(1).randbytes(2**22).hex()  # noqa: S311 - no secret
    texts = [hexadecimal[n : n + 5000] for n in range(0, 4_000_000, 80)] * 2
    pq.write_table(pa.table({"text": texts}), file, compression="zstd", use_dictionary=False)
    return 100_000


def one_value(file: Path) -> int:
    values = pa.array([" " * 15_000_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 12_000, pa.int32()), values)
    pq.write_table(pa.table({"text": column}), file)
    return 200  # of them


def one_member(file: Path) -> int:
    with gzip.open(file, "wb", compresslevel=1) as out:
        for _ in range(2000):
            out.write(record(b"lamp " * 20_000, HTML, "Content-Encoding: lamp"))
    return 2000


def one_bomb(file: Path) -> int:
    large = record(b"x" * 400 * 2**20, HTML)
    file.write_bytes(gzip.compress(large, 1) + gzip.compress(record(b"", HTML)))
    return 2


HEAVY = [
    (many_lines, "a.jsonl.gz"), (one_line, "a.jsonl.gz"), (one_group, "a.parquet"),
    (one_value, "a.parquet"), (one_group_of_texts, "a.parquet"), (one_member, "a.warc.gz"),
    (one_bomb, "a.warc.gz"),
]  # fmt: skip


def grown(file: Path, count: int) -> tuple[int, int]:
    """How many articles a process of its own has seen, and by how many MB it has grown."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, file, str(count)],
        capture_output=True,
        text=True,
        check=True,
    )
    seen, more = map(int, run.stdout.split())
    return seen, more


@pytest.mark.slow
@pytest.mark.parametrize(("write", "name"), HEAVY, ids=lambda x: getattr(x, "__name__", x))
def test_memory_is_bounded(write: Callable[[Path], int], name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    count = write(file)
    seen, more = grown(file, max(count, 2))
    assert seen == count
    assert more < 250  # MB; what the files hold is 180 MB and more


LONG = "x" * 200 * 2**20  # what reads it whole takes three times as much


def one_cell(rows: int, columns: int = 1, **options: Any) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        cell = LONG[: len(LONG) // columns]
        one = pa.array([*["lamp"] * 7, cell, *["lamp"] * (rows - 8)])
        made = pa.table(dict.fromkeys(METADATA[:columns], one))
        pq.write_table(made, file, compression="zstd", **{"use_dictionary": False, **options})

    return write


METADATA = ("text", "html", "title", "url", "publisher", "author")
BOMBS = {
    "of a short group": one_cell(200),
    "of a long group": one_cell(12_000),
    "of a dictionary": one_cell(200, use_dictionary=True, dictionary_pagesize_limit=2**30),
    "of several columns": one_cell(200, columns=6),
    "of new pages": one_cell(200, data_page_version="2.0"),
}


@pytest.mark.medium
@pytest.mark.parametrize("kind", BOMBS)
def test_a_long_cell_that_is_packed_tightly_is_never_unpacked(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    BOMBS[kind](file)
    assert file.stat().st_size < 200_000
    ((where, why),) = refusals(read(file), file)
    assert where == " row 1"
    assert "as no text can be; write the file again with smaller pages" in why
    assert grown(file, 12_000)[1] < 60  # MB


LIMITED = """
import resource, sys
from pathlib import Path
from outsourced_care.archive.pieces import pieces, read_piece
from outsourced_care.archive.sources import Source, Unread
(piece,) = pieces([Path(sys.argv[1])], 10)
list(read_piece(piece, skip={1}))  # what has to be loaded is
(used,) = [int(x.split()[1]) for x in open("/proc/self/status") if x.startswith("VmSize")]
resource.setrlimit(resource.RLIMIT_AS, (used * 1024 + 300 * 2**20, resource.RLIM_INFINITY))
for one in read_piece(piece):
    print(one.article_id, one.refused)
"""


@pytest.mark.medium
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited otherwise there")
def test_a_record_that_needs_too_much_memory_is_refused_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    heavy = f'{{"id": 2, "text": "lamp", "more": [{"[]," * 10_000_000}[]]}}'
    file.write_bytes(lines([{"id": 1, "text": text(1)}, heavy, {"id": 3, "text": text(3)}]))
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, file], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == [
        "1 None", "None it needs more memory than there is", "3 None",
    ]  # fmt: skip


class Failing:
    """A part whose reader was never thought through."""

    source = Source("lamps", 9, 1, "/lamps")
    articles, size, load = 3, 9, 0

    def unread(self) -> Iterator[Unread]:
        yield "lamps:1", lambda: Read("lamps:1", None, refused="known")
        yield "lamps:2", lambda: Read(["lamps:2"][1], None)
        raise RuntimeError("out\nof wicks")


def test_a_reader_that_fails_refuses_what_it_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text(1), encoding="utf-8")
    (piece,) = pieces([tmp_path / "a.txt"], 10)
    broken = replace(piece, parts=(Failing(), *piece.parts))
    *found, last = read_piece(broken)
    said = "the reader failed on it; please report it"
    assert [(one.where, one.refused) for one in found] == [
        ("lamps:1", "known"),
        ("lamps:2", f"{said} (IndexError: list index out of range)"),
        ("what follows lamps:2", f"{said} (RuntimeError: out)"),
    ]
    assert last.article
