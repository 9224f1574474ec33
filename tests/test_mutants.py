"""Real entries, registries and locks, damaged at random: what any pull request may bring.

Catches exceptions out of `check` or the build, files that take long, findings that would act
where they are printed, and entries that `check` accepts and the build then refuses.

A mutant is one damaged file. Eight of them, in eight different files, stand in a repository at
a time (all five entries, two locks, and one registry or the package's words) and are checked
together: whether anything is raised, and how long it takes, is judged for the eight. Where that
goes wrong, each is checked alone, to name the one. Mutants in whose files no error is found are
then left without the others and checked again, until no error is left: what remains has been
accepted, and must be built. So acceptance is judged for what is accepted together; that every
damage is found is not claimed (a changed letter in a summary is none).
"""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, examples

from outsourced_care import dataset
from outsourced_care.checking import check
from outsourced_care.descriptor import render as build
from outsourced_care.finding_reports import FORMATS, render
from outsourced_care.findings import Finding, has_errors
from outsourced_care.package_words import load_package_words
from outsourced_care.schema_files import load_contract

CONTRACT = load_contract(ROOT / "schemas")
MOST_SECONDS = 2.0  # for one file; of the processor, so that other work on it does not count
WORDS = "entries/package.yaml"
ENTRIES = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("entries/articles/*.yaml"))
LOCKS = [name.removesuffix(".yaml") + ".lock" for name in ENTRIES]
OTHERS = ["entries/organisations.yaml", "entries/people.yaml", WORDS]
SOUND = {name: (ROOT / name).read_text(encoding="utf-8") for name in (*ENTRIES, *LOCKS, *OTHERS)}

# --- what is done to a file ------------------------------------------------------------------

Random = random.Random
Mutate = Callable[[str, Random], str | bytes]

# fmt: off
VALUES = (
    *("", "~", "null", "true", "no", "0", "-1", "1e999", "-.inf", "nan", "0x10", "1_000", "12:30"),
    *("9" * 400, "1" + "0" * 18, "1" * 17, "0." + "1" * 400, "1e-400", "5e307", "\u0663"),
    *("[]", "{}", "[[[[]]]]", "{a: {b: c}}", "[a, {b: c}]", "- x", "? x", "? {a: b}", "<<: x"),
    *("*a", "&a x", "!!python/object/apply:os.getcwd []", "!!binary aGk=", "! x", "!<x> y", "<<"),
    *('"\\ud800"', '"\\u202e"', '"\\0"', '"\\x1b[2J"', '"\\n"', '" "', '"\\r"', '"x\\ty"'),
    *("'=1+1'", '"@x"', '"+1"', '"-x"', '"\\t=x"', "<script>x</script>", "a <b", "</td>", "<!-- x"),
    *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://", "//x", "x y"),
    *("../../x", "a/b", "..", ".", "A-B", "a--b", "-a", "a" * 300, "\u0430\u0431", "e\u0301"),
    *("99999-01-01", "0000", "0000-00-00", "-0001", "9999-12-31", "0001-01-01", "Y170000002"),
    *("2031-02-30", '"[..]"', '"[2013..2012]"', '"["', "2013/2012", "../2013", "2013-07-16T10:00"),
    *('"[..9999]"', "2013-2X", "201X", "2013?", "2013-21", "P99999999Y", "PT0S", "P", "TODO"),
    *("|\n  x", ">-\n\n\n", '"', "'", "`", "%", "@", "#", " #", ":", ": :", "::error::x", "%0A::x"),
    *("##[x]", "x " * 3_000, "x" * 6_000, "[" * 50, "{a: " * 50, "\u202ex", "x\u200by", "\ufeff"),
    *('"\\U000e0041"', "\u2028", "\x85", "\x07", "x TODO"),
)
NUMBERS = (
    *("", "-1", "9" * 30, "9" * 19, "NaN", "1e5", "1.5", " 1", "\u0663", "1_0", "0", "1", "2"),
    "999999999",
)
CELLS = (
    *(*NUMBERS, "=1+1", '"', '"\n"', "articles", "blocks", "quotes", "zz", "\u202e", "\r"),
    *("a" * 64, "x" * 200_000),
)
# fmt: on
MARKS = ":-?[]{},#&*!|>'\"%@`~\\ \t\n\r=<$\0\x07\x1b\x7f\x85\u00a0\u2028\u200b\u202e\ufeff\ue000"


def letters(text: str, rng: Random) -> str:
    """Other characters in a few places."""
    characters = list(text)
    for _ in range(rng.randint(1, 4)):
        characters[rng.randrange(len(characters))] = rng.choice(MARKS + "abc019")
    return "".join(characters)


def inserted(text: str, rng: Random) -> str:
    """A few characters that mean something, anywhere."""
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(len(text))
        text = text[:at] + "".join(rng.choices(MARKS, k=rng.randint(1, 3))) + text[at:]
    return text


