"""`releases.json` flows in, the releases that it lists flow out; and back.

The index lists every release that there was, the newest first: its version, date, bundle and
what is in it. It may come from anywhere, and whatever it says is looked at before it is used.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from outsourced_care.contract import Contract, Json
from outsourced_care.errors import UnknownReleaseError
from outsourced_care.releases.index_values import (
    IndexFault,
    the,
    the_count,
    the_day,
    the_hash,
    the_json,
)
from outsourced_care.versions import VersionError, compatible, parse

NAME = "outsourced-care"  # of the dataset
RELEASES = "releases"  # the folder of a repository with index and bundles
INDEX = "releases.json"
LATEST = "latest"
MOST_BYTES = 50_000_000  # of an index

_NUMBER = r"(0|[1-9]\d{0,8})"
_BEGINNING = re.compile(rf"{_NUMBER}(\.{_NUMBER}){{0,2}}", re.ASCII)  # of a version, or all of it


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A file: its path in the bundle, or of the bundle; its size in bytes; its hash."""

    path: str
    bytes: int
    hash: str


@dataclass(frozen=True, slots=True)
class ReleaseTable:
    """How many rows a table has, and their content hash."""

    rows: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """A bundle that was replaced by one with less in it: the hash it had, and why."""

    hash: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """One release.

    Attributes:
        version: Its version, `MAJOR.MINOR.PATCH`.
        date: The day it was made, `YYYY-MM-DD`, from the changelog.
        bundle: Its bundle; the path is beside the index.
        files: The files in the bundle, but for the list of their hashes.
        tables: Its tables, by name.
        schema_hash: SHA-256 over all its schemas (`schema_hash`).
        replaced: The bundles that it had before, oldest first.
    """

    version: str
    date: str
    bundle: ReleaseFile
    files: tuple[ReleaseFile, ...]
    tables: Mapping[str, ReleaseTable]
    schema_hash: str
    replaced: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """Every release, the newest first."""

    releases: tuple[Release, ...] = ()

    @property
    def latest(self) -> Release | None:
        """The newest release; None when there is none yet."""
        return self.releases[0] if self.releases else None

    def find(self, version: str, place: str = "") -> Release:
        """The release of a version.

        Args:
            version: A version, its beginning (`0.1` is the newest of 0.1.x), or `latest`.
            place: Where the releases are, for the message.

        Raises:
            UnknownReleaseError: There is none.
        """
        found = (r for r in self.releases if version_fits(version, r.version))
        release = self.latest if version == LATEST else next(found, None)
        if release is None:
            there = ", ".join(r.version for r in self.releases) or "none yet"
            said = f"there is no release {version[:50]!r}{respelling(version)}; there are: {there}"
            raise UnknownReleaseError(f"{place}: {said}" if place else said)
        return release

    def listed(self, version: str) -> Release | None:
        """The release of exactly that version; None when there is none."""
        return next((r for r in self.releases if r.version == version), None)

    def newer(self, version: str) -> Release | None:
        """The newest release that breaks nothing for who uses a version; None without one."""
        own = parse(version)
        later = (r for r in self.releases if compatible(own, parse(r.version)))
        return next(later, None)

    def with_release(self, release: Release) -> Index:
        """The index with one release more, or instead of that with its version."""
        others = [r for r in self.releases if r.version != release.version]
        ordered = sorted([*others, release], key=lambda r: parse(r.version), reverse=True)
        return Index(tuple(ordered))


def is_request(text: str) -> bool:
    """Tell whether a text asks for a release: a version, its beginning, or `latest`."""
    return text == LATEST or _BEGINNING.fullmatch(text) is not None


def plain_request(text: str) -> str | None:
    """What asks for a release in any spelling (v0.1.0), as it is written; None of all else."""
    plain = text.strip().lower().removeprefix("v").removesuffix(".x")
    return plain if is_request(plain) else None


def respelling(request: str) -> str:
    """How to write what asks for a release in another spelling (v0.1.0); empty for all else."""
    plain = plain_request(request)
    return f"; write {plain}" if plain not in (None, request) else ""


