"""The words before a reporting verb flow in, its subject flows out."""

import re

from outsourced_care.extraction.cues import LEMMAS, NOUN_LIKE
from outsourced_care.extraction.grammar import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONTRACTED,
    DASHES,
    NEARNESS,
    NO_HEAD,
    PEOPLE,
    PERIODS,
    PRONOUNS,
    RELATIVES,
    is_finite,
    positive,
)
from outsourced_care.extraction.office_words import ROLE_WORDS
from outsourced_care.extraction.phrases import Phrases
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.word_lists import words

_MODIFIERS = words("the a an his her their its this that these those our my no any such")
_NEVER = words("finding seeing feeling")  # participles that seldom report
_ISSUED = words("released published issued conducted unveiled")  # "a report released last year"
_DENIALS = words("not never")
# A verb whose object a noun-like form is: "she rejected claims", "they kept plans".
_TAKES_OBJECT = words("kept made held took gave drew won met saw ran brought sent paid got had")
_ED_PEOPLE = words("accused bereaved injured unemployed disabled wounded retired")
# "the Labour controlled council plans"
_ED_ATTRIBUTES = _ED_PEOPLE | words(
    "appointed based controlled led run backed owned funded elected united allied so-called "
    "proposed planned hundred red need speed"
)
_JOINS = words("and or of for most more")
# "Ada Frost, mayor of Pellam, who": the name
_OFFICE = re.compile(rf"(?:the |an? |its )?(?:[a-z-]+ ){{0,3}}{ROLE_WORDS}\b")
_NAME_BEFORE = re.compile(r"\b((?:[A-Z][\w’'-]{1,30} ){1,3}[A-Z][\w’'-]{1,30}), \Z")
_POSSESSIVE = ("'s", "’s", "'", "’")


