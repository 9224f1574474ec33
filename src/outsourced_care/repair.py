"""A repository's folder flows in, the texts that its entries and locks should have flow out.

What is safe to mend without asking: the canonical form of a file, selectors that show more
words than they need, and the locks of entries whose text is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from outsourced_care.article import Article, ArticleFolder
from outsourced_care.contract import Contract
from outsourced_care.dataset import read_articles, text_of
from outsourced_care.entries import Entry, Sources
from outsourced_care.entry_files import ARTICLES, REGISTRY_FILES, read_sources
from outsourced_care.entry_form import FormError, canonical
from outsourced_care.entry_order import order_of
from outsourced_care.errors import DatasetError
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place
from outsourced_care.lock_files import MOST_BYTES, read_lock, render
from outsourced_care.locks import REMOVED, Locked, lock, wanted_passages
from outsourced_care.releases.columns import last_release
from outsourced_care.releases.index import RELEASES
from outsourced_care.review import shorter
from outsourced_care.stale_locks import carried_over
from outsourced_care.yaml_nodes import Node

Shorter = Mapping[Place, str]  # where a passage is written → the selector it should have


@dataclass(frozen=True, slots=True)
class FreshLock:
    """The lock that an entry should have, beside the one that it has."""

    path: Path
    text: str
    differs: bool  # from what the file holds; True where there is no plain file
    same_copy: bool  # whether the text at hand is the copy that was locked, if one was
    findings: list[Finding]  # passages that are not found


def fresh_lock(
    root: Path, entry: Entry, articles: ArticleFolder, sources: Sources
) -> FreshLock | None:
    """Lock an entry; nothing is written.

    Args:
        root: The repository.
        entry: The entry.
        articles: The texts at hand.
        sources: All entries and registries.

    Returns:
        The lock, or None where the entry's text is not at hand.
    """
    path, known, article = _at_hand(root, entry, articles)
    if article is None:
        return None
    lines, findings = lock(entry, article, sources)
    same_copy = known is None or known[0].sha256 == article.sha256
    if known is not None and same_copy:
        lines += [line for line in known if line.table == REMOVED]
    text = render(lines)
    return FreshLock(path, text, not _holds(path, text), same_copy, findings)


def _at_hand(
    root: Path, entry: Entry, articles: ArticleFolder
) -> tuple[Path, list[Locked] | None, Article | None]:
    """Where an entry's lock is, its lines, and the text that they are of."""
    path = root / ARTICLES / f"{entry.article_id}.lock"
    known = read_lock(path, path.name)[0]
    return path, known, text_of(entry, articles, known)


def _holds(path: Path, text: str) -> bool:
    """Whether a plain file is there with exactly this text."""
    try:
        return read_bytes(path, MOST_BYTES) == text.encode("utf-8")
    except (OSError, UnfitFileError):
        return False


def mended_entries(
    root: Path, contract: Contract, texts: Path | None, named: set[str] | None
) -> dict[str, str]:
    """The entries and registries that are not as they should be, by name, as they should be.

    A file with a fault is left to whoever wrote it.

    Args:
        root: The repository.
        contract: The contract.
        texts: The folder with the article texts, if there is one.
        named: The files wanted, None for all.
    """
    trees: dict[str, tuple[bytes, Node]] = {}

    def seen(path: Path, file: str, raw: bytes, node: Node) -> list[Finding]:
        if named is None or file in named:
            trees[file] = raw, node
        return []

    sources, found = read_sources(root / "entries", contract, seen=seen)
    faulty = {f.file for f in found if f.severity == "error"}
    articles = read_articles(texts)[0]
    entries = {entry.file: entry for entry in sources.entries}
    mended = {}
    for file, (raw, node) in trees.items():
        if file in faulty:
            continue
        lines: list[Locked] = []
        better: dict[Place, str] = {}
        if file in entries:
            lines, better = _located(entries[file], root, articles, sources)
        try:
            text = canonical(raw, file, contract, order_of(lines), _with(node, better))
        except FormError:
            continue
        if text.encode("utf-8") != raw:
            mended[file] = text
    return mended


def mended_locks(
    root: Path,
    contract: Contract,
    texts: Path | None,
    named: set[str] | None,
    *,
    anew: bool = False,
) -> dict[str, str]:
    """The locks that are not what entries and texts give, by name, as they should be.

    Without the text, lines of records that are gone are left out, and those of records that have
    another id now renamed. Left alone are entries with a passage that is not found, and all
    while a registry has a fault: locks hold the names in it.

    Args:
        root: The repository.
        contract: The contract.
        texts: The folder with the article texts, if there is one.
        named: The files wanted, None for all.
        anew: Whether to lock an entry in a text that is another copy than the locked one, where
            it has every passage and the entry was not released.
    """
    sources, found = read_sources(root / "entries", contract)
    faulty = {f.file for f in found if f.severity == "error"}
    if not faulty.isdisjoint(REGISTRY_FILES):
        return {}
    articles = read_articles(texts)[0]
    released = _Released(root / RELEASES)
    mended = {}
    for entry in sources.entries:
        if named is not None and entry.file not in named:
            continue
        fresh = fresh_lock(root, entry, articles, sources)
        path, known, _ = _at_hand(root, entry, articles)
        if (
            fresh
            and not fresh.findings
            and (fresh.same_copy or (anew and known and not released.has(entry.article_id)))
        ):
            text = fresh.text
        elif known is not None and entry.file not in faulty and not (fresh and fresh.same_copy):
            text = render(carried_over(entry, known, sources))
        else:
            continue
        if not _holds(path, text):
            mended[f"{ARTICLES}/{path.name}"] = text
    return mended


class _Released:
    """The entries of the last release, which is read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, article_id: str) -> bool:
        """Tell whether an entry was released; of a release that cannot be read, all may be."""
        return self._ids is None or article_id in self._ids

    @cached_property
    def _ids(self) -> set[str] | None:
        try:
            release = last_release(self.folder)
            if release is None or "articles" not in release.contract:
                return set()
            return set(release.read("articles", ["article_id"])["article_id"].to_pylist())
        except DatasetError:
            return None


def _located(
    entry: Entry, root: Path, articles: ArticleFolder, sources: Sources
) -> tuple[list[Locked], dict[Place, str]]:
    """Where the article has the entry's passages, and the selectors that should be shorter."""
    _, known, article = _at_hand(root, entry, articles)
    if article is None:
        return known or [], {}
    lines = lock(entry, article, sources)[0]
    located = {(x.table, x.record_id, x.selector): x for x in lines}
    better = {}
    for want in wanted_passages(entry):
        key = (want.table, want.record_id, want.passage.selector)
        selector = shorter(want.passage.selector, located[key], article) if key in located else None
        if selector is not None:
            better[want.passage.place] = str(selector)
            lines.append(replace(located[key], selector=str(selector)))
    return lines, better


def _with(node: Node, better: Shorter) -> Node:
    """The tree with other selectors at some places."""
    if not better:
        return node
    if node.sequence is not None:
        return replace(node, value=[_with(item, better) for item in node.sequence])
    if node.mapping is None:
        new = better.get(node.place)
        return node if new is None else replace(node, value=new, raw=new)
    inside = {key: _with(item, better) for key, item in node.mapping.items()}
    new, written = better.get(node.place), inside.get("selector")
    if new is not None and written is not None:
        inside["selector"] = replace(written, value=new, raw=new)
    return replace(node, value=inside)
