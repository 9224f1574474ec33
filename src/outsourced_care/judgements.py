"""A table of the contract flows in, its named checks flow out, each with its words.

What the schema file declares (patterns, vocabularies, dates, keys, lookups, bounds) and the
functions of `rules` become judgements here. Each has a name and says, of the value that
fails, what is wrong and what to write instead. `validation` makes Pandera checks of them;
`judging` passes them one by one where Pandera's own start takes longer than the work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from outsourced_care import dates, masks, rules
from outsourced_care.contract import HIDDEN, WEB_ADDRESS, Contract, Field, ForeignKey, Table
from outsourced_care.contributing import RECIPE
from outsourced_care.findings import nearest
from outsourced_care.machine_rules import machine_rules

Frames = Mapping[str, pd.DataFrame]
Say = Callable[[object], str]
# of a column where cells are judged, else of a frame; a single value judges all of it
AtFault = Callable[[Any], "pd.Series | bool"]

# besides what is hidden, white space may not stand at a cell's edges
_FORMULA = r"=+\-@＝＋－＠"  # what a spreadsheet takes for the beginning of one
_SPACE = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_TEXT_CELL = rf"[^{HIDDEN}{_SPACE}{_FORMULA}]([^{HIDDEN}]*[^{HIDDEN}{_SPACE}])?"

# what is told to whoever writes entries; nobody writes what a machine made
_WRITTEN = {*rules.RULES, "bound", "order", "reference"}
_AGAIN = "extract the articles again: machine-made rows are not mended by hand"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A check with its name and what it says of a value that fails."""

    rule: str
    field: str
    at_fault: AtFault
    message: Say
    hint: Say | None = None
    of_cells: bool = True  # whether it judges the column by itself, or the whole frame
    builtin: tuple[str, object] | None = None  # the check of Pandera's own that says the same

    @property
    def name(self) -> str:
        """The name under which Pandera reports it; unique in its table."""
        return f"{self.field}: {self.rule}"


def cell_judgements(field: Field, dtype: object) -> Iterator[Judgement]:
    """Judge a column by what the schema file declares of its cells.

    Args:
        field: The field.
        dtype: The dtype that the column must have, exactly.
    """
    name = field.name

    def written(rule: str, pattern: str, message: Say, hint: Say) -> Judgement:
        return Judgement(rule, name, lambda cells: masks.unlike(cells, pattern), message, hint)

    if field.required:
        yield Judgement(
            "required",
            name,
            lambda cells: ~masks.given(cells),
            lambda _: f"{name} is missing",
            lambda _: _meaning(field),
            builtin=("nullable", False),
        )
    yield _typed(field, dtype)
    stricter = field.pattern is not None and not field.edtf  # a pattern lets less pass
    free = not (field.categories or field.format == "uri" or stricter or field.verbatim)
    if field.type == "string" and free:
        yield Judgement(
            "text-cell",
            name,
            lambda cells: masks.unlike_text(cells, _TEXT_CELL, _FORMULA),
            lambda v: f"{name} {v!r} is no plain text cell",
            lambda _: "no white space around it, no line breaks, no = + - @ at the beginning",
        )
    if field.categories:
        yield Judgement(
            "vocabulary",
            name,
            lambda cells: masks.given(cells) & ~masks.is_in(cells, *field.values),
            lambda v: f"{name} “{v}” is none of its values",
            lambda v: nearest(str(v), field.values),
            builtin=("isin", list(field.values)),
        )
    if field.pattern is not None:
        yield written(
            "pattern",
            field.pattern,
            lambda v: f"{name} “{v}” has not the form it must have",
            lambda _: f"{_meaning(field)} (pattern {field.pattern})",
        )
    if field.minimum is not None:
        yield Judgement(
            "minimum",
            name,
            lambda cells: masks.true(cells < field.minimum),
            lambda v: f"{name} {v} is less than {field.minimum:g}",
            lambda _: _meaning(field),
            builtin=("ge", field.minimum),
        )
    if field.type == "number":
        yield Judgement(
            "finite",
            name,
            lambda cells: masks.given(cells) & ~masks.true(cells < math.inf),
            lambda v: f"{name} {v} is no number that can be counted with",
            lambda _: _meaning(field),
            builtin=("lt", math.inf),
        )
    if field.format == "uri":
        yield written(
            "web-address",
            WEB_ADDRESS,
            lambda v: f"{name} “{v}” is no web address",
            lambda _: "write https://… without white space",
        )
    if field.edtf:
        yield Judgement(
            "edtf",
            name,
            rules.not_edtf,
            lambda v: dates.problem(str(v)) or f"{name} “{v}” is no date",
            lambda _: "write a date in EDTF, quoted when it begins with a bracket",
        )


def _typed(field: Field, dtype: object) -> Judgement:
    """Judge the column's dtype; Pandera itself takes some for others."""

    def other(cells: Any) -> bool:
        return bool(cells.dtype != dtype)

    return Judgement("type", field.name, other, lambda _: f"{field.name} is not of type {dtype}")


def judgements_of(
    table: Table, contract: Contract, frames: Frames, dtype_of: Callable[[Field], object]
) -> list[Judgement]:
    """Every judgement of a table, column by column, then of the whole.

    Args:
        table: The table.
        contract: The contract it belongs to.
        frames: The tables at hand; what needs another one is left out.
        dtype_of: The dtype that a field's column must have.
    """
    cells = [j for f in table.fields for j in cell_judgements(f, dtype_of(f))]
    return [*cells, *table_judgements(table, contract, frames)]


