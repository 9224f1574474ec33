"""`_version.py` flows in, the version that it says flows out; and the same with another version.

It is the one place of the version: packaging, descriptor and command line read it there.
"""

from __future__ import annotations

import re
from pathlib import Path

from outsourced_care.errors import CannotRunError
from outsourced_care.files import UnfitFileError, read_bytes

VERSION_FILE = "src/outsourced_care/_version.py"
_LINE = re.compile(rb'^__version__ = "([^"\r\n]*)"', re.MULTILINE)
_MOST_BYTES = 10_000


class VersionFileError(CannotRunError):
    """The file is unfit, or says no version."""


def version_at(root: Path) -> str | None:
    """The version of the repository in a folder; None when it holds no code.

    Raises:
        VersionFileError: The file is there and says none.
    """
    if not (root / VERSION_FILE).exists():
        return None
    return _line(_read(root))[1].decode("utf-8", "replace")


def line_of_version(root: Path) -> int:
    """The line of `VERSION_FILE` on which the version stands.

    Raises:
        VersionFileError: The file is missing, or says none.
    """
    raw = _read(root)
    return raw[: _line(raw).start()].count(b"\n") + 1


def with_version(root: Path, version: str) -> bytes:
    """What the file is to hold for a version: nothing but the version itself is other.

    Raises:
        VersionFileError: The file is missing, or says none.
    """
    raw = _read(root)
    found = _line(raw)
    return raw[: found.start(1)] + version.encode("ascii") + raw[found.end(1) :]


def _read(root: Path) -> bytes:
    try:
        return read_bytes(root / VERSION_FILE, _MOST_BYTES)
    except UnfitFileError as error:
        raise VersionFileError(f"{VERSION_FILE}: {error}") from None
    except OSError as error:
        raise VersionFileError(f"{VERSION_FILE}: {error.strerror or error}") from None


def _line(raw: bytes) -> re.Match[bytes]:
    found = _LINE.search(raw)
    if found is None:
        raise VersionFileError(f'{VERSION_FILE} has no line such as __version__ = "0.2.0"')
    return found
