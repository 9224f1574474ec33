"""A column of the contract flows in, the JSON Schema of its cells in an entry flows out."""

from __future__ import annotations

from outsourced_care.contract import Contract, Field, Json, Table
from outsourced_care.entry_shapes import SLUG, is_identifier


def cell(field: Field, table: Table, contract: Contract) -> Json:
    """The schema of one cell, as the reader of entries takes it."""
    said = {"title": field.title, "description": field.description}
    if field.categories:
        values = [c.value for c in field.categories]
        meanings = [c.description for c in field.categories]
        return {**said, "type": "string", "enum": values, "enumDescriptions": meanings}
    if field.edtf:
        return {**said, **_date()}
    if field.type != "string":
        least = {} if field.minimum is None else {"minimum": field.minimum}
        return {**said, "type": field.type, **least}
    if field.pattern is not None:
        form = f"{field.title}: {field.description} (pattern {field.pattern})"
        return {**said, **text(field.pattern, form)}
    if field.format == "uri":
        return {**said, **text("^https?://", "write https://…")}
    if is_identifier(field, table, contract):
        return {**said, **identifier()}
    hint = "words, with none of = + - @ at the beginning"
    return {**said, **text(r"^\s*[^\s=+@-]", hint)}


def text(pattern: str, hint: str) -> Json:
    """The schema of a text of some form, and what an editor says of any other."""
    return {"type": "string", "pattern": pattern, "patternErrorMessage": hint}


def identifier() -> Json:
    """The schema of an identifier."""
    return text(f"^{SLUG.pattern}$", "small letters, digits and single hyphens")


def _date() -> Json:
    """A date's characters; a year alone is a number to YAML. `dates` judges the rest."""
    hint = "a date in EDTF, as 2013-07-16, 2013-07, 2005/2009 or “[2011..2012]” (quoted)"
    date = text(r"^[0-9X.\[\]/?~%-]+$", hint)
    return {**date, "type": ["string", "integer"], "minimum": 0, "maximum": 9999}
