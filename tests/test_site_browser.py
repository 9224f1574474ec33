"""The site in a real browser: what a reader does with mouse, keyboard, phone or no script at all.

Catches pages that fail axe's rules (WCAG 2.2 AA), overflow, errors in the console, a filter that a
link does not carry over, a CSV that pandas reads otherwise, data that run as code. It needs
Chromium, Playwright and what `make site` installs.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import runpy
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from conftest import ROOT, Project
from test_site import TEMPLATES, body, hostile, only

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.home import contract
from outsourced_care.site.dataset import Dataset, read
from outsourced_care.site.pages import Site, Words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COMPONENTS = ROOT / ".venv/site-components/node_modules"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RUN: Callable[[Path, Path, Path], int] = runpy.run_path(str(ROOT / "build/make_site.py"))["run"]

LACKING = [
    name
    for name, there in (
        ("Chromium", CHROMIUM),
        ("the library playwright", importlib.util.find_spec("playwright")),
        ("what “make site” installs", (COMPONENTS / "axe-core").is_dir()),
    )
    if not there
]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(LACKING), reason=f"not at hand: {', '.join(LACKING)}"),
]

KINDS = {
    "home": "index.html",
    "table": "tables/quotes.html",
    "evidence": "tables/evidence.html",
    "no rows": "tables/withdrawn.html",
    "article": "articles/cc-2013-07-doncaster-outsourced.html",
    "quote": "quotes/cc-2013-07-doncaster-outsourced-q02.html",
    "event": "events/le-grand-report-published.html",
    "proposal": "proposals/doncaster-imposed-trust.html",
    "organisation": "organisations/doncaster-council.html",
    "person": "people/michael-gove.html",
    "timeline": "timeline.html",
    "positions": "positions.html",
    "document": "docs/coding.html",
    "documents": "docs/index.html",
    "releases": "releases.html",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the dataset at hand, in a folder."""
    folder = tmp_path_factory.mktemp("site") / "deep" / "down"
    assert RUN(ROOT, COMPONENTS, folder) == 0
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and prints nothing."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served(out: Path) -> Iterator[str]:
    """The address of the site, below a path."""
    handler = functools.partial(Quiet, directory=str(out.parent.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/deep/down"
        server.shutdown()


def opened(browser: Browser, address: str, **options: Any) -> Page:
    """A page in a browser of its own; what it complains of, or asks of others, is a fault."""
    page = browser.new_context(**options).new_page()
    faults: list[str] = []
    own = address.partition("/deep/down")[0]
    page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
    page.on("request", lambda r: None if r.url.startswith((own, "blob:")) else faults.append(r.url))
    page.goto(address)
    assert faults == []
    return page


def rows(page: Page) -> list[str]:
    return [str(text) for text in page.locator("#rows tbody tr").all_inner_texts()]


def file(out: Path, path: str) -> str:
    return (out / path).as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(browser: Browser, out: Path, kind: str, scheme: Any) -> None:
    page = opened(browser, file(out, KINDS[kind]), color_scheme=scheme, bypass_csp=True)
    page.add_script_tag(path=COMPONENTS / "axe-core/axe.min.js")
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    faults = [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found["violations"]]
    assert faults == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280, 2000])
def test_no_page_is_wider_than_the_screen(browser: Browser, out: Path, width: int) -> None:
    page = opened(browser, file(out, "index.html"), viewport={"width": width, "height": 800})
    for kind, path in KINDS.items():
        page.goto(file(out, path))
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, kind


def test_no_page_complains(browser: Browser, out: Path) -> None:
    page = browser.new_page()
    faults: list[tuple[str, str]] = []
    page.on("console", lambda message: faults.append((page.url, message.text)))
    page.on("pageerror", lambda error: faults.append((page.url, str(error))))
    page.on(
        "request", lambda r: None if r.url.startswith("file:") else faults.append((page.url, r.url))
    )
    for path in sorted(out.rglob("*.html")):
        page.goto(path.as_uri())
    assert faults == []


@pytest.mark.parametrize("at", ["folder", "server"])
def test_a_filter_is_in_the_address_and_its_rows_in_the_csv(
    browser: Browser, out: Path, served: str, at: str, tmp_path: Path
) -> None:
    base = served if at == "server" else out.as_uri()
    page = opened(browser, f"{base}/tables/quotes.html")
    assert page.locator("#rows tbody tr").count() == 50
    page.get_by_label("Kind of quotation", exact=True).select_option("direct")
    page.get_by_label("Search", exact=True).fill("mayor")
    page.get_by_role("button", name="Speaker: Activate to sort").first.click()
    page.wait_for_url(lambda url: url.endswith("?search=mayor&kind=direct&sort=speaker"))
    shown = rows(page)

    quotes = pd.read_csv(out / "data/quotes.csv", dtype=str, keep_default_na=False)
    text = quotes.apply(" ".join, axis=1).str.lower()
    wanted = quotes[(quotes["kind"] == "direct") & text.str.contains("mayor")]
    assert 0 < len(shown) == len(wanted) < len(quotes)

    other = opened(browser, page.url)
    assert rows(other) == shown
    assert other.get_by_label("Search", exact=True).input_value() == "mayor"

    with other.expect_download() as started:
        other.get_by_role("button", name="CSV of what is shown").click()
    assert started.value.suggested_filename == "quotes.csv"
    started.value.save_as(tmp_path / "shown.csv")
    saved = pd.read_csv(tmp_path / "shown.csv", dtype=str, keep_default_na=False)
    assert list(saved.columns) == list(quotes.columns)
    key = "quote_id"
    assert saved.sort_values(key).values.tolist() == wanted.sort_values(key).values.tolist()
    assert saved["speaker"].str.lower().is_monotonic_increasing

    other.get_by_role("button", name="Show all").click()
    other.wait_for_url(lambda url: "?" not in url)
    assert other.locator("#rows tbody tr").count() == 50


