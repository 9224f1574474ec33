"""Descriptor and contract flow in, what other catalogues and programs read about them flows out.

Nothing is said here that the descriptor, the contract or the rows do not say: no address,
identifier or date is made up, and no clock is asked.
"""

from __future__ import annotations

from outsourced_care.metadata.extent import Extent, extent
from outsourced_care.metadata.text import script_safe
from outsourced_care.metadata.words import Download
from outsourced_care.metadata.writing import files, paths

__all__ = ["Download", "Extent", "extent", "files", "paths", "script_safe"]
