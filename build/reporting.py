"""Findings flow in, lines on standard error and the exit status flow out."""

from __future__ import annotations

import sys

from outsourced_care.finding_reports import render
from outsourced_care.findings import Finding, folded


def report(found: list[Finding]) -> None:
    """Print findings to standard error."""
    if found:
        print(render(folded(found), "text"), file=sys.stderr)


def stop(found: list[Finding]) -> int:
    """Print findings, say how many, and give the exit status for faults."""
    report(found)
    errors = sum(f.severity == "error" for f in folded(found))
    print(f"{errors} error{'s' * (errors != 1)}; nothing was written", file=sys.stderr)
    return 1
