"""A release as it would be made and those that there are flow in, what forbids it flows out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from outsourced_care.contract import Contract
from outsourced_care.descriptor import sha256
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.version_rules import verdict
from outsourced_care.errors import ReleaseError
from outsourced_care.findings import Finding, finding
from outsourced_care.metadata.zenodo import ZENODO
from outsourced_care.publish import compare as compare_published
from outsourced_care.releases.bundle import open_bundle
from outsourced_care.releases.changelog import Section
from outsourced_care.releases.citation import CITATION
from outsourced_care.releases.index import INDEX, RELEASES, Index, Release
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.release import Made
from outsourced_care.releases.writing import holds
from outsourced_care.versions import parse

_BESIDE = (CITATION, ZENODO)  # what programs look for in the repository itself


def version_faults(top: Section, index: Index, changes: Changes | None) -> Iterator[Finding]:
    """What forbids the version, or the changes.

    Args:
        top: The heading in the changelog.
        index: The releases that there are.
        changes: What differs from the release before; None for the first.
    """
    latest = index.latest
    if latest is not None and parse(top.version) < parse(latest.version):
        message = f"{top.version} is lower than {latest.version}, which is released"
        hint = f"write a version higher than {latest.version}"
        yield finding(top.place, "version-too-low", message, hint)
    elif changes is not None:
        found = verdict(changes)
        if found.enough is False:
            since = f"what has changed since {changes.old.version} calls for {found.called_for}"
            message = f"{top.version} is too low; {since}: {found.reason}"
            hint = f"write ## [{found.called_for}] - {top.date}"
            yield finding(top.place, "version-too-low", message, hint)
        for refused in found.refusals:
            yield finding(top.place, refused.rule, str(refused), "leave it for now")


def differing(root: Path, made: Made, listed: Release, contract: Contract) -> list[str]:
    """Which parts of a release that there is are not those that would be made now.

    Parquet files that another pyarrow wrote count as the same when their content is, as for
    `publish.compare`.

    Args:
        root: The repository's folder.
        made: The release as it would be made.
        listed: What the index says of it.
        contract: The contract.

    Returns:
        Their names, sorted; empty when it would come out the same.
    """
    try:
        bundle = open_bundle(LocalReleases.of(root).bundle(listed))
        with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
            bundle.extract(Path(folder))
            found = set(compare_published(made.published, Path(folder), contract))
    except (ReleaseError, OSError):
        return [f"{RELEASES}/{listed.bundle.path}"]
    others = made.packed.keys() | bundle.sums.keys()
    found |= {name for name in _BESIDE if not holds(root / name, made.written[name])}
    found |= {
        name
        for name in others - made.published.keys()
        if name not in made.packed or sha256(made.packed[name]) != f"sha256:{bundle.sums.get(name)}"
    }
    if not found and not _same_record(made.release, listed):
        found = {f"{RELEASES}/{INDEX}"}
    return sorted(found)


def _same_record(made: Release, listed: Release) -> bool:
    """Tell whether the index says the same of two releases, but for hashes of files."""
    about = [(r.version, r.date, r.tables, r.schema_hash) for r in (made, listed)]
    return about[0] == about[1]
