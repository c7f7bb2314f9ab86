"""A small invented territory, written by hand: every kind of figure that pages have to show, and nothing more."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely.geometry import Polygon, box

from parvis.model.evidence import Evidence, FigureEvidence, SourceRecord
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.folder import BreakdownSpec, Folder, IndicatorSpec, PolicySpec, Regime, SourceSpec, TerritorySpec
from parvis.model.observatory import Notice, Observatory, Street, StreetPart
from parvis.model.snapshot import RowAccount
from parvis.model.text import Text
from parvis.model.zones import Zones

CRS = "EPSG:2154"
NAN = math.nan
LONG_NAME = "Abreuvoir - Vallon Nord - Vallon Centre - Pont-du-Vallon"
ODD_ID = "QP 02/é"


def observatory() -> Observatory:
    """Return the small town: two neighbourhoods, three communes, six IRIS, five indicators."""
    figures = Figures(pd.DataFrame(_rows(), columns=list(FIGURE_COLUMNS)))
    notices = (
        Notice("2024-05", "released", "2024-05-02"),
        Notice("2024-05", "withdrawn", "2024-05-20", "Un fichier était faux.", "2024-06"),
        Notice("2024-06", "released", "2024-06-01"),
    )
    evidence = Evidence(_figure_evidence(figures), {record.id: record for record in _records()})
    return Observatory(
        _folder(), _zones(), figures, evidence, notices, "0123456789ab", "2024-06-01", "0.0", streets=_streets()
    )


def _streets() -> tuple[Street, ...]:
    here, nowhere = (("qpv", "QP01"),), ()
    parts = StreetPart(("1", "3", "3 bis"), here), StreetPart(("2", "4"), nowhere)
    return Street("Rue du Moulin", "Le Vallon", parts), Street("Rue Haute", "Le Vallon", (StreetPart((), nowhere),))


def manifold(one: Observatory, times: int) -> Observatory:
    """Return the observatory with each indicator, and what is told of it, so many times: a sheet too long to read."""
    indicators, parts = dict(one.folder.indicators), [one.figures.frame]
    for again in range(1, times):
        indicators |= {f"{id_}_{again}": spec for id_, spec in one.folder.indicators.items()}
        parts.append(one.figures.frame.assign(indicator=lambda rows, again=again: rows["indicator"] + f"_{again}"))
    folder = one.folder.model_copy(update={"indicators": indicators})
    return replace(one, folder=folder, figures=Figures(pd.concat(parts, ignore_index=True)))


def with_territory(one: Observatory, **changes: object) -> Observatory:
    """Return the observatory with other entries in territory.yml."""
    folder = one.folder.model_copy(update={"territory": one.folder.territory.model_copy(update=changes)})
    return replace(one, folder=folder)


def put_downloads(one: Observatory, site: Path) -> None:
    """Put files where the tables' writer puts them, so that links lead somewhere."""
    (site / "data" / "evidence").mkdir(parents=True)
    for name in ("figures", *one.folder.indicators):
        (site / "data" / f"{name}.csv").touch()
        (site / "data" / f"{name}.parquet").touch()
        (site / "data" / "evidence" / f"{name}.json").touch()


# --- the folder ------------------------------------------------------------------------------------------------


def _folder() -> Folder:
    territory = {
        "id": "vallon",
        "name": {"fr": "Observatoire du Vallon", "en": "Vallon observatory"},
        "crs": CRS,
        "publisher": "Ville du Vallon",
        "contact": "observatoire@vallon.example",
        "fictional": True,
        "zonings": {
            "qpv": {
                "name": {"fr": "Quartiers prioritaires", "en": "Priority neighbourhoods"},
                "source": "perimeters",
                "generation": "2024",
                "year": 2024,
                "sheets": True,
                "compare": ["commune", "rest", "all_qpv"],
            },
            "iris": {"name": "IRIS", "source": "iris", "year": 2022},
            "commune": {"name": {"fr": "Commune", "en": "Commune"}, "source": "communes", "year": 2024},
            "rest": {
                "name": {"fr": "Commune hors du quartier", "en": "Commune without the neighbourhood"},
                "complement_of": "qpv",
                "clip_to": "commune",
                "year": 2024,
            },
            "all_qpv": {
                "name": {"fr": "Ensemble des quartiers prioritaires", "en": "All priority neighbourhoods"},
                "union_of": "qpv",
                "year": 2024,
            },
        },
    }
    return Folder(
        territory=TerritorySpec.model_validate(territory),
        policy=PolicySpec.model_validate(
            {name: _rule() for name, rule in PolicySpec.model_fields.items() if rule.is_required()}
        ),
        sources={record.id: _source(record) for record in _records()},
        indicators={id_: IndicatorSpec.model_validate(spec) for id_, spec in _indicators().items()},
        breakdowns={"age": BreakdownSpec.model_validate(_AGES)},
    )


