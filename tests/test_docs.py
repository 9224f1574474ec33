"""The pages whose code is run: what a reader copies works, and prints what the page shows.

Catches examples that fail, shown output that has drifted from the data, and pages that reach for
the network. `python tests/test_docs.py --update` writes the output anew.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from conftest import ARTICLES_VARIABLE, ROOT

# the languages of each page's code; the test below finds both a missing and an unknown one
PAGES = {
    ROOT / "docs/first-five-minutes.md": ("python", "sql", "r"),
    ROOT / "docs/questions.md": ("python",),
    ROOT / "docs/extraction.md": ("python",),
    ROOT / "docs/scaling.md": ("python",),
}
RUNS = [(page, language) for page, languages in PAGES.items() for language in languages]

# a block of code, and the block of text right behind it, which is what the code prints
BLOCK = re.compile(
    r"^```(?P<language>\S*)\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.M | re.S
)
NETWORK = re.compile(
    r"https?:|ftp:|s3:|\b(urllib|requests|httpx|socket|httpfs|curl|download\w*|install)\b"
    r"|\burl\(|install[._]packages",
    re.I,
)
MARK = "==== next block ===="

# Both run the blocks that come in by standard input as (line of the page, code), with a mark
# before the output of each; a fault is told with the page's own line.
PYTHON = f"""
import json, sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise RuntimeError("a page must not use the network")
sys.addaudithook(refuse)
names = {{"__name__": "__main__"}}
for line, code in json.load(sys.stdin):
    print({MARK!r})
    exec(compile("\\n" * line + code, sys.argv[1], "exec"), names)
"""
SQL = f"""
import json, sys
import duckdb
settings = {{"autoinstall_known_extensions": False, "autoload_known_extensions": False}}
connection = duckdb.connect(config=settings)
for line, code in json.load(sys.stdin):
    print({MARK!r})
    for statement in connection.extract_statements(code):
        try:
            relation = connection.sql(statement.query)
        except duckdb.Error as error:
            sys.exit(f"{{sys.argv[1]}}, block at line {{line}}: {{error}}")
        if relation is not None:
            relation.show(max_width=100, max_rows=40)
"""


def blocks(page: Path, language: str) -> list[re.Match[str]]:
    """The page's blocks of code in a language, in order."""
    text = page.read_text(encoding="utf-8")
    return [b for b in BLOCK.finditer(text) if b["language"] == language]


def printed(page: Path, language: str) -> list[str]:
    """What each block of a language prints, all of them run in one fresh process."""
    sources = [
        (b.string.count("\n", 0, b.start("code")), b["code"]) for b in blocks(page, language)
    ]
    if language == "r":
        command = ["Rscript", "--vanilla", "-"]
        given = "".join(f'cat("{MARK}\\n")\n{code}\n' for _, code in sources)
    else:
        runner = PYTHON if language == "python" else SQL
        command = [sys.executable, "-X", "utf8", "-c", runner, page.name]
        given = json.dumps(sources)
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != ARTICLES_VARIABLE} | {"LC_ALL": "C.UTF-8"},
        input=given,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, f"{page.name}: its {language} code fails\n{done.stderr}"
    outputs = done.stdout.split(f"{MARK}\n")[1:]
    assert len(outputs) == len(sources), f"{page.name}: {language} code that hides its output"
    return [trimmed(output) for output in outputs]


def trimmed(output: str) -> str:
    """The text without white space at the ends of lines and at its own end."""
    return "\n".join(line.rstrip() for line in output.splitlines()).rstrip()


def missing_tool(language: str) -> str | None:
    """Why code of a language cannot run here, or nothing when it can."""
    if language == "r" and shutil.which("Rscript") is None:
        return "Rscript is not on the PATH"
    if language == "sql" and find_spec("duckdb") is None:
        return "duckdb is not installed"
    return None


def with_output(page: Path, language: str, outputs: list[str]) -> str:
    """The page's text, each block of a language followed by what it prints."""
    rest = iter(outputs)

    def shown(block: re.Match[str]) -> str:
        if block["language"] != language:
            return block[0]
        output = next(rest)
        behind = f"\n```text\n{output}\n```\n" if output else ""
        return f"```{language}\n{block['code']}```\n{behind}"

    return BLOCK.sub(shown, page.read_text(encoding="utf-8"))


