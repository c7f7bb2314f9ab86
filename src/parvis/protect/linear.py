"""Linear programs that are solved again and again with small changes: HiGHS, kept warm between runs."""

from __future__ import annotations

import math

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array

from parvis.errors import DisclosureError
from parvis.model.figure import Floats

Numbers = npt.NDArray[np.integer]
INF = highspy.kHighsInf

PRIMAL, DUAL = 4, 1
"""The simplex to start with: primal where only the objective changes from run to run, dual where bounds do."""

MODEL = highspy.HighsModelStatus


class Program:
    """Minimise cost . x over rows_lower <= matrix x <= rows_upper, lower <= x <= upper; every part may change."""

    def __init__(
        self,
        matrix: csr_array,
        *,
        lower: Floats,
        upper: Floats,
        cost: Floats,
        rows_lower: Floats | None = None,
        rows_upper: Floats | None = None,
        simplex: int = DUAL,
    ) -> None:
        zero = np.zeros(matrix.shape[0])
        self._highs = highspy.Highs()
        self._highs.silent()
        for option, value in (("presolve", "off"), ("threads", 1), ("parallel", "off"), ("simplex_strategy", simplex)):
            self._highs.setOptionValue(option, value)
        self._highs.passModel(
            _model(
                matrix,
                lower,
                upper,
                cost,
                zero if rows_lower is None else rows_lower,
                zero if rows_upper is None else rows_upper,
            )
        )

    def price(self, columns: Numbers, cost: Floats) -> None:
        """Change the cost of some columns."""
        self._highs.changeColsCost(len(columns), columns.astype(np.int32), cost)

    def bound(self, columns: Numbers, lower: Floats, upper: Floats) -> None:
        """Change the bounds of some columns."""
        self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def add_rows(self, rows: csr_array, lower: Floats) -> None:
        """Add rows that must be at least `lower`."""
        upper = np.full(len(lower), INF)
        starts = rows.indptr[:-1].astype(np.int32)
        columns = rows.indices.astype(np.int32)
        self._highs.addRows(len(lower), lower, upper, rows.nnz, starts, columns, rows.data.astype(float))

    def whole(self, columns: Numbers, *, gap: float = 0.0) -> None:
        """From now on take whole numbers only for some columns, and stop within a gap."""
        kinds = np.full(len(columns), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(columns), columns.astype(np.int32), kinds)
        self._highs.setOptionValue("presolve", "choose")
        self._highs.setOptionValue("mip_rel_gap", gap)

    def at_most(self, nodes: int) -> None:
        """Stop a search in whole numbers after so many nodes: a limit that no clock and no other load moves."""
        self._highs.setOptionValue("mip_max_nodes", nodes)

    def limit(self, seconds: float) -> None:
        """Stop the next run after some seconds."""
        self._highs.setOptionValue("time_limit", float(self._highs.getRunTime()) + max(seconds, 0.01))

    def solve(self) -> bool:
        """Return whether there is an optimum; False where nothing is feasible.

        An objective without end, or one that cannot be found, raises DisclosureError: what cannot be audited is not
        published.
        """
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in (MODEL.kOptimal, MODEL.kInfeasible):  # from scratch, with presolve, once
            self._highs.clearSolver()
            self._highs.setOptionValue("presolve", "on")
            self._highs.run()
            self._highs.setOptionValue("presolve", "off")
            status = self._highs.getModelStatus()
        if status not in (MODEL.kOptimal, MODEL.kInfeasible):
            raise DisclosureError.of("audit_unsolved", status=int(status.value))
        return bool(status == MODEL.kOptimal)

    def solve_in_time(self) -> bool:
        """Return whether an optimum was found within the limit."""
        self._highs.run()
        return self.finished

    def minimum(self) -> float:
        """Return the least objective, -inf where it has no end; DisclosureError where nothing is feasible."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status == MODEL.kUnbounded or (status == MODEL.kUnboundedOrInfeasible and self._is_feasible()):
            return -math.inf
        if status != MODEL.kOptimal and not self.solve():
            raise DisclosureError.of("audit_unsolved", status=int(MODEL.kInfeasible.value))
        return self.objective

    def _is_feasible(self) -> bool:
        """Return whether any point is feasible, whatever it costs."""
        cost = np.array(self._highs.getLp().col_cost_)
        columns = np.arange(len(cost))
        self.price(columns, np.zeros(len(cost)))
        self._highs.run()
        found = self.finished
        self.price(columns, cost)
        return found

    def bound_rows(self, rows: Numbers, lower: Floats, upper: Floats) -> None:
        """Change the sides of some rows."""
        self._highs.changeRowsBounds(len(rows), rows.astype(np.int32), lower, upper)

    def search(self) -> bool:
        """Run a program in whole numbers until its limit; return whether any point was found."""
        self._highs.run()
        return bool(math.isfinite(self.objective) and self._highs.getInfo().primal_solution_status == 2)

    @property
    def finished(self) -> bool:
        """Return whether the last run ended with an optimum."""
        return bool(self._highs.getModelStatus() == MODEL.kOptimal)

    @property
    def objective(self) -> float:
        """Return the objective of the last run."""
        return float(self._highs.getInfo().objective_function_value)

    @property
    def bound_below(self) -> float:
        """Return what the objective of a program in whole numbers cannot be below."""
        return float(self._highs.getInfo().mip_dual_bound)

    @property
    def values(self) -> Floats:
        """Return the columns of the last run."""
        return np.array(self._highs.getSolution().col_value)

    @property
    def duals(self) -> Floats:
        """Return the dual multipliers of the rows of the last run."""
        return np.array(self._highs.getSolution().row_dual)

    @property
    def reduced_costs(self) -> Floats:
        """Return the reduced costs of the columns of the last run."""
        return np.array(self._highs.getSolution().col_dual)


def _model(
    matrix: csr_array, lower: Floats, upper: Floats, cost: Floats, rows_lower: Floats, rows_upper: Floats
) -> highspy.HighsLp:
    columns = csc_array(matrix)
    columns.sort_indices()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = columns.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, lower, upper
    lp.row_lower_, lp.row_upper_ = rows_lower, rows_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = columns.indptr.astype(np.int32)
    lp.a_matrix_.index_ = columns.indices.astype(np.int32)
    lp.a_matrix_.value_ = columns.data.astype(float)
    return lp
