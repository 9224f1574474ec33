"""A sentence flows in, whether it tells what was given up flows out: no plan or act is left."""

from __future__ import annotations

import re

from outsourced_care.extraction.segments import Span

_PAST = "abandoned|cancelled|scrapped|shelved|ditched|dropped|axed|withdrew|withdrawn"
_GIVEN_UP = (
    rf"{_PAST}|halted|rejected|refused|blocked|overruled|pulled out|backed out|gave up|"
    r"did(?: not|n[’']t)|never did|thought better of it|called (?:it |them )?off|"
    r"changed (?:its|their|his|her|our|my) minds?|"
    r"abandoning|cancelling|scrapping|shelving|dropping|withdrawing|pulling out"
)
_MEANT = (
    r"\b(?:had|have|has) (?:once |originally |previously |initially )?(?:been )?"
    r"(?:plann(?:ed|ing)|intend(?:ed|ing)|hop(?:ed|ing)|meant|expected|due|scheduled|set|agreed|"
    r"promised|prepar(?:ed|ing)) to\b|\b(?:planned|intended|hoped|meant) to\b|"
    r"\b(?:was|were) (?:planning|due|expected|scheduled|set) to\b"
)
_MEANT_BUT = re.compile(
    rf"(?:{_MEANT})[^.;!?“”]{{1,160}}?\b(?:but|before|until|then|only to)\b[^.;!?“”]{{0,60}}?"
    rf"\b(?:{_GIVEN_UP})\b"
)
_PLAN = r"(?:plans?|proposals?|schemes?|bids?)"
_PLANS_GIVEN_UP = re.compile(
    rf"\b(?:{_PAST})\s(?:[\w’'-]+\s){{0,3}}?{_PLAN}\b"
    rf"|\b{_PLAN}\b[^.;!?“”]{{0,80}}?\s(?:was|were|has been|have been) (?:{_PAST}|called off)\b"
)


def is_meant_only(text: str, sentence: Span) -> bool:
    """Whether a sentence tells of something that was meant to be done, and was not."""
    return _MEANT_BUT.search(text, *sentence) is not None


def is_given_up(text: str, sentence: Span) -> bool:
    """Whether a sentence tells that a plan was given up: nobody proposes it there."""
    return is_meant_only(text, sentence) or _PLANS_GIVEN_UP.search(text, *sentence) is not None
