"""Checking a folder of machine-made tables: ours beside bare DuckDB, and whole frames in Pandera.

Bare DuckDB judges keys and references alone, with the memory that it takes by default; Pandera
judges everything, in frames that hold all rows, of a tenth as many and at most a million. Each
contender is a process of its own: told are its processor's time, the clock's, and the most memory
that it held.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_WHOLE = 1_000_000  # rows that whole frames are tried with
_MEGABYTE = 1024  # in the unit of `ru_maxrss`


@dataclass(frozen=True)
class Taken:
    """What a contender took."""

    name: str
    rows: int
    processor: float
    clock: float
    megabytes: float


def run(rows: int) -> str:
    """Measure, and return a Markdown section."""
    import made_folder

    with tempfile.TemporaryDirectory() as where:
        small, large = Path(where) / "small", Path(where) / "large"
        few = made_folder.write(small, min(rows // 10, _WHOLE))
        many = made_folder.write(large, rows)
        taken = [
            _apart("keys and references alone, bare DuckDB", "bare", large, many),
            _apart("`outsourced-care validate`", "ours", large, many),
            _apart("the same, fewer rows", "ours", small, few),
            _apart("whole frames through Pandera", "whole", small, few),
        ]
    bare, ours, less, whole = taken
    lines = "\n".join(_line(one, bare) for one in taken)
    return (
        f"## Checking {many:,} machine-made rows\n\n"
        "| contender | rows | processor seconds | seconds | peak MB | times the first, a row |\n"
        f"|---|--:|--:|--:|--:|--:|\n{lines}\n\n"
        f"Checking everything takes {ours.processor / bare.processor:.1f} times as long as the "
        f"keys alone, and {ours.megabytes / less.megabytes:.2f} times the memory of "
        f"{many / few:.0f} times fewer rows; whole frames of those take "
        f"{whole.processor / less.processor:.1f} times as long and "
        f"{whole.megabytes / less.megabytes:.1f} times the memory."
    )


def _line(one: Taken, first: Taken) -> str:
    ratio = (one.processor / one.rows) / (first.processor / first.rows)
    return (
        f"| {one.name} | {one.rows:,} | {one.processor:.1f} | {one.clock:.1f} | "
        f"{one.megabytes:,.0f} | {ratio:.2f} |"
    )


def _apart(name: str, contender: str, folder: Path, rows: int) -> Taken:
    print(f"{name}, {rows:,} rows …", file=sys.stderr)
    done = subprocess.run(  # noqa: S603
        [sys.executable, __file__, contender, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{name}: {done.stderr}")
    return Taken(name, rows, **json.loads(done.stdout))


# --- the contenders, each in a process of its own ------------------------------------------------


def _ours(folder: Path) -> int:
    from outsourced_care.archive.checking import check_folder
    from outsourced_care.archive.parts import machine_descriptor

    descriptor = machine_descriptor(folder)
    if descriptor is None:
        raise SystemExit(f"{folder} holds no machine-made tables")
    return len(check_folder(folder, descriptor, few=0).findings)


def _whole(folder: Path) -> int:
    import pyarrow.parquet as pq

    from outsourced_care.extraction.extract import machine_contract
    from outsourced_care.judging import arrow_frame
    from outsourced_care.reports import judged

    known = machine_contract()
    frames = {name: arrow_frame(pq.read_table(folder / name)) for name in known}
    return len(judged(frames, known))


def _bare(folder: Path) -> int:
    import duckdb

    from outsourced_care.extraction.extract import machine_contract

    faults = 0
    with duckdb.connect() as database:
        database.execute("SET temp_directory = ?", [str(folder / "spilt")])
        for name, table in machine_contract().items():
            own = f"read_parquet('{folder / name}/*.parquet')"
            for key in table.keys:
                columns = ", ".join(f'"{c}"' for c in key)
                query = f"SELECT {columns} FROM {own} GROUP BY ALL HAVING count(*) > 1"  # noqa: S608
                faults += _count(database, query)
            for reference in table.foreign_keys:
                pairs = zip(reference.fields, reference.reference, strict=True)
                same = " AND ".join(f'own."{a}" = other."{b}"' for a, b in pairs)
                given = " AND ".join(f'own."{c}" IS NOT NULL' for c in reference.fields)
                other = f"read_parquet('{folder / reference.resource}/*.parquet')"
                dangling = f"{own} AS own ANTI JOIN {other} AS other ON {same} WHERE {given}"
                faults += _count(database, f"SELECT 1 FROM {dangling}")  # noqa: S608
    return faults


def _count(database: duckdb.DuckDBPyConnection, query: str) -> int:
    counted = database.execute(f"SELECT count(*) FROM ({query})").fetchall()  # noqa: S608
    return int(counted[0][0])


def _measure(contender: Callable[[Path], int], folder: Path) -> None:
    begun, clock = time.process_time(), time.perf_counter()
    if faults := contender(folder):
        raise SystemExit(f"{faults} faults in a folder that should be sound")
    told = {
        "processor": time.process_time() - begun,
        "clock": time.perf_counter() - clock,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    _measure({"ours": _ours, "whole": _whole, "bare": _bare}[sys.argv[1]], Path(sys.argv[2]))
