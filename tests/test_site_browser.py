"""The site in a real browser: what a reader does with mouse, keyboard, phone or no script at all.

Catches pages that fail axe's rules (WCAG 2.2 AA), overflow, errors in the console, a filter that a
link does not carry over, a CSV that pandas reads otherwise, data that run as code, a link that does
not open at its passage. It needs Chromium, Playwright and what `make site` installs.
"""

from __future__ import annotations

import base64
import functools
import importlib.util
import json
import runpy
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from conftest import ROOT, Project
from test_site import HOSTILE, TEMPLATES, hostile, only

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.home import contract
from outsourced_care.site.dataset import read
from outsourced_care.site.pages import Site, Words

if TYPE_CHECKING:
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Dialog,
        Page,
        Request,
    )

COMPONENTS = ROOT / ".venv/site-components/node_modules"
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
RUN: Callable[[Path, Path, Path], int] = runpy.run_path(str(ROOT / "build/make_site.py"))["run"]
GENERATED: Callable[[int], pa.Table] = runpy.run_path(str(ROOT / "benchmarks/generated.py"))[
    "quotes"
]
PATIENCE = 60_000  # milliseconds: the machine may have much else to do

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
    "no such page": "404.html",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]


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
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"], timeout=2 * PATIENCE
        )
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


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers of their own, which are closed when the test is over."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


Opener = Callable[..., "Page"]


@pytest.fixture
def opened(contexts: Callable[..., BrowserContext]) -> Iterator[Opener]:
    """Opens pages; whatever one complains of, or asks of others, fails the test in the end."""
    faults: list[str] = []

    def watch(page: Page, own: str) -> None:
        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                faults.append(message.text)

        def shown(dialog: Dialog) -> None:
            faults.append(dialog.message)
            dialog.dismiss()

        def asked(request: Request) -> None:
            if not request.url.startswith((own, "blob:", "data:")):
                faults.append(request.url)

        page.on("console", said)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", shown)
        page.on("request", asked)

    def open_page(address: str, **options: Any) -> Page:
        page = contexts(**options).new_page()
        watch(page, address.partition("/deep/down")[0])
        page.goto(address)
        return page

    yield open_page
    assert faults == []


def rows(page: Page) -> list[str]:
    return [str(text) for text in page.locator("#rows tbody tr").all_inner_texts()]


def file(out: Path, path: str) -> str:
    return (out / path).as_uri()


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(opened: Opener, served: str, kind: str) -> None:
    page = opened(f"{served}/{KINDS[kind]}", color_scheme="light", bypass_csp=True)
    page.add_script_tag(path=COMPONENTS / "axe-core/axe.min.js")
    for scheme, run_only in (
        ("light", {"type": "tag", "values": RULES}),
        ("dark", {"type": "rule", "values": COLOURS}),
    ):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate("runOnly => axe.run({runOnly})", run_only)
        faults = [(v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found["violations"]]
        assert faults == [], scheme
        assert found["passes"], scheme


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2000])
def test_no_page_is_wider_than_the_screen(opened: Opener, out: Path, width: int) -> None:
    page = opened(file(out, "index.html"), viewport={"width": width, "height": 800})
    for kind, path in KINDS.items():
        page.goto(file(out, path))
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, kind


def test_no_page_complains(opened: Opener, out: Path) -> None:
    page = opened(file(out, "index.html"))
    for path in sorted(out.rglob("*.html")):
        if path.name != "index.html":  # the others of that name lead on
            page.goto(path.as_uri())


@pytest.mark.parametrize("at", ["folder", "server"])
def test_the_address_of_a_folder_leads_on(opened: Opener, out: Path, served: str, at: str) -> None:
    base = served if at == "server" else out.as_uri()
    page = opened(f"{base}/404.html")
    page.get_by_role("link").click()
    page.wait_for_url(f"{base}/index.html")
    page.goto(f"{base}/events/{'' if at == 'server' else 'index.html'}", wait_until="commit")
    page.wait_for_url(f"{base}/tables/events.html")


