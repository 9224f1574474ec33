"""A number flows in, so many fictional news articles flow out: an archive as long as you like.

They are made up from templates, with plainly fictional people, bodies and places; as long as news
articles are, a median of about 500 words, a tenth above 1,100; about as dense with things to find;
one in fifty is a copy of an earlier one under an identifier of its own, as in archives. The n-th
article is the same whenever and however many are made.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

COPIES = 50  # one in so many
_FIRST_DAY, _DAYS = date(2021, 1, 1), 3_650
_TELLING = 0.45  # so many sentences hold something to find
_FIRST = (
    "Ada", "Bram", "Cora", "Dain", "Edda", "Finn", "Greta", "Hob", "Ivo", "Juna", "Kell", "Lena",
    "Milo", "Nessa", "Odo", "Pella", "Quin", "Rhea", "Sten", "Tilda", "Ulla", "Vero", "Wim",
    "Xanthe", "Yorick", "Zita",
)  # fmt: skip
_STARTS = (
    "Mar", "Fen", "Lamp", "Tal", "Brack", "Os", "Wick", "Har", "Dun", "Quill", "Moss", "Thorn",
    "Pel", "Rush", "Gor", "Ell", "Stav", "Yar",
)  # fmt: skip
_ENDS = (
    "wick", "ford", "bury", "ley", "worth", "ham", "stead", "moor", "row", "by", "den", "mere",
)  # fmt: skip
_ROLES = (
    "mayor of {place}",
    "leader of {place} Council",
    "chair of the {place} Lantern Trust",
    "a spokesman for the Department for Lanterns",
    "professor of wicks at the University of {place}",
    "chief executive of {place} Oil Ltd",
    "who has kept lamps in {place} for {number} years",
)
_BODIES = (
    "{place} Council",
    "the {place} Lantern Trust",
    "{place} Oil Ltd",
    "the Ministry of Lamps",
    "the {place} Lamplighters’ Association",
    "the University of {place}",
    "Harbour Lights plc",
)
_THINGS = (
    "the lamps of the harbour",
    "the oil store",
    "the night watch",
    "every wick in {place}",
    "the lantern works",
    "the lamp fund",
    "the tender for {number} lanterns",
    "the lighthouse at {place}",
)
_DATES = (
    "on {number} March 2031",
    "last Tuesday",
    "on Friday",
    "in the spring of 2029",
    "by April 2032",
    "in 2028",
    "this week",
    "two years ago",
)
_TELLS = (
    "{name}, {role}, said {date} that {thing} would be handed to {body}.",
    "“We have waited long enough for {thing}, and nobody at {body} has told us why,” said {name}. "
    "“That has to change before the winter comes.”",
    "{body} took over {thing} {date} after inspectors had found them “dim, smoky and unsafe”.",
    "{name}, {role}, has called for {body} to publish what it spends on {thing}.",
    "‘It isn’t the keepers’ fault,’ {name} added, ‘but the plan for {thing} won’t work.’",
    "According to {body}, {thing} cost more {date} than in any year before, and few who live near "
    "the quay were surprised.",
    "{body} will decide {date} whether {thing} should be run by a trust.",
    "A report that {body} published {date} counted {number} lamps that nobody fills.",
    "{name} told the gazette: “There are {number} people in {place} who read by {thing}.”",
)
_PLAIN = (
    "The streets behind the market of {place} are narrow, and whoever walks there at night carries "
    "a lantern of their own; children are told to stay within sight of the gate.",
    "There are {number} lamps between the chapel and the quay, most of them older than the houses "
    "they stand in front of.",
    "A keeper fills about {number} of them in an hour, more when the wind is low.",
    "Few of the shops of {place} stay open after dusk, and the baker has moved to the hill.",
    "Oil comes by boat from the other side of the bay, in barrels that take two people to lift, "
    "and is kept in a cellar until the first frost.",
    "None of this is new, and in {place} it is no different.",
    "Light from a good wick reaches {number} paces; a wet one smokes, and the glass turns black.",
    "It is a quiet place, with a chapel, {number} houses and a well that never ran dry.",
    "Nobody remembers when the last of the {number} old lamps on that road was lit.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A generated article, with the names of a record's fields."""

    id: str
    text: str
    published: str
    title: str
    url: str
    publisher: str = "The Lampford Gazette"


def articles(count: int, seed: int = 1) -> Iterator[Made]:
    """Generate articles, one after the other."""
    return (article(number, seed) for number in range(count))


def article(number: int, seed: int = 1) -> Made:
    """Generate an article."""
    name = f"gazette-{number:09d}"
    day = _FIRST_DAY + timedelta(days=number % _DAYS)
    if number % COPIES == COPIES - 1:  # what it copies is none: of another remainder
        number = random.Random(f"{seed}/{number}").randrange(number // COPIES + 1) * COPIES  # noqa: S311
    chance = random.Random(f"{seed}/{number}")  # noqa: S311
    title, *paragraphs = _paragraphs(chance)
    text = "\n\n".join((title, *paragraphs)) + "\n"
    return Made(name, text, day.isoformat(), title, f"https://gazette.example/{name}")


def _paragraphs(chance: random.Random) -> Iterator[str]:
    """The headline and the paragraphs of an article."""
    people = [(_name(chance), _filled(chance, chance.choice(_ROLES))) for _ in range(5)]
    bodies = [_filled(chance, chance.choice(_BODIES)) for _ in range(4)]
    head = _filled(chance, "{place} asks what becomes of {thing}", thing=_thing(chance))
    yield head[0].upper() + head[1:]
    left = min(max(chance.lognormvariate(6.2, 0.62), 120), 4_000)
    while left > 0:
        paragraph = " ".join(_sentence(chance, people, bodies) for _ in range(chance.randint(1, 3)))
        left -= paragraph.count(" ") + 1
        yield paragraph


def _sentence(chance: random.Random, people: list[tuple[str, str]], bodies: list[str]) -> str:
    if chance.random() > _TELLING:
        return _filled(chance, chance.choice(_PLAIN))
    name, role = chance.choice(people)
    said = _filled(
        chance,
        chance.choice(_TELLS),
        name=name,
        role=role,
        body=chance.choice(bodies),
        thing=_thing(chance),
        date=_filled(chance, chance.choice(_DATES)),
    )
    return said[0].upper() + said[1:]


def _thing(chance: random.Random) -> str:
    return _filled(chance, chance.choice(_THINGS))


def _name(chance: random.Random) -> str:
    return f"{chance.choice(_FIRST)} {_place(chance)}"


def _place(chance: random.Random) -> str:
    return chance.choice(_STARTS) + chance.choice(_ENDS)


def _filled(chance: random.Random, template: str, **given: str) -> str:
    return template.format(place=_place(chance), number=chance.randint(2, 28), **given)
