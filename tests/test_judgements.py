"""Every check that the schema files declare finds its fault and says what to write instead.

Catches declarations that are not enforced (a required column, a pattern, a key, a reference, a
lookup or a bound of which no check was made), checks that refuse good cells, and messages that
keep the bad value or the nearest good one to themselves. Most cases are made from the contract,
so that a new column is tested as soon as it is declared.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pytest

from outsourced_care.content import read_parquet
from outsourced_care.contract import Contract, Field, ForeignKey, Table
from outsourced_care.judging import Fault, arrow_frame
from outsourced_care.schema_files import load_contract
from outsourced_care.validation import check_tables

if TYPE_CHECKING:
    from conftest import Judge, Project

Row = dict[str, Any]
CONTRACT = load_contract(Path(__file__).resolve().parent.parent / "schemas")


@dataclass(frozen=True)
class Good:
    """The fictional project's tables, and what judges tables."""

    tables: dict[str, pa.Table]
    judge: Judge

    def row(self, table: Table) -> Row:
        return dict(self.tables[table.name].slice(0, 1).to_pylist()[0])

    def faults(
        self, table: Table, rows: Iterable[Row], texts: Iterable[str] = (), alone: bool = True
    ) -> list[Fault]:
        """What is wrong with rows of a table: taken alone, or with the others at hand."""
        schema = pa.schema([f.to_arrow().with_nullable(True) for f in table.fields])
        judged = {table.name: pa.Table.from_pylist(list(rows), schema=schema)}
        context = {} if alone else {n: arrow_frame(t) for n, t in self.tables.items()}
        context.pop(table.name, None)
        if not alone:
            looked_up = {f.lookup.resource for f in table.fields if f.lookup}
            judged = {n: self.tables[n] for n in looked_up} | judged
        if texts:
            articles = [{"article_id": f"gazette-{n}", "text": t} for n, t in enumerate(texts)]
            context["texts"] = pd.DataFrame(articles)
        contract = Contract([CONTRACT[name] for name in judged])
        return [f for f in self.judge(contract, judged, context) if f.table == table.name]

    def each(
        self,
        table: Table,
        rule: str,
        bad: Iterable[tuple[Field, Any]],
        fine: Iterable[tuple[Field, Any]] = (),
    ) -> list[Fault]:
        """What a rule says of cells, each in a row of its own: of all bad and of no fine ones."""
        bad = list(bad)
        rows = [{**self.row(table), field.name: cell} for field, cell in (*bad, *fine)]
        found = [f for f in self.faults(table, rows) if f.rule == rule]
        assert [(f.row, f.field, None if f.value is pd.NA else f.value) for f in found] == [
            (row, field.name, cell) for row, (field, cell) in enumerate(bad)
        ]
        return found


@pytest.fixture(scope="session")
def fictional(built_project: Project) -> dict[str, pa.Table]:
    """The tables of the fictional project."""
    files = {name: built_project.root / f"data/{name}.parquet" for name in CONTRACT}
    return {n: read_parquet(f.read_bytes(), CONTRACT[n]) for n, f in files.items()}


@pytest.fixture
def good(fictional: dict[str, pa.Table], judge: Judge) -> Good:
    return Good(fictional, judge)


def declared(field: Field, having: str) -> bool:
    value = getattr(field, having)
    return value is not None and value is not False and value != ()


def columns(*, having: str) -> list[Any]:
    """Every column for which a property is declared."""
    return [
        pytest.param(table, field, id=f"{table.name}.{field.name}")
        for table in CONTRACT.values()
        for field in table.fields
        if declared(field, having)
    ]


def tables(*, having: str) -> list[Any]:
    """Every table with columns for which a property is declared, and these columns."""
    return [
        pytest.param(table, fields, id=table.name)
        for table in CONTRACT.values()
        if (fields := [f for f in table.fields if declared(f, having)])
    ]


def paired(fields: Iterable[Field], cells: Iterable[Any]) -> list[tuple[Field, Any]]:
    """Every cell for every column."""
    return list(itertools.product(fields, cells))


# --- cells -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", CONTRACT.values(), ids=CONTRACT)
def test_the_good_rows_have_no_fault(good: Good, table: Table) -> None:
    rows = good.tables[table.name].to_pylist()
    assert good.faults(table, rows, alone=False) == []


