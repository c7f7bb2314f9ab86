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
    from parvis.protect.publishable import Audit, protect

__all__ = ["Audit", "Decision", "Threshold", "decisions", "protect", "readable", "standing", "thresholds"]


def __getattr__(name: str) -> object:
    if name not in ("Audit", "protect"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.publishable"), name)
