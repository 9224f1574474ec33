"""`_version.py` flows in, the version that it says flows out; and the same with another version.

It is the one place of the version: packaging, descriptor and command line read it there.
"""

from __future__ import annotations

import re
from pathlib import Path

from outsourced_care.errors import CannotRunError
from outsourced_care.releases.writing import read_file

VERSION_FILE = "src/outsourced_care/_version.py"
_LINE = re.compile(rb'^__version__ = "([^"\r\n]*)"', re.MULTILINE)


class VersionFileError(CannotRunError):
    """The file says no version."""


def version_at(root: Path) -> str | None:
    """The version of the repository in a folder; None when it holds no code.

    Raises:
        VersionFileError: The file is there and says none.
        UnfitReleaseError: It is there and unfit.
    """
    if not (root / VERSION_FILE).exists():
        return None
    return _line(read_file(root, VERSION_FILE))[1].decode("utf-8", "replace")


def line_of_version(root: Path) -> int:
    """The line of `VERSION_FILE` on which the version stands.

    Raises:
        VersionFileError: The file says none.
        UnfitReleaseError: It is missing or unfit.
    """
    raw = read_file(root, VERSION_FILE)
    return raw[: _line(raw).start()].count(b"\n") + 1


def with_version(root: Path, version: str) -> bytes:
    """What the file is to hold for a version: nothing but the version itself is other.

    Raises:
        VersionFileError: The file says none.
        UnfitReleaseError: It is missing or unfit.
    """
    raw = read_file(root, VERSION_FILE)
    found = _line(raw)
    return raw[: found.start(1)] + version.encode("ascii") + raw[found.end(1) :]


def _line(raw: bytes) -> re.Match[bytes]:
    found = _LINE.search(raw)
    if found is None:
        raise VersionFileError(f'{VERSION_FILE} has no line such as __version__ = "0.2.0"')
    return found
