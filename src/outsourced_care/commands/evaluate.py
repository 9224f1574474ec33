"""Write what the extractor finds in the documents of a corpus, for a scorer to read.

CORPUS.jsonl holds a JSON object a line: “doc_id”, “text” and, where known, “title”, “publisher”
and “date” (of publication; relative dates are read against it). Whatever else a line holds is
left alone: gold annotations are never looked at. The extraction is the one that “extract” runs.

PRED.jsonl gets an object a line, in the same order, with “doc_id” and
  quotes      start, end, segments, speaker_text; of a mixed quotation the words in marks and
              the whole reported clause, each as an entry
  entities    start, end, label (ORG): organisations
  timexes     start, end, value (EDTF, or null)
  events      start, end, date (EDTF, or null), status (occurred, planned)
  proposals   start, end, proposer

Offsets count code points of the text as given, end exclusive. The file is complete or not there
at all; one that is there is replaced. docs/evaluation.md tells how good the extractor is.

Examples:
  outsourced-care evaluate corpus.jsonl --out predictions.jsonl
  make evaluate CORPORA=my-corpora        all corpora of a folder, scored, as a table

exit status: 0 written, 2 could not run (nothing was written).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from outsourced_care.commands.terminal import Stop, progress

_FEW = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("corpus", type=Path, metavar="CORPUS.jsonl", help="documents, one a line")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="PRED.jsonl", help="file to write"
    )


def run(given: argparse.Namespace) -> int:
    """Write the predictions, say how many."""
    from outsourced_care.errors import CannotRunError
    from outsourced_care.evaluation.evaluate import evaluate

    try:
        with progress("evaluate") as show:
            written = evaluate(given.corpus, given.out, show=show)
    except CannotRunError as error:
        raise Stop(str(error)) from None
    counts = ", ".join(f"{number:,} {name}" for name, number in written.records.items())
    many = written.documents
    print(f"{given.out}: {many:,} document{'s' * (many != 1)}: {counts}")
    _notice(written.foreign, "not English, so nothing was looked for")
    _notice(written.undated, "the date cannot be read, so it is taken as unknown")
    return 0


def _notice(lines: Sequence[int], why: str) -> None:
    if lines:
        shown = ", ".join(map(str, lines[:_FEW])) + (", …" if len(lines) > _FEW else "")
        where = f"line{'s' * (len(lines) != 1)} {shown}"
        print(f"outsourced-care evaluate: {where}: {why}", file=sys.stderr)
