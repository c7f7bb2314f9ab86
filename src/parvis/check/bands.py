"""Bands of a raster: those that measures name must be there, and hold something."""

from __future__ import annotations

import pandas as pd

from parvis.check.columns import texts
from parvis.check.sieve import Sieve
from parvis.model.finding import Severity


def band_of(rows: pd.DataFrame, column: str) -> int | None:
    """Return the number of the band that a measure's `column` names, by number or description; None where none does.

    `rows` has a row a band, with `band` and `description` or the roles `id` and `name` of a snapshot.

    >>> band_of(pd.DataFrame({"band": ["1", "2"], "description": ["red", "heat"]}), "Heat")
    2
    """
    numbers, names = (
        rows[one] if one in rows else rows[other] for one, other in (("band", "id"), ("description", "name"))
    )
    named = texts(names).str.lower() == column.strip().lower()
    found = numbers[(texts(numbers) == column.strip()) | named]
    return None if found.empty else int(found.iloc[0])


def require_bands(sieve: Sieve, wanted: frozenset[str]) -> None:
    """Find wanted bands that the raster has not, or that hold no value at all; note pixels without value."""
    rows, name = sieve.rows, sieve.raw.file.name
    for measure in sorted(wanted & sieve.spec.measures.keys()):
        column = sieve.spec.measures[measure].column
        band = band_of(rows, column)
        if band is None:
            described = (
                f"{number} {text}".strip() for number, text in zip(rows["band"], rows["description"], strict=True)
            )
            sieve.find("band_missing", name=name, band=column, present=", ".join(described))
            continue
        row = rows[rows["band"] == str(band)].iloc[0]
        if row["missing"] == row["pixels"]:
            sieve.find("band_empty", name=name, band=column)
        elif row["missing"]:
            share = f"{row['missing'] / row['pixels']:.1%}"
            sieve.find("pixels_missing", Severity.NOTE, name=name, band=column, share=share)
