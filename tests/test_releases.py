"""Old and new versions: which release is taken, by whose contract it is read, what is warned of.

Catches a version that is guessed, one that is looked for where nobody said, a release read by
another's columns, a damaged bundle that is loaded, connections that nobody asked for, and
tracebacks.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT, Project, copied, examples, some
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lamp_releases import described, lamp_files, put, release_files, relist
from lamp_states import a_category, a_field, a_table, changed, field_of
from pandas.testing import assert_frame_equal
from rebuilt import rebuilt
from release_server import serving

import outsourced_care as oc
from outsourced_care.cli import main
from outsourced_care.content import read_parquet
from outsourced_care.descriptor_contract import contract_of
from outsourced_care.diff.compare_states import compare
from outsourced_care.diff.states import read_state
from outsourced_care.errors import (
    DatasetError,
    DeprecatedFieldWarning,
    NewerReleaseWarning,
    ReleaseError,
    UnknownReleaseError,
)
from outsourced_care.releases.bundle import bundle_bytes
from outsourced_care.releases.cache import forget
from outsourced_care.schema_files import load_contract
from outsourced_care.versions import parse

Json = dict[str, Any]
VERSIONS = ("0.0.1", "0.0.2", "0.0.10", "98.1.0", "98.2.0", "99.0.0")
MAJOR, MINOR, PATCH = parse(oc.__version__)
LAMPS = lamp_files("0.0.1")
CORRECTION = f"{MAJOR}.{MINOR}.{PATCH + 1}"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No releases but those that a test names, and a cache of its own."""
    monkeypatch.delenv("OUTSOURCED_CARE_RELEASES", raising=False)
    monkeypatch.delenv("OUTSOURCED_CARE_ARTICLES", raising=False)
    monkeypatch.setenv("OUTSOURCED_CARE_CACHE", str(tmp_path / "cache"))


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases; tests leave it as it is."""
    folder = tmp_path_factory.mktemp("shelf")
    for version in VERSIONS:
        put(folder, version)
    return folder


@pytest.fixture
def at_home(built: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The fictional repository as the dataset at hand."""
    monkeypatch.setattr("outsourced_care.loader.home", lambda: built.root)
    return built


def name_of(version: str | None, **more: Any) -> str:
    """The name of the lamp in the release that is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NewerReleaseWarning)
        return str(oc.load("lamps", version=version, **more)["name"][0])


def refusal(call: Callable[[], object], kind: type[DatasetError] = DatasetError) -> str:
    """The one line that is said."""
    with pytest.raises(kind) as raised:
        call()
    assert str(raised.value).count("\n") == 0
    return str(raised.value)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("0.0.1", "0.0.1"), ("0.0.10", "0.0.10"), ("0.0", "0.0.10"), ("98", "98.2.0"),
     ("98.1", "98.1.0"), ("99", "99.0.0"), ("latest", "99.0.0")],
)  # fmt: skip
def test_a_version_its_beginning_or_the_latest(asked: str, expected: str, shelf: Path) -> None:
    for releases in (shelf, str(shelf)):
        assert name_of(asked, releases=releases) == f"Lamp of {expected}"


@pytest.mark.parametrize(
    "asked",
    ["5", "0.0.3", "98.3", "", "v0.0.1", "0.0.1.0", "0.0.", ".0", "latest ", "LATEST", "../0.0.1",
     "\u0661.0", "1" * 5000, "a\nb", "\0"],
)  # fmt: skip
def test_an_unknown_version_is_answered_with_those_there_are(asked: str, shelf: Path) -> None:
    said = refusal(lambda: oc.load("lamps", version=asked, releases=shelf), UnknownReleaseError)
    assert ", ".join(reversed(VERSIONS)) in said and oc.__version__ in said and len(said) < 500


@pytest.mark.parametrize(
    ("asked", "plain"),
    [("v0.0.1", "0.0.1"), ("V98", "98"), (" 0.0.1\n", "0.0.1"), ("98.x", "98"),
     ("LATEST", "latest"), ("v9.9", "9.9")],
)  # fmt: skip
def test_another_spelling_of_a_version_is_told_how_to_be_written(
    asked: str, plain: str, shelf: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = shelf / "outsourced-care-0.0.2.zip"
    for place in ({"releases": shelf}, {"path": bundle}):
        if plain == "latest" and "path" in place:
            continue  # a path has one version
        said = refusal(partial(oc.load, "lamps", version=asked, **place))
        assert f"; write {plain};" in said
    assert main(["verify", asked, "--releases", str(shelf)]) == 2
    assert f"is no version; write {plain}\n" in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["", "v", "vv0.0.1", "0.0.1.0", "version 1", "..", "99.5"])
def test_what_is_no_version_in_any_spelling_is_not_told_how_to_be_written(
    asked: str, shelf: Path
) -> None:
    assert "write" not in refusal(lambda: oc.load("lamps", version=asked, releases=shelf))


@pytest.mark.parametrize("asked", [0.1, 1, True, b"0.0.1", ["0.0.1"], Path("0.0.1"), object()])
def test_a_version_is_text(asked: Any, shelf: Path) -> None:
    assert "is no text" in refusal(lambda: oc.load("lamps", version=asked, releases=shelf))


def test_places_come_in_order(
    at_home: Project, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each place has another lamp of 99.0.0, and each is taken only without those before it."""

    def stocked(name: str) -> Path:
        folder = tmp_path / name if name != "releases" else at_home.root / name
        put(folder, "99.0.0", lamp_files("99.0.0", changed(lambda s: described_as(s, name))))
        return folder

    def described_as(schemas: dict[str, Json], name: str) -> None:
        schemas["lamps"]["fields"].append(a_field(name))

    def found(**more: Any) -> str:
        return str(oc.load("lamps", version="99.0.0", **more).columns[-1])

    said = refusal(found, UnknownReleaseError)
    assert oc.__version__ in said and "OUTSOURCED_CARE_RELEASES" in said
    stocked("releases")
    assert found() == "releases"
    with serving(stocked("web")) as site:
        file = at_home.root / "datapackage.json"
        content = {**json.loads(file.read_bytes()), "releases": site.address}
        file.write_text(json.dumps(content), encoding="utf-8")
        assert found() == "web"
        monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(stocked("environment")))
        assert found() == "environment"
        assert found(releases=stocked("argument")) == "argument"
        monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", "")
        assert found() == "web"


