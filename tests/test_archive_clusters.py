"""`outsourced-care extract --engine dask`: a cluster of this machine, and one that others started.

Catches a cluster that anybody on the network can reach, Dask's own chatter on the terminal, a link
that leads nowhere, workers that do other work than was asked for or cannot see the folders, and a
scheduler whose end takes the finished batches with it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import struct
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from archive_corpus import records, texts, write_lines
from archive_processes import (
    WORKER,
    batches,
    dask_command,
    kill,
    kill_group,
    scheduler,
    started,
    state,
    unfinished,
    until,
    workers,
)

import outsourced_care
from outsourced_care.cli import main

pytestmark = [
    pytest.mark.medium,
    pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups"),
]
DASK = ("--engine", "dask")


def extract(*arguments: object) -> int:
    own = () if {"--workers", "--engine"} & set(arguments) else ("--workers", 1)
    return main(["extract", *map(str, (*arguments, *own))])


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds' work."""
    made = records(90, seed=5, sentences=30)
    return write_lines(tmp_path_factory.mktemp("lamps") / "lamps.jsonl", made)


@pytest.fixture(scope="module")
def whole(lines: Path) -> dict[str, bytes]:
    out = lines.with_name("whole")
    assert extract(lines, "--out", out, "--batch", 3) == 1
    return state(out)


