"""Faults flow in, those that are not mere consequences of others flow out.

One mistake in an entry can break many checks: a file that cannot be read takes its records
away from all that refer to them. A contributor should see the mistake, once.
"""

from __future__ import annotations

from outsourced_care.assembly import Assembled
from outsourced_care.contract import Contract
from outsourced_care.findings import Finding
from outsourced_care.judging import Fault
from outsourced_care.rules import RULES

FORM = "form"  # of a file that is sound, and only written in another way
# checks whose verdict on a record depends on other records, or files, being there
_NEED_OTHERS = {"reference", "required", "told-nowhere", "account-without-one-preferred"} | {
    name for name, rule in RULES.items() if rule.context and "texts" not in rule.context
}


def _unplaced(found: Finding) -> bool:
    """Tell whether a fault leaves a passage without a place."""
    if found.rule == "missing-key":
        return found.field == "evidence"
    return found.rule == "selector" or found.rule.startswith(("lock-", "selector-"))


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
    errors = [f for f in known if f.severity == "error" and f.rule != FORM]
    broken = {f.record for f in errors if f.record}
    unlocked = {_stem(f.file) for f in errors if _unplaced(f)}
    lost = any(not f.record and not _unplaced(f) for f in errors)
    return [
        f
        for f in found
        if f.record not in broken
        and not (_stem(f.file) in unlocked and _located_by_lock(f, contract))
        and not ((lost or unlocked) and _needs_others(f, contract))
    ]


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
