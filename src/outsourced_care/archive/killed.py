"""A task whose process was killed flows in, the task to run in its place flows out.

A process that is killed leaves behind what it was reading (`batches`). Anybody may be killed once;
an article at which several died is passed over. Of deaths at none, before the first article is read
or while tables are made of many, a piece has a few only.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from outsourced_care.archive.batches import AT, BATCHES
from outsourced_care.archive.inputs import InputError
from outsourced_care.archive.worker import Task

_DEATHS = 3  # at an article, until it is passed over
_ELSEWHERE = 5  # at no article, until the run ends
_TOO_MUCH = (
    "the processes that extract are killed again and again, at no article of its own; they may "
    "need more memory than there is: give a smaller --batch, or fewer --workers"
)


@dataclass
class Deaths:
    """The processes of a run that were killed.

    Attributes:
        work: The folder of the run.
        of: How many had which piece.
    """

    work: Path
    of: Counter[int] = field(default_factory=Counter)

    def again(self, task: Task) -> Task:
        """The task to run in the place of one whose process was killed.

        Raises:
            InputError: Processes are killed, and no article is why.
        """
        number = task.piece.number
        self.of[number] += 1
        at = Counter(_read_at(self.work, number))
        if self.of[number] - at.total() > _ELSEWHERE:
            raise InputError(_TOO_MUCH)
        often = {article for article, deaths in at.items() if deaths >= _DEATHS}
        return Task(task.piece, task.skip | often)


def clear(work: Path) -> bool:
    """Remove what killed processes of an earlier run have left behind; whether there was any."""
    left = list((work / BATCHES).glob("*.*"))
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return bool(left)


def _read_at(work: Path, number: int) -> Iterator[int]:
    """Which article of a piece each of the killed processes was reading."""
    for left in (work / BATCHES).glob(f"{number}.*/{AT}"):
        try:
            yield int(left.read_bytes())
        except (OSError, ValueError):  # at none
            continue
