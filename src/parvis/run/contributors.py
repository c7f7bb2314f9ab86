"""Who stands behind a figure: how many, and how much of it the largest has; what a neighbour could work out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from parvis.model.figure import Block, Floats
from parvis.model.folder import Regime
from parvis.run.desk import Desk

YES = ("yes", "oui", "true", "vrai", "1", "y", "o")
"""Entries by which a holder agrees that its part be known."""


def of_records(desk: Desk, source: str, rows: pd.DataFrame, values: Floats, inside: csr_array) -> Floats:
    """Return how many protected units the records in each zone stand for, (n_zones,), those without a value apart.

    Records with one entry in the `holding` column are one unit.
    """
    protected = desk.spec(source).protected
    adds = ~(values == 0)
    if protected is not None and protected.holding is not None:
        holders, number = np.unique(rows[protected.holding].astype(str).to_numpy(), return_inverse=True)
        held = csr_array((adds.astype(float), (number, np.arange(len(rows)))), shape=(len(holders), len(rows)))
        return np.asarray(((held @ inside) > 0).sum(axis=0), dtype=float).ravel()
    counted = np.ones(len(rows))
    if protected is not None and protected.measure is not None:
        counted = rows[f"measure:{protected.measure}"].to_numpy(dtype=float)
    behind: Floats = inside.T @ (counted * adds)
    return behind


def of_table(counted: Floats, values: Floats, *, additive: bool) -> Floats:
    """Return how many protected units stand behind sums of a table, given all that it counts there.

    A column need not be about all of them: of 200 recipients 3 may be single parents. Each adds at least 1 to a sum
    that is added up, so that there are no more of them than the sum.
    """
    return np.minimum(counted, np.abs(values)) if additive else counted


def of_a_table(
    desk: Desk, source: str, measures: tuple[str, ...], values: Floats
) -> tuple[Floats | None, Floats | None]:
    """Return what holders may have of sums of a table, as `concentration`: nobody knows, so one may have it all.

    None where the source has no such rule, and for the count of the protected units itself.
    """
    protected = desk.spec(source).protected
    if protected is None or not _ruled(desk, protected.unit) or measures == (protected.measure,):
        return None, None
    return np.ones(len(values)), np.zeros(len(values))


def _ruled(desk: Desk, unit: str) -> bool:
    """Return whether the policy has a rule on what single holders may have."""
    return unit in desk.folder.policy.dominance or unit in desk.folder.policy.p_percent


def on_the_ground(desk: Desk, source: str) -> bool:
    """Return whether figures by zone are taken from a table about the same people as this one."""
    own = desk.spec(source)

    def same(other: str) -> bool:
        spec = desk.spec(other)
        alike = (spec.agreement, spec.vintage) == (own.agreement, own.vintage)
        return spec.regime is not Regime.OPEN and alike and spec.protected == own.protected

    quantities = (q for indicator in desk.folder.indicators.values() for q in indicator.quantities())
    return any(q.official is not None and same(q.official.source) for q in quantities)


def concentration(
    desk: Desk, source: str, rows: pd.DataFrame, values: Floats, inside: csr_array
) -> tuple[Floats | None, Floats | None]:
    """Return the largest holders' share of each zone's total, and what the two largest leave, each (n_zones,).

    What is left is a share of the largest part whose holder has not agreed that it be known: whoever has the largest
    other part can work it out but for this remainder. NaN where the total is 0, infinite where all have agreed.
    Records with one entry in the `holding` column are one holder; without such a column each record is its own.
    None where the source has no rule on holders. After Hundepool et al., Statistical Disclosure Control (2012), 4.2.
    """
    protected = desk.spec(source).protected
    if protected is None or not _ruled(desk, protected.unit):
        return None, None
    number = np.arange(len(rows))
    if protected.holding is not None:
        number = np.unique(rows[protected.holding].astype(str).to_numpy(), return_inverse=True)[1]
    count = int(number.max(initial=-1)) + 1
    whose = csr_array((np.ones(len(rows)), (number, np.arange(len(rows)))), shape=(count, len(rows)))
    held = csc_array(whose @ _weighed(values, inside))
    agreed = (whose @ ~_agreed(rows, protected.waiver)) == 0
    most = int(desk.folder.policy.limit("dominance_holders", protected.unit, desk.date) or 1)
    share, left = np.full(held.shape[1], np.nan), np.full(held.shape[1], np.nan)
    for zone in range(held.shape[1]):
        part = slice(held.indptr[zone], held.indptr[zone + 1])
        share[zone], left[zone] = _concentrated(held.data[part], agreed[held.indices[part]], most)
    return share, left


def parts(desk: Desk, block: Block, row: int) -> tuple[float, float] | None:
    """Return what holders have of a row of a block, as `concentration`; None where its source has no rule on them."""
    protected = desk.spec(block.source).protected
    if protected is None or not _ruled(desk, protected.unit) or block.column == protected.measure:
        return None
    if desk.kind(block.source).form == "table":
        return 1.0, 0.0
    rows = desk.snapshots[block.source].rows
    place = {str(label): n for n, label in enumerate(rows.index)}
    some = rows.iloc[[place[unit] for unit in block.units]]
    share, left = concentration(desk, block.source, some, block.values, csr_array(block.coefficients[[row]].T))
    return None if share is None or left is None else (float(share[0]), float(left[0]))


def _weighed(values: Floats, inside: csr_array) -> csr_array:
    """Return each record's part in the total of each zone (n_records, n_zones)."""
    return csr_array(inside.multiply(np.abs(np.nan_to_num(values))[:, None]))


def _agreed(rows: pd.DataFrame, waiver: str | None) -> np.ndarray:
    """Return whose holder lets the record be known (n_records,)."""
    if waiver is None:
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(rows[waiver].astype(str).str.strip().str.lower().isin(YES), dtype=bool)


def _concentrated(parts: Floats, agreed: np.ndarray, most: int) -> tuple[float, float]:
    """Return the share of the largest parts from the first that may not be known on, and what it and another leave."""
    total = float(parts.sum())
    if total <= 0:
        return np.nan, np.nan
    order = np.argsort(-parts, kind="stable")
    guarded = np.flatnonzero(~agreed[order] & (parts[order] > 0))
    if not len(guarded):
        return 0.0, np.inf
    first = int(guarded[0])
    own, share = int(order[first]), float(parts[order[first : first + most]].sum()) / total
    other = max((float(parts[i]) for i in order[:2].tolist() if i != own), default=0.0)
    return share, max(total - float(parts[own]) - other, 0.0) / float(parts[own])
