"""`python build check`: what is wrong, on which line, and what to write instead.

Catches faults that pass, findings on the wrong line or told twice, and hints that do not help.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import FICTION, Outcome, Project, some

KEYS = [
    "file", "line", "column", "table", "record", "field", "rule", "severity", "message", "hint",
]  # fmt: skip
ENTRY = "entries/articles/gazette-one.yaml"


@pytest.fixture(scope="session")
def tidy_project(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The fictional repository in its canonical form; tests copy it and leave it as it is."""
    project = Project(tmp_path_factory.mktemp("tidy") / "repository")
    shutil.copytree(locked_project.root, project.root)
    outcome = project.build("check", "--fix", "--articles", project.articles)
    assert outcome.status == 0, outcome.out
    return project


@pytest.fixture
def tidy(tidy_project: Project, tmp_path: Path) -> Project:
    # with the times of its files: what Python has compiled of them is not compiled again
    return Project(shutil.copytree(tidy_project.root, tmp_path / "repository"))


def check(project: Project, *arguments: str, texts: bool = False) -> Outcome:
    more = ("--articles", project.articles) if texts else ()
    return project.build("check", *arguments, *more)


def findings(project: Project, *arguments: str, texts: bool = False) -> list[dict[str, Any]]:
    """What `--format json` tells, notices left out."""
    outcome = check(project, "--format", "json", *arguments, texts=texts)
    found: list[dict[str, Any]] = json.loads(outcome.out)
    assert all(list(f) == KEYS for f in found)
    assert outcome.status == int(any(f["severity"] == "error" for f in found))
    assert found == sorted(found, key=lambda f: (f["file"], f["line"] or 0, f["column"] or 0))
    return [f for f in found if f["severity"] != "notice"]


def edit(project: Project, old: str, new: str, file: str = ENTRY, count: int = 1) -> None:
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def line_of(project: Project, file: str, words: str) -> int:
    lines = (project.root / file).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if words in line)


# --- clean entries ---------------------------------------------------------------------------


@pytest.mark.parametrize("texts", [True, False])
def test_sound_entries_have_no_finding(tidy: Project, texts: bool) -> None:
    outcome = check(tidy, "--strict", texts=texts)
    assert outcome.status == 0
    assert ("unverified" in outcome.out) != texts
    said = "check: nothing found\n" if texts else "check: 2 notices\n"
    assert outcome.err == said


@pytest.mark.medium
def test_texts_that_are_not_at_hand_are_one_line_to_a_person_and_each_one_to_a_program(
    tidy: Project,
) -> None:
    unverified = "notice: the text is not at hand; passages were taken from the lock [unverified]\n"
    assert check(tidy).out == f"2 files: {unverified}"
    assert check(tidy, "gazette-two").out == f"entries/articles/gazette-two.yaml: {unverified}"
    told = json.loads(check(tidy, "--format", "json").out)
    assert [f["rule"] for f in told] == ["unverified"] * 2
    edit(tidy, "cue: announce", "cew: announce")
    outcome = check(tidy)
    assert outcome.status == 1
    assert outcome.out.count("unverified") == 1
    assert outcome.out.index("cew") < outcome.out.index(f"2 files: {unverified}")
    assert outcome.err == "check: 1 error, 2 notices\n"


@pytest.mark.medium
def test_the_founding_articles_have_no_finding(articles: Path) -> None:
    from conftest import ROOT

    outcome = Project(ROOT).build("check", "--strict", "--articles", str(articles))
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "check: nothing found\n")


# --- faults ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """An edit of a sound entry, and the one finding it must give."""

    rule: str
    old: str
    new: str
    at: str  # words of the line that the finding must name
    message: str
    hint: str = ""
    file: str = ENTRY
    texts: bool = False
    severity: str = "error"


