"""The JSON Schema for editors: right about good entries, and never stricter than the build.

Catches a schema that marks a sound entry, one that refuses what the build accepts, columns and
values that an editor could not explain, and files that were not made anew after a change.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import FICTION, ROOT, Project, examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from outsourced_care import dates
from outsourced_care.entry_files import read_sources
from outsourced_care.entry_schema import editor_schemas, entry_schema
from outsourced_care.entry_shapes import REGISTRIES, SECTIONS, TOGETHER, keys_of, typed
from outsourced_care.rules import RULES
from outsourced_care.schema_files import load_contract
from outsourced_care.yaml_nodes import Node
from outsourced_care.yaml_source import parse

CONTRACT = load_contract(ROOT / "schemas")
MADE = editor_schemas(CONTRACT)
SCHEMAS: dict[str, dict[str, Any]] = {name: json.loads(raw) for name, raw in MADE.items()}
ENTRY = Draft7Validator(SCHEMAS["entry.schema.json"])


def plain(node: Node) -> Any:
    """The value without places."""
    if node.mapping is not None:
        return {key: plain(value) for key, value in node.mapping.items()}
    if node.sequence is not None:
        return [plain(item) for item in node.sequence]
    return node.value


def data_of(path: Path) -> Any:
    root, found = parse(path.read_bytes(), path.name)
    assert root is not None and not found
    return plain(root)


def schema_of(path: Path) -> Draft7Validator:
    """The validator that an editor would use for a file."""
    name = f"{path.stem}.schema.json" if path.stem in REGISTRIES else "entry.schema.json"
    return Draft7Validator(SCHEMAS[name])


def errors(validator: Draft7Validator, data: Any) -> list[ValidationError]:
    return list(validator.iter_errors(data))


WRITTEN = [
    path
    for home in (ROOT, FICTION)
    for path in [
        *sorted((home / "entries/articles").glob("*.yaml")),
        *(home / f"entries/{name}.yaml" for name in REGISTRIES),
    ]
    if path.exists()
]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_is_written_passes(path: Path) -> None:
    assert errors(schema_of(path), data_of(path)) == []


def test_the_real_entries_are_among_what_is_tried() -> None:
    assert sum(p.parent == ROOT / "entries/articles" for p in WRITTEN) >= 5


@pytest.mark.parametrize("name", MADE)
def test_the_schema_is_sound_and_the_file_is_what_the_contract_gives(name: str) -> None:
    Draft7Validator.check_schema(SCHEMAS[name])
    assert (ROOT / "schemas" / name).read_bytes() == MADE[name], "run: python build dictionary"


def test_schemas_for_editors_are_no_tables() -> None:
    assert list(load_contract(ROOT / "schemas")) == list(CONTRACT)
    assert not [name for name in CONTRACT if "." in name]
    assert all(f"{name}.schema.json" in MADE for name in ("entry", *REGISTRIES))


# --- what an editor shows --------------------------------------------------------------------


@pytest.mark.parametrize("shape", [*SECTIONS.values(), *REGISTRIES.values()], ids=lambda s: s.table)
def test_every_key_of_a_record_is_offered_and_explained(shape: Any) -> None:
    table = CONTRACT[shape.table]
    name = "entry" if shape.table in SECTIONS else shape.table
    record = SCHEMAS[f"{name}.schema.json"]["definitions"][shape.table]
    assert list(record["properties"]) == keys_of(table, shape)
    assert record["additionalProperties"] is False
    for key, said in record["properties"].items():
        assert said["title"].strip() and said["description"].strip(), key
    for field in typed(table, shape):
        said = record["properties"][field.name]
        assert (said["title"], said["description"]) == (field.title, field.description)
        if field.categories:
            meanings = dict(zip(said["enum"], said["enumDescriptions"], strict=True))
            assert meanings == {c.value: c.description for c in field.categories}


def test_a_reference_has_nothing_beside_it_that_draft_7_would_pass_over() -> None:
    def walk(part: Any) -> Iterator[dict[str, Any]]:
        if isinstance(part, dict):
            yield part
            for value in part.values():
                yield from walk(value)
        elif isinstance(part, list):
            for value in part:
                yield from walk(value)

    references = [p for p in walk(entry_schema(CONTRACT)) if "$ref" in p]
    assert references and all(set(p) == {"$ref"} for p in references)


def test_cells_that_go_together_are_those_of_rules() -> None:
    for together in TOGETHER:
        assert RULES[together.rule].table == together.table
        table = CONTRACT[together.table]
        assert {together.cell, *together.needs, *together.bars} <= set(table.names)
        assert set(together.values) <= set(table[together.cell].values)
        assert together.needs or together.bars


def test_an_editor_is_led_to_the_right_schema() -> None:
    told = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    for path in WRITTEN:
        home = ROOT if ROOT / "entries" in path.parents else FICTION
        matching = [s for s, glob in told.items() if path in set(home.glob(glob))]
        name = path.stem if path.stem in REGISTRIES else "entry"
        assert matching == [f"./schemas/{name}.schema.json"]
        assert (ROOT / matching[0]).is_file()


# --- what the schema refuses -----------------------------------------------------------------

Change = Callable[[dict[str, Any]], object]


def cell(section: str, number: int, name: str, value: object) -> Change:
    """Write a cell of a record."""
    return lambda entry: entry[section][number].__setitem__(name, value)


def without(section: str, number: int, *names: str) -> Change:
    """Leave keys of a record out."""
    return lambda entry: [entry[section][number].pop(name) for name in names]


def article(name: str, value: object) -> Change:
    """Write a cell of the article."""
    return lambda entry: entry["article"].__setitem__(name, value)


def whole(name: str, value: object) -> Change:
    """Write a whole section."""
    return lambda entry: entry.__setitem__(name, value)


# name → (what is changed in a sound entry, where the schema sees it)
REFUSED: dict[str, tuple[Change, str]] = {
    "no article": (lambda e: e.pop("article"), ""),
    "an empty article": (whole("article", None), "article"),
    "a section that does not exist": (lambda e: e.update(qoutes=e.pop("quotes")), ""),
    "a section that is no list": (whole("quotes", {}), "quotes"),
    "an empty section": (whole("quotes", None), "quotes"),
    "a record that is no mapping": (whole("quotes", ["q01"]), "quotes.0"),
    "a missing title": (lambda e: e["article"].pop("title"), "article"),
    "a key that is derived": (article("word_count", 12), "article"),
    "a misspelt key": (lambda e: e["article"].update(langage="en"), "article"),
    "a number as title": (article("title", 1984), "article.title"),
    "an empty cell": (article("summary", None), "article.summary"),
    "a blank cell": (article("summary", "  "), "article.summary"),
    "a formula": (article("title", "=1+1"), "article.title"),
    "a formula behind a space": (article("title", " =1+1"), "article.title"),
    "a value outside its vocabulary": (article("kind", "nwes"), "article.kind"),
    "white space around a value": (article("kind", "news "), "article.kind"),
    "a script as address": (article("url", "javascript:alert(1)"), "article.url"),
    "a malformed language": (article("language", "English"), "article.language"),
    "a date in words": (article("published", "4 March 2031"), "article.published"),
    "white space around a date": (article("published", " 2031"), "article.published"),
    "a clock time": (article("published", "2031-03-04T10:00"), "article.published"),
    "half a year": (article("published", 2031.5), "article.published"),
    "a year of five digits": (article("published", 20310), "article.published"),
    "a malformed reference": (article("publisher_id", "Fenwick Gazette"), "article.publisher_id"),
    "white space around a reference": (
        article("publisher_id", "fenwick-gazette "),
        "article.publisher_id",
    ),
    "no id": (without("quotes", 0, "id"), "quotes.0"),
    "a malformed id": (cell("quotes", 0, "id", "Q 1"), "quotes.0.id"),
    "a path as id": (cell("events", 0, "id", "../../etc"), "events.0.id"),
    "a number as id": (cell("quotes", 0, "id", 1), "quotes.0.id"),
    "a quote without evidence": (without("quotes", 0, "evidence"), "quotes.0"),
    "a quote with no passage": (cell("quotes", 0, "evidence", []), "quotes.0.evidence"),
    "a passage that is a number": (cell("quotes", 0, "evidence", [7]), "quotes.0.evidence.0"),
    "a passage without selector": (
        cell("events", 0, "evidence", [{"role": "repeats"}]),
        "events.0.evidence.0",
    ),
    "a passage with an unknown role": (
        cell("events", 0, "evidence", [{"selector": "the lamps", "role": "shouts"}]),
        "events.0.evidence.0",
    ),
    "a passage with a blank note": (
        cell("events", 0, "evidence", [{"selector": "the lamps", "note": " "}]),
        "events.0.evidence.0",
    ),
    "a person who speaks unnamed": (without("quotes", 0, "person_id"), "quotes.0"),
    "a named spokesperson": (
        cell("quotes", 0, "speaker_kind", "spokesperson"),
        "quotes.0",
    ),
    "an organisation that speaks unnamed": (
        lambda e: (
            e["quotes"][0].update(speaker_kind="organisation")
            or [e["quotes"][0].pop(k) for k in ("person_id", "organisation_id")]
        ),
        "quotes.0",
    ),
    "a document without a name": (
        lambda e: e["quotes"][0].update(speaker_kind="document") or e["quotes"][0].pop("person_id"),
        "quotes.0",
    ),
    "a person behind a body": (
        cell("quotes", 0, "speaker_kind", "organisation"),
        "quotes.0",
    ),
    "explicit without a cue": (without("quotes", 0, "cue"), "quotes.0"),
    "implicit with a cue": (cell("quotes", 0, "attribution", "implicit"), "quotes.0"),
    "half an event": (without("events", 0, "kind", "summary"), "events.0"),
    "half a proposal": (without("proposals", 0, "model"), "proposals.0"),
    "a participant without a role": (
        lambda e: e["events"][0]["participants"][0].pop("role"),
        "events.0.participants.0",
    ),
    "a participant who is nobody": (
        lambda e: e["events"][0]["participants"][0].pop("person_id"),
        "events.0.participants.0",
    ),
    "a participant who is two": (
        lambda e: e["events"][0]["participants"][0].update(organisation_id="lamp-ministry"),
        "events.0.participants.0",
    ),
    "a quantity in words": (
        lambda e: e["proposals"][0]["terms"][0].update(quantity="a lot"),
        "proposals.0.terms.0.quantity",
    ),
    "a quantity below nothing": (
        lambda e: e["proposals"][0]["terms"][0].update(quantity=-1),
        "proposals.0.terms.0.quantity",
    ),
    "a quantity without a unit": (
        lambda e: e["proposals"][0]["terms"][0].pop("unit"),
        "proposals.0.terms.0",
    ),
    "a unit without a quantity": (
        lambda e: e["proposals"][0]["terms"][0].pop("quantity"),
        "proposals.0.terms.0",
    ),
    "a position from nowhere": (without("positions", 0, "evidence"), "positions.0"),
    "a position with no passage": (cell("positions", 0, "evidence", []), "positions.0"),
    "a quoted position without its quote": (without("positions", 1, "quote_id"), "positions.1"),
    "a formal act with a quote": (
        cell("positions", 1, "basis", "formal_act"),
        "positions.1",
    ),
    "arguable without the other reading": (without("positions", 2, "alternative"), "positions.2"),
    "clear with another reading": (
        cell("positions", 1, "alternative", "a joke"),
        "positions.1",
    ),
    "an answer as boolean": (cell("accounts", 0, "preferred", "yes"), "accounts.0.preferred"),
    "mentions in a list": (whole("organisation_mentions", []), "organisation_mentions"),
    "a mention without evidence": (
        whole("organisation_mentions", {"include": [{"organisation_id": "lamp-ministry"}]}),
        "organisation_mentions.include.0",
    ),
    "a mention with no passage": (
        whole(
            "organisation_mentions",
            {"include": [{"organisation_id": "lamp-ministry", "evidence": []}]},
        ),
        "organisation_mentions.include.0.evidence",
    ),
    "a mention of a number": (
        whole(
            "organisation_mentions",
            {"include": [{"organisation_id": 12, "evidence": ["lamp minister"]}]},
        ),
        "organisation_mentions.include.0.organisation_id",
    ),
    "an excluded mapping": (
        whole("organisation_mentions", {"exclude": [{"selector": "lamp minister"}]}),
        "organisation_mentions.exclude.0",
    ),
    "marked words without a reason": (without("not_quotes", 0, "reason"), "not_quotes.0"),
    "marked words with a blank reason": (
        cell("not_quotes", 0, "reason", " "),
        "not_quotes.0.reason",
    ),
    "marked words without a selector": (without("not_quotes", 0, "selector"), "not_quotes.0"),
}

# name → what is changed so that the entry is another sound one, as far as its form goes
ACCEPTED: dict[str, Change] = {
    "a year alone": article("published", 2031),
    "a date in brackets": article("published", "[2031-03-01..2031-03-31]"),
    "an open date": article("published", "../2031"),
    "words over lines": article("summary", "\n  A made-up minister\n  moves lamps.\n"),
    "no author, no address": lambda e: [e["article"].pop(k) for k in ("author", "url")],
    "empty sections": lambda e: e.update({key: [] for key in SECTIONS}),
    "the article alone": lambda e: [e.pop(k) for k in [*e] if k != "article"],
    "an event by its id alone": whole("events", [{"id": "keepers-replaced"}]),
    "an event told before, with a party": whole(
        "events",
        [{"id": "keepers-replaced", "participants": [{"role": "subject", "name": "keepers"}]}],
    ),
    "a passage with role and note": cell(
        "events", 0, "evidence", [{"selector": "a … b", "role": "repeats", "note": "=again"}]
    ),
    "a continuation without a cue": lambda e: (
        e["quotes"][0].update(attribution="continuation") or e["quotes"][0].pop("cue")
    ),
    "half a quantity": lambda e: e["proposals"][0]["terms"][0].update(quantity=0.5),
}


def changed(change: Change) -> dict[str, Any]:
    entry: dict[str, Any] = data_of(FICTION / "entries/articles/gazette-one.yaml")
    change(entry)
    return entry


def refuses(project: Project, name: str, data: Any) -> bool:
    """Tell whether changed data in one file are refused, by locking it anew or by building."""
    path = project.root / "entries" / name
    sound = path.read_bytes()
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    try:
        outcome = project.build("lock", "--articles", project.articles)
        if not outcome.status:
            outcome = project.build("--articles", project.articles)
        assert outcome.status in (0, 1), outcome.err
        return outcome.status == 1
    finally:
        path.write_bytes(sound)


@pytest.fixture(scope="session")
def bench(locked_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A fictional repository in which one file at a time is rewritten."""
    project = Project(tmp_path_factory.mktemp("bench") / "repository")
    shutil.copytree(locked_project.root, project.root)
    entry = "articles/gazette-one.yaml"
    assert not refuses(project, entry, data_of(project.root / "entries" / entry))
    return project


