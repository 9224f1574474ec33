"""What a run has done flows in, a bar on a terminal or now and then a plain line flows out."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outsourced_care.finding_reports import printable

if TYPE_CHECKING:
    from tqdm import tqdm

_EVERY = 30.0  # seconds between two plain lines
_BAR = "{desc}: {percentage:3.0f}%|{bar}|{postfix} [{elapsed}<{remaining}]"


class Progress:
    """How far a run is, on standard error.

    Args:
        command: What begins each line.
        clock: Tells seconds.
    """

    def __init__(self, command: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._command, self._clock = command, clock
        self._begun = self._told = clock()
        self._total = 0
        self._done = self._before = 0
        self._articles = self._words = 0
        self._bar: tqdm[Any] | None = None

    def say(self, what: str) -> None:
        """Tell something now."""
        print(printable(f"outsourced-care {self._command}: {what}"), file=sys.stderr, flush=True)

    def begin(self, total: int) -> None:
        """Begin to count.

        Args:
            total: When all is done, in the unit of `add`; 0 when nobody knows.
        """
        self.end()
        self._begun = self._told = self._clock()
        self._total, self._done, self._before = total, 0, 0
        self._articles = self._words = 0
        if sys.stderr.isatty():
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
            if before:
                self._bar.initial = self._before
            self._bar.set_postfix_str(self._counted(), refresh=False)
            self._bar.update(self._done - self._bar.n)
        elif self._clock() - self._told >= _EVERY:
            self._told = self._clock()
            self.say(f"{self._counted()}{self._left()}")

    def end(self) -> None:
        """Wipe the bar away."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def _counted(self) -> str:
        if not self._articles:
            return ""
        speed = self._words / max(self._clock() - self._begun, 0.001)
        return f"{self._articles:,} articles, {speed:,.0f} words a second"

    def _left(self) -> str:
        """How much is done and how long the rest takes at this speed."""
        fresh = self._done - self._before
        if not self._total or fresh <= 0:
            return ""
        seconds = (self._total - self._done) * (self._clock() - self._begun) / fresh
        share = 100 * self._done / self._total
        return f", {share:.0f} % of the input, {timedelta(seconds=round(seconds))} left"


def _bar(command: str, total: int) -> tqdm[Any] | None:
    """A bar that shows when it takes long; none where the library for it is not installed."""
    try:
        from tqdm import tqdm  # late: only a terminal needs it
    except ImportError:
        return None
    bar: tqdm[Any] = tqdm(
        total=total or None, desc=command, leave=False, delay=0.5, bar_format=_BAR
    )
    return bar
