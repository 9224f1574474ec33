"""A repository's folder flows in, the checked tables and every finding flow out.

The steps of the recipe, each a function that `build/` calls: read the contract, the sources
and the locks, assemble the tables, check them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from outsourced_care.article import Article, ArticleFolder, read_folder
from outsourced_care.assembly import Assembled
from outsourced_care.consequences import root_faults
from outsourced_care.contract import Contract
from outsourced_care.drafts import Origin
from outsourced_care.entries import Entry, Sources
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.lock_files import against_text, read_lock, stale
from outsourced_care.locks import (
    ARTICLE,
    BLOCK,
    Locked,
)
from outsourced_care.validation import Fault, check_tables

ENVIRONMENT = "OUTSOURCED_CARE_ARTICLES"


@dataclass(slots=True)
class Locks:
    """The locks of all entries, and the articles that were at hand for them."""

    lines: dict[str, list[Locked]] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)


class NoArticlesError(ValueError):
    """The folder of articles that was named cannot be used."""


def articles_folder(given: Path | None, root: Path) -> Path | None:
    """The folder to look for article texts in: `--articles`, the environment, `articles/`.

    Raises:
        NoArticlesError: A folder was named that does not exist.
    """
    if given is None and os.environ.get(ENVIRONMENT):
        given = Path(os.environ[ENVIRONMENT])
        if not given.is_dir():
            raise NoArticlesError(f"${ENVIRONMENT} names {given}, which is no folder")
    if given is None:
        default = root / "articles"
        return default if default.is_dir() else None
    if not given.is_dir():
        raise NoArticlesError(f"--articles names {given}, which is no folder")
    return given


def read_articles(folder: Path | None) -> tuple[ArticleFolder, list[Finding]]:
    """Read the article texts of a folder, with a fault for each file that is none."""
    if folder is None:
        return ArticleFolder([], {}), []
    articles = read_folder(folder)
    return articles, [
        finding(Place(f"{folder.name}/{name}"), "article-file", reason, "mend it, or move it away")
        for name, reason in articles.unreadable.items()
    ]


def text_of(entry: Entry, articles: ArticleFolder, lines: list[Locked] | None) -> Article | None:
    """The text of an entry's article: by the hash in its lock, else by its title."""
    sha256 = next((x.sha256 for x in lines or [] if x.table == ARTICLE), None)
    return articles.find(entry.article.text("title") or "", sha256)


def read_locks(
    sources: Sources,
    articles: ArticleFolder,
    folder: Path,
    known: list[Finding],
    shown: str = "entries/articles",
) -> tuple[Locks, list[Finding]]:
    """Read every entry's lock and hold it against the entry and, where at hand, the text.

    Args:
        sources: The entries.
        articles: The article texts at hand.
        folder: The folder with the locks.
        known: The faults of the entries themselves.
        shown: How findings name it.
    """
    locks, found = Locks(), []
    for entry in sources.entries:
        name = f"{shown}/{entry.article_id}.lock"
        lines, faults = read_lock(folder / f"{entry.article_id}.lock", name)
        found += faults
        if lines is None:
            continue
        locks.lines[entry.article_id] = lines
        broken = any(f.file == entry.file and f.severity == "error" for f in known)
        faults = stale(entry, lines, name, whole=not broken)
        article = text_of(entry, articles, lines)
        if article is None:
            message = "the text is not at hand; passages were taken from the lock"
            found.append(finding(Place(entry.file), "unverified", message, severity="notice"))
        else:
            locks.articles[entry.article_id] = article
            if not (faults or broken):
                faults = against_text(entry, lines, article, sources, name)
        found += faults
    return locks, found


def check(assembled: Assembled, locks: Locks, contract: Contract) -> list[Finding]:
    """Check assembled tables against contract and rules; findings point into the entries."""
    frames = {"blocks": _blocks(locks), "passages": _passages(locks)}
    if locks.articles:
        frames["texts"] = pd.DataFrame(
            {
                "article_id": list(locks.articles),
                "text": [a.text for a in locks.articles.values()],
            }
        )
    faults = check_tables(contract, assembled.tables, frames)
    return [
        _located(
            fault,
            assembled.origins[fault.table],
            fault.record(assembled.tables[fault.table], contract[fault.table]),
        )
        for fault in root_faults(faults, assembled, contract)
    ]


def _located(fault: Fault, origins: list[Origin], record: str | None) -> Finding:
    place = Place(f"entries ({fault.table})")
    if fault.row is not None:
        origin = origins[fault.row]
        place = origin.cells.get(fault.field or "", origin.place)
    return finding(
        place,
        fault.rule,
        fault.message,
        fault.hint,
        table=fault.table,
        record=record,
        field=fault.field,
    )


def _blocks(locks: Locks) -> pd.DataFrame:
    rows = [
        (article_id, line.record_id, line.start, line.end)
        for article_id, line in _lines(locks.lines)
        if line.table == BLOCK
    ]
    return pd.DataFrame(rows, columns=["article_id", "role", "start", "end"])


def _passages(locks: Locks) -> pd.DataFrame:
    rows = [
        (article_id, line.selector, line.start, line.end)
        for article_id, line in _lines(locks.lines)
        if line.selector and line.table not in (ARTICLE, BLOCK)
    ]
    return pd.DataFrame(rows, columns=["article_id", "selector", "start", "end"])


def _lines(locks: Mapping[str, list[Locked]]) -> list[tuple[str, Locked]]:
    return [(article_id, line) for article_id, lines in locks.items() for line in lines]
