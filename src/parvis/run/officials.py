"""Official figures: one a zone and period, or nobody knows which of several holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from parvis.errors import SourceError
from parvis.model.finding import Finding, Where
from parvis.model.folder import Folder, Official
from parvis.model.snapshot import Snapshot

NAMED = 3


def check_officials(folder: Folder, snapshots: Mapping[str, Snapshot]) -> None:
    """Raise SourceError where a table used for official figures gives a zone two different ones of one period."""
    faults: dict[tuple[str, str], Finding] = {}
    for official in _officials(folder):
        if official.source not in snapshots:  # no agreement lets it be read
            continue
        zones = _contradictory(snapshots[official.source], official.measure)
        if zones:
            shown = ", ".join(zones[:NAMED]) + (", …" if len(zones) > NAMED else "")
            values = {"measure": official.measure, "zones": shown, "count": len(zones)}
            where = Where(Path(f"sources/{official.source}.yml"))
            faults[official.source, official.measure] = Finding("official_twice", where, values)
    if faults:
        raise SourceError(list(faults.values()))


def _officials(folder: Folder) -> Iterator[Official]:
    for indicator in folder.indicators.values():
        for quantity in (indicator.value, indicator.numerator, indicator.denominator):
            if quantity is not None and quantity.official is not None:
                yield quantity.official


def _contradictory(snapshot: Snapshot, measure: str) -> list[str]:
    """Return the zones with several values of a measure in one period; the same value twice is no contradiction."""
    columns = [c for c in snapshot.frame if c == f"measure:{measure}" or str(c).startswith(f"measure:{measure}@")]
    key = ["unit", *(["period"] if "period" in snapshot.frame else [])]
    rows = snapshot.frame[[*key, *columns]].drop_duplicates()
    return sorted(set(rows.loc[rows.duplicated(key), "unit"]))