@pytest.mark.parametrize(("table", "fields"), tables(having="required"))
def test_a_required_cell_is_missed(good: Good, table: Table, fields: list[Field]) -> None:
    faults = good.each(table, "required", paired(fields, [None]))
    for fault, field in zip(faults, fields, strict=True):
        assert fault.message == f"{field.name} is missing"
        values = f" One of: {', '.join(field.values)}" if field.values else ""
        assert fault.hint == f"{field.title}: {field.description}{values}"


@pytest.mark.parametrize("table", CONTRACT.values(), ids=CONTRACT)
def test_every_other_cell_may_be_missing(good: Good, table: Table) -> None:
    row = good.row(table) | {f.name: None for f in table.fields if not f.required}
    assert [f for f in good.faults(table, [row]) if f.rule == "required"] == []


NO_TEXT_CELLS = [
    "",  # empty
    " ",  # white space
    "=1+1",  # a formula
    "+44",  # a plus
    "-1",  # a minus
    "@home",  # an at sign
    "\tlamps",  # a tab before
    "\rlamps",  # a return before
    " lamps",  # a space before
    "lamps ",  # a space behind
    "lamps\t",  # a tab behind
    "\nlamps",  # a line break before
    "lamps\noil",  # a line break inside
    "lamps\n",  # a line break behind
    "lamps\r\n",  # a Windows line break behind
    "lamps\toil",  # a tab inside
    "lamps\x00oil",  # a null
    "lamps\x1b[1m",  # an escape
    "lamps\x7f",  # a delete
    "\x7f",  # a delete only
    "lamps\u00a0",  # a space that does not break, behind
    "\u3000lamps",  # an ideographic space before
    "lamps\u2028oil",  # a line separator
    "lamps\x85oil",  # a next line
    "\ufefflamps",  # a byte order mark
    "lamps\u200boil",  # a space of no width
    "lamps\u202eoil",  # a turn of the writing's direction
]
TEXT_CELLS = [
    "x",
    "7",
    "“Lamps”",
    "é",
    "lamp-oil = light",
    "a  b",
    "(=1)",
    "#oil",
    "£40,000",
    "💡 on",
]


def test_a_text_cell_is_trimmed_on_one_line_and_no_formula(good: Good) -> None:
    bodies = CONTRACT["organisations"]
    bad, fine = ([(bodies["name"], c) for c in cells] for cells in (NO_TEXT_CELLS, TEXT_CELLS))
    for fault in good.each(bodies, "text-cell", bad, fine):
        assert fault.message == f"name {fault.value!r} is no plain text cell"
        assert "line breaks" in str(fault.hint)


@pytest.mark.medium
@pytest.mark.parametrize("table", CONTRACT.values(), ids=CONTRACT)
def test_no_text_column_takes_what_is_no_text_cell(good: Good, table: Table) -> None:
    for field in table.fields:
        if field.type == "string" and not field.categories:
            good.each(table, form_of(field), [(field, cell) for cell in NO_TEXT_CELLS])


def form_of(field: Field) -> str:
    """The rule that judges the form of a text column's cells."""
    if field.format == "uri":
        return "web-address"
    return "pattern" if field.pattern and not field.edtf else "text-cell"


@pytest.mark.parametrize(("table", "fields"), tables(having="categories"))
def test_a_vocabulary_is_closed(good: Good, table: Table, fields: list[Field]) -> None:
    fine = [(field, value) for field in fields for value in field.values]
    faults = good.each(table, "vocabulary", [(f, f"{v}x") for f, v in fine], fine)
    for fault, (field, value) in zip(faults, fine, strict=True):
        assert fault.message == f"{field.name} “{value}x” is none of its values"
        assert value in str(fault.hint)


def test_a_vocabulary_takes_no_other_spelling(good: Good) -> None:
    proposals = CONTRACT["proposals"]
    spellings = ["Plan", "plan ", "plans", "", "lamps"]
    for fault in good.each(proposals, "vocabulary", paired([proposals["kind"]], spellings)):
        assert f"“{fault.value}”" in fault.message
        assert "plan" in str(fault.hint)
    (fault,) = good.each(proposals, "vocabulary", [(proposals["kind"], "sugestion")])
    assert fault.hint == "did you mean suggestion?"


