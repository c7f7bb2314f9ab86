"""What everything that is shown leaves possible for each number that may not be learnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from parvis.model.figure import Flags, Floats
from parvis.protect import whole
from parvis.protect.apart import each
from parvis.protect.cells import Cells
from parvis.protect.certificate import Certificate, certify
from parvis.protect.goals import TOLERANCE, Block, blocks
from parvis.protect.linear import PRIMAL
from parvis.protect.nearby import look_nearby
from parvis.protect.possible import Possible
from parvis.protect.search import MANY
from parvis.protect.witnesses import Witnesses

NOBODY = ""


@dataclass(frozen=True)
class Failure:
    """A sensitive cell that can be learnt too closely by `who`: a sole contributor of that cell, "" for anybody."""

    cell: str
    who: str
    certificate: Certificate


@dataclass(frozen=True)
class CellAudit:
    """For each sensitive cell (k,): what anybody finds possible (`low`, `high`); and what must not be, but is.

    `unavoidable` are pairs (who, cell): what a sole contributor always learns of a cell that nothing else is added to,
    whatever is hidden.
    """

    cell: tuple[str, ...]
    value: Floats
    low: Floats
    high: Floats
    failures: tuple[Failure, ...]
    unavoidable: tuple[tuple[str, str], ...]

    @property
    def holds(self) -> bool:
        """Return whether nothing can be learnt too closely."""
        return not self.failures


@dataclass(frozen=True)
class _Open:
    """A goal out of reach: cells are positions in the whole."""

    cell: int
    sign: float
    need: float
    known: tuple[int, ...]


def audit(cells: Cells, hidden: Flags, *, singletons: bool = True, processes: int = 1) -> CellAudit:
    """Return what cells that are not `hidden` (n,) give away, with the exact interval of each sensitive cell."""
    low, high = cells.value.copy(), cells.value.copy()
    for at, down, up in each(_intervals, blocks(_shown(cells, hidden), ()), processes=processes):
        low[at] -= down
        high[at] += up
    failures, unavoidable = judged(cells, hidden, singletons=singletons, processes=processes)
    asked = np.flatnonzero(cells.sensitive)
    ids = tuple(cells.ids[i] for i in asked)
    return CellAudit(ids, cells.value[asked], low[asked], high[asked], failures, unavoidable)


def _intervals(block: Block) -> tuple[np.ndarray, Floats, Floats]:
    """Return the sensitive cells of a part (positions in the whole), and how far each can go down and up."""
    possible = Possible(block, np.ones(block.width, dtype=bool), simplex=PRIMAL)
    inside = np.flatnonzero(block.sensitive)
    up, down = (np.array([_furthest(possible, i, sign) for i in inside.tolist()]) for sign in (1.0, -1.0))
    return block.cells[inside], down, up


def _furthest(possible: Possible, cell: int, sign: float) -> float:
    """Return how far a cell can go up or down."""
    block, reach = possible.block, sign * float(possible.furthest(cell, sign)[cell])
    if not block.whole[cell]:
        return reach
    reach = float(np.floor(reach + TOLERANCE))
    return min(reach, whole.furthest(block, cell, sign)) if whole.counted(block) else reach


def failures(cells: Cells, hidden: Flags, *, singletons: bool = True, processes: int = 1) -> tuple[Failure, ...]:
    """Return what can be learnt too closely, without intervals: one solution often shows many cells to be safe."""
    return judged(cells, hidden, singletons=singletons, processes=processes)[0]


def judged(
    cells: Cells, hidden: Flags, *, singletons: bool = True, processes: int = 1
) -> tuple[tuple[Failure, ...], tuple[tuple[str, str], ...]]:
    """Return what can be learnt too closely, and what somebody always learns (see CellAudit).

    A cell is safe where a solution was seen, and seen to satisfy all equations, in which it lies far enough away; what
    always follows has a sum that says so. There is no limit of time: whatever is not shown to be safe is a failure.
    """
    views = cells.knowing(singletons=singletons)
    opened = dict.fromkeys(_shown_outright(cells, hidden))
    counted: dict[_Open, float] = {}
    for found, uncounted in each(_left_open, blocks(_shown(cells, hidden), views), processes=processes):
        opened |= dict.fromkeys(found)
        counted |= uncounted
    opened |= dict.fromkeys(counted)
    mine = [goal for goal in opened if goal.known]
    everything = cells.sensitive | ~cells.forced
    never = set(_never(cells, everything, mine)) if mine else set()
    made = tuple(
        Failure(cells.ids[g.cell], _who(cells, g), _certificate(cells, hidden, g, counted.get(g)))
        for g in opened
        if g not in never
    )
    return made, tuple(sorted({(_who(cells, g), cells.ids[g.cell]) for g in never}))


def _left_open(block: Block) -> tuple[list[_Open], dict[_Open, float]]:
    """Return the goals of a part that are out of reach, and how far those go that only whole numbers rule out."""
    reaches = whole.out_of_reach(block) if whole.counted(block) else ()
    return _open(block), {_goal(block, goal, ()): reach for goal, reach in reaches}


def _certificate(cells: Cells, hidden: Flags, goal: _Open, reach: float | None) -> Certificate:
    made = certify(cells, hidden, np.array(goal.known, dtype=int), goal.cell, goal.sign)
    return made if reach is None else replace(made, counted=float(cells.value[goal.cell] + goal.sign * reach))


def _who(cells: Cells, goal: _Open) -> str:
    return cells.ids[goal.known[0]] if goal.known else NOBODY


def _shown(cells: Cells, hidden: Flags) -> Cells:
    """Return the cells as an attacker sees them: what is not hidden is certain."""
    return replace(cells, forced=~hidden, sensitive=cells.sensitive & hidden)


def _shown_outright(cells: Cells, hidden: Flags) -> Iterator[_Open]:
    """Return the sensitive cells that are not hidden at all."""
    for cell in np.flatnonzero(cells.sensitive & ~hidden).tolist():
        yield from (
            _Open(cell, sign, need, ()) for sign, need in ((1.0, cells.upl[cell]), (-1.0, cells.lpl[cell])) if need > 0
        )


def _open(block: Block) -> list[_Open]:
    """Return the goals that are out of reach where all cells of a block are hidden, against every view."""
    everything = np.ones(block.width, dtype=bool)
    witnesses, possible = Witnesses(block, everything), Possible(block, everything)
    if len(block.views) > MANY:
        look_nearby(witnesses, _unhurried)
    out = []
    for view, known in enumerate(block.views):
        left = np.flatnonzero(witnesses.open()[view])
        if not len(left):
            continue
        possible.know(known)
        for goal in _out_of_reach(left, view, witnesses, possible):
            out.append(_goal(block, goal, tuple(block.cells[known].tolist())))
    return out


def _goal(block: Block, goal: int, known: tuple[int, ...]) -> _Open:
    goals = block.goals
    cell = int(block.cells[goals.cell[goal]])
    return _Open(cell, float(goals.sign[goal]), float(goals.need[goal]), known)


def _unhurried() -> bool:
    return False


def _out_of_reach(left: np.ndarray, view: int, witnesses: Witnesses, possible: Possible) -> Iterator[int]:
    """Return the goals of a view that cannot be reached, by many at once first and then one by one."""
    while len(left) > 1:
        witnesses.add(possible.reach(left))
        after = left[witnesses.open()[view][left]]
        if len(after) == len(left):
            break
        left = after
    for goal in left.tolist():
        if witnesses.is_open(view, goal):
            found = possible.reach(np.array([goal]))
            witnesses.add(found)
            if not witnesses.block.goals.reached(found)[goal]:
                yield goal


def _never(cells: Cells, everything: Flags, opened: list[_Open]) -> Iterator[_Open]:
    """Return the goals that cannot be reached even if all is hidden that may be."""
    for block in blocks(_shown(cells, everything), ()):
        place = {cell: i for i, cell in enumerate(block.cells.tolist())}
        inside = [goal for goal in opened if goal.cell in place]
        if not inside:
            continue
        possible = Possible(block, np.ones(block.width, dtype=bool))
        for goal in inside:
            possible.know(np.array([place[cell] for cell in goal.known if cell in place], dtype=int))
            which = (block.goals.cell == place[goal.cell]) & (block.goals.sign == goal.sign)
            number = int(np.flatnonzero(which)[0])
            reached = possible.reach(np.array([number]))[place[goal.cell]] * goal.sign
            if reached < goal.need * (1.0 - TOLERANCE) and _is_ruled_out(cells, everything, goal):
                yield goal


def _is_ruled_out(cells: Cells, hidden: Flags, goal: _Open) -> bool:
    """Return whether a sum shows that a goal cannot be reached: that no solver found a way is no proof."""
    told = certify(cells, hidden, np.array(goal.known, dtype=int), goal.cell, goal.sign)
    return goal.sign * (told.limit - float(cells.value[goal.cell])) < goal.need * (1.0 - TOLERANCE) + TOLERANCE