@pytest.mark.parametrize("case", REFUSED)
def test_the_schema_refuses_it_in_its_place(case: str) -> None:
    change, place = REFUSED[case]
    found = errors(ENTRY, changed(change))
    assert place in {".".join(str(p) for p in e.absolute_path) for e in found}, found


@pytest.mark.medium
@pytest.mark.parametrize("case", REFUSED)
def test_what_the_schema_refuses_the_build_refuses(case: str, bench: Project) -> None:
    assert refuses(bench, "articles/gazette-one.yaml", changed(REFUSED[case][0]))


@pytest.mark.parametrize("case", ACCEPTED)
def test_the_schema_and_the_reader_accept_it(case: str, tmp_path: Path) -> None:
    entry = changed(ACCEPTED[case])
    assert errors(ENTRY, entry) == []
    shutil.copytree(FICTION / "entries", tmp_path / "entries")
    path = tmp_path / "entries/articles/gazette-one.yaml"
    path.write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")
    assert read_sources(tmp_path / "entries", CONTRACT)[1] == []


# --- mutants ---------------------------------------------------------------------------------

FILES = [
    *("articles/gazette-one.yaml", "articles/gazette-two.yaml"),
    *(f"{name}.yaml" for name in REGISTRIES),
]
SOUND = {name: data_of(FICTION / "entries" / name) for name in FILES}
KEYS = sorted(
    {f.name for table in CONTRACT.values() for f in table.fields}
    | {"id", "evidence", "participants", "terms", "names", "include", "exclude", "reason", "note"}
)
WORDS = sorted({value for t in CONTRACT.values() for f in t.fields for value in f.values})
VOCABULARIES = {
    key: {v for t in CONTRACT.values() for f in t.fields if f.name == key for v in f.values}
    for key in KEYS
}
VALUES = st.one_of(
    st.sampled_from([None, "", " ", "x", "Q 4", " x ", "=x", "a\nb", "\ufeffx", "-", "../x"]),
    st.sampled_from([0, -1, 7, 2031, 20310, 12.5, 1e300, True, False, [], {}, [[]], [{}], ["x"]]),
    st.sampled_from(["2031", "2031-02-30", "[..2031]", "2031/2030", "2031-03-04T10:00", "0012"]),
    st.sampled_from(["https://a.example", "javascript:x", "http://", " https://a.example"]),
    st.sampled_from(["odo-quill", "q01", "lamp-ministry", "imposed-lantern-trust", "P1Y"]),
    st.sampled_from(WORDS),
    st.text(max_size=8),
)


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with each of its keys or positions."""
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield data, key
        yield from places(data[key])


@st.composite
def mutants(draw: st.DrawFn) -> tuple[str, Any]:
    """A file of the fictional repository with one to three changes of form."""
    name = draw(st.sampled_from(FILES))
    data = copy.deepcopy(SOUND[name])
    for _ in range(draw(st.integers(1, 3))):
        spots = list(places(data))
        if not spots:
            break
        container, key = draw(st.sampled_from(spots))
        match draw(st.sampled_from(["drop", "replace", "rename", "add", "repeat"])):
            case "drop":
                del container[key]
            case "rename" if isinstance(container, dict):
                container[draw(st.sampled_from(KEYS) | st.text(max_size=5))] = container.pop(key)
            case "add" if isinstance(container, dict):
                container[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(VALUES))
            case "repeat" if isinstance(container, list):
                container.append(copy.deepcopy(container[key]))
            case _:
                container[key] = copy.deepcopy(draw(VALUES))
    return name, data


def followed(data: Any, steps: tuple[Any, ...]) -> Any:
    """What stands at a place of data."""
    for step in steps:
        data = data[step]
    return data


def steps_of(data: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every place of data."""
    keys = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for key in keys:
        yield (*before, key)
        yield from steps_of(data[key], (*before, key))