def update(report: Callable[[str], object] = print) -> None:
    """Write what the code prints now into the pages."""
    for page, language in RUNS:
        if reason := missing_tool(language):
            report(f"{page.name}: {language} left as it is: {reason}")
            continue
        text = with_output(page, language, printed(page, language))
        changed = text != page.read_text(encoding="utf-8")
        page.write_text(text, encoding="utf-8", newline="\n")
        report(f"{page.name}: {language} {'written anew' if changed else 'unchanged'}")


@pytest.mark.medium
@pytest.mark.parametrize(("page", "language"), RUNS, ids=[f"{p.stem}-{n}" for p, n in RUNS])
def test_code_prints_what_the_page_shows(page: Path, language: str) -> None:
    if language == "sql":
        pytest.importorskip("duckdb")
    if reason := missing_tool(language):
        pytest.skip(reason)
    for block, output in zip(blocks(page, language), printed(page, language), strict=True):
        line = block.string.count("\n", 0, block.start()) + 1
        shown = trimmed(block["output"] or "")
        drift = "\n".join(
            difflib.unified_diff(shown.split("\n"), output.split("\n"), "page", "now")
        )
        assert shown == output, (
            f"{page.name}, block at line {line}: the code prints something else than the page "
            f"shows. If that is right, run: python tests/test_docs.py --update\n{drift}"
        )


@pytest.mark.parametrize("page", PAGES, ids=[p.stem for p in PAGES])
def test_a_page_has_the_code_and_the_output_that_are_tested(page: Path) -> None:
    """Without this, a page whose blocks are not found would pass."""
    found = list(BLOCK.finditer(page.read_text(encoding="utf-8")))
    assert {b["language"] for b in found} == set(PAGES[page]), f"{page.name}: name its languages"
    for language in PAGES[page]:
        own = blocks(page, language)
        assert own and all(b["code"].strip() for b in own), f"{page.name}: no {language} code"
        assert any((b["output"] or "").strip() for b in own), f"{page.name}: {language} shows none"
    fences = re.findall(r"^```", found[0].string, re.M)
    behind_code = sum(4 if b["output"] is not None else 2 for b in found)
    assert len(fences) == behind_code, f"{page.name}: a fence without a pair, or loose output"


@pytest.mark.parametrize("page", PAGES, ids=[p.stem for p in PAGES])
def test_no_code_uses_the_network(page: Path) -> None:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        assert not (hit := NETWORK.search(block["code"])), f"{page.name}: {hit}"


@pytest.mark.parametrize("page", PAGES, ids=[p.stem for p in PAGES])
def test_code_and_output_fit_the_page(page: Path) -> None:
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        assert max(len(line) for line in block[0].splitlines()) <= 110, f"{page.name}: {block[0]}"


def test_drift_is_told_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with wrong, missing and needless output fails, and passes once it is updated."""
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nprint('now  ')\n```\n\n```text\nthen\n```\n\nWords.\n\n"
        "```python\nprint(1)\n```\n\n```python\nx = 1\n```\n\n```text\nold\n```\n",
        encoding="utf-8",
    )
    with pytest.raises(AssertionError, match=r"line 1: .*\n?.*python tests/test_docs.py --update"):
        test_code_prints_what_the_page_shows(page, "python")
    monkeypatch.setitem(globals(), "RUNS", [(page, "python")])
    update(report=str)
    test_code_prints_what_the_page_shows(page, "python")
    assert page.read_text(encoding="utf-8") == (
        "```python\nprint('now  ')\n```\n\n```text\nnow\n```\n\nWords.\n\n"
        "```python\nprint(1)\n```\n\n```text\n1\n```\n\n```python\nx = 1\n```\n"
    )


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("\nraise SystemExit('no')\n", "no"),
        ("import socket\nsocket.create_connection(('127.0.0.1', 9))\n", "must not use the network"),
        ("x = 1\nundefined\n", 'File "page.md", line 3'),
    ],
)
def test_code_that_fails_is_told(tmp_path: Path, code: str, told: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"```python\n{code}```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=re.escape(told)):
        test_code_prints_what_the_page_shows(page, "python")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/test_docs.py --update")
    update()
