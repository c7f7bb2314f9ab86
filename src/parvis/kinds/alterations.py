"""What producers do to numbers before they publish them, each by its rule: bounds of the true value, and its doubt.

The doubt is the shift of the mean from the published value and the variance around it. Nothing here undoes a producer's
protection: a number that is hidden stays hidden, and a rounded or noisy one is only said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from parvis.model.text import Text

if TYPE_CHECKING:
    import pandas as pd

    from parvis.kinds.kind import Floats

Bounds: TypeAlias = "Callable[[pd.DataFrame, Floats], tuple[Floats, Floats]]"
Doubt: TypeAlias = "Callable[[pd.DataFrame, Floats], tuple[Floats, Floats]]"


@dataclass(frozen=True)
class Alteration:
    """A rule by which a producer altered values, where it is written down, and what it leaves to know of them."""

    rule: Text
    citation: str
    bounds: Bounds
    doubt: Doubt


def rounded(base: float, how: str) -> Alteration:
    """Return the rounding of whole numbers to a base: `nearest`, `down`, or `unknown`, which may be either.

    A whole number rounded to the nearest 5 lies evenly in -2 ... 2 around it, rounded down in 0 ... 4 above it: the
    variance is (25 - 1) / 12 = 2. Where nobody says which, the means of the two lie 2 apart, so that it is 3.
    """
    below = {"nearest": (base - 1) / 2, "down": 0.0, "unknown": (base - 1) / 2}[how]
    above = {"nearest": (base - 1) / 2, "down": base - 1, "unknown": base - 1}[how]
    shift = {"nearest": 0.0, "down": (base - 1) / 2, "unknown": (base - 1) / 4}[how]
    variance = (base**2 - 1) / 12 + (shift**2 if how == "unknown" else 0.0)
    words = {
        "nearest": Text(fr=f"arrondi au plus proche multiple de {base:g}", en=f"rounded to the nearest {base:g}"),
        "down": Text(fr=f"arrondi au multiple de {base:g} inférieur", en=f"rounded down to a multiple of {base:g}"),
        "unknown": Text(fr=f"arrondi à {base:g}, sans dire comment", en=f"rounded to {base:g}, nobody says how"),
    }
    return Alteration(
        words[how],
        "Hundepool and others, Statistical Disclosure Control, Wiley, 2012, section 5.4 (rounding)",
        lambda _rows, values: (_not_below_zero(values - below), values + above),
        lambda _rows, values: (values * 0.0 + shift, values * 0.0 + variance),
    )


def noisy(most: float, variance: float) -> Alteration:
    """Return random noise that is bound to a record key: at most so much, of that variance, without bias; 0 stays 0."""

    def bounds(_rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
        return _not_below_zero(values - most), values + most

    def doubt(_rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
        return values * 0.0, values * 0.0 + variance

    return Alteration(
        Text(fr="bruit aléatoire à clé d'enregistrement", en="random noise bound to record keys"),
        "Fraser, Wooton, A proposed method for confidentialising tabular output, UNECE/Eurostat, 2005 (cell keys)",
        bounds,
        doubt,
    )


def sampled(
    share: float, together: float, known: str | None = None, *, surveys: Sequence[int] = (0,), lasting: float = 1.0
) -> Alteration:
    """Return the sampling of a share f of places, people of one place together: variance (1 - f) / f x v x together.

    Where `known`, a measure of the same rows, tells how many places (dwellings) there are, and results are adjusted to
    it, only what differs from the mean of a place errs: (1 - f) / f x v x (together - v / known). INSEE's census asks
    40 % of the dwellings of communes of 10,000 inhabitants and more in five years, and adjusts to those of its register
    of buildings. Half of one place is added to v, for what there is may not be in the sample (Jeffreys' prior).

    Surveys of several years, `surveys` after the one that values bear (-2 to 2 for INSEE's), meet places as they are
    then: by r = `lasting` a place is like itself a year later, and 2 (1 - mean r^|year|) comes to (1 - f) / f. Half of
    it is that places changed beside the middle year, half that each is met in one year of them.
    """
    apart_by = (1.0 - share) / share + 2.0 * (1.0 - sum(lasting ** abs(year) for year in surveys) / len(surveys))

    def bounds(_rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
        return values * 0.0, values * 0.0 + float("inf")

    def doubt(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
        held = _not_below_zero(values)
        mean = held * 0.0 if known is None else held / (rows[known].to_numpy(dtype=float) + 1.0 / share)
        apart = _not_below_zero(together - mean)
        return values * 0.0, apart_by * apart * (held + together / share / 2.0)

    return Alteration(
        Text(fr=f"estimé sur un échantillon de {share:.0%}", en=f"estimated from a sample of {share:.0%}"),
        "INSEE, Le recensement de la population, documentation (plan de sondage, redressement par les logements du "
        "répertoire d'immeubles localisés, cycle de cinq ans); Cochran, Sampling Techniques, Wiley, 1977, 6.2 and 9.2",
        bounds,
        doubt,
    )


def _not_below_zero(values: Floats) -> Floats:
    return values.clip(0.0)
