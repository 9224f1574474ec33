"""A simplified page flows in, which of its paragraphs are the article's flows out.

trafilatura decides what is main text; a paragraph is known again by its letters.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from outsourced_care.pages.markup import Element
from outsourced_care.pages.paragraphs import letters

_ENDS = 40  # letters: a paragraph is known by its beginning or its end where it was cut


class MainText:
    """The paragraphs that are main text."""

    def __init__(self, lines: list[str]) -> None:
        keys = [k for k in map(letters, lines) if k]
        self._whole = set(keys)
        long = [k for k in keys if len(k) >= _ENDS]
        self._ends = {k[:_ENDS] for k in long} | {k[-_ENDS:] for k in long}

    def holds(self, paragraph: str) -> bool:
        """Whether a paragraph is main text."""
        key = letters(paragraph)
        if len(key) < _ENDS:
            return key in self._whole
        return key in self._whole or key[:_ENDS] in self._ends or key[-_ENDS:] in self._ends


def main_text(tree: Element) -> MainText:
    """The main text of a page; none where there is none, or the page defeats trafilatura."""
    import trafilatura

    try:
        with quiet():
            found = trafilatura.bare_extraction(tree, include_comments=False, include_tables=True)
    except Exception:  # of a page built to break it: what can be read is read without
        return MainText([])
    text = getattr(found, "text", None) or ""
    return MainText([cell for line in text.splitlines() for cell in (line, *line.split("|"))])


@contextmanager
def quiet() -> Iterator[None]:
    """Let trafilatura say nothing: what it would warn of, the reader is told by an error."""
    logs = [logging.getLogger(name) for name in ("trafilatura", "htmldate", "courlan")]
    levels = [log.level for log in logs]
    for log in logs:
        log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
