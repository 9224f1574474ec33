"""A node of a YAML file flows in, a record of the contract or its faults of form flow out.

Which keys a record may have follows from the contract: the curated columns of its table, `id`
for its identifier, `evidence`, and the lists of records inside it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from outsourced_care.cell_reader import CellReader
from outsourced_care.contract import Contract, Field
from outsourced_care.entries import Cell, Passage, Record
from outsourced_care.entry_shapes import (
    INSIDE,
    LOCAL,
    PASSAGE,
    Shape,
    keys_of,
    typed,
)
from outsourced_care.findings import Place
from outsourced_care.text import markup
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_slips import no_space_after_hyphen, pasted

_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of one
# what a record is worth nothing without: told before what follows from its absence
_NEEDED = {
    "quotes": ("evidence", "the quote", "add evidence: and below it the selector of its passage"),
    "organisations": ("name", "the organisation", "add name: …, as the articles have it"),
    "people": ("name", "the person", "add name: …, as the articles have it"),
}


class RecordReader(CellReader):
    """Reads records and keeps the faults it meets."""

    def __init__(self, contract: Contract) -> None:
        super().__init__(contract)
        self.layouts: dict[Shape, tuple[dict[str, Field], list[str], set[str]]] = {}

    def section(self, node: Node, shape: Shape, prefix: str, owner: str = "") -> Iterator[Record]:
        """Read the records of a list, each id once; `owner` is the record that they are in."""
        seen: dict[str, Place] = {}
        for item in self.items(node):
            known_by = (item.mapping or {}).get(shape.known_by)
            identifier = self.identifier(item, shape) if shape.has_id else text_of(known_by)
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
            whole = sys.intern(prefix + identifier)
            record = self.record(item, shape, whole, prefix, whole or self.told(item, shape, owner))
            if record is not None:
                yield record

    def items(self, node: Node | None) -> list[Node]:
        """The items of a list; an absent list has none."""
        if node is None:
            return []
        if node.sequence is None:
            message, hint = f"here stands {node.kind}, not a list", "begin each item with a hyphen"
            first = next(iter(node.mapping), "") if node.mapping else node.raw
            if first.startswith("-"):
                message, hint = no_space_after_hyphen(first[1:] + ": …" * bool(node.mapping))
            elif node.value is None:
                hint += ", or leave the key out"
            self.report(node.place, "wrong-type", message, hint)
            return []
        return node.sequence

    def identifier(self, node: Node, shape: Shape) -> str | None:
        """Read a record's id, or keep the fault and return None."""
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
        return self.slug(given, shape.table, "id")

    def told(self, node: Node, shape: Shape, owner: str) -> str:
        """How findings name a record without an id: as those of its row in the table do."""
        key = self.contract[shape.table].primary_key
        cells = node.mapping or {}
        if "record_id" in key:
            return text_of(cells.get("record_id")) or owner
        return " ".join([owner, *(text_of(cells.get(name)) for name in key[1:])]).strip()

    def record(
        self, node: Node, shape: Shape, identifier: str, prefix: str = "", told: str = ""
    ) -> Record | None:
        """Read one record: its cells, passages and the records inside it."""
        told = told or identifier
        if node.mapping is None:
            message = f"a record of {shape.table} is {node.kind}, not a mapping"
            self.report(node.place, "wrong-type", message, "write key: value", table=shape.table)
            return None
        table = self.contract[shape.table]
        fields, keys, local = self.layout(shape)
        self.check_keys(node, keys, f"a record of {table.name}", table.name, told)
        cells = {}
        for name, written in node.mapping.items():
            if name not in fields:
                continue
            value = self.value(written, fields[name], table.name, told)
            if value is not None:
                value = f"{prefix}{value}" if name in local else value
                place = written.place
                cells[name] = Cell(value, place.file, place.line, place.column)
        inside: list[Record] = []
        for key, inner in shape.inside:
            if key in node.mapping:
                before = f"{identifier}-" if inner == "proposal_terms" else ""
                inside += self.section(node.mapping[key], INSIDE[inner], before, identifier)
        evidence = tuple(self.passages(node.mapping.get("evidence"), table.name, told))
        if table.name in _NEEDED and _NEEDED[table.name][0] not in node.mapping:
            key, what, hint = _NEEDED[table.name]
            self.report(
                node.place, "missing-key", f"{what} has no {key}", hint,
                table=table.name, record=told, field=key,
            )  # fmt: skip
        return Record(table.name, identifier, node.place, cells, evidence, tuple(inside))

    def layout(self, shape: Shape) -> tuple[dict[str, Field], list[str], set[str]]:
        """A shape's typed columns, its keys, and the columns that hold short ids of the file."""
        if shape not in self.layouts:
            table = self.contract[shape.table]
            fields = {f.name: f for f in typed(table, shape)}
            keys = [] if table.name == "accounts" else table.foreign_keys
            local = {k.fields[0] for k in keys if len(k.fields) == 1 and k.resource in LOCAL}
            self.layouts[shape] = fields, keys_of(table, shape), local
        return self.layouts[shape]

    def passages(self, node: Node | None, table: str, record: str) -> Iterator[Passage]:
        """Read a list of selectors, plain or with role and note."""
        for item in self.items(node):
            if item.mapping is None:
                selector = self.selector(item, table, record)
                role = note = None
            else:
                fields = {f.name: f for f in typed(self.contract["evidence"], PASSAGE)}
                if len(item.mapping) == 1 and not item.mapping.keys() & fields.keys():
                    self.torn(item, table, record)
                    continue
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

    def torn(self, node: Node, table: str, record: str) -> None:
        """Keep the fault of a passage that its colon made a key of."""
        ((key, value),) = (node.mapping or {}).items()
        message, hint = "a passage that holds a colon stands in double quotes", None
        if not isinstance(value.value, list | dict):
            hint = f"write {pasted('-', f'{key}: {value.raw}')}"
        self.report(
            node.place, "selector", message, hint, table=table, record=record, field="evidence"
        )

    def selector(self, node: Node, table: str | None, record: str | None) -> str | None:
        """Read a selector's text, or keep the fault and return None."""
        text = " ".join(node.value.split()) if isinstance(node.value, str) else ""
        hint = "write the passage's first and last words: first … last"
        if node.mapping is not None:
            message = "the passage has no selector"
        elif not text:
            what = "empty" if node.kind == "text" else f"{node.kind}, not text"
            message = f"a selector is {what}"
        elif "TODO" in text.split():
            message = "a selector is still to be written (TODO)"
        elif tag := markup(text):
            message = f"a selector holds “{tag}”, which looks like markup"
        elif text.startswith(_FORMULA) and not text.startswith("-,"):  # that lacks its prefix
            message = f"a selector begins with {text[0]}, as a spreadsheet's formula does"
            hint = "begin with the word before it: prefix-,"
        else:
            return sys.intern(text)  # the lock has it too
        self.report(
            node.place, "selector", message, hint, table=table, record=record, field="evidence"
        )
        return None


def text_of(node: Node | None) -> str:
    """The text of a node; empty where there is none."""
    return node.value if node is not None and isinstance(node.value, str) else ""
