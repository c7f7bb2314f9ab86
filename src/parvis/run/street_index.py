"""The streets of an address file, with the neighbourhoods in which their addresses lie: what a reader looks up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from parvis.errors import FolderError
from parvis.model.finding import Finding, Where
from parvis.model.observatory import Street, StreetPart
from parvis.run.desk import Desk


def streets_of(desk: Desk) -> tuple[Street, ...]:
    """Return the streets of the territory's address file, by name and commune; none where it names no file.

    Each address counts in the zones of the zonings with sheets. Raises FolderError for a file without street names.
    """
    source = desk.folder.territory.addresses
    if source is None:
        return ()
    rows = desk.snapshots[source].rows
    if "street" not in rows:
        raise FolderError(
            [Finding("address_reference_streets", Where(Path(f"sources/{source}.yml")), {"source": source})]
        )
    named = _texts(rows, "street") != ""
    table = pd.DataFrame(
        {
            "street": _texts(rows, "street"),
            "commune": _texts(rows, "commune_name"),
            "number": (_texts(rows, "number") + " " + _texts(rows, "repeat")).str.strip(),
            "zones": _zones(desk, source, len(rows)),
        }
    )[named.to_numpy()]
    return tuple(
        Street(str(street), str(commune), _parts(part))
        for (commune, street), part in table.groupby(["commune", "street"], sort=True)
    )


def _texts(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows:
        return pd.Series("", index=range(len(rows)))
    return rows[column].fillna("").astype(str).str.strip().reset_index(drop=True)


def _zones(desk: Desk, source: str, count: int) -> list[tuple[tuple[str, str], ...]]:
    """Return the (zoning, zone) of each address."""
    found: list[tuple[tuple[str, str], ...]] = [()] * count
    for zoning, spec in desk.folder.territory.zonings.items():
        if spec.sheets and zoning in desk.zones:
            ids = desk.zones[zoning].frame["id"].to_numpy()
            inside = desk.inside(source, zoning, 0.0).tocoo()
            for address, zone in zip(*map(np.ndarray.tolist, inside.coords), strict=True):
                found[address] += ((zoning, str(ids[zone])),)
    return found


def _parts(addresses: pd.DataFrame) -> tuple[StreetPart, ...]:
    """Return the parts of a street that lie in different zones; a street in one piece needs no numbers."""
    grouped = addresses.groupby("zones", sort=False)["number"]
    if grouped.ngroups == 1:
        return (StreetPart((), addresses["zones"].iloc[0]),)
    return tuple(StreetPart(tuple(sorted(set(numbers), key=_by_number)), zones) for zones, numbers in grouped)


def _by_number(number: str) -> tuple[int, str]:
    digits, _, repeat = number.partition(" ")
    return (int(digits) if digits.isdecimal() else 0), repeat
