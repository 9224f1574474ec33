"""Entries, schemas, changelog and the last release are read, a release is written."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
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
from outsourced_care.git import GitError
from outsourced_care.metadata.zenodo import ZENODO
from outsourced_care.package_words import load_package_words
from outsourced_care.publish import DATA
from outsourced_care.releases.changelog import CHANGELOG, read_changelog
from outsourced_care.releases.citation import CITATION
from outsourced_care.releases.index import RELEASES, Index, Release
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.release import (
    Made,
    before,
    make,
    next_heading,
    of_version,
    state_of,
)
from outsourced_care.releases.release_rules import differing, version_faults
from outsourced_care.releases.reproduction import (
    Came,
    bundles_in_git,
    left_by_removal,
    replacements,
)
from outsourced_care.releases.version_file import VERSION_FILE, version_at
from outsourced_care.releases.writing import (
    committed,
    last_commit,
    last_day,
    read_file,
    unclean,
    write,
)
from outsourced_care.schema_files import read_contract
from outsourced_care.validation import check_tables

LISTED = 1000  # records of each kind and table; how many there are is always told
SHOWN = 10  # files that differ
RELEASED = re.compile(r"## (?!\[unreleased\])", re.IGNORECASE)


def run(root: Path, given: argparse.Namespace) -> int:
    """Make the release that the changelog's newest heading names, or compare with the latest."""
    contract = read_contract(root / "schemas")
    texts = dataset.articles_folder(given.articles, root)
    log, found = read_changelog(read_file(root, CHANGELOG))
    if not given.compare:
        last_commit(root)
        checked = [f for f in check(root, contract, texts) if f.severity != "notice"]
        if log is None and not checked:
            found = with_heading(root, contract, found)
        found += checked
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
        found.append(changed_release(root, made, index, log.top.place, others))
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


def changed_release(
    root: Path, made: Made, index: Index, place: Place, others: list[str]
) -> Finding:
    """A released version is never changed."""
    named = ", ".join(others[:SHOWN]) + (", …" if others[SHOWN:] else "")
    message = f"{made.release.version} is released, and would be another now: {named}"
    hint = f"above it, write {dated(root, next_heading(root, made.published, index))}"
    hint += (
        f"\n(or, where {RELEASES}/ was not committed since, put it back: git checkout {RELEASES})"
    )
    return finding(place, "already-released", message, hint)


def with_heading(root: Path, contract: Contract, found: list[Finding]) -> list[Finding]:
    """Findings of a changelog; where one is about its first heading, with what to write there."""
    wrong = next((f for f in found if f.rule == "changelog-heading"), None)
    above = read_file(root, CHANGELOG).decode("utf-8", "replace").split("\n")
    if wrong is None or any(RELEASED.match(line) for line in above[: (wrong.line or 1) - 1]):
        return found
    _, published, faults = built(root, contract, None, version_at(root) or "0.0.0")
    if has_errors(faults):
        return found
    heading = next_heading(root, published, LocalReleases.of(root).listed())
    told = replace(wrong, hint=f"above what is to be released, write {dated(root, heading)}")
    return [told if f is wrong else f for f in found]


def dated(root: Path, heading: str) -> str:
    """A heading, and what to write for its date."""
    return f"{heading}\nwith the day of the release; that of the last commit is {last_day(root)}"


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
    for line in when_replaced(root, latest):
        print(line)
    left: set[str] = set()
    if latest.replaced and others:
        left = left_by_removal(root, made, latest) & set(others)
    if left:
        print(f"{version}: {', '.join(sorted(left))} differ by what a removal leaves behind")
    others = [name for name in others if name not in left]
    for name in others:
        print(f"{name}: is not what {version} was released with", file=sys.stderr)
    if not others:
        print(f"{version}: {len(made.packed) - len(left)} files are what was released")
    return 1 if others else 0


def when_replaced(root: Path, release: Release) -> list[str]:
    """When a release's bundle was replaced, where git can tell, and why."""
    came: list[Came] = []
    with suppress(GitError):
        came += bundles_in_git(root, release) if release.replaced else []
    return replacements(release, came)


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
        paths = " ".join((CHANGELOG, CITATION, ZENODO, DATA, DESCRIPTOR, RELEASES, VERSION_FILE))
        print(
            f"{RELEASES}/{release.bundle.path}: {len(release.files)} files, {release.bundle.hash}"
        )
        print("next, commit it and give the commit its name:")
        print(f"  git add {paths}")
        print(f'  git commit -m "Release {release.version}"')
        print(f"  git tag v{release.version}")
    return 0
