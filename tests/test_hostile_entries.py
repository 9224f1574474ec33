"""Everything hostile that a pull request may bring, by name: refused or neutralised.

Catches files that are read although they should not be, texts that hide, act or pretend in an
entry, and findings that steer the terminal or the workflow which prints them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT, Outcome, Project, some
from hypothesis import given
from hypothesis import strategies as st
from test_states import git

from outsourced_care.checking import UnknownEntryError, check, named_files
from outsourced_care.entry_files import MOST_IN_ENTRY, read_sources
from outsourced_care.finding_reports import FORMATS, one_line, printable, render
from outsourced_care.findings import Finding, Place, finding, has_errors
from outsourced_care.lock_files import read_lock
from outsourced_care.package_words import load_package_words
from outsourced_care.schema_files import load_contract
from outsourced_care.text import hidden, markup
from outsourced_care.yaml_source import MOST_CHARACTERS

CONTRACT = load_contract(ROOT / "schemas")
ENTRY = "entries/articles/gazette-one.yaml"
LOCK = "entries/articles/gazette-one.lock"
BODIES = "entries/organisations.yaml"
PEOPLE = "entries/people.yaml"
WORDS = "entries/package.yaml"

Damage = Callable[[Path], object]


@pytest.fixture
def root(locked_project: Project, tmp_path: Path) -> Path:
    """The fictional sources, locked; without the recipe."""
    shutil.copytree(locked_project.root / "entries", tmp_path / "entries")
    return tmp_path


@pytest.fixture(autouse=True)
def nothing_is_waited_for() -> Iterator[None]:
    """Whoever opens a pipe waits for ever; a test that does fails."""

    def late(*_: object) -> None:
        pytest.fail("it hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


# --- ways to damage a file -------------------------------------------------------------------


def edit(old: str, new: str) -> Damage:
    """Replace one place of a file."""

    def apply(path: Path) -> None:
        whole = path.read_text(encoding="utf-8")
        assert old in whole, old
        path.write_bytes(whole.replace(old, new, 1).encode("utf-8"))

    return apply


def line(begins: str, new: str) -> Damage:
    """Replace the first line that begins so."""

    def apply(path: Path) -> None:
        whole = path.read_text(encoding="utf-8")
        pattern = f"^{re.escape(begins)}.*$"
        replaced, count = re.subn(pattern, lambda _: new, whole, count=1, flags=re.MULTILINE)
        assert count == 1, begins
        path.write_bytes(replaced.encode("utf-8"))

    return apply


def content(raw: bytes) -> Damage:
    return lambda path: path.write_bytes(raw)


def more(text: str) -> Damage:
    """Write something behind the end of a file."""
    return lambda path: path.write_bytes(path.read_bytes() + text.encode("utf-8"))


def as_link(target: str) -> Damage:
    """A symbolic link in the file's place."""

    def apply(path: Path) -> None:
        path.unlink(missing_ok=True)
        path.symlink_to(target)

    return apply


def as_pipe(path: Path) -> None:
    """A named pipe, which would be waited on for ever."""
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def as_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def as_socket(path: Path) -> None:
    path.unlink(missing_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(path.parent)  # the path may be longer than a socket's may
        socket.socket(socket.AF_UNIX).bind(path.name)


def of_size(size: int) -> Damage:
    """A file of so many bytes, which take no room on the disk."""
    return lambda path: os.truncate(path, size)


def moved_behind_a_link(path: Path) -> None:
    """A folder that is a link to one elsewhere."""
    away = path.with_name("away")
    path.rename(away)
    path.symlink_to(away, target_is_directory=True)


# --- what is refused where it is read --------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Something hostile, and the finding it must give."""

    file: str
    damage: Damage
    rule: str
    said: str  # in the message
    at: str | None = None  # begins what stands on the finding's line; None: the whole file


def title(written: str) -> Damage:
    """A title, as it is written in YAML."""
    return line("  title:", f"  title: {written}")


LAUGHS = b"a: &a [soup, soup]\n" + b"".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n".encode()
    for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)
LOCK_LINE = "people,odo-quill,9,,{},3,1," + "a" * 64 + "\n"
FORGED = "::error::all is well"

