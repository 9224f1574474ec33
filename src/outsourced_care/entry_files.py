"""Entry files flow in, entries and registries flow out, with every fault of form.

An entry (`entries/articles/<article_id>.yaml`) holds what a person says about one article;
`organisations.yaml` and `people.yaml` hold the registries, `withdrawn.yaml` the tombstones.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from outsourced_care.cell_reader import NO_PAGE
from outsourced_care.contract import Contract
from outsourced_care.entries import Entry, Mention, Passage, Record, Sources
from outsourced_care.entry_shapes import (
    ARTICLE,
    LOCAL,
    MENTION,
    MENTIONS,
    NOT_QUOTE,
    OPTIONAL,
    REGISTRIES,
    SECTIONS,
    SLUG,
    TOP,
)
from outsourced_care.findings import Finding, Place
from outsourced_care.record_reader import RecordReader
from outsourced_care.text import markup
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import load

ARTICLES = "entries/articles"
MOST_IN_ENTRY = 20_000  # keys and values; the longest of the founding entries has 2,000
MOST_BYTES = 2_000_000  # of an entry; that one has 33,000
_ALMOST = (".yml", ".yaml")  # in small or capital letters
REGISTRY_FILES = tuple(f"entries/{name}.yaml" for name in REGISTRIES)

KNOWN_FILES = ("package.yaml", *(f"{name}.yaml" for name in REGISTRIES))

Seen = Callable[[Path, str, bytes, Node], list[Finding]]  # path, its shown name, bytes, root


def ignore(path: Path, file: str, raw: bytes, root: Node) -> list[Finding]:
    """Find nothing in a file that is read."""
    return []


def read_sources(
    folder: Path, contract: Contract, shown: str = "entries", seen: Seen = ignore
) -> tuple[Sources, list[Finding]]:
    """Read every entry and the registries.

    Args:
        folder: The folder with `articles/`, `organisations.yaml`, `people.yaml` and, where
            anything was withdrawn, `withdrawn.yaml`.
        contract: The contract, which decides what keys a record may have.
        shown: How findings name the folder.
        seen: Called with each file that can be parsed; may give findings of its own.

    Returns:
        What could be read, and every fault of form.
    """
    reader = _Reader(contract, seen)
    sources = Sources()
    for path, name in ((folder, shown), (folder / "articles", f"{shown}/articles")):
        if path.is_symlink():
            reader.report(Place(name), "file", "it is a symbolic link; put the folder itself there")
            return sources, reader.found
    sources.organisations = reader.registry(folder, shown, "organisations")
    sources.people = reader.registry(folder, shown, "people")
    sources.withdrawn = reader.registry(folder, shown, "withdrawn")
    told = {f.file for f in reader.found}
    for path in sorted(folder.glob("*.y*ml")):
        if path.name not in KNOWN_FILES and f"{shown}/{path.name}" not in told:
            message = "only the registries and package.yaml stand here; entries belong in articles/"
            hint = f"if it is an entry, move it to {shown}/articles/{path.stem}.yaml"
            reader.report(Place(f"{shown}/{path.name}"), "file-name", message, hint)
    for path in sorted((folder / "articles").glob("*")):
        name = f"{shown}/articles/{path.name}"
        if path.suffix == ".lock" and not path.with_suffix(".yaml").exists():
            message = "the lock has no entry beside it"
            reader.report(Place(name), "orphan-lock", message, "remove it, or restore the entry")
        elif path.suffix == ".yaml":
            entry = reader.entry(path, name)
            if entry is not None:
                sources.entries.append(entry)
        elif path.suffix != ".lock":
            message = "only .yaml and .lock files belong here"
            hint = "rename or move the file"
            if path.suffix.lower() in _ALMOST:
                hint = f"rename it: {path.stem}.yaml"
            reader.report(Place(name), "file-name", message, hint)
    if not sources.entries and not reader.found:
        reader.report(Place(f"{shown}/articles"), "no-entries", "there is no entry to build from")
    return sources, reader.found


class _Reader(RecordReader):
    """Reads whole files."""

    def __init__(self, contract: Contract, seen: Seen) -> None:
        super().__init__(contract)
        self.seen = seen

    def load(self, path: Path, shown: str, *most: int) -> Node | None:
        raw, root, faults = load(path, shown, *most)
        self.found += faults
        if root is not None and not faults:
            self.found += self.seen(path, shown, raw, root)
        return root

    def registry(self, folder: Path, shown: str, name: str) -> list[Record]:
        path = folder / f"{name}.yaml"
        almost = next((p for p in folder.glob(f"{name}.*") if p.suffix.lower() in _ALMOST), None)
        if almost is not None and almost != path and not path.exists():
            message, hint = "the file is not named as it must be", f"rename it: {path.name}"
            self.report(Place(f"{shown}/{almost.name}"), "file-name", message, hint)
            return []
        if name in OPTIONAL and not (path.exists() or path.is_symlink()):
            return []
        root = self.load(path, f"{shown}/{path.name}")
        if root is None:
            return []
        return list(self.section(root, REGISTRIES[name], prefix=""))

    def entry(self, path: Path, shown: str) -> Entry | None:
        if not SLUG.fullmatch(path.stem):
            hint = "use small letters, digits and single hyphens"
            self.report(Place(shown), "file-name", f"“{path.stem}” is no identifier", hint)
            return None
        root = self.load(path, shown, MOST_IN_ENTRY, MOST_BYTES)
        if root is None:
            return None
        if root.mapping is None:
            hint = "begin with article:"
            self.report(root.place, "wrong-type", f"the entry is {root.kind}, not a mapping", hint)
            return None
        self.check_keys(root, TOP, "an entry", None, None)
        node = root.mapping.get("article")
        if node is None:
            hint = "add article: with title, published, kind, language, selection and summary"
            self.report(root.place, "missing-key", "the entry has no article", hint)
            return None
        article = self.record(node, ARTICLE, path.stem)
        if article is None:
            return None
        entry = Entry(path.stem, shown, article)
        for key, shape in SECTIONS.items():
            if key in root.mapping:
                prefix = f"{path.stem}-" if shape.table in LOCAL else ""
                entry.records += self.section(root.mapping[key], shape, prefix)
        self.mentions(root.mapping.get("organisation_mentions"), entry)
        for item in self.items(root.mapping.get("not_quotes")):
            self.not_quote(item, entry)
        self.refuse_duplicates(entry)
        return entry

    def mentions(self, node: Node | None, entry: Entry) -> None:
        if node is None:
            return
        if node.mapping is None:
            hint = "write include: and exclude: below it"
            self.report(node.place, "wrong-type", f"here stands {node.kind}, not a mapping", hint)
            return
        self.check_keys(node, MENTIONS, "organisation_mentions", None, None)
        for item in self.items(node.mapping.get("include")):
            if item.mapping is None or "organisation_id" not in item.mapping:
                hint = "write - organisation_id: … with evidence: below it"
                self.report(item.place, "wrong-type", "the mention names no organisation_id", hint)
                continue
            self.check_keys(item, MENTION, "a mention", None, None)
            body = self.slug(item.mapping["organisation_id"], "organisations", "organisation_id")
            if body is None:
                continue
            evidence = item.mapping.get("evidence")
            if evidence is None or evidence.sequence == []:
                message = "the mention has no evidence"
                self.report(item.place, "missing-key", message, "add evidence: its selector")
            for passage in self.passages(evidence, "organisations", body):
                entry.include.append(Mention(body, passage))
        for item in self.items(node.mapping.get("exclude")):
            selector = self.selector(item, None, None)
            if selector is not None:
                entry.exclude.append(Passage(selector, item.place))

    def not_quote(self, item: Node, entry: Entry) -> None:
        if item.mapping is None:
            self.report(item.place, "wrong-type", "write - selector: … and reason: …")
            return
        self.check_keys(item, NOT_QUOTE, "a row of not_quotes", None, None)
        reason = item.mapping.get("reason")
        if reason is None or not isinstance(reason.value, str) or not reason.value.strip():
            self.report(
                item.place, "missing-key", "the marked words have no reason", "add reason: …"
            )
        elif "TODO" in reason.value.split():
            message, hint = "reason is still to be written (TODO)", "say why nobody said the words"
            self.report(reason.place, "todo", message, hint)
        elif tag := markup(reason.value):
            message = f"the reason holds “{tag}”, which looks like markup"
            self.report(reason.place, "markup", message, NO_PAGE)
        selector = self.selector(item.mapping.get("selector", item), None, None)
        if selector is not None:
            entry.not_quotes.append(
                Passage(selector, item.place, note=reason.raw if reason else None)
            )

    def refuse_duplicates(self, entry: Entry) -> None:
        """Terms of one proposal stand in one list; nothing else is numbered inside a record."""
        seen: dict[tuple[str, str], Place] = {}
        for record in entry.records:
            for inner in record.inside:
                if not inner.id:
                    continue
                first = seen.setdefault((inner.table, inner.id), inner.place)
                if first is not inner.place:
                    message = f"the id “{inner.id}” stands twice (first on line {first.line})"
                    self.report(inner.place, "duplicate-id", message, record=inner.id)
