"""A descriptor and the contract flow in, Croissant metadata flows out.

The form is Croissant 1.1 (http://mlcommons.org/croissant/1.1): a `RecordSet` for each table, read
from its CSV file, else from Parquet, with types, keys and references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from outsourced_care.contract import EDTF, Contract, Field, Json, Table
from outsourced_care.metadata.extent import Extent
from outsourced_care.metadata.words import (
    Download,
    citation,
    described,
    fetched,
    foreign_keys,
    without_nothing,
)

_CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_CR_TERMS = (
    "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty",
    "excludes", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes",
    "isArray", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "readLines",
    "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "sdVersion",
    "separator", "source", "subField", "transform", "unArchive", "value",
)  # fmt: skip
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _CR_TERMS},
}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "date": "sc:Date",
    "boolean": "sc:Boolean",
}
_PARQUET = "application/vnd.apache.parquet"
_READ = (_PARQUET, "text/csv")  # the last that is there is read
_CALLED = {_PARQUET: "application/x-parquet"}  # what its readers know


def croissant(
    descriptor: Json,
    contract: Contract,
    downloads: Iterable[Download],
    *,
    base_url: str | None = None,
    extent: Extent | None = None,
    published: str | None = None,
) -> Json:
    """Describe the dataset; arguments as in `schema_org.dataset`."""
    files = [d for d in downloads if d.table is not None]
    read = {d.table: d for form in _READ for d in files if d.table and d.media_type == form}
    tables = [t for t in contract.values() if t.name in read]
    return without_nothing(
        {
            "@context": _CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": _CONFORMS_TO,
            **described(descriptor, base_url, extent, published, prefix="sc:"),
            "citeAs": citation(descriptor, published, base_url),
            "distribution": [
                without_nothing({"@type": "cr:FileObject", "@id": d.path, **_called(d, base_url)})
                for d in files
            ],
            "recordSet": list(_record_sets(tables, read)),
        }
    )


def _called(download: Download, base: str | None) -> Json:
    """A file, its format called as readers of Croissant call it."""
    told = fetched(download, base)
    return {**told, "encodingFormat": _CALLED.get(download.media_type, download.media_type)}


def _record_sets(tables: list[Table], read: Mapping[str, Download]) -> Iterator[Json]:
    """A set for each table, and one for the values of each vocabulary."""
    leads_to = _references(tables)
    for table in tables:
        yield {
            "@type": "cr:RecordSet",
            "@id": table.name,
            "name": table.name,
            "description": table.description,
            "key": [_ref(table.name, name) for name in table.primary_key],
            "field": [
                _field(table, f, read[table.name].path, leads_to.get((table.name, f.name)))
                for f in table.fields
            ],
        }
    for table in tables:
        for field in table.fields:
            if "categories" in field.declared:
                yield _values(table, field)


def _field(table: Table, field: Field, path: str, leads_to: tuple[str, str] | None) -> Json:
    return without_nothing(
        {
            "@type": "cr:Field",
            "@id": f"{table.name}/{field.name}",
            "name": field.name,
            "description": field.description,
            "dataType": _type(field),
            "source": {"fileObject": {"@id": path}, "extract": {"column": field.name}},
            "references": {"field": _ref(*leads_to)} if leads_to else None,
        }
    )


def _type(field: Field) -> str | list[str]:
    if field.format == "uri":
        return "sc:URL"
    return [_TYPES[field.type], EDTF] if field.edtf else _TYPES[field.type]


def _ref(table: str, field: str) -> Json:
    return {"@id": f"{table}/{field}"}


def _values(table: Table, field: Field) -> Json:
    """A vocabulary as an enumeration: value, label and meaning."""
    of = f"{table.name}.{field.name}"
    columns = ("value", "name", "description")
    return {
        "@type": "cr:RecordSet",
        "@id": of,
        "name": of,
        "description": f"The values of {of}.",
        "dataType": "sc:Enumeration",
        "key": _ref(of, "value"),
        "field": [
            {"@type": "cr:Field", "@id": f"{of}/{name}", "name": name, "dataType": "sc:Text"}
            for name in columns
        ],
        "data": [
            {f"{of}/{name}": cell for name, cell in zip(columns, cells, strict=True)}
            for cells in ((c.value, c.label, c.description) for c in field.categories)
        ],
    }


def _references(tables: list[Table]) -> dict[tuple[str, str], tuple[str, str]]:
    """The references that can be followed, by table and column.

    mlcroissant 1.1 joins a table to those that it refers to, and fails where one of them refers
    to others itself. So a table that others must refer to tells no references of its own, and
    those that lead further are left out; the descriptor has them all.
    """
    present = {t.name for t in tables}
    keys = {t.name: [k for k in foreign_keys(t, present) if k[1] != t.name] for t in tables}
    last = {to for t in tables for field, to, _ in keys[t.name] if t[field].required}
    last |= {name for name, own in keys.items() if not own}
    return {
        (name, field): (to, column)
        for name, own in keys.items() if name not in last
        for field, to, column in own if to in last
    }  # fmt: skip