READ: dict[str, Case] = {
    # YAML
    "a bomb of aliases": Case(ENTRY, content(LAUGHS), "yaml-alias", "anchors", "a: &a"),
    "an alias": Case(ENTRY, edit("language: en", "language: *en"), "yaml-alias", "aliases", "  l"),
    "a merge key's anchor": Case(
        ENTRY, edit("quotes:\n  - id", "quotes:\n  - &q\n    id"), "yaml-alias", "anchors", "  - &q"
    ),
    "a Python tag": Case(
        ENTRY, title("!!python/object/apply:os.system [ls]"), "yaml-tag", "python", "  title"
    ),
    "a binary tag": Case(ENTRY, title("!!binary aGVsbG8="), "yaml-tag", "binary", "  title"),
    "a tab": Case(ENTRY, edit("  kind: news", "\tkind: news"), "yaml", "not valid YAML", "\tkind"),
    "a key twice": Case(
        ENTRY, edit("  kind: news", "  kind: news\n  kind: news"), "duplicate-key", "second",
        "  kind",
    ),
    "a second document": Case(
        ENTRY, more("---\narticle: {}\n"), "yaml", "second document", "---"
    ),
    "brackets without end": Case(ENTRY, content(b"[" * 100_000), "yaml-depth", "deeper", "["),
    "braces without end": Case(ENTRY, content(b"{a: " * 100_000), "yaml-depth", "deeper", "{"),
    "lists without end": Case(ENTRY, content(b"- " * 100_000), "yaml-depth", "deeper", "- "),
    "levels without end": Case(
        ENTRY, content("".join(f"{' ' * n}a:\n" for n in range(1_000)).encode()), "yaml-depth",
        "deeper", " " * 11 + "a:",
    ),
    "half a surrogate": Case(ENTRY, title(r'"\ud800"'), "yaml", "not valid YAML", "  title"),
    "a surrogate pair": Case(ENTRY, title(r'"\ud83d\ude00"'), "yaml", "not valid YAML", "  title"),
    "a NUL byte": Case(ENTRY, title("a\0b"), "file-encoding", "binary"),
    "an escaped NUL": Case(ENTRY, title(r'"a\0b"'), "hidden-character", "U+0000", "  title"),
    # size
    "100 MB": Case(ENTRY, of_size(100_000_000), "file", "100,000,000 bytes"),
    "a registry of 100 MB": Case(BODIES, of_size(100_000_000), "file", "100,000,000 bytes"),
    "words of 100 MB": Case(WORDS, of_size(100_000_000), "file", "100,000,000 bytes"),
    "a lock of 100 MB": Case(LOCK, of_size(100_000_000), "lock-broken", "100,000,000 bytes"),
    "a lock of a million lines": Case(
        LOCK, more(LOCK_LINE.format(1) * 1_000_000), "lock-broken", "are the most"
    ),
    "a hundred thousand values": Case(
        ENTRY, content(b"- \n" * 100_000), "file-size", "20,000", "-"
    ),
    "a million names": Case(BODIES, content(b"- \n" * 1_000_000), "file-size", "200,000", "-"),
    "a line of a megabyte": Case(
        ENTRY, title("long " * 200_000), "text-length", "5,000 are the most", "  title"
    ),
    "a key of a kilobyte and more": Case(
        ENTRY, edit("  kind: news", f"  ? '{'k' * 6_000}'\n  : 1\n  kind: news"), "text-length",
        "6,000 characters", "  ? ",
    ),
    "a number of a million digits": Case(
        ENTRY, edit("quantity: 40000", f"quantity: {'9' * 1_000_000}"), "text-length",
        "1,000,000 characters", "        quantity",
    ),
    # encoding
    "UTF-16": Case(ENTRY, content("article: {}".encode("utf-16")), "file-encoding", "UTF-16"),
    "UTF-16 without a mark": Case(
        ENTRY, content("article: {}".encode("utf-16-be")), "file-encoding", "UTF-16"
    ),
    "UTF-32": Case(ENTRY, content("article: {}".encode("utf-32-be")), "file-encoding", "binary"),
    "Latin-1": Case(ENTRY, content("a: 1\nb: été".encode("latin-1")), "file-encoding", "line 2"),
    "an overlong slash": Case(ENTRY, content(b"a: \xc0\xaf"), "file-encoding", "UTF-8"),
    "an encoded surrogate": Case(ENTRY, content(b"a: \xed\xa0\x80"), "file-encoding", "UTF-8"),
    # what cannot be seen
    "an override in a title": Case(
        ENTRY, title("Lamps \u202egnorw\u202c"), "hidden-character", "RIGHT-TO-LEFT OVERRIDE",
        "  title",
    ),
    "an override in a comment": Case(
        ENTRY, edit("quotes:\n", "quotes:\n  # sound \u202e\u2066# cue: deny\u2069\n"),
        "hidden-character", "U+202E", "  # sound",
    ),
    "an override behind a value": Case(
        ENTRY, edit("  kind: news", "  kind: news  # \u2067news"), "hidden-character", "U+2067",
        "  kind: news",
    ),
    "an override in an id": Case(
        ENTRY, edit("- id: q02", "- id: q\u202e20"), "hidden-character", "U+202E", "  - id: q"
    ),
    "an override in a key": Case(
        ENTRY, edit("  kind: news", "  k\u202eind: news"), "hidden-character", "U+202E", "  k"
    ),
    "an override in a selector": Case(
        ENTRY, edit("would pay … oil", "would \u202epay … oil"), "hidden-character", "U+202E",
        '          - "would',
    ),
    "an override in a reason": Case(
        ENTRY, edit("reason: marked", "reason: \u202emarked"), "hidden-character", "U+202E",
        "    reason",
    ),
    "an escaped override in a selector": Case(
        ENTRY, edit("would pay … oil", r"would \u202Epay … oil"), "hidden-character", "U+202E",
        '          - "would',
    ),
    "an escaped override in a reason": Case(
        ENTRY, edit("reason: marked", r'reason: "\u202Emarked" #'), "hidden-character", "U+202E",
        "    reason",
    ),
    "an escaped override in a key": Case(
        ENTRY, edit("  kind: news", '  "k\\u202Eind": news'), "hidden-character", "U+202E", '  "k'
    ),
    "an override in a body's name": Case(
        BODIES, edit("Lamp Ministry", "Lamp \u202eyrtsiniM"), "hidden-character", "U+202E", "  name"
    ),
    "an override in a person's name": Case(
        PEOPLE, edit("Odo Quill", r'"Odo \u2066Quill"'), "hidden-character", "U+2066", "  name"
    ),
    "an override in the package's words": Case(
        WORDS, edit("Lantern Care", "Lantern \u202eeraC"), "hidden-character", "U+202E", "title"
    ),
    "an override in a lock": Case(
        LOCK, edit("would pay … oil", "would \u202epay … oil"), "lock-broken", "U+202E",
        "proposal_terms",
    ),
    "a line end of another kind": Case(
        ENTRY, edit("quotes:\n", "quotes:\n  # sound\r  # over it\n"), "hidden-character", "U+000D",
        "  # sound",
    ),
    "a bell": Case(ENTRY, title("a\x07b"), "yaml", "control characters", "  title"),
    "an escape sequence": Case(ENTRY, title("\x1b[2J"), "yaml", "control characters", "  title"),
    "an escaped escape sequence": Case(
        ENTRY, title(r'"\x1b[2J"'), "hidden-character", "U+001B", "  title"
    ),
    # markup
    "a script": Case(
        ENTRY, title("<script>alert(1)</script>"), "markup", "“<script>alert(1)</sc”", "  title"
    ),
    "an image that acts": Case(
        ENTRY, edit("summary: A made-up", "summary: <img src=x onerror=x()> A"), "markup", "<img",
        "  summary",
    ),
    "the end of a cell": Case(
        ENTRY, edit("paraphrase: Wicks", "paraphrase: </td> Wicks"), "markup", "</td>",
        "    paraphrase",
    ),
    "a comment of HTML": Case(
        ENTRY, edit("note: ten years", "note: <!-- ten years"), "markup", "<!--", "    note"
    ),
    "a script in a selector": Case(
        ENTRY, edit('"would pay … oil"', '"<script> … oil"'), "selector", "<script>", "          - "
    ),
    "a script in a reason": Case(
        ENTRY, edit("reason: marked", "reason: <b>marked"), "markup", "<b>", "    reason"
    ),
    "a script in a body's name": Case(
        BODIES, edit("name: Lamp Ministry", "name: <a href=x>Lamp"), "markup", "<a href", "  name"
    ),
    "a script in the package's words": Case(
        WORDS, edit("title: Lantern Care", "title: <svg onload=x()>"), "markup", "<svg", "title"
    ),
    # formulas
    "a formula as selector": Case(
        ENTRY, edit('"would pay … oil"', '"=HYPERLINK(x) … oil"'), "selector", "begins with =",
        "          - ",
    ),
    "a formula as mark that is no quote": Case(
        ENTRY, edit("selector: shines", 'selector: "@shines" #'), "selector", "begins with @",
        "  - selector",
    ),
    "a formula in a lock": Case(
        LOCK, edit("would pay", "=would pay"), "lock-broken", "no line", "proposal_terms"
    ),
    # identifiers
    **{
        f"{identifier!r} as id": Case(
            ENTRY, edit("- id: q02", f"- id: '{identifier}'"), "identifier", "no id",
            "  - id",
        )
        for identifier in ("..", "../q", "a/b", "a\\b", "/etc/passwd", "q.02", "%2e", "q\u043e2")
    },
    "a way out as body": Case(
        BODIES, edit("id: lamp-ministry", "id: ../../lamp-ministry"), "identifier", "../..", "- id"
    ),
    "a way out as mentioned body": Case(
        ENTRY, edit("    - organisation_id: lamp-ministry", "    - organisation_id: ../lamp"),
        "identifier", "../lamp", "    - org",
    ),
    # addresses in the package's words
    **{
        f"{address} as homepage": Case(
            WORDS, more(f'homepage: "{address}"\n'), "web-address", "no web address", "homepage"
        )
        for address in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x")
    },
    "a licence that acts": Case(
        WORDS, edit("path: https:", "path: javascript:"), "web-address", "javascript", "    path"
    ),
    "a licence of nothing": Case(WORDS, more("x: 1\n"), "unknown-key", "“x”", "x:"),
    # files that are none
    "an entry that is a link": Case(ENTRY, as_link("/etc/passwd"), "file", "symbolic link"),
    "an entry that is a link nearby": Case(ENTRY, as_link("gazette-two.yaml"), "file", "symbolic"),
    "an entry that is a link to itself": Case(
        ENTRY, as_link("gazette-one.yaml"), "file", "symbolic link"
    ),
    "an entry that is a device": Case(ENTRY, as_link("/dev/zero"), "file", "symbolic link"),
    "an entry that is a pipe": Case(ENTRY, as_pipe, "file", "no plain file"),
    "an entry that is a socket": Case(ENTRY, as_socket, "file", "no plain file"),
    "an entry that is a folder": Case(ENTRY, as_folder, "file", "no plain file"),
    "a registry that is a link": Case(BODIES, as_link("/etc/passwd"), "file", "symbolic link"),
    "a registry that is a pipe": Case(PEOPLE, as_pipe, "file", "no plain file"),
    "words that are a link": Case(WORDS, as_link("/etc/passwd"), "file", "symbolic link"),
    "words that are a pipe": Case(WORDS, as_pipe, "file", "no plain file"),
    "a lock that is a link": Case(LOCK, as_link("/etc/passwd"), "lock-broken", "symbolic link"),
    "a lock that is a device": Case(LOCK, as_link("/dev/zero"), "lock-broken", "symbolic link"),
    "a lock that is a pipe": Case(LOCK, as_pipe, "lock-broken", "no plain file"),
    "a lock that is a folder": Case(LOCK, as_folder, "lock-broken", "no plain file"),
    "a folder of articles that is a link": Case(
        "entries/articles", moved_behind_a_link, "file", "symbolic link"
    ),
    "entries that are a link": Case("entries", moved_behind_a_link, "file", "symbolic link"),
    # names of files
    **{
        f"{name!r} as file": Case(
            f"entries/articles/{name}", content(b"article: {}\n"), "file-name", said
        )
        for name, said in {
            "Gazette-One.yaml": "no identifier",
            "gazette-one.YAML": "only .yaml",
            "gazette-one.yml": "only .yaml",
            "gazette\u2010one.yaml": "no identifier",
            "..yaml": "no identifier",
            "a b.yaml": "no identifier",
            "-rf.yaml": "no identifier",
            "a\nb.yaml": "no identifier",
            f"a\n{FORGED}.yaml": "no identifier",
            f"{FORGED}.yaml": "no identifier",
            "%0A::error::x.yaml": "no identifier",
            "##[error]x.yaml": "no identifier",
            "\x1b[2J.yaml": "no identifier",
            "\u202elmay.yaml": "no identifier",
            "\r.yaml": "no identifier",
            "\udcff.yaml": "no identifier",  # a byte that is no UTF-8
            "<script>.yaml": "no identifier",
            "x" * 240 + "\t.yaml": "no identifier",
        }.items()
    },
    # locks
    **{
        f"{number!r} as offset": Case(
            LOCK, more(LOCK_LINE.format(number)), "lock-broken", "no line of a lock", "people,odo-"
        )
        for number in (
            "-5", "9" * 30, "9" * 5_000, "NaN", "inf", "1e3", "1.0", "1_0", " 1", "\u0663", "",
        )
    },
    "a hash that is none": Case(
        LOCK, more("people,odo-quill,9,,1,3,1,=1+1\n"), "lock-broken", "no line", "people,odo-"
    ),
    "a field of 200 kB": Case(
        LOCK, more("people," + "x" * 200_000 + "\n"), "lock-broken", "no line"
    ),
    "a quotation without end": Case(LOCK, more('people,"odo\n\n'), "lock-broken", "no line"),
    "a second article": Case(
        LOCK, more("articles,x,1,,0,1,1," + "b" * 64 + "\n"), "lock-broken", "twice"
    ),
    "a lock of nothing": Case(
        LOCK, lambda path: path.write_text(path.read_text().split("\n")[0] + "\n"), "lock-broken",
        "whole article is missing",
    ),
    # commands
    **{
        f"{key!r} as key": Case(
            ENTRY, edit("    cue: announce", f"    {json.dumps(key)}: 1\n    cue: announce"),
            "unknown-key", "no key", "    ",
        )
        for key in (FORGED, f"a\n{FORGED}", f"  {FORGED}", "%0A::error::x", "##[error]x", "a,b=c:d")
    },
}  # fmt: skip


