"""The words before a reporting verb flow in, its subject flows out."""

from outsourced_care.extraction.cues import LEMMAS, NOUN_LIKE
from outsourced_care.extraction.grammar import (
    ADVERBS,
    AUXILIARIES,
    BE,
    BLANK,
    BOUNDARIES,
    CONTRACTED,
    COORDINATORS,
    DASHES,
    DETERMINERS,
    NO_HEAD,
    OPENERS,
    PEOPLE,
    PRONOUNS,
    RELATIVES,
    is_finite,
    positive,
)
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.word_lists import words

_MODIFIERS = words("the a an his her their its this that these those our my no any such")
_NEVER = words("finding seeing feeling")  # participles that seldom report
_AUTHORED = words("written signed authored drafted")
_POSSESSIVE = ("'s", "’s", "'", "’")


class BeforeVerb:
    """The words of a sentence before its reporting verb, read backwards."""

    def __init__(self, masked: str, start: int, verb: int, form: str) -> None:
        self.form = form
        self._masked, self._low = masked, max(start, verb - 320)
        self.words = masked[self._low : verb].split()
        self.at = len(self.words) - 1
        self._starts = [verb]  # of the words from the last one on, as far as they were asked
        self.passive = self.infinitive = self.progressive = self.helped = False
        self._skip_helpers()

    def _word(self, at: int) -> str:
        return self.words[at].lower() if 0 <= at < len(self.words) else ""

    def _start(self, at: int) -> int:
        """Where a word begins: nothing but white space stands between two words."""
        while len(self._starts) <= len(self.words) - at:
            word = self.words[-len(self._starts)]
            self._starts.append(self._masked.rfind(word, self._low, self._starts[-1]))
        return self._starts[len(self.words) - at]

    def in_apposition(self, named: bool) -> bool:
        """Whether a name and an apposition to it stand before the verb, as its subject."""
        if self.at < 1 or not self.words[self.at].endswith(",") or named:
            return False
        parts = self._parts()
        return len(parts) > 1 and any(self._name_ends(end) for _, end in parts[:-1])

    def _skip_helpers(self) -> None:
        """Pass auxiliaries and adverbs; note passives and infinitives."""
        while self.at >= 0:
            word = self._word(self.at)
            if "'" in word or "’" in word:
                if contracted := CONTRACTED.fullmatch(word):
                    self._note_contracted(contracted[1], contracted[2])
                    break
                word = positive(word)
            if word in BE:
                self.passive = not self.form.endswith("ing")
                self.progressive = not self.passive
            elif word == "to":
                self.infinitive = True
                return
            elif word not in ADVERBS and not (word.endswith("ly") and len(word) > 4):
                break
            self.helped = self.helped or word in AUXILIARIES
            self.at -= 1
        if self.passive and self.form in LEMMAS and not self.form.endswith(("ed", "n", "t", "id")):
            self.passive = False

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
        return word.endswith("s") != self.form.endswith("s") and not word.endswith(("’s", "'s"))

    def _in_predicate(self) -> bool:
        """Whether a finite verb stands before, whose object a noun-like form is then."""
        at = self.at
        while at > 0 and not self._cuts(at - 1, at):
            at -= 1
        return at > 0 and is_finite(self.words[at - 1])

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
        return self._noun_ending(at)

    def _noun_ending(self, at: int) -> Span | None:
        """The noun phrase whose last word is the token at a place."""
        if at < 0:
            return None
        first = at
        while first > 0 and not self._cuts(first - 1, first):
            first -= 1
        while first < at and self._word(first).strip(',“"') in OPENERS | {"and", "that"}:
            if self._word(first) in OPENERS and self._word(first) not in COORDINATORS:
                tail = self._tail(first, at)
                if tail is not None:
                    first = tail
                    break
            first += 1
        behind_verb = first > 0 and is_finite(self.words[first - 1])
        if behind_verb and self.words[first].endswith(("ed", "ing", "ly")):
            return None  # the rest of a predicate
        head = self.words[at].rstrip(",;:")
        if head.lower() in NO_HEAD or not any(c.isalpha() for c in head):
            return None
        start, last_start = self._start(first), self._start(at)
        while start < last_start and last_start + len(head) - start > 140:
            first += 1
            start = self._start(first)
        return start, last_start + len(head)

    def _tail(self, first: int, at: int) -> int | None:
        """Where the subject begins behind an opening phrase: "In a letter Jones said"."""
        if self.words[at][:1].isupper():
            place = at
            while place - 1 > first and self.words[place - 1][:1].isupper():
                place -= 1
            return place
        for place in range(at, first, -1):
            if self._word(place) in DETERMINERS:
                return place
        return at if self._word(at).endswith("s") else None

    def _cuts(self, left: int, right: int) -> bool:
        """Whether a phrase cannot reach from the token on the right over the one on the left."""
        word = self.words[left]
        if word[-1] in ',;:”"—–…' or BLANK in word or word in DASHES:
            return True
        lower = word.lower()
        if is_finite(word):
            return True
        if lower == "and":
            return (
                not self.words[right][:1].isupper()
                or left == 0
                or self._word(left - 1).endswith(",")
            )
        return lower in BOUNDARIES

    def _across_apposition(self) -> Span | None:
        """The noun before an apposition or aside that ends at the verb."""
        parts = self._parts()
        last_first, last = parts[-1]
        pure = self._is_name(last_first, last)
        if len(parts) == 1:
            return self._noun_ending(last)
        if pure and not self._is_name(*parts[-2]):
            return self._noun_ending(last)
        if self._word(last_first) in _AUTHORED and self._word(last_first + 1) == "by":
            noun = self._noun_ending(last)
            return (self._start(min(last, last_first + 2)), noun[1]) if noun else None
        for first, end in parts[:-1]:
            opening = self._word(first).strip('“"')
            leads = opening in OPENERS and opening not in ("but", "and", "as", "so", "yet")
            if leads and (len(parts) > 2 or not self._name_ends(end)):
                continue
            if end - first == 0 and self._word(end).rstrip(",").endswith("ly"):
                continue
            noun = self._noun_ending(end)
            if noun and (self._name_ends(end) or opening in DETERMINERS):
                return noun
        return self._noun_ending(last if pure else parts[-2][1])

    def _parts(self) -> list[tuple[int, int]]:
        """The stretches between commas and dashes, from the last clause's beginning on."""
        parts: list[tuple[int, int]] = []
        end = first = self.at
        while end >= 0 and self.words[end] in DASHES:
            end = first = end - 1
        while first >= 0:
            word = self.words[first - 1] if first else ","
            if word[-1] in ",—–" or word in DASHES or word[-1] in '”":;':
                parts.insert(0, (first, end))
                begins = self._word(first)
                dateline = word in DASHES and first == 2
                if first == 0 or dateline or word[-1] in '”":;' or len(parts) > 5:
                    break
                if begins in ("but", "while", "although") and len(parts) > 1:
                    break
                end = first - 1
                while end > 0 and self.words[end] in DASHES:
                    end -= 1
                first = end
            else:
                first -= 1
        return parts or [(self.at, self.at)]

    def _is_name(self, first: int, last: int) -> bool:
        words = [self.words[k].rstrip(",") for k in range(first, last + 1)]
        return 1 < len(words) <= 5 and all(w[:1].isupper() for w in words)

    def _name_ends(self, at: int) -> bool:
        return self.words[at][:1].isupper()
