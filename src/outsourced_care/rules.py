"""Tables flow in, the rows that break a rule across columns, rows or tables flow out.

Each rule is a function named after the fault. Its first parameter is the table it judges,
the others are the tables it needs besides, among them three that are not published: `blocks`
(article_id, role, start, end) and `passages` (article_id, selector, start, end) from the
locks, and `texts` (article_id, text) where the articles are at hand; `records` stands for all
tables of `Records`. It returns a boolean Series, True where a row is at fault. The first sentence
of its docstring is the message. `judgements` attaches the rules to the Pandera schemas. They work
on pandas' own types and on Arrow-backed columns alike.
"""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

import pandas as pd

from outsourced_care import dates
from outsourced_care.contributing import RECIPE
from outsourced_care.masks import (
    Cells,
    Frame,
    Mask,
    among,
    contains,
    encoded,
    found_in,
    given,
    in_a_circle,
    is_in,
    looked_up,
    numbered_with_gaps,
    plain,
    repeated,
    same,
    true,
)
from outsourced_care.selectors import Selector, exposure, find, shown_spans
from outsourced_care.text import fold, fold_with_offsets


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with the table and field it judges and what to do about a fault."""

    name: str
    table: str
    field: str
    context: tuple[str, ...]
    judge: Callable[..., Mask]
    hint: str
    machine: bool = False

    @property
    def message(self) -> str:
        """What is wrong, in a sentence."""
        said = (self.judge.__doc__ or self.name).split("\n\n")[0]
        return " ".join(said.split()).rstrip(".")


RULES: dict[str, Rule] = {}

READ = {"title", "standfirst", "body", "timeline"}  # roles of the blocks that are searched
LOCK_AGAIN = f"lock the article again: {RECIPE} lock"
REBUILD = f"rebuild: {RECIPE}"
LONGEST_COPY = 7  # words in a row that a cell of ours may share with an article
LONGEST_RUN = 7  # words in a row that the selectors of an article may show together
LARGEST_SHARE = 0.25  # of an article's words that they may show


def rule(
    field: str, hint: str, *, machine: bool = False
) -> Callable[[Callable[..., Mask]], Callable[..., Mask]]:
    """Register a function as a rule on `field` of the table its first parameter names.

    With `machine` it holds for machine-made tables too.
    """

    def register(judge: Callable[..., Mask]) -> Callable[..., Mask]:
        table, *context = inspect.signature(judge).parameters
        name, of_frames = judge.__name__.replace("_", "-"), judge
        if context == ["records"]:
            context, of_frames = [f.name for f in fields(Records)], _of_records(judge)
        RULES[name] = Rule(name, table, field, tuple(context), of_frames, hint, machine)
        return judge

    return register


def _of_records(judge: Callable[[Frame, Records], Mask]) -> Callable[..., Mask]:
    """The same rule with the tables of `Records` one by one."""

    @functools.wraps(judge)
    def judged(frame: Frame, *frames: Frame) -> Mask:
        return judge(frame, Records(*frames))

    return judged


@dataclass(frozen=True, slots=True)
class Records:
    """The tables whose records have identifiers, which are given once."""

    articles: Frame
    quotes: Frame
    events: Frame
    organisations: Frame
    proposals: Frame
    people: Frame
    positions: Frame
    proposal_terms: Frame

    def have(self, named: Frame) -> Mask:
        """True where (table, record_id) names one of them."""
        return _record_found(named, {f.name: getattr(self, f.name) for f in fields(self)})


# --- what rules share --------------------------------------------------------------------------


def _record_found(records: Frame, tables: Mapping[str, Frame]) -> Mask:
    """True where (table, record_id) names a row of one of the tables."""
    found = pd.Series(False, index=records.index)
    for name, frame in tables.items():
        found |= is_in(records["table"], name) & found_in(records["record_id"], frame)
    return found


def _has_evidence(frame: Frame, table: str, evidence: Frame) -> Mask:
    return among(frame.iloc[:, 0], evidence["record_id"][is_in(evidence["table"], table)])


def _of_one_word(cells: Cells) -> Mask:
    return given(cells) & ~contains(cells, " ")


# --- rules that the contract declares, judged for every table --------------------------------


def not_edtf(cells: Mask) -> Mask:
    """The date is no EDTF expression."""
    known = {v: dates.problem(str(v)) is not None for v in cells.dropna().unique()}
    return true(plain(cells).map(known))


def derived_cell_differs(cells: Mask, keys: Mask, frame: Frame, by: str, column: str) -> Mask:
    """The derived cell differs from the one in the row that the identifier beside it names.

    A cell without an identifier beside it is not judged: it may hold a label of its own.
    """
    return given(keys) & among(keys, frame[by]) & ~same(cells, looked_up(keys, frame, column, by))


def bound_differs(cells: Mask, written: Mask, end: str) -> Mask:
    """The bound is not the one that follows from the date beside it."""

    def bound(value: object) -> pd.Timestamp | None:
        if value is None or dates.problem(str(value)):
            return None
        day = dates.bounds(str(value))[0 if end == "lower" else 1]
        return None if day is None else pd.Timestamp(day)

    expected = {v: bound(v) for v in plain(written).dropna().unique()}
    stated = [None if pd.isna(c) else pd.Timestamp(c) for c in cells]
    wanted = [None if v is None else expected[v] for v in plain(written)]
    return pd.Series([s != w for s, w in zip(stated, wanted, strict=True)], index=cells.index)


def ends_before_it_begins(begin: Mask, end: Mask) -> Mask:
    """The latest date lies before the earliest."""
    return true(end < begin)


def dangling_reference(frame: Frame, columns: list[str], target: Frame, keys: list[str]) -> Mask:
    """The identifier names no row of the table it refers to."""
    if len(columns) == 1:
        return given(frame[columns[0]]) & ~among(frame[columns[0]], target[keys[0]])
    known = set(target[keys].itertuples(index=False, name=None))
    named = [row in known for row in frame[columns].itertuples(index=False, name=None)]
    whole = frame[columns].notna().all(axis=1).astype(bool)
    return whole & ~pd.Series(named, index=frame.index)


_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def word_runs(text: str) -> set[tuple[str, ...]]:
    """Every run of one word more than `LONGEST_COPY`, folded and in lower case."""
    words = _WORD.findall(fold(text).lower())
    length = LONGEST_COPY + 1
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def copied_from_an_article(cells: Mask, texts: Frame) -> Mask:
    """The cell shares 8 or more words in a row with an article.

    Catches paraphrases and summaries that copy. Titles of articles are names and may stand.
    """
    runs: set[tuple[str, ...]] = set()
    for text in texts["text"]:
        title, _, rest = str(text).strip().partition("\n")
        runs |= word_runs(rest) - word_runs(title)
    return true(plain(cells).map(lambda c: c is not None and not runs.isdisjoint(word_runs(c))))


# --- articles --------------------------------------------------------------------------------


@rule("paragraph_count", LOCK_AGAIN)
def more_paragraphs_than_words(articles: Frame) -> Mask:
    """The article has more paragraphs than words."""
    return true(articles["paragraph_count"] > articles["word_count"])


@rule("summary", "say it in a clause or more")
def article_summary_of_one_word(articles: Frame) -> Mask:
    """The article's summary is a single word."""
    return _of_one_word(articles["summary"])


