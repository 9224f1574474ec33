"""`outsourced-care extract` over an archive beside the bare extraction function: time and memory.

Every contender is a process of its own with the same generated articles as packed JSON lines.
Contenders run in turn, every other round the other way round; what starting takes is measured
with two articles each time and taken off; told are means of the rounds. The two of which the least
is wanted get more rounds: a shared machine wavers by more than that. Bare ones drop no copies: they
are compared over articles without any, and over an archive with a copy in fifty, of which ours keep
the first. Told are the clock, for a quiet machine, and the processor's time of all processes
together, which what else runs on the machine changes less.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

import archive_paper
from apart import Taken, apart
from archive_formats import FORMATS, write_lines
from generated_articles import COPIES, Made, article
from generated_articles import articles as generated

_COMPARED = 6_000  # articles that all contenders get
_ROUNDS = 3
_CLOSE_ROUNDS = 9
_LEAST = 0.001  # seconds: a busy machine may take longer to start than for a few articles
_BATCH = 200
_PAGES = 2_000  # articles whose planning is timed by format, at most
_CONTENDERS = str(Path(__file__).with_name("archive_contenders.py"))
_LOOP, _ONE = "bare function in a loop", "`extract --workers 1`"
_POOL, _TWO = "bare pool of two processes", "`extract --workers 2`"
_DASK = "`extract --workers 2 --engine dask`"
_BARE = {_LOOP: "loop", _POOL: "pool"}
_ASKED = {
    _ONE: ("--workers", "1"),
    _TWO: ("--workers", "2"),
    _DASK: ("--workers", "2", "--engine", "dask"),
}
_PAIRS = ((_ONE, _LOOP, 1.15), (_TWO, _POOL, 1.05), (_DASK, _TWO, 1.25))  # and the aim
_WITH_COPIES = (_POOL, _TWO)
_CLOSE = ((_POOL, False), (_TWO, False))  # name and whether with copies


class Cost(NamedTuple):
    """What some articles cost without starting."""

    seconds: float
    processor: float


@dataclass(frozen=True, slots=True)
class Grown:
    """What an archive of a size took."""

    articles: int
    taken: Taken
    cost: Cost  # of an article
    input: int  # bytes
    output: int

    def parent(self, what: str) -> float:
        """Seconds of the processor that the parent took for an article."""
        return float(json.loads(self.taken.said)[what]) / self.articles


def run(articles: int) -> str:
    """Measure, and return a Markdown section.

    Args:
        articles: The size of the largest archive.
    """
    with tempfile.TemporaryDirectory() as where:
        bench = _Bench(Path(where))
        compared = min(articles, _COMPARED)
        sections = [
            f"## Extracting archives of up to {articles:,} generated articles",
            _compared(bench, compared),
            _growth(grown := [bench.grown(size) for size in _sizes(articles)]),
            _planned(bench, min(articles, _PAGES)),
            archive_paper.section(_figures(grown[-1])),
        ]
    return "\n\n".join(sections)


def _sizes(articles: int) -> list[int]:
    """Powers of ten from a thousand on, and at last the size that was asked for."""
    tens = [10**n for n in range(3, 10) if 10**n < articles]
    return [*tens, articles]


class _Bench:
    """Where contenders run.

    Args:
        folder: For archives and outputs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._out = folder / "out"
        self._starting: dict[str, Cost] = {}

    def archive(self, articles: int, *, copies: bool = True) -> Path:
        """An archive of a size, with a copy in fifty or without any."""
        path = self._folder / f"{articles}{'' if copies else '-unlike'}.jsonl.zst"
        if path.exists():
            return path
        return write_lines(path, generated(articles) if copies else islice(_unlike(), articles))

    def cost(self, name: str, articles: int, *, copies: bool) -> Cost:
        """What a contender takes for an archive, without starting."""
        whole = self._taken(name, self.archive(articles, copies=copies), articles, _BATCH)
        starting = self._taken(name, self.archive(2), 2, 1)
        processor = max(whole.processor - starting.processor, _LEAST)
        return Cost(max(whole.seconds - starting.seconds, _LEAST), processor)

    def grown(self, articles: int) -> Grown:
        """What an archive of a size takes two of our processes."""
        archive = self.archive(articles)
        starting = self._parts(2, 1)
        self._cleared()
        taken = self._parts(articles, _BATCH)
        output = sum(path.stat().st_size for path in self._out.rglob("*"))
        self._cleared()
        seconds, processor = taken.seconds - starting.seconds, taken.processor - starting.processor
        cost = Cost(seconds / articles, processor / articles)
        return Grown(articles, taken, cost, archive.stat().st_size, output)

    def planning(self, path: Path) -> float:
        """Seconds of the processor that it takes to cut what a path holds into pieces."""
        told = [json.loads(apart(_CONTENDERS, "plan", path).said) for _ in range(_ROUNDS)]
        return float(statistics.median(one["planning"] for one in told))

    def _parts(self, articles: int, batch: int) -> Taken:
        _say("extract, in parts", articles)
        return apart(_CONTENDERS, "parts", self.archive(articles), str(batch), self._out)

    def _taken(self, name: str, archive: Path, articles: int, batch: int) -> Taken:
        _say(name, articles)
        if name in _BARE:
            taken = apart(_CONTENDERS, _BARE[name], archive, str(batch), self._out)
        else:
            ours = ("-m", "outsourced_care", "extract", *_ASKED[name], "--batch", str(batch))
            taken = apart(*ours, archive, "--out", self._out)
        self._cleared()
        return taken

    def _cleared(self) -> None:
        shutil.rmtree(self._out, ignore_errors=True)


