"""A table's name flows in, a DataFrame with pandas' own types flows out.

The files are those of the checkout or of the installed package, or of any folder with a
`datapackage.json`; each is checked against the hash in its descriptor before it is read.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import cast

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from outsourced_care import __version__
from outsourced_care.content import read_csv, read_parquet
from outsourced_care.contract import TYPES, Field, Json, Table
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.findings import nearest
from outsourced_care.home import contract, home
from outsourced_care.package_csv import form_fault
from outsourced_care.package_files import form_of
from outsourced_care.package_json import read_json
from outsourced_care.package_paths import leads_out
from outsourced_care.recovery import Missing, read_copies, recover, texts_of, told
from outsourced_care.text import decode

_SOURCES = ("evidence", "articles")  # what finding passages needs
_FOLDER = f"name the folder with the {DESCRIPTOR}"
_READERS = {"csv": read_csv, "parquet": read_parquet, "json": read_json}


class DatasetError(ValueError):
    """The data cannot be loaded: wrong name, missing or altered file, unknown version."""


class MissingTextWarning(UserWarning):
    """Some rows' passages were not found in the articles at hand; `missing` are all of them."""

    def __init__(self, message: str, missing: Sequence[Missing] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


def declared(name: str) -> Table:
    """Return the table of the contract with that name.

    Raises:
        DatasetError: There is none; the message lists the valid names.
    """
    tables = contract()
    if not isinstance(name, str) or name not in tables:
        hint = nearest(PurePath(str(name)).stem, list(tables))
        every = f" (all: {', '.join(tables)})" if hint.startswith("did you mean") else ""
        raise DatasetError(f"there is no table {name!r}; {hint}{every}")
    return tables[name]


@dataclass(frozen=True, slots=True)
class _Package:
    """A dataset's folder, its descriptor's resources by name, and its version."""

    folder: Path
    resources: dict[str, Json]
    version: str


def load(
    name: str,
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
) -> pd.DataFrame:
    """Load one table; `outsourced_care.load` says how."""
    table = declared(name)
    package = _opened(path, version)
    frame = to_pandas(_read(package, table), table)
    if articles is not None:
        if name not in evidenced():
            have = ", ".join(sorted(evidenced()))
            raise DatasetError(f"{name} has no passages; those that have: {have}")
        warning = _add_text({name: frame}, package, Path(articles))
        if warning:
            warnings.warn(warning, stacklevel=3)
    return frame


def load_all(
    path: str | Path | None = None,
    version: str | None = None,
    articles: str | Path | None = None,
) -> dict[str, pd.DataFrame]:
    """Load every table; with `articles`, those that have evidence get a column `text`."""
    package = _opened(path, version)
    frames = _every_table(package)
    if articles is not None:
        having = {name: frame for name, frame in frames.items() if name in evidenced()}
        warning = _add_text(having, package, Path(articles))
        if warning:
            warnings.warn(warning, stacklevel=3)
    return frames


def _every_table(package: _Package) -> dict[str, pd.DataFrame]:
    rows = {name: _found(package, table) for name, table in contract().items()}
    there = {name: found for name, found in rows.items() if found is not None}
    missing = [name for name in rows if name not in there]
    if not missing:
        return {name: to_pandas(found, contract()[name]) for name, found in there.items()}
    message = f"{package.folder} holds no file of the table{'s' * (len(missing) > 1)} "
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


def _opened(path: str | Path | None, version: str | None) -> _Package:
    """Read the descriptor of the folder or file that was named."""
    given = home() if path is None else Path(path)
    file = given if given.is_file() else given / DESCRIPTOR
    if file.suffix != ".json":
        raise DatasetError(f"{file} is no {DESCRIPTOR}; {_FOLDER}")
    try:
        content = json.loads(decode(file.read_bytes()))
    except (FileNotFoundError, NotADirectoryError):
        hint = "make it with “make build”" if path is None else "name a folder of the dataset"
        raise DatasetError(f"{given} holds no {DESCRIPTOR}; {hint}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"{file} is no {DESCRIPTOR}: {error}") from None
    listed = content.get("resources") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise DatasetError(f"{file} is no data package: it lists no resources; {_FOLDER}")
    there = str(content.get("version", __version__))
    if version not in (None, "latest", there):
        raise DatasetError(f"version {version!r} is not at hand; there is {there}")
    resources = {str(r.get("name")): r for r in listed if isinstance(r, dict)}
    return _Package(file.parent, resources, there)


def _read(package: _Package, table: Table) -> pa.Table:
    """The rows of a table, which must be there."""
    rows = _found(package, table)
    if rows is None:
        raise DatasetError(f"{package.folder} holds no file of the table {table.name}")
    return rows


def _found(package: _Package, table: Table) -> pa.Table | None:
    """Read a table's Parquet file, else its CSV, else its JSON file, hash verified."""
    for name in (f"{table.name}-parquet", table.name, f"{table.name}-json"):
        resource = package.resources.get(name)
        if resource is None:
            continue
        path = _inside(resource.get("path"), name, package.folder)
        try:
            raw = (package.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            raise DatasetError(f"{path} cannot be read: {error}") from None
        if resource.get("hash") not in (None, sha256(raw)):
            raise DatasetError(f"{path} is not the file that {DESCRIPTOR} describes (hash differs)")
        form = form_of(name, resource)
        try:
            rows = _READERS[form](raw, table)
        except (pa.ArrowException, KeyError, OSError, ValueError) as error:
            known = form_fault(raw, table.names) if form == "csv" else None
            line, why = known or (None, str(error))
            reason = why if line is None else f"line {line}: {why}"
            raise DatasetError(f"{path} is no readable {table.name} table: {reason}") from None
        for column in table.names:
            if rows.column_names.count(column) != 1:
                fault = "twice" if column in rows.column_names else "not there"
                raise DatasetError(f"{path} is no {table.name} table: column {column} is {fault}")
        return rows
    return None


def _inside(path: object, resource: str, folder: Path) -> str:
    """A resource's path, which must lead to a file in the descriptor's folder."""
    if not isinstance(path, str) or not path:
        raise DatasetError(f"{DESCRIPTOR} names no file for {resource}")
    why = leads_out(path, folder, trust_links=True)  # some installers link a package's files
    if why is not None:
        raise DatasetError(f"the path of {resource} in {DESCRIPTOR} {why}: {path}")
    return path


def evidenced() -> set[str]:
    """The tables whose rows have passages, the table of these passages among them."""
    return {*contract()["evidence"]["table"].values, "evidence"}


def _add_text(
    frames: dict[str, pd.DataFrame], package: _Package, folder: Path
) -> MissingTextWarning | None:
    """Add the passages of each row as `text`; returns what to warn of, if anything."""
    if not folder.is_dir():
        raise DatasetError(f"{folder} is no folder; name the one with the article texts")
    copies = read_copies(folder)
    if not copies.articles and not copies.unreadable:
        raise DatasetError(f"{folder} holds no .txt file; name the folder with the article texts")
    tables = contract()
    try:
        evidence, listed = (to_pandas(_read(package, tables[n]), tables[n]) for n in _SOURCES)
    except DatasetError as error:
        raise DatasetError(f"passages cannot be found without their table: {error}") from None
    wanted = next(iter(frames)) if len(frames) == 1 and "evidence" not in frames else None
    passages, missing = recover(evidence, listed, copies, wanted)
    for name, frame in frames.items():
        texts: list[str | None] = [passages.get(index) for index in evidence.index]
        if name != "evidence":
            own = evidence[evidence["table"] == name]
            texts = texts_of(frame[tables[name].primary_key[0]], own, passages)
        frame["text"] = pd.Series(texts, index=frame.index, dtype="str")
    if not missing:
        return None
    rows = {name: len(frame) for name, frame in frames.items()}
    return MissingTextWarning(told(missing, rows, copies.unreadable), missing)