def table_judgements(table: Table, contract: Contract, frames: Frames) -> Iterator[Judgement]:
    """Judge a table by its declared keys, lookups and bounds, and by the rules.

    What needs a table that is not among `frames` is left out.
    """
    made = _table_judgements(table, contract, frames)
    if contract.edition == "published":
        return made
    return (replace(one, hint=_again) if one.rule in _WRITTEN else one for one in made)


def _again(_: object) -> str:
    return _AGAIN


def _table_judgements(table: Table, contract: Contract, frames: Frames) -> Iterator[Judgement]:
    for key in table.keys:
        yield _unique(key)
    for reference in table.foreign_keys:
        if reference.resource in frames or reference.resource == table.name:
            yield _reference(reference, table.name, frames)
    for field in table.fields:
        if field.lookup and field.lookup.resource in frames:
            yield _derived(field, contract[field.lookup.resource].primary_key[0], frames)
        if field.bound:
            yield from _bounded(field, table)
        if "texts" in frames and field.own_words:
            yield _copied(field, frames["texts"])
    for rule in rules.RULES.values():
        applies = rule.table == table.name and (rule.machine or contract.edition == "published")
        if applies and all(name in frames for name in rule.context):
            yield _ruled(rule, [frames[name] for name in rule.context])
    if contract.edition == "machine":
        yield from (_ruled(rule, []) for rule in machine_rules(table))


def _own(
    rule: str,
    field: str,
    at_fault: AtFault,
    message: Say,
    hint: Say | None = None,
) -> Judgement:
    return Judgement(rule, field, at_fault, message, hint, of_cells=False)


def _meaning(field: Field) -> str:
    values = f" One of: {', '.join(field.values)}" if field.values else ""
    return f"{field.title}: {field.description}{values}"


def _unique(key: tuple[str, ...]) -> Judgement:
    def repeated(frame: pd.DataFrame) -> pd.Series:
        twice = masks.repeated(frame, key)
        for name in key if twice.any() else ():  # a row without a whole key is no other's
            twice &= masks.given(frame[name])
        return twice

    names = ", ".join(key)
    return _own(
        "unique",
        key[-1],
        repeated,
        lambda v: f"the same {names} stands twice (“{v}”)",
        lambda _: "keep one of them",
    )


def _reference(key: ForeignKey, own: str, frames: Frames) -> Judgement:
    column, target = key.fields[-1], key.reference[-1]

    def dangling(frame: pd.DataFrame) -> pd.Series:
        referred = frame if key.resource == own else frames[key.resource]
        return rules.dangling_reference(frame, list(key.fields), referred, list(key.reference))

    def near(value: object) -> str:
        if key.resource not in frames:
            return "name an identifier of the same table"
        return nearest(str(value), [str(k) for k in frames[key.resource][target].dropna()])

    return _own(
        "reference", column, dangling, lambda v: f"{column} “{v}” is not in {key.resource}", near
    )


def _derived(field: Field, by: str, frames: Frames) -> Judgement:
    look = field.lookup
    assert look is not None  # noqa: S101 - the caller has looked

    def differs(frame: pd.DataFrame) -> pd.Series:
        return rules.derived_cell_differs(
            frame[field.name], frame[look.by], frames[look.resource], by, look.field
        )

    return _own(
        "derived",
        field.name,
        differs,
        lambda v: f"{field.name} “{v}” is not the {look.field} that {look.by} stands for",
        lambda _: "leave it out: it is derived",
    )


def _bounded(field: Field, table: Table) -> Iterator[Judgement]:
    bound = field.bound
    assert bound is not None  # noqa: S101 - the caller has looked
    name = field.name

    def differs(frame: pd.DataFrame) -> pd.Series:
        return rules.bound_differs(frame[name], frame[bound.of], bound.end)

    yield _own(
        "bound",
        name,
        differs,
        lambda v: f"{name} {v} is not the {bound.end} bound of {bound.of}",
        lambda _: f"rebuild: {RECIPE}",
    )
    if bound.end == "upper":
        lower = next(f.name for f in table.fields if f.bound and f.bound.of == bound.of)

        def reversed_dates(frame: pd.DataFrame) -> pd.Series:
            return rules.ends_before_it_begins(frame[lower], frame[name])

        yield _own(
            "order",
            name,
            reversed_dates,
            lambda v: f"{name} {v} lies before {lower}",
            lambda _: "write the earlier date first",
        )


def _copied(field: Field, texts: pd.DataFrame) -> Judgement:
    most = rules.LONGEST_COPY

    def copied(frame: pd.DataFrame) -> pd.Series:
        return rules.copied_from_an_article(frame[field.name], texts)

    return _own(
        "copied",
        field.name,
        copied,
        lambda _: f"{field.name} shares more than {most} words in a row with an article",
        lambda _: "say it in our own words",
    )


def _ruled(rule: rules.Rule, context: list[pd.DataFrame]) -> Judgement:
    def at_fault(frame: pd.DataFrame) -> pd.Series:
        return rule.judge(frame, *context)

    return _own(rule.name, rule.field, at_fault, lambda _: rule.message, lambda _: rule.hint)