def small_changes(name: str) -> Iterator[Any]:
    """The file without one of its parts, for every part, and with each value of a vocabulary."""
    for *way, key in steps_of(SOUND[name]):
        data = copy.deepcopy(SOUND[name])
        del followed(data, tuple(way))[key]
        yield data
        for value in sorted(VOCABULARIES.get(key, ())):
            data = copy.deepcopy(SOUND[name])
            followed(data, tuple(way))[key] = value
            yield data


def never_stricter(bench: Project, mutant: tuple[str, Any]) -> None:
    name, data = mutant
    if errors(schema_of(Path(name)), data):
        assert refuses(bench, name, data)


@pytest.mark.medium
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutant=mutants())
def test_the_schema_is_never_stricter_than_the_build(
    bench: Project, mutant: tuple[str, Any]
) -> None:
    never_stricter(bench, mutant)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_small_change_is_refused_by_the_schema_alone(bench: Project, name: str) -> None:
    schema = schema_of(Path(name))
    told = [(data, {e.validator for e in errors(schema, data)}) for data in small_changes(name)]
    refused = [data for data, by in told if by - {"enum"}]  # enum has cases enough of its own
    assert len(refused) > 3
    assert [d for d in refused if not refuses(bench, name, d)] == []


@pytest.mark.slow
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutant=mutants())
def test_the_schema_is_never_stricter_than_the_build_at_length(
    bench: Project, mutant: tuple[str, Any]
) -> None:
    never_stricter(bench, mutant)