SLUGS = [
    "Lamp",
    "lamp_oil",
    "lamp--oil",
    "-lamp",
    "lamp-",
    "lämp",
    "lamp oil",
    "lamp.oil",
    "lamp\n",
]
MISSHAPEN: dict[str, list[str]] = {  # by pattern, so that a new one is not forgotten
    "^[a-z0-9]+(-[a-z0-9]+)*$": SLUGS,
    "^[a-z]{2,3}(-[A-Z]{2})?$": ["EN", "english", "en-gb", "e", "en_GB", "en-GB-x"],
    "^[0-9a-f]{64}$": ["0" * 63, "0" * 65, "F" * 64, "g" + "0" * 63],
    "^[A-Z]{2,3}-[A-Z0-9]+-[A-Za-z0-9]+$": ["GB-COH", "gb-COH-1", "GBCOH1", "GB-COH-1-2", "G-C-1"],
    "^[EJKLMNSW][0-9]{8}$": ["E0800001", "A08000017", "E080000170", "e08000017"],
    "^Q[1-9][0-9]*$": ["Q0", "Q", "12", "q12", "Q1a"],
    r"^https://ror\.org/0[a-z0-9]{6}[0-9]{2}$": [
        "https://ror.org/1abcdef12",
        "https://ror.org/0abcde12",
        "http://ror.org/0abcdef12",
        "https://rorxorg/0abcdef12",
        "0abcdef12",
    ],
    "^[a-z]+([ -][a-z]+)*$": ["Say", "say,", "say  so", "say-", "said 2"],
    r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$": [
        "1.0",
        "1.0.0.0",
        "v1.0.0",
        "01.0.0",
        "1.0.0-rc1",
        "1.0.x",
        "1.0.1234567890",
    ],
    "^P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$": ["10Y", "P10", "P1M1Y", "PT1H", "p10y", "P1.5Y"],
}
WELL_SHAPED: dict[str, list[str]] = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": ["lamp", "2031", "lamp-oil-2"],
    "^[a-z]{2,3}(-[A-Z]{2})?$": ["en", "cym", "en-GB"],
    "^[0-9a-f]{64}$": ["0123456789abcdef" * 4],
    "^[A-Z]{2,3}-[A-Z0-9]+-[A-Za-z0-9]+$": ["GB-COH-00000000", "XM-DAC-7a"],
    "^[EJKLMNSW][0-9]{8}$": ["E99999999", "W00000000"],
    "^Q[1-9][0-9]*$": ["Q1", "Q10"],
    r"^https://ror\.org/0[a-z0-9]{6}[0-9]{2}$": ["https://ror.org/0abcdef12"],
    "^[a-z]+([ -][a-z]+)*$": ["say", "make known", "half-say"],
    r"^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$": ["0.0.0", "10.20.30"],
    "^P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$": ["P10Y", "P18M", "P1Y6M", "P2W", "P90D"],
}


@pytest.mark.parametrize(("table", "fields"), tables(having="pattern"))
def test_a_pattern_is_kept(good: Good, table: Table, fields: list[Field]) -> None:
    bad, fine = (
        [(field, value) for field in fields for value in values[str(field.pattern)]]
        for values in (MISSHAPEN, WELL_SHAPED)
    )
    faults = good.each(table, "pattern", bad, fine)
    for fault, (field, value) in zip(faults, bad, strict=True):
        assert f"“{value}”" in fault.message
        assert field.description in str(fault.hint)
        assert str(field.pattern) in str(fault.hint)


@pytest.mark.parametrize(("table", "fields"), tables(having="minimum"))
def test_a_minimum_is_kept(good: Good, table: Table, fields: list[Field]) -> None:
    bad, fine = (
        [(field, int(field.minimum or 0) + more) for field in fields for more in several]
        for several in ((-1, -100), (0, 1))
    )
    faults = good.each(table, "minimum", bad, fine)
    for fault, (field, value) in zip(faults, bad, strict=True):
        assert f"{field.name} {value}" in fault.message
        assert fault.message.endswith(f"is less than {int(field.minimum or 0)}")
        assert field.description in str(fault.hint)


NO_ADDRESSES = [
    "javascript:alert(1)",
    "file:///lamps",
    "data:text/html,lamps",
    "ftp://lamps.example",
    "mailto:lamps@lamps.example",
    "//lamps.example",
    "lamps.example",
    "https:lamps.example",
    "https://",
    "https://lamps.example/a b",
    "https://lamps.example/\u00a0b",
    "http:///lamps",
    "https://?lamps",
    "https://lamps.example/\n",
    " https://lamps.example",
    'https://lamps.example/"onclick="x',
    "https://lamps.example/<script>",
]


GOOD_ADDRESSES = [
    "https://lamps.example",
    "http://lamps.example/2031/oil?page=2#wicks",
    "https://lamps.example/keeper's-oil",
    "https://lamps.example/#:~:text=lamps%20and,oil",
]


