"""Two states of the dataset are read, what differs between them is printed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from reporting import report

from outsourced_care.contributing import RECIPE
from outsourced_care.diff.change_lines import spelt
from outsourced_care.diff.change_markdown import as_markdown
from outsourced_care.diff.change_reports import as_json, as_text
from outsourced_care.diff.changes import Changes
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.named_states import read_pair
from outsourced_care.diff.release_states import latest_version
from outsourced_care.diff.unbuilt import unbuilt
from outsourced_care.diff.version_findings import unbuilt_finding, version_findings
from outsourced_care.errors import CannotRunError
from outsourced_care.finding_reports import render
from outsourced_care.findings import Finding
from outsourced_care.releases.index import RELEASES

FORMS = {"text": as_text, "markdown": as_markdown, "json": as_json}
ANNOTATIONS = "github"  # of the version alone: changes have no line to stand beside
LISTED = 1000  # records of each kind and table; how many there are is always told


def run(root: Path, old: str | None, new: str | None, form: str, check_version: bool) -> int:
    """Print what differs between two states, by default the latest release and data/."""
    try:
        before, after = read_pair(root, old, new)
        changes = compare(before, after, LISTED)
        faults = judged(root, changes, old, new) if check_version else []
        ahead = unbuilt(root, after, surely=check_version) if new is None else None
    except CannotRunError as error:
        print(spelt(f"python build diff: {error}"), file=sys.stderr)
        return 2
    if ahead is not None and check_version:
        faults.insert(0, unbuilt_finding(ahead))
    elif ahead is not None:
        hint = f"run “{RECIPE}” first to see all that changed"
        print(f"python build diff: {unbuilt_finding(ahead).message}; {hint}", file=sys.stderr)
    show(render(faults, form) if form == ANNOTATIONS else FORMS[form](changes))
    if form != ANNOTATIONS:
        report(faults)
    return 1 if faults else 0


def judged(root: Path, changes: Changes, old: str | None, new: str | None) -> list[Finding]:
    """What is wrong with the new version; before the first release nothing was promised."""
    if old is None and latest_version(root / RELEASES) is None:
        print("python build diff: nothing was released: any version will do", file=sys.stderr)
        return []
    return version_findings(changes, root if new is None else None)


def show(text: str) -> None:
    """Print a report, if there is anything in it."""
    try:
        if text:
            print(text, flush=True)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
