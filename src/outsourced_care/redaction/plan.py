"""A repository and a record flow in, every file as it is to be without the record flows out.

All of it is worked out from the last commit, in a copy of that, before anything is written. So
a run that was killed can be repeated: until it is committed, the same comes out again.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from outsourced_care import __version__
from outsourced_care.checking import WORDS, check
from outsourced_care.contract import Contract
from outsourced_care.dataset import Examined, examine
from outsourced_care.descriptor import render
from outsourced_care.errors import CannotRunError
from outsourced_care.findings import Finding
from outsourced_care.package_words import load_package_words
from outsourced_care.redaction.changelog_lines import without_records
from outsourced_care.redaction.committed import committed_files, put
from outsourced_care.redaction.entry_edits import Edits
from outsourced_care.redaction.going import Going
from outsourced_care.redaction.left_over import left_over, surnames, told_elsewhere, unfit_reason
from outsourced_care.redaction.old_bundles import OldBundle, Replaced, read_bundles, replaced
from outsourced_care.redaction.records import Records
from outsourced_care.redaction.telling import cells_emptied, tell_bundle, tell_files, tell_records
from outsourced_care.redaction.tombstones import Tombstone, stones_for, with_stones
from outsourced_care.redaction.traces import MARK, Traces
from outsourced_care.releases.changelog import CHANGELOG, read_changelog
from outsourced_care.releases.index import INDEX, RELEASES, Index, index_bytes
from outsourced_care.releases.local import LocalReleases
from outsourced_care.releases.release import called_for, coming_version
from outsourced_care.releases.version_file import version_at
from outsourced_care.schema_files import read_contract
from outsourced_care.tombstones import TOMBSTONES

_LETTER = re.compile(r"[^\W_]")


class RefusedError(Exception):
    """What is asked for cannot be done yet.

    Attributes:
        findings: Why.
        told: What would go, as far as that was worked out.
    """

    def __init__(self, findings: list[Finding], told: Sequence[str] = ()) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings
        self.told = tuple(told)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a redaction does.

    Attributes:
        told: What goes and why, a line each.
        published: `data/` and the descriptor.
        written: Every other file that is written, in this order: bundles, index, the rest.
        removed: The files that go.
        before: What the last commit holds of all of these.
    """

    told: tuple[str, ...]
    published: Mapping[str, bytes]
    written: Mapping[str, bytes]
    removed: tuple[str, ...]
    before: Mapping[str, bytes]

    @property
    def planned(self) -> dict[str, bytes]:
        """Every file that is written."""
        return {**self.published, **self.written}

    @property
    def changed(self) -> list[str]:
        """The files that are other than in the last commit, or gone."""
        other = (n for n, raw in self.planned.items() if self.before.get(n) != raw)
        return sorted({*other, *self.removed})


def plan(root: Path, record: str, reason: str, names: tuple[str, ...] = ()) -> Plan:
    """Work out a redaction.

    Args:
        root: The repository's folder.
        record: `TABLE/ID`, or an id that one table has.
        reason: Why it goes, for the tombstone and the index.
        names: What else it is called, besides the names in the registries.

    Raises:
        RefusedError: Words are left over, the reason tells what goes, or the entries have
            faults, before or after.
        UnknownRecordError: There is no such record.
        CannotRunError: A release cannot be read, or a trace stands where nothing can take its
            place.
        NoHistoryError: Nothing was committed yet.
    """
    for name in names:
        if not _LETTER.search(name):
            raise CannotRunError(f"--name {name!r} has no letter or digit")
        if Traces((), [name]).within(MARK):
            raise CannotRunError(f"--name {name!r} is what stands in place of names")
    before = committed_files(root)
    with tempfile.TemporaryDirectory(prefix="outsourced-care-") as folder:
        put(before, Path(folder))
        return _Copy(Path(folder), before, reason).plan(record, names)


