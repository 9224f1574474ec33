"""A folder of releases flows in, single columns of the last one's tables flow out.

Only what is asked for is read, from the Parquet files, by the release's own contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from outsourced_care.contract import Contract
from outsourced_care.errors import ReleaseError
from outsourced_care.package_files import resource_name
from outsourced_care.releases.local import LocalReleases
from outsourced_care.table_source import TableSource, open_release


@dataclass(frozen=True, slots=True)
class Released:
    """A release, nothing of whose rows is read yet."""

    source: TableSource

    @property
    def version(self) -> str:
        """Its version."""
        return self.source.version

    @property
    def contract(self) -> Contract:
        """Its own contract."""
        return self.source.contract

    def read(self, table: str, columns: Sequence[str]) -> pa.Table:
        """Read some columns of a table of the contract.

        Raises:
            DatasetError: The table has no such column or file, or that is damaged.
        """
        raw = self.source.file(resource_name(table, "parquet"))
        if raw is None:
            raise ReleaseError(f"{self.source.shown} holds no Parquet file of {table}")
        try:
            file = pq.ParquetFile(pa.BufferReader(raw))
            rows = file.read(columns=list(columns)).select(list(columns))
            rows.validate(full=True)
        except (OSError, KeyError, ValueError, pa.ArrowException) as error:
            said = " ".join(str(error).split())[:200]
            raise ReleaseError(f"{self.source.shown}: {table} cannot be read: {said}") from None
        return rows


def last_release(folder: Path) -> Released | None:
    """Open the newest release in a folder.

    Args:
        folder: The folder with the index of releases and their bundles.

    Returns:
        The release; None when there is no index, or none in it.

    Raises:
        DatasetError: The index or the bundle is damaged, is another file, or cannot be read.
    """
    place = LocalReleases(folder, folder.name)
    latest = place.listed().latest
    if latest is None:
        return None
    return Released(open_release(place.bundle(latest), latest.version))
