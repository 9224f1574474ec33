"""Reports of differences: every form says the same, and nothing from the data acts in any.

Catches a report that leaves out what was lost, cells that turn into links, headings, mentions
or tags on GitHub, texts that steer a terminal or GitHub's runner, invalid JSON, and a summary
that GitHub refuses for its length.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from html.parser import HTMLParser

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from cmarkgfm.cmark import Options  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st
from lamp_states import (
    a_field,
    changed,
    evidence_schema,
    field_of,
    lamp,
    lamp_schemas,
    passage,
    state,
    tombstone_schema,
)

from outsourced_care.diff.change_lines import shown_pair, spelt
from outsourced_care.diff.change_markdown import MOST_BYTES, as_markdown
from outsourced_care.diff.change_reports import as_json, as_text
from outsourced_care.diff.changes import (
    Cell,
    Changes,
    FileChange,
    Listed,
    PassageChange,
    PassageChanges,
    Record,
    RecordChange,
    SchemaChange,
    Side,
    TableChanges,
)
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.states import TABLES_HERE
from outsourced_care.releases.record_lines import record_lines

HOSTILE = {
    "html": '<script>alert(1)</script><img src=x onerror="alert(1)">',
    "closing tags": "</code></td></tr></table></details><h1>Approved</h1>",
    "comment": "<!-- --> <![CDATA[ ]]> <?php ?>",
    "entities": "&lt;b&gt; &#60;b&#62; &amp;",
    "link": "[free](javascript:alert(1)) ![x](https://example.org/x.png) <https://example.org>",
    "bare link": "https://example.org www.example.org someone@example.org",
    "heading": "# Approved\n\n## Merge this\n===",
    "table": "a | b \\| c\n|---|---|\n| d | e |",
    "code": "`a` ``b`` ```\nc\n```",
    "mention": "@octocat @org/team closes #1 GH-2 a5c3785ed8d6a35868bc169f07e40e889087fd2e :tada:",
    "blank lines": "a\n\n\nb\r\n\r\nc\x0b\x0cd\x85e\u2028f\u2029g",
    "bidirectional": "\u202edeliated\u202c \u2066a\u2069 \u200b\u200d\ufeff\u00ad",
    "terminal": "\x1b[2J\x1b]0;title\x07\x9b31m\x08\x00",
    "runner": "::error::wrong\n::add-mask::a\n##[error]wrong ##[add-mask]a ##\u200b[group]",
    "list": "- [ ] do this\n> quote\n    code",
    "footnote": "[^1] a~~b~~ $c$ {% raw %}",
    "long": "soup " * 1000,
}
OWN_TAGS = {"h2", "p", "strong", "code", "details", "summary", "table", "tbody", "tr", "td"}


def told_with(text: str) -> Changes:
    """Differences with a text in every place that comes from the data."""
    record = Record((text, 3), {"name": text, text: text})
    change = RecordChange((text,), (Cell(text, text, None), Cell("name", None, text)))
    one, another = Listed((record,), 1), Listed((change,), 1)
    passage = PassageChange("moved", text, text, text, 1, (Cell("note", text, text),))
    listed = Listed((passage,), 1)
    return Changes(
        Side(text, "0.1.0"),
        Side(text, "0.1.0"),
        (
            SchemaChange("field-removed", text, text, text, text, text),
            SchemaChange("described", text, text, text, text, None),
            SchemaChange("field-added", text, text, None, None, text),
        ),
        (TableChanges(text, ("name",), one, one, another, another, one),),
        PassageChanges(listed, listed, listed, listed),
        (FileChange("removed", text, text), FileChange("format", text, text)),
    )


class Seen(HTMLParser):
    """What a page shows: its tags, the text in `code` elements, and all other text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.code: list[str] = []
        self.other: list[str] = []
        self.attributes: set[str] = set()
        self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self._inside = tag == "code"
        if self._inside:
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.code[-1] += data
        else:
            self.other.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append("!")

    def handle_decl(self, decl: str) -> None:
        self.tags.append("!")

    def handle_pi(self, data: str) -> None:
        self.tags.append("!")

    def unknown_decl(self, data: str) -> None:
        self.tags.append("!")


