"""Killed at any moment, a worker or the whole run: what comes out is what would have come out.

Catches a run that cannot go on after a kill, or goes on with half a batch; a batch that is made
again; an output that is neither the earlier nor the new one; processes that outlive their run; and
one article that kills whoever reads it and takes others with it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from archive_corpus import records, texts, write_lines
from archive_processes import (
    batches,
    is_gone,
    kill,
    left_over,
    started,
    state,
    unfinished,
    until,
    workers,
)
from kills import killed_before_each

from outsourced_care.archive.run import Options
from outsourced_care.archive.run import run as extract_into
from outsourced_care.cli import main

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them"),
]
ENGINES = ("processes", "dask")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds' work."""
    made = records(240, seed=5, sentences=40)
    return write_lines(tmp_path_factory.mktemp("lamps") / "lamps.jsonl", made)


@pytest.fixture(scope="module")
def whole(lines: Path) -> dict[str, bytes]:
    """What comes out when nobody is killed."""
    out = lines.with_name("whole")
    assert main(["extract", str(lines), "--out", str(out), "--batch", "4", "--workers", "1"]) == 1
    return state(out)


def asked(lines: Path, out: Path, engine: str) -> list[str]:
    if engine == "dask":
        pytest.importorskip("distributed")
    return [str(lines), "--out", str(out), "--batch", "4", "--workers", "2", "--engine", engine]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", [1, 2])
