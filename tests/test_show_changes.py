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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from conftest import ROOT, Outcome, Project, copied
from released import put_release
from repositories import commit_all, replace
from test_states import edit_descriptor, git

from outsourced_care.contributing import RECIPE
from outsourced_care.exports import FORMATS, export

pytestmark = pytest.mark.medium

AHEAD = (
    "python build diff: {} give other tables than those in data/, which were compared; "
    "run “.venv/bin/python build” first to see all that changed\n"
)


def diff(
    project: Project,
    old: str | None = None,
    form: str = "text",
    *,
    new: str | None = None,
    check_version: bool = False,
) -> Outcome:
    """Run the recipe in the project's folder."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "build"))
        patch.chdir(project.root)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            import show_changes

            status = show_changes.run(Path(), old, new, form, check_version)
    return Outcome(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def committed(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository, built and committed; tests copy it and leave it as it is."""
    project = copied(built_project, tmp_path_factory.mktemp("changes") / "repository")
    count_from(project, "0.1.0")
    git(project.root, "init", "--quiet", "--initial-branch=main")
    git(project.root, "add", "--all")
    git(project.root, "commit", "--quiet", "-m", "built")
    return project


@pytest.fixture
def repository(committed: Project, tmp_path: Path) -> Project:
    return copied(committed, tmp_path / "repository")


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
    count_from(project, "0.1.0")
    return words


def count_from(project: Project, version: str) -> None:
    """Make what is built a version of its own, whichever the library is of."""
    edit_descriptor(project.root, lambda d: d.update(version=version))


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
    assert outcome.err == AHEAD.format("schemas/")
    assert repository.build().status == 0
    outcome = diff(repository)
    assert (outcome.err, "people (description)" in outcome.out) == ("", True)


def written(file: str, old: str, new: str) -> Callable[[Path], object]:
    return lambda root: replace(root / file, old, new)


def rewritten(root: Path) -> None:
    """Every entry anew, as a checkout writes it."""
    for path in (root / "entries").rglob("*.yaml"):
        path.write_bytes(path.read_bytes())


ENTRY = "entries/articles/gazette-two.yaml"
# what was done since the last build, and whether data/ would be others
SINCE: dict[str, tuple[Callable[[Path], object], bool]] = {
    "nothing": (lambda root: None, False),
    "a checkout": (rewritten, False),
    "another form": (written(ENTRY, "cue: say", "cue: 'say'"), False),
    "a correction": (written(ENTRY, "cue: say", "cue: tell"), True),
    "a faulty entry": (written(ENTRY, "cue: say", "ceu: say"), True),
    "a note in a lock": (lambda root: (root / ENTRY).with_suffix(".lock").unlink(), True),
    "an entry that is gone": (lambda root: (root / "entries/withdrawn.yaml").unlink(), True),
    "other words": (written("entries/package.yaml", "title: ", "title: Not "), True),
}


@pytest.mark.parametrize("case", SINCE)
def test_entries_that_are_ahead_of_the_data_are_noticed(repository: Project, case: str) -> None:
    edit, ahead = SINCE[case]
    edit(repository.root)
    outcome = diff(repository)
    assert (outcome.status, "nothing changed" in outcome.out) == (0, True)
    assert outcome.err == (AHEAD.format("entries/") if ahead else "")
    assert diff(repository, new="HEAD").err == ""


def test_what_is_not_built_fails_the_check_of_the_version(released: Project) -> None:
    """However old the files are: a checkout gives all of them one time."""
    assert diff(released, check_version=True).status == 0
    entry = released.entry()
    sound = entry.read_text(encoding="utf-8")
    for text in (re.sub("(?m)^(  +paraphrase:) .*$", r"\1 Lamps.", sound, count=1), "{"):
        entry.write_text(text, encoding="utf-8")
        os.utime(entry, (0, 0))
        outcome = diff(released, check_version=True)
        assert outcome.status == 1
        assert outcome.err.startswith("datapackage.json: error: entries/ give other tables than")
        assert "[not-built]\n    run “.venv/bin/python build” first" in outcome.err
        assert diff(released, new="HEAD", check_version=True).status == 0


def test_an_older_state_is_not_judged(released: Project) -> None:
    count_from(released, "0.2.0")
    commit_all(released, "later")
    name = str(released.root / "datapackage.json")
    outcome = diff(released, name, new="0.1.0")
    said = f"release 0.1.0 is older than {name}, version 0.2.0; name the older one first"
    assert (outcome.status, said in outcome.out) == (0, True)
    assert "too low" not in outcome.out and "Calls for" not in outcome.out
    outcome = diff(released, name, new="0.1.0", check_version=True)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"release 0.1.0 is older than {name}, version 0.2.0" in outcome.err


def test_without_releases_it_is_said_what_was_compared(repository: Project) -> None:
    told = diff(repository).out.partition("\n")[0]
    assert re.match(r"From HEAD \(\w+\), as there is no folder releases/, version 0.1.0 to", told)
    for named in ("0.1.0", "0.1", "latest"):
        outcome = diff(repository, named)
        assert (outcome.status, outcome.out) == (2, "")
        assert f"no git revision '{named}', and there is no folder releases/" in outcome.err
        assert "fetch" not in outcome.err
    (repository.root / "releases").mkdir()
    assert "as there is no release in releases/" in diff(repository).out


