"""Every rule of `rules` catches its fault, at that row and no other, and lets good rows be.

Catches rules that never fire, that fire beside the fault or on what is permitted, that judge
pandas' own types otherwise than Arrow's, and new rules that nobody has shown to work.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest
from conftest import some

from outsourced_care.content import read_parquet
from outsourced_care.contract import TYPES, Contract
from outsourced_care.dataset import read_articles
from outsourced_care.judging import arrow_frame
from outsourced_care.lock_files import read_lock
from outsourced_care.locks import ARTICLE, BLOCK
from outsourced_care.rules import RULES, Rule
from outsourced_care.schema_files import load_contract
from outsourced_care.validation import check_tables

if TYPE_CHECKING:
    from conftest import Judge, Project

Row = dict[str, Any]
Found = set[tuple[str, str, str]]  # rule, table.field, primary key of the row
BLOCKS = ("article_id", "role", "start", "end")
PASSAGES = ("article_id", "selector", "start", "end")
TEXTS = ("article_id", "text")


@dataclass(frozen=True)
class Good:
    """The fictional project's tables, and what of its locks and texts the rules ask for."""

    contract: Contract
    rows: dict[str, list[Row]]
    made: dict[str, tuple[list[Row], pa.Table, pd.DataFrame]] = dataclasses.field(
        default_factory=dict, compare=False
    )

    def key(self, table: str, row: Row) -> str:
        """A row's name in the cases: the cells of its primary key."""
        names = self.contract[table].primary_key if table in self.contract else BLOCKS[:3]
        return " ".join(str(row.get(name)) for name in names)

    def changed(self, changes: Iterable[Change]) -> Good:
        rows = {name: [dict(row) for row in table] for name, table in self.rows.items()}
        copy = replace(self, rows=rows)
        for change in changes:
            change(copy)
        return copy

    def arrow(self, name: str) -> pa.Table:
        return self.both(name)[1]

    def both(self, name: str) -> tuple[list[Row], pa.Table, pd.DataFrame]:
        """The rows of a table, the table and its frame; of the good rows made once."""
        if name in self.made and self.made[name][0] == self.rows[name]:
            return self.made[name]
        schema = pa.schema([f.to_arrow().with_nullable(True) for f in self.contract[name].fields])
        table = pa.Table.from_pylist(self.rows[name], schema=schema)
        return self.rows[name], table, arrow_frame(table)

    def own_types(self, name: str) -> pd.DataFrame:
        """The table in pandas' own types, as analysts load it."""
        columns = {}
        for field in self.contract[name].fields:
            cells = [row[field.name] for row in self.rows[name]]
            dtype: Any = TYPES[field.type].pandas
            if field.categories:
                dtype = pd.CategoricalDtype(list(field.values))
            columns[field.name] = pd.Series(cells, dtype=dtype)
        return pd.DataFrame(columns)

    def context(self) -> dict[str, pd.DataFrame]:
        return {
            name: pd.DataFrame(self.rows[name], columns=pd.Index(columns))
            for name, columns in (("blocks", BLOCKS), ("passages", PASSAGES), ("texts", TEXTS))
        }

    def frames(self, rule: Rule, made: Callable[[str], pd.DataFrame]) -> list[pd.DataFrame]:
        """The table that a rule judges and those that it needs besides."""
        context = self.context()
        names = (rule.table, *rule.context)
        return [context[n] if n in context else made(n) for n in names]

    def faults(self, tables: set[str], judge: Judge) -> Found:
        """What is found in some of the tables, the others at hand."""
        looked_up = {f.lookup.resource for n in tables for f in self.contract[n].fields if f.lookup}
        judged = Contract([t for n, t in self.contract.items() if n in tables | looked_up])
        others = {n: self.both(n)[2] for n in self.contract if n not in judged}
        found = judge(judged, {n: self.arrow(n) for n in judged}, {**others, **self.context()})
        return {
            (
                f.rule,
                f"{f.table}.{f.field}",
                "the whole table"
                if f.row is None
                else self.key(f.table, self.rows[f.table][f.row]),
            )
            for f in found
        }

    def differing(self, other: Good) -> set[str]:
        return {n for n in self.contract if self.rows[n] != other.rows[n]}