def on_github(markdown: str) -> Seen:
    """What GitHub's own parser makes of Markdown, with its raw HTML let through."""
    return Seen(cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE))


HARMLESS = on_github(as_markdown(told_with("soup")))


def assert_inert(text: str) -> None:
    seen = on_github(as_markdown(told_with(text)))
    assert seen.tags == HARMLESS.tags
    assert seen.other == HARMLESS.other
    assert seen.attributes <= {"open"}
    assert all(part.isprintable() for part in seen.code)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_from_the_data_acts_on_github(text: str) -> None:
    assert_inert(text)


@settings(deadline=None)
@given(st.text(min_size=1) | st.text("<>&\"'`|*_[]()#@!\\\n\r\t :/-=.~^${}%0aA", min_size=1))
def test_no_text_at_all_acts_on_github(text: str) -> None:
    assert_inert(text)


def test_the_summary_has_no_tags_but_its_own() -> None:
    assert {tag.lstrip("/") for tag in HARMLESS.tags} <= OWN_TAGS
    assert not any("soup" in part for part in HARMLESS.other)
    assert any("soup" in part for part in HARMLESS.code)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_nothing_from_the_data_steers_a_terminal_or_a_runner(text: str) -> None:
    told, harmless = (as_text(told_with(t)) for t in (text, "soup"))
    assert len(told.split("\n")) == len(harmless.split("\n"))
    assert all(line.isprintable() for line in told.split("\n"))
    assert "##[" not in told
    assert not any(line.lstrip().startswith("::") for line in told.split("\n"))


@settings(deadline=None)
@given(st.text(min_size=1))
def test_no_text_at_all_steers_a_terminal(text: str) -> None:
    told = as_text(told_with(text))
    assert all(line.isprintable() for line in told.split("\n"))
    assert "##[" not in told


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json_gives_every_text_back_and_is_plain_ascii(text: str) -> None:
    told = as_json(told_with(text))
    assert told.isascii()
    assert "##[" not in told
    content = json.loads(told)
    assert content["old"]["name"] == text
    assert content["tables"][0]["lost"]["items"][0]["cells"] == {"name": text, text: text}
    assert content["tables"][0]["changed"]["items"][0]["cells"][0]["old"] == text
    assert content["passages"]["moved"]["items"][0]["cells"][0]["new"] == text


def test_json_tells_numbers_and_dates() -> None:
    old = state(lamps=[lamp(1, price=float("nan"), watts=2**63 - 1)])
    new = state(lamps=[lamp(1, price=float("-inf"), sold=dt.date(2031, 2, 4), lit=None)])
    content = json.loads(as_json(compare(old, new)))
    (change,) = content["tables"][0]["changed"]["items"]
    assert change["cells"] == [
        {"field": "lit", "old": True, "new": None},
        {"field": "price", "old": "nan", "new": "-inf"},
        {"field": "sold", "old": "2031-02-03", "new": "2031-02-04"},
        {"field": "watts", "old": 2**63 - 1, "new": 40},
    ]


# --- what is said ----------------------------------------------------------------------------


def several() -> Changes:
    schemas = changed(lambda s: field_of(s, "name").update(description="What it is called."))
    schemas["lamps"]["fields"].append(a_field("weight"))
    old = state(version="0.3.0", lamps=[lamp(1), lamp(2, page="soup"), lamp(3)])
    new = state(
        schemas, version="0.3.1", lamps=[lamp(2, watts=60), lamp(3), lamp(4, weight="1 kg")]
    )
    return compare(old, new)