def test_the_csv_of_all_rows_is_the_published_one(
    browser: Browser, out: Path, tmp_path: Path
) -> None:
    page = opened(browser, file(out, "index.html"))
    for name in contract():
        page.goto(file(out, f"tables/{name.replace('_', '-')}.html"))
        with page.expect_download() as started:
            page.get_by_role("button", name="CSV of what is shown").click()
        started.value.save_as(tmp_path / "all.csv")
        saved = (tmp_path / "all.csv").read_text("utf-8-sig")
        assert saved == (out / f"data/{name}.csv").read_text("utf-8"), name


def test_a_column_sorts_by_numbers(browser: Browser, out: Path) -> None:
    page = opened(browser, file(out, "tables/evidence.html") + "?sort=-start")
    at = page.locator("#rows thead th").evaluate_all(
        "t => t.findIndex(h => h.dataset.name === 'start')"
    )
    shown = [int(t) for t in page.locator(f"#rows tbody td:nth-child({at + 1})").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 50


def test_keys_alone_are_enough(browser: Browser, out: Path) -> None:
    page = opened(browser, file(out, "tables/events.html"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.get_by_label("Search", exact=True).focus()
    page.keyboard.type("doncaster")
    assert "search=doncaster" in page.url
    for _ in range(40):  # on to the first column that sorts
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('th') !== null"):
            break
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=ascending]").wait_for()
    seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert seen != "none"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


def test_without_scripts_everything_is_there(browser: Browser, out: Path) -> None:
    page = opened(browser, file(out, "tables/quotes.html"), java_script_enabled=False)
    quotes = pd.read_csv(out / "data/quotes.csv")
    assert page.locator("#rows tbody tr").count() == len(quotes)
    assert not page.locator("#filters").is_visible()
    page.locator("#rows tbody a").first.click()
    assert page.locator("h1").is_visible()
    page.goto(file(out, "timeline.html"))
    assert page.locator("table.timeline tbody tr").count() == len(
        pd.read_csv(out / "data/events.csv")
    )


def test_dark_mode_print_and_stillness(browser: Browser, out: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened(browser, file(out, "index.html"), color_scheme="light")
    dark = opened(browser, file(out, "index.html"), color_scheme="dark", reduced_motion="reduce")
    assert light.evaluate(ground) != dark.evaluate(ground)
    assert dark.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page = opened(browser, file(out, "tables/quotes.html"))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#filters").is_visible()
    assert page.locator("#rows tbody tr").count() == len(pd.read_csv(out / "data/quotes.csv"))


def test_a_link_opens_the_publishers_page_at_the_passage(
    browser: Browser, built: Project, tmp_path: Path
) -> None:
    assert RUN(built.root, COMPONENTS, tmp_path / "site") == 0
    article = (built.root / "texts/one.txt").read_text("utf-8")
    far = "<p style='height: 3000px'>A long way down.</p>"
    told = "".join(f"<p>{line}</p>" for line in article.splitlines() if line)
    context = browser.new_context()
    context.route(
        "https://gazette.example/**",
        lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=far + told + far),
    )
    page = context.new_page()
    page.goto((tmp_path / "site/quotes/gazette-one-q02.html").as_uri())
    page.get_by_role("link", name="Read the words on the publisher’s page").click()
    page.wait_for_url("https://gazette.example/**")
    page.wait_for_function("scrollY > 1000")


def test_hostile_data_do_nothing(browser: Browser, out: Path, tmp_path: Path) -> None:
    data = hostile(read(ROOT, json.loads((ROOT / DESCRIPTOR).read_bytes()))[0])
    write(data, tmp_path / "deep/down", out)
    page = opened(browser, file(tmp_path / "deep/down", "index.html"))
    faults: list[str] = []
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for path in sorted((tmp_path / "deep/down").rglob("*.html")):
        page.goto(path.as_uri())
        if path.parent.name == "tables" and page.locator("#rows tbody td").count() > 1:
            page.get_by_label("Search", exact=True).fill("<script>alert(1)")
            page.get_by_role("button", name="Activate to sort").first.click()
        assert page.locator("img").count() == 0
    assert faults == []


def write(data: Dataset, folder: Path, out: Path) -> None:
    """Write the pages of a dataset, with the assets of another site."""
    shutil.copytree(out / "assets", folder / "assets")
    for path, raw in Site(data, Words(), [], TEMPLATES).pages():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)


@pytest.mark.parametrize(("count", "seconds"), [(5_000, 1.0), (100_000, 20.0)])
def test_a_large_table_works(
    browser: Browser, out: Path, tmp_path: Path, count: int, seconds: float
) -> None:
    many = [body(f"b{n}", f"Body {n}") for n in range(count)]
    data = only(contract(), organisations=many)
    folder = tmp_path / "deep/down"
    shutil.copytree(out / "assets", folder / "assets")
    for path, raw in Site(data, Words(), [], TEMPLATES).pages():
        if path.startswith("tables/organisations"):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)
        if path.startswith("organisations/"):
            break
    page = browser.new_page()
    began = time.monotonic()
    page.goto(file(folder, "tables/organisations.html"))
    page.locator("#filters").wait_for()
    assert time.monotonic() - began < seconds
    assert f"of {count:,}" in page.get_by_role("status").last.inner_text()
    page.get_by_label("Search", exact=True).fill(f"Body {count - 1}")
    assert len(rows(page)) == 1