def reading(root: Path) -> list[Finding]:
    """What reading entries, locks and the package's words finds."""
    sources, found = read_sources(root / "entries", CONTRACT)
    for entry in sources.entries:
        name = entry.file.removesuffix(".yaml") + ".lock"
        found += read_lock(root / name, name)[1]
    return found + load_package_words(root / WORDS, WORDS)[1]


def lines_of(root: Path) -> Callable[[str], list[str]]:
    def lines(file: str) -> list[str]:
        path = root / file
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 5_000_000:
            return []
        return path.read_bytes().decode("utf-8", "replace").splitlines()

    return lines


def acts_nowhere(printed: str, form: str) -> None:
    """Assert that what was printed steers neither a terminal nor a workflow."""
    printed.encode("utf-8")
    for line in printed.split("\n"):
        assert line.replace("\t", "").isprintable(), line
        assert "##[" not in line, line
        if form != "github" or not line.startswith(("::error ", "::warning ", "::notice ")):
            assert not line.lstrip().startswith("::"), line


def told(root: Path, found: list[Finding]) -> list[Finding]:
    """The findings, which no form of report may let act."""
    for form in FORMATS:
        printed = render(found, form, lines_of(root))
        acts_nowhere(printed, form)
        if form == "json":
            assert len(json.loads(printed)) == len(set(found))
    return found


