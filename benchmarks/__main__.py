"""Measure the library beside its peers: every comparison in one run, told as a ratio.

Examples:
  python benchmarks                        every benchmark, with a million rows
  python benchmarks loading --rows 100000
  python benchmarks extracting --texts my-articles
  python benchmarks archives --articles 100000
  python benchmarks > benchmarks.md        the report in Markdown; progress goes to the terminal

Run it on a quiet machine. docs/benchmarks.md holds a report.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

BENCHMARKS = (
    "validation", "loading", "checking", "comparing", "extracting", "archives", "archive_checking",
    "visiting",
)  # fmt: skip
PACKAGES = ("pandas", "pandera", "pyarrow", "frictionless")


def main() -> int:
    """Run the benchmarks that were named and print their sections."""
    doc = __doc__ or ""
    parser = argparse.ArgumentParser(
        prog="python benchmarks",
        description=doc.split("\n\n")[0],
        epilog=doc.split("\n\n", 1)[1],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)} (default: all)"
    )
    parser.add_argument("--rows", type=int, default=1_000_000, help="default: a million")
    parser.add_argument(
        "--texts",
        type=Path,
        metavar="DIR",
        help="article texts to extract from (default: generated)",
    )
    parser.add_argument(
        "--articles",
        type=int,
        default=10_000,
        help="of the largest archive to extract (default: %(default)s)",
    )
    given = parser.parse_args()
    if unknown := [n for n in given.names if n not in BENCHMARKS]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    if given.rows < 10_000:
        parser.error("--rows must be at least 10,000")
    if given.articles < 100:
        parser.error("--articles must be at least 100")
    if given.texts and not given.texts.is_dir():
        parser.error(f"--texts names {given.texts}, which is no folder")
    print(machine())
    for name in given.names or BENCHMARKS:
        arguments = {"extracting": (given.rows, given.texts), "archives": (given.articles,)}
        told = importlib.import_module(name).run(*arguments.get(name, (given.rows,)))
        print(f"\n{told}", flush=True)
    return 0


def machine() -> str:
    """What the figures were measured on."""
    packages = ", ".join(f"{p} {version(p)}" for p in PACKAGES)
    return (
        f"Python {platform.python_version()}, {packages}; "
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores."
    )


if __name__ == "__main__":
    sys.exit(main())
