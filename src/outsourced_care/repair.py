"""A repository's folder flows in, the texts that its entries and locks should have flow out.

What is safe to mend without asking: the canonical form of a file, selectors that show more
words than they need, and the locks of entries whose text is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from outsourced_care.article import ArticleFolder
from outsourced_care.contract import Contract
from outsourced_care.dataset import read_articles, text_of
from outsourced_care.entries import Entry, Sources
from outsourced_care.entry_files import ARTICLES, read_sources
from outsourced_care.entry_form import FormError, canonical
from outsourced_care.entry_order import order_of
from outsourced_care.findings import Finding, Place
from outsourced_care.lock_files import read_lock, render
from outsourced_care.locks import Locked, lock, wanted_passages
from outsourced_care.review import shorter
from outsourced_care.yaml_source import Node

Shorter = Mapping[Place, str]  # where a passage is written → the selector it should have


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
    root: Path, contract: Contract, texts: Path | None, named: set[str] | None
) -> dict[str, str]:
    """The locks that are not what entries and texts give, by name, as they should be.

    Left alone are entries whose text is not at hand, or only as another copy than the locked
    one, and those with a passage that is not found.
    """
    sources = read_sources(root / "entries", contract)[0]
    articles = read_articles(texts)[0]
    mended = {}
    for entry in sources.entries:
        if named is not None and entry.file not in named:
            continue
        path = root / ARTICLES / f"{entry.article_id}.lock"
        known = read_lock(path, path.name)[0]
        article = text_of(entry, articles, known)
        if article is None or (known and known[0].sha256 != article.sha256):
            continue
        lines, faults = lock(entry, article, sources)
        text = render(lines)
        if not faults and (known is None or text != path.read_text(encoding="utf-8")):
            mended[f"{ARTICLES}/{path.name}"] = text
    return mended


def _located(
    entry: Entry, root: Path, articles: ArticleFolder, sources: Sources
) -> tuple[list[Locked], dict[Place, str]]:
    """Where the article has the entry's passages, and the selectors that should be shorter."""
    path = root / ARTICLES / f"{entry.article_id}.lock"
    known = read_lock(path, path.name)[0]
    article = text_of(entry, articles, known)
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
