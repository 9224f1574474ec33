"""Tasks flow in, what a function makes of each flows out, in whatever order they are done.

An engine only maps. Few tasks are on their way at a time, so that whoever plans them need not
hold them all. A process that is killed costs its task alone, which is given back to be run again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Protocol, TypeVar

# spawned, not forked: this process has threads (Arrow's, NumPy's and the executors'), and a fork
# of it may wait for ever for a lock that one of them held
_CONTEXT = multiprocessing.get_context("spawn")

Task = TypeVar("Task")
Made = TypeVar("Made")


class Engine(Protocol):
    """What maps.

    Attributes:
        about: How many work at it, and where it can be watched; for people.
    """

    about: str

    def map(
        self,
        function: Callable[[Task], Made],
        tasks: Iterable[Task],
        again: Callable[[Task], Task],
    ) -> Iterator[tuple[Task, Made]]:
        """Call a function with each task.

        Args:
            function: What is called; it and what it is given can be pickled.
            tasks: The tasks, taken as they are needed.
            again: Gives the task to run in the place of one whose process was killed.
        """


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Here:
    """The process itself: nothing to start, and nothing that survives it."""

    about = "in one process"

    def map(
        self,
        function: Callable[[Task], Made],
        tasks: Iterable[Task],
        again: Callable[[Task], Task],
    ) -> Iterator[tuple[Task, Made]]:
        """Call the function here."""
        for task in tasks:
            yield task, function(task)


class Processes:
    """Processes of this machine; they are gone when the block ends, however it does.

    Args:
        workers: How many.
    """

    def __init__(self, workers: int) -> None:
        self.about = f"{workers} process{'es' * (workers > 1)}"
        self._alive, self._ours = _CONTEXT.Pipe(duplex=False)
        self._lanes = [_Lane(self._alive) for _ in range(workers)]

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is not None:
            self._ours.close()  # whoever is still at work ends now
        for lane in self._lanes:
            lane.close()
        self._ours.close()
        self._alive.close()

    def map(
        self,
        function: Callable[[Task], Made],
        tasks: Iterable[Task],
        again: Callable[[Task], Task],
    ) -> Iterator[tuple[Task, Made]]:
        """Call the function in the processes."""
        ready: deque[Task] = deque()
        killed: deque[Task] = deque()
        given = iter(tasks)
        busy: dict[Future[Made], tuple[_Lane, Task]] = {}
        while True:
            for lane in self._lanes:
                if not lane.busy and (killed or ready or _taken(given, ready)):
                    task = killed.popleft() if killed else ready.popleft()
                    busy[lane.begin(function, task)] = lane, task
            if not busy:
                return
            while len(ready) < len(self._lanes) and _taken(given, ready):
                pass  # so that they are at hand when a lane is free
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                lane, task = busy.pop(future)
                lane.busy = False
                try:
                    made = future.result()
                except BrokenProcessPool:
                    lane.close()
                    killed.append(again(task))
                else:
                    yield task, made


def _taken(tasks: Iterator[Task], ready: deque[Task]) -> bool:
    """Take one more task, if there is one."""
    task = next(tasks, None)
    if task is None:
        return False
    ready.append(task)
    return True


class _Lane:
    """A pool of one process: when that is killed it is known which task it had."""

    def __init__(self, alive: Connection) -> None:
        self.busy = False
        self._alive = alive
        self._pool: ProcessPoolExecutor | None = None

    def begin(self, function: Callable[[Task], Made], task: Task) -> Future[Made]:
        """Give the process its task; it is started when there is none."""
        self.busy = True
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, _CONTEXT, _settle, (self._alive,))
        with uninterrupted():  # a process that starts meanwhile never hears of Ctrl-C
            try:
                return self._pool.submit(function, task)
            except BrokenProcessPool as error:  # it was killed while it had nothing to do
                future: Future[Made] = Future()
                future.set_exception(error)
                return future

    def close(self) -> None:
        """End the process, when it has nothing to do or was told to stop."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let SIGINT wait; a process that is started keeps it so."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # which would let SIGINT through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _settle(alive: Connection) -> None:
    """Prepare a process: Ctrl-C is its parent's to answer, and it ends with its parent."""
    import atexit
    import gc

    import pyarrow as pa

    atexit.register(os._exit, 0)  # to free all it holds takes a fifth of a second
    gc.set_threshold(50_000)  # the rows of a batch are many, and none of them is garbage
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_cpu_count(1)
    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps some 25 MB more for itself
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()


def _end_with(alive: Connection) -> None:
    """End this process at once when nobody holds the other end any more."""
    with suppress(EOFError, OSError):
        alive.recv_bytes()
    os._exit(1)
