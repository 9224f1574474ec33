"""Names of organisations: each route to them, what is no name, and safety on any text."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from conftest import ROOT, some
from hypothesis import given
from hypothesis import strategies as st

from outsourced_care.extraction.authorities import gss_code
from outsourced_care.extraction.org_known import KNOWN
from outsourced_care.extraction.org_words import LEADS, TAILS
from outsourced_care.extraction.organisations import (
    FoundOrganisation,
    KnownOrganisation,
    find_organisations,
)

REGISTRY = (
    KnownOrganisation("hm-government", "HM Government", "central_government"),
    KnownOrganisation(
        "gull-trust", "Children's Gull Trust", "childrens_trust", ("Gull Trust", "CGT")
    ),
    KnownOrganisation(
        "leeds-council", "Leeds City Council", "local_authority", (), gss_code("Leeds")
    ),
)


def names(text: str, registry: tuple[KnownOrganisation, ...] = ()) -> list[str]:
    return [text[o.start : o.end] for o in find_organisations(text, registry)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # newspapers behind "the" alone, and names that end as possessives do
        ("The Times and the Mirror told it at all times; Sun shone.", ["Times", "Mirror"]),
        ("He left Sainsbury's for Barnardo’s own shop.", ["Sainsbury's", "Barnardo’s"]),
        (
            "Larkspur Homes met the Gull Safety Executive.",
            ["Larkspur Homes", "Gull Safety Executive"],
        ),
        # a telling noun at the end
        ("He left the Larkspur Foundation in May.", ["Larkspur Foundation"]),
        ("The Quayside NHS Trust grew.", ["Quayside NHS Trust"]),
        ("Wren runs Larkspur Holdings Ltd.", ["Larkspur Holdings Ltd"]),
        ("Gull and Tern Safety Commission rules apply.", ["Gull and Tern Safety Commission"]),
        (
            "Sir Ivo Lark's Foundation Primary School shut.",
            ["Sir Ivo Lark's Foundation Primary School"],
        ),
        ("The Finch of Arden Institute wrote.", ["Finch of Arden Institute"]),
        # at the beginning
        ("The Department for Gulls and Terns met.", ["Department for Gulls and Terns"]),
        (
            "Royal College of Larks and the Office for Nests met.",
            ["Royal College of Larks", "Office for Nests"],
        ),
        ("The Association of Head Wardens met.", ["Association of Head Wardens"]),
        ("The Commission on Tides met.", ["Commission on Tides"]),
        ("She is at the University of Arden on Monday.", ["University of Arden"]),
        # two names in one run: possessive, office, person
        ("The Gull Association's Nest Board met.", ["Gull Association", "Nest Board"]),
        ("Secretary of the Lark Society Ada Finch spoke.", ["Lark Society"]),
        (
            "Arden University's Finch of Dale Institute met.",
            ["Arden University", "Finch of Dale Institute"],
        ),
        # well-known ones; parties as adjectives
        ("Labour-run piers and a Liberal Democrat plan.", ["Labour", "Liberal Democrat"]),
        (
            "A Conservative spokesman took a conservative view. Conservative estimates vary.",
            ["Conservative"],
        ),
        ("A Tory-led council and the charity Mind met.", ["Tory", "Mind"]),
        ("The NHS and the Home Office agreed.", ["NHS", "Home Office"]),
        ("She told The Telegraph so.", ["Telegraph"]),
        # acronyms that are defined, or act
        (
            "The Gull Wardens Association (GWA) met. GWA rules.",
            ["Gull Wardens Association", "GWA", "GWA"],
        ),
        ("The QRX said so, and later QRX left.", ["QRX", "QRX"]),
        (
            "The Department for Gulls, Terns and Larks met.",
            ["Department for Gulls, Terns and Larks"],
        ),
        # an office that only bodies have, then the name alone
        ("She is chief executive of Featherly. Later Featherly grew.", ["Featherly", "Featherly"]),
        ("The Featherly general secretary left.", ["Featherly"]),
        ("He told BBC Radio 4 about NHS 111.", ["BBC Radio 4"]),
        # a small word makes it a body
        ("He reads Feathers magazine.", ["Feathers"]),
        ("He reads Feathers magazine.", ["Feathers"]),
        ("Featherly, the company that plucks gulls, grew.", ["Featherly"]),
        ("He left the charity Larks Aloft. Larks Aloft grew.", ["Larks Aloft", "Larks Aloft"]),
        ("It was built by contractor Featherly Holt.", ["Featherly Holt"]),
        # a line above is no part of a name, a newspaper's word may be
        ("By Ada Finch\nArden Borough Council met.", ["Arden Borough Council"]),
        ("The Independent Gull Federation met.", ["Independent Gull Federation"]),
        ("The Arden Green Party met BBC Radio Arden.", ["Arden Green Party", "BBC Radio Arden"]),
        # councils
        ("Leeds council and Kent County Council met.", ["Leeds council", "Kent County Council"]),
        (
            "The London Borough of Barking and Dagenham met.",
            ["London Borough of Barking and Dagenham"],
        ),
        ("Leeds council met. Leeds employs gulls.", ["Leeds council", "Leeds"]),
        (
            "The boroughs of Merton and Ealing. Merton council. Ealing council.",
            ["Merton", "Ealing", "Merton council", "Ealing council"],
        ),
    ],
)
def test_names_by_their_class(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The council met the government and ministers.",
        "The Governing Board and a Select Committee.",  # no name of its own
        "Ada Finch met Mr Wren in Larkspur Road.",
        "The DNA test and the PCR test.",  # things
        "The UK, the USA and MPs.",
        "Leeds council tax rose.",
        "It will wait for the next Parliament.",
        "An Islamist group left.",
        "A quiet day.",
        "In Leeds it rains.",  # a place, no council
        "The Larks of Arden sang.",
        "The chief executive of Leeds left.",  # a place
        "A London council and one French council met.",
        "Mind the gulls. Unite the terns.",
        "An Ada Finch spokesman left.",  # people have one as well
        "A Leeds-based baker left.",
        "A Leeds-based baker left.",
        "The work was done by developer Ada Finch.",  # a person
        "Ada Finch, a company director, left.",
    ],
)
def test_what_is_no_name(text: str) -> None:
    assert names(text) == []


def found(text: str) -> FoundOrganisation:
    (one,) = find_organisations(text, REGISTRY)
    return one


@pytest.mark.parametrize(
    ("text", "organisation_id", "route"),
    [
        ("The Gull Trust met.", "gull-trust", "register"),
        ("The Children’s Gull Trust met.", "gull-trust", "register"),  # either apostrophe
        ("It is the CGT again.", "gull-trust", "register"),
        ("Leeds council met.", "leeds-council", "authority"),
        ("Leeds City Council met.", "leeds-council", "authority"),
        ("Yesterday the government met.", "hm-government", "government"),
        ("When ministers met.", "hm-government", "government"),
        ("It said Leeds employs gulls.", "leeds-council", "place"),
    ],
)
def test_the_register_gives_identifiers(text: str, organisation_id: str, route: str) -> None:
    one = found(text)
    assert (one.organisation_id, one.route) == (organisation_id, route)
    assert one.name == next(o.name for o in REGISTRY if o.organisation_id == organisation_id)


def test_other_governments_are_not_the_government() -> None:
    text = "Local government, the Scottish government and a government minister."
    assert names(text, REGISTRY) == ["government"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Leeds", "E08000035"),
        ("leeds city council", "E08000035"),
        ("Bristol City Council", "E06000023"),
        ("Kent County Council", "E10000016"),
        ("London Borough of Hackney", "E09000012"),
        ("Royal Borough of Kingston upon Thames", "E09000021"),
        ("Kingston", "E09000021"),
        ("Hull City Council", "E06000010"),
        ("King’s Lynn and West Norfolk", "E07000146"),
        ("Larkspur", None),
        ("", None),
    ],
)
def test_the_code_of_an_authority(name: str, code: str | None) -> None:
    assert gss_code(name) == code


def test_kinds_are_those_of_the_schema() -> None:
    fields = json.loads((ROOT / "schemas" / "organisations.json").read_text())["fields"]
    kind = next(f for f in fields if f["name"] == "kind")
    known = {*KNOWN.values(), *TAILS.values(), *LEADS.values()}
    assert known <= {c["value"] for c in kind["categories"]}


PIECES = st.lists(
    st.sampled_from(
        [
            "Trust ",
            "of ",
            "the ",
            "The ",
            "Leeds ",
            "council ",
            "NHS ",
            "(GWA) ",
            "and ",
            "’s ",
            "Association ",
            "London Borough of ",
            "government ",
            "\n",
            ". ",
            "University ",
        ]
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


@given(PIECES, st.sampled_from([(), REGISTRY]))
def test_spans_stand_in_order_on_any_text(
    text: str, registry: tuple[KnownOrganisation, ...]
) -> None:
    every = find_organisations(text, registry)
    assert all(0 <= o.start < o.end <= len(text) and o.name for o in every)
    assert all(a.end <= b.start for a, b in pairwise(every))
    assert all(0 < o.confidence <= 1 for o in every)
    ids = {o.organisation_id for o in registry} | {None}
    assert all(o.organisation_id in ids for o in every)


@pytest.mark.parametrize(
    "piece",
    some(
        [
            "Trust of ",
            "Association of ",
            "A of ",
            "NHS ",
            "Aa ",
            "Leeds council ",
            "X and ",
            "(AB) ",
            "London Borough of Aa and ",
            "the government ",
            "The AAA said ",
        ],
        4,
    ),
)
def test_time_grows_linearly(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begin = time.process_time()
    find_organisations(text, REGISTRY)
    assert time.process_time() - begin < 5


@pytest.mark.medium
def test_many_names_and_acronyms_take_linear_time() -> None:
    text = " ".join(f"Aa{n} Trust (AT) in Bb{n} council." for n in range(5_000))
    begin = time.process_time()
    find_organisations(text, REGISTRY)
    assert time.process_time() - begin < 5
