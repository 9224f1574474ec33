"""Articles, entries and schemas are read, drafts of their entries are written."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from draft_from_form import unfit
from reporting import report

from outsourced_care import drafting
from outsourced_care.article import Article
from outsourced_care.commands.terminal import counted
from outsourced_care.contract import Contract
from outsourced_care.dates import problem
from outsourced_care.drafting.head import published_of
from outsourced_care.drafting.reading import NO_FILE, article_at, is_address
from outsourced_care.drafting.recognising import Entries, as_entry
from outsourced_care.entries import Entry, Sources
from outsourced_care.entry_files import ARTICLES, MOST_BYTES, read_sources
from outsourced_care.entry_form import FormError, as_diff
from outsourced_care.errors import CannotRunError
from outsourced_care.fetching import FetchError
from outsourced_care.fetching.addresses import shown as address_shown
from outsourced_care.files import read_bytes, write_text
from outsourced_care.findings import Finding, Place, finding, has_errors
from outsourced_care.locks import lock
from outsourced_care.schema_files import read_contract
from outsourced_care.text import UnreadableTextError

GIVE = "give an article's .txt or .html file, or its address"
PAGES = (".txt", ".html", ".htm", ".xhtml")
ENTRY_FILE = (".yaml", ".yml")


@dataclass(slots=True)
class Drafts:
    """What drafts are made with, and those that were made."""

    root: Path
    contract: Contract
    sources: Sources
    entries: Entries
    given: argparse.Namespace
    made: dict[str, str] = field(default_factory=dict)  # article_id → where it was written


def run(root: Path, given: argparse.Namespace) -> int:
    """Draft an entry of every article; say what is to be filled in, and what was refused."""
    if given.published is not None and (wrong := problem(given.published)):
        raise CannotRunError(f"--published: {wrong}")
    if given.articles is not None and not given.articles.is_dir():
        raise CannotRunError(f"--articles names {given.articles}, which is no folder")
    out: Path | None = given.out
    if out and out.exists() and not out.is_dir() and names_folder(out, given.drafted):
        raise CannotRunError(f"--out names {out}, which is no folder")
    contract = read_contract(root / "schemas")
    sources, _ = read_sources(root / "entries", contract)
    drafts = Drafts(root, contract, sources, Entries(root, sources), given)
    found: list[Finding] = []
    with counted("draft", len(given.drafted), "articles") as show:
        for source in given.drafted:
            found += one(drafts, source)
            show()
    report(found)
    return 1 if has_errors(found) else 0


def one(drafts: Drafts, source: str) -> list[Finding]:
    """Draft the entry of an article, or show what the one that it has lacks."""
    try:
        article, is_page = article_at(
            source, published=drafts.given.published, allow_private=drafts.given.allow_private
        )
    except (UnreadableTextError, FetchError) as error:
        return [refused(source, str(error), hint_for(source, str(error)))]
    except OSError as error:
        return [refused(source, error.strerror or "it cannot be read")]
    entry = drafts.entries.of(article)
    if entry is None:
        return fresh(drafts, source, article, is_page)
    if entry.article_id in drafts.made:
        return [refused(source, f"its draft was written to {drafts.made[entry.article_id]}")]
    return lacking(drafts, source, article, entry)


def fresh(drafts: Drafts, source: str, article: Article, is_page: bool) -> list[Finding]:
    """Write the draft of an article that has no entry."""
    draft = drafting.draft_entry(article, drafts.contract, drafts.sources)
    path = place(drafts, draft.article_id)
    if why := unfit(drafts.root, path):
        return [refused(source, f"{shown(drafts, path)}: {why}; nothing was written")]
    try:
        text = drafting.entry_text(draft, drafts.contract)
    except FormError as error:
        return list(error.findings)
    write_text(path, text)
    left = drafting.places_to_fill_in(text.encode())
    print(f"{shown(drafts, path)}: written, {left} places to fill in")
    drafts.made[draft.article_id] = shown(drafts, path)
    drafted = as_entry(draft, shown(drafts, path))
    drafts.sources.entries.append(drafted)
    drafts.entries.add(article, drafted)
    if is_page and drafts.given.articles is not None:
        keep(drafts, draft.article_id, article)
    own = published_of(article)
    return [
        *other_date(source, f"the article tells published {own}", own, drafts),
        *notices(source, draft),
    ]


def lacking(drafts: Drafts, source: str, article: Article, entry: Entry) -> list[Finding]:
    """Print what an entry lacks as a diff of it; write it only where --out says to."""
    draft = drafting.draft_entry(article, drafts.contract, drafts.sources, entry)
    lines, _ = lock(entry, article, drafts.sources)
    draft = drafting.missing(draft, entry, lines)
    raw = read_bytes(drafts.root / entry.file, MOST_BYTES)
    own = entry.article.text("published")
    what = f"{entry.file} has {f'published {own}' if own else 'no date of publication'}"
    told = [*has_entry(drafts, source, entry), *other_date(source, what, own, drafts)]
    if drafting.is_empty(draft):
        left = drafting.places_to_fill_in(raw)
        what = f"an unfinished draft, {left} places to fill in" if left else "nothing is missing"
        print(f"{entry.file}: {what}")
        return [*told, *notices(source, draft)]
    try:
        text = drafting.with_missing(raw, entry, draft, drafts.contract, drafts.sources)
    except FormError as error:
        return list(error.findings)
    print(as_diff(raw, text, entry.file), end="")
    if drafts.given.out is not None:
        path = place(drafts, entry.article_id)
        if why := unfit(drafts.root, path):
            return [refused(source, f"{shown(drafts, path)}: {why}; nothing was written")]
        write_text(path, text)
        print(f"{shown(drafts, path)}: written, the entry with what is missing in it")
    return [*told, *notices(source, draft)]


def has_entry(drafts: Drafts, source: str, entry: Entry) -> list[Finding]:
    """What is to be said of an article with an entry where a draft of it may be expected."""
    if drafts.given.out is None and len(drafts.given.drafted) == 1:
        return []
    message = f"it has an entry, {entry.file}: only what that lacks is shown, no draft begun"
    return [finding(Place(named(source)), "has-entry", message, severity="notice")]


def other_date(source: str, what: str, own: str | None, drafts: Drafts) -> list[Finding]:
    """What is to be said where another date of publication is kept than the one given."""
    published = drafts.given.published
    if published is None or own == published:
        return []
    hint = (
        "that one is kept and dates rest on it; if it is wrong, mend it and all dates in the entry"
    )
    said = f"{what}, --published says {published}"
    return [finding(Place(named(source)), "published-differs", said, hint, severity="notice")]


def place(drafts: Drafts, article_id: str) -> Path:
    """Where a draft is written: entries/articles/, the file that --out names, or its folder."""
    out: Path | None = drafts.given.out
    if out is None:
        return drafts.root / ARTICLES / f"{article_id}.yaml"
    if names_folder(out, drafts.given.drafted):
        out.mkdir(parents=True, exist_ok=True)
        return out / f"{article_id}.yaml"
    return out


def names_folder(out: Path, drafted: list[str]) -> bool:
    """Whether --out names a folder: one that is there, or no file of an entry."""
    return len(drafted) > 1 or out.is_dir() or out.suffix not in ENTRY_FILE


def shown(drafts: Drafts, path: Path) -> str:
    """A path as it is told."""
    inside = path.is_relative_to(drafts.root)
    return path.relative_to(drafts.root).as_posix() if inside else str(path)


def keep(drafts: Drafts, article_id: str, article: Article) -> None:
    """Write a page's text beside the other article texts; never over one."""
    path = drafts.given.articles / f"{article_id}.txt"
    if not path.exists() and not path.is_symlink():
        write_text(path, article.text)
        print(f"{shown(drafts, path)}: written, the text of the page")


def refused(source: str, why: str, hint: str | None = None) -> Finding:
    """An article of which no draft was written."""
    return finding(Place(named(source)), "article-file", why, hint)


def hint_for(source: str, why: str) -> str | None:
    """What to give instead, where what was given may be no article's file."""
    other = not is_address(source) and Path(source).suffix.lower() not in PAGES
    return GIVE if why == NO_FILE or (other and Path(source).is_file()) else None


def notices(source: str, draft: drafting.Draft) -> list[Finding]:
    """What is to be said of an article whose draft was made."""
    told = []
    if not draft.english:
        message = "the text is not in English: quotes, events and proposals were not looked for"
        told.append(("not-english", message))
    if draft.is_cut:
        message = (
            f"it gives more records than an article does; the first {drafting.MOST} are drafted"
        )
        told.append(("draft-cut", message))
    place = Place(named(source))
    return [finding(place, rule, message, severity="notice") for rule, message in told]


def named(source: str) -> str:
    """A file or an address as it is told: without what is secret in an address."""
    return address_shown(source) if is_address(source) else source
