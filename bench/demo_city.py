"""The fictional town beside real places: people, cells, houses, timetables; write docs/demo-city.md.

python -m bench.demo_city DATA            the page and its plots, from the folder of public data (a minute)
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import KDTree

from parvis.demo import City, city, timetable
from parvis.demo.counts import facts
from parvis.demo.filosofi import cells

Floats = npt.NDArray[np.float64]
DOCS = Path(__file__).parents[1] / "docs"
QUANTILES = (10, 25, 50, 75, 90)
COLOURS = ("#1b5583", "#c2571a", "#4d7c2a")
MORNING = (7 * 3600, 9 * 3600)


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    town = city()
    parts = [INTRODUCTION, *_people(town), *_cells(data, town), *_neighbourhoods(data, town), *_houses(data, town)]
    parts += [*_timetables(data, town), PARTNERS, UNLIKE]
    (DOCS / "demo-city.md").write_text("\n".join(parts), encoding="utf-8")


INTRODUCTION = """# How like a real town is the fictional one?

Written by `python -m bench.demo_city DATA`, from `parvis.demo.city(seed=1)`: 120,000 inhabitants, its three communes,
all that its producers publish. Beside it stand open data of real places: Bondy (INSEE, BAN, RPLS), the priority
neighbourhoods of France and of Occitanie (INSEE, ANCT), the timetable of Rennes (STAR). What was calibrated on
published national figures is named in the generator; nothing was fitted to the places below. The last section says
where the town is unlike them. Tests hold other seeds and sizes within ranges.
"""

PARTNERS = """## Partners' files

Every fault put into a partner's file is written to `faults.csv` beside the truth, so that what the checks find can be
counted. Of the town of 20,000:

| kinds of fault | found |
|---|---|
| date with the day first, in words, or that the calendar has not; code without its zero, or that does not exist; entry missing; number in words, or below 0; coordinates swapped, missing, or 0; address that does not exist; columns exchanged in a row; field missing; row twice | all, with the line |
| title above the header, Windows-1252 and UTF-16, semicolon, decimal comma, columns in another order | read as if they were not there |
| column under another name (one month of the feed) | the file is refused, and the column named |
| a person twice under two numbers; day and month exchanged in a date; a number ten times too large | none: nothing in the file tells |

No sound row was called faulty. The faults are those that we thought of, and schemas were written for these very files: a
partner's first file, without a schema, shows fewer.
"""  # noqa: E501

UNLIKE = """## Where it is unlike a real town

- **It has no history.** Streets halve the land into blocks of one age; real towns are quarters of different centuries
  that meet badly. There are no railways, no motorways, no squares, no cul-de-sacs longer than a block, and one river.
- **It is round.** Its centre is in the middle, its estates lie in a ring; Bondy is a slice of a conurbation of ten
  millions. Towns of under 30,000 inhabitants get two or three poor sites anyway, and are caricatures: a fifth or more
  of their people live in priority neighbourhoods.
- **It is less dense than Bondy and less poor**, as most towns are: half the people in a cell, a third of the poverty.
- **Its neighbourhoods are small and alike**: 1,250 to 2,450 people on 9 to 13 hectares, against 1,000 to 7,200 in
  France and 9 to 51 hectares in Occitanie. None has 10,000 people.
- **Its social housing is scattered**: half of a landlord's entrances lead to three dwellings or fewer, in houses and in
  the old town; in Bondy they lead to ten.
- **Its buses serve the town alone**: no line to distant villages, where those of Rennes run two kilometres between
  stops, and none every three minutes.
- **Poverty falls off round a site as a bell, in every direction alike.** No railway, no school border, no single
  street separates rich from poor, so that the neighbours of a poor cell are poor more surely than in Bondy.
- **Houses are rectangles**, in rows that are too regular; no courtyards, no extensions, no churches, no schools of
  their own.
