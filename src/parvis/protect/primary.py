"""Primary suppression: what is hidden because of what it says itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from parvis.model.figure import State
from parvis.protect.thresholds import Thresholds

FEW, DOMINATED = "few", "dominated"


def rules(frame: pd.DataFrame, state: np.ndarray, thresholds: Thresholds) -> np.ndarray:
    """Return for each estimate the rule that hides it, or "": `few`, `dominated`.

    Only figures that would be published are judged. Of a figure that rests on several confidential sources each
    source's rule counts. Nobody is set apart by a figure about nobody: a true 0 is shown.
    """
    out = np.full(len(frame), "", dtype=object)
    shown = state == State.PUBLISHED.value
    few = frame["contributors"].to_numpy(dtype=float)
    dominant = frame["dominance"].to_numpy(dtype=float)
    for source, threshold in thresholds.items():
        rests = frame["sources"].str.split().map(lambda names, s=source: s in names).to_numpy(dtype=bool) & shown
        out[rests & (few > 0) & (few < threshold.least)] = FEW
        if threshold.dominance is not None:
            out[rests & (out == "") & (dominant > threshold.dominance)] = DOMINATED
    return out
