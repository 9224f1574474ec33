"""The canonical form of entries: one text for one meaning, and nothing lost on the way to it.

Catches a value or a comment that changes, vanishes or goes over to another record, a second
run that changes something again, YAML that other readers read differently, and files that
make the writer slow or lead it to write from half-read data.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from conftest import FICTION, ROOT, examples, some
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outsourced_care.entries import Passage, Record, Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.entry_form import FormError, as_diff, canonical
from outsourced_care.entry_order import Order, order_of
from outsourced_care.lock_files import read_lock
from outsourced_care.locks import BY_NAME, wanted_passages
from outsourced_care.schema_files import load_contract
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import parse
from outsourced_care.yaml_writer import WIDTH

ENTRY = "entries/articles/lamp-one.yaml"
PEOPLE = "entries/people.yaml"
BODIES = "entries/organisations.yaml"
CONTRACT = load_contract(ROOT / "schemas")
LONG = "lamp " * 30 + "oil"


def formed(text: str | bytes, file: str = ENTRY, order: Order | None = None) -> str:
    """The canonical text, which must be its own canonical text."""
    raw = text.encode() if isinstance(text, str) else text
    once = canonical(raw, file, CONTRACT, order)
    assert canonical(once.encode(), file, CONTRACT, order) == once
    return once


def lines_of(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


# Order of keys and records


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        pytest.param(
            "not_quotes: []\nproposals: []\nquotes: []\narticle: {}\npositions: []\n"
            "organisation_mentions: {}\nevents: []\naccounts: []\n",
            "article: {}\n\nquotes: []\n\nevents: []\n\nproposals: []\n\npositions: []\n\n"
            "accounts: []\n\norganisation_mentions: {}\n\nnot_quotes: []\n",
            id="sections",
        ),
        pytest.param(
            "article:\n\n  summary: s\n\n\n  kind: news\n  title: t\n  url: u\n",
            lines_of("article:", "  title: t", "  url: u", "  kind: news", "  summary: s"),
            id="columns in the contract's order, no empty line between",
        ),
        pytest.param(
            "quotes:\n- evidence: [a]\n  cue: say\n  kind: direct\n  id: q01\n",
            lines_of(
                "quotes:", "  - id: q01", "    kind: direct", "    cue: say",
                "    evidence:", "      - a",
            ),
            id="id first, evidence last",
        ),
        pytest.param(
            "proposals:\n- evidence: [a]\n  terms: []\n  participants: []\n  summary: s\n  id: x\n",
            lines_of(
                "proposals:", "  - id: x", "    summary: s", "    participants: []",
                "    terms: []", "    evidence:", "      - a",
            ),
            id="records inside before evidence",
        ),
        pytest.param(
            "zeta: 1\nevents:\n- {wick: 1, evidence: [a], ash: 2, id: x}\nalpha: 1\narticle: {}\n",
            lines_of(
                "article: {}", "", "events:", "  - id: x", "    evidence:", "      - a",
                "    wick: 1", "    ash: 2", "", "zeta: 1", "", "alpha: 1",
            ),
            id="unknown keys last, as written",
        ),
        pytest.param(
            "quotes:\n- id: q\n  evidence:\n  - note: new\n    role: states\n    selector: s\n",
            lines_of(
                "quotes:", "  - id: q", "    evidence:", "      - selector: s",
                "        role: states", "        note: new",
            ),
            id="keys of a passage",
        ),
        pytest.param(
            "organisation_mentions:\n  exclude: [b]\n  include:\n  - evidence: [a]\n"
            "    organisation_id: x\nnot_quotes:\n- {reason: r, selector: s}\n",
            lines_of(
                "organisation_mentions:", "  include:", "    - organisation_id: x",
                "      evidence:", "        - a", "  exclude:", "    - b", "",
                "not_quotes:", "  - selector: s", "    reason: r",
            ),
            id="mentions and marked words",
        ),
        pytest.param(
            "accounts:\n"
            "- {table: proposals, record_id: b, field: scope, value: v1}\n"
            "- {table: events, record_id: z, field: title, value: v2}\n"
            "- {value: v5, table: events, record_id: a, field: title}\n"
            "- {table: events, record_id: a, field: title, value: v3}\n"
            "- {table: events, record_id: a, field: date, value: v4}\n",
            "v5 v3 v4 v2 v1",
            id="accounts by the record they are about, else as written",
        ),
        pytest.param(
            "quotes:\n- id: q2\n- id: q1\nevents:\n- id: b\n- id: a\n",
            "quotes:\n  - id: q2\n  - id: q1\n\nevents:\n  - id: b\n  - id: a\n",
            id="without a lock records stay",
        ),
        pytest.param(
            "events:\n- id: x\n  participants:\n  - {person_id: b, role: author}\n"
            "  - person_id: a\n    role: author\n",
            lines_of(
                "events:", "  - id: x", "    participants:",
                "      - {role: author, person_id: b}", "      - {role: author, person_id: a}",
            ),
            id="participants in braces, as written",
        ),
        pytest.param(
            "events:\n- id: x\n  participants:\n"
            f"  - {{role: author, name: {'Lamplighter ' * 8}}}\n  - {{role: author, name: [a]}}\n",
            lines_of(
                "events:", "  - id: x", "    participants:", "      - role: author",
                "        name: >-", "          " + " ".join(["Lamplighter"] * 7),
                "          Lamplighter", "      - role: author", "        name:",
                "          - a",
            ),
            id="braces only where they fit",
        ),
    ],
)  # fmt: skip
def test_keys_and_records_have_one_order(typed: str, wanted: str) -> None:
    text = formed(typed)
    if re.fullmatch(r"[v0-9 ]+", wanted):
        assert re.findall(r"value: (\w+)", text) == wanted.split()
    else:
        assert text == wanted


def test_registries_stand_by_id_and_their_lists_as_written() -> None:
    bodies = "- {name: Zinc, id: zinc}\n- id: ash\n  names: [{kind: alias, name: B}, {name: A}]\n"
    assert formed(bodies, BODIES) == lines_of(
        "- id: ash", "  names:", "    - {name: B, kind: alias}", "    - {name: A}",
        "- id: zinc", "  name: Zinc",
    )  # fmt: skip
    assert formed("- {name: P, id: b}\n- lamp\n- id: a\n", PEOPLE) == lines_of(
        "- lamp", "- id: a", "- id: b", "  name: P"
    )
    assert formed("[]", PEOPLE) == "[]\n"


PLACED = """\
quotes:
  - {id: q3, evidence: [c]}
  - {id: q2, evidence: [x, b]}
  - {id: q9}
  - {id: q1, evidence: [{selector: c}]}
