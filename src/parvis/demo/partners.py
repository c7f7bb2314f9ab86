"""What partners hold about the town, as they would export it on a good day; `parvis.demo.dirt` is every other day.

Each file is drawn from the truth of the last year. Nobody has a name in it; numbers and references are made up.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.spatial import cKDTree

from parvis.demo import timetable, workplaces
from parvis.demo.activity import ROME, Activity, Education
from parvis.demo.city import City
from parvis.demo.counts import zone_codes
from parvis.demo.housing import Ints
from parvis.demo.income import POVERTY_LINES
from parvis.demo.people import Tenure
from parvis.demo.streets import Floats

REGISTERED = 0.93
"""Share of the jobless who are registered with the agency."""
LONG_TERM = 0.44
"""Share registered for over a year (Dares, categories A, B, C, 2021: 47 %, fewer here)."""
OFFERS = 0.05  # job offers for each job in town
SHIFTS = ("matin", "jour", "apres-midi", "soir", "nuit", "week-end")
# How often each shift, by family of occupations: industry, transport, hotels and care do not keep office hours.
USUAL = np.array([6, 80, 6, 3, 1, 4], dtype=float)
UNUSUAL = {
    "D": [10, 55, 10, 8, 1, 16], "G": [12, 18, 12, 38, 2, 18], "H": [30, 25, 26, 3, 14, 2], "I": [18, 60, 12, 3, 5, 2],
    "J": [24, 30, 22, 4, 14, 6], "K": [30, 38, 10, 14, 4, 4], "N": [28, 24, 18, 6, 20, 4],
}  # fmt: skip
TRADES = {
    "A": ("A1203", "A1416"), "B": ("B1302", "B1805"), "C": ("C1102", "C1501"), "D": ("D1106", "D1507", "D1505"),
    "E": ("E1101", "E1205"), "F": ("F1703", "F1606", "F1602"), "G": ("G1602", "G1603", "G1803"),
    "H": ("H2903", "H3302", "H2102"), "I": ("I1203", "I1604"), "J": ("J1501", "J1506"),
    "K": ("K1302", "K2204", "K1304"), "L": ("L1507", "L1101"), "M": ("M1607", "M1203", "M1805"),
    "N": ("N1103", "N4105", "N1105"),
}  # fmt: skip
"""Codes of the ROME by family: a few of each, which the agency's forms use most."""
SHORT = {
    "rue": "r.",
    "avenue": "av.",
    "allée": "all.",
    "impasse": "imp.",
    "place": "pl.",
    "boulevard": "bd",
    "chemin": "ch.",
}
"""Abbreviations of the kinds of street."""
BANDS = ("moins de 25 ans", "25-49 ans", "50 ans et plus")
DIPLOMAS = ("sans diplome", "CAP-BEP", "bac", "superieur")
RIDES = 0.55
"""Validations a month and person living near a stop, for each departure an hour: what makes ridership plausible."""


