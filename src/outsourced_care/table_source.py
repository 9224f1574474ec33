"""A folder, descriptor or bundle of the dataset flows in, the rows of its tables flow out.

Rows are Arrow tables in the types of a contract: its own for a bundle and for what another
version wrote, that of this version for anything else. Each file is checked against the hashes
recorded of it before it is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

import pyarrow as pa

from outsourced_care import __version__
from outsourced_care.content import read_csv, read_parquet
from outsourced_care.contract import Contract, Json, Table
from outsourced_care.descriptor import DESCRIPTOR, sha256
from outsourced_care.descriptor_contract import (
    DescriptorContractError,
    contract_of,
    own_contract,
    read_descriptor,
    schemas_in,
)
from outsourced_care.errors import DatasetError, ReleaseError
from outsourced_care.findings import nearest
from outsourced_care.package_csv import form_fault
from outsourced_care.package_files import form_of, resource_name
from outsourced_care.package_json import read_json
from outsourced_care.package_paths import leads_out
from outsourced_care.releases.bundle import Bundle, BundleError, open_bundle

# the columns that finding passages needs, by table
NEEDED = {
    "evidence": (
        "table", "record_id", "article_id", "part", "start", "end", "word_count", "selector",
        "sha256",
    ),
    "articles": ("article_id", "title", "text_sha256"),
}  # fmt: skip

_FOLDER = f"name the folder with the {DESCRIPTOR}"
_BUNDLE = ".zip"
FORMS = ("parquet", "csv", "json")  # the first that is there is read
_READERS = {"csv": read_csv, "parquet": read_parquet, "json": read_json}


def table_called(name: object, tables: Contract, of: str = "") -> Table:
    """The table of a contract with that name.

    Args:
        name: The name, as somebody gave it.
        tables: The contract.
        of: Whose tables they are, for the message; by default this version's.

    Raises:
        DatasetError: There is none; the message lists the valid names.
    """
    if not isinstance(name, str) or name not in tables:
        hint = nearest(PurePath(str(name)).stem, list(tables))
        every = f" (all: {', '.join(tables)})" if hint.startswith("did you mean") else ""
        raise DatasetError(f"there is no table {name!r}{of and f' in {of}'}; {hint}{every}")
    return tables[name]


@dataclass(frozen=True, slots=True)
class TableSource:
    """Where tables are read from.

    Attributes:
        shown: What messages call it.
        resources: Its descriptor's resources, by name.
        version: Its version.
        contract: What its tables are read by.
        releases: The descriptor's property `releases`, as found.
        read: Gives the bytes at a path in it, None when nothing is there.
    """

    shown: str
    resources: dict[str, Json]
    version: str
    contract: Contract
    releases: object
    read: Callable[[str], bytes | None]

    def rows(self, table: Table) -> pa.Table:
        """The rows of a table, which must be there.

        Raises:
            DatasetError: They are not there or cannot be read.
        """
        rows = self.find(table)
        if rows is None:
            raise DatasetError(f"{self.shown} holds no file of the table {table.name}")
        return rows

    def find(self, table: Table) -> pa.Table | None:
        """The rows of a table, from its Parquet file, else its CSV, else its JSON file.

        Raises:
            DatasetError: They cannot be read, or the file is not the one that was recorded.
        """
        for name in (resource_name(table.name, form) for form in FORMS):
            raw = self.file(name)
            if raw is not None:
                return _rows(raw, name, self.resources[name], table)
        return None

    def file(self, name: str) -> bytes | None:
        """The file of a resource; None when it is not there, or there is no such resource.

        Raises:
            DatasetError: It cannot be read, or its path leads elsewhere.
        """
        resource = self.resources.get(name)
        return None if resource is None else self.read(_path(resource, name))


def is_bundle(path: Path) -> bool:
    """Tell whether a path is called as a bundle is."""
    return path.suffix == _BUNDLE and not path.is_dir()


def open_at_hand(home: Path, tables: Contract) -> TableSource:
    """Open the dataset that the package carries.

    Args:
        home: Its folder.
        tables: The contract of this version, by which it is read.

    Raises:
        DatasetError: It was not built, or its descriptor lists no resources.
    """
    return _folder(home, lambda _: tables, "make it with “make build”")


def open_folder(path: Path, tables: Contract) -> TableSource:
    """Open a folder with a descriptor, or a descriptor.

    Args:
        path: The folder or file.
        tables: The contract that it is read by, unless another version wrote it.

    Raises:
        DatasetError: There is none, or it lists no resources or no readable schemas.
    """
    return _folder(
        path, lambda content: own_contract(content) or tables, "name a folder of the dataset"
    )


def _folder(path: Path, tables: Callable[[Json], Contract], hint: str) -> TableSource:
    file = path if path.is_file() else path / DESCRIPTOR
    if file.suffix != ".json":
        raise DatasetError(f"{file} is no {DESCRIPTOR}; {_FOLDER}")
    try:
        raw = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise DatasetError(f"{path} holds no {DESCRIPTOR}; {hint}") from None
    except (OSError, ValueError) as error:
        raise DatasetError(f"{file} is no {DESCRIPTOR}: {error}") from None
    content = read_descriptor(raw, str(file))
    try:
        contract = tables(content)
    except DescriptorContractError as error:
        raise DatasetError(f"{file}: {error}") from None
    folder = file.parent

    def read(inside: str) -> bytes | None:
        try:
            return (folder / inside).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError) as error:
            raise DatasetError(f"{inside} cannot be read: {error}") from None

    version = str(content.get("version", __version__))
    resources, setting = _resources(content), content.get("releases")
    return TableSource(str(folder), resources, version, contract, setting, read)


def open_release(path: Path, version: str | None = None) -> TableSource:
    """Open a release's bundle, to be read by its own contract.

    Args:
        path: The zip file.
        version: The version that it must be; by default any.

    Raises:
        DatasetError: It is no bundle, is damaged, or is another version.
    """
    try:
        bundle = open_bundle(path)
        content = read_descriptor(bundle.read(DESCRIPTOR), f"{DESCRIPTOR} in {path.name}")
        tables = contract_of(schemas_in(content))
    except (BundleError, DescriptorContractError) as error:
        where = "" if path.name in str(error) else f"{path.name}: "
        raise ReleaseError(f"{where}{error}") from None
    except OSError as error:
        raise ReleaseError(f"{path}: {error.strerror or error}") from None
    own = str(content.get("version", "none"))
    if version not in (None, own):
        raise ReleaseError(f"{path.name} holds version {own[:50]}, not {version}")

    def read(inside: str) -> bytes | None:
        return _member(bundle, inside)

    return TableSource(path.name, _resources(content), own, tables, None, read)


def _member(bundle: Bundle, inside: str) -> bytes | None:
    if inside not in bundle.sums:
        return None
    try:
        return bundle.read(inside)
    except (BundleError, OSError) as error:
        raise ReleaseError(str(error)) from None


def _resources(content: Json) -> dict[str, Json]:
    return {str(r.get("name")): r for r in content["resources"] if isinstance(r, dict)}


def _path(resource: Json, name: str) -> str:
    """A resource's path, which must lead to a file in the descriptor's folder."""
    path = resource.get("path")
    if not isinstance(path, str) or not path:
        raise DatasetError(f"{DESCRIPTOR} names no file for {name}")
    why = leads_out(path, Path(), trust_links=True)  # some installers link a package's files
    if why is not None:
        raise DatasetError(f"the path of {name} in {DESCRIPTOR} {why}: {path}")
    return path


def _rows(raw: bytes, name: str, resource: Json, table: Table) -> pa.Table:
    """The rows in a file whose hash is the recorded one."""
    path = resource["path"]
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