@rule("article_id", "shorten the selectors, or choose other words for them")
def selectors_show_too_much(articles: Frame, passages: Frame, texts: Frame) -> Mask:
    """The selectors of the article, put together, show 8 words in a row or over a quarter of it.

    Catches sets of selectors from which a stretch of the article could be rebuilt.
    """
    too_much = set()
    words = dict(zip(plain(articles["article_id"]), plain(articles["word_count"]), strict=True))
    for article_id, text in zip(texts["article_id"], texts["text"], strict=True):
        folded = fold_with_offsets(str(text))
        shown: list[tuple[int, int]] = []
        for written in passages.loc[passages["article_id"] == article_id, "selector"].dropna():
            selector = Selector.parse(written)
            for span in find(folded, selector)[:1]:
                shown += shown_spans(folded, selector, span)
        given_away = exposure(folded, shown, int(words.get(article_id) or 1))
        if given_away.longest_run > LONGEST_RUN or given_away.share > LARGEST_SHARE:
            too_much.add(article_id)
    return is_in(articles["article_id"], *too_much)


# --- quotes ----------------------------------------------------------------------------------


@rule("paraphrase", "say it in a clause or more")
def paraphrase_of_one_word(quotes: Frame) -> Mask:
    """The quote's paraphrase is a single word."""
    return _of_one_word(quotes["paraphrase"])


