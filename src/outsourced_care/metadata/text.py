"""Values flow in, text that cannot break what it stands in flows out."""

from __future__ import annotations

import json
import re

from outsourced_care.contract import Json

_UNSAFE = re.compile("[<>&\u2028\u2029]")
_MARKDOWN = re.compile(r"[\\`*_\[\]<>|&#~$]")


def json_bytes(content: Json) -> bytes:
    """JSON for a file; a lone half of a character becomes a question mark."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)
    return (text + "\n").encode("utf-8", "replace")


def script_safe(text: str) -> str:
    """The same JSON in a form that can stand in a page's `<script>`.

    No character is left that could end the element, begin a comment or another script in it
    (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements);
    in JSON these stand in strings only, where an escape means the same.
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def plain(text: str) -> str:
    """A text as one line, without what cannot be seen."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def markdown(text: str) -> str:
    """A text as one line of Markdown in which nothing is markup."""
    return _MARKDOWN.sub(r"\\\g<0>", plain(text))
