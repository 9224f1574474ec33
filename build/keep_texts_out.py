"""Files that git tracks and article texts are read; those that hold an article's words are told.

A hook before a commit runs it: no sentence of an article goes into the repository.

  .venv/bin/python build/keep_texts_out.py

exit status: 0 none, 1 some, 2 could not run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from outsourced_care import dataset
from outsourced_care.errors import CannotRunError
from outsourced_care.finding_reports import one_line, render
from outsourced_care.kept_out import texts_in_git

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Look through what differs from the last commit."""
    try:
        articles, _ = dataset.read_articles(dataset.articles_folder(None, ROOT))
    except (CannotRunError, OSError) as error:
        print(one_line(f"keep_texts_out: {error}"), file=sys.stderr)
        return 2
    found = texts_in_git(ROOT, articles.articles, changed_only=True)
    if found:
        print(render(found, "text"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
