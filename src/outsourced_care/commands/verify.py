"""Prove that the dataset is the one that was published.

Checked are the hash of every file, the content hash of every table, the schemas and, where
article texts are at hand, every passage; of a release also its bundle, whole and file by file,
against its list of hashes and the index of releases. Texts are looked for in --articles DIR,
else in $OUTSOURCED_CARE_ARTICLES, else in articles/ of the repository; of the last, which nobody
named, only passages of the articles that are in it are looked for. Each part is one of

  verified   it is what was recorded
  moved      a passage that stands elsewhere, in another copy of its article
  changed    it is there and differs from what was recorded
  missing    it is not there, or nothing was recorded to compare it with

PATH is a folder with a datapackage.json, that file, or the zip file of a release; without it,
the dataset that this package carries. That one, and a checkout, is also held against the release
whose version it has, as far as the index of releases is known without a connection. An export
in CSV, Parquet or JSON can be verified like it; tables that it leaves out are missing, since
what was published has them. VERSION is a release (0.1.0, 0.1 or latest), looked for in
--releases, else in $OUTSOURCED_CARE_RELEASES, else where the dataset says, else in releases/ of
the repository. A release, and what another version of the dataset wrote, is held against the
schemas that it carries, anything else against those of this version.

Examples:
  outsourced-care verify
  outsourced-care verify --articles my-articles
  outsourced-care verify downloaded/datapackage.json --format json
  outsourced-care verify 0.1.0 --releases my-releases
  outsourced-care verify --releases my-releases

exit status: 0 all verified or moved, 1 something changed or missing, 2 could not run.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from outsourced_care.commands.terminal import Progress, Stop, progress
from outsourced_care.finding_reports import one_line, printable

if TYPE_CHECKING:
    from outsourced_care.verification import Verification


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "what",
        nargs="?",
        metavar="PATH|VERSION",
        help="folder, datapackage.json, bundle or release",
    )
    parser.add_argument("--releases", metavar="DIR|URL", help="where releases are kept")
    parser.add_argument(
        "--articles", type=Path, metavar="DIR", help="folder with the article texts"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the report"
    )


def run(given: argparse.Namespace) -> int:
    """Verify, print what was found."""
    from outsourced_care.dataset import NoArticlesError, articles_folder, is_named
    from outsourced_care.errors import DatasetError
    from outsourced_care.home import home
    from outsourced_care.package_files import NoPackageError
    from outsourced_care.verification import of_those_at_hand
    from outsourced_care.verification_reports import as_json, as_text

    try:
        folder = articles_folder(given.articles, home())
        with progress("verify") as show:
            result = _verified(given.what, given.releases, folder, show)
        if given.articles is None and not is_named():
            result = of_those_at_hand(result)
    except (DatasetError, NoArticlesError, NoPackageError) as error:
        raise Stop(str(error)) from None
    print(as_json(result) if given.format == "json" else printable(as_text(result)))
    return 0 if result.holds else 1


def _verified(
    what: str | None, releases: str | None, articles: Path | None, show: Progress
) -> Verification:
    """Verify what was named: a bundle, a folder, a release or the dataset at hand."""
    from outsourced_care.archive.parts import machine_descriptor
    from outsourced_care.releases.at_hand import verify_at_hand, verify_folder
    from outsourced_care.releases.index import is_request, respelling
    from outsourced_care.releases.local import instead_of
    from outsourced_care.releases.proof import verify_file, verify_release
    from outsourced_care.table_source import is_bundle

    if what is None:
        return verify_at_hand(releases, articles, show)
    path = Path(what)
    there = path.exists()
    if not there and is_request(what):
        return verify_release(what, releases, articles, show)
    if not there and respelling(what):
        raise Stop(f"{what} is no version{respelling(what)}")
    if releases is not None:
        raise Stop("--releases goes with a version such as 0.1.0, or without PATH")
    if there and is_bundle(path):
        return verify_file(path, articles, show)
    if there and machine_descriptor(path) is not None:
        why = "machine-made tables, of which no hashes are recorded"
        raise Stop(one_line(f"{what} holds {why}; outsourced-care validate checks them"))
    instead = instead_of(path) if there else None
    if instead is not None:
        raise Stop(instead)
    return verify_folder(path, articles, show)
