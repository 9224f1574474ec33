"""A folder of machine-made tables flows in, everything that is wrong with it flows out.

The rows are read in batches, so that the memory is bounded whatever there is: what a row is
judged by alone is judged on the way, and only keys are kept for what is judged over whole
tables, in memory while they are few.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.archive.keys import AtFault, Keys, KeysInMemory, Show
from outsourced_care.archive.parts import Part, Parts, list_parts
from outsourced_care.archive.streaming import BATCH_ROWS, ByRow, batches, located
from outsourced_care.archive.told import ALIKE, Kind, Told
from outsourced_care.contract import Contract, Json
from outsourced_care.descriptor import DESCRIPTOR
from outsourced_care.extraction.extract import machine_contract
from outsourced_care.findings import Finding, Place
from outsourced_care.reports import left_out

FEW = 500_000  # rows whose keys are kept in memory


@dataclass(frozen=True, slots=True)
class CheckedFolder:
    """What was checked, in a few words, and what was found."""

    summary: str
    findings: list[Finding]


def check_folder(
    path: Path,
    descriptor: Json,
    show: Show = lambda _: None,
    *,
    few: int = FEW,
    most_rows: int = BATCH_ROWS,
) -> CheckedFolder:
    """Check a folder of machine-made tables against the machine edition of the contract.

    Args:
        path: The folder, or its descriptor.
        descriptor: What `machine_descriptor` gives.
        show: Called with what is being done.
        few: How many rows may have their keys in memory; for more there must be DuckDB.
        most_rows: The most rows that are held at a time.

    Returns:
        What was found. Of findings that are alike only the first are told, and their number.

    Raises:
        CannotRunError: DuckDB is needed and not there, or its disk is too small.
    """
    folder = path if path.is_dir() else path.parent
    known, told = machine_contract(), Told()
    show("listing the files")
    listed = list_parts(folder, descriptor, known)
    told.add(listed.findings)
    there = [name for name in known if name in listed.tables and listed.tables[name].whole]
    told.add(left_out(listed.tables, Place((folder / DESCRIPTOR).as_posix()), known))
    rows = sum(parts.rows for parts in listed.tables.values())
    with _kept(rows, few) as keys:
        reading = _Reading(known, told, keys, rows, show, most_rows)
        sound = [name for name, parts in listed.tables.items() if reading.read(parts)]
        at_hand = Contract([known[name] for name in known if name in sound], known.edition)
        for found in keys.at_fault(at_hand, show, ALIKE):
            _tell(found, reading.files[found.table.name], told)
    files_read = sum(len(parts.files) for parts in listed.tables.values())
    read = sum(listed.tables[name].rows for name in there)
    said = f"{files_read:,} files, {len(there)} machine-made tables, {read:,} rows"
    return CheckedFolder(f"{folder}: {said}", told.findings(Place(folder.as_posix())))


def _kept(rows: int, few: int) -> AbstractContextManager[Keys]:
    """Where to keep the keys of so many rows."""
    if rows <= few:
        return nullcontext(KeysInMemory())
    from outsourced_care.archive.out_of_core import keys_out_of_core

    return keys_out_of_core(rows)


@dataclass(slots=True)
class _Files:
    """Files of a table, with the number of rows before each."""

    parts: list[Part]
    before: list[int]

    def place(self, row: int) -> tuple[Part, int]:
        """The file that a row of the table stands in, and its row there."""
        number = bisect_right(self.before, row) - 1
        return self.parts[number], row - self.before[number]


class _Reading:
    """Reads tables file by file, judges their rows and keeps their keys."""

    def __init__(
        self, known: Contract, told: Told, keys: Keys, rows: int, show: Show, most_rows: int
    ) -> None:
        self._known, self._told, self._keys = known, told, keys
        self._all, self._done = rows, 0
        self._show, self._most = show, most_rows
        self.files: dict[str, _Files] = {}

    def read(self, parts: Parts) -> bool:
        """Read a table; tell whether all its rows could be had, in the right types."""
        table, whole = parts.table, parts.whole
        files = self.files[table.name] = _Files([], [])
        judge, rows = ByRow(table, self._known, self._told), 0
        for part in parts.files:
            files.parts.append(part)
            files.before.append(rows)
            for batch in batches(part, table, self._told, self._most):
                if batch is None:
                    whole = False
                    continue
                judge.judge(batch)
                if whole:
                    self._keys.add(table, batch.rows)
                rows += batch.rows.num_rows
                self._done += batch.rows.num_rows
                self._show(f"reading {table.name}, {self._done:,} of {self._all:,} rows")
        return whole


def _tell(found: AtFault, files: _Files, told: Told) -> None:
    """Tell of rows at fault, each in its file."""
    table, judgement = found.table, found.judgement

    def make(number: int) -> Finding:
        part, row = files.place(found.at[number])
        return located(found.faults[number], table, part, row, found.rows)

    kind: Kind = (table.name, judgement.rule, judgement.field, "error")
    told.several(kind, range(len(found.at)), make, found.there)
