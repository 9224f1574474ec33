"""An address flows in, what is answered there flows out, redirects followed one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import IncompleteRead
from ssl import SSLCertVerificationError
from typing import TypeVar

from urllib3 import BaseHTTPResponse
from urllib3 import exceptions as failed

from outsourced_care.fetching.addresses import Address
from outsourced_care.fetching.connections import Line, pool
from outsourced_care.fetching.limits import FetchError, Limits, Refused

T = TypeVar("T")

_REDIRECTS = (301, 302, 303, 307, 308)
_PACKED = ("", "identity", "gzip", "x-gzip", "deflate")
_PIECE = 65536


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer whose body is still to be read."""

    status: int
    _answer: BaseHTTPResponse
    _line: Line

    def header(self, name: str) -> str:
        """A header field; empty where it is not there."""
        return self._answer.headers.get(name, "").strip()

    def body(self, most: int) -> tuple[bytes, bool]:
        """At most so many bytes of the unpacked body, and whether there are more.

        Raises:
            Refused: It is packed in a way that was not asked for.
        """
        packed = self.header("Content-Encoding").lower()
        if packed not in _PACKED:
            raise Refused("was answered in a packing that was not asked for")
        read: list[bytes] = []
        left = most
        while piece := self._answer.read1(min(_PIECE, left + 1), decode_content=True):
            read.append(piece[:left])
            if len(piece) > left:
                return b"".join(read), True
            left -= len(piece)
            if self._line.expired:
                break
        return b"".join(read), False

    def refuse_other_than_ok(self) -> None:
        """Refuse an answer that is not the page.

        Raises:
            Refused: Its status is other than 200.
        """
        if self.status != HTTPStatus.OK:
            raise Refused(f"was answered with status {said_status(self.status)}")


def said_status(status: int) -> str:
    """A status and what it means."""
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def follow(
    first: Address,
    limits: Limits,
    agent: str,
    check: Callable[[Address], None],
    take: Callable[[Address, Reply], T],
    *,
    allow_private: bool,
) -> T:
    """Ask at an address, and where redirects lead.

    Args:
        first: The address.
        limits: How much is taken.
        agent: Who asks.
        check: Called with each address before it is asked at; may refuse it.
        take: Makes something of the answer that is no redirect.
        allow_private: Whether private and reserved addresses may be connected to.

    Raises:
        FetchError: An address cannot be had; the message says why in one line.
    """
    address, left = first, limits.seconds
    for _ in range(limits.redirects + 1):
        try:
            check(address)
            begun = time.monotonic()
            with _asked(address, limits, left, agent, allow_private) as reply:
                location = reply.header("Location")
                if reply.status not in _REDIRECTS or not location:
                    return take(address, reply)
            left -= time.monotonic() - begun
            address = address.led_to(location)
        except Refused as why:
            raise FetchError(said(first, address, str(why))) from why
    raise FetchError(f"{first.shown} leads on more than {limits.redirects} times")


def said(first: Address, address: Address, why: str) -> str:
    """The line that says what was not fetched and why."""
    if address == first:
        return f"{first.shown} {why}"
    return f"{first.shown} leads to {address.shown}, which {why}"


@contextmanager
def _asked(
    address: Address, limits: Limits, left: float, agent: str, allow_private: bool
) -> Iterator[Reply]:
    """Ask once, and say in a clause what goes wrong until all is read."""
    line = Line(allow_private=allow_private, wait=limits.wait, seconds=left)
    late = f"did not come whole within {limits.seconds:g} s"
    headers = {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    try:
        with closing(line), closing(pool(address, line)) as asking:
            answer = asking.urlopen(
                "GET", address.target, headers=headers, redirect=False, preload_content=False
            )
            with closing(answer):
                yield Reply(answer.status, answer, line)
    except Refused:
        if line.expired:
            raise Refused(late) from None
        raise
    except (failed.HTTPError, OSError, ValueError) as error:
        raise Refused(late if line.expired else _why(error, limits.wait)) from None
    if line.expired:
        raise Refused(late)


def _why(error: Exception, wait: float) -> str:
    """What a failed request says, as a clause."""
    cause = error.args[-1] if error.args else None
    if isinstance(error, failed.TimeoutError | TimeoutError):
        return f"gave no answer within {wait:g} s; try again later"
    if isinstance(cause, SSLCertVerificationError):
        return "has no certificate that can be trusted"
    if isinstance(error, failed.SSLError):
        return "offers no secure connection that can be trusted"
    if isinstance(error, failed.DecodeError):
        return "was answered with something that cannot be unpacked"
    if isinstance(cause, ConnectionError | IncompleteRead):
        return "was cut off before its end; try again later"
    return "was not answered as a web server answers"