CASES = [
    Case("unknown-key", "cue: announce", "cew: announce", "cew:", "“cew” is no key", "mean cue"),
    Case("vocabulary", "speaker_kind: person", "speaker_kind: persn", "persn", "“persn”", "person"),
    Case("todo", "speaker_role: lamp minister", "speaker_role: TODO", "TODO", "TODO", "fill it in"),
    Case("selector", '"believes-,a … it"', "TODO", "TODO", "TODO", "first … last"),
    Case("edtf", "date: 2031-03-04", "date: 2031-13-04", "2031-13-04", "no month 13"),
    Case("edtf", "date: 2029-06", "date: 2029-06/2028", "2029-06/2028", "reversed"),
    Case(
        "reference",
        "    organisation_id: lamp-ministry\n    cue: say",
        "    organisation_id: lamp-minstry\n    cue: say",
        "lamp-minstry",
        "“lamp-minstry” is not in organisations",
        "lamp-ministry",
    ),
    Case("duplicate-id", "  - id: q02", "  - id: q01", "- id: q01", "stands twice", "its own"),
    Case("identifier", "  - id: q02", "  - id: Q_2", "Q_2", "no identifier", "small letters"),
    Case(
        "selector-nowhere",
        '"believes-,a … it"',
        '"believes-,a … candle"',
        "candle",
        "nowhere in the article",
        "first … last",
        texts=True,
    ),
    Case(
        "selector-ambiguous",
        '"believes-,a … it"',
        "the town",
        "the town",
        "places of the article",
        "write one of",
        texts=True,
    ),
    Case(
        "selector-form",
        '"believes-,a … it"',
        "believes a trust works best",
        "believes a trust works",
        "believes a trust",
        texts=True,
    ),
    Case(
        "lock-stale",
        '"believes-,a … it"',
        '"believes-,a … town"',
        "a … town",
        "is not in the lock",
        "python build check gazette-one --fix",
    ),
    Case(
        "paraphrase-of-one-word",
        "paraphrase: Wicks come to harm under the plan.",
        "paraphrase: Wicks.",
        "Wicks.",
        "single word",
    ),
    Case(
        "told-whole-twice",
        "  - id: lantern-trust-announced\n",
        "  - id: lantern-trust-announced\n    title: Another telling\n",
        "- id: lantern-trust-announced",
        "stands whole in",
        "accounts",
        file="entries/articles/gazette-two.yaml",
    ),
    Case(
        "text-cut-off",
        "speaker_role: lamp minister",
        "speaker_role: lamp minister no. #2",
        "#2",
        "“#2” is taken for a comment",
        "double quotes",
        severity="warning",
    ),
    Case(
        "yaml",
        "    date: 2029-06\n",
        "    date: 2029-06 #2\n     and more\n",
        "#2",
        "“#2” is taken for a comment",
        "double quotes",
    ),
    *(
        Case(
            "duplicate-key",
            f"  - id: {q}",
            f"    id: {q}",
            f"id: {q}",
            "a hyphen seems",
            "- id:",
            texts=texts,
        )
        for q in ("q02", "q03")
        for texts in (True, False)
    ),
    Case(
        "yaml",
        "title: Marrowby lantern service",
        'title: "Marrowby lantern service',
        "title:",
        "the quotation mark that opens here is closed on line",
        "close it",
    ),
    Case(
        "yaml",
        '- "believes-,a … it"',
        '- "believes-,a … it',
        "believes",
        "the quotation mark that opens here is closed on line",
        "close it",
        texts=True,
    ),
    *(
        Case(
            "missing-key",
            old,
            new,
            new.strip(),
            "has no name",
            "add name: …",
            file=file,
            texts=texts,
        )
        for texts in (True, False)
        for old, new, file in (
            (
                "- id: lamp-ministry\n  name: Lamp Ministry\n",
                "- id: lamp-ministry\n",
                "entries/organisations.yaml",
            ),
            ("- id: odo-quill\n  name: Odo Quill\n", "- id: odo-quill\n", "entries/people.yaml"),
        )
    ),
    Case(
        "empty-cell",
        "name: Odo Quill",
        "name:",
        "name:",
        "empty",
        "fill it in",
        file="entries/people.yaml",
        texts=True,
    ),
    Case(
        "duplicate-key",
        "- id: lamp-ministry",
        "  id: lamp-ministry",
        "id: lamp-m",
        "a hyphen",
        file="entries/organisations.yaml",
        texts=True,
    ),
    Case(
        "missing-key",
        "- id: lamp-ministry\n  name",
        "- name",
        "Lamp Ministry",
        "has no id",
        "add id",
        file="entries/organisations.yaml",
        texts=True,
    ),
    Case(
        "copied",
        "paraphrase: Trusts do well if the town wants them.",
        "paraphrase: She believes a trust works best when a town asks for it.",
        "She believes",
        "words in a row",
        "own words",
        texts=True,
    ),
]


