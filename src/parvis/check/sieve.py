"""The rows of a file while they are being sorted into accepted and rejected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pyproj import CRS

from parvis.check.columns import missing, picked
from parvis.kinds.kind import Kind
from parvis.model.address import Addressed
from parvis.model.fault import Faults, Rule
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw

AGAINST_SCHEMA = "against_schema"
PIECES = 1000
"""Pieces that rows may be left in, before they are copied."""

REASONS = {
    "fields": "rows_fields",
    "quotes": "rows_quotes",
    "no_code": "rows_without_code",
    "not_a_cell": "rows_not_cells",
    "not_a_number": "rows_not_numbers",
    "negative": "rows_negative",
    AGAINST_SCHEMA: "rows_against_schema",
    "repeated": "rows_repeated",
    "no_place": "rows_without_place",
    "not_a_point": "rows_not_points",
    "not_a_polygon": "rows_not_polygons",
    "not_a_line": "rows_not_lines",
    "outside_crs": "rows_outside_crs",
    "address_empty": "rows_address_empty",
    "address_unmatched": "rows_address_unmatched",
    "address_ambiguous": "rows_address_ambiguous",
}
"""Why a row is rejected, and the code of the finding that says so."""


@dataclass
class Sieve:
    """The rows of a file while they are being sorted.

    `rejected` has, by label of the row, each (reason, what it is about): what was found by reading the row, the first
    such reason; and every rule of its schema that the row breaks, which `breaks` has in full.
    """

    source: str
    raw: Raw
    spec: SourceSpec
    kind: Kind
    rows: pd.DataFrame
    rejected: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    set_aside: int = 0
    breaks: Faults = field(default_factory=Faults)
    crs: CRS | None = None  # of rows whose places are the coordinates in `x` and `y`
    addressed: Addressed | None = None

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
            self.rejected.setdefault(int(label), [(reason, about)])

    def against_schema(self, faults: Faults) -> None:
        """Reject the rows that break a rule of the schema; `faults` has labels.

        A fault that reading the row has found already, in the same column, is not told a second time.
        """
        self.breaks = faults
        for rule, labels in faults:
            for label in labels.tolist():
                reasons = self.rejected.setdefault(label, [])
                if not any(reason != AGAINST_SCHEMA and about == rule.column for reason, about in reasons):
                    reasons.append((AGAINST_SCHEMA, f"{rule.field}, {rule.name}"))

    def faults(self) -> Faults:
        """Return every rule that the file breaks, those of its schema first."""
        told = {(rule.column, label) for rule, labels in self.breaks for label in labels.tolist()}
        others: dict[tuple[str, str], list[int]] = {}
        for label in sorted(self.rejected):
            for reason, about in self.rejected[label]:
                if reason != AGAINST_SCHEMA and (about, label) not in told:
                    others.setdefault((reason, about), []).append(label)
        rules = tuple(Rule(about, reason, about) for reason, about in others)
        return self.breaks + Faults(rules, tuple(np.array(labels, dtype=np.int64) for labels in others.values()))

    def left(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return those of the rows that are not rejected."""
        if not self.rejected:
            return rows
        kept = ~rows.index.isin(list(self.rejected))
        ends = np.flatnonzero(np.diff(kept, prepend=False, append=False))
        if len(ends) > PIECES:
            return picked(rows, kept)
        # Text between rejected rows is not copied so: of a large file it stays where it was read.
        pieces = [rows.iloc[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True)]
        return pd.concat(pieces) if pieces else rows.iloc[:0]

    def rejections(self) -> pd.DataFrame:
        """Return the rejected rows in the order of the file, with `parvis_row` and `parvis_reason`.

        Of a source located by addresses `parvis_nearest` has the addresses that a row may mean, with their scores.

        `parvis_row` is the line of a row, or its number from 1 where the file has no lines. Rows that could not be
        split into fields come last, as `parvis_text`.
        """
        labels = sorted(self.rejected)
        rows = pd.DataFrame(picked(self.rows, self.rows.index.isin(labels)).drop(columns="geometry", errors="ignore"))
        numbers = [self.raw.lines[label] if self.raw.lines else label + 1 for label in labels]
        reasons = ["; ".join(": ".join(filter(None, reason)) for reason in self.rejected[n]) for n in labels]
        rows = rows.assign(parvis_row=np.array(numbers, dtype=np.int64), parvis_reason=reasons)
        if self.addressed is not None:
            nearest = self.addressed.candidates
            rows = rows.assign(parvis_nearest=[" | ".join(map(str, nearest.get(label, ()))) for label in labels])
        broken = self.raw.broken
        if not broken:
            return rows
        texts = {"parvis_row": [b.line for b in broken], "parvis_reason": [b.reason for b in broken]}
        return pd.concat([rows, pd.DataFrame({**texts, "parvis_text": [b.text for b in broken]})], ignore_index=True)

    def account(self) -> Iterator[Finding]:
        """Return a warning for each reason for which rows are rejected, at the first such row."""
        lines: dict[tuple[str, str], list[int]] = {}
        for row in self.raw.broken:
            lines.setdefault((row.reason, str(len(self.raw.frame.columns))), []).append(row.line)
        for label in sorted(self.rejected):
            for why in self.rejected[label]:
                lines.setdefault(why, []).append(self.raw.lines[label] if self.raw.lines else 0)
        for (reason, about), at in lines.items():
            where = Where(self.raw.file, at[0])
            values = {"source": self.source, "count": len(at), "about": about}
            yield Finding(REASONS[reason], where, values, Severity.WARNING)
