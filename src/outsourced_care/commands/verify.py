"""Prove that the dataset is the one that was published.

Checked are the hash of every file, the content hash of every table, the schemas against the
contract of this version and, where article texts are at hand, every passage. Texts are
looked for in --articles DIR, else in $OUTSOURCED_CARE_ARTICLES, else in articles/ of the
repository. Each part is one of

  verified   it is what was recorded
  moved      a passage that stands elsewhere, in another copy of its article
  changed    it is there and differs from what was recorded
  missing    it is not there, or nothing was recorded to compare it with

PATH is a folder with a datapackage.json, or that file; without it, the dataset that this
package carries. An export in CSV, Parquet or JSON can be verified like it; tables that it
leaves out are missing, since what was published has them.

Examples:
  outsourced-care verify
  outsourced-care verify --articles my-articles
  outsourced-care verify downloaded/datapackage.json --format json

exit status: 0 all verified or moved, 1 something changed or missing, 2 could not run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from outsourced_care.commands.terminal import Stop, progress
from outsourced_care.finding_reports import printable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "path", type=Path, nargs="?", metavar="PATH", help="folder or datapackage.json"
    )
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", help="folder with the article texts"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the report"
    )


def run(given: argparse.Namespace) -> int:
    """Verify, print what was found."""
    from outsourced_care.dataset import NoArticlesError, articles_folder
    from outsourced_care.home import home
    from outsourced_care.package_files import NoPackageError
    from outsourced_care.verification import as_json, as_text, verify

    try:
        folder = articles_folder(given.articles, home())
        with progress("verify") as show:
            result = verify(given.path, folder, show)
    except (NoArticlesError, NoPackageError) as error:
        raise Stop(str(error)) from None
    print(as_json(result) if given.format == "json" else printable(as_text(result)))
    return 0 if result.holds else 1
