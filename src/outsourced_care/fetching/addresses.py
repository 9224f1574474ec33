"""A web address somebody gave flows in; what to ask whom flows out, and which hosts are closed."""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from outsourced_care.fetching.limits import Refused

_LONGEST = 8192  # characters; RFC 9110, 4.1 asks for 8000
_SHOWN = 200
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\\\ud800-\udfff]")

_USER = re.compile(r"^([a-z][a-z0-9+.-]*:)?(/*)[^/]*@", re.I)

_PUBLIC = ipaddress.ip_network("2000::/3")  # all that IANA gives out of IPv6 (RFC 4291, 2.4)
_EXAMPLES = ipaddress.ip_network("3fff::/20")  # RFC 9637, unknown to older Pythons
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: IPv4 in the last 32 bits


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address, normalised, without user, password and fragment."""

    scheme: str
    host: str
    port: int
    target: str

    usual: ClassVar[dict[str, int]] = {"http": 80, "https": 443}

    @classmethod
    def of(cls, url: str) -> Address:
        """Read an address.

        Raises:
            Refused: It is no such address, or has a user or password in it.
        """
        if len(url) > _LONGEST:
            raise Refused(f"has {len(url):,} characters; {_LONGEST:,} are the most")
        if _UNFIT.search(url):
            raise Refused("holds spaces, backslashes or control characters")
        try:
            found = parse_url(url)
        except LocationParseError:
            raise Refused("is no web address") from None
        if found.scheme not in cls.usual:
            raise Refused("is no http or https address")
        if not found.host or found.port == 0:
            raise Refused("names no host that can be asked")
        if found.auth is not None:
            raise Refused("holds a user name or password; take it out")
        target = (found.path or "/") + (f"?{found.query}" if found.query is not None else "")
        return cls(found.scheme, found.host, found.port or cls.usual[found.scheme], target)

    def led_to(self, location: str) -> Address:
        """Where a redirect leads.

        Raises:
            Refused: It leads to something that is not fetched.
        """
        with suppress(UnicodeError):
            location = location.encode("latin-1").decode("utf-8")  # as header fields are read
        try:
            location = urljoin(self.url, location.strip()).partition("#")[0]
            there = Address.of(location)
        except (Refused, ValueError) as error:
            why = str(error) if isinstance(error, Refused) else "is no web address"
            raise Refused(f"leads to {shown(location)}, which {why}") from None
        if self.scheme == "https" and there.scheme == "http":
            raise Refused(f"leads from https to {there.shown}; that is not followed")
        return there

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt speaks for."""
        usual = self.port == self.usual[self.scheme]
        return f"{self.scheme}://{self.host}" + ("" if usual else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole address."""
        return self.origin + self.target

    @property
    def shown(self) -> str:
        """The address as a message names it: without query, and not too long."""
        return shown(self.url)


def shown(url: str) -> str:
    """What was given for an address, as a message names it: without user, password and query."""
    plain = url[:_LONGEST].partition("#")[0].partition("?")[0]
    named = _USER.sub(r"\1\2", "".join(c if c.isprintable() else "�" for c in plain))
    return named if len(named) <= _SHOWN else f"{named[:_SHOWN]}…"


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    Private, shared, loopback, link-local, multicast, reserved and documentation addresses are
    none (IANA special-purpose address registries, RFC 6890); IPv6 addresses that carry an IPv4
    address are judged by both.

    Args:
        address: An IP address as the system names it, a zone behind % included.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast and not found.is_reserved
    if found.ipv4_mapped is not None:
        return is_public(str(found.ipv4_mapped))
    if found in _TRANSLATED:
        return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    if found.sixtofour is not None and not is_public(str(found.sixtofour)):
        return False
    return found in _PUBLIC and found not in _EXAMPLES and found.is_global
