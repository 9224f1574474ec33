"""What goes and a reason flow in, tombstones that tell nothing else of it flow out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from outsourced_care.contract import Contract
from outsourced_care.entry_form import canonical
from outsourced_care.tombstones import TOMBSTONES


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A tombstone that names no record: the table that held it, and since when it is gone."""

    table: str
    record_id: str
    withdrawn_in: str
    reason: str

    def written(self) -> str:
        """The tombstone as an item of `withdrawn.yaml`; JSON's text is YAML's, too."""
        lines = [f"- table: {self.table}", f"  record_id: {self.record_id}"]
        lines.append(f"  withdrawn_in: {self.withdrawn_in}")
        return "\n".join([*lines, f"  reason: {json.dumps(self.reason, ensure_ascii=False)}", ""])


def stones_for(tables: Sequence[str], first: int, version: str, reason: str) -> list[Tombstone]:
    """A tombstone for a record of each table, numbered from the first free number."""
    return [
        Tombstone(table, f"redacted-{number}", version, reason)
        for number, table in enumerate(tables, start=first)
    ]


def with_stones(there: bytes, stones: Sequence[Tombstone], contract: Contract) -> bytes:
    """The file of tombstones with more of them.

    Raises:
        FormError: The file cannot be parsed.
    """
    text = there.decode("utf-8")
    text = ("" if text.strip() == "[]" else text) + "".join(s.written() for s in stones)
    return canonical(text.encode("utf-8"), TOMBSTONES, contract).encode("utf-8")
