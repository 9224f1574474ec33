"""Where the dataset's own files are: in the checkout, else inside the installed package."""

from __future__ import annotations

import functools
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outsourced_care.contract import Contract

_CHECKOUT = Path(__file__).resolve().parents[2]
_PACKAGED = "_dataset"  # what a wheel carries: data/, schemas/ and datapackage.json


def home() -> Path:
    """Return the folder that holds `datapackage.json`, `data/` and `schemas/`."""
    if (_CHECKOUT / "schemas").is_dir() and (_CHECKOUT / "src").is_dir():
        return _CHECKOUT
    return Path(str(files("outsourced_care") / _PACKAGED))


@functools.cache
def contract() -> Contract:
    """Return the contract of this version of the package."""
    from outsourced_care.schema_files import load_contract

    return load_contract(home() / "schemas")