def version_fits(request: str, version: str) -> bool:
    """Tell whether a version is what was asked for; any is the latest where no other is known."""
    return request in (LATEST, version) or (
        is_request(request) and version.startswith(f"{request}.")
    )


def bundle_name(version: str) -> str:
    """The file name of a release's bundle."""
    return f"{NAME}-{version}.zip"


def schema_hash(contract: Contract) -> str:
    """The hash of all schemas together: of their JSON, keys sorted and without blanks.

    A contract that was read from a descriptor has the same as the one that it was written from.
    """
    schemas = {name: table.to_frictionless() for name, table in contract.items()}
    text = json.dumps(schemas, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode('utf-8')).hexdigest()}"


def index_bytes(index: Index) -> bytes:
    """The index as JSON."""
    content = {"name": NAME, "releases": [_written(r) for r in index.releases]}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def read_index(raw: bytes) -> Index:
    """Read an index.

    Raises:
        IndexFault: It is none; the message says where and why.
    """
    content = the(dict, the_json(raw), "the file")
    if (of := content.get("name", NAME)) != NAME:
        raise IndexFault(f"it lists releases of another dataset, {str(of)[:50]!r}")
    listed = the(list, content.get("releases"), "releases")
    releases = tuple(_release(item, f"release {n}") for n, item in enumerate(listed, start=1))
    versions = [parse(release.version) for release in releases]
    if versions != sorted(set(versions), reverse=True):
        raise IndexFault("its versions are not in order, the newest first, each of them once")
    return Index(releases)


def _written(release: Release) -> Json:
    return {
        "version": release.version,
        "date": release.date,
        "bundle": _written_file(release.bundle),
        "schemaHash": release.schema_hash,
        "tables": {
            name: {"rows": table.rows, "contentHash": table.content_hash}
            for name, table in release.tables.items()
        },
        "files": [_written_file(file) for file in release.files],
        "replaced": [{"hash": r.hash, "reason": r.reason} for r in release.replaced],
    }


def _written_file(file: ReleaseFile) -> Json:
    return {"path": file.path, "bytes": file.bytes, "hash": file.hash}


def _release(item: object, where: str) -> Release:
    told = the(dict, item, where)
    version = the(str, told.get("version"), f"{where}: version")
    date = the_day(told.get("date"), f"{where}: date")
    try:
        parse(version)
    except VersionError as error:
        raise IndexFault(f"{where}: {error}") from None
    where = f"release {version}"
    bundle = _file(told.get("bundle"), f"{where}: bundle")
    if bundle.path != bundle_name(version):
        raise IndexFault(f"{where}: its bundle is called {bundle.path[:80]!r}")
    tables = the(dict, told.get("tables"), f"{where}: tables")
    return Release(
        version,
        date,
        bundle,
        tuple(
            _file(file, f"{where}: files")
            for file in the(list, told.get("files"), f"{where}: files")
        ),
        {str(name): _table(table, f"{where}: {name}") for name, table in tables.items()},
        the_hash(told.get("schemaHash"), f"{where}: schemaHash"),
        tuple(
            _replacement(was, f"{where}: replaced")
            for was in the(list, told.get("replaced", []), f"{where}: replaced")
        ),
    )


def _file(item: object, where: str) -> ReleaseFile:
    told = the(dict, item, where)
    path, size = the(str, told.get("path"), f"{where}: path"), told.get("bytes")
    return ReleaseFile(path, the_count(size, f"{where}: bytes"), the_hash(told.get("hash"), where))


def _table(item: object, where: str) -> ReleaseTable:
    told = the(dict, item, where)
    rows = the_count(told.get("rows"), f"{where}: rows")
    return ReleaseTable(rows, the_hash(told.get("contentHash"), f"{where}: contentHash"))


def _replacement(item: object, where: str) -> Replacement:
    told = the(dict, item, where)
    return Replacement(the_hash(told.get("hash"), where), the(str, told.get("reason"), where))
