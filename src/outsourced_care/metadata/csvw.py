"""The contract flows in, metadata for CSV on the Web flows out.

The form is CSVW (https://www.w3.org/TR/tabular-metadata/). It stands where a reader of a CSV file
looks for it (https://www.w3.org/TR/tabular-data-model/#default-locations-and-site-wide-location-configuration):
`<file>-metadata.json` describes the table, `csv-metadata.json` in the same folder all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from outsourced_care.contract import EDTF, Contract, Field, Json, Table
from outsourced_care.metadata.words import (
    Download,
    creators,
    foreign_keys,
    home,
    terms,
    without_nothing,
)

_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
_CSV = "text/csv"
GROUP = "csv-metadata.json"
_BASES = {
    "string": "string",
    "integer": "integer",
    "number": "double",
    "date": "date",
    "boolean": "boolean",
}
_SYNTAX = re.compile(r"[\^$\\.*+?()\[\]{}|/]")  # what ECMAScript reads as more than a character


def csvw(
    descriptor: Json, contract: Contract, downloads: Iterable[Download]
) -> Iterator[tuple[str, Json]]:
    """The metadata of each CSV file, and of the tables of each folder together, by path.

    References are in that of the group. CSVW has a reference for every row
    (https://www.w3.org/TR/tabular-metadata/#h-foreign-keys), so one that may be empty is told as
    `dc:references` of its column.
    """
    read = {d.table: d.path for d in downloads if d.media_type == _CSV and d.table in contract}
    about = _about(descriptor)
    folders: dict[str, list[str]] = {}
    for name in contract:
        if name in read:
            path = read[name]
            yield (
                path_beside(path),
                {"@context": _CONTEXT, **about, **_table(contract[name], path)},
            )
            folders.setdefault(str(PurePosixPath(path).parent), []).append(name)
    for folder, names in folders.items():
        paths = {name: read[name] for name in names}
        tables = [_table(contract[n], paths[n], _foreign_keys(contract[n], paths)) for n in names]
        path = (PurePosixPath(folder) / GROUP).as_posix()
        yield path, {"@context": _CONTEXT, **about, "tables": tables}


def path_beside(path: str) -> str:
    """Where the metadata of a CSV file is."""
    return f"{path}-metadata.json"


def _about(descriptor: Json) -> Json:
    return without_nothing(
        {
            "dc:isPartOf": descriptor["title"],
            "dc:creator": [c.name for c in creators(descriptor)],
            "dc:license": terms(descriptor),
            "schema:version": descriptor["version"],
            "schema:url": home(descriptor, None),
        }
    )


def _table(table: Table, path: str, keys: list[Json] | None = None) -> Json:
    return {
        "url": PurePosixPath(path).name,
        "dc:title": table.title,
        "dc:description": table.description,
        "tableSchema": without_nothing(
            {
                "columns": [_column(table, field) for field in table.fields],
                "primaryKey": list(table.primary_key),
                "foreignKeys": keys,
            }
        ),
    }


def _foreign_keys(table: Table, paths: dict[str, str]) -> list[Json]:
    """The references that every row has."""
    return [
        {
            "columnReference": [field],
            "reference": {"resource": PurePosixPath(paths[to]).name, "columnReference": [column]},
        }
        for field, to, column in foreign_keys(table, set(paths))
        if table[field].required
    ]


def _column(table: Table, field: Field) -> Json:
    optional = {
        name: f"{to}.{column}"
        for name, to, column in foreign_keys(table, {k.resource for k in table.foreign_keys})
        if not table[name].required
    }
    return without_nothing(
        {
            "name": field.name,
            "titles": [field.name, field.title],  # the first is what the file's header says
            "dc:description": field.description,
            "dc:references": optional.get(field.name),
            "datatype": _datatype(field),
            "required": field.required or None,
        }
    )


def _datatype(field: Field) -> str | Json:
    kind: dict[str, Any] = without_nothing(
        {
            "@id": EDTF if field.edtf else None,
            "base": "anyURI" if field.format == "uri" else _BASES[field.type],
            "format": _format(field),
            "minimum": field.minimum,
        }
    )
    return kind["base"] if len(kind) == 1 else kind


def _format(field: Field) -> str | None:
    """The regular expression that the cells of a column match."""
    if field.values:
        return "|".join(_SYNTAX.sub(r"\\\g<0>", value) for value in field.values)
    return field.pattern if field.type == "string" else None