@pytest.mark.parametrize("name", ["articles", "quotes", "organisations"])
def test_a_web_address_is_one(good: Good, name: str) -> None:
    table = CONTRACT[name]
    fields = [f for f in table.fields if f.format == "uri"]
    bad, fine = paired(fields, NO_ADDRESSES), paired(fields, GOOD_ADDRESSES)
    for fault in good.each(table, "web-address", bad, fine):
        assert f"“{fault.value}”" in fault.message
        assert "https://" in str(fault.hint)


def test_every_web_address_is_tested() -> None:
    found = {t.name for t in CONTRACT.values() for f in t.fields if f.format == "uri"}
    assert found == {"articles", "quotes", "organisations"}


DATES = {  # what is refused, and a word that says why
    "2031-13": "month",
    "2031-02-30": "28 days",
    "2031-03-04T10:00": "clock time",
    "2031/2030": "reversed",
    "[2032..2031]": "reversed",
    "/2031": "empty end",
    "../..": "no bound",
    "[..]": "no bound",
    "4 March 2031": "white space",
    "soon": "no EDTF date",
    "20310304": "no EDTF date",
}


@pytest.mark.parametrize(("table", "fields"), tables(having="edtf"))
def test_a_date_is_edtf(good: Good, table: Table, fields: list[Field]) -> None:
    bad, fine = paired(fields, DATES), paired(fields, [*BOUNDS, "2031-03~", "2031?"])
    for fault in good.each(table, "edtf", bad, fine):
        assert f"“{fault.value}”" in fault.message
        assert DATES[str(fault.value)] in fault.message
        assert "EDTF" in str(fault.hint)


def test_a_quantity_is_finite(good: Good) -> None:
    terms = CONTRACT["proposal_terms"]
    rows = [{**good.row(terms), "quantity": value} for value in (float("inf"), 1e300, 0.5)]
    assert [(f.row, f.rule) for f in good.faults(terms, rows) if f.rule != "unique"] == [
        (0, "finite")
    ]


# --- keys and references ---------------------------------------------------------------------

KEYS = [
    pytest.param(table, key, id=f"{table.name}: {' '.join(key)}")
    for table in CONTRACT.values()
    for key in table.keys
]


def other(value: Any) -> Any:
    """Another cell of the same type and form."""
    if isinstance(value, str):
        return value[::-1] if value[::-1] != value else value * 2
    return value + 100 if type(value) is int else value


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_a_key_stands_once(good: Good, table: Table, key: tuple[str, ...]) -> None:
    rows = good.tables[table.name].to_pylist()
    copy = {name: None if v is None else other(v) for name, v in rows[0].items()}
    again = [*rows, {**copy, **{name: rows[0][name] for name in key}}]
    faults = [f for f in good.faults(table, again) if f.rule == "unique"]
    assert [(f.row, f.field) for f in faults] == [(len(rows), key[-1])]
    assert f"“{rows[0][key[-1]]}”" in faults[0].message
    assert ", ".join(key) in faults[0].message
    for name in key:  # but for one cell the same
        nearly = [*rows, {**again[-1], name: other(rows[0][name])}]
        assert [f for f in good.faults(table, nearly) if f.rule == "unique"] == []


def test_keys_of_all_kinds_are_tested() -> None:
    declared = {(table.name, key) for table in CONTRACT.values() for key in table.keys}
    assert {
        ("people", ("person_id",)),
        ("people", ("name",)),
        ("quotes", ("article_id", "sequence")),
        ("evidence", ("table", "record_id", "article_id", "part")),
        ("articles", ("text_sha256",)),
    } <= declared


REFERENCES = [
    pytest.param(table, key, id=f"{table.name}.{'+'.join(key.fields)}")
    for table in CONTRACT.values()
    for key in table.foreign_keys
]


@pytest.mark.parametrize(("table", "key"), REFERENCES)
def test_a_reference_names_a_row(good: Good, table: Table, key: ForeignKey) -> None:
    (column,), (target,) = key.fields, key.reference
    known = good.tables[key.resource][target].to_pylist()[-1]
    rows = good.tables[table.name].to_pylist()
    bad = {"no-such-id": known, f"{known}x": f"did you mean {known}"}
    rows += [{**rows[0], column: value} for value in bad]
    faults = [f for f in good.faults(table, rows, alone=False) if f.rule == "reference"]
    assert [(f.row, f.field, f.value) for f in faults] == [
        (row, column, value) for row, value in enumerate(bad, start=len(rows) - len(bad))
    ]
    for fault, (value, hint) in zip(faults, bad.items(), strict=True):
        assert fault.message == f"{column} “{value}” is not in {key.resource}"
        assert hint in str(fault.hint)


