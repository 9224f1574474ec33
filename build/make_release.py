"""Entries, schemas, changelog and the last release are read, a release is written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from reporting import report, stop

from outsourced_care import dataset
from outsourced_care.checking import WORDS, check
from outsourced_care.contract import Contract, Json
from outsourced_care.descriptor import DESCRIPTOR, render
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.release_states import read_release
from outsourced_care.findings import Finding, Place, finding, folded, has_errors
from outsourced_care.package_words import load_package_words
from outsourced_care.publish import DATA
from outsourced_care.releases.changelog import CHANGELOG, Changelog, read_changelog
from outsourced_care.releases.citation import CITATION
from outsourced_care.releases.index import RELEASES, Index
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.release import (
    Made,
    before,
    make,
    of_version,
    read_file,
    state_of,
)
from outsourced_care.releases.release_rules import differing, version_faults
from outsourced_care.releases.version_file import VERSION_FILE
from outsourced_care.releases.writing import committed, last_commit, unclean, write
from outsourced_care.schema_files import read_contract
from outsourced_care.validation import check_tables

LISTED = 1000  # records of each kind and table; how many there are is always told
SHOWN = 10  # files that differ


def run(root: Path, given: argparse.Namespace) -> int:
    """Make the release that the changelog's newest heading names, or compare with the latest."""
    contract = read_contract(root / "schemas")
    texts = dataset.articles_folder(given.articles, root)
    log, found = read_changelog(read_file(root, CHANGELOG))
    if not given.compare:
        last_commit(root)
        found += [f for f in check(root, contract, texts) if f.severity != "notice"]
    if log is None or found:
        return refuse(found)
    words, published, found = built(root, contract, texts, log.top.version)
    if has_errors(found):
        return stop(found)

    index = LocalReleases.of(root).listed()
    changes = since_last(root, published, log.top.version, index)
    made = make(root, contract, words, published, log, changes, index)
    if given.compare:
        return compare_latest(root, made, index, contract)
    listed = of_version(index, made.release.version)
    found = list(dirty(root, made))
    if listed is None:
        found += version_faults(log.top, index, changes)
    elif others := differing(root, made, listed, contract):
        found.append(changed_release(log, others))
    if found:
        return refuse(found)
    kept = listed is not None and listed.bundle != made.release.bundle  # other pyarrow's bytes
    return tell(made, [] if kept else write(root, made.published, made.written))


def built(
    root: Path, contract: Contract, texts: Path | None, version: str
) -> tuple[Json, Mapping[str, bytes], list[Finding]]:
    """The package's own words, the published files, and what is wrong with their sources."""
    examined = dataset.examine(root, contract, texts, judge=check_tables)
    words, found = load_package_words(root / WORDS, WORDS)
    found += examined.findings
    if has_errors(found):
        return words, {}, found
    return words, render(examined.assembled.tables, contract, words, version), found


def since_last(
    root: Path, published: Mapping[str, bytes], version: str, index: Index
) -> Changes | None:
    """What differs from the release before; None when there is none."""
    former = before(index, version)
    if former is None:
        return None
    released = read_release(root / RELEASES, former.version)
    return compare(released, state_of(published, version), LISTED)


def dirty(root: Path, made: Made) -> Iterator[Finding]:
    """Files that were changed since the last commit; what a release wrote already is none."""
    log = read_changelog(committed(root, CHANGELOG) or b"")[0]
    planned = {**made.published, **made.written}
    planned[CHANGELOG] = log.with_generated(made.told) if log else b""
    for name in unclean(root, planned):
        message = "it is not as it was last committed"
        yield finding(Place(name), "not-committed", message, "commit it, or put it away")


def changed_release(log: Changelog, others: list[str]) -> Finding:
    """A released version is never changed."""
    version = log.top.version
    named = ", ".join(others[:SHOWN]) + (", …" if others[SHOWN:] else "")
    message = f"{version} is released, and would be another now: {named}"
    hint = f"write a heading for a version after {version} above it"
    hint += (
        f"\n(or, where {RELEASES}/ was not committed since, put it back: git checkout {RELEASES})"
    )
    return finding(log.top.place, "already-released", message, hint)


def compare_latest(root: Path, made: Made, index: Index, contract: Contract) -> int:
    """Say which parts of the latest release would not come out the same."""
    latest, version = index.latest, made.release.version
    if latest is None:
        print("nothing was released yet")
        return 0
    if latest.version != version:
        said = f"its newest release is {version}, that in {RELEASES}/ is {latest.version}"
        print(f"{CHANGELOG}: {said}", file=sys.stderr)
        return 1
    others = differing(root, made, latest, contract)
    for name in others:
        print(f"{name}: is not what {version} was released with", file=sys.stderr)
    if not others:
        print(f"{version}: {len(made.packed)} files are what was released")
    return 1 if others else 0


def refuse(found: list[Finding]) -> int:
    """Print what forbids a release, warnings too, and give the exit status for faults."""
    report(found)
    faults = len(folded(found))
    print(f"{faults} fault{'s' * (faults != 1)}; nothing was written", file=sys.stderr)
    return 1


def tell(made: Made, changed: list[str]) -> int:
    """Say what was made, and what is left to do."""
    release = made.release
    rows = sum(table.rows for table in release.tables.values())
    state = f"{len(changed)} files written" if changed else "unchanged"
    print(
        f"{release.version} of {release.date}: {len(release.tables)} tables, {rows:,} rows, {state}"
    )
    if changed:
        paths = " ".join((CHANGELOG, CITATION, DATA, DESCRIPTOR, RELEASES, VERSION_FILE))
        print(
            f"{RELEASES}/{release.bundle.path}: {len(release.files)} files, {release.bundle.hash}"
        )
        print("next, commit it and give the commit its name:")
        print(f"  git add {paths}")
        print(f'  git commit -m "Release {release.version}"')
        print(f"  git tag v{release.version}")
    return 0
