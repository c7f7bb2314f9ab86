"""The rows of a file while they are being sorted into accepted and rejected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from parvis.check.columns import missing
from parvis.kinds.kind import Kind
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw

REASONS = {
    "no_code": "rows_without_code",
    "not_a_cell": "rows_not_cells",
    "not_a_number": "rows_not_numbers",
    "against_schema": "rows_against_schema",
    "repeated": "rows_repeated",
    "no_place": "rows_without_place",
    "not_a_point": "rows_not_points",
    "not_a_polygon": "rows_not_polygons",
    "outside_crs": "rows_outside_crs",
}
"""Why a row is rejected, and the code of the finding that says so."""


@dataclass
class Sieve:
    """The rows of a file while they are being sorted; `rejected` has (reason, what it is about) by label of the row."""

    source: str
    raw: Raw
    spec: SourceSpec
    kind: Kind
    rows: pd.DataFrame
    rejected: dict[int, tuple[str, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    set_aside: int = 0

    def find(self, code: str, severity: Severity = Severity.ERROR, row: int | None = None, **values: object) -> None:
        """Note something about the file, or about what stands on one of its rows."""
        line = self.raw.lines[row] if row is not None and self.raw.lines else 0
        self.findings.append(Finding(code, Where(self.raw.file, line), values, severity))

    def lacks(self, names: Sequence[str]) -> None:
        """Note that none of the columns named is there."""
        self.findings.append(missing(names, self.rows, Where(self.raw.file)))

    def reject(self, where: pd.Series, reason: str, about: str = "") -> None:
        """Reject the rows marked, for a reason of REASONS and what it is about; the first reason of a row stays."""
        for label in where.index[where]:
            self.rejected.setdefault(int(label), (reason, about))

    def left(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return those of the rows that are not rejected."""
        return rows.drop(index=list(self.rejected))

    def rejections(self) -> pd.DataFrame:
        """Return the rejected rows in the order of the file, with `parvis_row` and `parvis_reason`.

        `parvis_row` is the line of a row, or its number from 1 where the file has no lines.
        """
        labels = sorted(self.rejected)
        rows = pd.DataFrame(self.rows.loc[labels].drop(columns="geometry", errors="ignore"))
        numbers = [self.raw.lines[label] if self.raw.lines else label + 1 for label in labels]
        return rows.assign(
            parvis_row=numbers, parvis_reason=[": ".join(filter(None, self.rejected[n])) for n in labels]
        )

    def account(self) -> Iterator[Finding]:
        """Return a warning for each reason for which rows are rejected, at the first such row."""
        rows: dict[tuple[str, str], list[int]] = {}
        for label in sorted(self.rejected):
            rows.setdefault(self.rejected[label], []).append(label)
        for (reason, about), labels in rows.items():
            where = Where(self.raw.file, self.raw.lines[labels[0]] if self.raw.lines else 0)
            values = {"source": self.source, "count": len(labels), "about": about}
            yield Finding(REASONS[reason], where, values, Severity.WARNING)
