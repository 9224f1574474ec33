"""Entry files flow in, records that know their lines flow out, with every fault of form.

An entry (`entries/articles/<article_id>.yaml`) holds what a person says about one article;
`organisations.yaml` and `people.yaml` hold the registries. Which keys a record may have
follows from the contract: the curated columns of its table, `id` for its identifier,
`evidence`, and for events and proposals the lists of parties and terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from outsourced_care.contract import Contract, Field, Table, curated
from outsourced_care.findings import Finding, Place, finding, nearest
from outsourced_care.yaml_source import Node, parse

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it was written."""

    value: str | int | float | bool
    place: Place


@dataclass(frozen=True, slots=True)
class Passage:
    """A selector with the role and note that evidence rows carry, not yet found in the text."""

    selector: str
    place: Place
    role: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """One record as written: its identifier, cells, evidence and the records inside it."""

    table: str
    id: str
    place: Place
    cells: dict[str, Cell]
    evidence: tuple[Passage, ...] = ()
    inside: tuple[Record, ...] = ()

    def text(self, name: str) -> str | None:
        """The cell's value as text, None when it was not written."""
        cell = self.cells.get(name)
        return None if cell is None else str(cell.value)


@dataclass(frozen=True, slots=True)
class Mention:
    """A passage that names an organisation, where its names alone do not decide."""

    organisation_id: str
    passage: Passage