events:
  - {id: late, evidence: [e2]}
  - {id: early, evidence: [e1]}
proposals:
  - {id: none-yet, evidence: [p0]}
  - {id: second, evidence: [p2]}
  - {id: first, evidence: [p1]}
positions:
  - {id: p1, quote_id: q3}
  - {id: p2, quote_id: q2}
  - {id: p4, quote_id: q3, evidence: [first of all]}
  - {id: p3, quote_id: q2}
  - {id: p0, quote_id: q2}
organisation_mentions:
  include:
    - {organisation_id: o, evidence: [o2, o1]}
    - {organisation_id: o, evidence: [o3, o0]}
  exclude: [x2, "x1 "]
not_quotes:
  - {selector: n2, reason: r}
  - {selector: n1, reason: r}
"""
STARTS: Order = {
    ("quotes", "lamp-one-q1", "c"): 30,
    ("quotes", "lamp-one-q2", "x"): 40,
    ("quotes", "lamp-one-q2", "b"): 20,
    ("quotes", "lamp-one-q3", "c"): 30,
    ("events", "late", "e2"): 2,
    ("events", "early", "e1"): 1,
    ("events", "early", "e2"): 9,
    ("proposals", "second", "p2"): 2,
    ("proposals", "first", "p1"): 1,
    ("positions", "lamp-one-p4", "first of all"): 5,
    ("organisations", "o", "o0"): 1,
    ("organisations", "o", "o1"): 2,
    ("organisations", "o", "o2"): 3,
    ("organisations", "o", "o3"): 4,
    ("excluded", "", "x1"): 1,
    ("excluded", "", "x2"): 2,
    ("not_quotes", "", "n1"): 1,
    ("not_quotes", "", "n2"): 2,
}


def test_records_stand_where_the_article_first_has_them() -> None:
    text = formed(PLACED, order=STARTS)
    assert re.findall(r"- id: (\S+)", text) == [
        "q2", "q9", "q1", "q3",  # q9 has no place: it stays behind q2
        "early", "late", "none-yet", "first", "second", "p4", "p0", "p2", "p3", "p1",
    ]  # fmt: skip
    assert re.findall(r"- (o\d|x\d)$", text, re.M) == ["o3", "o0", "o2", "o1", "x1", "x2"]
    assert re.findall(r"selector: (n\d)", text) == ["n1", "n2"]


@given(
    st.lists(st.none() | st.integers(0, 5), max_size=12),
    st.sampled_from(["quotes", "events", "positions"]),
)
def test_a_record_without_a_place_stays_behind_the_same_one(
    places: list[int | None], table: str
) -> None:
    ids = [f"r{number:02}" for number in range(len(places))]
    prefix = "" if table == "events" else "lamp-one-"
    order = {(table, prefix + i, "s"): p for i, p in zip(ids, places, strict=True) if p is not None}
    order["other", "", ""] = 0  # a lock is never empty
    typed = f"{table}:\n" + "".join(f"- {{id: {i}, evidence: [s]}}\n" for i in ids)
    got = re.findall(r"id: (r\d+)", formed(typed if ids else "{}", order=order))
    assert sorted(got) == ids
    place = dict(zip(ids, places, strict=True))
    known = [i for i in got if place[i] is not None]
    assert known == sorted(known, key=lambda i: (place[i], i))
    for before, here in zip([None, *ids], ids, strict=False):
        if place[here] is None:
            assert [None, *got][got.index(here)] == before


# Scalars


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("'lamp'", "lamp"),
        ('"Lamp oil (2031)"', "Lamp oil (2031)"),
        ("Le Lampe’s 2011–2012; so", "Le Lampe’s 2011–2012; so"),
        ("2013-07-16", "2013-07-16"),
        ("'2013-07-16'", "2013-07-16"),
        ("2005/2009", "2005/2009"),
        ("'[..2014-04]'", '"[..2014-04]"'),
        ("P5Y", "P5Y"),
        ("lamps are lit.", "lamps are lit."),
        ("été", "été"),
        ("lamp's", '"lamp\'s"'),
        ("a, b", '"a, b"'),
        ("lit?", '"lit?"'),
        ("'a: b'", '"a: b"'),
        ("first … last", '"first … last"'),
        ("https://lamp.example/a#b", '"https://lamp.example/a#b"'),
        ("'lamp # oil'", '"lamp # oil"'),
        ("'#lamp'", '"#lamp"'),
        ("'- lamp'", '"- lamp"'),
        ("''", '""'),
        ('"a\\"b\\\\c"', '"a\\"b\\\\c"'),
        ("🏮 lit", '"🏮 lit"'),
        # no text in YAML 1.1 or 1.2
        ("no", '"no"'),
        ("Yes", '"Yes"'),
        ("y", '"y"'),
        ("'null'", '"null"'),
        ("'~'", '"~"'),
        ("'12'", '"12"'),
        ("'1.5e3'", '"1.5e3"'),
        ("1_000", '"1_000"'),
        ("0x1F", '"0x1F"'),
        ("0o7", '"0o7"'),
        ("12:30", '"12:30"'),
        ("1234567890123456789", '"1234567890123456789"'),
        # numbers, truth values, nothing
        ("012", "012"),
        ("+5", "+5"),
        ("1e3", "1e3"),
        ("12.50", "12.50"),
        ("True", "true"),
        ("FALSE", "false"),
        ("~", ""),
        ("null", ""),
        ("", ""),
        # what cannot be seen
        ('"a\\u200bb"', '"a\\u200Bb"'),
        ("a\u202eb", '"a\\u202Eb"'),
        ('"a\\U0001F468\\u200d\\U0001F469"', '"a👨\\u200D👩"'),
        ("'a\ue000'", '"a\\uE000"'),
        ('"\\U000E0041"', '"\\U000E0041"'),
        ('"\\0"', '"\\u0000"'),
        ("a\u0301", '"a\u0301"'),
    ],
)
def test_a_value_has_one_way_to_be_written(typed: str, written: str) -> None:
    for key in ("title", "kind", "mystery"):  # prose, a vocabulary's value, an unknown key
        text = formed(f"article:\n  {key}: {typed}\n")
        assert text == f"article:\n  {key}: {written}".rstrip() + "\n"
    assert formed(f"quotes:\n- {typed}\n").splitlines()[1] == f"  - {written}".rstrip()


@pytest.mark.parametrize(
    ("typed", "prose", "exact"),
    [
        ("' a '", "a", '" a "'),
        ("'a  b'", "a b", '"a\\u0020\\u0020b"'),
        ('"a\\tb"', "a b", '"a\\tb"'),
        ('"a\\_b"', "a b", '"a\\u00A0b"'),
        ("|\n    a\n    b", "a b", '"a\\nb\\n"'),
        (">\n    a\n    b", "a b", '"a b\\n"'),
        ("a\n    b", "a b", "a b"),
    ],
)
def test_white_space_is_one_space_in_prose_and_kept_elsewhere(
    typed: str, prose: str, exact: str
) -> None:
    assert formed(f"article:\n  summary: {typed}\n") == f"article:\n  summary: {prose}\n"
    for key in ("kind", "mystery"):
        assert formed(f"article:\n  {key}: {typed}\n") == f"article:\n  {key}: {exact}\n"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (f"summary: {'x' * 87}", f"  summary: {'x' * 87}"),
        (f"summary: {'x' * 300}", f"  summary: {'x' * 300}"),
        (f"summary: 'a {'x' * 85}'", f"  summary: a {'x' * 85}"),
        (f"summary: 'a {'x' * 86}'", f"  summary: >-\n    a {'x' * 86}"),
        (f"summary: 'a, {'x' * 82}'", f'  summary: "a, {"x" * 82}"'),
        (f"summary: 'a, {'x' * 83}'", f"  summary: >-\n    a, {'x' * 83}"),
        (f"summary: '# {'x' * 91} # y'", f"  summary: >-\n    # {'x' * 91}\n    # y"),
        (f"url: 'https://lamp.example/{'x' * 90}'", f'  url: "https://lamp.example/{"x" * 90}"'),
        (f"mystery: '{LONG}'", f"  mystery: >-\n    {'lamp ' * 18}lamp\n    {'lamp ' * 11}oil"),
        (f"mystery: ' {LONG}'", f'  mystery: " {"lamp " * 16}lamp\n    {"lamp " * 13}oil"'),
        (
            f'summary: "{LONG}\\u200B"',
            f'  summary: "{"lamp " * 16}lamp\n    {"lamp " * 13}oil\\u200B"',
        ),
        (f"{'k' * 95}: a b", f"  {'k' * 95}: >-\n    a b"),
    ],
)
def test_what_does_not_fit_is_folded(typed: str, written: str) -> None:
    assert formed(f"article:\n  {typed}\n") == f"article:\n{written}\n"


def test_a_long_selector_is_folded_as_an_item() -> None:
    text = formed(f"quotes:\n- id: q\n  evidence: ['{LONG}']\n")
    assert "      - >-\n        lamp lamp" in text and max(map(len, text.split("\n"))) <= WIDTH


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("wick-length", "wick-length"),
        ("'no'", '"no"'),
        ("12", '"12"'),
        ("'a: b'", '"a: b"'),
        ("<<", '"<<"'),
        ("''", '""'),
        ('"a\\nb"', '"a\\nb"'),
        ("'  '", '"\\u0020\\u0020"'),
        ("'#'", '"#"'),
        ("🏮", '"🏮"'),
    ],
)
def test_unknown_keys_are_kept_to_the_letter(key: str, written: str) -> None:
    assert formed(f"article:\n  ? {key}\n  : x\n") == f"article:\n  {written}: x\n"
    kept = f"- {{name: a, {written}: x}}"
    assert kept in formed(f"- id: b\n  names:\n  - name: a\n    ? {key}\n    : x\n", BODIES)


# Comments


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        pytest.param(
            "# on b\n- id: b\n  # on the name\n  name: B  # its end\n"
            "# on a\n\n- id: a # end\n# last\n",
            lines_of(
                "# on a", "- id: a  # end", "# on b", "- id: b", "  # on the name",
                "  name: B  # its end", "", "# last",
            ),
            id="they move with key and record",
        ),
        pytest.param(
            "# yaml-language-server: $schema=x\n- id: b\n#1\n- id: a\n",
            lines_of("# yaml-language-server: $schema=x", "", "#1", "- id: a", "- id: b"),
            id="the schema's line stays at the head",
        ),
        pytest.param(
            "- id: b\n# yaml-language-server: $schema=x\n- id: a\n",
            lines_of("# yaml-language-server: $schema=x", "", "- id: a", "- id: b"),
            id="and goes there from elsewhere",
        ),
        pytest.param(
            "# people\n#\n#   of note\n\n# on b\n- id: b\n- id: a\n",
            lines_of("# people", "#", "#   of note", "", "- id: a", "# on b", "- id: b"),
            id="what stands apart at the head stays",
        ),
        pytest.param(
            "- # on b\n  # too\n  name: B\n  # on id\n  id: b\n- # on a\n  id: a\n",
            lines_of("# on a", "- id: a", "# on b", "# too", "# on id", "- id: b", "  name: B"),
            id="behind a dash",
        ),
        pytest.param(
            "- name: >-  # head\n    B\n    # text\n  # on k\n  k: |  # low\n\n  id: b\n",
            lines_of(
                "- id: b", '  name: "B # text"  # head', "  # on k", '  k: ""  # low',
            ),
            id="in the head of a block",
        ),
        pytest.param(
            f"- id: b\n  name: {LONG} # end\n  k: ' {LONG}' # beside\n",
            lines_of(
                "- id: b", "  name: >-  # end", f"    {'lamp ' * 18}lamp",
                f"    {'lamp ' * 11}oil", f'  k: " {"lamp " * 17}lamp',
                f'    {"lamp " * 12}oil"  # beside',
            ),
            id="beside long texts",
        ),
        pytest.param(
            "- id: b\n  names: # all\n  - {name: M, kind: alias} # one\n  - { # open\n"
            "    name: O, # mine\n    # on kind\n    kind: alias # too\n    } # shut\n# end\n",
            lines_of(
                "- id: b", "  names:  # all", "    - {name: M, kind: alias}  # one",
                "    # open", "    # shut", "    - name: O  # mine", "      # on kind",
                "      kind: alias  # too", "", "# end",
            ),
            id="in braces",
        ),
        pytest.param(
            "- id: b\n  k: [ # open\n    a, # a\n    # on c\n    c # c\n    # shut\n  ] # last\n"
            "- k: # nothing\n  # on id\n  id: c\n",
            lines_of(
                "- id: b", "  # open", "  k:  # last", "    - a  # a", "    # on c",
                "    - c  # c", "# shut", "# on id", "- id: c", "  k:  # nothing",
            ),
            id="in brackets, and beside nothing",
        ),
        pytest.param(
            "- id: b\n  name:\n    # inside\n    B\n  ? k # on k\n  : # value\n    v\n",
            lines_of("- id: b", "  # inside", "  name: B", "  # value", "  k: v  # on k"),
            id="between a key and its value",
        ),
        pytest.param(
            "- id: b\n  k:\n  - - a # a\n    # on c\n    - c\n"
            "  # on the list\n  - # dash\n    - d\n",
            lines_of(
                "- id: b", "  k:", "    - - a  # a", "      # on c", "      - c",
                "    # on the list", "    # dash", "    - - d",
            ),
            id="in lists of lists",
        ),
        pytest.param(
            "%YAML 1.1 # a\n# b\n--- # c\n# d\n- id: a # e\n... # f\n# g",
            lines_of("# a", "# b", "# c", "# d", "- id: a  # e", "", "# f", "# g"),
            id="around the document",
        ),
        pytest.param(
            "- id: 'a'#x\n- {id: b}#y\n- id: c\r# z \r- id: d\u2028# w\u2028- id: e\r\n"
            "  k: |#u\r\n#v\r\n",
            lines_of(
                "- id: a  #x", "#y", "- id: b", "- id: c", "# z", "- id: d", "# w", "- id: e",
                '  k: ""  #u', "", "#v",
            ),
            id="without a space, with strange line ends",
        ),
        pytest.param("[] # a\n# b\n", lines_of("[]", "", "# a", "# b"), id="in an empty file"),
        pytest.param("# a\n\n# b\n[]\n", lines_of("# a", "", "[]", "", "# b"), id="and before it"),
    ],
)  # fmt: skip
def test_comments_stay_with_what_they_belong_to(typed: str, wanted: str) -> None:
    assert formed(typed, BODIES) == wanted


def test_a_comment_above_a_section_moves_with_it() -> None:
    typed = "# on quotes\nquotes: []\n# on article\narticle: {} # end\n"
    assert formed(typed) == lines_of(
        "# on article", "article: {}  # end", "", "# on quotes", "quotes: []"
    )


def test_a_hash_in_a_text_is_no_comment() -> None:
    typed = "article:\n  title: 'a # b'\n  url: x#y\n  summary: \"a\n    # b\"\n  k: >-\n    # c\n"
    text = formed(typed)
    assert [line for line in text.split("\n") if line.lstrip().startswith("#")] == []
    assert text.count("#") == 4


# Whatever is typed


class Typist:
    """Types an entry in any style that YAML permits, with comments everywhere.

    Attributes:
        lines: What was typed.
        owners: The comments, and the record or section that each belongs to (None: any).
    """

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.owners: dict[str, str | None] = {}
        self.owner: str | None = None

    def one_of(self, *choices: str) -> str:
        return choices[self.draw(st.integers(0, len(choices) - 1))]

    def comment(self, owner: str | None) -> str:
        comment = f"#{self.one_of(' ', '')}remark {len(self.owners)}; “a: [b”"
        self.owners[comment] = owner
        return comment

    def above(self) -> None:
        """Empty lines, and comments of their own, anyhow indented."""
        for what in range(self.draw(st.integers(0, 5)) - 2):
            indent = " " * self.draw(st.integers(0, 9))
            self.lines.append("" if what else indent + self.comment(self.owner))

    def beside(self, owner: str | None = "") -> str:
        owner = self.owner if owner == "" else owner
        return f"  {self.comment(owner)}" if self.draw(st.integers(0, 4)) == 0 else ""

    def scalar(self, value: Scalar, head: str, pad: str, end: str = "") -> None:
        """Type a scalar behind its key or dash; in brackets `end` is what closes it."""
        if not isinstance(value, str):
            typed = "null" if value is None else str(value)
            self.lines.append(f"{head} {typed}{end}{self.beside()}")
            return
        styles = ["double"]
        if value.isprintable() and value:
            styles.append("single")
            if value.split() == value.split(" "):
                styles += [] if end else ["folded", "literal"]
                if re.fullmatch(r"[a-z ]+ [a-z ]+", value):
                    styles += ["plain", "plain over lines"]
        style = self.one_of(*styles)
        if style in ("folded", "literal"):
            sign = {"folded": ">-", "literal": "|-"}[style]
            self.lines.append(f"{head} {sign}{self.beside()}")
            self.lines += [f"{pad}{' ' * 10}{value}", *[""] * self.draw(st.integers(0, 1))]
            return
        typed = value
        if style == "double":
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            seen = (c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped)
            typed = f'"{"".join(seen)}"'
        elif style == "single":
            typed = "'" + value.replace("'", "''") + "'"
        elif style == "plain over lines":
            typed = value.replace(" ", f"\n{pad}    ", 1)
        self.lines.append(f"{head} {typed}{end}{self.beside()}")

    def enter(self, item: Value) -> str | None:
        """What follows belongs to this record; returns what came before it did to."""
        outer = self.owner
        if isinstance(item, dict) and str(item.get("id")).startswith("r-"):
            self.owner = str(item["id"])
        return outer

    def pairs(self, pairs: dict[str, Value], pad: str) -> None:
        for key, value in pairs.items():
            self.above()
            self.value(value, f"{pad}{key}:", pad)

    def items(self, items: list[Value], pad: str) -> None:
        for item in items:
            outer = self.enter(item)
            self.above()
            if isinstance(item, dict) and item and self.draw(st.booleans()):
                (key, value), *_ = item.items()
                self.value(value, f"{pad}- {key}:", pad + "  ")
                self.pairs(dict(list(item.items())[1:]), pad + "  ")
            else:
                self.value(item, f"{pad}-", pad)
            self.owner = outer

    def value(self, value: Value, head: str, pad: str) -> None:
        if not isinstance(value, dict | list):
            self.scalar(value, head, pad)
        elif not value or self.draw(st.integers(0, 3)) == 0:
            self.flow(value, head, pad)
        else:
            self.lines.append(head + self.beside())
            deeper = pad + " " * self.draw(st.integers(1, 3))
            if isinstance(value, dict):
                self.pairs(value, deeper)
            else:
                self.items(value, deeper)

    def flow(self, value: Collection, head: str, pad: str, end: str = "") -> None:
        """Type a mapping or list in brackets, a line for each of its parts."""
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        inside = pad + "  "
        self.lines.append(f"{head} {opening}{self.beside()}")
        named = value.items() if isinstance(value, dict) else [("", x) for x in value]
        for key, part in named:
            outer = self.enter(part)
            self.above()
            start = f"{inside}{key}:" if isinstance(value, dict) else inside
            if isinstance(part, dict | list):
                self.flow(part, start, inside, ",")
            else:
                self.scalar(part, start, inside, ",")
            self.owner = outer
        if self.draw(st.integers(0, 3)) == 0:
            self.lines.append(inside + self.comment(None))  # it belongs to whatever follows
        self.lines.append(f"{pad} {closing}{end}{self.beside()}")


Scalar = str | int | float | bool | None
Value = Scalar | list["Value"] | dict[str, "Value"]
Collection = list[Value] | dict[str, Value]

WORDS = st.lists(
    st.sampled_from(["lamp", "oil", "wick", "no", "12:30", "# not", "a: b", "it's", '"so"', "…"]),
    max_size=25,
).map(" ".join)
HOSTILE = st.text(
    st.sampled_from("ab:#'\"\\-?[]{},&*!|>%@` \t\n\r\0\x85\u00a0\u200b\u202e\u2028\ufeffé🏮\ue000")
    | st.characters(codec="utf-8"),
    max_size=30,
)
SCALARS: st.SearchStrategy[Value] = (
    WORDS
    | HOSTILE
    | st.integers(-999, 99999)
    | st.sampled_from([1.5, 1e20, True, False, None, "2013-07-16", "[..2014]", "12", "", "x" * 120])
)
KEYS = [
    "title", "kind", "url", "summary", "cue", "quote_id", "table", "record_id", "field", "value",
    "note", "selector", "role", "reason", "wick-length", "evidence", "participants", "names",
]  # fmt: skip
LOOSE: st.SearchStrategy[Value] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4).map(dict)
    ),
    max_leaves=8,
)
SECTIONS = ["quotes", "events", "proposals", "positions", "mystery"]


@st.composite
def entries(draw: st.DrawFn) -> tuple[str, dict[str, str | None]]:
    """An entry's text, and its comments with the record or section they belong to."""
    typist = Typist(draw)
    numbers = iter(range(99))
    sections = draw(st.lists(st.sampled_from(["article", *SECTIONS]), unique=True, min_size=1))
    for section in sections:
        record = st.dictionaries(st.sampled_from(KEYS), LOOSE, max_size=4)
        typist.owner = section if typist.lines else None  # the head of the file is its own
        typist.above()
        typist.owner = section
        if section in ("article", "mystery"):
            typist.value(draw(record), f"{section}:", "")
            continue
        records: list[Value] = []
        for cells in draw(st.lists(record, max_size=3)):
            with_id = [*cells.items(), ("id", f"r-{next(numbers)}")]
            records.append(dict(draw(st.permutations(with_id))))
        typist.value(records, f"{section}:", "")
    if draw(st.booleans()):
        typist.lines.append(typist.comment("the end"))
    text = "\n".join(typist.lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text, typist.owners


def plain(node: Node, key: str = "") -> object:
    """A tree without places; prose with single spaces, keys in any order."""
    if node.mapping is not None:
        return {name: plain(value, name) for name, value in node.mapping.items()}
    if node.sequence is not None:
        return [plain(item, key) for item in node.sequence]
    if isinstance(node.value, str) and key not in ("kind", "url", "wick-length", "id"):
        return " ".join(node.value.split())
    return (type(node.value).__name__, node.value)


def meaning(raw: bytes) -> object:
    root, faults = parse(raw, ENTRY)
    assert root is not None and not faults, (faults, raw.decode())
    return plain(root)


def owners_in(text: str) -> Iterator[tuple[str, str]]:
    """Every comment of a canonical entry, with the record or section it stands in."""
    owner, waiting = "", list[str]()
    for line in text.split("\n"):
        if re.match(r" *#.?remark", line):
            waiting.append(line.strip())
            continue
        if top := re.match(r"[a-z_]+(?=:)", line):
            owner = top[0]
        elif record := re.match(r"  - id: (r-\d+)", line):
            owner = record[1]
        if line:
            yield from ((comment, owner) for comment in waiting)
            waiting = []
            if remark := re.search(r"  (#.?remark \d+; “a: \[b”)$", line):
                yield remark[1], owner
    yield from ((comment, "the end") for comment in waiting)


@settings(deadline=None, max_examples=examples(150))
@given(entries(), st.sampled_from(["\n", "\r\n"]), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_nothing_is_lost_whatever_is_typed(
    typed: tuple[str, dict[str, str | None]], line_end: str, mark: bytes
) -> None:
    text, owners = typed
    raw = mark + text.replace("\n", line_end).encode()
    wanted = meaning(raw)
    got = formed(raw)
    assert meaning(got.encode()) == wanted
    found = dict(owners_in(got))
    assert found.keys() == owners.keys()
    assert {c: o for c, o in found.items() if owners[c]} == {c: o for c, o in owners.items() if o}
    assert got.endswith("\n") and not got.endswith("\n\n")
    for line in got.split("\n"):
        assert not line.endswith(" ")
        shown = line if re.match(r" *#.?remark", line) else re.sub(r"  #.?remark .*$", "", line)
        if len(shown) > WIDTH and shown is not line:
            shown = re.sub(r"^ *(- )*([\w-]+: )?", "", shown)
            assert " " not in shown


class Witness(yaml.SafeLoader):
    """Another reader, of YAML 1.1, that takes dates for texts."""


Witness.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in forms if not tag.endswith(":timestamp")]
    for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@settings(deadline=None, max_examples=examples(300))
@given(
    HOSTILE
    | WORDS
    | st.from_regex(r"[-+]?[0-9][0-9_.:xobeE+-]*", fullmatch=True)
    | st.sampled_from(
        [
            "yes",
            "Yes",
            "no",
            "NO",
            "on",
            "Off",
            "y",
            "N",
            "true",
            "FALSE",
            "null",
            "~",
            "=",
            "<<",
            ".inf",
            "0x1F",
            "0o7",
            "0b1",
        ]
    )
)
def test_a_text_is_the_same_text_to_a_reader_of_yaml_1_1(text: str) -> None:
    typed = "".join(f"\\U{ord(c):08x}" for c in text)
    got = formed(f'article:\n  mystery: "{typed}"\n  kind: x\nquotes:\n- "{typed}"\n')
    assert yaml.load(got, Witness) == {  # noqa: S506
        "article": {"kind": "x", "mystery": text},
        "quotes": [text],
    }
    with_names = formed(f'- id: a\n  names:\n  - {{name: "{typed}"}}\n', BODIES)
    names = [{"name": " ".join(text.split())}]
    assert yaml.load(with_names, Witness) == [{"id": "a", "names": names}]  # noqa: S506


# The entries there are

Written = tuple[object, ...]


def written(record: Record) -> Written:
    cells = tuple(sorted((name, cell.value) for name, cell in record.cells.items()))
    inside = tuple(map(written, record.inside))
    return record.table, record.id, cells, told(record.evidence), inside


def told(passages: Iterable[Passage]) -> Written:
    return tuple((p.selector, p.role, p.note) for p in passages)


def content(sources: Sources) -> object:
    """What the sources say, without places and the order of records."""
    return (
        [
            (
                entry.article_id,
                written(entry.article),
                sorted(map(written, entry.records), key=repr),
                sorted((m.organisation_id, told([m.passage])) for m in entry.include),
                sorted(told(entry.exclude), key=repr),
                sorted(told(entry.not_quotes), key=repr),
            )
            for entry in sources.entries
        ],
        sorted(map(written, sources.organisations), key=repr),
        sorted(map(written, sources.people), key=repr),
    )


def numbered(sources: Sources) -> set[Written]:
    """Every passage that becomes a row of evidence, with its number in its record."""
    return {
        (want.table, want.record_id, entry.article_id, want.part, want.passage.selector, want.role)
        for entry in sources.entries
        for want in wanted_passages(entry)
        if want.table in CONTRACT and want.table not in BY_NAME  # others are numbered by place
    }


def order_beside(path: Path) -> Order | None:
    lines, _ = read_lock(path.with_suffix(".lock"), "lock")
    return order_of(lines) if lines else None


@pytest.mark.parametrize("folder", [ROOT / "entries", FICTION / "entries"], ids=["real", "fiction"])
@pytest.mark.parametrize("sort", some([True, False], 2))
def test_the_entries_say_the_same_in_their_canonical_form(
    folder: Path, sort: bool, tmp_path: Path
) -> None:
    paths = [*folder.glob("articles/*.yaml"), folder / "people.yaml", folder / "organisations.yaml"]
    for path in paths:
        name = path.relative_to(folder).as_posix()
        text = formed(path.read_bytes(), name, order_beside(path) if sort else None)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    sources, found = read_sources(tmp_path, CONTRACT)
    assert found == []
    before, _ = read_sources(folder, CONTRACT)
    assert content(sources) == content(before)
    assert numbered(sources) == numbered(before) and numbered(before)


@pytest.mark.parametrize("path", sorted((ROOT / "entries/articles").glob("*.yaml")), ids=str)
def test_the_lock_of_an_entry_gives_the_order_of_its_quotes(path: Path) -> None:
    lines, faults = read_lock(path.with_suffix(".lock"), "lock")
    assert lines and not faults
    firsts: dict[str, int] = {}
    for line in lines:
        if line.table == "quotes":
            firsts[line.record_id] = min(line.start, firsts.get(line.record_id, line.start))
    text = formed(path.read_bytes(), f"articles/{path.name}", order_of(lines))
    quotes = text.split("\nquotes:\n")[1].split("\nevents:\n")[0]
    ids = [f"{path.stem}-{i}" for i in re.findall(r"^  - id: (.*)$", quotes, re.M)]
    assert sorted(ids) == sorted(firsts) and ids == sorted(ids, key=lambda i: (firsts[i], i))


def test_a_tree_at_hand_is_not_parsed_again() -> None:
    raw = b"# head\n\nquotes:\n- {kind: direct, id: q}\n"
    root, _ = parse(raw, ENTRY)
    assert canonical(raw, ENTRY, CONTRACT, root=root) == formed(raw)
    other, _ = parse(b"quotes: []\n", ENTRY)
    assert canonical(b"article: {}\n", ENTRY, CONTRACT, root=other) == "quotes: []\n"


# What has no canonical form


@pytest.mark.parametrize(
    ("raw", "file", "rules"),
    [
        (b"article:\n  kind: a\n  kind: b\n", ENTRY, ["duplicate-key"]),
        (b"article: {}\narticle: {}\nquotes: []\nquotes: []\n", ENTRY, ["duplicate-key"] * 2),
        (b"article: [\n", ENTRY, ["yaml"]),
        (b"article: {}\n---\narticle: {}\n", ENTRY, ["yaml"]),
        (b"article: &a {}\n", ENTRY, ["yaml-alias"]),
        (b"article: {}\nquotes: *a\n", ENTRY, ["yaml-alias"]),
        (b"article: !!python/object:os.system {}\n", ENTRY, ["yaml-tag"]),
        (b"? [a]\n: b\n", ENTRY, ["yaml-key"]),
        (b"article: " + b"[" * 50, ENTRY, ["yaml-depth"]),
        (b"\xff\xfea\0", ENTRY, ["file-encoding"]),
        (b"article: \xe9\n", ENTRY, ["file-encoding"]),
        (b"", ENTRY, ["file-encoding"]),
        (b"# only a comment\n", ENTRY, ["yaml"]),
        (b"x" * 4_000_001, ENTRY, ["file-size"]),
        (b"- id: a\n", ENTRY, ["wrong-type"]),
        (b"lamp\n", ENTRY, ["wrong-type"]),
        (b"~\n", PEOPLE, ["wrong-type"]),
        (b"id: a\n", BODIES, ["wrong-type"]),
        (b"name: x\n", "entries/package.yaml", ["file-name"]),
        (b"- id: a\n", "people.yaml/other.yaml", ["file-name"]),
        (b"article:\n  ? " + b"k" * 101 + b"k k\n  : x\n", ENTRY, ["yaml-key"]),
    ],
)
def test_what_cannot_be_read_has_no_form(raw: bytes, file: str, rules: list[str]) -> None:
    with pytest.raises(FormError) as refused:
        canonical(raw, file, CONTRACT)
    findings = refused.value.findings
    assert [f.rule for f in findings] == rules
    assert all(f.file == file for f in findings)
    assert str(findings[0].message) in str(refused.value)


@settings(deadline=None)
@given(st.binary(max_size=80) | HOSTILE.map(lambda text: text.encode("utf-8")))
@example(b"a: 1\xc2\x85b: 2 #c\xe2\x80\xa8c: 3")
@example(b"\xef\xbb\xbf\xef\xbb\xbfb: 1 # c\na: 2\n")
@example(b"? a # c\n? b # d\n")
@example(b"a:\n -\n # c\n -\n")
@example(b"{a: [b: c # d\n], # e\n}")
def test_any_bytes_have_a_form_or_findings(raw: bytes) -> None:
    try:
        got = formed(raw)
    except FormError as refused:
        assert refused.findings
    else:
        assert meaning(got.encode()) == meaning(raw)


# The difference


def patched(old: str, diff: str) -> str:
    """Apply a unified diff."""
    lines = old.split("\n")
    out: list[str] = []
    at = 0
    hunks = diff.split("\n")[2:-1]
    for number, line in enumerate(hunks):
        if head := re.match(r"@@ -(\d+),(\d+) \+(\d+),(\d+) @@$", line):
            first, count, new, _ = map(int, head.groups())
            out += lines[at : first - (count > 0)]
            at = first - (count > 0)
            assert len(out) == new - (head[4] != "0")
        elif line.startswith(" ") or line.startswith("-"):
            assert lines[at] == line[1:]
            at += 1
            out += [line[1:]] if line[0] == " " else []
        elif line.startswith("+"):
            out.append(line[1:])
        else:
            assert line == "\\ No newline at end of file"
            assert number == len(hunks) - 1 or hunks[number - 1][0] == "-"
    return "\n".join(out + lines[at:])


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("a\n", "a\n", ""),
        ("a\n", "b\n", "@@ -1,1 +1,1 @@\n-a\n+b\n"),
        ("a", "a\n", "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"),
        ("\ufeffa\n", "a\n", "@@ -1,1 +1,1 @@\n-\ufeffa\n+a\n"),
        ("1\n2\n3\n4\n5\n", "1\n2\n3\n4\n", "@@ -2,4 +2,3 @@\n 2\n 3\n 4\n-5\n"),
        ("\n", "a\n\n", "@@ -1,1 +1,2 @@\n+a\n \n"),
    ],
)
def test_the_difference_is_a_unified_diff(old: str, new: str, shown: str) -> None:
    head = f"--- a/{ENTRY}\n+++ b/{ENTRY}\n" if shown else ""
    assert as_diff(old.encode(), new, ENTRY) == head + shown


