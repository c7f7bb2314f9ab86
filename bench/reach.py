"""Travel times over real timetables: speed, memory, and how both grow; written to docs/bench-reach.md.

`python -m bench.reach DATA`, DATA the folder with porto-alegre/ and rennes/. Each line runs in a process of its own.
The ten feeds are Porto Alegre's, with streets and places, moved side by side as a region of ten towns.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np

PAGE = Path(__file__).parents[1] / "docs" / "bench-reach.md"
HEAD = """# Travel times: speed and memory

Written by `python -m bench.reach DATA`. Five percentiles of travel times of up to an hour, walking up to 30 minutes and
up to three rides. *Origins a second* are of the processor's time, walks to stops and places included, once all is
prepared; *by the clock* the same in passing time, and *prepared* the seconds of the processor before: streets, feeds,
snapping, tables of walks, nothing kept from before. *Peak* is of the whole process.

| what | origins a second | by the clock | prepared | peak MB |
|---|--:|--:|--:|--:|
"""
APART = 0.4
"""Degrees between two towns of the region."""

COPIES = 10
PORTO_ALEGRE, RENNES = datetime(2019, 5, 13, 14), datetime(2016, 5, 17, 7)
EARLIER = datetime(2019, 5, 13, 12, 30)
"""So that all 240 departures have trips: the feed runs from noon to four."""


def region(data: Path, folder: Path, copies: int) -> tuple[Path, list[Path], Path]:
    """Return streets, feeds and places of so many towns side by side."""
    place = data / "porto-alegre"
    return (
        _streets(place / "poa_osm.pbf", folder / "streets.osm.pbf", copies),
        [
            _feed(place / name, folder / f"{i}-{name}", i)
            for i in range(copies)
            for name in ("poa_eptc.zip", "poa_trensurb.zip")
        ],
        _points(place / "poa_hexgrid.csv", folder / "points.csv", copies),
    )


def _streets(file: Path, out: Path, copies: int) -> Path:
    import osmium

    with osmium.SimpleWriter(str(out)) as writer:
        for kind in (osmium.osm.NODE, osmium.osm.WAY):
            for i in range(copies):
                ahead = i * 10**11
                for thing in osmium.FileProcessor(file, kind):
                    if thing.is_node():
                        where = (thing.location.lon + APART * i, thing.location.lat)
                        writer.add_node(thing.replace(id=thing.id + ahead, location=where))
                    elif thing.is_way():
                        nodes = [node.ref + ahead for node in thing.nodes]
                        writer.add_way(thing.replace(id=thing.id + ahead, nodes=nodes))
    return out


def _moved(text: str, column: str, copy: int) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row[column] = str(float(row[column]) + APART * copy)
        if "id" in row:
            row["id"] = f"{row['id']}-{copy}"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _feed(file: Path, out: Path, copy: int) -> Path:
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            raw = source.read(name)
            moved = _moved(raw.decode("utf-8-sig"), "stop_lon", copy).encode() if name == "stops.txt" else raw
            target.writestr(name, moved)
    return out


def _points(file: Path, out: Path, copies: int) -> Path:
    text = file.read_text(encoding="utf-8")
    parts = [_moved(text, "lon", i).splitlines(keepends=True) for i in range(copies)]
    out.write_text("".join([parts[0][0], *(line for part in parts for line in part[1:])]), encoding="utf-8")
    return out


def _stops(data: Path, folder: Path) -> Path:
    with zipfile.ZipFile(data / "rennes" / "GTFS-STAR-20160419.zip") as source:
        rows = list(csv.DictReader(io.StringIO(source.read("stops.txt").decode("utf-8-sig"))))
    out = folder / "stops.csv"
    out.write_text("\n".join(["id,lon,lat", *(f"{r['stop_id']},{r['stop_lon']},{r['stop_lat']}" for r in rows)]))
    return out


def measure(asked: dict[str, object]) -> dict[str, float]:
    """Return what this process needs for one line."""
    from parvis.reach.inputs import Journey, read_inputs
    from parvis.reach.points import Points, read_points
    from parvis.reach.search import Query
    from parvis.reach.times import times

    query = Query(departures=int(str(asked["departures"])), percentiles=(5, 25, 50, 75, 95))
    how = Journey(datetime.fromisoformat(str(asked["departure"])), query)
    points = read_points(Path(str(asked["points"])))
    streets = Path(str(asked["streets"])) if asked["streets"] else None
    start = time.process_time()
    feeds = [Path(name) for name in str(asked["feeds"]).split(",")]
    prepared = read_inputs(how, streets=streets, gtfs=feeds).prepared(points, how)
    made = time.process_time() - start
    rows = np.linspace(0, len(points) - 1, int(str(asked["origins"])) or len(points)).astype(np.int64)
    origins = Points(tuple(points.ids[i] for i in rows.tolist()), points.lon[rows], points.lat[rows], name="origins")
    first = Points(origins.ids[:1], origins.lon[:1], origins.lat[:1], name="first")
    list(times(prepared, first))  # the compiler's work is not the search's
    start, clock = time.process_time(), time.perf_counter()
    for _ in times(prepared, origins, threads=int(str(asked["threads"]))):
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rate": len(origins) / (time.process_time() - start),
        "clock": len(origins) / (time.perf_counter() - clock),
        "prepared": made,
        "peak": peak,
    }


def _line(title: str, asked: dict[str, object]) -> str:
    command = [sys.executable, "-m", "bench.reach", "--measure", json.dumps(asked)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(ran.stdout.splitlines()[-1])
    line = "| {title} | {rate:.0f} | {clock:.0f} | {prepared:.1f} | {peak:,.0f} |".format(title=title, **found)
    print(line, flush=True)
    return line


def lines(data: Path, folder: Path) -> list[str]:
    """Return the lines of the table."""
    town = data / "porto-alegre"
    poa = {
        "streets": str(town / "poa_osm.pbf"),
        "feeds": f"{town / 'poa_eptc.zip'},{town / 'poa_trensurb.zip'}",
        "points": str(town / "poa_hexgrid.csv"),
        "departure": PORTO_ALEGRE.isoformat(),
        "departures": 120,
        "origins": 0,
        "threads": 1,
    }
    streets, feeds, points = region(data, folder, COPIES)
    ten = poa | {"streets": str(streets), "feeds": ",".join(map(str, feeds)), "points": str(points), "origins": 1227}
    rennes = poa | {
        "streets": "",
        "feeds": str(data / "rennes" / "GTFS-STAR-20160419.zip"),
        "points": str(_stops(data, folder)),
        "departure": RENNES.isoformat(),
    }
    early = poa | {"departure": EARLIER.isoformat()}
    asked = {
        "Porto Alegre, 1,227 x 1,227 places, 120 departures from 14:00": poa,
        "the same, every third origin": poa | {"origins": 409},
        "the same, two threads": poa | {"threads": 2},
        "120 departures from 12:30": early,
        "240 departures from 12:30": early | {"departures": 240},
        "a region of ten: every tenth of 12,270 origins to all 12,270 places": ten,
        "Rennes, 1,493 stops to all stops, 120 departures from 07:00, straight walks": rennes,
    }
    return [_line(title, given) for title, given in asked.items()]


def main(arguments: list[str]) -> None:
    if arguments[0] == "--measure":
        print(json.dumps(measure(json.loads(arguments[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(HEAD + "\n".join(lines(Path(arguments[0]), Path(folder))) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
