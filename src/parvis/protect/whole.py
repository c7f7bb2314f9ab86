"""What is possible where numbers are counted: linear programs leave halves open that nobody can be.

With all unknowns whole a count may be known that real numbers leave open: a + b = 5 and a - b = 1 with a weight of two
on one of them, an odd sum of pairs. Programs in whole numbers are slow, so that they are asked in small parts only.
What such a program has found when it stops counts, and no more: how far it may go that nobody has seen is not open.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from parvis.protect.goals import TOLERANCE, Block
from parvis.protect.linear import Program

SMALL = 200
"""Cells of a part up to which whole numbers are reckoned with."""

NODES = 2000
"""Nodes after which a search in whole numbers stops: an audit has no clock, and says the same on a busy machine."""

WHOLE = 1e-5
"""How far a number may be from a whole one and still be it: solvers are no more exact."""


def counted(block: Block) -> bool:
    """Return whether whole numbers are reckoned with in a block."""
    return bool(block.whole.any()) and block.width <= SMALL


def furthest(block: Block, cell: int, sign: float) -> float:
    """Return how far a cell is seen to go, up (`sign` 1) or down (-1): a whole number if the cell is one."""
    cost = np.zeros(block.width)
    cost[cell] = -sign
    program = Program(block.rows, lower=-block.fall, upper=block.rise, cost=cost)
    program.whole(np.flatnonzero(block.whole))
    program.at_most(NODES)
    if not program.search():
        return 0.0
    found = program.values
    found = np.where(block.whole & (np.abs(found - np.round(found)) < WHOLE), np.round(found), found)
    if (found[block.whole] % 1.0).any() or not block.allows(found):
        return 0.0
    return max(sign * float(found[cell]), 0.0)


def out_of_reach(block: Block) -> Iterator[tuple[int, float]]:
    """Yield (goal, reach) of the goals of a block that whole numbers do not reach, for who knows nothing else."""
    goals = block.goals
    for goal in np.flatnonzero(~goals.slight).tolist():
        reach = furthest(block, int(goals.cell[goal]), float(goals.sign[goal]))
        if reach < goals.need[goal] * (1.0 - TOLERANCE):
            yield goal, reach
