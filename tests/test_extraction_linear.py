"""The worst texts cost no more time than their length asks for, and no more memory."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from itertools import islice, pairwise, product

import pytest

from outsourced_care.extraction.events import find_events
from outsourced_care.extraction.organisations import KnownOrganisation, find_organisations
from outsourced_care.extraction.proposals import find_proposals
from outsourced_care.extraction.quotes import find_quotes
from outsourced_care.extraction.segments import paragraph_spans, sentence_spans

_REGISTER = (
    KnownOrganisation("pellam", "Pellam Council", "local_authority", ("Pellam", "PC")),
    KnownOrganisation("larks", "Guild of Larks", "professional_association", ("GoL",)),
    KnownOrganisation("hm-government", "UK government", "central_government", ("the government",)),
)


def _everything(text: str) -> list[object]:
    """All records of a text; events find its dates."""
    organisations = find_organisations(text, _REGISTER)
    quotes = find_quotes(text)
    events = find_events(text, "2016-05-05")
    proposals = find_proposals(text, organisations=organisations, quotes=quotes)
    return [*organisations, *quotes, *events, *proposals]


def _times(work: Callable[[str], object], text: Callable[[int], str], *sizes: int) -> list[float]:
    times = []
    gc.disable()  # what other tests left behind is not ours to count
    try:
        for size in sizes:
            given = text(size)
            begun = time.process_time()
            work(given)
            times.append(time.process_time() - begun)
    finally:
        gc.enable()
    return times


def _assert_linear(times: list[float], growth: float) -> None:
    """Time may grow somewhat more than the text, for the machine's noise, but not as its square."""
    for shorter, longer in pairwise(times):
        assert longer <= 5 / 3 * growth * shorter + 0.3, times


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: unit * (size // len(unit))


# runs of one character, alternations, marks that are never closed, nested and wrongly closed ones
_MARKS = [
    "“a ", "‘a ", '"a ', "'a ", "«a ", "”", "’", "‘’", "“‘", '“”"', "x'x'", "‘a’s b’ ", "s' ",
    "“a\n", "“[a b c d ", "“A B: ", "“A.” said B. ", "“a” — Ann B", "(‘a ", "([{“", "he said “a” ",
]  # fmt: skip
_SIGNS = [
    " ",
    "\n",
    "\t",
    "\xa0",
    ".",
    ". ",
    "?!",
    "…",
    ",",
    ", ",
    "-",
    "—",
    "(",
    "[",
    "1",
    "1/",
    "é",
]
# small words, capitals, chains and clauses that lead on and on
_WORDS = [
    "a", "A", "É ", "A.", "A. ", "a-", "A-", "Ab-cd ", "O'", "the ", "of ", "Of ", "of the ",
    "and ", "A and ", "A of the ", "Ann Lee ", "Ann, ", "the Ann Lee, ", "Mr. ", "e.g. ", "that ",
    ", who ",
    "said ", "Ann said ", "he said she said ", "A,he said ", "a) said ", "was said by ",
    "according to ", "told a b c ", "and said, and ", "her claim that ", "Though he's ", "don't ",
    "so called ", "it was reported ", "He said. ", "Heading\n", "a said:\nWe go on to the end.\n",
    "“a,” said the b, Ann Lee. ", "the firm said it. ", "“a,” he shot back. ", "who b said ",
    "the b, Ann Lee, said ", "A, the b, ", "AB, Ab (AP) — ", "for Ann Lee ", "the 9-year-old said ",
]  # fmt: skip
_DATES = [
    "2016", "2016 ", "2016-", "1/1/", "May ", "May-", "1 May ", "from 1 May ", "the May\n",
    "Monday ",
    "the end of ", "early ", "a week ", "three weeks ago ", "day", "by Christmas ", "(2016–",
]  # fmt: skip
_BODIES = [
    "Council ", "Pellam council ", "Pellam and ", "Pellam said ", "University of ",
    "The Trust and ",
    "Department for A, B, ", "the ABC said ", "(ABC) ", "Guild of ", "Larks magazine ",
    "BBC Radio 4 ",
    "London Borough of ", "chief executive of Larks ", "the government ", "PC's ",
]  # fmt: skip
_PROPOSALS = [
    "should ", "He should go\n", "I must. ", "plans to be ", "to also be ", "call for ", "has to ",
    "the government will cut and ", "announced by ", "One way to ", "consultation ", "rejected a ",
]  # fmt: skip
_UNITS = [*_MARKS, *_SIGNS, *_WORDS, *_DATES, *_BODIES, *_PROPOSALS]


def _distinct(shape: str) -> Callable[[int], str]:
    """Sentences that all hold another name."""

    def text(size: int) -> str:
        names = (f"{chr(65 + n % 26)}{n:x}".translate(_LETTERS) for n in range(size // len(shape)))
        return "".join(shape.format(name) for name in names)

    return text


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_SHAPES: dict[str, Callable[[int], str]] = {
    "many people": _distinct("Ann {} said it. "),
    "many roles": _distinct("the {0} said. Ann {0}, the {0}, fell. "),
    "many lower roles": lambda size: _distinct("the {} said it. ")(size).lower(),
    "many headlines": lambda size: "‘A b c’\n" + "‘A b c d,’ said Ann Lee.\n" * (size // 24),
    "many councils": _distinct("{} council said. "),
    "many names by context": _distinct("{} magazine fell. "),
    "many acronyms": lambda size: "".join(
        f"the {''.join(letters)} said. "
        for letters in islice(product("ABCDEFGHIJKLMNOP", repeat=5), size // 16)
    ),
    "a long word behind a cue": lambda size: "according to " + "a" * size,
    "a long name": lambda size: f"Ann B{'b' * (size // 2)} said. " + "He said. " * (size // 18),
    "a long name by context": lambda size: f"A{'a' * size} magazine. A{'a' * size} council.",
    "white space before a closing mark": lambda size: "“a" + " " * size + "”",
    "stops behind a signature": lambda size: "“a” — Ann B" + "." * size + "!",
    "brackets in a quotation": lambda size: "“a" + "[" * size + "”",
    "one paragraph of speech": lambda size: f"Ann said: “{'we should go and ' * (size // 17)}”",
    "sentences far apart": lambda size: ("a. A" + " " * 1000) * (size // 1004),
    "headings between speeches": lambda size: (
        "Heading\n" * (size // 16) + "“A b.” “C d.”\n" * (size // 28)
    ),
}  # fmt: skip
_TEXTS = {repr(unit): _repeated(unit) for unit in _UNITS} | _SHAPES


@pytest.mark.parametrize("unit", [" ", "a ", "a. ", "\n", "a.\n", '."', "\xa0.", "A.”\u2028"])
def test_sentences_of_one_long_line_take_linear_time(unit: str) -> None:
    sizes = (30_000, 90_000)
    _assert_linear(_times(sentence_spans, _repeated(unit), *sizes), 3)
    _assert_linear(_times(paragraph_spans, _repeated(unit), *sizes), 3)


@pytest.mark.slow
@pytest.mark.parametrize("name", _TEXTS)
def test_time_grows_with_length(name: str) -> None:
    _assert_linear(_times(_everything, _TEXTS[name], 20_000, 60_000), 3)


# those that cost most for their length, of each sort
_WORST = [
    "'said '",
    "'1 May '",
    "'“A.” said B. '",
]
_BARE = ["' '", "'\\n'", "'a'", "'A'", "'.'", "','", "'the '", "a long name by context"]


@pytest.mark.slow
@pytest.mark.parametrize("name", _BARE)
def test_time_grows_with_length_up_to_three_megabytes(name: str) -> None:
    _assert_linear(_times(_everything, _TEXTS[name], 300_000, 1_000_000, 3_000_000), 10 / 3)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*_BARE, *_WORST])
def test_time_grows_with_length_up_to_ten_megabytes(name: str) -> None:
    _assert_linear(_times(_everything, _TEXTS[name], 1_000_000, 3_000_000, 10_000_000), 10 / 3)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [*_WORST, "many councils", "many acronyms", "'Ann Lee '", "a long name"]
)
def test_memory_grows_with_length(name: str) -> None:
    peaks = []
    for size in (20_000, 60_000):
        text = _TEXTS[name](size)
        tracemalloc.start()
        _everything(text)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] <= 5 * peaks[0] + 500_000
