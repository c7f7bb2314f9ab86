"""Filosofi: tax data on income by square cell (INSEE), as its documentation describes the published values."""

from __future__ import annotations

from parvis.kinds.filosofi_bounds import (
    count_doubt,
    household_doubt,
    households,
    persons,
    poor_doubt,
    poor_households,
    sum_doubt,
    unbounded,
)
from parvis.kinds.kind import (
    ALONE_TOGETHER,
    DWELLINGS_TOGETHER,
    HOUSEHOLDS_TOGETHER,
    LARGE_TOGETHER,
    SINGLE_PARENTS_TOGETHER,
    Kind,
    Measure,
)
from parvis.model.text import Text

HOUSEHOLDS = "tax households"
PERSONS = "persons in tax households"

CITATION = "INSEE, Données carroyées issues du dispositif Fichier localisé social et fiscal (Filosofi), documentation"
URL = "https://www.insee.fr/fr/statistiques/7655475"

RULES = (
    Text(
        fr="Les carreaux de moins de 11 ménages sont imputés : leurs valeurs partagent le total d'un groupe de "
        "carreaux au prorata des personnes. Le nombre de personnes (ind) est toujours réel.",
        en="Cells with fewer than 11 households are imputed: their values share the total of a group of cells in "
        "proportion to persons. The number of persons (ind) is always real.",
    ),
    Text(
        fr="Les ménages pauvres sont plafonnés à 80 % des ménages d'un carreau de 200 m.",
        en="Poor households are capped at 80 % of the households of a 200 m cell.",
    ),
    Text(
        fr="Les revenus sont ramenés entre le 5e et le 95e centile du département ; les valeurs sont arrondies à "
        "une décimale.",
        en="Incomes are winsorised at the 5th and 95th percentiles of the département; values are rounded to one "
        "decimal.",
    ),
)


def _measure(column: str, unit: str, universe: str, fr: str, en: str, **more: object) -> Measure:
    return Measure((column,), unit, universe, Text(fr=fr, en=en), **more)  # type: ignore[arg-type]


def _households(column: str, fr: str, en: str, together: float = HOUSEHOLDS_TOGETHER) -> Measure:
    return _measure(
        column, "households", HOUSEHOLDS, fr, en, bounds=households, doubt=household_doubt, together=together
    )


def _persons(column: str, fr: str, en: str) -> Measure:
    return _measure(column, "persons", PERSONS, fr, en, bounds=persons, doubt=count_doubt)


