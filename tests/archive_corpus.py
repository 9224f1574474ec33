"""A number and a seed flow in, short made-up articles flow out, none like another, and a corpus."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PEOPLE = ("Ada Quill", "Odo Marl", "Pella Thorn", "Ivo Brack", "Lena Moss")
_BODIES = ("Marrowby Council", "the Lantern Trust", "Fenwick Oil Ltd", "the Ministry of Lamps")
_THINGS = ("the lamps of the harbour", "the oil store", "every wick in the town", "the night watch")
_SENTENCES = (
    "{name}, the mayor of Fenwick, said on {day} March 2031 that {thing} would go to {body}.",
    "“Nobody at {body} has told us why {thing} went out {day} times,” said {name}.",
    "{body} took over {thing} in 20{day} after inspectors had found them “dim and smoky”.",
    "{name} has called for {body} to publish what it spends on {thing}.",
    "{body} will decide by April 20{day} whether {thing} should be run by a trust.",
    "It is a quiet place, with a chapel, {day} houses and a well that never ran dry.",
)


def texts(number: int, seed: int = 1, sentences: int = 3) -> Iterator[str]:
    """Articles, each with a number of its own in the headline."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for n in range(number):
        body = (
            chance.choice(_SENTENCES).format(
                name=chance.choice(_PEOPLE),
                body=chance.choice(_BODIES),
                thing=chance.choice(_THINGS),
                day=chance.randint(11, 28),
            )
            for _ in range(sentences)
        )
        yield f"Lamp {n} of {seed} is lit again\n\n" + "\n".join(body) + "\n"


GERMAN = "Lampen\n\n" + "Der Rat der Stadt will die Lampen einer Stiftung geben, sagte sie.\n" * 6


def records(number: int, seed: int = 1, sentences: int = 3) -> list[dict[str, Any]]:
    """Records with all that may happen to them: copies, ids given twice, what cannot be read.

    A third of the identifiers is made of the text; of every eleven records one has the text of an
    earlier one, of every thirteen one the identifier of an earlier one.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    made: list[dict[str, Any]] = []
    for n, text in enumerate(texts(number, seed, sentences)):
        record = {"text": text} if n % 3 == 0 else {"id": f"lamp-{n}", "text": text}
        if made and n % 11 == 5:
            record["text"] = chance.choice(made).get("text", text)
        if made and n % 13 == 7:
            record["id"] = chance.choice(made).get("id", f"lamp-{n}")
        if n % 17 == 9:
            record = {"text": GERMAN}
        if n % 19 == 3:
            record = {"id": f"none-{n}"}
        if n % 23 == 1:
            record["published"] = f"the day after lamp {n}"
        made.append(record)
    return made


def write_lines(path: Path, made: list[dict[str, Any]]) -> Path:
    """A file with one record a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in made), encoding="utf-8")
    return path
