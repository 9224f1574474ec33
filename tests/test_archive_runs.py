"""`outsourced-care extract` over many articles: the same output however the work is shared out.

Catches rows that depend on batches, workers or engine, texts and identifiers that are kept twice
or not at all across batches, a stopped run that loses or repeats what it had, an output folder
that is half-written, and what is asked wrongly told in more than a line.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archive_corpus import GERMAN, records, texts, write_lines
from archive_processes import batches, is_gone, little_disk, started, unfinished, until

from outsourced_care.cli import main
from outsourced_care.extraction.extract import machine_contract

TABLES = tuple(machine_contract())
ARTICLES = 30


def extract(*arguments: object) -> int:
    """The command; in one process where nothing else is asked, which starts at once."""
    own = () if {"--workers", "--engine"} & set(arguments) else ("--workers", 1)
    return main(["extract", *map(str, (*arguments, *own))])


def rows_of(out: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table that is there, in order."""
    folders = sorted(p for p in out.iterdir() if p.is_dir())
    return {p.name: pq.read_table(p, partitioning=None).to_pylist() for p in folders}


def report_of(out: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((out / "report.json").read_bytes())
    assert told.pop("seconds") >= 0
    return told


def assert_same(one: Path, other: Path) -> None:
    assert report_of(one) == report_of(other)
    assert rows_of(one) == rows_of(other)
    assert not unfinished(one).exists()
    assert not [p for p in one.parent.iterdir() if p.name.startswith(f".{one.name}")]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lines(tmp_path_factory.mktemp("lamps") / "lamps.jsonl", records(ARTICLES))


@pytest.fixture(scope="module")
def whole(lines: Path) -> Path:
    """What comes out when nothing disturbs it, of one batch in one process."""
    out = lines.with_name("whole")
    assert extract(lines, "--out", out, "--batch", 1000, "--workers", 1) == 1
    return out


WAYS = [
    pytest.param(["--workers", "1", "--batch", "7"], id="small batches"),
    pytest.param(["--workers", "1", "--batch", "1"], id="of one", marks=pytest.mark.medium),
    pytest.param(["--workers", "2", "--batch", "9"], id="processes", marks=pytest.mark.medium),
    pytest.param(["--workers", "3", "--batch", "1000"], id="idle", marks=pytest.mark.medium),
    pytest.param(
        ["--engine", "dask", "--workers", "2", "--batch", "9"], id="dask", marks=pytest.mark.medium
    ),
]


@pytest.mark.parametrize("way", WAYS)
def test_the_output_is_the_same_however_it_is_shared_out(
    way: list[str], lines: Path, whole: Path, tmp_path: Path
) -> None:
    if "dask" in way:
        pytest.importorskip("distributed")
    out = tmp_path / "tables"
    assert extract(lines, "--out", out, *way) == 1
    assert_same(out, whole)
    told = report_of(out)
    assert 0 < told["extracted"] == len(rows_of(out)["articles"])
    assert told["read"] == ARTICLES
    left_out = len(told["refused"]) + len(told["duplicates"])
    assert told["extracted"] == ARTICLES - left_out
    assert all(told[name] for name in ("refused", "duplicates", "notes"))


ONE, TWO, THREE = texts(3, seed=9)
KEPT: list[tuple[str, list[tuple[str | None, str]], dict[int, str]]] = [
    ("a text counts once", [("a", ONE), ("b", ONE), ("a", ONE)], {2: "same text", 3: "same text"}),
    ("an id counts once", [("a", ONE), ("a", TWO)], {2: "its id is that of"}),
    (
        "a text whose first copy was refused for its id is kept",
        [("a", ONE), ("a", TWO), ("b", TWO), ("b", TWO)],
        {2: "its id is that of", 4: "same text"},
    ),
    (
        "the same text with the same refused id",
        [("a", ONE), ("a", TWO), ("a", TWO), ("a", ONE)],
        {2: "its id is that of", 3: "its id is that of", 4: "same text"},
    ),
    ("an id of a refused text is free", [("a", GERMAN), ("a", ONE)], {1: "not English"}),
    ("no ids", [(None, ONE), (None, TWO), (None, ONE), (None, THREE)], {3: "same text"}),
]


@pytest.mark.parametrize("batch", [1, 2, 100])
@pytest.mark.parametrize(("given", "left_out"), [c[1:] for c in KEPT], ids=[c[0] for c in KEPT])
def test_what_is_kept_does_not_depend_on_batches(
    given: list[tuple[str | None, str]], left_out: dict[int, str], batch: int, tmp_path: Path
) -> None:
    made: list[dict[str, Any]] = [
        {"text": text} if name is None else {"id": name, "text": text} for name, text in given
    ]
    file = write_lines(tmp_path / "a.jsonl", made)
    out = tmp_path / "tables"
    extract(file, "--out", out, "--batch", batch, "--workers", 1)
    told = report_of(out)
    found = {int(r["where"].rpartition(":")[2]): r["why"] for r in told["refused"]}
    found |= {int(r["where"].rpartition(":")[2]): r["why"] for r in told["duplicates"]}
    assert found.keys() == left_out.keys()
    assert all(said in found[line] for line, said in left_out.items())
    articles = rows_of(out)["articles"]
    kept = [n for n in range(1, len(given) + 1) if n not in left_out]
    assert [given[n - 1][0] for n in kept] == [
        None if row["article_id"].startswith("text-") else row["article_id"] for row in articles
    ]
    ids = {row["article_id"] for row in articles}
    assert all(row["article_id"] in ids for rows in rows_of(out).values() for row in rows)


def test_chosen_tables_and_no_others(lines: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert extract(lines, "--out", out, "--tables", "quotes,people", "--batch", 9) == 1
    assert rows_of(out) == {n: rows_of(whole)[n] for n in ("articles", "people", "quotes")}
    described = json.loads((out / "datapackage.json").read_bytes())["resources"]
    assert [r["name"] for r in described] == [f"{n}-parquet" for n in TABLES if (out / n).exists()]
    keys = [k for r in described for k in r["schema"].get("foreignKeys", ())]
    named = {k["reference"]["resource"] for k in keys}
    assert named == {"articles-parquet", "people-parquet"}


def test_a_limit_counts_what_is_read(lines: Path, whole: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert extract(lines, "--out", out, "--limit", 20, "--batch", 7) == 1
    assert report_of(out)["read"] == 20
    articles = rows_of(out)["articles"]
    assert articles == rows_of(whole)["articles"][: len(articles)]


def test_a_dry_run_tells_and_writes_nothing(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    shutil.copy(lines, folder)
    (folder / "one.txt").write_text(ONE)
    (folder / "two.html").write_text(f"<p>{TWO}</p>")
    pq.write_table(pa.table({"text": list(texts(5, seed=3))}), folder / "three.parquet")
    out = tmp_path / "tables"
    assert extract(folder, "--out", out, "--dry-run", "--limit", 9, "--workers", 3) == 0
    told = capsys.readouterr().out
    assert re.search(r"2 files, [\d,]+ (bytes|kB), 2 articles", told)
    assert re.search(r"JSON lines: 1 file, [\d,]+ (bytes|kB)\n", told)
    assert re.search(r"Parquet: 1 file, .*, 5 articles", told)
    assert "after 9 articles" in told and "3 processes" in told and "proposals" in told
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    assert extract(folder, "--out", folder, "--dry-run") == 2


# --- stopping and going on ----------------------------------------------------------------------


def stopped(lines: Path, out: Path, *arguments: object) -> None:
    """A run that stopped at the first article that cannot be read, with some batches finished."""
    given = ("--workers", 1, "--batch", 2, "--fail-fast", *arguments)
    assert extract(lines, "--out", out, *given) == 2
    assert not out.exists()
    assert unfinished(out).is_dir()


def told_once(capsys: pytest.CaptureFixture[str]) -> str:
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    return err


def test_a_run_that_stopped_goes_on_where_it_was(
    lines: Path, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    stopped(lines, out)
    err = told_once(capsys)
    assert f"{lines}:4: the record has neither" in err
    assert f"to go on: outsourced-care extract {lines} --out {out}" in err
    first = (unfinished(out) / "batches/0/quotes.parquet").stat()
    command = err.rpartition("to go on: outsourced-care ")[2].split()
    assert main(command) == 1
    assert_same(out, whole)
    part = (out / "quotes/part-00000.parquet").stat()
    assert (part.st_ino, part.st_mtime_ns) == (first.st_ino, first.st_mtime_ns)  # not made again


OTHER = [
    (["--batch", "3"], "--batch was 2"),
    (["--batch", "2", "--limit", "5"], "--limit was not given"),
    (["--batch", "2", "--tables", "quotes"], "--tables was articles, quotes"),
    (["--batch", "2", "--published", "2031"], "--published was not given"),
]


def test_a_run_goes_on_with_the_same_settings_only(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    assert extract(lines, "--out", out, "--resume") == 2
    assert "there is nothing to resume" in told_once(capsys)
    stopped(lines, out)
    capsys.readouterr()
    for other, said in OTHER:
        assert extract(lines, "--out", out, "--resume", *other) == 2
        assert said in told_once(capsys)
    another = shutil.copy(lines, tmp_path / "another.jsonl")
    assert extract(another, "--out", out, "--resume", "--batch", 2) == 2
    assert f"inputs was {lines}" in told_once(capsys)
    assert extract(lines, "--out", out, "--batch", 2) == 2
    assert "--resume to go on, --force to begin anew" in told_once(capsys)
    assert extract(lines, "--out", out, "--batch", 3, "--force") == 1
    assert report_of(out)["read"] == ARTICLES


def test_what_changed_since_is_read_again(lines: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for n, text in enumerate(texts(6, seed=4)):
        (folder / f"lamp-{n}.txt").write_text(text)
    (folder / "lamp-9.txt").write_text(GERMAN)
    out, fresh = tmp_path / "tables", tmp_path / "fresh"
    assert extract(folder, "--out", out, "--batch", 2, "--fail-fast") == 2
    kept = unfinished(out) / "batches/0/quotes.parquet"
    before = kept.stat().st_ino
    (folder / "lamp-3.txt").write_text(ONE)
    (folder / "lamp-9.txt").write_text(TWO)
    assert extract(folder, "--out", out, "--batch", 2, "--resume") == 0
    assert extract(folder, "--out", fresh, "--batch", 2) == 0
    assert_same(out, fresh)
    assert (out / "quotes/part-00000.parquet").stat().st_ino == before


def test_an_earlier_output_stays_until_the_new_one_is_whole(
    lines: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    earlier = write_lines(tmp_path / "earlier.jsonl", [{"text": ONE}])
    assert extract(earlier, "--out", out) == 0
    before = rows_of(out)
    stop = ("--workers", 1, "--batch", 2, "--fail-fast")
    assert extract(lines, "--out", out, "--force", *stop) == 2
    assert rows_of(out) == before
    assert extract(lines, "--out", out, "--resume", "--batch", 2) == 2  # --force is asked for again
    assert rows_of(out) == before
    assert extract(lines, "--out", out, "--resume", "--batch", 2, "--force") == 1
    assert_same(out, whole)


def test_nothing_of_others_is_removed(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    unfinished(out).mkdir()
    (unfinished(out) / "novel.txt").write_text("It was a dark night.")
    for more in ((), ("--force",), ("--resume",)):
        assert extract(lines, "--out", out, *more) == 2
        assert "no unfinished run" in told_once(capsys)
    assert (unfinished(out) / "novel.txt").exists()


@pytest.mark.parametrize("name", ["quotes/notes/n.txt", "quotes/checked.parquet", "novel.txt"])
def test_tables_are_not_replaced_with_what_others_put_among_them(
    name: str, lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    assert extract(lines, "--out", out, "--limit", 2) == 0
    theirs = out / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("It was a dark night.")
    capsys.readouterr()
    assert extract(lines, "--out", out, "--force") == 2
    there = Path(*theirs.parts[: len(out.parts) + len(Path(name).parts[:2])])
    assert f"holds other files ({there}); move them, or name a new folder" in told_once(capsys)
    assert theirs.read_text() == "It was a dark night."
    assert not unfinished(out).exists()


def test_it_stops_at_an_identifier_that_is_given_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = tmp_path / "a.jsonl", tmp_path / "tables"
    twice = [{"id": "lamp", "text": one} for one in texts(2)]
    file.write_text("".join(f"{json.dumps(one)}\n" for one in twice), encoding="utf-8")
    assert extract(file, "--out", out, "--fail-fast") == 2
    assert f"{file}:2: its id is that of {file}:1 too; to go on: " in told_once(capsys)
    assert not out.exists()
    assert extract(file, "--out", out, "--resume") == 1
    assert report_of(out)["extracted"] == 1


def test_two_runs_do_not_write_one_folder(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fcntl = pytest.importorskip("fcntl")
    out = tmp_path / "tables"
    stopped(lines, out)
    capsys.readouterr()
    with (unfinished(out) / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for more in ("--resume", "--force"):
            assert extract(lines, "--out", out, "--batch", 2, more) == 2
            assert "another run is writing" in told_once(capsys)
    assert extract(lines, "--out", out, "--batch", 2, "--resume") == 1


@pytest.mark.medium
def test_what_fails_before_anything_is_done_leaves_nothing(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed")
    for address in ("nowhere://lamp:1", "http://lamp:1", "lamp", "tcp://lamp", ""):
        begun = time.monotonic()
        asked = ("--engine", "dask", "--scheduler", address)
        assert extract(lines, "--out", tmp_path / "tables", *asked) == 2
        assert f"the scheduler at “{address}” cannot be reached: " in told_once(capsys)
        gc.collect()  # a client that was begun would tell a traceback as it goes
        assert capsys.readouterr().err == ""
        assert time.monotonic() - begun < 15
        assert list(tmp_path.iterdir()) == []


def test_dask_is_asked_for_where_it_is_missing(
    lines: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert extract(lines, "--out", tmp_path / "tables", "--engine", "dask") == 2
    assert "needs distributed: pip install outsourced-care[dask]" in told_once(capsys)
    assert list(tmp_path.iterdir()) == []


MISUSE = [
    (["--tables", "quote"], "there is no table 'quote'; there are articles, quotes"),
    (["--scheduler", "tcp://127.0.0.1:1"], "--scheduler is for --engine dask"),
    (
        ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
        "--workers is for processes of this machine",
    ),
    (["--published", "someday"], "--published: "),
]


@pytest.mark.parametrize(("wrong", "said"), MISUSE)
def test_misuse_is_told_in_one_line(
    wrong: list[str], said: str, lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract(lines, "--out", tmp_path / "tables", *wrong) == 2
    assert said in told_once(capsys)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["0", "-1", "x", "1.5", ""])
@pytest.mark.parametrize("option", ["--workers", "--batch", "--limit"])
def test_a_number_that_is_none_is_refused(
    option: str, wrong: str, lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract(lines, "--out", tmp_path / "tables", f"{option}={wrong}") == 2
    assert f"{option}: {wrong!r} is no number from 1 on" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("no folder")
    assert extract(lines, "--out", tmp_path / "file/tables") == 2
    assert str(tmp_path / "file") in told_once(capsys)
    here = Path.cwd()
    os.chdir(tmp_path)
    try:
        for out in (".", "..", "/"):
            assert extract(lines, "--out", out, "--force") == 2
            told_once(capsys)
    finally:
        os.chdir(here)


# --- processes of their own ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds' work."""
    made = records(150, seed=5, sentences=40)
    return write_lines(tmp_path_factory.mktemp("long") / "long.jsonl", made)


def shared_out(engine: str) -> list[object]:
    if engine == "dask":
        pytest.importorskip("distributed")
        return ["--workers", 2, "--engine", "dask"]
    return ["--workers", 1 if engine == "one process" else 2]


def told_of_run(process: subprocess.Popen[str]) -> list[str]:
    """What a run told until its end, but for what Dask is."""
    err = process.communicate(timeout=100)[1]
    return [line for line in err.splitlines() if ": Dask with " not in line]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
@pytest.mark.parametrize("engine", ["one process", "processes", "dask"])
def test_ctrl_c_leaves_what_is_finished(engine: str, long_lines: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "tables", tmp_path / "fresh"
    with started(long_lines, "--out", out, *shared_out(engine), "--batch", 3) as process:
        until(lambda: len(batches(out)) > 3)
        os.killpg(process.pid, signal.SIGINT)
        told = told_of_run(process)
        assert process.returncode == 130
        until(lambda: is_gone(process.pid), 20)
    assert len(told) == 1 and "interrupted; to go on: outsourced-care extract" in told[0]
    assert not out.exists()
    again = told[0].rpartition("to go on: outsourced-care ")[2].split()
    assert main(again) == 1
    assert extract(long_lines, "--out", fresh, "--workers", 1) == 1
    assert_same(out, fresh)


@pytest.mark.medium
@pytest.mark.skipif(sys.platform != "linux", reason="mounts a file system of Linux")
@pytest.mark.parametrize(
    "engine",
    ["one process", *(pytest.param(e, marks=pytest.mark.slow) for e in ("processes", "dask"))],
)
def test_a_full_disk_ends_it_cleanly(engine: str, long_lines: Path, tmp_path: Path) -> None:
    with little_disk(tmp_path / "disk", 300) as grow:
        out = tmp_path / "disk" / "tables"
        asked = (long_lines, "--out", out, "--batch", 10, *shared_out(engine))
        with started(*asked) as process:
            told = told_of_run(process)
            assert process.returncode == 2
        assert len(told) == 1
        assert f"{out}: No space left on device; to go on: " in told[0]
        assert not out.exists() and unfinished(out).exists()
        grow(100_000)
        assert extract(*asked, "--resume") == 1
        assert extract(long_lines, "--out", tmp_path / "fresh", "--workers", 1) == 1
        assert_same(out, tmp_path / "fresh")


@pytest.mark.medium
def test_the_script_and_the_module_both_start_processes(lines: Path, tmp_path: Path) -> None:
    script = Path(sys.executable).with_name("outsourced-care")
    ways = [[sys.executable, "-m", "outsourced_care"], [str(script)]]
    for n, way in enumerate(way for way in ways if Path(way[0]).exists()):
        out = tmp_path / str(n)
        asked = ["extract", str(lines), "--out", str(out), "--workers", "2", "--batch", "9"]
        done = subprocess.run([*way, *asked], capture_output=True, text=True)
        assert done.returncode == 1
        assert done.stdout.startswith(f"{out}: ")
        assert "Traceback" not in done.stderr