@pytest.mark.parametrize("setting", ["releases", "../shelf", "file:///etc", 3, ["http://a"], ""])
def test_the_descriptor_names_an_address_only(
    setting: Any, at_home: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = at_home.root / "datapackage.json"
    content = {**json.loads(file.read_bytes()), "releases": setting}
    file.write_text(json.dumps(content), encoding="utf-8")
    assert "http" in refusal(lambda: oc.load("people", version="99.0.0"), ReleaseError)
    assert len(oc.load("people")) == len(oc.load("people", version=oc.__version__))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("nowhere", "holds no releases.json"),
        ("", "no folder"),
        (3, "no folder"),
        ("file:///tmp/shelf", "http"),
        ("ftp://lamps.example/", "http"),
        ("s3://lamps", "http"),
        ("http://", "http"),
        ("http://[", "http"),
        ("https://lamps.example:port/", "http"),
        ("https://lamps.example/?key=secret", r"without \? and #"),
        ("https://me:secret@lamps.example/#lamps", r"without \? and #"),
    ],
)
def test_what_is_no_place_of_releases(given: Any, words: str, tmp_path: Path) -> None:
    place = tmp_path / given if given == "nowhere" else given
    with pytest.raises(ReleaseError, match=words) as raised:
        oc.load("lamps", version="99.0.0", releases=place)
    assert "secret" not in str(raised.value)


def test_the_version_at_hand_is_looked_for_nowhere(tmp_path: Path) -> None:
    (tmp_path / "releases.json").write_text("soup", encoding="utf-8")
    with serving(tmp_path) as site:
        for version in (None, oc.__version__):
            assert len(oc.load("people", version=version, releases=site.address))
        assert site.asked == []


