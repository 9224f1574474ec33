"""Outsourced Care: what news reported on outsourcing children's social care in England.

    import outsourced_care as oc

    oc.tables()                              # names, main ones first
    oc.load("quotes")                        # a DataFrame
    oc.load("quotes", articles="articles")   # with the verbatim text, for who holds the articles
    oc.load("quotes", version="0.1.0")       # as it was released
    oc.list_releases()                       # which versions can be loaded

    article = oc.read_article("saved-page.html")
    oc.extract(article)["quotes"]            # a machine's reading of any article

pandas is imported when a table is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outsourced_care._version import __version__
from outsourced_care.errors import (
    DatasetError,
    DeprecatedFieldWarning,
    LanguageWarning,
    MissingTextWarning,
    NewerReleaseWarning,
    OfflineWarning,
    ReleaseError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    import pandera.pandas as pap

    from outsourced_care.article import Article
    from outsourced_care.contract import Edition
    from outsourced_care.reports import Report
    from outsourced_care.validation import Backend

__all__ = [
    "DatasetError",
    "DeprecatedFieldWarning",
    "LanguageWarning",
    "MissingTextWarning",
    "NewerReleaseWarning",
    "OfflineWarning",
    "ReleaseError",
    "__version__",
    "extract",
    "list_releases",
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
    *,
    releases: str | Path | None = None,
) -> pd.DataFrame:
    """Load one table as a DataFrame in the contract's types.

    Args:
        name: The table, one of `tables()`.
        path: A folder with a `datapackage.json` (an export in CSV, Parquet or JSON too), or
            that file, or the zip file of a release; by default the dataset that this package
            carries; or a folder that `outsourced-care extract` wrote. What another version
            wrote is read by its own contract.
        version: The version wanted: `"0.1.0"`, its beginning (`"0.1"` is the newest of 0.1.x)
            or `"latest"`. By default the one at hand, for which nothing is fetched. One that is
            called as a release, and of which an index at hand tells other content, is not taken
            for it. With `path`, the version that must be there.
        articles: A folder with the article texts as .txt files. Adds the column `text`: the
            verbatim passages of each row, parts joined by a line feed, null where a part is not
            found: one `MissingTextWarning` says which and why, its `missing` lists them all.
        releases: Where other versions are kept: a folder with bundles and `releases.json`, or
            its http or https address, or the index in it; by default
            `$OUTSOURCED_CARE_RELEASES`, else what the descriptor names, else `releases/` of a
            checkout. What is fetched is kept in `$OUTSOURCED_CARE_CACHE`, by default the user's
            cache.

    Returns:
        A frame with one row a record and the columns of the contract in its types: string →
        `str`, integer → `Int64`, number → `Float64`, date → `datetime64[ms]`, boolean →
        `boolean`, closed vocabulary → `category`. A release, and what another version
        wrote, has the tables and columns of its own contract, which may be others than the
        present ones.

    Raises:
        DatasetError: The name or version is unknown, or a file is missing or altered;
            `ReleaseError` when a release cannot be found, fetched or trusted.

    Warns:
        NewerReleaseWarning: A newer release breaks nothing for who uses the one loaded, or the
            release of the version at hand was replaced.
        OfflineWarning: The index of releases could not be fetched; the cache was used.
        DeprecatedFieldWarning: The table has fields that will go.
    """
    from outsourced_care import loader

    return loader.load(name, path, version, articles, releases=releases)


def load_all(
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
    *,
    releases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Load every table, by name.

    Args:
        path: As in `load`; of a folder of machine-made tables, those that it holds.
        version: As in `load`.
        articles: As in `load`; tables without evidence get no column `text`.
        releases: As in `load`.

    Raises:
        DatasetError: As in `load`.
    """
    from outsourced_care import loader

    return loader.load_all(path, version, articles, releases=releases)


def list_releases(releases: str | Path | None = None) -> pd.DataFrame:
    """List the versions that can be loaded, the newest first.

    Args:
        releases: As in `load`.

    Returns:
        A frame with one row a release, and one for the version at hand when it is none:
        `version`; `date` of the release, null without one; `rows` of all tables together;
        `where` it is, which is `at hand` or the path or address of its bundle; `replaced`, why
        it was replaced by one with less in it, else null.

    Raises:
        DatasetError: As in `load`.

    Warns:
        OfflineWarning: The index of releases could not be fetched; what is on this machine is
            listed.
    """
    from outsourced_care import loader

    return loader.list_releases(releases)