def test_text_tells_the_version_the_contract_then_losses() -> None:
    assert as_text(several()).split("\n") == [
        "From a state, version 0.3.0 to a state, version 0.3.1",
        "",
        "Calls for version 0.4.0: lamps lamp-1: the record is gone and no tombstone tells of it"
        " [id-gone]",
        "The version is 0.3.1, which is too low.",
        "",
        "contract: 1 addition",
        "  + lamps.weight: a new field [field-added]",
        "      nothing → “string”",
        "",
        "contract: 1 correction",
        "  ~ lamps.name (description): what is said of it was corrected [described]",
        "      “The name of the lamp.” → “What it is called.”",
        "",
        "lamps: 1 record gone without a tombstone",
        "  - lamp-1",
        "      name: “Lamp 1”",
        "      shade: “green”",
        "      watts: 40",
        "      price: 0.5",
        "      … and 2 more cells",
        "",
        "lamps: 1 record corrected",
        "  ~ lamp-2",
        "      page: “soup” → nothing",
        "      watts: 40 → 60",
        "",
        "lamps: 1 record new",
        "  + lamp-4",
        "      name: “Lamp 4”",
        "      shade: “green”",
        "      watts: 40",
        "      price: 0.5",
        "      … and 3 more cells",
    ]


def test_every_form_says_the_version_and_why() -> None:
    changes = several()
    version = json.loads(as_json(changes))["version"]
    assert version == {
        "called_for": "0.4.0",
        "enough": False,
        "heading_for": "0.4.0",
        "older": False,
        "level": "breaking",
        "rule": "id-gone",
        "subject": "lamps lamp-1",
        "reason": "lamps lamp-1: the record is gone and no tombstone tells of it [id-gone]",
        "refusals": [],
    }
    page = as_markdown(changes)
    assert "Calls for version <code>0.4.0</code>" in page
    assert "<code>lamps lamp-1</code>: the record is gone" in page
    assert "<code>0.3.1</code>, which is <strong>too low</strong>" in page


def test_what_is_refused_is_said_in_every_form() -> None:
    changes = compare(state(), state(changed(lambda s: s["lamps"]["fields"].pop())))
    told = (
        "removed or renamed before its time: it stays until a release has said that it will go"
        " (`deprecated`) [removed-early]"
    )
    assert f"\nRefused: lamps.page: {told}\n" in as_text(changes)
    assert f"<p><strong>Refused</strong>: <code>lamps.page</code>: {told}</p>" in (
        as_markdown(changes)
    )
    assert json.loads(as_json(changes))["version"]["refusals"] == [
        {
            "level": "breaking",
            "rule": "removed-early",
            "subject": "lamps.page",
            "reason": f"lamps.page: {told}",
        }
    ]


def test_a_withdrawn_record_is_told_once_with_its_tombstone() -> None:
    schemas = {**lamp_schemas(), "withdrawn": tombstone_schema()}
    stones = [
        {"table": "lamps", "record_id": f"lamp-{n}", "reason": reason}
        for n, reason in ((1, "@octocat broke it"), (7, "never told of before"))
    ]
    old = state(schemas, lamps=[lamp(1), lamp(2)])
    changes = compare(old, state(schemas, version="0.3.1", lamps=[lamp(2)], withdrawn=stones))
    assert as_text(changes).split("\n") == [
        "From a state, version 0.3.0 to a state, version 0.3.1",
        "",
        "Calls for version 0.3.1: lamps lamp-1: the record was withdrawn [record-withdrawn]",
        "The version is 0.3.1, which is enough.",
        "",
        "lamps: 1 record withdrawn",
        "  - lamp-1",
        "      withdrawn.reason: “@octocat broke it”",
        "      name: “Lamp 1”",
        "      shade: “green”",
        "      watts: 40",
        "      … and 3 more cells",
        "",
        "withdrawn: 1 tombstone new",
        "  + lamps lamp-7",
        "      reason: “never told of before”",
    ]
    assert "<code>“@octocat broke it”</code>" in as_markdown(changes)
    content = json.loads(as_json(changes))
    (gone,) = content["tables"][0]["withdrawn"]["items"]
    assert gone["tombstone"] == stones[0]


