"""`outsourced-care hydrate`: pages to texts on one's own machine, and every passage again.

Catches passages that are lost on the way, pages that are taken for an article that they are not,
a good copy that a worse page replaces, pages that are fetched for nothing, half-written files,
names that lead out of the folder, and tracebacks.
"""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from article_server import bomb, drip, led, page, robots
from conftest import ARTICLES_VARIABLE, Outcome
from release_server import Site, serving, silent

import outsourced_care as oc
from outsourced_care.cli import main
from outsourced_care.home import contract
from outsourced_care.recovery import read_copies
from outsourced_care.text import count_words, passage_sha256

Json = dict[str, Any]
Capture = pytest.CaptureFixture[str]

ARTICLES = {
    "lamps-one": [
        "Featherly town to give up its lamps",
        "Featherly will hand its oil lamps to a trust of moths next spring, a ministry said.",
        "“The lamps have been dim for years,” said lamp minister Odo Quill at the clock tower.",
        "The guild of lamplighters met on Sunday and sang two verses of a song about the wind.",
        "Pella Thorn, who leads the guild, called the plan “a ladder without a single rung”.",
    ],
    "lamps-two": [
        "Guild of lamplighters counts its ladders",
        "There are ninety ladders in the cellar of the guild, and half of them have no rungs.",
        "A ladder that stands in the rain is no ladder at all, the keeper of the cellar believes.",
        "The town promised to pay for a dozen of them before the first snow falls on the square.",
    ],
}
PASSAGES = {"lamps-one": 4, "lamps-two": 3}
ALL = 7


def as_page(article_id: str, *, title: str | None = None, without: int | None = None) -> str:
    """A page of a made-up newspaper."""
    first, *body = ARTICLES[article_id]
    kept = "\n".join(f"<p>{p}</p>" for n, p in enumerate(body) if n != without)
    menu = "".join(f"<li><a href='/{n}'>Lamps of district {n}</a></li>" for n in range(9))
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title or first}"
        f" | Featherly Echo</title><script>var lamp = '<p>1</p>';</script></head><body>"
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{title or first}</h1>"
        f"{kept}</article></main><footer><p>Printed by moths.</p></footer></body></html>"
    )


def evidence_of(article_id: str) -> Iterator[Json]:
    """A row for each paragraph but the title."""
    text = "\n\n".join(ARTICLES[article_id])
    for number, passage in enumerate(ARTICLES[article_id][1:], start=1):
        words = passage.split()
        yield {
            "table": "quotes",
            "record_id": f"{article_id}-q{number}",
            "article_id": article_id,
            "part": 1,
            "start": text.index(passage),
            "end": text.index(passage) + len(passage),
            "word_count": count_words(passage),
            "selector": f"{' '.join(words[:3])} … {' '.join(words[-2:])}",
            "sha256": passage_sha256(passage),
            "role": "states",
        }


def put_package(folder: Path, articles: list[Json], evidence: list[Json]) -> Path:
    """A package of the two tables that are needed."""
    folder.mkdir(exist_ok=True)
    for name, rows in (("articles", articles), ("evidence", evidence)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, contract()[name].names)
            writer.writeheader()
            writer.writerows(rows)
    resources = [{"name": n, "path": f"{n}.csv"} for n in ("articles", "evidence")]
    content = {"name": "lamps", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving(tmp_path) as served:
        served.faults |= {f"{one}?full=1": page(as_page(one)) for one in ARTICLES}
        yield served


def listed(site: Site, **urls: str | None) -> list[Json]:
    """The articles, each with its page; `urls` gives others."""
    return [
        {
            "article_id": one,
            "title": ARTICLES[one][0],
            "url": urls.get(one.replace("-", "_"), f"{site.address}/{one}?full=1"),
        }
        for one in ARTICLES
    ]


@pytest.fixture
def package(site: Site, tmp_path: Path) -> Path:
    """A package whose articles are on the site."""
    rows = [row for one in ARTICLES for row in evidence_of(one)]
    return put_package(tmp_path / "package", listed(site), rows)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "my" / "articles"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ARTICLES_VARIABLE, raising=False)
    monkeypatch.delenv("OUTSOURCED_CARE_RELEASES", raising=False)
    monkeypatch.setenv("OUTSOURCED_CARE_TIMEOUT", "20")


