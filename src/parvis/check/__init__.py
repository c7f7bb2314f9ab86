"""From a file's content to accepted rows and findings: a row is accepted or rejected with a reason, never lost."""

from parvis.check.accept import accept, measures_of
from parvis.check.columns import matching, missing, never
from parvis.check.geometry import usable

__all__ = ["accept", "matching", "measures_of", "missing", "never", "usable"]
