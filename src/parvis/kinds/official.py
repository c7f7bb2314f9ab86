"""Figures that INSEE and SDES publish for priority neighbourhoods themselves."""

from __future__ import annotations

from parvis.kinds.kind import Kind, Measure
from parvis.model.text import Text

MASKS = ("", "nd", "ns", "s", "c", "***")
PERSONS_CENSUS = "persons, census"
PERSONS_TAX = "persons in tax households"

POPULATION = Kind(
    id="qpv-population",
    name=Text(fr="Population officielle des quartiers prioritaires", en="Official population of neighbourhoods"),
    form="table",
    columns={"unit": ("code", "codgeo", "code_qp")},
    citation="INSEE, Recensement de la population : populations des quartiers prioritaires",
    masks=MASKS,
    measures={
        "population": Measure(
            (),
            "persons",
            PERSONS_CENSUS,
            Text(fr="population au recensement", en="census population"),
            periods={"2013": "pop_2013", "2018": "pop_2018"},
        )
    },
)

PANEL = Kind(
    id="qpv-panel",
    name=Text(fr="Revenus et pauvreté dans les quartiers prioritaires", en="Income and poverty in neighbourhoods"),
    form="table",
    columns={"unit": ("code", "codgeo", "code_qp"), "period": ("annee",)},
    citation="INSEE, Filosofi : revenus et pauvreté dans les quartiers prioritaires",
    masks=MASKS,
    measures={
        "median_income": Measure(
            ("revenu_median", "disp_q2"),
            "euros",
            PERSONS_TAX,
            Text(fr="revenu disponible médian", en="median disposable income"),
            additive=False,
        ),
        "poverty_rate": Measure(
            ("taux_pauvrete", "tp60"),
            "percent",
            PERSONS_TAX,
            Text(fr="taux de pauvreté", en="poverty rate"),
            additive=False,
        ),
        "gini": Measure(("gini",), "index", PERSONS_TAX, Text(fr="indice de Gini", en="Gini index"), additive=False),
    },
    rules=(
        Text(
            fr="Les valeurs des quartiers trop petits sont masquées par l'INSEE.",
            en="INSEE masks the values of neighbourhoods that are too small.",
        ),
    ),
)

SOCIAL_HOUSING = Kind(
    id="qpv-social-housing",
    name=Text(fr="Parc social des quartiers prioritaires", en="Social housing of neighbourhoods"),
    form="table",
    columns={"unit": ("codgeo", "code")},
    citation="SDES, Répertoire des logements locatifs des bailleurs sociaux : quartiers prioritaires",
    masks=MASKS,
    measures={
        "dwellings": Measure(
            ("nblspls",), "dwellings", "social dwellings", Text(fr="logements sociaux", en="social dwellings")
        )
    },
)

KINDS = (POPULATION, PANEL, SOCIAL_HOUSING)