WINDOWS = "the file has Windows line ends (CR LF); save it with those of Unix (LF)\n"


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("a\r\nb\r\n", "a\nb\n", ""),
        ("a\nb\r\n", "a\nb\n", ""),
        ("a\r\nc\r\n", "a\nb\n", "@@ -1,2 +1,2 @@\n a\n-c\n+b\n"),
    ],
)
def test_line_ends_of_windows_are_one_line_and_no_difference(
    old: str, new: str, shown: str
) -> None:
    head = f"--- a/{ENTRY}\n+++ b/{ENTRY}\n" if shown else ""
    assert as_diff(old.encode(), new, ENTRY) == WINDOWS + head + shown


LINES = st.lists(st.sampled_from("abc"), max_size=30).map(lambda x: "".join(f"{c}\n" for c in x))


@given(LINES, LINES)
def test_the_difference_makes_the_one_from_the_other(old: str, new: str) -> None:
    diff = as_diff(old.encode(), new, ENTRY)
    assert (patched(old, diff) if diff else old) == new


def test_a_difference_of_thousands_of_lines_is_shown_whole() -> None:
    numbers = [f"- id: r{n}\n  name: x\n" for n in range(5_000)]
    old, new = "".join(reversed(numbers)), "".join(numbers)
    diff = as_diff(old.encode(), new, ENTRY)
    assert patched(old, diff) == new


