"""Outsourced Care: what news reported on outsourcing children's social care in England.

    import outsourced_care as oc

    oc.tables()                              # names, main ones first
    oc.load("quotes")                        # a DataFrame
    oc.load("quotes", articles="articles")   # with the verbatim text, for who holds the articles

pandas is imported when a table is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outsourced_care._version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    import pandera.pandas as pap

    from outsourced_care.article import Article
    from outsourced_care.reports import Report
    from outsourced_care.validation import Backend

__all__ = [
    "__version__",
    "load",
    "load_all",
    "read_article",
    "schema",
    "tables",
    "validate",
]


def tables() -> list[str]:
    """Return the names of the tables, the main ones first."""
    from outsourced_care.home import contract

    return list(contract())


def load(
    name: str,
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
) -> pd.DataFrame:
    """Load one table as a DataFrame; see `outsourced_care.loader.load`."""
    from outsourced_care import loader

    return loader.load(name, path, version, articles)


def load_all(
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Load every table, by name; see `outsourced_care.loader.load_all`."""
    from outsourced_care import loader

    return loader.load_all(path, version, articles)


def schema(name: str, backend: Backend = "pandas") -> pap.DataFrameSchema:
    """Return the Pandera schema of exactly the frame that `load` returns.

    Args:
        name: The table, one of `tables()`.
        backend: `pandas` for the frames of `load`, `arrow` for Arrow-backed columns.
    """
    from outsourced_care.home import contract
    from outsourced_care.loader import declared
    from outsourced_care.validation import pandera_schema

    return pandera_schema(declared(name), contract(), backend=backend)


def validate(tables: Mapping[str, pd.DataFrame]) -> Report:
    """Validate a set of tables against contract and rules; see `outsourced_care.reports`."""
    from outsourced_care.reports import validate as validate_tables

    return validate_tables(tables)


def read_article(path: str | Path) -> Article:
    """Read an article from a text file; see `outsourced_care.article.read_article`."""
    from pathlib import Path

    from outsourced_care.article import read_article as read

    return read(Path(path))
