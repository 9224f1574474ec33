"""What other catalogues read: schema.org, Croissant, CSVW, dataset card, `.zenodo.json`.

Catches metadata that its readers refuse or read wrongly, sizes and hashes of other files,
something said that no one recorded, and words that break out of where they stand.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import html
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cmarkgfm  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from conftest import ROOT, Project
from hypothesis import given
from hypothesis import strategies as st
from lamp_releases import put

import outsourced_care as oc
from outsourced_care.cli import main
from outsourced_care.contract import Category, Contract, Json
from outsourced_care.descriptor import DESCRIPTOR, render
from outsourced_care.metadata import Download, Extent, extent, files, script_safe
from outsourced_care.metadata.csvw import csvw
from outsourced_care.metadata.text import markdown, plain
from outsourced_care.metadata.words import citation, downloads
from outsourced_care.metadata.zenodo import zenodo_bytes
from outsourced_care.package_words import load_package_words
from outsourced_care.schema_files import load_contract

CONTRACT = load_contract(ROOT / "schemas")
HOSTILE = '</script><script>alert("1")</script><!-- ]]> \\ \n---\n\x00\x85\u2028 & \'"'


def words(**more: Any) -> Json:
    """Words as `load_package_words` gives them."""
    return {
        "name": "lantern-care",
        "title": "Lantern Care",
        "description": "A made-up dataset about lamps.",
        "keywords": ["lamps"],
        "licenses": [{"name": "CC-BY-4.0", "path": "https://example.org/by"}],
        "contributors": [{"title": "A Lamp Club", "roles": ["author"]}, {"title": "A Host"}],
        **more,
    }


def table(name: str, *rows: Json) -> pa.Table:
    """Rows of a table of the contract; cells that are not given are empty."""
    fields = CONTRACT[name].fields
    return pa.table(
        {f.name: pa.array([r.get(f.name) for r in rows], f.to_arrow().type) for f in fields}
    )


TABLES = {name: table(name) for name in CONTRACT} | {
    "articles": table("articles", {"article_id": "lamps", "title": "Of lamps", "language": "en"})
}
RENDERED = render(TABLES, CONTRACT, words(), "0.2.0")
DESCRIBED = json.loads(RENDERED[DESCRIPTOR])


def described(**more: Any) -> Json:
    """A descriptor with other words."""
    return {**DESCRIBED, **more}


def page(descriptor: Json = DESCRIBED, *arguments: Any, **named: Any) -> dict[str, Any]:
    """The JSON-LD of a page."""
    content = json.loads(files(descriptor, CONTRACT, *arguments, **named)["schema-org.jsonld"])
    assert isinstance(content, dict)
    return content


def croissant(descriptor: Json = DESCRIBED, *arguments: Any, **named: Any) -> dict[str, Any]:
    """The Croissant metadata."""
    content = json.loads(files(descriptor, CONTRACT, *arguments, **named)["croissant.json"])
    assert isinstance(content, dict)
    return content


def header(card: bytes) -> dict[str, Any]:
    """The YAML at the head of a dataset card, up to the first line that ends it."""
    found = re.match(r"---\n(.*?)\n---\n", card.decode(), re.S)
    assert found is not None
    content = yaml.safe_load(found[1])
    assert isinstance(content, dict)
    return content


def test_each_file_is_where_its_readers_look() -> None:
    listed = {f"data/{name}.csv-metadata.json" for name in CONTRACT}
    there = {"schema-org.jsonld", "croissant.json", "README.md", "data/csv-metadata.json"}
    assert files(DESCRIBED, CONTRACT).keys() == listed | there


def test_files_without_a_folder_have_their_metadata_beside_them() -> None:
    """As `outsourced-care export csv` lays them out."""
    flat = [
        {**r, "path": Path(r["path"]).name} for r in DESCRIBED["resources"] if r["format"] == "csv"
    ]
    written = files(described(resources=flat), CONTRACT)
    assert {"people.csv-metadata.json", "csv-metadata.json"} <= written.keys()
    assert json.loads(written["people.csv-metadata.json"])["url"] == "people.csv"


def test_sizes_and_hashes_are_those_of_the_files() -> None:
    for content in (page(), croissant()):
        assert len(content["distribution"]) == 2 * len(CONTRACT)
        for told in content["distribution"]:
            raw = RENDERED[told["contentUrl"]]
            assert told["sha256"] == hashlib.sha256(raw).hexdigest()
            assert told.get("contentSize") in (None, f"{len(raw)} B")  # of Parquet none is listed
            assert "contentSize" in told or told["name"].endswith(".parquet")


def test_nothing_is_said_that_is_not_recorded() -> None:
    for content in (page(), croissant()):
        unknown = {"url", "datePublished", "temporalCoverage", "identifier", "sameAs", "publisher"}
        assert not unknown & content.keys()
    written = b"".join(files(DESCRIBED, CONTRACT).values()) + zenodo_bytes(words(), "0.2.0")
    assert re.search(rb"doi\.org|orcid|\b20[23][0-9]-[01][0-9]", written) is None


@pytest.mark.parametrize(
    ("homepage", "base", "url", "first"),
    [
        (None, None, None, "data/articles.csv"),
        (None, "https://example.org/a/", "https://example.org/a/", "https://example.org/a/data/articles.csv"),
        ("https://example.org", "https://e.org/a", "https://example.org", "https://e.org/a/data/articles.csv"),
        ("https://example.org", None, "https://example.org", "data/articles.csv"),
        (None, "../", None, "../data/articles.csv"),
    ],
    ids=["neither", "base", "both", "homepage", "relative base"],
)  # fmt: skip
def test_addresses(homepage: str | None, base: str | None, url: str | None, first: str) -> None:
    descriptor = described(homepage=homepage) if homepage else DESCRIBED
    for content in (page(descriptor, base), croissant(descriptor, base)):
        assert content.get("url") == url
        assert content["distribution"][0]["contentUrl"] == first


def test_what_is_known_besides_is_told() -> None:
    days = (dt.date(2030, 1, 1), dt.date(2031, 5, 20))
    about = Extent(*days, ("en-GB", "cy"), dt.date(1990, 1, 1), dt.date(2031, 1, 1))
    book = Download("lamps 1.xlsx", "Workbook", "application/x-book", "0" * 64, 12)
    sized = replace(next(d for d in downloads(DESCRIBED) if d.name == "quotes.parquet"), size=7)
    known: Any = {"extent": about, "published": "2031-02-03", "more": [book, sized]}
    for content in (page(**known), croissant(**known)):
        assert content["temporalCoverage"] == "2030-01-01/2031-05-20"
        assert content["datePublished"] == "2031-02-03"
        sizes = {d["name"]: d.get("contentSize") for d in content["distribution"]}
        assert sizes["quotes.parquet"] == "7 B"
        assert len(sizes) == len(content["distribution"])  # a file that is told twice is one
    told = page(**known)["distribution"][-1]
    assert (told["contentUrl"], told["contentSize"]) == ("lamps%201.xlsx", "12 B")
    card = files(DESCRIBED, CONTRACT, **known)["README.md"]
    assert header(card)["language"] == ["cy", "en"]
    times = "of 2030-01-01 to 2031-05-20; the events that they tell of happened from 1990 to 2031."
    assert times in card.decode()
    cited = citation(DESCRIBED, "2031-02-03")
    assert "(2031)" in cited
    assert {page(**known)["creditText"], croissant(**known)["citeAs"]} == {cited}
    assert f"> {markdown(cited)}\n" in card.decode()


ARTICLE = {"published_from": dt.date(2030, 5, 1), "published_to": dt.date(2030, 6, 1)}
EARLY = {"date_from": dt.date(2020, 1, 1), "date_to": dt.date(2020, 1, 31)}
LATE = {"date_from": dt.date(2040, 1, 1), "date_to": None}


@pytest.mark.parametrize(
    ("articles", "events", "interval", "years"),
    [
        ([], [], None, None),
        ([{}], [{}], None, None),
        ([ARTICLE], [], "2030-05-01/2030-06-01", None),
        ([ARTICLE], [{**EARLY, "status": "occurred"}], "2030-05-01/2030-06-01", "in 2020"),
        ([ARTICLE], [{**EARLY, "status": "planned"}], "2030-05-01/2030-06-01", None),
        ([ARTICLE, {"published_to": dt.date(2031, 1, 1)}], [], "2030-05-01/2031-01-01", None),
        (
            [ARTICLE],
            [{**EARLY, "status": "occurred"}, {**LATE, "status": "occurred"}],
            "2030-05-01/2030-06-01",
            "from 2020 to 2040",
        ),
        ([], [{**LATE, "status": "occurred"}], None, "in 2040"),
    ],
    ids=[
        "no rows", "no dates", "articles", "an event", "a plan", "open begin", "open end",
        "no articles",
    ],
)  # fmt: skip
def test_extent(
    articles: list[Json], events: list[Json], interval: str | None, years: str | None
) -> None:
    languages = [{**row, "language": tag} for row in articles for tag in ("en", "cy", "en")]
    found = extent({"articles": table("articles", *languages), "events": table("events", *events)})
    assert (found.interval, found.years) == (interval, years)
    assert found.languages == (("cy", "en") if articles else ())


@pytest.mark.parametrize(
    ("contributors", "creators", "deposited"),
    [
        (
            [{"title": "A Host", "roles": ["host"]}, {"title": "A Club", "roles": ["author"]}],
            [{"@type": "Organization", "name": "A Club"}],
            [{"name": "A Club"}],
        ),
        (
            [{"title": "Ana Brill", "familyName": "Brill", "givenName": "Ana"}],
            [
                {
                    "@type": "Person",
                    "name": "Ana Brill",
                    "familyName": "Brill",
                    "givenName": "Ana",
                }
            ],
            [{"name": "Brill, Ana"}],
        ),
        (
            [{"familyName": "Brill", "path": "https://example.org"}],
            [
                {
                    "@type": "Person",
                    "name": "Brill",
                    "familyName": "Brill",
                    "url": "https://example.org",
                }
            ],
            [{"name": "Brill"}],
        ),
    ],
    ids=["a body", "a person", "no title"],
)
def test_creators(contributors: list[Json], creators: list[Json], deposited: list[Json]) -> None:
    descriptor = described(contributors=contributors)
    assert page(descriptor)["creator"] == creators
    assert [c["name"] for c in croissant(descriptor)["creator"]] == [c["name"] for c in creators]
    assert json.loads(zenodo_bytes(descriptor, "0.2.0"))["creators"] == deposited


@pytest.mark.parametrize(
    ("licence", "address", "cited", "hub", "deposited"),
    [
        ({"name": "MIT", "path": "https://e.org/m"}, "https://e.org/m", "MIT", "mit", "MIT"),
        ({"name": "MIT"}, "MIT", "MIT", "mit", "MIT"),
        ({"title": "Ours", "path": "https://e.org"}, "https://e.org", "Ours", "other", None),
        ({"path": "https://e.org"}, "https://e.org", "https://e.org", "other", None),
    ],
    ids=["whole", "name", "no name", "address"],
)
def test_licences(licence: Json, address: str, cited: str, hub: str, deposited: str | None) -> None:
    descriptor = described(licenses=[licence])
    assert page(descriptor)["license"] == croissant(descriptor)["license"] == address
    assert page(descriptor)["creditText"].endswith(f"[Data set]. {cited}.")
    card = header(files(descriptor, CONTRACT)["README.md"])
    assert (card["license"], card.get("license_link")) == (hub, address if hub == "other" else None)
    assert json.loads(zenodo_bytes(descriptor, "0.2.0")).get("license") == deposited


CLUB = {"title": "A Lamp Club"}
BRILL = {"givenName": "Ada", "familyName": "Brill Jr."}
BY = {"name": "CC-BY-4.0", "title": "Attribution"}


@pytest.mark.parametrize(
    ("more", "given", "cited"),
    [
        ({}, (), "A Lamp Club. Lamps (version 7.8.9) [Data set]. CC BY 4.0."),
        ({}, ("2031-02-03",), "A Lamp Club (2031). Lamps (version 7.8.9) [Data set]. CC BY 4.0."),
        (
            {"contributors": [CLUB, BRILL], "licenses": [BY, {"name": "CC0-1.0"}]},
            (None, "https://e.org/a/"),
            "A Lamp Club, Ada Brill Jr. Lamps (version 7.8.9) [Data set]. CC BY 4.0, CC0 1.0."
            " https://e.org/a/",
        ),
        (
            {"homepage": "https://e.org", "licenses": [{"name": "CC-BY-NC-SA-4.0"}]},
            (None, "../"),
            "A Lamp Club. Lamps (version 7.8.9) [Data set]. CC BY-NC-SA 4.0. https://e.org",
        ),
        (
            {"contributors": [], "licenses": [{"name": "ODbL-1.0"}]},
            ("2031-02-03", "../"),
            "Lamps (version 7.8.9) [Data set]. (2031). ODbL-1.0.",
        ),
        ({"contributors": [], "licenses": []}, (), "Lamps (version 7.8.9) [Data set]."),
    ],
    ids=["plain", "a day", "two of each", "a homepage", "no maker", "nothing"],
)
def test_citations(more: Json, given: tuple[str | None, ...], cited: str) -> None:
    own = {"title": "Lamps", "version": "7.8.9", "contributors": [CLUB], "licenses": [BY], **more}
    assert citation(own, *given) == cited


def test_variables_are_described_and_identifiers_are_none() -> None:
    told = {v["name"]: v["description"] for v in page()["variableMeasured"]}
    assert told["quotes.cue"] == CONTRACT["quotes"]["cue"].description
    assert not told.keys() & {"quotes.quote_id", "quotes.article_id", "evidence.start"}


def test_articles_are_cited_unless_a_page_would_be_filled_with_them() -> None:
    assert page()["citation"] == [{"@type": "Article", "name": "Of lamps"}]
    assert "citation" not in page(described(sources=[{"title": "Of lamps"}] * 101))


def test_a_table_is_loaded_from_its_best_file_and_an_empty_one_is_not() -> None:
    assert header(files(DESCRIBED, CONTRACT)["README.md"])["configs"] == [
        {
            "config_name": "articles",
            "data_files": [{"split": "train", "path": "data/articles.parquet"}],
            "default": True,
        }
    ]
    only = [r for r in DESCRIBED["resources"] if r["format"] == "csv"]
    card = header(files(described(resources=only), CONTRACT)["README.md"])
    assert card["configs"][0]["data_files"][0]["path"] == "data/articles.csv"


@pytest.mark.parametrize(
    ("rows", "size"),
    [(999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**9, "n>1B")],
)
def test_the_card_tells_the_size(rows: int, size: str) -> None:
    resources = [
        {**r, "rows": rows if r["name"].startswith("people") else 0} for r in DESCRIBED["resources"]
    ]
    card = header(files(described(resources=resources), CONTRACT)["README.md"])
    assert card["size_categories"] == [size]


def test_a_folder_without_files_has_no_card() -> None:
    with pytest.raises(ValueError, match="no table has a file"):
        files(described(resources=[]), CONTRACT)


def test_croissant_tells_types_keys_values_and_references_that_can_be_followed() -> None:
    sets = {s["@id"]: s for s in croissant()["recordSet"]}
    fields = {f["@id"]: f for s in sets.values() for f in s["field"]}
    assert list(sets)[: len(CONTRACT)] == list(CONTRACT)
    for name, one in CONTRACT.items():
        assert [k["@id"] for k in sets[name]["key"]] == [f"{name}/{f}" for f in one.primary_key]
    assert fields["quotes/sequence"]["dataType"] == "sc:Integer"
    assert fields["events/date"]["dataType"][0] == "sc:Text"
    assert fields["quotes/link"]["dataType"] == "sc:URL"
    leads = {k: f["references"]["field"]["@id"] for k, f in fields.items() if "references" in f}
    assert leads["quotes/article_id"] == "articles/article_id"
    assert leads["participants/organisation_id"] == "organisations/organisation_id"
    assert set(leads.values()) <= fields.keys()
    assert not {k.split("/")[0] for k in leads} & {v.split("/")[0] for v in leads.values()}
    told = {row["events.status/value"] for row in sets["events.status"]["data"]}
    assert told == set(CONTRACT["events"]["status"].values)


def test_csvw_refers_where_every_row_does_and_tells_the_rest() -> None:
    group = json.loads(files(DESCRIBED, CONTRACT)["data/csv-metadata.json"])
    tables = {t["url"]: t["tableSchema"] for t in group["tables"]}
    keys = {
        (url, *key["columnReference"]): key["reference"]
        for url, schema in tables.items()
        for key in schema.get("foreignKeys", ())
    }
    columns = {(url, c["name"]): c for url, s in tables.items() for c in s["columns"]}
    assert keys["quotes.csv", "article_id"] == {
        "resource": "articles.csv",
        "columnReference": ["article_id"],
    }
    assert all(columns[column]["required"] for column in keys)
    assert columns["quotes.csv", "quoted_in"]["dc:references"] == "quotes.quote_id"
    assert ("quotes.csv", "quoted_in") not in keys


LETTERS = st.text("ab|.*+?()[]{}^$\\/-", min_size=1, max_size=5)


@given(st.lists(LETTERS, min_size=1, max_size=4), LETTERS)
def test_any_vocabulary_is_matched_and_nothing_else(values: list[str], other: str) -> None:
    one = CONTRACT["people"]
    field = replace(one["name"], categories=tuple(Category(v, v, v) for v in values))
    changed = Contract([replace(one, fields=(one["person_id"], field))])
    content = dict(csvw(DESCRIBED, changed, downloads(DESCRIBED)))["data/people.csv-metadata.json"]
    pattern = content["tableSchema"]["columns"][1]["datatype"]["format"]
    assert all(re.fullmatch(pattern, value) for value in values)
    assert bool(re.fullmatch(pattern, other)) == (other in values)


# https://developers.zenodo.org/#representation
DEPOSIT = {
    *("upload_type", "publication_type", "image_type", "publication_date", "title", "creators"),
    *("description", "access_right", "license", "embargo_date", "access_conditions", "doi"),
    *("prereserve_doi", "keywords", "notes", "related_identifiers", "contributors", "references"),
    *("communities", "grants", "version", "language", "locations", "dates", "method", "subjects"),
}


def test_a_deposit_has_the_fields_that_zenodo_knows() -> None:
    own, found = load_package_words(ROOT / "entries/package.yaml", "package.yaml")
    assert found == []
    content = json.loads(zenodo_bytes(own, "0.2.0"))
    assert content.keys() <= DEPOSIT
    assert (content["upload_type"], content["access_right"]) == ("dataset", "open")
    assert (content["title"], content["version"]) == (own["title"], "0.2.0")
    assert content["license"] == own["licenses"][0]["name"]
    assert content["creators"] == [{"name": "Outsourced Care contributors"}]


def test_the_committed_deposit_is_of_the_release_that_is_cited() -> None:
    content = json.loads((ROOT / ".zenodo.json").read_bytes())
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_bytes())
    assert content.keys() <= DEPOSIT
    assert [content[k] for k in ("title", "version")] == [cited[k] for k in ("title", "version")]
    assert (content["license"], content["keywords"]) == (cited["license"], cited["keywords"])


def test_a_deposits_description_is_html() -> None:
    content = json.loads(zenodo_bytes(words(description="a < b & c"), "0.2.0"))
    assert content["description"] == "a &lt; b &amp; c"


TEXTS = st.text(st.characters(), min_size=1) | st.just(HOSTILE)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
    max_leaves=8,
)


class Scripts(HTMLParser):
    """What a page's scripts hold, and how many elements it has besides."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[str] = []
        self.others = 0
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = tag == "script"
        self.others += not self.inside
        self.held += [""] * self.inside

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_comment(self, data: str) -> None:
        self.others += 1

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.held[-1] += data


