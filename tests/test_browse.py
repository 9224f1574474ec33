"""`outsourced-care browse`: a real server, asked as a browser and a program ask it.

Catches pages or JSON that do not answer, references that lead nowhere, a facet or a search that is
missing, cells and words that break out of a page, a way to write, and a server that leaves a
traceback or a file behind.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from conftest import FICTION, Project
from lamp_releases import put
from lxml import html

from outsourced_care.browsing import database
from outsourced_care.browsing.database import searched
from outsourced_care.browsing.opening import opened
from outsourced_care.browsing.words import metadata
from outsourced_care.cli import main
from outsourced_care.content import read_parquet
from outsourced_care.contract import Json
from outsourced_care.descriptor import DESCRIPTOR, render
from outsourced_care.home import contract

pytestmark = pytest.mark.medium

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}</td>"
BAD_ADDRESS = "javascript:alert(1)"
DATABASE = "outsourced-care"
Page = Any  # of lxml, which has no types
Capture = pytest.CaptureFixture[str]


class Served:
    """A server that runs, and how it is asked."""

    def __init__(self, process: subprocess.Popen[str], address: str) -> None:
        self.process = process
        self.address = address
        self.host = address.removesuffix(f"/{DATABASE}")

    def status(self, path: str, data: bytes | None = None) -> int:
        try:
            with urllib.request.urlopen(f"{self.host}{path}", data, timeout=120) as answer:  # noqa: S310
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def page(self, path: str) -> Page:
        with urllib.request.urlopen(f"{self.host}{path}", timeout=120) as answer:  # noqa: S310
            return html.fromstring(answer.read().decode("utf-8"))

    def table(self, name: str, /, **asked: str) -> list[dict[str, Any]]:
        query = urllib.parse.urlencode({"_shape": "array", **asked})
        with urllib.request.urlopen(f"{self.address}/{name}.json?{query}", timeout=120) as answer:  # noqa: S310
            rows: list[dict[str, Any]] = json.loads(answer.read())
            return rows

    def end(self, number: int) -> tuple[int, str]:
        """End it by a signal: its status, and what it said since."""
        self.process.send_signal(number)
        out, said = self.process.communicate(timeout=120)
        return self.process.returncode, out + said


@contextmanager
def browsing(*arguments: str, **environment: str) -> Iterator[Served]:
    process = subprocess.Popen(
        [sys.executable, "-m", "outsourced_care", "browse", *arguments, "--port", "0"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r" at (http://127\.0\.0\.1:\d+/\S+) \(Ctrl-C", said)
        assert found, said
        yield Served(process, found[1])
    finally:
        process.kill()
        process.communicate()


def tables_of(project: Project) -> dict[str, pa.Table]:
    raw = {n: (project.root / f"data/{n}.parquet").read_bytes() for n in contract()}
    return {name: read_parquet(raw[name], table) for name, table in contract().items()}


def changed(table: pa.Table, column: str, cell: str) -> pa.Table:
    """The table with another cell in its first row."""
    cells = [cell, *table[column].to_pylist()[1:]]
    at = table.column_names.index(column)
    return table.set_column(at, table.schema.field(at), [cells])


def written(folder: Path, tables: dict[str, pa.Table], **words: Any) -> Path:
    said: Json = {"name": "lamps", "title": "Lamps", "description": "Of lamps.", **words}
    for key in ("keywords", "licenses", "contributors"):
        said.setdefault(key, [])
    for path, raw in render(tables, contract(), said, "7.8.9").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)
    return folder


@pytest.fixture(scope="module")
def hostile(built_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional tables with cells, words and addresses that somebody else wrote."""
    tables = tables_of(built_project)
    tables["quotes"] = changed(tables["quotes"], "paraphrase", HOSTILE)
    tables["people"] = changed(tables["people"], "name", HOSTILE)
    tables["quotes"] = changed(tables["quotes"], "link", BAD_ADDRESS)
    return written(
        tmp_path_factory.mktemp("hostile"), tables, title=HOSTILE, description=HOSTILE,
        licenses=[{"name": HOSTILE, "path": BAD_ADDRESS}], homepage=BAD_ADDRESS,
        contributors=[{"title": HOSTILE, "path": BAD_ADDRESS}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def served(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with browsing(str(hostile), TMPDIR=str(tmp_path_factory.mktemp("own"))) as one:
        yield one


def addresses(page: Page) -> list[str]:
    return [str(a) for a in page.xpath("//@href | //@src | //@action")]


def test_every_table_has_its_page_and_its_json(served: Served, built_project: Project) -> None:
    tables = tables_of(built_project)
    assert {f"/{DATABASE}/{n}" for n in tables} <= set(addresses(served.page(f"/{DATABASE}")))
    for name, table in contract().items():
        page = served.page(f"/{DATABASE}/{name}")
        assert page.findtext(".//h1") == table.title
        assert table.description in page.text_content()
        about = page.xpath("//dl[@class='column-descriptions']")[0]
        columns, told = ([x.text for x in about.findall(tag)] for tag in ("dt", "dd"))
        assert columns == list(table.names)
        assert told == [f"{f.title}. {f.description}" for f in table.fields]
        rows = served.table(name, _size="max")
        assert len(rows) == tables[name].num_rows
        assert all(tuple(row) == table.names for row in rows)


def test_references_lead_to_their_records(served: Served) -> None:
    declared = {
        f"/{DATABASE}/{key.resource}"
        for key in contract()["quotes"].foreign_keys
        if len(key.fields) == 1
    }
    leads = {a.rpartition("/")[0] for a in addresses(served.page(f"/{DATABASE}/quotes"))}
    assert {f"/{DATABASE}/articles", f"/{DATABASE}/people"} <= leads & declared
    row = served.page(f"/{DATABASE}/articles/gazette-one")
    assert f"/{DATABASE}/quotes?article_id=gazette-one" in addresses(row)
    kinds = set()
    for name in ("evidence", "participants", "accounts"):
        page = served.page(f"/{DATABASE}/{name}?_size=max")
        cells = page.xpath("//td[@class='col-record_id type-str']")
        assert len(cells) == len(served.table(name, _size="max")) > 0
        for address in {cell.xpath("./a/@href")[0] for cell in cells}:
            kinds.add(address.split("/")[2])
            assert served.status(address) == 200, address
    assert len(kinds) > 3


def test_a_record_leads_to_its_evidence(served: Served) -> None:
    evidence = served.table("evidence", _size="max")
    quote = next(row["record_id"] for row in evidence if row["table"] == "quotes")
    page = served.page(f"/{DATABASE}/quotes/{quote}")
    (link,) = page.xpath("//a[starts-with(text(), 'evidence (')]")
    own = [row for row in evidence if (row["table"], row["record_id"]) == ("quotes", quote)]
    assert link.text == f"evidence ({len(own)})"
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(link.get("href")).query))
    assert served.table("evidence", **asked) == own
    named = {row["record_id"] for row in evidence}
    for row in served.table("organisations"):
        if row["organisation_id"] not in named:
            page = served.page(f"/{DATABASE}/organisations/{row['organisation_id']}")
            assert not page.xpath("//a[starts-with(text(), 'evidence (')]")


BAD = [
    ("nowhere", 404), ("quotes/nobody", 404), ("quotes?_facet=no", 400), ("quotes?_size=x", 400),
    ('quotes?_search="', 400), ("quotes?_where=no(", 400), ("?sql=selec", 400),
    ("quotes?_sort=no", 500), ("quotes.json?_shape=no", 400), ("evidence/x", 500),
]  # fmt: skip


def test_a_bad_request_is_told_to_who_asked_and_not_with_a_traceback(
    hostile: Path, tmp_path: Path
) -> None:
    with browsing(str(hostile), TMPDIR=str(tmp_path)) as one:
        for path, status in BAD:
            asked = urllib.parse.quote(path, safe="/?=")
            asked = f"/{DATABASE}{'' if path[0] == '?' else '/'}{asked}"
            assert one.status(asked) == status, path
        page = http.client.HTTPConnection(urllib.parse.urlsplit(one.host).netloc, timeout=120)
        with closing(page):
            page.request("GET", f"/{DATABASE}/nowhere")
            assert "Table not found" in page.getresponse().read().decode()
        with closing(socket.create_connection((page.host, page.port), timeout=120)) as raw:
            raw.sendall(b"no request at all\r\n\r\n")
            assert b" 400 " in raw.recv(1000)
        _, said = one.end(signal.SIGINT)
    error, *others = said.splitlines()
    assert error.startswith("outsourced-care browse: error: ProgrammingError: ")
    assert others == ["outsourced-care browse: interrupted"]


def test_closed_vocabularies_are_counted(served: Served) -> None:
    for name, table in contract().items():
        closed = {f.name for f in table.fields if f.categories}
        page = served.page(f"/{DATABASE}/{name}")
        if not served.table(name):
            continue
        shown = page.xpath("//div[contains(@class, 'facet-info')]/@data-column")
        assert set(shown) == closed, name


def test_words_are_found(served: Served) -> None:
    texts = searched(contract()["quotes"])
    rows = served.table("quotes", _size="max")
    having = [r for r in rows if any(re.search(r"\blamps?\b", str(r[t]), re.I) for t in texts)]
    assert 0 < len(having) < len(rows)
    assert served.table("quotes", _search="lamps", _size="max") == having
    for name, table in contract().items():
        inputs = served.page(f"/{DATABASE}/{name}").xpath("//input[@name='_search']")
        assert bool(inputs) == bool(searched(table)), name


@pytest.mark.parametrize(
    "sql",
    ["delete from people", "insert into people values ('a', 'b')", "drop table people",
     "pragma writable_schema = 1", "attach database '/nowhere/x' as y",
     "with x as (select 1) delete from people", "vacuum into '/nowhere/x'"],
)  # fmt: skip
def test_nothing_can_be_written(served: Served, sql: str) -> None:
    before = served.table("people")
    assert served.status(f"/{DATABASE}?{urllib.parse.urlencode({'sql': sql})}") == 400
    assert served.status(f"/{DATABASE}/people", b"person_id=x&name=y") >= 400
    assert served.table("people") == before
    asked = urllib.parse.urlencode({"sql": "select count(*) as n from people"})
    assert served.status(f"/{DATABASE}.json?{asked}") == 200


def test_nothing_in_the_data_is_markup_or_leads_out_of_the_web(
    served: Served, hostile: Path
) -> None:
    assert HOSTILE in [row["name"] for row in served.table("people")]
    assert HOSTILE in [row["paraphrase"] for row in served.table("quotes")]
    who = served.table("people", name=HOSTILE)[0]["person_id"]
    query = urllib.parse.urlencode({"name": HOSTILE, "_facet": "name", "_search": HOSTILE})
    paths = ["/", f"/{DATABASE}", *(f"/{DATABASE}/{name}" for name in contract())]
    paths += [f"/{DATABASE}/people/{who}", f"/{DATABASE}/people?{query}", f"/{DATABASE}/about"]
    shown = 0
    for path in paths:
        page = served.page(path)
        assert page.xpath("//img | //@onerror") == [], path
        assert [s for s in page.xpath("//script/text()") if "alert" in s] == [], path
        hosts = {urllib.parse.urlsplit(a).scheme for a in addresses(page)}
        assert hosts <= {"", "http", "https"}, path
        shown += HOSTILE in page.text_content()
    assert shown == len(paths)


def test_no_page_asks_another_host(served: Served) -> None:
    for path in ("/", f"/{DATABASE}", f"/{DATABASE}/quotes"):
        page = served.page(path)
        loaded = page.xpath("//script/@src | //img/@src | //link[@rel='stylesheet']/@href")
        assert loaded and all(a.startswith("/-/static/") for a in loaded)


@pytest.mark.parametrize(
    ("name", "status"),
    [("localhost:{port}", 200), ("LOCALHOST", 200), ("127.0.0.1:{port}", 200), ("[::1]", 200),
     ("elsewhere.example:{port}", 421), ("127.0.0.1.elsewhere.example", 421), ("[", 421),
     ("", 421)],
)  # fmt: skip
def test_another_site_cannot_read_through_its_own_name(
    served: Served, name: str, status: int
) -> None:
    port = served.host.rpartition(":")[2]
    own = http.client.HTTPConnection("127.0.0.1", int(port), timeout=120)
    with closing(own):
        own.request("GET", "/-/versions.json", headers={"Host": name.format(port=port)})
        assert own.getresponse().status == status


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_nothing_stays(number: int, tmp_path: Path) -> None:
    if signal.getsignal(number) is signal.SIG_IGN:
        pytest.skip("whoever runs this lets the signal pass, as nohup does")
    own, seen = tmp_path / "own", tmp_path / "seen"
    own.mkdir()
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{seen}.new" && mv "{seen}.new" "{seen}"\n')
    browser.chmod(0o755)
    with browsing("--open", TMPDIR=str(own), BROWSER=f"{browser} %s") as one:
        assert [p.name for p in own.rglob("*.sqlite")] == [f"{DATABASE}.sqlite"]
        assert one.status(f"/{DATABASE}") == 200
        status, said = one.end(number)
        assert (status, said) == (130, "outsourced-care browse: interrupted\n")
        assert list(own.iterdir()) == []
        assert seen.read_text().strip() == one.address


def stopped(capsys: Capture, *arguments: str) -> str:
    """What it says when it cannot run, which is one line."""
    assert main(["browse", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1, said
    return said.err


def test_a_port_that_is_taken_is_told(capsys: Capture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert f"port {port} is taken; name another" in stopped(capsys, "--port", port)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "70000"], "--port is 70000; give 0 to 65535"),
        (["--port", "0", "--host", "203.0.113.7"], "nothing can be served at 203.0.113.7"),
        (["--port", "0", "--host", "x" * 70 + ".example"], "no name of a machine"),
        (["--port", "0", "nowhere"], "nowhere holds no datapackage.json"),
        (["--port", "0", "0.1.0"], "browse --version 0.1.0"),
        (["--port", "0", "--version", "99.0.0"], "99.0.0"),
    ],
    ids=["port", "another machine", "no machine", "no folder", "a version", "no release"],
)
def test_what_keeps_it_from_running_is_told(
    capsys: Capture, arguments: list[str], said: str
) -> None:
    assert said in stopped(capsys, *arguments)


