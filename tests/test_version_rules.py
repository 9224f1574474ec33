"""The version that a change calls for: the level of every kind of change, and what decided.

Catches a change that breaks readers and passes for a correction, a record that vanishes
unnoticed, a wrong number raised, and a larger change that calls for a smaller version.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest
from conftest import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from lamp_states import (
    Json,
    Row,
    a_category,
    a_field,
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

from outsourced_care.diff.changes import Changes, FileChange, SchemaChange, SchemaKind, Side
from outsourced_care.diff.compare_schemas import compare_contracts
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.states import State
from outsourced_care.diff.version_rules import (
    RULES,
    Level,
    next_version,
    reasons,
    verdict,
)
from outsourced_care.schema_files import check_contract
from outsourced_care.versions import VersionError, parse

NONE, CORRECTION, ADDITION, BREAKING = Level
Schemas = dict[str, Json]


def constrain(schemas: Schemas, name: str, **constraints: Any) -> None:
    field_of(schemas, name)["constraints"] = constraints


def categories(schemas: Schemas, *values: str) -> None:
    field_of(schemas, "shade")["categories"] = [a_category(v) for v in values]


def rename(schemas: Schemas, old: str, new: str) -> None:
    field_of(schemas, old)["name"] = new


def replace_page(schemas: Schemas, *names: str) -> None:
    kept = [f for f in schemas["lamps"]["fields"] if f["name"] != "page"]
    new = [a_field(n, format="uri", description="The page of the lamp.") for n in names]
    schemas["lamps"]["fields"] = kept + new


# what is done to the schemas, what it is, and what undoing it is
CASES: dict[str, tuple[Callable[[Schemas], object], dict[str, str], dict[str, str]]] = {
    "table": (
        lambda s: s.update(withdrawn=tombstone_schema()),
        {"withdrawn": "table-added"},
        {"withdrawn": "table-removed"},
    ),
    "field": (
        lambda s: s["lamps"]["fields"].append(a_field("weight", "number")),
        {"lamps.weight": "field-added"},
        {"lamps.weight": "field-removed"},
    ),
    "field renamed": (
        lambda s: rename(s, "page", "address"),
        {"lamps.address": "field-renamed"},
        {"lamps.page": "field-renamed"},
    ),
    "field renamed and redefined": (
        lambda s: field_of(s, "page").update(name="address", description="?"),
        {"lamps.address": "field-added", "lamps.page": "field-removed"},
        {"lamps.address": "field-removed", "lamps.page": "field-added"},
    ),
    "one of two alike renamed": (
        lambda s: replace_page(s, "x", "y"),
        {"lamps.x": "field-added", "lamps.y": "field-added", "lamps.page": "field-removed"},
        {"lamps.x": "field-removed", "lamps.y": "field-removed", "lamps.page": "field-added"},
    ),
    "type": (
        lambda s: field_of(s, "price").update(type="string"),
        {"lamps.price": "field-retyped"},
        {"lamps.price": "field-retyped"},
    ),
    "nulls": (
        lambda s: constrain(s, "name"),
        {"lamps.name": "nulls-allowed"},
        {"lamps.name": "nulls-refused"},
    ),
    "value": (
        lambda s: categories(s, "green", "amber", "red"),
        {"lamps.shade (red)": "value-added"},
        {"lamps.shade (red)": "value-removed"},
    ),
    "value for another": (
        lambda s: categories(s, "green", "red"),
        {"lamps.shade (red)": "value-added", "lamps.shade (amber)": "value-removed"},
        {"lamps.shade (red)": "value-removed", "lamps.shade (amber)": "value-added"},
    ),
    "order of values": (lambda s: categories(s, "amber", "green"), {}, {}),
    "definition of a value": (
        lambda s: field_of(s, "shade")["categories"][0].update(description="As grass."),
        {"lamps.shade (description of green)": "described"},
        {"lamps.shade (description of green)": "described"},
    ),
    "vocabulary": (
        lambda s: field_of(s, "shade").pop("categories"),
        {"lamps.shade": "vocabulary-opened"},
        {"lamps.shade": "vocabulary-closed"},
    ),
    "minimum": (
        lambda s: constrain(s, "watts", minimum=0),
        {"lamps.watts (minimum)": "constraint-loosened"},
        {"lamps.watts (minimum)": "constraint-tightened"},
    ),
    "minimum gone": (
        lambda s: constrain(s, "watts"),
        {"lamps.watts (minimum)": "constraint-loosened"},
        {"lamps.watts (minimum)": "constraint-tightened"},
    ),
    "pattern": (
        lambda s: constrain(s, "lamp_id", required=True, pattern="^[a-z]+$"),
        {"lamps.lamp_id (pattern)": "constraint-loosened"},
        {"lamps.lamp_id (pattern)": "constraint-loosened"},
    ),
    "pattern gone": (
        lambda s: constrain(s, "lamp_id", required=True),
        {"lamps.lamp_id (pattern)": "constraint-loosened"},
        {"lamps.lamp_id (pattern)": "constraint-tightened"},
    ),
    "format": (
        lambda s: field_of(s, "page").pop("format"),
        {"lamps.page (format)": "constraint-loosened"},
        {"lamps.page (format)": "constraint-tightened"},
    ),
    "primary key": (
        lambda s: s["lamps"].update(primaryKey=["name"]),
        {"lamps": "key-changed"},
        {"lamps": "key-changed"},
    ),
    "order of the primary key": (
        lambda s: s["parts"].update(primaryKey=["part", "lamp_id"]),
        {},
        {},
    ),
    "unique key": (
        lambda s: s["parts"].pop("uniqueKeys"),
        {"parts (code, label)": "key-dropped"},
        {"parts (code, label)": "key-added"},
    ),
    "unique field": (
        lambda s: constrain(s, "name", required=True, unique=True),
        {"lamps (name)": "key-added"},
        {"lamps (name)": "key-dropped"},
    ),
    "foreign key": (
        lambda s: s["parts"].pop("foreignKeys"),
        {"parts (lamp_id to lamps.lamp_id)": "reference-dropped"},
        {"parts (lamp_id to lamps.lamp_id)": "reference-added"},
    ),
    "what goes with a field": (
        lambda s: s["parts"].update(
            fields=[f for f in s["parts"]["fields"] if f["name"] != "label"], uniqueKeys=[]
        ),
        {"parts.label": "field-removed"},
        {"parts.label": "field-added"},
    ),
    "description of a field": (
        lambda s: field_of(s, "watts").update(description="Its power."),
        {"lamps.watts (description)": "described"},
        {"lamps.watts (description)": "described"},
    ),
    "description of a table": (
        lambda s: s["lamps"].update(description="Lamps."),
        {"lamps (description)": "described"},
        {"lamps (description)": "described"},
    ),
    "position": (lambda s: s["lamps"].update(position=7), {}, {}),
    "order of fields": (lambda s: s["lamps"]["fields"].reverse(), {}, {}),
}
LEVELS: dict[str, Level] = {
    "table-removed": BREAKING,
    "field-removed": BREAKING,
    "field-renamed": BREAKING,
    "field-retyped": BREAKING,
    "value-removed": BREAKING,
    "vocabulary-opened": BREAKING,
    "vocabulary-closed": BREAKING,
    "nulls-allowed": BREAKING,
    "key-changed": BREAKING,
    "key-dropped": BREAKING,
    "reference-dropped": BREAKING,
    "table-added": ADDITION,
    "field-added": ADDITION,
    "value-added": ADDITION,
    "nulls-refused": ADDITION,
    "constraint-loosened": ADDITION,
    "constraint-tightened": ADDITION,
    "key-added": ADDITION,
    "reference-added": ADDITION,
    "described": CORRECTION,
    "field-deprecated": ADDITION,
    "removal-advanced": ADDITION,
    "deprecation-changed": CORRECTION,
    "deprecation-ended": CORRECTION,
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_of_the_contract_is_told_and_weighed(case: str) -> None:
    edit, done, undone = CASES[case]
    old, new = check_contract(lamp_schemas()), check_contract(changed(edit))
    for one, other, expected in ((old, new, done), (new, old, undone)):
        found = compare_contracts(one, other)
        assert {c.subject: c.kind for c in found} == expected
        assert len(found) == len(expected)
        changes = Changes(Side("a", "1.2.3"), Side("b", None), found)
        weights = [LEVELS[kind] for kind in expected.values()]
        assert [r.level for r in reasons(changes)] == [LEVELS[c.kind] for c in found]
        version, reason = next_version(changes, "1.2.3")
        top = max(weights, default=NONE)
        assert version == {NONE: "1.2.3", CORRECTION: "1.2.4", ADDITION: "1.3.0",
                           BREAKING: "2.0.0"}[top]  # fmt: skip
        assert reason.rule == next((k for k in expected.values() if LEVELS[k] == top), "nothing")


def going(since: str, remove_in: str, use: str | None = None) -> Schemas:
    """The schemas with one field that will go."""
    said = {"since": since, "remove_in": remove_in} | ({"use": use} if use else {})
    return changed(lambda s: field_of(s, "page").update(deprecated=said))


DEPRECATIONS: dict[str, tuple[Schemas, Schemas, SchemaKind, str | None, str | None]] = {
    "said": (
        lamp_schemas(), going("0.2.0", "1.0.0", "name"), "field-deprecated",
        None, "since 0.2.0, goes in 1.0.0; use name",
    ),
    "taken back": (
        going("0.2.0", "1.0.0"), lamp_schemas(), "deprecation-ended",
        "since 0.2.0, goes in 1.0.0; nothing takes its place", None,
    ),
    "put off": (
        going("0.2.0", "0.9.0", "name"), going("0.2.0", "0.10.0", "name"), "deprecation-changed",
        "since 0.2.0, goes in 0.9.0; use name", "since 0.2.0, goes in 0.10.0; use name",
    ),
    "brought forward": (
        going("0.2.0", "0.10.0", "name"), going("0.2.0", "0.9.0", "name"), "removal-advanced",
        "since 0.2.0, goes in 0.10.0; use name", "since 0.2.0, goes in 0.9.0; use name",
    ),
    "another in its place": (
        going("0.2.0", "1.0.0", "name"), going("0.2.0", "1.0.0", "parts.code"),
        "deprecation-changed",
        "since 0.2.0, goes in 1.0.0; use name", "since 0.2.0, goes in 1.0.0; use parts.code",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", DEPRECATIONS)
def test_what_is_said_of_a_field_that_will_go_is_told(case: str) -> None:
    old, new, kind, was, now = DEPRECATIONS[case]
    (change,) = compare_contracts(check_contract(old), check_contract(new))
    assert change == SchemaChange(kind, "lamps", "page", None, was, now)
    changes = Changes(Side("a", "1.2.3"), Side("b", None), (change,))
    assert [r.level for r in reasons(changes)] == [LEVELS[kind]]
    assert not verdict(changes).refusals


def test_every_kind_of_change_of_the_contract_has_a_case() -> None:
    told = {kind for _, *both in CASES.values() for found in both for kind in found.values()}
    told |= {case[2] for case in DEPRECATIONS.values()}
    assert told == set(LEVELS) == set(get_args(SchemaKind))
    assert set(LEVELS) < set(RULES)


def test_a_vocabulary_that_is_named_elsewhere_counts_where_it_is_used() -> None:
    def shared(*values: str) -> Schemas:
        def edit(schemas: Schemas) -> None:
            categories(schemas, *values)
            field_of(schemas, "code", "parts")["vocabulary"] = "lamps.shade"

        return changed(edit)

    found = compare_contracts(*map(check_contract, (shared("green"), shared("green", "red"))))
    assert [c.subject for c in found] == ["lamps.shade (red)", "parts.code (red)"]


# --- records ---------------------------------------------------------------------------------

STONES = lamp_schemas() | {"withdrawn": tombstone_schema()}
PARTS = [{"lamp_id": "lamp-1", "part": n, "label": str(n), "code": None} for n in (1, 2)]


def stone(record: str) -> Row:
    return {"table": "lamps", "record_id": record, "reason": "broken"}


@pytest.mark.parametrize(
    ("old", "new", "rule", "subject"),
    [
        ({}, {"lamps": [lamp(1)]}, "record-added", "lamps lamp-1"),
        ({"lamps": [lamp(1)]}, {}, "id-gone", "lamps lamp-1"),
        ({"lamps": [lamp(1)]}, {"lamps": [lamp(2)]}, "id-gone", "lamps lamp-1"),
        (
            {"lamps": [lamp(1), lamp(2)]},
            {"lamps": [lamp(2, watts=1)], "withdrawn": [stone("lamp-1")]},
            "record-withdrawn",
            "lamps lamp-1",
        ),
        ({}, {"withdrawn": [stone("lamp-1")]}, "tombstone-added", "lamps lamp-1"),
        ({"withdrawn": [stone("lamp-1")]}, {}, "tombstone-gone", "lamps lamp-1"),
        (
            {"withdrawn": [stone("lamp-1")]},
            {"withdrawn": [stone("lamp-1") | {"reason": "sold"}]},
            "record-changed",
            "lamps lamp-1",
        ),
        (
            {"lamps": [lamp(1)], "withdrawn": [stone("lamp-1")]},
            {"withdrawn": [stone("lamp-1")]},
            "record-withdrawn",
            "lamps lamp-1",
        ),
        ({"lamps": [lamp(1)]}, {"lamps": [lamp(1, watts=1)]}, "record-changed", "lamps lamp-1"),
        ({"lamps": [lamp(1)]}, {"lamps": [lamp(1, watts=None)]}, "record-changed", "lamps lamp-1"),
        ({"parts": PARTS}, {"parts": PARTS[:1]}, "record-withdrawn", "parts lamp-1 2"),
        ({"parts": PARTS[:1]}, {"parts": PARTS}, "record-added", "parts lamp-1 2"),
        ({"lamps": [lamp(1)]}, {"lamps": [lamp(1)]}, "nothing", ""),
    ],
)
def test_each_change_of_records_is_weighed(
    old: dict[str, list[Row]], new: dict[str, list[Row]], rule: str, subject: str
) -> None:
    changes = compare(filled(STONES, old), filled(STONES, new), limit=1)
    reason = next_version(changes, "0.3.0")[1]
    assert (reason.rule, reason.subject) == (rule, subject)


def test_withdrawing_records_raises_the_patch_version_only() -> None:
    old = state(STONES, lamps=[lamp(n) for n in range(4)])
    new = state(STONES, lamps=[lamp(3)], withdrawn=[stone(f"lamp-{n}") for n in range(3)])
    assert next_version(compare(old, new), "1.2.3")[0] == "1.2.4"
    assert next_version(compare(new, old), "1.2.3")[0] == "2.0.0"


def test_one_record_without_a_tombstone_among_many_with_one_decides() -> None:
    lamps = [lamp(n) for n in range(50)]
    stones = [stone(f"lamp-{n}") for n in range(49)]
    changes = compare(state(STONES, lamps=lamps), state(STONES, withdrawn=stones), limit=1)
    assert next_version(changes, "1.0.0")[1].subject == "lamps lamp-49"


@pytest.mark.parametrize(
    ("after", "version", "rule"),
    [
        ([passage(1, 0, "a"), passage(2, 9, "b")], "1.1.0", "passage-added"),
        ([], "1.0.1", "passage-dropped"),
        ([passage(1, 0, "a", role="repeats")], "1.0.1", "passage-altered"),
        ([passage(1, 4, "a")], "1.0.1", "passage-moved"),
        ([passage(2, 0, "a")], "1.0.1", "passage-moved"),
    ],
)
def test_evidence_is_weighed_by_passage(after: list[Row], version: str, rule: str) -> None:
    schemas = {"evidence": evidence_schema()}
    changes = compare(state(schemas, evidence=[passage(1, 0, "a")]), state(schemas, evidence=after))
    called, reason = next_version(changes, "1.0.0")
    assert (called, reason.rule) == (version, rule)
    assert reason.subject == "quotes quote-1"


@pytest.mark.parametrize(
    ("kind", "version"), [("removed", "2.0.0"), ("added", "1.1.0"), ("format", "1.0.0")]
)
def test_files_are_weighed(kind: Any, version: str) -> None:
    files = (FileChange(kind, "data/lamps.csv", "lamps"),)
    changes = Changes(Side("a", None), Side("b", None), files=files)
    called, reason = next_version(changes, "1.0.0")
    assert (called, reason.subject) == (version, "data/lamps.csv")


# --- versions --------------------------------------------------------------------------------


def change_of(level: Level) -> Changes:
    kinds: dict[Level, SchemaKind] = {
        BREAKING: "field-removed", ADDITION: "field-added", CORRECTION: "described",
    }  # fmt: skip
    schema = (SchemaChange(kinds[level], "lamps", "watts"),) if level else ()
    return Changes(Side("a", None), Side("b", None), schema)


@pytest.mark.parametrize(
    ("old", "none", "correction", "addition", "breaking"),
    [
        ("0.1.0", "0.1.0", "0.1.1", "0.2.0", "0.2.0"),
        ("0.0.0", "0.0.0", "0.0.1", "0.1.0", "0.1.0"),
        ("0.9.9", "0.9.9", "0.9.10", "0.10.0", "0.10.0"),
        ("1.0.0", "1.0.0", "1.0.1", "1.1.0", "2.0.0"),
        ("2.13.7", "2.13.7", "2.13.8", "2.14.0", "3.0.0"),
    ],
)
def test_which_number_is_raised(
    old: str, none: str, correction: str, addition: str, breaking: str
) -> None:
    called = [next_version(change_of(level), old)[0] for level in Level]
    assert called == [none, correction, addition, breaking]


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.0", "1.0.0.0", "v1.0.0", "01.0.0", "1.0.0-rc1", "1.0.0\n", " 1.0.0", "-1.0.0",
     "1.0.x", "\u0661.0.0", "1.0." + "9" * 5000],
)  # fmt: skip
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(VersionError):
        parse(text)
    with pytest.raises(VersionError):
        next_version(change_of(NONE), text)


@pytest.mark.parametrize(
    ("old", "new", "called_for", "enough"),
    [
        ("0.1.0", "0.1.0", "0.2.0", False),
        ("0.1.0", "0.1.9", "0.2.0", False),
        ("0.1.0", "0.2.0", "0.2.0", True),
        ("0.9.0", "0.10.0", "0.10.0", True),
        ("0.1.0", "1.0.0", "0.2.0", True),
        ("0.1.0", None, "0.2.0", None),
        ("0.1.0", "soon", "0.2.0", None),
        (None, "0.1.0", None, None),
        ("soon", "0.1.0", None, None),
    ],
)
def test_the_verdict_holds_versions_against_what_is_called_for(
    old: str | None, new: str | None, called_for: str | None, enough: bool | None
) -> None:
    changes = replace(change_of(ADDITION), old=Side("a", old), new=Side("b", new))
    found = verdict(changes)
    assert (found.called_for, found.enough, found.reason.rule) == (
        called_for, enough, "field-added",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "planned", "heading"),
    [
        (None, None, "0.2.0"),
        ("0.1.9", None, "0.2.0"),
        ("0.3.0", None, "0.3.0"),
        ("soon", None, "0.2.0"),
        ("0.3.0", "0.2.1", "0.2.1"),
        ("0.3.0", "0.4.0", "0.4.0"),
        ("0.3.0", "0.1.1", "0.3.0"),
        ("0.1.0", "0.1.1", "0.2.0"),
        (None, "1.0.0", "1.0.0"),
    ],
)
def test_what_was_written_counts_where_it_is_high_enough(
    version: str | None, planned: str | None, heading: str
) -> None:
    new = Side("b", version, planned)
    found = verdict(replace(change_of(ADDITION), old=Side("a", "0.1.0"), new=new))
    assert (found.called_for, found.heading_for) == ("0.2.0", heading)
    unknown = verdict(replace(change_of(ADDITION), old=Side("a", None), new=new))
    assert unknown.heading_for is None


# --- what is refused whatever the version ----------------------------------------------------

ALL_GOING = ("lamp_id", "part", "label", "code")


def retype_page(schemas: Schemas) -> None:
    field_of(schemas, "page").update(type="integer")
    del field_of(schemas, "page")["format"]


def without_page() -> Schemas:
    return changed(lambda s: s["lamps"]["fields"].remove(field_of(s, "page")))


def renamed_page() -> Schemas:
    return changed(lambda s: rename(s, "page", "address"))


def parts_going(*due: str) -> Schemas:
    """The schemas with the fields of `parts` deprecated, each until a version."""

    def edit(schemas: Schemas) -> None:
        for name, version in zip(ALL_GOING, due, strict=False):
            said = {"since": "0.1.0", "remove_in": version}
            field_of(schemas, name, "parts")["deprecated"] = said

    return changed(edit)


def without_parts() -> Schemas:
    return changed(lambda s: s.pop("parts"))


NEVER = "it stays until a release has said that it will go (`deprecated`)"


@pytest.mark.parametrize(
    ("old", "new", "version", "refused"),
    [
        (lamp_schemas(), without_page(), "0.3.0", {"lamps.page": NEVER}),
        (lamp_schemas(), without_page(), "9.0.0", {"lamps.page": NEVER}),
        (lamp_schemas(), without_page(), None, {"lamps.page": NEVER}),
        (lamp_schemas(), renamed_page(), "2.0.0", {"lamps.page": NEVER}),
        (
            going("0.2.0", "0.10.0"), without_page(), "0.9.0",
            {"lamps.page": "it was to stay until 0.10.0"},
        ),
        (
            going("0.2.0", "0.10.0"), renamed_page(), "0.9.0",
            {"lamps.page": "it was to stay until 0.10.0"},
        ),
        (going("0.2.0", "0.10.0"), without_page(), "0.10.0", {}),
        (going("0.2.0", "0.10.0"), renamed_page(), "0.10.1", {}),
        (going("0.2.0", "0.10.0"), without_page(), None, {}),
        (going("0.2.0", "0.10.0"), without_page(), "soon", {}),
        (lamp_schemas(), without_parts(), "1.0.0", {"parts": NEVER}),
        (parts_going("0.4.0"), without_parts(), "1.0.0", {"parts": NEVER}),
        (
            parts_going("0.4.0", "0.10.0", "0.9.0", "0.4.0"), without_parts(), "0.9.0",
            {"parts": "it was to stay until 0.10.0"},
        ),
        (parts_going("0.4.0", "0.10.0", "0.9.0", "0.4.0"), without_parts(), "0.10.0", {}),
        (lamp_schemas(), changed(retype_page), "0.1.0", {}),
    ],
)  # fmt: skip
def test_nothing_goes_before_its_time(
    old: Schemas, new: Schemas, version: str | None, refused: dict[str, str]
) -> None:
    schema = compare_contracts(check_contract(old), check_contract(new))
    found = verdict(Changes(Side("a", "0.1.0"), Side("b", version), schema))
    assert {r.subject: r.detail for r in found.refusals} == refused
    assert {r.rule for r in found.refusals} <= {"removed-early"}
    assert all(r.detail in str(r) and r.level == BREAKING for r in found.refusals)


def test_what_is_refused_is_told_without_an_old_version_too() -> None:
    schema = compare_contracts(check_contract(lamp_schemas()), check_contract(without_page()))
    found = verdict(Changes(Side("a", None), Side("b", "1.0.0"), schema))
    assert (found.called_for, len(found.refusals)) == (None, 1)


# --- the larger change calls for no smaller version ------------------------------------------

KINDS = st.sampled_from(get_args(SchemaKind))


def withdraw(rows: dict[str, list[Row]], number: int) -> None:
    rows["lamps"].remove(lamp(number))
    rows["withdrawn"].append(stone(f"lamp-{number}"))


SCRIPT: dict[str, Callable[[dict[str, list[Row]], Schemas], object]] = {
    "lost": lambda rows, s: rows["lamps"].remove(lamp(0)),
    "withdrawn": lambda rows, s: withdraw(rows, 1),
    "corrected": lambda rows, s: rows["lamps"][-1].update(watts=1),
    "added": lambda rows, s: rows["lamps"].insert(0, lamp(9)),
    "part dropped": lambda rows, s: rows["parts"].pop(),
    "part added": lambda rows, s: rows["parts"].insert(0, PARTS[0] | {"part": 5}),
    "passage moved": lambda rows, s: rows["evidence"][0].update(start=1),
    "passage added": lambda rows, s: rows["evidence"].append(passage(9, 90, "z")),
    "passage dropped": lambda rows, s: rows["evidence"].remove(passage(2, 20, "b")),
    "description": lambda rows, s: field_of(s, "watts").update(description="Its power."),
    "value": lambda rows, s: categories(s, "green", "amber", "red"),
    "field": lambda rows, s: s["lamps"]["fields"].append(a_field("weight", "number")),
    "retyped": lambda rows, s: field_of(s, "code", "parts").update(type="integer"),
    "deprecated": lambda rows, s: field_of(s, "lit").update(
        deprecated={"since": "0.3.0", "remove_in": "1.0.0"}
    ),
    "tombstone alone": lambda rows, s: rows["withdrawn"].append(stone("lamp-77")),
    "tombstone gone": lambda rows, s: rows["withdrawn"].remove(stone("lamp-88")),
}  # fmt: skip


def after(script: set[str]) -> State:
    """The state after some of the edits, none of which touches what another touches."""
    schemas = changed(lambda s: s.update(withdrawn=tombstone_schema(), evidence=evidence_schema()))
    rows = {
        "lamps": [lamp(n) for n in range(4)],
        "parts": [dict(row) for row in PARTS],
        "withdrawn": [stone("lamp-88")],
        "evidence": [passage(1, 0, "a"), passage(2, 20, "b")],
    }
    for name in SCRIPT:
        if name in script:
            SCRIPT[name](rows, schemas)
    return filled(schemas, rows)


@settings(deadline=None, max_examples=examples(50))
@given(st.sets(st.sampled_from(sorted(SCRIPT))), st.sets(st.sampled_from(sorted(SCRIPT))))
def test_more_edits_never_call_for_a_smaller_version(some: set[str], more: set[str]) -> None:
    old = after(set())
    fewer, all_ = (compare(old, after(script)) for script in (some, some | more))
    for version in ("0.3.1", "1.2.3"):
        called = [parse(next_version(changes, version)[0]) for changes in (fewer, all_)]
        assert called == sorted(called)


@settings(deadline=None)
@given(st.lists(KINDS), st.lists(KINDS), st.sampled_from(["0.0.1", "0.3.1", "1.2.3"]))
def test_more_changes_never_call_for_a_smaller_version(
    some: list[SchemaKind], more: list[SchemaKind], version: str
) -> None:
    def called(kinds: list[SchemaKind]) -> tuple[int, int, int]:
        schema = tuple(SchemaChange(kind, "lamps", "watts") for kind in kinds)
        changes = Changes(Side("a", None), Side("b", None), schema)
        return parse(next_version(changes, version)[0])

    assert parse(version) <= called(some) <= called([*some, *more])