@pytest.mark.medium
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.rule}: {c.new[:20]}")
def test_a_fault_is_told_once_with_its_line_and_what_to_write(tidy: Project, case: Case) -> None:
    edit(tidy, case.old, case.new, case.file)
    found = findings(tidy, texts=case.texts)
    assert [(f["rule"], f["severity"]) for f in found if f["rule"] != "form"] == [
        (case.rule, case.severity)
    ]
    (fault,) = (f for f in found if f["rule"] == case.rule)
    assert fault["file"] == case.file
    lines = (tidy.root / case.file).read_text(encoding="utf-8").splitlines()
    assert case.at in lines[fault["line"] - 1]
    assert case.message in fault["message"]
    assert case.hint in (fault["hint"] or "")


def test_one_dangling_identifier_is_one_finding_with_its_places(tidy: Project) -> None:
    edit(tidy, "organisation_id: guild-of-lamplighters", "organisation_id: guild", count=9)
    (fault,) = findings(tidy)
    lines = (tidy.root / ENTRY).read_text(encoding="utf-8").splitlines()
    first, *others = [
        n for n, line in enumerate(lines, 1) if line.endswith("organisation_id: guild")
    ]
    assert fault["line"] == first
    assert others
    said = ", ".join(map(str, others))
    assert fault["message"].endswith(f"(also on line{'s' * (len(others) > 1)} {said})")
    assert fault["hint"] == (
        "did you mean guild-of-lamplighters? Or add it to entries/organisations.yaml"
    )


def test_all_findings_come_at_once(tidy: Project) -> None:
    edit(tidy, "cue: announce", "cew: announce")
    edit(tidy, "date: 2029-06", "date: 2029-31")
    edit(tidy, "  - id: q03", "  - id: Q_3")
    edit(tidy, "kind: local_authority", "kind: local", "entries/organisations.yaml")
    rules = {f["rule"] for f in findings(tidy)}
    assert {"unknown-key", "edtf", "identifier", "vocabulary"} <= rules


# --- what only the text shows ----------------------------------------------------------------


@pytest.mark.medium
def test_marks_that_nothing_accounts_for(tidy: Project) -> None:
    edit(tidy, "\nnot_quotes:\n", "\n# not_quotes:\n")
    edit(tidy, "  - selector: shines for everyone\n", "")
    edit(tidy, re.search(r"    reason: .*\n", tidy.entry().read_text("utf-8"))[0], "")  # type: ignore[index]
    assert tidy.build("lock", "--articles", tidy.articles).status == 0
    (fault,) = [f for f in findings(tidy, texts=True) if f["rule"] != "form"]
    assert (fault["rule"], fault["severity"]) == ("marks-unaccounted", "error")
    assert "“shines for everyone”" in fault["message"]
    assert "line 3 of the text" in fault["message"]
    assert "not_quotes" in fault["hint"]
    assert [f for f in findings(tidy) if f["rule"] != "form"] == []


