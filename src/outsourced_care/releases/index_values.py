"""The bytes of an index of releases, and values in it, flow in; those that are in order flow out.

Each of them may be anything; what is none of what it should be is told in the words of JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from contextlib import suppress
from typing import TypeVar

from outsourced_care.errors import ReleaseError
from outsourced_care.text import UnreadableTextError, decode

Kind = TypeVar("Kind")

# what JSON's kinds of values are called, by what Python reads them as (RFC 8259, 3)
_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a text",
    int: "a whole number",
    float: "a number that is not whole",
    bool: "true or false",
}
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


class IndexFault(ReleaseError):  # noqa: N818 - an IndexError is something else
    """The text is no index of releases."""


def the_json(raw: bytes) -> object:
    """What JSON says.

    Raises:
        IndexFault: It is no JSON.
    """
    try:
        content: object = json.loads(decode(raw))
    except UnreadableTextError as error:
        raise IndexFault(f"it cannot be read: {error}") from None
    except json.JSONDecodeError as error:
        raise IndexFault(f"line {error.lineno} is not valid JSON: {error.msg}") from None
    except RecursionError:
        raise IndexFault("it is nested too deeply") from None
    except ValueError:  # of more digits than Python reads
        raise IndexFault("a number in it has too many digits") from None
    return content


def the(kind: type[Kind], value: object, where: str) -> Kind:
    """A value of a kind.

    Raises:
        IndexFault: It is of another, or missing.
    """
    if value is None:
        raise IndexFault(f"{where} is missing or null; it should be {_KINDS[kind]}")
    if not isinstance(value, kind) or isinstance(value, bool):
        raise IndexFault(f"{where} is {_KINDS[type(value)]}; it should be {_KINDS[kind]}")
    return value


def the_day(value: object, where: str) -> str:
    """A day, `YYYY-MM-DD`.

    Raises:
        IndexFault: It is none.
    """
    text = the(str, value, where)
    with suppress(ValueError):
        if dt.date.fromisoformat(text).isoformat() == text:
            return text
    raise IndexFault(f"{where} {text[:50]!r} is no day such as 2027-01-31")


def the_hash(value: object, where: str) -> str:
    """A hash, `sha256:` and 64 digits.

    Raises:
        IndexFault: It is none.
    """
    text = the(str, value, where)
    if not _HASH.fullmatch(text):
        raise IndexFault(f"{where}: {text[:80]!r} is no hash (“sha256:” and 64 digits)")
    return text


def the_count(value: object, where: str) -> int:
    """A count, which is 0 or more.

    Raises:
        IndexFault: It is none.
    """
    number = the(int, value, where)
    if number < 0:
        raise IndexFault(f"{where} is less than 0")
    return number
