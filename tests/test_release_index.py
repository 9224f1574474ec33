"""The index of releases: what it lists comes back, and what is no index is refused.

Catches a release that is found under the wrong version, an order that is none, and a field that
is taken as it stands though it is no hash, count, date or path of a bundle.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from conftest import Project
from hypothesis import given
from hypothesis import strategies as st
from lamp_states import changed, contract_of, field_of, lamp_schemas

from outsourced_care.diff.states import read_state
from outsourced_care.errors import UnknownReleaseError
from outsourced_care.releases.index import (
    Index,
    Release,
    ReleaseFile,
    ReleaseTable,
    Replacement,
    bundle_name,
    index_bytes,
    read_index,
    schema_hash,
)
from outsourced_care.releases.index_values import IndexFault
from outsourced_care.schema_files import read_contract
from outsourced_care.versions import parse

HASH = "sha256:" + "0a" * 32
Json = dict[str, Any]


def release(version: str, **more: Any) -> Release:
    given_parts = {
        "date": "2031-02-03",
        "bundle": ReleaseFile(bundle_name(version), 1234, HASH),
        "files": (ReleaseFile("datapackage.json", 12, HASH),),
        "tables": {"lamps": ReleaseTable(3, HASH)},
        "schema_hash": HASH,
        **more,
    }
    return Release(version, **given_parts)


def index_of(*versions: str) -> Index:
    index = Index()
    for version in versions:
        index = index.with_release(release(version))
    return index


NUMBERS = st.integers(0, 30)
VERSIONS = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda v: ".".join(map(str, v))))


@given(VERSIONS)
def test_whatever_is_listed_comes_back_in_order(versions: list[str]) -> None:
    index = index_of(*versions)
    assert read_index(index_bytes(index)) == index
    assert index_bytes(index) == index_bytes(index_of(*reversed(versions)))
    found = [parse(r.version) for r in index.releases]
    assert found == sorted({parse(v) for v in versions}, reverse=True)
    for version in versions:
        assert index.find(version).version == version
        assert index.find(version.rpartition(".")[0]).version.startswith(version.rpartition(".")[0])


def test_what_was_replaced_is_told() -> None:
    was = release("0.1.0", replaced=(Replacement(HASH, "asked for"),))
    assert read_index(index_bytes(Index((was,)))).releases == (was,)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("latest", "1.10.0"),
        ("0.1.0", "0.1.0"),
        ("0.1", "0.1.9"),
        ("0", "0.2.0"),
        ("1", "1.10.0"),
        ("1.9", "1.9.3"),
        ("1.1", None),
        ("0.1.1", None),
        ("2", None),
        ("", None),
        ("01.10.0", None),
        ("0.1.00", None),
        ("00", None),
        ("1.10.0.0", None),
        ("v1.10.0", None),
        ("1.10.0\n", None),
        ("٠.١.٠", None),
    ],
)
def test_a_version_its_beginning_or_latest_finds_a_release(asked: str, found: str | None) -> None:
    index = index_of("0.1.0", "0.1.9", "0.2.0", "1.9.3", "1.10.0")
    if found is not None:
        assert index.find(asked).version == found
        return
    with pytest.raises(UnknownReleaseError, match=r"1\.10\.0, 1\.9\.3, 0\.2\.0, 0\.1\.9, 0\.1\.0"):
        index.find(asked)


def test_nothing_is_found_before_the_first_release() -> None:
    assert Index().latest is None
    with pytest.raises(UnknownReleaseError, match="none yet"):
        Index().find("latest")


@pytest.mark.parametrize(
    ("version", "newer"),
    [("0.1.0", "0.1.9"), ("0.1.9", None), ("0.2.0", None), ("1.0.0", "1.10.0"), ("1.10.0", None)],
)
def test_a_newer_release_is_one_that_breaks_nothing(version: str, newer: str | None) -> None:
    found = index_of("0.1.0", "0.1.9", "0.2.0", "1.9.3", "1.10.0").newer(version)
    assert (found and found.version) == newer


def edited(edit: Callable[[Json], object]) -> bytes:
    """An index with two releases, and one edit."""
    content = json.loads(index_bytes(index_of("0.1.0", "0.2.0")))
    edit(content)
    return json.dumps(content).encode()


def first(**more: object) -> Callable[[Json], object]:
    return lambda index: index["releases"][0].update(more)


FAULTS: dict[str, tuple[Callable[[Json], object], str]] = {
    "another dataset": (lambda i: i.update(name="lanterns"), "another dataset, 'lanterns'"),
    "a name that is none": (lambda i: i.update(name=None), "another dataset, 'None'"),
    "no releases": (lambda i: i.pop("releases"), "releases is missing or null; .* be a list"),
    "releases that are no list": (
        lambda i: i.update(releases={}),
        "releases is an object; it should be a list",
    ),
    "a release that is none": (
        lambda i: i["releases"].append(1),
        "release 3 is a whole number; it should be an object",
    ),
    "a release that is a list": (
        lambda i: i["releases"].append([]),
        "release 3 is a list; it should be an object",
    ),
    "no version": (
        lambda i: i["releases"][0].pop("version"),
        "version is missing or null; it should be a text",
    ),
    "a version that is a number": (first(version=0.2), "version is a number that is not whole"),
    "a version that is none": (first(version="0.2"), "0.2"),
    "a version twice": (lambda i: i["releases"].append(copy.deepcopy(i["releases"][1])), "order"),
    "the oldest first": (lambda i: i["releases"].reverse(), "order"),
    "no date": (first(date=None), "date is missing or null; it should be a text"),
    "a date that is none": (first(date="2031-02-30"), "release 1: date '2031-02-30' is no day"),
    "a date in another form": (first(date="20310203"), "such as 2027-01-31"),
    "no bundle": (first(bundle=None), "bundle"),
    "another bundle": (first(bundle={"path": "../x", "bytes": 1, "hash": HASH}), r"\.\./x"),
    "a size that is none": (
        first(bundle={"path": "outsourced-care-0.2.0.zip", "bytes": -1, "hash": HASH}),
        "bytes is less than 0",
    ),
    "true as a size": (
        first(bundle={"path": "outsourced-care-0.2.0.zip", "bytes": True, "hash": HASH}),
        "bytes is true or false; it should be a whole number",
    ),
    "a hash that is none": (
        first(bundle={"path": "outsourced-care-0.2.0.zip", "bytes": 1, "hash": "md5:00"}),
        "md5:00",
    ),
    "no tables": (first(tables=[]), "tables"),
    "a table without rows": (first(tables={"lamps": {"contentHash": HASH}}), "lamps: rows"),
    "files that are none": (first(files=[{}]), "files"),
    "no hash of the schemas": (first(schemaHash=""), "schemaHash"),
    "replaced without a reason": (first(replaced=[{"hash": HASH}]), "replaced"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_index_is_refused(name: str) -> None:
    edit, said = FAULTS[name]
    with pytest.raises(IndexFault, match=said):
        read_index(edited(edit))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "cannot be read: the file is empty"),
        (b"{soup", "line 1 is not valid JSON"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "the file is a list; it should be an object"),
        (b"{\n\n", "line 3 is not valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"9" * 5000, "too many digits"),
        (b"null", "the file is missing or null"),
    ],
)
def test_other_bytes_are_refused(raw: bytes, said: str) -> None:
    with pytest.raises(IndexFault, match=said):
        read_index(raw)


def test_unknown_properties_do_no_harm() -> None:
    assert read_index(edited(first(colour="red"))) == index_of("0.1.0", "0.2.0")


def test_the_hash_of_the_schemas_is_the_same_from_a_descriptor(built_project: Project) -> None:
    described, written = (
        read_state(built_project.root),
        read_contract(built_project.root / "schemas"),
    )
    assert schema_hash(described.contract) == schema_hash(written)


def test_the_hash_of_the_schemas_is_of_what_they_say() -> None:
    own = contract_of(lamp_schemas())
    swapped = contract_of(dict(reversed(lamp_schemas().items())))
    other = contract_of(changed(lambda s: field_of(s, "watts").update(title="Power")))
    assert schema_hash(own) == schema_hash(swapped) != schema_hash(other)
