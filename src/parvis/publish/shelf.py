"""The figures, put where pages look for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from parvis.model.comparison import Compared
from parvis.model.figure import NO_BREAKDOWN, OBSERVED, TOTAL, Role, State
from parvis.model.period import period_order


class FigureRow(NamedTuple):
    """A row of the figures' table, in the order of its columns; NaN where a number is missing."""

    indicator: str
    zoning: str
    zone: str
    period: str
    breakdown: str
    category: str
    scenario: str
    role: str
    value: float
    lower: float
    upper: float
    level: float
    bound_lower: float
    bound_upper: float
    unit: str
    method: str
    coverage: float
    support: float
    state: str
    reason: str
    sources: str
    evidence: str
    release: str

    @property
    def is_total(self) -> bool:
        """Return whether the row speaks of everybody, not of a category."""
        return self.breakdown == NO_BREAKDOWN and self.category == TOTAL

    @property
    def is_shown(self) -> bool:
        """Return whether the row carries a value."""
        return State(self.state).has_value


class ComparisonRow(NamedTuple):
    """A row of the comparisons' table, in the order of its columns; NaN where a number is missing."""

    indicator: str
    zoning: str
    zone: str
    period: str
    breakdown: str
    category: str
    scenario: str
    compared: str
    other_zoning: str
    other_zone: str
    other_period: str
    value: float
    lower: float
    upper: float
    level: float
    among: float
    unit: str
    release: str


class Shelf:
    """Figures as observed (no scenarios), by indicator, zoning and zone; the latest period first."""

    def __init__(self, frame: pd.DataFrame, compared: pd.DataFrame | None = None) -> None:
        self._rows: dict[tuple[str, str, str], list[FigureRow]] = defaultdict(list)
        self._by_indicator: dict[str, list[FigureRow]] = defaultdict(list)
        observed = frame.loc[frame["scenario"] == OBSERVED, list(FigureRow._fields)]
        observed = observed.fillna({"reason": "", "sources": "", "evidence": ""})
        for row in map(FigureRow._make, observed.itertuples(index=False, name=None)):
            self._rows[row.indicator, row.zoning, row.zone].append(row)
            self._by_indicator[row.indicator].append(row)
        for rows in self._rows.values():
            rows.sort(key=lambda row: period_order(row.period), reverse=True)
        self._periods = _periods_of(self)
        self._compared = _Compared(compared)

    def __iter__(self) -> Iterator[FigureRow]:
        for rows in self._by_indicator.values():
            yield from rows

    def of(self, indicator: str) -> list[FigureRow]:
        """Return everything that is said of an indicator."""
        return self._by_indicator.get(indicator, [])

    def rows(self, indicator: str, zoning: str, zone: str) -> list[FigureRow]:
        """Return everything that is said of an indicator in a zone, the latest period first."""
        return self._rows.get((indicator, zoning, zone), [])

    def periods(self, indicator: str, zoning: str) -> list[str]:
        """Return the periods of an indicator in a zoning: first the one that pages speak of, then the others.

        Pages speak of the latest period for which any zone shows a value, so that zones are seen at one time.
        """
        return self._periods.get((indicator, zoning), [])

    def headline(self, indicator: str, zoning: str, zone: str, period: str | None = None) -> FigureRow | None:
        """Return the figure of everybody for a period (or the zoning's), or else for the latest with a value."""
        totals = self.totals(indicator, zoning, zone)
        wanted = period or next(iter(self.periods(indicator, zoning)), None)
        of_period = [row for row in totals if row.period == wanted]
        return first_shown(of_period or totals)

    def totals(self, indicator: str, zoning: str, zone: str) -> list[FigureRow]:
        """Return the figures of everybody, the latest period first."""
        rows = self.rows(indicator, zoning, zone)
        return [row for row in rows if row.is_total and row.role == Role.FIGURE]

    def change(self, figure: FigureRow) -> tuple[ComparisonRow, FigureRow] | None:
        """Return by how much a figure has changed, and since which; None where that cannot be told."""
        found = self._compared.find(figure, Compared.CHANGE, figure.zoning, figure.zone)
        if found is None:
            return None
        rows = self.rows(figure.indicator, figure.zoning, figure.zone)
        before = (*figure[:3], found.other_period, *figure[4:7])
        return found, next(row for row in rows if row[:7] == before and row.role == Role.FIGURE)

    def gap(self, figure: FigureRow, other: FigureRow) -> ComparisonRow | None:
        """Return by how much a figure differs from that of another place; None where that cannot be told."""
        return self._compared.find(figure, Compared.GAP, other.zoning, other.zone)

    def rank(self, figure: FigureRow) -> ComparisonRow | None:
        """Return which ranks a figure may have in its zoning; None where that cannot be told."""
        return self._compared.find(figure, Compared.RANK, figure.zoning, "")

    def equals(self, rank: ComparisonRow) -> int:
        """Return how many others of a zoning certainly have the one rank that a figure has; 0 where it may vary."""
        return self._compared.equals(rank)

    def evidence(self, figure: FigureRow) -> list[FigureRow]:
        """Return the same quantity by other routes."""
        rows = self.rows(figure.indicator, figure.zoning, figure.zone)
        return [row for row in rows if row.role == Role.EVIDENCE and row[:7] == figure[:7]]

    def categories(self, figure: FigureRow) -> list[FigureRow]:
        """Return the figures of the categories for the period of a figure."""
        rows = self.rows(figure.indicator, figure.zoning, figure.zone)
        return [row for row in rows if row.role == Role.FIGURE and row.period == figure.period and not row.is_total]


