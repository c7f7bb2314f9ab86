"""Perimeters, facilities, dwellings and addresses as French producers publish them."""

from __future__ import annotations

from parvis.kinds.kind import Kind, Measure
from parvis.model.text import Text


def iris_code(code: str) -> str:
    """Return an IRIS code in one spelling.

    >>> iris_code("93010_0202")
    '930100202'
    >>> iris_code("10040101")
    '010040101'
    """
    return code.replace("_", "").strip().rjust(9, "0")


def commune_code(code: str) -> str:
    """Return a commune code of five characters, a lost leading zero put back.

    >>> commune_code("1053")
    '01053'
    """
    return code.strip().rjust(5, "0")


def commune_of_iris(code: str) -> str:
    """Return the code of the commune that an IRIS is part of: its first five characters."""
    return code[:5]


COMMUNES = Kind(
    id="communes",
    name=Text(fr="Contours de communes", en="Commune outlines"),
    form="polygons",
    columns={
        "id": ("insee_com", "code_insee", "insee", "code_commune", "codgeo", "com"),
        "name": ("nom_com", "nom_commune", "nom", "libcom", "libgeo"),
    },
    citation="IGN, Admin Express; INSEE, code officiel géographique",
    tidy={"id": commune_code},
)

IRIS = Kind(
    id="iris",
    name=Text(fr="Contours d'IRIS", en="IRIS outlines"),
    form="polygons",
    columns={
        "id": ("code_iris", "dcomiris", "iris"),
        "name": ("nom_iris", "lib_iris", "nmiris"),
        "commune": ("nom_com", "lib_com"),
    },
    citation="IGN and INSEE, Contours... IRIS",
    url="https://geoservices.ign.fr/contoursiris",
    tidy={"id": iris_code},
    parent={"communes": commune_of_iris},
)

QPV = Kind(
    id="qpv",
    name=Text(fr="Périmètres des quartiers prioritaires", en="Priority neighbourhood perimeters"),
    form="polygons",
    columns={
        "id": ("code_qp", "c_nqpv", "codgeo", "code_qpv"),
        "name": ("nom_qp", "lib_qp", "l_nqpv", "libgeo", "nom_qpv"),
        "commune": ("commune_qp", "nom_commune", "lib_com"),
    },
    citation="ANCT, Périmètres des quartiers prioritaires de la politique de la ville",
    url="https://www.data.gouv.fr/fr/datasets/quartiers-prioritaires-de-la-politique-de-la-ville-qpv/",
    drawn=True,
)

_FACILITIES = Text(fr="équipements", en="facilities")
_BPE = "INSEE, Base permanente des équipements"

BPE_IRIS = Kind(
    id="bpe-iris",
    name=Text(fr="Base permanente des équipements, par IRIS", en="Facilities by IRIS (BPE)"),
    form="table",
    columns={"unit": ("dciris", "code_iris", "iris"), "type": ("typequ",)},
    citation=_BPE,
    url="https://www.insee.fr/fr/metadonnees/source/serie/s1161",
    measures={"facilities": Measure(("nb_equip",), "facilities", "facilities", _FACILITIES)},
    tidy={"unit": iris_code},
    absent_is_zero=True,
)

BPE_POINTS = Kind(
    id="bpe-points",
    name=Text(fr="Base permanente des équipements, localisés", en="Located facilities (BPE)"),
    form="points",
    columns={"x": ("lambert_x",), "y": ("lambert_y",), "type": ("typequ",)},
    citation=_BPE,
    url="https://www.insee.fr/fr/metadonnees/source/serie/s1161",
    crs="EPSG:2154",
)

RPLS_POINTS = Kind(
    id="rpls-points",
    name=Text(fr="Logements sociaux (RPLS), localisés", en="Social dwellings (RPLS), located"),
    form="points",
    columns={"id": ("cle",), "x": ("x", "lambert_x"), "y": ("y", "lambert_y")},
    citation="SDES, Répertoire des logements locatifs des bailleurs sociaux (RPLS)",
    url="https://www.statistiques.developpement-durable.gouv.fr/",
    measures={
        "dwellings": Measure(
            ("appartement", "nb_logements", "nblog"),
            "dwellings",
            "social dwellings",
            Text(fr="logements sociaux", en="social dwellings"),
        )
    },
)

BAN = Kind(
    id="ban",
    name=Text(fr="Base adresse nationale", en="National address base (BAN)"),
    form="points",
    columns={
        "id": ("id", "cle_interop"),
        "x": ("x", "lon", "long"),
        "y": ("y", "lat"),
        "number": ("numero",),
        "repeat": ("rep", "suffixe"),
        "street": ("nom_voie", "voie_nom"),
        "postcode": ("code_postal",),
        "commune": ("code_insee", "commune_insee"),
        "commune_name": ("nom_commune", "commune_nom"),
        "old_commune": ("nom_ancienne_commune", "commune_deleguee_nom"),
    },
    citation="Base adresse nationale, format CSV; AITF, format Base adresse locale",
    url="https://adresse.data.gouv.fr/",
    tidy={"commune": commune_code, "postcode": commune_code},
)

KINDS = (COMMUNES, IRIS, QPV, BPE_IRIS, BPE_POINTS, RPLS_POINTS, BAN)
