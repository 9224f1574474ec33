"""The entries of a pull request are checked and built, its summary in Markdown is printed.

Examples:
  python build/summarise_change.py HEAD^1 >> "$GITHUB_STEP_SUMMARY"

The summary says how many findings there are and lists them, then what the change does to the
data since the revision it is based on, then whether the version is high enough for all that has
changed since the latest release; if not, the line to edit is marked too. data/ is rebuilt on the
way.

exit status: 0 the data was built and compared, and the version is high enough; 1 otherwise, the
summary is written all the same.
"""

from __future__ import annotations

import argparse
import html
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = 200_000  # of a list; GitHub takes summaries of up to 1 MiB a step

Done = subprocess.CompletedProcess[str]


def main() -> int:
    """Check, build and compare; print what a reviewer wants to know."""
    words, _, epilog = (__doc__ or "").partition("\n\n")
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=words, epilog=epilog, formatter_class=shape)
    parser.add_argument("base", metavar="REVISION", help="what the change is based on")
    base = parser.parse_args().base

    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    checked = recipe("check", f"--since={base}")
    show(of_check(checked))
    built = recipe()
    if built.returncode:
        show(not_built(built, told=checked.returncode == built.returncode == 1))
        return 1
    compared = recipe("diff", base, "--format=markdown")
    show([compared.stdout] if compared.returncode == 0 else not_compared(compared))
    judged = recipe("diff", "--check-version")
    show(of_version(judged))
    if judged.returncode == 1:
        print(recipe("diff", "--check-version", "--format=github").stdout, end="", file=sys.stderr)
    return 1 if compared.returncode or judged.returncode else 0


def show(blocks: Iterable[str]) -> None:
    """Print blocks of Markdown."""
    print(*blocks, sep="\n\n", end="\n\n", flush=True)


def recipe(*arguments: str) -> Done:
    """Run `python build` with arguments."""
    return subprocess.run(  # noqa: S603 - a list of arguments, each of them one of ours or checked
        [sys.executable, "build", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def of_check(checked: Done) -> Iterator[str]:
    """What the check said: how many findings, then each of them."""
    yield "## What the check finds"
    if checked.returncode not in (0, 1):
        yield f"<p><strong>The entries could not be checked.</strong></p>\n{raw(checked.stderr)}"
        return
    before, _, counts = checked.stderr.strip().rpartition("\n")
    yield f"<p>{html.escape(counts.removeprefix('check: '))}</p>"
    if checked.stdout or before:
        yield folded("Every finding", checked.stdout + before)


def not_built(built: Done, told: bool) -> Iterator[str]:
    """Why there is nothing to compare, unless the check told it."""
    yield "## What changes in the data"
    yield "<p><strong>The data could not be built from these entries.</strong></p>"
    if not told:
        yield folded("What the build says", built.stderr)


def not_compared(compared: Done) -> Iterator[str]:
    """Why nothing was compared."""
    yield "## What changes in the data"
    yield "<p><strong>The data was built but could not be compared.</strong></p>"
    yield folded("What the comparison says", compared.stderr)


def of_version(judged: Done) -> Iterator[str]:
    """Whether the version is high enough; if not, which line to edit, and what to write."""
    yield "## The version"
    if judged.returncode == 0:
        yield "<p>The version is high enough for what has changed since the latest release.</p>"
    elif judged.returncode == 1:
        said = "The version has to be raised, or a change put off."
        yield f"<p><strong>{said}</strong></p>\n{raw(judged.stderr)}"
    else:
        yield f"<p><strong>The version could not be judged.</strong></p>\n{raw(judged.stderr)}"


def folded(title: str, text: str) -> str:
    """Lines that open at a click."""
    return f"<details>\n<summary>{title}</summary>\n{raw(text)}\n</details>"


def raw(text: str) -> str:
    """Lines in which nothing acts: no tag is left, and no blank line to end the block of HTML."""
    lines, size = [], 0
    for line in text.splitlines():
        shown = html.escape(line) if line.strip() else "&#32;"
        size += len(shown.encode("utf-8")) + 1
        if size > MOST_BYTES:
            lines.append("… and more; python build check prints all of it")
            break
        lines.append(shown)
    return "<pre>" + "\n".join(lines) + "</pre>"


if __name__ == "__main__":
    sys.exit(main())
