"""Files that git knows and article texts flow in, files that hold an article's words flow out.

No sentence of an article goes into the repository. The folder of the texts is ignored by git;
but a file can be added by force, or be saved elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from outsourced_care.article import Article
from outsourced_care.files import UnfitFileError, read_bytes
from outsourced_care.findings import Finding, Place, finding
from outsourced_care.git import GitError, git
from outsourced_care.rules import LONGEST_COPY, READ

TEXTS = "articles"  # the folder that git ignores
RUN = LONGEST_COPY + 1  # words in a row
MOST_BYTES = 5_000_000  # of a file that is looked into

OUTSIDE = "article-in-git"  # the rule
_WORD = re.compile(r"[^\W_]+")
_MADE_UP = ("CONTRIBUTING.md", "tests/fiction/")  # hold articles of our own writing

Run = tuple[str, ...]


def texts_in_git(
    root: Path, articles: Iterable[Article], *, changed_only: bool = False
) -> list[Finding]:
    """Find article texts among the files that git tracks, or that are staged.

    Args:
        root: The repository; where git knows nothing of it, nothing is found.
        articles: The texts at hand; sentences of others cannot be known again.
        changed_only: Whether to look only into files that differ from the last commit.

    Returns:
        A finding for each file below `articles/`, and for each text file that shares a run of
        words with the body of an article.
    """
    try:
        among = names = _listed(root, "ls-files", "--cached")
    except GitError:
        return []
    if changed_only:
        with suppress(GitError):  # before the first commit all are new
            among = _listed(root, "diff", "--name-only", "--relative", "HEAD")
    inside = [name for name in names if name.startswith(f"{TEXTS}/")]
    found = [
        _told(name, f"git tracks a file of {TEXTS}/, which may hold a text") for name in inside
    ]
    runs = runs_of(articles)
    others = [n for n in among if n not in set(inside) and not n.startswith(_MADE_UP)]
    for name in others if runs else ():
        line = _first_line(root / name, runs)
        if line is not None:
            message = f"the file holds {RUN} or more words in a row of an article at hand"
            found.append(_told(name, message, line))
    return found


def _listed(root: Path, *arguments: str) -> list[str]:
    """The files that git lists."""
    return sorted({name for name in git(root, *arguments, "-z").split("\0") if name})


def runs_of(articles: Iterable[Article]) -> set[Run]:
    """Every run of words in the parts of articles that are read; titles are names and may stand."""
    runs: set[Run] = set()
    titles: set[Run] = set()
    for article in articles:
        for block in article.blocks:
            words = _words(article.text[block.start : block.end])
            if block.role == "title":
                titles |= _runs(words)
            elif block.role in READ:
                runs |= _runs(words)
    return runs - titles


def _told(name: str, message: str, line: int | None = None) -> Finding:
    quoted = name if re.fullmatch(r"[\w./-]+", name) else "FILE"
    hint = f"no sentence of an article goes in: run git rm --cached {quoted}"
    if not name.startswith(f"{TEXTS}/"):
        hint = f"no sentence of an article goes in: take it out, or move the file to {TEXTS}/; "
        hint += f"a file that is new leaves git by: git rm --cached {quoted}"
    return finding(Place(name, line), OUTSIDE, message, hint)


def _first_line(path: Path, runs: set[Run]) -> int | None:
    """The line where a file begins to share a run; None where it does not, or is no text."""
    try:
        raw = read_bytes(path, MOST_BYTES)
    except (OSError, UnfitFileError):
        return None
    if b"\0" in raw[:8_000]:
        return None
    text = raw.decode("utf-8", "replace")
    if runs.isdisjoint(zip(*_shifted(_words(text)), strict=False)):
        return None
    before: list[str] = []  # words of the lines above that a run may begin with
    for number, line in enumerate(text.split("\n"), start=1):
        before = [*before, *_words(line)]
        if not runs.isdisjoint(zip(*_shifted(before), strict=False)):
            return number
        before = before[-RUN + 1 :]
    return None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _runs(words: list[str]) -> set[Run]:
    return set(zip(*_shifted(words), strict=False))


def _shifted(words: list[str]) -> Iterator[list[str]]:
    return (words[i:] for i in range(RUN))
