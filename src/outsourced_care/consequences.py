"""Faults flow in, those that are not mere consequences of others flow out.

One mistake in an entry can break many checks: a file that cannot be read takes its records
away from all that refer to them. A contributor should see the mistake, once.
"""

from __future__ import annotations

import re

from outsourced_care.assembly import Assembled
from outsourced_care.contract import Contract
from outsourced_care.entry_files import REGISTRY_FILES
from outsourced_care.entry_shapes import REGISTRIES
from outsourced_care.findings import Finding
from outsourced_care.history import LOSSES, Gone
from outsourced_care.judging import Fault
from outsourced_care.kept_out import OUTSIDE
from outsourced_care.rules import RULES
from outsourced_care.stale_locks import LEFT_OVER

TOLD_TWICE = "told-whole-twice"
FORM = "form"  # of a file that is sound, and only written in another way
# checks whose verdict on a record depends on other records, or files, being there
_NEED_OTHERS = {"reference", "required", "told-nowhere", "account-without-one-preferred"}
_NEED_OTHERS |= set(LOSSES)
_NEED_OTHERS |= {
    name for name, rule in RULES.items() if rule.context and "texts" not in rule.context
}


def _unplaced(found: Finding) -> bool:
    """Tell whether a fault leaves a passage without a place."""
    if found.rule == "missing-key":
        return found.field == "evidence"
    if _of_lock_alone(found):
        return False
    return found.rule == "selector" or found.rule.startswith(("lock-", "selector-"))


def _of_lock_alone(found: Finding) -> bool:
    """Tell whether a lock is not the entry's, and yet every passage has its place."""
    return found.rule == LEFT_OVER or (found.rule == "lock-stale" and found.field is None)


def _loses(found: Finding) -> bool:
    """Tell whether a fault takes a record away, or the name by which others know it."""
    if _of_lock_alone(found) or found.rule == OUTSIDE:
        return False
    nameless = found.table in REGISTRIES and found.field == "name"
    return nameless or not (found.record or _unplaced(found))


def hides(found: Finding) -> bool:
    """Tell whether a fault keeps other parts of the entries from being judged."""
    if found.severity != "error" or found.rule in (FORM, *RULES):
        return False
    return _loses(found) or _unplaced(found) or found.rule in LOSSES


def root_faults(faults: list[Fault], assembled: Assembled, contract: Contract) -> list[Fault]:
    """Leave out rules that a broken cell of the same record breaks, and copies of its fault.

    A dangling identifier of a quote is told there, not again for the positions that take it
    over, nor as the missing name that follows from it.
    """
    broken = {_record(f, assembled, contract) for f in faults if f.rule not in RULES}
    typed = {f.message for f in faults if _is_typed(f, assembled)}
    typed_rules = {f.rule for f in faults if _is_typed(f, assembled)}
    return [
        fault
        for fault in faults
        if _is_typed(fault, assembled)
        or (fault.rule in RULES and _record(fault, assembled, contract) not in broken)
        or (
            fault.rule not in RULES
            and fault.message not in typed
            and not (fault.rule in typed_rules and _is_derived(fault, contract))
        )
    ]


def without_consequences(
    found: list[Finding], known: list[Finding], contract: Contract
) -> list[Finding]:
    """Leave out findings that follow from a fault which is known already.

    That is: of the same record, of what a broken lock would have located, or of records that
    stand in a file which could not be read.
    """
    errors = [
        f for f in known if f.severity == "error" and f.rule != FORM and not _of_lock_alone(f)
    ]
    broken = {f.record for f in errors if f.record}
    unlocked = {_stem(f.file) for f in errors if _unplaced(f)}
    lost = any(map(_loses, errors))
    return [
        f
        for f in found
        if f.record not in broken
        and not (_stem(f.file) in unlocked and _located_by_lock(f, contract))
        and not ((lost or unlocked) and _needs_others(f, contract))
    ]


def without_disagreements(found: list[Finding]) -> list[Finding]:
    """Leave out that a text disagrees with records which cannot agree with it.

    A lock holds the names of the registries, and the marks in a text belong to quotes: where a
    name or a record is missing, neither can be as the text has it.
    """
    errors = [f for f in found if f.severity == "error" and f.rule != FORM]
    nameless = any(f.file in REGISTRY_FILES and _loses(f) for f in errors)
    torn = {f.file for f in errors if _loses(f) or f.rule in ("selector", "duplicate-id")}

    def follows(f: Finding) -> bool:
        if f.rule == "marks-unaccounted":
            return f.file in torn
        locked_names = f.rule == "lock-stale" and f.file.endswith(".lock")
        return nameless and (locked_names or f.rule == "organisation-unlisted")

    return [f for f in found if not follows(f)]


def without_gone(
    found: list[Finding], gone: Gone, contract: Contract
) -> tuple[list[Finding], list[Finding]]:
    """Part findings from those that follow from records which are gone since the last release.

    Those are: whatever still names the record, what a lock still holds of it and, when an entry
    is gone, every verdict that other records decide.
    """
    names = {record for _, record in gone.records}
    stays: list[Finding] = []
    follows: list[Finding] = []
    for f in found:
        own = (f.table or "", f.record or "") in gone.records
        of_nothing = f.rule.endswith("-of-nothing") and f.record in names
        dangling = f.rule == "reference" and _refers(f, contract) & gone.records
        left_over = _of_lock_alone(f) and (f.table or "", f.record or "") in gone.renamed
        other = gone.articles and _needs_others(f, contract)
        (follows if own or of_nothing or dangling or left_over or other else stays).append(f)
    return stays, follows


def _refers(found: Finding, contract: Contract) -> set[tuple[str, str]]:
    """The record that a dangling reference names, as its message has it."""
    named = re.match(r"\w+ “([^”]+)” is not in (\w+)", found.message)
    if named is None:
        return set()
    name, table = named.groups()
    entry = _stem(found.file).rpartition("/")[2]
    return {(table, name), (table, f"{entry}-{name}")}


def without_lock_faults(found: list[Finding], twice: list[Finding]) -> list[Finding]:
    """Leave out that a lock lacks the passages of records that are told twice."""
    records = {(f.file, f.record) for f in twice}
    return [f for f in found if (f.file, f.record) not in records or not f.rule.startswith("lock-")]


def _needs_others(found: Finding, contract: Contract) -> bool:
    """Tell whether the verdict depends on other records, or files, being there."""
    if found.rule == "required" and found.table and found.field:
        return contract[found.table][found.field].origin != "curated"
    return found.rule in _NEED_OTHERS


def _stem(file: str) -> str:
    """An entry's and its lock's common name."""
    return file.removesuffix(".lock").removesuffix(".yaml")


def _record(fault: Fault, assembled: Assembled, contract: Contract) -> str | None:
    return fault.record(assembled.tables[fault.table], contract[fault.table])


def _is_typed(fault: Fault, assembled: Assembled) -> bool:
    """Tell whether a declared check fails on a cell that a person wrote."""
    if fault.row is None or fault.rule in RULES:
        return False
    return assembled.origins[fault.table][fault.row].wrote(fault.field)


def _is_derived(fault: Fault, contract: Contract) -> bool:
    """Tell whether the cell follows from what a person wrote elsewhere."""
    return fault.field is not None and contract[fault.table][fault.field].origin == "derived"


def _located_by_lock(found: Finding, contract: Contract) -> bool:
    """Tell whether a finding is about a cell that comes from the lock."""
    if found.table is None or found.field not in contract[found.table].names:
        return False
    return contract[found.table][found.field].origin == "extracted" or found.table == "evidence"
