"""What became of each article flows in, the report flows out: text or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from textwrap import TextWrapper

from outsourced_care.fetching.hydration import Hydrated, recovered
from outsourced_care.recovery import Missing

_NAMED = 12  # records of an article that are named


def as_text(found: Sequence[Hydrated]) -> str:
    """A line for each article, with what is missing and why, then one for all."""
    wrap = TextWrapper(100, "  ", "    ", break_long_words=False, break_on_hyphens=False)
    lines: list[str] = []
    for one in found:
        there, of_all = recovered([one])
        how = "fetched" if one.fetched else "at hand"
        state = "" if one.missing and not one.fetched else f" ({how})"
        lines.append(f"{one.article_id}: {there} of {of_all}{state}")
        lines += [wrap.fill(line) for line in _reasons(one)]
    there, of_all = recovered(found)
    lines.append(f"{there} of {of_all} passages recovered")
    return "\n".join(lines)


def as_json(found: Sequence[Hydrated]) -> str:
    """The counts, and each article with the passages that are missing."""
    there, of_all = recovered(found)
    articles = [
        {
            "article_id": one.article_id,
            "url": one.url,
            "fetched": one.fetched,
            "passages": one.passages,
            "recovered": one.passages - len(one.missing),
            "why": one.why,
            "missing": [
                {"table": m.table, "record_id": m.record_id, "part": m.part} for m in one.missing
            ],
        }
        for one in found
    ]
    content = {"recovered": there, "passages": of_all, "articles": articles}
    return json.dumps(content, ensure_ascii=False, indent=2)


def _reasons(one: Hydrated) -> Iterator[str]:
    """Why an article is not whole."""
    if one.why is not None:
        yield one.why
    if one.missing and len(one.missing) < one.passages:
        yield f"not in the text at hand: {_listed(one.missing)}"


def _listed(missing: Sequence[Missing]) -> str:
    records: dict[str, list[str]] = {}  # by table, each once
    for one in missing[:_NAMED]:
        part = "" if one.part is None else f" part {one.part}"
        records.setdefault(one.table, []).append(f"{one.record_id}{part}")
    named = "; ".join(f"{table} {', '.join(ids)}" for table, ids in records.items())
    more = len(missing) - _NAMED
    return named + (f" and {more} more" if more > 0 else "")