- **Nobody pairs up and nobody commutes**: couples move in, and those who separate do not; all jobs of the residents
  are in the town. More people work in its neighbourhoods than in those of Occitanie, and the poorest real ones (60 %
  and more) have no like here.
- **Places do not move people except through income.** Ages, family sizes and occupations follow the form of housing
  and hardship, not language, origin, or a university; there is no student quarter and no rich suburb with a name.
- **The fields around it are too empty**: real ones hold villages, lakes and woods.
"""


def _quantiles(values: npt.ArrayLike, digits: int = 0) -> list[str]:
    return [f"{value:,.{digits}f}" for value in np.percentile(np.asarray(values, dtype=float), QUANTILES)]


def _table(title: str, rows: Mapping[str, list[str]], heads: list[str]) -> str:
    lines = [f"| {title} | " + " | ".join(heads) + " |", "|---|" + "--:|" * len(heads)]
    return "\n".join([*lines, *(f"| {name} | " + " | ".join(values) + " |" for name, values in rows.items()), ""])


def moran(xy: Floats, values: Floats, reach: float = 290.0) -> float:
    """Return Moran's I of values at points (n, 2): neighbours are those within `reach` metres, all of one weight.

    n / sum(w) * sum(w_ij z_i z_j) / sum(z_i ** 2), z the deviations from the mean (Moran 1950).
    """
    pairs = KDTree(xy).query_pairs(reach, output_type="ndarray")
    z = values - values.mean()
    return float(len(z) / len(pairs) * (z[pairs[:, 0]] * z[pairs[:, 1]]).sum() / (z @ z))


def _people(town: City) -> list[str]:
    now = facts(town.years[-1])
    within = now[town.blocks["neighbourhood"].to_numpy()[town.years[-1].households["block"]] >= 0]
    events, before = town.years[-1].events, len(town.years[-2].persons)

    def per_cent(part: str, whole: str, table: pd.DataFrame = now) -> str:
        return f"{100 * table[part].sum() / table[whole].sum():.1f}"

    rows = {
        "of 15 to 64 years: employed": [per_cent("employed_15_64", "of_15_64"), "64.7", "census 2019"],
        "of 15 to 64 years: unemployed": [per_cent("unemployed_15_64", "of_15_64"), "9.6", "census 2019"],
        "of 15 to 64 years: students": [per_cent("students_15_64", "of_15_64"), "10.6", "census 2019"],
        "of 15 to 64 years: retired": [per_cent("retired_15_64", "of_15_64"), "6.5", "census 2019"],
        "of 15 to 64 years: employed, in priority neighbourhoods": [
            per_cent("employed_15_64", "of_15_64", within), "45.3", "ONPV, 2019",
        ],
        "no diploma": [per_cent("no_diploma", "left_school"), "26.5", "census 2020"],
        "CAP or BEP": [per_cent("vocational", "left_school"), "24.4", "census 2020"],
        "baccalauréat": [per_cent("bac", "left_school"), "17.4", "census 2020"],
        "higher": [per_cent("higher", "left_school"), "31.7", "census 2020"],
        "households of a single parent, in priority neighbourhoods": [
            per_cent("single_parents", "households", within), "17", "INSEE Première 2008",
        ],
        "social tenants, in priority neighbourhoods": [per_cent("social_tenants", "households", within), "80", "INSEE"],
        "living elsewhere than a year before": [per_cent("moved_in", "persons"), "10", "INSEE"],
        "births for 100 people": [f"{100 * events['births'] / before:.2f}", "1.11", "INSEE, 2019"],
        "deaths for 100 people": [f"{100 * events['deaths'] / before:.2f}", "0.91", "INSEE, 2019"],
        "households entitled to RSA that do not draw it": [
            f"{100 - 100 * now['rsa_drawn'].sum() / now['rsa_due'].sum():.1f}", "34", "DREES, 2018",
        ],
        "households with a car": [per_cent("with_car", "households"), "85", "SDES, 2019; fewer in towns"],
    }  # fmt: skip
    return ["## People\n", "Beside metropolitan France.\n", _table("per cent", rows, ["the town", "real", "source"])]


def _cells(data: Path, town: City) -> list[str]:
    real = pd.read_csv(data / "bondy" / "filosofi2019_200m_bondy.csv")
    made = cells(town)
    dense = made[made["ind"] > 30]
    places = {"Bondy": real, "the town": made, "the town, cells of 30 people or more": dense}
    rows = {
        name: [
            f"{len(table):,}",
            *_quantiles(table["ind"]),
            f"{100 * table['i_est_200'].mean():.0f} %",
            f"{100 * table['ind'][table['i_est_200'] == 1].sum() / table['ind'].sum():.1f} %",
        ]
        for name, table in places.items()
    }
    known = {name: table[table["i_est_200"] == 0] for name, table in places.items()}
    poor = {name: (100 * t["men_pauv"] / t["men"]).to_numpy() for name, t in known.items()}
    income = {name: (t["ind_snv"] / t["ind"]).to_numpy() for name, t in known.items()}
    heads = ["cells", *(f"{q} %" for q in QUANTILES), "imputed cells", "people in them"]
    found = {
        name: [
            *_quantiles(poor[name], 1),
            f"{moran(_corners(t), poor[name]):.2f}",
            f"{moran(_corners(t), income[name]):.2f}",
            f"{moran(_corners(t), t['ind'].to_numpy(dtype=float)):.2f}",
        ]
        for name, t in known.items()
    }
    several = ["I, poverty", "I, income", "I, people"]
    _plot("demo-cells", "persons in a cell of 200 m", {n: places[n]["ind"].to_numpy() for n in list(places)[:2]})
    _plot("demo-poverty", "per cent of households poor, cells not imputed", {n: poor[n] for n in list(poor)[:2]})
    return [
        "## Cells of 200 m (Filosofi)\n",
        "Persons in a cell, by quantile; cells with fewer than 11 households are imputed (79 % of cells in France, "
        "with 20 % of the people: INSEE).\n",
        _table("persons", rows, heads),
        "![Cumulative distributions of persons by cell](images/demo-cells.svg)\n",
        "Share of poor households, cells not imputed, and Moran's I: how much a cell is like the eight around it (0: "
        "not at all).\n",
        _table("poor, %", found, [*(f"{q} %" for q in QUANTILES), *several]),
        "![Cumulative distributions of poverty by cell](images/demo-poverty.svg)\n",
    ]


def _corners(table: pd.DataFrame) -> Floats:
    parts = table["idcar_200m"].str.extract(r"N(\d+)E(\d+)").astype(float)
    return np.asarray(parts[[1, 0]].to_numpy())


def _neighbourhoods(data: Path, town: City) -> list[str]:
    official = data / "qpv-official"
    panel = pd.read_csv(official / "panel_qpv_complet_v2.csv")
    panel = panel[panel["annee"] == 2019]["taux_pauvrete"].dropna()
    people = pd.read_csv(official / "qpv_evolution_population.csv")["pop_2018"].dropna()
    south = gpd.read_file(data / "occitanie" / "qp.geojson").to_crs("EPSG:2154")
    south_poor = pd.read_csv(data / "occitanie" / "qp.csv", encoding="utf-8-sig")["tp60"].dropna()
    place = town.blocks["neighbourhood"].to_numpy()[town.households["block"]]
    held = np.bincount(place + 1, weights=town.households["size"])[1:]
    poor = np.bincount(place + 1, weights=town.households["size"] * town.households["poor"])[1:] / held * 100
    everywhere = 100 * (town.households["size"] * town.households["poor"]).sum() / town.households["size"].sum()
    rows = {
        "France, people 2018": [f"{len(people):,}", *_quantiles(people)],
        "the town, people": [f"{len(held)}", *_quantiles(held)],
        "France, % poor persons 2019": [f"{len(panel):,}", *_quantiles(panel, 1)],
        "Occitanie, % poor persons": [f"{len(south_poor)}", *_quantiles(south_poor, 1)],
        "the town, % poor persons": [f"{len(poor)}", *_quantiles(poor, 1)],
        "Occitanie, hectares": [f"{len(south)}", *_quantiles(south.area / 10_000)],
        "the town, hectares": [f"{len(held)}", *_quantiles(town.neighbourhoods.area / 10_000)],
    }
    _plot(
        "demo-neighbourhoods",
        "per cent of persons poor, by neighbourhood",
        {"France": panel.to_numpy(), "Occitanie": south_poor.to_numpy(), "the town": poor},
    )
    return [
        "## Priority neighbourhoods\n",
        f"In the town {100 * held.sum() / town.inhabitants:.0f} % of people live in one; {everywhere:.1f} % of all "
        f"people are poor (France, 2019: 14.6 %), and {(poor * held).sum() / held.sum():.1f} % of theirs.\n",
        _table("", rows, ["n", *(f"{q} %" for q in QUANTILES)]),
        "![Cumulative distributions of poverty by neighbourhood](images/demo-neighbourhoods.svg)\n",
    ]


def _houses(data: Path, town: City) -> list[str]:
    real = gpd.read_file(data / "bondy" / "ban_adresses_bondy.gpkg").to_crs("EPSG:2154").geometry
    social = gpd.read_file(data / "bondy" / "rpls2022_logements_sociaux_points.geojson")["appartement"].dropna()
    made = town.buildings
    between = {"Bondy, addresses (BAN)": real, "the town, buildings": made.geometry}
    rows = {name: [f"{len(p):,}", *_quantiles(_nearest(np.column_stack([p.x, p.y])), 1)] for name, p in between.items()}
    entrances = {
        "Bondy, social entrances (RPLS)": social,
        "the town, social entrances": made["dwellings"][made["social"]],
    }
    rows_social = {name: [f"{len(v):,}", *_quantiles(v.astype(float))] for name, v in entrances.items()}
    kilometres = town.streets.length.groupby(town.streets["highway"]).sum() / 1_000
    lengths = ", ".join(f"{name} {length:,.0f} km" for name, length in kilometres.items())
    heads = ["n", *(f"{q} %" for q in QUANTILES)]
    return [
        "## Houses and streets\n",
        "Metres to the nearest other address, and dwellings at a social landlord's entrance.\n",
        _table("metres", rows, heads),
        _table("dwellings", rows_social, heads),
        f"Streets of the town: {lengths}. {len(town.trees):,} public trees, one for "
        f"{town.inhabitants / len(town.trees):.0f} people.\n",
    ]


def _nearest(xy: Floats) -> Floats:
    away = KDTree(np.unique(xy.round(1), axis=0)).query(xy, k=2)[0][:, 1]
    return np.asarray(away)


def _timetables(data: Path, town: City) -> list[str]:
    feeds = {
        "Rennes, Tuesday 17 May 2016": ((data / "rennes" / "GTFS-STAR-20160419.zip").read_bytes(), "20160517"),
        "the town, Tuesday 5 October 2021": (timetable.archive(timetable.feed(town, tram=True)), "20211005"),
    }
    spacing, waits = {}, {}
    for name, (content, day) in feeds.items():
        metres, minutes = _stops_and_waits(content, day)
        spacing[name] = [f"{len(metres):,}", *_quantiles(metres)]
        waits[name] = [f"{len(minutes):,}", *_quantiles(minutes, 1)]
    heads = ["n", *(f"{q} %" for q in QUANTILES)]
    return [
        "## Public transport\n",
        "Metres in a straight line between a stop and the next on its line; minutes between two departures of one line "
        "and way at one stop, from seven to nine.\n",
        _table("metres", spacing, heads),
        _table("minutes", waits, heads),
    ]


def _stops_and_waits(content: bytes, day: str) -> tuple[Floats, Floats]:
    """Return the metres between following stops, each pair of stops once, and the minutes between departures."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        read = {name: pd.read_csv(held.open(f"{name}.txt"), dtype=str) for name in ("stops", "trips", "stop_times")}
        trips = read["trips"][read["trips"]["service_id"].isin(_services(held, day))]
    times = read["stop_times"].merge(trips[["trip_id", "route_id", "direction_id"]], on="trip_id")
    times = times.assign(place=times["stop_sequence"].astype(int), at=_seconds(times["departure_time"]))
    times = times.sort_values(["trip_id", "place"], kind="stable")
    following = times["stop_id"].shift(-1).where(times["trip_id"] == times["trip_id"].shift(-1))
    pairs = pd.DataFrame({"a": times["stop_id"], "b": following}).dropna().drop_duplicates()
    stops = read["stops"].set_index("stop_id")
    points = gpd.points_from_xy(stops["stop_lon"].astype(float), stops["stop_lat"].astype(float), crs="EPSG:4326")
    xy = gpd.GeoSeries(points, index=stops.index).to_crs("EPSG:2154")
    metres = xy.loc[pairs["a"]].distance(xy.loc[pairs["b"]], align=False).to_numpy()
    morning = times[times["at"].between(*MORNING)].sort_values("at", kind="stable")
    waits = morning.groupby(["route_id", "direction_id", "stop_id"])["at"].diff().dropna() / 60
    return metres, waits[waits > 0].to_numpy()


