"""Validating a quotes table: our contract beside frictionless, `str` columns and hand-written code.

Before anything is timed, a spoilt copy of the table shows that our contract and the checks
written by hand find the same faults in the same rows.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import by_hand
import frictionless
import generated
import pandera.pandas as pap
import pyarrow as pa
from timing import Contender, compared, table

import outsourced_care as oc
from outsourced_care.content import csv_bytes
from outsourced_care.home import contract
from outsourced_care.judging import arrow_frame
from outsourced_care.loader import to_pandas

SPOILT = 2_000  # rows of the copy with faults


def run(rows: int) -> str:
    """Measure, and return a Markdown section."""
    quotes = generated.quotes(rows)
    prove_equal(spoilt(quotes.slice(0, SPOILT)))
    ours = oc.schema("quotes", backend="arrow")
    plain = oc.schema("quotes")
    frame = to_pandas(quotes, contract()["quotes"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "quotes.csv"
        path.write_bytes(csv_bytes(quotes))
        seconds = compared(
            [
                Contender(
                    "checks by hand in pyarrow.compute", lambda: nothing(by_hand.faults(quotes))
                ),
                Contender(
                    "our contract on Arrow columns",
                    lambda: ours.validate(arrow_frame(quotes), lazy=True),
                ),
                Contender(
                    "our contract on the frame of `load` (`str` columns)",
                    lambda: plain.validate(frame, lazy=True),
                ),
                Contender("`frictionless validate` on CSV", lambda: by_frictionless(path), runs=1),
            ]
        )
    by_hand_, ours_, plain_, peer = seconds.values()
    return (
        f"## Validating {rows:,} quotes\n\n{table(seconds, rows)}\n\n"
        f"Our contract takes {ours_ / by_hand_:.2f} times as long as the same checks by hand, "
        f"and is {plain_ / ours_:.1f} times faster than on `str` columns and "
        f"{peer / ours_:.0f} times faster than frictionless."
    )


def by_frictionless(path: Path) -> None:
    """Validate the CSV file by its Table Schema (references to other tables left out)."""
    declared = contract()["quotes"].to_frictionless()
    declared = {k: v for k, v in declared.items() if k != "foreignKeys"}
    schema = frictionless.Schema.from_descriptor(declared)
    resource = frictionless.Resource(
        path=path.name, basepath=str(path.parent), schema=schema, encoding="utf-8"
    )
    report = resource.validate()
    if not report.valid:
        raise SystemExit(f"frictionless finds faults: {report.flatten()[:3]}")


def nothing(faults: dict[str, pa.ChunkedArray]) -> None:
    """Stop when a table that should be sound is not."""
    if faults:
        raise SystemExit(f"the generated table has faults: {', '.join(faults)}")


def prove_equal(quotes: pa.Table) -> None:
    """Stop unless the contract and the checks by hand find the same faults."""
    by_us: set[tuple[str, int]] = set()
    try:
        oc.schema("quotes", backend="arrow").validate(arrow_frame(quotes), lazy=True)
    except pap.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        for check, column, row in zip(cases["check"], cases["column"], cases["index"], strict=True):
            by_us.add((f"{column}: required" if check == "not_nullable" else check, int(row)))
    others = {
        (name, row)
        for name, mask in by_hand.faults(quotes).items()
        for row, broken in enumerate(mask.to_pylist())
        if broken
    }
    if by_us != others or not others:
        raise SystemExit(f"the checks differ: {sorted(by_us ^ others)[:10]}")


def spoilt(quotes: pa.Table) -> pa.Table:
    """A copy with one fault of each kind, in rows of their own."""
    faults: list[tuple[str, object]] = [
        ("quote_id", "Not A Slug"), ("quote_id", None), ("article_id", None), ("sequence", 0),
        ("kind", "sung"), ("speaker", "=1+1"), ("speaker_kind", "parrot"), ("speaker_role", " x"),
        ("organisation", "Another Body"), ("cue", "Say"), ("cue", None), ("attribution", "rumour"),
        ("quoted_in", "nowhere-q1"), ("quoted_in", "fictional-article-0-q1"),
        ("paraphrase", "a\u200bb"), ("paraphrase", None), ("word_count", 0),
        ("link", "ftp://gazette.example"), ("link", "https://gazette.example/a b"),
        ("quote_id", "fictional-article-0-q2"), ("person_id", None),
    ]  # fmt: skip
    columns = quotes.to_pydict()
    for number, (column, value) in enumerate(faults, start=1):
        columns[column][number * 20] = value
    columns["quoted_in"][3] = columns["quote_id"][3]
    return pa.Table.from_pydict(columns, schema=quotes.schema)