@pytest.mark.parametrize("command", ["diff", "check", "draft", "release", "lock"])
def test_a_slip_on_the_command_line_is_told_with_the_usage_of_the_command(
    built_project: Project, command: str
) -> None:
    outcome = built_project.build(command, "--such")
    assert outcome.status == 2
    assert outcome.err.startswith(f"usage: python build {command} ")
    assert outcome.err.endswith(f"python build {command}: error: unrecognized arguments: --such\n")


def test_the_version_that_the_changelog_names_is_told(released: Project) -> None:
    correct(released)
    log = "# Changelog\n\n## [{}] - 2031-04-05\n\nLamps.\n\n## [0.1.0] - 2031-03-05\n\nLamp.\n"
    for version, will, heading in (("0.2.0", "is enough", "0.2.0"), ("0.1.0", None, "0.1.1")):
        (released.root / "CHANGELOG.md").write_text(log.format(version), "utf-8")
        content = json.loads(diff(released, form="json").out)
        assert content["version"]["heading_for"] == heading
        for form in ("text", "markdown"):
            told = re.sub("</?code>", "", diff(released, form=form).out)
            said = f"The changelog names version {version}, which {will}."
            assert (said in told) == (will is not None)
            assert "Calls for version 0.1.1" in told


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
    assert outcome.err.startswith("python build diff: the tables in data/: ")


def test_any_two_states_may_be_named(repository: Project) -> None:
    put_release(repository.root, repository.root / "releases", "0.1.0")
    words = correct(repository)
    commit_all(repository, "corrected")
    there, back = (diff(repository, old, "json", new=new) for old, new in
                   (("0.1.0", "HEAD"), ("main", "0.1")))  # fmt: skip
    (cell,) = json.loads(there.out)["tables"][0]["changed"]["items"][0]["cells"]
    assert cell["new"] == words
    (cell,) = json.loads(back.out)["tables"][0]["changed"]["items"][0]["cells"]
    assert cell["old"] == words
    same = diff(repository, "latest", new="releases/outsourced-care-0.1.0.zip")
    assert "nothing changed" in same.out
    schema = repository.root / "schemas/people.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace("People", "Persons"), "utf-8")
    assert diff(repository, "0.1.0", new="HEAD").err == ""  # schemas/ say nothing of either


def test_without_a_name_the_latest_release_is_meant(repository: Project) -> None:
    put_release(repository.root, repository.root / "releases", "0.1.0")
    correct(repository)
    commit_all(repository, "corrected")
    outcome = diff(repository)
    assert outcome.out.startswith("From release 0.1.0")
    assert "1 record corrected" in outcome.out


# --- the version held against the changes ----------------------------------------------------


@pytest.fixture
def released(repository: Project) -> Project:
    """The repository with its version in its place, released as 0.1.0."""
    put_release(repository.root, repository.root / "releases", "0.1.0")
    put_version(repository, "0.1.0")
    return repository


