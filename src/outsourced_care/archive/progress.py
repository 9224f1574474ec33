"""What a run has done flows in, a bar on a terminal or now and then a plain line flows out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outsourced_care.finding_reports import printable

if TYPE_CHECKING:
    from tqdm import tqdm

_EVERY = 30.0  # seconds between two plain lines
_BAR = "{command}: {{percentage:3.0f}}%|{{bar}}| {{desc}}"


class Progress:
    """How far a run is, on standard error.

    Args:
        command: What begins each line.
        clock: Tells seconds.
    """

    def __init__(self, command: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._command, self._clock = command, clock
        self._begun = self._told = clock()
        self._total, self._of = 0, ""
        self._done = self._before = 0
        self._articles = self._words = 0
        self._bar: tqdm[Any] | None = None

    def say(self, what: str) -> None:
        """Tell something now."""
        print(printable(f"outsourced-care {self._command}: {what}"), file=sys.stderr, flush=True)

    def begin(self, total: int, of: str = "of the input") -> None:
        """Begin to count.

        Args:
            total: When all is done, in the unit of `add`; 0 when nobody knows.
            of: What a share of it is called.
        """
        self.end()
        self._begun = self._told = self._clock()
        self._total, self._of = total, of
        self._done = self._before = 0
        self._articles = self._words = 0
        if _shows_bars():
            self._bar = _bar(self._command, total)

    def add(self, done: int, articles: int = 0, words: int = 0, *, before: bool = False) -> None:
        """Count what is done.

        Args:
            done: So much of the total.
            articles: How many articles that were.
            words: How many words they have.
            before: Whether an earlier run did it.
        """
        self._done = min(self._done + done, self._total) if self._total else self._done + done
        self._articles += articles
        if before:
            self._before += done
        else:
            self._words += words
        if self._bar is not None:
            told = ", ".join((*self._counted(), *self._left()))
            self._bar.set_description_str(told, refresh=False)
            self._bar.update(self._done - self._bar.n)
        elif self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self.say(", ".join((*self._counted(), *self._share(), *self._left())))

    def end(self) -> None:
        """Wipe the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _counted(self) -> Iterator[str]:
        """How much is read, and how fast."""
        if self._articles:
            speed = self._words / max(self._clock() - self._begun, 0.001)
            yield f"{self._articles:,} articles"
            yield f"{speed:,.0f} words a second"

    def _share(self) -> Iterator[str]:
        """How much of all is done."""
        if self._total:
            yield f"{100 * self._done / self._total:.0f} % {self._of}"

    def _left(self) -> Iterator[str]:
        """How long the rest takes, if it is no slower than what this run has done."""
        fresh = self._done - self._before
        if self._total and fresh > 0:
            seconds = (self._total - self._done) * (self._clock() - self._begun) / fresh
            yield f"{timedelta(seconds=round(seconds))} left"


def _shows_bars() -> bool:
    """Whether standard error is a terminal; one without a size, as a job's may be, shows lines."""
    return sys.stderr.isatty() and all(os.get_terminal_size(sys.stderr.fileno()))


def _bar(command: str, total: int) -> tqdm[Any]:
    """A bar that shows when it takes long."""
    from tqdm import tqdm  # late: only a terminal needs it

    shown = _BAR.format(command=command)
    bar: tqdm[Any] = tqdm(total=total or None, leave=False, delay=0.5, bar_format=shown)
    return bar
