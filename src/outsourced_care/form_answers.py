"""The body of an issue made by a form flows in, its answers flow out, with what speaks against it.

GitHub writes a form's questions in their order, each as a heading of the third level with the
answer below it. Whoever opens or edits the issue can write headings of their own, so a body
counts only if each question stands in it once and in its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from outsourced_care.findings import Finding, Place, finding

MOST = 65_536  # characters that GitHub lets an issue have
NO_ANSWER = ("", "_No response_", "None")
_TICKED = re.compile(r"[-*] \[[xX]\] (.+)")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # Unicode categories; includes bidi marks


def answers(
    body: str, labels: Sequence[str], shown: str
) -> tuple[dict[str, tuple[str, Place]], list[Finding]]:
    """Find the answer to each question.

    Args:
        body: The issue's body.
        labels: The questions in their order, as the form labels them.
        shown: How findings name the body.

    Returns:
        The answer to each question and where it begins; empty when the body is none of the form.
        Then every fault that keeps it from being one.
    """
    if len(body) > MOST:
        message = f"the form has {len(body):,} characters; {MOST:,} are the most"
        return {}, [finding(Place(shown), "form-size", message, "is it the body of the issue?")]
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", body)]
    places = {
        label: [n for n, line in enumerate(lines) if line == f"### {label}"] for label in labels
    }
    found = [*_faults(places, shown)]
    if found:
        return {}, found
    begins = [places[label][0] for label in labels]
    ends = [*begins[1:], len(lines)]
    return {
        label: ("\n".join(lines[begin + 1 : end]).strip(), Place(shown, begin + 1))
        for label, begin, end in zip(labels, begins, ends, strict=True)
    }, []


def _faults(places: dict[str, list[int]], shown: str) -> Iterable[Finding]:
    """What keeps headings from being those of the form."""
    last = -1
    for label, lines in places.items():
        if not lines:
            message = f"the form has no heading “{label}”"
            hint = "give the whole body of an issue made with the form for new articles"
            yield finding(Place(shown), "form-heading", message, hint)
            continue
        if len(lines) > 1:
            message = f"the heading “{label}” stands {len(lines)} times"
            hint = "somebody wrote it into an answer: see which is meant, remove the other"
            yield finding(Place(shown, lines[1] + 1), "form-heading", message, hint)
        elif lines[0] < last:
            message = f"the heading “{label}” is not in its place"
            hint = "the headings stand in the order of the form; has the issue been edited?"
            yield finding(Place(shown, lines[0] + 1), "form-heading", message, hint)
        last = lines[0]


def ticked(answer: str) -> set[str]:
    """The labels of the boxes that are ticked."""
    matches = (_TICKED.fullmatch(line.strip()) for line in answer.split("\n"))
    return {m[1].strip() for m in matches if m}


def one_line(answer: str) -> str:
    """An answer in NFC, white space runs made one space, without characters that nobody sees."""
    spaced = " ".join(unicodedata.normalize("NFC", answer).split())
    seen = (c for c in spaced if unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(seen).split())
