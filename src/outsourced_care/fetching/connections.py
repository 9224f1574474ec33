"""A host flows in, a connection to a checked address of it flows out, cut when its time is up.

The name is looked up once, each address is checked and connected to as it was found, and the
address at the other end is checked again: a name server that answers otherwise a second time is
never asked a second time.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import getproxies

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from outsourced_care.fetching.addresses import Address, is_public
from outsourced_care.fetching.limits import Unreachable

TRUSTED = "REQUESTS_CA_BUNDLE"  # certificates to trust instead of certifi's, as for releases
_MOST_ADDRESSES = 8


class Line:
    """One connection's rules and its watch.

    A wait for bytes is bounded by the socket, all waits together by the watch: it shuts the
    connection down, whatever is being read then (an endless header, a handshake, a body that
    comes byte by byte). What a system takes to look a name up is its own affair.
    """

    def __init__(self, *, allow_private: bool, wait: float, seconds: float) -> None:
        self.wait = wait
        self.expired = False
        self._allow_private = allow_private
        self._until = time.monotonic() + seconds
        self._own: socket.socket | None = None
        self._watch = threading.Timer(max(seconds, 0), self._cut)
        self._watch.daemon = True
        self._watch.start()

    def connect(self, host: str, port: int) -> socket.socket:
        """Connect to the first address of a host that answers.

        Raises:
            Unreachable: It has no address, none that may be connected to, or none that answers.
        """
        failed: OSError | None = None
        for family, kind, protocol, place in self._places(host, port):
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(max(min(self.wait, self._until - time.monotonic()), 0.001))
                connection.connect(place)
                self._admit([connection.getpeername()[0]])
                connection.settimeout(self.wait)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._own = connection.dup()
                if self.expired:  # before there was anything to cut
                    raise TimeoutError
            except OSError as error:
                connection.close()
                failed = error
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        if isinstance(failed, TimeoutError):
            raise Unreachable(f"gave no answer within {self.wait:g} s; try again later")
        hint = "; proxies are not used" if getproxies() else ""
        raise Unreachable(f"is on a host that cannot be reached{hint}")

    def close(self) -> None:
        """End the watch."""
        self._watch.cancel()
        if self._own is not None:
            self._own.close()

    def _places(self, host: str, port: int) -> list[Any]:
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except socket.gaierror:
            raise Unreachable("is on a host whose address cannot be found") from None
        except (UnicodeError, ValueError):
            raise Unreachable("names no host that can be asked") from None
        open_to = set(self._admit(str(place[0]) for *_, place in found))
        places = [(f, k, p, place) for f, k, p, _, place in found if place[0] in open_to]
        return places[:_MOST_ADDRESSES]

    def _admit(self, found: Iterable[str]) -> list[str]:
        """The addresses that may be connected to, at least one."""
        listed = list(found)
        admitted = [a for a in listed if self._allow_private or is_public(a)]
        if listed and not admitted:
            raise Unreachable(
                f"is on a private or reserved address ({listed[0]}), which was not allowed"
            )
        return admitted

    def _cut(self) -> None:
        self.expired = True
        if self._own is not None:
            with suppress(OSError):
                self._own.shutdown(socket.SHUT_RDWR)


class _ByLine(HTTPConnection):
    """A connection that a line makes."""

    def __init__(self, *args: Any, line: Line, **more: Any) -> None:
        super().__init__(*args, **more)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.connect(self.host, self.port)


class _SecureByLine(_ByLine, HTTPSConnection):
    """The same, for https."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _ByLine


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureByLine


def pool(address: Address, line: Line) -> HTTPConnectionPool:
    """What makes one request to the host of an address, by a line."""
    more: dict[str, Any] = {"timeout": line.wait, "retries": False, "line": line}
    if address.scheme == "https":
        trusted = os.environ.get(TRUSTED) or certifi.where()
        more["ca_cert_dir" if Path(trusted).is_dir() else "ca_certs"] = trusted
        more["cert_reqs"] = "CERT_REQUIRED"
        return _SecurePool(address.host, address.port, **more)
    return _Pool(address.host, address.port, **more)
