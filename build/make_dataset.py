"""Entries, locks and schemas are read, data/ and datapackage.json are written."""

from __future__ import annotations

import sys
from pathlib import Path

from reporting import report, stop
from write_generated import generated, holds

from outsourced_care import __version__, dataset
from outsourced_care.contract import Contract
from outsourced_care.contributing import RECIPE
from outsourced_care.descriptor import render
from outsourced_care.findings import Finding, Place, finding, has_errors
from outsourced_care.package_words import load_package_words
from outsourced_care.publish import compare, install
from outsourced_care.releases.version_file import version_at
from outsourced_care.schema_files import read_contract
from outsourced_care.validation import check_tables


def run(root: Path, articles_given: Path | None, compare_only: bool) -> int:
    """Make the dataset, or compare what would be made with what is there."""
    contract = read_contract(root / "schemas")
    articles_at = dataset.articles_folder(articles_given, root)

    examined = dataset.examine(root, contract, articles_at, judge=check_tables)
    words, found = load_package_words(root / "entries/package.yaml", "entries/package.yaml")
    found += examined.findings
    if has_errors(found):
        return stop(found)
    report(found)

    files = render(examined.assembled.tables, contract, words, version_at(root) or __version__)
    rows = sum(t.num_rows for t in examined.assembled.tables.values())
    if compare_only:
        differing = compare(files, root, contract)
        for name in differing:
            what = "differs from" if name in files else "is not among"
            print(f"{name}: {what} what entries/ and schemas/ give", file=sys.stderr)
        if not differing:
            print(f"{len(files)} files are what entries/ and schemas/ give ({rows:,} rows)")
        return 1 if differing else 0
    changed = install(files, root)
    state = f"{len(changed)} file{'s' * (len(changed) != 1)} written" if changed else "unchanged"
    print(f"{len(contract)} tables, {rows:,} rows: {state}")
    report(stale_pages(root, contract))
    return 0


def stale_pages(root: Path, contract: Contract) -> list[Finding]:
    """A notice where what is written from the schemas is of others than those that are there."""
    stale = [n for n, text in generated(contract).items() if not holds(root / n, text)]
    there = [name for name in stale if (root / name).exists()]
    if not there:
        return []
    several = f" (and {len(stale) - 1} more)" if stale[1:] else ""
    message = f"the file is not what schemas/ give{several}"
    hint = f"run: {RECIPE} dictionary"
    return [finding(Place(there[0]), "stale-page", message, hint, severity="notice")]
