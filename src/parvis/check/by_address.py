"""Places of rows that say where they are by an address as typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from parvis.check.columns import find, texts
from parvis.model.address import Addressed, Candidate, Precision
from parvis.model.finding import Severity

if TYPE_CHECKING:
    from parvis.check.sieve import Sieve
    from parvis.model.address import AddressSpec

Match = Callable[[pd.DataFrame], gpd.GeoDataFrame]
"""From addresses (`address`, `postcode`, `commune`) to what they mean, as `parvis.locate.match_addresses` does it."""


def attach(sieve: Sieve, rows: pd.DataFrame, said: AddressSpec, match: Match) -> pd.DataFrame:
    """Return the rows as a GeoDataFrame, at the addresses that they name; rows whose address is not found are rejected.

    What was found stands beside each row as `address:id`, `address:label`, `address:score`, `address:precision`.
    """
    asked = _typed(sieve, said)
    if asked is None:
        return rows
    typed, about = asked
    empty = (typed["address"] == "").astype(bool)
    found = match(typed)
    sieve.reject(empty, "address_empty", about)
    sieve.reject(found["ambiguous"] & ~empty, "address_ambiguous", about)
    sieve.reject(~found["found"] & ~empty, "address_unmatched", about)
    lost = [label for label in found.index[~found["found"]] if label in sieve.rejected]
    kept = found[~found.index.isin(list(sieve.rejected))]
    counts = kept["precision"].value_counts()
    rough = kept[kept["precision"] != Precision.NUMBER.value]
    sieve.addressed = Addressed(
        said.reference,
        about,
        {precision: int(counts.get(precision.value, 0)) for precision in Precision},
        {int(label): found.at[label, "candidates"] for label in lost if found.at[label, "candidates"]},
        {int(row): Candidate(*at) for row, *at in rough[["id", "label", "score"]].itertuples(name=None)},
    )
    _say(sieve)
    kinds = {f"address:{name}": found[name] for name in ("id", "label", "score", "precision")}
    return gpd.GeoDataFrame(rows.assign(**kinds), geometry=found.geometry.to_numpy(), crs=found.crs)


def _typed(sieve: Sieve, said: AddressSpec) -> tuple[pd.DataFrame, str] | None:
    """Return the addresses as typed, and the columns in which they stand; None where a column is not there."""
    rows = sieve.rows
    wanted = [*said.columns, *(name for name in (said.postcode, said.commune) if name is not None)]
    present = {name: find([name], rows.columns) for name in wanted}
    absent = [name for name, column in present.items() if column is None]
    for name in absent:
        sieve.lacks([name])
    if absent:
        return None
    parts = [texts(rows[present[name]]) for name in said.columns]
    joined = [", ".join(part for part in entries if part) for entries in zip(*parts, strict=True)]
    typed = pd.DataFrame({"address": joined}, index=rows.index, dtype=object)
    for role in ("postcode", "commune"):
        if (name := getattr(said, role)) is not None:
            typed[role] = texts(rows[present[name]])
    return typed, ", ".join(str(present[name]) for name in said.columns)


def _say(sieve: Sieve) -> None:
    """Note how near to their addresses the rows were placed, where not all stand at their own number."""
    assert sieve.addressed is not None
    found = sieve.addressed.found
    if sum(found.values()) > found[Precision.NUMBER]:
        sieve.find(
            "addresses_roughly", Severity.NOTE, number=found[Precision.NUMBER],
            nearest=found[Precision.NEAREST_NUMBER], street=found[Precision.STREET],
        )  # fmt: skip
