"""What a command does flows in, what a terminal shows of it meanwhile flows out."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from outsourced_care.finding_reports import printable

Progress = Callable[[str], None]

_CLEAR = "\r\x1b[K"


class Stop(Exception):  # noqa: N818 - it ends a command, and may be no error of the program
    """A command cannot run; the message is the one line that says why."""


@contextmanager
def progress(command: str) -> Iterator[Progress]:
    """A function that shows what is being done, on standard error when that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    def show(what: str) -> None:
        sys.stderr.write(f"{_CLEAR}{command}: {printable(what)[:100]} …")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()


@contextmanager
def plain_warnings(command: str) -> Iterator[None]:
    """Tell what is warned of as lines on standard error, each once, when all is done."""
    with warnings.catch_warnings(record=True) as caught:
        for kind in (UserWarning, FutureWarning):
            warnings.simplefilter("always", kind)
        try:
            yield
        finally:
            for said in dict.fromkeys(str(warning.message) for warning in caught):
                print(printable(f"outsourced-care {command}: {said}"), file=sys.stderr)


@contextmanager
def counted(command: str, total: int, unit: str) -> Iterator[Callable[[], None]]:
    """A function that counts one more done, with a bar on a terminal when it takes long."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from tqdm import tqdm  # late: only a terminal needs it

    with tqdm(total=total, desc=command, unit=f" {unit}", leave=False, delay=0.5) as bar:

        def one_more() -> None:
            bar.update()

        yield one_more
