"""Fetch the articles to your own machine and find every passage again.

The addresses that the dataset records are asked for, one after the other, from your machine and
for you alone: the texts belong to their publishers. Each is read and written to
DIR/ARTICLE_ID.txt, where verify --articles DIR and load(..., articles=DIR) find it. What DIR
holds whole already, from an earlier run or another source, is not fetched again unless --again
is given. A page on which nothing of its article is found is not kept.

Only http and https are spoken, robots.txt is obeyed, redirects, sizes and times are bounded
(waits by $OUTSOURCED_CARE_TIMEOUT, 10 seconds by default), proxies are not used, and private
or reserved addresses are asked only with --allow-private.

PATH is a folder with a datapackage.json, that file, or the zip file of a release; VERSION is a
release (0.1.0, 0.1 or latest), looked for as load does. Without either it is the dataset that
this package carries.

Examples:
  outsourced-care hydrate --out my-articles
  outsourced-care hydrate --out my-articles --only guardian-2014-05-voluntary-outsourcing --again
  outsourced-care verify --articles my-articles

exit status: 0 every passage recovered, 1 something is missing, 2 could not run.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from outsourced_care.commands.terminal import Stop, plain_warnings, progress
from outsourced_care.finding_reports import printable

_SLOWEST = 3600.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for the article texts"
    )
    parser.add_argument(
        "--from",
        dest="what",
        metavar="PATH|VERSION",
        help="another copy of the dataset, or a release",
    )
    parser.add_argument(
        "--only",
        action="extend",
        nargs="+",
        default=[],
        metavar="ARTICLE_ID",
        help="only these articles (default: all)",
    )
    parser.add_argument(
        "--again", action="store_true", help="fetch also what DIR holds whole already"
    )
    parser.add_argument(
        "--delay",
        type=float,
        default=2.0,
        metavar="SECONDS",
        help="pause between two pages of a host (default: %(default)g; it may ask for more)",
    )
    parser.add_argument(
        "--allow-private", action="store_true", help="ask hosts at private addresses too"
    )
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the report"
    )


def run(given: argparse.Namespace) -> int:
    """Fetch, print what was recovered."""
    from outsourced_care.errors import DatasetError
    from outsourced_care.fetching import Fetcher
    from outsourced_care.fetching.hydration import Wanted, hydrate
    from outsourced_care.fetching.hydration_reports import as_json, as_text
    from outsourced_care.fetching.reading import readings
    from outsourced_care.loader import load

    if not 0 <= given.delay <= _SLOWEST:
        raise Stop(f"--delay is {given.delay:g}; give seconds, at most {_SLOWEST:g}")
    try:
        with plain_warnings("hydrate"), progress("hydrate") as show:
            path, version = _named(given.what)
            articles, evidence = (load(n, path, version) for n in ("articles", "evidence"))
            wanted = Wanted.of(articles, evidence, given.only)
            fetcher = Fetcher(
                allow_private=given.allow_private, delay=given.delay, homepage=_homepage()
            )
            found = hydrate(wanted, given.out, fetcher, readings, again=given.again, show=show)
    except DatasetError as error:
        raise Stop(str(error)) from None
    print(as_json(found) if given.format == "json" else printable(as_text(found)))
    return 0 if all(one.whole for one in found) else 1


def _named(what: str | None) -> tuple[str | None, str | None]:
    """The path or the version that was named; a path that is there goes first."""
    from outsourced_care.releases.index import is_request, respelling
    from outsourced_care.releases.local import instead_of

    if what is None:
        return None, None
    if Path(what).exists():
        instead = instead_of(Path(what), "")
        if instead is not None:
            raise Stop(instead)
        return what, None
    if respelling(what):
        raise Stop(f"{what} is no version{respelling(what)}")
    return (None, what) if is_request(what) else (what, None)


def _homepage() -> str | None:
    """Where the dataset at hand says that one can read about it."""
    from outsourced_care.descriptor import DESCRIPTOR
    from outsourced_care.descriptor_contract import read_descriptor
    from outsourced_care.errors import DatasetError
    from outsourced_care.home import home

    try:
        said = read_descriptor((home() / DESCRIPTOR).read_bytes(), DESCRIPTOR).get("homepage")
    except (OSError, DatasetError):
        return None
    return said if isinstance(said, str) else None
