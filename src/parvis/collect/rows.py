"""What a reader returns: the rows of a file, where each stands, and what could not be made a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from parvis.model.finding import Finding
from parvis.model.snapshot import Broken


@dataclass(frozen=True)
class Rows:
    """The rows of a file; `lines` is empty for formats without lines. `notes` are worth saying, none is an error."""

    frame: pd.DataFrame
    lines: Sequence[int] = ()
    broken: Sequence[Broken] = ()
    notes: Sequence[Finding] = ()