def is_told(case: Case, root: Path, found: list[Finding]) -> bool:
    """Whether the finding of a case is there, on its line."""
    path = root / case.file
    lines = path.read_bytes().decode("utf-8", "replace").split("\n") if case.at else []
    return any(
        (f.file, f.rule, f.severity) == (case.file, case.rule, "error")
        and case.said in f.message
        and (
            lines[f.line - 1].startswith(case.at)
            if case.at is not None and f.line is not None
            else case.at is None and (f.line is None or case.rule == "lock-broken")
        )
        for f in found
    )


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.medium] if "million" in n else []) for n in READ]
)
def test_it_is_refused_where_it_is_read(root: Path, name: str) -> None:
    case = READ[name]
    case.damage(root / case.file)
    start = time.process_time()
    found = told(root, reading(root))
    assert is_told(case, root, found), found
    assert time.process_time() - start < 2


@pytest.mark.medium
@pytest.mark.parametrize("name", READ)
def test_the_check_refuses_it(root: Path, name: str) -> None:
    case = READ[name]
    case.damage(root / case.file)
    found = told(root, check(root, CONTRACT, None))
    assert is_told(case, root, found), found


FIRST_OF_RULE = {case.rule: name for name, case in reversed(READ.items())}


@pytest.mark.medium
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if FIRST_OF_RULE[case.rule] == name else pytest.mark.slow)
        for name, case in READ.items()
    ],
)
def test_the_build_refuses_it(project: Project, name: str) -> None:
    case = READ[name]
    case.damage(project.root / case.file)
    outcome = project.build()
    assert (outcome.status, outcome.out) == (1, "")
    assert f"[{case.rule}]" in outcome.err and "Traceback" not in outcome.err
    acts_nowhere(outcome.err, "text")
    assert not (project.root / "data").exists()


