"""What one article took flows in, what a hundred million would take flows out: on paper."""

from __future__ import annotations

from dataclasses import dataclass

_ARTICLES = (10**6, 10**8)
_CORES = (2, 16, 64, 256)
_TABLES = 8
_INDEX = 172  # bytes an article of the committer's index: measured with three million
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Figures:
    """What an article took.

    Attributes:
        processor: Seconds of the processor, of all processes together.
        planning: Those of the parent for planning and sharing out.
        committing: Those of the parent for committing.
        input: Bytes of the packed input.
        output: Bytes of the output.
        batch: How many articles a batch has.
    """

    processor: float
    planning: float
    committing: float
    input: float
    output: float
    batch: int


def section(told: Figures) -> str:
    """A Markdown table, and from how many cores on more of them do not help."""
    lines = [
        "On paper, from the largest archive: extracting is shared out while the parent plans; what "
        "the parent does of committing it does alone, and then.",
        "",
        "| articles | cores | hours extracting | hours committing | hours in all | input GB | "
        "output GB | index GB | part files |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for articles in _ARTICLES:
        committing = articles * told.committing / _HOUR
        disk = [articles * size / 1e9 for size in (told.input, told.output, _INDEX)]
        files = _TABLES * -(-articles // told.batch)
        for cores in _CORES:
            extracting = articles * extracting_seconds(told, cores) / _HOUR
            hours = (extracting, committing, extracting + committing)
            cells = [f"{articles:,}", f"{cores}", *(f"{h:,.2f}" for h in hours)]
            cells += [*(f"{gigabytes:,.1f}" for gigabytes in disk), f"{files:,}"]
            lines.append(f"| {' | '.join(cells)} |")
    shared = told.processor - told.planning - told.committing
    lines += [
        "",
        f"Committing takes as long as extracting on {shared / told.committing:.0f} cores, planning "
        f"on {shared / told.planning:.0f}.",
    ]
    return "\n".join(lines)


def extracting_seconds(told: Figures, cores: int) -> float:
    """Seconds an article until all batches are there: the workers', or the planner's if longer."""
    shared = told.processor - told.planning - told.committing
    return max(shared / cores, told.planning)