@given(VALUES)
def test_any_json_stays_inside_its_script(value: Any) -> None:
    safe = script_safe(json.dumps(value, ensure_ascii=False))
    assert json.loads(safe) == value
    assert not set("<>&\u2028\u2029") & set(safe)
    reader = Scripts()
    reader.feed(f'<script type="application/ld+json">{safe}</script>')
    reader.close()
    assert (reader.held, reader.others) == ([safe], 0)


ONE_TABLE = Contract([CONTRACT["articles"]])


def whole(text: str) -> str:
    """A text as a file in UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode()


@given(TEXTS, TEXTS, st.lists(TEXTS, min_size=1, unique=True))
def test_any_words_come_back_as_they_were(title: str, about: str, keywords: list[str]) -> None:
    descriptor = described(title=title, description=about, keywords=keywords)
    written = files(descriptor, ONE_TABLE)
    for name in ("schema-org.jsonld", "croissant.json"):
        content = json.loads(written[name])
        assert (content["name"], content["description"]) == (whole(title), whole(about))
        assert content["keywords"] == [whole(k) for k in keywords]
    assert json.loads(zenodo_bytes(descriptor, "0.2.0"))["title"] == whole(title)
    card = header(written["README.md"])
    assert card.get("pretty_name", "") == plain(title)
    assert card.get("tags", []) == list(dict.fromkeys(filter(None, map(plain, keywords))))


MARKUP = st.text("ab *_`~<>[]()!|\\\\&#$-+=1.\n/:;\"'", min_size=1)


@given(TEXTS | MARKUP)
def test_any_words_are_plain_words_in_markdown(text: str) -> None:
    shown = cmarkgfm.github_flavored_markdown_to_html(f"x {markdown(text)}\n")
    read = html.unescape(re.sub(r"</?(p|a)\b[^>]*>", "", shown))
    assert read.strip() == f"x {plain(text)}".strip()


def test_hostile_words_end_neither_header_nor_table() -> None:
    hostile = Contract([replace(CONTRACT["articles"], description=HOSTILE + " | x |")])
    card = files(described(title=HOSTILE, description=HOSTILE), hostile)["README.md"]
    shown = cmarkgfm.github_flavored_markdown_to_html(card.decode().split("\n---\n", 1)[1])
    assert "<script" not in shown
    assert shown.count("<td>") == 3


@pytest.fixture(scope="module")
def served(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the fictional tables, their descriptor and all metadata about them."""
    folder = tmp_path_factory.mktemp("served")
    for path, raw in built_project.published().items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(raw)
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    rows = {name: pq.read_table(folder / f"data/{name}.parquet") for name in CONTRACT}
    about = extent(rows)
    assert about.interval is not None
    for path, raw in files(descriptor, CONTRACT, extent=about, published="2031-02-03").items():
        (folder / path).write_bytes(raw)
    return folder