@pytest.fixture(scope="session")
def good(built_project: Project) -> Good:
    """The fictional project's tables, locks and texts."""
    root = built_project.root
    contract = load_contract(root / "schemas")
    rows: dict[str, list[Row]] = {"blocks": [], "passages": [], "texts": []}
    for name, table in contract.items():
        rows[name] = read_parquet((root / f"data/{name}.parquet").read_bytes(), table).to_pylist()
    folder, _ = read_articles(root / "texts")
    for path in sorted((root / "entries/articles").glob("*.lock")):
        for line in read_lock(path, path.name)[0] or []:
            span = {"article_id": path.stem, "start": line.start, "end": line.end}
            if line.table == ARTICLE:
                article = folder.find("", line.sha256)
                assert article is not None
                rows["texts"].append({"article_id": path.stem, "text": article.text})
            elif line.table == BLOCK:
                rows["blocks"].append({**span, "role": line.record_id})
            elif line.selector:
                rows["passages"].append({**span, "selector": line.selector})
    good = Good(contract, rows)
    good.made.update({name: good.both(name) for name in contract})
    return good


# --- changes ---------------------------------------------------------------------------------

Change = Callable[[Good], None]


def _row(tables: Good, table: str, key: str) -> Row:
    (row,) = [r for r in tables.rows[table] if tables.key(table, r) == key]
    return row


def cells(table: str, key: str, /, **values: object) -> Change:
    """Put values into cells of a row."""
    return lambda tables: _row(tables, table, key).update(values)


def without(table: str, *keys: str) -> Change:
    """Leave rows out."""

    def change(tables: Good) -> None:
        for key in keys:
            tables.rows[table].remove(_row(tables, table, key))

    return change


def added(table: str, like: str, /, **values: object) -> Change:
    """Add a row that is like another one but for some cells."""
    return lambda tables: tables.rows[table].append({**_row(tables, table, like), **values})


def withdrawn(table: str, record: str, successor: str | None = None) -> Change:
    """Add a tombstone."""
    row = {
        "table": table,
        "record_id": record,
        "withdrawn_in": "0.2.0",
        "reason": "The lamp was counted twice.",
        "superseded_by": successor,
    }
    return lambda tables: tables.rows["withdrawn"].append(dict(row))


def selected(article_id: str, *selectors: str) -> Change:
    """Add passages to the lock of an article."""
    return lambda tables: tables.rows["passages"].extend(
        {"article_id": article_id, "selector": s, "start": 0, "end": 1} for s in selectors
    )


def untold(tables: Good) -> None:
    """The articles' texts are not at hand, so that their words are not counted again."""
    tables.rows["texts"].clear()


def dated(event_id: str, day: dt.date, **values: object) -> Change:
    return cells("events", event_id, date=day.isoformat(), date_from=day, date_to=day, **values)


# --- cases -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Changes to the good tables, and the rows where a rule then finds a fault."""

    rule: str
    field: str  # table.field
    keys: tuple[str, ...]
    changes: tuple[Change, ...]
    also: tuple[tuple[str, str, str], ...] = ()  # faults that cannot but come with it

    @property
    def expected(self) -> Found:
        return {(self.rule, self.field, key) for key in self.keys} | set(self.also)


def case(rule: str, field: str, keys: str | tuple[str, ...], *changes: Change) -> Case:
    return Case(rule, field, (keys,) if isinstance(keys, str) else keys, changes)


Q1, Q2, Q3, Q4 = (f"gazette-one-q0{n}" for n in (1, 2, 3, 4))
OTHER_Q1, OTHER_Q2 = "gazette-two-q01", "gazette-two-q02"
P1, P2, P3, OTHER_P1 = "gazette-one-p01", "gazette-one-p02", "gazette-one-p03", "gazette-two-p01"
NOBODY = {"person_id": None, "speaker": None}
NO_BODY = {"organisation_id": None, "organisation": None}
LAMPS = "organisations lamp-inspectorate gazette-one 1"  # a mention of two words, seventeen long
TOLD = "proposals imposed-lantern-trust duration gazette-one P10Y"
TOLD_ANEW = "proposals imposed-lantern-trust duration gazette-two P5Y"
TERM = {
    "table": "proposal_terms",
    "record_id": "imposed-lantern-trust-oil",
    "field": "quantity",
}
KEEPERS = "events keepers-replaced gazette-one 1"
NOT_EVENTS = ("quotes", "organisations", "proposals", "people", "positions", "proposal_terms")
PRINTED = dt.date(2031, 3, 4)
DAY = dt.timedelta(days=1)

