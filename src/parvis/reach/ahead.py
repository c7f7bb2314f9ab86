"""The kernels of travel times, in the order in which a build comes to them, each with what types it is called with."""

from __future__ import annotations

import numpy as np

from parvis.model.compiled import Call, blank
from parvis.reach import needless, paths, ranks, raptor

FLOATS, INTEGERS, FLAGS = blank(np.float64), blank(np.int64), blank(np.bool_)
PAIRS, SECONDS, RANKED = blank(np.int64, 2), blank(np.int32), blank(np.int32, 2)
ROW, TABLE = blank(np.int16), blank(np.int16, 2)
GRAPH = (INTEGERS, INTEGERS, FLOATS, INTEGERS, INTEGERS, INTEGERS)
POINTS = (INTEGERS, FLOATS, FLOATS, FLOATS, FLOATS, FLOATS)
WALKS, CALLS = (INTEGERS, INTEGERS, SECONDS), (INTEGERS, INTEGERS, INTEGERS)
PATTERNS = (INTEGERS, INTEGERS, FLAGS, FLAGS, INTEGERS, INTEGERS)


def calls() -> tuple[Call, ...]:
    """Return the kernels for ways on foot, rides and the ranks of journeys."""
    return (
        (paths._all, (GRAPH, POINTS, POINTS, (INTEGERS, INTEGERS), 0.0)),
        (needless._needed, (WALKS, CALLS, INTEGERS, INTEGERS, SECONDS, True)),
        (raptor.ride, ((INTEGERS, SECONDS), ROW, PATTERNS, (ROW, ROW), CALLS, WALKS, (0, 0), TABLE, TABLE)),
        (raptor.arrive, (SECONDS, ROW, 0, FLAGS, TABLE, WALKS, TABLE)),
        (ranks.elapse, (TABLE, ROW, 0, FLAGS, TABLE, 0)),
        (ranks.percentiles, (TABLE, PAIRS, INTEGERS, RANKED)),
    )
