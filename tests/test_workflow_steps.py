"""What the steps of the workflows do, run without GitHub in repositories made for it.

Catches a fault without an annotation on its line, a summary that is missing, wrong or carries
a stranger's markup, data that is committed twice, over somebody's work or with anything else,
and a token that shows.
"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from conftest import ROOT, Project
from git_server import serving
from hypothesis import example, given
from hypothesis import strategies as st
from repositories import BROKEN, commit_all, environment, git, put_python, replace, under_git
from steps import SITE_BASE_URL, SITE_REPOSITORY, TOKEN, Ended, commands, run_job, workflow

CHECK = "Check the changed entries"
SUMMARISE = "Summarise what the change does to the data"
COMMIT = "Commit the data if it differs"
PUSH = "Push the commit unless main has moved"
BOT = "github-actions[bot]"
FOLDED = runpy.run_path(str(ROOT / "build/summarise_change.py"))["folded"]


def put_environment(project: Project) -> None:
    """What `make` takes for a finished environment."""
    put_python(project)
    (project.root / ".venv/.ready").touch()
    newest = max(p.stat().st_mtime for p in project.root.rglob("*.t*ml")) + 60
    os.utime(project.root / ".venv/.ready", (newest, newest))


@pytest.fixture(scope="module")
def main_at(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository whose main is the fictional one, canonical, with its data."""
    project = Project(tmp_path_factory.mktemp("main") / "repository")
    shutil.copytree(locked_project.root, project.root)
    for arguments in (("check", "--fix"), ()):
        assert project.build(*arguments).status == 0
    shutil.copy(ROOT / "Makefile", project.root)
    (project.root / "requirements").mkdir()
    for name in ("requirements/dev.txt", "pyproject.toml"):
        (project.root / name).touch()
    under_git(project)
    bare = project.root.with_name("origin.git")
    git(bare.parent, "clone", "--quiet", "--bare", str(project.root), str(bare))
    git(bare, "config", "http.receivepack", "true")
    return bare


@pytest.fixture
def origin(main_at: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(main_at, tmp_path / "hub" / "origin.git"))


def checkout(origin: Path | str, to: Path, branch: str = "main", depth: int = 1) -> Project:
    """What the checkout action leaves: a shallow clone."""
    address = origin if isinstance(origin, str) else origin.as_uri()
    options = ("--quiet", f"--depth={depth}", f"--branch={branch}")
    git(to.parent, "clone", *options, address, str(to))
    put_environment(Project(to))
    return Project(to)


class Contributor:
    """Someone who works in a clone of their own."""

    def __init__(self, origin: Path, home: Path) -> None:
        self.origin, self.home = origin, home
        git(home, "clone", "--quiet", str(origin), str(home / "theirs"))
        self.project = Project(home / "theirs")

    def edit(self, old: str, new: str, entry: str = "gazette-two") -> None:
        replace(self.project.entry(entry), old, new)

    def push(self, branch: str = "main") -> str:
        commit = commit_all(self.project, "a change")
        git(self.project.root, "push", "--quiet", "origin", f"HEAD:{branch}")
        return commit

    def request(self) -> tuple[dict[str, Ended], str]:
        """Open a pull request: the steps that ran, and the summary."""
        git(self.project.root, "switch", "--quiet", "--create", "change")
        commit_all(self.project, "a change")
        git(self.project.root, "switch", "--quiet", "--create", "merged", "origin/main")
        git(self.project.root, "merge", "--quiet", "--no-ff", "--message", "merged", "change")
        git(self.project.root, "push", "--quiet", "origin", "merged")
        merged = checkout(self.origin, self.home / "checkout", "merged", depth=2)
        summary = self.home / "summary.md"
        summary.touch()
        ended = run_job("validate.yml", "validate", merged.root, summary)
        return ended, summary.read_text(encoding="utf-8")


@pytest.fixture
def contributor(origin: Path, tmp_path: Path) -> Contributor:
    return Contributor(origin, tmp_path)