def _rule() -> dict[str, object]:
    return {"unit": "share", "values": [{"value": 0.9, "from": "2020-01-01", "reference": "by hand"}]}


_AGES = {
    "name": {"fr": "Âge", "en": "Age"},
    "categories": {
        "0-17": {"name": {"fr": "moins de 18 ans", "en": "under 18"}},
        "18+": {"name": {"fr": "18 ans et plus", "en": "18 and over"}},
    },
}


def _source(record: SourceRecord) -> SourceSpec:
    return SourceSpec(
        title=record.title, producer=record.producer, regime=record.regime, licence="etalab-2.0", place="x.csv",
        kind="table", vintage=record.vintage,
    )  # fmt: skip


def _indicators() -> dict[str, dict[str, object]]:
    official = {"official": {"source": "official", "measure": "m"}}
    cells = {"estimated": {"source": "cells", "measures": ["ind"]}}
    zonings = ["qpv", "iris", "commune", "rest", "all_qpv"]
    return {
        "population": {
            "name": {"fr": "Population", "en": "Population"},
            "question": {"fr": "Combien d'habitants compte le quartier ?", "en": "How many people live here?"},
            "definition": {"fr": "Habitants au sens du recensement.", "en": "Residents in the census sense."},
            "theme": "population", "unit": "persons", "kind": "count", "zonings": zonings, "key": True,
            "value": official, "beside": ["population_tax"],
        },
        "population_tax": {
            "name": {"fr": "Population des ménages fiscaux", "en": "Population in tax households"},
            "question": {"fr": "Combien de personnes vivent dans un ménage fiscal ?",
                         "en": "How many people live in a tax household?"},
            "definition": {"fr": "Personnes des ménages fiscaux.", "en": "Persons in tax households."},
            "theme": "population", "unit": "persons", "kind": "count", "zonings": zonings, "value": cells,
            "breakdown": "age",
        },
        "poor_share": {
            "name": {"fr": "Part des ménages pauvres", "en": "Share of poor households"},
            "question": {"fr": "Quelle part des ménages est pauvre ?", "en": "What share of households is poor?"},
            "definition": {"fr": "Ménages sous le seuil, pour 100 ménages.",
                           "en": "Households below the poverty line, per 100 households."},
            "caveats": {"fr": "Plafonnée à 80 % dans la source.", "en": "Capped at 80% in the source."},
            "theme": "income", "unit": "percent", "kind": "share", "zonings": zonings, "key": True,
            "numerator": cells, "denominator": cells,
        },
        "median_income": {
            "name": {"fr": "Niveau de vie médian", "en": "Median standard of living"},
            "question": {"fr": "De combien dispose-t-on ici ?", "en": "How much do people have to live on?"},
            "definition": {"fr": "La moitié des personnes dispose de moins.", "en": "Half of the people have less."},
            "theme": "income", "unit": "euros", "kind": "level", "zonings": zonings, "value": official,
        },
        "doctors": {
            "name": {"fr": "Médecins généralistes", "en": "General practitioners"},
            "question": {"fr": "Combien de médecins dans le quartier ?", "en": "How many doctors are there here?"},
            "definition": {"fr": "Cabinets situés dans le quartier.", "en": "Practices in the neighbourhood."},
            "theme": "health", "unit": "facilities", "kind": "count", "zonings": ["qpv", "commune"],
            "value": {"located": {"source": "doctors"}},
        },
    }  # fmt: skip


# --- zones: three communes of 4 km in a row, six IRIS, one neighbourhood across a border and one tiny ----------

_COMMUNES = {"99001": "Vallon", "99002": "Saint-Rémy-lès-Vallon", "99003": "Bellerive"}
_WEST, _SOUTH = 650_000, 6_860_000


