"""A scalar's text or what stands in a YAML file flows in, values with their places flow out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from outsourced_care.findings import Place

Scalar = str | int | float | bool | None

_RESOLVED_FROM = frozenset("~nNtTfF+-.0123456789")  # what begins anything that is no text
_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands; `raw` is the scalar's text before it was resolved."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    raw: str = ""
    keys: dict[str, Place] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, Node] | None:
        """The value when it is a mapping."""
        return self.value if isinstance(self.value, dict) else None

    @property
    def sequence(self) -> list[Node] | None:
        """The value when it is a list."""
        return self.value if isinstance(self.value, list) else None

    @property
    def kind(self) -> str:
        """What the value is, in words for messages."""
        if isinstance(self.value, dict):
            return "a mapping (key: value)"
        if isinstance(self.value, list):
            return "a list"
        if isinstance(self.value, bool):
            return "true or false"
        if isinstance(self.value, int | float):
            return "a number"
        return "nothing" if self.value is None else "text"

    def texts(self) -> Iterator[tuple[str, Place]]:
        """Every key and scalar, in the order of the file, and where it stands."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, self.keys[key]
                yield from value.texts()
        elif isinstance(self.value, list):
            for item in self.value:
                yield from item.texts()
        else:
            yield self.raw, self.place


def resolve(plain: str) -> Scalar:
    """Resolve a plain scalar: ``no`` is a string, ``012`` is twelve, a date is a string.

    Only decimal numbers; what a 64-bit number cannot hold stays text.

    Standards: YAML 1.2.2, 10.3.2 (yaml.org/spec/1.2.2).
    """
    if plain and plain[0] not in _RESOLVED_FROM:
        return plain
    if _NULL.fullmatch(plain):
        return None
    if _TRUE.fullmatch(plain):
        return True
    if _FALSE.fullmatch(plain):
        return False
    if _INTEGER.fullmatch(plain) and len(plain) <= 18:
        return int(plain)
    if _FLOAT.fullmatch(plain) and not plain.lstrip("+-").isdigit():
        number = float(plain)
        return number if math.isfinite(number) else plain
    return plain