def test_a_screen_reader_is_told_where_it_is(opened: Opener, out: Path) -> None:
    page = opened(file(out, "tables/quotes.html"))
    for role, name in (
        ("banner", None), ("main", None), ("contentinfo", None), ("navigation", "Site"),
        ("form", "Filter the rows"), ("region", "Rows of Quotes"), ("table", "Quotes"),
    ):  # fmt: skip
        assert page.get_by_role(role, name=name, exact=True).count() == 1, role  # type: ignore[arg-type]
    assert (
        page.get_by_role("navigation")
        .get_by_role("link", name="Quotes")
        .get_attribute("aria-current")
        == "page"
    )
    assert page.get_by_role("status").last.get_attribute("aria-live") == "polite"


@pytest.mark.parametrize("at", ["folder", "server"])
def test_a_filter_is_in_the_address_and_its_rows_in_the_csv(
    opened: Opener, out: Path, served: str, at: str, tmp_path: Path
) -> None:
    base = served if at == "server" else out.as_uri()
    page = opened(f"{base}/tables/quotes.html")
    assert page.locator("#rows tbody tr").count() == 50
    page.get_by_label("Kind of quotation", exact=True).select_option("direct")
    page.get_by_label("Search", exact=True).fill("mayor")
    page.get_by_role("button", name="Speaker: Activate to sort").first.click()
    page.wait_for_url(lambda url: url.endswith("?search=mayor&kind=direct&sort=speaker"))
    shown = rows(page)

    quotes = pd.read_csv(out / "data/quotes.csv", dtype=str, keep_default_na=False)
    text = quotes.drop(columns="link").apply(" ".join, axis=1).str.lower()
    wanted = quotes[(quotes["kind"] == "direct") & text.str.contains("mayor")]
    assert 0 < len(shown) == len(wanted) < len(quotes)

    other = opened(page.url)
    assert rows(other) == shown
    assert other.get_by_label("Search", exact=True).input_value() == "mayor"

    with other.expect_download() as started:
        other.get_by_role("button", name="CSV of what is shown").click()
    assert started.value.suggested_filename == "quotes-filtered.csv"
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
    opened: Opener, out: Path, tmp_path: Path
) -> None:
    page = opened(file(out, "index.html"))
    for name in contract():
        page.goto(file(out, f"tables/{name.replace('_', '-')}.html"))
        if page.get_by_text("There are no rows yet.").is_visible():
            assert not page.locator("#filters").is_visible()
            continue
        with page.expect_download() as started:
            page.get_by_role("button", name="CSV of what is shown").click()
        assert started.value.suggested_filename == f"{name}.csv"
        started.value.save_as(tmp_path / "all.csv")
        saved = (tmp_path / "all.csv").read_text("utf-8-sig")
        assert saved == (out / f"data/{name}.csv").read_text("utf-8"), name


def test_every_value_of_every_filter_finds_its_rows(opened: Opener, out: Path) -> None:
    page = opened(file(out, "tables/positions.html"))
    positions = pd.read_csv(out / "data/positions.csv", dtype=str)
    found = page.evaluate("""() => {
      const grid = new DataTable("#rows"), told = [];
      for (const select of document.querySelectorAll("#filters select"))
        for (const option of select.options) {
          select.value = option.value;
          select.dispatchEvent(new Event("input", {bubbles: true}));
          told.push([select.name, option.value, grid.rows({search: "applied"}).count()]);
          select.value = "";
        }
      return told;
    }""")
    assert len(found) > 30
    assert ["holder", "(not named)", int(positions["holder"].isna().sum())] in found
    for name, value, count in found:
        if value != "(not named)":
            assert count == ((positions[name] == value).sum() if value else len(positions)), name


