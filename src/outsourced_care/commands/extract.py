"""Extract machine-made tables from any articles in English.

INPUT is a text file (.txt, UTF-8), a saved web page (.html, .htm, .xhtml), a file of records
(.jsonl or .ndjson, also .gz and .zst: one JSON object a line with “text” or “html”, and where known
“id”, “title”, “url”, “published”, “publisher”, “author”; .parquet with the same columns), a web
archive (.warc, .warc.gz; extra: warc), a folder of such files, or a pattern in quotes.

DIR gets <table>/part-*.parquet for every table, a datapackage.json, a sources.parquet, which says
of every article where it stood, and a report.json, which says what was read, refused and why; the
seconds there are those of the run that came to its end. The tables follow the same schemas as the
dataset, without what only a person can write, with the verbatim text of every passage, its place
and a confidence besides: machine drafts, which nobody has checked. The texts belong to their
publishers: keep the passages to yourself.

Dates such as “last May” are read against the day of publication. Pages and records mostly tell
it (03/04/2021 is read with the day first); plain text does not: --published gives it, as
2013-07-16, 2013-07 or another EDTF date, for articles that tell no date at all. One that tells a
date which is not understood stays undated.

What is refused (no article, another language, one that no process survives) ends no run, unless
--fail-fast is given. Of copies of a text the first is kept. The output is the same whatever the
engine, the workers and the batches. It grows in DIR.unfinished. A run that is stopped, killed or
finds the disk full leaves that behind: give the same again with --resume, and what is finished is
not done again. DIR is whole or not there at all; an earlier one stays unless --force is given, and
then until the new one is whole.

All cores work at it, each in a process of its own: --workers says how many. --engine dask takes
a Dask cluster (extra: dask): one of this machine, or with --scheduler any whose workers have the
same version of the package, and INPUT and DIR at the same paths.

Examples:
  outsourced-care extract saved-page.html --out tables
  outsourced-care extract pages/ more.jsonl.gz --out tables --force
  outsourced-care extract "news/**/*.html" --out tables
  outsourced-care extract article.txt --published 2013-07-16 --out tables
  outsourced-care extract archive/ --out tables --dry-run
  outsourced-care extract archive/ --out tables --tables quotes,people --workers 8
  outsourced-care extract archive/ --out tables --resume
  outsourced-care extract archive/ --out tables --engine dask --scheduler tcp://10.0.0.1:8786
  python -c "import pandas; print(pandas.read_parquet('tables/quotes'))"

exit status: 0 all extracted, 1 some refused, 2 could not run or stopped before its end (DIR was
not changed; where only “standard output” could not be written, it is whole), 130 interrupted by
Ctrl-C, 143 or 129 by another signal (DIR was not changed). Copies of a text are counted and left
out; they are no refusals.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from outsourced_care.commands.terminal import Stop
from outsourced_care.finding_reports import one_line

if TYPE_CHECKING:
    from outsourced_care.archive.report import Report
    from outsourced_care.archive.run import Options

_SHOWN = 20
_INTERRUPTED = 130
_SIGNALLED = 128  # and the number of the signal, as shells tell it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "inputs", metavar="INPUT", nargs="+", type=_path, help="file, folder or pattern"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write"
    )
    parser.add_argument(
        "--published", metavar="DATE", help="when articles that tell no date were published"
    )
    parser.add_argument(
        "--tables",
        type=lambda told: tuple(name.strip() for name in told.split(",")),
        default=(),
        metavar="NAME,NAME",
        help="only these tables, and the articles (default: all)",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="read so many articles only")
    parser.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="so many processes of this machine (default: one a core)",
    )
    parser.add_argument(
        "--batch", type=_count, metavar="N", help="articles that make a batch (default: 200)"
    )
    parser.add_argument(
        "--engine",
        choices=("processes", "dask"),
        default="processes",
        help="what the work is shared out with (default: %(default)s)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="of a Dask scheduler, as tcp://10.0.0.1:8786"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with a run that did not come to its end"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace the tables that DIR holds, or begin anew"
    )
    parser.add_argument(
        "--fail-fast", action="store_true", help="stop at the first article that is refused"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be read; write nothing"
    )


def run(given: argparse.Namespace) -> int:
    """Read, extract, write, say what was refused."""
    from outsourced_care.archive.dry import foretold
    from outsourced_care.archive.plan import target_of, work_of
    from outsourced_care.archive.run import UnfinishedError
    from outsourced_care.archive.run import run as extract
    from outsourced_care.errors import CannotRunError

    if given.scheduler is not None and given.engine != "dask":
        raise Stop("--scheduler is for --engine dask")
    if given.scheduler is not None and given.workers is not None:
        raise Stop("--workers is for processes of this machine; with --scheduler those are its own")
    if given.out.name in ("", ".."):
        raise Stop(one_line(f"--out {given.out} is a folder that stays; name a new one"))
    asked = _options(given)
    stopped: list[int] = []
    try:
        if given.dry_run:
            print("\n".join(map(one_line, foretold(asked))))
            return 0
        with _stopped_by_signals(stopped):
            return _said(given.out, extract(asked))
    except UnfinishedError as error:
        raise Stop(one_line(f"{error}; {_to_go_on(given)}")) from None
    except CannotRunError as error:
        raise Stop(one_line(str(error))) from None
    except KeyboardInterrupt:
        if work_of(target_of(given.out)).exists():
            told = f"outsourced-care extract: interrupted; {_to_go_on(given)}"
            print(one_line(told), file=sys.stderr)
        elif not stopped:
            raise
        return _SIGNALLED + stopped[0] if stopped else _INTERRUPTED


def _options(given: argparse.Namespace) -> Options:
    from outsourced_care.archive.run import BATCH, Options

    return Options(
        tuple(given.inputs),
        given.out,
        published=given.published,
        batch=given.batch or BATCH,
        limit=given.limit,
        tables=given.tables,
        engine=given.engine,
        scheduler=given.scheduler,
        workers=given.workers,
        resume=given.resume,
        force=given.force,
        fail_fast=given.fail_fast,
    )


@contextmanager
def _stopped_by_signals(stopped: list[int]) -> Iterator[None]:
    """Let what ends jobs and sessions interrupt the run as Ctrl-C does; keep which it was."""

    def stop(number: int, _: object) -> None:
        stopped.append(number)
        raise KeyboardInterrupt

    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        signals = []  # no other may say what they do
    before = {one: signal.getsignal(one) for one in signals}
    taken = [one for one, handler in before.items() if handler is signal.SIG_DFL]  # not of nohup
    for one in taken:
        signal.signal(one, stop)
    try:
        yield
    finally:
        for one in taken:
            signal.signal(one, before[one])


def _said(out: Path, report: Report) -> int:
    """Say what was left out and what there is; the exit status."""
    left_out = [one for name in ("refused", "duplicates", "notes") for one in report.first[name]]
    many = sum(report.left_out.values())
    for one in left_out[:_SHOWN]:
        print(one_line(f"{one.where}: {one.why}"), file=sys.stderr)
    if many > _SHOWN:
        print(one_line(f"… and {many - _SHOWN:,} more, in {out}/report.json"), file=sys.stderr)
    rows = sum(report.rows.values())
    done = f"{report.extracted:,} of {report.read:,} articles, {rows:,} rows"
    print(one_line(f"{out}: {done}"))
    return 1 if report.left_out["refused"] else 0


def _to_go_on(given: argparse.Namespace) -> str:
    """The command that goes on with a run."""
    words = ["outsourced-care", "extract"]
    inputs = [str(path) for path in given.inputs]
    dashed = any(name.startswith("-") for name in inputs)
    options = _given_options(given)
    words += [*options, "--", *inputs] if dashed else [*inputs, *options]
    return f"to go on: {shlex.join(words)}"


def _given_options(given: argparse.Namespace) -> list[str]:
    """The options that go on with a run."""
    words = []
    for name in ("out", "published", "limit", "workers", "batch", "scheduler"):
        if (value := getattr(given, name)) is not None:
            told = str(value)
            words += [f"--{name}={told}"] if told.startswith("-") else [f"--{name}", told]
    if given.tables:
        words += ["--tables", ",".join(given.tables)]
    if given.engine != "processes":
        words += ["--engine", given.engine]
    return [*words, *["--force"] * given.force, "--resume"]


def _path(told: str) -> Path:
    """A path that is one; an empty one would be the folder one is in.

    Raises:
        ArgumentTypeError: It is empty.
    """
    if not told:
        raise argparse.ArgumentTypeError("an INPUT is empty; name a file, a folder or a pattern")
    return Path(told)


def _count(told: str) -> int:
    """A number of things.

    Raises:
        ArgumentTypeError: It is none, or less than 1.
    """
    try:
        number = int(told)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{told!r:.80} is no number from 1 on")
    return number
