"""A table's name flows in, a DataFrame with pandas' own types flows out.

The files are those of the checkout or of the installed package, or of any folder with a
`datapackage.json`; each is checked against the hash in its descriptor before it is read.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care import __version__
from outsourced_care.article import read_folder
from outsourced_care.content import read_csv, read_parquet
from outsourced_care.contract import TYPES, Field, Table
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.findings import nearest
from outsourced_care.home import contract, home
from outsourced_care.recovery import recover


class DatasetError(ValueError):
    """The data cannot be loaded: wrong name, missing or altered file, unknown version."""


class MissingTextWarning(UserWarning):
    """Some rows' passages were not found in the articles at hand."""


def declared(name: str) -> Table:
    """Return the table of the contract with that name.

    Raises:
        DatasetError: There is none; the message lists the valid names.
    """
    tables = contract()
    if not isinstance(name, str) or name not in tables:
        hint = nearest(str(name), list(tables))
        raise DatasetError(f"there is no table {name!r}; {hint} (all: {', '.join(tables)})")
    return tables[name]


def load(
    name: str,
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
) -> pd.DataFrame:
    """Load one table.

    Args:
        name: The table, one of `tables()`.
        path: A folder with a `datapackage.json`, or that file; by default the dataset that
            this package carries.
        version: The version wanted; by default the one at hand.
        articles: A folder with the article texts. Adds the column `text`: the verbatim
            passages of each row, parts joined by a line feed, null where none is found.

    Returns:
        A frame with one row a record and the columns of the contract in its types: string →
        `str`, integer → `Int64`, number → `Float64`, date → `datetime64[ms]`, boolean →
        `boolean`, closed vocabulary → `category`.

    Raises:
        DatasetError: The name or version is unknown, or a file is missing or altered.
    """
    table = declared(name)
    source = _source(path)
    _check_version(source, version)
    frame = to_pandas(_read(source, table), table)
    if articles is not None:
        frame["text"] = _verbatim(frame, table, source, Path(articles))
    return frame


def load_all(
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Load every table; with `articles`, those that have evidence get a column `text`."""
    evidenced = {c.value for c in contract()["evidence"]["table"].categories} | {"evidence"}
    return {
        name: load(name, path, version, articles if name in evidenced else None)
        for name in contract()
    }


def to_pandas(rows: pa.Table, table: Table) -> pd.DataFrame:
    """Turn Arrow columns of the contract into pandas' own types."""
    return pd.DataFrame({f.name: _column(rows[f.name], f) for f in table.fields})


_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def _column(cells: pa.ChunkedArray, field: Field) -> pd.Series[Any]:
    if field.categories:
        codes = pc.index_in(cells, pa.array(field.values, pa.string()))
        if codes.null_count > cells.null_count:
            unknown = set(cells.to_pylist()) - {None, *field.values}
            raise DatasetError(f"{field.name} holds values it must not: {sorted(unknown)[:5]}")
        dtype = pd.CategoricalDtype(list(field.values))
        numbers = codes.fill_null(-1).to_numpy()
        return pd.Series(pd.Categorical.from_codes(numbers, dtype=dtype))
    if field.type == "date":
        cells = cells.cast(pa.timestamp("ms"))
    column = cells.to_pandas(types_mapper=_NULLABLE.get)
    return cast("pd.Series[Any]", column.astype(TYPES[field.type].pandas))


def _source(path: str | Path | None) -> Path:
    """The folder to read from."""
    if path is None:
        return home()
    given = Path(path)
    folder = given.parent if given.is_file() else given
    if not (folder / DESCRIPTOR).is_file():
        raise DatasetError(f"{given} holds no {DESCRIPTOR}; name a folder of the dataset")
    return folder


def _descriptor(source: Path) -> dict[str, Any]:
    try:
        content = json.loads((source / DESCRIPTOR).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DatasetError(f"{DESCRIPTOR} is missing; make it with “make build”") from None
    except (OSError, ValueError) as error:
        raise DatasetError(f"{source / DESCRIPTOR} cannot be read: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("resources"), list):
        raise DatasetError(f"{source / DESCRIPTOR} is no data package")
    return content


def _check_version(source: Path, version: str | None) -> None:
    if version is None:
        return
    there = str(_descriptor(source).get("version", __version__))
    if version not in (there, "latest"):
        raise DatasetError(f"version {version!r} is not at hand; there is {there}")


def _read(source: Path, table: Table) -> pa.Table:
    """Read a table's Parquet file, or its CSV file where there is no other, hash verified."""
    resources = {r.get("name"): r for r in _descriptor(source)["resources"] if isinstance(r, dict)}
    for name, reader in ((f"{table.name}-parquet", read_parquet), (table.name, read_csv)):
        path = resources.get(name, {}).get("path")
        if not isinstance(path, str):
            continue
        file = source / path
        if Path(path).is_absolute() or not file.resolve().is_relative_to(source.resolve()):
            raise DatasetError(f"{DESCRIPTOR} points outside its folder: {path}")
        if not file.is_file():
            continue
        raw = file.read_bytes()
        if resources[name].get("hash") not in (None, sha256(raw)):
            raise DatasetError(f"{path} is not the file that {DESCRIPTOR} describes (hash differs)")
        try:
            return reader(raw, table)
        except (pa.ArrowException, KeyError, OSError) as error:
            raise DatasetError(f"{path} is no readable {table.name} table: {error}") from None
    raise DatasetError(f"{source} holds no file of the table {table.name}")


def _verbatim(frame: pd.DataFrame, table: Table, source: Path, folder: Path) -> pd.Series[Any]:
    """The passages of each row, from the articles at hand; warns once of what is missing."""
    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder; name the one with the article texts")
    tables = contract()
    evidence = to_pandas(_read(source, tables["evidence"]), tables["evidence"])
    known = {c.value for c in tables["evidence"]["table"].categories}
    if table.name not in known | {"evidence"}:
        raise DatasetError(f"{table.name} has no evidence; {nearest('', sorted(known))} have")
    if table.name != "evidence":
        evidence = evidence[evidence["table"] == table.name]
    listed = to_pandas(_read(source, tables["articles"]), tables["articles"])
    passages, missing = recover(evidence, listed, read_folder(folder))
    if missing:
        shown = "; ".join(f"{row} ({why})" for row, why in list(missing.items())[:20])
        more = f" and {len(missing) - 20} more" if len(missing) > 20 else ""
        message = f"{len(missing)} passages of {table.name} have no text: {shown}{more}"
        warnings.warn(message, MissingTextWarning, stacklevel=3)
    if table.name == "evidence":
        return pd.Series([passages.get(i) for i in evidence.index], index=frame.index, dtype="str")
    parts: dict[str, list[str | None]] = {}
    for index, record in evidence["record_id"].items():
        parts.setdefault(str(record), []).append(passages.get(index))
    return pd.Series(
        [_joined(parts.get(str(key), [])) for key in frame[table.primary_key[0]]],
        index=frame.index,
        dtype="str",
    )


def _joined(parts: list[str | None]) -> str | None:
    """All parts joined, or null when one of them is missing."""
    found = [p for p in parts if p is not None]
    return "\n".join(found) if found and len(found) == len(parts) else None
