"""Entries, locks and texts are read, everything that is wrong with them is told."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path

from outsourced_care import dataset
from outsourced_care.changed_files import changed
from outsourced_care.checking import check, named_files
from outsourced_care.commands.terminal import counted
from outsourced_care.consequences import hides
from outsourced_care.contract import Contract
from outsourced_care.files import UnfitFileError, read_bytes, write_text
from outsourced_care.finding_reports import Source, render
from outsourced_care.findings import Finding
from outsourced_care.repair import mended_entries, mended_locks
from outsourced_care.schema_files import ContractError, load_contract, read_contract
from outsourced_care.yaml_source import MOST_BYTES


def run(root: Path, given: argparse.Namespace) -> int:
    """Check the named entries, or all; print the findings and how many they are."""
    try:
        found = findings(root, given)
    except ContractError as error:
        found = error.findings
    report = render(found, given.format, lines_of(root), colour=in_colour())
    if report:
        print(report)
    if given.format != "json":
        print(summary(found), file=sys.stderr)
    failing = ("error", "warning") if given.strict else ("error",)
    return 1 if any(f.severity in failing for f in found) else 0


def findings(root: Path, given: argparse.Namespace) -> list[Finding]:
    """Mend what is to be mended, then check."""
    named = wanted(root, given)
    contract = contract_of(root, whole=named is None)
    texts = dataset.articles_folder(given.articles, root)
    if given.fix:
        fix(root, contract, texts, named, anew=bool(given.entries))
    total = len(list((root / "entries").rglob("*.yaml")))
    with counted("check", total, "files") as show:
        return check(root, contract, texts, named, show)


def contract_of(root: Path, whole: bool) -> Contract:
    """The contract; checking it takes longer than checking an entry, so only with all of them."""
    if not whole:
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            return load_contract(root / "schemas")
    return read_contract(root / "schemas")  # tells what is wrong with it


def wanted(root: Path, given: argparse.Namespace) -> set[str] | None:
    """The files to check, by name or by what changed; None for all."""
    if given.since is not None:
        return changed(root, given.since)
    return named_files(root, given.entries) if given.entries else None


def fix(
    root: Path, contract: Contract, texts: Path | None, named: set[str] | None, *, anew: bool
) -> None:
    """Write what can be mended without asking; the locks follow the entries.

    Entries that were asked for by name are locked anew in the text at hand, where it is another
    copy; not those that were released.
    """
    write(root, mended_entries(root, contract, texts, named))
    write(root, mended_locks(root, contract, texts, named, anew=anew))


def write(root: Path, mended: dict[str, str]) -> None:
    """Write files, and say so."""
    for file, text in mended.items():
        write_text(root / file, text)
        print(f"{file}: written", file=sys.stderr)


def summary(found: list[Finding]) -> str:
    """How many findings there are of each kind."""
    counts = {s: sum(f.severity == s for f in found) for s in ("error", "warning", "notice")}
    told = [f"{n} {s}{'s' * (n != 1)}" for s, n in counts.items() if n]
    more = "; more may show when these are mended" if any(map(hides, found)) else ""
    return "check: " + (", ".join(told) or "nothing found") + more


def lines_of(root: Path) -> Source:
    """What gives the lines of a file in the repository."""

    @cache
    def lines(file: str) -> list[str]:
        try:
            raw = read_bytes(root / file, MOST_BYTES)
        except (OSError, UnfitFileError):
            return []
        return raw.decode("utf-8", "replace").splitlines()

    return lines


def in_colour() -> bool:
    """Tell whether to colour what is printed (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
