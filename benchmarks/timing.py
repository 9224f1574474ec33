"""Contenders flow in, their times and ratios flow out.

All contenders of a comparison run in one process, in turn, so that whatever else slows the
machine slows all of them; a time is the median of the runs, after one that is not counted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that is timed; `runs` 0 means as many as the others."""

    name: str
    run: Callable[[], object]
    runs: int = 0


def compared(contenders: list[Contender], runs: int = 5) -> dict[str, float]:
    """Time contenders in turn.

    Args:
        contenders: What to time; the first is named in ratios.
        runs: How often each is run.

    Returns:
        Seconds by name: the median of the runs.
    """
    taken: dict[str, list[float]] = {c.name: [] for c in contenders}
    for number in range(runs + 1):
        for contender in contenders:
            if contender.runs and len(taken[contender.name]) >= contender.runs:
                continue
            print(f"{contender.name}, run {number} …", file=sys.stderr)
            seconds = _seconds(contender.run)
            if number > 0 or contender.runs:
                taken[contender.name].append(seconds)
    return {name: statistics.median(times) for name, times in taken.items()}


def _seconds(run: Callable[[], object]) -> float:
    gc.collect()
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def table(seconds: dict[str, float], rows: int, what: str = "rows") -> str:
    """A Markdown table: seconds, rows a second, and the ratio to the first contender."""
    first = next(iter(seconds.values()))
    lines = [f"| contender | seconds | {what} a second | times the first |", "|---|--:|--:|--:|"]
    for name, taken in seconds.items():
        lines.append(f"| {name} | {taken:.2f} | {rows / taken:,.0f} | {taken / first:.2f} |")
    return "\n".join(lines)
