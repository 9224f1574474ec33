"""What keeps a command from running or data from being read, as one family; what is warned of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from outsourced_care.text import UnreadableTextError

if TYPE_CHECKING:
    from outsourced_care.recovery import Missing


class CannotRunError(ValueError):
    """A command cannot run; the message is the one line that says why."""


class DatasetError(CannotRunError):
    """The data cannot be loaded: wrong name, missing or altered file, unknown version."""


class ReleaseError(DatasetError):
    """A release cannot be found, fetched or read."""


class UnknownReleaseError(ReleaseError):
    """No release has that version; the message names those that there are."""


class TamperedError(ReleaseError):
    """A bundle is not the file that the index of releases lists."""


class NotEnglishError(UnreadableTextError):
    """A text is not English; nothing can be extracted from it."""


class MissingTextWarning(UserWarning):
    """Some rows' passages were not found in the articles at hand; `missing` are all of them."""

    def __init__(self, message: str, missing: Sequence[Missing] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


class NewerReleaseWarning(UserWarning):
    """A newer release breaks nothing for who uses the one loaded, or that one was replaced."""


class OfflineWarning(UserWarning):
    """The index of releases could not be fetched; what it listed earlier was used."""


class DeprecatedFieldWarning(FutureWarning):
    """A table that was loaded has fields that will go."""


class LanguageWarning(UserWarning):
    """A text is not English; nothing was extracted from it."""
