"""Invented names of places: put together from syllables, they mean nothing and name no place that we know of."""

from __future__ import annotations

import numpy as np

from parvis.demo.streets import Level

CITY = "Ostravelle"
RIVER = "Luvionde"
COMMUNES = ("Ostravelle", "Quimorange", "Belzaroux")
LONG_NAME = "Tarvelin – Les Hauts d'Ombrezac – Plaine du Falquerin – Vieux Sarbelin"

_FIRST = ("Bel", "Cor", "Dra", "Fal", "Gri", "Lou", "Mar", "Nor", "Pel", "Quer", "Sar", "Tal", "Ver", "Zan")
_MIDDLE = ("ba", "co", "di", "la", "ma", "ni", "re", "so", "ta", "ve")
_LAST = ("dec", "gon", "lin", "mel", "nac", "quet", "rol", "tal", "vin", "zou")
_BEFORE = ("", "Les Hauts de ", "Plaine de ", "Le Clos ", "Cité ", "Les Allées de ")
_PARKS = ("parc", "jardin", "square", "parc")
_WAYS = {
    Level.ARTERIAL: ("avenue", "boulevard", "route"),
    Level.SECONDARY: ("rue", "avenue", "rue"),
    Level.RESIDENTIAL: ("rue", "rue", "rue", "allée", "chemin"),
    Level.DEAD_END: ("impasse",),
    Level.TRACK: ("chemin",),
}


def invented(numbers: np.ndarray) -> list[str]:
    """Return a name for each number; the first 1,400 differ in what they are made of, the others in one syllable more.

    >>> invented(np.array([0, 1, 1_400]))
    ['Belbadec', 'Marcogon', 'Belbabadec']
    """
    made = []
    for number in numbers:
        turn, place = divmod(int(number), 1400)
        mixed = place * 611 % 1400  # 611 shares no factor with 1,400: neighbours in number do not sound alike
        first, rest = divmod(mixed, 100)
        made.append(_FIRST[first] + _syllables(turn) + _MIDDLE[rest // 10] + _LAST[rest % 10])
    return made


def _syllables(turn: int) -> str:
    """Return what tells the names of a turn from those of all others: the digits of its number, but for 0."""
    return "".join(_MIDDLE[int(digit)] for digit in str(turn - 1)) if turn else ""


def iris_names(count: int) -> list[str]:
    """Return so many names of IRIS."""
    return invented(np.arange(count) + 700)


def neighbourhood_names(rng: np.random.Generator, count: int) -> list[str]:
    """Return so many names of neighbourhoods, one of them as long as real ones can be."""
    before = rng.integers(0, len(_BEFORE), count)
    names = [_BEFORE[b] + name for b, name in zip(before, invented(np.arange(count) + 1000), strict=True)]
    names[0] = LONG_NAME
    return names


def park_names(count: int) -> list[str]:
    """Return so many names of parks, none of them a street's in a town of 1,000,000."""
    stems = invented(np.arange(count) + 100_000)
    return [f"{_PARKS[number % len(_PARKS)]} {stem}" for number, stem in enumerate(stems)]


def street_names(levels: np.ndarray) -> list[str]:
    """Return a name for each street of these levels, no two alike."""
    ways = [_WAYS[Level(level)] for level in levels]
    stems = invented(np.arange(len(levels)))
    return [f"{way[number % len(way)]} {stem}" for number, (way, stem) in enumerate(zip(ways, stems, strict=True))]
