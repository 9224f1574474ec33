"""The chosen paragraphs of a page flow in, as they are to be printed they flow out."""

from __future__ import annotations

import re
from dataclasses import replace

from outsourced_care.pages.paragraphs import Paragraph, letters

_ANY_MARK = re.compile("[“”\"‘]|^'")

Told = list[tuple[Paragraph, str | None]]


def finished(told: Told) -> Told:
    """Without repeats, and with marks around block quotations."""
    return _with_marks(_without_repeats(told))


def _with_marks(told: Told) -> Told:
    """Put marks around what a page shows as a quotation by its place alone.

    That is a block quotation that a colon leads to; its paragraphs open with marks, the last
    closes with them, as in print.
    """
    out = list(told)
    number = 1
    while number < len(out):
        end = number
        while end < len(out) and "blockquote" in out[end][0].inside and out[end][1] == "body":
            end += 1
        quoted = [paragraph.text for paragraph, _ in out[number:end]]
        led = out[number - 1][0].text.endswith(":")
        if quoted and led and not any(_ANY_MARK.search(text) for text in quoted):
            for n in range(number, end):
                paragraph, role = out[n]
                close = "”" if n == end - 1 else ""
                out[n] = (replace(paragraph, text=f"“{paragraph.text}{close}"), role)
        number = max(end, number + 1)
    return out


def _without_repeats(told: Told) -> Told:
    """Leave out what stands twice in a row, and the headline where it stands again."""
    out: Told = []
    title = before = None
    for paragraph, role in told:
        own = letters(paragraph.text)
        if own and own not in (title, before):
            out.append((paragraph, role))
        title = own if role == "title" else title
        before = own
    return out