@pytest.mark.medium
def test_a_body_that_is_not_listed_is_a_warning(tidy: Project) -> None:
    text = tidy.root / "texts" / next(p.name for p in (FICTION / "articles").iterdir())
    raw = text.read_text(encoding="utf-8")
    line = "The Wickham Harbour Council and the University of Soup looked on.\n"
    first, _, rest = raw.partition("\n\nThe town sits" if "The town sits" in raw else "\nMembers")
    at = raw.index(rest) - (len("The town sits") if "The town sits" in raw else len("Members"))
    text.write_text(raw[:at] + line + ("\n" if "\n\n" in raw else "") + raw[at:], encoding="utf-8")
    assert first
    assert tidy.build("lock", "--articles", tidy.articles).status == 0
    found = findings(tidy, texts=True)
    assert {(f["rule"], f["severity"]) for f in found} == {("organisation-unlisted", "warning")}
    assert sorted(re.search(r"“(.+?)”", f["message"])[1] for f in found) == [  # type: ignore[index]
        "The Wickham Harbour Council",
        "University of Soup",
    ]
    assert check(tidy, texts=True).status == 0
    assert check(tidy, "--strict", texts=True).status == 1


@pytest.mark.medium
def test_a_selector_that_could_be_shorter_is_a_warning_and_mended(tidy: Project) -> None:
    edit(tidy, '"The … better,"', '"The lamps have … deserves better,"')
    assert tidy.build("lock", "--articles", tidy.articles).status == 0
    (fault,) = findings(tidy, texts=True)
    assert (fault["rule"], fault["severity"]) == ("selector-long", "warning")
    assert "lamps have … deserves" in fault["message"]
    before = tidy.published() or tidy.entry().read_bytes()
    assert before
    assert check(tidy, "--fix", "--strict", texts=True).status == 0
    written = re.search(r"write (.+)", fault["hint"])[1]  # type: ignore[index]
    assert json.loads(written) in tidy.entry().read_text(encoding="utf-8")


def relocked(project: Project) -> None:
    assert project.build("lock", "--articles", project.articles).status == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    some(
        [
            ("kind: direct", "kind: indirect", "stands in quotation marks"),
            ("kind: mixed", "kind: indirect", "stands in quotation marks"),
            ("kind: indirect", "kind: direct", "no words of it stand in quotation marks"),
        ],
        3,
    ),
)
def test_a_kind_that_the_marks_speak_against_is_a_warning(
    tidy: Project, old: str, new: str, message: str
) -> None:
    edit(tidy, f"    {old}\n", f"    {new}\n")
    found = [f for f in findings(tidy, texts=True) if f["rule"] == "kind-against-marks"]
    assert [(f["severity"], f["field"]) for f in found] == [("warning", "kind")]
    assert message in found[0]["message"]


@pytest.mark.medium
def test_a_title_that_is_not_the_texts(tidy: Project) -> None:
    edit(tidy, "title: Marrowby lantern service", "title: Marrowby’s lantern service")
    (fault,) = findings(tidy, texts=True)
    assert (fault["rule"], fault["line"]) == ("title-differs", 2)
    assert "Marrowby lantern service to leave the council" in fault["message"]


# --- a new entry, not yet locked -------------------------------------------------------------


def unlocked(project: Project) -> None:
    project.entry().with_suffix(".lock").unlink()


def test_a_new_entry_needs_only_the_text(tidy: Project) -> None:
    unlocked(tidy)
    (fault,) = findings(tidy, texts=True)
    assert fault["rule"] == "lock-missing"
    assert "python build check gazette-one --fix" in fault["hint"]
    assert check(tidy, "--fix", "--strict", texts=True).err.endswith("check: nothing found\n")


