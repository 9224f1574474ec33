"""Runs of `outsourced-care extract` flow in, what is seen of them from without flows out.

Processes of their own, the clusters that they work with, and what they leave on the disk.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest


def unfinished(out: Path) -> Path:
    """The folder of a run that did not come to its end."""
    return out.with_name(f"{out.name}.unfinished")


def batches(out: Path) -> dict[str, int]:
    """The finished batches, and what tells whether one was made again."""
    found = unfinished(out).glob("batches/*/articles.jsonl")
    return {p.parent.name: p.stat().st_ino for p in found if p.parent.name.isdigit()}


def left_over(out: Path) -> set[str]:
    """What killed processes have left of batches."""
    return {p.name for p in unfinished(out).glob("batches/*.*")}


def state(out: Path) -> dict[str, bytes]:
    """The bytes of every file, but for the seconds that the report tells."""
    files = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    told = json.loads(files["report.json"])
    del told["seconds"]
    return {**files, "report.json": json.dumps(told).encode()}


@contextmanager
def started(*arguments: object, **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A run in a process group of its own, of which nothing is left in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "outsourced_care", "extract", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **more,
    )
    try:
        yield process
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen[Any]) -> None:
    """End a process and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def until(what: Callable[[], object], seconds: float = 90) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.005)


def is_gone(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def workers(process: subprocess.Popen[str]) -> list[int]:
    """The processes that extract for a run."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            group = int((path / "stat").read_text().rpartition(")")[2].split()[2])
            if group == process.pid and b"spawn_main" in (path / "cmdline").read_bytes():
                found.append(int(path.name))
    return found


def kill(process: int) -> None:
    """Kill a process, if it is there still."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@contextmanager
def little_disk(folder: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """Let a folder be a disk of its own; what makes it larger."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "lamps", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")

    def grow(kilobytes: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(folder)], check=True)

    try:
        yield grow
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def dask_command(
    command: list[str], told: Path, environment: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """One of Dask's own commands, in the folder of the file that tells of its scheduler."""
    process = subprocess.Popen(
        [*command, "--no-dashboard", "--scheduler-file", str(told)],
        cwd=told.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, **(environment or {})},
    )
    try:
        yield process
    finally:
        kill_group(process)


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path, str]]:
    """A scheduler without workers; the file that tells of it, and its address."""
    pytest.importorskip("distributed")
    told = folder / "scheduler.json"
    command = [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0"]
    with dask_command(command, told) as process:
        until(lambda: told.exists() and told.read_text().endswith("}"))
        yield process, told, str(json.loads(told.read_text())["address"])


WORKER = [sys.executable, "-m", "dask", "worker", "--nthreads", "1"]
