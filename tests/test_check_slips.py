"""What a beginner mistypes in an entry is one finding, on its line, with what to write instead.

Catches one slip told several times, hints that a beginner cannot follow, and slips that pass into
the data.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, Project

from outsourced_care.checking import check
from outsourced_care.entry_files import read_sources
from outsourced_care.findings import Finding
from outsourced_care.schema_files import load_contract

CONTRACT = load_contract(ROOT / "schemas")
ENTRY = "entries/articles/gazette-one.yaml"
BODIES = "entries/organisations.yaml"
WITHDRAWN = "entries/withdrawn.yaml"
TITLE = "title: Marrowby lantern service to leave the council"
PARTY = "- {role: adopter, person_id: odo-quill}"
EVIDENCE = '      - "June … keepers."\n'


@dataclass(frozen=True)
class Case:
    """An edit of a sound file, and the one finding it must give."""

    rule: str
    old: str
    new: str
    at: str  # words of the line that the finding must name
    message: str
    hint: str
    file: str = ENTRY


CASES = [
    # YAML
    Case("yaml", TITLE, "title: Lamp: oil", "title:", "a colon", 'write title: "Lamp: oil"'),
    Case("yaml", PARTY, "- role: adopter, person_id: x", "role:", "braces", "write - {role:"),
    Case("yaml", PARTY, PARTY[:-1], "odo-quill", "{ that opens here", "write }"),
    Case("yaml", "- id: q02", "-id: q02", "-id", "after the hyphen", "write - id: q02"),
    Case("yaml", TITLE, "title: “Lamp”: a", "title:", "a colon", 'write title: "“Lamp”: a"'),
    # a space
    Case(
        "unknown-key", PARTY, "- {role:adopter, person_id:odo-quill}", "odo-quill",
        "a space is missing after the colon", "write role: adopter, person_id: odo-quill",
    ),
    Case(
        "unknown-key", PARTY, "- {role: adopter, person_id:odo-quill}", "odo-quill",
        "a space is missing after the colon", "write person_id: odo-quill",
    ),
    Case(
        "wrong-type", EVIDENCE, EVIDENCE.replace("- ", "-"), "June",
        "a space is missing after the hyphen", 'write - "June … keepers."',
    ),
    Case(
        "selector", EVIDENCE, "      - June … out: keepers.\n", "June", "a colon",
        'write - "June … out: keepers."',
    ),
    # a key or a cell that is told once
    Case(
        "unknown-key", PARTY, "- {role: adopter, person: odo-quill}", "odo-quill",
        "“person” is no key", "did you mean person_id?",
    ),
    Case("todo", PARTY, "- {role: TODO, person_id: odo-quill}", "TODO", "role is", "fill it in"),
    Case("todo", "    value: P10Y", "    value: TODO", "TODO", "value is", "fill it in"),
    Case(
        "wrong-type", "{name: Marrowby council, kind: alias}", "{name: Marrowby council, kind: 5}",
        "kind: 5", "kind is a number", "quote it", BODIES,
    ),
    Case("todo", "reason: The street was lit.", "reason: TODO", "TODO", "is still", "", WITHDRAWN),
    Case(
        "wrong-type", "withdrawn_in: 0.0.2", "withdrawn_in: 0.2", "0.2", "a number, not text",
        "The first version without the record.", WITHDRAWN,
    ),
    # dates and durations
    *(
        Case("edtf", "published: 2031-03-04", f"published: {written}", written, written, told)
        for written, told in {
            "14/03/2031": "write 2031-03-14",
            "2031-3-14": "write 2031-03-14",
            "14 March 2031": "write 2031-03-14",
            "20310314": "write 2031-03-14",
        }.items()
    ),
    Case("pattern", "duration: P10Y", "duration: 7 years", "7 y", "“7 years”", "write P7Y"),
    Case("pattern", "duration: P10Y", "duration: long", "long", "“long”", "P7Y for seven years"),
    Case("pattern", "duration: P10Y", "duration: 7", "duration: 7", "“7”", "P7Y for seven years"),
    # quotation marks of typography
    Case("yaml-quotes", "place: Marrowby", "place: “Marrowby”", "place", "no quotes", '"Marrowby"'),
    Case("yaml-quotes", "date: 2029-06", "date: “2029-06”", "“2", "no quotes", '"2029-06"'),
    Case("yaml-quotes", '"June … keepers."', "“June … keepers.”", "June", "no q", '"June … '),
]  # fmt: skip


@contextmanager
def slipped(root: Path, case: Case) -> Iterator[list[str]]:
    """The lines of a file with a slip, which is as it was afterwards."""
    path = root / case.file
    sound = path.read_text(encoding="utf-8")
    assert case.old in sound
    text = sound.replace(case.old, case.new, 1)
    path.write_text(text, encoding="utf-8", newline="")
    try:
        yield text.splitlines()
    finally:
        path.write_text(sound, encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def root(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional repository in its canonical form; tests leave it as it is."""
    project = Project(tmp_path_factory.mktemp("slips") / "repository")
    shutil.copytree(locked_project.root, project.root)
    assert project.build("check", "--fix", "--articles", project.articles).status == 0
    return project.root