def test_a_missing_library_is_told(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [n for n in sys.modules if n.startswith("outsourced_care.browsing")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datasette", None)
    assert 'pip install "outsourced-care[browse]"' in stopped(capsys, "--port", "0")


def test_rows_that_break_their_contract_are_told(
    built_project: Project, tmp_path: Path, capsys: Capture
) -> None:
    tables = tables_of(built_project)
    tables["quotes"] = changed(tables["quotes"], "article_id", "of-no-article")
    folder = written(tmp_path, tables)
    assert f"outsourced-care validate {folder}" in stopped(capsys, str(folder), "--port", "0")


def test_some_tables_and_releases_are_opened(built_project: Project, tmp_path: Path) -> None:
    tables = tables_of(built_project)
    folder = written(tmp_path / "some", tables)
    content = json.loads((folder / DESCRIPTOR).read_bytes())
    kept = [r for r in content["resources"] if r["name"].split("-")[0] in ("people", "quotes")]
    (folder / DESCRIPTOR).write_text(json.dumps({**content, "resources": kept}))
    bundle, _ = opened(folder, None, None)
    assert list(bundle.rows) == ["quotes", "people"]
    told = metadata(bundle, "x")
    assert told["title"] == "Lamps 7.8.9" and "source" not in told
    assert bundle.citation == "Lamps (version 7.8.9) [Data set]."
    put(tmp_path / "releases", "0.4.0")
    bundle, _ = opened(None, "0.4", str(tmp_path / "releases"))
    assert bundle.version == "0.4.0" and "lamps" in bundle.rows
    assert (bundle.published, "(2031)" in bundle.citation) == ("2031-02-03", True)


def test_people_are_cited_by_their_names(built_project: Project, tmp_path: Path) -> None:
    ada: Json = {"givenName": "Ada", "familyName": "Brill", "roles": ["author", 7]}
    makers: list[Json] = [ada, {"title": "A Host", "roles": "host"}]
    folder = written(tmp_path, tables_of(built_project), contributors=makers)
    bundle, _ = opened(folder, None, None)
    assert bundle.citation == "Ada Brill. Lamps (version 7.8.9) [Data set]."
    assert metadata(bundle, "x")["about"] == "Ada Brill, A Host"


def test_machine_made_tables_are_opened(tmp_path: Path) -> None:
    made, file = tmp_path / "made", tmp_path / "made.sqlite"
    assert main(["extract", str(FICTION / "articles/one.txt"), "--out", str(made)]) == 0
    bundle, _ = opened(made, None, None)
    database.write(bundle, file, lambda _: None)
    with closing(sqlite3.connect(file)) as asked:
        for name, rows in bundle.rows.items():
            found = asked.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
            assert found == (rows.num_rows,)
        found = asked.execute("SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'lamp'")
        assert 0 < found.fetchone()[0] < bundle.rows["quotes"].num_rows


def test_words_of_any_shape_are_no_hindrance(built_project: Project, tmp_path: Path) -> None:
    folder = written(tmp_path, tables_of(built_project))
    content = json.loads((folder / DESCRIPTOR).read_bytes())
    shapes: list[Any] = [None, 7, "x", ["x", None], {"name": 3}, [{"title": []}], [{"path": "x"}]]
    keys = ("title", "description", "licenses", "contributors", "homepage")
    for shape in shapes:
        (folder / DESCRIPTOR).write_text(json.dumps({**content, **dict.fromkeys(keys, shape)}))
        bundle, _ = opened(folder, None, None)
        told = metadata(bundle, "x")
        assert told["title"].endswith(" 7.8.9")
        assert "license_url" not in told and "about_url" not in told
        assert all(isinstance(value, str) for _, value in bundle.about())