class _Compared:
    """Comparisons by the figure that they are about; rows are made when they are asked for, for there are many."""

    def __init__(self, frame: pd.DataFrame | None) -> None:
        self._columns = [] if frame is None else [frame[name].to_numpy() for name in ComparisonRow._fields]
        by = ["indicator", "zoning", "zone"]
        self._places = {} if frame is None or frame.empty else frame.groupby(by, sort=False).indices
        certain = (
            None
            if frame is None
            else frame[frame["compared"].eq(Compared.RANK.value) & frame["lower"].eq(frame["upper"])]
        )
        of = ["indicator", "zoning", "period", "lower"]
        self._certain = {} if certain is None else certain.groupby(of, sort=False).size().to_dict()

    def find(self, figure: FigureRow, compared: Compared, zoning: str, zone: str) -> ComparisonRow | None:
        """Return the comparison of a figure with another of this zoning and zone, None without."""
        wanted = (*figure[3:7], compared.value, zoning, zone)
        for n in self._places.get(figure[:3], ()):
            if all(column[n] == sought for column, sought in zip(self._columns[3:10], wanted, strict=True)):
                return ComparisonRow(*(column[n] for column in self._columns))
        return None

    def equals(self, rank: ComparisonRow) -> int:
        """Return how many other figures have the one rank of a figure."""
        if rank.lower != rank.upper:
            return 0
        return int(self._certain[rank.indicator, rank.zoning, rank.period, rank.lower]) - 1


def _periods_of(rows: Iterable[FigureRow]) -> dict[tuple[str, str], list[str]]:
    shown: dict[tuple[str, str], dict[str, bool]] = defaultdict(dict)
    for row in rows:
        if row.role == Role.FIGURE and row.is_total:
            periods = shown[row.indicator, row.zoning]
            periods[row.period] = periods.get(row.period, False) or row.is_shown
    return {
        pair: sorted(periods, key=lambda p: (periods[p], period_order(p)), reverse=True)
        for pair, periods in shown.items()
    }


def first_shown(rows: Iterable[FigureRow]) -> FigureRow | None:
    """Return the first row with a value, or else the first, or None."""
    listed = list(rows)
    return next((row for row in listed if row.is_shown), listed[0] if listed else None)
