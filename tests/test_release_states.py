"""States of releases: read from a bundle or by a version, and found by whatever name they go.

Catches a bundle that is not the one in the index, a release taken for a revision or the other
way round, a version that is counted from one that nobody has, and tracebacks.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Project
from released import put_release, release_files
from test_states import edit_descriptor, git

from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.named_states import read_named, read_pair
from outsourced_care.diff.release_states import latest_version, read_bundle_state, read_release
from outsourced_care.diff.states import StateError, read_state
from outsourced_care.errors import CannotRunError, ReleaseError, UnknownReleaseError
from outsourced_care.releases.index import bundle_name

pytestmark = pytest.mark.medium


@pytest.fixture(scope="module")
def released(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional repository with three releases; tests copy it and leave it as it is."""
    root = tmp_path_factory.mktemp("released") / "repository"
    shutil.copytree(built_project.root, root)
    for version in ("0.1.0", "0.1.1", "0.2.0"):
        edit_descriptor(root, lambda d, v=version: d.update(version=v))  # type: ignore[misc]
        put_release(root, root / "releases", version)
    return root


@pytest.fixture
def releases(released: Path, tmp_path: Path) -> Path:
    """A folder with three releases of the fictional repository."""
    return shutil.copytree(released, tmp_path / "repository") / "releases"


def test_a_bundle_holds_the_state_that_was_put_there(releases: Path) -> None:
    there = read_state(releases.parent)
    state = read_bundle_state(releases / bundle_name("0.2.0"))
    assert compare(there, state).empty
    assert state.files == there.files
    assert (state.version, state.name) == ("0.2.0", (releases / bundle_name("0.2.0")).as_posix())


@pytest.mark.parametrize(
    ("asked", "found"),
    [("0.1.0", "0.1.0"), ("0.1", "0.1.1"), ("0", "0.2.0"), ("latest", "0.2.0")],
)
def test_a_release_is_found_by_its_version(releases: Path, asked: str, found: str) -> None:
    state = read_release(releases, asked)
    assert (state.version, state.name) == (found, f"release {found}")


def test_the_latest_release_is_the_highest(releases: Path, tmp_path: Path) -> None:
    assert latest_version(releases) == "0.2.0"
    assert latest_version(tmp_path / "nowhere") is None
    (tmp_path / "releases.json").write_text('{"releases": []}', encoding="utf-8")
    assert latest_version(tmp_path) is None


@pytest.mark.parametrize("asked", ["0.3", "1", "0.1.2", "v0.1.0", "", "\x1b[2J", "9" * 9999])
def test_an_unknown_version_is_told_with_those_there_are(releases: Path, asked: str) -> None:
    with pytest.raises(UnknownReleaseError, match=r"there are: 0\.2\.0, 0\.1\.1, 0\.1\.0$"):
        read_release(releases, asked)


def put_twice(path: Path) -> None:
    path.write_bytes(path.read_bytes() * 2)


