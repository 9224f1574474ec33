"""A format, a path and names of tables flow in, a file or folder in that format flows out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from outsourced_care.exports.bundle import Bundle, ExportError, gather
from outsourced_care.exports.targets import refuse, staged
from outsourced_care.findings import nearest

__all__ = ["FORMATS", "Bundle", "ExportError", "Format", "chosen_format", "export"]

Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written: `write(bundle, path, show)` of a module of this package."""

    name: str
    module: str
    folder: bool
    library: str | None = None  # what it needs besides, and the extra that installs it
    extra: str | None = None


FORMATS: Mapping[str, Format] = {
    form.name: form
    for form in (
        Format("csv", "folders", folder=True),
        Format("parquet", "folders", folder=True),
        Format("json", "folders", folder=True),
        Format("xlsx", "workbook", False, "xlsxwriter", "excel"),
        Format("sqlite", "sqlite_file", folder=False),
        Format("duckdb", "duckdb_file", False, "duckdb", "duckdb"),
    )
}


def chosen_format(name: str) -> Format:
    """The format of that name.

    Raises:
        ExportError: There is none; the message lists the valid names.
    """
    if name not in FORMATS:
        hint = nearest(name, FORMATS)
        every = f" (all: {', '.join(FORMATS)})" if hint.startswith("did you mean") else ""
        raise ExportError(f"there is no format {name!r}; {hint}{every}")
    return FORMATS[name]


def export(
    form: Format,
    out: Path,
    tables: Sequence[str] | None = None,
    *,
    force: bool = False,
    metadata: bool = False,
    show: Show = lambda _: None,
) -> Bundle:
    """Write the dataset, or some of its tables, in a format: all of it or nothing.

    Args:
        form: One of `FORMATS`.
        out: The file or folder to write.
        tables: Names of tables; by default all.
        force: Replace a file, or a folder that holds nothing but an earlier export.
        metadata: Put what other catalogues read beside the files of a folder.
        show: Called with what is being done.

    Returns:
        What was written.

    Raises:
        ExportError: It cannot be written so; what was there stays.
        OSError: It cannot be written; what was there stays.
    """
    if metadata and not form.folder:
        folders = ", ".join(f.name for f in FORMATS.values() if f.folder)
        raise ExportError(f"{form.name} is one file; metadata goes beside those of {folders}")
    out = out.resolve()
    refuse(out, folder=form.folder, force=force)
    if form.library is not None:
        _require(form)
    bundle = gather(tables, show)
    module = import_module(f"outsourced_care.exports.{form.module}")
    with staged(out) as path:
        module.write(bundle, path, form.name, show)
        if metadata:
            module.describe(bundle, path, show)
    return bundle


def _require(form: Format) -> None:
    try:
        import_module(str(form.library))
    except ModuleNotFoundError:
        install = f'pip install "outsourced-care[{form.extra}]"'
        message = f"{form.name} needs the library {form.library}; install it with {install}"
        raise ExportError(message) from None
