"""A made-up repository for tests: real schemas and recipe, fictional articles and entries."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import settings

from outsourced_care.contract import Contract
from outsourced_care.judgements import Frames
from outsourced_care.judging import Fault, judge_tables
from outsourced_care.validation import check_tables

ROOT = Path(__file__).resolve().parent.parent
FICTION = ROOT / "tests" / "fiction"
ARTICLES_VARIABLE = "OUTSOURCED_CARE_ARTICLES"


# no test asserts a time: a busy machine is no fault of ours
settings.register_profile("whole", max_examples=50, deadline=None)
settings.register_profile("fewer", max_examples=15, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """So many examples of a property; fewer where only the tests of a minute are run."""
    gc.disable()
    settings.load_profile("fewer" if "not medium" in config.option.markexpr else "whole")


def pytest_collection_finish() -> None:
    """Look for waste again, but never among thousands of tests, which stay to the end."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    gc.enable()


def pytest_unconfigure() -> None:
    """Let the end find it all."""
    gc.unfreeze()


def examples(number: int) -> int:
    """How many examples to try of a property whose usual number is not 100."""
    return max(1, number * settings().max_examples // 100)


def some(cases: Iterable[object], every: int) -> list[object]:
    """Cases of which each so many-th one is of the tests of a minute; the others are medium."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=[pytest.mark.medium] if number % every else [],
        )
        for number, case in enumerate(cases)
    ]


Judge = Callable[[Contract, Mapping[str, pa.Table], Frames | None], list[Fault]]


@pytest.fixture(params=["judged", pytest.param("compared", marks=pytest.mark.medium)])
def judge(request: pytest.FixtureRequest) -> Judge:
    """The two ways to find the faults of tables: `judge_tables`, and both of them compared."""
    return judge_tables if request.param == "judged" else faults_found


def faults_found(
    contract: Contract, tables: Mapping[str, pa.Table], context: Frames | None = None
) -> list[Fault]:
    """What Pandera finds in tables; the judgements passed one by one must find the same."""
    found = check_tables(contract, tables, context)

    def told(faults: list[Fault]) -> list[tuple[object, ...]]:
        return sorted(
            (f.table, -1 if f.row is None else f.row, str(f.field), f.rule, f.message, str(f.hint))
            for f in faults
        )

    assert told(judge_tables(contract, tables, context)) == told(found)
    return found


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Project:
    """A repository's folder that commands run in."""

    root: Path

    def build(self, *arguments: str, **environment: str) -> Outcome:
        """Run `python build` with arguments, in this process."""
        out, err = io.StringIO(), io.StringIO()
        status = 0
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["build", *arguments])
            patch.delenv(ARTICLES_VARIABLE, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.chdir(self.root)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    runpy.run_path(str(self.root / "build"), run_name="__main__")
                except SystemExit as end:
                    status = int(end.code or 0)
        return Outcome(status, out.getvalue(), err.getvalue())

    def build_apart(self, *arguments: str, **environment: str) -> Outcome:
        """Run `python build` with arguments, in a process of its own."""
        clean = {k: v for k, v in os.environ.items() if k != ARTICLES_VARIABLE}
        done = subprocess.run(
            [sys.executable, "build", *arguments],
            cwd=self.root,
            env={**clean, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    @property
    def articles(self) -> str:
        """The folder with the fictional article texts."""
        return str(self.root / "texts")

    def entry(self, name: str = "gazette-one") -> Path:
        """The file of an entry."""
        return self.root / "entries/articles" / f"{name}.yaml"

    def published(self) -> dict[str, bytes]:
        """Every published file, by its path."""
        paths = [*(self.root / "data").glob("*"), self.root / "datapackage.json"]
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in paths if p.exists()}


def make_project(folder: Path) -> Project:
    """Copy the recipe, the schemas and the fictional sources into a folder."""
    for name in ("build", "schemas"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(FICTION / "entries", folder / "entries")
    shutil.copytree(FICTION / "articles", folder / "texts")
    return Project(folder)


def copied(project: Project, to: Path) -> Project:
    """A copy of a repository, without the times and modes of its files, which cost time."""
    return Project(shutil.copytree(project.root, to, copy_function=shutil.copyfile))


@pytest.fixture(scope="session")
def locked_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository with locks; tests copy it and leave it as it is."""
    project = make_project(tmp_path_factory.mktemp("locked"))
    outcome = project.build("lock", "--articles", project.articles)
    assert outcome.status == 0, outcome.err
    return project


@pytest.fixture
def project(locked_project: Project, tmp_path: Path) -> Project:
    """A copy of the fictional repository, locked, not yet built."""
    return copied(locked_project, tmp_path / "repository")


@pytest.fixture(scope="session")
def built_project(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository, locked and built; tests copy it and leave it as it is."""
    project = Project(tmp_path_factory.mktemp("built") / "repository")
    shutil.copytree(locked_project.root, project.root)
    outcome = project.build()
    assert outcome.status == 0, outcome.err
    return project


@pytest.fixture
def built(built_project: Project, tmp_path: Path) -> Project:
    """A copy of the fictional repository, locked and built."""
    return copied(built_project, tmp_path / "repository")


@pytest.fixture(scope="session")
def articles() -> Iterator[Path]:
    """The folder with the real article texts; skips where they are not at hand."""
    named = os.environ.get(ARTICLES_VARIABLE)
    if not named:
        pytest.skip(f"${ARTICLES_VARIABLE} is not set: the article texts are not at hand")
    yield Path(named)
