"""What is asked for flows in; how much of it may come, and for how long, flows out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from outsourced_care.errors import DatasetError
from outsourced_care.waiting import seconds_to_wait


class FetchError(DatasetError):
    """A page cannot be fetched; the message says what and why in one line."""


class Refused(Exception):  # noqa: N818 - a reason, not yet an error with the address in it
    """Why something is not fetched, as a clause that follows an address."""


class Unreachable(Refused):
    """A host that is not connected to: whatever is asked for there, this is why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken from whoever answers.

    Attributes:
        size: The most bytes of a page, as it comes and unpacked.
        wait: Seconds for a connection, and for each wait for bytes.
        seconds: Seconds for a page with all its redirects; its robots.txt has as many.
        redirects: How many may follow one another.
        crawl_delay: The longest pause, in seconds, that a robots.txt can ask for.
    """

    size: int = 10_000_000
    wait: float = field(default_factory=partial(seconds_to_wait, FetchError))
    seconds: float = 60.0
    redirects: int = 5
    crawl_delay: float = 30.0