class BeforeVerb(Phrases):
    """The words of a sentence before its reporting verb, read backwards."""

    def __init__(self, masked: str, start: int, verb: int, form: str) -> None:
        super().__init__(masked, max(start, verb - 320), verb)
        self.form = form
        self.passive = self.infinitive = self.progressive = self.helped = self.denied = False
        self.is_told = False  # "was told", where its passive is not known without an agent
        self._skip_helpers()

    def in_apposition(self, named: bool) -> bool:
        """Whether a name and an apposition to it stand before the verb, as its subject."""
        if self.at < 1 or not self.words[self.at].endswith(",") or named:
            return False
        parts = self._parts()
        return len(parts) > 1 and any(self._name_ends(end) for _, end in parts[:-1])

    def _skip_helpers(self) -> None:
        """Pass auxiliaries, adverbs and times; note passives and infinitives."""
        while self.at >= 0:
            word = self._word(self.at)
            if word in PERIODS and self.at > 0 and self._word(self.at - 1) in NEARNESS:
                self.at -= 2  # "who last year said"
                self.at -= self.at > 0 and self._word(self.at) in _ISSUED
                continue
            if "'" in word or "’" in word:
                if contracted := CONTRACTED.fullmatch(word):
                    self._note_contracted(contracted[1], contracted[2])
                    break
                self.denied = self.denied or positive(word) != word
                word = positive(word)
            if word in BE:
                self.passive = not self.form.endswith("ing")
                self.progressive = not self.passive
            elif word == "to":
                self.infinitive = True
                return
            elif word not in ADVERBS and not (word.endswith("ly") and len(word) > 4):
                break
            if self.at > 0 and self.words[self.at][0].isupper() and word not in PERIODS:
                break  # the last word of "Families First"
            self.helped = self.helped or word in AUXILIARIES
            self.denied = self.denied or word in _DENIALS
            self.at -= 1
        if self.passive and self.form in LEMMAS and not self.form.endswith(("ed", "n", "t", "id")):
            self.passive, self.is_told = False, True

    def _note_contracted(self, pronoun: str, ending: str) -> None:
        """What "he's", "we're" and "they've" tell of the verb behind them."""
        be = ending in ("re", "m") or (ending == "s" and pronoun in ("it", "that", "there", "this"))
        self.progressive = ending in ("s", "re", "m") and self.form.endswith("ing")
        self.passive = be and self.form.endswith(("ed", "n", "t", "id"))
        self.helped = True

    def subject(self) -> tuple[Span | None, str]:
        """The subject and where it was found; None and why, where there is none."""
        if self.at < 0:
            return None, "inherited" if self.form.endswith("ing") else "none"
        word = self._word(self.at)
        if self.infinitive:
            return None, "infinitive"
        if self.form.endswith("ing") and not self.progressive:
            doer = self._doer()
            return doer, "before" if doer else "inherited"
        bare = word.strip("“\"‘'(,")
        contracted = CONTRACTED.fullmatch(bare)
        bare = contracted[1] if contracted else bare
        if bare in PRONOUNS and not word.endswith(","):
            offset = self._start(self.at) + word.index(bare)
            return (offset, offset + len(bare)), "before"
        if bare in RELATIVES:
            return self._antecedent(), "relative"
        if word in ("and", "but", "or", "then") or word in ("and,", "but,"):
            noun = self.form in NOUN_LIKE and not self.form.endswith("ed")
            return None, "none" if noun else "inherited"
        if self.form in _NEVER:
            return None, "none"
        if (
            self.form in NOUN_LIKE
            and not (self.progressive or self.helped)
            and (not self._plausible_verb() or self._in_predicate())
        ):
            return None, "none"
        if word.endswith(")"):
            self._skip_brackets()
            word = self._word(self.at)
        if word.endswith(",") or word in DASHES:
            return self._across_apposition(), "before"
        return self._noun_ending(self.at), "before"

    def _doer(self) -> Span | None:
        """Who does a thing told by a bare participle: "footage of Jones asking"."""
        word = self.words[self.at]
        if word.lower() in PEOPLE:
            return self._start(self.at), self._start(self.at) + len(word)
        if not word[0].isupper() or not word[-1].isalpha() or self.at == 0:
            return None
        first = self.at
        while (
            first > 0
            and self.words[first - 1][0].isupper()
            and self.words[first - 1][-1] not in ",;:"
        ):
            first -= 1
        if word.lower() in ADVERBS or self._word(first - 1) in ("in", "on", "at", "to"):
            return None
        return self._start(first), self._start(self.at) + len(word)

    def _plausible_verb(self) -> bool:
        """A noun-like form is a verb only behind a name or a plural or named body."""
        word = self.words[self.at]
        if word.lower() in _MODIFIERS or word.lower() in NO_HEAD:
            return False
        if LEMMAS[self.form] == self.form and word[:1].isupper():
            return word.endswith("s") and not word.endswith(("'s", "’s"))
        if word[:1].isupper() or word.endswith((",", ")")):
            return not word.endswith(_POSSESSIVE)
        if self.form.endswith("ed"):
            return not word.endswith(("'s", "’s"))
        if (word.endswith("ed") and word not in _ED_PEOPLE) or word in _TAKES_OBJECT:
            return False
        return word.endswith("s") != self.form.endswith("s") and not word.endswith(("’s", "'s"))

    def _in_predicate(self) -> bool:
        """Whether a finite verb stands before, whose object a noun-like form is then."""
        at = self.at
        while at > 0 and not self._cuts(at - 1, at):
            at -= 1
        if at > 0 and is_finite(self.words[at - 1]):
            return True
        return any(self._acts(place) for place in range(at + 1, self.at))

    def _acts(self, place: int) -> bool:
        """Whether a word is the verb of "the council scrapped joint plans", and no attribute."""
        word = self.words[place]
        if word in _TAKES_OBJECT:
            return True
        if not word.islower() or not word.endswith("ed") or word in _ED_ATTRIBUTES:
            return False
        before = self._word(place - 1)
        return before not in _MODIFIERS and before not in _JOINS and not before.endswith("ly")

    def _skip_brackets(self) -> None:
        at = self.at
        while at >= 0 and "(" not in self.words[at]:
            at -= 1
        if at > 0:
            self.at = at - 1

    def _antecedent(self) -> Span | None:
        at = self.at - 1
        while at >= 0 and (
            self._word(at).strip(",") in ("of", "in", "to", "for", "whom", "both")
            or self._word(at) in DASHES
        ):
            at -= 1
        if at < 0:
            return None
        if self._word(at).endswith(")"):
            self.at = at
            self._skip_brackets()
            at = self.at
        noun = self._noun_ending(at)
        if noun is None or not _OFFICE.match(self._masked, *noun):
            return noun
        named = _NAME_BEFORE.search(self._masked, self._low, noun[0])
        return named.span(1) if named else noun
