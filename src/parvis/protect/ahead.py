"""The kernels of protection, in the order in which a build comes to them, each with what types it is called with."""

from __future__ import annotations

import numpy as np

from parvis.model.compiled import Call, blank
from parvis.protect import nesting, ragged

FLOATS, INTEGERS, FLAGS = blank(np.float64), blank(np.int64), blank(np.bool_)


def calls() -> tuple[Call, ...]:
    """Return the kernels for rows that hold others, and for matrices whose rows change."""
    return (
        (nesting._nested, (INTEGERS, INTEGERS, FLOATS, FLAGS, INTEGERS, INTEGERS, 0, INTEGERS)),
        (nesting._remainders, (INTEGERS, INTEGERS, FLOATS, INTEGERS, INTEGERS, FLAGS, 0)),
        (ragged._rows_of, (*[INTEGERS] * 4, FLAGS)),
        (ragged._around, (*[INTEGERS] * 6, 0)),
        (ragged._part, (INTEGERS, FLOATS, *[INTEGERS] * 5, FLOATS, INTEGERS)),
        (ragged._rewrite, (*[INTEGERS] * 3, 0, 0, INTEGERS, INTEGERS)),
        (ragged._strange, (*[INTEGERS] * 5, FLAGS)),
    )
