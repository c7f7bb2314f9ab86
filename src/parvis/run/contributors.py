"""How much of a total the largest holder has: what a competitor could work out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

from parvis.model.figure import Floats
from parvis.run.desk import Desk


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
