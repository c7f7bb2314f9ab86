"""Primary suppression: what is hidden because of what it says itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.protect.thresholds import Thresholds

FEW, DOMINATED, UNKNOWN = "few", "dominated", "unknown"


def rules(frame: pd.DataFrame, thresholds: Thresholds) -> np.ndarray:
    """Return for each estimate the rule by which nobody may learn it, or "": `few`, `dominated`, `unknown`.

    Figures that are not shown for another reason are judged too: others might give them away. Of a figure that rests
    on several confidential sources each source's rule counts. Nobody is set apart by a figure about nobody: a true 0
    is shown. Where it is not known how many stand behind a figure, they are taken to be too few.
    """
    out = np.full(len(frame), "", dtype=object)
    value = frame["value"].to_numpy(dtype=float)
    few = frame["contributors"].to_numpy(dtype=float)
    dominant = frame["dominance"].to_numpy(dtype=float)
    for source, threshold in thresholds.items():
        names = frame["sources"].str.split()
        rests = names.map(lambda named, s=source: s in named).to_numpy(dtype=bool) & ~np.isnan(value)
        out[rests & (few > 0) & (few < threshold.least)] = FEW
        contradicted = (few == 0) & (value != 0)
        out[rests & (out == "") & (np.isnan(few) | contradicted)] = UNKNOWN
        if threshold.dominance is not None:
            out[rests & (out == "") & (dominant > threshold.dominance)] = DOMINATED
    return out