@pytest.mark.parametrize("form", some(FORMATS, 3))
def test_a_command_in_a_name_and_a_key_is_printed_and_not_run(project: Project, form: str) -> None:
    for name in (f"{FORGED!r} as key", f"{f'a{chr(10)}{FORGED}.yaml'!r} as file"):
        READ[name].damage(project.root / READ[name].file)
    outcome = project.build("check", "--format", form)
    assert outcome.status == 1
    assert outcome.out.count("all is well") >= 2
    acts_nowhere(outcome.out, form)
    acts_nowhere(outcome.err, "text")


@pytest.mark.medium
def test_mending_follows_no_link(project: Project) -> None:
    outside = project.root.parent / "outside"
    for name in (LOCK, ENTRY.replace("one", "two"), PEOPLE):
        outside.write_bytes((project.root / name).read_bytes() + b"\n\n")
        before = outside.read_bytes()
        as_link(str(outside))(project.root / name)
        outcome = project.build("check", "--fix", "--articles", project.articles)
        assert "Traceback" not in outcome.err
        assert outside.read_bytes() == before
        assert outcome.status == (0 if name == LOCK else 1)  # a lock is made anew


def test_a_file_too_large_is_not_read(root: Path) -> None:
    for name in (ENTRY, LOCK, BODIES, PEOPLE, WORDS):
        of_size(100_000_000)(root / name)
    reading(root)  # whatever is made once is made
    tracemalloc.start()
    found = reading(root)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000
    assert {f.file for f in found if "100,000,000 bytes" in f.message} == {
        ENTRY,
        BODIES,
        PEOPLE,
        WORDS,
    }


