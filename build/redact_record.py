"""A record is taken out of entries, locks, tables and old bundles, for good."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from reporting import stop

from outsourced_care import dataset
from outsourced_care.contributing import RECIPE
from outsourced_care.errors import CannotRunError
from outsourced_care.finding_reports import one_line
from outsourced_care.findings import Place, finding
from outsourced_care.publish import DATA
from outsourced_care.redaction.carrying_out import carry_out
from outsourced_care.redaction.plan import Plan, RefusedError, plan
from outsourced_care.releases.writing import unclean
from outsourced_care.repair import mended_entries, mended_locks
from outsourced_care.schema_files import read_contract

LEFT = """
Nothing here names it any more, and it is still elsewhere. What is left to do:
  - commit that, without the name in the message, and make a release: python build release
  - git's history and tags hold it: rewrite them (git filter-repo, with --replace-text for the
    name), move the tags of the releases, force the push, and let the host clear its caches, forks
    and pull requests
  - where releases or data were copied to (a web server, Zenodo, PyPI, mirrors), replace them there;
    tell whoever may have a copy which release to use
  - issues, forms and the request itself may name it
"""


class NotAskedError(CannotRunError):
    """Nobody can be asked whether to go on."""


def run(root: Path, given: argparse.Namespace) -> int:
    """Show what goes, ask, and write it; say in a line what keeps it from running."""
    try:
        return redact(root, given)
    except CannotRunError as error:
        print(one_line(f"python build redact: {error}"), file=sys.stderr)
        return 2


def redact(root: Path, given: argparse.Namespace) -> int:
    """Show what goes, also where something forbids it; ask, and write it."""
    texts = dataset.articles_folder(None, root)
    try:
        made = plan(root, given.record, given.reason, tuple(given.name))
    except RefusedError as refused:
        show(refused.told)
        return stop(refused.findings)
    show(made.told)
    dirty = [n for n in unclean(root, made.planned) if not already_gone(root, n, made)]
    if dirty:
        message, hint = "it is not as it was last committed", "commit it, or put it away"
        return stop([finding(Place(name), "not-committed", message, hint) for name in dirty])
    if given.dry_run:
        print("nothing was written")
        return 0
    if not given.yes and not agreed():
        print("nothing was written")
        return 1
    before = to_mend(root, texts)
    changed = carry_out(root, made)
    print(f"{len(changed)} files written" if changed else "unchanged")
    print(*next_steps(made, to_mend(root, texts) - before), LEFT, sep="\n", end="")
    return 0


def show(told: Sequence[str]) -> None:
    """Print what goes."""
    for line in told:
        print(one_line(line))


def to_mend(root: Path, texts: Path | None) -> set[str]:
    """The files that `check --fix` would write."""
    contract = read_contract(root / "schemas")
    entries = mended_entries(root, contract, texts, None)
    return {*entries, *mended_locks(root, contract, texts, None)}


def next_steps(made: Plan, mended: set[str]) -> Iterator[str]:
    """What to run next: what mends files that are not in order now, and what adds all to git."""
    names = {DATA if n.startswith(f"{DATA}/") else n for n in (*made.changed, *mended)}
    yield "next, add it to git:"
    if mended:
        yield f"  {RECIPE} check --fix"
    yield f"  git add {shlex.join(sorted(names))}"


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
