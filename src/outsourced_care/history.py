"""The last release and the present tables flow in, what became of its ids flows out.

An id is given once, and never reused or renumbered; a record that goes leaves a tombstone in
the table `withdrawn`. Findings tell what to write instead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from outsourced_care.assembly import Assembled
from outsourced_care.contract import Contract
from outsourced_care.entry_files import ARTICLES
from outsourced_care.entry_shapes import LOCAL, REGISTRIES
from outsourced_care.errors import DatasetError
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.known_again import Key, KnownAgain
from outsourced_care.releases.columns import last_release
from outsourced_care.releases.index import INDEX, RELEASES
from outsourced_care.tombstones import TOMBSTONES, Tombstones

LOSSES = ("id-gone", "id-renumbered", "id-reused", "tombstone-gone")  # rules

_NAMING = ("reference", "told-nowhere", "account-of-nothing")  # rules of what names a record
_PLACES = 5  # where one is still named that a finding tells
_PARTS = {"articles": LOCAL, "proposals": ("proposal_terms",)}  # ids that begin with another's
_SHOWN = 20  # ids that a finding tells


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
        folder: The repository's folder of releases; without one, or without a release in it,
            nothing is held against anything.
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
        stones = Tombstones(known, assembled, folder.parent)
        return _History(known, assembled, stones).since()
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
    stones: Tombstones

    def since(self) -> Since:
        """What became of the records."""
        gone = [key for key in self.known.gone if key not in self.stones.rows]
        become = {key: new for key in gone if (new := self.known.successor(key)) is not None}
        entries = [key for key in gone if key[0] == "articles" and key not in become]
        parts = {key for key in gone for whole in become if _is_part(key, whole)}
        found = [*self.lost_tombstones(), *self.stones.faults()]
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

    def lost_tombstones(self) -> Iterator[Finding]:
        """What has no tombstone now and had one in the release."""
        for key in self.stones.gone:
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

    # --- what is said ------------------------------------------------------------------------

    def told_as(self, key: Key, new: str) -> Finding:
        """That a record is gone and another one has its passages."""
        stone = self.stones.as_written(key, new)
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
        stones = self.stones.all_written(keys - stays)
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
            stones = self.stones.all_written(gone)
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