CASES = [
    *(
        case(rule, field, key, cells(field.split(".")[0], key, **{field.split(".")[1]: "Lamps"}))
        for rule, field, key in (
            ("article-summary-of-one-word", "articles.summary", "gazette-one"),
            ("paraphrase-of-one-word", "quotes.paraphrase", Q1),
            ("event-summary-of-one-word", "events.summary", "keepers-replaced"),
            ("proposal-summary-of-one-word", "proposals.summary", "trust-by-request"),
            (
                "statement-of-one-word",
                "proposal_terms.statement",
                "imposed-lantern-trust-oil",
            ),
        )
    ),
    case(
        "more-paragraphs-than-words",
        "articles.paragraph_count",
        "gazette-two",
        cells("articles", "gazette-two", word_count=6, paragraph_count=7),
        untold,
    ),
    case(
        "selectors-show-too-much",
        "articles.article_id",
        "gazette-two",
        selected("gazette-two", "Members met in the", "upper room of an"),
    ),
    case(
        "selectors-show-too-much",
        "articles.article_id",
        "gazette-one",
        cells("articles", "gazette-one", word_count=119),
    ),
    case(
        "person-speaker-without-name",
        "quotes.person_id",
        Q2,
        cells("quotes", Q2, **NOBODY),
    ),
    case(
        "person-speaker-without-name",
        "quotes.person_id",
        Q2,
        cells("quotes", Q2, person_id=None),
    ),
    case(
        "organisation-speaker-without-name",
        "quotes.organisation_id",
        Q2,
        cells("quotes", Q2, speaker_kind="organisation", **NOBODY, **NO_BODY),
    ),
    case(
        "organisation-speaker-under-another-name",
        "quotes.speaker",
        Q2,
        cells("quotes", Q2, speaker_kind="organisation", person_id=None, speaker="Lamp Office"),
    ),
    case(
        "document-without-name",
        "quotes.speaker",
        Q2,
        cells("quotes", Q2, speaker_kind="document", **NOBODY),
    ),
    *(
        case(
            "unnamed-source-with-name",
            "quotes.speaker",
            Q2,
            cells("quotes", Q2, speaker_kind=kind, person_id=person_id, speaker=speaker),
        )
        for kind in ("spokesperson", "anonymous", "group")
        for person_id, speaker in ((None, "A friend of lamps"), ("odo-quill", "Odo Quill"))
    ),
    case(
        "person-behind-another-speaker",
        "quotes.person_id",
        Q2,
        cells("quotes", Q2, speaker_kind="document"),
    ),
    case(
        "speaker-under-another-name",
        "quotes.speaker",
        Q2,
        cells("quotes", Q2, speaker="Odo Quilt"),
    ),
    *(
        case(
            "reported-without-cue",
            "quotes.cue",
            Q2,
            cells("quotes", Q2, cue=None, attribution=attribution),
        )
        for attribution in ("explicit", "hearsay")
    ),
    case("implicit-with-cue", "quotes.cue", Q2, cells("quotes", Q2, attribution="implicit")),
    *(
        case(
            "quoted-in-itself-or-elsewhere",
            "quotes.quoted_in",
            Q2,
            cells("quotes", Q2, quoted_in=outer),
        )
        for outer in (Q2, OTHER_Q1)
    ),
    case(
        "quoted-in-itself-or-elsewhere",
        "quotes.quoted_in",
        (Q1, Q2),
        cells("quotes", Q1, quoted_in=Q2),
        cells("quotes", Q2, quoted_in=Q1),
    ),
    case(
        "sequence-against-text",
        "quotes.sequence",
        (Q1, Q2),
        cells("quotes", Q1, sequence=2),
        cells("quotes", Q2, sequence=1),
    ),
    case(
        "quote-words-not-of-its-passages",
        "quotes.word_count",
        Q2,
        cells("quotes", Q2, word_count=17),
    ),
    case(
        "quote-without-evidence",
        "quotes.quote_id",
        Q4,
        without("evidence", f"quotes {Q4} gazette-one 1"),
    ),
    case(
        "event-without-evidence",
        "events.event_id",
        "keepers-replaced",
        without("evidence", KEEPERS),
    ),
    case(
        "occurred-after-every-report",
        "events.date",
        "keepers-replaced",
        dated("keepers-replaced", PRINTED + DAY),
    ),
    *(
        case(
            "planned-before-every-report",
            "events.date",
            "lantern-trust-created",
            dated("lantern-trust-created", PRINTED - DAY, status=status),
        )
        for status in ("planned", "proposed")
    ),
    case(
        "organisation-never-named",
        "organisations.organisation_id",
        "lamp-inspectorate",
        without("evidence", LAMPS),
    ),
    case(
        "own-parent",
        "organisations.parent_id",
        "lamp-ministry",
        cells("organisations", "lamp-ministry", parent_id="lamp-ministry"),
    ),
    *(
        case(
            "name-of-two-organisations",
            "organisation_names.name",
            (
                "marrowby-council Marrowby council",
                "marrowby-council Marrowby Council",
                f"lamp-ministry {name}",
            ),
            added(
                "organisation_names",
                "marrowby-council Marrowby council",
                organisation_id="lamp-ministry",
                name=name,
            ),
        )
        for name in ("Marrowby council", "marrowby COUNCIL", "Marrowby\u2009Council")
    ),
    case(
        "own-parent",
        "organisations.parent_id",
        ("lamp-inspectorate", "lamp-ministry"),
        cells("organisations", "lamp-inspectorate", parent_id="lamp-ministry"),
        cells("organisations", "lamp-ministry", parent_id="lamp-inspectorate"),
    ),
    case(
        "person-never-named",
        "people.person_id",
        "odo-quill",
        without("evidence", "people odo-quill gazette-one 1"),
    ),
    case(
        "proposal-without-evidence",
        "proposals.proposal_id",
        "trust-by-request",
        without("evidence", "proposals trust-by-request gazette-one 1"),
    ),
    case(
        "proposal-without-party",
        "proposals.proposal_id",
        "trust-by-request",
        without("participants", "proposals trust-by-request 1"),
    ),
    case(
        "term-without-evidence",
        "proposal_terms.term_id",
        "imposed-lantern-trust-oil",
        without("evidence", "proposal_terms imposed-lantern-trust-oil gazette-one 1"),
    ),
    *(
        case(
            "quantity-without-unit",
            "proposal_terms.unit",
            "imposed-lantern-trust-oil",
            cells("proposal_terms", "imposed-lantern-trust-oil", **{column: None}),
        )
        for column in ("quantity", "unit")
    ),
    case(
        "participant-of-nothing",
        "participants.record_id",
        "events no-such-event 1",
        added("participants", "events keepers-replaced 1", record_id="no-such-event"),
    ),
    case(
        "participant-of-nothing",
        "participants.record_id",
        "proposals keepers-replaced 1",
        added("participants", "events keepers-replaced 1", table="proposals"),
    ),
    Case(
        "participant-is-two",
        "participants.person_id",
        ("events lantern-trust-announced 1",),
        (
            cells(
                "participants", "events lantern-trust-announced 1", organisation_id="lamp-ministry"
            ),
        ),
        also=(
            (
                "participant-under-another-name",
                "participants.name",
                "events lantern-trust-announced 1",
            ),
        ),
    ),
    *(
        case(
            "participant-under-another-name",
            "participants.name",
            f"events lantern-trust-announced {part}",
            cells("participants", f"events lantern-trust-announced {part}", name="Odo Quilt"),
        )
        for part in (1, 2)
    ),
    case(
        "participant-numbers-with-gaps",
        "participants.part",
        "events keepers-replaced 3",
        cells("participants", "events keepers-replaced 2", part=3),
    ),
    case(
        "participant-listed-twice",
        "participants.role",
        "events keepers-replaced 3",
        added("participants", "events keepers-replaced 2", part=3),
    ),
    case(
        "position-without-evidence",
        "positions.position_id",
        P3,
        without("evidence", f"positions {P3} gazette-one 1"),
    ),
    *(
        case("holder-is-not-the-speaker", "positions.holder", P1, cells("positions", P1, **own))
        for own in (
            {"holder": "Odo Quill"},
            {"holder": None},
            {"person_id": "odo-quill"},
            {"organisation_id": "lamp-ministry"},
            {"organisation_id": None},
        )
    ),
    case(
        "holder-is-not-the-speaker",
        "positions.holder",
        OTHER_P1,
        cells("quotes", OTHER_Q2, speaker_kind="group"),
        cells("positions", OTHER_P1, person_id="pella-thorn", holder="Pella Thorn"),
    ),
    *(
        case("holder-under-another-name", "positions.holder", P3, cells("positions", P3, **own))
        for own in (
            {"holder": "Lamp Office"},
            {"holder": None},
            {"person_id": "odo-quill"},
        )
    ),
    Case(
        "holder-under-another-name",
        "positions.holder",
        (P3,),
        (cells("positions", P3, organisation_id=None),),
        also=(("formal-act-of-nobody", "positions.organisation_id", P3),),
    ),
    case(
        "holder-under-another-name",
        "positions.holder",
        OTHER_P1,
        cells("quotes", OTHER_Q2, speaker_kind="group", **NO_BODY),
        cells("positions", OTHER_P1, person_id="pella-thorn", holder="Odo Quill"),
    ),
    case(
        "formal-act-of-nobody",
        "positions.organisation_id",
        P3,
        cells("positions", P3, organisation_id=None, holder=None),
    ),
    case(
        "position-from-another-article",
        "positions.quote_id",
        P1,
        cells("positions", P1, quote_id=OTHER_Q1),
    ),
    case("basis-without-quote", "positions.basis", P1, cells("positions", P1, basis="formal_act")),
    case("basis-without-quote", "positions.basis", P3, cells("positions", P3, basis="quoted")),
    case("basis-without-quote", "positions.basis", P3, cells("positions", P3, basis="reported")),
    case(
        "basis-against-kind-of-quote",
        "positions.basis",
        P1,
        cells("positions", P1, basis="reported"),
    ),
    case(
        "basis-against-kind-of-quote", "positions.basis", P2, cells("positions", P2, basis="quoted")
    ),
    case(
        "arguable-without-alternative",
        "positions.alternative",
        P1,
        cells("positions", P1, certainty="arguable"),
    ),
    case(
        "arguable-without-alternative",
        "positions.alternative",
        P2,
        cells("positions", P2, certainty="clear"),
    ),
    *(
        case(
            "position-told-twice",
            "positions.aspect",
            "gazette-one-p04",
            added("positions", told, position_id="gazette-one-p04", stance="mixed"),
            added("evidence", f"positions {told} gazette-one 1", record_id="gazette-one-p04"),
        )
        for told in (P1, P3)
    ),
    case(
        "authored-by-another",
        "positions.person_id",
        P3,
        cells("positions", P3, basis="authored"),
    ),
    Case(
        "account-of-nothing",
        "accounts.record_id",
        (
            "proposals no-such-proposal duration gazette-one P10Y",
            "proposals no-such-proposal duration gazette-two P5Y",
        ),
        (
            cells("accounts", TOLD, record_id="no-such-proposal"),
            cells("accounts", TOLD_ANEW, record_id="no-such-proposal"),
        ),
        also=(
            (
                "account-without-passage",
                "accounts.article_id",
                "proposals no-such-proposal duration gazette-one P10Y",
            ),
            (
                "account-without-passage",
                "accounts.article_id",
                "proposals no-such-proposal duration gazette-two P5Y",
            ),
        ),
    ),
    case(
        "account-of-no-field",
        "accounts.field",
        (TOLD.replace("duration", "date"), TOLD_ANEW.replace("duration", "date")),
        cells("accounts", TOLD, field="date"),  # a column of events
        cells("accounts", TOLD_ANEW, field="date"),
    ),
    case(
        "account-without-one-preferred",
        "accounts.preferred",
        (TOLD, TOLD_ANEW),
        cells("accounts", TOLD, preferred=False),
    ),
    case(
        "account-without-one-preferred", "accounts.preferred", TOLD, without("accounts", TOLD_ANEW)
    ),
    case(
        "account-without-one-preferred",
        "accounts.preferred",
        (TOLD, TOLD_ANEW.replace("P5Y", "P10Y")),
        cells("accounts", TOLD_ANEW, value="P10Y"),
    ),
    Case(
        "account-without-one-preferred",
        "accounts.preferred",
        (TOLD, TOLD_ANEW),
        (cells("accounts", TOLD_ANEW, preferred=True),),
        also=(("preferred-account-differs", "accounts.value", TOLD_ANEW),),
    ),
    case(
        "preferred-account-differs",
        "accounts.value",
        TOLD,
        cells("proposals", "imposed-lantern-trust", duration="P9Y"),
    ),
    case(
        "preferred-account-differs",
        "accounts.value",
        TOLD,
        cells("proposals", "imposed-lantern-trust", duration=None),
    ),
    case(
        "account-without-passage",
        "accounts.article_id",
        TOLD_ANEW,
        without(
            "evidence",
            "proposals imposed-lantern-trust gazette-two 1",
            "proposals imposed-lantern-trust gazette-two 2",
        ),
    ),
    case(
        "evidence-of-nothing",
        "evidence.record_id",
        tuple(f"{table} keepers-replaced gazette-two 1" for table in NOT_EVENTS),
        *(
            added("evidence", KEEPERS, table=table, article_id="gazette-two", start=41, end=139)
            for table in NOT_EVENTS
        ),
    ),
    *(
        case(
            "evidence-ends-before-it-begins",
            "evidence.end",
            LAMPS,
            cells("evidence", LAMPS, start=1140, end=end, word_count=1),
        )
        for end in (1140, 1137)
    ),
    case(
        "evidence-longer-than-its-text",
        "evidence.word_count",
        LAMPS,
        cells("evidence", LAMPS, word_count=10),
    ),
    case(
        "evidence-given-twice",
        "evidence.start",
        LAMPS.replace(" 1", " 2"),
        added("evidence", LAMPS, part=2),
    ),
    case(
        "quotes-that-cross",
        "evidence.start",
        f"quotes {Q4} gazette-one 1",
        cells("evidence", f"quotes {Q4} gazette-one 1", start=470, end=532),
    ),
    case(
        "quotes-that-cross",
        "evidence.start",
        f"quotes {Q2} gazette-one 2",
        cells("evidence", f"quotes {Q2} gazette-one 2", start=290, end=310),
    ),
    *(
        case(
            "evidence-outside-the-article",
            "evidence.start",
            LAMPS,
            cells("evidence", LAMPS, start=start, end=end),
        )
        for start, end in (
            (1339, 1399),  # a promotion
            (362, 376),  # a subheading
            (1300, 1350),  # begins in the body, ends in a promotion
            (1330, 1345),
            (9000, 9100),  # behind the text
        )
    ),
    case(
        "evidence-outside-the-article",
        "evidence.start",
        KEEPERS,
        cells("evidence", KEEPERS, start=362, end=376),
        cells("blocks", "gazette-one subheading 362", role="byline"),
    ),
    case(
        "evidence-numbers-with-gaps",
        "evidence.part",
        LAMPS.replace(" 1", " 2"),
        cells("evidence", LAMPS, part=2),
    ),
    case(
        "passage-without-selector",
        "evidence.selector",
        KEEPERS,
        cells("evidence", KEEPERS, selector=None),
    ),
    case(
        "evidence-from-another-article",
        "evidence.article_id",
        f"positions {P1} gazette-two 1",
        added(
            "evidence", f"positions {P1} gazette-one 1", article_id="gazette-two", start=41, end=139
        ),
    ),
    case(
        "evidence-from-another-article",
        "evidence.article_id",
        f"quotes {Q1} gazette-two 1",
        added(
            "evidence", f"quotes {Q1} gazette-one 1", article_id="gazette-two", start=141, end=239
        ),
        cells("quotes", Q1, word_count=22),
    ),
    *(
        case("id-reused", "withdrawn.record_id", f"{table} {record}", withdrawn(table, record))
        for table, record in (
            ("articles", "gazette-one"),
            ("quotes", Q1),
            ("events", "keepers-replaced"),
            ("organisations", "lamp-ministry"),
            ("proposals", "trust-by-request"),
            ("people", "odo-quill"),
            ("positions", P1),
            ("proposal_terms", "imposed-lantern-trust-oil"),
        )
    ),
    case(
        "successor-not-there",
        "withdrawn.superseded_by",
        ("events dim-street", "people lamp-ministry-of-old"),
        withdrawn("events", "dim-street", "odo-quill"),
        withdrawn("people", "lamp-ministry-of-old", "lamp-ministry"),
    ),
    case(
        "successor-not-there",
        "withdrawn.superseded_by",
        "events dim-street",
        withdrawn("events", "dim-street", "darker-street"),
        withdrawn("events", "darker-street"),
        withdrawn("quotes", "darker-street", Q1),
    ),
    case(
        "superseded-in-a-circle",
        "withdrawn.superseded_by",
        ("events dim-street", "events darker-street"),
        withdrawn("events", "dim-street", "darker-street"),
        withdrawn("events", "darker-street", "dim-street"),
    ),
    case(
        "superseded-in-a-circle",
        "withdrawn.superseded_by",
        "events dim-street",
        withdrawn("events", "dim-street", "dim-street"),
        withdrawn("events", "duller-street", "dim-street"),
    ),
]