@rule("person_id", "give person_id, or the right speaker_kind")
def person_speaker_without_name(quotes: Frame) -> Mask:
    """A speaker of kind person has no name.

    Catches quotes whose speaker_kind is person but whose person_id is empty; that the label is
    that person's name is `speaker_under_another_name`.
    """
    return is_in(quotes["speaker_kind"], "person") & ~given(quotes["person_id"])


@rule("organisation_id", "give organisation_id, or the right speaker_kind")
def organisation_speaker_without_name(quotes: Frame) -> Mask:
    """A speaker of kind organisation is not named."""
    return is_in(quotes["speaker_kind"], "organisation") & ~given(quotes["organisation_id"])


@rule("speaker", "write the organisation's name as entries/organisations.yaml has it")
def organisation_speaker_under_another_name(quotes: Frame) -> Mask:
    """The speaker's label is not the name of the organisation."""
    body = is_in(quotes["speaker_kind"], "organisation") & given(quotes["organisation_id"])
    return body & ~same(quotes["speaker"], quotes["organisation"])


@rule("speaker", "give speaker: our short name for the document")
def document_without_name(quotes: Frame) -> Mask:
    """A document that speaks has no short name."""
    return is_in(quotes["speaker_kind"], "document") & ~given(quotes["speaker"])


@rule(
    "speaker", "leave speaker and person_id out; describe the source in speaker_role", machine=True
)
def unnamed_source_with_name(quotes: Frame) -> Mask:
    """A spokesperson, an anonymous source or a group is given a name.

    Catches labels and persons on sources that an article leaves unnamed: they are never
    identified.
    """
    unnamed = is_in(quotes["speaker_kind"], "spokesperson", "anonymous", "group")
    return unnamed & (given(quotes["speaker"]) | given(quotes["person_id"]))


@rule("person_id", "leave person_id out, or write speaker_kind: person", machine=True)
def person_behind_another_speaker(quotes: Frame) -> Mask:
    """A person is named, but the speaker is of another kind."""
    other = is_in(quotes["speaker_kind"], "organisation", "document")
    return other & given(quotes["person_id"])


@rule("speaker", "leave speaker out: it follows from person_id")
def speaker_under_another_name(quotes: Frame, people: Frame) -> Mask:
    """The speaker's label is not the name of the person."""
    name = looked_up(quotes["person_id"], people, "name")
    return found_in(quotes["person_id"], people) & ~same(quotes["speaker"], name)


@rule("cue", "give the dictionary form of the reporting word, or attribution: implicit")
def reported_without_cue(quotes: Frame) -> Mask:
    """An explicit or indirect quote has no cue and is not implicit.

    Catches utterances that claim a reporting word without naming it. Continuations and
    ambiguous marked words may lack one.
    """
    explicit = is_in(quotes["attribution"], "explicit", "hearsay")
    return explicit & ~given(quotes["cue"])


@rule("cue", "leave the cue out, or write attribution: explicit")
def implicit_with_cue(quotes: Frame) -> Mask:
    """An implicit quote has a cue."""
    return is_in(quotes["attribution"], "implicit") & given(quotes["cue"])


@rule("quoted_in", "name another quote of the same article, or leave it out")
def quoted_in_itself_or_elsewhere(quotes: Frame) -> Mask:
    """The quote stands inside itself, by others too, or inside one of another article."""
    outer = looked_up(quotes["quoted_in"], quotes, "article_id")
    elsewhere = given(outer) & ~same(outer, quotes["article_id"])
    return in_a_circle(quotes["quote_id"], quotes["quoted_in"]) | elsewhere


@rule("sequence", REBUILD, machine=True)
def sequence_against_text(quotes: Frame, evidence: Frame) -> Mask:
    """The sequence does not follow the order of the passages in the article."""
    own = evidence[is_in(evidence["table"], "quotes")]
    first = own.groupby("record_id", observed=True)["start"].min()
    start = plain(quotes["quote_id"]).map(
        dict(zip(plain(first.index.to_series()), first, strict=True))
    )
    order = pd.DataFrame(
        {"article": plain(quotes["article_id"]), "start": start, "id": plain(quotes["quote_id"])}
    )
    expected = order.sort_values(["start", "id"]).groupby("article").cumcount() + 1
    differs = true(expected.reindex(quotes.index) != plain(quotes["sequence"]))
    return given(quotes["sequence"]) & differs