class Tags(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        options = Options.CMARK_OPT_UNSAFE
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


OURS = {"h2", "p", "strong", "code", "pre", "details", "summary", "table", "tbody", "tr", "td"}


@pytest.mark.medium
def test_the_site_is_made_where_the_next_step_takes_it_from(
    locked_project: Project, tmp_path: Path
) -> None:
    project = Project(tmp_path / "repository")
    shutil.copytree(locked_project.root, project.root)
    assert project.build().status == 0
    for name in ("site/templates", "site/assets"):
        shutil.copytree(ROOT / name, project.root / name)
    for name in ("Makefile", "CHANGELOG.md", "site/package.json", "site/package-lock.json"):
        shutil.copy(ROOT / name, project.root / name)
    (project.root / "requirements").mkdir()
    for name in ("requirements/dev.txt", "pyproject.toml"):
        (project.root / name).touch()
    put_environment(project)
    put_components(project)
    ended = run_job("site.yml", "make", project.root)
    assert [step.status for step in ended.values()] == [0, 0], ended
    taken = workflow("site.yml")["jobs"]["make"]["steps"][-1]["with"]["path"]
    assert (project.root / taken / "index.html").is_file()
    assert (project.root / taken / "data/quotes.csv").is_file()
    home = (project.root / taken / "index.html").read_text("utf-8")
    assert f'"contentUrl": "{SITE_BASE_URL}/data/quotes.csv"' in home
    event = next(p for p in (project.root / taken / "events").iterdir() if p.stem != "index")
    assert f'href="{SITE_REPOSITORY}/issues"' in event.read_text("utf-8")


def put_components(project: Project) -> None:
    """A stand-in for what npm installs, which needs a network."""
    installed = project.root / ".venv/site-components"
    for name in runpy.run_path(str(ROOT / "build/make_site.py"))["COMPONENTS"]:
        path = installed / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made up", encoding="utf-8")
    newest = (project.root / ".venv/.ready").stat().st_mtime + 60
    (installed / ".ready").touch()
    os.utime(installed / ".ready", (newest, newest))


@pytest.mark.slow
def test_a_sound_change_is_summarised(contributor: Contributor) -> None:
    contributor.edit("Lights belong to the town.", "Lamps are for the town alone.")
    ended, summary = contributor.request()
    assert {name: step.status for name, step in ended.items()} == {
        "Make the environment": 0, CHECK: 0, SUMMARISE: 0,
    }  # fmt: skip
    assert [c.split(" ")[0] for c in commands(ended)] == ["::notice"]  # the text is not at hand
    page = Tags(summary)
    assert page.names <= OURS
    assert "What the check finds" in page.text
    assert "1 notice" in page.text
    assert "Calls for version" in page.text
    for word in ("gazette-two-q01", "Lights belong to the town.", "Lamps are for the town alone."):
        assert word in page.text
    assert "gazette-one-" not in page.text  # nothing else has changed


@pytest.mark.slow
def test_a_fault_is_told_beside_its_line_and_in_the_summary(contributor: Contributor) -> None:
    contributor.edit(*BROKEN)
    lines = contributor.project.entry("gazette-two").read_text(encoding="utf-8").splitlines()
    line = next(n for n, text in enumerate(lines, start=1) if BROKEN[1] in text)
    ended, summary = contributor.request()
    assert {name: step.status for name, step in ended.items()} == {
        "Make the environment": 0, CHECK: 1, SUMMARISE: 1,
    }  # fmt: skip
    errors = [c for c in commands(ended) if c.startswith("::error ")]
    place = f"::error file=entries/articles/gazette-two.yaml,line={line},"
    assert any(c.startswith(place) and "did you mean cue?" in c for c in errors)
    page = Tags(summary)
    assert page.names <= OURS
    assert f"{len(errors)} error" in page.text
    assert "did you mean cue?" in page.text
    assert "The data could not be built" in page.text


@pytest.mark.slow
def test_a_stranger_s_markup_and_commands_do_nothing(contributor: Contributor) -> None:
    hostile = "a</pre></code><img src=x onerror=y> [a](javascript:b) ::error::c ##[error]d @all"
    contributor.edit("Lights belong to the town.", f'"{hostile}"')
    entry = contributor.project.entry("gazette-two")
    made_up = ["::error file=x::", "  ::add-mask::", "##[group]", "", "# *a*", "</pre><b>", "<!--"]
    lines = ['"<img src=z onerror=q>": |', *(f"  {line}made up" for line in made_up)]
    entry.write_text(entry.read_text(encoding="utf-8") + "\n".join([*lines, ""]), encoding="utf-8")
    ended, summary = contributor.request()
    assert ended[CHECK].status == 1
    for command in commands(ended):
        assert command.startswith(("::error file=entries/", "::notice file=entries/"))
    page = Tags(summary)
    assert page.names <= OURS
    assert page.attributes <= {"open"}
    assert "<img src=z onerror=q>" in page.text  # it is told, as text


@pytest.mark.slow
def test_a_stranger_s_lines_are_shown_as_text_when_their_form_differs(
    contributor: Contributor,
) -> None:
    """Only then is there a difference, in which a file's own lines stand."""
    hostile = [
        "</pre></code></details><img src=x onerror=y>",
        "[a](javascript:b) ![c](d) *e* `f` @all",
        "::error file=x::made up",
        "::add-mask::made up",
        "##[error]made up",
        "<!-- made up",
        "<details open><summary>made up</summary>",
        "| --- |",
        "# made up",
        "```",
    ]
    remarks = "".join(f"  #{line}\n" for line in hostile)  # too far to the left
    contributor.edit("    kind: indirect\n", f"{remarks}    'kind': indirect\n")
    cell = "a < b | *lamp* `c` ::error::d ##[error]e [f](g) # @all -->"  # a tag is refused
    contributor.edit("Lights belong to the town.", f'"{cell}"')
    ended, summary = contributor.request()
    assert {name: step.status for name, step in ended.items()} == {
        "Make the environment": 0, CHECK: 1, SUMMARISE: 0,
    }  # fmt: skip
    for command in commands(ended):
        assert command.startswith(("::error file=entries/", "::notice file=entries/"))
    errors = [c for c in commands(ended) if c.startswith("::error ")]
    assert len(errors) == 1 and "canonical form" in errors[0]
    page = Tags(summary)
    assert page.names <= OURS
    assert page.attributes <= {"open"}
    shown = page.text.replace("##\\[", "##[")
    for line in (*(f"{sign}#{line}" for line in hostile for sign in ("-  ", "+    ")), cell, "@@ "):
        assert line in shown, line


@given(st.text(st.sampled_from("a &<>/*`_#:-[]()!\t\n\r\x0c\u2028") | st.characters(codec="utf-8")))
@example("</pre>\n\n    a\n\n<b>")
def test_nothing_acts_in_lines_that_open_at_a_click(text: str) -> None:
    page = Tags(FOLDED("Lines", text) + "\n\n*after*")
    assert page.names == {"details", "summary", "pre", "p", "em"}
    shown, told = ("".join(t.split()) for t in (page.text, text.replace("\0", "\ufffd")))
    assert shown == f"Lines{told}after"


@pytest.mark.slow
def test_a_withdrawn_entry_has_all_others_checked(contributor: Contributor) -> None:
    """The other one told a field in rivalry with it, and was not touched."""
    for kind in (".yaml", ".lock"):
        contributor.project.entry("gazette-two").with_suffix(kind).unlink()
    ended, summary = contributor.request()
    assert (ended[CHECK].status, ended[SUMMARISE].status) == (1, 1)
    told = {c.split(",")[0] for c in commands(ended)}
    file = "file=entries/articles/gazette-one.yaml"
    assert told == {f"::notice {file}", f"::error {file}"}
    assert "1 error, 1 notice" in Tags(summary).text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("data/by-hand.csv", "a\n1\n", "not made by the build"),
        ("schemas/lamps.json", "{", "schemas/lamps.json"),
    ],
)
def test_what_stops_the_build_stands_in_the_summary(
    contributor: Contributor, path: str, content: str, said: str
) -> None:
    (contributor.project.root / path).write_text(content, encoding="utf-8")
    ended, summary = contributor.request()
    assert ended[SUMMARISE].status == 1
    page = Tags(summary)
    assert page.names <= OURS
    assert "The data could not be built" in page.text
    assert said in page.text


