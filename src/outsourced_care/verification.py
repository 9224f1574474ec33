"""A published folder, and perhaps article texts, flow in; what could be proven flows out.

Each part of the dataset is verified, moved, changed or missing: files by their hashes, tables
by their content hashes, schemas by the contract of the version that wrote them, passages by
their hashes in whatever copies of the articles are at hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Literal, cast, get_args

import pandas as pd
import pyarrow.compute as pc

from outsourced_care.article import ArticleFolder
from outsourced_care.contract import Contract, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.descriptor_contract import own_contract, read_descriptor
from outsourced_care.errors import DatasetError
from outsourced_care.findings import Finding
from outsourced_care.home import contract, home
from outsourced_care.package_check import Checked, FileCheck, Show, check_files
from outsourced_care.recovery import read_copies, recover
from outsourced_care.table_source import NEEDED

Part = Literal["bundle", "descriptor", "file", "content", "schema", "release", "passage"]
Status = Literal["verified", "moved", "changed", "missing"]
_IN = " in "  # between a passage and its article
PARTS: tuple[Part, ...] = get_args(Part)
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Item:
    """One part of the dataset and what became of it."""

    part: Part
    name: str
    status: Status
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Every part of a dataset and what became of it."""

    path: str
    version: str | None
    items: list[Item]
    notes: list[str]  # files among the articles that are none
    at_hand: tuple[int, int] | None = None  # articles whose passages were looked for, of how many
    unreleased: str | None = None  # what was said where no release has the version

    @property
    def holds(self) -> bool:
        """Tell whether every part is verified, or found elsewhere."""
        return all(item.status in ("verified", "moved") for item in self.items)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many parts of each kind have each status; kinds without any are left out."""
        found = Counter((item.part, item.status) for item in self.items)
        counts: dict[str, dict[str, int]] = {}
        for part, status in product(PARTS, STATUSES):
            if found[part, status]:
                counts.setdefault(part, {})[status] = found[part, status]
        return counts


def verify(
    path: Path | None,
    articles: Path | None,
    show: Show = lambda _: None,
    *,
    tables: Contract | None = None,
) -> Verification:
    """Verify a published folder.

    Args:
        path: A folder with a descriptor, or a descriptor; by default the dataset that this
            package carries, whose files some installers link instead of copying them.
        articles: A folder with the article texts; without it passages are left alone.
        show: Called with what is being done.
        tables: The contract; by default that of this version, or of the other one that wrote it.

    Raises:
        NoPackageError: The path holds no tables.
        OSError: The path cannot be read.
    """
    known = _contract(path) if tables is None else tables
    checked = check_files(path or home(), show, trust_links=path is None, tables=known)
    items = list(_descriptor(checked))
    for file in checked.files:
        items += _file(file)
    there = {file.file.table.name for file in checked.files}
    missing = [name for name in known if name not in there]
    items += [Item("file", name, "missing", "no file of this table is listed") for name in missing]
    notes: list[str] = []
    if articles is not None:
        show("finding passages")
        texts = read_copies(articles)
        items += _passages(checked, known, texts)
        notes = [f"{articles.name}/{name}: {why}" for name, why in texts.unreadable.items()]
    version = (checked.package.descriptor or {}).get("version")
    version = None if version is None else str(version)
    return Verification(checked.package.shown, version, items, notes)


def of_those_at_hand(found: Verification) -> Verification:
    """Leave out the passages of articles that are not at hand, and say how many are.

    For a folder of texts that nobody named: it holds what somebody works on, and not all.
    """
    looked_for = [item for item in found.items if item.part == "passage"]
    if not looked_for:
        return found
    there = [item for item in looked_for if item.status != "missing"]
    counts = (len({_article(item) for item in items} - {""}) for items in (there, looked_for))
    left = [item for item in found.items if item.part != "passage" or item.status != "missing"]
    return replace(found, items=left, at_hand=(next(counts), next(counts)))


def _article(item: Item) -> str:
    """The article of a passage; empty where there is none, since no passage could be read."""
    return item.name.rpartition(_IN)[2] if _IN in item.name else ""


def _contract(path: Path | None) -> Contract:
    """The contract that a folder is verified by: its own when another version wrote it.

    One whose descriptor or schemas cannot be read is verified by that of this version, which
    tells what is wrong with them.
    """
    if path is None:
        return contract()
    file = path / DESCRIPTOR if path.is_dir() else path
    if file.suffix == ".json" and file.is_file():
        with suppress(DatasetError):
            return own_contract(read_descriptor(file.read_bytes(), file.name)) or contract()
    return contract()


def _descriptor(checked: Checked) -> Iterator[Item]:
    name = checked.package.shown
    if checked.package.descriptor is None:
        unread = [f for f in checked.package.findings if f.severity == "error"]
        why = _said(unread) or "there is none, so that nothing can be compared"
        yield Item("descriptor", name, "changed" if unread else "missing", why)
        return
    faults = [f for f in checked.package.findings if f.severity == "error"]
    yield from (Item("descriptor", name, "changed", f.message) for f in faults)
    unlike = [f for f in checked.findings if f.rule == "formats-differ"]
    yield from (Item("content", f.file, "changed", f.message) for f in unlike)


def _file(check: FileCheck) -> Iterator[Item]:
    """The file, the content and the schema of one resource."""
    shown, resource = check.file.shown, check.file.resource
    if check.file.raw is None:
        yield Item("file", shown, "missing", _said(check.file.findings))
        return
    parts: tuple[tuple[Part, str, list[Finding]], ...] = (
        ("file", "hash", check.file.findings),
        ("content", "contentHash", [*check.rows.findings, *check.content_findings]),
        ("schema", "schema", check.schema_findings),
    )
    for part, recorded, found in parts:
        faults = [f for f in found if f.severity == "error"]
        if faults:
            yield Item(part, shown, "changed", _said(faults))
        elif resource.get(recorded) is None:
            yield Item(part, shown, "missing", f"the descriptor records no {recorded}")
        else:
            yield Item(part, shown, "verified", _said(found))


def _said(found: Iterable[Finding]) -> str | None:
    return "; ".join(f.message for f in found) or None


def _passages(checked: Checked, known: Contract, texts: ArticleFolder) -> Iterator[Item]:
    """Every row of the evidence table, looked for in the articles at hand."""
    read = {n: _frame(checked, known.get(n), needed) for n, needed in NEEDED.items()}
    evidence, articles = read["evidence"], read["articles"]
    if evidence is None or articles is None:
        yield Item("passage", "all", "missing", "the evidence or articles table cannot be read")
        return
    found, _ = recover(evidence, articles, texts)
    exact = {article.sha256: article.text for article in texts.articles}
    recorded: dict[str, str | None] = {}  # the very text that was recorded, where it is at hand
    at_hand = set(evidence.loc[evidence.index.isin(list(found)), "article_id"])
    columns = (articles[name] for name in ("article_id", "title", "text_sha256"))
    for article_id, title, sha256 in zip(*columns, strict=True):
        recorded[article_id] = exact.get(sha256)
        if texts.find(title, sha256) is not None:
            at_hand.add(article_id)
    for index, row in zip(evidence.index, evidence.to_dict("records"), strict=True):
        article_id, passage = row["article_id"], found.get(index)
        name = f"{row['table']} {row['record_id']} part {row['part']}{_IN}{article_id}"
        text = recorded.get(article_id)
        if passage is None and article_id in at_hand:
            yield Item("passage", name, "changed", "not in the copy of the article at hand")
        elif passage is None:
            yield Item("passage", name, "missing", "no copy of its article is at hand")
        elif text is None:
            yield Item("passage", name, "moved", "found in another copy of the article")
        elif text[row["start"] : row["end"]] != passage:
            yield Item("passage", name, "moved", "found, but not where its offsets lead")
        else:
            yield Item("passage", name, "verified")


def _frame(checked: Checked, table: Table | None, needed: Iterable[str]) -> pd.DataFrame | None:
    """The rows of a table when every column and cell that it must have is there."""
    if table is None or not set(needed) <= set(table.names):
        return None
    for check in checked.files:
        rows = check.rows.table
        if check.file.table.name != table.name or rows is None or check.content is None:
            continue
        required = [f for f in table.fields if f.required]
        numbers = [f for f in required if f.minimum is not None]
        if any(rows[f.name].null_count for f in required):
            continue
        if any(pc.any(pc.less(rows[f.name], f.minimum)).as_py() for f in numbers):
            continue
        columns = rows.select(list(table.names))
        return cast(pd.DataFrame, columns.to_pandas(types_mapper=pd.ArrowDtype))
    return None
