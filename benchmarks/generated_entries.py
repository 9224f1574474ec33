"""A number flows in, a repository's folder with so many generated entries flows out.

Each entry has about 60 lines and is about a made-up article; its lock is made from the text,
which is then thrown away, as in a pull request. The same number gives the same files.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from outsourced_care.article import article_from_text
from outsourced_care.entries import Sources
from outsourced_care.entry_files import read_sources
from outsourced_care.entry_form import canonical
from outsourced_care.home import contract, home
from outsourced_care.lock_files import render
from outsourced_care.locks import lock

BODIES, PEOPLE = 50, 200
_TEXT = """Lamps of valley {n} to leave the council
Body {b} Council will lose lamp service {n} to a trust, Person {p} announced on Tuesday.
“The lamps of valley {n} have been dim for years,” Person {p} said. “We shall act in winter {n}.”
Person {q} said plan {n} would put every wick of the valley at risk.
The trust, to be set up by 1 May next year, will run for ten years and cost £{n} in oil.
Keepers walk eleven rounds a night with ladders, cloths and cans, and older hands remember frosts \
so hard that the brass cracked, and summers when moths lay ankle deep under every post of the town.
Visitors climb the stairs of the clock tower to watch the flames come up one after another, street \
by street, until the whole valley glows and the river carries small lights away below the bridge.
"""
_ENTRY = """article:
  title: Lamps of valley {n} to leave the council
  publisher_id: fenwick-gazette
  published: 20{y}-0{m}-1{d}
  url: "https://gazette.example/lamps-{n}"
  kind: news
  language: en
  selection: contributed
  summary: A made-up council gives up the lamps of a made-up valley.
quotes:
  - id: q01
    kind: indirect
    person_id: person-{p}
    speaker_kind: person
    organisation_id: body-{b}
    cue: announce
    attribution: explicit
    paraphrase: Somebody else is to look after the light from now on.
    evidence:
      - "Body {b} … Tuesday"
  - id: q02
    kind: indirect
    person_id: person-{q}
    speaker_kind: person
    cue: say
    attribution: explicit
    paraphrase: Harm may come of it.
    evidence:
      - "plan {n} … risk"
events:
  - id: trust-{n}-announced
    title: A trust for the lamps of valley {n} is made known
    kind: decision_announced
    date: 20{y}-0{m}-1{d}
    date_basis: relative
    status: occurred
    proposal_id: trust-{n}
    summary: It becomes known that a trust takes over.
    evidence:
      - "Body {b} … Tuesday"
proposals:
  - id: trust-{n}
    title: A trust for the lamps of valley {n}
    kind: plan
    model: independent_trust
    controlled_by: council
    compulsion: unstated
    status: announced
    announced: 20{y}-0{m}-1{d}
    summary: A trust looks after the lamps.
    participants:
      - {{role: authority, organisation_id: body-{b}}}
    evidence:
      - "Body {b} … trust"
positions:
  - id: p01
    quote_id: q02
    proposal_id: trust-{n}
    aspect: service_quality
    stance: raises_concerns
    basis: reported
    certainty: clear
"""


def write(root: Path, entries: int) -> None:
    """Write `entries/` and `schemas/` of a repository.

    Args:
        root: An empty folder.
        entries: How many entries.

    Raises:
        RuntimeError: A passage is not found in its text: the templates are at fault.
    """
    known = contract()
    folder = root / "entries" / "articles"
    folder.mkdir(parents=True)
    shutil.copytree(home() / "schemas", root / "schemas")
    shutil.copy(home() / "entries/package.yaml", root / "entries/package.yaml")
    bodies = [f"- id: body-{n}\n  name: Body {n} Council\n  kind: local_authority\n"
              for n in range(min(BODIES, entries))]  # fmt: skip
    bodies.append("- id: fenwick-gazette\n  name: Fenwick Gazette\n  kind: media\n")
    people = [f"- id: person-{n}\n  name: Person {n}\n" for n in range(min(PEOPLE, entries + 1))]
    for name, records in (("organisations", bodies), ("people", people)):
        file = f"entries/{name}.yaml"
        text = canonical("".join(records).encode(), file, known)
        (root / file).write_text(text, encoding="utf-8")
    for n in range(entries):
        file = f"entries/articles/lamps-{n}.yaml"
        text = _ENTRY.format(**_numbers(n))
        (root / file).write_text(canonical(text.encode(), file, known), encoding="utf-8")
    sources = read_sources(root / "entries", known)[0]
    by_number = {entry.article_id: entry for entry in sources.entries}
    for n in range(entries):
        numbers = _numbers(n)
        entry = by_number[f"lamps-{n}"]
        few = Sources(
            [entry],
            [r for r in sources.organisations if r.id == f"body-{numbers['b']}"],
            [r for r in sources.people if r.id in (f"person-{numbers[k]}" for k in "pq")],
        )
        lines, faults = lock(entry, article_from_text(_TEXT.format(**numbers)), few)
        if faults:
            raise RuntimeError(f"the templates are at fault: {faults[0].message}")
        (folder / f"lamps-{n}.lock").write_text(render(lines), encoding="utf-8")


def _numbers(n: int) -> dict[str, int]:
    return {
        "n": n + 1000,
        "b": n % BODIES,
        "p": n % PEOPLE,
        "q": (n + 1) % PEOPLE,
        "y": 40 + n % 50,
        "m": 1 + n % 9,
        "d": n % 10,
    }
