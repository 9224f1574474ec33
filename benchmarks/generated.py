"""A number of rows flows in, generated tables that keep the contract flow out.

The tables are made up from templates: plainly fictional names, paraphrases of 8 to 30 made-up
words, vocabularies from the schemas. The same number and seed give the same tables.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.contract import Contract, Table
from outsourced_care.home import contract

QUOTES_PER_ARTICLE = 15
_SYLLABLES = ("ba", "den", "fo", "gri", "kel", "lum", "mar", "no", "pel", "ruk", "sha", "tin", "vo")
_CUES = ("say", "argue", "claim", "warn", "point out", "believe", "announce", "tell")


def quotes(rows: int, seed: int = 1) -> pa.Table:
    """Generate a quotes table.

    Args:
        rows: Number of rows.
        seed: Of the random numbers.

    Returns:
        A table in the contract's Arrow types that passes every check on one table.
    """
    table = contract()["quotes"]
    chance = np.random.default_rng(seed)
    article = np.arange(rows) // QUOTES_PER_ARTICLE
    sequence = np.arange(rows) % QUOTES_PER_ARTICLE + 1
    article_id = _joined("fictional-article-", article)
    person = chance.random(rows) < 0.6
    organisation = ~person | (chance.random(rows) < 0.5)
    person_number = chance.integers(0, rows // 20 + 1, rows)
    organisation_number = chance.integers(0, rows // 100 + 1, rows)
    implicit = chance.random(rows) < 0.05
    names = _where(person, _joined("Person ", person_number))
    bodies = _joined("Body ", organisation_number)
    columns = {
        "quote_id": _joined_texts(article_id, "-q", sequence),
        "article_id": article_id,
        "sequence": pa.array(sequence, pa.int64()),
        "kind": _chosen(chance, rows, table["kind"].values),
        "person_id": _where(person, _joined("person-", person_number)),
        "speaker": pc.if_else(pa.array(person), names, bodies),
        "speaker_kind": pc.if_else(pa.array(person), "person", "organisation"),
        "speaker_role": _where(chance.random(rows) < 0.3, _sentences(chance, rows, 2, 5)),
        "organisation_id": _where(organisation, _joined("body-", organisation_number)),
        "organisation": _where(organisation, bodies),
        "cue": _where(~implicit, _chosen(chance, rows, _CUES)),
        "attribution": pc.if_else(pa.array(implicit), "implicit", "explicit"),
        "quoted_in": pa.nulls(rows, pa.string()),
        "paraphrase": _sentences(chance, rows, 8, 30),
        "word_count": pa.array(chance.integers(2, 60, rows), pa.int64()),
        "link": pc.binary_join_element_wise(
            "https://gazette.example/", article_id, "#:~:text=lamps,dim%20light", ""
        ),
    }
    return _table(columns, table)


def parents(of: pa.Table) -> dict[str, pa.Table]:
    """Generate the articles, people and organisations that a quotes table refers to.

    Only identifiers and required cells are filled in.
    """
    tables: Contract = contract()
    made = {}
    for name, key, label in (
        ("articles", "article_id", "title"),
        ("people", "person_id", "name"),
        ("organisations", "organisation_id", "name"),
    ):
        ids = pc.unique(of[key].combine_chunks()).drop_null()
        numbers = pc.replace_substring_regex(ids, r"^[a-z-]*-", "")
        word = {"articles": "Article ", "people": "Person ", "organisations": "Body "}[name]
        columns = {key: ids, label: pc.binary_join_element_wise(word, numbers, "")}
        made[name] = _filled(columns, tables[name], len(ids))
    return made


def _filled(columns: dict[str, pa.Array], table: Table, rows: int) -> pa.Table:
    """Columns with something plausible in required cells and nulls elsewhere."""
    for field in table.fields:
        if field.name in columns:
            continue
        kind = field.to_arrow().type
        if not field.required:
            columns[field.name] = pa.nulls(rows, kind)
        elif field.categories:
            columns[field.name] = pa.repeat(pa.scalar(field.values[0], kind), rows)
        elif field.edtf:
            columns[field.name] = pa.repeat(pa.scalar("2031-03-04", kind), rows)
        elif pa.types.is_integer(kind):
            columns[field.name] = pa.repeat(pa.scalar(1, kind), rows)
        else:
            columns[field.name] = pa.repeat(pa.scalar("a" * 64, kind), rows)
    return _table(columns, table)


def _table(columns: dict[str, pa.Array], table: Table) -> pa.Table:
    schema = pa.schema([f.to_arrow().with_nullable(True) for f in table.fields])
    return pa.table({n: columns[n] for n in table.names}, schema=schema)


def _joined(prefix: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pa.array(numbers).cast(pa.string()), "")


def _joined_texts(before: pa.Array, between: str, numbers: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise(before, pa.array(numbers).cast(pa.string()), between)


def _where(given: np.ndarray, cells: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(given), cells, pa.scalar(None, pa.string()))


def _chosen(chance: np.random.Generator, rows: int, values: tuple[str, ...]) -> pa.Array:
    return pa.array(values).take(pa.array(chance.integers(0, len(values), rows)))


def _sentences(chance: np.random.Generator, rows: int, least: int, most: int) -> pa.Array:
    """Sentences of made-up words."""
    vocabulary = np.array([a + b for a in _SYLLABLES for b in _SYLLABLES], dtype=object)
    lengths = chance.integers(least, most + 1, rows)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    words = pa.array(vocabulary).take(pa.array(chance.integers(0, len(vocabulary), offsets[-1])))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), words)
    return pc.binary_join_element_wise(pc.binary_join(lists, " "), ".", "")
