"""What a benchmark is: made-up data, and ways to the same numbers from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Work = Callable[[], Floats]


@dataclass(frozen=True)
class Way:
    """A library's way. `ready` imports it, brings the data into the form it takes, and returns the work to time.

    The work returns one number a zone, by which the ways are compared. `package` is the distribution, which is also
    the name to import.
    """

    package: str
    ready: Callable[[Any], Work]


@dataclass(frozen=True)
class Case:
    """A benchmark. `make` takes the sizes by name; `ways` start with ours, to which the others are compared."""

    title: str
    sizes: Mapping[str, int]
    make: Callable[..., Any]
    ways: Mapping[str, Way]