def test_a_value_that_no_row_has_finds_none_and_says_so(opened: Opener, out: Path) -> None:
    page = opened(file(out, "tables/quotes.html") + "?kind=bogus&word_count=3&from=mail")
    note = page.get_by_role("alert")
    assert note.inner_text() == (
        "No such value in Kind of quotation: bogus."
        " There is no filter for word_count here: it was left out."
    )
    page.get_by_text("No row has all of that.").wait_for()
    kind = page.get_by_label("Kind of quotation", exact=True)
    assert kind.input_value() == "bogus"
    kind.select_option("direct")
    page.get_by_text("Rows 1 to").wait_for()
    page.wait_for_url(lambda url: url.endswith("?kind=direct"))
    assert not note.is_visible()
    assert "bogus" not in kind.inner_text()

    page.goto(file(out, "tables/quotes.html") + "?speaker=(not named)")
    quotes = pd.read_csv(out / "data/quotes.csv")
    assert len(rows(page)) == quotes["speaker"].isna().sum()
    assert all(row.startswith("not named") for row in rows(page))
    assert not page.get_by_role("alert").is_visible()


def test_a_phone_shows_years_and_says_that_a_table_goes_on(opened: Opener, out: Path) -> None:
    small = {"width": 390, "height": 800}
    page = opened(file(out, "timeline.html"), viewport=small)
    for axis in page.locator("td.axis").all():
        shown = [mark.bounding_box() for mark in axis.locator("span").all()]
        ends = [(box["x"], box["x"] + box["width"]) for box in shown if box]
        assert len(ends) > 3
        assert all(end <= begin for (_, end), (begin, _) in pairwise(ends))
        assert ends[-1][1] <= 390
        assert axis.is_visible()
    page.goto(file(out, "tables/quotes.html"))
    hint = page.get_by_text("The table is wider than the screen")
    assert hint.is_visible()
    page.set_viewport_size({"width": 1440, "height": 800})
    assert not hint.is_visible()
    link = page.get_by_role("link", name="open the passage").first.bounding_box()
    assert link and link["x"] + link["width"] < 1440


def test_no_two_statuses_look_alike(opened: Opener, out: Path) -> None:
    page = opened(file(out, "timeline.html"))
    looks = page.locator("section.happenings h2 .bar").evaluate_all("""bars => bars.map(bar => {
      const s = getComputedStyle(bar);
      return [s.getPropertyValue("--tone"), [s.borderRadius, s.clipPath, s.boxShadow !== "none"]];
    })""")
    assert len(looks) > 3
    for part in (0, 1):  # the colour tells them apart, and so does the form alone
        assert len({str(look[part]) for look in looks}) == len(looks)


def test_the_workbook_is_a_click_away(opened: Opener, served: str, tmp_path: Path) -> None:
    page = opened(f"{served}/index.html")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the workbook").click()
    started.value.save_as(tmp_path / started.value.suggested_filename)
    book = openpyxl.load_workbook(tmp_path / "outsourced-care.xlsx", read_only=True)
    assert {*contract()} <= {*book.sheetnames}


