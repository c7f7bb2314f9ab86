"""From estimates and policy to figures that may be published, and a private audit.

Nothing heavy is loaded before the first function that works on figures is used: what agreements permit is asked
before it is known that anything must be built.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from parvis.model.loading import on_first_use
from parvis.protect.permission import Decision, decisions, readable, standing
from parvis.protect.thresholds import Threshold, thresholds

if TYPE_CHECKING:
    from parvis.protect.apart import processors
    from parvis.protect.attack import CellAudit, audit, failures
    from parvis.protect.cells import Cells, read_cells, read_pattern
    from parvis.protect.differencing import Differences, differences, read_records
    from parvis.protect.mechanisms import Mechanisms
    from parvis.protect.pattern import Pattern, suppress
    from parvis.protect.publishable import Audit, protect

__all__ = [
    "Audit",
    "CellAudit",
    "Cells",
    "Decision",
    "Differences",
    "Mechanisms",
    "Pattern",
    "Threshold",
    "audit",
    "decisions",
    "differences",
    "failures",
    "processors",
    "protect",
    "read_cells",
    "read_pattern",
    "read_records",
    "readable",
    "standing",
    "suppress",
    "thresholds",
]

__getattr__, _ = on_first_use(
    __name__,
    {
        "apart": ("processors",),
        "attack": ("CellAudit", "audit", "failures"),
        "cells": ("Cells", "read_cells", "read_pattern"),
        "differencing": ("Differences", "differences", "read_records"),
        "mechanisms": ("Mechanisms",),
        "pattern": ("Pattern", "suppress"),
        "publishable": ("Audit", "protect"),
    },
)
