"""A folder of releases flows in, its index and the bundles that it lists flow out.

A bundle flows out only when it is, by size and hash, the one in the index.
"""

from __future__ import annotations

import functools
import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.errors import ReleaseError, TamperedError
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.releases.bundle import Bundle, open_bundle
from outsourced_care.releases.index import (
    INDEX,
    MOST_BYTES,
    NAME,
    RELEASES,
    Index,
    Release,
    ReleaseFile,
    read_index,
)
from outsourced_care.releases.index_values import IndexFault


@dataclass(frozen=True, slots=True)
class LocalReleases:
    """Releases in a folder.

    Attributes:
        folder: The folder.
        name: What messages call it; by default its path.
    """

    folder: Path
    name: str = ""

    @classmethod
    def of(cls, root: Path) -> LocalReleases:
        """The releases of a repository."""
        return cls(root / RELEASES, RELEASES)

    @property
    def shown(self) -> str:
        """What messages call the folder."""
        return self.name or str(self.folder)

    def index(self) -> Index:
        """The index in the folder.

        Raises:
            ReleaseError: It is not there, is none or cannot be read.
        """
        try:
            return index_file(self.folder / INDEX, f"{self.shown}/{INDEX}")
        except (FileNotFoundError, NotADirectoryError):
            said = f"{self.shown} holds no {INDEX}"
            raise ReleaseError(f"{said}; name the folder with the bundles of releases") from None
        except OSError as error:
            raise ReleaseError(f"{self.shown}/{INDEX}: {error.strerror or error}") from None

    def listed(self) -> Index:
        """The index in the folder; an empty one when nothing was released there.

        Raises:
            ReleaseError: It is there, and is none or cannot be read.
        """
        return self.index() if (self.folder / INDEX).exists() else Index()

    def seen_index(self) -> Index | None:
        """The index in the folder; None when it cannot be read."""
        with suppress(ReleaseError):
            return self.index()
        return None

    def kept(self, release: Release) -> Path | None:
        """Nothing: what is in the folder is the place itself."""
        return None

    def where(self, release: Release) -> str:
        """The path of the bundle, as messages call it."""
        return f"{self.shown}/{release.bundle.path}"

    def bundle(self, release: Release) -> Path:
        """The bundle in the folder, which is the file that the index lists.

        Raises:
            ReleaseError: It is missing or cannot be read.
            TamperedError: It is not that file.
        """
        path, name = self.folder / release.bundle.path, self.where(release)
        try:
            why = other_bytes(path, release.bundle)
        except FileNotFoundError:
            raise ReleaseError(f"{name} is missing, and {INDEX} lists it") from None
        except OSError as error:
            raise ReleaseError(f"{name} cannot be read: {error.strerror or error}") from None
        if why is not None:
            raise TamperedError(f"{name} {why}")
        return path

    def open(self, version: str) -> tuple[Release, Bundle]:
        """A release and its bundle, opened.

        Args:
            version: A version, its beginning (`0.1` is the newest of 0.1.x), or `latest`.

        Raises:
            UnknownReleaseError: There is no such release.
            ReleaseError: The index or the bundle cannot be read, or that is another file.
        """
        release = self.listed().find(version, self.shown)
        return release, open_bundle(self.bundle(release))


def instead_of(path: Path, request: str = "“{version} --releases {path}”") -> str | None:
    """What to give in place of a path that is no dataset, and beside which there is one.

    Args:
        path: A folder with bundles, or a folder or file without a descriptor, below a folder
            that has one. Of all else nothing is said.
        request: How the newest release in a folder with bundles is asked for, where that works.
    """
    if (path / DESCRIPTOR).is_file() or path.suffix == ".json":
        return None
    bundles = sorted(path.glob(f"{NAME}-*.zip"))
    if bundles:
        index = LocalReleases(path).seen_index()
        latest = None if index is None else index.latest
        one = bundles[-1] if latest is None else path / latest.bundle.path
        asked = "" if latest is None else request.format(version=latest.version, path=str(path))
        by_version = f", or {asked}" if asked else ""
        return f"{path} holds bundles of releases; give one of them, such as {one}{by_version}"
    above = path.absolute().parents[: 1 if path.is_dir() else 2]
    whole = next((folder for folder in above if (folder / DESCRIPTOR).is_file()), None)
    if whole is None:
        return None
    shown = whole if path.is_absolute() else os.path.relpath(whole)
    return f"{path} has no {DESCRIPTOR}; give {shown}, which has one"


def index_file(path: Path, shown: str | None = None) -> Index:
    """Read an index; one that has not changed since is not read again.

    Args:
        path: The file.
        shown: What messages call it; by default its path.

    Raises:
        ReleaseError: It is no index of releases.
        OSError: It is not there or cannot be read.
    """
    there = path.stat()
    index = _index(path, there.st_mtime_ns, there.st_size)
    if isinstance(index, str):
        raise ReleaseError(f"{shown or path} is no index of releases: {index}")
    return index


@functools.lru_cache(maxsize=8)
def _index(path: Path, _changed: int, _size: int) -> Index | str:
    """The index, or why it is none."""
    try:
        return read_index(read_bytes(path, MOST_BYTES))
    except (IndexFault, UnfitFileError) as fault:
        return str(fault)


def other_bytes(path: Path, listed: ReleaseFile) -> str | None:
    """Why a file is not the one that an index lists; None when it is.

    Raises:
        OSError: It is not there or cannot be read.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size != listed.bytes:
            return f"has {size:,} bytes; {INDEX} lists {listed.bytes:,}"
        found = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    return None if found == listed.hash else f"is not the file that {INDEX} lists (hash differs)"
