"""Broken entries, locks, schemas and registries: one clear error a fault, and nothing written.

Catches tracebacks, faults without a place, several errors for one fault, and outputs that a
failed build leaves half-written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Project

pytestmark = pytest.mark.medium

Break = Callable[[Path], object]


def text(old: str, new: str) -> Break:
    """Replace one place of a file."""

    def apply(path: Path) -> None:
        whole = path.read_text(encoding="utf-8")
        assert old in whole, old
        path.write_text(whole.replace(old, new, 1), encoding="utf-8")

    return apply


def content(raw: bytes) -> Break:
    """Replace a whole file."""
    return lambda path: path.write_bytes(raw)


ENTRY = "entries/articles/gazette-one.yaml"
LOCK = "entries/articles/gazette-one.lock"
BODIES = "entries/organisations.yaml"

# name → (file to break, how, text on the line of the error, rule, words of message or hint);
# "" for an error that is about the whole file, None where the line is not pinned
CASES: dict[str, tuple[str, Break, str | None, str, str]] = {
    "empty entry": (ENTRY, content(b""), "", "file-encoding", "empty"),
    "binary entry": (ENTRY, content(b"\x00\x01\x02\x03"), "", "file-encoding", "binary"),
    "UTF-16 entry": (
        ENTRY,
        content("article:\n  title: x\n".encode("utf-16")),
        "",
        "file-encoding",
        "UTF-16",
    ),
    "UTF-16 without a mark": (
        ENTRY,
        content("article:\n  title: x\n".encode("utf-16-le")),
        "",
        "file-encoding",
        "UTF-16",
    ),
    "Latin-1 entry": (
        ENTRY,
        content("article:\n  title: Un été\n".encode("latin-1")),
        "",
        "file-encoding",
        "line 2",
    ),
    "only a comment": (ENTRY, content(b"# nothing\n"), "", "yaml", "no data"),
    "a list": (ENTRY, content(b"- a\n- b\n"), "- a", "wrong-type", "a list"),
    "a tab": (ENTRY, text("  title: M", "\ttitle: M"), "\ttitle", "yaml", "not valid YAML"),
    "an open bracket": (
        ENTRY,
        text('evidence:\n      - "put', 'evidence: [\n      - "put'),
        None,
        "yaml",
        "not valid YAML",
    ),
    "duplicate key": (
        ENTRY,
        text("  kind: news\n", "  kind: news\n  language: de\n"),
        "language: en",
        "duplicate-key",
        "first on line 8",
    ),
    "unknown key": (
        ENTRY,
        text("    cue: announce", "    queue: announce\n    cue: announce"),
        "queue:",
        "unknown-key",
        "cue",
    ),
    "unknown top key": (ENTRY, text("quotes:", "qoutes:"), "qoutes:", "unknown-key", "quotes"),
    "an alias": (ENTRY, text("kind: news", "kind: &k news"), "&k news", "yaml-alias", "anchor"),
    "a tag": (ENTRY, text("kind: news", "kind: !!str news"), "!!str", "yaml-tag", "tags"),
    "a number as title": (
        ENTRY,
        text("  title: Marrowby lantern service to leave the council", "  title: 1984"),
        "title: 1984",
        "wrong-type",
        'quote it: title: "…"',
    ),
    "a list as summary": (
        ENTRY,
        text("  summary: A made-up minister", "  summary: [A made-up minister]\n  x: y"),
        "summary: [",
        "wrong-type",
        "not text",
    ),
    "text as quantity": (
        ENTRY,
        text("quantity: 40000", "quantity: a lot"),
        "a lot",
        "wrong-type",
        "a number",
    ),
    "text as boolean": (
        ENTRY,
        text("preferred: true", "preferred: yes"),
        "preferred: yes",
        "wrong-type",
        "true or false",
    ),
    "an empty cell": (ENTRY, text("cue: announce", "cue:"), "cue:\n", "empty-cell", "empty"),
    "a date in brackets unquoted": (
        ENTRY,
        text('date: "[..2032-05-01]"', "date: [..2032-05-01]"),
        "date: [",
        "wrong-type",
        "brackets must be quoted",
    ),
    "the thirtieth of February": (
        ENTRY,
        text("published: 2031-03-04", "published: 2031-02-30"),
        "2031-02-30",
        "edtf",
        "28 days",
    ),
    "reversed dates": (
        ENTRY,
        text("date: 2029-06", "date: 2029-06/2029-05"),
        "2029-06/2029-05",
        "edtf",
        "reversed",
    ),
    "a clock time": (
        ENTRY,
        text("date: 2029-06", 'date: "2029-06-01T10:00"'),
        "2029-06-01T",
        "edtf",
        "clock time",
    ),
    "a value outside its vocabulary": (
        ENTRY,
        text("kind: indirect", "kind: indirekt"),
        "indirekt",
        "vocabulary",
        "did you mean indirect",
    ),
    "a malformed duration": (
        ENTRY,
        text("duration: P10Y", "duration: ten years"),
        "ten years\n",
        "pattern",
        "ISO 8601",
    ),
    "a formula": (
        ENTRY,
        text("title: Two keepers", 'title: "=Two keepers'.replace('"=Two', '"=Two') + '"\n    #'),
        "=Two",
        "text-cell",
        "= + - @",
    ),
    "a script as address": (
        ENTRY,
        text('url: "https://gazette.example', 'url: "javascript://gazette.example'),
        "javascript:",
        "web-address",
        "https://",
    ),
    "a dangling person": (
        ENTRY,
        text("person_id: pella-thorn\n    speaker_kind", "person_id: pella-torn\n    speaker_kind"),
        "pella-torn",
        "reference",
        "did you mean pella-thorn",
    ),
    "a dangling proposal": (
        ENTRY,
        text("proposal_id: imposed-lantern-trust\n    aspect", "proposal_id: lantern\n    aspect"),
        "proposal_id: lantern\n",
        "reference",
        "imposed-lantern-trust",
    ),
    "a dangling quote": (
        ENTRY,
        text("quote_id: q04", "quote_id: q44"),
        "q44",
        "reference",
        "did you mean q04",
    ),
    "a dangling mention": (
        ENTRY,
        text(
            "organisation_id: lamp-ministry\n      evidence",
            "organisation_id: lamp\n      evidence",
        ),
        None,
        "lock-stale",
        "python build check",
    ),
    "a duplicate quote id": (
        ENTRY,
        text("  - id: q02", "  - id: q01"),
        "id: q01\n    kind: direct",
        "duplicate-id",
        "first on line 13",
    ),
    "a duplicate organisation": (
        BODIES,
        text("- id: lamp-inspectorate", "- id: lamp-ministry"),
        None,
        "duplicate-id",
        "stands twice",
    ),
    "a malformed id": (
        ENTRY,
        text("  - id: q03", "  - id: Q 3"),
        "Q 3",
        "identifier",
        "small letters",
    ),
    "a missing id": (
        ENTRY,
        text("  - id: q03\n    kind", "  - kind"),
        None,
        "missing-key",
        "add id",
    ),
    "no article": (
        "entries/articles/gazette-two.yaml",
        text("article:", "artikel:"),
        "artikel",
        "unknown-key",
        "article",
    ),
    "a missing required cell": (
        ENTRY,
        text("    attribution: explicit\n    paraphrase: Wicks", "    paraphrase: Wicks"),
        "id: q03",
        "required",
        "attribution is missing",
    ),
    "a quantity without a unit": (
        ENTRY,
        text("        unit: GBP\n", ""),
        "- id: oil",
        "quantity-without-unit",
        "give quantity and unit",
    ),
    "a record told whole twice": (
        "entries/articles/gazette-two.yaml",
        text(
            "  - id: lantern-trust-announced", "  - id: lantern-trust-announced\n    title: Again"
        ),
        "- id: lantern-trust-announced",
        "told-whole-twice",
        "accounts",
    ),
    "an entry with a wrong name": (
        "entries/articles/Gazette One.yaml",
        content(b"article: {}\n"),
        "",
        "file-name",
        "small letters",
    ),
    "a stray file": (
        "entries/articles/notes.txt",
        content(b"remember the milk"),
        "",
        "file-name",
        ".yaml",
    ),
    "a lock without an entry": (
        "entries/articles/gone.lock",
        content(b"table\n"),
        "",
        "orphan-lock",
        "no entry",
    ),
    "an empty lock": (LOCK, content(b""), "", "lock-broken", "empty"),
    "a binary lock": (LOCK, content(b"\x00\xff"), "", "lock-broken", "python build check"),
    "a lock with another header": (LOCK, content(b"a,b\n1,2\n"), "a,b", "lock-broken", "first"),
    "a lock line cut short": (
        LOCK,
        text("people,pella-thorn,1,,", "people,pella-thorn,1\n"),
        None,
        "lock-broken",
        "no line of a lock",
    ),
    "a missing lock": (LOCK, Path.unlink, "", "lock-missing", "python build check"),
    "a missing registry": (BODIES, Path.unlink, "", "file", "No such file"),
    "a broken registry": (BODIES, content(b"{"), None, "yaml", "not valid YAML"),
    "a schema that is no JSON": (
        "schemas/quotes.json",
        content(b"{"),
        None,
        "schema",
        "not valid JSON",
    ),
    "an empty schema": ("schemas/quotes.json", content(b""), "", "schema", "empty"),
    "a schema with an unknown type": (
        "schemas/quotes.json",
        text('"type": "integer"', '"type": "whole"'),
        "",
        "schema",
        "'whole' is not one of",
    ),
    "broken words of the package": (
        "entries/package.yaml",
        text("title: Lantern Care", "titel: Lantern Care"),
        "titel",
        "unknown-key",
        "title",
    ),
}


# what is told in a single error, since nothing else in the repository hangs on it
ONE_ERROR = {
    "duplicate key",
    "unknown key",
    "a number as title",
    "an empty cell",
    "the thirtieth of February",
    "reversed dates",
    "a value outside its vocabulary",
    "a dangling person",
    "a dangling proposal",
    "a dangling quote",
    "a duplicate quote id",
    "a malformed id",
    "a missing lock",
    "an empty lock",
    "empty entry",
    "a missing registry",
    "a quantity without a unit",
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_its_place(built: Project, case: str) -> None:
    project, before = built, built.published()
    name, damage, needle, rule, words = CASES[case]
    damage(project.root / name)
    outcome = project.build()
    assert outcome.status == 1, outcome.err
    assert "Traceback" not in outcome.err
    found = [line for line in outcome.err.splitlines() if ": error: " in line]
    place = name
    if needle:
        broken = (project.root / name).read_text(encoding="utf-8")
        place = f"{name}:{broken[: broken.index(needle)].count(chr(10)) + 1}:"
    assert [x for x in found if x.startswith(place) and f"[{rule}]" in x], outcome.err
    assert words in outcome.err
    if case in ONE_ERROR:
        assert len(found) == 1, outcome.err
        assert "1 error; nothing was written" in outcome.err
    assert project.published() == before
    assert not (project.root / ".build-stage").exists()


def test_several_faults_are_told_at_once_in_the_order_of_files_and_lines(project: Project) -> None:
    for case in ("a dangling person", "reversed dates", "unknown key", "a missing required cell"):
        name, damage, *_ = CASES[case]
        damage(project.root / name)
    outcome = project.build()
    lines = [int(x.split(":")[1]) for x in outcome.err.splitlines() if ": error: " in x]
    assert len(lines) == 4 and lines == sorted(lines)


def test_a_paraphrase_that_copies_is_refused_where_the_text_is_at_hand(project: Project) -> None:
    copy = "The lamps have been dim for years, and the town deserves better."
    text(
        "paraphrase: Dim light has lasted long enough and help comes soon.", f'paraphrase: "{copy}"'
    )(project.root / ENTRY)
    assert project.build().status == 0
    outcome = project.build("--articles", project.articles)
    assert outcome.status == 1
    assert "[copied]" in outcome.err and f"{ENTRY}:32:" in outcome.err


def test_selectors_that_show_too_much_are_refused(project: Project) -> None:
    words = "come up one after another, street by street, until"
    pairs = words.split()
    rows = "".join(
        f'  - {{selector: "{pairs[n]}-,{pairs[n + 1]}", reason: a test}}\n'
        for n in range(len(pairs) - 1)
    )
    path = project.root / ENTRY
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    assert project.build("lock", "--articles", project.articles).status == 0
    outcome = project.build("--articles", project.articles)
    assert outcome.status == 1 and "[selectors-show-too-much]" in outcome.err
