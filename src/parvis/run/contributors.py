"""Who stands behind a figure: how many, and how much of it the largest has; what a neighbour could work out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from parvis.model.figure import Floats
from parvis.model.folder import Regime
from parvis.run.desk import Desk


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


def share_of_table(desk: Desk, source: str, measures: tuple[str, ...], values: Floats) -> Floats | None:
    """Return the share that the largest holder may have in sums of a table: nobody knows, so it may be all.

    None where the source has no rule of dominance, and for the count of the protected units itself.
    """
    protected = desk.spec(source).protected
    if protected is None or protected.unit not in desk.folder.policy.dominance or measures == (protected.measure,):
        return None
    return np.ones(len(values))


def on_the_ground(desk: Desk, source: str) -> bool:
    """Return whether figures by zone are taken from a table about the same people as this one."""
    own = desk.spec(source)

    def same(other: str) -> bool:
        spec = desk.spec(other)
        alike = (spec.agreement, spec.vintage) == (own.agreement, own.vintage)
        return spec.regime is not Regime.OPEN and alike and spec.protected == own.protected

    quantities = (q for indicator in desk.folder.indicators.values() for q in indicator.quantities())
    return any(q.official is not None and same(q.official.source) for q in quantities)


def dominance(desk: Desk, source: str, rows: pd.DataFrame, values: Floats, inside: csr_array) -> Floats | None:
    """Return the largest holder's share of each zone's total, (n_zones,); NaN where the total is 0.

    Records with one entry in the `holding` column are one holder; without such a column each record is its own.
    None where the source has no rule of dominance.
    """
    protected = desk.spec(source).protected
    if protected is None or protected.unit not in desk.folder.policy.dominance:
        return None
    holder = rows[protected.holding].astype(str).to_numpy() if protected.holding else np.arange(len(rows))
    columns = csc_array(inside)
    out = np.full(columns.shape[1], np.nan)
    for zone in range(columns.shape[1]):
        part = columns.indices[columns.indptr[zone] : columns.indptr[zone + 1]]
        held = pd.Series(np.abs(values[part])).groupby(holder[part]).sum()
        if held.sum() > 0:
            out[zone] = held.max() / held.sum()
    return out
