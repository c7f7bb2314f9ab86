"""The files that partners sent, each with its own habits and faults: what is delivered, and what is wrong with it."""

from __future__ import annotations

import pandas as pd

from parvis.demo import funds, partners, timetable, workplaces
from parvis.demo.city import City
from parvis.demo.dirt import Delivery, Dialect, Fault, delivered

MONTHS = range(1, 13)
FUND = Dialect(
    separator=";",
    encoding="cp1252",
    title=(
        "Caisse imaginaire - Foyers allocataires au 31 décembre",
        "Chiffres arrondis à 5 ; diffusion restreinte",
        "",
    ),
)
AGENCY = Dialect(
    separator=";", encoding="cp1252", comma=True, title=("Demandeurs d'emploi inscrits, décembre 2021", "")
)
LANDLORD = Dialect(separator="\t", encoding="utf-16")
RECRUITER = Dialect(encoding="utf-8-sig")
SUPPLIER = Dialect(separator=";")
SEEKERS = {
    "zero_lost": ("identifiant",),
    "duplicate": ("identifiant",),
    "date_day_first": ("date_inscription",),
    "date_in_words": ("date_inscription",),
    "date_impossible": ("date_inscription",),
    "unknown_code": ("rome",),
    "required_blank": ("rome",),
    "swapped_coordinates": ("x", "y"),
    "no_coordinates": ("x", "y"),
    "renumbered": ("identifiant",),
    "field_missing": (),
}
OFFERS = {
    "swapped_coordinates": ("lon", "lat"),
    "coordinates_zero": ("lon", "lat"),
    "moved_columns": ("rome", "horaire"),
    "duplicate": ("reference",),
    "date_day_first": ("date_publication",),
    "date_in_words": ("date_publication",),
    "day_month_exchanged": ("date_publication",),
    "number_in_words": ("postes",),
    "negative": ("postes",),
    "unknown_code": ("rome",),
    "field_missing": (),
}
RENTS = {
    "duplicate": ("logement",),
    "date_day_first": ("date_entree",),
    "number_in_words": ("surface",),
    "negative": ("loyer",),
    "swapped_coordinates": ("x", "y"),
}
RIDES = {
    "number_in_words": ("validations",),
    "swapped_coordinates": ("lon", "lat"),
    "duplicate": ("arret",),
    "tenfold": ("validations",),
}
ENTRANTS = {
    "address_unknown": ("adresse",),
    "required_blank": ("adresse",),
    "unknown_code": ("sortie",),
    "date_day_first": ("date_entree",),
    "duplicate": ("dossier",),
}
MOVED, RENAMED = 3, 7
"""Months in which the operator's export has its columns in another order, and under another name."""


def all_of(city: City) -> dict[str, Delivery]:
    """Return each file by its path in data/."""
    rng = city.stream("dirt")
    work = workplaces.settled(city)
    before, after = (timetable.feed(city, tram=tram) for tram in (False, True))
    sent = {
        "allocataires.csv": delivered(rng, "benefit_fund", funds.benefit_fund(city), {}, FUND),
        "demandeurs_emploi.csv": delivered(rng, "job_seekers", partners.job_seekers(city), SEEKERS, AGENCY),
        "offres.csv": delivered(rng, "job_offers", partners.job_offers(city, work), OFFERS, RECRUITER),
        "participants.csv": delivered(rng, "participants", partners.participants(city), ENTRANTS, SUPPLIER),
        "loyers.tsv": delivered(rng, "rents", partners.rents(city), RENTS, LANDLORD),
        "impayes_energie.csv": delivered(rng, "unpaid_energy", partners.unpaid_energy(city), {}, SUPPLIER),
        "etablissements.csv": Delivery(_plain(partners.establishments(work)), ()),
        "arrets.csv": Delivery(_plain(after["stops"]), ()),
        "gtfs_2020.zip": Delivery(timetable.archive(before), ()),
        "gtfs_2021.zip": Delivery(timetable.archive(after), ()),
    }
    for month in MONTHS:
        name = f"validations_2021_{month:02d}"
        rides = partners.ridership(city, after, month)
        sent[f"validations/{name}.csv"] = _monthly(
            delivered(rng, name, *_exported(rides, month), Dialect()), name, month
        )
    return sent


def _exported(rides: pd.DataFrame, month: int) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]]]:
    """Return a month's table as the operator's software of that month writes it, and its faults."""
    if month == RENAMED:
        rides = rides.rename(columns={"validations": "nb_val"})
        return rides, {kind: tuple("nb_val" if c == "validations" else c for c in cs) for kind, cs in RIDES.items()}
    if month == MOVED:
        rides = rides[["mois", "lat", "lon", "validations", "arret", "nom"]]
    return rides, RIDES


def _monthly(sent: Delivery, name: str, month: int) -> Delivery:
    told = {MOVED: "columns_reordered", RENAMED: "column_renamed"}
    extra = (Fault(name, told[month], 0, "validations"),) if month in told else ()
    return Delivery(sent.content, (*extra, *sent.faults))


def _plain(table: pd.DataFrame) -> bytes:
    return str(table.to_csv(index=False, lineterminator="\n")).encode()


def faults(sent: dict[str, Delivery]) -> pd.DataFrame:
    """Return every fault put in: file, source, kind, line, column."""
    rows = [(file, f.source, f.kind, f.line, f.column) for file, one in sent.items() for f in one.faults]
    return pd.DataFrame(rows, columns=["file", "source", "kind", "line", "column"])
