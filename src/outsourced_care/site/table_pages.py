"""A table flows in, its page flows out: dictionary, filters and rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from outsourced_care.contract import Field, Table
from outsourced_care.site import in_words
from outsourced_care.site.addresses import address, label, table_page, web_address
from outsourced_care.site.dataset import Dataset
from outsourced_care.site.filters import PERSONS, filters
from outsourced_care.site.parts import Link, anchor
from outsourced_care.site.stances import in_labels, paraphrase

AT_FIRST = 500  # rows in the page itself; the others are in a script that the page loads
_LONG = (
    "alternative", "note", "paraphrase", "reason", "scope", "statement", "summary", "title",
    "value",
)  # fmt: skip
_CALLED = ("title", "name", "paraphrase", "statement", "holder")  # of these the first is a link
_SAYING = (*_CALLED, "speaker", "summary", "link")
_TITLED = ("articles", "events", "proposals")  # cells that refer to one of these show its title
_UNNAMED = "not named"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows and leads to, and the value where the words are others."""

    link: Link
    value: str | None = None


_EMPTY = Cell(Link(""))


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the page shows it; without a place it is not in the file."""

    name: str
    title: str
    description: str
    type: str
    look: str
    place: int | None


def table_pages(dataset: Dataset) -> Iterator[tuple[str, dict[str, Any], list[tuple[Cell, ...]]]]:
    """The page of every table: its address, what it says, and the rows that are not in it."""
    for name, table in dataset.contract.items():
        fields = _in_reading_order(table)
        made = [(_column(dataset, table, f), _cells(dataset, table, f)) for f in fields]
        if name == "positions":
            made.insert(1, (_SAID, _said(dataset)))
        rows = list(zip(*(cells for _, cells in made), strict=True))
        context = {
            "title": table.title,
            "table": table,
            "columns": [column for column, _ in made],
            "rows": rows[:AT_FIRST],
            "count": len(rows),
            "filters": filters(dataset, table, _named_elsewhere(table)),
            "types": {f.name: _type(f) for f in table.fields},
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
    if cell.value == "":
        shown = Markup('<span class="meaning">{}</span>').format(shown)
    if cell.link.page:  # the words are a title: its identifier is shown beside the pointer
        named = Markup(' title="{}"').format(cell.value) if cell.value else ""
        return Markup('<data value="{}"{}>{}</data>').format(cell.value, named, shown)
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
    named = {"people", "organisations", table.name}
    if table.name == "positions":  # what its quote says has a column of its own
        named.add("quotes")
    return {key.fields[0] for key in table.foreign_keys if key.resource in named}


def _cells(dataset: Dataset, table: Table, field: Field) -> Iterator[Cell]:
    """A column, cell by cell, with what each leads to."""
    of = _target(dataset, table, field)
    key = table.primary_key[0] if of == table.name and field.name in _CALLED else field.name
    shown = {c.value: Cell(Link(c.label), c.value) for c in field.categories}
    for row in dataset.rows[table.name]:
        value = row[field.name]
        if value is None and field.name not in PERSONS:
            yield _EMPTY
        elif value in shown:
            yield shown[value]
        elif field.format == "uri":
            yield _away(field, value)
        elif field.name == "alternative":
            yield Cell(Link(in_labels(dataset, value) or ""), value)
        elif of is None:
            yield _cell(value)
        else:
            table_of = str(row.get(of, of))
            page = address(dataset, table_of, row[key])
            if table_of in _TITLED and of != table.name:
                yield Cell(Link(label(dataset, table_of, value), page), value)
            else:
                yield _cell(value, page)


def _cell(value: object, page: str | None = None) -> Cell:
    """A cell as it is written; who has no name is said to have none."""
    text = in_words.cell(value)
    return Cell(Link(text, page)) if value is not None else Cell(Link(_UNNAMED, page), "")


def _away(field: Field, address: str) -> Cell:
    """An address; one of a passage is long and says nothing to the eye."""
    web = web_address(address)
    if field.name == "link" and web:
        return Cell(Link("open the passage", web=web), address)
    return Cell(Link(address, web=web))


_SAID = Column(
    "said",
    "What was said",
    "Paraphrase of the utterance on which the position rests, from quotes; not in the file.",
    "string",
    "long",
    None,
)


def _said(dataset: Dataset) -> Iterator[Cell]:
    for row in dataset.rows["positions"]:
        page = address(dataset, "quotes", row["quote_id"]) if row["quote_id"] else None
        yield Cell(Link(paraphrase(dataset, row) or "", page))


def _column(dataset: Dataset, table: Table, field: Field) -> Column:
    look, place = _look(dataset, table, field), table.names.index(field.name)
    titled = dataset.refers(table.name, field.name) in _TITLED
    title = field.title.removesuffix(" identifier") if titled else field.title
    return Column(field.name, title, field.description, field.type, look, place)


def _target(dataset: Dataset, table: Table, field: Field) -> str | None:
    """The table whose records the cells of a column lead to, or the column that names it."""
    called = next((name for name in _CALLED if name in table.names), None)
    if len(table.primary_key) == 1 and field.name in (*table.primary_key, called):
        return table.name
    if field.name == "record_id" and "table" in table.names:
        return "table"
    return dataset.refers(table.name, field.name)


def _look(dataset: Dataset, table: Table, field: Field) -> str:
    """How wide a column is: long words have room, addresses and hashes are cut to the eye."""
    if field.name == "link":
        return "date"
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
