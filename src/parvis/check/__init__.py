"""From a file's content to accepted rows and findings: a row is accepted or rejected with a reason, never lost."""

from parvis.check.accept import accept, measures_of
from parvis.check.columns import find, matching, missing, never, texts, where_column
from parvis.check.geometry import usable
from parvis.check.schema import column_types

__all__ = [
    "accept",
    "column_types",
    "find",
    "matching",
    "measures_of",
    "missing",
    "never",
    "texts",
    "usable",
    "where_column",
]
