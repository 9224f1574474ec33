"""`python build check`: one entry from the shell beside `import pandas`, and many entries.

The first is measured cold, each run a process of its own with bytecode compiled. The second
checks generated entries of 66 lines, their texts absent, in one process that may use one core.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import generated_entries
from timing import Contender, compared, table

from outsourced_care.checking import check
from outsourced_care.dataset import examine
from outsourced_care.home import contract, home

_RUN = "import checking; checking.measure()"


def run(rows: int) -> str:
    """Measure, and return a Markdown section; a hundredth of `rows` is the number of entries."""
    return f"{one_entry()}\n\n{many_entries(max(rows // 100, 100))}"


def one_entry() -> str:
    """Check one entry of the dataset beside `import pandas`."""
    name = sorted((home() / "entries/articles").glob("*.yaml"))[0].stem
    plain = {k: v for k, v in os.environ.items() if k != "OUTSOURCED_CARE_ARTICLES"}

    def process(*arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [sys.executable, *arguments], cwd=home(), env=plain, capture_output=True, check=True
        )

    seconds = compared(
        [
            Contender('`python -c "import pandas"`', lambda: process("-c", "import pandas")),
            Contender("`python build check ENTRY`", lambda: process("build", "check", name)),
        ],
        runs=11,
    )
    bare, check = seconds.values()
    return (
        f"## Checking one entry from the shell\n\n{table(seconds, 1, 'processes')}\n\n"
        f"Checking an entry takes {check / bare:.2f} times as long as importing pandas."
    )


def many_entries(entries: int) -> str:
    """Check many generated entries, in a process that may use one core."""
    told = []
    for number in (entries // 5, entries):
        with tempfile.TemporaryDirectory() as folder:
            print(f"generating {number:,} entries …", file=sys.stderr)
            generated_entries.write(Path(folder), number)
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-c", _RUN, folder],
                cwd=Path(__file__).parent,
                capture_output=True,
                text=True,
                check=True,
            )
            told.append([float(n) for n in done.stdout.split()])
    (_, fewer, least), (seconds, records, most) = told
    each = (most - least) * 1024 / (records - fewer)
    return (
        f"## Checking {entries:,} entries\n\n"
        f"{seconds:.1f} s on one core: {entries / seconds:,.0f} entries a second, "
        f"{records:,.0f} records. Memory grows by {each:,.0f} bytes a record "
        f"(peak {most / 1024:,.0f} MB)."
    )


def measure() -> None:
    """Check the repository named on the command line; print seconds, records and peak kB."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    root = Path(sys.argv[1])
    begin = time.perf_counter()
    found = check(root, contract(), None)
    seconds = time.perf_counter() - begin
    peak = peak_kilobytes()
    if faults := [f for f in found if f.severity != "notice"]:
        raise SystemExit(f"the generated entries have faults: {faults[0]}")
    tables = examine(root, contract(), None).assembled.tables
    print(seconds, sum(t.num_rows for t in tables.values()), peak)


def peak_kilobytes() -> int:
    """The most memory that this process had; Linux counts its parent's in `ru_maxrss`."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
