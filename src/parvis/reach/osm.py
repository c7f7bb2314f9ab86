"""Streets from an OpenStreetMap extract: segments between nodes, with what each allows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from parvis.errors import SourceError
from parvis.reach.feed import Floats, Integers
from parvis.reach.permits import Permit, permit


@dataclass(frozen=True)
class Ways:
    """Ways as chains of nodes: way i passes `node[first[i]:first[i + 1]]`; `permit` what it allows; nodes in WGS 84."""

    lon: Floats
    lat: Floats
    first: Integers
    node: Integers
    permit: Integers


def read_ways(file: Path) -> Ways:
    """Return the ways of a .osm.pbf that one may walk or cycle on; one cut by the extract's border is kept in pieces.

    Raises SourceError where the file is none or breaks off, or holds no street.
    """
    import osmium

    if not file.is_file():
        raise SourceError.of("streets_absent", file, name=file.name)
    chains: list[list[tuple[int, float, float]]] = []
    permits: list[int] = []
    try:
        keys = osmium.filter.KeyFilter("highway", "railway", "public_transport")
        for way in osmium.FileProcessor(file, osmium.osm.WAY | osmium.osm.NODE).with_locations().with_filter(keys):
            if not way.is_way():
                continue
            allowed = permit({tag.k: tag.v for tag in way.tags})
            if allowed & ~Permit.STEPS:
                for piece in _pieces(way):
                    chains.append(piece)
                    permits.append(int(allowed))
    except (RuntimeError, OSError) as error:
        raise SourceError.of("streets_unreadable", file, name=file.name) from error
    if not chains:
        raise SourceError.of("streets_empty", file, name=file.name)
    return _numbered(chains, permits)


def _pieces(way: Any) -> list[list[tuple[int, float, float]]]:
    """Return the runs of nodes whose place the extract knows."""
    runs: list[list[tuple[int, float, float]]] = [[]]
    for node in way.nodes:
        place = node.location
        if place.valid():
            if not runs[-1] or runs[-1][-1][0] != node.ref:
                runs[-1].append((node.ref, place.lon, place.lat))
        else:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _numbered(chains: list[list[tuple[int, float, float]]], permits: list[int]) -> Ways:
    flat = np.array([node for chain in chains for node in chain], dtype=np.float64)  # ids stay exact below 2**53
    _, index, number = np.unique(flat[:, 0], return_index=True, return_inverse=True)
    first = np.cumsum([0, *(len(chain) for chain in chains)])
    return Ways(flat[index, 1], flat[index, 2], first, number.astype(np.int64), np.array(permits, dtype=np.int64))
