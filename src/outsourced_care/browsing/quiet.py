"""Errors inside a server flow in, one line of each that nobody foresaw flows out.

Who asks for what is not there reads that on a page; whoever watches the terminal reads nothing of
it. Datasette itself writes a traceback of each, and with `rich` the values of all variables.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import datasette.handle_exception as page_of_errors  # type: ignore[import-untyped]
from datasette import hookimpl
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.database import Database  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from datasette.utils.asgi import Base400  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]

from outsourced_care.finding_reports import one_line

_FORESEEN = (Base400, DatasetteError)


class QuietDatabase(Database):  # type: ignore[misc]
    """A database that does not write faulty SQL to the terminal; its page tells of it."""

    async def execute(self, *asked: Any, **options: Any) -> Any:
        """What Datasette's own gives."""
        return await super().execute(*asked, **{**options, "log_sql_errors": False})


class ErrorPages:
    """Datasette's pages of errors, and a line for what should not have happened."""

    @hookimpl  # type: ignore[untyped-decorator]
    def handle_exception(self, datasette: Datasette, request: Any, exception: Exception) -> Any:
        """What is answered."""
        if not isinstance(exception, _FORESEEN):
            print(_line(exception), file=sys.stderr, flush=True)
            exception = DatasetteError(str(exception), status=500)
        return page_of_errors.handle_exception(datasette, request, exception)


class _Line(logging.Formatter):
    """One line of what a library logs, without traceback."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        return _line(error or record.getMessage())


def _line(said: object) -> str:
    kind = f"{type(said).__name__}: " if isinstance(said, BaseException) else ""
    return one_line(f"outsourced-care browse: error: {kind}{said}")


@contextmanager
def one_line_of_errors() -> Iterator[None]:
    """Let Datasette, and what it runs on, tell of errors so for so long."""
    own, name = ErrorPages(), pm.get_name(page_of_errors)
    log, lines, rich = logging.getLogger(), logging.StreamHandler(), page_of_errors.rich
    lines.setFormatter(_Line())
    pm.unregister(page_of_errors)  # it would write of each error, whoever answers
    pm.register(own)
    page_of_errors.rich = None
    log.addHandler(lines)
    try:
        with warnings.catch_warnings():
            # what it had begun for a page when a request failed
            warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
            yield
    finally:
        log.removeHandler(lines)
        page_of_errors.rich = rich
        pm.unregister(own)
        pm.register(page_of_errors, name)
