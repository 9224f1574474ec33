"""A folder flows in, whether a run of extraction has made it or is making it flows out."""

from __future__ import annotations

import json
from pathlib import Path

from outsourced_care.archive.batches import BATCHES
from outsourced_care.descriptor import DESCRIPTOR

NAME = "machine-made-tables"  # of what is extracted, in its descriptor
PLAN = "plan.json"
REPORT = "report.json"
_LONG = 2**20  # bytes of a descriptor, whose name stands near its beginning


def is_made(folder: Path) -> bool:
    """Whether a folder holds machine-made tables, or a run that has not come to its end."""
    if (folder / PLAN).is_file() and (folder / BATCHES).is_dir():
        return True
    try:
        with (folder / DESCRIPTOR).open("rb") as file:
            begins = file.read(_LONG)
    except OSError:
        return False
    return json.dumps(NAME).encode() in begins
