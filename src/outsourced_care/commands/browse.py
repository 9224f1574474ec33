"""Look through the dataset in a browser, and ask it in SQL.

The tables are served by Datasette, on this machine and to nobody else: pages with search, with
counts of every closed vocabulary and links from record to record, SQL, CSV and JSON. Nobody can
change anything. Ctrl-C ends it, and nothing stays behind. (extra: browse)

PATH is a folder with a datapackage.json, that file, or the zip file of a release; tables that it
leaves out are left out. Without it, it is the dataset that this package carries; --version names
a release, looked for in --releases, else in $OUTSOURCED_CARE_RELEASES, else where the dataset
says, else in releases/ of the repository.

Examples:
  outsourced-care browse --open
  outsourced-care browse --port 0            any port that is free
  outsourced-care browse my-extension
  outsourced-care browse --version 0.1.0
  curl "http://127.0.0.1:8001/outsourced-care/quotes.json?kind=direct&_shape=array"

exit status: 130 ended by Ctrl-C, 2 could not run.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from outsourced_care.commands.terminal import Stop, plain_warnings, progress
from outsourced_care.finding_reports import one_line

if TYPE_CHECKING:
    from outsourced_care.exports.bundle import Bundle

_PORT = 8001  # Datasette's own
_MOST = 65535
_INSTALL = 'pip install "outsourced-care[browse]"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "path", nargs="?", type=Path, metavar="PATH", help="folder, datapackage.json or bundle"
    )
    parser.add_argument("--version", metavar="VERSION", help="a release: 0.1.0, 0.1 or latest")
    parser.add_argument("--releases", metavar="DIR|URL", help="where releases are kept")
    parser.add_argument(
        "--port", type=int, default=_PORT, help="port to serve at (default: %(default)s; 0: any)"
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to serve at (default: %(default)s, which nobody else can reach)",
    )
    parser.add_argument("--open", action="store_true", help="open it in the browser")


def run(given: argparse.Namespace) -> int:
    """Serve the tables until somebody ends it."""
    if not 0 <= given.port <= _MOST:
        raise Stop(f"--port is {given.port}; give 0 to {_MOST}")
    try:
        from outsourced_care.browsing.serving import (
            NoAddressError,
            address_of,
            ended_by_signals,
            listening,
            serve,
        )
    except ModuleNotFoundError:
        raise Stop(f"browse needs Datasette; install it with {_INSTALL}") from None
    from outsourced_care.browsing.words import metadata
    from outsourced_care.errors import DatasetError
    from outsourced_care.releases.index import NAME

    with ended_by_signals(), tempfile.TemporaryDirectory(prefix=f"{NAME}-") as folder:
        file = Path(folder, f"{NAME}.sqlite")
        try:
            with listening(given.host, given.port) as listener:
                bundle = _written(given, file)
                address = address_of(listener, NAME)

                def started() -> None:
                    told = f"{bundle.title} {bundle.version} at {address} (Ctrl-C ends it)"
                    print(one_line(told), file=sys.stderr, flush=True)
                    if given.open:
                        threading.Thread(target=_show, args=(address,), daemon=True).start()

                serve(file, metadata(bundle, NAME), bundle.contract, listener, started)
        except (DatasetError, NoAddressError) as error:
            raise Stop(one_line(str(error))) from None
    return 0


def _written(given: argparse.Namespace, file: Path) -> Bundle:
    """Write the tables that were named into a database."""
    from outsourced_care.browsing import database
    from outsourced_care.browsing.opening import instead, opened
    from outsourced_care.exports.bundle import ExportError

    if given.path is not None and (other := instead(given.path)) is not None:
        raise Stop(one_line(other))
    with plain_warnings("browse"), progress("browse") as show:
        bundle, told = opened(given.path, given.version, given.releases)
        for warning in told:
            warnings.warn(warning, stacklevel=2)
        try:
            database.write(bundle, file, show)
        except ExportError as error:
            why = "" if given.path is None else f"; outsourced-care validate {given.path} says more"
            raise Stop(one_line(f"{error}{why}")) from None
    return bundle


def _show(address: str) -> None:
    """Open an address in the browser; some browsers only return when they are closed."""
    import webbrowser

    webbrowser.open(address)
