"""`python build diff`: from entries to the printed difference, and what keeps it from running.

Catches a comparison with the wrong state, an edit of an entry that is not told, a form that
differs from the others, and a wrong exit status.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Outcome, Project
from test_states import edit_descriptor, git

from outsourced_care.exports import FORMATS, export

pytestmark = pytest.mark.medium


def diff(project: Project, old: str | None = None, form: str = "text") -> Outcome:
    """Run the recipe in the project's folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "build"))
        patch.chdir(project.root)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            import show_changes

            status = show_changes.run(Path(), old, form)
    return Outcome(status, out.getvalue(), err.getvalue())


@pytest.fixture
def repository(built: Project) -> Project:
    git(built.root, "init", "--quiet", "--initial-branch=main")
    git(built.root, "add", "--all")
    git(built.root, "commit", "--quiet", "-m", "built")
    return built


def correct(project: Project) -> str:
    """Correct a paraphrase in an entry, build, and return the new words."""
    entry = project.entry()
    words = "Someone is of another mind about the lamps."
    text = entry.read_text(encoding="utf-8")
    text, count = re.subn(r"(?m)^(\s+)paraphrase: .*$", rf"\1paraphrase: {words}", text, count=1)
    assert count == 1
    entry.write_text(text, encoding="utf-8")
    outcome = project.build()
    assert outcome.status == 0, outcome.err
    return words


def test_a_corrected_entry_is_told_in_every_form(repository: Project) -> None:
    words = correct(repository)
    told = {form: diff(repository, "main", form) for form in ("text", "markdown", "json")}
    assert [(outcome.status, outcome.err) for outcome in told.values()] == [(0, "")] * 3
    content = json.loads(told["json"].out)
    (table,) = content["tables"]
    (change,) = table["changed"]["items"]
    (cell,) = change["cells"]
    assert (table["table"], cell["field"], cell["new"]) == ("quotes", "paraphrase", words)
    assert content["version"]["called_for"] == "0.1.1"
    assert [f["kind"] for f in content["files"]] == []
    for form in ("text", "markdown"):
        assert words in told[form].out
        assert change["key"][0] in told[form].out
        assert "0.1.1" in told[form].out


def test_without_a_name_the_last_commit_is_meant(repository: Project) -> None:
    assert "nothing changed" in diff(repository).out
    correct(repository)
    assert "1 record corrected" in diff(repository).out


def test_a_folder_or_descriptor_may_be_named(repository: Project, tmp_path: Path) -> None:
    release = tmp_path / "release"
    shutil.copytree(repository.root / "data", release / "data")
    shutil.copy(repository.root / "datapackage.json", release)
    correct(repository)
    for named in (release, release / "datapackage.json"):
        outcome = diff(repository, str(named))
        assert outcome.status == 0
        assert "1 record corrected" in outcome.out
        assert f"From {named.as_posix()}, version" in outcome.out


@pytest.mark.parametrize("form", ["csv", "parquet", "json"])
def test_an_export_may_be_named(repository: Project, tmp_path: Path, form: str) -> None:
    """Its files are others than the published ones, which says nothing."""
    export(FORMATS[form], tmp_path / "whole")
    shutil.copytree(ROOT / "data", repository.root / "data", dirs_exist_ok=True)
    shutil.copy(ROOT / "datapackage.json", repository.root)
    outcome = diff(repository, str(tmp_path / "whole"))
    assert (outcome.status, "nothing changed" in outcome.out) == (0, True)
    export(FORMATS[form], tmp_path / "some", ["quotes"])
    content = json.loads(diff(repository, str(tmp_path / "some"), "json").out)
    assert content["files"] == []
    assert {c["kind"] for c in content["schema"]} == {"table-added"}
    assert "quotes" not in [table["table"] for table in content["tables"]]


def test_a_folder_without_descriptor_is_said_to_be_none(repository: Project) -> None:
    for named in ("data", str(repository.root / "schemas")):
        outcome = diff(repository, named)
        assert (outcome.status, outcome.out) == (2, "")
        assert f"{named} holds no datapackage.json" in outcome.err
    git(repository.root, "branch", "data")
    assert diff(repository, "data").status == 0  # a revision is one, whatever folder there is


def test_schemas_that_are_ahead_of_the_data_are_noticed(repository: Project) -> None:
    schema = repository.root / "schemas/people.json"
    content = json.loads(schema.read_bytes())
    content["description"] = "Other words."
    schema.write_text(json.dumps(content), encoding="utf-8")
    outcome = diff(repository)
    assert (outcome.status, "nothing changed" in outcome.out) == (0, True)
    assert "schemas/ differ from data/; run “python build” first" in outcome.err
    assert repository.build().status == 0
    outcome = diff(repository)
    assert (outcome.err, "people (description)" in outcome.out) == ("", True)


@pytest.mark.parametrize("named", ["nowhere", "--help", "-", "\x1b[2J", "##[error]x", "x" * 9999])
def test_what_cannot_be_compared_with_is_said_in_a_line(repository: Project, named: str) -> None:
    outcome = diff(repository, named)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith("python build diff: ")
    assert outcome.err.count("\n") == 1
    assert "##[" not in outcome.err
    assert outcome.err.rstrip("\n").isprintable()


def test_data_that_are_not_built_are_said_in_a_line(repository: Project) -> None:
    edit_descriptor(repository.root, lambda d: d.update(resources={}))
    outcome = diff(repository)
    assert (outcome.status, outcome.out) == (2, "")
    assert "python build diff: the working tree: " in outcome.err


def test_a_reader_who_has_seen_enough_is_no_fault(repository: Project) -> None:
    code = "import show_changes, pathlib; show_changes.run(pathlib.Path(), None, 'text')"
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository.root, env={**os.environ, "PYTHONPATH": str(ROOT / "build")},
        stdout=write, stderr=subprocess.PIPE, encoding="utf-8", check=False,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