@rule("word_count", LOCK_AGAIN, machine=True)
def quote_words_not_of_its_passages(quotes: Frame, evidence: Frame) -> Mask:
    """The word count is not the sum over the quote's passages."""
    own = evidence[is_in(evidence["table"], "quotes")]
    sums: dict[object, int] = {}
    for record, words in zip(plain(own["record_id"]), own["word_count"], strict=True):
        sums[record] = sums.get(record, 0) + (0 if pd.isna(words) else int(words))
    expected = plain(quotes["quote_id"]).map(sums)
    return true(expected.notna() & (expected != plain(quotes["word_count"])))


@rule("quote_id", "give the quote evidence: the selector of its passage", machine=True)
def quote_without_evidence(quotes: Frame, evidence: Frame) -> Mask:
    """The quote has no evidence."""
    return ~_has_evidence(quotes, "quotes", evidence)


# --- events ----------------------------------------------------------------------------------


@rule("summary", "say it in a clause or more")
def event_summary_of_one_word(events: Frame) -> Mask:
    """The event's summary is a single word."""
    return _of_one_word(events["summary"])


@rule("event_id", "give the event evidence: the selector of its passage", machine=True)
def event_without_evidence(events: Frame, evidence: Frame) -> Mask:
    """The event has no evidence."""
    return ~_has_evidence(events, "events", evidence)


def _reported(events: Frame, articles: Frame, evidence: Frame, column: str, latest: bool) -> Mask:
    """For each event the latest (or earliest) date in `column` of the articles that report it."""
    own = evidence[is_in(evidence["table"], "events")]
    found: dict[object, pd.Timestamp] = {}
    for event, day in zip(
        plain(own["record_id"]), looked_up(own["article_id"], articles, column), strict=True
    ):
        if not pd.isna(day):
            known = found.setdefault(event, pd.Timestamp(day))
            found[event] = (
                max(known, pd.Timestamp(day)) if latest else min(known, pd.Timestamp(day))
            )
    return pd.to_datetime(plain(events["event_id"]).map(found))


@rule("date", "correct the date, or the status")
def occurred_after_every_report(events: Frame, articles: Frame, evidence: Frame) -> Mask:
    """An event that occurred is dated after every article that reports it."""
    last = _reported(events, articles, evidence, "published_to", latest=True)
    begin = pd.to_datetime(plain(events["date_from"]))
    return is_in(events["status"], "occurred") & true(begin > last)


@rule("date", "correct the date, or write status: occurred")
def planned_before_every_report(events: Frame, articles: Frame, evidence: Frame) -> Mask:
    """An event that lies ahead is dated before every article that reports it."""
    first = _reported(events, articles, evidence, "published_from", latest=False)
    end = pd.to_datetime(plain(events["date_to"]))
    return is_in(events["status"], "planned", "proposed") & true(end < first)


# --- organisations and people ----------------------------------------------------------------


@rule(
    "organisation_id",
    "list a name that the articles use; or name the passage in an entry, below include: of "
    f"organisation_mentions; then lock: {RECIPE} lock; or remove the row",
)
def organisation_never_named(organisations: Frame, evidence: Frame, articles: Frame) -> Mask:
    """No article mentions the organisation, and it published none."""
    publishes = found_in(organisations["organisation_id"], articles[["publisher_id"]])
    return ~_has_evidence(organisations, "organisations", evidence) & ~publishes


@rule("parent_id", "name another organisation, or leave it out")
def own_parent(organisations: Frame) -> Mask:
    """The organisation is part of itself, by a chain of others too."""
    return in_a_circle(organisations["organisation_id"], organisations["parent_id"])


@rule("name", "leave it to the body that always bears it; include single mentions by selector")
def name_of_two_organisations(organisation_names: Frame) -> Mask:
    """Two organisations bear the same name.

    Names are compared as mentions are found: folded, and whatever their case.
    """
    folded = plain(organisation_names["name"]).map(lambda n: None if n is None else fold(n).lower())
    bodies = plain(organisation_names["organisation_id"])
    return true(bodies.groupby(folded).transform("nunique") > 1)


