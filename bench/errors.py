"""Errors of every estimator on all real truths, beside tobler's interpolators and address counts; write docs/errors.md.

python -m bench.errors DATA                 the page, from the folder of public data (some minutes; needs tobler)
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import numpy as np

from bench import beside
from bench.calibration import SEEDS, answer, error, together_of
from bench.real_truths import all_truths
from bench.surfaces import surface_of
from bench.truths import Floats, Truth
from parvis import estimate

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"
PIXELS = 10
"""Pixels across a unit of middling size, for tobler's pycnophylactic interpolation."""

MOST = 400
"""Units beyond which that takes hours: it looks at all pixels for each unit, in each round."""


def figure_shown(truth: Truth) -> Floats:
    """Return what a build would show."""
    return answer(truth, 0.9).value


def by_surface(truth: Truth) -> Floats:
    """Return area weighting."""
    return np.asarray(truth.weights.T @ truth.values)


def by_smooth(truth: Truth) -> Floats | None:
    """Return estimates by a smooth surface, whatever the borders follow."""
    surface = surface_of(truth)
    return None if surface is None else np.asarray(estimate.smooth(surface, truth.values).T @ truth.values)


def by_density(truth: Truth) -> Floats:
    """Return estimates by the density that neighbouring units show, whatever the borders follow."""
    shares = estimate.drawn(truth.weights, truth.values, together=together_of(truth), areas=truth.area)
    return np.asarray(shares.mean.T @ truth.values)


def along(truth: Truth) -> Floats | None:
    """Return estimates along addresses and social dwellings, where these are known."""
    if not truth.placed:
        return None
    shares, _ = estimate.by_sources(truth.values, truth.weights, truth.placed)
    return np.asarray(shares.T @ truth.values)


def by_addresses(truth: Truth) -> Floats | None:
    """Return each unit shared out by its addresses alone, by surface where it has none."""
    if truth.by_address is not None or not truth.placed:
        return truth.by_address
    first = truth.placed[0]
    inside, some = first.inside.toarray(), first.total > 0
    shares = np.where(some[:, None], inside / np.maximum(first.total, 1.0)[:, None], truth.weights.toarray())
    return np.asarray(shares.T @ truth.values)


def frames(truth: Truth) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame] | None:
    """Return units with their values, and zones, as tobler takes them."""
    if truth.polygons is None:
        return None
    units, zones = truth.polygons()
    kept = np.array([not unit.is_empty for unit in units])
    return (
        gpd.GeoDataFrame({"v": truth.values[kept]}, geometry=units[kept], crs=2154),
        gpd.GeoDataFrame({"n": np.arange(len(zones))}, geometry=zones, crs=2154),
    )


def tobler_area(truth: Truth) -> Floats | None:
    """Return tobler's `area_interpolate`."""
    from tobler.area_weighted import area_interpolate

    given = frames(truth)
    if given is None:
        return None
    found = area_interpolate(*given, extensive_variables=["v"], allocate_total=False)
    return np.asarray(found["v"], dtype=float)


def tobler_pycno(truth: Truth) -> Floats | None:
    """Return tobler's `pycno_interpolate`: a smooth surface that keeps each unit's total (Tobler, 1979)."""
    from tobler.pycno import pycno_interpolate

    given = None if len(truth.values) > MOST else frames(truth)
    if given is None:
        return None
    size = float(np.sqrt(np.median(given[0].area))) / PIXELS
    with redirect_stdout(io.StringIO()):
        found = pycno_interpolate(*given, ["v"], size, handle_null=False, verbose=False)
    return np.asarray(found["v"], dtype=float)


WAYS: dict[str, Callable[[Truth], Floats | None]] = {
    "shown": figure_shown,
    "surface": by_surface,
    "density": by_density,
    "smooth": by_smooth,
    "along": along,
    "addresses": by_addresses,
    "tobler area": tobler_area,
    "tobler pycno": tobler_pycno,
}

HEAD = """# Errors of every estimator where the truth is known

Written by `python -m bench.errors DATA`. The same truths as in [calibration](calibration.md): exact counts of the very
records or fine units that the estimates start from. Errors are sums of absolute errors in per cent of the truth.

- *shown*: what a build shows: the smooth surface where borders follow no particular people, with density where they
  were drawn around some, along addresses and social dwellings where an indicator says so.
- *surface*: area weighting. *density*: by how dense neighbouring units show people to be on the border's inner side.
  *smooth*: by a surface that rises towards denser neighbours (`parvis.estimate.smooth`).
- *along*: `parvis.estimate.by_sources` with addresses and social dwellings. *addresses*: each unit shared out by its
  addresses alone.
- *tobler area*, *tobler pycno*: `area_interpolate` and `pycno_interpolate` of tobler {tobler} ({pixels} pixels across a
  unit). tobler's dasymetric and model-based ways need a raster of land cover, of which there is none here.

| truth | zones | shown | surface | density | smooth | along | addresses | tobler area | tobler pycno |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""

TAIL = """
Where there is nothing, an estimator lacks what it needs: points, or time (pycno takes too long for London's 983 areas
and for Occitanie's 1,394 pieces of cells). pycno takes the ground beyond the units to be empty: in Paris, whose rim is
thinly peopled, that alone makes it err less than *smooth*; where it is unknown it errs by 7.7, 7.9, 13.4 and 15.1 %
there (our own reckoning of the same surface), by 8.6 % instead of 12.8 % in the 1 km cells of Bondy.
"""


def line(truth: Truth) -> str:
    """Return the line of a truth."""
    said = []
    for way in WAYS.values():
        values = way(truth)
        said.append("" if values is None else f"{error([values], [truth.truth]):.1f}")
    return f"| {truth.name} | {len(truth.truth)} | {' | '.join(said)} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.errors", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of public data")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    chosen = parser.parse_args()
    lines = []
    for truth in all_truths(chosen.data):
        lines.append(line(truth))
        print(lines[-1], flush=True)
    head = HEAD.format(tobler=version("tobler"), pixels=PIXELS)
    chosen.out.write_text(head + "\n".join(lines) + "\n" + TAIL + beside.table(SEEDS), encoding="utf-8")


if __name__ == "__main__":
    main()
