"""YAML of entries: values as YAML 1.2 means them, places that an editor can jump to.

Catches the traps of YAML 1.1 (`no`, `12:30`, dates), places that point to another line, texts
that are cut off without a word, and files that crash the reader, or bury one fault under many,
instead of one clear finding.
"""

from __future__ import annotations

import json
import math
import re
import tempfile
import time
import tracemalloc
from pathlib import Path

import pytest
from conftest import ROOT, examples
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.findings import Finding, Place
from outsourced_care.yaml_nodes import Node, Scalar, resolve
from outsourced_care.yaml_source import MOST_BYTES, MOST_DEPTH, MOST_VALUES, load, parse

REAL = sorted((ROOT / "entries").rglob("*.yaml"))


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


def loaded(text: str) -> tuple[Node | None, list[Finding]]:
    """What a file of that text gives."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lamp.yaml"
        path.write_text(text, encoding="utf-8", newline="")
        _, root, found = load(path, path.name)
    return root, found


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
    root = root_of("# soup\nlamp: lit\noil:\n  - whale\n  - {kind: rape, \u201cq: 007}\n")
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
        "\u201cq": Place("lamp.yaml", 5, 18),  # columns count characters, not bytes
    }
    assert rape.mapping is not None
    assert rape.mapping["\u201cq"] == Node(7, Place("lamp.yaml", 5, 22), "007")


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
        (b"\x89PNG\r\n\x1a\n\0", "file-encoding", None, None, "a picture"),
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
        (b"a: [1, 2\nb: 3\nc: 4", "yaml", 1, 4, "[ that opens here is not closed"),
        (b"a: b: c\n", "yaml", 1, 5, "a text that holds a colon"),
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
    assert fault.line in (2, 3) and fault.hint is not None and "quot" in fault.hint


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


@settings(deadline=None, max_examples=examples(300))
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


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('a: "Lamp\nb: soup\n', 1, 4, "never closed"),
        ('a: 1\nb: "Lamp\nc: "soup"\nd: 2\n', 2, 4, "closed on line 3 only"),
        ("a: 1\nb: 'Lamp\n\nc: council's own\nd: 2\n", 2, 4, "closed on line 4 only"),
        ('a:\n  - "Oil … lit\nb:\n  - "soup"\n', 2, 5, "closed on line 4 only"),
        ('été: "é é\nb: "soup"\n', 1, 6, "closed on line 2 only"),
        ('a: "Lamp\nb: ""\nc: soup\n', 1, 4, "closed on line 2 only"),
        ('"a: Lamp\nb: "soup"\n', 1, 1, "closed on line 2 only"),
        ('a: {b: "Lamp, c: soup}\nd: {e: "x"}\n', 1, 8, "closed on line 2 only"),
        ('a: "Lamp\n  and oil"\nb: [1\nc: 2\n', 3, 4, "[ that opens here is not closed"),
        ('a: "Lamp"\nb: "soup" oil\n', 2, 11, "closes the text, and more follows"),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_where_it_was_opened(
    text: str, line: int, column: int, said: str
) -> None:
    root, fault = the_finding(text.encode())
    assert root is None
    assert (fault.rule, fault.line, fault.column) == ("yaml", line, column)
    assert said in fault.message


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: Lamp no. 5 #2\n", 1, 15, "“#2”"),
        ("a: 1\nb:\n  - oil \t #wick, lit\n", 3, 11, "“#wick, lit”"),
        ("a: Été #été\nb: #2\nc: 12 #2\n", 1, 8, "“#été”"),
        ("- hot\n  soup #“x”\n", 2, 8, "“#“x””"),
        ("- {a: Lamp #2,\n   b: c}\n", 1, 12, "“#2,”"),
        ("\ufeffa: Lamp #2\n", 1, 9, "“#2”"),
        (f"a: Lamp #{'9' * 500}\n", 1, 9, "999…”"),
    ],
)
def test_a_text_that_a_number_sign_cuts_off_is_a_warning(
    text: str, line: int, column: int, said: str
) -> None:
    (cut,) = loaded(text)[1]
    assert cut.rule in ("text-cut-off", "yaml") and "comment" in cut.message
    assert (cut.line, cut.column) == (line, column)
    assert said in cut.message and len(cut.message) < 120
    assert cut.hint is not None and "double quotes" in cut.hint and "a space" in cut.hint
    assert cut.severity == ("warning" if cut.rule == "text-cut-off" else "error")


@pytest.mark.parametrize("rest", ["\n  and more\nb: 1\n", "\n more: 1\n"])
def test_a_fault_behind_a_text_that_is_cut_off_is_told_once(rest: str) -> None:
    root, fault = the_finding(f"a: Lamp #2{rest}".encode())
    assert root is None
    assert (fault.rule, fault.line, fault.column) == ("yaml", 1, 9)
    assert "not valid YAML: “#2” is taken for a comment" in fault.message


@pytest.mark.parametrize(
    "text",
    [
        "a: Lamp # of the town\n",
        "a: Lamp  # 2\n",
        "a: Lamp #\n",
        "a: Lamp ## 2\n",
        "a: Lamp#2\n",
        "a: '#2'  #2\n",
        'a: "Lamp #2"\n',
        "a: |\n  Lamp #2\n",
        "a: >- #2\n  Lamp #2\n",
        "a: Lamp\n#2\n",
        "a: Lamp\n  #2\nb: 1\n",
        "#2\na:  #2\n  b: 1\n",
        "a:  # TODO: the title\n",
        "a: TODO  # TODO: the title\n",
    ],
)
def test_what_is_a_comment_or_none_is_no_fault(text: str) -> None:
    assert loaded(text)[1] == []


@given(st.text(st.sampled_from("ab #\"'\\:{}-é2"), max_size=30))
def test_a_text_in_double_quotes_is_never_cut_off(text: str) -> None:
    root, found = loaded(f"a: {json.dumps(text)}\nb:\n  - {json.dumps(text)}\n")
    assert root is not None and found == []
    assert plain(root) == {"a": text, "b": [text]}


@given(st.from_regex(r"[a-z]( ?[a-z#2]){0,12}", fullmatch=True), st.sampled_from(("", "\n")))
def test_a_plain_text_is_whole_or_there_is_a_warning(text: str, end: str) -> None:
    root, found = loaded(f"a: {text}{end}")
    assert root is not None
    rest = text.removeprefix(str(plain(root)["a"]))  # type: ignore[index]
    swallowed = rest.lstrip()
    assert bool(found) == (len(swallowed) > 1 and swallowed[1] not in " #")


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.name)
def test_real_entries_and_registries_are_read_without_a_finding(path: Path) -> None:
    assert load(path, path.name)[2] == []


def test_the_worked_example_is_read_without_a_finding() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml [^\n]*\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        assert loaded(example)[1] == []


# --- a hyphen that is missing ----------------------------------------------------------------

ITEM = "    kind: x\n    names:\n      - soup\n"


@pytest.mark.parametrize(
    ("text", "lines", "ids"),
    [
        (f"q:\n  - id: a\n{ITEM}    id: b\n{ITEM}  - id: c\n", [6], ["a", "c"]),
        (f"q:\n  - id: a\n{ITEM}    id: b\n{ITEM}    id: c\n{ITEM}", [6, 10], ["a"]),
        (f"q:\n  - id: a\n{ITEM}    id: b\n", [6], ["a"]),
        (f"q:\n  - id: a\n{ITEM}    id: b\n    cue: y\n{ITEM}", [6], ["a"]),
    ],
)
def test_a_hyphen_that_is_missing_is_one_finding(
    text: str, lines: list[int], ids: list[str]
) -> None:
    root, found = parse(text.encode(), "lamp.yaml")
    assert root is not None
    assert [(f.rule, f.line, f.column) for f in found] == [("duplicate-key", n, 5) for n in lines]
    for fault in found:
        assert "a hyphen seems to be missing" in fault.message
        assert "- id: …" in (fault.hint or "")
    assert [item["id"] for item in plain(root)["q"]] == ids  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("- id: a\n  id: b\n  kind: x\n", ["id"]),  # the key was typed twice
        ("- id: a\n  kind: x\n  kind: y\n", ["kind"]),
        ("- {id: a, kind: x, id: b, kind: y}\n", ["id", "kind"]),
        ("id: a\nkind: x\nid: b\nkind: y\n", ["id", "kind"]),
    ],
)
def test_a_key_that_stands_twice_is_no_missing_hyphen(text: str, keys: list[str]) -> None:
    _, found = parse(text.encode(), "lamp.yaml")
    assert [f.rule for f in found] == ["duplicate-key"] * len(keys)
    for key, fault in zip(keys, found, strict=True):
        assert f"“{key}”" in fault.message and "hyphen" not in fault.message


def test_a_key_that_stands_twice_behind_a_missing_hyphen_is_told_too() -> None:
    text = "- id: a\n  kind: x\n  id: b\n  kind: y\n  kind: z\n"
    _, found = parse(text.encode(), "lamp.yaml")
    assert [f.line for f in found] == [3, 5]
    assert "first on line 4" in found[1].message


def test_a_list_that_goes_on_without_a_hyphen_says_so() -> None:
    _, fault = the_finding(b"q:\n  - id: a\n    kind: x\n  id: b\n    kind: y\n")
    assert (fault.rule, fault.line) == ("yaml", 4)
    assert fault.hint is not None and "a hyphen" in fault.hint


# --- many values -----------------------------------------------------------------------------


@pytest.mark.medium
@pytest.mark.parametrize(
    "raw",
    [b"- \n" * 300_000, b"[" + b"a," * 300_000 + b"]", b"{" + b"a," * 300_000 + b"}"],
    ids=["items", "in brackets", "in braces"],
)
def test_too_many_values_are_refused_before_they_are_kept(raw: bytes) -> None:
    tracemalloc.start()
    root, found = parse(raw, "lamp.yaml", 50_000)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert root is None
    assert [(f.rule, "50,000" in f.message) for f in found] == [("file-size", True)]
    assert most < 5_000_000  # the values would take twice as much, and more


@pytest.mark.medium
@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"[" * 1_000_000, "yaml-depth"),
        (b"- a\n" * 90_000 + b"- *a\n", "yaml-alias"),
        (b"- a\n" * 90_000 + b"- @\n", "yaml"),
    ],
)
def test_a_long_file_is_told_its_fault_and_not_its_length(raw: bytes, rule: str) -> None:
    assert len(raw) > MOST_VALUES
    _, found = parse(raw, "lamp.yaml", MOST_VALUES)
    assert [f.rule for f in found] == [rule]


@pytest.mark.medium
def test_as_many_values_as_are_allowed_are_read() -> None:
    raw = b"- aaaaaaaa\n" * 19_999
    assert len(raw) > MOST_VALUES
    assert parse(raw, "lamp.yaml", 20_000)[1] == []
    _, (fault,) = parse(raw + b"- a\n", "lamp.yaml", 20_000)
    assert (fault.rule, fault.line) == ("file-size", 20_000)


@pytest.mark.parametrize("written", ["1e999", "-1e999", "1234567890123456789"])
def test_a_number_that_does_not_fit_stays_text(written: str) -> None:
    assert resolve(written) == written


def test_a_control_character_is_found_on_its_line_behind_accents() -> None:
    raw = "a: \u00e9t\u00e9 \u00e9t\u00e9 \u00e9t\u00e9\nb: \x07\nc: 1\nd: 2\n".encode()
    assert the_finding(raw)[1].line == 2


def test_the_non_specific_tag_is_refused() -> None:
    assert the_finding(b"a: ! 12\n")[1].rule == "yaml-tag"


# --- what is mistyped most often ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "column", "said", "value"),
    [
        ("t: Lamp: a trust", 8, "holds a colon", {"t": "Lamp: a trust"}),
        ("t: Lamp:", 8, "holds a colon", {"t": "Lamp:"}),
        ("t: Lamp: a trust  # of ours", 8, "holds a colon", {"t": "Lamp: a trust"}),
        ("- Lamp: oil: whale", 12, "holds a colon", [{"Lamp": "oil: whale"}]),
        ("t: 'It's better.'", 8, "closes the text", {"t": "It's better."}),
        ("t: 'It''s the town's'", 20, "closes the text", {"t": "It's the town's"}),
        ('t: "It is "better" so."', 12, "closes the text", {"t": 'It is "better" so.'}),
        ('t: "Jointly" is better.', 14, "closes the text", {"t": '"Jointly" is better.'}),
        ('t: "Lamp": a trust', 10, "closes the text", {"t": '"Lamp": a trust'}),
        ("- 'It's lit'", 7, "closes the text", ["It's lit"]),
        ("t: %5 of lamps", 4, "begin with %", {"t": "%5 of lamps"}),
        ("t: `oil`", 4, "begin with `", {"t": "`oil`"}),
        ("t: > of oil", 4, "begin with >", {"t": "> of oil"}),
        ("t: | of oil", 4, "begin with |", {"t": "| of oil"}),
        ("t: [of] oil", 4, "begin with [", {"t": "[of] oil"}),
        ("t: ? oil", 4, "begin with ?", {"t": "? oil"}),
        ("- role: x, person_id: y-z", 3, "in braces", [{"role": "x", "person_id": "y-z"}]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_mistyped_is_told_with_what_reads_as_it_was_meant(
    line: str, column: int, said: str, value: object, end: str
) -> None:
    head, tail = ("", "") if line.startswith("-") else (f"a: 1{end}", f"z: 2{end}")
    root, fault = the_finding(f"# lamp{end}{head}{line}{end}{tail}".encode())
    assert root is None
    assert (fault.rule, fault.line, fault.column) == ("yaml", 2 + bool(head), column)
    assert said in fault.message
    assert fault.hint is not None and fault.hint.startswith("write ")
    assert plain(root_of(fault.hint.removeprefix("write ") + "\n")) == value


@pytest.mark.parametrize(
    ("text", "line", "column", "said", "hint"),
    [
        (
            "q:\n  - id: a\n  -id: b\n    k: x\n",
            3,
            3,
            "space is missing after the hyphen",
            "- id: b",
        ),
        ("q:\n  -id: a\n    k: x\n", 2, 3, "space is missing after the hyphen", "- id: a"),
        ('- "a"\n-"b"\n', 2, 1, "space is missing after the hyphen", '- "b"'),
        ("a: 1\nkind:news\nb: 2\n", 2, 5, "space is missing after the colon", "kind: news"),
        ("q:\n  - id:q01\n    k: x\n", 2, 7, "space is missing after the colon", "id: q01"),
        ('kind:"news"\nb: 2\n', 1, 5, "space is missing after the colon", 'kind: "news"'),
        ("a:\n  - {r: x, p: y\n  - {r: z}\nb: 1\n", 2, 5, "{ that opens here", "write }"),
        ("a: {of wicks\nb: 1\n", 1, 4, "{ that opens here", "double quotes"),
        ("a:\n  - {r: x p: y}\n", 2, 12, "a comma is missing", "one: two"),
        ("a:\n  - {r: 'Tom's', k: y}\n", 2, 14, "closes the text", "double quotes"),
        ("a: @home\n", 1, 4, "cannot begin with @", "formula"),
        ("a: - b\n", 1, 4, "a list begins on the line below", "below its key"),
        ("a: *b\n", 1, 4, "aliases", "double quotes"),
        ("a: &b c\n", 1, 4, "anchors", "double quotes"),
        ("a: !b c\n", 1, 4, "tags", "double quotes"),
        ("a: Lamp\n   b: oil\n", 2, 4, "more of the text above", "same column"),
        ("a: 1\n\u00a0\u00a0b: x\n  c: 2\n", 2, 1, "U+00A0 NO-BREAK SPACE", "anew"),
        ("q:\n  - a: 1\n  \u00a0 b: x\n    c: 2\n", 3, 3, "U+00A0 NO-BREAK SPACE", "anew"),
        ("<<<<<<< HEAD\n- a: 1\n=======\n- a: 2\n>>>>>>> b\n", 1, 1, "a merge", "one side"),
        ("q:\n  a: 1\n<<<<<<< HEAD\n  b: 1\n=======\n", 3, 1, "a merge", "one side"),
    ],
)
def test_a_slip_is_told_in_plain_words_where_it_is(
    text: str, line: int, column: int, said: str, hint: str
) -> None:
    root, fault = the_finding(text.encode())
    assert root is None
    assert (fault.line, fault.column) == (line, column)
    assert said in fault.message and "expected" not in fault.message
    assert fault.hint is not None and hint in fault.hint


@pytest.mark.medium
@pytest.mark.parametrize("pieces", [" ", "a ", "'", '" ', "- ", ": x, a", "\u00a0", "# "])
def test_a_line_of_a_million_characters_is_told_in_time(pieces: str) -> None:
    start = time.process_time()
    parse(f"a: {pieces * (1_000_000 // len(pieces))}\n b: c: @\n".encode(), "lamp.yaml")
    assert time.process_time() - start < 2


# --- quotation marks of typography ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "value"),
    [
        ("a: “Lamp”\n", 1, 4, {"a": "Lamp"}),
        ("a: „Lamp“\n", 1, 4, {"a": "Lamp"}),
        ("a: «Lamp»\n", 1, 4, {"a": "Lamp"}),
        ("a: ‘It’s lit’\n", 1, 4, {"a": "It’s lit"}),
        ("a: ”2031-03-11”\n", 1, 4, {"a": "2031-03-11"}),
        ("a:\n  - “Lamp … oil,”\n", 2, 5, {"a": ["Lamp … oil,"]}),
        ("a: {b: 1, c: “Lamp”}\n", 1, 14, {"a": {"b": 1, "c": "Lamp"}}),
        ("“a”: 1\n", 1, 1, {"a": 1}),
        ("a: “Lamp\n  oil”\n", 1, 4, {"a": "Lamp oil"}),
    ],
)
def test_typographic_marks_around_a_whole_text_are_no_quotes(
    text: str, line: int, column: int, value: object
) -> None:
    root, fault = the_finding(text.encode())
    assert (fault.rule, fault.line, fault.column) == ("yaml-quotes", line, column)
    assert root is not None and plain(root) == value
    assert fault.hint is not None and fault.hint.startswith('write "')


@pytest.mark.parametrize(
    "text",
    [
        'a: "“Lamp”"\n',
        "a: '“Lamp”'\n",
        "a: >-\n  “Lamp”\n",
        "a: “Lamp” is lit\n",
        "a: the “Lamp”\n",
        "a: “Lamp” and “oil”\n",
        "a: ‘Lamp’ and ‘oil’\n",
        "a: ’tis lit\n",
        "a: “\n",
        "a: “Lamp\n",
        "a: Lamp  # “oil”\n",
    ],
)
def test_typographic_marks_inside_a_text_or_its_quotes_belong_to_it(text: str) -> None:
    assert loaded(text)[1] == []
