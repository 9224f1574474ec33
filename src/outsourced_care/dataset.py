"""A repository's folder flows in, the checked tables and every finding flow out.

`examine` does what the build and `check` have in common: read the sources and the locks,
assemble the tables, judge them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from outsourced_care.article import Article, ArticleFolder, read_folder
from outsourced_care.assembly import Assembled, assemble
from outsourced_care.consequences import (
    FORM,
    TOLD_TWICE,
    root_faults,
    without_consequences,
    without_disagreements,
    without_gone,
    without_lock_faults,
)
from outsourced_care.contract import Contract
from outsourced_care.contributing import mending
from outsourced_care.drafts import Origin
from outsourced_care.entries import Entry, Sources
from outsourced_care.entry_files import ARTICLES, REGISTRY_FILES, Seen, ignore, read_sources
from outsourced_care.errors import CannotRunError
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.history import since_last_release, still_named
from outsourced_care.judgements import Frames
from outsourced_care.judging import Fault, judge_tables
from outsourced_care.lock_files import LockFolder, against_text
from outsourced_care.locks import (
    ARTICLE,
    BLOCK,
    Locked,
)
from outsourced_care.references import as_written
from outsourced_care.releases.index import RELEASES
from outsourced_care.stale_locks import carried_over, stale

Judge = Callable[[Contract, Mapping[str, pa.Table], Frames], list[Fault]]
ENVIRONMENT = "OUTSOURCED_CARE_ARTICLES"


@dataclass(slots=True)
class Locks:
    """The locks of all entries, and the articles that were at hand for them."""

    lines: dict[str, list[Locked]] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)


@dataclass(slots=True)
class Examined:
    """Everything that was read, the tables that were made of it, and every finding."""

    sources: Sources
    locks: Locks
    assembled: Assembled
    findings: list[Finding]
    texts: ArticleFolder


class NoArticlesError(CannotRunError):
    """The folder of articles that was named cannot be used."""


def is_named() -> bool:
    """Tell whether the environment names a folder of article texts."""
    return bool(os.environ.get(ENVIRONMENT))


def articles_folder(given: Path | None, root: Path) -> Path | None:
    """The folder to look for article texts in: `--articles`, the environment, `articles/`.

    Raises:
        NoArticlesError: A folder was named that does not exist.
    """
    if given is None and is_named():
        given = Path(os.environ[ENVIRONMENT])
        if not given.is_dir():
            raise NoArticlesError(f"${ENVIRONMENT} names {given}, which is no folder")
    if given is None:
        default = root / "articles"
        return default if default.is_dir() else None
    if not given.is_dir():
        raise NoArticlesError(f"--articles names {given}, which is no folder")
    return given


def to_name(texts: Path | None, root: Path) -> Path | None:
    """The folder of texts where a command must name it; None where it is found without."""
    usual = Path(os.environ[ENVIRONMENT]) if is_named() else root / "articles"
    return None if texts is None or texts == usual else texts


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
    folder: LockFolder,
    known: list[Finding],
    texts: Path | None = None,
) -> tuple[Locks, list[Finding]]:
    """Read every entry's lock and hold it against the entry and, where at hand, the text.

    Args:
        sources: The entries.
        articles: The article texts at hand.
        folder: The folder with the locks.
        known: The faults of the entries themselves.
        texts: The folder with the texts where a command must name it.
    """
    locks, found = Locks(), []
    errors = {f.file for f in known if f.severity == "error" and f.rule != FORM}
    named = errors.isdisjoint(REGISTRY_FILES)
    for entry in sources.entries:
        name = f"{folder.shown}/{entry.article_id}.lock"
        lines, faults = folder.take(entry.article_id)
        broken = entry.file in errors
        article = text_of(entry, articles, lines)
        if lines is not None:
            faults = stale(entry, lines, sources, name, whole=not broken and named)
        if article is not None:
            lines, faults = against_text(entry, lines, article, sources, name, faults, texts)
            locks.articles[entry.article_id] = article
        elif lines is None:
            faults = [replace(f, hint=_what_to_add(entry, articles)) for f in faults]
        else:
            message = "the text is not at hand; passages were taken from the lock"
            found.append(finding(Place(entry.file), "unverified", message, severity="notice"))
        if lines is not None:
            whole = not broken and named and article is None
            locks.lines[entry.article_id] = carried_over(entry, lines, sources) if whole else lines
        found += [f for f in faults if not (broken and f.file == name)]
    return locks, found


def _what_to_add(entry: Entry, articles: ArticleFolder) -> str:
    """What helps an entry that has neither a lock nor a text."""
    title = entry.article.text("title") or "its title"
    if articles.articles:
        return f"no text at hand begins with “{title}”: add it, or correct the title"
    return (
        f"put the text into articles/, the title on its first line, and run: "
        f"{mending(entry.article_id)}"
    )


def examine(
    root: Path,
    contract: Contract,
    texts: Path | None,
    seen: Seen = ignore,
    lock_folder: LockFolder | None = None,
    judge: Judge = judge_tables,
) -> Examined:
    """Read entries and locks, make the tables, and check them against contract and rules.

    Args:
        root: The repository.
        contract: The contract.
        texts: The folder with the article texts, if there is one.
        seen: Called with each entry and registry as it is read; may give findings.
        lock_folder: The locks, where they are read already.
        judge: What judges the tables; `validation.check_tables` does it through Pandera.

    Returns:
        What was read and made, with every finding that is no mere consequence of another.
    """
    sources, found = read_sources(root / "entries", contract, seen=seen)
    articles, faults = read_articles(texts)
    found += faults
    lock_folder = lock_folder or LockFolder(root / ARTICLES, ARTICLES)
    locks, faults = read_locks(sources, articles, lock_folder, found, to_name(texts, root))
    found += faults
    frames = _frames(locks)
    lines, locks.lines = locks.lines, {k: locks.lines[k] for k in locks.articles}
    assembled = assemble(sources, lines, contract)
    since = since_last_release(root / RELEASES, assembled, contract)
    history = without_consequences(since.findings, found, contract)
    judged = without_consequences(assembled.findings, found, contract)
    twice = [f for f in judged if f.rule == TOLD_TWICE]
    judged += without_consequences(
        _judged(assembled, frames, contract, judge), found + twice, contract
    )
    if history:
        judged, followed = without_gone(judged, since.gone, contract)
        found, _ = without_gone(found, since.gone, contract)
        history = still_named(history, followed)
    found = without_lock_faults(found, twice) + judged
    found += without_consequences(history, found, contract)
    return Examined(sources, locks, assembled, without_disagreements(found), articles)


def _frames(locks: Locks) -> Frames:
    """What rules ask for that is no table."""
    frames = {"blocks": _blocks(locks), "passages": _passages(locks)}
    if locks.articles:
        frames["texts"] = pd.DataFrame(
            {
                "article_id": list(locks.articles),
                "text": [a.text for a in locks.articles.values()],
            }
        )
    return frames


def _judged(
    assembled: Assembled, frames: Frames, contract: Contract, judge: Judge
) -> list[Finding]:
    """Check assembled tables against contract and rules; findings point into the entries."""
    faults = judge(contract, assembled.tables, frames)
    return [
        _located(
            as_written(fault, assembled, contract),
            assembled.origins[fault.table],
            fault.record(assembled.tables[fault.table], contract[fault.table]),
        )
        for fault in root_faults(faults, assembled, contract)
    ]


def _located(fault: Fault, origins: list[Origin], record: str | None) -> Finding:
    place = Place(f"entries ({fault.table})")
    if fault.row is not None:
        place = origins[fault.row].at(fault.field)
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
    blocks = [x for x in _lines(locks) if x[1].table == BLOCK]
    return pd.DataFrame(
        {
            "article_id": [article_id for article_id, _ in blocks],
            "role": [line.record_id for _, line in blocks],
            "start": [line.start for _, line in blocks],
            "end": [line.end for _, line in blocks],
        }
    )


def _passages(locks: Locks) -> pd.DataFrame:
    passages = [x for x in _lines(locks) if x[1].selector and x[1].table not in (ARTICLE, BLOCK)]
    return pd.DataFrame(
        {
            "article_id": [article_id for article_id, _ in passages],
            "selector": [line.selector for _, line in passages],
            "start": [line.start for _, line in passages],
            "end": [line.end for _, line in passages],
        }
    )


def _lines(locks: Locks) -> Iterator[tuple[str, Locked]]:
    return ((article_id, line) for article_id, lines in locks.lines.items() for line in lines)
