"""Outsourced Care: what news reported on outsourcing children's social care in England."""

from outsourced_care._version import __version__

__all__ = ["__version__"]
