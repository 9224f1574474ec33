"""A rebuilt repository and a release flow in, what is verified and what differs flows out.

The repository is at the commit of the release, with `data/` made anew from its entries. A bundle
that was replaced, since something had to go, was made of the one before it and not of entries:
then the first one is rebuilt, and that of today must hold no more than it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.content import content_hash
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.diff.changes import TableChanges
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.release_states import read_bundle_state, read_release
from outsourced_care.diff.states import State, read_state
from outsourced_care.finding_reports import one_line
from outsourced_care.git import git, git_bytes
from outsourced_care.publish import DATA
from outsourced_care.redaction.records import OPAQUE
from outsourced_care.releases.bundle import Bundle, bundle_bytes
from outsourced_care.releases.changelog import BEGIN, CHANGELOG, END, read_changelog
from outsourced_care.releases.index import RELEASES, Release, schema_hash
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.release import Made, state_of
from outsourced_care.releases.removal import held_against
from outsourced_care.tombstones import WITHDRAWN

REBUILT = "what was rebuilt"
_GENERATED = re.compile(
    rb"^%s$.*?^%s$" % (re.escape(BEGIN.encode()), re.escape(END.encode())), re.DOTALL | re.MULTILINE
)
_SHOWN = 19  # characters of a hash


@dataclass(frozen=True, slots=True)
class Came:
    """When a bundle came into git: the commit, its day, and the bundle's hash."""

    commit: str
    day: str
    hash: str


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of a comparison, line by line."""

    verified: tuple[str, ...]
    differing: tuple[str, ...]

    def __add__(self, other: Reproduction) -> Reproduction:
        verified = (*self.verified, *other.verified)
        return Reproduction(verified, (*self.differing, *other.differing))


def bundles_in_git(root: Path, release: Release) -> list[Came]:
    """Every bundle that the history here has of a release, the newest first.

    Raises:
        GitError: git failed.
    """
    path = f"{RELEASES}/{release.bundle.path}"
    listed = git(root, "log", "--format=%H %cs", "--diff-filter=AM", "HEAD", "--", path)
    commits = (line.split() for line in listed.splitlines())
    return [
        Came(commit, day, sha256(git_bytes(root, "cat-file", "blob", f"{commit}:./{path}")))
        for commit, day in commits
    ]


def replacements(release: Release, came: Sequence[Came]) -> list[str]:
    """When a release's bundle was replaced, and why, a line each.

    Args:
        release: What the index says of it.
        came: When its bundles came into git, as far as that is known.
    """
    days = {one.hash: one.day for one in came}
    after = [*(was.hash for was in release.replaced[1:]), release.bundle.hash]
    told = []
    for was, now in zip(release.replaced, after, strict=False):
        day = f" on {days[now]}" if now in days else ""
        hashes = f"{was.hash[:_SHOWN]}… by {now[:_SHOWN]}…"
        told.append(one_line(f"{release.version} was replaced{day} ({hashes}): {was.reason}"))
    return told


def compare_replaced(first: Path, now: Path) -> Reproduction:
    """Hold the bundle that a release had first against that of today.

    Raises:
        StateError: One holds no readable state.
    """
    before, after = read_bundle_state(first), read_bundle_state(now)
    gone = changed = 0
    more = []
    for table in compare(before, after, 1).tables:
        was, is_now = before.tables.get(table.table), after.tables.get(table.table)
        if is_now is None or not is_now.num_rows:
            gone += 0 if was is None else was.num_rows
        elif was is None or (less := held_against(was, is_now)) is None:
            more.append(table.table)
        else:
            gone, changed = gone + less.gone, changed + less.changed
    if more:
        said = f"that of today: other rows than a removal leaves in {', '.join(sorted(more))}"
        return Reproduction((), (said,))
    said = f"that of today: no row more, {gone:,} fewer, {changed:,} with other cells"
    return Reproduction((said,), ())


def left_by_removal(root: Path, made: Made, listed: Release) -> set[str]:
    """The files that may differ from those of a replaced release, since something was removed.

    A removal leaves tombstones without a name, which are not in the bundle; the changelog's lines
    that follow from the data follow from other data now.

    Args:
        root: The repository's folder.
        made: The release as it would be made.
        listed: What the index says of it.

    Raises:
        ReleaseError: The bundle cannot be read, or is not the one that is listed.
        StateError: It holds no readable state.
    """
    bundle = LocalReleases.of(root).open(listed.version)[1]
    now = state_of(made.published, listed.version)
    changes = compare(read_release(root / RELEASES, listed.version), now)
    left = set()
    if not changes.schema and all(t.empty or _is_stones(t) for t in changes.tables):
        left |= {f"{DATA}/{WITHDRAWN}.csv", f"{DATA}/{WITHDRAWN}.parquet", DESCRIPTOR}
    logs = (made.packed[CHANGELOG], bundle.read(CHANGELOG))
    if len({_GENERATED.sub(b"", log) for log in logs}) == 1:
        left.add(CHANGELOG)
    return left


def _is_stones(table: TableChanges) -> bool:
    """Tell whether nothing happened but that tombstones without a name came."""
    others = (x.total for x in table.lists if x is not table.added)
    named = (str(record.key[-1]) for record in table.added.items)
    return table.table == WITHDRAWN and not any(others) and all(map(OPAQUE.fullmatch, named))


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
