"""Columns of cells flow in, boolean Series flow out: the small vocabulary that rules are in.

A mask is True where something holds of a row, never unknown, and has the index of the column
it judges. Every function takes pandas' own types and Arrow-backed columns alike; the work is
done by Arrow, which is the faster with either.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Frame = pd.DataFrame
Cells = pd.Series
Mask = pd.Series  # of booleans, aligned with the judged frame

# of the contract, and in Python what pandas makes of them too
_PLAIN = (pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32())


def true(mask: Mask) -> Mask:
    """A plain boolean mask; unknown counts as false."""
    if mask.dtype == bool:
        return mask
    return _mask(arrow(mask).cast(pa.bool_()).fill_null(False), mask)


def is_in(cells: Cells, *values: object) -> Mask:
    """True where a cell is one of the values."""
    if _arrow_type(cells) == pa.string() and all(isinstance(value, str) for value in values):
        return _mask(pc.is_in(arrow(cells), value_set=pa.array(values, pa.string())), cells)
    return true(cells.isin(values))


def given(cells: Cells) -> Mask:
    """True where there is a value."""
    return true(pd.Series(~cells.array.isna(), index=cells.index))


def plain(cells: Cells) -> Cells:
    """The cells as Python objects, None where there is no value."""
    if _arrow_type(cells) in _PLAIN:
        return pd.Series(arrow(cells).to_pylist(), index=cells.index, name=cells.name, dtype=object)
    return cells.astype(object).where(cells.notna(), None)


def arrow(cells: Cells) -> pa.ChunkedArray:
    """The cells in Arrow, vocabularies decoded."""
    array = pa.chunked_array(pa.array(cells, from_pandas=True))
    return array.cast(array.type.value_type) if pa.types.is_dictionary(array.type) else array


def same(a: Cells, b: Cells) -> Mask:
    """True where two cells are equal, or both without a value."""
    left, right = arrow(a), arrow(b)
    if pa.types.is_null(left.type):
        left = left.cast(right.type)
    equal = pc.equal(left, right.cast(left.type))
    neither = pc.and_(pc.is_null(left), pc.is_null(right))
    return _mask(pc.or_(equal.fill_null(False), neither), a)


def contains(cells: Cells, text: str) -> Mask:
    """True where the text stands somewhere in the cell."""
    return _mask(pc.match_substring(arrow(cells), text).fill_null(False), cells)


def unlike(cells: Cells, pattern: str) -> Mask:
    """True where there is text that is not, as a whole, as the pattern (RE2) says."""
    return _mask(_unlike(arrow(cells), pattern), cells)


def unlike_text(cells: Cells, pattern: str, starts: str) -> Mask:
    """True where there is text that is not as the pattern says, which all plain text is.

    Plain is printable ASCII that neither begins with one of some characters nor ends with a
    space. That is seen several times faster than a pattern; only the rest is held against it.

    Args:
        cells: The cells.
        pattern: The pattern (RE2).
        starts: The characters that plain text does not begin with, as in a class of RE2.
    """
    texts = arrow(cells)
    plain = pc.and_not(
        pc.ascii_is_printable(texts),
        pc.or_(pc.match_substring_regex(texts, rf"\A(?:[ {starts}]|\z)"), pc.ends_with(texts, " ")),
    )
    if pc.all(plain).as_py() is not False:
        return pd.Series(False, index=cells.index)
    rest = pc.invert(plain.fill_null(True))
    return _mask(pc.and_(rest, _unlike(pc.if_else(rest, texts, None), pattern)), cells)


def _unlike(texts: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    return pc.invert(pc.match_substring_regex(texts, f"^(?:{pattern})$")).fill_null(False)


def looked_up(keys: Cells, frame: Frame, column: str, by: str | None = None) -> Cells:
    """For each key the cell in `column` of the first row of `frame` with that identifier.

    Args:
        keys: The identifiers.
        frame: The table to look in.
        column: Its column with the cells wanted.
        by: Its column with the identifiers; by default the first.
    """
    at = _index_in(keys, frame[by or str(frame.columns[0])])
    cells = arrow(frame[column]).combine_chunks().take(at)
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([cells])), index=keys.index)


def found_in(keys: Cells, frame: Frame) -> Mask:
    """True where a key is an identifier (first column) of the frame."""
    return among(keys, frame.iloc[:, 0])


def among(keys: Cells, identifiers: Cells) -> Mask:
    """True where a key is one of the identifiers."""
    return _mask(pc.is_valid(_index_in(keys, identifiers)), keys)


def repeated(frame: Frame, columns: Sequence[str]) -> Mask:
    """True where a row has the same cells in these columns as one before it."""
    rows = pa.table({name: arrow(frame[name]) for name in columns})
    if rows.group_by(list(columns), use_threads=False).aggregate([]).num_rows == len(frame):
        return pd.Series(False, index=frame.index)
    return true(frame[list(columns)].astype(object).duplicated(keep="first"))


def encoded(cells: Cells) -> tuple[list[int], list[object]]:
    """The number of each cell's value among the distinct ones, -1 for none; and these."""
    array = arrow(cells)
    if not len(array):
        return [], []
    codes = array.combine_chunks().dictionary_encode()
    return codes.indices.fill_null(-1).to_pylist(), codes.dictionary.to_pylist()


def numbered_with_gaps(parts: Cells, keys: Sequence[Cells]) -> Mask:
    """True where the numbers within a group do not count up from 1.

    Args:
        parts: The numbers.
        keys: The columns that tell the groups apart; a row without one of them is in none.
    """
    numbers = pd.Series(arrow(parts).cast(pa.float64()).to_numpy(), index=parts.index)
    codes = [pd.Series(encoded(key)[0], index=parts.index, dtype="int64") for key in keys]
    whole = ~pd.concat([code < 0 for code in codes], axis=1).any(axis=1)
    ranks = numbers[whole].groupby([code[whole] for code in codes]).rank(method="first")
    return ranks.reindex(parts.index) != numbers


def in_a_circle(identifiers: Cells, outer: Cells) -> Mask:
    """True where following `outer` from a row leads back to it."""
    within = given(outer)
    above = dict(zip(plain(identifiers[within]), plain(outer[within]), strict=True))

    def returns(start: object) -> bool:
        seen, at = set(), above.get(start)
        while at is not None and at not in seen and at != start:
            seen.add(at)
            at = above.get(at)
        return at is not None and at == start

    return is_in(identifiers, *filter(returns, above)) & within


def _index_in(keys: Cells, identifiers: Cells) -> pa.Array:
    """For each key the first row with that identifier, null where there is none."""
    wanted = arrow(keys)
    if wanted.null_count == len(wanted):
        return pa.nulls(len(wanted), pa.int32())
    known = arrow(identifiers)
    at = pc.index_in(wanted, value_set=known.cast(wanted.type), skip_nulls=True)
    return at.combine_chunks() if isinstance(at, pa.ChunkedArray) else at


def _arrow_type(cells: Cells) -> pa.DataType | None:
    """The type of an Arrow-backed column."""
    return cells.dtype.pyarrow_dtype if isinstance(cells.dtype, pd.ArrowDtype) else None


def _mask(values: pa.ChunkedArray | pa.Array, like: Cells) -> Mask:
    return pd.Series(values.to_numpy(zero_copy_only=False), index=like.index, dtype=bool)