def test_tombstones_told_with_their_records_are_not_counted_again() -> None:
    schemas = {**lamp_schemas(), "withdrawn": tombstone_schema()}
    lamps = [lamp(n) for n in range(100, 150)]
    stones = [{"table": "lamps", "record_id": row["lamp_id"], "reason": "broken"} for row in lamps]
    changes = compare(state(schemas, lamps=lamps), state(schemas, withdrawn=stones), limit=5)
    assert "tombstone" not in as_text(changes)
    stones[:] = [{**s, "record_id": f"x-{n}"} for n, s in enumerate(stones[:30])] + stones
    changes = compare(state(schemas, lamps=lamps), state(schemas, withdrawn=stones), limit=25)
    assert "withdrawn: 30 tombstones new" in as_text(changes)
    gone = compare(state(schemas, withdrawn=stones), state(schemas))
    assert "withdrawn: 80 tombstones gone" in as_text(gone)


# --- long cells, many cells ------------------------------------------------------------------

LONG = "a b c d e f g h i j k l m n o p q r s t u v w x y z " * 20
WINDOWS: dict[str, tuple[object, object, tuple[str, str]]] = {
    "short texts": ("old", "new", ("“old”", "“new”")),
    "no text before": (None, LONG, ("nothing", f"“{LONG[:29]}…”")),
    "no text any more": (LONG, None, (f"“{LONG[:29]}…”", "nothing")),
    "numbers": (1, 20_000, ("1", "20000")),
    "a difference at the beginning": ("A" + LONG, "B" + LONG, (
        f"“A{LONG[:28]}…”", f"“B{LONG[:28]}…”",
    )),
    "a difference in the middle": (f"{LONG}1{LONG}", f"{LONG}2{LONG}", (
        f"“…{LONG[-10:]}1{LONG[:17]}…”", f"“…{LONG[-10:]}2{LONG[:17]}…”",
    )),
    "a difference at the end": (f"{LONG}1", f"{LONG}2", (
        f"“…{LONG[-28:]}1”", f"“…{LONG[-28:]}2”",
    )),
    "words that were added": (LONG, f"{LONG}and more", (
        f"“…{LONG[-21:]}”", f"“…{LONG[-21:]}and more”",
    )),
    "words that were taken out": (f"{LONG}not {LONG}", f"{LONG}{LONG}", (
        f"“…{LONG[-10:]}not {LONG[:14]}…”", f"“…{LONG[-10:]}{LONG[:18]}…”",
    )),
    "line ends, which take two places": (f"{LONG}\n1", f"{LONG}\n2", (
        f"“…{LONG[-26:]}\\n1”", f"“…{LONG[-26:]}\\n2”",
    )),
}  # fmt: skip


@pytest.mark.parametrize("case", WINDOWS)
def test_of_long_cells_the_words_around_the_first_difference_are_shown(case: str) -> None:
    old, new, expected = WINDOWS[case]
    assert shown_pair(old, new, 30) == expected  # type: ignore[arg-type]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200), st.integers(10, 40))
def test_texts_that_differ_are_shown_to_differ(
    one: str, other: str, around: str, width: int
) -> None:
    old, new = f"{around}{one}{around}", f"{around}{other}{around}"
    was, now = shown_pair(old, new, width)
    assert (was == now) == (spelt(old) == spelt(new))
    assert max(len(was), len(now)) <= width + 2


def test_every_form_shows_where_long_cells_differ() -> None:
    changes = compare(state(lamps=[lamp(1, name=f"{LONG}red")]),
                      state(lamps=[lamp(1, name=f"{LONG}blue")]))  # fmt: skip
    for told in (as_text(changes), as_markdown(changes), record_lines(changes)):
        assert "w x y z red”" in told and "w x y z blue”" in told


def test_cells_stand_in_the_order_of_the_contract() -> None:
    """Those that lost a value come first; of passages and records alike."""
    schemas = {**lamp_schemas(), "evidence": evidence_schema()}
    old = state(schemas, lamps=[lamp(1)], evidence=[passage(1, 5, "aa")])
    new = state(
        schemas,
        lamps=[lamp(1, name="Wick", shade="amber", watts=60, price=None, lit=False)],
        evidence=[passage(1, 7, "aa", role="denies")],
    )
    told = [line.split(":")[0].strip() for line in as_text(compare(old, new)).split("\n")]
    at = told.index("~ lamp-1") + 1
    assert told[at : at + 5] == ["price", "name", "shade", "watts", "… and 1 more cell"]
    at = told.index("~ quotes quote-1 part 1 in gazette-one") + 1
    assert told[at:] == ["start", "end", "role"]
    assert "… and 1 more cell<" in as_markdown(compare(old, new))


