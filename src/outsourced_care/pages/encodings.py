"""The bytes of a page flow in, its text flows out, whatever encoding it says it is in.

Byte order mark, then UTF-8 where the bytes are just that, then what the page declares, then
Windows-1252, which browsers take for English pages that declare nothing
(https://html.spec.whatwg.org, 13.2.3.2).
"""

from __future__ import annotations

import codecs
import re

from outsourced_care.text import UnreadableTextError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096
_DECLARED = re.compile(rb"""(?:charset|encoding)\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.I)
# what browsers read, by Python's names, and what of it as Windows-1252
# (https://encoding.spec.whatwg.org, 4.2); of the others that Python has, some take for ever
_READ = re.compile(
    r"cp866|cp874|cp125\d|iso8859-\d\d?|koi8-[ru]|mac-roman|mac-cyrillic|gbk|gb18030|gb2312|big5"
    r"|euc_jp|euc_kr|iso2022_jp|shift_jis|tis-620|ascii"
)
_WESTERN = ("iso8859-1", "ascii", "iso8859-15", "cp1252")
_FALLBACK = "cp1252"
# control characters and what stands for bytes without a meaning: more of them is no text
_STRANGE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_STRANGE_SHARE = 0.05


def page_text(raw: bytes) -> str:
    """Decode a page.

    Raises:
        UnreadableTextError: The bytes are no text.
    """
    text = _decoded(raw)
    if len(_STRANGE.findall(text)) > _STRANGE_SHARE * len(text):
        raise UnreadableTextError("the file is binary, no web page")
    return text.lstrip("\ufeff").replace("\0", "")


def looks_like(raw: bytes) -> str | None:
    """The encoding that bytes seem to be in which are no UTF-8; None where it cannot be told."""
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:65536], cp_isolation=["cp1252", "utf_16", "mac_roman", "cp437"]).best()
    names = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp437": "DOS (code page 437)"}
    return None if best is None else names.get(best.encoding, best.encoding.replace("_", "-"))


def _decoded(raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if wide := _without_mark(raw):
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _declared(raw)
    if declared not in (None, _FALLBACK):
        try:
            return raw.decode(declared)
        except UnicodeDecodeError:
            pass
    return _mostly_utf_8(raw) or raw.decode(_FALLBACK, "replace")


def _without_mark(raw: bytes) -> str | None:
    """UTF-16 is told by its zeros: every other byte, as pages are mostly ASCII."""
    head = raw[:512]
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.8 * half:
        return "utf-16-le"
    return "utf-16-be" if half and head[::2].count(0) > 0.8 * half else None


def _declared(raw: bytes) -> str | None:
    """The encoding that a page declares, by Python's name; None without one that is known."""
    found = _DECLARED.search(raw, 0, _HEAD)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name
    except (LookupError, ValueError):
        return None
    if not _READ.fullmatch(name):
        return None
    return _FALLBACK if name in _WESTERN else name


def _mostly_utf_8(raw: bytes) -> str | None:
    """The text of UTF-8 with some bytes spoilt; None where more is wrong than right."""
    text = raw.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = sum(c > "\x7f" for c in text) - wrong
    return text if right > 2 * wrong else None
