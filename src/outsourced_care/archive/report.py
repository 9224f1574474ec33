"""What became of articles flows in, one after the other; `report.json` flows out.

What was left out may be as long as the input: it goes to files at once, and from there to the
report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from outsourced_care import __version__
from outsourced_care.archive.batches import LeftOut

DUPLICATES, REFUSED, NOTES = "duplicates", "refused", "notes"
_LISTS = (DUPLICATES, REFUSED, NOTES)
_SHOWN = 20  # of each list that are kept in memory


@dataclass(slots=True)
class Report:
    """What became of the articles that were read.

    Attributes:
        read: How many there were.
        extracted: How many of them gave rows.
        words: How many words those have.
        seconds: How long it took, since it was resumed where it was.
        rows: How many rows each table has.
        left_out: How many duplicates, refused articles and notes there are.
        first: The first twenty of each.
    """

    version: str = __version__
    read: int = 0
    extracted: int = 0
    words: int = 0
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LISTS, 0))
    first: dict[str, list[LeftOut]] = field(default_factory=lambda: {n: [] for n in _LISTS})


def report_from(told: dict[str, Any]) -> Report:
    """A report as `dataclasses.asdict` gives it."""
    first = {name: [LeftOut(**one) for one in told["first"][name]] for name in _LISTS}
    return Report(**{**told, "first": first})


class Telling:
    """A report that grows, with the files that its lists stand in meanwhile.

    Args:
        folder: Where the files are.
    """

    def __init__(self, folder: Path) -> None:
        self.report = Report()
        self._folder = folder
        self._files: dict[str, TextIO] = {}
        self._open = ExitStack()

    def __enter__(self) -> Telling:
        for name in _LISTS:
            # names of files need not be text: what of them is none is escaped as JSON escapes it
            file = self._path(name).open("w", encoding="utf-8", errors="backslashreplace")
            self._files[name] = self._open.enter_context(file)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, what: str, where: str, why: str) -> None:
        """Tell of an article that was left out, or in part not understood."""
        self.report.left_out[what] += 1
        if len(self.report.first[what]) < _SHOWN:
            self.report.first[what].append(LeftOut(where, why))
        told = json.dumps({"where": where, "why": why}, ensure_ascii=False)
        self._files[what].write(f"{told}\n")

    def write(self, path: Path) -> None:
        """Write the report.

        Raises:
            OSError: It cannot be written.
        """
        for file in self._files.values():
            file.flush()
        with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            for name in ("version", "read", "extracted", "words", "seconds", "rows"):
                told = json.dumps(getattr(self.report, name), ensure_ascii=False)
                file.write(f'{"," if file.tell() else "{"}\n  "{name}": {told}')
            for name in _LISTS:
                file.write(f',\n  "{name}": [')
                for number, line in enumerate(self._lines(name)):
                    file.write(f"{',' if number else ''}\n    {line}")
                file.write("\n  ]" if self.report.left_out[name] else "]")
            file.write("\n}\n")

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl"

    def _lines(self, name: str) -> Iterator[str]:
        with self._path(name).open(encoding="utf-8") as file:
            for line in file:
                yield line.rstrip("\n")