@rule(
    "person_id", f"write the name as an article has it, then lock: {RECIPE} lock; or remove the row"
)
def person_never_named(people: Frame, evidence: Frame) -> Mask:
    """No article names the person."""
    return ~_has_evidence(people, "people", evidence)


# --- proposals and their terms ---------------------------------------------------------------


@rule("summary", "say it in a clause or more")
def proposal_summary_of_one_word(proposals: Frame) -> Mask:
    """The proposal's summary is a single word."""
    return _of_one_word(proposals["summary"])


@rule("proposal_id", "give the proposal evidence: the selector of its passage", machine=True)
def proposal_without_evidence(proposals: Frame, evidence: Frame) -> Mask:
    """The proposal has no evidence."""
    return ~_has_evidence(proposals, "proposals", evidence)


@rule("proposal_id", "give participants: at least who proposes it, or whose services they are")
def proposal_without_party(proposals: Frame, participants: Frame) -> Mask:
    """The proposal has neither a proposer nor any other party."""
    own = participants[is_in(participants["table"], "proposals")]
    return ~found_in(proposals["proposal_id"], own[["record_id"]])


@rule("statement", "say it in a clause or more")
def statement_of_one_word(proposal_terms: Frame) -> Mask:
    """The term's statement is a single word."""
    return _of_one_word(proposal_terms["statement"])


@rule("term_id", "give the term evidence: the selector of its passage")
def term_without_evidence(proposal_terms: Frame, evidence: Frame) -> Mask:
    """The term has no evidence."""
    return ~_has_evidence(proposal_terms, "proposal_terms", evidence)


@rule("unit", "give quantity and unit, or neither")
def quantity_without_unit(proposal_terms: Frame) -> Mask:
    """A quantity stands without a unit, or a unit without a quantity."""
    return given(proposal_terms["quantity"]) != given(proposal_terms["unit"])


# --- participants ----------------------------------------------------------------------------


@rule("record_id", "name an event or proposal that exists", machine=True)
def participant_of_nothing(participants: Frame, events: Frame, proposals: Frame) -> Mask:
    """The participant belongs to a record that does not exist."""
    return ~_record_found(participants, {"events": events, "proposals": proposals})


@rule("person_id", "give person_id or organisation_id, not both", machine=True)
def participant_is_two(participants: Frame) -> Mask:
    """The participant is a person and an organisation at once."""
    return given(participants["person_id"]) & given(participants["organisation_id"])


@rule("name", "leave name out: it follows from person_id or organisation_id")
def participant_under_another_name(
    participants: Frame, people: Frame, organisations: Frame
) -> Mask:
    """The participant's name is not that of the person or the body."""
    differs = pd.Series(False, index=participants.index)
    for key, frame in (("person_id", people), ("organisation_id", organisations)):
        name = looked_up(participants[key], frame, "name")
        differs |= found_in(participants[key], frame) & ~same(participants["name"], name)
    return differs


@rule("part", REBUILD, machine=True)
def participant_numbers_with_gaps(participants: Frame) -> Mask:
    """The participants of a record are not numbered from 1 without gaps."""
    keys = [participants["table"], participants["record_id"]]
    return numbered_with_gaps(participants["part"], keys)


@rule("role", "list each participant once in a role", machine=True)
def participant_listed_twice(participants: Frame) -> Mask:
    """The same participant stands twice in one role of one record."""
    columns = ["table", "record_id", "role", "name"]
    return repeated(participants, columns)


# --- positions -------------------------------------------------------------------------------


@rule("position_id", "give evidence, or the quote_id of the quote that expresses it")
def position_without_evidence(positions: Frame, evidence: Frame) -> Mask:
    """The position has no evidence."""
    return ~_has_evidence(positions, "positions", evidence)


@rule("holder", "leave person_id and organisation_id to the quote")
def holder_is_not_the_speaker(positions: Frame, quotes: Frame) -> Mask:
    """The holder, the person or the body of a position differs from its quote's.

    Catches positions ascribed to somebody other than whose utterance they rest on. Only where
    a group speaks that belongs to no one body may a position name a member of it.
    """
    differs = pd.Series(False, index=positions.index)
    for own, spoken in (
        ("holder", "speaker"),
        ("person_id", "person_id"),
        ("organisation_id", "organisation_id"),
    ):
        differs |= ~same(positions[own], looked_up(positions["quote_id"], quotes, spoken))
    return found_in(positions["quote_id"], quotes) & differs & ~_is_member(positions, quotes)