PERMITTED: dict[str, tuple[Change, ...]] = {
    "records that went, some for others": (
        withdrawn("events", "dim-street", "darker-street"),
        withdrawn("events", "darker-street", "darkest-street"),
        withdrawn("events", "darkest-street", "keepers-replaced"),
        withdrawn("events", "lamp-ministry"),
        withdrawn("quotes", "dim-street", Q1),
        withdrawn("people", "dim-street"),
    ),
    "seven words in a row": (selected("gazette-two", "Members met in the", "upper room of"),),
    "a quarter of the words": (cells("articles", "gazette-one", word_count=120),),
    "as many paragraphs as words": (
        cells("articles", "gazette-two", word_count=6, paragraph_count=6),
        untold,
    ),
    "a body that speaks": (
        cells("quotes", Q2, speaker_kind="organisation", person_id=None, speaker="Lamp Ministry"),
    ),
    "a document that speaks": (
        cells("quotes", Q2, speaker_kind="document", person_id=None, speaker="the lamp plan"),
    ),
    **{
        f"{attribution} words without a cue": (
            cells("quotes", Q2, attribution=attribution, cue=None),
        )
        for attribution in ("continuation", "implicit", "ambiguous")
    },
    "a quote inside another": (cells("quotes", Q2, quoted_in=Q1),),
    "identifiers in another order than the text": (
        cells("quotes", Q2, quote_id="gazette-one-a02"),
        cells("evidence", f"quotes {Q2} gazette-one 1", record_id="gazette-one-a02"),
        cells("evidence", f"quotes {Q2} gazette-one 2", record_id="gazette-one-a02"),
    ),
    "a quote that goes on behind another": (
        added("evidence", f"quotes {Q4} gazette-one 1", record_id=Q1, part=2),
        cells("quotes", Q1, word_count=21),
    ),
    "an event on the day of the report": (dated("keepers-replaced", PRINTED),),
    "an event between two reports": (
        dated("keepers-replaced", PRINTED + DAY),
        added("evidence", KEEPERS, article_id="gazette-two", start=41, end=139, role="repeats"),
    ),
    "a plan for the day of the report": (dated("lantern-trust-created", PRINTED),),
    "a rumour of what is past": (dated("lantern-trust-created", PRINTED - DAY, status="rumoured"),),
    "a body under another": (
        cells("organisations", "lamp-inspectorate", parent_id="lamp-ministry"),
    ),
    "a term without a quantity": (
        cells("proposal_terms", "imposed-lantern-trust-oil", quantity=None, unit=None),
    ),
    "a participant in two roles": (
        added("participants", "events keepers-replaced 2", part=3, role="addressee"),
    ),
    "a member for a group": (
        cells("quotes", OTHER_Q2, speaker_kind="group", **NO_BODY),
        cells("positions", OTHER_P1, person_id="pella-thorn", holder="Pella Thorn"),
    ),
    "an author's own position": (
        cells("articles", "gazette-one", author="Odo Quill"),
        cells("positions", P3, basis="authored", person_id="odo-quill", holder="Odo Quill"),
    ),
    "two aspects in one quote": (
        added("positions", P1, position_id="gazette-one-p04", aspect="overall"),
        added("evidence", f"positions {P1} gazette-one 1", record_id="gazette-one-p04"),
    ),
    "participants told in two ways": (
        cells("accounts", TOLD, field="participants", value="two keepers"),
        cells("accounts", TOLD_ANEW, field="participants", value="three keepers"),
    ),
    "a quantity told in two ways": (
        *(
            cells("accounts", told, **{**TERM, "value": value})
            for told, value in ((TOLD, "40000"), (TOLD_ANEW, "50000"))
        ),
        added(
            "evidence",
            "proposal_terms imposed-lantern-trust-oil gazette-one 1",
            article_id="gazette-two",
            start=41,
            end=139,
        ),
    ),
    "one value told twice, another once": (
        added("accounts", TOLD_ANEW, value="P10Y", preferred=True),
    ),
    "a name in the byline": (
        cells("evidence", LAMPS, start=362, end=376),
        cells("blocks", "gazette-one subheading 362", role="byline"),
    ),
    "a quote within another": (
        cells("evidence", f"quotes {Q4} gazette-one 1", start=452, end=532),
    ),
    "a passage over two paragraphs": (cells("evidence", KEEPERS, start=1184, end=1268),),
    "words of one letter": (cells("evidence", LAMPS, word_count=9),),
    **{
        f"words of the {role} as evidence": (cells("evidence", KEEPERS, start=start, end=end),)
        for role, start, end in (
            ("title", 0, 45),
            ("standfirst", 47, 127),
            ("body", 535, 819),
            ("timeline", 1126, 1224),
        )
    },
}


