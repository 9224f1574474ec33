"""Measure how good the extractor is, from scratch, and print it as a table beside its peers.

Corpora are looked for in --corpora DIR, else in $OUTSOURCED_CARE_CORPORA, else in
../shared/corpora; every .jsonl file there that holds gold annotations is extracted as
“outsourced-care evaluate” does it and scored by the corpus's own scorer (score_*.py beside it).
The articles that have entries are compared with them; their texts are looked for in --articles
DIR, else in $OUTSOURCED_CARE_ARTICLES, else in articles/, else in ../shared/articles.

Examples:
  make evaluate
  make evaluate CORPORA=my-corpora
  python benchmarks/evaluating.py --corpora my-corpora --articles my-articles

exit status: 0 measured, 2 could not run (no corpora).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq

from outsourced_care.article import ArticleFolder, read_folder
from outsourced_care.errors import CannotRunError
from outsourced_care.evaluation.calibration import Judged, calibration, judge
from outsourced_care.evaluation.corpus import Document, documents
from outsourced_care.evaluation.entries import against_entries
from outsourced_care.evaluation.evaluate import evaluate
from outsourced_care.evaluation.predictions import article_of
from outsourced_care.evaluation.report import (
    MEASURES,
    Line,
    calibration_table,
    corpus_lines,
    draft_lines,
    entry_lines,
    speed_lines,
    table,
)
from outsourced_care.evaluation.scorers import Corpus, ScorerError, corpora, score
from outsourced_care.extraction.extract import extract_rows, known_records
from outsourced_care.extraction.found import find_records
from outsourced_care.home import contract, home
from outsourced_care.text import canonical, count_words

CORPORA = "OUTSOURCED_CARE_CORPORA"
BESIDE = "../shared"
TABLES = ("articles", "quotes", "events", "proposals", "evidence", "organisation_names")
RUNS = 3


def main() -> int:
    """Measure everything, print the report."""
    doc = __doc__ or ""
    parser = argparse.ArgumentParser(
        prog="python benchmarks/evaluating.py",
        description=doc.split("\n\n")[0],
        epilog=doc.split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="folder with the corpora")
    parser.add_argument("--articles", type=Path, metavar="DIR", help="folder with article texts")
    given = parser.parse_args()
    try:
        folder = corpora_folder(given.corpora)
        found = corpora(folder)
        print(report(found, texts_of(given.articles)))
    except CannotRunError as error:
        print(f"evaluate: {error}", file=sys.stderr)
        return 2
    return 0


def corpora_folder(given: Path | None) -> Path:
    """The folder of the corpora.

    Raises:
        CannotRunError: None was named and none is there.
    """
    named = given or (Path(os.environ[CORPORA]) if os.environ.get(CORPORA) else None)
    folder = named or home() / BESIDE / "corpora"
    if named is None and not folder.is_dir():
        raise CannotRunError(
            f"there are no corpora to measure on; name their folder: ${CORPORA}, "
            "or make evaluate CORPORA=DIR"
        )
    return folder


def texts_of(given: Path | None) -> ArticleFolder:
    """The article texts at hand.

    Raises:
        CannotRunError: A folder was named that does not exist.
    """
    from outsourced_care.dataset import articles_folder  # late: it takes pandas along

    beside = home() / BESIDE / "articles"
    folder = articles_folder(given, home()) or (beside if beside.is_dir() else None)
    return read_folder(folder) if folder else ArticleFolder([], {})


def report(found: Sequence[Corpus], texts: ArticleFolder) -> str:
    """The whole report in Markdown."""
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, corpus in enumerate(sorted(found, key=place_in_table)):
            print(f"{corpus.path.name} …", file=sys.stderr)
            lines += scored(corpus, Path(folder) / f"{number}.jsonl")
    print("articles with entries …", file=sys.stderr)
    dataset = {t: pq.read_table(home() / f"data/{t}.parquet").to_pylist() for t in TABLES}
    lines += entry_lines(against_entries(dataset, texts, known_records()))
    print("drafts, speed, calibration …", file=sys.stderr)
    lines += drafts(texts)
    lines += speed_lines(*words_a_second(found))
    counts = calibration(judgements(found))
    return (
        f"## How good the extractor is\n\n{table(lines)}\n\n"
        f"## How honest confidence is\n\nThe share of rows that is right, by their confidence.\n\n"
        f"{calibration_table(counts)}"
    )


def place_in_table(corpus: Corpus) -> int:
    """Where the table has the corpus's figures."""
    return [measure.task for measure in MEASURES].index(corpus.task.name)


def scored(corpus: Corpus, predictions: Path) -> list[Line]:
    """The lines of a corpus."""
    evaluate(corpus.path, predictions)
    try:
        figures, why = score(corpus, predictions), ""
    except ScorerError as error:
        figures, why = {}, str(error)
    return corpus_lines(corpus.path.stem, corpus.task.name, figures, why)


def drafts(texts: ArticleFolder) -> list[Line]:
    """The lines of the drafts of articles that have entries."""
    # late: it takes pandas along
    from outsourced_care.evaluation.drafts import draft_shares, drafted_cells, proposed_rows

    cells = drafted_cells(home() / "entries", contract(), texts)
    return draft_lines(*draft_shares(cells), proposed_rows(cells), "no article texts at hand")


def texts_in(found: Iterable[Corpus]) -> Iterator[Document]:
    """Every document of the corpora, each text once."""
    seen: set[str] = set()
    for corpus in found:
        for document in documents(corpus.path):
            if document.text not in seen:
                seen.add(document.text)
                yield document


def words_a_second(found: Sequence[Corpus]) -> list[float]:
    """Words of which everything is found, and made into rows too, in a second of one core.

    The best of three runs each, in the time of the process, so that others on the machine count
    little.
    """
    known, texts = known_records(), list(texts_in(found))
    words = sum(count_words(d.text) for d in texts)

    def seconds(extraction: Callable[[Document], object]) -> float:
        begin = time.process_time()
        for document in texts:
            extraction(document)
        return max(time.process_time() - begin, 1e-9)

    ways: tuple[Callable[[Document], object], ...] = (
        lambda document: find_records(article_of(document), known),
        lambda document: extract_rows(article_of(document), "text", known),
    )
    return [words / min(seconds(way) for _ in range(RUNS)) for way in ways]


def judgements(found: Iterable[Corpus]) -> Iterator[Judged]:
    """What was found, judged by the gold; texts whose offsets are not ours are left out."""
    known = known_records()
    for corpus in found:
        for document in documents(corpus.path):
            if canonical(document.text) == document.text:
                with suppress(KeyError, TypeError):  # gold of another form
                    yield from judge(document.record, find_records(article_of(document), known))


if __name__ == "__main__":
    sys.exit(main())
