"""A quotes table flows in, the rows that break a check flow out: the peer of our contract.

The checks that the contract makes on a quotes table alone, written directly in
pyarrow.compute, as one would who had no contract to compile.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
FORMULA = r"=+\-@＝＋－＠"  # what a spreadsheet takes for the beginning of one
SPACE = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
TEXT = rf"^(?:[^{HIDDEN}{SPACE}{FORMULA}](?:[^{HIDDEN}]*[^{HIDDEN}{SPACE}])?)$"
SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
CUE = r"^[a-z]+(?:[ -][a-z]+)*$"
ADDRESS = r"^https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?([/?#][!#-;=?-\[\]_a-z~]*)?$"
KINDS = pa.array(["direct", "mixed", "indirect"])
SPEAKER_KINDS = pa.array(
    ["person", "spokesperson", "anonymous", "group", "organisation", "document"]
)
ATTRIBUTIONS = pa.array(["explicit", "continuation", "implicit", "hearsay", "ambiguous"])
REQUIRED = (
    "quote_id", "article_id", "sequence", "kind", "speaker_kind", "attribution", "paraphrase",
    "word_count",
)  # fmt: skip
TEXTS = (
    "article_id", "person_id", "speaker", "speaker_role", "organisation_id", "organisation",
    "quoted_in", "paraphrase",
)  # fmt: skip


def faults(quotes: pa.Table) -> dict[str, pa.ChunkedArray]:
    """For each check that some row breaks, the mask of these rows."""
    q = {name: quotes[name] for name in quotes.column_names}
    broken = {}
    for name in REQUIRED:
        if q[name].null_count:
            broken[f"{name}: required"] = pc.is_null(q[name])
    for name in TEXTS:
        _keep(broken, f"{name}: text-cell", _unlike(q[name], TEXT))
    _keep(broken, "quote_id: pattern", _unlike(q["quote_id"], SLUG))
    _keep(broken, "cue: pattern", _unlike(q["cue"], CUE))
    _keep(broken, "link: web-address", _unlike(q["link"], ADDRESS))
    for name, values in (
        ("kind", KINDS), ("speaker_kind", SPEAKER_KINDS), ("attribution", ATTRIBUTIONS),
    ):  # fmt: skip
        outside = pc.and_(pc.is_valid(q[name]), pc.invert(pc.is_in(q[name], value_set=values)))
        _keep(broken, f"{name}: vocabulary", outside)
    for name in ("sequence", "word_count"):
        _keep(broken, f"{name}: minimum", pc.less(q[name], 1))
    _keep(broken, "quote_id: unique", _repeated(quotes, ["quote_id"]))
    _keep(broken, "sequence: unique", _repeated(quotes, ["article_id", "sequence"]))
    if q["quoted_in"].null_count < len(quotes):
        within = pc.index_in(q["quoted_in"], value_set=q["quote_id"], skip_nulls=True)
        dangling = pc.and_(pc.is_valid(q["quoted_in"]), pc.is_null(within))
        _keep(broken, "quoted_in: reference", dangling)
    _rules(q, broken)
    return broken


def _rules(q: dict[str, pa.ChunkedArray], broken: dict[str, pa.ChunkedArray]) -> None:
    def is_in(name: str, *values: str) -> pa.ChunkedArray:
        return pc.is_in(q[name], value_set=pa.array(values))

    def given(name: str) -> pa.ChunkedArray:
        return pc.is_valid(q[name])

    def rule(name: str, mask: pa.ChunkedArray) -> None:
        _keep(broken, name, mask)

    person, body = given("person_id"), given("organisation_id")
    labelled = pc.or_(
        pc.equal(q["speaker"], q["organisation"]).fill_null(False),
        pc.and_(pc.is_null(q["speaker"]), pc.is_null(q["organisation"])),
    )
    rule("person_id: person-speaker-without-name", _but(is_in("speaker_kind", "person"), person))
    rule(
        "organisation_id: organisation-speaker-without-name",
        _but(is_in("speaker_kind", "organisation"), body),
    )
    rule(
        "speaker: organisation-speaker-under-another-name",
        _but(pc.and_(is_in("speaker_kind", "organisation"), body), labelled),
    )
    rule(
        "speaker: document-without-name", _but(is_in("speaker_kind", "document"), given("speaker"))
    )
    rule(
        "speaker: unnamed-source-with-name",
        pc.and_(
            is_in("speaker_kind", "spokesperson", "anonymous", "group"),
            pc.or_(given("speaker"), person),
        ),
    )
    rule(
        "person_id: person-behind-another-speaker",
        pc.and_(is_in("speaker_kind", "organisation", "document"), person),
    )
    rule(
        "cue: reported-without-cue", _but(is_in("attribution", "explicit", "hearsay"), given("cue"))
    )
    rule("cue: implicit-with-cue", pc.and_(is_in("attribution", "implicit"), given("cue")))
    single = pc.invert(pc.match_substring(q["paraphrase"], " "))
    rule("paraphrase: paraphrase-of-one-word", single)
    rule("quoted_in: quoted-in-itself-or-elsewhere", _quoted_wrongly(q))


def _quoted_wrongly(q: dict[str, pa.ChunkedArray]) -> pa.ChunkedArray:
    if q["quoted_in"].null_count == len(q["quoted_in"]):
        return pa.chunked_array([pa.repeat(False, len(q["quoted_in"]))])
    at = pc.index_in(q["quoted_in"], value_set=q["quote_id"], skip_nulls=True)
    elsewhere = pc.not_equal(q["article_id"].take(at), q["article_id"]).fill_null(False)
    inner = pc.is_valid(q["quoted_in"])
    above = dict(
        zip(
            q["quote_id"].filter(inner).to_pylist(),
            q["quoted_in"].filter(inner).to_pylist(),
            strict=True,
        )
    )
    circles = []
    for start in above:
        seen, on = set(), above[start]
        while on is not None and on != start and on not in seen:
            seen.add(on)
            on = above.get(on)
        if on == start:
            circles.append(start)
    return pc.or_(elsewhere, pc.is_in(q["quote_id"], value_set=pa.array(circles, pa.string())))


def _unlike(cells: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.invert(pc.match_substring_regex(cells, pattern))


def _but(mask: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.and_(mask, pc.invert(other))


def _repeated(quotes: pa.Table, names: list[str]) -> pa.ChunkedArray:
    keys = quotes.select(names)
    if keys.group_by(names, use_threads=False).aggregate([]).num_rows == len(keys):
        return pa.chunked_array([pa.repeat(False, len(keys))])
    seen: set[tuple[object, ...]] = set()
    repeated = []
    for row in zip(*(keys[n].to_pylist() for n in names), strict=True):
        repeated.append(row in seen and None not in row)
        seen.add(row)
    return pa.chunked_array([repeated])


def _keep(broken: dict[str, pa.ChunkedArray], name: str, mask: pa.ChunkedArray) -> None:
    if pc.any(mask).as_py():
        broken[name] = mask.fill_null(False)
