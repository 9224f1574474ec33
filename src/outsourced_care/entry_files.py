"""Entry files flow in, entries and registries flow out, with every fault of form.

An entry (`entries/articles/<article_id>.yaml`) holds what a person says about one article;
`organisations.yaml` and `people.yaml` hold the registries.
"""

from __future__ import annotations

from pathlib import Path

from outsourced_care.contract import Contract
from outsourced_care.entries import Entry, Mention, Passage, Record, Sources
from outsourced_care.findings import Finding, Place
from outsourced_care.record_reader import LOCAL, SLUG, RecordReader, Shape
from outsourced_care.yaml_source import Node, parse

_SECTIONS = {
    "quotes": Shape("quotes"),
    "events": Shape("events", inside=(("participants", "participants"),)),
    "proposals": Shape(
        "proposals", inside=(("participants", "participants"), ("terms", "proposal_terms"))
    ),
    "positions": Shape("positions"),
    "accounts": Shape("accounts", has_id=False),
}
_ARTICLE = Shape("articles", has_id=False, has_evidence=False)
_ORGANISATIONS = Shape(
    "organisations", has_evidence=False, inside=(("names", "organisation_names"),)
)
_PEOPLE = Shape("people", has_evidence=False)
_TOP = ("article", *_SECTIONS, "organisation_mentions", "not_quotes")


def read_sources(
    folder: Path, contract: Contract, shown: str = "entries"
) -> tuple[Sources, list[Finding]]:
    """Read every entry and both registries.

    Args:
        folder: The folder with `articles/`, `organisations.yaml` and `people.yaml`.
        contract: The contract, which decides what keys a record may have.
        shown: How findings name the folder.

    Returns:
        What could be read, and every fault of form.
    """
    reader = _Reader(contract)
    sources = Sources()
    sources.organisations = reader.registry(
        folder / "organisations.yaml", f"{shown}/organisations.yaml", _ORGANISATIONS
    )
    sources.people = reader.registry(folder / "people.yaml", f"{shown}/people.yaml", _PEOPLE)
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
            reader.report(Place(name), "file-name", message, "rename or move the file")
    if not sources.entries and not reader.found:
        reader.report(Place(f"{shown}/articles"), "no-entries", "there is no entry to build from")
    return sources, reader.found


class _Reader(RecordReader):
    """Reads whole files."""

    def load(self, path: Path, shown: str) -> Node | None:
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.report(Place(shown), "file", f"cannot be read: {error.strerror}")
            return None
        root, faults = parse(raw, shown)
        self.found += faults
        return root

    def registry(self, path: Path, shown: str, shape: Shape) -> list[Record]:
        root = self.load(path, shown)
        if root is None:
            return []
        return list(self.section(root, shape, prefix=""))

    def entry(self, path: Path, shown: str) -> Entry | None:
        if not SLUG.fullmatch(path.stem):
            hint = "use small letters, digits and single hyphens"
            self.report(Place(shown), "file-name", f"“{path.stem}” is no identifier", hint)
            return None
        root = self.load(path, shown)
        if root is None:
            return None
        if root.mapping is None:
            hint = "begin with article:"
            self.report(root.place, "wrong-type", f"the entry is {root.kind}, not a mapping", hint)
            return None
        self.check_keys(root, _TOP, "an entry", None, None)
        node = root.mapping.get("article")
        if node is None:
            hint = "add article: with title, published, kind, language, selection and summary"
            self.report(root.place, "missing-key", "the entry has no article", hint)
            return None
        article = self.record(node, _ARTICLE, path.stem)
        if article is None:
            return None
        entry = Entry(path.stem, shown, article)
        for key, shape in _SECTIONS.items():
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
        self.check_keys(node, ["include", "exclude"], "organisation_mentions", None, None)
        for item in self.items(node.mapping.get("include")):
            if item.mapping is None or "organisation_id" not in item.mapping:
                hint = "write - organisation_id: … with evidence: below it"
                self.report(item.place, "wrong-type", "the mention names no organisation_id", hint)
                continue
            self.check_keys(item, ["organisation_id", "evidence"], "a mention", None, None)
            body = item.mapping["organisation_id"].raw
            for passage in self.passages(item.mapping.get("evidence"), "organisations", body):
                entry.include.append(Mention(body, passage))
        for item in self.items(node.mapping.get("exclude")):
            selector = self.selector(item, None, None)
            if selector is not None:
                entry.exclude.append(Passage(selector, item.place))

    def not_quote(self, item: Node, entry: Entry) -> None:
        if item.mapping is None:
            self.report(item.place, "wrong-type", "write - selector: … and reason: …")
            return
        self.check_keys(item, ["selector", "reason"], "a row of not_quotes", None, None)
        reason = item.mapping.get("reason")
        if reason is None or not isinstance(reason.value, str) or not reason.value.strip():
            self.report(
                item.place, "missing-key", "the marked words have no reason", "add reason: …"
            )
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
