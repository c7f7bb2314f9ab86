"""From estimates and policy to figures that may be published, and a private audit."""

from parvis.protect.permission import Decision, decisions, readable, standing
from parvis.protect.publishable import Audit, protect
from parvis.protect.thresholds import Threshold, thresholds

__all__ = ["Audit", "Decision", "Threshold", "decisions", "protect", "readable", "standing", "thresholds"]