@dataclass
class _Copy:
    """A copy of the repository, in which the redaction is done."""

    root: Path
    before: Mapping[str, bytes]
    reason: str
    told: list[str] = field(default_factory=list)

    def plan(self, record: str, names: tuple[str, ...]) -> Plan:
        examined = self.sound()
        old = read_bundles(LocalReleases.of(self.root))
        tables = examined.assembled.tables
        records = Records((tables, self.contract), [(o.tables, o.contract) for o in old])
        key = records.named(record)
        called = list(dict.fromkeys([*records.names_of(key), *names]))
        here, there = records.all_going(key, called)
        traces = Traces([name for _, name in here.records], called)
        self.told += tell_records(tables, self.contract, here)
        self.refuse([*unfit_reason(self.reason, traces), *told_elsewhere(examined.sources, here)])

        self.told += map(tell_bundle, self.replace_bundles(old, there, traces))
        emptied = frozenset(cells_emptied(tables, self.contract, here))
        Edits(frozenset(here.records), emptied, traces).apply(self.root, self.contract)
        if CHANGELOG in self.before:
            text = self.before[CHANGELOG].decode("utf-8", "replace")
            put({CHANGELOG: without_records(text, traces).encode("utf-8")}, self.root)
        gone_from = [table for table, _ in records.held(here.records)]
        stones, published = self.rebuild(gone_from, records.next_number)
        put(published, self.root)

        after = self.files()
        changed = [n for n, raw in after.items() if n not in published and self.is_new(n, raw)]
        changed.sort(key=lambda n: (not n.startswith(f"{RELEASES}/"), n.endswith(INDEX), n))
        removed = tuple(sorted(self.before.keys() - after.keys()))
        self.told += tell_files(changed, removed, stones)
        written = {name: after[name] for name in changed}
        if key[0] == "people":
            own = {name: raw for name, raw in after.items() if name not in published}
            self.told += surnames(self.before, own, called)
        self.refuse(left_over(self.before, after, traces, published, here.records))
        touched = [n for n in self.before if n in published or n in written or n in removed]
        before = {name: self.before[name] for name in touched}
        return Plan(tuple(self.told), published, written, removed, before)

    @cached_property
    def contract(self) -> Contract:
        return read_contract(self.root / "schemas")

    @cached_property
    def index(self) -> Index:
        return LocalReleases.of(self.root).listed()

    def sound(self) -> Examined:
        """What the entries give; refused where a check finds an error."""
        found = check(self.root, self.contract, None)
        self.refuse([f for f in found if f.severity == "error"])
        return examine(self.root, self.contract, None)

    def replace_bundles(
        self, old: list[OldBundle], there: list[Going], traces: Traces
    ) -> list[Replaced]:
        """Put bundles without what goes in the place of those that hold any of it."""
        made = (replaced(o, g, traces, self.reason) for o, g in zip(old, there, strict=True))
        found = [new for new in made if new is not None]
        index = self.index
        for new in found:
            index = index.with_release(new.release)
            put({f"{RELEASES}/{new.release.bundle.path}": new.raw}, self.root)
        if found:
            put({f"{RELEASES}/{INDEX}": index_bytes(index)}, self.root)
        return found

    def rebuild(self, tables: list[str], first: int) -> tuple[list[Tombstone], dict[str, bytes]]:
        """Write tombstones for records of tables, and make what is published.

        The version that a tombstone names is known only when what goes was held against the
        last release; then they are written again.
        """
        if not tables:
            return [], self.published()
        path = self.root / TOMBSTONES
        there = path.read_bytes() if path.exists() else b""
        latest = self.index.latest
        released = "0.0.0" if latest is None else latest.version
        log, _ = read_changelog(self.before.get(CHANGELOG, b"\n"))
        written = None if log is None else log.top.version, version_at(self.root)
        version = coming_version(released, None, *written)
        while True:
            stones = stones_for(tables, first, version, self.reason)
            put({TOMBSTONES: with_stones(there, stones, self.contract)}, self.root)
            published = self.published()
            asked = called_for(self.root, published, self.version) if latest else None
            if version == (version := coming_version(released, asked, *written)):
                return stones, published

    def published(self) -> dict[str, bytes]:
        """`data/` and the descriptor."""
        examined = self.sound()
        words, _ = load_package_words(self.root / WORDS, WORDS)
        return render(examined.assembled.tables, self.contract, words, self.version)

    @property
    def version(self) -> str:
        return version_at(self.root) or __version__

    def files(self) -> dict[str, bytes]:
        """Every file in the copy."""
        found = (p for p in sorted(self.root.rglob("*")) if p.is_file())
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in found}

    def is_new(self, name: str, raw: bytes) -> bool:
        return self.before.get(name) != raw

    def refuse(self, found: list[Finding]) -> None:
        """Stop where anything was found."""
        if found:
            raise RefusedError(found, self.told)
