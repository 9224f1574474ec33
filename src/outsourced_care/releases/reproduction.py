"""A rebuilt repository and a release flow in, what is verified and what differs flow out.

The repository is at the commit of the release, with `data/` made anew from its entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.content import content_hash
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.diff.states import State, read_state
from outsourced_care.publish import DATA
from outsourced_care.releases.bundle import Bundle, bundle_bytes
from outsourced_care.releases.changelog import CHANGELOG, read_changelog
from outsourced_care.releases.index import Release, schema_hash

REBUILT = "what was rebuilt"


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of a comparison, line by line."""

    verified: tuple[str, ...]
    differing: tuple[str, ...]


def compare_release(tree: Path, bundle: Bundle, release: Release) -> Reproduction:
    """Compare what was rebuilt with a release.

    Args:
        tree: The repository's folder, rebuilt.
        bundle: The release's bundle.
        release: What the index says of it.

    Raises:
        StateError: What was rebuilt is no readable state of the dataset.
        BundleError: A file of the bundle cannot be read.
        OSError: A rebuilt file cannot be read.
    """
    state = read_state(tree, REBUILT)
    packed = dict(_packed(tree, bundle))
    verified, differing = [], [*_files(tree, bundle, packed)]
    if not differing:
        verified.append(f"{len(packed)} files: the same bytes")
    for name, (same, said) in {
        "content": _contents(state, release),
        "schemas": _schemas(state, release),
        "bundle": _bundle(packed, release),
    }.items():
        (verified if same else differing).append(f"{name}: {said}")
    return Reproduction(tuple(verified), tuple(differing))


def _packed(tree: Path, bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """The files that the bundle holds, as they were rebuilt."""
    for name in bundle.sums:
        path = tree / name
        if path.is_file():
            raw = path.read_bytes()
            log = read_changelog(raw)[0] if name == CHANGELOG else None
            yield name, raw if log is None else log.released(raw)


def _files(tree: Path, bundle: Bundle, packed: dict[str, bytes]) -> Iterator[str]:
    """Every file that is missing, too many or has other bytes."""
    for name, digest in bundle.sums.items():
        if name not in packed:
            yield f"{name}: was not made"
        elif sha256(packed[name]) != f"sha256:{digest}":
            yield f"{name}: other bytes"
    made = (f"{DATA}/{p.name}" for p in (tree / DATA).iterdir())
    yield from (f"{name}: is not in the bundle" for name in sorted({*made} - bundle.sums.keys()))
    if DESCRIPTOR not in bundle.sums:
        yield f"{DESCRIPTOR}: is not in the bundle"


def _contents(state: State, release: Release) -> tuple[bool, str]:
    found = {
        name: (rows.num_rows, content_hash(rows, state.contract[name]))
        for name, rows in state.tables.items()
    }
    listed = {name: (t.rows, t.content_hash) for name, t in release.tables.items()}
    if found == listed:
        return True, f"{len(found)} tables, {sum(n for n, _ in found.values()):,} rows, as listed"
    others = (n for n in sorted(found.keys() | listed.keys()) if found.get(n) != listed.get(n))
    return False, f"other rows than listed in {', '.join(others)}"


def _schemas(state: State, release: Release) -> tuple[bool, str]:
    return _held(schema_hash(state.contract), release.schema_hash)


def _bundle(packed: dict[str, bytes], release: Release) -> tuple[bool, str]:
    return _held(sha256(bundle_bytes(packed)), release.bundle.hash)


def _held(found: str, listed: str) -> tuple[bool, str]:
    """A hash held against that in the index."""
    same = found == listed
    return same, f"{found}, as listed" if same else f"{found}; listed is {listed}"
