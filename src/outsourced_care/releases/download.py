"""A web address flows in, its bytes flow out piece by piece, or one line that says why not.

Whoever answers is not trusted: only http and https are spoken, redirects included; no more is
read than was said to be there, and not for longer than that should take.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import SplitResult, urlsplit

from outsourced_care.errors import ReleaseError
from outsourced_care.waiting import TIMEOUT, seconds_to_wait

if TYPE_CHECKING:
    from requests import Response

_PIECE = 65536
_SLOWEST = 10_000  # bytes a second


def parts(address: str) -> SplitResult:
    """The parts of the address of a folder with releases.

    Raises:
        ReleaseError: It is no such address.
    """
    try:
        found = urlsplit(address)
        usable = found.scheme in ("http", "https") and bool(found.hostname) and found.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ReleaseError("the place of releases is no folder and no http or https address")
    if found.query or found.fragment:
        said = "the address of releases is that of a folder, without ? and #"
        raise ReleaseError(f"{said}: {shown(address)}")
    return found


def shown(address: str) -> str:
    """An address as a message names it: without user, password and query."""
    found = urlsplit(address)
    return f"{found.scheme}://{found.netloc.rpartition('@')[2]}{found.path}"


def read(address: str, most: int) -> bytes:
    """Read a file of at most so many bytes.

    Raises:
        ReleaseError: It cannot be fetched; the message says why in one line.
    """
    return b"".join(_pieces(address, most, seconds=3 * seconds_to_wait(ReleaseError)))


def downloader(size: int) -> Callable[[str, str, object], None]:
    """What pooch calls with an address and a file's name to fetch a file of a known size."""

    def download(address: str, file: str, _: object) -> None:
        seconds = 3 * seconds_to_wait(ReleaseError) + size / _SLOWEST
        sink: BinaryIO
        with Path(file).open("wb") as sink:
            for piece in _pieces(address, size, seconds):
                sink.write(piece)

    return download


def _pieces(address: str, most: int, seconds: float) -> Iterator[bytes]:
    import requests  # late: most loads fetch nothing
    from requests.exceptions import RequestException
    from urllib3.exceptions import HTTPError

    wait, until = seconds_to_wait(ReleaseError), time.monotonic() + seconds
    plain, name = {"Accept-Encoding": "identity"}, shown(address)
    try:
        with requests.get(address, stream=True, timeout=wait, headers=plain) as answer:
            _refuse(answer, name)
            total = 0
            while piece := answer.raw.read1(_PIECE):
                total += len(piece)
                if total > most:
                    raise ReleaseError(f"{name} has more than {most:,} bytes; it was not fetched")
                if time.monotonic() > until:
                    raise ReleaseError(f"{name} comes too slowly; it was not fetched")
                yield piece
    except (RequestException, HTTPError, UnicodeError) as error:
        raise ReleaseError(f"{name} {_why(error, wait)}") from None


def _refuse(answer: Response, name: str) -> None:
    """Refuse an answer that is not the file, or that came by a way that anybody could change."""
    secure = [r.url.startswith("https:") for r in (*answer.history, answer)]
    if secure[0] and not all(secure):
        raise ReleaseError(f"{name} leads from https to http; that is not followed")
    if answer.status_code != 200:
        raise ReleaseError(f"{name} was answered with status {answer.status_code}")


def _why(error: Exception, wait: float) -> str:
    """What a failed request says, without the address and the credentials in it."""
    from requests import exceptions as requested
    from urllib3 import exceptions as read

    if isinstance(error, (requested.Timeout, read.TimeoutError)):
        return f"gave no answer within {wait:g} s; try again, or raise ${TIMEOUT}"
    if isinstance(error, (requested.SSLError, read.SSLError)):
        return "has no certificate that can be trusted"
    if isinstance(error, requested.TooManyRedirects):
        return "leads from one address to the next without end"
    if isinstance(error, (requested.InvalidSchema, requested.MissingSchema)):
        return "leads to something other than http or https; that is not followed"
    if isinstance(error, (read.ProtocolError, requested.ChunkedEncodingError)):
        return "was cut off before its end; try again"
    if isinstance(error, requested.ConnectionError):
        return "cannot be reached; is there a network?"
    return f"cannot be fetched ({type(error).__name__})"