def cells(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of a table as they were published."""
    rows: list[dict[str, Any]] = pq.read_table(folder / f"data/{name}.parquet").to_pylist()
    return rows


@pytest.mark.medium
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_mlcroissant_finds_nothing_to_object_to_and_reads_every_cell(served: Path) -> None:
    import mlcroissant  # type: ignore[import-untyped]

    read = mlcroissant.Dataset(str(served / "croissant.json"))
    issues = read.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert read.metadata.to_json()["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    for name in CONTRACT:
        got = [
            {k.split("/")[1]: _plain_cell(v) for k, v in row.items()} for row in read.records(name)
        ]
        assert got == cells(served, name)
    values = tuple(row["quotes.kind/value"] for row in read.records("quotes.kind"))
    assert values == CONTRACT["quotes"]["kind"].values


def _plain_cell(value: Any) -> Any:
    """A cell that mlcroissant read: it gives bytes, timestamps, and NaN for nothing."""
    if isinstance(value, bytes):
        return value.decode()
    if value is None or value != value:
        return None
    return value.date() if isinstance(value, dt.datetime) else value


@pytest.mark.medium
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_mlcroissant_objects_to_what_is_wrong(served: Path, tmp_path: Path) -> None:
    import mlcroissant

    content = json.loads((served / "croissant.json").read_bytes())
    content["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "data/none.csv"
    (tmp_path / "croissant.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(mlcroissant.ValidationError):
        mlcroissant.Dataset(str(tmp_path / "croissant.json"))


@pytest.mark.medium
def test_csvw_finds_every_file_valid_and_reads_every_cell(served: Path) -> None:
    from csvw import CSVW  # type: ignore[import-untyped]

    group = CSVW(str(served / "data/csv-metadata.json"), validate=True)
    assert group.is_valid, group.warnings
    read = {table.local_name: list(table) for table in group.tables}
    for name in CONTRACT:
        one = CSVW(str(served / f"data/{name}.csv"), validate=True)  # it finds the metadata itself
        assert one.is_valid and not one.no_metadata, one.warnings
        got = [{k: _plain_value(v) for k, v in row.items()} for row in read[f"{name}.csv"]]
        assert got == cells(served, name)


def _plain_value(value: Any) -> Any:
    """A cell that csvw read: it gives addresses in parts, and date-times for dates."""
    if hasattr(value, "unsplit"):
        return value.unsplit()
    return value.date() if isinstance(value, dt.datetime) else value


@pytest.mark.medium
@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("quotes", "cue", "murmur"),  # nothing is wrong with this one
        ("quotes", "kind", "sung"),
        ("quotes", "article_id", "of-no-article"),
        ("quotes", "quote_id", "Not A Slug"),
        ("quotes", "sequence", "0"),
        ("quotes", "cue", None),
        ("events", "date_to", "yesterday"),
        ("people", "person_id", ""),
    ],
)
def test_csvw_objects_to_what_is_wrong_alone(
    served: Path, tmp_path: Path, table: str, column: str, cell: str | None
) -> None:
    from csvw import CSVW

    for path in (served / "data").glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    rows = list(csv.DictReader(io.StringIO((tmp_path / f"{table}.csv").read_text("utf-8"))))
    if cell is None:
        rows = [{k: v for k, v in row.items() if k != column} for row in rows]
    else:
        rows[0][column] = cell
    with (tmp_path / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    try:
        found = CSVW(str(tmp_path / "csv-metadata.json"), validate=True).is_valid
    except ValueError:
        found = False
    assert found == (cell == "murmur")


@pytest.mark.medium
def test_hugging_face_reads_the_card(served: Path) -> None:
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(served / "README.md")
    words = json.loads((served / DESCRIPTOR).read_bytes())
    assert (card.data.pretty_name, card.data.tags) == (words["title"], words["keywords"])
    assert card.data.license == words["licenses"][0]["name"].lower()
    assert card.data.language == ["en"]
    for config in card.data.configs:
        assert config["data_files"][0]["path"] == f"data/{config['config_name']}.parquet"
        assert cells(served, config["config_name"])
    assert [c["config_name"] for c in card.data.configs if c.get("default")] == ["articles"]
    assert card.text.lstrip().startswith(f"# {words['title']}\n")


def _terms(content: Any) -> Iterator[str]:
    """Every property and type in a tree of JSON-LD."""
    for item in content if isinstance(content, list) else [content]:
        if isinstance(item, dict):
            yield item.get("@type", "")
            yield from (key for key in item if not key.startswith("@"))
            for inner in item.values():
                yield from _terms(inner)


@pytest.mark.medium
def test_every_term_is_one_of_schema_org(served: Path) -> None:
    from rdflib.namespace import SDO

    content = json.loads((served / "schema-org.jsonld").read_bytes())
    told = set(_terms(content)) - {""}
    assert {"Dataset", "DataDownload", "variableMeasured", "temporalCoverage", "sha256"} <= told
    assert [term for term in sorted(told) if term not in SDO] == []
    assert "inventedTerm" not in SDO


@pytest.mark.medium
def test_the_bytes_are_the_same_in_every_process(served: Path) -> None:
    program = """
import hashlib, json, sys
from pathlib import Path
from outsourced_care.metadata import files
from outsourced_care.schema_files import load_contract
descriptor, contract = json.loads(Path(sys.argv[1]).read_bytes()), load_contract(Path(sys.argv[2]))
print(hashlib.sha256(repr(files(descriptor, contract)).encode()).hexdigest())
"""
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(served / DESCRIPTOR), str(ROOT / "schemas")],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1


def exported(form: str, out: Path, *arguments: str) -> set[str]:
    """The files of an export with metadata."""
    assert main(["export", form, "--out", str(out), "--metadata", *arguments]) == 0
    return {path.name for path in out.iterdir()}


@pytest.mark.medium
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_an_export_has_it_beside_its_files(tmp_path: Path) -> None:
    import mlcroissant
    from csvw import CSVW
    from huggingface_hub import DatasetCard

    here = {"schema-org.jsonld", "croissant.json", "README.md", DESCRIPTOR}
    out = tmp_path / "csv"
    beside = {"csv-metadata.json", *(f"{name}.csv-metadata.json" for name in CONTRACT)}
    assert exported("csv", out) == here | beside | {f"{name}.csv" for name in CONTRACT}
    assert CSVW(str(out / "csv-metadata.json"), validate=True).is_valid
    read = mlcroissant.Dataset(str(out / "croissant.json"))
    assert read.metadata.ctx.issues.errors == set()
    assert (
        len(list(read.records("people"))) == len((out / "people.csv").read_text().splitlines()) - 1
    )
    for told in json.loads((out / "croissant.json").read_bytes())["distribution"]:
        raw = (out / told["contentUrl"]).read_bytes()
        assert (told["sha256"], told["contentSize"]) == (
            hashlib.sha256(raw).hexdigest(),
            f"{len(raw)} B",
        )
    assert main(["validate", str(out)]) == main(["verify", str(out)]) == 0
    out = tmp_path / "parquet"
    assert exported("parquet", out) == here | {f"{name}.parquet" for name in CONTRACT}
    read = mlcroissant.Dataset(str(out / "croissant.json"))
    assert read.metadata.ctx.issues.errors == set()
    for name in ("events", "quotes"):
        got = [
            {k.split("/")[1]: _plain_cell(v) for k, v in row.items()} for row in read.records(name)
        ]
        assert got == pq.read_table(out / f"{name}.parquet").to_pylist()
    for config in DatasetCard.load(out / "README.md").data.configs:
        assert (out / config["data_files"][0]["path"]).is_file()
    some = exported("csv", tmp_path / "some", "--table", "people", "quotes")
    assert {n for n in some if n.endswith(".csv")} == {"people.csv", "quotes.csv"}


@pytest.mark.medium
def test_an_export_of_a_release_tells_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day stands in the index; data under the same version that are others have none."""

    def told(name: str) -> tuple[str | None, str, str]:
        exported("json", tmp_path / name, "--table", "people")
        page = json.loads((tmp_path / name / "schema-org.jsonld").read_bytes())
        book = tmp_path / f"{name}.sqlite"
        assert main(["export", "sqlite", "--out", str(book), "--table", "people"]) == 0
        with closing(sqlite3.connect(book)) as asked:
            cited = "SELECT value FROM about WHERE property = 'how to cite'"
            return page.get("datePublished"), page["creditText"], asked.execute(cited).fetchone()[0]

    paths = [DESCRIPTOR, *(f"schemas/{name}.json" for name in CONTRACT)]
    paths += [f"data/{name}.{form}" for name in CONTRACT for form in ("csv", "parquet")]
    files = {path: (ROOT / path).read_bytes() for path in paths}
    put(tmp_path / "releases", oc.__version__, files)
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(tmp_path / "releases"))
    day, *cited = told("released")
    assert day == "2031-02-03"
    own = json.loads(files[DESCRIPTOR])
    assert cited == [citation(own, day)] * 2
    other = {"contentHash": f"sha256:{'0' * 64}"}
    own["resources"] = [{**r, **other} for r in own["resources"]]
    put(tmp_path / "releases", oc.__version__, {**files, DESCRIPTOR: json.dumps(own).encode()})
    day, *cited = told("others")
    assert (day, cited) == (None, [citation(own)] * 2)