def _services(held: zipfile.ZipFile, day: str) -> set[str]:
    weekday = pd.Timestamp(day).day_name().lower()
    week = pd.read_csv(held.open("calendar.txt"), dtype=str)
    runs = set(week["service_id"][(week[weekday] == "1") & (week["start_date"] <= day) & (week["end_date"] >= day)])
    dates = pd.read_csv(held.open("calendar_dates.txt"), dtype=str)
    today = dates[dates["date"] == day]
    added, removed = (set(today["service_id"][today["exception_type"] == kind]) for kind in ("1", "2"))
    return (runs | added) - removed


def _seconds(clock: pd.Series) -> pd.Series:
    parts = clock.str.split(":", expand=True).astype(int)
    return parts[0] * 3600 + parts[1] * 60 + parts[2]


def _plot(name: str, label: str, places: Mapping[str, Floats]) -> None:
    """Write cumulative distributions as a small SVG: across the values, upward the share of places under each."""
    width, height, left, base = 520, 260, 44, 210
    most = max(float(np.percentile(values, 98)) for values in places.values())
    lines, legend = [], []
    for number, (place, values) in enumerate(places.items()):
        shares = np.linspace(0, 1, 61)
        across = left + (width - left - 16) * np.minimum(np.quantile(values, shares), most) / most
        points = " ".join(f"{x:.0f},{base - 190 * y:.0f}" for x, y in zip(across, shares, strict=True))
        lines.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[number]}" stroke-width="2"/>')
        legend.append(f'<text x="{width - 130}" y="{120 + 18 * number}" fill="{COLOURS[number]}">{place}</text>')
    along = {most * part: left + (width - left - 16) * part for part in (0, 0.25, 0.5, 0.75, 1)}
    ticks = [
        f'<text x="{x:.0f}" y="{base + 16}" text-anchor="middle">{value:,.0f}</text>' for value, x in along.items()
    ]
    levels = [
        f'<text x="{left - 6}" y="{base - 190 * part + 4:.0f}" text-anchor="end">{part:.0%}</text>'
        for part in (0, 0.5, 1)
    ]
    axis = f'<path d="M{left} 20V{base}H{width - 16}" fill="none" stroke="#666"/>'
    title = f'<text x="{left}" y="{base + 38}">{label}</text>'
    font = 'font-family="sans-serif" font-size="12"'
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>'
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    text = "\n".join(
        [frame, f"<title>{label}</title>", ground, axis, *lines, *legend, *ticks, *levels, title, "</svg>", ""]
    )
    (DOCS / "images" / f"{name}.svg").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
