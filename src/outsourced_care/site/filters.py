"""A table flows in, the columns by whose values its rows can be filtered flow out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from outsourced_care.contract import Field, Table
from outsourced_care.site import in_words
from outsourced_care.site.addresses import label
from outsourced_care.site.dataset import Dataset

PERSONS = ("speaker", "holder")  # columns that name somebody who may have no name
_MOST_VALUES = 30  # of a column that has a filter


@dataclass(frozen=True, slots=True)
class Filter:
    """A column that is filtered by value: the values that occur, with how many rows have them."""

    name: str
    title: str
    values: list[tuple[str, str, int]]  # as written, as shown, rows
    unnamed: int = 0  # rows without one, where that is somebody without a name


def filters(dataset: Dataset, table: Table, left_out: set[str]) -> list[Filter]:
    """The filters of a table: of closed vocabularies, and of words that come again.

    Args:
        dataset: The dataset.
        table: The table.
        left_out: Columns that have none.
    """
    rows = dataset.rows[table.name]
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
            unnamed = len(rows) - counts.total() if field.name in PERSONS else 0
            values = [(v, shown[v], counts[v]) for v in order]
            found.append(Filter(field.name, title, values, unnamed))
    return found


def _shown(dataset: Dataset, table: Table, field: Field, values: Iterable[str]) -> dict[str, str]:
    """What a filter calls each value: the label of a term, the title of a record."""
    if of := dataset.refers(table.name, field.name):
        return {value: label(dataset, of, value) for value in values}
    return {value: dataset.meaning(table.name, field.name, value)[0] for value in values}
