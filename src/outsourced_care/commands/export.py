"""Write the dataset in another format.

FORMAT is one of
  csv       a folder with one CSV file a table and a datapackage.json
  parquet   a folder with one Parquet file a table and a datapackage.json
  json      a folder with one JSON file a table (a list of records) and a datapackage.json
  xlsx      a workbook: cover, a sheet a table, the data dictionary (extra: excel)
  sqlite    a database with keys, indexes, the dictionary and the view quotes_full
  duckdb    the same for DuckDB, the dictionary as comments (extra: duckdb)

All hold the same content. With --metadata a folder also gets what other catalogues read:
Croissant, schema.org, CSVW beside CSV files, and a README.md that is a dataset card for Hugging
Face. What exists already is left alone unless --force is given; a file or folder is complete or
not there at all. Only a folder that holds nothing but an earlier export, its files unchanged, is
replaced; never what the dataset itself is read from.

Examples:
  outsourced-care export xlsx --out outsourced-care.xlsx
  outsourced-care export sqlite --out outsourced-care.sqlite --force
  outsourced-care export csv --out tables --table quotes events
  outsourced-care export parquet --out for-a-hub --metadata

exit status: 0 written, 2 could not run (nothing was changed).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from outsourced_care.commands.terminal import Stop, plain_warnings, progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("format", metavar="FORMAT", help="csv, parquet, json, xlsx, sqlite, duckdb")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="PATH", help="file or folder to write"
    )
    parser.add_argument(
        "--table",
        dest="tables",
        action="extend",
        nargs="+",
        metavar="NAME",
        help="only these tables (default: all)",
    )
    parser.add_argument(
        "--metadata", action="store_true", help="with a folder, also what catalogues read"
    )
    parser.add_argument("--force", action="store_true", help="replace what PATH holds")


def run(given: argparse.Namespace) -> int:
    """Write the file or folder, say what was written."""
    from outsourced_care.exports import ExportError, chosen_format, export

    if given.out == Path("-"):
        raise Stop("--out names a file or folder to write; “-” is none")
    try:
        form = chosen_format(given.format)
        with plain_warnings("export"), progress("export") as show:
            bundle = export(
                form, given.out, given.tables,
                force=given.force, metadata=given.metadata, show=show,
            )  # fmt: skip
    except ExportError as error:
        raise Stop(str(error)) from None
    rows = sum(t.num_rows for t in bundle.rows.values())
    count = len(bundle.rows)
    print(f"{given.out}: {count} table{'s' * (count != 1)}, {rows:,} rows")
    return 0
