"""The bar of `python build check`: on a terminal, and nowhere else.

Catches a bar that never shows, that stays behind, that stands in a log or among the findings.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ARTICLES_VARIABLE, ROOT, Project

pytest.importorskip("pty")  # of systems with such terminals

ENTRIES = 2000  # for much more than the half second before there is a bar
ENTRY = """\
article:
  title: Lamps of street {n}
  publisher_id: fenwick-gazette
  published: 2031-04
  kind: analysis
  language: en
  selection: contributed
  summary: A made-up street has lamps.

quotes:
"""
QUOTE = """\
  - id: q{q}
    kind: indirect
    speaker_kind: spokesperson
    speaker_role: spokesman
    organisation_id: lamp-ministry
    cue: decline
    attribution: explicit
    paraphrase: The ministry would not say anything on lamp {q}.
    evidence:
      - the oil of lamp {q}
"""
BAR = re.compile(r"\rcheck: +(\d+)%\|[^|]*\| (\d+)/(\d+) ")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository of many sound entries."""
    project = Project(tmp_path_factory.mktemp("many") / "repository")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("build", "schemas"):
        shutil.copytree(ROOT / name, project.root / name, ignore=ignored)
    shutil.copytree(ROOT / "tests/fiction/entries", project.root / "entries")
    folder = project.root / "entries/articles"
    shutil.rmtree(folder)
    folder.mkdir()
    for n in range(ENTRIES):
        text = ENTRY.format(n=n) + "".join(QUOTE.format(q=q) for q in range(11, 18))
        (folder / f"lamps-{n}.yaml").write_text(text, encoding="utf-8")
    return project


def on_a_terminal(project: Project, *arguments: str) -> tuple[str, str]:
    """Standard output, and what a terminal shows of standard error."""
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    kept = {k: v for k, v in os.environ.items() if k != ARTICLES_VARIABLE}
    out = project.root.parent / "out"
    with out.open("wb") as file, os.fdopen(ours, "rb", buffering=0) as screen:
        child = subprocess.Popen(
            [sys.executable, "build", *arguments],
            cwd=project.root,
            env=kept,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=theirs,
        )
        os.close(theirs)
        shown = bytearray()
        try:
            while more := screen.read(65_536):
                shown += more
        except OSError:  # how Linux says that the other end is closed
            pass
        child.wait(60)
    return out.read_text(encoding="utf-8"), shown.decode("utf-8")


@pytest.mark.slow
def test_a_bar_shows_on_a_terminal_and_nowhere_else(many: Project) -> None:
    out, shown = on_a_terminal(many, "check", "--format", "json")
    bars = [tuple(map(int, bar)) for bar in BAR.findall(shown)]
    assert bars
    assert {total for _, _, total in bars} == {len(list(many.root.rglob("entries/**/*.yaml")))}
    assert bars == sorted(bars) and 0 < bars[-1][1] <= bars[-1][2]
    assert re.search(r"\r +\r$", shown)  # it is wiped away
    assert "\n" not in shown

    apart = many.build_apart("check", "--format", "json")
    assert apart.err == ""
    assert apart.out == out
    assert "\r" not in out and json.loads(out)  # their texts are missing, at least
