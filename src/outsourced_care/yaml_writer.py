"""A YAML tree, the order of its keys and its comments flow in, lines of text flow out.

One value has one form. A text is plain where readers of YAML 1.1 and of 1.2 take it for that
text, else in double quotes; one that does not fit on its line is folded below `>-`. A number
stands as it was written. Runs of white space in prose are one space, as the reader of records
takes them; other text is kept to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outsourced_care.findings import Finding, Place, finding
from outsourced_care.yaml_comments import Anchor, Comments, anchor
from outsourced_care.yaml_nodes import Node

WIDTH = 98
LONGEST_KEY = 100  # YAML ends at 1,024, and one character may take ten

_PLAIN = re.compile(r"\w[\w\-./();’–]*(?: [\w\-./();’–]+)*")
_SPACES = re.compile(" (?= )|(?<= ) ")
_ESCAPES = {"\n": "\\n", "\t": "\\t"}
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# what YAML 1.1 or 1.2 takes for no text; dates apart, which stay plain
_NO_TEXT = re.compile(
    r"null|true|false|yes|no|on|off|y|n|0[box][0-9a-f_]+|[0-9][0-9_]*(\.[0-9_]*)?(e[-+]?[0-9]+)?",
    re.IGNORECASE,
)


class FormError(ValueError):
    """A file has no canonical form; carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{f.place}: {f.message}" for f in findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Form:
    """How a mapping is written, or a list with its items.

    Attributes:
        keys: The rank of each key; others follow as they were written.
        prose: Keys whose text is prose.
        inner: The form of what a key holds.
        items_prose: Whether texts in a list are prose.
        braces: Whether a mapping in a list stands on one line where it fits.
    """

    keys: Mapping[str, int] = field(default_factory=dict)
    prose: frozenset[str] = frozenset()
    inner: Mapping[str, Form] = field(default_factory=dict)
    items_prose: bool = False
    braces: bool = False

    def ordered(self, mapping: Mapping[str, Node]) -> list[tuple[str, Node]]:
        """The keys and values of a mapping in their order."""
        ranks, last = self.keys, len(self.keys)
        return sorted(mapping.items(), key=lambda pair: ranks.get(pair[0], last))


_ANY = Form()


def write(root: Node, form: Form, comments: Comments) -> str:
    """Write a document: a mapping, with an empty line between its keys, or a list.

    Args:
        root: The tree.
        form: The form of the root, or of the root's items.
        comments: The comments of the file that the tree was parsed from.

    Raises:
        FormError: A key is too long.
    """
    parts = [comments.head, *_Writer(comments).parts(root, form), comments.tail]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


