"""Descriptor and contract flow in, a dataset card for Hugging Face flows out.

A card is a README.md whose YAML header a hub reads
(https://github.com/huggingface/hub-docs/blob/main/datasetcard.md); `configs` makes each table a
subset that `datasets.load_dataset` loads by name. A table without rows is none: it cannot load one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from outsourced_care.contract import Contract, Json
from outsourced_care.metadata.extent import Extent
from outsourced_care.metadata.text import markdown, plain
from outsourced_care.metadata.words import (
    LANGUAGE,
    Download,
    citation,
    home,
    licence_names,
    licences,
    rows,
    without_nothing,
)

CARD = "README.md"
_TASKS = ["text-classification", "token-classification"]  # stances; passages in texts one holds
_FORMS = ("application/vnd.apache.parquet", "text/csv", "application/json")  # the first is best
_SIZES = (
    (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
    (10**7, "1M<n<10M"), (10**8, "10M<n<100M"), (10**9, "100M<n<1B"),
)  # fmt: skip
_LARGER = "n>1B"
# what may stand in JSON, and in YAML only as an escape that both read alike
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BODY = """\
# {title}

{description}

Version {version}. Quotes carry a paraphrase, and `evidence` leads to the words: whoever holds an
article finds each passage in it by offsets and hash. Counts do not generalise beyond the articles.
{times}
## Tables

| table | rows | what a row is |
|---|---|---|
{tables}

A table is loaded by its name, from a folder with this page and the files:

```python
from datasets import load_dataset

load_dataset("path/to/folder", "{first}", split="train")
```

There are no splits: `train` is what the library calls all rows of a table.

## Licence and citation

Our codings and words: {terms}. Titles of articles, and the words shown in selectors and links,
are not ours and not licensed by us.

> {citation}
"""


def dataset_card(
    descriptor: Json,
    contract: Contract,
    downloads: Iterable[Download],
    *,
    base_url: str | None = None,
    extent: Extent | None = None,
    published: str | None = None,
) -> bytes:
    """Describe the dataset; arguments as in `schema_org.dataset`.

    Raises:
        ValueError: There is no file of any table.
    """
    paths = _paths(contract, downloads)
    if not paths:
        raise ValueError("no table has a file that could be loaded")
    known = rows(descriptor)
    filled = {name: path for name, path in paths.items() if known[name]} or paths
    header = "\n".join(_yaml(_header(descriptor, filled, extent)))
    page = home(descriptor, base_url)
    body = _BODY.format(
        title=markdown(descriptor["title"]),
        description=markdown(descriptor["description"]),
        version=markdown(descriptor["version"]),
        tables="\n".join(_lines(descriptor, contract, paths)),
        times=_times(extent),
        first=next(iter(filled)),
        terms=markdown(", ".join(licence_names(descriptor) or licences(descriptor))),
        citation=markdown(citation(descriptor, published, base_url)),
    )
    at = f"\nMore about it: <{page}>\n" if page else ""
    return f"---\n{header}\n---\n\n{body}{at}".encode("utf-8", "replace")


def _paths(contract: Contract, downloads: Iterable[Download]) -> dict[str, str]:
    """The file that each table is loaded from, in the order of the contract."""
    found = {(d.table, d.media_type): d.path for d in downloads if d.table in contract}
    best = {}
    for name in contract:
        files = [found[name, form] for form in _FORMS if (name, form) in found]
        if files:
            best[name] = files[0]
    return best


def _header(descriptor: Json, paths: dict[str, str], extent: Extent | None) -> Json:
    names = [name.lower() for name in licence_names(descriptor)]
    known = rows(descriptor)
    languages = {LANGUAGE, *(tag.split("-")[0] for tag in (extent.languages if extent else ()))}
    return without_nothing(
        {
            "pretty_name": plain(descriptor["title"]),
            "license": (names[0] if len(names) == 1 else names) or "other",
            "license_link": None if names else licences(descriptor)[0],
            "language": sorted(languages),
            "tags": list(dict.fromkeys(filter(None, map(plain, descriptor["keywords"])))),
            "task_categories": _TASKS,
            "size_categories": [_size(sum(known[name] for name in paths))],
            "configs": [
                {
                    "config_name": name,
                    "data_files": [{"split": "train", "path": path}],
                    **({"default": True} if number == 0 else {}),
                }
                for number, (name, path) in enumerate(paths.items())
            ],
        }
    )


def _times(extent: Extent | None) -> str:
    """When the articles are from, and when what they tell of happened."""
    if extent is None or extent.first is None or extent.last is None:
        return ""
    told = f"The articles are of {extent.first} to {extent.last}"
    if years := extent.years:
        told += f"; the events that they tell of happened {years}"
    return f"{told}.\n"


def _yaml(header: Json) -> Iterator[str]:
    """The lines of a header whose values are JSON, which is YAML too (https://yaml.org/spec/1.2.2/#12-relation-to-json)."""
    for key, value in header.items():
        things = isinstance(value, list) and all(isinstance(item, dict) for item in value)
        yield f"{key}:" if things else f"{key}: {_flow(value)}"
        yield from (f"- {_flow(item)}" for item in value) if things else ()


def _flow(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _size(number: int) -> str:
    """How a hub writes that many rows."""
    return next((words for most, words in _SIZES if number < most), _LARGER)


def _lines(descriptor: Json, contract: Contract, paths: dict[str, str]) -> Iterator[str]:
    known = rows(descriptor)
    for name in paths:
        yield f"| `{name}` | {known[name]:,} | {markdown(contract[name].description)} |"