@rule("holder", "leave holder out: it follows from the quote, person_id or organisation_id")
def holder_under_another_name(
    positions: Frame, people: Frame, organisations: Frame, quotes: Frame
) -> Mask:
    """The holder of a position without a named speaker is not the person or body beside it."""
    person = looked_up(positions["person_id"], people, "name")
    body = looked_up(positions["organisation_id"], organisations, "name")
    name = person.where(given(positions["person_id"]), body)
    unnamed = ~given(positions["quote_id"]) | _is_member(positions, quotes)
    return unnamed & ~same(positions["holder"], name)


def _is_member(positions: Frame, quotes: Frame) -> Mask:
    """True where a position names one of a group that spoke and belongs to no one body."""
    group = is_in(looked_up(positions["quote_id"], quotes, "speaker_kind"), "group")
    group &= ~given(looked_up(positions["quote_id"], quotes, "organisation_id"))
    return group & (given(positions["person_id"]) | given(positions["organisation_id"]))


@rule("organisation_id", "give organisation_id or person_id: who acted")
def formal_act_of_nobody(positions: Frame) -> Mask:
    """A position from a formal act names nobody who acted."""
    named = given(positions["person_id"]) | given(positions["organisation_id"])
    return is_in(positions["basis"], "formal_act") & ~named


@rule("quote_id", "name a quote of the same article")
def position_from_another_article(positions: Frame, quotes: Frame) -> Mask:
    """The position rests on a quote of another article."""
    quoted = looked_up(positions["quote_id"], quotes, "article_id")
    return given(quoted) & ~same(quoted, positions["article_id"])


@rule("basis", "quoted and reported need a quote_id, authored and formal_act have none")
def basis_without_quote(positions: Frame) -> Mask:
    """The basis and the quote do not go together."""
    return is_in(positions["basis"], "quoted", "reported") != given(positions["quote_id"])


@rule("basis", "quoted for marked words, reported for indirect ones")
def basis_against_kind_of_quote(positions: Frame, quotes: Frame) -> Mask:
    """The basis is quoted but the quote indirect, or reported but the quote in marks."""
    kind = looked_up(positions["quote_id"], quotes, "kind")
    quoted = is_in(positions["basis"], "quoted")
    reported = is_in(positions["basis"], "reported")
    return (quoted & is_in(kind, "indirect")) | (reported & is_in(kind, "direct", "mixed"))


@rule("alternative", "give the other reading of an arguable position, and of no other")
def arguable_without_alternative(positions: Frame) -> Mask:
    """An arguable position lacks the other reading, or a clear one has it."""
    return is_in(positions["certainty"], "arguable") != given(positions["alternative"])


@rule("aspect", "merge the two rows")
def position_told_twice(positions: Frame) -> Mask:
    """One quote gives two positions on the same proposal and aspect."""
    columns = ["article_id", "quote_id", "person_id", "organisation_id", "proposal_id", "aspect"]
    return repeated(positions, columns)


@rule("person_id", "an authored position is held by the article's author")
def authored_by_another(positions: Frame, articles: Frame) -> Mask:
    """An authored position is held by somebody other than the article's author."""
    author = looked_up(positions["article_id"], articles, "author")
    return is_in(positions["basis"], "authored") & ~same(positions["holder"], author)


# --- accounts --------------------------------------------------------------------------------

_Records = dict[str, Frame]


@rule("record_id", "name a record that exists")
def account_of_nothing(
    accounts: Frame, events: Frame, proposals: Frame, proposal_terms: Frame, organisations: Frame
) -> Mask:
    """The account is of a record that does not exist."""
    tables = _account_tables(events, proposals, proposal_terms, organisations)
    return ~_record_found(accounts, tables)


@rule("field", "name a column of that table, or participants")
def account_of_no_field(
    accounts: Frame, events: Frame, proposals: Frame, proposal_terms: Frame, organisations: Frame
) -> Mask:
    """The account is of a field that its table does not have."""
    known = pd.Series(False, index=accounts.index)
    for name, frame in _account_tables(events, proposals, proposal_terms, organisations).items():
        known |= is_in(accounts["table"], name) & is_in(
            accounts["field"], "participants", *frame.columns
        )
    return ~known


