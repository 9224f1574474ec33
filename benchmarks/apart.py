"""A command flows in, what it takes in a process of its own flows out: time and memory.

Its processes are looked at four times a second. Memory “in all” counts what processes share once
(PSS), where the system tells it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_EVERY = 0.25  # seconds
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took.

    Attributes:
        seconds: Of the clock.
        processor: Seconds of the processor, of all its processes.
        parent: The most megabytes that the first process held.
        together: The most megabytes that all of them held at a time.
        said: What it wrote to standard output.
    """

    seconds: float
    processor: float
    parent: float
    together: float
    said: str


def apart(*command: str | Path) -> Taken:
    """Run Python with these arguments and measure it.

    Raises:
        SystemExit: It failed.
    """
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as wrong:
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *map(str, command)], stdout=said, stderr=wrong
        )
        memory = _Memory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.stop()
        said.seek(0)
        wrong.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(map(str, command))}: {wrong.read()[-2000:]}")
        processor = usage.ru_utime + usage.ru_stime
        return Taken(seconds, processor, memory.parent, memory.together, said.read())


class _Memory(threading.Thread):
    """Looks at the memory of a process and its descendants until it is stopped."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.parent = self.together = 0.0
        self._process = psutil.Process(process)
        self._over = threading.Event()

    def run(self) -> None:
        """Look now and then."""
        while not self._over.wait(_EVERY):
            with suppress(psutil.Error):
                self._look()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self.join()

    def _look(self) -> None:
        first = self._process
        self.parent = max(self.parent, first.memory_info().rss / _MEGABYTE)
        together = sum(map(_held, (first, *first.children(recursive=True))))
        self.together = max(self.together, together)


def _held(process: psutil.Process) -> float:
    try:
        told = process.memory_full_info()
    except psutil.Error:  # it has ended meanwhile
        return 0.0
    return float(getattr(told, "pss", told.rss)) / _MEGABYTE
