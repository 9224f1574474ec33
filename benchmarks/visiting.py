"""The site: its largest pages at ten times the rows, and a table page with many wide rows.

Peers there are none; times are those of Chromium on this machine, from a folder.
"""

from __future__ import annotations

import gzip
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import generated
from copies import copies

from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.home import contract
from outsourced_care.site.dataset import Dataset, read
from outsourced_care.site.pages import Site, Words

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "site/_out/assets"  # by `make site`
TIMES = 10
MOST_ROWS = 100_000
SHOWN = 8  # of the pages, the largest
RUNS = 5


def run(rows: int) -> str:
    """Measure, and return a Markdown section."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None or not ASSETS.is_dir():
        return "## The site\n\nNot measured: it needs Chromium and what `make site` makes."
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = started.new_page()
        page.set_default_timeout(300_000)
        sections = [_largest(Path(folder, "many"), page), _wide(Path(folder, "wide"), page, rows)]
        started.close()
    return "\n\n".join(sections)


def _largest(folder: Path, page: Page) -> str:
    """Sizes and times of the largest pages at ten times the rows."""
    dataset, _ = read(ROOT, json.loads((ROOT / DESCRIPTOR).read_bytes()))
    many = copies(dataset, TIMES)
    begin = time.process_time()
    made = dict(_site(many).pages())
    taken = time.process_time() - begin
    _write(folder, made.items())
    sizes = {path: len(gzip.compress(raw)) for path, raw in made.items()}
    largest = sorted((p for p in sizes if p.endswith(".html")), key=lambda p: -sizes[p])[:SHOWN]
    lines = ["| page | kB | kB compressed | ms until it can be used |", "|---|--:|--:|--:|"]
    for path in largest:
        loaded = statistics.median(_loaded(page, folder / path) for _ in range(RUNS))
        size = len(made[path])
        lines.append(f"| {path} | {size / 1e3:,.0f} | {sizes[path] / 1e3:.0f} | {loaded:.0f} |")
    count = sum(len(rows) for rows in many.rows.values())
    return (
        f"## The site at {TIMES} times the rows ({count:,})\n\n{len(made):,} pages are made in "
        f"{taken:.0f} s. The largest, and the median of {RUNS} visits:\n\n" + "\n".join(lines)
    )


def _loaded(page: Page, path: Path) -> float:
    """Milliseconds from the visit until scripts have run and the rows are there to be filtered."""
    page.goto(path.as_uri())
    return float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))


def _wide(folder: Path, page: Page, rows: int) -> str:
    """What a table page with many wide rows costs."""
    count = min(rows, MOST_ROWS)
    quotes = generated.quotes(count)
    about = json.loads((ROOT / DESCRIPTOR).read_bytes())
    empty: dict[str, list[dict[str, object]]] = {name: [] for name in contract()}
    dataset = Dataset(contract(), {**empty, "quotes": quotes.to_pylist()}, about)
    begin = time.process_time()
    pages = takewhile(lambda made: not made[0].startswith("tables/events"), _site(dataset).pages())
    made = {path: raw for path, raw in pages if path.startswith("tables/quotes")}
    seconds = {"make the page": time.process_time() - begin}
    _write(folder, made.items())
    seconds["open it until it can be used"] = _loaded(page, folder / "tables/quotes.html") / 1e3
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    seconds["search for a word"] = _timed(lambda: page.locator("#search").fill("Person 77"))
    page.locator("#search").fill("")
    kind = page.locator("#filter-kind")
    seconds["filter by a value"] = _timed(lambda: kind.select_option("direct"))
    words = page.get_by_role("button", name="Words: Activate to sort")
    seconds["sort by a number"] = _timed(words.click)
    turn = page.get_by_role("link", name="Last")
    seconds["turn to the last page"] = _timed(turn.click)

    def saved() -> None:
        with page.expect_download() as started:
            page.locator("#csv").click()
        started.value.path()

    seconds["save the third that is left as CSV"] = _timed(saved)
    whole = {path: (len(raw), len(gzip.compress(raw))) for path, raw in made.items()}
    sizes = ", ".join(
        f"{path} {size / 1e6:.1f} MB ({packed / 1e6:.1f} compressed)"
        for path, (size, packed) in whole.items()
    )
    lines = [f"| {what} | {taken:.2f} |" for what, taken in seconds.items()]
    return (
        f"## A table page with {count:,} rows of {len(quotes.column_names)} columns\n\n"
        f"{sizes}; {heap:.0f} MB of memory for scripts.\n\n| to | seconds |\n|---|--:|\n"
        + "\n".join(lines)
    )


def _timed(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _site(dataset: Dataset) -> Site:
    return Site(dataset, Words(), [], ROOT / "site/templates")


def _write(folder: Path, made: Iterable[tuple[str, bytes]]) -> None:
    shutil.copytree(ASSETS, folder / "assets")
    for path, raw in made:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw)
