"""The folders of a run: what it finds there when it goes on, and what it leaves.

Catches a batch that is taken for finished because its name is there, a worker that writes for a run
that has begun anew since, an output that is replaced by the one before it, or put beside the folder
that a link leads to; a run that a signal ends without a word; rows of which nobody knows where
their article stood; and folders that others may read although the user's files are for nobody else.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from archive_corpus import records, texts, write_lines
from archive_processes import batches, started, state, until

from outsourced_care.archive.batches import begin_run
from outsourced_care.archive.inputs import files_in
from outsourced_care.archive.pieces import pieces
from outsourced_care.archive.worker import Settings, Task, extract_piece
from outsourced_care.cli import main
from outsourced_care.errors import CannotRunError

BROKEN = b'{"id": "broken", "text": 1}\n'


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten good lines and a broken one."""
    path = tmp_path_factory.mktemp("lamps") / "lamps.jsonl"
    write_lines(path, [{**one, "id": f"lamp-{n}"} for n, one in enumerate(records(10)[4:])])
    path.write_bytes(path.read_bytes() + BROKEN)
    return path


def extract(lines: Path, out: Path, *more: str) -> int:
    given = ["extract", str(lines), "--out", str(out), "--batch", "2", "--workers", "1", *more]
    return main(given)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "gone": lambda path: path.rename(path.with_name("other")),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", ["quotes.parquet", "evidence.parquet"])
def test_a_damaged_batch_is_made_again(damage: str, file: str, lines: Path, tmp_path: Path) -> None:
    out, whole = tmp_path / "tables", tmp_path / "whole"
    assert extract(lines, whole) == 1
    assert extract(lines, out, "--fail-fast") == 2
    DAMAGES[damage](tmp_path / "tables.unfinished/batches/1" / file)
    assert extract(lines, out, "--resume") == 1
    assert state(out) == state(whole)


def test_a_worker_of_an_earlier_start_puts_nothing_in_place(lines: Path, tmp_path: Path) -> None:
    (tmp_path / "batches").mkdir()
    earlier, now = begin_run(tmp_path), begin_run(tmp_path)
    task = Task(next(pieces(files_in([lines]), 2)))
    with pytest.raises(CannotRunError, match="goes on without it"):
        extract_piece(task, Settings(tmp_path, ("articles",), earlier))
    assert not list((tmp_path / "batches").iterdir())
    assert extract_piece(task, Settings(tmp_path, ("articles",), now)).read == 2
    # what is finished is taken as it is, whoever asks
    assert extract_piece(task, Settings(tmp_path, ("articles",), earlier)).read == 2


def test_an_output_that_was_removed_is_not_replaced_by_the_one_before(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    assert extract(lines, out, "--limit", "2") == 0

    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:  # when both have changed places
        patch.setattr("outsourced_care.archive.run.remove", stop)
        assert extract(lines, out, "--force") == 130
    assert json.loads((out / "report.json").read_bytes())["read"] == 7
    shutil.rmtree(out)
    capsys.readouterr()
    assert extract(lines, out, "--resume", "--force") == 2
    err = capsys.readouterr().err
    assert "was made, and has been removed since; give --force to begin anew" in err
    assert not out.exists()
    assert extract(lines, out, "--force") == 1


def test_a_link_is_written_where_it_leads(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large, link, lost = tmp_path / "large", tmp_path / "tables", tmp_path / "lost"
    large.mkdir()
    link.symlink_to(large)
    lost.symlink_to(tmp_path / "nothing")
    for more in ((), ("--force",)):
        assert extract(lines, link, *more) == 1
        assert link.is_symlink()
        assert (large / "report.json").is_file()
    capsys.readouterr()
    assert extract(lines, lost) == 2
    assert capsys.readouterr().err.endswith("lost is a link to nothing; name a folder\n")


def test_where_every_article_stood_is_told(lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    page = tmp_path / "=page, the first.txt"
    page.write_text(next(texts(1, seed=8)))
    assert main(["extract", str(lines), str(page), "--out", str(out), "--batch", "2"]) == 1
    told = pq.read_table(out / "sources.parquet").to_pydict()
    made = pq.read_table(out / "articles", partitioning=None)
    assert told["article_id"] == made["article_id"].to_pylist()
    assert told["source"][:2] == [f"{lines}:1", f"{lines}:2"]
    assert told["source"][-1] == str(page)
    assert main(["validate", str(out)]) == 0


@pytest.mark.medium
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
@pytest.mark.parametrize("signal_name", ["SIGTERM", pytest.param("SIGHUP", marks=pytest.mark.slow)])
def test_what_ends_a_job_leaves_what_is_finished(signal_name: str, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "lamps.jsonl", records(300, sentences=40))
    out, number = tmp_path / "tables", getattr(signal, signal_name)
    given = [str(path), "--out", str(out), "--batch", "3", "--workers", "2"]
    with started(*given) as process:
        until(lambda: len(batches(out)) > 1)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "interrupted; to go on: outsourced-care extract" in err
    assert err.count("\n") == 1
    assert main(["extract", *given, "--resume"]) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no such rights")
def test_nobody_else_may_read_what_nobody_else_may_read(lines: Path, tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        assert extract(lines, tmp_path / "tables") == 1
    finally:
        os.umask(before)
    made = [tmp_path / "tables", *(tmp_path / "tables").rglob("*")]
    readable = [p.name for p in made if p.stat().st_mode & 0o077]
    assert not readable


def test_what_was_extracted_is_no_article(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(texts(5, seed=3)):
        Path(f"z-{number}.txt").write_text(text)
    Path("picture.png").write_bytes(b"")
    Path("notes").write_text("x")
    given = ["extract", ".", "--out", "a-tables", "--batch", "2", "--workers", "1"]
    assert main([*given, "--limit", "3", "--fail-fast"]) == 0  # an earlier output, before all pages
    assert "passing over 2 of other kinds: no ending 1, .png 1" in capsys.readouterr().err
    for more in (["--force"], ["--out", "b-tables"], ["--out", "z-5"]):
        assert main([*given, *more]) == 0
        out = tmp_path / (more[-1] if len(more) > 1 else "a-tables")
        assert json.loads((out / "report.json").read_bytes())["read"] == 5
    capsys.readouterr()
    assert main(["extract", "a-tables", "--out", "c"]) == 2
    assert "a-tables holds what was extracted; name the articles" in capsys.readouterr().err
    assert main(["extract", ".", "--out", "c", "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "would read texts and pages: 5 files" in told
    assert "Parquet" not in told


@pytest.mark.parametrize("given", [[""], ["a.txt", ""]])
def test_an_empty_input_is_not_the_folder_one_is_in(
    given: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(next(texts(1)))
    assert main(["extract", *given, "--out", "tables"]) == 2
    assert "an INPUT is empty" in capsys.readouterr().err
    assert not Path("tables").exists()
