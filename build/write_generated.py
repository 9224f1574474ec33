"""The schemas are read, docs/data-dictionary.md and the schemas for editors are written."""

from __future__ import annotations

import sys
from pathlib import Path

from outsourced_care.contract import Contract
from outsourced_care.dictionary import dictionary
from outsourced_care.entry_schema import editor_schemas
from outsourced_care.files import write_text
from outsourced_care.schema_files import read_contract

PAGE = "docs/data-dictionary.md"


def run(root: Path, compare_only: bool) -> int:
    """Write the files, or say which of them are not what the schemas give."""
    files = generated(read_contract(root / "schemas"))
    differing = [n for n, text in files.items() if not holds(root / n, text)]
    if compare_only:
        for name in differing:
            print(f"{name}: differs from what schemas/ give", file=sys.stderr)
        return 1 if differing else 0
    for name, text in files.items():
        if name in differing:
            write_text(root / name, text)
        print(f"{name}: {'written' if name in differing else 'unchanged'}")
    return 0


def generated(contract: Contract) -> dict[str, str]:
    """Everything that follows from the schemas, by the name of its file."""
    schemas = editor_schemas(contract).items()
    return {PAGE: dictionary(contract)} | {f"schemas/{n}": r.decode("utf-8") for n, r in schemas}


def holds(path: Path, text: str) -> bool:
    """Tell whether a file holds exactly a text."""
    return path.is_file() and path.read_bytes() == text.encode("utf-8")
