"""A folder of machine-made tables flows in, the rows of its tables flow out.

They are read by the machine edition of the contract, all parts of a table as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from outsourced_care.archive.parts import machine_descriptor
from outsourced_care.content import read_parquet
from outsourced_care.contract import Contract, Json, Table
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.editions import machine_edition
from outsourced_care.errors import DatasetError
from outsourced_care.home import contract
from outsourced_care.package_files import resource_name, table_name
from outsourced_care.package_paths import leads_out
from outsourced_care.table_source import TableSource

_FORM = "parquet"


@dataclass(frozen=True, slots=True)
class MadeTables(TableSource):
    """Where machine-made tables are read from; its contract has those that are listed."""

    def find(self, table: Table) -> pa.Table | None:
        """The rows of a table's parts, one behind the other.

        Raises:
            DatasetError: A part is not there, leads elsewhere or cannot be read.
        """
        resource = self.resources[resource_name(table.name, _FORM)]
        listed = resource.get("path")
        parts = [self._part(p, table) for p in (listed if isinstance(listed, list) else [listed])]
        return pa.concat_tables(parts) if parts else table.to_arrow().empty_table()

    def _part(self, path: object, table: Table) -> pa.Table:
        if not isinstance(path, str) or not path:
            raise DatasetError(f"{DESCRIPTOR} of {self.shown} names no files for {table.name}")
        if why := leads_out(path, Path(self.shown), trust_links=False):
            raise DatasetError(f"the path of {table.name} in {DESCRIPTOR} {why}: {path}")
        raw = self.read(path)
        if raw is None:
            raise DatasetError(f"{self.shown} has no {path}, which its {DESCRIPTOR} lists")
        try:
            rows = read_parquet(raw, table)
            rows.validate(full=True)  # text that is none would come out anywhere
            return rows
        except (pa.ArrowException, KeyError, OSError, ValueError) as error:
            said = (str(error).splitlines() or [type(error).__name__])[0]
            raise DatasetError(f"{path} is no readable {table.name} table: {said}") from None


def made_tables(path: Path, opened: TableSource) -> MadeTables | None:
    """The machine-made tables at a path; None when something else is there.

    Args:
        path: A folder or descriptor.
        opened: What was opened there as a folder of the dataset.
    """
    is_one = path.is_dir() or path.suffix == ".json"  # no bundle, which may be large
    descriptor = machine_descriptor(path) if is_one else None
    if descriptor is None:
        return None
    known, resources = machine_edition(contract()), _by_table(descriptor)
    there = [table for table in known.values() if resource_name(table.name, _FORM) in resources]
    if not there:
        raise DatasetError(f"{path} lists no machine-made table: {', '.join(known)}")
    own = Contract(there, known.edition)
    read: Callable[[str], bytes | None] = opened.read
    return MadeTables(opened.shown, resources, opened.version, own, None, read)


def _by_table(descriptor: Json) -> dict[str, Json]:
    """The resources by the name that those of Parquet files have."""
    named = [r for r in descriptor["resources"] if isinstance(r, dict)]
    return {resource_name(table_name(str(r.get("name"))), _FORM): r for r in named}