def told_once(case: Case, found: list[Finding], lines: list[str]) -> None:
    (fault,) = (f for f in found if f.severity != "notice")
    assert (fault.file, fault.rule, fault.severity) == (case.file, case.rule, "error")
    assert fault.line is not None and case.at in lines[fault.line - 1]
    assert case.message in fault.message
    assert case.hint in (fault.hint or "")
    assert "leave the key out" not in (fault.hint or "") and "expected" not in fault.message


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.rule}: {c.new[:30]}")
def test_a_slip_is_told_on_its_line_with_what_to_write(root: Path, case: Case) -> None:
    with slipped(root, case) as lines:
        told_once(case, read_sources(root / "entries", CONTRACT)[1], lines)


@pytest.mark.medium
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.rule}: {c.new[:30]}")
@pytest.mark.parametrize("texts", [True, False])
def test_nothing_else_is_found_of_a_slip(root: Path, case: Case, texts: bool) -> None:
    with slipped(root, case) as lines:
        told_once(case, check(root, CONTRACT, root / "texts" if texts else None), lines)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("speaker_role: lamp minister", "speaker_role:", True),
        ("speaker_role: lamp minister", "speaker_role: TODO", True),
        ("published: 2031-03-04", "published:", False),
        ("summary: A made-up", "summary: TODO made-up", False),
    ],
)
def test_only_a_key_that_may_be_absent_is_to_be_left_out(
    root: Path, old: str, new: str, told: bool
) -> None:
    with slipped(root, Case("", old, new, "", "", "")):
        (fault,) = read_sources(root / "entries", CONTRACT)[1]
    assert ("leave the key out" in (fault.hint or "")) == told


def test_a_party_without_a_name_may_be_left_without_the_key(root: Path) -> None:
    with slipped(root, Case("", PARTY, PARTY.replace("}", ", name: TODO}"), "", "", "")):
        (fault,) = read_sources(root / "entries", CONTRACT)[1]
    assert "leave the key out" in (fault.hint or "")  # the registry has it


def test_keys_indented_with_other_spaces_are_told_so(root: Path) -> None:
    with slipped(root, Case("", "  kind: news", "\u00a0\u00a0kind: news", "", "", "")):
        found = read_sources(root / "entries", CONTRACT)[1]
    assert [f.line for f in found if f.file == ENTRY and "another space" in f.message]


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("articles/gazette-one.yaml", "gazette-one.yml"),
        ("articles/gazette-one.yaml", "gazette-one.YAML"),
        ("people.yaml", "people.yml"),
        ("withdrawn.yaml", "withdrawn.yml"),
    ],
)
def test_another_ending_of_yaml_is_told_with_the_right_one(
    root: Path, tmp_path: Path, name: str, other: str
) -> None:
    shutil.copytree(root / "entries", tmp_path / "entries")
    path = tmp_path / "entries" / name
    path.rename(path.with_name(other))
    found = [f for f in read_sources(tmp_path / "entries", CONTRACT)[1] if f.rule == "file-name"]
    assert [(Path(f.file).name, f.hint) for f in found] == [(other, f"rename it: {path.name}")]


def test_line_ends_of_windows_are_told_in_one_line_and_mended(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root, tmp_path / "repository")
    project = Project(tmp_path / "repository")
    sound = project.entry().read_bytes()
    project.entry().write_bytes(sound.replace(b"\n", b"\r\n"))
    (fault,) = (f for f in check(project.root, CONTRACT, None) if f.severity == "error")
    assert (fault.rule, fault.file) == ("form", ENTRY)
    assert "Windows line ends" in (fault.hint or "") and len((fault.hint or "").splitlines()) == 2
    assert project.build("check", "--fix").status == 0
    assert project.entry().read_bytes() == sound


def test_a_word_document_among_the_texts_is_told(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "texts", tmp_path / "texts")
    (tmp_path / "texts/lampford.txt").write_bytes(b"PK\x03\x04\x14\0\x06\0word/document.xml")
    (tmp_path / "texts/moss.docx").write_bytes(b"PK\x03\x04")
    found = [f for f in check(root, CONTRACT, tmp_path / "texts") if f.severity == "error"]
    assert [f.file for f in found] == ["texts/lampford.txt", "texts/moss.docx"]
    assert all("Word" in f.message and "plain text" in f.message for f in found)
