"""Addresses flow in, what their hosts' robots.txt says of them flows out (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from protego import Protego

from outsourced_care.fetching.addresses import Address
from outsourced_care.fetching.exchange import Reply, follow, said, said_status
from outsourced_care.fetching.limits import FetchError, Limits, Refused, Unreachable

_SIZE = 512_000  # bytes that are read; RFC 9309, 2.5 asks for 500 KiB
_MOST = 1_000_000  # names times rules: what is beyond fills the memory
_NAME_LINE = re.compile(r"\s*user[-\s]*agent\b", re.I)
_RULE_LINE = re.compile(r"\s*(di|allow|crawl)", re.I)  # misspellings that Protego knows too
_FILE = "robots.txt"

_LATER = (HTTPStatus.TOO_MANY_REQUESTS,)  # a host that asks to be left alone is


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a robots.txt says: its rules, or why nothing may be fetched; neither allows all."""

    rules: Protego | None = None
    closed: str | None = None


class Robots:
    """The robots.txt of each host, fetched once."""

    def __init__(self, limits: Limits, agent: str, *, allow_private: bool) -> None:
        self._limits = limits
        self._agent = agent
        self._allow_private = allow_private
        self._known: dict[str, _Rules] = {}

    def check(self, address: Address) -> None:
        """Refuse an address that its host's robots.txt keeps from being fetched.

        Raises:
            Refused: It does, or what it says cannot be had.
        """
        found = self._of(address)
        if found.closed is not None:
            raise Refused(found.closed)
        if found.rules is not None and not found.rules.can_fetch(address.url, self._name):
            raise Refused(f"was not fetched: its {_FILE} does not allow it")

    def delay(self, address: Address) -> float:
        """The pause between two pages that the host asks for, as far as it is granted."""
        rules = self._of(address).rules
        asked = rules.crawl_delay(self._name) if rules else None
        return min(asked or 0.0, self._limits.crawl_delay)

    @property
    def _name(self) -> str:
        """Who asks, without the homepage: its words are nobody's name."""
        return self._agent.partition(" ")[0]

    def _of(self, address: Address) -> _Rules:
        if address.origin not in self._known:
            self._known[address.origin] = self._fetched(address)
        return self._known[address.origin]

    def _fetched(self, address: Address) -> _Rules:
        file = Address(address.scheme, address.host, address.port, f"/{_FILE}")
        take: Callable[[Address, Reply], bytes | None] = _body
        try:
            raw = follow(
                file,
                self._limits,
                self._agent,
                lambda _: None,
                take,
                allow_private=self._allow_private,
            )
        except FetchError as error:
            why = error.__cause__
            if isinstance(why, Unreachable) and str(error) == said(file, file, str(why)):
                return _Rules(closed=str(why))
            return _Rules(closed=f"was not fetched: {error}")
        if raw is None:
            return _Rules()
        text = raw.decode("utf-8-sig", "replace")
        if _is_bomb(text):
            return _Rules(closed=f"was not fetched: its {_FILE} has too many rules to read")
        return _Rules(Protego.parse(text))


def _is_bomb(text: str) -> bool:
    """Tell whether rules for very many names each would be kept once for every name."""
    names = rules = cost = 0
    for line in text.splitlines():
        if _NAME_LINE.match(line):
            if rules:
                names = rules = 0
            names += 1
            cost += names
        else:
            rules += bool(_RULE_LINE.match(line))
            cost += names
    return cost > _MOST


def _body(_: Address, reply: Reply) -> bytes | None:
    """The beginning of a robots.txt; None where there is none, which allows all (2.3.1.3).

    Raises:
        Refused: The host has trouble, so that nothing may be fetched (2.3.1.4).
    """
    if reply.status in range(400, 500) and reply.status not in _LATER:
        return None
    if reply.status != HTTPStatus.OK:
        raise Refused(f"was answered with status {said_status(reply.status)}")
    raw, more = reply.body(_SIZE)
    return raw[: raw.rfind(b"\n") + 1] if more else raw
