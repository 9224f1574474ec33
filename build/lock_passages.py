"""Entries and article texts are read, the locks beside the entries are written."""

from __future__ import annotations

import sys
from pathlib import Path

from reporting import report, stop

from outsourced_care import dataset
from outsourced_care.entries import Entry, Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.files import write_text
from outsourced_care.findings import Finding, Place, finding, has_errors
from outsourced_care.repair import FreshLock, fresh_lock
from outsourced_care.schema_files import read_contract


def run(root: Path, named: list[str], articles_given: Path | None) -> int:
    """Lock the named entries, or all: every one of them or none."""
    contract = read_contract(root / "schemas")
    articles_at = dataset.articles_folder(articles_given, root)
    if articles_at is None:
        hint = "give --articles DIR, set $OUTSOURCED_CARE_ARTICLES, or put the texts in articles/"
        print(f"python build lock: no article texts; {hint}", file=sys.stderr)
        return 2

    sources, found = read_sources(root / "entries", contract)
    articles, more = dataset.read_articles(articles_at)
    found += more
    chosen, unknown = choose(sources, named)
    if unknown:
        print(f"python build lock: no entry {', '.join(unknown)}", file=sys.stderr)
        return 2
    locks: list[FreshLock] = []
    for entry in chosen:
        fresh = fresh_lock(root, entry, articles, sources)
        if fresh is None:
            found.append(missing(entry, articles_at))
            continue
        found += fresh.findings
        locks.append(fresh)
    if has_errors(found):
        return stop(found)
    report(found)
    for fresh in locks:
        if fresh.differs:
            write_text(fresh.path, fresh.text)
        state = "written" if fresh.differs else "unchanged"
        name, lines = fresh.path.relative_to(root).as_posix(), fresh.text.count("\n") - 1
        print(f"{name}: {lines} lines, {state}")
    return 0


def choose(sources: Sources, named: list[str]) -> tuple[list[Entry], list[str]]:
    """The entries that are named by file or article_id, and names that are none's."""
    if not named:
        return sources.entries, []
    by_id = {e.article_id: e for e in sources.entries}
    ids = [Path(name).stem if name.endswith((".yaml", ".lock")) else name for name in named]
    return [by_id[i] for i in ids if i in by_id], [i for i in ids if i not in by_id]


def missing(entry: Entry, folder: Path) -> Finding:
    """The finding for an entry whose text is not in the folder."""
    title = entry.article.text("title")
    hint = f"add a .txt file that begins with the title ({title}), or lock other entries by name"
    message = f"no .txt file in {folder.name}/ has this article's hash or title"
    return finding(
        Place(entry.file), "text-missing", message, hint, table="articles", record=entry.article_id
    )
