"""Inner loops in machine code: numba, told where to keep what it compiles between runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba import njit

from parvis.model.cache_folder import cache_folder

__all__ = ["Call", "blank", "compiled", "longer", "longest", "make_ready", "njit", "none"]

Function = TypeVar("Function", bound=Callable[..., object])
Array = TypeVar("Array", bound=npt.NDArray[Any])
Call = tuple[Callable[..., object], tuple[object, ...]]
"""A kernel and what it is called with: only the types matter."""


if "NUMBA_CACHE_DIR" not in os.environ:
    setattr(numba.config, "CACHE_DIR", str(cache_folder()))  # noqa: B010  (made as numba is imported: no type knows it)


def compiled(function: Function) -> Function:
    """Return a function of numbers and arrays in machine code, made on first use; other threads run beside it."""
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))


def blank(kind: npt.DTypeLike, dimensions: int = 1) -> npt.NDArray[Any]:
    """Return an empty array, to say by an example of what type an argument is."""
    return np.empty((0,) * dimensions, dtype=kind)


def make_ready(call: Call) -> None:
    """Compile a kernel for arguments of some types, unless that was done and kept."""
    kernel, arguments = call
    cast(Any, kernel).compile(tuple(numba.typeof(argument) for argument in arguments))


# Loops, where numpy has a word: `diff`, `max` and `concatenate` take a second each to compile, a loop a tenth of it.


@compiled
def longest(begins: npt.NDArray[np.integer[Any]]) -> int:
    """Return the length of the longest of the parts that `begins` (n_parts + 1,) marks off."""
    most = 0
    for i in range(len(begins) - 1):
        most = max(most, begins[i + 1] - begins[i])
    return most


@compiled
def none() -> int:
    """Return 0 as any other number: functions that are called with a literal 0 are compiled for it alone, too."""
    return np.int64(0)  # type: ignore[return-value]


@compiled
def longer(values: Array, more: int) -> Array:
    """Return an array with the same values first, and room for `more`."""
    out = np.empty(len(values) + more, dtype=values.dtype)
    for i in range(len(values)):
        out[i] = values[i]
    return out  # type: ignore[return-value]
