"""The machine edition: the same schema files, without what only a person can write.

Catches machine-made tables whose columns, types, vocabularies or keys part from the published
ones, and schema files that name what is not there.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

import outsourced_care as oc
from outsourced_care.contract import Contract
from outsourced_care.editions import edition_of, machine_edition
from outsourced_care.schema_files import ContractError, load_contract, read_contract

PUBLISHED = load_contract(ROOT / "schemas")
MACHINE = machine_edition(PUBLISHED)
BESIDES = {"text", "start", "end", "confidence"}
OWN_WORDS = {(t.name, f.name) for t in PUBLISHED.values() for f in t.fields if f.own_words}


def test_the_tables_are_those_that_a_machine_can_fill() -> None:
    assert set(MACHINE) < set(PUBLISHED)
    assert {t.name for t in MACHINE.values() if t.main} == {
        t.name for t in PUBLISHED.values() if t.main
    }
    assert not {"positions", "proposal_terms", "accounts", "withdrawn"} & set(MACHINE)


@pytest.mark.parametrize("name", ["quotes", "events", "organisations", "proposals"])
def test_records_have_their_passage_and_a_confidence(name: str) -> None:
    table = MACHINE[name]
    assert set(table.names) >= BESIDES
    assert all(table[column].required for column in BESIDES)


def test_the_mention_of_the_speaker_stands_in_quotes() -> None:
    assert "speaker_mention" in MACHINE["quotes"].names


@pytest.mark.parametrize("name", list(MACHINE))
def test_shared_columns_keep_type_and_vocabulary(name: str) -> None:
    old, new = PUBLISHED[name], MACHINE[name]
    shared = set(old.names) & set(new.names)
    assert shared
    for column in shared:
        assert (old[column].type, old[column].values) == (new[column].type, new[column].values)


def test_own_words_are_left_to_people() -> None:
    assert OWN_WORDS
    made = {(t, f) for t, f in OWN_WORDS if t in MACHINE and f in MACHINE[t].names}
    assert made == {("quotes", "speaker_role")}  # found as the article has it


@pytest.mark.parametrize("name", list(MACHINE))
def test_keys_name_columns_that_are_there(name: str) -> None:
    table = MACHINE[name]
    assert set(table.primary_key) <= set(table.names)
    for key in table.foreign_keys:
        assert set(key.fields) <= set(table.names)
        assert set(key.reference) <= set(MACHINE[key.resource].names)


@pytest.mark.parametrize("name", list(MACHINE))
def test_the_written_schema_gives_the_same_table(name: str) -> None:
    """What a descriptor says of a table is all that reading it by that descriptor needs."""
    from outsourced_care.schema_files import contract_from

    again = contract_from([t.to_frictionless() for t in MACHINE.values()])
    assert again[name].to_arrow() == MACHINE[name].to_arrow()
    assert again[name].primary_key == MACHINE[name].primary_key
    assert again[name].foreign_keys == MACHINE[name].foreign_keys


def test_published_schemas_say_nothing_of_machines() -> None:
    assert "machine" not in json.dumps([t.to_frictionless() for t in PUBLISHED.values()])


def test_an_unknown_edition_is_refused() -> None:
    for call in (
        lambda: edition_of(PUBLISHED, "draft"),  # type: ignore[arg-type]
        lambda: oc.schema("quotes", edition="draft"),  # type: ignore[arg-type]
    ):
        with pytest.raises(ValueError, match="none of published, machine"):
            call()


def test_a_table_without_edition_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(oc.DatasetError, match="positions") as caught:
        oc.schema("positions", edition="machine")
    assert "quotes" in str(caught.value)


def changed(folder: Path, table: str, **content: Any) -> Path:
    """A copy of the schemas with some properties of one table changed."""
    shutil.copytree(ROOT / "schemas", folder)
    file = folder / f"{table}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **content}))
    return folder


FAULTS = [
    ("people", {"machineKey": ["person_id", "colour"]}, "machine key names 'colour'"),
    ("people", {"machineFields": [{"like": "quotes.colour"}]}, "'quotes.colour'"),
    ("people", {"machineFields": [{"like": "lamps.text"}]}, "'lamps.text'"),
    ("people", {"machineFields": [{"like": "people.name"}]}, "'name' twice"),
    ("people", {"machineFields": [{"like": "people.name", "title": "Lamp"}]}, "“title”"),
    ("people", {"machineFields": [{"name": "lamp", "type": "lantern"}]}, "lantern"),
    ("people", {"machineFields": []}, "machineFields"),
]


@pytest.mark.parametrize(("table", "content", "said"), FAULTS)
def test_faulty_schema_files_are_told(
    table: str, content: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ContractError) as caught:
        read_contract(changed(tmp_path / "schemas", table, **content))
    assert said in str(caught.value)
    assert all(f.file.endswith(f"{table}.json") for f in caught.value.findings)


def test_the_real_schema_files_are_sound() -> None:
    assert isinstance(read_contract(ROOT / "schemas"), Contract)