@pytest.mark.medium
def test_an_export_with_it_is_replaced_while_nobody_changed_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "csv"
    whole = exported("csv", out)
    assert exported("csv", out, "--force") == whole
    assert main(["export", "csv", "--out", str(out), "--force"]) == 0
    assert "README.md" not in {path.name for path in out.iterdir()}
    exported("csv", out, "--force")
    (out / "README.md").write_text("my own words")
    capsys.readouterr()
    assert main(["export", "csv", "--out", str(out), "--force"]) == 2
    assert "was changed since it was exported (README.md)" in capsys.readouterr().err
    assert (out / "README.md").read_text() == "my own words"
    assert main(["export", "xlsx", "--out", str(tmp_path / "x.xlsx"), "--metadata"]) == 2
    assert "metadata goes beside those of csv, parquet, json" in capsys.readouterr().err


@pytest.mark.medium
def test_a_plain_install_makes_it(tmp_path: Path) -> None:
    """Without what only the extras bring."""
    program = """
import sys
for name in ("yaml", "frictionless", "jsonschema", "duckdb", "xlsxwriter", "datasette"):
    sys.modules[name] = None
from outsourced_care.cli import main
sys.exit(main(["export", "csv", "--out", sys.argv[1], "--metadata"]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "csv")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "csv/README.md").is_file()
