"""Primary suppression: what is hidden because of what it says itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.model.figure import KEY, TOTAL, Floats
from parvis.protect.thresholds import Thresholds

FEW, DOMINATED, CLOSE, GROUP, UNKNOWN = "few", "dominated", "close", "group", "unknown"


def rules(frame: pd.DataFrame, thresholds: Thresholds) -> np.ndarray:
    """Return for each estimate the rule by which nobody may learn it, or "".

    `few` stand behind it; it is `dominated` by the largest holders; one holder could work another's part out too
    `close`; nearly a whole `group` belongs to one category; it is `unknown` how many there are.

    Figures that are not shown for another reason are judged too: others might give them away. Of a figure that rests
    on several confidential sources each source's rule counts. Nobody is set apart by a figure about nobody: a true 0
    is shown. Where it is not known how many stand behind a figure, they are taken to be too few.
    """
    out = np.full(len(frame), "", dtype=object)
    if not thresholds:
        return out
    value = frame["value"].to_numpy(dtype=float)
    few = frame["contributors"].to_numpy(dtype=float)
    dominant, left = frame["dominance"].to_numpy(dtype=float), frame["remainder"].to_numpy(dtype=float)
    share = _share_of_all(frame)
    for source, threshold in thresholds.items():
        names = frame["sources"].str.split()
        rests = names.map(lambda named, s=source: s in named).to_numpy(dtype=bool) & ~np.isnan(value)
        out[rests & (few > 0) & (few < threshold.least)] = FEW
        contradicted = (few == 0) & (value != 0)
        out[rests & (out == "") & (np.isnan(few) | contradicted)] = UNKNOWN
        if threshold.dominance is not None:
            out[rests & (out == "") & (dominant > threshold.dominance)] = DOMINATED
        if threshold.remainder is not None:
            out[rests & (out == "") & (left < threshold.remainder)] = CLOSE
        if threshold.group is not None:
            out[rests & (out == "") & (share > threshold.group)] = GROUP
    return out


def _share_of_all(frame: pd.DataFrame) -> Floats:
    """Return the share of its total that each category is, and percentages as shares (n,); NaN of what is neither."""
    of_category = frame["category"] != TOTAL
    key = [*(column for column in KEY if column not in ("breakdown", "category")), "method"]
    totals = frame.loc[~of_category, [*key, "value"]].rename(columns={"value": "total"})
    total = frame[key].merge(totals.drop_duplicates(key), on=key, how="left")["total"].to_numpy(dtype=float)
    value, percent = frame["value"].to_numpy(dtype=float), (frame["unit"] == "percent").to_numpy()
    share = np.full(len(frame), np.nan)
    np.divide(value, total, out=share, where=of_category.to_numpy() & (total > 0))
    return np.where(percent, value / 100.0, share)
