"""An article flows in, machine-made tables flow out.

They are the machine edition of the same tables: derived from the same schema files, without what
only a person can write, with the verbatim text, its place and a confidence besides.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.contract import Contract
from outsourced_care.editions import machine_edition
from outsourced_care.errors import LanguageWarning, NotEnglishError
from outsourced_care.extraction.found import Found, Known, find_records
from outsourced_care.extraction.organisations import KnownOrganisation
from outsourced_care.extraction.rows import Row, Rows, identifier, rows_of
from outsourced_care.home import contract, home
from outsourced_care.text import UnreadableTextError

if TYPE_CHECKING:
    import pandas as pd

    from outsourced_care.article import Article

NO_BODY = "the article holds no paragraph of body text"
NOT_ENGLISH = "the text is not English; only English is read, and nothing was extracted"


@functools.cache
def machine_contract() -> Contract:
    """The contract of machine-made tables of this version of the package."""
    return machine_edition(contract())


@functools.cache
def known_records() -> Known:
    """The organisations and people of the dataset that the package carries."""
    bodies = _read("organisations")
    names: dict[str, list[str]] = {}
    for row in _read("organisation_names"):
        names.setdefault(row["organisation_id"], []).append(row["name"])
    return Known(
        tuple(
            KnownOrganisation(
                row["organisation_id"],
                row["name"],
                row["kind"],
                tuple(names.get(row["organisation_id"], ())),
                row["gss_code"],
            )
            for row in bodies
        ),
        {row["name"]: row["person_id"] for row in _read("people")},
    )


def _read(table: str) -> list[Row]:
    rows: list[Row] = pq.read_table(home() / "data" / f"{table}.parquet").to_pylist()
    return rows


def extract_rows(
    article: Article, article_id: str | None = None, known: Known | None = None
) -> Rows:
    """Extract the rows of one article.

    Args:
        article: The article.
        article_id: Its identifier; by default one made of its text.
        known: What is known already; by default the dataset of the package.

    Returns:
        Rows by table.

    Raises:
        UnreadableTextError: It has no paragraph of body text.
        NotEnglishError: It is not English.
    """
    if not article.word_count:
        raise UnreadableTextError(NO_BODY)
    known = known_records() if known is None else known
    found = find_records(article, known)
    if not found.english:
        raise NotEnglishError(NOT_ENGLISH)
    return rows_of(article, article_id or identifier(article), found, known)


def to_tables(articles: Iterable[Rows]) -> dict[str, pa.Table]:
    """Put the rows of articles together, in the machine edition's Arrow types."""
    together: dict[str, list[Row]] = {name: [] for name in machine_contract()}
    for rows in articles:
        for name, made in rows.items():
            together[name] += made
    return {
        name: _table(rows, machine_contract()[name].to_arrow()) for name, rows in together.items()
    }


def _table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    if not rows:
        return schema.empty_table()
    told = [name for name in schema.names if name in rows[0]]  # the rows of a table are alike
    columns = dict(zip(told, zip(*map(itemgetter(*told), rows), strict=True), strict=True))
    empty = (None,) * len(rows)
    arrays = [pa.array(columns.get(field.name, empty), type=field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def extract(
    article: Article, article_id: str | None = None, known: Known | None = None
) -> dict[str, pd.DataFrame]:
    """Extract machine-made tables from an article; see `outsourced_care.extract`."""
    from outsourced_care.article import Article

    if not isinstance(article, Article):
        raise TypeError(f"read_article gives an article; {type(article).__name__} is none")
    if article_id is not None and not isinstance(article_id, str):
        raise TypeError(f"an identifier is a text; {type(article_id).__name__} is none")
    try:
        rows = extract_rows(article, article_id, known)
    except NotEnglishError as error:
        warnings.warn(str(error), LanguageWarning, stacklevel=3)
        rows = rows_of(article, article_id or identifier(article), Found(english=False))
    return frames(to_tables([rows]))


def frames(tables: Mapping[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """Tables of the machine edition as the frames that `load` gives."""
    from outsourced_care.loader import to_pandas

    return {name: to_pandas(table, machine_contract()[name]) for name, table in tables.items()}
