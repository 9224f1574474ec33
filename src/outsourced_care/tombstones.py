"""The last release and the present tombstones flow in, what is wrong with new ones flows out.

A tombstone is a row of the table `withdrawn`, and tells of a record that is gone. It names the
version in which the record goes: the one that the dataset is heading for, as `diff` and the
release work it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from outsourced_care.assembly import Assembled
from outsourced_care.findings import Finding, finding
from outsourced_care.known_again import Key, KnownAgain, texts
from outsourced_care.releases.changelog import planned_version
from outsourced_care.releases.version_file import version_at
from outsourced_care.versions import is_version, parse

WITHDRAWN = "withdrawn"  # the table of tombstones
TOMBSTONES = f"entries/{WITHDRAWN}.yaml"  # where they are written

_NAMED = ["table", "record_id"]  # the columns of a tombstone that name its record
_STONES = 100  # tombstones that a finding tells
_WRITTEN_OUT = 3  # of them in the form that files have; more take a line each
_NEAR = 3  # ids that a hint names
_REDACTED = re.compile(r"redacted-[0-9]+")  # stands for an id that must not be told


@dataclass(frozen=True)
class Tombstones:
    """The tombstones beside those of the last release.

    Every property and method may raise `DatasetError`: the release is damaged.

    Attributes:
        known: The records of the last release beside the present ones.
        assembled: The present tables.
        root: The repository's folder.
    """

    known: KnownAgain
    assembled: Assembled
    root: Path

    @cached_property
    def rows(self) -> Mapping[Key, int]:
        """The row of the tombstone of each record that has one."""
        rows = self.assembled.tables.get(WITHDRAWN)
        if rows is None:
            return {}
        tables, names = (column.to_pylist() for column in texts(rows.select(_NAMED)))
        return {key: row for row, key in enumerate(zip(tables, names, strict=True))}

    @cached_property
    def former(self) -> set[Key]:
        """The records that had a tombstone in the release."""
        if WITHDRAWN not in self.known.release.contract:
            return set()
        rows = self.known.release.read(WITHDRAWN, _NAMED)
        return set(zip(*(column.to_pylist() for column in texts(rows)), strict=True))

    @property
    def gone(self) -> list[Key]:
        """Those that the release has and the present tables lack."""
        return sorted(self.former - self.rows.keys())

    def faults(self) -> Iterator[Finding]:
        """What is wrong with those that are new."""
        for key in sorted(self.rows.keys() - self.former):
            yield from self._untimely(key)
            yield from self._of_nothing(key)

    # --- what they are of --------------------------------------------------------------------

    def _of_nothing(self, key: Key) -> Iterator[Finding]:
        """That one is of a record which was never released."""
        table, name = key
        there = self.known.was_there(key) or self.known.row(key) is not None
        if there or _REDACTED.fullmatch(name) or table not in self.known.contract:
            return
        elsewhere, near = self.known.tables_of(name), self._near(key)
        if elsewhere:
            hint = f"write table: {' or '.join(elsewhere)}"
        else:
            hint = f"did you mean {' or '.join(near)}? Else take" if near else "take"
            hint += " the tombstone out: what was never released needs none"
        yield finding(
            self.assembled.origins[WITHDRAWN][self.rows[key]].at("record_id"),
            "tombstone-of-nothing",
            f"release {self.known.release.version} has no “{name}” in {table}",
            hint,
            table=WITHDRAWN,
            record=name,
            field="record_id",
        )

    def _near(self, key: Key) -> list[str]:
        """The ids that may be meant: those that end so, as an entry writes them, or look alike."""
        table, name = key
        released = self.known.ids_of(table)
        ending = [i for i in released if i.endswith(f"-{name}")]
        gone = [i for i in ending if (table, i) in self.known.gone]
        from difflib import get_close_matches  # late: only hints need it

        return (gone or ending)[:_NEAR] or get_close_matches(name, released, n=_NEAR, cutoff=0.6)

    # --- the version that they name ----------------------------------------------------------

    def _untimely(self, key: Key) -> Iterator[Finding]:
        """That one names a version which was released before, or is not the coming one."""
        row, released = self.rows[key], self.known.release.version
        version = str(self.assembled.tables[WITHDRAWN]["withdrawn_in"][row].as_py())
        if not is_version(version) or version == self.coming:
            return
        past = parse(version) <= parse(released)
        message = f"“{key[1]}” cannot be withdrawn in {version}: "
        message += "the last" if past else "the next"
        message += f" release is {released if past else self.coming}"
        yield finding(
            self.assembled.origins[WITHDRAWN][row].at("withdrawn_in"),
            "withdrawn-in",
            message,
            f"write withdrawn_in: {self.coming}",
            table=WITHDRAWN,
            record=key[1],
            field="withdrawn_in",
            severity="error" if past else "warning",  # later changes may call for another
        )

    @cached_property
    def coming(self) -> str:
        """The version that the dataset is heading for, once all that is gone has a tombstone."""
        from outsourced_care.diff.compare_states import compare  # late: only findings need it
        from outsourced_care.diff.states import State, StateError
        from outsourced_care.diff.version_rules import verdict
        from outsourced_care.releases.release import coming_version

        release = self.known.release
        planned, written = planned_version(self.root, release.version), version_at(self.root)
        rows = {n: release.read(n, t.names) for n, t in release.contract.items()}
        old = State("the last release", release.version, release.contract, rows)
        new = State("the entries", None, self.known.contract, self._told())
        try:
            called_for = verdict(compare(old, new, 1)).called_for
        except StateError:  # records are there twice, which is told where they are
            called_for = None
        return coming_version(release.version, called_for, planned, written)

    def _told(self) -> Mapping[str, pa.Table]:
        """The present tables, with a tombstone for every record that is gone."""
        tables = self.assembled.tables
        if WITHDRAWN not in tables:
            return tables
        there = tables[WITHDRAWN]
        wanted = [key for key in self.known.gone if key not in self.rows]
        more = [dict(zip(_NAMED, key, strict=True)) for key in wanted]
        filled = pa.Table.from_pylist(
            [{n: row.get(n) for n in there.column_names} for row in more], there.schema
        )
        return {**tables, WITHDRAWN: pa.concat_tables([there, filled])}

    # --- what to write -----------------------------------------------------------------------

    def as_written(self, key: Key, successor: str | None = None) -> str:
        """The tombstone to write for a record."""
        lines = [f"- table: {key[0]}", f"  record_id: {key[1]}"]
        lines += [f"  withdrawn_in: {self.coming}", "  reason: TODO"]
        return "\n".join(lines + ([f"  superseded_by: {successor}"] if successor else []))

    def all_written(self, keys: Iterable[Key]) -> str:
        """The tombstones to write for records."""
        keys = sorted(keys)
        if len(keys) <= _WRITTEN_OUT:
            return "\n".join(self.as_written(key) for key in keys)
        rest = f"withdrawn_in: {self.coming}, reason: TODO"
        lines = [f"- {{table: {t}, record_id: {r}, {rest}}}" for t, r in keys[:_STONES]]
        more = len(keys) - _STONES
        return "\n".join([*lines, *([f"# … and {more} more"] if more > 0 else [])])