# --- tests -----------------------------------------------------------------------------------


def _named(case: Case) -> str:
    return case.rule


def test_good_tables_have_no_fault(good: Good) -> None:
    tables = {name: good.arrow(name) for name in good.contract}
    assert check_tables(good.contract, tables, good.context()) == []


def test_every_rule_has_a_case() -> None:
    assert {c.rule for c in CASES} == set(RULES)


@pytest.mark.parametrize("case", CASES, ids=_named)
def test_a_rule_finds_its_fault_where_it_is(good: Good, case: Case, judge: Judge) -> None:
    bad = good.changed(case.changes)
    tables = bad.differing(good) | {case.field.split(".")[0]}
    assert bad.faults(tables, judge) == case.expected


@pytest.mark.parametrize("changes", PERMITTED.values(), ids=PERMITTED.keys())
def test_no_rule_objects_to_what_is_permitted(
    good: Good, changes: tuple[Change, ...], judge: Judge
) -> None:
    other = good.changed(changes)
    changed = other.differing(good)
    assert changed or other.rows["passages"] != good.rows["passages"]
    assert other.faults(changed or {"articles"}, judge) == set()


@pytest.mark.parametrize("case", some(CASES, 3), ids=_named)
def test_a_rule_judges_own_types_of_pandas_alike(good: Good, case: Case) -> None:
    bad = good.changed(case.changes)
    rule = RULES[case.rule]
    mask = rule.judge(*bad.frames(rule, bad.own_types))
    assert mask.dtype == "bool"
    rows = [row for row, fault in zip(bad.rows[rule.table], mask, strict=True) if fault]
    assert {bad.key(rule.table, row) for row in rows} == set(case.keys)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_judges_a_table_without_rows(good: Good, rule: Rule) -> None:
    empty = replace(good, rows={name: [] for name in good.rows})
    for made in (empty.own_types, lambda name: arrow_frame(empty.arrow(name))):
        assert not rule.judge(*empty.frames(rule, made)).any()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_says_what_is_wrong_and_what_to_do(good: Good, rule: Rule) -> None:
    assert rule.field in good.contract[rule.table].names
    assert set(rule.context) <= set(good.rows)
    assert rule.message.strip()
    assert rule.message[-1] != "."
    assert rule.hint.strip()


@pytest.mark.parametrize(
    ("table", "key", "column"),
    [
        ("quotes", Q1, "sequence"),
        ("quotes", Q1, "word_count"),
        ("participants", "events keepers-replaced 1", "part"),
        ("evidence", LAMPS, "part"),
        ("evidence", LAMPS, "word_count"),
        ("articles", "gazette-one", "paragraph_count"),
    ],
)
def test_an_empty_cell_keeps_no_rule_from_judging(
    good: Good, table: str, key: str, column: str, judge: Judge
) -> None:
    bad = good.changed([cells(table, key, **{column: None})])
    faults = bad.faults({table}, judge)
    assert "required" in {rule for rule, _, _ in faults}
    assert "the whole table" not in {row for _, _, row in faults}


def test_without_the_locks_and_the_texts_the_other_rules_judge(good: Good) -> None:
    bad = good.changed([cells("evidence", LAMPS, start=9000, end=9100, word_count=90)])
    tables = {name: bad.arrow(name) for name in bad.contract}
    assert [f.rule for f in check_tables(bad.contract, tables)] == ["evidence-longer-than-its-text"]
