"""A folder with entries and what must go flow in, entries and locks without it are left there.

Records leave as a person would take them out: with the comments above and beside them, and
nothing else changed in a file that is in its canonical form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from outsourced_care.contract import Contract
from outsourced_care.entry_files import ARTICLES
from outsourced_care.entry_form import FormError, canonical
from outsourced_care.entry_order import Order, order_of
from outsourced_care.entry_shapes import LOCAL, REGISTRIES
from outsourced_care.files import write_text
from outsourced_care.lock_files import read_lock, render
from outsourced_care.locks import REMOVED, Locked, removed
from outsourced_care.redaction.going import Key
from outsourced_care.redaction.traces import Traces
from outsourced_care.text import decode
from outsourced_care.tombstones import WITHDRAWN
from outsourced_care.yaml_comments import find
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import parse

_ASKED = ("quotes", "organisations")  # tables whose passages the text is searched for

Emptied = frozenset[tuple[str, str, str]]  # table, record, column
Keep = Callable[[Node], Node | None]


@dataclass(frozen=True, slots=True)
class Edits:
    """What goes from entries and registries.

    Attributes:
        records: The records that go.
        emptied: The cells of others that go.
        names: What the records are called.
    """

    records: frozenset[Key]
    emptied: Emptied
    names: Traces

    def apply(self, root: Path, contract: Contract) -> None:
        """Edit every file of a folder that holds something of it.

        Raises:
            FormError: A file cannot be parsed.
            OSError: A file cannot be written.
        """
        for name in REGISTRIES:
            path = root / "entries" / f"{name}.yaml"
            if path.exists():
                keep = self._tombstone if name == WITHDRAWN else self._registered(name)
                _rewrite(path, partial(_items, keep=keep), contract)
        for path in sorted((root / ARTICLES).glob("*.yaml")):
            lock = path.with_suffix(".lock")
            if ("articles", path.stem) in self.records:
                path.unlink()
                lock.unlink(missing_ok=True)
            else:
                order = order_of(self._unlock(lock))
                _rewrite(path, partial(self._entry, article=path.stem), contract, order)

    def _unlock(self, path: Path) -> list[Locked]:
        """Take lines out of a lock; gives those that are left.

        Of passages and names that a check would ask about, the places stay.
        """
        lines = read_lock(path, path.name)[0] or []
        gone = [x for x in lines if (x.table, x.record_id) in self.records]
        if not gone:
            return lines
        places = [x for x in lines if x.table == REMOVED] + [x for x in gone if x.table in _ASKED]
        left = [x for x in lines if x not in gone and x.table != REMOVED] + removed(places)
        write_text(path, render(left))
        return left

    def _entry(self, tree: Node, article: str) -> Node:
        pairs = {
            key: self._section(key, node, article) for key, node in (tree.mapping or {}).items()
        }
        return replace(tree, value={key: node for key, node in pairs.items() if node is not None})

    def _section(self, key: str, node: Node, article: str) -> Node | None:
        if key == "article":
            return self._cells(node, ("articles", article))
        if key == "accounts":
            return _items(node, self._account)
        if key == "organisation_mentions":
            return _pairs(node, "include", lambda inner: _items(inner, self._mention))
        prefix = f"{article}-" if key in LOCAL else ""
        return _items(node, lambda item: self._record(item, key, prefix)) if node.sequence else node

    def _record(self, item: Node, table: str, prefix: str) -> Node | None:
        key = table, prefix + _text(item, "id")
        if key in self.records:
            return None
        item = self._cells(item, key)
        item = _pairs(item, "participants", lambda node: _items(node, self._participant))
        before = f"{key[1]}-"
        return _pairs(
            item,
            "terms",
            lambda node: _items(node, lambda t: self._record(t, "proposal_terms", before)),
        )

    def _registered(self, table: str) -> Keep:
        return lambda item: self._record(item, table, "")

    def _cells(self, item: Node, key: Key) -> Node:
        kept = {c: v for c, v in (item.mapping or {}).items() if (*key, c) not in self.emptied}
        return item if len(kept) == len(item.mapping or {}) else replace(item, value=kept)

    def _participant(self, item: Node) -> Node | None:
        named = {("people", _text(item, "person_id"))}
        named.add(("organisations", _text(item, "organisation_id")))
        return None if named & self.records or self.names.is_name(_text(item, "name")) else item

    def _account(self, item: Node) -> Node | None:
        return None if (_text(item, "table"), _text(item, "record_id")) in self.records else item

    def _mention(self, item: Node) -> Node | None:
        body = "organisations", _text(item, "organisation_id")
        return None if body in self.records else item

    def _tombstone(self, item: Node) -> Node | None:
        table = _text(item, "table")
        if (table, _text(item, "record_id")) in self.records:
            return None
        return self._cells(item, (WITHDRAWN, _text(item, "record_id")))


def _rewrite(
    path: Path, edit: Callable[[Node], Node | None], contract: Contract, order: Order | None = None
) -> None:
    """Write a file without what an edit takes out of its tree."""
    raw = path.read_bytes()
    file = f"{path.parent.name}/{path.name}"
    tree, faults = parse(raw, file)
    if tree is None or faults:
        raise FormError(*faults)
    left = edit(tree) or replace(tree, value=[])
    if left != tree:
        # by the tree that is left, a comment above what goes would be the next one's
        write_text(path, canonical(raw, file, contract, order, left, find(decode(raw), tree)))


def _items(node: Node, keep: Keep) -> Node | None:
    """A list with what is kept of each item; nothing when none is left of it."""
    kept = [left for item in node.sequence or [] if (left := keep(item)) is not None]
    if kept == node.sequence:
        return node
    return replace(node, value=kept) if kept else None


def _pairs(node: Node, key: str, edit: Callable[[Node], Node | None]) -> Node:
    """A mapping with another value of a key, or without it."""
    pairs: Mapping[str, Node] = node.mapping or {}
    if key not in pairs:
        return node
    left = edit(pairs[key])
    changed = {k: v if k != key else left for k, v in pairs.items()}
    return replace(node, value={k: v for k, v in changed.items() if v is not None})


def _text(item: Node, key: str) -> str:
    child = (item.mapping or {}).get(key)
    return child.raw if child is not None else ""
