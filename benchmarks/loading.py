"""Loading a quotes table: `load` beside bare `pd.read_parquet` that gives the same types."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import generated
import pandas as pd
from timing import Contender, compared, table

import outsourced_care as oc
from outsourced_care.content import parquet_bytes
from outsourced_care.descriptor import DESCRIPTOR, sha256


def run(rows: int) -> str:
    """Measure, and return a Markdown section."""
    raw = parquet_bytes(generated.quotes(rows))
    wanted = oc.load("quotes").dtypes.to_dict()
    with tempfile.TemporaryDirectory() as folder:
        hashed, unhashed = Path(folder, "hashed"), Path(folder, "unhashed")
        for place, hashes in ((hashed, {"hash": sha256(raw)}), (unhashed, {})):
            place.mkdir()
            (place / "quotes.parquet").write_bytes(raw)
            resource = {"name": "quotes-parquet", "path": "quotes.parquet", **hashes}
            (place / DESCRIPTOR).write_text(json.dumps({"resources": [resource]}))

        def bare() -> pd.DataFrame:
            read = pd.read_parquet(hashed / "quotes.parquet")
            return read.astype({n: d for n, d in wanted.items() if read[n].dtype != d})

        pd.testing.assert_frame_equal(bare(), oc.load("quotes", hashed))
        seconds = compared(
            [
                Contender("`pd.read_parquet` and `astype`", bare),
                Contender("`load`, no hash in the descriptor", lambda: oc.load("quotes", unhashed)),
                Contender("`load`, hash verified", lambda: oc.load("quotes", hashed)),
            ]
        )
    read, unchecked, checked = seconds.values()
    return (
        f"## Loading {rows:,} quotes\n\nA Parquet file of {len(raw) / 1e6:.0f} MB.\n\n"
        f"{table(seconds, rows)}\n\n`load` takes {unchecked / read:.2f} times as long as bare "
        f"pandas that gives the same frame, {checked / read:.2f} times with the hash verified."
    )
