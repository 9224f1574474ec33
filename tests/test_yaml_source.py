"""YAML of entries: values as YAML 1.2 means them, places that an editor can jump to.

Catches the traps of YAML 1.1 (`no`, `12:30`, dates), places that point to another line, and
files that crash the reader, or bury one fault under many, instead of one clear finding.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.findings import Finding, Place
from outsourced_care.yaml_source import MOST_BYTES, MOST_DEPTH, Node, Scalar, parse, resolve


def plain(node: Node) -> object:
    """The value without places."""
    if node.mapping is not None:
        return {key: plain(value) for key, value in node.mapping.items()}
    if node.sequence is not None:
        return [plain(item) for item in node.sequence]
    return node.value


def root_of(text: str) -> Node:
    root, found = parse(text.encode(), "lamp.yaml")
    assert root is not None and not found
    return root


def the_finding(raw: bytes) -> tuple[Node | None, Finding]:
    root, found = parse(raw, "lamp.yaml")
    assert len(found) == 1, found
    assert found[0].file == "lamp.yaml" and found[0].severity == "error"
    return root, found[0]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("None", "None"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("No", "No"),
        ("y", "y"),
        ("0", 0),
        ("12", 12),
        ("-12", -12),
        ("+5", 5),
        ("012", 12),
        ("007", 7),
        ("123456789012345678", 123456789012345678),
        ("1_000", "1_000"),
        ("40,000", "40,000"),
        ("0b1", "0b1"),
        ("\u0663", "\u0663"),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        (".5", 0.5),
        ("-.5", -0.5),
        ("5.", 5.0),
        ("12.50", 12.5),
        ("1e", "1e"),
        ("e3", "e3"),
        (".", "."),
        ("-", "-"),
        ("1.2.3", "1.2.3"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("2013-07-16", "2013-07-16"),
        ("2013-07-16T12:30:00Z", "2013-07-16T12:30:00Z"),
        ("2005/2009", "2005/2009"),
        ("\u00a340,000", "\u00a340,000"),
        ("=", "="),
        ("<<", "<<"),
        ("12 lamps", "12 lamps"),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(written: str, value: Scalar) -> None:
    resolved = resolve(written)
    assert resolved == value
    assert type(resolved) is type(value)


@pytest.mark.parametrize("written", ["1e999", "-1e999", "9" * 400, "1e-999", "0" * 5000])
def test_numbers_beyond_all_bounds_are_resolved_without_a_crash(written: str) -> None:
    resolved = resolve(written)
    assert resolved is not None and not isinstance(resolved, bool)
    assert isinstance(resolved, str) or not math.isnan(resolved)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no\nb: 'no'\nc: 12\nd: \"12\"\n", {"a": "no", "b": "no", "c": 12, "d": "12"}),
        ("a: 'true'\nb: \"~\"\nc: ''\nd:\n", {"a": "true", "b": "~", "c": "", "d": None}),
        ("a: |\n  12\n", {"a": "12\n"}),
        ("a: >-\n  hot\n  soup\n", {"a": "hot soup"}),
        ("a: hot\n  soup # of the day\n", {"a": "hot soup"}),
        ("- 1\n- [2, x]\n- {k: v}\n", [1, [2, "x"], {"k": "v"}]),
        ("007: a\nno: b\n1e3: c\n", {"007": "a", "no": "b", "1e3": "c"}),
        ("\ufeffa: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("---\na: 1\n...\n", {"a": 1}),
        ("'lamp \u2026 soup'\n", "lamp \u2026 soup"),
        ("{}\n", {}),
        ("[]\n", []),
        ("<<: {a: 1}\n", {"<<": {"a": 1}}),
    ],
)
def test_documents_are_read(text: str, value: object) -> None:
    assert plain(root_of(text)) == value


def test_values_and_keys_know_their_places() -> None:
    root = root_of("# soup\nlamp: lit\noil:\n  - whale\n  - {kind: rape, \u201cq\u201d: 007}\n")
    assert root.place == Place("lamp.yaml", 2, 1)
    assert root.keys == {"lamp": Place("lamp.yaml", 2, 1), "oil": Place("lamp.yaml", 3, 1)}
    assert root.mapping is not None
    assert root.mapping["lamp"] == Node("lit", Place("lamp.yaml", 2, 7), "lit")
    oil = root.mapping["oil"]
    assert oil.sequence is not None and oil.place == Place("lamp.yaml", 4, 3)
    whale, rape = oil.sequence
    assert whale.place == Place("lamp.yaml", 4, 5)
    assert rape.place == Place("lamp.yaml", 5, 5)
    assert rape.keys == {
        "kind": Place("lamp.yaml", 5, 6),
        "\u201cq\u201d": Place("lamp.yaml", 5, 18),  # columns count characters, not bytes
    }
    assert rape.mapping is not None
    assert rape.mapping["\u201cq\u201d"] == Node(7, Place("lamp.yaml", 5, 23), "007")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: 1\n", "a mapping (key: value)"),
        ("- a\n", "a list"),
        ("true\n", "true or false"),
        ("1\n", "a number"),
        ("1.5\n", "a number"),
        ("~\n", "nothing"),
        ("'1'\n", "text"),
        ("no\n", "text"),
    ],
)
def test_a_value_says_what_it_is(text: str, kind: str) -> None:
    node = root_of(text)
    assert node.kind == kind
    assert (node.mapping is not None) == kind.startswith("a mapping")
    assert (node.sequence is not None) == (kind == "a list")


LAUGHS = b"a: &a [soup, soup]\n" + b"".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n".encode()
    for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("raw", "rule", "line", "column", "said"),
    [
        (b"", "file-encoding", None, None, "empty"),
        (b" \n\n", "file-encoding", None, None, "empty"),
        (b"\xef\xbb\xbf", "file-encoding", None, None, "empty"),
        (b"# only a comment\n", "yaml", None, None, "holds no data"),
        (b"\0\1\2\3", "file-encoding", None, None, "binary"),
        (b"\x89PNG\r\n\x1a\n\0", "file-encoding", None, None, "not UTF-8"),
        ("lamp: 1\n".encode("utf-16"), "file-encoding", None, None, "UTF-16"),
        ("lamp: 1\n".encode("utf-16-le"), "file-encoding", None, None, "UTF-16"),
        ("a: 1\nlampe: \u00e9t\u00e9\n".encode("latin-1"), "file-encoding", None, None, "(line 2)"),
        (b"a:\n\tb: 1\n", "yaml", 2, 1, "not valid YAML"),
        (b"a: 1\nb: \x07\nc: 2\n", "yaml", 2, None, "control characters"),
        (b"a: &x 1\n", "yaml-alias", 1, 4, "anchors"),
        (b"a: 1\nb: [*x]\n", "yaml-alias", 2, 5, "aliases"),
        (b"? &x k\n: 1\n", "yaml-alias", 1, 3, "anchors"),
        (LAUGHS, "yaml-alias", 1, 4, "anchors"),
        (b"a: !lamp 1\n", "yaml-tag", 1, 4, "!lamp"),
        (b"a: !!str 1\n", "yaml-tag", 1, 4, "tags"),
        (b"- x\n- !!python/object/apply:os.getcwd []\n", "yaml-tag", 2, 3, "python"),
        (b"a: 1\n---\nb: 2\n", "yaml", 2, 1, "second document"),
        (b"a: 1\n...\n---\n", "yaml", 3, 1, "second document"),
        (b"[" * (MOST_DEPTH + 1) + b"]" * (MOST_DEPTH + 1), "yaml-depth", 1, 13, "12 levels"),
        (b"[" * 100_000, "yaml-depth", 1, 13, "12 levels"),
        (b"{a: " * 100_000, "yaml-depth", 1, 46, "12 levels"),
        (b"- " * 100_000, "yaml-depth", 1, 25, "12 levels"),
        (b"a" * (MOST_BYTES + 1), "file-size", None, None, "4,000,001 bytes"),
        (b"a: [1, 2\nb: 3\nc: 4", "yaml", 2, 2, "not valid YAML"),
        (b"a: b: c\n", "yaml", 1, 5, "mapping values"),
        (b"- a\nb: 1\n", "yaml", 2, 1, "not valid YAML"),
        (b"a: @oil\n", "yaml", 1, 4, "not valid YAML"),
        (b'a: "\\x"\n', "yaml", 1, 7, "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_read_has_one_clear_finding(
    raw: bytes, rule: str, line: int | None, column: int | None, said: str
) -> None:
    root, fault = the_finding(raw)
    assert root is None
    assert fault.rule == rule and said in fault.message
    assert (fault.line, fault.column) == (line, column)


@pytest.mark.parametrize("raw", [b"b: [1, 2", b"b: {c: 1", b"b: 'soup", b'b: "soup', b"[", b"{"])
def test_what_is_left_open_has_one_finding_near_the_end(raw: bytes) -> None:
    root, fault = the_finding(b"# lamp\n" + raw)
    assert root is None
    assert fault.rule == "yaml" and "not valid YAML" in fault.message
    assert fault.line in (2, 3) and fault.hint is not None and "quotation marks" in fault.hint


def test_a_tab_is_named_as_the_cause() -> None:
    _, fault = the_finding(b"a:\n\tb: 1\n")
    assert fault.hint == "indent with spaces, not tabs"
    _, other = the_finding(b"a:\n  b: @\n")
    assert other.hint is not None and "tab" not in other.hint


@pytest.mark.parametrize(
    ("raw", "rule", "line", "column", "said", "value"),
    [
        (b"a: 1\nb: 2\na: 3\n", "duplicate-key", 3, 1, "first on line 1", {"a": 1, "b": 2}),
        (b"a: 1\n\n'a': 3\n", "duplicate-key", 3, 1, "“a”", {"a": 1}),
        (b"x:\n  - {k: 1, k: 2}\n", "duplicate-key", 2, 12, "first on line 2", {"x": [{"k": 1}]}),
        (b"a: 1\n[b, c]: 2\n", "yaml-key", 2, 1, "a key cannot be a list", {"a": 1}),
        (b"? {b: c}\n: 2\n", "yaml-key", 1, 3, "a key cannot be a mapping", {}),
    ],
)
def test_a_faulty_key_is_left_out_and_the_rest_is_read(
    raw: bytes, rule: str, line: int, column: int, said: str, value: object
) -> None:
    root, fault = the_finding(raw)
    assert (fault.rule, fault.line, fault.column) == (rule, line, column)
    assert said in fault.message
    assert root is not None and plain(root) == value


def test_each_duplicate_key_is_found() -> None:
    root, found = parse(b"a: 1\na: 2\nb: 1\na: 3\nb: 2\n", "lamp.yaml")
    assert [(f.rule, f.line) for f in found] == [("duplicate-key", n) for n in (2, 4, 5)]
    assert root is not None and plain(root) == {"a": 1, "b": 1}


def test_the_same_key_may_stand_in_different_mappings() -> None:
    assert plain(root_of("a: {k: 1}\nb: {k: 2}\nk: 3\n")) == {
        "a": {"k": 1},
        "b": {"k": 2},
        "k": 3,
    }


def test_the_permitted_depth_and_size_are_read() -> None:
    root, found = parse(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH, "lamp.yaml")
    assert root is not None and not found
    root, found = parse(b"'" + b"a" * (MOST_BYTES - 2) + b"'", "lamp.yaml")
    assert root is not None and not found


MARKS = "'\"[]{},-:?|>#&*!%@`~\\ \n\r\t\u2028\x85\ufeff\x07\u00e9"
PIECES = st.sampled_from(
    (
        *MARKS,
        "a",
        "b: ",
        "soup",
        "no",
        "12",
        "---",
        "...",
        "!!str ",
        "&a",
        "*a",
        "<<",
        "\n  ",
        "\r\n",
    )
)
# the last character keeps an error from standing behind the last line
SCRAPS = st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces))


@settings(deadline=None)
@given(st.binary(max_size=200) | st.binary(max_size=40).map(lambda raw: raw * 30))
def test_any_bytes_give_a_node_or_findings(raw: bytes) -> None:
    root, found = parse(raw, "lamp.yaml")
    assert root is not None or len(found) >= 1


@settings(deadline=None, max_examples=300)
@given(SCRAPS | st.text(max_size=60).map(lambda text: f"{text} a"))
def test_any_text_gives_a_node_or_findings_at_places_of_the_file(text: str) -> None:
    root, found = parse(text.encode("utf-8", "replace"), "lamp.yaml")
    assert root is not None or len(found) >= 1
    for fault in found:
        assert fault.rule.startswith(("yaml", "file-", "duplicate-key"))
        assert fault.line is None or 1 <= fault.line <= len(text.splitlines()) + 1


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789+-.eE_xo~ntf") | st.characters(codec="utf-8")))
def test_a_number_is_resolved_only_from_what_looks_like_one(written: str) -> None:
    resolved = resolve(written)
    if isinstance(resolved, str):
        assert resolved == written
    elif isinstance(resolved, int | float) and not isinstance(resolved, bool):
        assert resolved == float(written)
        assert set(written) <= set("0123456789+-.eE")


@pytest.mark.parametrize("raw", [b"b: [1, 2\n", b"b: 'soup\n", b'b: "soup\n\n', b"[1\n", b"{a\n"])
def test_what_is_left_open_is_found_where_it_was_opened(raw: bytes) -> None:
    root, fault = the_finding(b"# lamp\n" + raw)
    assert root is None and (fault.rule, fault.line) == ("yaml", 2)


@pytest.mark.parametrize("written", ["1e999", "-1e999", "1234567890123456789"])
def test_a_number_that_does_not_fit_stays_text(written: str) -> None:
    assert resolve(written) == written


def test_a_control_character_is_found_on_its_line_behind_accents() -> None:
    raw = "a: \u00e9t\u00e9 \u00e9t\u00e9 \u00e9t\u00e9\nb: \x07\nc: 1\nd: 2\n".encode()
    assert the_finding(raw)[1].line == 2


def test_the_non_specific_tag_is_refused() -> None:
    assert the_finding(b"a: ! 12\n")[1].rule == "yaml-tag"
