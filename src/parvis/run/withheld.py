"""What findings about a confidential file may say: names of columns, never what stands in a row.

A file without a header has a row in place of the names of its columns; codes of its places are entries too.
"""

from __future__ import annotations

import re
from dataclasses import replace

from parvis.model.finding import Finding
from parvis.model.folder import Regime, SourceSpec

NAMES = ("present", "columns", "near", "guess")
"""Values of findings that name columns of the file."""

ENTRIES = ("ids", "zones", "entry", "entries", "example", "examples")
"""Values of findings that stand in rows."""

HELD = "(…)"

AN_ENTRY = re.compile(r"[+-]?[\d\s.,/:-]*\d[\d\s.,/:-]*|.*@.*")
"""Numbers, dates and addresses: no column is called so, but for years, which are held back with the rest."""


def withheld(finding: Finding, spec: SourceSpec) -> Finding:
    """Return a finding as it may leave the machine: without what may be entries of a source that is not open."""
    if spec.regime is Regime.OPEN:
        return finding
    values = dict(finding.values)
    named = ", ".join(str(values[key]) for key in NAMES if key in values)
    if any(AN_ENTRY.fullmatch(name.strip()) for name in named.split(", ")):
        values |= {key: HELD for key in NAMES if key in values}
    values |= {key: HELD for key in ENTRIES if key in values}
    return replace(finding, values=values)