@pytest.mark.parametrize("version", [None, oc.__version__])
@pytest.mark.parametrize("place", ["nowhere", "", "file:///x", "http://[", "~nobody-at-all/x", "."])
def test_a_named_place_that_is_none_is_refused_whatever_is_asked(
    place: str, version: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refusal(lambda: oc.load("people", version=version, releases=place), ReleaseError)
    refusal(lambda: oc.list_releases(place), ReleaseError)


def test_the_version_at_hand_counts_among_the_releases(tmp_path: Path) -> None:
    """One that is as new as the newest release is taken, and not fetched again."""
    put(tmp_path, "0.0.1")
    for asked in ("latest", f"{MAJOR}.{MINOR}", str(MAJOR) if MAJOR else oc.__version__):
        assert len(oc.load("people", version=asked, releases=tmp_path))


def test_without_releases_there_is_only_the_version_at_hand(at_home: Project) -> None:
    for asked in (None, "latest", oc.__version__, f"{MAJOR}.{MINOR}", str(MAJOR)):
        assert_frame_equal(oc.load("people", version=asked), oc.load("people", at_home.root))
    for asked in ("99", f"{MAJOR}.{MINOR}.{PATCH}0", f"{MAJOR}.{MINOR}1"):
        said = refusal(partial(oc.load, "people", version=asked), UnknownReleaseError)
        assert f"there is {oc.__version__}" in said


def test_a_bundle_is_a_path(shelf: Path, tmp_path: Path) -> None:
    bundle = shelf / "outsourced-care-0.0.2.zip"
    for version in (None, "0.0.2", "0.0"):
        assert name_of(version, path=bundle) == name_of(version, path=str(bundle))
        assert list(oc.load_all(bundle, version)) == ["lamps", "parts"]
    for path in (bundle, str(bundle), ROOT):
        said = refusal(partial(oc.load, "lamps", path, "latest"))
        assert "“latest” is one of many releases: leave out version= or path=" in said
    shutil.copy(bundle, tmp_path / "some lamps.zip")
    assert name_of(None, path=tmp_path / "some lamps.zip") == "Lamp of 0.0.2"
    assert "there is 0.0.2" in refusal(lambda: oc.load("lamps", bundle, "0.0.1"))
    assert "one of them" in refusal(lambda: oc.load("lamps", bundle, releases=shelf))
    missing = refusal(lambda: oc.load("lamps", tmp_path / "no.zip"), ReleaseError)
    assert "no.zip" in missing
    (tmp_path / "folder.zip").mkdir()
    assert "holds no datapackage.json" in refusal(lambda: oc.load("x", tmp_path / "folder.zip"))


def other_contract(schemas: dict[str, Json]) -> None:
    """A field less, a field more, other values, another type; a table less and one more."""
    lamps = schemas["lamps"]
    lamps["fields"] = [f for f in lamps["fields"] if f["name"] != "page"]
    lamps["fields"].append(a_field("maker"))
    field_of(schemas, "shade")["categories"] = [a_category(v) for v in ("red", "green")]
    field_of(schemas, "watts").update(type="number")
    del schemas["parts"]
    schemas["moths"] = a_table("moths", 3, ["moth_id"], [a_field("moth_id")])


@pytest.mark.filterwarnings("ignore::outsourced_care.NewerReleaseWarning")
def test_a_release_is_read_by_its_own_contract(tmp_path: Path) -> None:
    put(tmp_path, "0.0.1", lamp_files("0.0.1", changed(other_contract)))
    put(tmp_path, "0.0.2")
    old, new = (oc.load("lamps", version=v, releases=tmp_path) for v in ("0.0.1", "0.0"))
    assert set(old) ^ set(new) == {"maker", "page"}
    assert list(old["shade"].cat.categories) == ["red", "green"]
    types = {n: (str(old[n].dtype), str(new[n].dtype)) for n in ("watts", "sold", "lit", "price")}
    assert types == {
        "watts": ("Float64", "Int64"),
        "sold": ("datetime64[ms]", "datetime64[ms]"),
        "lit": ("boolean", "boolean"),
        "price": ("Float64", "Float64"),
    }
    assert list(oc.load_all(version="0.0.1", releases=tmp_path)) == ["lamps", "moths"]
    assert len(oc.load("moths", version="0.0.1", releases=tmp_path)) == 0
    for name in ("parts", "quotes", "lamp", None, 3):
        unknown: Any = name
        said = refusal(partial(oc.load, unknown, version="0.0.1", releases=tmp_path))
        assert "lamps" in said and "moths" in said and "0.0.1" in said


def fictional_release(project: Project, version: str, edit: Callable[[dict[str, Json]], object]
                      ) -> dict[str, bytes]:  # fmt: skip
    """The fictional repository as a release with other schemas."""
    folder = project.root / "schemas"
    schemas = {n: json.loads((folder / f"{n}.json").read_bytes()) for n in load_contract(folder)}
    edit(schemas)
    contract, tables, now = contract_of(schemas), {}, load_contract(folder)
    for name, table in contract.items():
        read = read_parquet((project.root / f"data/{name}.parquet").read_bytes(), now[name])
        tables[name] = read.select(list(table.names))
    return release_files(version, schemas, contract, tables)


def without(table: str, *fields: str) -> Callable[[dict[str, Json]], object]:
    """Schemas without a table, or without some of its columns."""

    def edit(schemas: dict[str, Json]) -> None:
        if not fields:
            del schemas[table]
            for schema in schemas.values():  # they may be told by what they mean in that table
                schema.pop("machineFields", None)
            return
        kept = [f for f in schemas[table]["fields"] if f["name"] not in fields]
        schemas[table]["fields"] = kept

    return edit


@pytest.mark.medium
def test_articles_give_old_releases_their_text(built: Project, tmp_path: Path) -> None:
    files = fictional_release(built, "0.0.1", without("quotes", "paraphrase"))
    put(tmp_path, "0.0.1", files)
    old = oc.load("quotes", version="0.0.1", releases=tmp_path, articles=built.articles)
    new = oc.load("quotes", built.root, articles=built.articles)
    assert old["text"].notna().all()
    assert_frame_equal(old, new[list(old)])
    whole = oc.load_all(version="0.0.1", releases=tmp_path, articles=built.articles)
    assert_frame_equal(whole["quotes"], old)


@pytest.mark.parametrize(
    ("edit", "words"),
    some(
        [
            (without("evidence"), "quotes has no passages"),
            (without("evidence", "table"), "quotes has no passages"),
            (without("evidence", "selector"), "no evidence with selector"),
            (without("articles", "text_sha256"), "no articles with text_sha256"),
        ],
        2,
    ),
)
def test_a_release_without_what_finding_passages_needs(
    edit: Callable[[dict[str, Json]], object], words: str, built: Project, tmp_path: Path
) -> None:
    def edited(schemas: dict[str, Json]) -> None:
        edit(schemas)
        if "evidence" in schemas:
            schemas["evidence"]["primaryKey"] = ["record_id"]

    put(tmp_path, "0.0.1", fictional_release(built, "0.0.1", edited))
    assert len(oc.load("quotes", version="0.0.1", releases=tmp_path))
    ask: dict[str, Any] = {"version": "0.0.1", "releases": tmp_path, "articles": built.articles}
    assert words in refusal(lambda: oc.load("quotes", **ask))


# --- folders that another version wrote ------------------------------------------------------


def by_another(files: dict[str, bytes], folder: Path, **said: object) -> Path:
    """A folder as another version of the dataset wrote it, unless its descriptor says else."""
    words = {"name": "outsourced-care", **said}
    for name, raw in described(files, lambda d: d.update(words)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def older(schemas: dict[str, Json]) -> None:
    """Schemas without one table that there is now, and without two columns."""
    without("withdrawn")(schemas)
    without("quotes", "paraphrase", "attribution")(schemas)


@pytest.mark.parametrize("version", some(["0.0.1", "99.0.0"], 2))
def test_what_another_version_wrote_is_read_by_its_own_contract(
    version: str, built: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = by_another(fictional_release(built, version, older), tmp_path / "other")
    frames = oc.load_all(folder)
    assert list(frames) == [name for name in oc.tables() if name != "withdrawn"]
    now = oc.load("quotes", built.root)
    assert_frame_equal(frames["quotes"], now.drop(columns=["paraphrase", "attribution"]))
    assert_frame_equal(oc.load("quotes", folder, version=version), frames["quotes"])
    told = refusal(lambda: oc.load("withdrawn", folder))
    assert f"there is no table 'withdrawn' in {folder}" in told
    assert main(["verify", str(folder)]) == 0
    assert main(["verify", str(folder / "datapackage.json"), "--format", "json"]) == 0
    (folder / "data/quotes.csv").write_bytes(b"quote_id\n")
    assert main(["verify", str(folder)]) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    "said",
    some(
        [
            {"name": "lantern-care"},
            {"version": oc.__version__},
            {"version": "0.01"},
            {"version": 1},
        ],
        2,
    ),
    ids=str,
)
def test_anything_else_is_read_by_the_contract_of_this_version(
    said: dict[str, Any], built: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = by_another(fictional_release(built, "0.0.1", older), tmp_path / "other", **said)
    assert "no file of the table withdrawn" in refusal(lambda: oc.load("withdrawn", folder))
    assert "is no readable quotes table" in refusal(lambda: oc.load_all(folder))
    assert main(["verify", str(folder)]) == 1
    assert "missing file withdrawn" in capsys.readouterr().out


@pytest.mark.parametrize(
    "resources",
    [[], [1], [{"name": "quotes", "schema": {}}], [{"name": 1, "schema": {"fields": [1]}}], {}],
    ids=str,
)
def test_another_version_without_readable_schemas_is_told(
    resources: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = by_another(LAMPS, tmp_path / "other", resources=resources)
    assert "datapackage.json" in refusal(lambda: oc.load("quotes", folder))
    assert main(["verify", str(folder)]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_what_another_version_exported_in_part_is_all_that_there_is(
    built: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "csv", "--out", str(tmp_path / "part"), "--table", "quotes"]) == 0
    file = tmp_path / "part/datapackage.json"
    words = json.loads(file.read_bytes())
    file.write_text(json.dumps({**words, "version": "0.0.1"}), encoding="utf-8")
    assert_frame_equal(oc.load_all(tmp_path / "part")["quotes"], oc.load("quotes"))
    assert main(["verify", str(tmp_path / "part")]) == 0
    capsys.readouterr()


# --- descriptors that nothing can be read by -------------------------------------------------


def in_schema(**properties: object) -> Callable[[Json], object]:
    return lambda d: [r["schema"].update(properties) for r in d["resources"]]


def in_field(**properties: object) -> Callable[[Json], object]:
    return lambda d: [r["schema"]["fields"][0].update(properties) for r in d["resources"]]


# what is wrong with the descriptor of a release → how it is broken
DESCRIPTORS: dict[str, Callable[[Json], object]] = {
    "no resources": lambda d: d.pop("resources"),
    "resources no list": lambda d: d.update(resources={"a": 1}),
    "resources no objects": lambda d: d.update(resources=[1, None, []]),
    "no schemas": lambda d: [r.pop("schema") for r in d["resources"]],
    "schemas paths": lambda d: [r.update(schema="schemas/lamps.json") for r in d["resources"]],
    "name no table": lambda d: d["resources"][0].update(name="../lamps"),
    "another name": in_schema(name="moths"),
    "no fields": in_schema(fields=[]),
    "fields no list": in_schema(fields={"a": 1}),
    "fields no objects": in_schema(fields=[1]),
    "no key": in_schema(primaryKey=[]),
    "key of nothing": in_schema(primaryKey=["moth"]),
    "key nested": in_schema(primaryKey=[["lamp_id"]]),
    "position no number": lambda d: d["resources"][0]["schema"].update(position="first"),
    "a type of the future": in_field(type="list"),
    "type no text": in_field(type=["string"]),
    "field name no text": in_field(name=["lamp_id"]),
    "field name null": in_field(name=None),
    "fields alike": in_field(name="part"),
    "categories no list": in_field(categories=3),
    "categories no objects": in_field(categories=["a"]),
    "category no text": in_field(categories=[{"value": 1, "label": "", "description": ""}]),
    "category a list": in_field(categories=[{"value": [], "label": "", "description": ""}]),
    "category twice": in_field(categories=[a_category("a"), a_category("a")]),
    "constraints null": in_field(constraints=None),
    "vocabulary of nothing": in_field(vocabulary="moths.kind"),
    "another version": lambda d: d.update(version="0.0.2"),
    "no version": lambda d: d.pop("version"),
    "path outside": lambda d: [r.update(path="../data/lamps.csv") for r in d["resources"]],
    "path an address": lambda d: [r.update(path="http://a.example/x") for r in d["resources"]],
    "path of nothing": lambda d: [r.update(path="data/x.csv") for r in d["resources"]],
    "path no text": lambda d: [r.update(path=["data/lamps.csv"]) for r in d["resources"]],
    "hash of another": lambda d: [r.update(hash="sha256:" + "0" * 64) for r in d["resources"]],
}


@pytest.mark.parametrize("name", some(DESCRIPTORS, 3))
def test_a_descriptor_that_cannot_be_read_by(name: str, tmp_path: Path) -> None:
    put(tmp_path, "0.0.1", described(lamp_files("0.0.1"), DESCRIPTORS[name]))
    refusal(lambda: oc.load("lamps", version="0.0.1", releases=tmp_path))
    refusal(lambda: oc.load_all(version="0.0.1", releases=tmp_path))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "type", "fields", "primaryKey", "categories", "lookup", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), value=ANYTHING)
def test_any_descriptor_is_read_or_refused(data: st.DataObject, tmp_path: Path, value: Any) -> None:
    """Some value anywhere in the schema of a table."""
    descriptor = json.loads(LAMPS["datapackage.json"])
    place = descriptor["resources"][1]["schema"]
    while isinstance(place, (dict, list)) and place:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], (dict, list)) or data.draw(st.booleans()):
            place[key] = value
            break
        place = place[key]
    files = {**LAMPS, "datapackage.json": json.dumps(descriptor).encode()}
    path = tmp_path / "any.zip"
    path.write_bytes(bundle_bytes(files))
    with contextlib.suppress(DatasetError):
        assert len(oc.load_all(path)["lamps"]) == 1


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_altered_byte_is_loaded(data: st.DataObject, tmp_path: Path) -> None:
    """Not even when the index is altered with it, unless it is in what no reader looks at."""
    path = put(tmp_path, "0.0.1", LAMPS)
    expected = oc.load_all(path)
    raw = bytearray(path.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(raw)
    ask: dict[str, Any] = {"version": "0.0.1", "releases": tmp_path}
    assert "is not the file that releases.json lists" in refusal(lambda: oc.load_all(**ask))
    relist(tmp_path, "0.0.1")
    with contextlib.suppress(DatasetError):
        for name, frame in oc.load_all(**ask).items():
            assert_frame_equal(frame, expected[name])


def test_a_bundle_that_is_missing_or_of_another_size(shelf: Path, tmp_path: Path) -> None:
    path = put(tmp_path, "0.0.1")
    ask: dict[str, Any] = {"version": "0.0.1", "releases": tmp_path}
    path.write_bytes(path.read_bytes() + b"\0")
    assert "bytes; releases.json lists" in refusal(lambda: oc.load_all(**ask), ReleaseError)
    path.unlink()
    assert "is missing" in refusal(lambda: oc.load_all(**ask), ReleaseError)
    path.mkdir()
    assert "cannot be read" in refusal(lambda: oc.load_all(**ask), ReleaseError)
    path.rmdir()
    path.write_bytes(b"no zip")
    relist(tmp_path, "0.0.1")
    assert "no readable zip" in refusal(lambda: oc.load_all(**ask), ReleaseError)
    path.write_bytes(bundle_bytes({"LICENSE": b"Free."}))
    relist(tmp_path, "0.0.1")
    assert "datapackage.json" in refusal(lambda: oc.load_all(**ask), ReleaseError)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"releases": 3}', b'{"releases": [3]}', b"\xff", b"[" * 10**5]
)
def test_an_index_that_is_none(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "releases.json").write_bytes(raw)
    ask: dict[str, Any] = {"version": "0.0.1", "releases": tmp_path}
    assert "is no index of releases" in refusal(lambda: oc.load("lamps", **ask), ReleaseError)
    (tmp_path / "releases.json").unlink()
    (tmp_path / "releases.json").mkdir()
    assert "releases.json" in refusal(lambda: oc.load("lamps", **ask), ReleaseError)