# --- what the tables show --------------------------------------------------------------------

JUDGED: dict[str, Case] = {
    **{
        f"{written} as title": Case(ENTRY, title(written), "text-cell", "no plain text", "  title")
        for written in ('"=1+1"', '"+1"', '"-1 lamp"', '"@SUM(A1)"', "\"=cmd|' /C calc'!A0\"")
    },
    **{
        f"{written} as identifier of a body": Case(
            BODIES, edit("kind: media", f"kind: media\n  wikidata: {written}"), "pattern",
            "not the form", "  wikidata",
        )
        for written in ('"\\tQ1"', '"Q1\\r"', '"Q1\\n"', '"=Q1"', "../Q1")
    },
    **{
        f"{address} as address": Case(
            ENTRY, line("  url:", f'  url: "{address}"'),
            "web-address", "no web address", "  url",
        )
        for address in (
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)",
            "java\\tscript:alert(1)", "data:text/html;base64,PHNjcmlwdD4=", "file:///etc/passwd",
            "vbscript:x", "//gazette.example", "https:gazette.example", "https://",
            "https://gazette.example/a b", "https://\\\\gazette", "ftp://gazette.example",
            "https://gazette.example/“x”", "https://gazette.example/\\u0430",
        )
    },
    "a body's address that acts": Case(
        BODIES, edit("kind: media", "kind: media\n  url: javascript:alert(1)"), "web-address",
        "javascript", "  url",
    ),
    **{
        f"{date} as date": Case(
            ENTRY, line("  published:", f"  published: {date}"), "edtf", "", "  published"
        )
        for date in (
            "99999-01-01", "0000", "0000-00-00", "-0001", "Y170000002", "2031-02-30", "2031-13-01",
            "'[..]'", "9999999999", "'[2032..2031]'", f"'[{'.' * 4_000}'", "2031-03-04T10:00",
            "'\u0662\u0660\u0663\u0661'", "1e9", "2031-03-04/", "'{2031,2032}'",
        )
    },
    "a way out as reference": Case(
        ENTRY, line("    person_id:", '    person_id: "../odo-quill"'), "reference", "../odo",
        "    person_id",
    ),
    "a command as value": Case(
        ENTRY, edit("  kind: news", f'  kind: "{FORGED}"'), "vocabulary", "none of its", "  kind"
    ),
    "a value of five thousand letters": Case(
        ENTRY, edit("  kind: news", f"  kind: {'n' * MOST_CHARACTERS}"), "vocabulary", "none of",
        "  kind",
    ),
    "a number beyond all others": Case(
        ENTRY, edit("quantity: 40000", "quantity: 1e999"), "wrong-type", "text, not a number", " "
    ),
    "no number": Case(ENTRY, edit("quantity: 40000", "quantity: .nan"), "wrong-type", "text", " "),
    "a number of 400 digits": Case(
        ENTRY, edit("quantity: 40000", f"quantity: {'9' * 400}"), "wrong-type", "text", " "
    ),
}  # fmt: skip


