"""An opinion piece flows in, where its author may stand on the proposals in it flows out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outsourced_care.drafting.ground import UNNAMED, Ground
from outsourced_care.drafting.parts import Part
from outsourced_care.drafting.places import Places
from outsourced_care.drafting.standing import PLAIN, Standing
from outsourced_care.drafting.topics import Topics
from outsourced_care.drafting.views import aspect_of, is_pointed, views
from outsourced_care.extraction.found import SEARCHED
from outsourced_care.extraction.segments import Span, inside, sentence_spans

_MOST = 2  # rows of a sentence
_OWN = ("suggestion", "principle")
_AT = re.compile(r"\b(?:at|of|for)\s(?:the\s)?")


def authored(quotes: Iterable[Part], topics: Topics, ground: Ground) -> Iterator[Standing]:
    """What the author of a piece in the first person writes in their own name.

    Args:
        quotes: What others say in it.
        topics: Which proposal a passage is about.
        ground: What is known of the article.
    """
    if ground.author is None:
        return
    article, text = ground.article, ground.article.text
    read = [(b.start, b.end) for b in article.blocks if b.role in (*SEARCHED, "title")]
    said = Places((span, quote) for quote in quotes for span in quote.spans)
    who = _author(ground)
    for sentence in sentence_spans(text):
        if said.touching(sentence) or not inside(read, *sentence):
            continue
        yield from _of_sentence(sentence, text[slice(*sentence)].replace("\n", " "), topics, who)


def _of_sentence(
    sentence: Span, words: str, topics: Topics, who: tuple[tuple[str, str], ...]
) -> Iterator[Standing]:
    own = topics.at(sentence)
    about = own or topics.about(sentence, words)
    if about is None:
        return
    if own and own.cells["kind"] in _OWN:
        grounds = "the author proposes it"
        yield Standing(
            own.id, aspect_of(words), "supports", "authored", grounds, True, None, (sentence,), who
        )
        return
    for view in list(views(words, None, said=False))[:_MOST]:
        if view.stance == "uncommitted" and view.aspect == "overall":
            continue
        if own and view.stance.startswith("supports"):
            continue  # it tells the plan
        clear = is_pointed(words) and view.stance in PLAIN
        yield Standing(
            about.id if own else topics.which(about, sentence, words),
            view.aspect,
            view.stance,
            "authored",
            view.grounds,
            clear,
            None,
            (sentence,),
            who,
        )


def _author(ground: Ground) -> tuple[tuple[str, str], ...]:
    """The author and their body, as far as the registries know them."""
    if ground.author is None or ground.author == UNNAMED:
        return ()
    person = ground.people.known(ground.author)
    if person is None:
        return ()
    body = ground.people.bodies.get(person) or _beside(ground)
    return (("person_id", person), *((("organisation_id", body),) if body else ()))


def _beside(ground: Ground) -> str | None:
    """The body that a byline names."""
    for block in ground.article.blocks:
        if block.role == "byline":
            words = ground.article.text[block.start : block.end]
            for found in _AT.finditer(words):
                if body := ground.bodies.named(words[found.end() :].strip(" .")):
                    return body
    return None