def _zones() -> dict[str, Zones]:
    towns = [box(_WEST + 4000 * i, _SOUTH, _WEST + 4000 * (i + 1), _SOUTH + 3000) for i in range(3)]
    iris = [
        box(_WEST + 4000 * i, _SOUTH + 1500 * j, _WEST + 4000 * (i + 1), _SOUTH + 1500 * (j + 1))
        for i in range(3)
        for j in range(2)
    ]
    long = Polygon(
        [(_WEST + x, _SOUTH + y) for x, y in ((3200, 900), (4700, 700), (5000, 1900), (4100, 2300), (3300, 1800))]
    )
    tiny = box(_WEST + 9000, _SOUTH + 2000, _WEST + 9020, _SOUTH + 2020)
    names = list(_COMMUNES.values())
    ids = ["QP01", ODD_ID]
    qpv = _frame(ids, [LONG_NAME, "Les Hauts"], [f"{names[0]}, {names[1]}", names[2]], [long, tiny])
    iris_ids = [f"9900{i + 1}010{j + 1}" for i in range(3) for j in range(2)]
    rest = _frame(ids, list(qpv["name"]), list(qpv["communes"]), [towns[0].union(towns[1]) - long, towns[2] - tiny])
    members = {
        "commune": {"QP01": ("99002", "99001"), ODD_ID: ("99003",)},
        "rest": {one: (one,) for one in ids},
        "all_qpv": dict.fromkeys(ids, ("all_qpv",)),
    }
    return {
        "qpv": Zones("qpv", 2024, qpv, "qpv-2024", members),
        "iris": Zones("iris", 2022, _frame(iris_ids, [f"Secteur {i + 1}" for i in range(6)],
                                           [name for name in names for _ in range(2)], iris)),
        "commune": Zones("commune", 2024, _frame(list(_COMMUNES), names, names, towns)),
        "rest": Zones("rest", 2024, rest),
        "all_qpv": Zones("all_qpv", 2024, _frame(["all_qpv"], ["Ensemble"], [""], [long.union(tiny)])),
    }  # fmt: skip