def hydrate(capsys: Capture, package: Path, out: Path, *more: str) -> Outcome:
    given = ["hydrate", "--from", str(package), "--out", str(out), "--allow-private"]
    status = main([*given, "--delay", "0", *more])
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return Outcome(status, said.out, said.err)


def asked(site: Site) -> list[str]:
    """The pages that were asked for since it was last looked."""
    found = [name.partition("?")[0] for name in site.asked if name != "robots.txt"]
    site.asked.clear()
    return found


def test_every_passage_again(capsys: Capture, site: Site, package: Path, out: Path) -> None:
    done = hydrate(capsys, package, out)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "lamps-one: 4 of 4 (fetched)",
        "lamps-two: 3 of 3 (fetched)",
        "7 of 7 passages recovered",
    ]
    assert sorted(p.name for p in out.iterdir()) == ["lamps-one.txt", "lamps-two.txt"]
    texts = list(oc.load("evidence", package, articles=out)["text"])
    assert texts == [p for one in ARTICLES.values() for p in one[1:]]
    titles = [copy.title for copy in read_copies(out).articles]
    assert titles == [one[0] for one in ARTICLES.values()]


def test_what_is_there_is_not_fetched_again(
    capsys: Capture, site: Site, package: Path, out: Path
) -> None:
    assert hydrate(capsys, package, out).status == 0
    assert asked(site) == ["lamps-one", "lamps-two"]
    second = hydrate(capsys, package, out)
    assert second.status == 0 and asked(site) == []
    assert "lamps-one: 4 of 4 (at hand)" in second.out
    (out / "lamps-two.txt").unlink()
    third = hydrate(capsys, package, out)
    assert asked(site) == ["lamps-two"] and "lamps-two: 3 of 3 (fetched)" in third.out
    assert hydrate(capsys, package, out, "--again").status == 0
    assert asked(site) == ["lamps-one", "lamps-two"]


def test_a_copy_from_elsewhere_counts(
    capsys: Capture, site: Site, package: Path, out: Path
) -> None:
    out.mkdir(parents=True)
    (out / "saved by hand.txt").write_text("\n".join(ARTICLES["lamps-one"]), encoding="utf-8")
    done = hydrate(capsys, package, out)
    assert done.status == 0 and asked(site) == ["lamps-two"]
    assert not (out / "lamps-one.txt").exists()


def test_only_some(capsys: Capture, site: Site, package: Path, out: Path) -> None:
    done = hydrate(capsys, package, out, "--only", "lamps-two")
    assert done.status == 0 and asked(site) == ["lamps-two"]
    assert done.out.endswith("3 of 3 passages recovered\n")
    wrong = hydrate(capsys, package, out, "--only", "lamps-three")
    assert wrong.status == 2 and "lamps-three" in wrong.err and "lamps-t" in wrong.err


def test_what_is_missing_and_why(capsys: Capture, site: Site, package: Path, out: Path) -> None:
    site.faults["lamps-one?full=1"] = page(as_page("lamps-one", without=1))
    site.faults["lamps-two?full=1"] = page("gone", code=410)
    done = hydrate(capsys, package, out)
    assert done.status == 1
    assert done.out.splitlines() == [
        "lamps-one: 3 of 4 (fetched)",
        "  not in the text at hand: quotes lamps-one-q2 part 1",
        "lamps-two: 0 of 3",
        f"  {site.address}/lamps-two was answered with status 410 (Gone)",
        "3 of 7 passages recovered",
    ]
    told = json.loads(hydrate(capsys, package, out, "--format", "json").out)
    assert (told["recovered"], told["passages"]) == (3, ALL)
    assert told["articles"][0]["missing"] == [
        {"table": "quotes", "record_id": "lamps-one-q2", "part": 1}
    ]
    assert "410" in told["articles"][1]["why"]


