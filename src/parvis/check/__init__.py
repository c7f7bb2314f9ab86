"""From a file's content to accepted rows and findings: a row is accepted or rejected with a reason, never lost."""

from parvis.check.accept import accept, measures_of
from parvis.check.against import against
from parvis.check.bands import band_of
from parvis.check.columns import find, matching, missing, never, texts, where_column
from parvis.check.geometry import usable
from parvis.check.schema import column_types, table_schema

__all__ = [
    "accept",
    "against",
    "band_of",
    "column_types",
    "find",
    "matching",
    "measures_of",
    "missing",
    "never",
    "table_schema",
    "texts",
    "usable",
    "where_column",
]
