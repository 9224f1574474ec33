"""The changelog: its form, what is wrong with it, and what the release tool writes into it.

Catches prose of the maintainer's that is changed, text that grows with each run, a heading that
is taken for another or told on the wrong line, and data that acts as Markdown.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import cmarkgfm  # type: ignore[import-untyped]
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lamp_states import (
    changed,
    evidence_schema,
    field_of,
    filled,
    lamp,
    lamp_schemas,
    passage,
    state,
    tombstone_schema,
)

from outsourced_care.diff.change_lines import spelt
from outsourced_care.diff.changes import Changes, FileChange, Side
from outsourced_care.diff.compare_states import compare
from outsourced_care.releases.changelog import (
    BEGIN,
    END,
    Changelog,
    planned_version,
    read_changelog,
)
from outsourced_care.releases.record_lines import MOST, code, first_lines, record_lines

PROSE = """# Changelog

## [Unreleased]

- something to come

## [0.2.0] - 2031-02-03

Two lamps were repainted.

### Fixed

- their colour

## [0.1.0] - 2031-01-02

The first lamps.

[0.1.0]: https://example.org/0.1.0
"""


def read(text: str) -> Changelog:
    log, found = read_changelog(text.encode())
    assert log is not None and found == [], found
    return log


def faults(text: str | bytes) -> list[tuple[int | None, str]]:
    """Line and rule of each fault."""
    found = read_changelog(text.encode() if isinstance(text, str) else text)[1]
    assert all(f.message and f.file == "CHANGELOG.md" for f in found)
    return [(f.line, f.rule) for f in found]


def test_releases_are_found_with_their_lines() -> None:
    log = read(PROSE)
    assert [(s.version, s.date, s.place.line) for s in log.sections] == [
        ("0.2.0", "2031-02-03", 7),
        ("0.1.0", "2031-01-02", 15),
    ]


def test_what_is_from_the_data_follows_the_prose_of_the_newest_release() -> None:
    text = read(PROSE).with_generated("- a lamp").decode()
    before, after = PROSE.split("- their colour\n")
    assert text == f"{before}- their colour\n\n{BEGIN}\n\n- a lamp\n\n{END}\n{after}"


def test_links_at_the_end_of_the_file_stay_there() -> None:
    only = "## [0.1.0] - 2031-01-02\n\nLamps.\n\n[0.1.0]: https://example.org/\n"
    text = read(only).with_generated("- a lamp").decode()
    assert text.endswith(f"{END}\n\n[0.1.0]: https://example.org/\n")


def test_what_a_person_writes_around_it_stays() -> None:
    once = read(PROSE).with_generated("- a lamp").decode()
    below = once.replace(END, f"{END}\n\nAnd a word more.")
    again = read(below).with_generated("- two lamps").decode()
    assert again == below.replace("- a lamp", "- two lamps")


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=60),
    st.lists(st.text("abc -*_#<>`", max_size=9).map("- {}".format), max_size=5).map("\n".join),
    st.booleans(),
)
@example("```\n## [0.0.1] - no date\n```", "- a", False)
@example("<!--\n## hidden\n-->", "- a", True)
@example("", "- ##\n- ```\n- <!--", False)
def test_prose_stays_to_the_letter_and_nothing_grows(prose: str, told: str, more: bool) -> None:
    rest = "\n## [0.1.0] - 2031-01-02\n\nThe first lamps." if more else ""
    text = f"## [0.2.0] - 2031-02-03\n\nLamps.\n{prose}{rest}"
    log, found = read_changelog(text.encode())
    if log is None or found:
        return
    once = log.with_generated(told)
    again, found = read_changelog(once)
    assert again is not None and found == []
    assert again.with_generated(told) == once
    assert again.sections[0].version == "0.2.0" and len(again.sections) == len(log.sections)
    before, _, rest_of_it = once.decode().partition(BEGIN)
    kept = before + rest_of_it.partition(END)[2]
    assert [line for line in kept.split("\n") if line] == [x for x in text.split("\n") if x]


def test_what_is_not_released_yet_is_not_released() -> None:
    log = read(PROSE)
    released = log.released(log.with_generated("- a lamp")).decode()
    assert "Unreleased" not in released and "something to come" not in released
    assert released.startswith("# Changelog\n\n## [0.2.0]") and "- a lamp" in released
    other = read(PROSE.replace("something to come", "something else\n- and more"))
    assert other.released(other.with_generated("- a lamp")).decode() == released


TOP = "## [0.2.0] - 2031-02-03\n\nLamps.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Changelog\n\nNothing yet.\n", [(1, "changelog-heading")]),
        ("# Changelog\n\n## [Unreleased]\n\n- x\n", [(3, "changelog-heading")]),
        ("```\n## [0.1.0] - 2031-01-02\n```\n", [(1, "changelog-heading")]),
        ("## 0.1.0 - 2031-01-02\n\nx\n", [(1, "changelog-heading")]),
        ("## [0.1] - 2031-01-02\n\nx\n", [(1, "changelog-heading")]),
        ("## [v0.1.0] - 2031-01-02\n\nx\n", [(1, "changelog-heading")]),
        ("## [0.1.0] 2031-01-02\n\nx\n", [(1, "changelog-heading")]),
        ("## [0.1.0]\n\nx\n", [(1, "changelog-heading")]),
        (TOP + "\n## Notes\n\nx\n", [(5, "changelog-heading")]),
        ("## [0.1.0] - 2031-02-30\n\nx\n", [(1, "changelog-date")]),
        ("## [0.1.0] - 31-01-02\n\nx\n", [(1, "changelog-date")]),
        ("## [0.1.0] - 20310102\n\nx\n", [(1, "changelog-date")]),
        ("## [0.1.0] - 2031-W01-2\n\nx\n", [(1, "changelog-date")]),
        ("## [0.1.0] - today\n\nx\n", [(1, "changelog-date")]),
        (TOP + "## [0.2.0] - 2031-01-02\n\nx\n", [(4, "changelog-order")]),
        (TOP + "## [0.10.0] - 2031-01-02\n\nx\n", [(4, "changelog-order")]),
        (TOP + "## [0.1.0] - 2031-02-04\n\nx\n", [(1, "changelog-date")]),
        (TOP + "## [Unreleased]\n\nx\n", [(4, "changelog-order")]),
        ("## [0.1.0] - 2031-01-02\n", [(1, "changelog-empty")]),
        ("## [0.1.0] - 2031-01-02\n\n### Added\n\n-\n", [(1, "changelog-empty")]),
        ("## [0.1.0] - 2031-01-02\n\n<!-- to do -->\n", [(1, "changelog-empty")]),
        (f"## [0.1.0] - 2031-01-02\n\n{BEGIN}\n\n- x\n\n{END}\n", [(1, "changelog-empty")]),
        (TOP + f"{BEGIN}\n- x\n", [(4, "changelog-marks")]),
        (TOP + f"- x\n{END}\n", [(5, "changelog-marks")]),
        (TOP + f"{END}\n- x\n{BEGIN}\n", [(4, "changelog-marks")]),
        (TOP + f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", [(4, "changelog-marks")]),
        (TOP + "\n```\nnot closed\n", [(6, "changelog")]),
        (TOP + "<!-- not closed\n", [(4, "changelog")]),
        (TOP.replace("\n", "\r\n"), [(1, "changelog")]),
        ("\ufeff" + TOP, [(1, "changelog")]),
        (TOP.encode("utf-16"), [(None, "changelog")]),
        (b"", [(None, "changelog")]),
        (TOP, []),
        ("## [0.1.0] - 2031-01-02\n\nWörter\n", []),
        (TOP + "## [0.1.0] - 2031-01-02 [YANKED]\n\nx\n", []),
        (TOP + "\n~~~\n## [no] heading\n```\n~~~\n", []),
        (TOP + "<!--\n## no heading\n-->\n", []),
        (TOP + "\n### [0.1.0]\n", []),
        (TOP.replace("Lamps.", "Lamps, and a word on `<!--` in code."), []),
    ],
)
def test_faults_are_told_on_their_line(
    text: str | bytes, expected: list[tuple[int | None, str]]
) -> None:
    assert faults(text) == expected


def groups(told: str) -> dict[str, list[str]]:
    """The lines of each group."""
    blocks = re.split(r"(?m)^### (\w+)\n\n", told)[1:]
    return {
        name: lines.strip().split("\n")
        for name, lines in zip(blocks[::2], blocks[1::2], strict=True)
    }


def test_the_first_release_is_told_by_its_tables() -> None:
    told = groups(first_lines({"lamps": 1, "parts": 1200}))
    assert told == {"Added": ["- `lamps`: 1 row", "- `parts`: 1,200 rows"]}


def test_records_stand_in_the_groups_of_keep_a_changelog() -> None:
    schemas = lamp_schemas() | {"withdrawn": tombstone_schema()}
    stone = {"table": "lamps", "record_id": "lamp-3", "reason": "It was never a lamp."}
    old = state(schemas, lamps=[lamp(1), lamp(2), lamp(3), lamp(4)])
    new = state(
        schemas,
        lamps=[lamp(1, shade="amber", price=None), lamp(2), lamp(5)],
        withdrawn=[stone],
    )
    assert groups(record_lines(compare(old, new))) == {
        "Added": ["- `lamps`, 1 new record: `lamp-5`"],
        "Removed": [
            "- `lamps`, 1 record gone without a tombstone: `lamp-4`",
            "- `lamps`, 1 record withdrawn:",
            "  - `lamp-3`: `It was never a lamp.`",
        ],
        "Fixed": [
            "- `lamps`, 1 record corrected:",
            "  - `lamp-1`: `shade` `“green”` → `“amber”`; `price` `0.5` → nothing",
        ],
    }


def test_changes_of_the_contract_come_with_the_rule_in_words() -> None:
    def edit(schemas: dict[str, dict[str, object]]) -> None:
        watts = field_of(schemas, "watts")
        watts["constraints"] = {"minimum": 2}
        watts["title"] = "Power"

    told = groups(record_lines(compare(state(), state(changed(edit)))))
    assert set(told) == {"Changed"}
    text = "\n".join(told["Changed"])
    assert "Contract: `lamps.watts (minimum)`" in text and "`“1”` → `“2”`" in text


def test_nothing_is_said_where_nothing_differs() -> None:
    assert record_lines(compare(state(lamps=[lamp(1)]), state(lamps=[lamp(1)]))) == (
        "Nothing differs in the data."
    )


def test_files_with_other_bytes_are_told() -> None:
    side = Side("a", "0.1.0")
    changes = Changes(side, side, files=(FileChange("format", "data/lamps.csv", "lamps"),))
    assert groups(record_lines(changes)) == {
        "Changed": ["- `data/lamps.csv`: the same content in other bytes"]
    }


def test_words_of_an_article_are_not_shown() -> None:
    """Selectors, and links that show them, hold words of the article."""
    schemas = {"evidence": evidence_schema(), **lamp_schemas()}
    link = {"name": "link", "type": "string", "title": "Link", "description": "A link.",
            "origin": "derived"}  # fmt: skip
    schemas["lamps"]["fields"].append(link)
    words = "bright words … of theirs"
    old = filled(schemas, {
        "evidence": [passage(1, 5, "aa", selector="dim words"), passage(2, 50, "bb")],
        "lamps": [lamp(1, link="https://example.org/#:~:text=dim%20words")],
    })  # fmt: skip
    new = filled(schemas, {
        "evidence": [passage(1, 5, "aa", selector=words), passage(2, 90, "cc", selector=words)],
        "lamps": [lamp(1, link="https://example.org/#:~:text=bright%20words")],
    })  # fmt: skip
    told = record_lines(compare(old, new))
    assert "words" not in told.replace("with other words about them", "")
    assert "`evidence`, 1 passage with other words about them: `quotes quote-1 part 1" in told
    assert "  - `lamp-1`: `link`" in told.split("\n")


def test_long_lists_are_told_by_count() -> None:
    old = state(lamps=[lamp(n) for n in range(100)])
    new = state(lamps=[lamp(n, watts=60) for n in range(100)] + [lamp(n) for n in range(200, 250)])
    told = groups(record_lines(compare(old, new, 40)))
    assert told["Added"][0].endswith(f" and {50 - MOST} more")
    assert told["Added"][0].count("`lamp-") == MOST
    assert len(told["Fixed"]) == MOST + 2
    assert told["Fixed"][-1] == f"  - … and {100 - MOST} more"


WILD = st.text(st.characters(codec="utf-8"), max_size=60)


@given(WILD)
@example("`")
@example("a``b`")
@example(" ")
@example("")
@example("</code><script>")
@example("-->")
@example("](javascript:x) ![](x) @somebody #1 &amp;")
def test_a_code_span_shows_any_text_and_nothing_acts(text: str) -> None:
    shown = cmarkgfm.github_flavored_markdown_to_html(f"- {code(text)}, more\n")
    spans = re.fullmatch(r"<ul>\s*<li><code>(.*)</code>, more</li>\s*</ul>\s*", shown, re.DOTALL)
    assert spans is not None, shown
    assert html.unescape(spans[1]).strip(" ") == spelt(text).strip(" ")


@given(name=WILD, reason=WILD)
@example(name="```\n\n## [9.9.9] - 2031-01-01\n", reason=END)
def test_no_cell_makes_a_line_of_the_changelog(name: str, reason: str) -> None:
    old = state(lamps=[lamp(1, sold=dt.date(2031, 1, 1))])
    new = state(lamps=[lamp(1, name=name or "x"), lamp(2, lamp_id=reason or "y")])
    told = record_lines(compare(old, new))
    assert len(told.split("\n")) == len(told.splitlines()) == 8
    log = read(read(PROSE).with_generated(told).decode())
    assert [s.version for s in log.sections] == ["0.2.0", "0.1.0"]


# --- the version that it names ---------------------------------------------------------------

HEADINGS = "# Log\n\n## [{}] - 2031-04-05\n\nLamps.\n\n## [0.1.9] - 2031-03-05\n\nA lamp.\n"
# what the changelog holds, the last release, and the version that is planned
PLANNED: dict[str, tuple[str | None, str | None, str | None]] = {
    "a version that is new": (HEADINGS.format("0.1.10"), "0.1.9", "0.1.10"),
    "a version that is released": (HEADINGS.format("0.1.10"), "0.1.10", None),
    "a version of before": (HEADINGS.format("0.1.10"), "0.2.0", None),
    "a first version": (HEADINGS.format("0.1.10"), None, "0.1.10"),
    "none that is released yet": (HEADINGS.replace("[{}] - 2031-04-05", "[Unreleased]"),
                                  "0.1.9", None),
    "a heading that is none": (HEADINGS.format("0.2"), "0.1.9", None),
    "no changelog": (None, "0.1.9", None),
}  # fmt: skip


@pytest.mark.parametrize("case", PLANNED)
def test_the_version_that_is_planned_is_the_newest_that_is_not_released(
    tmp_path: Path, case: str
) -> None:
    text, released, planned = PLANNED[case]
    if text is not None:
        (tmp_path / "CHANGELOG.md").write_text(text, "utf-8")
    assert planned_version(tmp_path, released) == planned