@pytest.mark.medium
@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (page("<html><h1>Cookies</h1><p>We value the privacy of every single moth.</p>"), "is not"),
        (page(as_page("lamps-two")), "the page is not the article"),
        (page(as_page("lamps-one").replace("e", "o")), "the page is not the article"),
        (page(""), "cannot be read"),
        (page(os.urandom(4000)), "cannot be read"),
        (page("<html>" + "<div>" * 5000), "cannot be read"),
        (page(b"%PDF-1.7", "application/pdf"), "no web page or plain text"),
        (led("file:///etc/passwd"), "no http or https"),
        (bomb(20_000_000), "more than 10,000,000 bytes"),
        (led("/lamps-one?full=1"), "more than 5 times"),
        (
            page((" ".join(ARTICLES["lamps-one"]) + "\n") * 600, "text/plain"),
            "which no article has",
        ),
    ],
)
def test_pages_that_are_not_the_article(
    capsys: Capture, site: Site, package: Path, out: Path, fault: Any, why: str
) -> None:
    site.faults["lamps-one?full=1"] = fault
    done = hydrate(capsys, package, out)
    assert done.status == 1 and why in done.out and "3 of 7 passages recovered" in done.out
    assert [p.name for p in out.iterdir()] == ["lamps-two.txt"]


@pytest.mark.medium
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("\n\n".join(ARTICLES["lamps-one"]).encode(), "text/plain; charset=utf-8"),
        ("\r\n".join(ARTICLES["lamps-one"]).encode("cp1252"), "text/plain; charset=windows-1252"),
        (as_page("lamps-one").encode("utf-16"), "text/html"),
        (as_page("lamps-one").encode("cp1252"), "text/html; charset=windows-1252"),
        (as_page("lamps-one").encode("cp1252"), "text/html; charset=iso-8859-1"),
        (as_page("lamps-one").encode("cp1252"), "text/html; charset=utf-8"),
        (as_page("lamps-one").encode(), "text/html; charset=windows-1252"),
        (as_page("lamps-one").encode(), "text/html; charset=x-lamp"),
        (as_page("lamps-one").encode("cp1252"), "text/html; charset=punycode"),
        (as_page("lamps-one").encode("mac-roman"), "text/html; charset=macintosh"),
        (as_page("lamps-one").encode("utf-16-be"), "text/html; charset=utf-16be"),
        (as_page("lamps-one", title="Lamps, ladders"), "text/html"),
        (as_page("lamps-one").replace("<p>", "<div>").replace("</p>", "</div>"), "text/html"),
        (as_page("lamps-one").replace("<p>", "<section><p>&nbsp;</p><p>"), "text/html"),
        (as_page("lamps-one").replace(" of ", " <a href='/x'>of</a> "), "text/html"),
        (as_page("lamps-one").replace("’", "'").replace("“", "&ldquo;"), "text/html"),
    ],
)
def test_pages_in_many_forms(
    capsys: Capture, site: Site, package: Path, out: Path, body: str | bytes, kind: str
) -> None:
    site.faults["lamps-one?full=1"] = page(body, kind)
    done = hydrate(capsys, package, out)
    assert done.status == 0, done.out


def test_passages_outside_the_main_text(
    capsys: Capture, site: Site, package: Path, out: Path
) -> None:
    """What an extractor of main texts leaves out is found in all the words of the page."""
    text = as_page("lamps-one")
    last = f"<p>{ARTICLES['lamps-one'][-1]}</p>"
    aside = f"<aside class='pullquote promo'><blockquote>{last}</blockquote></aside>"
    moved = text.replace(last, "").replace("<footer>", f"{aside}<footer>")
    site.faults["lamps-one?full=1"] = page(moved)
    assert hydrate(capsys, package, out, "--only", "lamps-one").status == 0


def test_a_better_copy_is_kept(capsys: Capture, site: Site, package: Path, out: Path) -> None:
    out.mkdir(parents=True)
    own = "\n\n".join(ARTICLES["lamps-one"][:-1]) + "\n\nA note of my own on moths.\n"
    (out / "lamps-one.txt").write_text(own, encoding="utf-8")
    for lost in (0, 3):
        site.faults["lamps-one?full=1"] = page(as_page("lamps-one", without=lost))
        done = hydrate(capsys, package, out, "--only", "lamps-one")
        assert done.status == 1 and "no more than the copy at hand" in done.out
        assert (out / "lamps-one.txt").read_text(encoding="utf-8") == own
    site.faults["lamps-one?full=1"] = page(as_page("lamps-one"))
    assert hydrate(capsys, package, out, "--only", "lamps-one").status == 0
    assert "note of my own" not in (out / "lamps-one.txt").read_text(encoding="utf-8")


