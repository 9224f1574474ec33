"""The words of a sentence before a place flow in, the noun phrases among them flow out."""

from itertools import pairwise

from outsourced_care.extraction.grammar import (
    ADVERBS,
    BLANK,
    BOUNDARIES,
    COORDINATORS,
    DASHES,
    DETERMINERS,
    NEARNESS,
    NO_HEAD,
    OPENERS,
    PERIODS,
    RELATIVES,
    is_finite,
)
from outsourced_care.extraction.segments import Span
from outsourced_care.extraction.word_lists import words

_AUTHORED = words("written signed authored drafted")
# These speak for themselves; of a letter or a notice, its author does.
_DOCUMENTS = words("report review study survey paper inquiry analysis evaluation audit")
_OBJECTS = words("him them us me")
_BEFORE_OBJECTS = words("to of with by for near around behind")
_LEADS_ON = words("to at on with from by")  # "pointing to a paper that"
_PARTED = (",", "”", '"', "’", "'")
_MODALS = words("will would could may might can cannot should must did does do")
# Words that stand in no description before a name: "his son, retired baker Bill Thaw,".
_NO_DESCRIPTION = OPENERS | RELATIVES | words("to or out off up not where whose")


class Phrases:
    """Words read backwards from a place; `at` is the word that is looked at."""

    def __init__(self, masked: str, start: int, end: int) -> None:
        self._masked, self._low = masked, start
        self.words = masked[start:end].split()
        self.at = len(self.words) - 1
        self._starts = [end]  # of the words from the last one on, as far as they were asked

    def _word(self, at: int) -> str:
        return self.words[at].lower() if 0 <= at < len(self.words) else ""

    def _start(self, at: int) -> int:
        """Where a word begins: nothing but white space stands between two words."""
        while len(self._starts) <= len(self.words) - at:
            word = self.words[-len(self._starts)]
            self._starts.append(self._masked.rfind(word, self._low, self._starts[-1]))
        return self._starts[len(self.words) - at]

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
        if at - first > 2 and self._word(first + 1) in PERIODS and self._word(first) in NEARNESS:
            first += 2  # "Next Thursday the panel"
        cut = self._word(first - 1)
        if cut == "who":  # "the man who runs the shop"
            return self._noun_ending(first - 2)
        if cut in _MODALS:
            return None  # a verb follows
        if at - first > 2 and self._word(first).endswith("ing") and cut.endswith(_PARTED):
            leads_on = self._word(first + 1) in _LEADS_ON
            if leads_on or self._word(first + 1) in DETERMINERS:
                first += 1 + leads_on
        behind_verb = first > 0 and is_finite(self.words[first - 1])
        if behind_verb and self.words[first].endswith(("ed", "ing", "ly")):
            return None  # the rest of a predicate
        head = self.words[at].rstrip(",;:")
        if head.lower() in _OBJECTS and self._word(at - 1) not in _BEFORE_OBJECTS:
            return None  # "let them know"
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
            document = self._noun_ending(parts[-2][1])
            if document and self._word(parts[-2][1]).rstrip(",") in _DOCUMENTS:
                return document
            noun = self._noun_ending(last)
            return (self._start(min(last, last_first + 2)), noun[1]) if noun else None
        for (first, end), behind in pairwise(parts):
            opening = self._word(first).strip('“"')
            leads = opening in OPENERS and opening not in ("but", "and", "as", "so", "yet")
            if leads and (len(parts) > 2 or not self._name_ends(end)):
                continue
            if end - first == 0 and self._word(end).rstrip(",").endswith("ly"):
                continue
            determined = not self._name_ends(end) or opening in DETERMINERS
            named = self._apposed_name(*behind) if determined else None
            if named and (not self._name_ends(end) or " " in self._masked[slice(*named)]):
                return named
            noun = self._noun_ending(end)
            if noun and (self._name_ends(end) or opening in DETERMINERS):
                return noun
        return self._noun_ending(last if pure else parts[-2][1])

    def _apposed_name(self, first: int, last: int) -> Span | None:
        """The name that explains the description before it: "the vicar, Ada Frost,"."""
        place = last + 1
        while place > first and (
            self._name_ends(place - 1)
            or (self.words[place - 1] == "and" and first < place - 1 and place <= last)
        ):
            place -= 1
        lead = [self._word(at) for at in range(first, place)]
        if place > last or len(lead) > 3 or last - place > 5 or self._word(last)[:-1] in ADVERBS:
            return None
        if lead and (place == last or lead[0].endswith("ing") or _NO_DESCRIPTION & set(lead)):
            return None
        said = self.words[last].rstrip(",;:")
        start, end = self._start(place), self._start(last) + len(said)
        return (start, end) if len(said) > 1 and said[-1].isalpha() else None

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