# --- derived cells ---------------------------------------------------------------------------


@pytest.mark.parametrize(("table", "field"), columns(having="lookup"))
@pytest.mark.parametrize("value", ["Lamp Office", None])
def test_a_derived_cell_follows(good: Good, table: Table, field: Field, value: str | None) -> None:
    assert field.lookup is not None
    rows = good.tables[table.name].to_pylist()
    given = next(n for n, row in enumerate(rows) if row[field.name])
    rows[given][field.name] = value
    faults = [f for f in good.faults(table, rows, alone=False) if f.rule == "derived"]
    assert [(f.row, f.field) for f in faults] == [(given, field.name)]
    assert field.lookup.by in faults[0].message
    assert value is None or f"“{value}”" in faults[0].message
    assert "leave it out" in str(faults[0].hint)


@pytest.mark.parametrize(("table", "field"), columns(having="lookup"))
def test_a_label_may_stand_without_an_identifier(good: Good, table: Table, field: Field) -> None:
    assert field.lookup is not None
    rows = good.tables[table.name].to_pylist()
    rows[0] |= {field.lookup.by: None, field.name: "a lamp office of some kind"}
    assert [f for f in good.faults(table, rows, alone=False) if f.rule == "derived"] == []


BOUNDS = {  # each expression with its first and last day
    "2031-03-04": (dt.date(2031, 3, 4), dt.date(2031, 3, 4)),
    "2031-02": (dt.date(2031, 2, 1), dt.date(2031, 2, 28)),
    "2032": (dt.date(2032, 1, 1), dt.date(2032, 12, 31)),
    "2029/2031-04": (dt.date(2029, 1, 1), dt.date(2031, 4, 30)),
    "[2029..2031]": (dt.date(2029, 1, 1), dt.date(2031, 12, 31)),
    "[..2031-03-04]": (None, dt.date(2031, 3, 4)),
    "[2031-03-04..]": (dt.date(2031, 3, 4), None),
}


def bounded(table: Table, of: str, written: str | None, days: tuple[Any, Any]) -> Row:
    """The cells of a date and its two bounds."""
    names = {f.bound.end: f.name for f in table.fields if f.bound and f.bound.of == of}
    return {of: written, names["lower"]: days[0], names["upper"]: days[1]}


@pytest.mark.parametrize(("table", "field"), columns(having="bound"))
def test_a_bound_follows(good: Good, table: Table, field: Field) -> None:
    assert field.bound is not None
    rows = [good.row(table) | bounded(table, field.bound.of, w, BOUNDS[w]) for w in BOUNDS]
    assert [f for f in good.faults(table, rows) if f.rule == "bound"] == []
    for wrong in (dt.date(1931, 3, 4), dt.date(2131, 3, 4), None):
        expected = [n for n, row in enumerate(rows) if row[field.name] != wrong]
        faults = good.faults(table, [{**row, field.name: wrong} for row in rows])
        found = [f for f in faults if f.rule == "bound"]
        assert [(f.row, f.field) for f in found] == [(n, field.name) for n in expected]
        for fault in found:
            assert f"{field.bound.end} bound of {field.bound.of}" in fault.message
            assert wrong is None or wrong.isoformat() in fault.message


@pytest.mark.parametrize(("table", "field"), columns(having="bound"))
def test_no_date_has_no_bound(good: Good, table: Table, field: Field) -> None:
    assert field.bound is not None
    row = good.row(table) | bounded(table, field.bound.of, None, (None, None))
    assert [f for f in good.faults(table, [row]) if f.rule == "bound"] == []
    faults = good.faults(table, [{**row, field.name: dt.date(2031, 3, 4)}])
    assert [f.field for f in faults if f.rule == "bound"] == [field.name]


@pytest.mark.parametrize(("table", "field"), columns(having="bound"))
def test_bounds_stand_in_order(good: Good, table: Table, field: Field) -> None:
    assert field.bound is not None
    early, late = dt.date(2031, 3, 4), dt.date(2031, 3, 5)
    every = [(late, early), (early, early), (early, late)]
    rows = [good.row(table) | bounded(table, field.bound.of, "2031-03", days) for days in every]
    (fault,) = [f for f in good.faults(table, rows) if f.rule == "order"]
    upper = bounded(table, field.bound.of, None, (None, fault.field))
    assert (fault.row, upper[str(fault.field)]) == (0, fault.field)
    assert "2031-03-04" in fault.message


