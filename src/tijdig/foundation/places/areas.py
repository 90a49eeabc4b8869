"""A postcode area (PC6, '1234AB') as a dense whole number, so that a table over all areas is a plain array.

Four digits from 1000 to 9999 times 20 x 20 letters: 3,600,000 numbers. Real postcodes never have the letters
F I O Q U Y, nor the pairs SA, SD and SS (Dutch postcode scheme); those texts have no number.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

LETTERS = "ABCDEGHJKLMNPRSTVWXZ"
NEVER = frozenset({"SA", "SD", "SS"})
COUNT = 9000 * len(LETTERS) ** 2
NO_AREA = -1
WIDTH = 6
PIECE_BY_PIECE = 1024  # up to this many rows plain Python beats the fixed cost of starting a Polars expression

_INVALID = -(2**29)  # three of these still fit in 32 bits, and no valid piece lifts one above zero


def codes(values: pl.Series) -> NDArray[np.int32]:
    """The numbers of a String series of postcodes, shape (n,); -1 where the text is null or no postcode."""
    pieces = np.frombuffer(_joined(values), dtype=np.uint16).reshape(-1, WIDTH // 2)
    high, low, letters = _piece_values()
    found = high[pieces[:, 0]]
    found += low[pieces[:, 1]]
    found += letters[pieces[:, 2]]
    return np.maximum(found, NO_AREA)


def code(text: str) -> int:
    """The number of one postcode; -1 when it is none."""
    return int(codes(pl.Series([text], dtype=pl.String))[0])


def text(code: int) -> str:
    """The postcode of one number. Raises ValueError outside 0 .. COUNT - 1."""
    if not 0 <= code < COUNT:
        raise ValueError(f"no postcode area has number {code}")
    digits, pair = divmod(code, len(LETTERS) ** 2)
    first, second = divmod(pair, len(LETTERS))
    return f"{digits + 1000}{LETTERS[first]}{LETTERS[second]}"


def _joined(values: pl.Series) -> bytes:
    """Six bytes for every row, one after the other; '......' where the text has another length."""
    if len(values) <= PIECE_BY_PIECE:
        parts = [(value or "").encode() for value in values.to_list()]
        return b"".join(part if len(part) == WIDTH else b"......" for part in parts)
    fits = values.str.len_bytes() == WIDTH
    if values.null_count() or not fits.all():
        values = values.to_frame("text").select(pl.when(fits).then("text").otherwise(pl.lit("......"))).to_series()
    return str(values.str.join("").item()).encode()


@cache
def _piece_values() -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """For each pair of bytes what it adds to the number: first two digits, last two digits, letters."""
    pair = len(LETTERS) ** 2
    numbers = [f"{number:02}" for number in range(100)]
    high = {text: (int(text) * 100 - 1000) * pair for text in numbers if text >= "10"}
    low = {text: int(text) * pair for text in numbers}
    letters = {a + b: at for at, (a, b) in enumerate((a, b) for a in LETTERS for b in LETTERS) if a + b not in NEVER}
    return _table(high), _table(low), _table(letters)


def _table(values: dict[str, int]) -> NDArray[np.int32]:
    table = np.full(2**16, _INVALID, dtype=np.int32)
    table[np.frombuffer("".join(values).encode(), dtype=np.uint16)] = list(values.values())
    return table
