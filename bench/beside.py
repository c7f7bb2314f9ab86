"""Errors in fictional towns of what is shared out along footprints, and of what knows totals of other zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bench.calibration import error, shares_of
from bench.margins import in_agreement, pairs
from bench.town_truths import of_town
from bench.truths import Floats
from parvis import demo, locate
from parvis.demo import filosofi
from parvis.estimate import Placed

OTHERS = {"neighbourhoods": "IRIS", "IRIS": "communes"}
WAYS = ("surface", "cells", "footprints", "floors", "along", "cells, totals", "along, totals")
TITLE = """
## Footprints, and totals of other zones, in fictional towns

{count} towns of 20,000 inhabitants, cells of 200 m made by INSEE's rules; the method was not made on them.

- *cells*: what a build shows from cells alone. *along*: along addresses and social dwellings.
- *footprints*, *floors*: along the surface of the buildings' footprints, and along that times their floors.
- *totals*: with exact totals of the same people known, of IRIS for neighbourhoods, of communes for IRIS (`margin` in an
  estimate).

| truth | zones | surface | cells | footprints | floors | along | cells, totals | along, totals |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
"""


def table(seeds: Iterable[int], inhabitants: int = 20_000) -> str:
    """Return the part of the page that is about fictional towns, one a seed."""
    found: dict[str, dict[str, list[tuple[Floats, Floats]]]] = defaultdict(lambda: defaultdict(list))
    count = 0
    for seed in seeds:
        count += 1
        for name, way, values, truth in _of_town(demo.city(seed, inhabitants)):
            found[name][way].append((values, truth))
    lines = []
    for name, ways in found.items():
        zones = sum(len(truth) for _, truth in ways["surface"])
        said = [f"{error(*zip(*ways[way], strict=True)):.1f}" if way in ways else "" for way in WAYS]
        lines.append(f"| {name} | {zones} | {' | '.join(said)} |")
    return TITLE.format(count=count) + "\n".join(lines) + "\n"


def _of_town(town: demo.City) -> Iterator[tuple[str, str, Floats, Floats]]:
    """Yield the name, the way, the estimates and the truth of what a town counts."""
    truths = list(of_town(town))
    named = {one.name: one for one in truths}
    prints = {zones: _footprints(town, zones) for zones in OTHERS}
    for zones, others in OTHERS.items():
        for one, beside in pairs(truths, zones=zones, others=others):
            if one.placed:
                continue
            yield one.name, "surface", one.weights.T @ one.values, one.truth
            along, there = named[f"{one.name}, along"], named.get(f"{beside.name}, along")
            ways = {
                "cells": shares_of(one), "along": shares_of(along), "cells, totals": in_agreement(one, beside),
                **{way: shares_of(replace(one, placed=(placed,))) for way, placed in prints[zones].items()},
            }  # fmt: skip
            if there is not None:
                ways["along, totals"] = in_agreement(along, there)
            for way, shares in ways.items():
                yield one.name, way, shares.mean.T @ one.values, one.truth


def _footprints(town: demo.City, zones: str) -> dict[str, Placed]:
    """Return the surface of homes' footprints in cells and zones, and that times their floors."""
    grid = locate.Grid.from_inspire_ids(filosofi.cells(town)["idcar_200m"])
    frame = town.neighbourhoods if zones == "neighbourhoods" else town.iris
    homes = town.footprints
    ground = homes.geometry.area.to_numpy(dtype=float)
    made = {}
    for way, people in (("footprints", ground), ("floors", ground * homes["floors"].to_numpy(dtype=float))):
        found = locate.passage(grid.polygons().to_crs(town.footprints.crs), frame, homes, people)
        made[way] = Placed(found.before, found.common)
    return made
