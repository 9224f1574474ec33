"""A revision or a data package and the working tree are read, what differs is printed."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.diff.change_lines import spelt
from outsourced_care.diff.change_markdown import as_markdown
from outsourced_care.diff.change_reports import as_json, as_text
from outsourced_care.diff.compare_schemas import compare_contracts
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.git_states import read_revision
from outsourced_care.diff.states import State, StateError, is_folder, is_package, read_state
from outsourced_care.schema_files import read_contract

FORMS = {"text": as_text, "markdown": as_markdown, "json": as_json}
LAST = "HEAD"  # what to compare with when nothing is named
LISTED = 1000  # records of each kind and table; how many there are is always told


def run(root: Path, old: str | None, form: str) -> int:
    """Print what changed in data/ since a git revision or a data package."""
    try:
        before = former(root, old or LAST)
        after = read_state(root, "the working tree")
        if is_package(Path(old or LAST)):
            before, after = comparable(before, after)
        changes = compare(before, after, LISTED)
    except StateError as error:
        print(spelt(f"python build diff: {error}"), file=sys.stderr)
        return 2
    if compare_contracts(after.contract, read_contract(root / "schemas")):
        hint = "run “python build” first to see all that changed"
        print(f"python build diff: schemas/ differ from data/; {hint}", file=sys.stderr)
    try:
        print(FORMS[form](changes), flush=True)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def former(root: Path, named: str) -> State:
    """The state that a path or a git revision names."""
    path = Path(named)
    if is_package(path):
        return read_state(path)
    try:
        return read_revision(root, named)
    except StateError:
        if is_folder(path):
            raise StateError(
                f"{named} holds no {DESCRIPTOR}, and no revision is so called"
            ) from None
        raise


def comparable(old: State, new: State) -> tuple[State, State]:
    """Two states without their files where they share none, as an export and the working tree."""
    if old.files.keys() & new.files.keys():
        return old, new
    return replace(old, files={}), replace(new, files={})
