"""A run with a telling noun flows in, whether it names a body, and its kind, flow out."""

from outsourced_care.extraction.org_tokens import Token
from outsourced_care.extraction.org_words import GENERIC, LINKS, TAILS, WEAK_TAILS, WHOLE


def names_a_body(name: str, words: list[str]) -> bool:
    """Whether a run with a tail is a name, and not "Select Committee" or "Governing Board"."""
    if name in WHOLE:
        return True
    own = [w for w in words[:-1] if w not in LINKS and w != "the"]
    if name == "Soviet Union" or not own or all(w in GENERIC for w in own):
        return False
    if words[-1] in WEAK_TAILS and len(own) == 1:
        return own[0] not in GENERIC and not own[0].isdigit()
    return True


def kind_of(words: list[Token]) -> str:
    """The kind of the body whose name ends in a telling noun."""
    tail = words[-1].word
    if tail == "Trust" and any(w.word in ("Children", "Children’s", "Care") for w in words):
        return "childrens_trust"
    if tail == "Council" and any(
        w.word in ("Arts", "Medical", "Research", "British") for w in words
    ):
        return "other"
    return TAILS[tail]
