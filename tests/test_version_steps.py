"""What the steps of a pull request say of the version, run without GitHub.

Catches a version that is lower than what has changed since the latest release and passes, one
that was raised once and fails, a summary or annotation that does not say which line to edit,
and a stranger's markup in either.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Project
from released import put_release, release_files
from repositories import replace
from steps import commands
from test_workflow_steps import (
    CHECK,
    OURS,
    SUMMARISE,
    Contributor,
    Tags,
    contributor,
    main_at,
    origin,
)

from outsourced_care import __version__
from outsourced_care.versions import parse

pytestmark = pytest.mark.slow
__all__ = ["contributor", "main_at", "origin"]  # fixtures

OLD, NEW = "Lights belong to the town.", "Lamps are for the town alone."
MAJOR, MINOR, PATCH = parse(__version__)
NEXT = f"{MAJOR}.{MINOR}.{PATCH + 1}"
VERSION_FILE = "src/outsourced_care/_version.py"


def release_as(project: Project, version: str) -> None:
    """Release what is built as if it had been another version."""
    files = release_files(project.root)
    descriptor = json.loads(files["datapackage.json"]) | {"version": version}
    files["datapackage.json"] = json.dumps(descriptor).encode()
    put_release(project.root, project.root / "releases", version, files)


def put_version(root: Path, version: str) -> None:
    file = root / VERSION_FILE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'"""The version."""\n\n__version__ = "{version}"\n', encoding="utf-8")


@pytest.fixture
def released(contributor: Contributor) -> Contributor:
    """Someone who works in a repository whose main is the latest release."""
    release_as(contributor.project, __version__)
    put_version(contributor.project.root, __version__)
    contributor.push()
    return contributor


def test_a_version_that_is_too_low_fails_and_its_line_is_marked(released: Contributor) -> None:
    released.edit(OLD, NEW)
    ended, summary = released.request()
    assert (ended[CHECK].status, ended[SUMMARISE].status) == (0, 1)
    (error,) = (c for c in commands(ended) if c.startswith("::error "))
    assert error.startswith(f"::error file={VERSION_FILE},line=3,title=version-too-low::")
    assert "quotes gazette-two-q01: cells were corrected" in error
    page = Tags(summary)
    assert page.names <= OURS
    assert "The version has to be raised" in page.text
    assert f"{VERSION_FILE}:3: error: the version is {__version__}" in page.text
    assert f'write __version__ = "{NEXT}"' in page.text
    assert NEW in page.text  # what changed is told all the same


def test_what_changes_no_data_needs_no_version(released: Contributor) -> None:
    (released.project.root / "README.md").write_text("Words.\n", encoding="utf-8")
    ended, summary = released.request()
    assert {step.status for step in ended.values()} == {0}
    assert "The version is high enough" in Tags(summary).text


def test_a_version_that_was_raised_before_is_enough_for_another_change(
    contributor: Contributor,
) -> None:
    """What is on main was raised since the release, for a change that main holds already."""
    release_as(contributor.project, "0.0.7")
    put_version(contributor.project.root, __version__)
    contributor.push()
    contributor.edit(OLD, NEW)
    ended, summary = contributor.request()
    assert {step.status for step in ended.values()} == {0}
    page = Tags(summary)
    assert "The version is high enough" in page.text
    assert "too low" not in page.text
    assert "after release 0.0.7" in page.text


def test_a_stranger_s_version_does_nothing(released: Contributor) -> None:
    released.edit(OLD, NEW)
    hostile = "1</pre><img src=x>::error::##[group]"
    replace(released.project.root / VERSION_FILE, __version__, hostile)
    ended, summary = released.request()
    assert ended[SUMMARISE].status == 1
    assert all(c.startswith(("::notice file=", "::error file=")) for c in commands(ended))
    assert Tags(summary).names <= OURS


def test_a_damaged_release_is_told(released: Contributor) -> None:
    bundle = next((released.project.root / "releases").glob("*.zip"))
    bundle.write_bytes(bundle.read_bytes()[:-1])
    released.edit(OLD, NEW)
    ended, summary = released.request()
    assert ended[SUMMARISE].status == 1
    assert "releases/" in Tags(summary).text
