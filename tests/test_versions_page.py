"""docs/versions.md says of every rule what the code says of it."""

from __future__ import annotations

import re

from conftest import ROOT

from outsourced_care.diff.version_rules import RULES

PAGE = (ROOT / "docs/versions.md").read_text(encoding="utf-8")


def test_the_table_of_rules_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.+) \| (\w+) \|$", PAGE, re.MULTILINE)
    assert rows == [(rule, said, level.name.lower()) for rule, (level, said) in RULES.items()]
