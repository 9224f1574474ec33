"""What goes flows in, lines that say so to the maintainer flow out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from outsourced_care.contract import Contract
from outsourced_care.redaction.going import Going, shown
from outsourced_care.redaction.old_bundles import Replaced
from outsourced_care.redaction.tombstones import Tombstone
from outsourced_care.releases.index import RELEASES
from outsourced_care.tombstones import WITHDRAWN

_WITHOUT_ID = ("participants", "accounts", "evidence")


def cells_emptied(
    tables: Mapping[str, pa.Table], contract: Contract, going: Going
) -> list[tuple[str, str, str]]:
    """The cells that are emptied, by table, record and column."""
    found = []
    for table, number, column in sorted(going.emptied):
        key = "record_id" if table == WITHDRAWN else contract[table].primary_key[0]
        found.append((table, str(tables[table][key][number].as_py()), column))
    return found


def tell_records(tables: Mapping[str, pa.Table], contract: Contract, going: Going) -> Iterator[str]:
    """What goes from the working tree, record by record, what was asked for first."""
    for key, why in sorted(going.records.items(), key=lambda x: (x[1] != "asked for", x[0])):
        yield f"{shown(key)} goes: {why}"
    for name in _WITHOUT_ID:
        rows = tables[name].to_pylist() if going.rows.get(name) else []
        for number in sorted(going.rows.get(name, ())):
            about = rows[number]["table"], rows[number]["record_id"]
            if name == "participants" and about not in going.records:
                yield f"{shown(about)}: its participant {rows[number]['part']} goes"
    for name in _WITHOUT_ID:
        if number := len(going.rows.get(name, ())):
            yield f"{name}: {_count(number, 'row')} in all"
    for table, record, column in cells_emptied(tables, contract, going):
        yield f"{table}/{record}: {column} is emptied"


def tell_bundle(new: Replaced) -> str:
    """What goes from a bundle."""
    counts = [f"{table} {number}" for table, number in new.without.rows.items()]
    told = [f"rows that go: {', '.join(counts)}"] if counts else []
    if new.without.emptied:
        told.append(f"{_count(new.without.emptied, 'cell')} emptied")
    if new.without.masked:
        told.append(f"{_count(new.without.masked, 'cell')} with a mark")
    path = f"{RELEASES}/{new.release.bundle.path}"
    return f"{path} is replaced: {'; '.join(told) or 'words in its files'}"


def tell_files(
    changed: Sequence[str], removed: Sequence[str], stones: Sequence[Tombstone]
) -> Iterator[str]:
    """Which files change besides bundles, and which tombstones are written."""
    for name in changed:
        if not name.startswith(f"{RELEASES}/"):
            yield f"{name} is written"
    for name in removed:
        yield f"{name} is removed"
    if stones:
        which = " to ".join(dict.fromkeys((stones[0].record_id, stones[-1].record_id)))
        yield f"{WITHDRAWN}: {which}, in {stones[0].withdrawn_in}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
