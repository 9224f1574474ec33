"""The web address of releases flows in, their index and bundles flow out, kept on this machine.

Each address has a folder of its own in the cache, with the index that was seen last and the
bundles that were fetched; pooch puts a bundle there only once its hash is the listed one.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.errors import ReleaseError, TamperedError
from outsourced_care.files import write_text
from outsourced_care.releases.download import downloader, parts, read, shown
from outsourced_care.releases.index import (
    INDEX,
    MOST_BYTES,
    NAME,
    Index,
    Release,
    index_bytes,
    read_index,
)
from outsourced_care.releases.index_values import IndexFault
from outsourced_care.releases.local import index_file, other_bytes

CACHE = "OUTSOURCED_CARE_CACHE"
_NEEDED = "fetching releases needs pooch: pip install pooch"
_MOST_BYTES = 2_000_000_000  # of a bundle
_HOUR = 3600.0
_fetched: dict[str, Index] = {}  # by address, once in a process


def cache_folder() -> Path:
    """Where fetched releases are kept: `$OUTSOURCED_CARE_CACHE`, else what pooch uses.

    Raises:
        ImportError: The libraries that fetch releases are not installed.
    """
    named = os.environ.get(CACHE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_cache_dir  # as `pooch.os_cache` does, in a tenth of its time

    return Path(user_cache_dir(NAME))


def forget() -> None:
    """Ask for every index anew, as another process would."""
    _fetched.clear()


@dataclass(frozen=True, slots=True)
class RemoteReleases:
    """Releases at a web address.

    Attributes:
        address: That of the folder with the index.
        shown: The address without what is secret in it.
        folder: The folder of the cache that is its own.
    """

    address: str
    shown: str
    folder: Path

    @classmethod
    def at(cls, address: str) -> RemoteReleases:
        """The releases at an address.

        Raises:
            ReleaseError: It is no address, or the libraries that fetch are not installed.
        """
        found = parts(address)
        host = found.netloc.rpartition("@")[2].lower()
        plain = f"{found.scheme}://{host}{found.path.rstrip('/')}"
        key = f"{re.sub(r'[^a-z0-9.]+', '-', host)[:80]}-{_short(plain)}"
        try:
            folder = cache_folder() / key
        except ImportError:
            raise ReleaseError(_NEEDED) from None
        except RuntimeError:  # ~ of nobody
            raise ReleaseError(f"${CACHE} names no folder") from None
        return cls(address.rstrip("/"), shown(address).rstrip("/"), folder)

    def index(self) -> Index:
        """The index, fetched once in a process, and kept for when there is no network.

        Raises:
            ReleaseError: It cannot be fetched, or is none.
        """
        if self.address not in _fetched:
            raw = read(f"{self.address}/{INDEX}", MOST_BYTES)
            try:
                index = read_index(raw)
            except IndexFault as fault:
                message = f"{self.shown}/{INDEX} is no index of releases: {fault}"
                raise ReleaseError(message) from None
            with suppress(OSError):  # whether the cache can be written is told with a bundle
                write_text(self.folder / INDEX, index_bytes(index).decode("utf-8"))
                self._drop_replaced(index)
            _fetched[self.address] = index
        return _fetched[self.address]

    def seen_index(self) -> Index | None:
        """The index that was fetched last, without a connection; None when there is none."""
        with suppress(ReleaseError, OSError):
            return index_file(self.folder / INDEX)
        return None

    def kept(self, release: Release) -> Path | None:
        """A release's bundle in the cache; None when it is not there or not as listed."""
        path = self.folder / release.bundle.path
        with suppress(OSError):
            if path.is_file() and other_bytes(path, release.bundle) is None:
                return path
        return None

    def where(self, release: Release) -> str:
        """The bundle's path in the cache, or its address when it is not there."""
        return str(self.kept(release) or f"{self.shown}/{release.bundle.path}")

    def bundle(self, release: Release) -> Path:
        """A release's bundle, fetched unless it is in the cache.

        Raises:
            ReleaseError: It cannot be fetched or kept.
            TamperedError: It is not the file that the index lists.
        """
        try:
            import pooch
        except ImportError:
            raise ReleaseError(_NEEDED) from None
        listed = release.bundle
        if listed.bytes > _MOST_BYTES:
            raise ReleaseError(f"{listed.path} is said to have {listed.bytes:,} bytes; too many")
        address = f"{self.address}/{listed.path}"
        self._drop_unfinished()
        fetched = _fetched.pop(self.address, None)  # when this fails, the index may be out of date
        try:
            with _quiet(pooch.get_logger()):
                pooch.retrieve(
                    address,
                    known_hash=listed.hash,
                    fname=listed.path,
                    path=self.folder,
                    downloader=downloader(listed.bytes),
                )
        except ReleaseError:
            raise
        except ValueError:  # what pooch says of another hash
            message = f"{shown(address)} is not the file that {INDEX} lists; it was not kept"
            raise TamperedError(f"{message}; tell those who publish it") from None
        except OSError as error:
            why = error.strerror or type(error).__name__
            message = f"the cache {self.folder} cannot be written: {why}; name another in ${CACHE}"
            raise ReleaseError(message) from None
        if fetched is not None:
            _fetched[self.address] = fetched
        return self.folder / listed.path

    def _drop_replaced(self, index: Index) -> None:
        """Remove bundles that have since been replaced by others with less in them."""
        for release in index.releases:
            path = self.folder / release.bundle.path
            if release.replaced and path.exists() and other_bytes(path, release.bundle):
                path.unlink()

    def _drop_unfinished(self) -> None:
        """Remove what downloads left behind that were killed; pooch calls such files `tmp…`."""
        with suppress(OSError):
            for file in self.folder.glob("tmp*"):
                if file.stat().st_mtime < time.time() - _HOUR:
                    file.unlink()


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """Keep a logger from telling addresses, which may hold passwords."""
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)
