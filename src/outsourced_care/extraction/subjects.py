"""The words before a reporting verb flow in, its subject flows out."""

from outsourced_care.extraction.cues import LEMMAS, NOUN_LIKE
from outsourced_care.extraction.grammar import (
    ADVERBS,
    AUXILIARIES,
    BE,
    BLANK,
    BOUNDARIES,
    DASHES,
    DETERMINERS,
    NO_HEAD,
    OPENERS,
    PEOPLE,
    PRONOUNS,
    RELATIVES,
    TOKEN,
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
        low = max(start, verb - 320)
        self.tokens = [(m.start(), m[0]) for m in TOKEN.finditer(masked, low, verb)]
        self.at = len(self.tokens) - 1
        self.passive = self.infinitive = self.progressive = self.helped = False
        self._skip_helpers()

    def _word(self, at: int) -> str:
        return self.tokens[at][1].lower() if 0 <= at < len(self.tokens) else ""

    def in_apposition(self, named: bool) -> bool:
        """Whether a name and an apposition to it stand before the verb, as its subject."""
        if self.at < 1 or not self.tokens[self.at][1].endswith(",") or named:
            return False
        parts = self._parts()
        return len(parts) > 1 and any(self._name_ends(end) for _, end in parts[:-1])

    def _skip_helpers(self) -> None:
        """Pass auxiliaries and adverbs; note passives and infinitives."""
        while self.at >= 0:
            word = self._word(self.at)
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
        if bare in PRONOUNS and not word.endswith(","):
            offset = self.tokens[self.at][0] + word.index(bare)
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
            and not self._plausible_verb()
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
        word = self.tokens[self.at][1]
        if word.lower() in PEOPLE:
            return self.tokens[self.at][0], self.tokens[self.at][0] + len(word)
        if not word[0].isupper() or not word[-1].isalpha() or self.at == 0:
            return None
        first = self.at
        while (
            first > 0
            and self.tokens[first - 1][1][0].isupper()
            and self.tokens[first - 1][1][-1] not in ",;:"
        ):
            first -= 1
        if word.lower() in ADVERBS or self._word(first - 1) in ("in", "on", "at", "to"):
            return None
        return self.tokens[first][0], self.tokens[self.at][0] + len(word)

    def _plausible_verb(self) -> bool:
        """A noun-like form is a verb only behind a name or a plural or named body."""
        word = self.tokens[self.at][1]
        if word.lower() in _MODIFIERS or word.lower() in NO_HEAD:
            return False
        if LEMMAS[self.form] == self.form and word[:1].isupper():
            return word.endswith("s") and not word.endswith(("'s", "’s"))
        if word[:1].isupper() or word.endswith((",", ")")):
            return not word.endswith(_POSSESSIVE)
        if self.form.endswith("ed"):
            return True
        return word.endswith("s") != self.form.endswith("s") and not word.endswith(("’s", "'s"))

    def _skip_brackets(self) -> None:
        at = self.at
        while at >= 0 and "(" not in self.tokens[at][1]:
            at -= 1
        if at > 0:
            self.at = at - 1

    def _antecedent(self) -> Span | None:
        at = self.at - 1
        while at >= 0 and self._word(at).strip(",") in ("of", "in", "to", "for", "whom", "both"):
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
            if self._word(first) in OPENERS and self._word(first) not in (
                "but",
                "and",
                "yet",
                "so",
                "meanwhile",
                "however",
                "now",
                "still",
                "then",
            ):
                tail = self._tail(first, at)
                if tail is not None:
                    first = tail
                    break
            first += 1
        last_start, last = self.tokens[at]
        head = last.rstrip(",;:")
        if head.lower() in NO_HEAD or not any(c.isalpha() for c in head):
            return None
        start = self.tokens[first][0]
        while start < last_start and last_start + len(head) - start > 140:
            first += 1
            start = self.tokens[first][0]
        end = last_start + len(head)
        return (start, end)

    def _tail(self, first: int, at: int) -> int | None:
        """Where the subject begins behind an opening phrase: "In a letter Jones said"."""
        if self.tokens[at][1][:1].isupper():
            place = at
            while place - 1 > first and self.tokens[place - 1][1][:1].isupper():
                place -= 1
            return place
        for place in range(at, first, -1):
            if self._word(place) in DETERMINERS:
                return place
        return at if self._word(at).endswith("s") else None

    def _cuts(self, left: int, right: int) -> bool:
        """Whether a phrase cannot reach from the token on the right over the one on the left."""
        word = self.tokens[left][1]
        if word[-1] in ',;:”"—–…' or BLANK in word or word in DASHES:
            return True
        lower = word.lower()
        if lower == "and":
            return (
                not self.tokens[right][1][:1].isupper()
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
            return (self.tokens[min(last, last_first + 2)][0], noun[1]) if noun else None
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
        while end >= 0 and self.tokens[end][1] in DASHES:
            end = first = end - 1
        while first >= 0:
            word = self.tokens[first - 1][1] if first else ","
            if word[-1] in ",—–" or word in DASHES or word[-1] in '”":;':
                parts.insert(0, (first, end))
                begins = self._word(first)
                dateline = word in DASHES and first == 2
                if first == 0 or dateline or word[-1] in '”":;' or len(parts) > 5:
                    break
                if begins in ("but", "while", "although") and len(parts) > 1:
                    break
                end = first - 1
                while end > 0 and self.tokens[end][1] in DASHES:
                    end -= 1
                first = end
            else:
                first -= 1
        return parts or [(self.at, self.at)]

    def _is_name(self, first: int, last: int) -> bool:
        words = [self.tokens[k][1].rstrip(",") for k in range(first, last + 1)]
        return 1 < len(words) <= 5 and all(w[:1].isupper() for w in words)

    def _name_ends(self, at: int) -> bool:
        return self.tokens[at][1][:1].isupper()