# --- copied words ----------------------------------------------------------------------------

ARTICLE = """A lamp for every door in the old lower town tonight

Keepers carried nine copper kettles over seven wooden bridges before breakfast, singing.
"""
EIGHT = "keepers carried nine copper kettles over seven wooden"
SEVEN = "keepers carried nine copper kettles over seven"
COPIED = [
    EIGHT,
    f"we say that {EIGHT} bridges",
    EIGHT.upper(),
    EIGHT.replace(" ", ", "),
    EIGHT.replace(" ", " — "),
]
NOT_COPIED = [
    SEVEN,
    f"{SEVEN} iron bridges",
    EIGHT.replace("copper", "brass"),
    "wooden bridges before breakfast, singing a song of our own",
    "over seven wooden bridges before breakfast, singing",
    "a lamp for every door in the old lower town tonight",
]
OUR_WORDS = [  # columns that must never hold a stretch of an article
    "articles.summary",
    "quotes.paraphrase",
    "quotes.speaker_role",
    "events.title",
    "events.summary",
    "proposals.title",
    "proposals.scope",
    "proposals.summary",
    "proposal_terms.statement",
    "positions.alternative",
    "accounts.note",
    "evidence.note",
]


@pytest.mark.parametrize("column", OUR_WORDS)
def test_words_are_our_own(good: Good, column: str) -> None:
    name, field = column.split(".")
    rows = [{**good.row(CONTRACT[name]), field: cell} for cell in (*COPIED, *NOT_COPIED)]
    found = [f for f in good.faults(CONTRACT[name], rows, [ARTICLE]) if f.rule == "copied"]
    assert [(f.row, f.field) for f in found] == [(n, field) for n in range(len(COPIED))]
    for fault in found:
        assert "7 words" in fault.message
        assert "our own words" in str(fault.hint)


def test_a_name_may_be_longer_than_seven_words(good: Good) -> None:
    for column in ("organisations.name", "organisation_names.name", "participants.name"):
        name, field = column.split(".")
        row = {**good.row(CONTRACT[name]), field: EIGHT}
        assert good.faults(CONTRACT[name], [row], [ARTICLE]) == []


def test_a_selector_is_words_of_an_article(good: Good) -> None:
    evidence = CONTRACT["evidence"]
    row = {
        **good.row(evidence),
        "selector": "Keepers carried nine copper … kettles over seven wooden",
    }
    assert [f for f in good.faults(evidence, [row], [ARTICLE]) if f.rule == "copied"] == []


def test_a_title_of_an_article_is_a_name(good: Good) -> None:
    articles = CONTRACT["articles"]
    elsewhere = f"Another title\n\n{ARTICLE}"
    row = {**good.row(articles), "title": "A lamp for every door in the old lower town tonight"}
    assert good.faults(articles, [row], [ARTICLE]) == []
    assert good.faults(articles, [row], [elsewhere]) == []


def test_every_article_counts(good: Good) -> None:
    row = {**good.row(CONTRACT["articles"]), "summary": EIGHT}
    texts = ["One\n\nNothing of that kind.", ARTICLE]
    assert [f.rule for f in good.faults(CONTRACT["articles"], [row], texts)] == ["copied"]
    assert good.faults(CONTRACT["articles"], [row], texts[:1]) == []


# --- whole tables ----------------------------------------------------------------------------


def test_a_table_without_its_columns_is_one_fault_of_the_table(
    fictional: dict[str, pa.Table],
) -> None:
    people = CONTRACT["people"]
    for table, wrong in (
        (fictional["people"].drop_columns(["name"]), "name"),
        (fictional["people"].append_column("colour", pa.array(["red", "blue"])), "colour"),
    ):
        faults = check_tables(Contract([people]), {"people": table})
        assert [(f.table, f.row, f.rule) for f in faults if f.rule == "schema"] == [
            ("people", None, "schema")
        ]
        assert any(wrong in f.message for f in faults)


def test_a_fault_is_told_once_a_row_and_in_their_order(good: Good) -> None:
    people = CONTRACT["people"]
    rows = [
        {"person_id": f"keeper-{n}", "name": name}
        for n, name in enumerate(["=a", "Ida", " b", None, "Ida", "c "])
    ]
    faults = good.faults(people, rows)
    assert [(f.row, f.rule) for f in faults] == [
        (0, "text-cell"),
        (2, "text-cell"),
        (3, "required"),
        (4, "unique"),
        (5, "text-cell"),
    ]
