"""Check a folder of tables against the contract.

PATH is a folder with a datapackage.json, that file, or a folder with files named after the
tables: <table>.csv, <table>.parquet or <table>.json (a list of records). Checked are the
hashes that the descriptor records, of files and of contents; that all files of a table hold
the same; the schemas; every column, key and rule of the contract. Tables and columns that the
contract does not know are noticed, no more. What lies outside the folder, or behind an
address, is refused and never opened.

The folder may hold some of the tables only, as “export --table” writes it: one notice names
those that are left out, and keys and rules that need them are not judged. A table that the
descriptor lists must be there, and at least one of the contract's tables.

Tables that “extract” made are checked against the machine edition of the contract, however
many rows they have: files are read in batches, and keys of more than half a million rows are
compared on disk, by DuckDB (pip install "outsourced-care[duckdb]"). Of findings that are alike
the first 1,000 are told, and their number.

A finding's line is the line of the CSV or JSON file, or the row of the Parquet file.

Examples:
  outsourced-care validate .
  outsourced-care validate my-extension/datapackage.json
  outsourced-care validate my-extension --format json > findings.json
  outsourced-care validate my-extension --format github     annotations in a workflow

exit status: 0 clean (notices allowed), 1 findings, 2 could not run.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from outsourced_care.commands.terminal import Stop, progress
from outsourced_care.finding_reports import FORMATS, one_line, render


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("path", type=Path, metavar="PATH", help="folder or datapackage.json")
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(given: argparse.Namespace) -> int:
    """Check, print every finding, say how many."""
    from outsourced_care.archive.checking import CheckedFolder, check_folder
    from outsourced_care.archive.parts import machine_descriptor
    from outsourced_care.errors import CannotRunError
    from outsourced_care.findings import has_errors, ordered
    from outsourced_care.package_check import Checked, check_package
    from outsourced_care.package_files import NoPackageError

    checked: Checked | CheckedFolder
    made = machine_descriptor(given.path)
    try:
        with progress("validate") as show:
            if made is None:
                checked = check_package(given.path, show)
            else:
                checked = check_folder(given.path, made, show)
    except (NoPackageError, CannotRunError) as error:
        raise Stop(one_line(str(error))) from None
    found = ordered(checked.findings)
    report = render(found, given.format)
    if report:
        print(report)
    if given.format != "json":
        errors = sum(f.severity == "error" for f in found)
        others = len(found) - errors
        said = f"{errors or 'no'} error{'s' * (errors != 1)}"
        said += f", {others} to notice" if others else ""
        print(f"{checked.summary}: {said}", file=sys.stderr)
    return 1 if has_errors(found) else 0
