"""The last release and the present tables flow in, what became of its ids flows out.

An id is given once, and never reused or renumbered; a record that goes leaves a tombstone in
the table `withdrawn`. Findings tell what to write instead.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from outsourced_care import __version__
from outsourced_care.assembly import Assembled
from outsourced_care.contract import Contract
from outsourced_care.dataset_errors import DatasetError
from outsourced_care.entry_files import ARTICLES
from outsourced_care.entry_shapes import LOCAL, REGISTRIES
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.known_again import Key, KnownAgain, texts
from outsourced_care.releases.columns import last_release
from outsourced_care.releases.index import INDEX, RELEASES
from outsourced_care.versions import is_version, parse

WITHDRAWN = "withdrawn"  # the table of tombstones
TOMBSTONES = f"entries/{WITHDRAWN}.yaml"  # where they are written
LOSSES = ("id-gone", "id-renumbered", "id-reused", "tombstone-gone")  # rules

_NAMING = ("reference", "told-nowhere", "account-of-nothing")  # rules of what names a record
_PLACES = 5  # where one is still named that a finding tells
_NAMED = ["table", "record_id"]  # the columns of a tombstone that name its record
_PARTS = {"articles": LOCAL, "proposals": ("proposal_terms",)}  # ids that begin with another's
_SHOWN = 20  # ids that a finding tells
_STONES = 100  # tombstones that it tells
_WRITTEN_OUT = 3  # of them in the form that files have; more take a line each
_REDACTED = re.compile(r"redacted-[0-9]+")  # stands for an id that must not be told


@dataclass(frozen=True, slots=True)
class Gone:
    """Records of the last release that are gone without a tombstone."""

    records: frozenset[Key] = frozenset()
    articles: frozenset[str] = frozenset()  # those whose whole entry is gone
    renamed: frozenset[Key] = frozenset()  # what has their passages now


@dataclass(frozen=True, slots=True)
class Since:
    """What became of ids since the last release: the findings, and what they are about."""

    findings: list[Finding]
    gone: Gone = Gone()


def against_last_release(
    folder: Path, assembled: Assembled, contract: Contract, shown: str = RELEASES
) -> list[Finding]:
    """Hold the ids of the present tables against those of the last release.

    Args:
        folder: The folder of releases; without one, or without a release in it, nothing is
            held against anything.
        assembled: The present tables.
        contract: Their contract.
        shown: How findings name the folder.

    Returns:
        What happened to ids that may not happen to one, and what is wrong with tombstones
        that are new; a single finding when the last release cannot be read.
    """
    return since_last_release(folder, assembled, contract, shown).findings


def since_last_release(
    folder: Path, assembled: Assembled, contract: Contract, shown: str = RELEASES
) -> Since:
    """Hold the ids of the present tables against those of the last release.

    As `against_last_release`, and tell besides which records are gone.
    """
    try:
        release = last_release(folder)
        if release is None:
            return Since([])
        known = KnownAgain(release, assembled.tables, contract)
        return _History(known, assembled).since()
    except DatasetError as error:
        message, hint = f"the last release cannot be read: {error}", "restore the folder from git"
        found = finding(Place(f"{shown}/{INDEX}"), "release-unreadable", message, hint)
        return Since([found])


def still_named(history: list[Finding], follows: list[Finding]) -> list[Finding]:
    """Add to what is gone where it is still named: findings that follow from its absence."""
    places = sorted({(f.file, f.line) for f in follows if f.rule in _NAMING and f.line is not None})
    lost = [f for f in history if f.rule == "id-gone"]
    if len(lost) != 1 or lost[0].table == "articles" or not places:
        return history
    shown = ", ".join(f"{file}:{line}" for file, line in places[:_PLACES])
    more = f" and {len(places) - _PLACES} more places" if len(places) > _PLACES else ""
    told = replace(lost[0], message=f"{lost[0].message}; it is still named: {shown}{more}")
    return [told if f is lost[0] else f for f in history]


@dataclass(frozen=True)
class _History:
    """What became of the records of the last release."""

    known: KnownAgain
    assembled: Assembled

    def since(self) -> Since:
        """What became of the records."""
        gone = [key for key in self.known.gone if key not in self.stones]
        become = {key: new for key in gone if (new := self.known.successor(key)) is not None}
        entries = [key for key in gone if key[0] == "articles" and key not in become]
        parts = {key for key in gone for whole in become if _is_part(key, whole)}
        found = list(self.tombstones())
        found += [self.told_as(key, new) for key, new in become.items() if key not in parts]
        rest = set(gone) - become.keys() - parts
        for entry in entries:
            own = {key for key in rest if key == entry or _is_part(key, entry)}
            own |= rest & self.known.told_in(entry[1])
            own |= {key for key in rest if any(_is_part(key, whole) for whole in own)}
            found.append(self.told_entry_gone(entry[1], own))
            rest -= own
        found += self.told_gone(rest)
        for key in self.known.orphaned:
            if key not in self.known.gone and (other := self.known.renumbered(key)) is not None:
                found.append(self.told_renumbered(key, other))
        renamed = frozenset((key[0], new) for key, new in become.items())
        return Since(found, Gone(frozenset(gone), frozenset(e for _, e in entries), renamed))

    # --- tombstones --------------------------------------------------------------------------

    @cached_property
    def stones(self) -> dict[Key, int]:
        """The row of the tombstone of each record that has one."""
        rows = self.assembled.tables.get(WITHDRAWN)
        if rows is None:
            return {}
        tables, names = (column.to_pylist() for column in texts(rows.select(_NAMED)))
        return {key: row for row, key in enumerate(zip(tables, names, strict=True))}

    @cached_property
    def former_stones(self) -> set[Key]:
        """The records that had a tombstone in the release."""
        if WITHDRAWN not in self.known.release.contract:
            return set()
        rows = self.known.release.read(WITHDRAWN, _NAMED)
        return set(zip(*(column.to_pylist() for column in texts(rows)), strict=True))

    def tombstones(self) -> Iterator[Finding]:
        """What is wrong with tombstones that went or came since the release."""
        for key in sorted(self.former_stones - self.stones.keys()):
            if self.known.row(key) is None:
                message = f"the tombstone of “{key[1]}” ({key[0]}) is gone"
                hint = "a tombstone stays for good: restore it"
                yield finding(
                    Place(TOMBSTONES), "tombstone-gone", message, hint, table=key[0], record=key[1]
                )
            else:
                message = f"“{key[1]}” was withdrawn in a release: the id is taken for good"
                hint = f"give the record another id, and restore the tombstone in {TOMBSTONES}"
                yield self.told_at(key, "id-reused", message, hint)
        for key in sorted(self.stones.keys() - self.former_stones):
            yield from self.told_in_time(key)
            yield from self.told_of_nothing(key)

    def told_of_nothing(self, key: Key) -> Iterator[Finding]:
        """That a new tombstone is of a record which was never released."""
        table, name = key
        there = self.known.was_there(key) or self.known.row(key) is not None
        if there or _REDACTED.fullmatch(name) or table not in self.known.contract:
            return
        elsewhere = self.known.tables_of(name)
        from difflib import get_close_matches  # late: only hints need it

        near = get_close_matches(name, self.known.ids_of(table), n=3, cutoff=0.6)
        if elsewhere:
            hint = f"write table: {' or '.join(elsewhere)}"
        else:
            hint = f"did you mean {' or '.join(near)}? Else take" if near else "take"
            hint += " the tombstone out: what was never released needs none"
        yield finding(
            self.assembled.origins[WITHDRAWN][self.stones[key]].at("record_id"),
            "tombstone-of-nothing",
            f"release {self.known.release.version} has no “{name}” in {table}",
            hint,
            table=WITHDRAWN,
            record=name,
            field="record_id",
        )

    def told_in_time(self, key: Key) -> Iterator[Finding]:
        """That a new tombstone names a version which was released before, or is far ahead."""
        row, released = self.stones[key], self.known.release.version
        version = str(self.assembled.tables[WITHDRAWN]["withdrawn_in"][row].as_py())
        farthest = (max(parse(released), parse(__version__))[0] + 1, 0, 0)
        if is_version(version) and not parse(released) < parse(version) <= farthest:
            message = f"“{key[1]}” cannot be withdrawn in {version}: the last release is {released}"
            yield finding(
                self.assembled.origins[WITHDRAWN][row].at("withdrawn_in"),
                "withdrawn-in",
                message,
                f"write withdrawn_in: {self.coming}",
                table=WITHDRAWN,
                record=key[1],
                field="withdrawn_in",
            )

    @property
    def coming(self) -> str:
        """The version that is being prepared, as far as that can be told."""
        released = parse(self.known.release.version)
        return (
            __version__ if parse(__version__) > released else f"{released[0]}.{released[1] + 1}.0"
        )

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

    # --- what is said ------------------------------------------------------------------------

    def told_as(self, key: Key, new: str) -> Finding:
        """That a record is gone and another one has its passages."""
        stone = self.as_written(key, new)
        message = f"“{key[1]}” of release {self.known.release.version} is gone; "
        if self.known.is_new((key[0], new)):
            message += f"it looks renumbered as “{new}”"
            hint = f"give it back its id, {key[1]}; if it is another record, write into"
        else:
            message += f"its passages belong to “{new}” now"
            hint = "restore it; if it was the same, write into"
        return self.told_at((key[0], new), "id-gone", message, f"{hint} {TOMBSTONES}:\n{stone}")

    def told_entry_gone(self, article: str, keys: set[Key]) -> Finding:
        """That a whole entry is gone: once, with all that it told."""
        counts = Counter(table for table, _ in keys if table != "articles")
        told = ", ".join(f"{table} ({n})" for table, n in sorted(counts.items()))
        release = self.known.release.version
        message = f"the entry “{article}” of release {release} is gone without a tombstone"
        message += f", and with it what it told: {told}" if told else ""
        file = f"{ARTICLES}/{article}.yaml"
        named = {
            (f.table or "", f.record or ""): f.place
            for f in self.assembled.findings
            if f.rule == "told-nowhere" and (f.table, f.record) in keys
        }
        hint = f"restore it: git checkout HEAD -- {file} {ARTICLES}/{article}.lock\n"
        if named:
            places = "; ".join(f"“{key[1]}” ({place})" for key, place in sorted(named.items()))
            hint += f"if it must go, tell whole where others name it: {places}\nand write"
        else:
            hint += "if it must go, write"
        stays = {key for key in keys for whole in named if key == whole or _is_part(key, whole)}
        stones = self.all_written(keys - stays)
        hint += f" into {TOMBSTONES}, with the reason:\n{stones}"
        return finding(Place(file), "id-gone", message, hint, table="articles", record=article)

    def told_renumbered(self, key: Key, new: str) -> Finding:
        """That what a record was has another id now, and its own is another's."""
        message = f"it was “{key[1]}” in release {self.known.release.version}"
        hint = f"give it back that id, and what is called “{key[1]}” now another one"
        return self.told_at((key[0], new), "id-renumbered", message, hint)

    def told_gone(self, keys: Iterable[Key]) -> Iterator[Finding]:
        """That records are gone without a tombstone: one finding for each table and file."""
        groups: dict[tuple[str, str], list[Key]] = defaultdict(list)
        for key in sorted(keys):
            groups[key[0], self.home(key)].append(key)
        release = self.known.release.version
        for (table, file), gone in groups.items():
            names = ", ".join(f"“{name}”" for _, name in gone[:_SHOWN])
            more = f" and {len(gone) - _SHOWN} more" if len(gone) > _SHOWN else ""
            is_are = "is" if len(gone) == 1 else "are"
            message = f"{names}{more} of release {release} {is_are} gone without a tombstone"
            stones = self.all_written(gone)
            hint = f"restore it, or write into {TOMBSTONES}, with the reason:\n{stones}"
            record = gone[0][1] if len(gone) == 1 else None
            yield finding(Place(file), "id-gone", message, hint, table=table, record=record)

    def home(self, key: Key) -> str:
        """The file that most likely had a record which is gone."""
        if key[0] in REGISTRIES:
            return f"entries/{key[0]}.yaml"
        there = (a for a in self.known.articles(key) if self.known.row(("articles", a)) is not None)
        return next((f"{ARTICLES}/{article}.yaml" for article in there), TOMBSTONES)

    def told_at(self, key: Key, rule: str, message: str, hint: str) -> Finding:
        """A finding where a present record was written."""
        row = self.known.row(key)
        place = Place(TOMBSTONES) if row is None else self.assembled.origins[key[0]][row].place
        return finding(place, rule, message, hint, table=key[0], record=key[1])


def _is_part(key: Key, whole: Key) -> bool:
    """Tell whether an id begins with that of the record which it is a part of."""
    return key[0] in _PARTS.get(whole[0], ()) and key[1].startswith(f"{whole[1]}-")
