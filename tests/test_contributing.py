"""CONTRIBUTING.md: its worked example goes through as it says, from text to tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
import pytest
from conftest import ROOT, Project

pytestmark = pytest.mark.medium
PAGE = ROOT / "CONTRIBUTING.md"
ID = "harbour-news-2031-05-saltmere"


@dataclass(frozen=True)
class Block:
    """A fenced block: what is to be done with it, the name it bears, its text."""

    todo: str
    name: str
    text: str


def blocks() -> list[Block]:
    found = re.findall(
        r"^```\w+ (\w+)(?:=(.+?))?\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S
    )
    return [Block(*parts) for parts in found]


@pytest.fixture
def example(built: Project) -> Project:
    """The fictional repository with the files of the example, as a contributor makes them.

    Not this one: what others contribute to it must not decide whether the example goes through.
    """
    for block in blocks():
        path = built.root / block.name
        if block.todo == "file":
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.todo == "add":
            path.write_text(path.read_text(encoding="utf-8") + block.text, encoding="utf-8")
    return built


def commands() -> list[list[str]]:
    lines = "".join(b.text for b in blocks() if b.todo == "run").splitlines()
    return [line.partition("#")[0].split()[2:] for line in lines]


def test_the_example_goes_through(example: Project) -> None:
    check, build, diff = commands()
    before = len(pd.read_csv(example.root / "data/quotes.csv"))
    assert (build, diff) == ([], ["diff", "HEAD"])
    outcome = example.build(*check)
    assert outcome.status == 0, outcome.out
    assert outcome.err.endswith("check: nothing found\n")
    assert (example.entry(ID).with_suffix(".lock")).is_file()
    assert example.build(*build).status == 0
    quotes = pd.read_csv(example.root / "data/quotes.csv")
    assert list(quotes[quotes["article_id"] == ID]["speaker"]) == [
        "Ana Brill", "Ana Brill", "Union of Lamp Teachers",
    ]  # fmt: skip
    assert len(quotes) == before + 3


def test_the_entry_is_shown_in_its_canonical_form(example: Project) -> None:
    """But for the order of the registries, which are longer than what is shown."""
    before = example.entry(ID).read_text(encoding="utf-8")
    assert example.build("check", ID, "--fix").status == 0
    assert example.entry(ID).read_text(encoding="utf-8") == before


def test_the_message_is_what_the_page_shows(example: Project) -> None:
    assert example.build("check", "--fix").status == 0
    (shown,) = (b for b in blocks() if b.todo == "output")
    old, new = shown.name.split("→")
    entry = example.entry(ID)
    entry.write_text(entry.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    outcome = example.build("check", ID)
    assert outcome.status == 1
    assert shown.text in outcome.out
