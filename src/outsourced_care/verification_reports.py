"""What could be proven of a dataset flows in, text for a terminal or JSON flows out."""

from __future__ import annotations

import json
from dataclasses import asdict

from outsourced_care.verification import Verification

# what is counted as one of a part, and what more of a release
_COUNTED = {
    "bundle": "files in the bundle, and it as a whole where an index lists it",
    "descriptor": "what describes the dataset",
    "file": "files of tables, by their hashes",
    "content": "rows of these files, by the hashes of their content",
    "schema": "schemas of these files",
    "release": "the dataset, held against the release of that version",
    "passage": "passages, in the texts of their articles",
}
_OF_A_RELEASE = {
    "content": "; rows of each table, as the index tells",
    "schema": "; schema files; the schemas that the index knows",
}


def as_text(found: Verification) -> str:
    """What did not hold, one line each, then a line for each kind of part."""
    released = "bundle" in found.counts()
    of = f" (version {found.version})" if found.version else ""
    lines = [f"{found.path}{of}"]
    for item in found.items:
        if item.status != "verified":
            detail = f": {item.detail}" if item.detail else ""
            lines.append(f"  {item.status} {item.part} {item.name}{detail}")
    lines += [f"  not read {note}" for note in found.notes]
    for part, counts in found.counts().items():
        told = ", ".join(f"{n} {status}" for status, n in counts.items())
        lines.append(f"{part}: {told} ({_counted(part, released)})")
    if found.unreleased is not None:
        lines.append(f"release: {found.unreleased}")
    if found.at_hand is not None:
        there, of_all = found.at_hand
        lines.append(f"articles: {there} of {of_all} at hand; only their passages were looked for")
    elif "passage" not in found.counts():
        lines.append("passage: not looked for; give --articles DIR with the article texts")
    return "\n".join(lines)


def as_json(found: Verification) -> str:
    """The counts and every part as JSON."""
    content: dict[str, object] = {
        "path": found.path,
        "version": found.version,
        "holds": found.holds,
        "counts": found.counts(),
        "items": [asdict(item) for item in found.items],
        "notes": found.notes,
    }
    if found.at_hand is not None:
        there, of_all = found.at_hand
        content["articles"] = {"at_hand": there, "of": of_all}
    if found.unreleased is not None:
        content["unreleased"] = found.unreleased
    return json.dumps(content, ensure_ascii=False, indent=2)


def _counted(part: str, released: bool) -> str:
    """What was counted as one of a part, in words."""
    return _COUNTED[part] + (_OF_A_RELEASE.get(part, "") if released else "")