def _unlike() -> Iterator[Made]:
    """Articles of which none is a copy."""
    return (article(number) for number in count() if number % COPIES != COPIES - 1)


def _say(name: str, articles: int) -> None:
    print(f"{name}, {articles:,} articles …", file=sys.stderr)


def _compared(bench: _Bench, articles: int) -> str:
    contenders = [(name, False) for name in (_LOOP, _ONE, _POOL, _TWO, _DASK)]
    contenders += [(name, True) for name in _WITH_COPIES]
    costs: dict[tuple[str, bool], list[Cost]] = {contender: [] for contender in contenders}
    for number in range(_CLOSE_ROUNDS):
        for contender in contenders[:: -1 if number % 2 else 1]:
            if number < _ROUNDS or contender in _CLOSE:
                name, copies = contender
                costs[contender].append(bench.cost(name, articles, copies=copies))
    lines = [
        f"{articles:,} articles, {_ROUNDS} rounds, of two processes without copies "
        f"{_CLOSE_ROUNDS}; without starting. A contender's ratio is to the bare one above it, of "
        "Dask to our processes.",
        "",
        "| contender | articles a second | processor ms an article | times as long | times the "
        "processor | aim |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    beside = {ours: (bare, aim) for ours, bare, aim in _PAIRS}
    for (name, copies), told in costs.items():
        speed = articles / statistics.mean(one.seconds for one in told)
        processor = statistics.mean(one.processor for one in told) / articles * 1000
        shown = f"{name}, a copy in fifty" if copies else name
        cells = [shown, f"{speed:,.0f}", f"{processor:.2f}"]
        if name in beside:
            bare, aim = beside[name]
            clock = _ratio(told, costs[bare, copies], lambda one: one.seconds)
            busy = _ratio(told, costs[bare, copies], lambda one: one.processor)
            cells += [f"{clock:.2f}", f"{busy:.2f}", "" if copies else f"{aim:.2f}"]
        else:
            cells += ["1.00", "1.00", ""]
        lines.append(f"| {' | '.join(cells)} |")
    pool, two = (costs[contender] for contender in _CLOSE)
    rounds = [ours.seconds / one.seconds for ours, one in zip(two, pool, strict=True)]
    lines += [
        "",
        f"By rounds, two processes took {min(rounds):.2f} to {max(rounds):.2f} times the clock of "
        "the bare pool.",
    ]
    return "\n".join(lines)


def _ratio(ours: list[Cost], bare: list[Cost], of: Callable[[Cost], float]) -> float:
    return statistics.mean(map(of, ours)) / statistics.mean(map(of, bare))


def _growth(grown: list[Grown]) -> str:
    lines = [
        "Two processes, one run each:",
        "",
        "| articles | ms an article | processor ms an article | parent MB | in all MB | parent: "
        "planning µs | parent: committing µs | output kB an article |",
        "|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for one in grown:
        cells = [
            f"{one.articles:,}",
            f"{one.cost.seconds * 1000:.2f}",
            f"{one.cost.processor * 1000:.2f}",
            f"{one.taken.parent:.0f}",
            f"{one.taken.together:.0f}",
            f"{one.parent('planning') * 1e6:.0f}",
            f"{one.parent('committing') * 1e6:.0f}",
            f"{one.output / one.articles / 1000:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    if len(grown) > 1:
        few, many = grown[-2:]
        lines += [
            "",
            f"From {few.articles:,} to {many.articles:,} articles the time of an article grows "
            f"{many.cost.seconds / few.cost.seconds:.2f} times (processor "
            f"{many.cost.processor / few.cost.processor:.2f}), the parent's memory "
            f"{many.taken.parent / few.taken.parent:.2f} times, all memory "
            f"{many.taken.together / few.taken.together:.2f} times (aims: 0.90 to 1.10, and "
            "500 MB in all).",
        ]
    return "\n".join(lines)


def _planned(bench: _Bench, articles: int) -> str:
    lines = [
        f"Planning by format, {articles:,} articles:",
        "",
        "| input | processor µs an article |",
        "|---|--:|",
    ]
    with tempfile.TemporaryDirectory() as where:
        for name, write in FORMATS.items():
            print(f"planning, {name} …", file=sys.stderr)
            path = write(Path(where) / name, generated(articles))
            lines.append(f"| {name} | {bench.planning(path) / articles * 1e6:.0f} |")
    return "\n".join(lines)


def _figures(largest: Grown) -> archive_paper.Figures:
    return archive_paper.Figures(
        processor=largest.cost.processor,
        planning=largest.parent("planning"),
        committing=largest.parent("committing"),
        input=largest.input / largest.articles,
        output=largest.output / largest.articles,
        batch=_BATCH,
    )