def flipped(text: str, rng: Random) -> bytes:
    """Bits of a few bytes the other way round."""
    raw = bytearray(text.encode())
    for _ in range(rng.randint(1, 3)):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return bytes(raw)


def cut(text: str, rng: Random) -> bytes:
    """The beginning, or the end, cut at any byte."""
    raw = text.encode()
    at = rng.randrange(len(raw))
    return raw[:at] if rng.random() < 0.7 else raw[at:]


def lines(text: str, rng: Random) -> str:
    """Some lines deleted, doubled or moved."""
    all_lines = text.splitlines(keepends=True)
    at, many = rng.randrange(len(all_lines)), rng.randint(1, 5)
    block = all_lines[at : at + many]
    rest = all_lines[:at] + all_lines[at + many :]
    kind = rng.choice(("deleted", "doubled", "moved", "swapped"))
    if kind == "deleted":
        return "".join(rest)
    if kind == "doubled":
        return "".join(all_lines[:at] + block + all_lines[at:])
    if kind == "swapped":
        return "".join(rest[:at] + block[::-1] + rest[at:])
    to = rng.randrange(len(rest) + 1)
    return "".join(rest[:to] + block + rest[to:])


def indented(text: str, rng: Random) -> str:
    """Lines that begin further right or left, or with a tab."""
    all_lines = text.splitlines(keepends=True)
    at, many = rng.randrange(len(all_lines)), rng.randint(1, 6)
    by = rng.choice(("  ", " ", "\t", "    ", -1, -2))
    for number in range(at, min(at + many, len(all_lines))):
        line = all_lines[number]
        all_lines[number] = by + line if isinstance(by, str) else line[-by:]
    return "".join(all_lines)


_KEY = re.compile(r"^( *(?:- )?|.*\{)(\w+)(?=:)", re.MULTILINE)
_VALUE = re.compile(r"(?<=: )[^,}\n]+|(?<=^- )[^:\n]+$|(?<= - )[^:\n]+$", re.MULTILINE)
_NUMBER = re.compile(r"(?<=,)[0-9]+(?=,)")
_CELL = re.compile(r"(?<=,)[^,\n]*|^[^,\n]*", re.MULTILINE)


def keys(text: str, rng: Random) -> str:
    """A key misspelt, doubled, or another's."""
    found = rng.choice(list(_KEY.finditer(text)) or [None])
    if found is None:
        return inserted(text, rng)
    key = found[2]
    other = rng.choice([m[2] for m in _KEY.finditer(text)])
    at = rng.randrange(len(key))
    new = rng.choice(
        (key[:at] + key[at + 1 :], key + "s", key.upper(), other, f'"{key}"', "\u0430" + key, "id")
    )
    return text[: found.start(2)] + new + text[found.end(2) :]


def values(text: str, rng: Random) -> str:
    """A value replaced by a hostile one, or by another of the file."""
    return _replaced(text, _VALUE, VALUES, rng)


def cells(text: str, rng: Random) -> str:
    """A cell of a lock replaced, a number by something like one."""
    if rng.random() < 0.6:
        return _replaced(text, _NUMBER, NUMBERS, rng)
    return _replaced(text, _CELL, CELLS, rng)


def _replaced(text: str, places: re.Pattern[str], hostile: tuple[str, ...], rng: Random) -> str:
    for _ in range(rng.randint(1, 2)):
        found = list(places.finditer(text))
        if not found:
            return inserted(text, rng)
        at, other = rng.choice(found), rng.choice(found)
        new = other[0] if rng.random() < 0.2 else rng.choice(hostile)
        text = text[: at.start()] + new + text[at.end() :]
    return text


