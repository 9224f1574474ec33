"""The contract flows in, the data dictionary for readers flows out, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from outsourced_care.contract import Contract, Field, Table

_HEAD = """\
# Data dictionary

Made from `schemas/` by `python build dictionary`; edit the schemas, not this page.

Types are those of `datapackage.json`. In the frames of `outsourced_care.load`, string is `str`,
integer `Int64`, number `Float64`, date `datetime64[ms]`, boolean `boolean`, and a closed vocabulary
`category`; pandas' own readers give other types. A column's origin is *curated* (written by a
person), *extracted* (read from the article's text by the build) or *derived* (worked out from other
cells).
"""


def dictionary(contract: Contract) -> str:
    """Describe every table, column and value of a vocabulary."""
    lines = [_HEAD, "| table | what a row is |", "|---|---|"]
    lines += [f"| [{n}](#{n}) | {_cell(t.description)} |" for n, t in contract.items()]
    for table in contract.values():
        lines += ["", *_table(table)]
    return "\n".join(lines) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield table.description
    yield ""
    yield f"Primary key: {_names(table.primary_key)}."
    for key in table.foreign_keys:
        yield f"{_names(key.fields)} refers to {_names(key.reference)} of `{key.resource}`."
    yield ""
    yield "| column | type | origin | meaning |"
    yield "|---|---|---|---|"
    for field in table.fields:
        yield f"| `{field.name}` | {_type(field)} | {field.origin} | {_cell(_meaning(field))} |"
    for field in table.fields:
        if "categories" in field.declared:
            yield ""
            yield f"Values of `{field.name}`:"
            yield ""
            yield "| value | meaning |"
            yield "|---|---|"
            for category in field.categories:
                yield f"| `{category.value}` | {_cell(category.description)} |"


def _type(field: Field) -> str:
    kind = f"{field.type} (EDTF)" if field.edtf else field.type
    return f"{kind}, required" if field.required else kind


def _meaning(field: Field) -> str:
    values, going = field.declared.get("vocabulary"), field.deprecated
    said = [field.description]
    if values:
        said.append(f"Values as of `{values}`.")
    if going:
        said.append(f"**Deprecated** since {going.since}, goes in {going.remove_in};")
        said.append(f"use `{going.use}`." if going.use else "nothing takes its place.")
    return " ".join(said)


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{n}`" for n in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
