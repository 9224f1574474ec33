"""A bundle flows in, the SQL that declares its tables, indexes and views flows out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outsourced_care.contract import Field, Table
from outsourced_care.exports.bundle import Bundle

VIEW = "quotes_full"
VIEW_NEEDS = {"quotes", "articles", "positions"}
VIEW_SAYS = (
    "Quotes with the title, publisher and date of their article, how many positions they express "
    "and which (aspect: stance)."
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between databases."""

    types: Mapping[str, str]  # by type of the contract
    joined: str  # how an aggregate joins the column s in order


SQLITE = Dialect(
    {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "date": "DATE",
     "boolean": "BOOLEAN"},
    "group_concat(s, '; ')",
)  # fmt: skip
DUCKDB = Dialect(
    {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE",
     "boolean": "BOOLEAN"},
    "string_agg(s, '; ' ORDER BY s)",
)  # fmt: skip


def create_table(bundle: Bundle, table: Table, dialect: Dialect) -> str:
    """The statement that declares a table: types, vocabularies, keys."""
    lines = [_column(field, dialect) for field in table.fields]
    lines.append(f"PRIMARY KEY ({names(table.primary_key)})")
    lines += [f"UNIQUE ({names(key)})" for key in table.keys[1:]]
    for key in bundle.foreign_keys(table):
        other = f"{quoted(key.resource)} ({names(key.reference)})"
        lines.append(f"FOREIGN KEY ({names(key.fields)}) REFERENCES {other}")
    return f"CREATE TABLE {quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def create_indexes(bundle: Bundle, table: Table) -> Iterator[str]:
    """The statements that make indexes: where foreign keys and records are looked up."""
    wanted = [key.fields for key in bundle.foreign_keys(table)]
    if {"table", "record_id"} <= set(table.names):
        wanted.append(("table", "record_id"))
    for columns in dict.fromkeys(wanted):
        if table.primary_key[: len(columns)] != columns:
            name = quoted("_".join([table.name, "by", *columns]))
            yield f"CREATE INDEX {name} ON {quoted(table.name)} ({names(columns)})"


def create_view(bundle: Bundle, dialect: Dialect) -> Iterator[str]:
    """The statement that makes `quotes_full`, when the tables it joins are there."""
    if not bundle.rows.keys() >= VIEW_NEEDS:
        return
    own = ",\n  ".join(f"q.{quoted(name)}" for name in bundle.contract["quotes"].names)
    stances = "SELECT DISTINCT aspect || ': ' || stance AS s FROM positions"
    yield f"""CREATE VIEW {quoted(VIEW)} AS
SELECT
  {own},
  a.title AS article_title,
  a.publisher AS publisher,
  a.published AS published,
  a.published_from AS published_from,
  a.published_to AS published_to,
  (SELECT count(*) FROM positions p WHERE p.quote_id = q.quote_id) AS positions,
  (SELECT {dialect.joined}
   FROM ({stances} p WHERE p.quote_id = q.quote_id ORDER BY s) AS expressed) AS stances
FROM quotes q
JOIN articles a ON a.article_id = q.article_id
ORDER BY a.published_from, q.article_id, q."sequence\""""  # noqa: S608


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def names(columns: tuple[str, ...]) -> str:
    """Names of columns as SQL lists them."""
    return ", ".join(quoted(c) for c in columns)


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _column(field: Field, dialect: Dialect) -> str:
    line = f"{quoted(field.name)} {dialect.types[field.type]}"
    if field.required:
        line += " NOT NULL"
    if field.categories:
        line += f" CHECK ({quoted(field.name)} IN ({', '.join(map(text, field.values))}))"
    elif field.minimum is not None:
        line += f" CHECK ({quoted(field.name)} >= {field.minimum:g})"
    elif field.type == "boolean":
        line += f" CHECK ({quoted(field.name)} IN (FALSE, TRUE))"
    return line
