"""The kernels of a build, in the order in which it comes to them, each with what types it is called with."""

from __future__ import annotations

import numpy as np

from parvis.locate import holding, kernel, pixel_kernel, quarter_kernel, tree
from parvis.locate.shapes import Borders
from parvis.model.compiled import Call, blank

FLOATS, ROWS, SINGLES = blank(np.float64), blank(np.float64, 2), blank(np.float32, 2)
INTEGERS, PLACES, SQUARE = blank(np.int64), blank(np.int32), blank(np.int32, 2)
FLAGS, PIXELS = blank(np.bool_), blank(np.bool_, 2)
BORDERS = Borders(ROWS, INTEGERS, FLAGS, INTEGERS)
LISTS = tree.Lists(INTEGERS, PLACES, INTEGERS, PLACES, FLAGS, INTEGERS, PLACES)
TREE = tree.Tree(0.0, 0.0, 0.0, SQUARE, SQUARE, ROWS, LISTS, ROWS)


def calls() -> tuple[Call, ...]:
    """Return the kernels for shares of cells, points in zones, parts of units askew and rasters."""
    return (
        (kernel.squares, (ROWS, 0.0)),
        (kernel.weigh, (BORDERS, (0.0, 0.0), 0.0, INTEGERS, PLACES, PLACES, PLACES, FLOATS)),
        (tree._sort_into, (ROWS, 0.0, LISTS, ROWS)),
        (holding.leaves_at, (TREE, FLOATS, FLOATS)),
        (holding.on_border, (PLACES, INTEGERS)),
        (holding.held, (TREE, FLOATS, FLOATS, INTEGERS, PLACES)),
        (pixel_kernel.add_pixels, (BORDERS, INTEGERS, (0.0, 0.0), SINGLES, 0.0, PIXELS, ROWS, ROWS)),
        (quarter_kernel.within, (BORDERS, INTEGERS, ROWS)),
    )
