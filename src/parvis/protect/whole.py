"""What is possible where numbers are counted: linear programs leave halves open that nobody can be.

With all unknowns whole a count may be known that real numbers leave open: a + b = 5 and a - b = 1 with a weight of two
on one of them, an odd sum of pairs. Programs in whole numbers are slow, so that they are asked in small parts only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parvis.protect.goals import TOLERANCE, Block
from parvis.protect.linear import Program

SMALL = 200
"""Cells of a part up to which whole numbers are reckoned with."""

SECONDS = 2.0
"""How long a program in whole numbers may take; the bound that it has then is true, if not the best."""


def counted(block: Block) -> bool:
    """Return whether whole numbers are reckoned with in a block."""
    return bool(block.whole.any()) and block.width <= SMALL


def furthest(block: Block, cell: int, sign: float) -> float:
    """Return how far a cell can go, up (`sign` 1) or down (-1), at most: a whole number if the cell is one."""
    cost = np.zeros(block.width)
    cost[cell] = -sign
    program = Program(block.rows, lower=-block.fall, upper=block.rise, cost=cost)
    program.whole(np.flatnonzero(block.whole), seconds=SECONDS)
    program.search()
    reach = max(-program.bound_below, 0.0)
    return float(np.floor(reach + TOLERANCE)) if block.whole[cell] else reach


def out_of_reach(block: Block) -> Iterator[tuple[int, float]]:
    """Yield (goal, reach) of the goals of a block that whole numbers do not reach, for who knows nothing else."""
    goals = block.goals
    for goal in np.flatnonzero(~goals.slight).tolist():
        reach = furthest(block, int(goals.cell[goal]), float(goals.sign[goal]))
        if reach < goals.need[goal] * (1.0 - TOLERANCE):
            yield goal, reach