@pytest.mark.medium
@pytest.mark.parametrize(
    ("selector", "rule", "message", "hint"),
    [
        ("the town", "selector-ambiguous", "matches", "write one of: "),
        (
            "a trust works best when a town",
            "selector-form",
            "7 words",
            'write "believes-,a … town"',
        ),
        ('"a trust ... asks for it"', "selector-form", "words", "a trust that … for it"),
        ('"She believes … candle"', "selector-nowhere", "nowhere", "copy its words"),
    ],
)
def test_the_fault_of_a_selector_is_told_though_there_is_no_lock(
    tidy: Project, selector: str, rule: str, message: str, hint: str
) -> None:
    edit(tidy, '"believes-,a … it"', selector)
    unlocked(tidy)
    for arguments in ([], ["--fix"]):
        (fault,) = findings(tidy, *arguments, texts=True)
        assert fault["rule"] == rule
        assert message in fault["message"]
        assert hint in fault["hint"]


def test_a_new_entry_whose_text_bears_another_title(tidy: Project) -> None:
    edit(tidy, "title: Marrowby lantern service", "title: Marrowby’s lantern service")
    unlocked(tidy)
    (fault,) = findings(tidy, texts=True)
    assert fault["rule"] == "lock-missing"
    assert "no text at hand begins with “Marrowby’s lantern" in fault["hint"]


@pytest.mark.medium
def test_a_forgotten_evidence_is_one_finding(tidy: Project) -> None:
    edit(tidy, '    evidence:\n      - "believes-,a … it"\n', "")
    for texts in (True, False):
        (fault,) = findings(tidy, texts=texts)
        assert fault["message"] == "the quote has no evidence"
        assert fault["line"] == line_of(tidy, ENTRY, "- id: q04") or fault["line"]


def test_a_wrong_address_is_told_where_it_was_written_only(tidy: Project) -> None:
    edit(tidy, '"https://gazette.example', '"gazette.example')
    (fault,) = findings(tidy)
    assert (fault["rule"], fault["field"]) == ("web-address", "url")


def test_a_missing_value_of_a_vocabulary_lists_its_values(tidy: Project) -> None:
    edit(tidy, "    compulsion: imposed\n", "")
    unlocked(tidy)
    (fault,) = [f for f in findings(tidy) if f["rule"] != "lock-missing"]
    assert fault["message"] == "compulsion is missing"
    assert "One of: imposed, voluntary, negotiated" in fault["hint"]


def test_another_name_of_an_organisation_points_at_the_speaker(tidy: Project) -> None:
    edit(
        tidy,
        "    person_id: odo-quill\n    speaker_kind: person\n",
        "    speaker: The Ministry\n    speaker_kind: organisation\n",
    )
    (fault,) = [f for f in findings(tidy) if f["rule"] != "form"]
    assert fault["rule"] == "organisation-speaker-under-another-name"
    assert fault["line"] == line_of(tidy, ENTRY, "speaker: The Ministry")


# --- the form --------------------------------------------------------------------------------


@pytest.mark.medium
def test_another_form_is_told_with_the_difference_and_mended(tidy: Project) -> None:
    sound = tidy.entry().read_bytes()
    edit(tidy, "  language: en\n", "")
    edit(tidy, "article:\n", "article:\n  language:   'en'\n")
    (fault,) = findings(tidy)
    assert (fault["rule"], fault["line"]) == ("form", 2)
    assert fault["hint"].startswith(
        "run: .venv/bin/python build check --fix\n--- a/entries/articles/gazette-one"
    )
    assert "-  language:   'en'\n" in fault["hint"]
    outcome = check(tidy, "--fix")
    assert outcome.status == 0
    assert f"{ENTRY}: written" in outcome.err
    assert tidy.entry().read_bytes() == sound
    again = check(tidy, "--fix")
    assert "written" not in again.err


def test_another_form_is_told_last_and_not_all_of_it(tidy: Project) -> None:
    text = tidy.entry().read_text(encoding="utf-8")
    tidy.entry().write_text(text.replace(": ", ":   "), encoding="utf-8")
    outcome = check(tidy)
    lines = outcome.out.splitlines()
    at = next(n for n, line in enumerate(lines) if "[form]" in line)
    assert at > max(n for n, line in enumerate(lines) if "[unverified]" in line)
    assert re.fullmatch(r"    … \d+ more lines; “check --fix” writes it", lines[-1])
    assert sum(line.startswith(("    +", "    -", "     ", "    @")) for line in lines[at:]) < 35