def test_killed_workers_cost_nothing(
    engine: str, seed: int, lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    out = tmp_path / "tables"
    kills = 0
    with started(*asked(lines, out, engine)) as process:
        until(lambda: len(batches(out)) > 1)
        while process.poll() is None and kills < 5:
            at_work = workers(process)
            if at_work and unfinished(out).exists():
                kill(chance.choice(at_work))
                kills += 1
            before = len(batches(out))
            until(lambda: process.poll() is not None or len(batches(out)) > before)  # noqa: B023
            time.sleep(chance.uniform(0, 0.3))
        err = process.communicate(timeout=120)[1]
        assert process.returncode == 1, err
        assert "Traceback" not in err
        until(lambda: is_gone(process.pid))
    assert kills >= 3
    assert state(out) == whole


def killed_when_put_together(process: subprocess.Popen[str], out: Path, most: int) -> int:
    """Kill all workers, most times at most, from when the batches are there; how often."""
    kills, killed = 0, set[int]()
    until(lambda: (unfinished(out) / "planned.json").exists())
    while process.poll() is None and kills < most:
        if not killed:
            process.send_signal(signal.SIGSTOP)  # or it would be done with some by then
            assert len([*unfinished(out).glob("out/articles/*.parquet")]) < 30
        if fresh := {*workers(process)} - killed:
            for worker in fresh:
                kill(worker)
            killed |= fresh
            kills += 1
        process.send_signal(signal.SIGCONT)
    return kills


@pytest.mark.parametrize("engine", ENGINES)
def test_workers_killed_while_batches_are_put_together_cost_nothing(
    engine: str, lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    with started(*asked(lines, out, engine)) as process:
        assert killed_when_put_together(process, out, 2)
        err = process.communicate(timeout=120)[1]
        assert process.returncode == 1, err
    assert state(out) == whole


def test_workers_that_are_always_killed_while_batches_are_put_together_end_it(
    lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    command = asked(lines, out, "processes")
    with started(*command) as process:
        assert killed_when_put_together(process, out, 100) > 5
        err = process.communicate(timeout=60)[1]
        assert process.returncode == 2
    assert "the processes that put batches together are killed again and again; to go on:" in err
    assert err.count("\n") == 1
    assert main(["extract", *command, "--resume"]) == 1
    assert state(out) == whole


def test_workers_that_are_always_killed_end_it(lines: Path, tmp_path: Path) -> None:
    with started(*asked(lines, tmp_path / "tables", "processes")) as process:
        kills = 0
        while process.poll() is None:
            for worker in workers(process):
                kill(worker)
                kills += 1
            assert kills < 1000
        err = process.communicate(timeout=60)[1]
        assert process.returncode == 2
    assert err.count("\n") == 1 and "the processes that extract are killed again and again" in err
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_run_goes_on(
    engine: str, seed: int, lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    out = tmp_path / "tables"
    command = asked(lines, out, engine)
    before: dict[str, int] = {}
    left = set[str]()
    for number in range(10):
        resumed = [*command, *(["--resume"] if unfinished(out).exists() else [])]
        with started(*resumed) as process:
            until(lambda: process.poll() is not None or len(batches(out)) > len(before))  # noqa: B023
            time.sleep(chance.uniform(0, 0.2))
            assert process.poll() is None
            if number % 2:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()  # and the others end by themselves
            process.wait()
            until(lambda: is_gone(process.pid))
        done = batches(out)
        assert not out.exists()
        assert before.items() <= done.items() and len(done) > len(before)  # none is made again
        before = done
        assert not left & left_over(out)  # what killed processes leave is gone at the next start
        left |= left_over(out)
    assert left
    assert main(["extract", *command, "--resume"]) == 1
    assert state(out) == whole
    assert {p.name for p in tmp_path.iterdir()} == {"tables"}


# --- at each moment -----------------------------------------------------------------------------

FEW = records(4, seed=2)


def before_it(root: Path, lines: Path) -> None:
    """A folder with the tables of one article."""
    root.mkdir(parents=True)
    earlier = write_lines(lines.with_name("earlier.jsonl"), FEW[:1])
    extract_into(Options((earlier,), root / "tables", tables=("quotes",), workers=1))


def act(root: Path, lines: Path, workers: int) -> None:
    """Replace them by others."""
    extract_into(options(root, lines, workers))


def options(root: Path, lines: Path, workers: int) -> Options:
    out = root / "tables"
    return Options((lines,), out, tables=("quotes",), batch=3, workers=workers, force=True)


@pytest.mark.parametrize(("workers", "every"), [(1, 1), (2, 9)])
def test_killed_before_each_thing_it_does(workers: int, every: int, tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "few.jsonl", [*FEW, FEW[2], {**FEW[3], "id": "lamp-1"}])
    before_it(tmp_path / "old", lines)
    before_it(tmp_path / "new", lines)
    act(tmp_path / "new", lines, 1)
    old, new = (state(tmp_path / name / "tables") for name in ("old", "new"))
    assert old != new
    roots = killed_before_each(
        partial(before_it, lines=lines),
        partial(act, lines=lines, workers=workers),
        tmp_path / "killed",
        every,
    )
    assert len(roots) > 50 / every
    went_on = 0
    for root in roots:
        out = root / "tables"
        assert state(out) in (old, new)
        if unfinished(out).exists():
            extract_into(replace(options(root, lines, workers), resume=True))
            went_on += 1
        elif state(out) == old:
            act(root, lines, workers)
        assert state(out) == new
        assert {p.name for p in root.iterdir() if not p.name.startswith(".")} == {"tables"}
    assert went_on > 40 / every


# --- what kills whoever reads it ----------------------------------------------------------------


def poisoned(path: Path, poison: dict[str, Any]) -> tuple[Path, Path]:
    """Files of records: one with an article among them that is to kill, one without it."""
    made = [{"id": f"lamp-{n}", "text": text} for n, text in enumerate(texts(40, sentences=9))]
    without = write_lines(path.with_name("without.jsonl"), made)
    return write_lines(path, [*made[:17], poison, *made[17:]]), without


def assert_only_one_is_refused(out: Path, without: Path, fresh: Path, line: int) -> None:
    told = json.loads((out / "report.json").read_bytes())
    assert [r["where"].rpartition(":")[2] for r in told["refused"]] == [str(line)]
    assert "the process that read it was killed again and again" in told["refused"][0]["why"]
    assert (told["read"], told["extracted"]) == (41, 40)
    extract_into(Options((without,), fresh, workers=1))
    ours, theirs = state(out), state(fresh)
    for name in {Path(p).parent.name for p in theirs if p.endswith(".parquet") and "/" in p}:
        assert rows_of(out / name) == rows_of(fresh / name)
    assert ours.keys() >= {"report.json", "datapackage.json"}


def rows_of(folder: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(folder, partitioning=None).to_pylist()


def kill_who_reads(number: int, out: Path, stop: threading.Event) -> None:
    """Kill whoever says that it reads a batch's article with that number in a batch of nine."""
    while not stop.wait(0.002):
        for at in unfinished(out).glob(f"batches/{number // 9}.*/at"):
            with suppress(OSError, ValueError):
                if int(at.read_bytes()) == number % 9:
                    for reader in who_holds(at):
                        kill(reader)


def who_holds(file: Path) -> set[int]:
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with suppress(OSError):
            if link.readlink() == file:
                found.add(int(link.parts[2]))
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_what_kills_whoever_reads_it_is_refused(engine: str, tmp_path: Path) -> None:
    heavy = {"id": "heavy", "text": next(texts(1, sentences=15_000))}  # takes some seconds
    lines, without = poisoned(tmp_path / "lamps.jsonl", heavy)
    out = tmp_path / "tables"
    command = asked(lines, out, engine)
    command[command.index("--batch") + 1] = "9"
    stop = threading.Event()
    killer = threading.Thread(target=kill_who_reads, args=(17, out, stop))
    killer.start()
    try:
        with started(*command) as process:
            err = process.communicate(timeout=180)[1]
            assert process.returncode == 1, err
    finally:
        stop.set()
        killer.join()
    assert_only_one_is_refused(out, without, tmp_path / "fresh", 18)


@contextmanager
def little_memory(megabytes: int) -> Iterator[Path]:
    """A control group that may use so much; who uses more is killed by the system."""
    for top, limit in (
        ("/sys/fs/cgroup/memory", "memory.limit_in_bytes"),
        ("/sys/fs/cgroup", "memory.max"),
    ):
        group = Path(top) / f"lamps-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / limit).write_text(str(megabytes * 2**20))
        except OSError:
            group.rmdir()
            continue
        try:
            yield group
        finally:
            with suppress(OSError):
                group.rmdir()
        return
    pytest.skip("no control group can be made here")


@pytest.mark.parametrize("engine", ENGINES)
def test_what_needs_more_memory_than_there_is_is_refused(engine: str, tmp_path: Path) -> None:
    # ten million empty objects take 700 MB
    heavy = {"id": "heavy", "text": next(texts(1)), "more": "LISTS"}
    lines, without = poisoned(tmp_path / "lamps.jsonl", heavy)
    lists = ",".join(["{}"] * 10_000_000)
    lines.write_text(lines.read_text().replace('"LISTS"', f"[{lists}]"))
    out = tmp_path / "tables"
    with little_memory(800) as group:

        def join() -> None:
            (group / "cgroup.procs").write_text(str(os.getpid()))

        with started(*asked(lines, out, engine), preexec_fn=join) as process:
            err = process.communicate(timeout=240)[1]
            assert process.returncode == 1, err
            until(lambda: is_gone(process.pid))
    assert_only_one_is_refused(out, without, tmp_path / "fresh", 18)
