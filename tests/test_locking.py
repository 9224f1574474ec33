"""`python build lock`: every passage is found once, or the contributor is told what to write.

Catches locks that go stale unnoticed, passages outside the article's body, and mentions of
organisations that are missed or counted twice.
"""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Project

from outsourced_care.article import read_article
from outsourced_care.text import fold, passage_sha256


def lock_rows(project: Project, name: str = "gazette-one") -> list[dict[str, str]]:
    text = project.entry(name).with_suffix(".lock").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def edit(path: Path, old: str, new: str) -> int:
    """Replace one place of a file; return its line."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_every_line_leads_to_its_passage(project: Project) -> None:
    article = read_article(Path(project.articles) / "one.txt")
    rows = lock_rows(project)
    assert len(rows) > 20
    for row in rows[1:]:
        passage = article.text[int(row["start"]) : int(row["end"])]
        assert passage and passage == passage.strip()
        assert passage_sha256(passage) == row["sha256"]
        assert len(fold(passage).split()) >= int(row["word_count"]) >= 1
    assert (rows[0]["sha256"], int(rows[0]["end"])) == (article.sha256, len(article.text))


def test_mentions_are_found_by_name_and_by_selector(project: Project) -> None:
    article = read_article(Path(project.articles) / "one.txt")
    found = [
        (row["record_id"], article.text[int(row["start"]) : int(row["end"])])
        for row in lock_rows(project)
        if row["table"] in ("organisations", "people")
    ]
    assert found == [
        ("guild-of-lamplighters", "Guild of Lamplighters"),
        ("lamp-inspectorate", "Lamp Inspectorate"),
        ("lamp-ministry", "lamp minister"),
        ("marrowby-council", "Marrowby council"),
        ("marrowby-council", "Marrowby"),
        ("odo-quill", "Odo Quill"),
        ("pella-thorn", "Pella Thorn"),
    ]  # the Fenwick Gazette stands in a promotion only


def test_locking_again_changes_nothing(project: Project) -> None:
    before = lock_rows(project)
    outcome = project.build("lock", "--articles", project.articles)
    assert outcome.status == 0 and "unchanged" in outcome.out
    assert lock_rows(project) == before


@pytest.mark.parametrize("name", ["gazette-two", "entries/articles/gazette-two.yaml"])
def test_one_entry_can_be_locked_alone(project: Project, name: str) -> None:
    project.entry("gazette-one").with_suffix(".lock").unlink()
    project.entry("gazette-two").with_suffix(".lock").unlink()
    outcome = project.build("lock", name, "--articles", project.articles)
    assert outcome.status == 0
    assert project.entry("gazette-two").with_suffix(".lock").exists()
    assert not project.entry("gazette-one").with_suffix(".lock").exists()


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        ('"put … risk,-”"', '"moth … soup"', "selector-nowhere", "nowhere"),
        ('"put … risk,-”"', "the", "selector-ambiguous", "write one of"),
        ('"put … risk,-”"', '"put every wick at … risk"', "selector-form", "shows 5 of"),
        ('"put … risk,-”"', '"every wick … at"', "selector-form", "written whole"),
        ('"put … risk,-”"', "put every wick at risk", "selector-form", "4 are the most"),
        ('"put … risk,-”"', '"-,put … risk"', "selector-form", "prefix"),
    ],
)
def test_a_bad_selector_is_explained(
    project: Project, old: str, new: str, rule: str, said: str
) -> None:
    line = edit(project.entry(), old, new)
    before = lock_rows(project)
    outcome = project.build("lock", "--articles", project.articles)
    assert outcome.status == 1
    assert f"gazette-one.yaml:{line}:" in outcome.err
    assert f"[{rule}]" in outcome.err and said in outcome.err
    assert outcome.err.count("error:") == 1
    assert lock_rows(project) == before


def test_a_changed_selector_makes_the_lock_stale(project: Project) -> None:
    line = edit(project.entry(), '"put … risk,-”"', '"put … wick"')
    outcome = project.build()
    assert outcome.status == 1
    assert f"gazette-one.yaml:{line}:" in outcome.err and "[lock-stale]" in outcome.err
    assert "python build check gazette-one --fix" in outcome.err


def test_a_lock_line_that_lies_is_noticed_with_the_text(project: Project) -> None:
    path = project.entry().with_suffix(".lock")
    row = next(r for r in lock_rows(project) if r["record_id"] == "gazette-one-q03")
    edit(path, f",{row['start']},{row['end']},", f",{int(row['start']) + 2},{row['end']},")
    outcome = project.build("--articles", project.articles)
    assert outcome.status == 1 and "[lock-stale]" in outcome.err


@pytest.mark.medium
def test_a_new_name_makes_the_lock_stale_with_the_text(project: Project) -> None:
    text = project.root / "entries/organisations.yaml"
    text.write_text(
        text.read_text(encoding="utf-8")
        + "- id: clock-tower\n  name: clock tower\n  kind: other\n",
        encoding="utf-8",
    )
    outcome = project.build("--articles", project.articles)
    assert outcome.status == 1 and "“clock tower”" in outcome.err
    assert project.build("lock", "--articles", project.articles).status == 0
    assert project.build("--articles", project.articles).status == 0


def test_a_passage_in_a_promotion_is_refused(project: Project) -> None:
    line = edit(project.entry(), '"put … risk,-”"', "Subscribe now")
    assert project.build("lock", "--articles", project.articles).status == 0
    outcome = project.build()
    assert outcome.status == 1
    assert "[evidence-outside-the-article]" in outcome.err
    assert f"gazette-one.yaml:{line}:" in outcome.err


def test_another_copy_of_the_text_is_recognised_by_its_title(project: Project) -> None:
    path = Path(project.articles) / "one.txt"
    text = path.read_text(encoding="utf-8")
    other = text.replace("“", '"').replace("”", '"').replace(" lamps ", "\u00a0lamps ")
    path.write_text(other + "\nPrinted from an archive.\n", encoding="utf-8")
    outcome = project.build("--articles", project.articles)
    assert outcome.status == 0
    assert "[other-copy]" in outcome.err and "of " in outcome.err


def test_a_text_that_is_not_at_hand_stops_locking_it(project: Project) -> None:
    (Path(project.articles) / "two.txt").unlink()
    outcome = project.build("--articles", project.articles, "lock")
    assert outcome.status == 1
    assert "gazette-two.yaml" in outcome.err and "[text-missing]" in outcome.err
    assert project.build("lock", "gazette-one", "--articles", project.articles).status == 0


def test_a_lock_line_that_stands_twice_is_refused(project: Project) -> None:
    path = project.entry().with_suffix(".lock")
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines(keepends=True)[-1], encoding="utf-8")
    outcome = project.build()
    assert outcome.status == 1 and "[lock-broken]" in outcome.err and "twice" in outcome.err


@pytest.mark.medium
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("command", [["lock"], ["check", "--fix"]], ids=" ".join)
def test_a_pipe_in_place_of_a_lock_is_not_waited_for(project: Project, command: list[str]) -> None:
    path = project.entry().with_suffix(".lock")
    path.unlink()
    os.mkfifo(path)
    done = subprocess.run(
        [sys.executable, "build", *command, "--articles", project.articles],
        cwd=project.root,
        capture_output=True,
        text=True,
        timeout=60,  # it would wait without end
    )
    assert done.returncode == 0, done.stderr
    assert f"{path.name}: " in done.stdout + done.stderr
    assert path.is_file()
    again = project.build("lock", "--articles", project.articles)
    assert re.search(rf"{path.name}: \d+ lines, unchanged", again.out)


def test_locking_needs_texts(project: Project) -> None:
    outcome = project.build("lock")
    assert outcome.status == 2 and "--articles DIR" in outcome.err


@pytest.mark.medium
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00a", b"\x00\x01\x02", "Un été à la lampe".encode("latin-1")]
)
def test_an_unreadable_text_is_one_error(built: Project, content: bytes) -> None:
    before = built.published()
    (Path(built.articles) / "two.txt").write_bytes(content)
    for command in ([], ["lock", "gazette-one"]):
        outcome = built.build(*command, "--articles", built.articles)
        assert outcome.status == 1 and "Traceback" not in outcome.err
        assert "two.txt: error:" in outcome.err and outcome.err.count(": error: ") == 1
    assert built.published() == before
