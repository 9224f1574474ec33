"""A node of a YAML file flows in, a cell in the type of its column or its fault flows out."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from itertools import islice

from outsourced_care import dates
from outsourced_care.contract import Contract, Field
from outsourced_care.entry_shapes import SLUG, is_prose, may_be_left_out
from outsourced_care.findings import Finding, Place, finding, nearest
from outsourced_care.text import markup
from outsourced_care.yaml_nodes import Node

_SHOWN = 5  # keys that a hint shows
NO_PAGE = "write plain words: what stands here is data, and no page"


class CellReader:
    """Reads cells and keys, and keeps the faults it meets."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.found: list[Finding] = []
        self.proses: dict[tuple[str, str], bool] = {}

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

    def check_keys(
        self,
        node: Node,
        known: list[str] | tuple[str, ...],
        what: str,
        table: str | None,
        record: str | None,
    ) -> None:
        """Keep a fault for each key that does not belong."""
        closed = {k: None for k in node.keys if ":" in k and _closed_up(k, known)}
        if closed:
            shown = ", ".join(": ".join(k.split(":", 1)) for k in islice(closed, _SHOWN))
            first = next(iter(closed))
            self.report(
                node.keys[first], "unknown-key", "a space is missing after the colon",
                f"write {shown}", table=table, record=record, field=first.partition(":")[0],
            )  # fmt: skip
        for key, place in node.keys.items():
            if key.strip() in known and key not in known:
                message = f"“{key.strip()}” is indented with another space than the common one"
                hint = "remove what stands before its first letter, and type the spaces anew"
                self.report(
                    place, "unknown-key", message, hint,
                    table=table, record=record, field=key.strip(),
                )  # fmt: skip
            elif key not in known and key not in closed:
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

    def slug(self, node: Node, table: str, field: str) -> str | None:
        """Read an identifier, or keep the fault and return None."""
        if isinstance(node.value, str) and SLUG.fullmatch(node.value):
            return node.value
        if isinstance(node.value, str) and node.value.startswith("TODO"):
            message, hint = f"“{node.raw}” is still to be chosen (TODO)", "write an id that lasts"
            self.report(node.place, "todo", message, hint, table=table, field=field)
            return node.value if SLUG.fullmatch(node.value.lower()) else None  # the rest is read
        hint = "small letters, digits and single hyphens; quote a number"
        message = f"“{node.raw}” is no identifier"
        self.report(node.place, "identifier", message, hint, table=table, field=field)
        return None

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

    def value(
        self, node: Node, field: Field, table: str, record: str
    ) -> str | int | float | bool | None:
        """Read a cell in the type of its column, or keep the fault and return None."""
        value = node.value
        wanted = {"string": "text", "boolean": "true or false"}.get(field.type, "a number")

        leave_out = ", or leave the key out" if may_be_left_out(field, table) else ""

        def refuse(rule: str, message: str, hint: str) -> None:
            self.report(
                node.place, rule, message, hint, table=table, record=record, field=field.name
            )

        if value is None or (isinstance(value, str) and not value.strip()):
            refuse("empty-cell", f"{field.name} is empty", f"fill it in{leave_out}")
            return None
        if isinstance(value, str) and "TODO" in value.split():
            hint = f"fill it in ({field.title}: {field.description}){leave_out}"
            refuse("todo", f"{field.name} is still to be written (TODO)", hint)
            return None
        if isinstance(value, str) and (tag := markup(value)):
            refuse("markup", f"{field.name} holds “{tag}”, which looks like markup", NO_PAGE)
            return None
        if field.edtf and (meant := dates.meant(node.raw)) is not None:
            message = f"{field.name} “{node.raw}” cannot be read as a date"
            refuse("edtf", message, f"write {meant} (year, month, day)")
            return meant
        if field.edtf and isinstance(value, int | float) and not isinstance(value, bool):
            return node.raw
        if (
            field.pattern
            and _is_of_durations(field.pattern)
            and not re.fullmatch(field.pattern, node.raw)
        ):
            meant = dates.duration(node.raw)
            hint = f"write {meant or 'P7Y for seven years, P18M for 18 months'} (ISO 8601)"
            refuse("pattern", f"{field.name} “{node.raw}” cannot be read as a duration", hint)
            return meant
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
            if field.pattern and node.raw and not re.fullmatch(field.pattern, node.raw):
                hint = f"{field.title}: {field.description}"
        refuse("wrong-type", f"{field.name} is {node.kind}, not {wanted}", hint)
        return None

    def prose(self, field: Field, table: str) -> bool:
        """Tell whether a cell holds free words."""
        known = (table, field.name)
        if known not in self.proses:
            self.proses[known] = is_prose(field, self.contract[table], self.contract)
        return self.proses[known]


def _closed_up(key: str, known: list[str] | tuple[str, ...]) -> bool:
    """Tell whether a key holds its value, since no space stands behind the colon."""
    name, colon, value = key.partition(":")
    return bool(colon and value) and name in known


@lru_cache
def _is_of_durations(pattern: str) -> bool:
    """Tell whether a column's pattern is that of durations (ISO 8601-1:2019, 5.5.2)."""
    return all(re.fullmatch(pattern, one) for one in ("P7Y", "P18M"))