@dataclass(slots=True)
class Entry:
    """Everything that was written about one article."""

    article_id: str
    file: str
    article: Record
    records: list[Record] = field(default_factory=list)
    include: list[Mention] = field(default_factory=list)
    exclude: list[Passage] = field(default_factory=list)
    not_quotes: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class Sources:
    """All entries and registries of a folder."""

    entries: list[Entry] = field(default_factory=list)
    organisations: list[Record] = field(default_factory=list)
    people: list[Record] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the records of a section are written."""

    table: str
    has_id: bool = True
    has_evidence: bool = True
    inside: tuple[tuple[str, str], ...] = ()  # key → table


_SECTIONS = {
    "quotes": _Shape("quotes"),
    "events": _Shape("events", inside=(("participants", "participants"),)),
    "proposals": _Shape(
        "proposals", inside=(("participants", "participants"), ("terms", "proposal_terms"))
    ),
    "positions": _Shape("positions"),
    "accounts": _Shape("accounts", has_id=False),
}
_INSIDE = {
    "participants": _Shape("participants", has_id=False, has_evidence=False),
    "proposal_terms": _Shape("proposal_terms"),
    "organisation_names": _Shape("organisation_names", has_id=False, has_evidence=False),
}
_ARTICLE = _Shape("articles", has_id=False, has_evidence=False)
_ORGANISATIONS = _Shape(
    "organisations", has_evidence=False, inside=(("names", "organisation_names"),)
)
_PEOPLE = _Shape("people", has_evidence=False)
_LOCAL = ("quotes", "positions")  # whose ids are unique in their file only
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


class _Reader:
    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.found: list[Finding] = []

    def report(
        self,
        place: Place,
        rule: str,
        message: str,
        hint: str | None = None,
        *,
        table: str | None = None,
        record: str | None = None,
        field: str | None = None,
    ) -> None:
        self.found.append(
            finding(place, rule, message, hint, table=table, record=record, field=field)
        )

    # --- files ---

    def load(self, path: Path, shown: str) -> Node | None:
        try:
            raw = path.read_bytes()
        except OSError as error:
            self.report(Place(shown), "file", f"cannot be read: {error.strerror}")
            return None
        root, faults = parse(raw, shown)
        self.found += faults
        return root

    def registry(self, path: Path, shown: str, shape: _Shape) -> list[Record]:
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
                prefix = f"{path.stem}-" if shape.table in _LOCAL else ""
                entry.records += self.section(root.mapping[key], shape, prefix)
        self.mentions(root.mapping.get("organisation_mentions"), entry)
        for item in self.items(root.mapping.get("not_quotes")):
            self.not_quote(item, entry)
        self.refuse_duplicates(entry)
        return entry

    # --- records ---

    def section(self, node: Node, shape: _Shape, prefix: str) -> Iterator[Record]:
        seen: dict[str, Place] = {}
        for item in self.items(node):
            identifier = self.identifier(item, shape) if shape.has_id else ""
            if identifier is None:
                continue
            if shape.has_id and identifier in seen:
                message = (
                    f"the id “{identifier}” stands twice (first on line {seen[identifier].line})"
                )
                self.report(
                    item.place,
                    "duplicate-id",
                    message,
                    "give each record its own",
                    record=identifier,
                )
                continue
            seen[identifier] = item.place
            record = self.record(item, shape, prefix + identifier, prefix)
            if record is not None:
                yield record

    def items(self, node: Node | None) -> list[Node]:
        """The items of a list; an absent list has none."""
        if node is None:
            return []
        if node.sequence is None:
            hint = "begin each item with a hyphen, or leave the key out"
            self.report(node.place, "wrong-type", f"here stands {node.kind}, not a list", hint)
            return []
        return node.sequence

    def identifier(self, node: Node, shape: _Shape) -> str | None:
        if node.mapping is None:
            message = f"a record of {shape.table} is {node.kind}, not a mapping"
            self.report(node.place, "wrong-type", message, "write - id: …", table=shape.table)
            return None
        given = node.mapping.get("id")
        if given is None:
            message = f"a record of {shape.table} has no id"
            self.report(
                node.place, "missing-key", message, "add id: …", table=shape.table, field="id"
            )
            return None
        if not isinstance(given.value, str) or not SLUG.fullmatch(given.value):
            hint = "small letters, digits and single hyphens; quote a number"
            message = f"“{given.raw}” is no identifier"
            self.report(given.place, "identifier", message, hint, table=shape.table, field="id")
            return None
        return given.value

    def record(self, node: Node, shape: _Shape, identifier: str, prefix: str = "") -> Record | None:
        if node.mapping is None:
            message = f"a record of {shape.table} is {node.kind}, not a mapping"
            self.report(node.place, "wrong-type", message, "write key: value", table=shape.table)
            return None
        table = self.contract[shape.table]
        fields = {f.name: f for f in self.typed(table, shape)}
        lists = dict(shape.inside)
        keys = [*(["id"] if shape.has_id else []), *fields, *lists]
        keys += ["evidence"] if shape.has_evidence else []
        self.check_keys(node, keys, f"a record of {table.name}", table.name, identifier)
        cells = {}
        for name in fields.keys() & node.mapping.keys():
            value = self.value(node.mapping[name], fields[name], table.name, identifier)
            if value is not None:
                if self.refers_locally(table, name):
                    value = f"{prefix}{value}"
                cells[name] = Cell(value, node.mapping[name].place)
        inside: list[Record] = []
        for key, inner in lists.items():
            if key in node.mapping:
                before = f"{identifier}-" if inner == "proposal_terms" else ""
                inside += self.section(node.mapping[key], _INSIDE[inner], before)
        evidence = tuple(self.passages(node.mapping.get("evidence"), table.name, identifier))
        return Record(table.name, identifier, node.place, cells, evidence, tuple(inside))

    def typed(self, table: Table, shape: _Shape) -> tuple[Field, ...]:
        """The columns that a person types: curated ones, the identifier apart."""
        key = table.primary_key[0]
        own = shape.has_id or shape is _ARTICLE
        return tuple(f for f in curated(table) if not (own and f.name == key))

    def refers_locally(self, table: Table, name: str) -> bool:
        """Tell whether a cell names a record by its short id in the same file."""
        if table.name == "accounts":
            return False
        return any(k.fields == (name,) and k.resource in _LOCAL for k in table.foreign_keys)

    def value(
        self, node: Node, field: Field, table: str, record: str
    ) -> str | int | float | bool | None:
        value = node.value
        wanted = {"string": "text", "boolean": "true or false"}.get(field.type, "a number")

        def refuse(rule: str, message: str, hint: str) -> None:
            self.report(
                node.place, rule, message, hint, table=table, record=record, field=field.name
            )

        if value is None or value == "":
            refuse("empty-cell", f"{field.name} is empty", "fill it in, or leave the key out")
            return None
        if field.edtf and isinstance(value, int | float) and not isinstance(value, bool):
            return node.raw
        if field.type == "string" and isinstance(value, str):
            return " ".join(value.split())
        if field.type == "boolean" and isinstance(value, bool):
            return value
        if field.type == "integer" and isinstance(value, int) and not isinstance(value, bool):
            return value
        if (
            field.type == "number"
            and isinstance(value, int | float)
            and not isinstance(value, bool)
        ):
            return float(value)
        hint = f"write {wanted}"
        if field.type == "string":
            brackets = " (a date in brackets must be quoted)" if field.edtf else ""
            hint = f'quote it: {field.name}: "…"{brackets}'
        refuse("wrong-type", f"{field.name} is {node.kind}, not {wanted}", hint)
        return None

    # --- passages ---

    def passages(self, node: Node | None, table: str, record: str) -> Iterator[Passage]:
        for item in self.items(node):
            if item.mapping is None:
                selector = self.selector(item, table, record)
                role = note = None
            else:
                fields = {f.name: f for f in curated(self.contract["evidence"])}
                self.check_keys(item, list(fields), "a passage", table, record)
                given = item.mapping.get("selector")
                selector = self.selector(given or item, table, record)
                role, note = (
                    self.word(item.mapping[k], fields[k], table, record)
                    if k in item.mapping
                    else None
                    for k in ("role", "note")
                )
            if selector is not None:
                yield Passage(selector, item.place, role, note)

    def word(self, node: Node, field: Field, table: str, record: str) -> str | None:
        value = self.value(node, field, table, record)
        if field.categories and value is not None and value not in field.values:
            message, hint = (
                f"{field.name} “{value}” is none of its values",
                nearest(str(value), field.values),
            )
            self.report(
                node.place,
                "vocabulary",
                message,
                hint,
                table=table,
                record=record,
                field=field.name,
            )
            return None
        return None if value is None else str(value)

    def selector(self, node: Node, table: str | None, record: str | None) -> str | None:
        if isinstance(node.value, str) and node.value.strip():
            return " ".join(node.value.split())
        message = f"a selector is {node.kind}, not text"
        hint = "write the passage's first and last words: first … last"
        if node.mapping is not None:
            message = "the passage has no selector"
        self.report(
            node.place, "selector", message, hint, table=table, record=record, field="evidence"
        )
        return None

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

    # --- keys ---

    def check_keys(
        self,
        node: Node,
        known: list[str] | tuple[str, ...],
        what: str,
        table: str | None,
        record: str | None,
    ) -> None:
        for key, place in node.keys.items():
            if key not in known:
                message = f"“{key}” is no key of {what}"
                self.report(
                    place,
                    "unknown-key",
                    message,
                    nearest(key, known),
                    table=table,
                    record=record,
                    field=key,
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
