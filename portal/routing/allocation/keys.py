"""Stable keys: 64 bits that stand for an id, and the numbers drawn from them, so that the order of rows decides nothing."""

from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from portal.routing.errors import InstanceRefused

Keys = npt.NDArray[np.uint64]


def stable(name: str, given: Any, count: int) -> Keys:
    """Return keys as 64 bits: integers as they are, texts hashed, the row number where none are given. Raises InstanceRefused."""
    if given is None:
        return np.arange(count, dtype=np.uint64)
    array = np.asarray(given)
    if array.shape != (count,):
        raise InstanceRefused(array=name, problem=f"{name}: its shape is {array.shape}, ({count},) is needed")
    if array.dtype.kind in "iu":
        keys = array.astype(np.int64).view(np.uint64) if array.dtype.kind == "i" else array.astype(np.uint64)
    elif array.dtype.kind in "US":
        texts = (str(one).encode() if array.dtype.kind == "U" else bytes(one) for one in array)
        hashed = (int.from_bytes(blake2b(text, digest_size=8).digest()) for text in texts)
        keys = np.fromiter(hashed, dtype=np.uint64, count=count)
    elif count == 0:
        keys = np.zeros(0, dtype=np.uint64)
    else:
        raise InstanceRefused(array=name, problem=f"{name}: integers or texts are needed, it holds {array.dtype}")
    ordered = np.sort(keys)
    if (ordered[1:] == ordered[:-1]).any():
        raise InstanceRefused(array=name, problem=f"{name}: two rows share a key")
    return keys


def mixed(keys: Keys) -> Keys:
    """Return keys with every bit depending on every bit (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: Keys = keys ^ (keys >> np.uint64(31))
    return result


def drawn(volunteers: Keys, programmes: Keys, seed: int, bits: int) -> npt.NDArray[np.int64]:
    """Return a number from 1 to 2**bits − 1 for each pair of keys, drawn with a seed."""
    start = np.uint64((seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64)
    drawn_bits = mixed(mixed(volunteers ^ start) ^ (programmes + start)) >> np.uint64(64 - bits)
    result: npt.NDArray[np.int64] = drawn_bits.astype(np.int64).clip(min=1)
    return result
