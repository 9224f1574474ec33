"""A dangling reference flows in, what to write instead flows out, as entries write it.

An entry names its own quotes by their short ids, which begin with its article's in the tables;
and what no registry has may be new.
"""

from __future__ import annotations

from dataclasses import replace

from outsourced_care.assembly import Assembled
from outsourced_care.contract import Contract
from outsourced_care.entry_shapes import LOCAL, REGISTRIES
from outsourced_care.findings import nearest
from outsourced_care.judging import Fault


def as_written(fault: Fault, assembled: Assembled, contract: Contract) -> Fault:
    """Tell a dangling reference as the entry has it; leave every other fault as it is."""
    if fault.rule != "reference" or fault.row is None:
        return fault
    keys = [k for k in contract[fault.table].foreign_keys if k.fields[-1:] == (fault.field,)]
    if not keys or len(keys[0].fields) != 1:
        return fault
    target = keys[0].resource
    if target in REGISTRIES:
        return replace(fault, hint=_new_or(fault, target))
    if target not in LOCAL or fault.table == "accounts":
        return fault
    file = assembled.origins[fault.table][fault.row].place.file
    prefix = f"{file.rpartition('/')[2].removesuffix('.yaml')}-"
    name = str(fault.value).removeprefix(prefix)
    column = assembled.tables[target][contract[target].primary_key[0]].to_pylist()
    own = [str(i).removeprefix(prefix) for i in column if str(i).startswith(prefix)]
    message = fault.message.replace(str(fault.value), name)
    missing = f"the entry has no {target} yet; write the id of one that it tells"
    return replace(fault, message=message, hint=nearest(name, own) if own else missing)


def _new_or(fault: Fault, target: str) -> str:
    """That a name may be misspelt, or new; not all that there are."""
    add = f"add it to entries/{target}.yaml"
    near = fault.hint or ""
    return f"{near} Or {add}" if near.startswith("did you mean") else f"if it is new, {add}"
