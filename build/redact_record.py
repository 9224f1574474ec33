"""A record is taken out of entries, locks, tables and old bundles, for good."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reporting import report

from outsourced_care.errors import CannotRunError
from outsourced_care.finding_reports import one_line
from outsourced_care.findings import Place, finding, folded
from outsourced_care.redaction.carrying_out import carry_out
from outsourced_care.redaction.plan import Plan, RefusedError, plan
from outsourced_care.releases.writing import unclean

LEFT = """
Nothing here names it any more, and it is still elsewhere. What is left to do:
  - commit this, without the name in the message, and make a release: python build release
  - git's history and tags hold it: rewrite them (git filter-repo, with --replace-text for the
    name), move the tags of the releases, force the push, and let the host clear its caches, forks
    and pull requests
  - where releases or data were copied to (a web server, Zenodo, PyPI, mirrors), replace them there;
    tell whoever may have a copy which release to use
  - with the article texts at hand, check asks about marked words that belong to no quote now: list
    them under not_quotes, for a reason that tells nothing
  - issues, forms and the request itself may name it
"""


class NotAskedError(CannotRunError):
    """Nobody can be asked whether to go on."""


def run(root: Path, given: argparse.Namespace) -> int:
    """Show what goes, ask, and write it."""
    try:
        made = plan(root, given.record, given.reason, tuple(given.name))
    except RefusedError as refused:
        return refuse(refused)
    dirty = [n for n in unclean(root, made.planned) if not already_gone(root, n, made)]
    if dirty:
        message, hint = "it is not as it was last committed", "commit it, or put it away"
        found = [finding(Place(name), "not-committed", message, hint) for name in dirty]
        return refuse(RefusedError(found))
    for line in made.told:
        print(one_line(line))
    if given.dry_run:
        print("nothing was written")
        return 0
    if not given.yes and not agreed():
        print("nothing was written")
        return 1
    changed = carry_out(root, made)
    print(f"{len(changed)} files written" if changed else "unchanged")
    print(LEFT, end="")
    return 0


def refuse(refused: RefusedError) -> int:
    """Print what forbids it."""
    report(refused.findings)
    faults = len(folded(refused.findings))
    print(f"{faults} fault{'s' * (faults != 1)}; nothing was written", file=sys.stderr)
    return 1


def already_gone(root: Path, name: str, made: Plan) -> bool:
    """Tell whether a file is missing since an earlier run removed it."""
    return name in made.removed and not (root / name).exists()


def agreed() -> bool:
    """Ask on a terminal."""
    if not sys.stdin.isatty():
        raise NotAskedError("nothing was written: there is no terminal to ask on; give --yes")
    try:
        return input("Write this? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