@rule("preferred", "mark as preferred the one value that the main table follows")
def account_without_one_preferred(accounts: Frame) -> Mask:
    """The tellings of a field do not have exactly one preferred value beside another one.

    Catches fields told in one way only, and those with no or several preferred values.
    """
    keys = [plain(accounts[c]) for c in ("table", "record_id", "field")]
    values = plain(accounts["value"])
    tellings = values.groupby(keys).transform("nunique")
    preferred = values.where(true(accounts["preferred"])).groupby(keys).transform("nunique")
    return true((tellings < 2) | (preferred != 1))


@rule("value", "write the value as the main table has it, or prefer another telling")
def preferred_account_differs(
    accounts: Frame, events: Frame, proposals: Frame, proposal_terms: Frame, organisations: Frame
) -> Mask:
    """The preferred value is not the one in the main table."""
    differs = pd.Series(False, index=accounts.index)
    for name, frame in _account_tables(events, proposals, proposal_terms, organisations).items():
        own = true(accounts["preferred"]) & is_in(accounts["table"], name)
        for column in set(plain(accounts["field"])[own]) & set(frame.columns):
            rows = own & is_in(accounts["field"], column)
            cells = looked_up(accounts["record_id"], frame, str(column))
            known = found_in(accounts["record_id"], frame)
            differs |= rows & known & ~same(plain(cells).map(_shown), accounts["value"])
    return differs


def _shown(cell: object) -> str | None:
    """A cell as an account writes it."""
    if cell is None:
        return None
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


@rule("article_id", "give the account evidence in its article")
def account_without_passage(accounts: Frame, evidence: Frame) -> Mask:
    """The article of an account holds no passage about the record."""
    columns = ["table", "record_id", "article_id"]
    known = set(evidence[columns].astype(object).itertuples(index=False, name=None))
    rows = accounts[columns].astype(object).itertuples(index=False, name=None)
    return pd.Series([row not in known for row in rows], index=accounts.index, dtype=bool)


def _account_tables(events: Frame, proposals: Frame, terms: Frame, bodies: Frame) -> _Records:
    return {
        "events": events,
        "proposals": proposals,
        "proposal_terms": terms,
        "organisations": bodies,
    }


# --- evidence --------------------------------------------------------------------------------


@rule("record_id", "name a record that exists")
def evidence_of_nothing(
    evidence: Frame,
    quotes: Frame,
    events: Frame,
    organisations: Frame,
    proposals: Frame,
    people: Frame,
    positions: Frame,
    proposal_terms: Frame,
) -> Mask:
    """The evidence is of a record that does not exist."""
    tables = {
        "quotes": quotes,
        "events": events,
        "organisations": organisations,
        "proposals": proposals,
        "people": people,
        "positions": positions,
        "proposal_terms": proposal_terms,
    }
    return ~_record_found(evidence, tables)


@rule("end", LOCK_AGAIN)
def evidence_ends_before_it_begins(evidence: Frame) -> Mask:
    """The passage ends before it begins."""
    return true(evidence["end"] <= evidence["start"])


@rule("word_count", LOCK_AGAIN, machine=True)
def evidence_longer_than_its_text(evidence: Frame) -> Mask:
    """The passage has more words than its length allows."""
    length = evidence["end"] - evidence["start"]
    return true(length > 0) & true(2 * evidence["word_count"] - 1 > length)


@rule("start", "list each passage once", machine=True)
def evidence_given_twice(evidence: Frame) -> Mask:
    """The same passage is given twice for one record."""
    columns = ["table", "record_id", "article_id", "start", "end"]
    return repeated(evidence, columns)


