"""`CITATION.cff`: what programs read when a release is cited.

Catches a file that is no Citation File Format 1.2.0: a key it does not know or a required one
that is missing, a value that YAML takes for something else, words that were lost on the way.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.contract import Json
from outsourced_care.package_words import load_package_words
from outsourced_care.releases.citation import citation_bytes

# from the schema of Citation File Format 1.2.0, https://doi.org/10.5281/zenodo.5171937
REQUIRED = {"authors", "cff-version", "message", "title"}
KNOWN = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "preferred-citation", "references", "repository"),
    *("repository-artifact", "repository-code", "type", "url", "version"),
}
PERSON = {"family-names", "given-names", "website"}
ENTITY = {"name", "website"}
DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])")


def words(**more: Any) -> Json:
    """Words as `load_package_words` gives them."""
    return {
        "name": "lantern-care",
        "title": "Lantern Care",
        "description": "A made-up dataset about lamps.",
        "keywords": ["lamps"],
        "licenses": [{"name": "CC-BY-4.0", "path": "https://example.org/by"}],
        "contributors": [{"title": "Nobody in particular"}],
        **more,
    }


def cited(given_words: Json, version: str = "0.2.0", date: str = "2031-02-03") -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(citation_bytes(given_words, version, date))
    return content


def test_the_datasets_own_citation_is_in_the_form() -> None:
    own, found = load_package_words(ROOT / "entries/package.yaml", "package.yaml")
    assert found == []
    content = cited(own, "0.1.0", "2026-11-22")
    assert content.keys() >= REQUIRED and content.keys() <= KNOWN
    assert (content["cff-version"], content["type"]) == ("1.2.0", "dataset")
    assert (content["version"], content["date-released"]) == ("0.1.0", "2026-11-22")
    assert (content["title"], content["abstract"]) == (own["title"], own["description"])
    assert content["authors"] == [{"name": "Outsourced Care contributors"}]
    assert content["license"] == "CC-BY-4.0"


@pytest.mark.parametrize(
    ("contributors", "authors"),
    [
        ([{"title": "A Lamp Club"}], [{"name": "A Lamp Club"}]),
        (
            [{"title": "Ana Brill", "familyName": "Brill", "givenName": "Ana"}],
            [{"family-names": "Brill", "given-names": "Ana"}],
        ),
        (
            [{"title": "A Host", "roles": ["host"]}, {"title": "B", "roles": ["author"]}],
            [{"name": "B"}],
        ),
        (
            [{"title": "A Host", "roles": ["host"], "path": "https://example.org"}],
            [{"name": "A Host", "website": "https://example.org"}],
        ),
    ],
    ids=["a body", "a person", "authors only", "nobody is an author"],
)
def test_authors(contributors: list[Json], authors: list[Json]) -> None:
    assert cited(words(contributors=contributors))["authors"] == authors


@pytest.mark.parametrize(
    ("names", "licence"),
    [(["MIT"], "MIT"), (["MIT", "CC0-1.0"], ["MIT", "CC0-1.0"]), ([], None)],
)
def test_licences(names: list[str], licence: object) -> None:
    licences = [{"name": n} for n in names] or [{"title": "A licence without a name"}]
    assert cited(words(licenses=licences)).get("license") == licence


def test_a_homepage_is_told_where_there_is_one() -> None:
    assert cited(words(homepage="https://example.org/"))["url"] == "https://example.org/"
    assert "url" not in cited(words())


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)
TEXTS = TEXTS.map(lambda text: " ".join(text.split()) or "x")


@given(TEXTS, TEXTS, st.lists(TEXTS, min_size=1))
def test_any_words_come_back_as_they_were(title: str, about: str, keywords: list[str]) -> None:
    content = cited(words(title=title, description=about, keywords=keywords))
    assert (content["title"], content["abstract"]) == (title, about)
    assert content["keywords"] == list(dict.fromkeys(keywords))
    assert all(isinstance(content[key], str) for key in ("version", "date-released"))
    assert DATE.fullmatch(content["date-released"])


def test_the_committed_citation_is_of_a_dataset() -> None:
    content = yaml.safe_load(Path(ROOT / "CITATION.cff").read_bytes())
    assert content.keys() >= REQUIRED and content.keys() <= KNOWN
    for author in content["authors"]:
        assert author.keys() <= PERSON or author.keys() <= ENTITY