@pytest.mark.slow
def test_without_published_data_to_compare_with_the_summary_says_so(
    contributor: Contributor,
) -> None:
    root = contributor.project.root
    git(root, "rm", "--quiet", "-r", "data", "datapackage.json")
    contributor.push()
    contributor.edit("Lights belong to the town.", "Lamps are for the town alone.")
    ended, summary = contributor.request()
    assert (ended[CHECK].status, ended[SUMMARISE].status) == (0, 1)
    assert "built but could not be compared" in Tags(summary).text


@pytest.mark.medium
def test_without_an_environment_nothing_else_runs(contributor: Contributor, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ended = run_job("validate.yml", "validate", empty, tmp_path / "summary.md")
    assert {name: step.status for name, step in ended.items()} == {"Make the environment": 2}


def rebuild(project: Project) -> dict[str, Ended]:
    return run_job("rebuild.yml", "rebuild", project.root)


def commits(origin: Path) -> list[str]:
    return git(origin, "log", "--format=%an", "main").splitlines()


@pytest.mark.slow
def test_main_is_rebuilt_and_committed_once(
    contributor: Contributor, origin: Path, tmp_path: Path
) -> None:
    contributor.edit("Lights belong to the town.", "Lamps are for the town alone.")
    base = contributor.push()
    ended = rebuild(checkout(origin, tmp_path / "one"))
    assert [step.status for step in ended.values()] == [0, 0, 0], ended
    assert commits(origin) == [BOT, "A Tester", "A Tester"]
    assert git(origin, "rev-parse", "main^") == base
    touched = git(origin, "diff", "--name-only", "main^", "main").splitlines()
    assert {p.split("/")[0] for p in touched} == {"data", "datapackage.json"}
    assert "Lamps are for the town alone." in git(origin, "show", "main:data/quotes.csv")
    assert base[:12] in git(origin, "log", "-1", "--format=%s", "main")

    tip = git(origin, "rev-parse", "main")
    again = rebuild(checkout(origin, tmp_path / "two"))
    assert [step.status for step in again.values()] == [0, 0, 0]
    assert "nothing to commit" in again[COMMIT].out
    assert "nothing to push" in again[PUSH].out
    assert git(origin, "rev-parse", "main") == tip


@pytest.mark.slow
def test_nothing_is_pushed_when_main_moved_meanwhile(
    contributor: Contributor, origin: Path, tmp_path: Path
) -> None:
    contributor.edit("Lights belong to the town.", "Lamps are for the town alone.")
    contributor.push()
    project = checkout(origin, tmp_path / "one")
    contributor.edit("Ida Fen", "Ada Fen", "gazette-one")
    tip = contributor.push()
    ended = rebuild(project)
    assert (ended[COMMIT].status, ended[PUSH].status) == (0, 2)
    assert f"main has moved to {tip[:12]}, nothing was pushed" in ended[PUSH].err
    assert git(origin, "rev-parse", "main") == tip


@pytest.mark.slow
def test_entries_with_a_fault_leave_the_data_as_it_is(
    contributor: Contributor, origin: Path, tmp_path: Path
) -> None:
    contributor.edit(*BROKEN)
    tip = contributor.push()
    ended = rebuild(checkout(origin, tmp_path / "one"))
    assert [step.status for step in ended.values()] == [2]  # make's; no step follows
    assert git(origin, "rev-parse", "main") == tip


@pytest.fixture
def clone(origin: Path, tmp_path: Path) -> Project:
    """A checkout of main whose data is no longer what was committed."""
    project = checkout(origin, tmp_path / "clone")
    replace(project.root / "data/people.csv", "Pella", "Della")
    return project


def commit_data(project: Project, *arguments: str, **more: str) -> Ended:
    """Run the script behind the two steps."""
    done = subprocess.run(
        [sys.executable, "build/commit_data.py", *arguments],
        cwd=project.root, env=environment(**more), capture_output=True, text=True,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.mark.medium
def test_only_data_is_committed_whatever_else_lies_about(clone: Project) -> None:
    (clone.root / "data/new.csv").write_text("a\n", encoding="utf-8")
    (clone.root / "data/people.parquet").unlink()
    (clone.root / "other.txt").write_text("a\n", encoding="utf-8")
    replace(clone.entry("gazette-one"), "Ida Fen", "Ada Fen")
    git(clone.root, "add", "other.txt", "entries")
    hook = clone.root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    assert commit_data(clone).status == 0
    shown = git(clone.root, "show", "--format=", "--name-status", "HEAD").splitlines()
    assert shown == ["A\tdata/new.csv", "M\tdata/people.csv", "D\tdata/people.parquet"]
    assert commit_data(clone).out == "data/ is what was committed; nothing to commit\n"


@pytest.mark.medium
def test_a_branch_that_refuses_the_commit_is_no_success(clone: Project, origin: Path) -> None:
    hook = origin / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho protected branch\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = git(origin, "rev-parse", "main")
    assert commit_data(clone).status == 0
    outcome = commit_data(clone, "--push", "main")
    assert outcome.status == 2
    assert "protected branch" in outcome.err
    assert "Traceback" not in outcome.err
    assert git(origin, "rev-parse", "main") == before


@pytest.mark.medium
@pytest.mark.parametrize("branch", ["nowhere", "--all", "", "main:other", "ma in"])
def test_a_branch_that_is_none_is_refused(clone: Project, origin: Path, branch: str) -> None:
    assert commit_data(clone).status == 0
    branches = git(origin, "for-each-ref")
    outcome = commit_data(clone, f"--push={branch}")
    assert outcome.status == 2
    assert "Traceback" not in outcome.err
    assert git(origin, "for-each-ref") == branches


@pytest.mark.medium
def test_the_token_is_the_password_and_does_not_show(
    clone: Project, origin: Path, tmp_path: Path
) -> None:
    with serving(origin.parent, "x-access-token", TOKEN) as address:
        git(clone.root, "remote", "set-url", "origin", f"{address}/origin.git")
        assert commit_data(clone).status == 0
        tried: list[dict[str, str]] = [
            {}, {"GITHUB_TOKEN": "another"}, {"GITHUB_TOKEN": TOKEN, "GIT_TRACE": "1"},
        ]  # fmt: skip
        told = [commit_data(clone, "--push", "main", **variables) for variables in tried]
    assert [t.status for t in told] == [2, 2, 0], told
    assert commits(origin)[0] == BOT
    assert TOKEN not in "".join(t.out + t.err for t in told)
    assert TOKEN not in (clone.root / ".git/config").read_text(encoding="utf-8")


@pytest.mark.slow
def test_ci_tests_what_main_will_hold(
    contributor: Contributor, origin: Path, tmp_path: Path
) -> None:
    """Up to `.ci/run`, which first wants the data to be what was committed."""
    contributor.edit("Lights belong to the town.", "Lamps are for the town alone.")
    contributor.push()
    project = checkout(origin, tmp_path / "one")
    (project.root / ".ci").mkdir()
    (project.root / ".ci/run").write_text(
        "make build && git diff --exit-code -- data datapackage.json\n", encoding="utf-8"
    )
    ended = run_job("ci.yml", "everything", project.root)
    assert [step.status for step in ended.values()] == [0, 0, 0], ended
    assert commits(origin) == ["A Tester", "A Tester"]  # nothing was pushed