def test_mutants_are_refused_as_a_rule() -> None:
    """Guards the two tests above against mutants that the schema never sees."""
    refused = 0

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(mutant=mutants())
    def count(mutant: tuple[str, Any]) -> None:
        nonlocal refused
        refused += bool(errors(schema_of(Path(mutant[0])), mutant[1]))

    count()
    assert refused > 50


_DAY = st.dates().map(lambda d: f"{d:%Y-%m-%d}".rjust(10, "0"))
_DATE = st.one_of(
    _DAY,
    _DAY.map(lambda d: d[:7]),
    _DAY.map(lambda d: d[:4]),
    st.from_regex(r"\d{4}-2[1-4]|\d{3}X|\d\dXX|\d{4}-XX|\d{4}(-0[1-9])?[?~%]", fullmatch=True),
)


@settings(max_examples=examples(200))
@given(
    st.one_of(
        _DATE,
        st.tuples(_DATE, _DATE).map("/".join),
        st.tuples(_DATE, _DATE).map(lambda p: f"[{p[0]}..{p[1]}]"),
        _DATE.map(lambda d: f"../{d}"),
        _DATE.map(lambda d: f"[{d}..]"),
    )
)
def test_every_date_that_is_understood_passes(written: str) -> None:
    if dates.problem(written) is None:
        assert errors(ENTRY, changed(article("published", written))) == []


# --- the files -------------------------------------------------------------------------------


@pytest.mark.medium
def test_stale_files_are_told_and_made_anew(project: Project) -> None:
    assert project.build("dictionary").status == 0
    assert project.build("dictionary", "--compare").status == 0
    table = project.root / "schemas/quotes.json"
    table.write_text(
        table.read_text("utf-8").replace("The person who speaks", "Whoever speaks"), "utf-8"
    )
    (project.root / "schemas/people.schema.json").unlink()
    before = (project.root / "schemas/entry.schema.json").read_bytes()

    outcome = project.build("dictionary", "--compare")
    told = [line.split(":")[0] for line in outcome.err.splitlines()]
    assert outcome.status == 1
    assert told == [
        "docs/data-dictionary.md",
        "schemas/entry.schema.json",
        "schemas/people.schema.json",
    ]
    assert (project.root / "schemas/entry.schema.json").read_bytes() == before

    assert project.build("dictionary").status == 0
    assert "Whoever speaks" in (project.root / "schemas/entry.schema.json").read_text("utf-8")
    assert project.build("dictionary", "--compare").status == 0
    assert project.build().status == 0
