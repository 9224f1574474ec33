"""The benchmarks run, and prove their peers equal before they time them."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from conftest import ROOT

pytestmark = pytest.mark.medium


def benchmarks(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "title", "contenders"),
    [
        ("validation", "Validating 10,000 quotes", 4),
        ("loading", "Loading 10,000 quotes", 3),
        pytest.param("checking", "Checking 100 entries", 2, marks=pytest.mark.slow),
        ("comparing", "Comparing 10,000 quotes with", 3),
    ],
)
def test_a_benchmark_times_every_contender(name: str, title: str, contenders: int) -> None:
    done = benchmarks(name, "--rows", "10000")
    assert done.returncode == 0, done.stderr
    assert f"## {title}" in done.stdout
    assert "a second" in done.stdout
    rows = re.findall(r"^\| (.+?) \| [\d.]+ \| [\d,]+ \| ([\d.]+) \|$", done.stdout, re.MULTILINE)
    assert len(rows) == contenders
    assert rows[0][1] == "1.00"


@pytest.mark.parametrize("wrong", [["nothing"], ["--rows", "5"], ["--rows", "x"]])
def test_wrong_arguments_are_refused_in_a_line(wrong: list[str]) -> None:
    done = benchmarks(*wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
