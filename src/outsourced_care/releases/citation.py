"""The package's own words flow in, `CITATION.cff` flows out.

The form is Citation File Format 1.2.0 (https://doi.org/10.5281/zenodo.5171937), as it describes
a dataset.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from outsourced_care.contract import Json
from outsourced_care.metadata.words import creators, without_nothing

CITATION = "CITATION.cff"
_FORMAT = "1.2.0"
_MESSAGE = "If you use this dataset, please cite it with the version that you used."
_NOTE = "# Written by “python build release” from entries/package.yaml and CHANGELOG.md.\n"


def citation_bytes(words: Json, version: str, date: str) -> bytes:
    """How a release is cited, for programs.

    Args:
        words: What `load_package_words` returns, without faults.
        version: The version of the release.
        date: Its day, `YYYY-MM-DD`.
    """
    licences = [str(licence["name"]) for licence in words["licenses"] if "name" in licence]
    content = {
        "cff-version": _FORMAT,
        "message": _MESSAGE,
        "type": "dataset",
        "title": words["title"],
        "version": version,
        "date-released": date,
        "authors": list(_authors(words)),
        **({"license": licences[0] if len(licences) == 1 else licences} if licences else {}),
        **({"url": words["homepage"]} if "homepage" in words else {}),
        "keywords": list(dict.fromkeys(words["keywords"])),
        "abstract": words["description"],
    }
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=96)
    return (_NOTE + text).encode("utf-8")


def _authors(words: Json) -> Iterator[Json]:
    for one in creators(words):
        person = without_nothing({"family-names": one.family, "given-names": one.given})
        yield {**(person or {"name": one.name}), **without_nothing({"website": one.address})}
