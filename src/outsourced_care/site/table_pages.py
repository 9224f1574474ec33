"""A table flows in, its page flows out: dictionary, filters and rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from outsourced_care.contract import Field, Table
from outsourced_care.site import in_words
from outsourced_care.site.addresses import address, table_page, web_address
from outsourced_care.site.dataset import Dataset, Row
from outsourced_care.site.parts import Link

AT_FIRST = 500  # rows in the page itself; the others are in a script that the page loads
_LONG = (
    "alternative", "note", "paraphrase", "reason", "scope", "statement", "summary", "title",
    "value",
)  # fmt: skip
_SAYING = ("title", "name", "speaker", "holder", "paraphrase", "statement", "summary")
_MOST_VALUES = 30  # of a column that has a filter


@dataclass(frozen=True, slots=True)
class Filter:
    """A column that is filtered by value: the values that occur, with how many rows have them."""

    field: Field
    values: list[tuple[str, str, int]]  # as written, as shown, rows


def table_pages(dataset: Dataset) -> Iterator[tuple[str, dict[str, Any], list[list[Link]]]]:
    """The page of every table: its address, what it says, and the rows that are not in it."""
    for name, table in dataset.contract.items():
        fields = _in_reading_order(table)
        rows = [[_cell(dataset, table, f, row) for f in fields] for row in dataset.rows[name]]
        context = {
            "title": table.title,
            "table": table,
            "fields": fields,
            "places": [table.names.index(f.name) for f in fields],
            "rows": rows[:AT_FIRST],
            "count": len(rows),
            "filters": _filters(table, dataset.rows[name]),
            "types": {f.name: _type(f) for f in table.fields},
            "looks": [_look(f) for f in fields],
            "foreign": {
                key.fields[0]: (key.resource, table_page(key.resource))
                for key in table.foreign_keys
                if len(key.fields) == 1
            },
        }
        yield table_page(name), context, rows[AT_FIRST:]


def script(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows, their cells in HTML, as a script: a page in a folder may load no other file."""
    # "</" and "<!--" cannot end or begin anything in a file of its own; < is escaped all the same
    text = json.dumps(rows, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.outsourcedCareRows = {text};\n".encode("ascii")


def _in_reading_order(table: Table) -> list[Field]:
    """The columns as a reader wants them: the key, what the record says, then the others."""
    key = {*table.primary_key, "table"}

    def place(field: Field) -> int:
        return 0 if field.name in key else 1 if field.name in _SAYING else 2

    return sorted(table.fields, key=place)


def _cell(dataset: Dataset, table: Table, field: Field, row: Row) -> Link:
    """A cell as the CSV files write it, with what it leads to."""
    value = row[field.name]
    text = in_words.cell(value)
    if value is None:
        return Link("")
    if table.primary_key == (field.name,):
        return Link(text, address(dataset, table.name, value))
    if field.name == "record_id" and "table" in row:
        return Link(text, address(dataset, row["table"], value))
    if of := dataset.refers(table.name, field.name):
        return Link(text, address(dataset, of, value))
    return Link(text, web=web_address(text) if field.format == "uri" else None)


def _filters(table: Table, rows: Sequence[Row]) -> list[Filter]:
    named_beside = ("people", "organisations", table.name)  # a column with the name is filtered
    beside = {key.fields for key in table.foreign_keys if key.resource in named_beside}
    found = []
    for field in table.fields:
        if table.primary_key == (field.name,) or (field.name,) in beside:
            continue
        counts = Counter(in_words.cell(r[field.name]) for r in rows if r[field.name] is not None)
        closed = bool(field.categories) or field.type == "boolean"
        few = 1 < len(counts) <= min(_MOST_VALUES, len(rows) // 2)
        if counts and (closed or (few and field.type == "string")):
            shown = {c.value: c.label for c in field.categories}
            order = [v for v in field.values if v in counts] or sorted(counts, key=str.casefold)
            found.append(Filter(field, [(v, shown.get(v, v), counts[v]) for v in order]))
    return found


def _look(field: Field) -> str:
    """How wide a column is: long words have room, addresses and hashes are cut to the eye."""
    if field.format == "uri" or field.name.endswith("sha256"):
        return "cut"
    return "long" if field.name in _LONG else ""


def _type(field: Field) -> str:
    kind = f"{field.type}, EDTF" if field.edtf else field.type
    return f"{kind}, required" if field.required else kind