@pytest.mark.medium
def test_a_column_that_a_rule_asks_for_and_the_schema_lost_is_named(tidy: Project) -> None:
    for path in (tidy.root / "schemas/quotes.json", *tidy.root.glob("entries/articles/*.yaml")):
        text = path.read_text(encoding="utf-8")
        text = text.replace('"name": "cue"', '"name": "word"').replace(" cue: ", " word: ")
        path.write_text(text, encoding="utf-8")
    for outcome in (check(tidy), tidy.build()):
        said = outcome.out + outcome.err
        assert outcome.status == 1
        assert said.count("implicit-with-cue asks for the column cue, which the schema has no") == 1
        assert "let src/outsourced_care/rules.py follow the schema" in said
        assert "KeyError" not in said


@pytest.mark.medium
def test_fixing_keeps_comments_and_locks_what_it_can(tidy: Project) -> None:
    edit(tidy, "  - id: q02\n", "  # the minister's second utterance\n  - id: q02\n")
    edit(tidy, '"believes-,a … it"', '"believes-,a … town"')
    outcome = check(tidy, "--fix", texts=True)
    assert outcome.status == 0, outcome.out
    assert "gazette-one.lock: written" in outcome.err
    assert "# the minister's second utterance" in tidy.entry().read_text(encoding="utf-8")
    assert check(tidy, "--strict").status == 0


def test_a_faulty_file_is_told_its_fault_and_left_alone(tidy: Project) -> None:
    edit(tidy, "date: 2029-06", "date: [..2029-06]")
    before = tidy.entry().read_bytes()
    (fault,) = findings(tidy, "--fix")
    assert fault["rule"] == "wrong-type"
    assert tidy.entry().read_bytes() == before


@pytest.mark.medium
def test_fixing_an_entry_mends_the_registries_too(tidy: Project) -> None:
    people = tidy.root / "entries/people.yaml"
    sound = people.read_bytes()
    people.write_text("\n" + people.read_text(encoding="utf-8"), encoding="utf-8")
    (fault,) = findings(tidy, "gazette-two")
    assert (fault["rule"], fault["file"]) == ("form", "entries/people.yaml")
    assert check(tidy, "gazette-two", "--fix").status == 0
    assert people.read_bytes() == sound


