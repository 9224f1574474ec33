"""A folder of corpora flows in, what their own scorers say of the predictions flows out.

A corpus is a .jsonl file whose lines hold gold annotations; which task it sets is told by them.
The scorers (`score_*.py`) stand beside the corpora and belong to them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from outsourced_care.errors import CannotRunError
from outsourced_care.evaluation.corpus import CorpusError, documents

Figures = dict[str, float]
_SECONDS = 600


class ScorerError(CannotRunError):
    """A corpus cannot be scored; the message says why in a line."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a corpus asks for, and how its scorer is called.

    Attributes:
        name: Of the task.
        gold: Fields that tell it.
        scorer: The scorer's file.
        arguments: What it is given besides the two files.
        paths: Where in its JSON each figure stands; without, it says them in a line.
    """

    name: str
    gold: frozenset[str]
    scorer: str
    arguments: tuple[str, ...]
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# the first whose gold a line holds
TASKS = (
    Task(
        "items",
        frozenset({"quotes", "items"}),
        "score_uk.py",
        ("--resolve", "--json"),
        {"quoted": ("all", "quoted", "F1"), "end to end": ("all", "e2e", "F1")},
    ),
    Task(
        "quotes",
        frozenset({"quotes"}),
        "score_quotes.py",
        ("--resolve", "--json"),
        {
            "quoted": ("quoted", "F1"),
            "end to end": ("quoted_e2e", "F1"),
            "content": ("content_iou", "F1"),
        },
    ),
    Task("entities", frozenset({"entities"}), "score_spans.py", ("entities", "--label", "ORG")),
    Task("timexes", frozenset({"timexes"}), "score_spans.py", ("timexes",)),
    Task("events", frozenset({"events"}), "score_sentences.py", ("events",)),
    Task("proposals", frozenset({"proposals"}), "score_sentences.py", ("proposals",)),
)
_SAID = {
    "strict": re.compile(r"strict [^|]*?\bF1 (\d\.\d+)"),
    "relaxed": re.compile(r"relaxed [^|]*?\bF1 (\d\.\d+)"),
    "values": re.compile(r"value acc on matched (\d\.\d+)"),
    "sentences": re.compile(r"(?:events|proposals): [^|]*?\bF1 (\d\.\d+)"),
}
_OF = re.compile(r"'(\w+)': '(\d+)/(\d+)'")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus file and its task."""

    path: Path
    task: Task


def corpora(folder: Path) -> list[Corpus]:
    """Find the corpora of a folder and of the folders in it.

    Raises:
        CannotRunError: It is no folder, or holds none.
    """
    if not folder.is_dir():
        raise CannotRunError(f"{folder} is no folder")
    found = []
    for path in sorted(folder.rglob("*.jsonl")):
        try:
            first = next(islice(documents(path), 1), None)
        except CorpusError:
            continue
        fields = first.record.keys() if first else set()
        task = next((t for t in TASKS if t.gold <= fields), None)
        if task is not None:
            found.append(Corpus(path, task))
    if not found:
        raise CannotRunError(f"{folder} holds no corpus: no .jsonl file with gold annotations")
    return found


def score(corpus: Corpus, predictions: Path) -> Figures:
    """Run a corpus's own scorer.

    Args:
        corpus: The corpus.
        predictions: The prediction file.

    Returns:
        Figures by name, those that the task has.

    Raises:
        ScorerError: The scorer is not there, fails, or says nothing that can be read.
    """
    scorer = corpus.path.parent / corpus.task.scorer
    if not scorer.is_file():
        raise ScorerError(f"{corpus.task.scorer} does not stand beside {corpus.path.name}")
    command = [sys.executable, "-B", str(scorer), str(corpus.path), str(predictions)]
    try:
        done = subprocess.run(  # noqa: S603
            [*command, *corpus.task.arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ScorerError(f"{scorer.name} did not end within {_SECONDS} s") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise ScorerError(f"{scorer.name} failed: {last}")
    try:
        return _read(corpus.task, done.stdout)
    except (KeyError, TypeError, ValueError) as error:
        raise ScorerError(f"what {scorer.name} says cannot be read: {error!r}") from None


def _read(task: Task, said: str) -> Figures:
    if task.paths:
        told = json.loads(said)
        return {name: _figure(told, path) for name, path in task.paths.items()}
    figures = {name: float(m[1]) for name, form in _SAID.items() if (m := form.search(said))}
    if not figures:
        raise ValueError(said[:80])
    return figures | {m[1]: int(m[2]) / int(m[3]) for m in _OF.finditer(said)}


def _figure(told: Any, path: Sequence[str]) -> float:
    for key in path:
        told = told[key]
    return float(told)
