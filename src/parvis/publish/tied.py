"""How the errors of an indicator's figures go together, for the scripts that set any two places side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from parvis.model.comparison import Ties
from parvis.model.figure import OVER_UNITS
from parvis.model.folder import Regime
from parvis.publish.edition import Edition
from parvis.publish.shelf import FigureRow

LEAST = 5
"""Correlations under five hundredths change nothing that is said."""


def tied_of(edition: Edition, zoning: str, rows: Sequence[FigureRow]) -> dict[str, list[list[int]]]:
    """Return the pairs of zones whose errors go together, by the zoning of the second; see `web_figures`.

    Only of figures that rest on open sources alone, and of those estimated over units only where it was worked out.
    """
    if not rows or not edition.indicators[rows[0].indicator].is_comparable or not _all_open(edition, rows):
        return {}
    over_units = {row.method for row in rows if row.method in OVER_UNITS}
    if not over_units:
        return {other: [] for other in (zoning, *edition.zonings[zoning].compare) if other in edition.zonings}
    known = edition.grounds.ties.get((rows[0].indicator, zoning, rows[0].period), ())
    return {one.other: list(_listed(edition, one)) for one in known if over_units <= {one.method}}


def _all_open(edition: Edition, rows: Iterable[FigureRow]) -> bool:
    known = edition.observatory.evidence.sources
    sources = {source for row in rows for source in row.sources.split()}
    return all(source in known and known[source].regime is Regime.OPEN for source in sources)


def _listed(edition: Edition, ties: Ties) -> Iterator[list[int]]:
    places = {
        zoning: {place.id: n for n, place in enumerate(edition.places(zoning))} for zoning in {ties.zoning, ties.other}
    }
    for here, there, together in zip(ties.here, ties.there, ties.together, strict=True):
        hundredths = round(100 * float(together))
        if abs(hundredths) >= LEAST:
            yield [places[ties.zoning][here], places[ties.other][there], hundredths]