@pytest.mark.medium
@pytest.mark.parametrize("name", JUDGED)
def test_it_is_refused_where_it_is_judged(root: Path, name: str) -> None:
    case = JUDGED[name]
    case.damage(root / case.file)
    found = told(root, check(root, CONTRACT, None))
    assert is_told(case, root, found), found


def test_an_offset_behind_the_end_is_refused(root: Path) -> None:
    edit(",1,would pay … oil,", ",1,would pay … oil,9")(root / LOCK)
    found = told(root, check(root, CONTRACT, None))
    assert "evidence-ends-before-it-begins" in {f.rule for f in found}


# --- what is no harm -------------------------------------------------------------------------


@pytest.mark.medium
@pytest.mark.parametrize(
    "words",
    [
        "Lamps < wicks, and 3 <4",
        "a <- b, c<=d, <3",
        "AT&T &lt;script&gt; &amp;",
        "[lamps](javascript:alert(1)) ![x](x) `x` **x** | x | @town #1",
        "rm -rf /; $(ls) `ls` ${{ secrets.TOKEN }} %0A %s {0}",
        "::error::all is well",
        "lamps' OR 1=1; DROP TABLE lamps",
        "Été à la lampe \u2013 “oil”, \u00a340, naïve, \u6cb9, \u0645\u0635\u0628\u0627\u062d",
    ],
)
def test_plain_words_are_data_whatever_they_mean_elsewhere(root: Path, words: str) -> None:
    title(json.dumps(words, ensure_ascii=False))(root / ENTRY)
    assert not has_errors(f for f in told(root, check(root, CONTRACT, None)) if f.rule != "form")


@pytest.mark.medium
def test_nothing_in_a_summary_of_changes_acts(built: Project) -> None:
    git(built.root, "init", "--quiet", "--initial-branch=main")
    git(built.root, "add", "--all")
    git(built.root, "commit", "--quiet", "-m", "built")
    words = "[x](javascript:alert(1)) ![y](//evil.example) @town/lamps #1 `z` **b** | ::error::c"
    title(json.dumps(words))(built.entry())
    assert built.build().status == 0
    outcome = built.build("diff", "HEAD", "--format", "markdown")
    assert outcome.status == 0
    acts_nowhere(outcome.out, "markdown")
    coded = re.findall(r"<code>(.*?)</code>", outcome.out)
    assert any("evil.example" in code for code in coded)
    assert not any("<" in code or "\n" in code for code in coded)
    apart = re.sub(r"<code>.*?</code>", "", outcome.out)
    assert not any(word in apart for word in ("javascript", "evil", "@town", "#1", "**b", "`z"))


# --- many findings ---------------------------------------------------------------------------


@pytest.mark.medium
def test_ten_thousand_findings_stay_readable(root: Path) -> None:
    keys = "".join(f"    lamp{n}: 1\n" for n in range(MOST_IN_ENTRY // 2 - 200))
    edit("  - id: q02\n", "  - id: q02\n" + keys)(root / ENTRY)
    start = time.process_time()
    found = told(root, check(root, CONTRACT, None))
    assert time.process_time() - start < 5
    assert len(found) > 9_000
    for form in ("text", "github"):
        shown = render(found, form, lines_of(root)).splitlines()
        assert len(shown) < 300
        assert any(
            re.search(r"gazette-one.yaml: … and 9,[0-9]{3} more \[unknown-key\]", x) for x in shown
        )
        assert any("--format json tells all" in x for x in shown[-2:])
    assert len(json.loads(render(found, "json"))) == len(found)


def test_errors_are_told_before_thousands_of_notices() -> None:
    found = [
        finding(Place(f"lamp-{n}.yaml", n), "unverified", "no text", severity="notice")
        for n in range(5_000)
    ]
    found.append(finding(Place("zz.yaml", 7), "reference", "gone"))
    for form in ("text", "github"):
        printed = render(found, form)
        assert "zz.yaml" in printed
        assert len(printed.splitlines()) < 1_100


def test_a_long_message_is_cut_and_json_has_it_whole() -> None:
    long = "x" * 100_000
    found = [finding(Place("lamp.yaml", 1), "rule", long, f"{long}\n{long}", field=long)]
    for form in ("text", "github"):
        assert len(render(found, form, lambda _: [long])) < 4_000
    assert json.loads(render(found, "json"))[0]["message"] == long


# --- naming entries --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        f"a\n{FORGED}",
        "\x1b[2J",
        "\udcff",
        "../../etc/passwd",
        "##[error]x",
        "\u202e",
        "x" * 100_000,
    ],
)
def test_an_entry_named_on_the_command_line_acts_nowhere(root: Path, name: str) -> None:
    (root / "entries/articles" / f"a{FORGED}\n.yaml").write_text("")
    with pytest.raises(UnknownEntryError) as refused:
        named_files(root, [name])
    acts_nowhere(str(refused.value), "text")
    assert len(str(refused.value)) < 1_000


