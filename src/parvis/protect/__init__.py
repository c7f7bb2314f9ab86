"""From estimates and policy to figures that may be published, and a private audit.

Nothing heavy is loaded before the first function that works on figures is used: what agreements permit is asked
before it is known that anything must be built.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from parvis.protect.permission import Decision, decisions, readable, standing
from parvis.protect.thresholds import Threshold, thresholds

if TYPE_CHECKING:
    from parvis.protect.apart import processors
    from parvis.protect.attack import CellAudit, audit, failures
    from parvis.protect.cells import Cells, read_cells, read_pattern
    from parvis.protect.differencing import Differences, differences, read_records
    from parvis.protect.pattern import Pattern, suppress
    from parvis.protect.publishable import Audit, protect

__all__ = [
    "Audit",
    "CellAudit",
    "Cells",
    "Decision",
    "Differences",
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

LATER = {
    "Audit": "publishable",
    "protect": "publishable",
    "processors": "apart",
    "CellAudit": "attack",
    "audit": "attack",
    "failures": "attack",
    "Cells": "cells",
    "read_cells": "cells",
    "read_pattern": "cells",
    "Differences": "differencing",
    "differences": "differencing",
    "read_records": "differencing",
    "Pattern": "pattern",
    "suppress": "pattern",
}


def __getattr__(name: str) -> object:
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LATER[name]}"), name)
