"""What `outsourced-care validate` tells first: the cause, then what follows from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import Project

from outsourced_care.cli import main
from outsourced_care.finding_reports import render
from outsourced_care.findings import Place, finding

pytestmark = pytest.mark.medium


@pytest.mark.parametrize("form", ["text", "github"])
def test_a_file_that_is_another_comes_before_the_rows_in_which_it_shows(
    built_project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    shutil.copytree(built_project.root / "data", tmp_path / "data")
    shutil.copy(built_project.root / "datapackage.json", tmp_path)
    people = tmp_path / "data/people.csv"
    raw = people.read_bytes()
    people.write_bytes(raw.replace(b"Odo Quill", b"Odo Quilt"))
    assert people.read_bytes() != raw
    assert main(["validate", str(tmp_path), "--format", form]) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if line[:1] not in " "]
    causes = ("file-hash", "content-hash", "formats-differ")
    of_cause = [any(rule in line for rule in causes) for line in told]
    assert of_cause[0] and not of_cause[-1]
    assert of_cause == sorted(of_cause, reverse=True)


def test_causes_come_first_and_the_form_last_whatever_the_file() -> None:
    found = [
        finding(Place("a", 1), "form", "last"),
        finding(Place("b", 2), "reference", "among"),
        finding(Place("a", 9), "schema", "noticed", severity="notice"),
        finding(Place("c"), "file-hash", "first"),
    ]
    told = [line.split()[2] for line in render(found, "text").splitlines()]
    assert told == ["first", "noticed", "among", "last"]
