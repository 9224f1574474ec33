"""A table's name flows in, a DataFrame with pandas' own types flows out.

The rows are those of the checkout or of the installed package, of any folder with a
`datapackage.json`, or of a release; `release_choice` says which. A folder of machine-made tables
is read by the machine edition of the contract.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care.archive.made import made_tables
from outsourced_care.contract import TYPES, Contract, Field, Table
from outsourced_care.errors import (
    DatasetError,
    DeprecatedFieldWarning,
    MissingTextWarning,
)
from outsourced_care.home import contract, home
from outsourced_care.recovery import read_copies, recover, texts_of, told
from outsourced_care.release_choice import Choice, chosen
from outsourced_care.release_list import listed
from outsourced_care.table_source import NEEDED, TableSource, table_called

__all__ = [
    "DatasetError",
    "MissingTextWarning",
    "declared",
    "evidenced",
    "list_releases",
    "load",
    "load_all",
    "to_pandas",
]


def declared(name: str) -> Table:
    """Return the table of the contract with that name.

    Raises:
        DatasetError: There is none; the message lists the valid names.
    """
    return table_called(name, contract())


def load(
    name: str,
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
    *,
    releases: str | Path | None = None,
) -> pd.DataFrame:
    """Load one table; `outsourced_care.load` says how."""
    source, told_first = _source(path, version, articles, releases)
    own = source.contract
    table = table_called(name, own, "" if own is contract() else source.shown)
    frame = to_pandas(source.rows(table), table)
    found = [*told_first, *_deprecated([table])]
    if articles is not None:
        if name not in evidenced(own):
            have = ", ".join(sorted(evidenced(own)))
            raise DatasetError(f"{name} has no passages; those that have: {have}")
        found += _add_text({name: frame}, source, Path(articles))
    for warning in found:
        warnings.warn(warning, stacklevel=3)
    return frame


def load_all(
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
    *,
    releases: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Load every table; with `articles`, those that have evidence get a column `text`."""
    source, told_first = _source(path, version, articles, releases)
    frames = _every_table(source)
    found = [*told_first, *_deprecated(source.contract.values())]
    if articles is not None:
        own = evidenced(source.contract)
        having = {name: frame for name, frame in frames.items() if name in own}
        found += _add_text(having, source, Path(articles))
    for warning in found:
        warnings.warn(warning, stacklevel=3)
    return frames


def _source(
    path: str | Path | None,
    version: str | None,
    articles: str | Path | None,
    releases: str | Path | None,
) -> Choice:
    """Open what was asked for; a folder that `outsourced-care extract` wrote, by its edition."""
    source, told_first = chosen(path, version, releases, home)
    made = None if path is None else made_tables(Path(path), source)
    if made is None:
        return source, told_first
    if articles is not None:
        said = f"the tables in {made.shown} are machine-made and have their passages as text"
        raise DatasetError(f"{said}: leave out articles=")
    return made, told_first


def list_releases(releases: str | Path | None = None) -> pd.DataFrame:
    """List what can be loaded; `outsourced_care.list_releases` says how."""
    found, told_first = listed(releases, home)
    frame = pd.DataFrame([astuple(one) for one in found], columns=list(_LISTED))
    for warning in told_first:
        warnings.warn(warning, stacklevel=3)
    return frame.astype(_LISTED)


def _every_table(source: TableSource) -> dict[str, pd.DataFrame]:
    rows = {name: source.find(table) for name, table in source.contract.items()}
    there = {name: found for name, found in rows.items() if found is not None}
    missing = [name for name in rows if name not in there]
    if not missing:
        return {name: to_pandas(found, source.contract[name]) for name, found in there.items()}
    message = f"{source.shown} holds no file of the table{'s' * (len(missing) > 1)} "
    message += ", ".join(missing)
    if there:
        message += f"; load(name, path) gives those that are there: {', '.join(there)}"
    raise DatasetError(message)