def test_a_link_to_itself_can_be_named(root: Path) -> None:
    as_link("gazette-one.yaml")(root / ENTRY)
    assert ENTRY in named_files(root, [str(root / ENTRY)])


def test_a_hostile_name_in_a_command_is_told_in_a_line(project: Project) -> None:
    outcome: Outcome = project.build("check", f"x\n{FORGED}")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    acts_nowhere(outcome.err, "text")


# --- texts -----------------------------------------------------------------------------------

UNSEEN = (
    "\x00\x07\x1b\x7f\x85\x9b\u00ad\u034f\u061c\u115f\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2065\u2066\u2067\u2068\u2069\u206f\u3164"
    "\ufe00\ufe0f\ufeff\uffa0\ufff9\U0001d173\U000e0001\U000e0041\U000e0100\ud800"
)


@pytest.mark.parametrize("character", UNSEEN, ids=lambda c: f"U+{ord(c):04X}")
def test_a_character_that_cannot_be_seen_is_found(character: str) -> None:
    found = hidden(f"été\n{character}x")
    assert found is not None
    assert (found[0], found[1].split()[0]) == (4, f"U+{ord(character):04X}")


@pytest.mark.parametrize(
    "text",
    [
        "a\tb\nc\r\nd\r",
        "\u00a340 “été” – … ’",
        "12\u00a0lamps\u2009\u202f\u3000x",
        "灯 مصباح 🏮 e\u0301",
    ],
)
def test_what_can_be_seen_is_not(text: str) -> None:
    assert hidden(text) is None


def test_a_carriage_return_within_a_line_is_found() -> None:
    assert hidden("a\rb") == (1, "U+000D a control character")


@given(st.text(st.sampled_from(f"<!/?aB1 >{UNSEEN[:5]}")))
def test_markup_is_what_opens_a_tag(text: str) -> None:
    opens = any(re.match("[a-zA-Z!/?]", rest) for rest in text.split("<")[1:])
    assert (markup(text) is not None) == opens


ANYTHING = st.text(
    st.sampled_from(f":#[ \t\n\r%,error{UNSEEN}") | st.characters(exclude_categories=()),
    max_size=60,
)


@given(ANYTHING)
def test_whatever_is_printed_acts_nowhere(text: str) -> None:
    acts_nowhere(printable(text), "text")
    assert "\n" not in one_line(text)
    acts_nowhere(one_line(text), "text")


@given(file=ANYTHING, words=ANYTHING, hint=ANYTHING, line=ANYTHING, column=st.integers(1, 70))
def test_whatever_a_finding_says_acts_nowhere(
    file: str, words: str, hint: str, line: str, column: int
) -> None:
    found = [finding(Place(file, 1, column), "rule", words, hint, record=words, field=hint)]
    for form in FORMATS:
        printed = render(found, form, lambda _: line.splitlines())
        acts_nowhere(printed, form)
        if form == "github":
            assert printed.count("\n") == 0
            command = re.fullmatch(
                r"::error file=([^:,]*),line=1,col=\d+,title=rule::(.*)", printed
            )
            assert command is not None


def test_words_that_are_plain_stay_as_they_are() -> None:
    plain = "Été “à” la lampe – it's 3:30, see #1 [x] :: 12%"
    assert printable(plain) == one_line(plain) == plain
