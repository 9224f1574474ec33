"""The finished batches of a run flow in, its output at the wanted path flows out.

Each step leaves something behind that says that it was done, so that a run that is killed
meanwhile goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from outsourced_care.archive.commit import OUT, commit
from outsourced_care.archive.engines import Engine
from outsourced_care.archive.inputs import InputError
from outsourced_care.archive.made_folders import REPORT
from outsourced_care.archive.progress import Progress
from outsourced_care.archive.report import Report, Telling, report_from
from outsourced_care.files import exchange, write_text

_PLANNED = "planned.json"  # there when all batches are
_WHOLE = "whole"  # the output, or the earlier one when both have changed places
_WHOLE_IS = "whole.json"  # there when the output is whole; tells it from the earlier one


def say_planned(work: Path, count: int) -> None:
    """Say that all batches are finished: from now on the input is not looked at."""
    write_text(work / _PLANNED, json.dumps({"batches": count}) + "\n")


def planned_in(work: Path) -> int | None:
    """How many batches there are when all are finished; None before."""
    try:
        return int(json.loads((work / _PLANNED).read_bytes())["batches"])
    except FileNotFoundError:
        return None


def put_together(
    work: Path,
    count: int,
    tables: tuple[str, ...],
    engine: Engine,
    shown: Progress,
    begun: float,
    *,
    fail_fast: bool = False,
) -> Report:
    """Make the output and its report of the batches.

    Args:
        work: The folder of the run.
        count: How many batches there are.
        tables: The tables that are written.
        engine: Does what need not be done in order.
        shown: Is told how far it is.
        begun: When the run began, on the monotonic clock.
        fail_fast: Whether to stop at the first article that is refused.

    Raises:
        InputError: An article was refused, and that is to be the end.
        OSError: It cannot be written.
    """
    if (done := _whole_in(work)) is not None:
        return report_from(done["report"])
    shown.begin(count, "put together")
    with Telling(work) as telling:
        commit(work, count, tables, telling, engine, lambda: shown.add(1), fail_fast=fail_fast)
        telling.report.seconds = round(time.monotonic() - begun, 3)
        telling.write(work / OUT / REPORT)
    told = {"hash": _hash(work / OUT / REPORT), "report": asdict(telling.report)}
    write_text(work / _WHOLE_IS, json.dumps(told) + "\n")
    return telling.report


def put_in_place(work: Path, out: Path) -> None:
    """Let the output take the wanted place.

    Raises:
        InputError: It had taken it, and is gone since.
        OSError: It cannot; what was there stays.
    """
    if (work / OUT).exists():
        (work / OUT).replace(work / _WHOLE)
    told = _whole_in(work)
    if told is None or _hash(work / _WHOLE / REPORT) != told["hash"]:
        raise InputError(f"{out} was made, and has been removed since; give --force to begin anew")
    if out.exists():
        exchange(work / _WHOLE, out)
    else:
        (work / _WHOLE).replace(out)


def report_in_place(work: Path, out: Path) -> Report | None:
    """The report of the output where that has taken its place already; None before."""
    told = _whole_in(work)
    if told is None or _hash(out / REPORT) != told["hash"]:
        return None
    return report_from(told["report"])


def _whole_in(work: Path) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = json.loads((work / _WHOLE_IS).read_bytes())
    except FileNotFoundError:
        return None
    return told


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