def test_an_index_without_releases(tmp_path: Path) -> None:
    (tmp_path / "releases.json").write_bytes(b'{"releases": []}')
    assert len(oc.load("people", version="latest", releases=tmp_path))  # the version at hand
    said = refusal(lambda: oc.load("people", version="9", releases=tmp_path), UnknownReleaseError)
    assert "none yet" in said


def warned(**ask: Any) -> list[warnings.WarningMessage]:
    """What loading people or lamps warns of; every warning names the line that asked."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if "version" in ask:
            oc.load("lamps", **ask)
            oc.load_all(**ask)
        else:
            oc.load("people", **ask)
    assert all(Path(w.filename) == Path(__file__) for w in caught)
    assert all(str(w.message).count("\n") == 0 for w in caught)
    return caught


@pytest.mark.parametrize(
    ("asked", "newer"),
    [("98.1.0", "98.2.0"), ("98.2.0", None), ("98.1", None), ("98", None), ("0.0.1", "0.0.10"),
     ("0.0.10", None)],
)  # fmt: skip
def test_a_newer_release_that_breaks_nothing_is_told(
    asked: str, newer: str | None, shelf: Path
) -> None:
    """Of an exact version only: who asks for its beginning gets the newest."""
    found = warned(version=asked, releases=shelf)
    assert {w.category for w in found} <= {NewerReleaseWarning}
    assert len(found) == (2 if newer else 0)
    assert all(f"release {newer} corrects {asked}" in str(w.message) for w in found)


def test_a_correction_of_the_version_at_hand_is_told_without_a_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, CORRECTION)
    put(tmp_path, f"{MAJOR + 1}.0.0")
    put(tmp_path, "0.0.1")
    told = f"release {CORRECTION} corrects {oc.__version__}"
    assert warned() == []
    assert [told in str(w.message) for w in warned(releases=tmp_path)] == [True]
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(tmp_path))
    assert [told in str(w.message) for w in warned()] == [True]
    assert warned(path=ROOT) == []
    with serving(tmp_path) as site:
        monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", site.address)
        assert warned() == [] and site.asked == []
        assert name_of("0.0.1") == "Lamp of 0.0.1"
        site.asked.clear()
        assert [told in str(w.message) for w in warned()] == [True]
        assert site.asked == []


@pytest.mark.parametrize("place", ["nowhere", "file:///x", "http://[", "https://a.example/?b"])
def test_a_place_that_is_none_keeps_nobody_from_the_version_at_hand(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", place)
    assert warned() == []


@pytest.mark.medium
def test_looking_for_a_newer_release_costs_next_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the time that loading takes, though the index lists many releases."""
    for number in range(30):
        put(tmp_path, f"0.0.{number}")

    def shortest() -> float:
        def once() -> float:
            start = time.perf_counter()
            oc.load("people")
            return time.perf_counter() - start

        return min(once() for _ in range(30))

    plain = shortest()
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(tmp_path))
    assert shortest() < plain + 0.003


