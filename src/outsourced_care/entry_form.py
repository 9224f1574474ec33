"""An entry or a registry flows in as it was typed, its one canonical text flows out.

The form:

- Sections stand in the order `article`, `quotes`, `events`, `proposals`, `positions`,
  `accounts`, `organisation_mentions`, `not_quotes`, an empty line between them. A record's
  keys: `id`, the columns in the contract's order, `participants`, `terms` or `names`,
  `evidence`; a passage's: `selector`, `role`, `note`. Unknown keys follow as written.
- Quotes, events, proposals, mentions and `not_quotes` stand in the order in which the article
  first has their evidence, positions too (without evidence, where their quote stands); at one
  place by id. A record whose place the lock does not tell follows the one it was written
  behind. Accounts and tombstones stand by the record they are about, registries by id.
  Accounts of one record and lists inside a record stay as written: evidence is numbered in
  that order.
- Two spaces a level, lists one level deeper than their key. Lines end at 98 columns where
  there is a space to break at. Participants and names stand in braces on one line where that
  fits and no comment belongs to a key inside.
- A text is plain if it begins with a letter, digit or `_`, goes on with these, single spaces
  and `- . / ( ) ; ’ –` only, and is no number, truth value or null in YAML 1.1 or 1.2 (dates
  are plain); else it stands in double quotes, with escapes for what cannot be seen. If it
  does not fit on its line it is folded below `>-`, or in its quotes where it has escapes. White
  space in prose is one space, as it is read; other text is kept to the letter.
- Numbers stay as written, truth values are in small letters, null is nothing (in braces
  `null`).
- Comments move with what they belong to (see `yaml_comments`); they are never wrapped.
- UTF-8 without a mark, LF, one line end at the end; no `---`, no directives.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from outsourced_care.contract import Contract
from outsourced_care.entry_order import Order, arranged, by_id, by_record
from outsourced_care.entry_shapes import (
    ARTICLE,
    INSIDE,
    MENTION,
    MENTIONS,
    NOT_QUOTE,
    PASSAGE,
    REGISTRIES,
    SECTIONS,
    TOP,
    Shape,
    is_prose,
    keys_of,
    typed,
)
from outsourced_care.findings import Place, finding
from outsourced_care.text import decode
from outsourced_care.yaml_comments import Comments, find
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import parse
from outsourced_care.yaml_writer import Form, write
from outsourced_care.yaml_writer import FormError as FormError

Tag = Literal["replace", "delete", "insert", "equal"]
Change = tuple[Tag, int, int, int, int]

_WINDOWS = "the file has Windows line ends (CR LF); save it with those of Unix (LF)"
_CONTEXT = 3  # lines shown around a change
_MOST_COMPARED = 4_000_000  # pairs of lines; beyond, the diff replaces the changed part whole


def canonical(
    raw: bytes,
    file: str,
    contract: Contract,
    order: Order | None = None,
    root: Node | None = None,
    comments: Comments | None = None,
) -> str:
    """Write an entry or a registry in its canonical form.

    Args:
        raw: The file's bytes.
        file: Its path; `…/articles/<id>.yaml` is an entry, `organisations.yaml`,
            `people.yaml` and `withdrawn.yaml` are registries.
        contract: The contract, which gives the order of columns.
        order: Where the article has each passage (`order_of` its lock); without it nothing is
            sorted by place.
        root: The file's tree, where it was parsed without a finding before, or what of it is to
            be left.
        comments: The comments of the file, where something was taken out of its tree: those of
            what is not in it go with it. Without them they are found by the tree.

    Raises:
        FormError: The file cannot be parsed without a fault, or is neither an entry (a
            mapping) nor a registry (a list).
    """
    if root is None:
        root, faults = parse(raw, file)
        if root is None or faults:
            raise FormError(*faults)
    path = PurePosixPath(file)
    entry = path.parent.name == "articles"
    if not entry and path.stem not in REGISTRIES:
        message = "only entries and registries have a canonical form"
        raise FormError(finding(Place(file), "file-name", message))
    if (root.mapping if entry else root.sequence) is None:
        what, wanted = ("the entry", "a mapping") if entry else ("the registry", "a list")
        raise FormError(finding(root.place, "wrong-type", f"{what} is {root.kind}, not {wanted}"))
    if comments is None:
        comments = find(decode(raw), root) if b"#" in raw else Comments()
    if entry:
        root = arranged(root, path.stem, order or {})
        return write(root, _forms(contract)["entry"], comments)
    sort = by_id if REGISTRIES[path.stem].has_id else by_record
    root = Node(sort(root.sequence or ()), root.place)
    return write(root, _forms(contract)[path.stem], comments)


def as_diff(raw: bytes, text: str, file: str) -> str:
    """What the canonical text changes, as a unified diff; empty when nothing.

    Line ends of Windows are told in one line, and left out of the diff.

    Args:
        raw: The file's bytes.
        text: Its canonical text.
        file: Its path, for the head of the diff.
    """
    if raw == text.encode("utf-8"):
        return ""
    written = raw.decode("utf-8", "replace")
    old, new = _lines(written.replace("\r\n", "\n")), _lines(text)
    windows = [f"{_WINDOWS}\n"] if "\r\n" in written else []
    if old == new:
        return "".join(windows)
    out = [*windows, f"--- a/{file}\n", f"+++ b/{file}\n"]
    for group in _Changes(old, new).get_grouped_opcodes(_CONTEXT):
        first, last = group[0], group[-1]
        out.append(f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n")
        for tag, i, i_end, j, j_end in group:
            if tag == "equal":
                out += [" " + line for line in old[i:i_end]]
            else:
                out += ["-" + line for line in old[i:i_end]]
                out += ["+" + line for line in new[j:j_end]]
    return "".join(x if x.endswith("\n") else f"{x}\n\\ No newline at end of file\n" for x in out)


_known: list[tuple[Contract, dict[str, Form]]] = []  # the last contract's: a run has one


def _forms(contract: Contract) -> dict[str, Form]:
    """The form of entries and of each registry."""
    if not _known or _known[0][0] is not contract:
        forms = {
            name: replace(_record_form(contract, shape), braces=False)
            for name, shape in REGISTRIES.items()
        }
        _known[:] = [(contract, {**forms, "entry": _entry_form(contract)})]
    return _known[0][1]


def _record_form(contract: Contract, shape: Shape) -> Form:
    table = contract[shape.table]
    inner = {key: _record_form(contract, INSIDE[inside]) for key, inside in shape.inside}
    if shape.has_evidence:
        inner["evidence"] = _passage_form(contract)
    return Form(
        _ranks(keys_of(table, shape)),
        frozenset(f.name for f in typed(table, shape) if is_prose(f, table, contract)),
        inner,
        braces=not shape.has_id and not shape.has_evidence,
    )


def _passage_form(contract: Contract) -> Form:
    return replace(_record_form(contract, PASSAGE), items_prose=True, braces=False)


def _entry_form(contract: Contract) -> Form:
    passage = _passage_form(contract)
    mention = Form(_ranks(MENTION), inner={"evidence": passage})
    inner = {key: _record_form(contract, shape) for key, shape in SECTIONS.items()}
    inner["article"] = _record_form(contract, ARTICLE)
    inner["organisation_mentions"] = Form(
        _ranks(MENTIONS), inner=dict(zip(MENTIONS, (mention, passage), strict=True))
    )
    inner["not_quotes"] = Form(_ranks(NOT_QUOTE), frozenset(NOT_QUOTE), items_prose=True)
    return Form(_ranks(TOP), inner=inner)


def _ranks(keys: Iterable[str]) -> dict[str, int]:
    return {key: rank for rank, key in enumerate(keys)}


def _range(start: int, end: int) -> str:
    """Lines as a diff counts them: the first from 1, or the one before where there is none."""
    return f"{start + (end > start)},{end - start}"


def _lines(text: str) -> list[str]:
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


class _Changes(difflib.SequenceMatcher[str]):
    """What makes the new lines from the old ones; equal ends are not compared again."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        super().__init__(None, [], [])
        least = min(len(old), len(new))
        head = next((n for n in range(least) if old[n] != new[n]), least)
        most = least - head
        tail = next((n for n in range(most) if old[-1 - n] != new[-1 - n]), most)
        a, b = old[head : len(old) - tail], new[head : len(new) - tail]
        changes: list[Change] = [("equal", 0, head, 0, head)]
        if len(a) * len(b) > _MOST_COMPARED:
            changes.append(("replace", head, head + len(a), head, head + len(b)))
        else:
            inner = difflib.SequenceMatcher(None, a, b).get_opcodes()
            changes += [(tag, i + head, k + head, j + head, m + head) for tag, i, k, j, m in inner]
        changes.append(("equal", len(old) - tail, len(old), len(new) - tail, len(new)))
        self.changes = [x for x in changes if x[2] > x[1] or x[4] > x[3]]

    def get_opcodes(self) -> list[Change]:
        return self.changes