def test_a_column_sorts_by_numbers(opened: Opener, out: Path) -> None:
    page = opened(file(out, "tables/evidence.html") + "?sort=-start")
    at = page.locator("#rows thead th").evaluate_all(
        "t => t.findIndex(h => h.dataset.name === 'start')"
    )
    shown = [int(t) for t in page.locator(f"#rows tbody td:nth-child({at + 1})").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    assert len(shown) == 50


def tab_to(page: Page, there: str) -> None:
    """On with the tab key until a condition holds of the focus, which must be seen on the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
        if page.evaluate(there):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(there)


def test_keys_alone_are_enough(opened: Opener, out: Path) -> None:
    page = opened(file(out, "index.html"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")
    tab_to(page, "document.activeElement.textContent === 'Events'")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tables/events.html")

    tab_to(page, "document.activeElement.id === 'search'")
    page.keyboard.type("doncaster")
    page.wait_for_url("**?search=doncaster")
    tab_to(page, "document.activeElement.name === 'status'")
    page.keyboard.type("Occ")
    page.wait_for_url("**?search=doncaster&status=occurred")
    tab_to(page, "document.activeElement.closest('th') !== null")
    page.keyboard.press("Enter")
    page.locator("th[aria-sort=ascending]").wait_for()
    tab_to(page, "document.activeElement.closest('tbody') !== null")
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/*.html")
    assert page.locator("h1").inner_text() == title

    page.goto(file(out, "tables/evidence.html"))
    page.locator("#rows tbody a").last.focus()
    tab_to(page, "document.activeElement.getAttribute('aria-label') === 'Next'")
    page.keyboard.press("Enter")
    page.get_by_text("Rows 51 to 100").wait_for()


def test_without_scripts_everything_is_there(opened: Opener, out: Path) -> None:
    page = opened(file(out, "tables/quotes.html"), java_script_enabled=False)
    quotes = pd.read_csv(out / "data/quotes.csv")
    assert page.locator("#rows tbody tr").count() == len(quotes)
    assert not page.locator("#filters").is_visible()
    page.locator("#rows tbody a").first.click()
    page.wait_for_url("**/quotes/*.html")
    assert page.locator("h1").is_visible()
    page.goto(file(out, "timeline.html"))
    assert page.locator("table.timeline tbody tr").count() == len(
        pd.read_csv(out / "data/events.csv")
    )
    page.goto(file(out, "positions.html"))
    assert page.locator("table.positions :is(a.stance, a.again)").count() == len(
        pd.read_csv(out / "data/positions.csv")
    )


def test_without_the_component_every_row_is_shown(
    contexts: Callable[..., BrowserContext], out: Path
) -> None:
    page = contexts().new_page()
    page.route("**/dataTables.min.js", lambda route: route.abort())
    page.goto(file(out, "tables/quotes.html"))
    assert not page.locator("#filters").is_visible()
    assert page.locator("#rows tbody tr").last.is_visible()


def test_dark_mode_print_and_stillness(opened: Opener, out: Path) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = opened(file(out, "index.html"), color_scheme="light")
    dark = opened(file(out, "index.html"), color_scheme="dark", reduced_motion="reduce")
    assert light.evaluate(ground) != dark.evaluate(ground)
    assert dark.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page = opened(file(out, "tables/quotes.html"))
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert not page.locator("#filters").is_visible()
    assert page.locator("#rows tbody tr").count() == len(pd.read_csv(out / "data/quotes.csv"))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#rows tbody tr").count() == 50
    for kind, path in KINDS.items():  # A4 less its margins, across for what is wide
        page.goto(file(out, path))
        across = page.locator("body.wide").count()
        page.set_viewport_size({"width": 1045 if across else 718, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, kind


def test_the_timeline_is_drawn_to_its_dates(opened: Opener, out: Path) -> None:
    page = opened(file(out, "timeline.html"))
    events = pd.read_csv(out / "data/events.csv").set_index("event_id")
    drawn = page.locator("table.timeline tbody tr").evaluate_all("""rows => rows.map(row => {
      const box = e => e.getBoundingClientRect(), bar = row.querySelector(".bar");
      const track = box(row.querySelector(".track")), at = box(bar);
      return {event: row.querySelector("a").getAttribute("href"), classes: [...bar.classList],
        left: (at.left - track.left) / track.width, right: (at.right - track.left) / track.width};
    })""")
    assert len(drawn) == len(events)
    assert all(-0.01 <= bar["left"] < bar["right"] <= 1.01 for bar in drawn)
    within = [b for b in drawn if not {"early", "late", "by"} & {*b["classes"]}]
    for bar in within:
        bar["from"] = events.loc[Path(bar["event"]).stem, "date_from"]
    within.sort(key=lambda bar: (bar["from"], bar["left"]))
    assert len(within) > 20
    assert [b["left"] for b in within] == sorted(b["left"] for b in within)


def test_a_position_leads_to_its_evidence(opened: Opener, out: Path) -> None:
    page = opened(file(out, "positions.html"))
    stance = page.locator("a.stance.arguable").last
    key = str(stance.get_attribute("href")).partition("#")[2]
    stance.click()
    page.wait_for_url(f"**/proposals/*.html#{key}")
    place = page.locator(f"#{key}:target")
    page.wait_for_function(
        "key => { const box = document.getElementById(key).getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= innerHeight; }",
        arg=key,
    )
    assert "Arguable" in place.inner_text()
    assert ":~:text=" in str(
        place.get_by_role("link", name="open the passage").first.get_attribute("href")
    )


# a publisher's page: what a text fragment names is painted in a colour that nothing else has
ARTICLE = """<!doctype html><meta charset="utf-8"><title>Ours</title>
<style>body {{ margin: 0; background: #fff; color: #000 }}
::target-text {{ background-color: #ff00ff; color: #000 }}</style>
<p style="height: 3000px">A long way down.</p>{}<p style="height: 3000px">And on.</p>"""
# where the colour stands in a picture of the page, and where the passages do, line by line
PAINTED = """async ([picture, passages]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const told = passages.map(passage => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(passage);
      if (at < 0) continue;
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + passage.length);
    }
    return [...range.getClientRects()];
  }).flat();
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  const inside = (x, y) => told.findIndex(
    r => x >= r.left - 1 && x <= r.right + 1 && y >= r.top - 2 && y <= r.bottom + 2);
  const counts = told.map(() => 0);
  let outside = 0;
  for (let y = 0; y < canvas.height; y++)
    for (let x = 0; x < canvas.width; x++) {
      const at = 4 * (y * canvas.width + x);
      if (pixels[at] < 250 || pixels[at + 1] > 5 || pixels[at + 2] < 250) continue;
      const line = inside(x, y);
      if (line < 0) outside += 1; else counts[line] += 1;
    }
  return {outside, shares: told.map((r, i) => counts[i] / (r.width * r.height))};
}"""


@pytest.mark.parametrize(
    ("record", "link"),
    [
        ("quotes/gazette-one-q02", "Read the words on the publisher’s page"),
        ("quotes/gazette-one-q01", "open the passage"),
        ("events/lantern-trust-announced", "open the passage"),
    ],
)
def test_a_link_opens_the_publishers_page_at_the_passage(
    contexts: Callable[..., BrowserContext], built: Project, tmp_path: Path, record: str, link: str
) -> None:
    assert RUN(built.root, COMPONENTS, tmp_path / "site") == 0
    article = (built.root / "texts/one.txt").read_text("utf-8")
    told = "".join(f"<p>{line}</p>" for line in article.splitlines() if line)
    evidence = pd.read_csv(built.root / "data/evidence.csv")
    key = record.partition("/")[2]
    own = evidence[(evidence["record_id"] == key) & (evidence["article_id"] == "gazette-one")]
    if link == "open the passage":
        own = own.head(1)
    passages = [article[row["start"] : row["end"]] for _, row in own.iterrows()]
    assert passages

    page = contexts().new_page()
    page.route(
        "https://gazette.example/**",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8", body=ARTICLE.format(told)
        ),
    )
    page.goto((tmp_path / "site" / f"{record}.html").as_uri())
    page.get_by_role("link", name=link).first.click()
    page.wait_for_url("https://gazette.example/**")
    page.wait_for_function("scrollY > 1000")

    def painted() -> Any:
        picture = base64.b64encode(page.screenshot()).decode()
        return page.evaluate(PAINTED, [picture, passages])

    with_fragment = painted()
    assert with_fragment["outside"] == 0
    assert min(with_fragment["shares"]) > 0.4  # the letters stand on it
    at = page.evaluate("[location.href.split('#')[0], scrollY]")
    page.goto("about:blank")
    page.goto(at[0])
    page.evaluate("y => scrollTo(0, y)", at[1])
    without = painted()
    assert max(without["shares"]) == without["outside"] == 0


def test_hostile_data_do_nothing(opened: Opener, out: Path, tmp_path: Path) -> None:
    data = hostile(read(ROOT, json.loads((ROOT / DESCRIPTOR).read_bytes()))[0])
    folder = tmp_path / "deep/down"
    write(folder, out, Site(data, Words(), [], TEMPLATES).pages())
    page = opened(file(folder, "index.html"))
    assert page.locator("h1").inner_text() == HOSTILE
    kinds = [path for path in sorted(folder.rglob("*.html")) if path.name != "index.html"]
    seen: dict[str, int] = {}
    for path in kinds:
        if path.parent.name == "tables":
            continue
        seen[path.parent.name] = seen.get(path.parent.name, 0) + 1
        if seen[path.parent.name] > 8:  # the others of a kind are made by the same template
            continue
        page.goto(path.as_uri())
        assert page.locator("img, iframe").count() == 0
    for path in kinds:
        if path.parent.name != "tables":
            continue
        page.goto(f"{path.as_uri()}?kind={HOSTILE}&stance={HOSTILE}")
        assert page.locator("img, iframe").count() == 0
        page.goto(f"{path.as_uri()}?search={HOSTILE[:20]}&sort={HOSTILE}")
        if data.rows[path.stem.replace("-", "_")]:
            assert page.get_by_label("Search", exact=True).input_value() == HOSTILE[:20]
            assert HOSTILE in page.locator("#rows tbody").inner_text()
            page.get_by_role("button", name="Activate to sort").first.click()
        assert page.locator("img, iframe").count() == 0
    page.goto(file(folder, "tables/events.html"))
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV of what is shown").click()
    saved = pd.read_csv(started.value.path(), dtype=str, keep_default_na=False)
    assert saved["title"].tolist() == [row["title"] for row in data.rows["events"]]


def write(folder: Path, out: Path, pages: Iterable[tuple[str, bytes]]) -> None:
    """Write pages, with the assets of another site."""
    shutil.copytree(out / "assets", folder / "assets")
    for path, raw in pages:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(raw)


@pytest.mark.parametrize("count", [600, 100_000])
def test_a_large_table_works(opened: Opener, out: Path, tmp_path: Path, count: int) -> None:
    quotes = GENERATED(count)
    data = only(contract(), quotes=quotes.to_pylist())
    table = takewhile(
        lambda page: not page[0].startswith("tables/events"),
        Site(data, Words(), [], TEMPLATES).pages(),
    )
    folder = tmp_path / "deep/down"
    write(folder, out, table)
    page = opened(file(folder, "tables/quotes.html"))
    page.locator("#filters").wait_for()

    def told(words: str) -> None:
        page.get_by_text(words, exact=True).wait_for()

    told(f"Rows 1 to 50 of {count:,}")
    assert page.locator("#rows tbody tr").count() == 50  # paged: no more is drawn
    page.get_by_role("link", name="Last").click()
    told(f"Rows {count - 49:,} to {count:,} of {count:,}")
    last = str(quotes["quote_id"][-1])
    assert last in rows(page)[-1]

    kind = quotes["kind"].to_pylist().count("direct")
    page.get_by_label("Kind of quotation", exact=True).select_option("direct")
    told(f"Rows 1 to 50 of {kind:,} (of {count:,} in all)")
    page.get_by_role("button", name="Words: Activate to sort").click()
    page.wait_for_url("**?kind=direct&sort=word_count")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV of what is shown").click()
    saved = pd.read_csv(started.value.path())
    assert len(saved) == kind
    assert saved["word_count"].is_monotonic_increasing

    page.get_by_role("button", name="Show all").click()
    page.get_by_label("Search", exact=True).fill(last)
    told(f"Rows 1 to 1 of 1 (of {count:,} in all)")
    assert len(rows(page)) == 1