def test_articles_without_address_or_passages(
    capsys: Capture, site: Site, tmp_path: Path, out: Path
) -> None:
    articles = listed(site, lamps_two=None)
    package = put_package(tmp_path / "package", articles, list(evidence_of("lamps-two")))
    done = hydrate(capsys, package, out)
    assert done.status == 1 and "no address of it is recorded" in done.out
    assert "lamps-one: 0 of 0 (fetched)" in done.out and (out / "lamps-one.txt").exists()
    hydrate(capsys, package, out)
    assert asked(site) == ["lamps-one"]


def test_robots_and_private_addresses(
    capsys: Capture, site: Site, package: Path, out: Path
) -> None:
    site.faults["robots.txt"] = robots("User-agent: *\nDisallow: /lamps-one")
    done = hydrate(capsys, package, out)
    assert done.status == 1 and "its robots.txt does not allow it" in done.out
    assert asked(site) == ["lamps-two"]
    status = main(["hydrate", "--from", str(package), "--out", str(out / "x"), "--delay", "0"])
    assert status == 1 and capsys.readouterr().out.count("private or reserved address") == 2
    assert site.asked == []


@pytest.mark.parametrize("name", ["../lamps", "a/b", "/etc/x", "A", "a" * 300, "a\nb", ".."])
def test_names_that_lead_out_of_the_folder(
    capsys: Capture, site: Site, tmp_path: Path, out: Path, name: str
) -> None:
    row = {"article_id": name, "title": "Lamps", "url": f"{site.address}/lamps-one?full=1"}
    package = put_package(tmp_path / "package", [row], [])
    done = hydrate(capsys, package, out)
    assert done.status == 2 and "is no identifier" in done.err and done.err.count("\n") == 1
    assert asked(site) == [] and not out.exists()


def test_what_cannot_run(capsys: Capture, site: Site, package: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("moth")
    cases = [
        (package, tmp_path / "file", []),
        (tmp_path / "nothing", tmp_path / "out", []),
        (package, tmp_path / "out", ["--delay", "-1"]),
        (package, tmp_path / "out", ["--delay", "nan"]),
        (package, tmp_path / "out", ["--only", ""]),
    ]
    for source, folder, more in cases:
        done = hydrate(capsys, source, folder, *more)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)
    assert asked(site) == []


def test_a_pause_between_pages_of_a_host(
    capsys: Capture, site: Site, package: Path, out: Path
) -> None:
    begun = time.monotonic()
    assert hydrate(capsys, package, out, "--delay", "0.2").status == 0
    assert time.monotonic() - begun >= 0.2


@pytest.mark.slow
@pytest.mark.parametrize("fault", [silent, drip])
def test_killed_midway(capsys: Capture, site: Site, package: Path, out: Path, fault: Any) -> None:
    """What was written is whole; the next run goes on from there."""
    site.faults["lamps-two?full=1"] = fault
    command = ["hydrate", "--from", str(package), "--out", str(out), "--allow-private"]
    child = subprocess.Popen(
        [sys.executable, "-m", "outsourced_care", *command, "--delay", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    until = time.monotonic() + 60
    while "lamps-two?full=1" not in site.asked and time.monotonic() < until:
        time.sleep(0.01)
    child.send_signal(signal.SIGINT if fault is drip else signal.SIGKILL)
    said, _ = child.communicate(timeout=60)
    assert b"Traceback" not in said
    assert child.returncode == (130 if fault is drip else -signal.SIGKILL)
    assert [p.name for p in out.iterdir()] == ["lamps-one.txt"]
    site.faults["lamps-two?full=1"] = page(as_page("lamps-two"))
    asked(site)
    assert hydrate(capsys, package, out).status == 0 and asked(site) == ["lamps-two"]