def test_where_a_version_is_missing_it_says_so() -> None:
    changes = replace(several(), old=Side("a folder", None))
    assert "No version can be called for" in as_text(changes)
    assert "No version can be called for" in as_markdown(changes)
    version = json.loads(as_json(changes))["version"]
    assert (version["called_for"], version["enough"]) == (None, None)
    enough = replace(several(), new=Side("later", "0.4.0"))
    assert "The version is 0.4.0, which is enough." in as_text(enough)


def test_a_passage_in_the_place_of_another_is_no_loss() -> None:
    schemas = {**lamp_schemas(), "evidence": evidence_schema()}
    old = state(schemas, evidence=[passage(1, 5, "aa"), passage(2, 9, "bb"), passage(3, 20, "cc")])
    new = state(schemas, evidence=[passage(1, 6, "dd"), passage(2, 9, "bb")])
    changes = compare(old, new)
    assert changes.passages is not None
    assert (changes.passages.dropped.total, changes.passages.added.total) == (2, 1)
    told = as_text(changes).split("\n")
    assert [line for line in told if line.startswith("evidence")] == [
        "evidence: 1 passage dropped",
        "evidence: 1 passage replaced by another in its place",
    ]
    at = told.index("  ~ quotes quote-1 part 1 in gazette-one")
    assert "      start: 5 → 6" in told[at:]
    assert "1 passage replaced by another in its place" in as_markdown(changes)
    assert "1 passage dropped" in as_markdown(changes)


def test_going_back_is_said_in_every_form() -> None:
    changes = compare(state(version="0.3.0"), replace(state(version="0.2.0"), name="before"))
    assert "\nbefore, version 0.2.0 is older than a state, version 0.3.0; name" in as_text(changes)
    page = as_markdown(changes)
    assert "<code>before, version 0.2.0</code> is older than" in page and "too low" not in page
    version = json.loads(as_json(changes))["version"]
    assert version["older"] is True
    assert {version[key] for key in ("called_for", "enough", "heading_for")} == {None}
    here = replace(changes, new=replace(changes.new, name=TABLES_HERE))
    assert "is too low" in as_text(here)  # a slip in the file that says the version


def test_nothing_changed_is_said() -> None:
    one = state(lamps=[lamp(1)])
    told = as_text(compare(one, one))
    assert "Calls for version 0.3.0: nothing changed [nothing]" in told
    assert "nothing changed" in as_markdown(compare(one, one))


def test_long_lists_are_folded_and_counted() -> None:
    changes = compare(state(lamps=[]), state(lamps=[lamp(n) for n in range(1, 3000)]), limit=1000)
    page = as_markdown(changes)
    assert "<details>\n<summary>+ <code>lamps</code>: 2,999 records new</summary>" in page
    assert "… and 2,979 more" in page
    assert "  … and 2,979 more" in as_text(changes)
    few = as_markdown(compare(state(lamps=[]), state(lamps=[lamp(1)])))
    assert "<details open>" in few


@pytest.mark.medium
def test_a_summary_never_grows_too_long() -> None:
    text = '"\U0001f372' * 100
    cells = tuple(Cell(f"{text}{n}", text, None) for n in range(30))
    many = Listed(tuple(RecordChange((f"{n}{text}",), cells) for n in range(50)), 10**6)
    none: Listed[Record] = Listed()
    tables = tuple(
        TableChanges(f"{n}{text}", ("name",), none, none, many, many, none) for n in range(60)
    )
    page = as_markdown(replace(several(), tables=tables))
    assert len(page.encode()) <= MOST_BYTES + 1000
    assert "The rest is too long for a summary" in page
    seen = on_github(page)
    assert {tag.lstrip("/") for tag in seen.tags} <= OWN_TAGS
    assert seen.tags.count("details") == seen.tags.count("/details") > 1
