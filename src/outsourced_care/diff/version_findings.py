"""What differs between two states flows in, what is wrong with the new version flows out.

A version is wrong when it is lower than the changes call for, higher is no fault; or when
something was removed that has to stay until a later one.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from outsourced_care.contributing import RECIPE
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.states import StateError
from outsourced_care.diff.version_rules import OTHER_WAY, RULES, Reason, older_than, verdict
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.publish import DATA
from outsourced_care.releases.version_file import VERSION_FILE, line_of_version, version_at
from outsourced_care.versions import VersionError, parse

RULE = "version-too-low"
NOT_BUILT = "not-built"


def unbuilt_finding(ahead: str) -> Finding:
    """That the tables in `data/` are not those of the working tree.

    Args:
        ahead: The folder that gives other ones, or none.
    """
    message = f"{ahead}/ give other tables than those in {DATA}/, which were compared"
    hint = f"run “{RECIPE}” first: the version is judged by what it makes"
    return finding(Place(DESCRIPTOR), NOT_BUILT, message, hint)


def version_findings(changes: Changes, root: Path | None) -> list[Finding]:
    """Find what keeps the new state from being released as what it says it is.

    Args:
        changes: What differs from the old state.
        root: The repository's folder when the new state is that of its `data/`, so that a line
            can be named that is to be edited; None for any other state.

    Raises:
        StateError: The old state has no version to count from, or is the newer one.
        VersionFileError: The file that says the version says none.
    """
    found = verdict(changes)
    if found.older:
        raise StateError(f"{older_than(changes)}: its version is not judged; {OTHER_WAY}")
    if found.called_for is None:
        raise StateError(f"{changes.old.name} has no version to count from")
    faults = [_refused(refusal, changes, root) for refusal in found.refusals]
    if found.enough:
        return faults
    said = changes.new.version or "none"
    message = (
        f"the version is {said}; what has changed since {changes.old.name} calls for "
        f"{found.called_for}: {found.reason}"
    )
    if root is None:
        return [finding(Place(changes.new.name), RULE, message), *faults]
    place, hint = _mended(root, found.called_for)
    return [finding(place, RULE, message, hint), *faults]


def _refused(refusal: Reason, changes: Changes, root: Path | None) -> Finding:
    """What may not be done yet, at the schema where it was done."""
    table = refusal.subject.partition(".")[0]
    place = Place(changes.new.name if root is None else f"schemas/{table}.json")
    message = f"{refusal.subject}: {RULES[refusal.rule][1]}: {refusal.detail}"
    return finding(place, refusal.rule, message, "put it back for now", table=table)


def _mended(root: Path, called_for: str) -> tuple[Place, str]:
    """Where to raise the version, and what to write there."""
    written = version_at(root)
    if written is None:
        return Place(VERSION_FILE), f"make the version {called_for}"
    with suppress(VersionError):
        if parse(written) >= parse(called_for):
            return Place(DESCRIPTOR), f"run “{RECIPE}”: {VERSION_FILE} says {written} already"
    return Place(VERSION_FILE, line_of_version(root)), f'write __version__ = "{called_for}"'
