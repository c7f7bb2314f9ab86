"""Official figures and known totals: one a zone and period, or nobody knows which of several holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parvis.errors import SourceError
from parvis.model.finding import Finding, Where
from parvis.model.folder import Folder
from parvis.model.snapshot import Snapshot

NAMED = 3


def check_officials(folder: Folder, snapshots: Mapping[str, Snapshot]) -> None:
    """Raise SourceError where a table of official figures or known totals gives a zone two of a period."""
    faults: dict[tuple[str, str, str], Finding] = {}
    for code, source, measure in _tables(folder):
        if source not in snapshots:  # no agreement lets it be read
            continue
        zones = _contradictory(snapshots[source], measure)
        if zones:
            shown = ", ".join(zones[:NAMED]) + (", …" if len(zones) > NAMED else "")
            values = {"measure": measure, "zones": shown, "count": len(zones)}
            faults[code, source, measure] = Finding(code, Where(Path(f"sources/{source}.yml")), values)
    if faults:
        raise SourceError(list(faults.values()))


def _tables(folder: Folder) -> Iterator[tuple[str, str, str]]:
    """Yield the tables of which one row a zone is meant: the error, the source and the measure of each."""
    for indicator in folder.indicators.values():
        for quantity in indicator.quantities():
            if quantity.official is not None:
                yield "official_twice", quantity.official.source, quantity.official.measure
            for margin in quantity.estimated.margin if quantity.estimated is not None else ():
                yield "margin_twice", margin.source, margin.measure


def _contradictory(snapshot: Snapshot, measure: str) -> list[str]:
    """Return the zones with several values of a measure in one period; the same value twice is no contradiction."""
    columns = [c for c in snapshot.frame if c == f"measure:{measure}" or str(c).startswith(f"measure:{measure}@")]
    key = ["unit", *(["period"] if "period" in snapshot.frame else [])]
    rows = snapshot.frame[[*key, *columns]].drop_duplicates()
    return sorted(set(rows.loc[rows.duplicated(key), "unit"]))
