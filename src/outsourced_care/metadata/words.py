"""A descriptor flows in, what every form of metadata tells of it flows out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from outsourced_care.contract import Json, Table
from outsourced_care.package_files import table_name

if TYPE_CHECKING:
    from outsourced_care.metadata.extent import Extent

PLACE = "England"  # docs/scope.md; the descriptor has no property for it
LANGUAGE = "en"  # of our own words, whatever the articles' is
_CITED = {"author", "creator"}
_SHA256 = "sha256:"
_CREATIVE_COMMONS = re.compile(r"CC(?:0|-(?P<terms>BY[A-Z-]*))-(?P<version>[0-9.]+)")  # in SPDX


@dataclass(frozen=True, slots=True)
class Creator:
    """Who is cited: a person when their names are told, else a body."""

    name: str
    family: str | None
    given: str | None
    address: str | None

    @property
    def person(self) -> bool:
        """Whether it is a person."""
        return self.family is not None or self.given is not None


@dataclass(frozen=True, slots=True)
class Download:
    """A file that can be fetched.

    `path` is relative to the descriptor's folder, `size` counts bytes, `sha256` is in
    hexadecimal; `table` names the table whose rows it holds, when it holds those of one.
    """

    path: str
    title: str
    media_type: str
    sha256: str | None = None
    size: int | None = None
    table: str | None = None

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return PurePosixPath(self.path).name

    @property
    def content_size(self) -> str | None:
        """The size as schema.org writes it."""
        return None if self.size is None else f"{self.size} B"


def described(
    descriptor: Json, base: str | None, extent: Extent | None, published: str | None, prefix: str
) -> Json:
    """A dataset in terms of schema.org, as every form says it that uses them.

    Args:
        descriptor: The descriptor, without faults.
        base: The address below which its files are.
        extent: What the rows are about.
        published: The day of the version.
        prefix: What stands before the names of types.
    """
    return {
        "name": descriptor["title"],
        "alternateName": descriptor["name"],
        "description": descriptor["description"],
        "url": home(descriptor, base),
        "version": descriptor["version"],
        "datePublished": published,
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "license": terms(descriptor),
        "creator": [_maker(c, prefix) for c in creators(descriptor)],
        "keywords": descriptor["keywords"],
        "spatialCoverage": {"@type": f"{prefix}Place", "name": PLACE},
        "temporalCoverage": extent.interval if extent else None,
    }


def _maker(creator: Creator, prefix: str) -> Json:
    """A person or a body, in terms of schema.org."""
    return without_nothing(
        {
            "@type": prefix + ("Person" if creator.person else "Organization"),
            "name": creator.name,
            "familyName": creator.family,
            "givenName": creator.given,
            "url": creator.address,
        }
    )


def fetched(download: Download, base: str | None) -> Json:
    """A file that can be fetched, in terms of schema.org."""
    return {
        "name": download.name,
        "description": download.title,
        "encodingFormat": download.media_type,
        "contentUrl": address(base, download.path),
        "contentSize": download.content_size,
        "sha256": download.sha256,
    }


def creators(descriptor: Json) -> list[Creator]:
    """Those who are named as authors, all when nobody is: as `CITATION.cff` names them."""
    everybody = list(descriptor["contributors"])
    named = [c for c in everybody if _CITED & set(c.get("roles") or ())]
    return [_creator(c) for c in named or everybody]


def _creator(contributor: Json) -> Creator:
    family, given = contributor.get("familyName"), contributor.get("givenName")
    names = " ".join(part for part in (given, family) if part)
    title = str(contributor.get("title") or names)
    return Creator(title, family, given, contributor.get("path"))


def licences(descriptor: Json) -> list[str]:
    """Each licence by its address, else its name, else its title."""
    return [_first(x, "path", "name", "title") for x in descriptor["licenses"]]


def terms(descriptor: Json) -> str | list[str]:
    """What `licences` gives, alone where it is one."""
    every = licences(descriptor)
    return every[0] if len(every) == 1 else every


def licence_names(descriptor: Json) -> list[str]:
    """The identifiers of the licences, as SPDX or the Open Definition has them."""
    return [str(x["name"]) for x in descriptor["licenses"] if "name" in x]


def _first(thing: Json, *keys: str) -> str:
    return next((str(thing[key]) for key in keys if thing.get(key)), "")


def citation(descriptor: Json, published: str | None = None, base: str | None = None) -> str:
    """How the dataset is cited in a text, as docs/policy.md asks; nowhere else is it worded.

    Args:
        descriptor: The descriptor, or words that have its title, version, licences and makers.
        published: The day of the version, whose year is told.
        base: The address below which its files are.
    """
    by = ", ".join(c.name for c in creators(descriptor))
    work = f"{descriptor['title']} (version {descriptor['version']}) [Data set]"
    year = f"({published[:4]})" if published else ""
    under = ", ".join(_called(_first(x, "name", "title", "path")) for x in descriptor["licenses"])
    parts = [f"{by} {year}".strip(), work, under] if by else [work, year, under]
    told = " ".join(f"{part.removesuffix('.')}." for part in parts if part)
    return " ".join(filter(None, (told, home(descriptor, base))))


def _called(licence: str) -> str:
    """A licence as people write it: CC BY 4.0 for CC-BY-4.0, any other as it is."""
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if found is None:
        return licence
    name = f"CC {found['terms']}" if found["terms"] else "CC0"
    return f"{name} {found['version']}"


def downloads(descriptor: Json) -> Iterator[Download]:
    """The files that a descriptor lists."""
    for resource in descriptor["resources"]:
        digest = str(resource.get("hash", ""))
        yield Download(
            path=str(resource["path"]),
            title=str(resource.get("title") or resource["name"]),
            media_type=str(resource["mediatype"]),
            sha256=digest.removeprefix(_SHA256) if digest.startswith(_SHA256) else None,
            size=resource.get("bytes"),
            table=table_name(str(resource["name"])),
        )


def rows(descriptor: Json) -> dict[str, int]:
    """How many rows each table has that the descriptor lists, in its order."""
    return {table_name(str(r["name"])): int(r["rows"]) for r in descriptor["resources"]}


def foreign_keys(table: Table, present: set[str]) -> Iterator[tuple[str, str, str]]:
    """Each reference to a table that is present: column, table referred to, its column."""
    for key in table.foreign_keys:
        if key.resource in present and len(key.fields) == 1:
            yield key.fields[0], key.resource, key.reference[0]


def address(base: str | None, path: str) -> str:
    """Where a file is: below the base where one is given, else relative as it stands."""
    below = quote(path, safe="/")
    return f"{base.rstrip('/')}/{below}" if base else below


def home(descriptor: Json, base: str | None) -> str | None:
    """The page of the dataset: its homepage, else the base address when it is a whole one."""
    if homepage := descriptor.get("homepage"):
        return str(homepage)
    return base if base and base.startswith(("https://", "http://")) else None


def without_nothing(words: Json) -> Json:
    """The properties that say something."""
    return {key: value for key, value in words.items() if value not in (None, "", [], {})}