@contextmanager
def cluster(
    folder: Path, worker: list[str] | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler and a worker, or several; the scheduler's process and address."""
    with ExitStack() as running:
        process, told, address = running.enter_context(scheduler(folder))
        running.enter_context(dask_command(worker or WORKER, told, environment))
        yield process, address


# --- of this machine ----------------------------------------------------------------------------


def listening(group: int) -> set[tuple[str, int]]:
    """Where the processes of a group wait for whoever connects."""
    found = set()
    for process in psutil.process_iter():
        with suppress(OSError, psutil.Error):
            if os.getpgid(process.pid) == group:
                found |= {c.laddr for c in process.net_connections() if c.status == "LISTEN"}
    return {(place.ip, place.port) for place in found}


@contextmanager
def taken(port: int) -> Iterator[None]:
    """A port that nobody else can have."""
    with socket.socket() as waiting:
        with suppress(OSError):  # somebody has it already
            waiting.bind(("", port))
            waiting.listen()
        yield


def test_a_cluster_of_this_machine_is_seen_by_this_machine_alone(
    lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    pytest.importorskip("distributed")
    out = tmp_path / "tables"
    asked = (lines, "--out", out, *DASK, "--workers", 2, "--batch", 3)
    with taken(8787), started(*asked) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("outsourced-care extract: Dask with 2 threads")
        until(lambda: batches(out))
        there = listening(process.pid)
        assert len(there) > 2
        assert {place for place, _ in there} == {"127.0.0.1"}
        link = re.search(r", dashboard at (http://127\.0\.0\.1:\d+/\S+)", first)
        if find_spec("bokeh") is None:
            assert link is None
        else:
            assert link is not None
            with urllib.request.urlopen(link[1], timeout=30) as page:  # noqa: S310 - ours
                assert page.status == 200 and b"bokeh" in page.read().lower()
        assert process.poll() is None
        err = process.communicate(timeout=120)[1]
        assert process.returncode == 1
    said = [line for line in err.splitlines() if not line.startswith((str(lines), "… and "))]
    assert said == []
    assert state(out) == whole


@pytest.mark.slow
@pytest.mark.parametrize("killed", [1, 1000])
def test_workers_that_are_killed_while_they_start(lines: Path, tmp_path: Path, killed: int) -> None:
    pytest.importorskip("distributed")
    asked = (lines, "--out", tmp_path / "tables", *DASK, "--workers", 1, "--limit", 3)
    gone: set[int] = set()
    with started(*asked) as process:
        while process.poll() is None:
            for one in {*workers(process)} - gone if len(gone) < killed else ():
                kill(one)
                gone.add(one)
            time.sleep(0.02)
        assert process.stderr is not None
        told = process.stderr.read()
    assert gone and "Traceback" not in told
    if killed == 1:
        assert process.returncode in (0, 1) and (tmp_path / "tables").exists()
    else:
        assert process.returncode == 2
        assert "the Dask cluster of this machine did not start: " in told.splitlines()[-1]
        assert "None" not in told


# --- of others ----------------------------------------------------------------------------------


def assert_goes_on(*asked: object) -> None:
    """Go on with processes; no batch that is finished is made again."""
    out = Path(str(asked[-1]))
    before = batches(out)
    assert before
    assert extract(*asked, "--workers", 2, "--resume", "--fail-fast") == 2
    assert before.items() <= batches(out).items()
    assert extract(*asked, "--workers", 2, "--resume") == 1


def test_a_cluster_begins_with_relative_paths_and_processes_go_on(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = records(12, seed=6)
    Path("in").mkdir()
    write_lines(Path("in/a.jsonl"), made[:3])
    pq.write_table(pa.Table.from_pylist(made[3:6]), "in/b.parquet")
    write_lines(Path("in/c.jsonl.gz"), made[6:9])
    Path("in/d.txt").write_text(next(texts(1, seed=9)))
    Path("in/e.txt").write_text("")
    given = ["in", "--batch", 2]
    assert extract(*given, "--out", "fresh") == 1
    two = [*WORKER, "--nworkers", "2"]
    with cluster(tmp_path_factory.mktemp("cluster"), two) as (_, address):
        given += [*DASK, "--scheduler", address]
        assert extract(*given, "--out", "whole") == 1
        assert state(Path("whole")) == state(Path("fresh"))
        assert extract(*given, "--out", "tables", "--fail-fast") == 2
    assert_goes_on("in", "--batch", 2, "--out", "tables")
    assert state(Path("tables")) == state(Path("fresh"))


class Page(BaseHTTPRequestHandler):
    """A page such as a dashboard has."""

    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Silent(BaseRequestHandler):
    """Accepts, and says nothing until it is left."""

    said = b""

    def handle(self) -> None:
        with suppress(OSError):
            self.request.sendall(self.said)
            while self.request.recv(4096):
                pass


class Web(Silent):
    """Answers at once, as a dashboard does to what is no request."""

    said = b"HTTP/1.1 400 Bad Request\r\n\r\n"


class Short(Silent):
    """Sends a frame which holds nothing that Dask would send."""

    said = struct.pack("<QQQ", 16, 1, 0) + b"lamp lamp"


class Gone(Silent):
    """Goes away at once."""

    def handle(self) -> None:
        """Answer nothing."""


@pytest.mark.medium
@pytest.mark.parametrize(
    "kind", [Web, *(pytest.param(k, marks=pytest.mark.slow) for k in (Page, Silent, Short, Gone))]
)
def test_what_is_no_scheduler_is_told(
    kind: type[BaseRequestHandler],
    lines: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("OUTSOURCED_CARE_TIMEOUT", "1")
    with ThreadingTCPServer(("127.0.0.1", 0), kind) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.server_address[1]}"
        begun = time.monotonic()
        asked = ("--out", tmp_path / "tables", *DASK, "--scheduler", address)
        assert extract(lines, *asked) == 2
        assert time.monotonic() - begun < 8
        server.shutdown()
    (told,) = capsys.readouterr().err.splitlines()
    assert f"the scheduler at “{address}” cannot be reached: " in told
    if kind is not Gone:  # which may be taken for nobody, when it went before it was heard
        assert "what listens there is no Dask scheduler; 8787 is usually its dashboard" in told


@pytest.mark.medium
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tls://127.0.0.1:1", "tcp://lamps"])
def test_a_scheduler_that_is_not_there_is_told(
    address: str,
    lines: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setenv("OUTSOURCED_CARE_TIMEOUT", "0.5")
    assert extract(lines, "--out", tmp_path / "tables", *DASK, "--scheduler", address) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert f"the scheduler at “{address}” cannot be reached: " in told and "8787" not in told


def test_a_cluster_without_workers_is_told(lines: Path, tmp_path: Path) -> None:
    with scheduler(tmp_path) as (_, _, address):
        asked = (lines, "--out", tmp_path / "tables", *DASK, "--scheduler", address)
        with started(*asked) as process:
            assert process.stderr is not None
            told = process.stderr.readline()
    assert "no worker yet, which this waits for" in told
    assert "dashboard" not in told  # it was started without one


def told_last(capsys: pytest.CaptureFixture[str]) -> str:
    """The only line besides the one that tells of the cluster."""
    first, last = capsys.readouterr().err.splitlines()
    assert ": Dask at tcp://" in first
    return last


def test_a_worker_with_another_version_is_refused(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = Path(outsourced_care.__file__).parent
    other = tmp_path / "other" / package.name
    shutil.copytree(package, other, ignore=shutil.ignore_patterns("__pycache__", "_dataset"))
    (other / "_version.py").write_text('__version__ = "0.0.7"\n')
    environment = {"PYTHONPATH": str(other.parent)}
    with cluster(tmp_path, environment=environment) as (_, address):
        asked = ("--out", tmp_path / "tables", *DASK, "--scheduler", address)
        assert extract(lines, *asked) == 2
    said = f"has version 0.0.7 of the package, and this is {outsourced_care.__version__}; install"
    assert said in told_last(capsys)
    assert not (tmp_path / "tables").exists() and not unfinished(tmp_path / "tables").exists()


def test_a_worker_that_does_not_see_the_folder_is_told(
    lines: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cluster").mkdir()
    (tmp_path / "mine").mkdir()
    own = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs lamps "$0" && exec "$@"']
    own.append(str(tmp_path / "mine"))
    if shutil.which("unshare") is None or subprocess.run([*own, "true"]).returncode:
        pytest.skip("no process can be shown other folders here")
    with cluster(tmp_path / "cluster", [*own, *WORKER]) as (_, address):
        out = tmp_path / "mine" / "tables"
        assert extract(lines, "--out", out, *DASK, "--scheduler", address) == 2
    assert f"a worker does not see {unfinished(out)}; all of them need" in told_last(capsys)
    assert [*(tmp_path / "mine").iterdir()] == []


@pytest.mark.slow
def test_a_lost_scheduler_leaves_what_is_finished(
    lines: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    asked = (lines, "--batch", 3, "--out", out)
    (tmp_path / "cluster").mkdir()
    soon = {**os.environ, "OUTSOURCED_CARE_TIMEOUT": "2"}  # it may come back for so long
    with (
        cluster(tmp_path / "cluster") as (process, address),
        started(*asked, *DASK, "--scheduler", address, env=soon) as running,
    ):
        until(lambda: len(batches(out)) > 2)
        kill_group(process)
        err = running.communicate(timeout=120)[1]
        assert running.returncode == 2
    _, last = err.splitlines()
    assert "the connection to the Dask scheduler is lost; to go on: " in last
    assert not out.exists() and len(batches(out)) > 2
    assert_goes_on(*asked)
    assert state(out) == whole
