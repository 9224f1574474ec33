"""A repository's folder flows in, everything that is wrong with its entries flows out.

`check` finds what the build would refuse and, besides, what a reviewer would object to: files
that are not in their canonical form and, where the texts are at hand, what `review` sees.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from outsourced_care.consequences import FORM, without_disagreements
from outsourced_care.contract import Contract
from outsourced_care.contributing import RECIPE
from outsourced_care.dataset import Examined, examine
from outsourced_care.entry_files import ARTICLES, REGISTRY_FILES
from outsourced_care.entry_form import FormError, as_diff, canonical
from outsourced_care.entry_order import Order, order_of
from outsourced_care.errors import CannotRunError
from outsourced_care.finding_reports import one_line
from outsourced_care.findings import Finding, Place, finding, folded, nearest
from outsourced_care.kept_out import texts_in_git
from outsourced_care.lock_files import LockFolder
from outsourced_care.package_words import load_package_words
from outsourced_care.review import review
from outsourced_care.yaml_nodes import Node

Progress = Callable[[], None]  # one more file was read

COPIED = "copied-from-an-article"  # the rule of cells that share words with an article
_SHOWN_LINES = 30  # of a diff
WORDS = "entries/package.yaml"


class UnknownEntryError(CannotRunError):
    """An entry was named that there is none of."""


def named_files(root: Path, names: Iterable[str]) -> set[str]:
    """The files that are named by path, file name or article_id, as findings name them.

    Raises:
        UnknownEntryError: One names nothing that can be checked.
    """
    known = {p.name: f"{ARTICLES}/{p.name}" for p in (root / ARTICLES).glob("*.yaml")}
    known |= {name.rpartition("/")[2]: name for name in (*REGISTRY_FILES, WORDS)}
    files = set(REGISTRY_FILES)  # which an entry's names come from
    for name in names:
        stem = Path(name).name.removesuffix(".lock").removesuffix(".yaml")
        file = known.get(f"{stem}.yaml")
        if file is None or _elsewhere(Path(name), root / file):
            there = [k for k, file in known.items() if (root / file).is_file()]
            near = nearest(stem, [k.removesuffix(".yaml") for k in there])
            raise UnknownEntryError(one_line(f"no entry {name} in {ARTICLES}/; {near}"))
        files |= {file, file.removesuffix(".yaml") + ".lock"}
    return files


def _elsewhere(given: Path, file: Path) -> bool:
    """Tell whether a path leads to another folder than the file is in."""
    there, here = (os.path.realpath(p.parent) for p in (given, file))
    return len(given.parts) > 1 and there != here


def check(
    root: Path,
    contract: Contract,
    texts: Path | None,
    named: set[str] | None = None,
    show: Progress = lambda: None,
) -> list[Finding]:
    """Check the entries of a repository.

    Args:
        root: The repository.
        contract: The contract.
        texts: The folder with the article texts, if there is one.
        named: The files wanted (`named_files`); errors elsewhere are told all the same, since
            the build stops at them.
        show: Called after each file that was read.

    Returns:
        The findings in the order of files and lines, alike ones folded.
    """

    def seen(path: Path, file: str, raw: bytes, node: Node) -> list[Finding]:
        show()
        if named is not None and file not in named:
            return []
        lines = locks[path.stem][0] if file.startswith(ARTICLES) else None
        return _form_faults(file, raw, node, contract, order_of(lines or ()))

    locks = LockFolder(root / ARTICLES, ARTICLES)
    with _uncollected():
        examined = examine(root, contract, texts, seen, locks)
    found = without_disagreements(examined.findings + _reviewed(examined, named))
    found += load_package_words(root / WORDS, WORDS)[1]
    copied = {f.file for f in found if f.rule == COPIED}
    in_git = texts_in_git(root, examined.texts.articles, changed_only=named is not None)
    found += [f for f in in_git if f.file not in copied]
    wanted = [f for f in found if named is None or f.file in named or f.severity == "error"]
    faulty = {f.file for f in wanted if f.severity == "error" and f.rule != FORM}
    return folded(f for f in wanted if f.rule != FORM or f.file not in faulty)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Spare the search for garbage while much is read that is kept: a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _form_faults(
    file: str, raw: bytes, node: Node, contract: Contract, order: Order
) -> list[Finding]:
    """A finding with the difference when a file is not in its canonical form."""
    try:
        text = canonical(raw, file, contract, order, node)
    except FormError:
        return []  # told by what reads the file
    if raw == text.encode("utf-8"):
        return []
    diff = as_diff(raw, text, file).splitlines()
    more = len(diff) - _SHOWN_LINES
    shown = diff[:_SHOWN_LINES]
    if more > 0:
        shown.append(f"… {more} more line{'s' * (more != 1)}; “check --fix” writes it")
    pairs = zip(raw.decode("utf-8", "replace").splitlines(), text.splitlines(), strict=False)
    line = next((n for n, (a, b) in enumerate(pairs, start=1) if a != b), None)
    hint = "\n".join([f"run: {RECIPE} check --fix", *shown])
    return [finding(Place(file, line), FORM, "the file is not in its canonical form", hint)]


def _reviewed(examined: Examined, named: set[str] | None) -> list[Finding]:
    """What a reviewer would object to, in entries whose passages are found in the text."""
    unfit = ("lock-broken", "selector-", "other-copy")
    broken = {f.file for f in examined.findings if f.rule.startswith(unfit)}
    found: list[Finding] = []
    for entry in examined.sources.entries:
        article = examined.locks.articles.get(entry.article_id)
        if article is None or (named is not None and entry.file not in named):
            continue
        if {entry.file, entry.file.removesuffix(".yaml") + ".lock"} & broken:
            continue
        found += review(entry, examined.locks.lines[entry.article_id], article)
    return found