# Size


@pytest.mark.slow
@pytest.mark.medium
@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"article:\n  summary: " + b"lamp, " * 600_000, id="one text"),
        pytest.param(b"article:\n  kind: '" + b"a  " * 900_000 + b"'\n", id="one text with spaces"),
        pytest.param(b"article: {}\n" + b"# oil\n" * 500_000, id="comments"),
        pytest.param(b"# oil\n" * 500_000 + b"article: {}\n", id="comments at the head"),
        pytest.param(b"article: {}\nquotes:\n" + b" - a # b\n" * 200_000, id="remarks"),
        pytest.param(b"quotes: [" + b"{id: lamp, kind: lamps}, " * 75_000 + b"]\n", id="records"),
        pytest.param(b"article: {}\n" + b" \n" * 1_000_000 + b"# c", id="empty lines"),
        pytest.param(b"article: " + b" " * 3_000_000 + b"# c", id="spaces"),
        pytest.param(
            b"article:\n" + b"".join(b"  lamp%d: 1\n" % n for n in range(190_000)), id="keys"
        ),
    ],
)
def test_the_greatest_files_take_time_in_proportion(raw: bytes) -> None:
    assert 1_500_000 < len(raw) < 4_000_000
    start = time.perf_counter()
    text = canonical(raw, ENTRY, CONTRACT)
    as_diff(raw, text, ENTRY)
    assert time.perf_counter() - start < 30  # a second or three; squared, it would be hours
