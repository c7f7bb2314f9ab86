"""How French addresses are abbreviated: kinds of street, titles, what is no part of a street; as data with citations.

Facts from La Poste's rules of addressing (NF Z10-011: a letter B, T, Q or C after a number stands for bis, ter, quater,
quinquies; of several numbers the first holds), from the abbreviations of the natures of streets in the DGFiP's file of
named places (TOPO, formerly FANTOIR), and from the list annexed to the rules of the local rent observatories
(Comité scientifique de l'observation des loyers, abréviations des noms de voie).
"""

from __future__ import annotations

CITATION = "La Poste, NF Z10-011; DGFiP, TOPO (FANTOIR); Comité scientifique de l'observation des loyers, abréviations"

_SHORT: dict[str, str] = {
    "allee": "all al",
    "avenue": "av ave aven",
    "boulevard": "bd bld bvd blvd boul",
    "carrefour": "car carr",
    "chaussee": "chs chau",
    "chemin": "che ch chem cm",
    "cite": "cte cites",
    "corniche": "cor",
    "cour": "cr",
    "cours": "crs",
    "descente": "dsc",
    "domaine": "dom",
    "escalier": "",
    "esplanade": "esp",
    "faubourg": "fg fbg",
    "galerie": "galerie",
    "hameau": "ham",
    "impasse": "imp",
    "lieudit": "ld",
    "lotissement": "lotiss",
    "mail": "",
    "montee": "mte",
    "parc": "prc",
    "parvis": "prv",
    "passage": "pas pass psg",
    "passerelle": "",
    "place": "pl plc",
    "placette": "ptte",
    "promenade": "pro prom",
    "quai": "qu",
    "quartier": "qua quart",
    "residence": "res resid",
    "rocade": "roc",
    "rondpoint": "rpt",
    "route": "rte",
    "rue": "r",
    "ruelle": "rle",
    "sente": "",
    "sentier": "sen sent",
    "square": "sq",
    "terrasse": "tsse",
    "traverse": "tra",
    "venelle": "ven",
    "villa": "vla",
    "village": "vlge",
    "voie": "",
    "zone": "za zac zi",
}

STREET_TYPES: dict[str, str] = {word: whole for whole, short in _SHORT.items() for word in (whole, *short.split())}
"""The kind of a street by each of its spellings, without accents."""

CERTAIN_TYPES = frozenset(
    {"allee", "avenue", "boulevard", "chemin", "faubourg", "impasse", "passage", "place", "quai", "route", "rue",
     "ruelle", "sente", "sentier", "square"}
)  # fmt: skip
"""Kinds that begin a street also in the middle of a text: the others are words of names too (Rue du Parc)."""

TITLES: dict[str, str] = {
    "gal": "general", "gral": "general", "gen": "general", "gnl": "general", "mal": "marechal", "mar": "marechal",
    "dr": "docteur", "doct": "docteur", "pr": "professeur", "prof": "professeur", "pdt": "president",
    "pres": "president", "cdt": "commandant", "cne": "capitaine", "cap": "capitaine", "col": "colonel",
    "lt": "lieutenant", "sgt": "sergent", "cal": "caporal", "adj": "adjudant", "aml": "amiral", "mgr": "monseigneur",
    "ing": "ingenieur", "abbe": "abbe", "sdt": "soldat",
}  # fmt: skip
"""Titles by their abbreviations: they are left out as often as not, so that they weigh little."""

TITLE_WORDS = frozenset(TITLES.values()) | {"madame", "monsieur", "reverend", "pere", "frere", "soeur"}

WORDS: dict[str, str] = {
    **TITLES,
    "st": "saint", "ste": "sainte", "sts": "saints", "nd": "notre dame", "gd": "grand", "gds": "grands",
    "gde": "grande", "gdes": "grandes", "pt": "petit", "pte": "petite", "vx": "vieux", "anc": "ancien",
    "fg": "faubourg",
    "fbg": "faubourg", "chat": "chateau", "egl": "eglise", "fres": "freres", "prol": "prolongee",
    "premier": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8",
    "neuf": "9", "dix": "10", "onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15",
    "seize": "16", "vingt": "20", "trente": "30", "quarante": "40", "cinquante": "50", "soixante": "60",
    "1er": "1", "1ere": "1",
}  # fmt: skip
"""Words of names by their abbreviations; numbers of a name in digits, as in the place du 11 (onze) Novembre."""

LINKS = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"])
"""Words that are left out or mistaken so often that they tell nothing."""

REPEATS: dict[str, str] = {"b": "bis", "t": "ter", "q": "quater", "c": "quinquies"}
"""What a letter after a number may stand for."""

COMPLEMENTS: tuple[str, ...] = (
    r"\b(?:batiment|bat|bt|tour|immeuble|imm|bloc)\s+(?:n(?:o|umero)?\s+)?(?:[a-z]?\d{1,3}[a-z]?|[a-z])\b",
    r"\b(?:appartement|appart|appt|app|apt|logement|logt|lgt)\s+(?:n(?:o|umero)?\s+)?[a-z]?\d{1,5}[a-z]?\b",
    r"\b(?:escalier|esc|cage|entree|ent|hall|porte|pte|etage|etg|niveau|boite|local|bureau)\s+"
    r"(?:n(?:o|umero)?\s+)?(?:[a-z]?\d{1,4}|[a-z])\b",
    r"\b\d{1,2}\s*(?:er|ere|e|eme|nd|nde)\s+(?:etage|etg)\b",
    r"\b(?:rez\s+de\s+chaussee|rdc)\b",
    r"\b(?:bp|cs|tsa|lot)\s*\d+\b",
    r"\bcedex(?:\s+\d{1,2})?\b",
    r"\b(?:chez|c\s+o)\s+.*$",
    r"\b(?:appt|appart|apt|batiment|bat|esc|etg|etage)\s*$",
)
"""What stands in an address and says where in a building, or by which way of the post: no part of the street."""

NAMED_PLACES = frozenset({"residence", "res", "resid", "immeuble", "lotissement", "lotiss", "domaine", "dom", "cite"})
"""Words that begin the name of a group of buildings: of use only where the street is not told."""
