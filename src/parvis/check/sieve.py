"""The rows of a file while they are being sorted into accepted and rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from parvis.check.columns import missing
from parvis.kinds.kind import Kind
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw


@dataclass
class Sieve:
    """The rows of a file while they are being sorted."""

    raw: Raw
    spec: SourceSpec
    kind: Kind
    rows: pd.DataFrame
    reasons: dict[object, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    set_aside: int = 0

    def find(self, code: str, severity: Severity = Severity.ERROR, **values: object) -> None:
        """Note something about the file."""
        self.findings.append(Finding(code, Where(self.raw.file), values, severity))

    def lacks(self, names: Sequence[str]) -> None:
        """Note that none of the columns named is there."""
        self.findings.append(missing(names, self.rows, Where(self.raw.file)))

    def reject(self, where: pd.Series, reason: str) -> None:
        """Reject the rows marked; the first reason of a row stays."""
        for label in where.index[where]:
            self.reasons.setdefault(label, reason)