def job_seekers(city: City) -> pd.DataFrame:
    """Return the agency's register in December of the last year, one row a person.

    identifiant (seven digits), date_inscription (ISO), rome, age, formation, longue_duree (oui, non), x, y (EPSG:2154).
    """
    rng, year = city.stream("partners"), city.years[-1]
    persons = year.persons
    jobless = np.flatnonzero((persons["activity"] == Activity.UNEMPLOYED) & (persons["age"] < 67))
    here = np.sort(jobless[rng.random(len(jobless)) < REGISTERED])
    held = persons.iloc[here]
    long = rng.random(len(here)) < np.where(held["age"] >= 50, LONG_TERM + 0.15, LONG_TERM - 0.05)
    days = np.where(long, rng.integers(366, 1_500, len(here)), rng.integers(1, 366, len(here)))
    building = year.households["building"].to_numpy()[held["household"]]
    place = _beside(rng, city, building)
    numbers = rng.permutation(np.unique(rng.integers(1_000, 9_999_999, len(here) + len(here) // 5 + 50)))[: len(here)]
    return pd.DataFrame(
        {
            "identifiant": [f"{number:07d}" for number in numbers],
            "date_inscription": (pd.Timestamp(f"{year.year}-12-31") - pd.to_timedelta(days, unit="D")).strftime(
                "%Y-%m-%d"
            ),
            "rome": _codes(rng, held["rome"].to_numpy()),
            "age": np.array(BANDS)[np.searchsorted([25, 50], held["age"], side="right")],
            "formation": np.array(DIPLOMAS)[np.maximum(held["education"].to_numpy(), int(Education.NONE))],
            "longue_duree": np.where(long, "oui", "non"),
            "x": place[:, 0],
            "y": place[:, 1],
        }
    )


def job_offers(city: City, work: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the recruiter's offers of the last year, one row an offer: where the job is, what it is, and when.

    reference, date_publication (ISO), rome, horaire, postes, siret, lon, lat (EPSG:4326).
    """
    rng = city.stream("partners")
    jobs = work["jobs"].to_numpy().astype(float)
    count = round(OFFERS * jobs.sum())
    at = np.searchsorted(np.cumsum(jobs), rng.random(count) * jobs.sum())
    rome = work["rome"].to_numpy()[at]
    usual = np.array([UNUSUAL.get(letter, list(USUAL)) for letter in ROME], dtype=float)[rome]
    shift = (rng.random(count)[:, None] * usual.sum(axis=1, keepdims=True) > np.cumsum(usual, axis=1)).sum(axis=1)
    days = rng.integers(0, 365, count)
    to_world = Transformer.from_crs(work.crs, "EPSG:4326", always_xy=True)
    points = work.geometry.iloc[at]
    lon, lat = to_world.transform(points.x.to_numpy(), points.y.to_numpy())
    year = city.years[-1].year
    return pd.DataFrame(
        {
            "reference": [f"OF-{year}-{number:05d}" for number in rng.permutation(90_000)[:count] + 10_000]
            if count <= 90_000
            else [f"OF-{year}-{number:07d}" for number in range(count)],
            "date_publication": (pd.Timestamp(f"{year}-01-01") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d"),
            "rome": _codes(rng, rome),
            "horaire": np.array(SHIFTS)[shift],
            "postes": 1 + rng.poisson(0.35, count),
            "siret": work["siret"].to_numpy()[at],
            "lon": np.round(lon, 6),
            "lat": np.round(lat, 6),
        }
    ).sort_values("reference", ignore_index=True)


def rents(city: City) -> pd.DataFrame:
    """Return the landlord's dwellings in the last year: entrance, surface, rent, arrears, day of entry, x, y."""
    rng, year = city.stream("partners"), city.years[-1]
    held = year.households[year.households["tenure"] == Tenure.SOCIAL]
    surface = city.dwellings["surface"].to_numpy()[held["dwelling"]]
    since = np.where(held["since"] > 0, held["since"], year.year - 1 - rng.geometric(0.1, len(held)))
    poor = held["standard"].to_numpy() < POVERTY_LINES[year.year]
    place = _beside(rng, city, held["building"].to_numpy())
    day = [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in zip(
        since, rng.integers(1, 13, len(held)), rng.integers(1, 29, len(held)), strict=True)]  # fmt: skip
    return pd.DataFrame(
        {
            "logement": [f"L{number:06d}" for number in held["dwelling"]],
            "date_entree": day,
            "surface": surface.astype(int),
            "loyer": np.round(surface * np.clip(rng.normal(5.9, 0.6, len(held)), 4.2, 8.5), 2),
            "impaye": np.where(rng.random(len(held)) < np.where(poor, 0.17, 0.05), "oui", "non"),
            "logements": 1,
            "x": place[:, 0],
            "y": place[:, 1],
        }
    )


def unpaid_energy(city: City) -> pd.DataFrame:
    """Return the energy supplier's table by IRIS: contracts, and contracts with an unpaid bill."""
    rng, year = city.stream("partners"), city.years[-1]
    codes, zone_of = zone_codes(city)["iris"]
    zone = zone_of[year.households["block"].to_numpy()]
    poor = year.households["poor"].to_numpy()
    unpaid = rng.random(len(zone)) < np.where(poor, 0.19, 0.035)
    return pd.DataFrame(
        {
            "iris": codes,
            "contrats": np.bincount(zone, minlength=len(codes)),
            "impayes": np.bincount(zone, weights=unpaid, minlength=len(codes)).astype(int),
        }
    )


def ridership(city: City, feed: dict[str, pd.DataFrame], month: int) -> pd.DataFrame:
    """Return the operator's validations of a month: arret, nom, mois, validations, lon, lat (EPSG:4326)."""
    rng = np.random.Generator(np.random.PCG64([city.seed, city.draw, 2021, month]))
    stops, calls = feed["stops"], feed["stop_times"]
    week = calls[calls["trip_id"].str.contains("-WEEK-")]
    departures = week["stop_id"].value_counts().reindex(stops["stop_id"], fill_value=0).to_numpy() / 17.0
    near = living_near(city, stops)
    season = (1.0, 0.97, 1.05, 0.96, 0.98, 0.93, 0.62, 0.5, 1.06, 1.08, 1.03, 0.95)[month - 1]
    expected = RIDES * season * near * departures + 40
    year = city.years[-1].year
    return pd.DataFrame(
        {
            "arret": stops["stop_id"],
            "nom": stops["stop_name"],
            "mois": f"{year}-{month:02d}",
            "validations": rng.poisson(expected * rng.lognormal(0, 0.12, len(stops))),
            "lon": stops["stop_lon"],
            "lat": stops["stop_lat"],
        }
    )


def living_near(city: City, stops: pd.DataFrame) -> Floats:
    """Return how many people have each stop as their nearest, within 500 m."""
    to_town = Transformer.from_crs("EPSG:4326", city.buildings.crs, always_xy=True)
    places = np.column_stack(to_town.transform(stops["stop_lon"].to_numpy(), stops["stop_lat"].to_numpy()))
    homes = np.column_stack([city.buildings.geometry.x, city.buildings.geometry.y])
    away, nearest = cKDTree(places).query(homes, distance_upper_bound=500.0)
    size = np.bincount(city.households["building"], weights=city.households["size"], minlength=len(homes))
    inside = np.isfinite(away)
    return np.asarray(np.bincount(nearest[inside], weights=size[inside], minlength=len(places)), dtype=float)


def _codes(rng: np.random.Generator, rome: Ints) -> list[str]:
    """Return an occupation's code for each family."""
    pick = rng.random(len(rome))
    return [TRADES[ROME[f]][int(p * len(TRADES[ROME[f]]))] for f, p in zip(rome.tolist(), pick.tolist(), strict=True)]


def _beside(rng: np.random.Generator, city: City, building: Ints) -> Floats:
    """Return a point (n, 2) a few metres from each building, as geocoders give them."""
    points = np.column_stack([city.buildings.geometry.x, city.buildings.geometry.y])[building]
    return np.round(points + rng.normal(0, 1.5, points.shape), 1)


def feeds(city: City) -> dict[str, dict[str, pd.DataFrame]]:
    """Return the operator's timetables by name: before the tram opened, and after."""
    return {"gtfs_2020": timetable.feed(city, tram=False), "gtfs_2021": timetable.feed(city, tram=True)}


def establishments(work: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the establishments with the columns of an open register: siret, rome, emplois, x, y (EPSG:2154)."""
    columns = {
        "siret": work["siret"],
        "domaine": workplaces.families(work["rome"].to_numpy()),
        "emplois": work["jobs"],
        "x": work.geometry.x.round(1),
        "y": work.geometry.y.round(1),
    }
    return pd.DataFrame(columns).sort_values("siret", ignore_index=True)


def participants(city: City) -> pd.DataFrame:
    """Return whom the insertion programme took in, one row a person: half of them it found work for.

    dossier, date_entree (ISO), sortie (emploi, formation, sans suite), adresse as a secretary types it, commune.
    """
    rng, year = city.stream("partners"), city.years[-1]
    persons, households = year.persons, year.households
    quarter = city.blocks["neighbourhood"].to_numpy()[households["block"]][persons["household"]]
    hired = np.flatnonzero(persons["hired"])
    treated = np.unique(quarter[hired])
    waiting = np.flatnonzero(np.isin(quarter, treated) & (persons["activity"] == Activity.UNEMPLOYED).to_numpy())
    others = rng.permutation(waiting)[: len(hired)]
    who = rng.permutation(np.concatenate([hired, others]))
    building = city.buildings.iloc[households["building"].to_numpy()[persons["household"].to_numpy()[who]]]
    commune = city.blocks["commune"].to_numpy()[building["block"].to_numpy()]
    left = np.where(rng.random(len(who)) < 0.4, "formation", "sans suite")
    days = rng.integers(1, 29, len(who))
    return pd.DataFrame(
        {
            "dossier": [f"P{number:05d}" for number in 10_000 + np.arange(len(who))],
            "date_entree": [f"{year.year}-{1 + day % 9:02d}-{day:02d}" for day in days],
            "sortie": np.where(persons["hired"].to_numpy()[who], "emploi", left),
            "adresse": _typed(rng, building["number"].to_numpy(), building["street"].to_list()),
            "commune": city.communes["nom_com"].to_numpy()[commune],
        }
    )


def _typed(rng: np.random.Generator, numbers: Ints, streets: list[str]) -> list[str]:
    """Return addresses with the abbreviations, commas and capitals that people use."""
    out = []
    for number, street, luck in zip(numbers.tolist(), streets, rng.random((len(streets), 3)).tolist(), strict=True):
        way, _, name = street.partition(" ")
        written = f"{SHORT.get(way, way)} {name}" if luck[0] < 0.4 else street
        written = written.upper() if luck[1] < 0.3 else written
        out.append(f"{number}{', ' if luck[2] < 0.3 else ' '}{written}")
    return out
