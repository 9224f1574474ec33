"""What goes and a reason flow in, tombstones that tell nothing else of it flow out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from outsourced_care.contract import Contract
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.release_states import read_release
from outsourced_care.diff.version_rules import verdict
from outsourced_care.entry_form import canonical
from outsourced_care.history import TOMBSTONES
from outsourced_care.releases.changelog import read_changelog
from outsourced_care.releases.index import RELEASES
from outsourced_care.releases.release import state_of
from outsourced_care.versions import parse


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


def coming_version(changelog: bytes, released: str, called_for: str | None = None) -> str:
    """The version that is being prepared.

    That is the one which the changelog's newest heading names, where it is not released yet;
    else the lowest that changes call for, and higher than the last release.

    Args:
        changelog: `CHANGELOG.md`.
        released: The version of the last release.
        called_for: The version that the changes since then call for, as far as that is known.
    """
    log, _ = read_changelog(changelog)
    if log is not None and parse(log.top.version) > parse(released):
        return log.top.version
    major, minor, patch = parse(released)
    least = f"{major}.{minor}.{patch + 1}"
    return max(called_for or least, least, key=parse)


def called_for(root: Path, published: Mapping[str, bytes], version: str) -> str | None:
    """The version that the changes since the last release call for.

    Raises:
        StateError: The last release cannot be read.
    """
    state = read_release(root / RELEASES, "latest")
    return verdict(compare(state, state_of(published, version), 1)).called_for
