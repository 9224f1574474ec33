"""Bad articles at each door: `oc.read_article`, `outsourced-care extract`, `python build draft`.

Catches tracebacks, waits without end, memory that grows with a hostile file, rows made of what is
no English prose, one bad article that ends a run of many, and output that is half-written.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import Project, copied, some
from kills import killed_before_each

import outsourced_care as oc
from outsourced_care.archive.run import Options
from outsourced_care.archive.run import run as extract_into
from outsourced_care.article import Article
from outsourced_care.cli import main
from outsourced_care.extraction.extract import extract_rows, machine_contract, to_tables
from outsourced_care.judging import judge_tables
from outsourced_care.pages.reading import LIMIT
from outsourced_care.text import MARKS

NEWS = """\
Lampford to hand lamps to trust

Lampford Council will hand its lamps to an independent trust by April 2031, its leader Lena Moss \
said on Tuesday.

“We owe the children of Lampford something better,” said Cllr Moss. “The trust will have its own \
board.”
"""
GERMAN = "Lampen\n\n" + "".join(
    f"Der Rat der Stadt will {n} Lampen einer Stiftung übergeben, sagte sie.\n" for n in range(6)
)
BODY = "<p>Lampford Council will hand its lamps to an independent trust, said Lena Moss.</p>"
MANY = "".join(f" a{n}=x" for n in range(30_000))
HEAP = "\u0301\u0323" * 50_000


def huge(path: Path) -> None:
    with path.open("wb") as file:
        os.truncate(file.fileno(), 100_000_000)


# file, what it holds, what is said of it
REFUSED: dict[str, tuple[bytes | Callable[[Path], None], str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\t\r\n ", "empty"),
    "empty.html": (b"", "empty"),
    "title.txt": (b"Lamps are out\n", "no paragraph of body text"),
    "huge.txt": (huge, "larger than 20 MB"),
    "huge.html": (huge, "larger than 20 MB"),
    "bytes.txt": (bytes(range(256)) * 40, "binary"),
    "zeros.txt": (bytes(5000), "binary"),
    "zeros.html": (bytes(5000), "binary"),
    "nul.txt": (NEWS.replace("Moss", "Mo\0ss").encode(), "binary"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture"),
    "pdf.html": (b"%PDF-1.7 \xe2\xe3", "a PDF"),
    "word.txt": (b"PK\x03\x04" + bytes(99), "Word"),
    "zip.html": (b"\x1f\x8b\x08\0", "an archive"),
    "latin.txt": ("Café\n\nThe café is lit.\n".encode("latin-1"), "not UTF-8 (line 1)"),
    "wide.txt": (NEWS.encode("utf-16"), "UTF-16"),
    "wide-bare.txt": (NEWS.replace("’", "").encode("utf-16-le"), "UTF-16"),
    "script.html": (b"<script>document.write('Lamps are lit.')</script>", "no article"),
    "menu.html": (b"<nav><a href=/>Home</a></nav>", "no article"),
    "deep.html": (f"<html><body>{'<div>' * 50_000}{BODY}".encode(), "nested more than"),
    "crowd.html": (f"<html><body>{'<i>a</i>' * 70_000}{BODY}".encode(), "60,000 elements"),
    "full.html": (f"<html><body><p{MANY}>{BODY}".encode(), "1,000 attributes"),
    "heap.txt": (f"Lamps\n\nA{HEAP} lamp is lit.\n".encode(), f"{MARKS} marks"),
    "heap.html": (f"<html><body>{BODY}<p>A{HEAP} lamp is lit.".encode(), f"{MARKS} marks"),
}
# read all the same
READ: dict[str, bytes] = {
    "declared.html": f"<meta charset=shift_jis><h1>Café lamps</h1>{BODY}".encode("cp1252"),
    "wide.html": f"<meta charset=utf-8><h1>Café lamps</h1>{BODY}".encode("utf-16"),
    "scripts.html": f"<h1>Lamps</h1><script>alert('{BODY}')</script>{BODY}<svg/onload=x>".encode(),
    "broken.html": f"<html><body><h1>Lamps<p class='x{BODY * 9}</b></i></table>'>{BODY}".encode(),
    "nested.html": f"<h1>Lamps</h1>{'<div><b>' * 400}{BODY}".encode(),
    "opened.txt": (NEWS + "\n" + "“We, said Lena Moss, ‘are lit.\n" * 200).encode(),
    "closed.txt": (NEWS + "\n" + "”” said Lena Moss ’”’.\n" * 200).encode(),
    "mixed.txt": (NEWS + "\n" + "“‘\"'it is lit „« the " * 3000 + " said Lena Moss.\n").encode(),
    "line.txt": ("The lamp is lit, said Lena Moss, and ‘it burns’. " * 2000).encode(),
    "word.txt": (NEWS + "\n" + "x" * 200_000 + " said so.\n").encode(),
    "hidden.txt": NEWS.replace("Moss", "Mo\u202ess\u200b\x07").encode(),
    "returns.txt": NEWS.replace("\n", "\r").encode(),
    "mark.txt": b"\xef\xbb\xbf" + NEWS.encode(),
    "accents.txt": NEWS.replace("said", "sai" + "\u0301\u0323" * (MARKS // 2) + "d").encode(),
    "nul.html": f"<h1>Lamps</h1>{BODY.replace('Lena', 'Le' + chr(0) + 'na')}".encode(),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that is refused, and one that is not."""
    folder = tmp_path_factory.mktemp("bad")
    for name, (made, _) in REFUSED.items():
        if isinstance(made, bytes):
            (folder / name).write_bytes(made)
        else:
            made(folder / name)
    (folder / "good.txt").write_text(NEWS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", REFUSED)
def test_the_library_refuses_in_one_line(bad: Path, name: str) -> None:
    before = time.perf_counter()
    with pytest.raises(oc.DatasetError) as caught:
        oc.read_article(bad / name)
    assert REFUSED[name][1] in str(caught.value) and "\n" not in str(caught.value)
    assert time.perf_counter() - before < 5


def test_extract_refuses_each_and_goes_on(
    bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tables"
    assert main(["extract", *map(str, sorted(bad.iterdir())), "--out", str(out)]) == 1
    told = json.loads((out / "report.json").read_bytes())
    assert (told["read"], told["extracted"]) == (len(REFUSED) + 1, 1)
    why = {Path(one["where"]).name: one["why"] for one in told["refused"]}
    assert {n for n, (_, said) in REFUSED.items() if said in why[n]} == set(REFUSED)
    err = capsys.readouterr().err
    assert "Traceback" not in err and err.count("\n") == 21  # twenty, and how many more


@pytest.mark.parametrize("name", ["empty.txt", "heap.html"])
def test_extract_of_nothing_but_bad_articles_gives_empty_tables(
    bad: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "tables"
    assert main(["extract", str(bad / name), "--out", str(out)]) == 1
    assert json.loads((out / "report.json").read_bytes())["rows"] == dict.fromkeys(
        machine_contract(), 0
    )


@pytest.mark.medium
def test_draft_refuses_each_and_goes_on(bad: Path, locked_project: Project, tmp_path: Path) -> None:
    project = copied(locked_project, tmp_path / "repository")
    given = sorted(str(path) for path in bad.iterdir())
    outcome = project.build("draft", *given, "--out", str(tmp_path / "drafts"))
    assert outcome.status == 1 and "Traceback" not in outcome.err
    errors = re.findall(r"^(.*): error: (.*) \[article-file\]", outcome.err, re.M)
    why = {Path(file).name: said for file, said in errors}
    assert {n for n, (_, said) in REFUSED.items() if said in why.get(n, "")} == set(REFUSED)
    assert [path.name for path in (tmp_path / "drafts").iterdir()] == ["lampford-hand-lamps.yaml"]


@pytest.mark.parametrize("name", some(READ, 3))
def test_what_is_only_strange_is_read_and_its_rows_keep_the_contract(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(READ[name])
    before = time.perf_counter()
    article = oc.read_article(tmp_path / name)
    assert isinstance(article, Article) and article.counted
    found = judge_tables(machine_contract(), to_tables([extract_rows(article)]))
    assert [(f.table, f.field, f.message) for f in found] == []
    assert time.perf_counter() - before < 10


@pytest.mark.medium
@pytest.mark.filterwarnings("ignore::outsourced_care.LanguageWarning")
@pytest.mark.parametrize(
    "text", ["The lamp is lit, and ‘burns’. ", "“", "a", "1990 ", "(picture: "]
)
def test_a_line_of_a_megabyte_takes_no_time_squared(text: str) -> None:
    before = time.perf_counter()
    try:
        oc.extract(oc.read_article("Lamps\n\n" + text * (1_000_000 // len(text)) + ".\n"))
    except oc.DatasetError as error:
        assert "\n" not in str(error)
    assert time.perf_counter() - before < 30


@pytest.mark.medium
def test_a_file_of_100_megabytes_takes_no_memory(bad: Path) -> None:
    script = (
        "import resource, sys, outsourced_care as oc, outsourced_care.article\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for name in sys.argv[1:]:\n"
        "    try: oc.read_article(name)\n"
        "    except oc.DatasetError: pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    command = [sys.executable, "-c", script, str(bad / "huge.txt"), str(bad / "huge.html")]
    done = subprocess.run(command, capture_output=True, check=True)
    assert int(done.stdout) < 3 * LIMIT // 1024  # kilobytes; that is 60 MB


# --- names that are no articles -----------------------------------------------------------------


def folder(path: Path) -> None:
    path.mkdir()


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def locked(path: Path) -> None:
    path.write_text(NEWS, encoding="utf-8")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("who runs this may read anything")


def nothing(path: Path) -> None:
    assert not path.exists()


@pytest.fixture(params=[folder, os.mkfifo, loop, locked, nothing], ids=lambda made: made.__name__)
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "lamps.txt"
    request.param(path)
    yield path
    if path.is_file():
        path.chmod(0o644)


def test_what_is_no_file_is_refused_at_every_door(
    no_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(oc.DatasetError) as caught:
        oc.read_article(no_file)  # of a pipe, without waiting for who writes to it
    assert "\n" not in str(caught.value)
    out = tmp_path / "tables"
    assert main(["extract", str(no_file), "--out", str(out)]) != 0
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.medium
def test_what_is_no_file_is_never_drafted(no_file: Path, project: Project, tmp_path: Path) -> None:
    outcome = project.build("draft", str(no_file), "--out", str(tmp_path / "drafts" / "a.yaml"))
    assert outcome.status != 0 and "Traceback" not in outcome.err
    assert not (tmp_path / "drafts").exists()


NAMES = [b"lamps\x1b[2J.txt", b"lamps\n.txt", b"lamps\xff.txt", "lamps\u202e.txt".encode()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [NEWS, ""])
def test_names_with_control_characters_are_told_without_them(
    tmp_path: Path, name: bytes, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / os.fsdecode(name)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    out = tmp_path / "tables"
    assert main(["extract", str(path), "--out", str(out)]) == (0 if text else 1)
    told = json.loads((out / "report.json").read_bytes())
    assert [one["where"] for one in told["refused"]] == ([] if text else [str(path)])
    err = capsys.readouterr().err
    assert err.count("\n") == (0 if text else 1) and "\x1b" not in err and "\u202e" not in err


@pytest.mark.parametrize("kind", ["txt", "html", "jsonl"])
def test_another_language_gives_one_note_and_no_rows(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "".join(f"<p>{line}</p>" for line in GERMAN.splitlines())
    written = {"txt": GERMAN, "html": page, "jsonl": json.dumps({"text": GERMAN}) + "\n"}[kind]
    path = tmp_path / f"lamps.{kind}"
    path.write_text(written, encoding="utf-8")
    out = tmp_path / "tables"
    assert main(["extract", str(path), "--out", str(out)]) == 1
    err = capsys.readouterr().err
    assert "not English" in err and err.count("\n") == 1
    assert not any(json.loads((out / "report.json").read_bytes())["rows"].values())


# --- kills --------------------------------------------------------------------------------------


def prepare(root: Path, texts: Path) -> None:
    """A folder with tables of one article."""
    root.mkdir(parents=True)
    extract_into(Options((texts / "one.txt",), root / "tables"))


def act(root: Path, texts: Path) -> None:
    """Replace them by tables of two."""
    extract_into(Options((texts,), root / "tables", force=True))


def state(out: Path) -> dict[str, bytes]:
    files = (p for p in sorted(out.rglob("*")) if p.is_file() and p.name != "report.json")
    return {str(p.relative_to(out)): p.read_bytes() for p in files}


@pytest.mark.slow
def test_a_kill_leaves_the_earlier_tables_or_the_new_ones(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "one.txt").write_text(NEWS, encoding="utf-8")
    (texts / "two.txt").write_text(NEWS.replace("Lampford", "Pellam"), encoding="utf-8")
    prepare(tmp_path / "before", texts)
    prepare(tmp_path / "after", texts)
    act(tmp_path / "after", texts)
    allowed = [state(tmp_path / name / "tables") for name in ("before", "after")]
    assert allowed[0] != allowed[1]
    roots = killed_before_each(
        partial(prepare, texts=texts), partial(act, texts=texts), tmp_path / "kills"
    )
    assert len(roots) > 20
    for root in roots:
        assert state(root / "tables") in allowed
        there = {p.name for p in root.iterdir() if not p.name.startswith(".")}
        assert there <= {"tables", "tables.unfinished"}
    for root in (roots[len(roots) // 2], roots[-2]):  # what is left over hinders nobody
        assert main(["extract", str(texts), "--out", str(root / "tables"), "--force"]) == 0
        assert state(root / "tables") == allowed[1]
