"""Paths flow in, a folder of machine-made tables flows out, or what was there.

The folder holds `<table>/part-00000.parquet` and so on, a `datapackage.json` and a `report.json`.
The input is cut into pieces; an engine makes a batch of each; when all are there they are put
together, and the whole takes the wanted place. Until then all is in `DIR.unfinished` beside it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path

from outsourced_care import dates
from outsourced_care.archive.batches import Batch, batch_of, begin_run, finished
from outsourced_care.archive.engines import Engine, Here, Processes, cores
from outsourced_care.archive.finishing import (
    planned_in,
    put_in_place,
    put_together,
    report_in_place,
    say_planned,
)
from outsourced_care.archive.inputs import InputError, files_in
from outsourced_care.archive.killed import Deaths, clear
from outsourced_care.archive.pieces import Piece, pieces
from outsourced_care.archive.plan import (
    Plan,
    begin,
    chosen,
    find_again,
    held,
    refuse,
    remove,
    target_of,
    work_of,
)
from outsourced_care.archive.progress import Progress
from outsourced_care.archive.report import Report
from outsourced_care.archive.worker import Settings, Task, extract_piece
from outsourced_care.errors import CannotRunError

BATCH = 200  # articles: some seconds' work, which is what a killed process costs
ENGINES = ("processes", "dask")
_NO_MEMORY = "not enough memory; a smaller --batch or fewer --workers need less"


class UnfinishedError(CannotRunError):
    """A run stopped before its end, and can go on from there; the message is one line."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked of a run.

    Attributes:
        inputs: Files, folders and patterns.
        out: The folder to write.
        published: When the articles were published that tell no date, in EDTF.
        batch: How many articles a batch has at most.
        limit: How many articles are read in all; None for all.
        tables: The tables to write, besides the articles; none for all.
        engine: One of `ENGINES`.
        scheduler: The address of a Dask scheduler; None for a cluster of this machine.
        workers: How many processes; None for one a core. With 1 all is done in this process,
            unless an earlier one was killed at it.
        resume: Whether to go on with a run that did not come to its end.
        force: Whether what is there may be replaced.
        fail_fast: Whether to stop at the first article that cannot be read.
    """

    inputs: tuple[Path, ...]
    out: Path
    published: str | None = None
    batch: int = BATCH
    limit: int | None = None
    tables: tuple[str, ...] = ()
    engine: str = "processes"
    scheduler: str | None = None
    workers: int | None = None
    resume: bool = False
    force: bool = False
    fail_fast: bool = False


def plan_of(asked: Options) -> Plan:
    """What of all that is asked decides what comes out.

    Raises:
        InputError: There is no such table, or the date is none.
    """
    if asked.published is not None and (wrong := dates.problem(asked.published)):
        raise InputError(f"--published: {wrong}")
    inputs = tuple(map(str, asked.inputs))
    return Plan(inputs, asked.published, asked.batch, asked.limit, chosen(asked.tables))


def run(asked: Options, shown: Progress | None = None) -> Report:
    """Extract the articles of files into a folder.

    Args:
        asked: What is asked.
        shown: Is told how far it is.

    Raises:
        InputError: It cannot be done; the message says why. What was there stays.
        UnfinishedError: It stopped as `fail_fast` asks.
        OSError: The folder cannot be written; what was there stays.
    """
    shown = shown or Progress("extract")
    plan = plan_of(asked)
    asked = replace(asked, out=target_of(asked.out))
    try:
        if asked.resume:
            work = find_again(plan, asked.out)
        else:
            refuse(asked.out, force=asked.force)
            files_in(asked.inputs)  # refuses what is not there before anything is written
            work = begin(plan, asked.out, force=asked.force)
        with held(work):
            return _unless_stopped(asked, work, plan.tables, shown)
    except OSError as error:
        raise _named_by(asked.out, error) from None


def _unless_stopped(asked: Options, work: Path, tables: tuple[str, ...], shown: Progress) -> Report:
    """Do what is left to be done; where that fails before anything is done, leave nothing.

    Raises:
        UnfinishedError: Something stopped it.
    """
    try:
        return _finished(asked, work, tables, shown)
    except BaseException as error:
        if not asked.resume and not any(finished(work)):
            remove(work)
        elif isinstance(error, OSError):
            error = _named_by(asked.out, error)
            where = f"{error.filename}: " if error.filename else ""
            raise UnfinishedError(f"{where}{error.strerror or error}") from None
        elif isinstance(error, CannotRunError):
            raise UnfinishedError(str(error)) from None
        elif isinstance(error, MemoryError):
            raise UnfinishedError(_NO_MEMORY) from None
        raise
    finally:
        shown.end()


def _finished(asked: Options, work: Path, tables: tuple[str, ...], shown: Progress) -> Report:
    """Do what is left to be done, and remove the folder of the run."""
    begun = time.monotonic()
    report = report_in_place(work, asked.out)
    if report is None:
        refuse(asked.out, force=asked.force)
        report = _made(asked, work, tables, shown, begun)
        put_in_place(work, asked.out)
    remove(work)
    return report


def _made(
    asked: Options, work: Path, tables: tuple[str, ...], shown: Progress, begun: float
) -> Report:
    """Make the batches that are not there yet, and the output of all."""
    work = work.absolute()  # whoever works at it may be in another folder
    together = partial(put_together, fail_fast=asked.fail_fast)
    count = planned_in(work)
    if count is not None:
        with _engine(asked, count, shown) as engine:
            return together(work, count, tables, engine, shown, begun)
    died = clear(work)
    files = files_in(asked.inputs)
    found = files.survey()
    if other := found.passed_over():
        shown.say(f"passing over {other}")
    shown.begin(asked.limit or found.size)
    todo = _Todo(work, asked, shown, pieces(files, asked.batch, asked.limit, asked.published))
    tasks = iter(todo)
    first = list(islice(tasks, 2))
    function = partial(extract_piece, settings=Settings(work, tables, begin_run(work)))
    articles = sum(task.piece.articles for task in first)
    with _engine(asked, articles, shown, died=died) as engine:
        again = Deaths(work).again
        for task, batch in engine.map(function, chain(first, tasks), again):
            todo.done(task.piece, batch)
        say_planned(work, todo.count)
        return together(work, todo.count, tables, engine, shown, begun)


@dataclass
class _Todo:
    """The tasks of a run, but for what an earlier one has finished."""

    work: Path
    asked: Options
    shown: Progress
    planned: Iterable[Piece]
    count: int = 0

    def __iter__(self) -> Iterator[Task]:
        for piece in self.planned:
            self.count += 1
            batch = None
            if self.asked.resume:
                batch = batch_of(self.work, piece.number, piece.fingerprint)
            if batch is None:
                yield Task(piece)
            else:
                self.done(piece, batch, before=True)

    def done(self, piece: Piece, batch: Batch, *, before: bool = False) -> None:
        """Count a finished batch.

        Raises:
            UnfinishedError: An article was refused, and that is to be the end.
        """
        size = batch.read if self.asked.limit else piece.size
        self.shown.add(size, batch.read, batch.words, before=before)
        if self.asked.fail_fast and batch.refused:
            raise UnfinishedError(f"{batch.refused.where}: {batch.refused.why}")


@contextmanager
def _engine(asked: Options, many: int, shown: Progress, *, died: bool = False) -> Iterator[Engine]:
    """The engine that is asked for; a single article needs none.

    Args:
        asked: What is asked.
        many: How many things there are to do: 0, 1 or more.
        shown: Is told where the engine can be watched.
        died: Whether a process was killed at them before: another may be, and must not be this.
    """
    if many and asked.engine == "dask":
        from outsourced_care.archive.dask_engine import dask

        with dask(asked.scheduler, asked.workers) as engine:
            shown.say(engine.about)
            yield engine
    elif died or (many > 1 and asked.workers != 1):
        with Processes(asked.workers or cores()) as processes:
            yield processes
    else:
        yield Here()


def _named_by(out: Path, error: OSError) -> OSError:
    """An error that tells of the folder that was named, not of the one where it grows."""
    unnamed = error.filename is None and error.errno is not None  # as when a disk is full
    if unnamed or work_of(out).name in str(error.filename):
        return OSError(error.errno, error.strerror, str(out))
    return error
