"""A node of a YAML file flows in, a record of the contract or its faults of form flow out.

Which keys a record may have follows from the contract: the curated columns of its table, `id`
for its identifier, `evidence`, and the lists of records inside it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from outsourced_care.contract import Contract, Field
from outsourced_care.entries import Cell, Passage, Record
from outsourced_care.entry_shapes import (
    INSIDE,
    LOCAL,
    PASSAGE,
    SLUG,
    Shape,
    is_prose,
    keys_of,
    typed,
)
from outsourced_care.findings import Finding, Place, finding, nearest
from outsourced_care.text import markup
from outsourced_care.yaml_source import Node

NO_PAGE = "write plain words: what stands here is data, and no page"
_FORMULA = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of one


class RecordReader:
    """Reads records and keeps the faults it meets."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.found: list[Finding] = []
        self.proses: dict[tuple[str, str], bool] = {}
        self.layouts: dict[Shape, tuple[dict[str, Field], list[str], set[str]]] = {}

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
        """Keep one fault."""
        self.found.append(
            finding(place, rule, message, hint, table=table, record=record, field=field)
        )

    def section(self, node: Node, shape: Shape, prefix: str) -> Iterator[Record]:
        """Read the records of a list, each id once."""
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
            record = self.record(item, shape, sys.intern(prefix + identifier), prefix)
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

    def slug(self, node: Node, table: str, field: str) -> str | None:
        """Read an identifier, or keep the fault and return None."""
        if isinstance(node.value, str) and SLUG.fullmatch(node.value):
            return node.value
        hint = "small letters, digits and single hyphens; quote a number"
        message = f"“{node.raw}” is no identifier"
        self.report(node.place, "identifier", message, hint, table=table, field=field)
        return None

    def record(self, node: Node, shape: Shape, identifier: str, prefix: str = "") -> Record | None:
        """Read one record: its cells, passages and the records inside it."""
        if node.mapping is None:
            message = f"a record of {shape.table} is {node.kind}, not a mapping"
            self.report(node.place, "wrong-type", message, "write key: value", table=shape.table)
            return None
        table = self.contract[shape.table]
        fields, keys, local = self.layout(shape)
        self.check_keys(node, keys, f"a record of {table.name}", table.name, identifier)
        cells = {}
        for name, written in node.mapping.items():
            if name not in fields:
                continue
            value = self.value(written, fields[name], table.name, identifier)
            if value is not None:
                value = f"{prefix}{value}" if name in local else value
                place = written.place
                cells[name] = Cell(value, place.file, place.line, place.column)
        inside: list[Record] = []
        for key, inner in shape.inside:
            if key in node.mapping:
                before = f"{identifier}-" if inner == "proposal_terms" else ""
                inside += self.section(node.mapping[key], INSIDE[inner], before)
        evidence = tuple(self.passages(node.mapping.get("evidence"), table.name, identifier))
        if table.name == "quotes" and not node.mapping.get("evidence"):
            hint = "add evidence: and below it the selector of its passage"
            message = "the quote has no evidence"
            self.report(
                node.place, "missing-key", message, hint,
                table=table.name, record=identifier, field="evidence",
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

    def prose(self, field: Field, table: str) -> bool:
        """Tell whether a cell holds free words."""
        known = (table, field.name)
        if known not in self.proses:
            self.proses[known] = is_prose(field, self.contract[table], self.contract)
        return self.proses[known]

    def value(
        self, node: Node, field: Field, table: str, record: str
    ) -> str | int | float | bool | None:
        """Read a cell in the type of its column, or keep the fault and return None."""
        value = node.value
        wanted = {"string": "text", "boolean": "true or false"}.get(field.type, "a number")

        def refuse(rule: str, message: str, hint: str) -> None:
            self.report(
                node.place, rule, message, hint, table=table, record=record, field=field.name
            )

        if value is None or (isinstance(value, str) and not value.strip()):
            refuse("empty-cell", f"{field.name} is empty", "fill it in, or leave the key out")
            return None
        if isinstance(value, str) and "TODO" in value.split():
            hint = f"fill it in ({field.title}: {field.description}), or leave the key out"
            refuse("todo", f"{field.name} is still to be written (TODO)", hint)
            return None
        if isinstance(value, str) and (tag := markup(value)):
            refuse("markup", f"{field.name} holds “{tag}”, which looks like markup", NO_PAGE)
            return None
        if field.edtf and isinstance(value, int | float) and not isinstance(value, bool):
            return node.raw
        if field.type == "string" and isinstance(value, str):
            prose = self.prose(field, table)
            return " ".join(value.split()) if prose else sys.intern(value)
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

    def passages(self, node: Node | None, table: str, record: str) -> Iterator[Passage]:
        """Read a list of selectors, plain or with role and note."""
        for item in self.items(node):
            if item.mapping is None:
                selector = self.selector(item, table, record)
                role = note = None
            else:
                fields = {f.name: f for f in typed(self.contract["evidence"], PASSAGE)}
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
        """Read a cell of a passage, from its vocabulary where it has one."""
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
            return text
        self.report(
            node.place, "selector", message, hint, table=table, record=record, field="evidence"
        )
        return None

    def check_keys(
        self,
        node: Node,
        known: list[str] | tuple[str, ...],
        what: str,
        table: str | None,
        record: str | None,
    ) -> None:
        """Keep a fault for each key that does not belong."""
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