def to_pandas(rows: pa.Table, table: Table) -> pd.DataFrame:
    """Turn Arrow columns of the contract into pandas' own types.

    Raises:
        DatasetError: A cell of a closed vocabulary is none of its values.
    """
    closed = [f for f in table.fields if f.categories]
    others = rows.select([f.name for f in table.fields if not f.categories])
    frame = others.to_pandas(types_mapper=_PANDAS.get, date_as_object=False)
    columns = {f.name: _categories(rows[f.name], f) for f in closed}
    return cast(pd.DataFrame, frame.assign(**columns)[list(table.names)])


# the columns of `list_releases`
_LISTED = {
    "version": "str",
    "date": "datetime64[ms]",
    "rows": "Int64",
    "where": "str",
    "replaced": "str",
}
_PANDAS = {p.arrow: pd.api.types.pandas_dtype(p.pandas) for p in TYPES.values()}
del _PANDAS[pa.date32()]  # becomes datetime64[ms] by itself


def _categories(cells: pa.ChunkedArray, field: Field) -> pd.Categorical:
    codes = pc.index_in(cells, pa.array(field.values, pa.string()))
    if codes.null_count > cells.null_count:
        unknown = set(cells.to_pylist()) - {None, *field.values}
        shown = ", ".join(sorted(unknown)[:5])
        raise DatasetError(f"{field.name} holds values outside its vocabulary: {shown}")
    dtype = pd.CategoricalDtype(list(field.values))
    return pd.Categorical.from_codes(codes.fill_null(-1).to_numpy(), dtype=dtype, validate=False)


def _deprecated(tables: Iterable[Table]) -> Iterator[DeprecatedFieldWarning]:
    """What to warn of when tables have fields that will go, one warning a table."""
    for table in tables:
        going = [f"{f.name} ({f.deprecated})" for f in table.fields if f.deprecated is not None]
        if going:
            yield DeprecatedFieldWarning(f"{table.name}: deprecated are {', '.join(going)}")


def evidenced(tables: Contract | None = None) -> set[str]:
    """The tables whose rows have passages, the table of these passages among them.

    Args:
        tables: A contract; by default that of this version.
    """
    evidence = (tables or contract()).get("evidence")
    if evidence is None or "table" not in evidence.names:
        return set()
    return {*evidence["table"].values, "evidence"}


def _add_text(
    frames: dict[str, pd.DataFrame], source: TableSource, folder: Path
) -> list[MissingTextWarning]:
    """Add the passages of each row as `text`; returns what to warn of, if anything."""
    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder; name the one with the article texts")
    copies = read_copies(folder)
    if not copies.articles and not copies.unreadable:
        raise DatasetError(f"{folder} holds no .txt file; name the folder with the article texts")
    evidence, listed = _passages(source)
    wanted = next(iter(frames)) if len(frames) == 1 and "evidence" not in frames else None
    passages, missing = recover(evidence, listed, copies, wanted)
    for name, frame in frames.items():
        texts: list[str | None] = [passages.get(index) for index in evidence.index]
        if name != "evidence":
            own = evidence[evidence["table"] == name]
            texts = texts_of(frame[source.contract[name].primary_key[0]], own, passages)
        frame["text"] = pd.Series(texts, index=frame.index, dtype="str")
    if not missing:
        return []
    rows = {name: len(frame) for name, frame in frames.items()}
    return [MissingTextWarning(told(missing, rows, copies.unreadable), missing)]


def _passages(source: TableSource) -> list[pd.DataFrame]:
    """The tables of passages and of articles."""
    read = []
    for name, columns in NEEDED.items():
        table = source.contract.get(name)
        lacking = [c for c in columns if table is None or c not in table.names]
        if table is None or lacking:
            message = f"passages cannot be found: {source.shown} has no {name} with "
            raise DatasetError(message + ", ".join(lacking))
        try:
            read.append(to_pandas(source.rows(table), table))
        except DatasetError as error:
            raise DatasetError(f"passages cannot be found without their table: {error}") from None
    return read
