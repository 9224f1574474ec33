"""Extract machine-made tables from any articles in English.

INPUT is a text file (.txt, UTF-8), a saved web page (.html, .htm, .xhtml), a file of records
(.jsonl: one JSON object a line with “text” or “html”, and where known “id”, “title”, “url”,
“published”, “publisher”, “author”), or a folder of such files.

DIR gets <table>/part-*.parquet for every table, a datapackage.json and a report.json, which
says what was read, refused and why. The tables follow the same schemas as the dataset, without
what only a person can write, with the verbatim text of every passage, its place and a
confidence besides: machine drafts, which nobody has checked. The texts belong to their
publishers: keep the passages to yourself.

Dates such as “last May” are read against the day of publication. Pages and records mostly tell
it; plain text does not: --published gives it, as 2013-07-16, 2013-07 or another EDTF date.

What is refused (no article, another language, a text that was there before) ends no run.
DIR is whole or not there at all; an earlier one stays unless --force is given.

Examples:
  outsourced-care extract saved-page.html --out tables
  outsourced-care extract pages/ more.jsonl --out tables --force
  outsourced-care extract article.txt --published 2013-07-16 --out tables
  python -c "import pandas; print(pandas.read_parquet('tables/quotes'))"

exit status: 0 all extracted, 1 some refused, 2 could not run (nothing was changed).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from outsourced_care.commands.terminal import Stop, counted
from outsourced_care.finding_reports import one_line

_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("inputs", metavar="INPUT", nargs="+", type=Path, help="file or folder")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="the folder to write"
    )
    parser.add_argument(
        "--published", metavar="DATE", help="when articles that tell no date were published"
    )
    parser.add_argument("--force", action="store_true", help="replace the tables that DIR holds")


def run(given: argparse.Namespace) -> int:
    """Read, extract, write, say what was refused."""
    from outsourced_care.archive.inputs import InputError, articles_in, files_in
    from outsourced_care.archive.run import refuse
    from outsourced_care.archive.run import run as extract

    try:
        files = files_in(given.inputs)
        refuse(given.out, force=given.force)
        with counted("extract", len(files), "files") as one_more:
            report = extract(articles_in(files, one_more, given.published), given.out)
    except InputError as error:
        raise Stop(one_line(str(error))) from None
    left_out = [*report.refused, *report.duplicates, *report.notes]
    for one in left_out[:_SHOWN]:
        print(one_line(f"{one.where}: {one.why}"), file=sys.stderr)
    if len(left_out) > _SHOWN:
        more = f"… and {len(left_out) - _SHOWN} more, in {given.out}/report.json"
        print(one_line(more), file=sys.stderr)
    rows = sum(report.rows.values())
    done = f"{report.extracted:,} of {report.read:,} articles, {rows:,} rows"
    print(one_line(f"{given.out}: {done}"))
    return 1 if report.refused else 0
