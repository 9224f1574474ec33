"""The schemas are read, docs/data-dictionary.md is written."""

from __future__ import annotations

import sys
from pathlib import Path

from outsourced_care.dictionary import dictionary
from outsourced_care.files import write_text
from outsourced_care.schema_files import read_contract

PAGE = "docs/data-dictionary.md"


def run(root: Path, compare_only: bool) -> int:
    """Write the page, or say whether it is what the schemas give."""
    text = dictionary(read_contract(root / "schemas"))
    path = root / PAGE
    same = path.is_file() and path.read_text(encoding="utf-8") == text
    if compare_only and not same:
        print(f"{PAGE}: differs from what schemas/ give", file=sys.stderr)
        return 1
    if not same:
        write_text(path, text)
    print(f"{PAGE}: {'unchanged' if same else 'written'}")
    return 0
