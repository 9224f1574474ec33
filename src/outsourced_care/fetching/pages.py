"""The address of a page flows in, the page as it was sent flows out, or one line that says why not.

Whoever answers is not trusted, and neither is who gave the address: only http and https are
spoken, private addresses are asked at only where that is allowed, redirects are followed one by
one, no more is read than a page has and not for longer than it takes, and robots.txt is obeyed.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from email.message import Message

from outsourced_care import __version__
from outsourced_care.fetching.addresses import Address, shown
from outsourced_care.fetching.exchange import Reply, follow
from outsourced_care.fetching.limits import FetchError, Limits, Refused
from outsourced_care.fetching.robots import Robots

NAME = "outsourced-care"
TYPES = ("text/html", "application/xhtml+xml", "text/plain")

_Bytes = bytes
_HOMEPAGE = re.compile(r"https?://[!#-'*-;=?-~]{1,200}")  # nothing that ends a comment


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it was sent.

    Attributes:
        url: The address that was asked for.
        final_url: The address that answered.
        bytes: The page, unpacked, not decoded.
        content_type: What it is said to be, one of `TYPES`.
        charset: The encoding that it is said to have, in small letters; None where none is said.
    """

    url: str
    final_url: str
    bytes: _Bytes = field(repr=False)
    content_type: str
    charset: str | None


def user_agent(homepage: str | None = None) -> str:
    """Who asks: name and version, and where to read more when there is such a place.

    Args:
        homepage: An http or https address; anything else is left out.
    """
    more = f" (+{homepage})" if homepage and _HOMEPAGE.fullmatch(homepage) else ""
    return f"{NAME}/{__version__}{more}"


class Fetcher:
    """Fetches pages politely: each host's robots.txt once, a pause between two of its pages."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        delay: float = 0.0,
        homepage: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Set up; nothing is fetched yet.

        Args:
            allow_private: Whether hosts at private and reserved addresses may be asked.
            delay: Seconds between two pages of a host; its robots.txt may ask for more.
            homepage: Where whoever is asked can read who asks.
            limits: How much is taken from whoever answers.

        Raises:
            FetchError: The environment gives no usable time limit.
        """
        self._limits = limits or Limits()
        self._agent = user_agent(homepage)
        self._allow_private = allow_private
        self._delay = delay
        self._robots = Robots(self._limits, self._agent, allow_private=allow_private)
        self._asked: dict[str, float] = {}  # host: when it was last asked for a page

    def page(self, url: str) -> Fetched:
        """Fetch a page.

        Args:
            url: Its http or https address.

        Raises:
            FetchError: It cannot or may not be fetched; the message says why in one line.
        """
        url = url.strip()
        try:
            first = Address.of(url.partition("#")[0])
        except Refused as why:
            raise FetchError(f"{shown(url)} {why}") from None

        def check(address: Address) -> None:
            self._robots.check(address)
            if address.host != first.host or address == first:
                self._pause(address)
            self._asked[address.host] = time.monotonic()

        def take(address: Address, reply: Reply) -> Fetched:
            return self._read(url, address, reply)

        return follow(
            first, self._limits, self._agent, check, take, allow_private=self._allow_private
        )

    def _pause(self, address: Address) -> None:
        if address.host not in self._asked:
            return
        pause = max(self._delay, self._robots.delay(address))
        time.sleep(max(self._asked[address.host] + pause - time.monotonic(), 0.0))

    def _read(self, url: str, address: Address, reply: Reply) -> Fetched:
        reply.refuse_other_than_ok()
        kind, charset = _kind(reply.header("Content-Type"))
        if kind not in TYPES:
            raise Refused(f"is {kind}, no web page or plain text")
        size = reply.header("Content-Length")
        most = self._limits.size
        larger = size.isascii() and size.isdigit() and len(size) < 20 and int(size) > most
        raw, more = (b"", True) if larger else reply.body(most)
        if more:
            raise Refused(f"has more than {most:,} bytes")
        return Fetched(url, address.url, raw, kind, charset)


def fetch_page(
    url: str,
    *,
    allow_private: bool = False,
    homepage: str | None = None,
    limits: Limits | None = None,
) -> Fetched:
    """Fetch one page; for several, a `Fetcher` asks each host for its robots.txt only once.

    Args:
        url: Its http or https address.
        allow_private: Whether hosts at private and reserved addresses may be asked.
        homepage: Where whoever is asked can read who asks.
        limits: How much is taken from whoever answers.

    Raises:
        FetchError: It cannot or may not be fetched; the message says why in one line.
    """
    return Fetcher(allow_private=allow_private, homepage=homepage, limits=limits).page(url)


def _kind(said: str) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type; without one, a web page is taken to be meant."""
    if not said:
        return TYPES[0], None
    plain = re.sub(r"[^\x20-\x7e]", " ", said)[:200]
    header = Message()
    header["Content-Type"] = plain
    return plain.partition(";")[0].strip().lower(), header.get_content_charset() or None
