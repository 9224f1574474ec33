"""A submitted form, entries and schemas are read, a draft entry is written."""

from __future__ import annotations

import sys
from pathlib import Path

from reporting import report, stop

from outsourced_care.entry_files import ARTICLES, read_sources
from outsourced_care.entry_shapes import SLUG
from outsourced_care.files import UnfitFileError, read_bytes, write_text
from outsourced_care.findings import Place, finding
from outsourced_care.form_answers import MOST
from outsourced_care.form_draft import draft_from_form
from outsourced_care.schema_files import read_contract
from outsourced_care.text import UnreadableTextError, decode


def run(root: Path, body_file: Path, out: Path | None) -> int:
    """Write the draft to a file, by default where its entry belongs; never over one."""
    contract = read_contract(root / "schemas")
    try:
        body = decode(read_bytes(body_file, 4 * MOST))
    except (UnreadableTextError, UnfitFileError) as error:
        return stop([finding(Place(body_file.name), "form-file", str(error))])

    sources, _ = read_sources(root / "entries", contract)
    draft, found = draft_from_form(body, contract, sources, body_file.name)
    if draft is None:
        return stop(found)
    report(found)

    path = out or root / ARTICLES / f"{draft.article_id}.yaml"
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    if why := unfit(root, path):
        print(f"{shown}: {why}; nothing was written", file=sys.stderr)
        return 1
    write_text(path, draft.text)
    print(f"{shown}: written, {draft.text.count('# TODO')} places to fill in")
    return 0


def unfit(root: Path, path: Path) -> str | None:
    """Why a draft cannot be written there; None where it can."""
    if path.exists() or path.is_symlink():
        return "is there already"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if not path.resolve().is_relative_to((root / "entries").resolve()):
        return None
    if path.parent.resolve() != (root / ARTICLES).resolve():
        return f"entries belong in {ARTICLES}/"
    if path.suffix != ".yaml" or not SLUG.fullmatch(path.stem):
        return "an entry's file is called ID.yaml, the ID of small letters, digits, single hyphens"
    return None