@pytest.fixture(scope="module")
def corrected_data(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional repository with a corrected paraphrase, built."""
    root = tmp_path_factory.mktemp("corrected") / "repository"
    shutil.copytree(built_project.root, root)
    correct(Project(root))
    return root


@pytest.fixture
def corrected(released: Project, corrected_data: Path) -> Project:
    """What was released, with a corrected paraphrase, built, its version not raised."""
    shutil.copytree(corrected_data, released.root, dirs_exist_ok=True)
    return released


def put_version(project: Project, version: str) -> None:
    file = project.root / "src/outsourced_care/_version.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'"""Here."""\n\n__version__ = "{version}"\n', encoding="utf-8")


def checked(project: Project, form: str = "text", **more: str | None) -> Outcome:
    return diff(project, form=form, check_version=True, **more)


def test_a_version_that_is_too_low_is_told_with_the_line_to_edit(released: Project) -> None:
    assert (checked(released).status, checked(released).err) == (0, "")
    correct(released)
    outcome = checked(released)
    assert outcome.status == 1
    assert "1 record corrected" in outcome.out
    assert outcome.err.startswith(
        "src/outsourced_care/_version.py:3: error: the version is 0.1.0; what has changed since "
        "release 0.1.0 calls for 0.1.1: quotes gazette-"
    )
    assert ": cells were corrected [record-changed] [version-too-low]\n" in outcome.err
    assert outcome.err.endswith('\n    write __version__ = "0.1.1"\n')


def test_an_annotation_stands_beside_the_line(released: Project) -> None:
    assert checked(released, "github") == Outcome(0, "", "")
    correct(released)
    outcome = checked(released, "github")
    assert (outcome.status, outcome.err, outcome.out.count("\n")) == (1, "", 1)
    place = "::error file=src/outsourced_care/_version.py,line=3,title=version-too-low::"
    assert outcome.out.startswith(place)
    assert outcome.out.endswith('%0Awrite __version__ = "0.1.1"\n')


@pytest.mark.parametrize("form", ["markdown", "json"])
def test_a_report_is_the_same_whether_the_version_is_checked(corrected: Project, form: str) -> None:
    assert checked(corrected, form).out == diff(corrected, form=form).out


@pytest.mark.parametrize(
    ("version", "status"), [("0.1.0", 1), ("0.1.1", 0), ("0.1.2", 0), ("0.2.0", 0), ("1.0.0", 0)]
)
def test_a_version_may_be_higher_than_called_for(
    corrected: Project, version: str, status: int
) -> None:
    count_from(corrected, version)
    assert checked(corrected).status == status


def test_once_a_release_is_enough(corrected: Project) -> None:
    """The second change since a release finds the version raised by the first."""
    count_from(corrected, "0.1.1")
    commit_all(corrected, "corrected")
    text = corrected.entry().read_text(encoding="utf-8")
    assert "Ida Fen" in text
    corrected.entry().write_text(text.replace("Ida Fen", "Ada Fen"), encoding="utf-8")
    assert corrected.build().status == 0
    count_from(corrected, "0.1.1")
    assert checked(corrected).status == 0
    outcome = checked(corrected, old="HEAD")
    assert outcome.status == 0
    assert "after release 0.1.0" in outcome.out


def test_a_version_that_is_raised_but_not_built_asks_for_the_build(corrected: Project) -> None:
    put_version(corrected, "0.1.1")
    outcome = checked(corrected)
    assert outcome.status == 1
    assert outcome.err.startswith("datapackage.json: error: the version is 0.1.0; ")
    assert f"run “{RECIPE}”: src/outsourced_care/_version.py says 0.1.1 already" in outcome.err


@pytest.mark.parametrize("version", [None, "", "0.2", "new", "\x1b[2J"])
def test_a_version_that_is_none_is_too_low(corrected: Project, version: str | None) -> None:
    edit_descriptor(corrected.root, lambda d: d.update(version=version))
    outcome = checked(corrected)
    assert (outcome.status, 'write __version__ = "0.1.1"' in outcome.err) == (1, True)
    assert "\x1b" not in outcome.err + outcome.out


def test_between_states_that_stay_as_they_are_no_line_is_named(corrected: Project) -> None:
    commit_all(corrected, "corrected")
    outcome = checked(corrected, old="0.1.0", new="HEAD")
    assert outcome.status == 1
    assert outcome.err.startswith("HEAD (")
    assert "_version.py" not in outcome.err
    assert checked(corrected, old="HEAD", new="0.1.0").status == 1


def without_note(descriptor: dict[str, Any]) -> None:
    """Remove a field, in the next version."""
    descriptor["version"] = "0.2.0"
    for resource in descriptor["resources"]:
        if resource["name"].removesuffix("-parquet") == "evidence":
            fields = resource["schema"]["fields"]
            resource["schema"]["fields"] = [f for f in fields if f["name"] != "note"]
            for key in ("hash", "bytes", "contentHash"):
                resource.pop(key, None)


def test_what_is_removed_before_its_time_is_refused_in_any_version(released: Project) -> None:
    edit_descriptor(released.root, without_note)
    path = released.root / "data/evidence.parquet"
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(path).drop_columns(["note"]), path)
    (released.root / "data/evidence.csv").unlink()
    edit_descriptor(
        released.root, lambda d: d["resources"].remove(next(
            r for r in d["resources"] if r["path"] == "data/evidence.csv"
        )),
    )  # fmt: skip
    outcome = checked(released, "github")
    assert outcome.status == 1
    place = "::error file=schemas/evidence.json,title=removed-early::evidence.note: "
    built, told = outcome.out.splitlines()
    assert told.startswith(place)
    assert built.startswith("::error file=datapackage.json,title=not-built::schemas/ give other")
    commit_all(released, "removed")
    assert checked(released, old="0.1.0", new="HEAD").err.startswith("HEAD (")


def test_before_the_first_release_any_version_will_do(repository: Project) -> None:
    correct(repository)
    outcome = checked(repository)
    assert (outcome.status, outcome.err.count("\n")) == (0, 1)
    assert "nothing was released" in outcome.err
    assert checked(repository, old="HEAD").status == 1


def test_a_state_without_version_to_count_from_is_said_in_a_line(released: Project) -> None:
    edit_descriptor(released.root, lambda d: d.pop("version"))
    commit_all(released, "none")
    outcome = checked(released, old="HEAD")
    assert (outcome.status, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert "has no version to count from" in outcome.err


def test_a_reader_who_has_seen_enough_is_no_fault(repository: Project) -> None:
    code = (
        "import show_changes, pathlib; show_changes.run(pathlib.Path(), None, None, 'text', False)"
    )
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository.root, env={**os.environ, "PYTHONPATH": str(ROOT / "build")},
        stdout=write, stderr=subprocess.PIPE, encoding="utf-8", check=False,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (0, "")
