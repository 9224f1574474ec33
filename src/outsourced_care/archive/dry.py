"""What is asked of a run flows in, what it would read and write flows out, and nothing is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from outsourced_care.archive.batches import finished
from outsourced_care.archive.engines import cores
from outsourced_care.archive.inputs import files_in
from outsourced_care.archive.kinds import kind_of
from outsourced_care.archive.plan import begin_refused, find_again, refuse
from outsourced_care.archive.run import Options, plan_of

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def foretold(asked: Options) -> Iterator[str]:
    """What a run would read and write, a line each.

    Raises:
        InputError: It could not run; the message says why.
    """
    plan = plan_of(asked)
    files = files_in(asked.inputs)
    refuse(asked.out, force=asked.force)
    if asked.resume:
        work = find_again(plan, asked.out)
        count = sum(1 for _ in finished(work))
        yield f"would go on with {work}, which has {_many(count, 'finished batch', 'es')}"
    else:
        begin_refused(asked.out, force=asked.force)
    found = files.survey()
    if found.no_files:
        yield f"would refuse {_many(found.no_files, 'path')} that cannot be read as files"
    if other := found.passed_over():
        yield f"would pass over {other}"
    for kind, (count, size) in found.kinds.items():
        told = f"would read {kind}: {_many(count, 'file')}, {_bytes(size)}"
        articles = _articles(kind, count, files)
        yield told if articles is None else f"{told}, {_many(articles, 'article')}"
    if asked.limit is not None:
        yield f"would stop after {_many(asked.limit, 'article')}"
    yield f"would write {asked.out}: {', '.join(plan.tables)}"
    yield f"would work in batches of {_many(asked.batch, 'article')}, {_who(asked)}"


def _articles(kind: str, count: int, files: Iterable[Path]) -> int | None:
    """How many articles the files of a kind hold, where that can be told without reading them."""
    if kind == "texts and pages":
        return count
    if kind != "Parquet":
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        named = (file for file in files if kind_of(file.name) == kind and file.is_file())
        return sum(int(pq.read_metadata(file).num_rows) for file in named)
    except (OSError, pa.ArrowException):  # what is broken is told when it is read
        return None


def _who(asked: Options) -> str:
    if asked.scheduler is not None:
        return f"on the Dask cluster of {asked.scheduler}"
    where = "on a Dask cluster of this machine, with" if asked.engine == "dask" else "in"
    return f"{where} {_many(asked.workers or cores(), 'process', 'es')}"


def _many(count: int, what: str, ending: str = "s") -> str:
    return f"{count:,} {what}{'' if count == 1 else ending}"


def _bytes(size: float) -> str:
    unit = 0
    while size >= 1000 and unit < len(_UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:,.0f} {_UNITS[unit]}" if unit < 2 else f"{size:,.1f} {_UNITS[unit]}"
