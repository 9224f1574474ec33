"""A plan flows in, a folder that follows it flows out, or is as it was."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from outsourced_care.redaction.plan import Plan
from outsourced_care.releases.writing import write


def carry_out(root: Path, plan: Plan) -> list[str]:
    """Write what a plan says, each file in one step, and remove what goes.

    After a kill, carrying out the same plan again comes to the same end.

    Returns:
        The files that were not there already.

    Raises:
        CannotRunError: `data/` holds what no build made.
        OSError: A file cannot be written; what was there is put back as far as it can be.
    """
    try:
        changed = write(root, plan.published, plan.written)
        for name in plan.removed:
            (root / name).unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            _put_back(root, plan)
        raise
    return changed


def _put_back(root: Path, plan: Plan) -> None:
    published = {name: raw for name, raw in plan.before.items() if name in plan.published}
    others = {name: raw for name, raw in plan.before.items() if name not in plan.published}
    for name in plan.written.keys() - plan.before.keys():
        (root / name).unlink(missing_ok=True)
    write(root, published, others)
