"""The environment flows in, how long to wait for whoever is asked over a network flows out."""

from __future__ import annotations

import os

from outsourced_care.errors import DatasetError

TIMEOUT = "OUTSOURCED_CARE_TIMEOUT"  # seconds for a connection, and for each wait for bytes
_DEFAULT = 10.0


def seconds_to_wait(error: type[DatasetError] = DatasetError) -> float:
    """How long to wait for a connection, and for each piece of an answer.

    Args:
        error: What is raised.

    Raises:
        DatasetError: The environment gives something other than more than 0 to 3600 seconds.
    """
    told = os.environ.get(TIMEOUT) or _DEFAULT
    try:
        seconds = float(told)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise error(f"${TIMEOUT} is {told!r}; give seconds, more than 0 and at most 3600")
    return seconds