def test_fixing_leaves_a_file_that_cannot_be_read(tidy: Project) -> None:
    tidy.entry().write_text("article: [\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in tidy.root.rglob("*") if p.is_file()}
    outcome = check(tidy, "--fix")
    assert outcome.status == 1
    assert "not valid YAML" in outcome.out
    assert {p: p.read_bytes() for p in tidy.root.rglob("*") if p.is_file()} == before


@pytest.mark.medium
def test_another_copy_of_a_text_is_not_locked_by_the_way(tidy: Project) -> None:
    for text in (tidy.root / "texts").iterdir():
        text.write_text(text.read_text("utf-8").replace("three hills", "four hills"), "utf-8")
    lock = tidy.entry().with_suffix(".lock")
    before = lock.read_bytes()
    outcome = check(tidy, "--fix", texts=True)
    assert outcome.status == 0
    assert "another copy" in outcome.out
    assert lock.read_bytes() == before


@pytest.mark.medium
def test_a_check_of_an_entry_does_not_wait_for_pandera(tidy: Project) -> None:
    """Its import takes longer than the check; nor are frictionless and edtf needed here."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "build", "check", "gazette-one"],
        cwd=tidy.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "outsourced_care.checking" in imported
    assert not imported & {"pandera", "frictionless", "jsonschema", "edtf", "tqdm", "hypothesis"}


@pytest.mark.medium
def test_a_text_that_is_cut_off_is_not_made_worse_by_mending(tidy: Project) -> None:
    """Where it is quoted as it was cut, nobody sees any more that something is missing."""
    edit(tidy, "speaker_role: lamp minister", "speaker_role: lamp & oil  #2")
    before = tidy.entry().read_bytes()
    (cut,) = findings(tidy, "--fix")
    assert cut["rule"] == "text-cut-off"
    assert tidy.entry().read_bytes() == before
    assert check(tidy, "--strict").status == 1


# --- naming entries --------------------------------------------------------------------------


@pytest.mark.medium
@pytest.mark.parametrize(
    "name", ["gazette-one", "gazette-one.yaml", ENTRY, "entries/articles/gazette-one.lock"]
)
def test_an_entry_is_named_by_id_or_file(tidy: Project, name: str) -> None:
    for file in (ENTRY, "entries/articles/gazette-two.yaml"):
        edit(tidy, "  language: en\n", "  language:  en\n", file)
    found = findings(tidy, name)
    # the other entry's form is its own affair; an error that stops the build would be told
    assert {f["file"] for f in found if f["rule"] == "form"} == {ENTRY}


def test_errors_elsewhere_are_told_since_the_build_stops_at_them(tidy: Project) -> None:
    edit(tidy, "cue: announce", "cew: announce")
    (fault,) = findings(tidy, "gazette-two")
    assert fault["file"] == ENTRY


@pytest.mark.parametrize(
    "name", ["gazette-won", "../gazette-one.yaml", "/etc/passwd", "texts/gazette-one.yaml"]
)
def test_an_unknown_entry_is_no_traceback(tidy: Project, name: str) -> None:
    outcome = check(tidy, name)
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"python build: no entry {name} in entries/articles/; ")
    if "won" in name:
        assert "gazette-one?" in outcome.err


# --- forms of the report ---------------------------------------------------------------------


def test_text_shows_the_line_and_points_at_it(tidy: Project) -> None:
    edit(tidy, "date: 2029-06", "date: 2029-31")
    outcome = check(tidy)
    number = line_of(tidy, ENTRY, "2029-31")
    shown = outcome.out.splitlines()
    at = next(n for n, line in enumerate(shown) if f"{ENTRY}:{number}:" in line)
    assert shown[at + 1] == f"{number:>6} |     date: 2029-31"
    assert shown[at + 2] == "       |           ^"
    assert "\x1b" not in outcome.out


def test_github_gets_commands_that_annotate_the_line(tidy: Project) -> None:
    edit(tidy, "cue: announce", "cew: announce")
    outcome = check(tidy, "--format", "github")
    number = line_of(tidy, ENTRY, "cew:")
    commands = outcome.out.splitlines()
    assert all(c.startswith(("::error ", "::warning ", "::notice ")) for c in commands)
    assert any(
        c.startswith(f"::error file={ENTRY},line={number},col=5,title=unknown-key::“cew” is no key")
        for c in commands
    )


def test_a_broken_schema_is_a_finding_in_every_form(tidy: Project) -> None:
    (tidy.root / "schemas/quotes.json").write_text("{", encoding="utf-8")
    for named in ([], ["gazette-one"]):
        (fault,) = findings(tidy, *named)
        assert (fault["file"], fault["rule"]) == ("schemas/quotes.json", "schema")
    assert check(tidy, "--format", "github").out.startswith("::error file=schemas/quotes.json")


Break = Callable[[Project], object]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (lambda p: shutil.rmtree(p.root / "entries"), "entries"),
        (lambda p: (p.root / "entries/package.yaml").unlink(), "package.yaml"),
        (lambda p: (p.root / "schemas/quotes.json").write_text("{"), "quotes.json"),
    ],
)
def test_what_keeps_it_from_running_is_said_in_a_line(
    tidy: Project, broken: Break, said: str
) -> None:
    broken(tidy)
    outcome = check(tidy)
    assert outcome.status in (1, 2)
    assert said in outcome.out + outcome.err
    assert "Traceback" not in outcome.err
