"""The text of a version flows in, numbers that compare as versions do flow out."""

from __future__ import annotations

import re
from typing import TypeAlias

Version: TypeAlias = tuple[int, int, int]

_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)


class VersionError(ValueError):
    """The text is no version."""


def parse(version: str) -> Version:
    """The three numbers of a version, which compare as versions do (Semantic Versioning 2.0.0).

    Raises:
        VersionError: The text is no version.
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        raise VersionError(f"{version[:50]!r} is no version such as 0.2.0")
    return int(found[1]), int(found[2]), int(found[3])


def is_version(text: str) -> bool:
    """Tell whether a text is a whole version."""
    return _VERSION.fullmatch(text) is not None


def heading_for(called_for: str, *written: str | None) -> str:
    """The version that a state of the dataset is heading for.

    Args:
        called_for: The version that its changes since the last release call for.
        written: Versions that people wrote down for it, the one that counts most first.

    Returns:
        The first of those that is high enough, else the one called for.

    Raises:
        VersionError: The one called for is none.
    """
    least = parse(called_for)
    high_enough = (w for w in written if w is not None and is_version(w) and parse(w) >= least)
    return next(high_enough, called_for)


def compatible(version: Version, newer: Version) -> bool:
    """Tell whether a newer version breaks nothing that the older one promised.

    That is one with the same major number and, below 1.0.0, the same minor number.
    """
    promise = 1 if version[0] else 2
    return newer > version and newer[:promise] == version[:promise]