def grown(text: str, rng: Random) -> str:
    """Something that goes deep, or on and on, in the middle or at the end."""
    many = rng.choice((20, 300, 3_000))
    key = rng.choice(("quotes", "events", "positions", "not_quotes", "x", "accounts"))
    more = rng.choice(
        (
            "[" * many,
            "{a: " * many,
            f"{key}: [" + "x, " * many + "]\n",
            f"{key}:\n" + "".join(f"  - id: e{n % 1500}\n" for n in range(many)),
            f"{key}:\n"
            + "".join(f"  - {{id: e{n}, kind: k{n}, date: {n}}}\n" for n in range(many // 2)),
            f"{key}:\n" + "".join(f"{' ' * n}a:\n" for n in range(2, min(many, 300))),
            "".join(f"k{n}: 1\n" for n in range(many)),
            "- id: a\n  name: b\n" * many,
            "# " + "x" * many * 30 + "\n",
            "\n" * many * 30,
            f"{key}: " + "x" * many * 30 + "\n",
        )
    )
    at = rng.choice((0, len(text), text.find("\n", rng.randrange(len(text))) + 1))
    return text[:at] + more + text[at:]


def encoded(text: str, rng: Random) -> bytes:
    """Another encoding, another mark, another end of lines."""
    kind = rng.choice(("utf-16", "utf-16-le", "latin-1", "cp1252", "mark", "crlf", "cr", "twice"))
    if kind == "mark":
        return b"\xef\xbb\xbf" * rng.randint(1, 2) + text.encode()
    if kind in ("crlf", "cr"):
        return text.replace("\n", {"crlf": "\r\n", "cr": "\r"}[kind]).encode()
    if kind == "twice":
        return (text + rng.choice(("", "---\n", "...\n", "\n")) + text).encode()
    return text.encode(kind, "replace")


ANY: tuple[Mutate, ...] = (letters, inserted, flipped, cut, lines)
OF_YAML: tuple[Mutate, ...] = (*ANY, *[values] * 5, *[keys] * 3, indented, grown, encoded)
OF_LOCKS: tuple[Mutate, ...] = (*ANY, *[cells] * 9, encoded)


def mutants(seed: int, number: int) -> Iterator[dict[str, bytes]]:
    """Damaged files by name, eight at a time: the same for the same seed."""
    made = 0
    while made < number:
        rng = Random(f"{seed} {made}")
        names = [*ENTRIES, *rng.sample(LOCKS, 2), rng.choice(OTHERS)][: number - made]
        made += len(names)
        yield {name: mutant(name, rng) for name in names}


def mutant(name: str, rng: Random) -> bytes:
    """A file, damaged in one to three ways."""
    done: str | bytes = SOUND[name]
    for mutate in rng.choices(
        OF_LOCKS if name in LOCKS else OF_YAML, k=rng.choice((1, 1, 1, 2, 3))
    ):
        if isinstance(done, bytes):
            done = done.decode("utf-8", "replace")
        if len(done) > 1:
            done = mutate(done, rng)
    return done.encode("utf-8", "replace") if isinstance(done, str) else done


# --- what is asked of it ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mutants")
    shutil.copytree(ROOT / "entries", root / "entries")
    return root


def put(root: Path, files: Mapping[str, bytes]) -> None:
    """Make the repository sound, but for these files."""
    for name, text in SOUND.items():
        (root / name).write_bytes(files.get(name, text.encode()))


def told(root: Path, files: Mapping[str, bytes]) -> list[Finding]:
    """What `check` finds, in time, and in a form that acts nowhere."""
    put(root, files)
    start = time.process_time()
    found = check(root, CONTRACT, None)
    for form in FORMATS:
        for line in render(found, form, lambda file: SOUND.get(file, "").splitlines()).splitlines():
            assert line.replace("\t", "").isprintable(), line
            assert "##[" not in line, line
            assert form == "github" or not line.lstrip().startswith("::"), line
    taken = time.process_time() - start
    assert taken < MOST_SECONDS, f"{taken:.1f} s"
    return found


def singled_out(root: Path, files: Mapping[str, bytes], seed: int) -> None:
    """Say which of several mutants it is that goes wrong."""
    for name, raw in files.items():
        try:
            told(root, {name: raw})
        except Exception as error:
            kept = root / "mutant"
            kept.write_bytes(raw)
            raise AssertionError(f"{name} as in {kept} (seed {seed}): {error!r}") from error


def accepted(root: Path, files: dict[str, bytes]) -> dict[str, bytes] | None:
    """The mutants that `check` has no fault to find with, in a repository of their own."""
    while files:
        found = told(root, files)
        if not has_errors(found):
            return files
        broken = {f.file.rpartition(".")[0] for f in found if f.severity == "error"}
        kept = {name: raw for name, raw in files.items() if name.rpartition(".")[0] not in broken}
        if len(kept) == len(files):  # the fault shows elsewhere, and may be anybody's
            kept = dict(list(files.items())[: len(files) // 2])
        files = kept
    return None


def judge(root: Path, seed: int, number: int) -> int:
    """Judge mutants; how many were accepted, and built."""
    built = 0
    for files in mutants(seed, number):
        try:
            left = accepted(root, files)
        except Exception:
            singled_out(root, files, seed)
            raise
        if left:
            built += len(left)
            examined = dataset.examine(root, CONTRACT, None)
            words, found = load_package_words(root / WORDS, WORDS)
            assert not has_errors([*found, *examined.findings])
            made = build(examined.assembled.tables, CONTRACT, words)
            assert len(made) == 2 * len(CONTRACT) + 1
    return built


def test_mutants_are_told_of_or_built(repository: Path) -> None:
    judge(repository, 0, examples(120))  # of so few all may be refused


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 11))
def test_many_mutants_are_told_of_or_built(repository: Path, seed: int) -> None:
    assert judge(repository, seed, 500) > 0


def test_mutants_of_a_seed_are_the_same_and_damaged() -> None:
    first, again = (list(mutants(7, 100)) for _ in range(2))
    assert first == again
    assert sum(map(len, first)) == 100
    damaged = [raw != SOUND[name].encode() for files in first for name, raw in files.items()]
    assert sum(damaged) > 95