def schema(
    name: str, backend: Backend = "pandas", *, edition: Edition = "published"
) -> pap.DataFrameSchema:
    """Return the Pandera schema of exactly the frame that `load`, or `extract`, returns.

    That is the contract's columns and no other, but for `text` in tables that have passages:
    it may be there, as `load` adds it with `articles`.

    Args:
        name: The table, one of `tables()`.
        backend: `pandas` for the frames of `load`, `arrow` for Arrow-backed columns.
        edition: `published` for the tables of `load`, `machine` for those of `extract`.

    Raises:
        DatasetError: The name is unknown, or the edition has no such table.
        ValueError: The backend or edition is unknown.
    """
    from outsourced_care.editions import edition_of
    from outsourced_care.home import contract
    from outsourced_care.loader import evidenced
    from outsourced_care.table_source import table_called
    from outsourced_care.validation import pandera_schema

    if backend not in ("pandas", "arrow"):
        raise ValueError(f"backend {backend!r} is none of pandas, arrow")
    chosen = edition_of(contract(), edition)
    made = pandera_schema(table_called(name, chosen), chosen, backend=backend)
    if backend == "arrow" or edition == "machine" or name not in evidenced():
        return made
    return made.add_columns({"text": _text_column()})


def _text_column() -> pap.Column:
    """The column that `load` adds with `articles`: it may be there, and null in any row."""
    import pandas as pd
    import pandera.pandas as pap

    kind = pd.api.types.pandas_dtype("str")
    is_it = pap.Check(lambda cells: cells.dtype == kind, name="text: type", error="text: type")
    return pap.Column(kind, is_it, nullable=True, required=False)


def validate(tables: Mapping[str, pd.DataFrame], *, edition: Edition = "published") -> Report:
    """Validate a set of tables against the contract and every rule.

    Args:
        tables: Frames by table name, as `load_all` or `extract` returns them, all or some. What
            needs a table that is not among them is not judged, which one notice says.
        edition: `machine` for the tables of `extract`.

    Returns:
        A report: `valid`, and `findings` with the keys of `python build check`'s JSON. Without
        any table of the contract nothing is valid.

    Raises:
        ValueError: The edition is unknown.
    """
    from outsourced_care.editions import edition_of
    from outsourced_care.home import contract
    from outsourced_care.reports import validate as validate_tables

    return validate_tables(tables, edition_of(contract(), edition))


def read_article(
    source: str | Path,
    *,
    published: str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> Article:
    """Read an article from plain text or a saved web page.

    Args:
        source: A file (.txt in UTF-8; .html, .htm, .xhtml in any encoding), or the text or page
            itself: a string with a line end, longer than a path can be, or that begins like
            HTML. Any other string names a file.
        published: When it was published, in EDTF (ISO 8601-2:2019): anchors relative dates.
        publisher: The name of the site or paper.
        url: Its address.
        title: Its headline. These four go before what the source tells of itself.

    Returns:
        The article: canonical `text`, `blocks` with their roles and spans in it, and `metadata`:
        title, author, published, publisher, url, language and description, None where nothing
        tells. Nothing is fetched.

    Raises:
        DatasetError: The file cannot be read, is larger than 20 MB, or no text in a known
            encoding, holds no article, or the date is none of EDTF's.
    """
    from outsourced_care.article import read_article as read
    from outsourced_care.dates import DateError
    from outsourced_care.text import UnreadableTextError

    try:
        return read(source, published=published, publisher=publisher, url=url, title=title)
    except (UnreadableTextError, DateError) as error:
        raise DatasetError(str(error)) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise DatasetError(f"{where}{error.strerror or error}") from error


def extract(article: Article, article_id: str | None = None) -> dict[str, pd.DataFrame]:
    """Extract machine-made tables from an article in English: drafts that nobody has checked.

    They are the machine edition of the same tables (`schema(…, edition="machine")`): without
    what only a person can write, with the verbatim `text`, its place `start` and `end` in
    `article.text` (code points, end exclusive), `speaker_mention` and `confidence` besides.

    Args:
        article: The article, as `read_article` gives it. Relative dates are read against its
            `metadata.published`.
        article_id: Its identifier; by default one made of its text.

    Returns:
        Frames by table name, in the types of `load`. A text that is not English gives the row
        of the article, a `LanguageWarning`, and no other row.

    Raises:
        TypeError: It is no article, or its identifier no text.
        DatasetError: It has no paragraph of body text.
    """
    from outsourced_care.extraction import extract as extraction
    from outsourced_care.text import UnreadableTextError

    try:
        return extraction.extract(article, article_id)
    except UnreadableTextError as error:
        raise DatasetError(str(error)) from error
