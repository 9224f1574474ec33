"""A descriptor flows in, `.zenodo.json` flows out.

Zenodo takes the metadata of a release on GitHub from it, and then no longer from `CITATION.cff`
(https://help.zenodo.org/docs/github/describe-software/zenodo-json/). The fields are those of a
deposit (https://developers.zenodo.org/#representation); it has no date, which is the release's.
"""

from __future__ import annotations

import html

from outsourced_care.contract import Json
from outsourced_care.metadata.text import json_bytes
from outsourced_care.metadata.words import Creator, creators, licence_names, without_nothing

ZENODO = ".zenodo.json"
_LANGUAGE = "eng"  # ISO 639-3, as Zenodo wants it


def zenodo_bytes(words: Json, version: str) -> bytes:
    """What Zenodo should say of a release.

    Args:
        words: What `load_package_words` returns, without faults, or a descriptor.
        version: The version of the release.
    """
    names = licence_names(words)
    content = without_nothing(
        {
            "upload_type": "dataset",
            "title": words["title"],
            "version": version,
            "description": html.escape(words["description"], quote=False),  # read as HTML there
            "creators": [{"name": _name(c)} for c in creators(words)],
            "access_right": "open",
            "license": names[0] if names else None,  # it takes but one
            "keywords": list(dict.fromkeys(words["keywords"])),
            "language": _LANGUAGE,
        }
    )
    return json_bytes(content)


def _name(creator: Creator) -> str:
    """A person's family name comes first."""
    return ", ".join(p for p in (creator.family, creator.given) if p) or creator.name