@rule("start", "let one end before the other begins, or stand whole within it")
def quotes_that_cross(evidence: Frame) -> Mask:
    """The passage begins within another quote's and ends behind it.

    Catches offsets of utterances that overlap in part. One may stand whole within another, as
    a marked fragment does in a reported clause; passages of one quote may not overlap at all.
    """
    own = evidence[is_in(evidence["table"], "quotes")].sort_values(
        ["article_id", "start", "end"], ascending=[True, True, False]
    )
    crossing = []
    around: list[tuple[int, int, int]] = []  # passages that a later one may stand within
    names = (encoded(own[c])[0] for c in ("article_id", "record_id"))
    offsets = (plain(own[c]) for c in ("start", "end"))
    for index, article, record, start, end in zip(own.index, *names, *offsets, strict=True):
        if start is None or end is None:
            continue
        around = [a for a in around if a[0] == article and a[2] > start]
        if any(e < end or r == record for _, r, e in around):
            crossing.append(index)
        around.append((article, record, end))
    return pd.Series(evidence.index.isin(crossing), index=evidence.index)


@rule("start", "take a passage of the title, standfirst, body or timeline")
def evidence_outside_the_article(evidence: Frame, blocks: Frame) -> Mask:
    """The passage lies outside the parts of the article that are read.

    Catches offsets behind the end of the text, and passages in captions, promotions and links.
    Names of people and organisations may also stand in the byline.
    """
    spans: dict[object, list[tuple[str, int, int]]] = {}
    for article, role, start, end in blocks.itertuples(index=False, name=None):
        spans.setdefault(article, []).append((role, start, end))
    articles, ids = encoded(evidence["article_id"])
    by_name = is_in(evidence["table"], "organisations", "people")
    starts, ends = (plain(evidence[c]) for c in ("start", "end"))
    outside = []
    for article, named, start, end in zip(articles, by_name, starts, ends, strict=True):
        roles = READ | {"byline"} if named else READ
        there = spans.get(ids[article], []) if article >= 0 else []
        own = [(a, b) for role, a, b in there if role in roles]
        begins = any(a <= start < b for a, b in own)
        outside.append(not (begins and any(a < end <= b for a, b in own)))
    return pd.Series(outside, index=evidence.index, dtype=bool)


@rule("part", REBUILD, machine=True)
def evidence_numbers_with_gaps(evidence: Frame) -> Mask:
    """The passages of a record in an article are not numbered from 1 without gaps."""
    keys = [evidence[c] for c in ("table", "record_id", "article_id")]
    return numbered_with_gaps(evidence["part"], keys)


@rule("selector", "give a selector; only mentions found by name go without")
def passage_without_selector(evidence: Frame) -> Mask:
    """A passage that is no mention has no selector."""
    by_name = is_in(evidence["table"], "organisations", "people")
    return ~given(evidence["selector"]) & ~by_name


@rule("article_id", "a quote and a position have evidence in their own article only")
def evidence_from_another_article(evidence: Frame, quotes: Frame, positions: Frame) -> Mask:
    """A quote or a position has a passage in an article other than its own."""
    wrong = pd.Series(False, index=evidence.index)
    for name, frame in (("quotes", quotes), ("positions", positions)):
        rows = is_in(evidence["table"], name) & found_in(evidence["record_id"], frame)
        own = looked_up(evidence["record_id"], frame, "article_id")
        wrong |= rows & ~same(own, evidence["article_id"])
    return wrong


# --- withdrawn records -----------------------------------------------------------------------


@rule("record_id", "give the record that is there another id; this one is taken for good")
def id_reused(withdrawn: Frame, records: Records) -> Mask:
    """The record is withdrawn, and there all the same.

    Catches ids that are given again, and tombstones of records that came back.
    """
    return records.have(withdrawn)


@rule("superseded_by", "name a record that is there, or leave it out")
def successor_not_there(withdrawn: Frame, records: Records) -> Mask:
    """What takes the record's place is not there, nor was it withdrawn for another."""
    named = given(withdrawn["superseded_by"])
    successors = withdrawn[["table"]].assign(record_id=withdrawn["superseded_by"])
    passed_on = dangling_reference(
        withdrawn, ["table", "superseded_by"], withdrawn[named], ["table", "record_id"]
    )
    return named & passed_on & ~records.have(successors)


@rule("superseded_by", "name the record that is there in the end, or leave it out")
def superseded_in_a_circle(withdrawn: Frame) -> Mask:
    """The record is superseded by itself, by a chain of others too."""
    tables = plain(withdrawn["table"]).astype(str) + " "
    names, successors = (plain(withdrawn[c]) for c in ("record_id", "superseded_by"))
    outer = (tables + successors.astype(str)).where(successors.notna(), None)
    return in_a_circle(tables + names.astype(str), outer)