MEASURES: dict[str, Measure] = {
    "ind": _measure("ind", "persons", PERSONS, "personnes des ménages fiscaux", "persons in tax households"),
    "men": _households("men", "ménages fiscaux", "tax households"),
    "men_pauv": _measure(
        "men_pauv",
        "households",
        HOUSEHOLDS,
        "ménages pauvres",
        "poor households",
        bounds=poor_households,
        doubt=poor_doubt,
        together=HOUSEHOLDS_TOGETHER,
    ),
    "men_1ind": _households("men_1ind", "ménages d'une personne", "one-person households", ALONE_TOGETHER),
    "men_5ind": _households(
        "men_5ind", "ménages de cinq personnes ou plus", "households of five or more", LARGE_TOGETHER
    ),
    "men_prop": _households("men_prop", "ménages propriétaires", "owner households"),
    "men_fmp": _households("men_fmp", "ménages monoparentaux", "single-parent households", SINGLE_PARENTS_TOGETHER),
    "men_coll": _households("men_coll", "ménages en logement collectif", "households in flats"),
    "men_mais": _households("men_mais", "ménages en maison", "households in houses"),
    "ind_snv": _measure(
        "ind_snv",
        "euros",
        PERSONS,
        "somme des niveaux de vie",
        "sum of standards of living",
        bounds=unbounded,
        doubt=sum_doubt,
    ),
    "men_surf": _measure(
        "men_surf",
        "m2",
        HOUSEHOLDS,
        "surface cumulée des logements",
        "total dwelling surface",
        bounds=unbounded,
        doubt=sum_doubt,
    ),
    "log_av45": _households("log_av45", "logements d'avant 1945", "dwellings built before 1945"),
    "log_45_70": _households("log_45_70", "logements de 1945 à 1969", "dwellings of 1945-1969"),
    "log_70_90": _households("log_70_90", "logements de 1970 à 1989", "dwellings of 1970-1989"),
    "log_ap90": _households("log_ap90", "logements depuis 1990", "dwellings since 1990"),
    "log_inc": _households("log_inc", "logements de date inconnue", "dwellings of unknown date"),
    "log_soc": _measure(
        "log_soc",
        "households",
        HOUSEHOLDS,
        "ménages en logement social",
        "households in social dwellings",
        bounds=households,
        doubt=household_doubt,
        together=DWELLINGS_TOGETHER,
    ),
    "ind_0_3": _persons("ind_0_3", "personnes de 0 à 3 ans", "persons aged 0-3"),
    "ind_4_5": _persons("ind_4_5", "personnes de 4 et 5 ans", "persons aged 4-5"),
    "ind_6_10": _persons("ind_6_10", "personnes de 6 à 10 ans", "persons aged 6-10"),
    "ind_11_17": _persons("ind_11_17", "personnes de 11 à 17 ans", "persons aged 11-17"),
    "ind_18_24": _persons("ind_18_24", "personnes de 18 à 24 ans", "persons aged 18-24"),
    "ind_25_39": _persons("ind_25_39", "personnes de 25 à 39 ans", "persons aged 25-39"),
    "ind_40_54": _persons("ind_40_54", "personnes de 40 à 54 ans", "persons aged 40-54"),
    "ind_55_64": _persons("ind_55_64", "personnes de 55 à 64 ans", "persons aged 55-64"),
    "ind_65_79": _persons("ind_65_79", "personnes de 65 à 79 ans", "persons aged 65-79"),
    "ind_80p": _persons("ind_80p", "personnes de 80 ans et plus", "persons aged 80 and over"),
    "ind_inc": _persons("ind_inc", "personnes d'âge inconnu", "persons of unknown age"),
}

CELLS_200M = Kind(
    id="filosofi-cells-200m",
    name=Text(fr="Filosofi, carreaux de 200 m", en="Filosofi, 200 m cells"),
    form="grid",
    columns={
        "id": ("idcar_200m", "idinspire", "id_carr200m"),
        "imputed": ("i_est_200", "i_est_cr"),
        "group": ("idcar_nat", "id_carr_n"),
    },
    citation=CITATION,
    url=URL,
    measures=MEASURES,
    patterns={"id": r"CRS\d+RES200mN-?\d+E-?\d+"},
    cell_size=200.0,
    crs="EPSG:3035",
    rules=RULES,
)

CELLS_1KM = Kind(
    id="filosofi-cells-1km",
    name=Text(fr="Filosofi, carreaux de 1 km", en="Filosofi, 1 km cells"),
    form="grid",
    columns={"id": ("idcar_1km", "id_carr1km"), "imputed": ("i_est_1km",)},
    citation=CITATION,
    url=URL,
    measures=MEASURES,
    patterns={"id": r"CRS\d+RES1000mN-?\d+E-?\d+"},
    cell_size=1000.0,
    crs="EPSG:3035",
    rules=RULES,
)

IRIS_INCOME = Kind(
    id="filosofi-iris",
    name=Text(fr="Filosofi, revenus par IRIS", en="Filosofi, income by IRIS"),
    form="table",
    columns={"unit": ("iris", "code_iris")},
    citation="INSEE, Filosofi, revenus, pauvreté et niveau de vie : données infracommunales (IRIS)",
    masks=("", "nd", "ns", "s", "c"),
    measures={
        "median_income": Measure(
            ("disp_med", "disp_med13", "disp_med15", "disp_med17", "disp_med18", "disp_med19", "disp_med20"),
            "euros",
            PERSONS,
            Text(fr="revenu disponible médian", en="median disposable income"),
            additive=False,
        ),
        "poverty_rate": Measure(
            ("disp_tp60", "disp_tp6013", "disp_tp6017", "disp_tp6018", "disp_tp6019", "disp_tp6020"),
            "percent",
            PERSONS,
            Text(fr="taux de pauvreté", en="poverty rate"),
            additive=False,
        ),
    },
    tidy={"unit": lambda code: code.rjust(9, "0")},
)

KINDS = (CELLS_200M, CELLS_1KM, IRIS_INCOME)
