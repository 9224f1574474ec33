"""The site: every link leads somewhere, every record has its page, nothing in the data is markup.

Catches dead links and anchors, records without a page, cells that break out of a page, requests to
other hosts, bytes that change from one build to the next, pages too large, code that does not run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import io
import json
import posixpath
import re
import runpy
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import duckdb
import openpyxl
import pandas as pd
import pytest
from conftest import ROOT, Project, examples, some
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from outsourced_care.contract import Contract
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.home import contract
from outsourced_care.releases.changelog import BEGIN, END
from outsourced_care.site import in_words
from outsourced_care.site.addresses import PAGED, UnfitIdentifierError, table_page
from outsourced_care.site.dataset import Dataset, Row, read
from outsourced_care.site.documents import changes, document
from outsourced_care.site.pages import Hosted, Site, Words
from outsourced_care.site.table_pages import AT_FIRST

RECIPE = runpy.run_path(str(ROOT / "build/make_site.py"))
MAKE: Callable[..., Iterator[tuple[str, bytes]]] = RECIPE["make"]
RUN: Callable[[Path, Path, Path], int] = RECIPE["run"]
ARGUMENTS: Callable[[list[str]], argparse.Namespace] = RECIPE["arguments"]
TEMPLATES = ROOT / "site/templates"
HOSTILE = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)></td></main><!--{{ 7*7 }}{% x %}&lt;"
)
Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def components(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for what npm installs, which needs a network."""
    folder = tmp_path_factory.mktemp("node_modules")
    for name in RECIPE["COMPONENTS"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("made up")
    return folder


@pytest.fixture(scope="module")
def site(components: Path) -> Files:
    """The site of the dataset at hand."""
    return dict(MAKE(ROOT, components))


@pytest.fixture(scope="module")
def data() -> Dataset:
    """The dataset at hand."""
    return read(ROOT, json.loads((ROOT / DESCRIPTOR).read_bytes()))[0]


@pytest.fixture(scope="module")
def pages(data: Dataset) -> dict[str, html.HtmlElement]:
    """Its pages alone, parsed."""
    return parsed(pages_of(data))


def parsed(files: Files) -> dict[str, html.HtmlElement]:
    return {p: html.document_fromstring(raw.decode()) for p, raw in files.items() if is_page(p)}


def is_page(path: str) -> bool:
    return path.endswith(".html")


def pages_of(data: Dataset, words: Words | None = None) -> dict[str, bytes]:
    return dict(Site(data, words or Words(), [], TEMPLATES).pages())


@pytest.mark.medium
def test_every_link_leads_somewhere(site: Files) -> None:
    pages = parsed(site)
    anchors = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    dead = []
    for path, page in pages.items():
        for address in page.xpath("//@href | //@src"):
            parts = urlsplit(address)
            if parts.scheme:
                continue
            joined = posixpath.join(posixpath.dirname(path), unquote(parts.path))
            to = posixpath.normpath(joined) if parts.path else path
            if to not in site or (parts.fragment and parts.fragment not in anchors.get(to, ())):
                dead.append((path, address))
    assert dead == []


@pytest.mark.medium
def test_every_anchor_is_given_once(site: Files) -> None:
    twice = [
        (path, found) for path, page in parsed(site).items()
        if len(found := page.xpath("//@id")) != len(set(found))
    ]  # fmt: skip
    assert twice == []


def test_every_record_has_its_page_or_its_place(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    for table in PAGED:
        key = data.contract[table].primary_key[0]
        for row in data.rows[table]:
            page = pages[f"{table}/{row[key]}.html"]
            assert row[key] in page.xpath("string(//footer[@class='record'])")
    for table, key in (("positions", "position_id"), ("proposal_terms", "term_id")):
        for row in data.rows[table]:
            assert (
                pages[f"proposals/{row['proposal_id']}.html"].get_element_by_id(row[key])
                is not None
            )


def test_every_cell_of_every_table_is_on_its_page(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    for name, table in data.contract.items():
        page = pages[table_page(name)]
        heads = page.xpath("//table[@id='rows']//th")
        own = [n for n, head in enumerate(heads) if head.get("data-place")]  # others are no columns
        names = [heads[n].get("data-name") for n in own]
        assert sorted(names) == sorted(table.names)
        cells = [[row[n] for n in own] for row in page.xpath("//table[@id='rows']/tbody/tr")]
        held = [
            [c[0].get("value") if c.xpath("./data") else c.text_content() for c in row]
            for row in cells
        ]
        assert held == [[in_words.cell(row[n]) for n in names] for row in data.rows[name]]
        for row, cells_of_row in zip(data.rows[name], cells, strict=True):
            for column, cell in zip(names, cells_of_row, strict=True):
                if table[column].categories and row[column] is not None:
                    assert cell.text_content() == data.meaning(name, column, row[column])[0]
                if (name, column) in (("quotes", "speaker"), ("positions", "holder")):
                    assert cell.text_content() == (row[column] or "not named")
                titled = data.refers(name, column)
                if titled in ("articles", "proposals") and row[column] is not None:
                    target = data.get(titled, row[column])
                    assert target and cell.text_content() == target["title"]
                    assert cell.xpath("string(./data/@title)") == row[column]


def test_what_was_said_stands_beside_each_position(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    page = pages["tables/positions.html"]
    at = page.xpath("//table[@id='rows']//th/@data-name").index("said")
    shown = [row[at].text_content() for row in page.xpath("//table[@id='rows']/tbody/tr")]
    quotes = {r["quote_id"]: r["paraphrase"] for r in data.rows["quotes"]}
    assert shown == [quotes.get(r["quote_id"], "") for r in data.rows["positions"]]
    for row, said in zip(data.rows["positions"], shown, strict=True):
        place = pages[f"proposals/{row['proposal_id']}.html"].get_element_by_id(row["position_id"])
        assert said in place.text_content()


def test_statements_are_counted_as_such_and_holders_apart(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    told = 0
    for path, page in pages.items():
        for side in page.xpath("//section[@class='side']"):
            says = side.xpath("string(./h3/span)")
            statements, holders = len(side.xpath(".//li")), len(side.xpath(".//h4"))
            assert re.fullmatch(rf"{statements} statements? by {holders} holders?", says), path
            told += statements
    assert told == len(data.rows["positions"])


def test_a_page_shows_each_articles_account_side_by_side(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    told = [r for r in data.rows["accounts"] if r["table"] in ("events", "proposals")]
    assert told
    for row in told:
        page = pages[f"{row['table']}/{row['record_id']}.html"]
        table = page.xpath("//table[contains(@class, 'tellings')]")[0]
        articles = [
            posixpath.basename(a).removesuffix(".html") for a in table.xpath("./thead//a/@href")
        ]
        column = articles.index(row["article_id"]) + 1
        cells = [line[column].text_content() for line in table.xpath("./tbody/tr")]
        assert row["note"] is None or any(row["note"] in cell for cell in cells)


def test_a_proposal_names_everyone_who_stands_somewhere_on_it(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    for row in data.rows["positions"]:
        place = pages[f"proposals/{row['proposal_id']}.html"].get_element_by_id(row["position_id"])
        words = place.text_content()
        assert data.meaning("positions", "stance", row["stance"])[0] in words
        assert data.meaning("positions", "aspect", row["aspect"])[0] in words
        holder = place.xpath("string(../../h4)")
        assert row["holder"] is None or row["holder"] in holder
        opened = [a for a in place.xpath(".//a/@href") if ":~:text=" in a]
        assert len(opened) == len(
            data.where("evidence", table="positions", record_id=row["position_id"])
        )


def test_a_picture_says_that_the_articles_do_not_generalise(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    pictures = {f"proposals/{r['proposal_id']}.html" for r in data.rows["positions"]}
    for path in ("timeline.html", "positions.html", *pictures):
        assert "Five articles do not generalise" in pages[path].text_content()
    events = {r["event_id"] for r in data.rows["events"]}
    rows = pages["timeline.html"].xpath("//table//tbody//th//a/@href")
    assert sorted(posixpath.basename(r).removesuffix(".html") for r in rows) == sorted(events)
    chips = "//table//a[contains(@class, 'stance') or @class='again']/@href"
    shown = pages["positions.html"].xpath(chips)
    assert sorted(s.partition("#")[2] for s in shown) == sorted(
        r["position_id"] for r in data.rows["positions"]
    )


@pytest.mark.medium
def test_no_page_asks_another_host(site: Files) -> None:
    for path, page in parsed(site).items():
        loaded = page.xpath("//@src | //@srcset | //@data | //@action | //@poster | //link/@href")
        assert {urlsplit(a).scheme for a in loaded} <= {"", "data"}, path
        assert not any(a.startswith("//") for a in loaded), path
        away = page.xpath("//a[starts-with(@href, 'http')]")
        assert all("noopener" in (a.get("rel") or "") for a in away if path.startswith(PAGED)), path
        assert page.xpath("//meta[@http-equiv='Content-Security-Policy']"), path
    for path, raw in site.items():
        if path.startswith("assets/") and path.endswith((".css", ".js")):
            text = raw.decode().replace("http://www.w3.org/2000/svg", "")
            own = re.findall(r'url\("([^":]+)"\)', text)
            assert all(f"assets/{address}" in site for address in own), path
            text = re.sub(r'url\("[^":]+"\)', "", text)
            assert not re.search(r"https?:|url\(|@import|\bfetch\(|XMLHttpRequest", text), path


@pytest.mark.medium
def test_no_page_is_large(site: Files) -> None:
    sizes = {path: len(gzip.compress(raw)) for path, raw in site.items() if is_page(path)}
    assert max(sizes.values()) < 300_000


@pytest.mark.slow
def test_no_page_is_large_at_ten_times_the_rows(data: Dataset) -> None:
    copies = runpy.run_path(str(ROOT / "benchmarks/copies.py"))["copies"]
    many = copies(data, 10)
    assert sum(map(len, many.rows.values())) == 10 * sum(map(len, data.rows.values()))
    sizes = {p: len(gzip.compress(raw)) for p, raw in pages_of(many).items()}
    assert max(sizes.values()) < 300_000


@pytest.mark.medium
def test_a_page_has_landmarks_a_title_and_one_first_heading(site: Files) -> None:
    pages = parsed(site)
    titles = [page.findtext(".//title") for page in pages.values()]
    for path, page in pages.items():
        counts = [len(page.findall(f".//{tag}")) for tag in ("main", "h1")]
        assert counts == [1, 1] or path.startswith("docs/"), path
        assert page.xpath("/html/@lang") == ["en"]
        levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
        assert levels[0] == 1, path
        unnamed = page.xpath("//*[@role='region'][not(@aria-label)] | //nav[not(@aria-label)]")
        assert unnamed == [], path
        for field in page.xpath("//input | //select"):
            assert page.xpath(f"//label[@for='{field.get('id')}']"), (path, field.get("id"))
    assert all(titles)


@pytest.mark.medium
def test_the_same_data_give_the_same_bytes(site: Files, components: Path) -> None:
    again = dict(MAKE(ROOT, components))
    varying = (".duckdb", "SHA256SUMS")  # a DuckDB file holds random numbers
    assert [p for p in again if again[p] != site[p] and not p.endswith(varying)] == []
    assert list(again) == list(site)


@pytest.mark.medium
def test_what_is_downloaded_is_what_the_page_says(site: Files, data: Dataset) -> None:
    rows = parsed(site)["index.html"].xpath("//table//tr[th/a[@download]]")
    assert len(rows) == 4 + 2 * len(data.contract)
    for row in rows:
        raw = site[row.find("th/a").get("href")]
        digest = row[-1].findtext("code")
        assert digest == hashlib.sha256(raw).hexdigest() or row.find("th/a").text.endswith(
            ".duckdb"
        )
        assert row[2].text_content() == in_words.size(len(raw))
    sums = dict(line.split("  ")[::-1] for line in site["SHA256SUMS"].decode().splitlines())
    pages_and_assets = {path for path in site if is_page(path) or path.startswith("assets/")}
    assert sums == {
        path: hashlib.sha256(raw).hexdigest()
        for path, raw in site.items()
        if path not in pages_and_assets | {"SHA256SUMS"}
    }
    book = openpyxl.load_workbook(
        io.BytesIO(site["downloads/outsourced-care.xlsx"]), read_only=True
    )
    assert {*data.contract} <= {*book.sheetnames}


@pytest.mark.medium
def test_every_release_keeps_its_files_at_addresses_of_their_own(site: Files) -> None:
    releases = json.loads(site["releases/releases.json"])["releases"]
    page = parsed(site)["releases.html"]
    for release in releases:
        version = release["version"]
        folder = f"releases/{version}/"
        raw = site[f"releases/{release['bundle']['path']}"]
        assert f"sha256:{hashlib.sha256(raw).hexdigest()}" == release["bundle"]["hash"]
        assert release["bundle"]["hash"].removeprefix("sha256:") in page.text_content()
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            listed = json.loads(packed.read("datapackage.json"))["resources"]
            for path in ("datapackage.json", *(resource["path"] for resource in listed)):
                assert site[folder + path] == packed.read(path)
        told = {a.get("href"): a.getparent().getparent() for a in page.xpath("//th/a[@download]")}
        for form in ("xlsx", "sqlite", "duckdb"):
            assert f"{folder}downloads/outsourced-care.{form}" in told
        for address, row in told.items():
            if address.startswith(folder):
                digest = row[-1].findtext("code")
                assert digest == hashlib.sha256(site[address]).hexdigest() or (
                    digest is None and address.endswith(".duckdb")
                )
        book = openpyxl.load_workbook(io.BytesIO(site[f"{folder}downloads/outsourced-care.xlsx"]))
        assert version in {cell.value for row in book.worksheets[0] for cell in row}


@pytest.mark.medium
def test_the_code_on_the_first_page_runs(
    site: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Dataset
) -> None:
    with zipfile.ZipFile(io.BytesIO(site["downloads/outsourced-care.zip"])) as packed:
        packed.extractall(tmp_path)
    monkeypatch.chdir(tmp_path / "outsourced-care")
    blocks = parsed(site)["index.html"].xpath("//pre/code")
    code = {c.get("class").removeprefix("language-"): c.text for c in blocks}
    names: dict[str, Any] = {}
    exec(code["python"], names)  # noqa: S102
    assert len(names["quotes"]) == len(data.rows["quotes"])
    found = duckdb.connect().execute(code["sql"]).fetchall()
    assert len(found) == sum(r["kind"] == "direct" for r in data.rows["quotes"])
    path = re.findall(r'read\.csv\("([^"]+)"', code["r"])[0]
    assert len(pd.read_csv(path)) == len(data.rows["quotes"])


@pytest.mark.medium
def test_search_engines_are_told_of_the_dataset(site: Files, data: Dataset) -> None:
    told = json.loads(parsed(site)["index.html"].findtext(".//script[@type='application/ld+json']"))
    assert told["@type"] == "Dataset"
    assert told["version"] == data.descriptor["version"]
    assert {d["contentUrl"] for d in told["distribution"]} <= {*site}


def hostile(data: Dataset) -> Dataset:
    """The same records, every free text hostile and every address one that runs code."""

    def cell(table: str, name: str, value: object) -> object:
        field = data.contract[table][name]
        bound = field.pattern or field.categories or field.edtf or data.refers(table, name)
        if value is None or field.type != "string" or bound or name in ("record_id", "quoted_in"):
            return value
        return "javascript:alert(1)//" + HOSTILE if field.format == "uri" else f"{HOSTILE}{name}"

    rows = {
        table: [{name: cell(table, name, value) for name, value in row.items()} for row in own]
        for table, own in data.rows.items()
    }
    about = {**data.descriptor, "title": HOSTILE, "description": HOSTILE, "version": HOSTILE}
    return Dataset(data.contract, rows, about)


@pytest.mark.medium
def test_nothing_in_the_data_is_markup(data: Dataset) -> None:
    ours = {"assets/datatables/dataTables.min.js", "assets/table.js"}
    words = Words({"docs/scope.md": f"# {HOSTILE}\n\n<script>alert(1)</script> {HOSTILE}"}, HOSTILE)
    made = parsed(pages_of(hostile(data), words))
    for path, page in made.items():
        scripts = page.xpath("//script[not(@type='application/ld+json')]")
        assert all(s.get("src").removeprefix("../") in ours and not s.text for s in scripts), path
        assert page.xpath("//img | //iframe | //object | //@*[starts-with(name(), 'on')]") == [], (
            path
        )
        addresses = [urlsplit(a).scheme for a in page.xpath("//@href | //@src")]
        assert {*addresses} <= {"", "http", "https", "data"}, path
        assert {a for a in page.xpath("//@href | //@src") if a.startswith("data:")} <= {"data:,"}
    linked = made["index.html"].findtext(".//script[@type='application/ld+json']")
    assert json.loads(linked)["name"] == HOSTILE
    for row in data.rows["events"]:
        assert made[f"events/{row['event_id']}.html"].findtext(".//h1") == f"{HOSTILE}title"


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)


def only(tables: Contract, **rows: list[Row]) -> Dataset:
    """A dataset of a few rows."""
    about = {
        "name": "x",
        "title": "X",
        "description": "x",
        "version": "1.0.0",
        "keywords": ["x"],
        "licenses": [{"name": "x"}],
        "contributors": [{"title": "x"}],
        "resources": [],
    }
    return Dataset(tables, {name: rows.get(name, []) for name in tables}, about)


def body(key: str, name: str) -> Row:
    row = dict.fromkeys(contract()["organisations"].names)
    return {**row, "organisation_id": key, "name": name, "kind": "other"}


@settings(max_examples=examples(8))
@given(names=st.lists(TEXT, min_size=30, max_size=30))
def test_a_text_is_shown_as_it_is(names: list[str]) -> None:
    bodies = [body(f"b{n}", name) for n, name in enumerate(names)]
    made = pages_of(only(contract(), organisations=bodies))
    for n, name in enumerate(names):
        record = html.document_fromstring(made[f"organisations/b{n}.html"].decode())
        assert record.findtext(".//h1") == name
    table = html.document_fromstring(made["tables/organisations.html"].decode())
    at = table.xpath("//th/@data-name").index("name")
    shown = [row[at].text_content() for row in table.xpath("//table[@id='rows']/tbody/tr")]
    assert shown == names


def test_a_dataset_without_rows_has_every_page_but_those_of_records() -> None:
    made = pages_of(only(contract()))
    folders = {f"{folder}/index.html" for folder in (*PAGED, "tables")}
    assert {p for p in made if "/" in p} == {table_page(name) for name in contract()} | folders
    assert "timeline.html" in made
    assert b"There are no rows yet" in made["tables/quotes.html"]


def test_rows_beyond_the_first_are_in_a_script() -> None:
    many = [body(f"b{n}", f"</script>{n}") for n in range(AT_FIRST + 3)]
    made = pages_of(only(contract(), organisations=many))
    page = html.document_fromstring(made["tables/organisations.html"].decode())
    assert len(page.xpath("//table[@id='rows']/tbody/tr")) == AT_FIRST
    more = page.xpath("//table[@id='rows']/@data-more")[0]
    raw = made[posixpath.normpath(posixpath.join("tables", more))].decode()
    assert "<" not in raw
    rows = json.loads(raw.removeprefix("window.outsourcedCareRows = ").removesuffix(";\n"))
    at = page.xpath("//th/@data-name").index("name")
    assert [html.fromstring(f"<p>{row[at]}</p>").text_content() for row in rows] == [
        row["name"] for row in many[AT_FIRST:]
    ]


def test_the_address_of_a_folder_leads_on(pages: Mapping[str, html.HtmlElement]) -> None:
    for folder in (*PAGED, "tables"):
        page = pages[f"{folder}/index.html"]
        where = page.xpath("string(//meta[@http-equiv='refresh']/@content)").partition("url=")[2]
        assert where == page.xpath("string(//a/@href)")
        target = posixpath.normpath(posixpath.join(folder, urlsplit(where).path))
        assert pages[target].xpath("//main")


def test_the_page_for_a_wrong_address_needs_no_other_file(
    pages: Mapping[str, html.HtmlElement],
) -> None:
    page = pages["404.html"]
    assert {urlsplit(a).scheme for a in page.xpath("//@src | //link/@href")} <= {"data"}
    assert page.xpath("//a/@href") == ["./index.html"]  # every folder has one


def event(key: str, date: str, first: str | None, last: str | None) -> Row:
    row = dict.fromkeys(contract()["events"].names)
    bounds = [None if day is None else dt.date.fromisoformat(day) for day in (first, last)]
    told = {"event_id": key, "title": key, "kind": "other", "status": "occurred", "date": date}
    return {**row, **told, "date_from": bounds[0], "date_to": bounds[1]}


def test_a_far_date_does_not_squeeze_the_timeline() -> None:
    near = [event(f"n{n}", "2031-02", "2031-02-01", "2031-02-28") for n in range(20)]
    far = [
        event("old", "1900/2031", "1900-01-01", "2031-12-31"),
        event("late", "2090-01-01", "2090-01-01", "2090-01-01"),
    ]
    page = parsed(pages_of(only(contract(), events=[*near, *far])))["timeline.html"]
    assert page.xpath("//*[@class='axis'][1]/span/text()") == ["2031"]
    bars = {
        row.findtext("./th/a"): row.find("./td/span[@class]").get("class").split()
        for row in page.xpath("//table[contains(@class, 'timeline')]/tbody/tr")
    }
    assert {name: bar[1:] for name, bar in bars.items() if len(bar) > 2} == {
        "old": ["lasting", "early"],
        "late": ["day", "late"],
    }
    assert bars["n0"] == ["bar", "part"]


@pytest.mark.parametrize(
    ("date", "first", "last", "form"),
    some(
        [
            ("2031-02-03", "2031-02-03", "2031-02-03", "day"),
            ("2031-02", "2031-02-01", "2031-02-28", "part"),
            ("2031", "2031-01-01", "2031-12-31", "part"),
            ("2031/2032", "2031-01-01", "2032-12-31", "lasting"),
            ("[2031..2032]", "2031-01-01", "2032-12-31", "within"),
            ("[..2031]", None, "2031-12-31", "by"),
            ("[2031..]", "2031-01-01", None, "from"),
        ],
        3,
    ),
)
def test_the_legend_has_every_form_of_a_bar(
    date: str, first: str | None, last: str | None, form: str
) -> None:
    page = parsed(pages_of(only(contract(), events=[event("e", date, first, last)])))
    drawn = page["timeline.html"].xpath("//td[@class='track']/span/@class")
    legend = page["timeline.html"].xpath("//ul[@class='legend']//span/@class")
    assert drawn[0].split()[:2] == ["bar", form]
    assert f"bar {form}" in legend


def stand(key: str, **cells: str) -> Row:
    row = dict.fromkeys(contract()["positions"].names)
    told = {"position_id": key, "article_id": "a", "proposal_id": "p", "basis": "authored"}
    return {**row, **told, "organisation_id": "b", "holder": "B", **cells}


def test_what_one_holder_says_twice_is_shown_once_with_both_places() -> None:
    article = {**dict.fromkeys(contract()["articles"].names), "article_id": "a", "title": "A",
               "published": "2031-02-03"}  # fmt: skip
    proposal = {**dict.fromkeys(contract()["proposals"].names), "proposal_id": "p", "title": "P",
                "summary": "p", "status": "suggested"}  # fmt: skip
    same = {"aspect": "overall", "stance": "supports"}
    rows = [
        stand("one", **same, certainty="arguable", alternative="raises_concerns: lit_lamps"),
        stand("two", **same, certainty="clear"),
        stand("three", aspect="overall", stance="opposes", certainty="clear"),
    ]
    tables: dict[str, list[Row]] = {
        "articles": [article],
        "proposals": [proposal],
        "positions": rows,
    }
    made = parsed(pages_of(only(contract(), organisations=[body("b", "B")], **tables)))
    sides = made["positions.html"].xpath("//tbody/tr/td")
    chips = [side.xpath(".//a[contains(@class, 'stance') or @class='again']") for side in sides]
    assert [[a.get("href").partition("#")[2] for a in own] for own in chips] == [
        ["two", "one"], [], ["three"], [],
    ]  # fmt: skip
    assert "Overall ×2" in chips[0][0].text_content()
    assert chips[0][1].text_content() == "Overall again, February 2031, arguable"
    note = contract()["positions"]["stance"]
    label = next(c.label for c in note.categories if c.value == "raises_concerns").lower()
    assert f"{label}: lit_lamps" in made["proposals/p.html"].text_content()


def test_one_stance_has_one_name(data: Dataset, pages: Mapping[str, html.HtmlElement]) -> None:
    labels = {c.value: c.label for c in data.contract["positions"]["stance"].categories}
    legend = pages["positions.html"].xpath("//ul[contains(@class, 'legend')]//span[@class]")
    named = {s.get("class").removeprefix("stance").strip(): s.text for s in legend}
    assert {value: named.get(value) for value in labels} == labels
    heads = " or ".join(pages["positions.html"].xpath("//thead/tr/th[position() > 1]/text()"))
    assert sorted(heads.lower().split(" or ")) == sorted(map(str.lower, labels.values()))


def test_words_in_no_quotation_marks_are_reported(
    data: Dataset, pages: Mapping[str, html.HtmlElement]
) -> None:
    for row in data.rows["quotes"]:
        heading = pages[f"quotes/{row['quote_id']}.html"].findtext(".//h1")
        assert heading.endswith(", reported" if row["kind"] == "indirect" else ", quoted")


HOSTED = Hosted("https://data.example/care", "https://git.example/us/care/")


@pytest.mark.medium
def test_a_site_that_knows_where_it_is_says_so(site: Files, components: Path) -> None:
    made = dict(MAKE(ROOT, components, HOSTED))
    pages, alone = parsed(made), parsed(site)
    linked = json.loads(pages["index.html"].findtext(".//script[@type='application/ld+json']"))
    for told in (linked, json.loads(made["croissant.json"])):
        files = [d["contentUrl"] for d in told["distribution"] if "contentUrl" in d]
        assert files
        assert {a.removeprefix(f"{HOSTED.base_url}/") for a in files} <= {*made}
        assert all(a.startswith(f"{HOSTED.base_url}/") for a in files)
    buttons = {
        path for path, page in pages.items()
        if page.xpath("//a[@href='https://git.example/us/care/issues']")
    }  # fmt: skip
    records = {p for p in pages if p.startswith(PAGED) and not p.endswith("/index.html")}
    assert buttons == {*records, "docs/policy.html"}
    section = pages["docs/policy.html"].get_element_by_id("corrections").getnext()
    assert section.xpath("./a[contains(@class, 'button')]")
    assert not any("git.example" in a for page in alone.values() for a in page.xpath("//@href"))
    words = [p["docs/policy.html"].text_content().split() for p in (pages, alone)]
    assert {*words[1]} <= {*words[0]}


@pytest.mark.parametrize("option", ["--base-url", "--repository"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "data.example",
        "javascript:alert(1)",
        "https://",
        "https://a.example/?x",
        "https://a.example/\nx",
        "//a",
    ],
)
def test_what_is_no_address_is_refused(
    capsys: pytest.CaptureFixture[str], option: str, address: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        ARGUMENTS([option, address])
    assert ended.value.code == 2
    assert "is no address such as https://data.example/" in capsys.readouterr().err


def test_a_setting_stands_for_an_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_REPOSITORY", "https://git.example/us/care")
    monkeypatch.setenv("SITE_BASE_URL", "")  # as a workflow sets what it does not know
    asked = ARGUMENTS(["components"])
    assert (asked.repository, asked.base_url) == ("https://git.example/us/care", None)
    assert ARGUMENTS(["--repository", "https://b.example"]).repository == "https://b.example"
    assert ARGUMENTS([]).components == RECIPE["INSTALLED"]


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ARGUMENTS(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for line in re.findall(r"^  python build/make_site.py ?(.*)$", shown, re.MULTILINE):
        assert ARGUMENTS(line.split())
    assert "make site\n" in shown


LOG = f"""# Changelog

## [Unreleased]

To come.

## [0.2.0] - 2031-02-03

Two lamps were lit.

And tools.

{BEGIN}

### Added

- Contract: `lamps`, a new table
- `lamps`, 2 new records: `a`, `b`
- `elsewhere`, 1 new record: `c`

### Fixed

- `lamps`, 1 record corrected:
  - `a`: `height` `1` → `2`

{END}

## [0.1.0] - 2031-01-01

The first.
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LOG, ("0.2.0", "Two lamps were lit.\n\n**Added.** Lamps: 2 new records.\n\n"
               "**Fixed.** Lamps: 1 record corrected.")),
        ("# C\n\n## [0.1.0] - 2031-01-01\n\nThe first.\n", ("0.1.0", "The first.")),
        ("# C\n\n## [Unreleased]\n\nTo come.\n", ("", "")),
        ("", ("", "")),
        ("## [x", ("", "")),
    ],
)  # fmt: skip
def test_the_newest_release_tells_what_changed_in_the_data(
    text: str, told: tuple[str, str]
) -> None:
    assert changes(text.encode(), {"lamps": "Lamps"}) == told


def test_a_withdrawn_record_keeps_its_address() -> None:
    gone = {"table": "organisations", "record_id": "b", "withdrawn_in": "0.3.0"}
    row = {**gone, "reason": "It never was.", "superseded_by": "a"}
    made = pages_of(only(contract(), organisations=[body("a", "A")], withdrawn=[row]))
    shown = html.document_fromstring(made["organisations/b.html"].decode())
    assert "It never was." in shown.text_content()
    assert "../organisations/a.html" in shown.xpath("//main//a/@href")


@pytest.mark.parametrize("key", ["../../x", "a/b", "", "A", "a--b", "a.html", "\n", "é"])
def test_an_identifier_that_is_no_file_name_is_refused(key: str) -> None:
    with pytest.raises(UnfitIdentifierError, match="cannot be the name of a page"):
        pages_of(only(contract(), organisations=[body(key, "x")]))


PLACES = {
    "docs/other.md": "docs/other.html",
    "LICENSE": "LICENSE",
    "CHANGELOG.md": "docs/changelog.html",
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[a](other.md)", '<p><a href="other.html">a</a></p>\n'),
        ("[a](other.md#x)", '<p><a href="other.html#x">a</a></p>\n'),
        ("[a](../LICENSE)", '<p><a href="../LICENSE">a</a></p>\n'),
        ("[a](../CHANGELOG.md)", '<p><a href="changelog.html">a</a></p>\n'),
        ("[a](#x)", '<p><a href="#x">a</a></p>\n'),
        ("[`a`](../src/a.py) b", "<p><code>a</code> b</p>\n"),
        ("[a](../../etc/passwd)", "<p>a</p>\n"),
        ("[a](//host/x)", "<p>a</p>\n"),
        ("[a](ftp://host/x)", "<p>a</p>\n"),
        ("[a](https://host.example/x)", '<p><a href="https://host.example/x">a</a></p>\n'),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>\n"),
        ("a<b onclick=x>c</b>", "<p>ac</p>\n"),
        ("a\n\n<script>\nx\n</script>\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("<!-- x -->", ""),
        ("![seen](https://host.example/x.png)", "<p>seen</p>\n"),
        ("`lamp-lit`", '<p><a href="../events/lamp-lit.html"><code>lamp-lit</code></a></p>\n'),
        ("[`lamp-lit`](other.md)", '<p><a href="other.html"><code>lamp-lit</code></a></p>\n'),
        ("# A `b`: c!", '<h1 id="a-b-c">A <code>b</code>: c!</h1>\n'),
        ("# A\n\n# a", '<h1 id="a">A</h1>\n<h1 id="a-1">a</h1>\n'),
    ],
)  # fmt: skip
def test_a_page_of_words_leads_where_the_site_has_it(text: str, wanted: str) -> None:
    records = {"lamp-lit": "events/lamp-lit.html"}
    assert document(text, "docs/page.md", PLACES, "docs/page.html", records).html == wanted


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2013-07-16", "16 July 2013"),
        ("2013-07", "July 2013"),
        ("2013", "2013"),
        ("2005/2009", "from 2005 to 2009"),
        ("[2011..2012]", "some time between 2011 and 2012"),
        ("[..2014-04]", "by April 2014"),
        ("[2013-07-16..]", "16 July 2013 or later"),
        ("2013~", "2013~"),
        ("2013-13", "2013-13"),
    ],
)
def test_a_date_is_told_in_words(written: str, words: str) -> None:
    assert in_words.date(written) == words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("P10Y", "10 years"),
        ("P1Y6M", "1 year, 6 months"),
        ("P2W", "2 weeks"),
        ("P", "P"),
        ("x", "x"),
    ],
)
def test_a_duration_is_told_in_words(written: str, words: str) -> None:
    assert in_words.duration(written) == words


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("# A\n\nOne [b](c.md)\nand `c`. Two.\n\nThree.", "One b and c."),
        ("# A\n\n- One.\n", "One."),
        ("# A\n\n<b>One</b>", "One"),
        ("# A", ""),
    ],
)
def test_a_page_of_words_is_told_of_by_its_first_sentence(text: str, about: str) -> None:
    assert document(text, "docs/page.md", PLACES, "docs/page.html").about == about


def altered(project: Project) -> None:
    path = project.root / "data/people.csv"
    path.write_text(path.read_text("utf-8") + '"x","X"\n', "utf-8")


def elsewhere(project: Project) -> None:
    path = project.root / DESCRIPTOR
    path.write_text(
        path.read_text("utf-8").replace('"data/people.csv"', '"../people.csv"'), "utf-8"
    )


def missing(project: Project) -> None:
    (project.root / "data/events.parquet").unlink()


def no_descriptor(project: Project) -> None:
    (project.root / DESCRIPTOR).write_text("[]")


@pytest.mark.medium
@pytest.mark.parametrize("spoil", [altered, elsewhere, missing, no_descriptor])
def test_a_fault_leaves_the_old_site_as_it_was(
    built: Project,
    components: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Project], None],
) -> None:
    out = built.root / "out"
    assert RUN(built.root, components, out) == 0
    before = (out / "index.html").read_bytes()
    assert (out / "events/lantern-trust-announced.html").exists()
    spoil(built)
    assert RUN(built.root, components, out) == 2
    assert capsys.readouterr().err.startswith("the site was not made: ")
    assert (out / "index.html").read_bytes() == before