def _frame(ids: list[str], names: list[str], communes: list[str], shapes: list[Polygon]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": ids, "name": names, "communes": communes}, geometry=shapes, crs=CRS)


# --- figures ---------------------------------------------------------------------------------------------------


def _row(indicator: str, zoning: str, zone: str, period: str, value: float = NAN, **more: object) -> dict[str, object]:
    units = {id_: spec["unit"] for id_, spec in _indicators().items()}
    state = str(more.pop("state", "published"))
    row: dict[str, object] = {
        "indicator": indicator, "zoning": zoning, "zone": zone, "period": period, "breakdown": "total",
        "category": "total", "scenario": "observed", "role": "figure", "value": value, "lower": NAN, "upper": NAN,
        "level": NAN, "bound_lower": NAN, "bound_upper": NAN, "unit": units[indicator], "method": "official",
        "coverage": NAN, "support": NAN, "state": state, "reason": "", "sources": "official", "release": "0123456789ab",
    } | more  # fmt: skip
    row["evidence"] = "/".join(str(row[c]) for c in ("indicator", "zoning", "zone", "period", "category", "method"))
    return {column: row[column] for column in FIGURE_COLUMNS}


def _estimate(value: float, lower: float, upper: float, **more: object) -> dict[str, object]:
    return {
        "value": value, "lower": lower, "upper": upper, "level": 0.9, "method": "area_weighted", "sources": "cells",
        "coverage": 0.997,
    } | more  # fmt: skip


def _hidden(state: str, reason: str, **more: object) -> dict[str, object]:
    return {"state": state, "reason": reason, "method": "area_weighted", "sources": "cells"} | more


def _rows() -> list[dict[str, object]]:
    return [*_population(), *_population_tax(), *_poor_share(), *_median_income(), *_doctors()]


def _population() -> list[dict[str, object]]:
    return [
        _row("population", "qpv", "QP01", "2018", 4094),
        _row("population", "qpv", "QP01", "2013", 3766),
        _row("population", "qpv", "QP01", "2018", role="evidence", **_estimate(4059.9, 3209.9, 4909.9)),
        _row("population", "qpv", ODD_ID, "2018", 1),
        _row("population", "all_qpv", "all_qpv", "2018", 4095),
        *(_row("population", "commune", zone, "2018", 20_000 + i) for i, zone in enumerate(_COMMUNES)),
        *(_row("population", "iris", f"9900{i}0101", "2018", 2_500 * i) for i in (1, 2, 3)),
    ]


def _population_tax() -> list[dict[str, object]]:
    return [
        _row("population_tax", "qpv", "QP01", "2019", bound_lower=0, bound_upper=10_255,
             **_estimate(4059.9, 3209.9, 4909.9)),
        _row("population_tax", "qpv", "QP01", "2019", breakdown="age", category="0-17", **_estimate(1010, 790, 1230)),
        _row("population_tax", "qpv", "QP01", "2019", breakdown="age", category="18+", **_estimate(3050, 2400, 3700)),
        _row("population_tax", "qpv", ODD_ID, "2019", **_hidden("unreliable", "too_coarse", coverage=1.0)),
    ]  # fmt: skip


def _poor_share() -> list[dict[str, object]]:
    states = ("suppressed", "masked_by_producer", "not_permitted", "undefined")
    hidden = [
        _row("poor_share", "iris", f"9900{i + 1}0102" if i < 3 else "990010101", "2019", **_hidden(state, "confidential"
             if state == "suppressed" else state))
        for i, state in enumerate(states)
    ]  # fmt: skip
    return [
        _row("poor_share", "qpv", "QP01", "2019", **_estimate(31.94, 25.2, 38.8, bound_lower=0, bound_upper=80)),
        _row("poor_share", "qpv", ODD_ID, "2019", **_hidden("incomplete", "coverage", coverage=0.53)),
        _row("poor_share", "commune", "99001", "2019", **_estimate(18.2, 18.0, 18.4)),
        _row("poor_share", "commune", "99002", "2019", **_estimate(12.0, 11.5, 12.5)),
        _row("poor_share", "rest", "QP01", "2019", **_estimate(14.2, 13.6, 14.8)),
        _row("poor_share", "all_qpv", "all_qpv", "2019", **_hidden("incomplete", "coverage", coverage=0.6)),
        *hidden,
        _row("poor_share", "iris", "990020101", "2019", 22.5, method="as_published", sources="cells"),
        _row("poor_share", "iris", "990030101", "2019", 0.0, method="as_published", sources="cells"),
    ]


def _median_income() -> list[dict[str, object]]:
    return [
        _row("median_income", "qpv", "QP01", "2021", 14_230),
        _row("median_income", "qpv", "QP01", "2020", state="masked_by_producer", reason="masked_by_producer"),
        _row("median_income", "qpv", ODD_ID, "2021", state="masked_by_producer", reason="masked_by_producer"),
        _row("median_income", "qpv", ODD_ID, "2020", 13_990),
        _row("median_income", "commune", "99001", "2020", 21_450),
    ]


def _doctors() -> list[dict[str, object]]:
    located = {"method": "located", "sources": "doctors"}
    return [
        _row("doctors", "qpv", "QP01", "2023", 3, **located),
        _row("doctors", "commune", "99001", "2023", 31, state="perturbed", **located),
    ]


# --- evidence --------------------------------------------------------------------------------------------------


def _figure_evidence(figures: Figures) -> dict[str, FigureEvidence]:
    known = {}
    for row in figures.frame.itertuples(index=False):
        estimated = row.method == "area_weighted" and row.state == "published"
        known[row.evidence] = FigureEvidence(
            row.evidence, row.method, tuple(row.sources.split()), units=17 if estimated else None,
            cut=17 if estimated else None, source_units=8.52 if estimated else None,
            imputed_share=0.127 if estimated else None,
        )  # fmt: skip
    return known


def _records() -> list[SourceRecord]:
    def record(id_: str, fr: str, en: str, url: str | None, vintage: str, rules: tuple[Text, ...] = ()) -> SourceRecord:
        return SourceRecord(
            id_, Text(fr=fr, en=en), "INSEE", Regime.OPEN, "etalab-2.0", url, vintage, {"communes": 2024}, "table",
            Text(fr="tableau", en="table"), "INSEE, documentation", rules, "ab" * 32, RowAccount(12, 10, 1, 1),
        )  # fmt: skip

    rule = Text(fr="Les valeurs des carreaux de moins de 11 ménages sont imputées.", en="Small cells are imputed.")
    return [
        record("official", "Chiffres officiels", "Official figures", "https://www.insee.fr/", "2018"),
        record("cells", "Carreaux de 200 m", "200 m cells", "javascript:alert(1)", "2019", (rule,)),
        record("doctors", "Médecins", "Doctors", None, "unknown"),
        record("perimeters", "Périmètres", "Perimeters", None, "2024-01-01"),
    ]
