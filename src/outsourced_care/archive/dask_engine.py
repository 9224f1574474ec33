"""Tasks flow in, what a Dask cluster makes of each flows out: one of this machine, or any other."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from queue import Empty, SimpleQueue
from typing import Any

from outsourced_care.archive.dask_cluster import (
    library,
    local_cluster,
    look_for,
    not_started,
    unreachable,
)
from outsourced_care.archive.engines import Engine, Made, Task, cores
from outsourced_care.archive.inputs import InputError
from outsourced_care.waiting import seconds_to_wait

_GONE = "the connection to the Dask scheduler is lost"
_EACH = 2  # tasks on their way for each thread of a worker
_SECONDS = 5.0  # between two looks at how many there are
_LOST = 20.0  # seconds after which a worker that is missing is given up
_ANSWERS = 5.0  # seconds within which a page does
_QUIET = ("distributed", "tornado", "bokeh", "asyncio")


@contextmanager
def dask(scheduler: str | None, workers: int | None) -> Iterator[Engine]:
    """An engine on a Dask cluster.

    Args:
        scheduler: Its scheduler's address; None to start a cluster of processes of this machine.
        workers: How many processes those are; None for one a core.

    Raises:
        InputError: distributed is not installed, the scheduler cannot be reached, or no cluster
            of this machine starts.
    """
    with ExitStack() as opened:
        distributed = library()
        opened.enter_context(_quiet())
        seconds = seconds_to_wait()
        local = None
        if scheduler is None:
            local = opened.enter_context(local_cluster(workers or cores()))
        else:
            look_for(scheduler, seconds)
        try:
            where = scheduler if local is None else local
            client = distributed.Client(where, timeout=seconds, set_as_default=False)
        except (OSError, ValueError) as error:
            raise (
                not_started(error) if scheduler is None else unreachable(scheduler, error)
            ) from None
        yield _Dask(opened.enter_context(client), scheduler, local)


def _can_draw() -> bool:
    """Whether what Dask draws its dashboard with is installed."""
    return find_spec("bokeh") is not None


def _is_there(link: str) -> bool:
    """Whether a page answers: a scheduler without a dashboard tells a link too."""
    import requests  # late: who has no cluster needs none

    with requests.Session() as session:
        session.trust_env = False  # no proxy stands between us and the scheduler
        try:
            return session.head(link, timeout=_ANSWERS).status_code != requests.codes.not_found
        except requests.RequestException:
            return False


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling on standard error what is no news: workers come and go."""
    known = [n for n in logging.root.manager.loggerDict if n.partition(".")[0] in _QUIET]
    loggers = [logging.getLogger(name) for name in (*_QUIET, *known)]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="distributed")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


class _Dask:
    """A cluster that a client is connected to.

    Args:
        client: The client.
        scheduler: The address that was given.
        local: The cluster where it is one of this machine.
    """

    def __init__(self, client: Any, scheduler: str | None, local: Any | None) -> None:
        self._client = client
        self._local = local
        self._spare = 0
        self._all_there = self._looked = time.monotonic()
        self._threads = sum(client.ncores().values())
        self._wanted = 0 if local is None else len(client.ncores())
        many = f"{self._threads} thread{'s' * (self._threads != 1)}"
        if not self._threads:
            many = "no worker yet, which this waits for"
        link = client.dashboard_link
        shown = (local is None or _can_draw()) and _is_there(link)
        where = "" if scheduler is None else f" at {scheduler}"
        self.about = f"Dask{where} with {many}{f', dashboard at {link}' if shown else ''}"

    def map(
        self,
        function: Callable[[Task], Made],
        tasks: Iterable[Task],
        again: Callable[[Task], Task],
    ) -> Iterator[tuple[Task, Made]]:
        """Call the function on the cluster."""
        distributed = library()
        given = iter(tasks)
        running: dict[Any, Task] = {}
        done: SimpleQueue[Any] = SimpleQueue()

        def begin(task: Task) -> None:
            try:
                future = self._client.submit(function, task, pure=False)
            except distributed.client.ClosedClientError:
                raise InputError(_GONE) from None
            running[future] = task
            future.add_done_callback(done.put)

        try:
            while True:
                most = _EACH * max(1, self._threads)
                while len(running) < most and (task := next(given, None)) is not None:
                    begin(task)
                if not running:
                    return
                future = _next_of(done)
                self._look_after()
                if future is None:
                    continue
                task = running.pop(future)
                status, made = _came_of(future)
                if status == "finished":
                    yield task, made
                elif status != "error":  # lost with the worker that had it, or on the way here
                    begin(task)
                elif isinstance(made, distributed.KilledWorker):
                    begin(again(task))
                else:
                    raise made
        finally:
            if self._client.status == "running":
                with suppress(OSError):
                    self._client.cancel(list(running))

    def _look_after(self) -> None:
        """Look now and then how many workers there are.

        Raises:
            InputError: The scheduler is gone.
        """
        if self._client.status not in ("running", "connecting"):
            raise InputError(_GONE)
        now = time.monotonic()
        if now - self._looked < _SECONDS:
            return
        self._looked = now
        try:
            there = self._client.ncores()
        except OSError:  # it may be back soon
            return
        self._threads = sum(there.values())
        if len(there) >= self._wanted:
            self._all_there = now
        elif self._local is not None and now - self._all_there > _LOST:
            # of a process that is killed while it starts, Dask starts no other
            self._all_there = now
            self._spare += self._wanted - len(there)
            self._local.scale(self._wanted + self._spare)


def _came_of(future: Any) -> tuple[str, Any]:
    """How a task ended, with what was made of it or with the error."""
    status = future.status
    try:
        if status == "finished":
            return status, future.result()
        return status, future.exception() if status == "error" else None
    except (OSError, CancelledError):  # of the connection: those of the task are the error
        return "lost", None


def _next_of(done: SimpleQueue[Any]) -> Any | None:
    """The next task that is done; None when there is none for a while."""
    try:
        return done.get(timeout=_SECONDS)
    except Empty:
        return None
