"""What a release is made of flows in, every file that it writes flows out; and what forbids it.

Everything is computed before anything is written. The index comes last, so that a release is
in it when all of it is there, and one that was interrupted is made again from the beginning.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.contract import Contract, Json
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.release_states import read_release
from outsourced_care.diff.states import State, read_state
from outsourced_care.diff.version_rules import verdict
from outsourced_care.metadata.zenodo import ZENODO, zenodo_bytes
from outsourced_care.releases.bundle import bundle_bytes
from outsourced_care.releases.changelog import CHANGELOG, Changelog
from outsourced_care.releases.citation import CITATION, citation_bytes
from outsourced_care.releases.index import (
    INDEX,
    LATEST,
    RELEASES,
    Index,
    Release,
    ReleaseFile,
    ReleaseTable,
    bundle_name,
    index_bytes,
    schema_hash,
)
from outsourced_care.releases.record_lines import first_lines, record_lines
from outsourced_care.releases.version_file import VERSION_FILE, version_at, with_version
from outsourced_care.releases.writing import read_file
from outsourced_care.versions import heading_for, parse

LICENCES = ("LICENSE", "LICENSE-DATA")


@dataclass(frozen=True, slots=True)
class Made:
    """A release as it is to be written.

    Attributes:
        release: What the index says of it.
        published: `data/` and the descriptor.
        packed: The files in the bundle, but for the list of their hashes.
        written: Every other file that is written, in this order.
        told: What the changelog tells of the data.
    """

    release: Release
    published: Mapping[str, bytes]
    packed: Mapping[str, bytes]
    written: Mapping[str, bytes]
    told: str


def make(
    root: Path,
    contract: Contract,
    words: Json,
    published: Mapping[str, bytes],
    log: Changelog,
    changes: Changes | None,
    index: Index,
) -> Made:
    """Make a release of what was built.

    Args:
        root: The repository's folder.
        contract: The contract.
        words: The package's own words.
        published: `data/` and the descriptor, with the version of the release.
        log: The changelog; its newest release is the one that is made.
        changes: What differs from the release before; None for the first.
        index: The releases that there are.

    Raises:
        UnfitReleaseError: A file that belongs to a release is missing or unfit.
        VersionFileError: `_version.py` says no version.
    """
    version, date = log.top.version, log.top.date
    tables = dict(_tables(json.loads(published[DESCRIPTOR]), contract))
    rows = {name: table.rows for name, table in tables.items()}
    told = first_lines(rows) if changes is None else record_lines(changes)
    whole_log = log.with_generated(told)
    citation = citation_bytes(words, version, date)
    packed = {
        **published,
        CHANGELOG: log.released(whole_log),
        CITATION: citation,
        **{name: read_file(root, name) for name in _as_they_are(contract)},
    }
    bundle, there = bundle_bytes(packed), of_version(index, version)
    release = Release(
        version,
        date,
        file_of(bundle_name(version), bundle),
        tuple(file_of(name, packed[name]) for name in sorted(packed)),
        tables,
        schema_hash(contract),
        there.replaced if there is not None else (),
    )
    written = {
        VERSION_FILE: with_version(root, version),
        CHANGELOG: whole_log,
        CITATION: citation,
        ZENODO: zenodo_bytes(words, version),
        f"{RELEASES}/{release.bundle.path}": bundle,
        f"{RELEASES}/{INDEX}": index_bytes(index.with_release(release)),
    }
    return Made(release, published, packed, written, told)


def _as_they_are(contract: Contract) -> list[str]:
    """The files that go into a bundle as they stand in the repository."""
    return [*(f"schemas/{name}.json" for name in contract), *LICENCES]


def of_version(index: Index, version: str) -> Release | None:
    """The release of just that version, if it is there already."""
    return next((r for r in index.releases if r.version == version), None)


def before(index: Index, version: str) -> Release | None:
    """The newest release of another version."""
    return next((r for r in index.releases if r.version != version), None)


def coming_version(released: str, called_for: str | None, *written: str | None) -> str:
    """The version that is being prepared.

    Args:
        released: The version of the last release.
        called_for: What the changes since then call for, as far as that is known.
        written: Versions that people wrote down for it, the one that counts most first.

    Returns:
        The first of those that is high enough, else the lowest that is.
    """
    major, minor, patch = parse(released)
    least = f"{major}.{minor}.{patch + 1}"
    return heading_for(max(called_for or least, least, key=parse), *written)


def called_for(root: Path, published: Mapping[str, bytes], version: str) -> str | None:
    """The version that the changes since the last release call for.

    Raises:
        StateError: The last release cannot be read.
    """
    state = read_release(root / RELEASES, LATEST)
    return verdict(compare(state, state_of(published, version), 1)).called_for


def next_heading(root: Path, published: Mapping[str, bytes], index: Index) -> str:
    """The heading to write for what is there now, but for its date.

    Raises:
        StateError: The last release cannot be read.
    """
    written = version_at(root)
    if index.latest is None:
        version = coming_version("0.0.0", "0.1.0", written)
    else:
        released = index.latest.version
        version = coming_version(released, called_for(root, published, released), written)
    return f"## [{version}] - YYYY-MM-DD"


def state_of(published: Mapping[str, bytes], version: str) -> State:
    """The state of the dataset that is to be released."""
    with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
        for name, raw in published.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(raw)
        return read_state(Path(folder), version)


def file_of(name: str, raw: bytes) -> ReleaseFile:
    """What the index says of a file."""
    return ReleaseFile(name, len(raw), sha256(raw))


def _tables(descriptor: Json, contract: Contract) -> Iterator[tuple[str, ReleaseTable]]:
    for resource in descriptor["resources"]:
        if resource["name"] in contract:
            yield resource["name"], ReleaseTable(resource["rows"], resource["contentHash"])