def going(schemas: dict[str, Json]) -> None:
    field_of(schemas, "page")["deprecated"] = {
        "since": "0.0.1",
        "remove_in": "0.1.0",
        "use": "sold",
    }
    field_of(schemas, "lit")["deprecated"] = {"since": "0.0.1", "remove_in": "0.2.0"}


def test_fields_that_will_go_are_told_once_a_table(tmp_path: Path) -> None:
    put(tmp_path, "0.0.1", lamp_files("0.0.1", changed(going)))
    found = warned(version="0.0.1", releases=tmp_path)
    assert [w.category for w in found] == [DeprecatedFieldWarning] * 2  # load, and load_all
    for word in ("lamps", "page", "0.1.0", "sold", "lit", "0.2.0"):
        assert word in str(found[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(oc.load("parts", version="0.0.1", releases=tmp_path)) == 1


def test_a_release_of_all_tables_is_what_it_was_made_of(built: Project, tmp_path: Path) -> None:
    put(tmp_path, "0.0.1", fictional_release(built, "0.0.1", lambda s: s))
    for name, frame in oc.load_all(version="0.0.1", releases=tmp_path).items():
        assert_frame_equal(frame, oc.load(name, built.root))
        assert isinstance(frame, pd.DataFrame)


# --- the version at hand, when it is not the release so called -------------------------------


def first_name(**ask: Any) -> str:
    return str(oc.load("people", **ask)["name"][0])


EXACT = oc.__version__
ASKED = (EXACT, EXACT.rpartition(".")[0], "latest")


@pytest.fixture
def released(at_home: Project) -> Path:
    """The folder with the release of the version at hand, which is this release."""
    put(at_home.root / "releases", EXACT, fictional_release(at_home, EXACT, lambda s: s))
    return at_home.root / "releases"


@pytest.mark.parametrize("asked", some(ASKED, 3))
def test_data_built_anew_under_a_released_version_is_not_the_release(
    asked: str, at_home: Project, released: Path
) -> None:
    was = first_name()
    bundle = (released / f"outsourced-care-{EXACT}.zip").rename(released / "elsewhere")
    assert first_name(version=asked) == was  # the one at hand: no bundle is opened
    bundle.rename(released / f"outsourced-care-{EXACT}.zip")
    rebuilt(at_home.root, "Somebody Else")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert first_name() == "Somebody Else"
        assert first_name(version=asked) == first_name(version=asked, releases=released) == was
        assert oc.load_all(version=asked)["people"]["name"][0] == was


def test_other_schemas_are_not_those_of_the_release(at_home: Project) -> None:
    """Though every row is the same: the types may be others."""

    def renamed(schemas: dict[str, Json]) -> None:
        schemas["people"]["fields"][1]["title"] = "What they answer to"

    put(at_home.root / "releases", EXACT, fictional_release(at_home, EXACT, renamed))
    (at_home.root / f"releases/outsourced-care-{EXACT}.zip").unlink()
    assert "is missing" in refusal(lambda: oc.load("people", version=EXACT), ReleaseError)


def test_without_an_index_at_hand_the_version_at_hand_is_believed(
    at_home: Project, released: Path, tmp_path: Path
) -> None:
    """Nothing is fetched for it; once an index was seen, it is not believed any more."""
    was = first_name()
    rebuilt(at_home.root, "Somebody Else")
    released.rename(tmp_path / "site")
    forget()
    with serving(tmp_path / "site") as site:
        ask: dict[str, Any] = {"releases": site.address}
        assert first_name(version=EXACT, **ask) == "Somebody Else" and site.asked == []
        assert first_name(version="latest", **ask) == first_name(version=EXACT, **ask) == was
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        forget()
        assert len(oc.list_releases(**ask)) == 1  # the index, without the bundle
    forget()
    for asked in ASKED:
        said = refusal(partial(first_name, version=asked, **ask), ReleaseError)
        assert f"at hand is {EXACT}, with other tables than that release" in said
    assert first_name(**ask) == "Somebody Else"


def test_a_copy_of_a_release_that_was_replaced_is_not_taken_for_it(
    at_home: Project, released: Path, tmp_path: Path
) -> None:
    old = copied(at_home, tmp_path / "smaller")
    rebuilt(old.root, "Nobody")
    put(released, EXACT, fictional_release(old, EXACT, lambda s: s), "somebody\nasked for it")
    assert first_name(version=EXACT) == first_name(version=EXACT, releases=released) == "Nobody"
    with pytest.warns(NewerReleaseWarning) as told:
        assert first_name(releases=released) != "Nobody"
    (said,) = [str(w.message) for w in told]
    assert said.startswith(f"release {EXACT} was replaced (somebody asked for it), and these are ")
    rebuilt(at_home.root, "Nobody")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert first_name(releases=released) == "Nobody"


def test_what_can_be_loaded_is_listed(at_home: Project, shelf: Path) -> None:
    alone = oc.list_releases()
    types = ["str", "datetime64[ms]", "Int64", "str", "str"]
    assert list(alone) == ["version", "date", "rows", "where", "replaced"]
    assert [str(t) for t in alone.dtypes] == types
    count = sum(len(frame) for frame in oc.load_all().values())
    assert (alone["version"][0], alone["rows"][0], alone["where"][0]) == (EXACT, count, "at hand")
    assert alone[["date", "replaced"]].isna().all(axis=None)
    found = oc.list_releases(shelf)
    assert [str(t) for t in found.dtypes] == types
    assert set(found["version"]) == {*VERSIONS, EXACT}
    order = [parse(v) for v in found["version"]]
    assert order == sorted(order, reverse=True)
    for one in found[found["version"] != EXACT].to_dict("records"):
        assert name_of(one["version"], path=one["where"]) == f"Lamp of {one['version']}"
        assert (one["rows"], one["date"]) == (2, pd.Timestamp("2031-02-03"))


def test_the_release_at_hand_is_listed_once(at_home: Project, released: Path) -> None:
    (one,) = oc.list_releases().to_dict("records")
    assert (one["version"], one["where"]) == (EXACT, "at hand")
    assert one["date"] == pd.Timestamp("2031-02-03")
    rebuilt(at_home.root, "Somebody Else")
    put(released, EXACT, fictional_release(at_home, EXACT, without("withdrawn")), "asked for")
    (one,) = oc.list_releases().to_dict("records")
    assert (one["version"], one["replaced"]) == (EXACT, "asked for")
    assert one["where"] == f"{released}/outsourced-care-{EXACT}.zip"


# --- what was meant ---------------------------------------------------------------------------


def test_the_index_and_the_home_folder_name_a_place(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (shelf / "releases.json", str(shelf / "releases.json")):
        assert name_of("0.0.1", releases=place) == "Lamp of 0.0.1"
    monkeypatch.setenv("HOME", str(shelf.parent))
    for place in (f"~/{shelf.name}", Path("~") / shelf.name / "releases.json"):
        assert name_of("0.0.1", releases=place) == "Lamp of 0.0.1"
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", f"~/{shelf.name}")
    assert name_of("0.0.1") == "Lamp of 0.0.1"


@pytest.mark.parametrize("version", ["0.0.1", "v0.0.1", "0.0", "latest"])
def test_a_version_in_place_of_a_path(version: str) -> None:
    plain = version.removeprefix("v")
    assert f"write version={plain!r}" in refusal(lambda: oc.load("quotes", version))


def test_a_path_beside_what_can_be_loaded(
    built: Project, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(built.root)
    for path in ("data", "data/people.csv", "schemas"):
        assert refusal(partial(oc.load, "people", path)).endswith("give ., which has one")
    newest = shelf / "outsourced-care-99.0.0.zip"
    said = refusal(partial(oc.load, "people", shelf))
    assert said.endswith(f"such as {newest}, or version='99.0.0' with releases={str(shelf)!r}")
    for path in ("nowhere", "nowhere.csv", "\0", "a" * 500):
        assert "give" not in refusal(partial(oc.load, "people", path))
    out = ["--out", str(tmp_path / "texts")]
    assert main(["hydrate", "--from", str(shelf), *out]) == 2
    assert capsys.readouterr().err.endswith(f"give one of them, such as {newest}\n")
    monkeypatch.setenv("OUTSOURCED_CARE_RELEASES", str(shelf))
    told = {
        "0.0.1": "no table 'articles' in outsourced-care-0.0.1.zip",
        "v0.0.1": "write 0.0.1",
        "5": "there is no release '5'",
        "data": "which has one",
        "soup": "soup holds no",
    }
    for what, words in told.items():
        assert main(["hydrate", "--from", what, *out]) == 2
        assert words in capsys.readouterr().err


# --- where the dataset says that its releases are --------------------------------------------


def test_the_address_that_people_write_reaches_descriptor_loader_and_diff(
    at_home: Project, shelf: Path
) -> None:
    before = read_state(at_home.root)
    with serving(shelf) as site:
        words = at_home.root / "entries/package.yaml"
        words.write_text(f"{words.read_text('utf-8')}releases: {site.address}\n", "utf-8")
        outcome = at_home.build()
        assert outcome.status == 0, outcome.err
        descriptor = json.loads((at_home.root / "datapackage.json").read_bytes())
        assert descriptor["releases"] == site.address
        assert name_of("0.0.1") == "Lamp of 0.0.1"
    (told,) = compare(before, read_state(at_home.root)).schema
    assert (told.table, told.what, told.new) == (None, "releases", site.address)
