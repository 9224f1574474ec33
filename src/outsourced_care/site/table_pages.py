"""A table flows in, its page flows out: dictionary, filters and rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from outsourced_care.contract import Field, Table
from outsourced_care.site import in_words
from outsourced_care.site.addresses import address, label, table_page, web_address
from outsourced_care.site.dataset import Dataset
from outsourced_care.site.parts import Link, anchor

AT_FIRST = 500  # rows in the page itself; the others are in a script that the page loads
_LONG = (
    "alternative", "note", "paraphrase", "reason", "scope", "statement", "summary", "title",
    "value",
)  # fmt: skip
_CALLED = ("title", "name", "paraphrase", "statement", "holder")  # of these the first is a link
_SAYING = (*_CALLED, "speaker", "summary")
_MOST_VALUES = 30  # of a column that has a filter


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows and leads to, and the value where the words are others."""

    link: Link
    value: str | None = None


_EMPTY = Cell(Link(""))


@dataclass(frozen=True, slots=True)
class Filter:
    """A column that is filtered by value: the values that occur, with how many rows have them."""

    name: str
    title: str
    values: list[tuple[str, str, int]]  # as written, as shown, rows


def table_pages(dataset: Dataset) -> Iterator[tuple[str, dict[str, Any], list[tuple[Cell, ...]]]]:
    """The page of every table: its address, what it says, and the rows that are not in it."""
    for name, table in dataset.contract.items():
        fields = _in_reading_order(table)
        rows = list(zip(*(_cells(dataset, table, f) for f in fields), strict=True))
        context = {
            "title": table.title,
            "table": table,
            "fields": fields,
            "places": [table.names.index(f.name) for f in fields],
            "rows": rows[:AT_FIRST],
            "count": len(rows),
            "filters": _filters(dataset, table),
            "types": {f.name: _type(f) for f in table.fields},
            "looks": [_look(dataset, table, f) for f in fields],
            "foreign": {
                key.fields[0]: (key.resource, table_page(key.resource))
                for key in table.foreign_keys
                if len(key.fields) == 1
            },
        }
        yield table_page(name), context, rows[AT_FIRST:]


def show(cell: Cell, root: str) -> Markup:
    """A cell in HTML."""
    shown = anchor(cell.link, root)
    if cell.value is None:
        return shown
    return Markup(f'<data value="{escape(cell.value)}">{shown}</data>')  # noqa: S704


def script(rows: Sequence[Sequence[Cell]], root: str) -> bytes:
    """Rows, their cells in HTML, as a script: a page in a folder may load no other file."""
    made = [[show(cell, root) for cell in row] for row in rows]
    # "</" and "<!--" cannot end or begin anything in a file of its own; < is escaped all the same
    text = json.dumps(made, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return f"window.outsourcedCareRows = {text};\n".encode("ascii")


def _in_reading_order(table: Table) -> list[Field]:
    """The columns as a reader wants them: what the record says, the others, bare identifiers.

    A key of several columns comes first: it says what the row is about.
    """
    silent = _named_elsewhere(table)

    def place(field: Field) -> int:
        if field.name in table.primary_key:
            return 3 if len(table.primary_key) == 1 else 0
        return 1 if field.name in _SAYING else 3 if field.name in silent else 2

    return sorted(table.fields, key=place)


def _named_elsewhere(table: Table) -> set[str]:
    """The columns with the identifier of something whose name another column has."""
    named = ("people", "organisations", table.name)
    return {key.fields[0] for key in table.foreign_keys if key.resource in named}


def _cells(dataset: Dataset, table: Table, field: Field) -> Iterator[Cell]:
    """A column, cell by cell, with what each leads to."""
    of = _target(dataset, table, field)
    key = table.primary_key[0] if of == table.name and field.name in _CALLED else field.name
    shown = {c.value: Cell(Link(c.label), c.value) for c in field.categories}
    for row in dataset.rows[table.name]:
        value = row[field.name]
        if value is None:
            yield _EMPTY
        elif value in shown:
            yield shown[value]
        elif field.format == "uri":
            yield Cell(Link(value, web=web_address(value)))
        elif of is None:
            yield Cell(Link(in_words.cell(value)))
        else:
            yield Cell(Link(in_words.cell(value), address(dataset, row.get(of, of), row[key])))


def _target(dataset: Dataset, table: Table, field: Field) -> str | None:
    """The table whose records the cells of a column lead to, or the column that names it."""
    called = next((name for name in _CALLED if name in table.names), None)
    if len(table.primary_key) == 1 and field.name in (*table.primary_key, called):
        return table.name
    if field.name == "record_id" and "table" in table.names:
        return "table"
    return dataset.refers(table.name, field.name)


def _filters(dataset: Dataset, table: Table) -> list[Filter]:
    rows = dataset.rows[table.name]
    left_out = _named_elsewhere(table)
    found = []
    for field in table.fields:
        if table.primary_key == (field.name,) or field.name in left_out:
            continue
        counts = Counter(in_words.cell(r[field.name]) for r in rows if r[field.name] is not None)
        closed = bool(field.categories) or field.type == "boolean"
        few = 1 < len(counts) <= min(_MOST_VALUES, sum(counts.values()) // 2)
        words = field.type == "string" and field.format != "uri"
        if counts and (closed or (few and words)):
            shown = _shown(dataset, table, field, counts)
            order = [v for v in field.values if v in counts]
            order = order or sorted(counts, key=lambda v: shown[v].casefold())
            title = field.title.removesuffix(" identifier")
            found.append(Filter(field.name, title, [(v, shown[v], counts[v]) for v in order]))
    return found


def _shown(dataset: Dataset, table: Table, field: Field, values: Iterable[str]) -> dict[str, str]:
    """What a filter calls each value: the label of a term, the title of a record."""
    if of := dataset.refers(table.name, field.name):
        return {value: label(dataset, of, value) for value in values}
    return {value: dataset.meaning(table.name, field.name, value)[0] for value in values}


def _look(dataset: Dataset, table: Table, field: Field) -> str:
    """How wide a column is: long words have room, addresses and hashes are cut to the eye."""
    if field.format == "uri" or field.name.endswith("sha256"):
        return "cut"
    if field.edtf or field.type == "date":
        return "date"
    if (field.name,) == table.primary_key or dataset.refers(table.name, field.name):
        return "id"
    return "long" if field.name in _LONG else ""


def _type(field: Field) -> str:
    kind = f"{field.type}, EDTF" if field.edtf else field.type
    return f"{kind}, required" if field.required else kind