class _Writer:
    """Collects lines."""

    def __init__(self, comments: Comments) -> None:
        self.above = comments.above
        self.beside = comments.beside
        self.lines: list[str] = []

    def parts(self, root: Node, form: Form) -> Iterator[list[str]]:
        """The lines of each key of the root, or of all items."""
        if isinstance(root.value, list):
            self.items(root.value, form, "")
            yield self.lines or ["[]"]
            return
        for key, value in form.ordered(root.mapping or {}):
            self.lines = []
            self.pair(key, root.keys[key], value, form, "")
            yield self.lines
        if not root.mapping:
            yield ["{}"]

    def mapping(self, node: Node, pairs: dict[str, Node], form: Form, pad: str) -> None:
        for key, value in form.ordered(pairs):
            self.pair(key, node.keys[key], value, form, pad)

    def pair(self, key: str, place: Place, node: Node, form: Form, pad: str) -> None:
        at = anchor(place)
        self.lead(at, pad)
        head = f"{pad}{_key(key, place)}:"
        value = node.value
        if isinstance(value, dict | list):
            empty = "" if value else " {}" if isinstance(value, dict) else " []"
            self.lines.append(head + empty + self.remark(at))
            self.collection(node, form.inner.get(key, _ANY), pad + "  ")
        else:
            self.scalar(node, key in form.prose, f"{head} ", pad, self.remark(at))

    def collection(self, node: Node, form: Form, pad: str) -> None:
        if isinstance(node.value, dict):
            self.mapping(node, node.value, form, pad)
        elif isinstance(node.value, list):
            self.items(node.value, form, pad)

    def items(self, nodes: list[Node], form: Form, pad: str) -> None:
        dash = f"{pad}- "
        for node in nodes:
            value, at = node.value, anchor(node.place)
            self.lead(at, pad)
            if isinstance(value, dict | list):
                braced = self.braced(node, form, pad)
                if braced and len(dash) + len(braced) <= WIDTH:
                    self.lines.append(dash + braced + self.remark(at))
                else:
                    self.item(node, form, pad)
            else:
                self.scalar(node, form.items_prose, dash, pad, self.remark(at))

    def item(self, node: Node, form: Form, pad: str) -> None:
        """Write a mapping or list as an item, its first line behind the dash."""
        at = anchor(node.place)
        if at in self.beside and at != _first(node):  # it stood behind a closing bracket
            self.lines.append(pad + self.beside.pop(at))
        start = len(self.lines)
        self.collection(node, form, pad + "  ")
        while (line := self.lines[start].lstrip(" ")).startswith("#"):
            self.lines[start] = pad + line
            start += 1
        self.lines[start] = f"{pad}- {line}"

    def braced(self, node: Node, form: Form, pad: str) -> str | None:
        """The mapping on one line, where its form and its comments permit it."""
        if not node.value:
            return "{}" if node.mapping is not None else "[]"
        if not form.braces or not isinstance(node.value, dict):
            return None
        pairs = form.ordered(node.value)
        if self.above or self.beside:
            anchors = [anchor(node.keys[key]) for key, _ in pairs]
            self.lead(anchors[0], pad)  # above the first key is above the item
            if any(at in self.above or at in self.beside for at in anchors):
                return None
        parts = []
        for key, child in pairs:
            if isinstance(child.value, dict | list):
                return None
            parts.append(
                f"{_key(key, node.keys[key])}: {_scalar(child, key in form.prose) or 'null'}"
            )
        return f"{{{', '.join(parts)}}}"

    def scalar(self, node: Node, prose: bool, head: str, pad: str, remark: str) -> None:
        """Write a key or dash with its scalar, over several lines where it must be."""
        written = _scalar(node, prose)
        if len(head) + len(written) <= WIDTH or " " not in written:
            self.lines.append((head + written).rstrip(" ") + remark)
            return
        pad += "  "
        text = str(node.value)
        words = " ".join(text.split())
        if (prose or text == words) and words.isprintable():
            self.lines.append(f"{head}>-{remark}")
            self.lines += _wrapped(words, pad, len(pad))
        else:  # only quotes can escape what cannot be seen
            first, *rest = _wrapped(written, pad, len(head))
            self.lines += [head + first[len(pad) :], *rest]
            self.lines[-1] += remark

    def lead(self, at: Anchor, pad: str) -> None:
        """Write the comments above a key or item."""
        if self.above:
            self.lines += [pad + line for line in self.above.pop(at, ())]

    def remark(self, at: Anchor) -> str:
        """The comment beside a key or item, with the space before it."""
        if self.beside and at in self.beside:
            return f"  {self.beside.pop(at)}"
        return ""


def _first(node: Node) -> Anchor | None:
    """Where the first key or item of a collection stands."""
    places = [child.place for child in (node.sequence or ())[:1]] or list(node.keys.values())[:1]
    return anchor(places[0]) if places else None


def _key(key: str, place: Place) -> str:
    if _PLAIN_KEY.fullmatch(key) and not _NO_TEXT.fullmatch(key):
        return key
    if len(key) > LONGEST_KEY:
        message = f"the key has {len(key):,} characters; {LONGEST_KEY} are the most"
        raise FormError(finding(place, "yaml-key", message, "is a colon inside a text? quote it"))
    return _quoted(key)


def _scalar(node: Node, prose: bool) -> str:
    """A scalar on one line."""
    value = node.value
    if isinstance(value, str):
        text = " ".join(value.split()) if prose else value
        if _PLAIN.fullmatch(text) and not _NO_TEXT.fullmatch(text):
            return text
        return _quoted(text)
    if value is None:
        return ""
    return node.raw.lower() if isinstance(value, bool) else node.raw


def _quoted(text: str) -> str:
    """A text in double quotes, with an escape for what cannot be seen or would not last."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    if not text.isprintable():
        text = "".join(c if c.isprintable() else _escape(c) for c in text)
    return f'"{_SPACES.sub(lambda _: _escape(" "), text)}"'


def _escape(character: str) -> str:
    code = ord(character)
    wide = f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
    return _ESCAPES.get(character, wide)


def _wrapped(text: str, pad: str, used: int) -> list[str]:
    """Break a text at spaces; `used` is what stands before it on the first line."""
    lines = []
    start, room = 0, WIDTH - used
    while len(text) - start > room:
        cut = text.rfind(" ", start, start + room + 1)
        if cut < 0:
            cut = text.find(" ", start)
        if cut < 0:
            break
        lines.append(pad + text[start:cut])
        start, room = cut + 1, WIDTH - len(pad)
    lines.append(pad + text[start:])
    return lines