def turn_a_bit(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "no bundle": (bundle_name("0.1.0"), Path.unlink, "is missing"),
    "a folder": (bundle_name("0.1.0"), make_folder, "Is a directory"),
    "another size": (bundle_name("0.1.0"), put_twice, "releases.json lists"),
    "other bytes": (bundle_name("0.1.0"), turn_a_bit, "is not the file that releases.json lists"),
    "no JSON": ("releases.json", lambda p: p.write_text("{"), "not valid JSON"),
    "no index": ("releases.json", lambda p: p.write_text("[]"), "no index of releases: the file"),
    "an index in disguise": ("releases.json", make_folder, "no plain file"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_in_a_line(releases: Path, damage: str) -> None:
    name, harm, said = DAMAGES[damage]
    harm(releases / name)
    with pytest.raises(ReleaseError) as caught:
        read_release(releases, "0.1.0")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    if name == "releases.json":
        with pytest.raises(ReleaseError):
            latest_version(releases)


@pytest.mark.parametrize("end", [0, 1, 100, -1, -30])
def test_a_bundle_cut_short_is_refused(releases: Path, end: int) -> None:
    path = releases / bundle_name("0.1.0")
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(StateError, match="zip"):
        read_named(releases.parent, str(path))


def test_a_bundle_of_another_version_is_not_the_release(releases: Path) -> None:
    files = release_files(releases.parent)
    put_release(releases.parent, releases, "0.3.0", files)
    with pytest.raises(StateError, match=r"release 0\.3\.0: .* it is version '0\.2\.0'"):
        read_release(releases, "0.3.0")


@pytest.mark.parametrize("missing", ["datapackage.json", "data/people.csv"])
def test_a_bundle_without_a_file_holds_no_state(releases: Path, missing: str) -> None:
    files = release_files(releases.parent)
    files = {n: raw for n, raw in files.items() if not n.startswith(missing.removesuffix("csv"))}
    path = put_release(releases.parent, releases, "0.2.0", {
        "datapackage.json": b'{"resources": []}', **files
    })  # fmt: skip
    with pytest.raises(StateError) as caught:
        read_bundle_state(path)
    assert str(caught.value).startswith(f"{path.as_posix()}: ")


# --- names -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def committed(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, whose last commit is between 0.1.1 and 0.2.0, with releases beside it."""
    root = tmp_path_factory.mktemp("committed") / "repository"
    shutil.copytree(released, root)
    (root / ".gitignore").write_text("releases/\n", encoding="utf-8")
    edit_descriptor(root, lambda d: d.update(version="0.1.1"))
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "one")
    return root


@pytest.fixture
def root(committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that repository, in which the test runs."""
    root = shutil.copytree(committed, tmp_path / "repository")
    monkeypatch.chdir(root)
    return root


def test_each_kind_of_name_finds_its_state(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "data", tmp_path / "copy/data")
    shutil.copy(root / "datapackage.json", tmp_path / "copy")
    bundle = shutil.copy(root / "releases" / bundle_name("0.1.0"), tmp_path / "a.zip")
    plain = shutil.copy(bundle, tmp_path / "named-otherwise")
    commit = git(root, "rev-parse", "HEAD")
    for named, version in (
        (str(tmp_path / "copy"), "0.1.1"), (str(tmp_path / "copy/datapackage.json"), "0.1.1"),
        (str(bundle), "0.1.0"), (str(plain), "0.1.0"), ("0.1.0", "0.1.0"), ("latest", "0.2.0"),
        ("main", "0.1.1"), (commit[:9], "0.1.1"),
    ):  # fmt: skip
        assert read_named(root, named).version == version, named


def test_a_path_comes_before_a_release_and_a_release_before_a_revision(root: Path) -> None:
    git(root, "branch", "0.2.0")
    assert read_named(root, "0.2.0").name == "release 0.2.0"
    shutil.copy(root / "releases" / bundle_name("0.1.0"), root / "0.2.0")
    assert (read_named(root, "0.2.0").name, read_named(root, "0.2.0").version) == ("0.2.0", "0.1.0")


def test_a_revision_may_be_called_as_no_release_is(root: Path) -> None:
    git(root, "tag", "0.9.0")
    assert read_named(root, "0.9.0").name.startswith("0.9.0 (")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("0.9", "there are: 0.2.0, 0.1.1, 0.1.0"),
        ("nowhere", "there is no git revision 'nowhere' here"),
        ("data", "data holds no datapackage.json, and no revision is so called"),
        ("", "no git revision"),
    ],
)
def test_a_name_of_nothing_is_told_as_what_it_looks_like(root: Path, named: str, said: str) -> None:
    with pytest.raises(CannotRunError) as caught:
        read_named(root, named)
    assert said in str(caught.value)


def test_a_broken_revision_is_told_as_such_whatever_folder_there_is(root: Path) -> None:
    git(root, "rm", "--quiet", "--cached", "datapackage.json")
    git(root, "commit", "--quiet", "-m", "broken")
    git(root, "branch", "data")
    with pytest.raises(StateError, match=r"there is no datapackage\.json"):
        read_named(root, "data")


def test_the_latest_release_and_the_tables_here_are_meant_unless_named(
    root: Path,
) -> None:
    old, new = read_pair(root, None, None)
    assert (old.name, new.name, new.version) == ("release 0.2.0", "the tables in data/", "0.1.1")
    old, new = read_pair(root, "0.1.0", "0.1.1")
    assert (old.version, new.version) == ("0.1.0", "0.1.1")
    assert old.files.keys() == new.files.keys() != set()
    shutil.rmtree(root / "releases")
    assert read_pair(root, None, None)[0].name.startswith("HEAD (")


@pytest.mark.parametrize(
    ("version", "counted"), [("0.1.0", "0.1.0"), ("0.2.0", "0.2.0"), ("0.3.0", "0.2.0")]
)
def test_a_revision_counts_from_the_release_before_it(
    root: Path, version: str, counted: str
) -> None:
    edit_descriptor(root, lambda d: d.update(version=version))
    git(root, "commit", "--quiet", "--all", "-m", "two")
    before, after = read_pair(root, "HEAD", "HEAD")
    assert (before.version, after.version) == (counted, version)
    assert ("after release 0.2.0" in before.name) == (version != counted)
    assert "after release" not in after.name
    assert json.loads((root / "datapackage.json").read_bytes())["version"] == version
