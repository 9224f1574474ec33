"""The benchmarks run, and prove their peers equal before they time them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from outsourced_care.archive.inputs import files_in
from outsourced_care.archive.pieces import pieces, read_piece
from outsourced_care.text import count_words

sys.path.insert(0, str(ROOT / "benchmarks"))  # which is no package

from archive_formats import FORMATS
from generated_articles import COPIES, article, articles

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


@pytest.mark.slow
def test_extracting_archives_is_measured_beside_the_bare_function() -> None:
    done = benchmarks("archives", "--articles", "100")
    assert done.returncode == 0, done.stderr
    compared, grown, planned, on_paper = re.findall(r"(?:^\|.*\|\n)+", done.stdout, re.MULTILINE)
    contenders = re.findall(r"^\| (\D+.*?) \| [\d,]+ \| ([\d.]+) \| ", compared, re.MULTILINE)
    assert len(contenders) == 7
    assert all(0 < float(milliseconds) < 100 for _, milliseconds in contenders)
    assert re.search(r"^\| 100 \| ", grown, re.MULTILINE)
    assert len(planned.splitlines()) == 2 + 6
    assert on_paper.count("| 100,000,000 |") == 4


def test_the_generated_articles_are_the_same_in_every_format(tmp_path: Path) -> None:
    wanted = list(articles(2 * COPIES))
    assert article(7) == wanted[7]  # whenever it is made
    assert len({one.text for one in wanted}) == len(wanted) - 2
    for name, write in FORMATS.items():
        cut = pieces(files_in([write(tmp_path / name, articles(len(wanted)))]), 30)
        read = [one.article for piece in cut for one in read_piece(piece)]
        told = [(a.title, a.metadata.published, a.word_count) for a in read if a is not None]
        assert told == [
            (w.title, w.published, count_words(w.text.partition("\n")[2])) for w in wanted
        ], name


@pytest.mark.parametrize(
    "wrong", [["nothing"], ["--rows", "5"], ["--rows", "x"], ["--articles", "99"]]
)
def test_wrong_arguments_are_refused_in_a_line(wrong: list[str]) -> None:
    done = benchmarks(*wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
