"""What drafts only propose: positions, terms and accounts, and records that other entries tell.

Catches views without grounds in the text, rows that pass for decided ones, references to records
that are not there, rules that hold for one article alone, and drafting that grows with the square.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest
from conftest import FICTION, ROOT, Project, examples
from hypothesis import given, settings
from hypothesis import strategies as st

from outsourced_care.article import ArticleFolder, article_from_text, read_folder
from outsourced_care.drafting import MOST, PROPOSED, Draft, draft_entry, entry_text, missing
from outsourced_care.drafting.parts import TO_CHOOSE, Part, Todo
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.recognising import as_entry
from outsourced_care.drafting.term_words import details
from outsourced_care.drafting.views import views
from outsourced_care.entries import Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.evaluation.drafts import draft_shares, drafted_cells, proposed_rows
from outsourced_care.schema_files import read_contract

CONTRACT = read_contract(ROOT / "schemas")
SOURCES, _ = read_sources(FICTION / "entries", CONTRACT)
REGISTRIES = Sources([], SOURCES.organisations, SOURCES.people)
HELD_OUT = FICTION / "drafting"
PLAN = (
    "Marrowby council’s lamps will be outsourced to an independent trust, the Lamp Ministry has "
    "announced."
)

RAIN = "Rain fell on the old quay all week. " * 12


def drafted(*told: str, sources: Sources = REGISTRIES, published: str | None = None) -> Draft:
    article = article_from_text("\n\n".join(["Lamps", PLAN, *told]) + "\n")
    metadata = replace(article.metadata, published=published)
    return draft_entry(replace(article, metadata=metadata), CONTRACT, sources)


def drafted_alone(*told: str, published: str | None = None) -> Draft:
    """A draft of an article without the plan that `drafted` begins with."""
    article = article_from_text("\n\n".join(["Lamp news", *told]) + "\n")
    metadata = replace(article.metadata, published=published)
    return draft_entry(replace(article, metadata=metadata), CONTRACT, REGISTRIES)


def held_by(draft: Draft, **who: str) -> list[dict[str, object]]:
    """The positions that rest on the quotes of a holder."""
    quotes = [q.id for q in draft.of("quotes") if who.items() <= q.cells.items()]
    return [dict(p.cells) for p in draft.of("positions") if p.cells.get("quote_id") in quotes]


# --- articles and entries that the rules were not written with -----------------------------------


def test_rules_hold_for_articles_that_they_were_not_written_with() -> None:
    """Four made-up articles on other services, their entries written before drafts were tried."""
    cells = drafted_cells(HELD_OUT / "entries", CONTRACT, read_folder(HELD_OUT / "articles"))
    whole, _ = draft_shares(cells)
    rows = proposed_rows(cells)
    assert cells.records["positions"] == 40
    assert whole.share is not None and whole.share >= 0.6
    precision = rows["positions"].share
    assert precision is not None and precision >= 0.6
    assert rows["positions"].right >= 18
    assert (rows["proposal_terms"].share or 0) >= 0.7 and rows["accounts"].right == 1


def test_without_an_article_no_row_is_counted() -> None:
    cells = drafted_cells(HELD_OUT / "entries", CONTRACT, ArticleFolder([], {}))
    assert all(rows.of == 0 for rows in proposed_rows(cells).values())


# --- positions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "cells"),
    [
        (
            "Pella Thorn welcomes the plan.",
            {"stance": "supports", "aspect": "overall", "basis": "reported", "certainty": "clear"},
        ),
        (
            "Pella Thorn fears that the trust will lose its staff.",
            {"stance": "raises_concerns", "aspect": "workforce"},
        ),
        (
            "“The trust is flawed and we reject it,” said Pella Thorn.",
            {"stance": "opposes", "basis": "quoted"},
        ),
        (
            "Pella Thorn said the trust would weaken accountability.",
            {"stance": "raises_concerns", "aspect": "accountability", "certainty": "clear"},
        ),
        (
            "“The trust will work if it gets more money,” said Pella Thorn.",
            {"stance": "supports_conditionally", "aspect": "funding", "certainty": "arguable"},
        ),
    ],
)
def test_a_stance_that_words_tell_is_proposed(told: str, cells: dict[str, str]) -> None:
    draft = drafted("“It rains,” said Pella Thorn.", told)
    (position,) = [p for p in held_by(draft, person_id="pella-thorn") if p.items() >= cells.items()]
    assert position["proposal_id"] in {p.id for p in draft.of("proposals")}
    assert isinstance(position.get("alternative"), Todo) == (position["certainty"] == "arguable")


@pytest.mark.parametrize(
    "told",
    [
        "Pella Thorn praised the band.",
        "Pella Thorn, president of the Guild of Lamplighters, lives beside the quay.",
        "“It rained all night and the boats came home,” said Pella Thorn.",
    ],
)
def test_nobody_gets_a_view_without_grounds(told: str) -> None:
    assert not held_by(drafted(told), person_id="pella-thorn")


@pytest.mark.parametrize(
    "told",
    [
        "“We remain proud of our crews,” said Pella Thorn.",
        "“We are pleased with our lamps, and will support every family,” said Pella Thorn.",
        "“We have failed too many sailors, and we are sorry,” said Pella Thorn.",
        "Pella Thorn said she “could not defend the indefensible”.",
    ],
)
def test_words_about_oneself_are_no_stance(told: str) -> None:
    assert not held_by(drafted(told), person_id="pella-thorn")


def test_who_resigned_does_not_propose_what_its_body_is_due() -> None:
    """A person is a proposer only where the sentence of the proposal makes them one."""
    draft = drafted_alone(
        "Pella Thorn resigned as keeper of Marrowby council on Monday.",
        "Quayside Oil went bust in August. Its 14 lamps are due to be transferred to the council "
        "by Christmas.",
        "“I could not defend it,” said Ms Thorn.",
    )
    parties = [p.cells for one in draft.of("proposals") for p in one.inside]
    assert not any(cells.get("person_id") == "pella-thorn" for cells in parties)
    assert not [p for p in held_by(draft, person_id="pella-thorn") if p["stance"] == "supports"]


def test_this_plan_is_not_the_wish_of_a_rival() -> None:
    draft = drafted_alone(
        "Marrowby council has cancelled its contract with Quayside Oil.",
        "“Councils should bring lamps back in-house,” said Odo Quill.",
        "“This plan is privatisation by the back door and I oppose it,” said Pella Thorn.",
    )
    (position,) = held_by(draft, person_id="pella-thorn")
    assert position["stance"] == "opposes" and isinstance(position["proposal_id"], Todo)


@pytest.mark.parametrize(
    "told",
    [
        "The council had planned to sign a contract with Quayside Oil last year but abandoned the "
        "deal in July after protests.",
        "The Lamp Ministry had been expected to visit Marrowby on 4 May but cancelled the trip.",
        "Marrowby council was due to publish its review on 1 May, before it withdrew.",
    ],
)
def test_what_was_meant_and_given_up_is_no_record(told: str) -> None:
    draft = drafted_alone(told, "Rain fell on the old quay.", published="2031-05-11")
    assert not (draft.of("quotes") or draft.of("events") or draft.of("positions"))


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Marrowby council scrapped plans for a lamp trust.", False),
        ("Plans for a lamp trust in Marrowby were scrapped.", False),
        ("Pella Thorn says ministers should scrap plans for a lamp trust.", True),
    ],
)
def test_a_plan_that_was_given_up_is_not_proposed(told: str, kept: bool) -> None:
    assert bool(drafted_alone(told).of("proposals")) == kept


@pytest.mark.parametrize(
    ("told", "linked"),
    [
        ("The Guild of Lamplighters may open an inquiry into oil on 4 June.", False),
        ("The Guild of Lamplighters may open an inquiry into the plan on 4 June.", True),
        ("A public consultation will open in Marrowby on 4 June.", True),
    ],
)
def test_an_event_belongs_to_the_plan_that_it_is_about(told: str, linked: bool) -> None:
    draft = drafted(told, published="2031-05-11")
    events = [e for e in draft.of("events") if str(e.cells["date"]).startswith("2031-06-04")]
    assert events and all(("proposal_id" in e.cells) == linked for e in events)


def test_who_announces_a_plan_is_for_it() -> None:
    draft = drafted("“The lamps were a problem for years,” the Lamp Ministry said.")
    (position,) = held_by(draft, organisation_id="lamp-ministry")
    assert (position["stance"], position["aspect"]) == ("supports", "overall")


def test_without_a_proposal_there_is_no_position() -> None:
    text = "Lamps\n\nPella Thorn welcomes the rain.\n\n“We fear the fog,” said Odo Quill.\n"
    draft = draft_entry(article_from_text(text), CONTRACT, REGISTRIES)
    assert not draft.of("proposals") and not draft.of("positions")


def test_each_row_tells_its_grounds_and_is_refused_until_somebody_decides(project: Project) -> None:
    told = ["Pella Thorn fears that the trust will lose its staff.", "Odo Quill backs the plan."]
    text = "\n\n".join(["Lamps", PLAN, *told, RAIN]) + "\n"
    (project.root / "texts/new.txt").write_text(text, encoding="utf-8")
    assert project.build("draft", "texts/new.txt", "--published", "2031-05-11").status == 0
    (path,) = (project.root / "entries/articles").glob("2031-05-*.yaml")
    lines = path.read_text("utf-8").split("\n")
    rows = [n for n, line in enumerate(lines) if f"id: {TO_CHOOSE}p" in line]
    assert len(rows) >= 2
    for row in rows:
        assert re.match(r"  # unsure: the grounds: .+; whether somebody .* decides", lines[row - 1])
    outcome = project.build("check", path.stem)
    refused = set(re.findall(rf"{path.name}:(\d+):", outcome.out))
    assert outcome.status == 1 and {str(row + 1) for row in rows} <= refused


SENTENCES = [
    "Pella Thorn welcomes the plan.",
    "Odo Quill fears that the trust will lose its staff and its money.",
    "“We will not be forced, and nobody asked us about the trust,” said Pella Thorn.",
    "The council should run its own lamps, said Odo Quill.",
    "Instead, Odo Quill proposes an alternative trust led by the council for 5 years.",
    "The trust will cost £2.5m and a board of nine members will run it by May 2033.",
    "I doubt it. I think that this plan is wrong.",
    "The Guild of Lamplighters refused to comment on the oil.",
]


@settings(deadline=None, max_examples=examples(25))
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8))
def test_proposed_rows_refer_to_what_is_there(sentences: list[str]) -> None:
    draft = drafted(*sentences, published="2031-05-11")
    ids = {table: {p.id for p in draft.of(table)} for table in ("quotes", "events", "proposals")}
    for position in draft.of("positions"):
        cells = position.cells
        assert position.id.startswith(TO_CHOOSE) and position.doubt
        assert isinstance(cells["proposal_id"], Todo) or cells["proposal_id"] in ids["proposals"]
        assert ("quote_id" in cells) == (cells["basis"] in ("quoted", "reported"))
        assert cells.get("quote_id") in (None, *ids["quotes"])
        assert "quote_id" in cells or position.spans
        for name in ("aspect", "stance", "basis", "certainty"):
            assert cells[name] in CONTRACT["positions"][name].values
    for term in (t for p in draft.of("proposals") for t in p.terms):
        assert term.cells["aspect"] in CONTRACT["proposal_terms"]["aspect"].values
        assert ("quantity" in term.cells) == ("unit" in term.cells)
        assert isinstance(term.cells["statement"], Todo)
    for account in draft.of("accounts"):
        assert account.cells["record_id"] in ids[str(account.cells["table"])]
    assert entry_text(draft, CONTRACT)


@pytest.mark.parametrize(
    ("words", "cue", "told"),
    [
        ("the plan", "welcome", [("overall", "supports")]),
        ("the plan would harm staff", "say", [("workforce", "raises_concerns")]),
        ("a trust is faster, and cheaper to fund", "say", [("funding", "supports")]),
        ("whether lamps are safe", "refuse", [("child_safety", "declines_to_comment")]),
        ("the lamps are green", "say", []),
        ("", None, []),
    ],
)
def test_words_tell_stances(words: str, cue: str | None, told: list[tuple[str, str]]) -> None:
    found = {(v.aspect, v.stance) for v in views(words, cue)}
    assert found >= set(told) and bool(found) == bool(told)


# --- terms and accounts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("It will run for at least five years.", [("duration_review", "5", "year")]),
        ("There will be a review after 18 months.", [("duration_review", "18", "month")]),
        ("The council will pay £1.5 million.", [("funding", "1500000", "GBP")]),
        ("It will cost £12,500.50 a year.", [("funding", "12500.50", "GBP")]),
        ("Some 1,200 staff will be transferred.", [("workforce", "1200", "person")]),
        ("It will be led by a board of nine keepers.", [("leadership_governance", "9", "person")]),
        ("The trust is to be set up by 1 April 2033.", [("timetable", None, None)]),
        ("Readers would own 40 per cent of it.", [("funding", "40", "percent")]),
        ("The lamps will be green.", []),
    ],
)
def test_details_are_read_from_words(
    words: str, told: list[tuple[str, str | None, str | None]]
) -> None:
    found = list(details(words, 7))
    assert [(d.aspect, d.quantity, d.unit) for d in found] == told
    assert all(7 <= a < b <= 7 + len(words) for a, b in (d.span for d in found))


def test_a_fear_is_no_term() -> None:
    draft = drafted("Pella Thorn fears that the trust will cost £3m.")
    assert not any(p.terms for p in draft.of("proposals"))


def test_two_durations_of_one_plan_are_two_accounts() -> None:
    draft = drafted(
        "The trust will run the lamps for five years.",
        "The trust will be set up for a 10-year period, say its founders.",
    )
    told = {(a.cells["value"], a.cells["field"]) for a in draft.of("accounts")}
    assert told == {("P5Y", "duration"), ("P10Y", "duration")}


# --- what other entries tell ---------------------------------------------------------------------


def later(text: str, published: str = "2032-05-12") -> Draft:
    sources, _ = read_sources(HELD_OUT / "entries", CONTRACT)
    first = [e for e in sources.entries if e.article_id == "ferries"]
    article = article_from_text(f"Ferries again\n\n{text}\n")
    article = replace(article, metadata=replace(article.metadata, published=published))
    known = Sources(first, sources.organisations, sources.people)
    return draft_entry(article, CONTRACT, known)


FERRIES = (
    "The ferries of Saltmere council will be handed to a private company for nine years, the "
    "government announced last week."
)


def test_what_an_earlier_entry_tells_is_given_by_its_id() -> None:
    draft = later(FERRIES)
    (plan,) = [p for p in draft.of("proposals") if p.told_in]
    assert (plan.id, plan.told_in, dict(plan.cells)) == ("saltmere-private-ferries", "ferries", {})
    assert [t.id for t in plan.terms] == ["t7"]  # behind those that the entry has
    (account,) = draft.of("accounts")
    assert (account.cells["record_id"], account.cells["value"]) == (plan.id, "P9Y")
    text = entry_text(draft, CONTRACT)
    assert "# told whole in the entry of ferries" in text
    assert re.search(r"  - id: saltmere-private-ferries\n    terms:", text)


@pytest.mark.parametrize(
    "text",
    [
        FERRIES.replace("Saltmere", "Hexlow"),
        FERRIES.replace("a private company", "an improvement partner"),
        "Ferries are late in Saltmere.",
    ],
)
def test_another_plan_is_not_taken_for_it(text: str) -> None:
    assert not any(p.told_in for p in later(text).records)


def test_a_later_entry_tells_nothing_to_an_earlier_article() -> None:
    assert not any(p.told_in for p in later(FERRIES, published="2030-01-01").records)


# --- ids -----------------------------------------------------------------------------------------


def test_ids_that_tell_nothing_are_left_to_a_person() -> None:
    draft = drafted(
        "In March 2029 the Lamp Inspectorate published a report on Marrowby council.",
        "In March 2030 the Lamp Inspectorate published a report on Marrowby council.",
        "The oil of the harbour was handed to nobody in June 2028.",
        published="2031-05-11",
    )
    ids = [p.id for p in draft.records if p.table in ("events", "proposals")]
    assert len(ids) == len(set(ids))
    for name in ids:
        plain = name.removeprefix(TO_CHOOSE)
        numbered = re.search(r"-[0-9]+\Z", plain) is not None
        telling = plain.startswith("marrowby-") and not plain.endswith(("-event", "-other"))
        assert name.startswith(TO_CHOOSE) == (numbered or not telling), ids
    assert any(name.startswith(TO_CHOOSE) for name in ids)
    assert {e.cells.get("proposal_id") for e in draft.of("events")} <= {None, *ids}


# --- a person's entry wins -----------------------------------------------------------------------


def test_positions_come_with_the_quote_that_is_missing() -> None:
    draft = drafted("Pella Thorn welcomes the plan.", "Odo Quill opposes the plan.")
    entry = as_entry(draft, "entries/articles/lamps.yaml")
    assert not missing(draft, entry, []).of("accounts")
    plans = [r for r in entry.records if r.table == "proposals"]
    first = draft.of("quotes")[0]
    entry.records = [*plans, *(r for r in entry.records if r.id == first.id)]
    only = [p for p in draft.records if p.table == "quotes" and p is not first]
    rest = replace(draft, records=(*only, *draft.of("positions")))
    left = missing(rest, entry, [])
    quotes = {q.id for q in left.of("quotes")}
    assert quotes and quotes.isdisjoint({first.id})
    positions = left.of("positions")
    assert positions and {p.cells["quote_id"] for p in positions} <= quotes
    assert all(isinstance(p.cells["proposal_id"], Todo) for p in positions)


def test_an_unfinished_draft_is_not_called_complete(project: Project) -> None:
    text = f"Lamps\n\n{PLAN}\n\n“We lost the lamp,” said Pella Thorn.\n\n{RAIN}\n"
    (project.root / "texts/new.txt").write_text(text, encoding="utf-8")
    assert project.build("draft", "texts/new.txt", "--published", "2031-05-11").status == 0
    again = project.build("draft", "texts/new.txt", "--published", "2030-01-01")
    assert again.status == 0
    assert re.search(r": an unfinished draft, \d+ places to fill in\n", again.out)
    assert "published 2031-05-11, --published says 2030-01-01 [published-differs]" in again.err
    same = project.build("draft", "texts/new.txt", "--published", "2031-05-11")
    assert same.err == ""


# --- many ----------------------------------------------------------------------------------------


@pytest.mark.medium
def test_a_draft_is_bounded_and_says_so() -> None:
    draft = drafted(*["Odo Quill argues that oil should be sold."] * (MOST + 20))
    assert len(draft.of("proposals")) == MOST and draft.is_cut
    assert not drafted("Odo Quill argues that oil should be sold.").is_cut


REPEATED = [PLAN, "Odo Quill fears that the trust is a risk.", "Oil should be sold, Thorn said."]


@pytest.mark.medium
@pytest.mark.parametrize("sentence", REPEATED)
def test_drafting_grows_with_the_length(sentence: str) -> None:
    def seconds(times: int) -> float:
        begin = time.process_time()
        drafted(*[sentence] * times)
        return time.process_time() - begin

    seconds(50)
    few = min(seconds(600) for _ in range(2))
    assert seconds(2_400) < 10 * few  # four times as many: 16 with the square


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda one: (one[0], sum(one)))


@given(st.lists(SPANS, max_size=25), SPANS)
def test_places_are_found_as_by_looking_at_each(
    spans: list[tuple[int, int]], at: tuple[int, int]
) -> None:
    places = Places((span, span) for span in spans)
    ordered = sorted(spans)
    assert places.touching(at) == [(a, b) for a, b in ordered if a < at[1] and at[0] < b]
    assert places.within(at) == [(a, b) for a, b in ordered if at[0] <= a and b <= at[1]]
    assert places.beginning(at) == [(a, b) for a, b in ordered if at[0] <= a < at[1]]


def test_tables_that_are_proposed_are_those_of_the_contract() -> None:
    for table, names in PROPOSED.items():
        assert set(names) <= {field.name for field in CONTRACT[table].fields}
    assert Part("positions", {}).terms == ()
