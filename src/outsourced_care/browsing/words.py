"""A bundle flows in, what Datasette tells beside its tables flows out.

The form is Datasette's metadata (https://docs.datasette.io/en/stable/metadata.html): titles,
descriptions of tables and columns, licence, source, and the columns whose values are counted.
"""

from __future__ import annotations

from outsourced_care.contract import Field, Json, Table
from outsourced_care.exports.bundle import Bundle
from outsourced_care.exports.sql import VIEW, VIEW_SAYS

_ARTICLES = "articles"
_BESIDES = {  # what the database has besides the tables
    "about": "What the dataset is, its version, licence and how to cite it.",
    "dictionary": "What each column of each table means.",
    "dictionary_values": "What each value of each closed vocabulary means.",
    VIEW: VIEW_SAYS,
}


def metadata(bundle: Bundle, database: str) -> Json:
    """What Datasette tells of a database.

    Args:
        bundle: The tables, and words that `opening.said` has let pass.
        database: What the database is called in addresses.
    """
    tables = {name: {"description": text} for name, text in _BESIDES.items()}
    title = f"{bundle.title} {bundle.version}"
    return {
        "title": title,
        "description": bundle.words["description"],
        **_licence(bundle),
        **_source(bundle, database),
        "databases": {
            database: {
                "title": title,
                "description": bundle.words["description"],
                "tables": {**{t.name: _table(t) for t in bundle.contract.values()}, **tables},
            }
        },
    }


def _licence(bundle: Bundle) -> Json:
    """All licences by their names; an address only where there is one."""
    terms = bundle.words["licenses"]
    if not terms:
        return {}
    address = terms[0].get("path") if len(terms) == 1 else None
    return {
        "license": ", ".join(str(x["name"]) for x in terms),
        **({"license_url": address} if address else {}),
    }


def _source(bundle: Bundle, database: str) -> Json:
    """The articles are the source; who made the tables, and where they tell of it, is apart."""
    told: Json = {}
    if _ARTICLES in bundle.rows:
        many = bundle.rows[_ARTICLES].num_rows
        told["source"] = f"{many:,} article{'s' * (many != 1)}"
        told["source_url"] = f"/{database}/{_ARTICLES}"
    if makers := ", ".join(str(c["title"]) for c in bundle.words["contributors"]):
        told["about"] = makers
    if page := bundle.words.get("homepage"):
        told["about_url"] = page
    return told


def _table(table: Table) -> Json:
    return {
        "title": table.title,
        "description": table.description,
        "columns": {f.name: _column(f) for f in table.fields},
        "facets": [f.name for f in table.fields if f.categories],
    }


def _column(field: Field) -> str:
    return f"{field.title}. {field.description}"
