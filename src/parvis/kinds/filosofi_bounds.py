"""Certain bounds of the true values behind Filosofi cells, by the rules that INSEE documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from parvis.kinds.kind import Floats

ROUNDING = 0.05  # values are published with one decimal
SIZES = 1.37
"""Variance of the sizes of households over their mean less 1: 1.61 over 1.18 (INSEE, Recensement 2019: 37 % of one, 33
of two, 13 of three, 11 of four, 6 % of five persons or more)."""
POVERTY_CAP = 0.8  # `men_pauv` is capped at 80 % of the households of a 200 m cell


def _imputed(rows: pd.DataFrame) -> npt.NDArray[np.bool_]:
    import numpy as np

    return rows["imputed"].to_numpy(dtype=float) > 0 if "imputed" in rows else np.zeros(len(rows), dtype=bool)


def households(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return bounds of a count of households: imputed cells hold 0 to one a person, others are rounded to one decimal.

    That cells are imputed under 11 households does not bound them by 10: groups take in larger cells, too. Two imputed
    cells of Bondy, of 73 and 12 persons, hold 27 households together.
    """
    import numpy as np

    imputed = _imputed(rows)
    lower = np.where(imputed, 0.0, np.maximum(values - ROUNDING, 0.0))
    return lower, np.where(imputed, np.maximum(rows["ind"].to_numpy(dtype=float), values), values + ROUNDING)


def poor_households(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return bounds of poor households: where the cap binds, up to all households of the cell are poor."""
    import numpy as np

    lower, upper = households(rows, values)
    everyone = rows["men"].to_numpy(dtype=float)
    capped = values >= POVERTY_CAP * everyone - ROUNDING
    return lower, np.where(capped, np.maximum(upper, everyone + ROUNDING), upper)


def persons(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return bounds of a group of persons: imputed cells hold 0 to all their persons."""
    import numpy as np

    imputed = _imputed(rows)
    everyone = rows["ind"].to_numpy(dtype=float)
    lower = np.where(imputed, 0.0, np.maximum(values - ROUNDING, 0.0))
    return lower, np.where(imputed, np.maximum(everyone, values), values + ROUNDING)


def count_doubt(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return the doubt of a count: an imputed one is as uncertain as so many drawn by lot, others as their rounding."""
    import numpy as np

    everyone = np.maximum(rows["ind"].to_numpy(dtype=float), values)
    lots = values * (1.0 - np.divide(values, everyone, out=np.zeros_like(values), where=everyone > 0))
    return np.zeros_like(values), np.where(_imputed(rows), lots, 0.0) + ROUNDING**2 / 3.0


def household_doubt(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return the doubt of a count of households: an imputed one holds as many as its true persons make up.

    Of N persons in households of mean size m and variance s2, N s2 / m^3 is the variance of the number of households
    (renewal theory; Feller, An Introduction to Probability Theory and Its Applications II, XI.3), s2 = `SIZES` (m - 1).
    Of these a part r = v / men is of the sort that is counted, by lot: r^2 times that variance, and v (1 - r). Where
    the households are not told, persons are drawn by lot.
    """
    import numpy as np

    if "men" not in rows:
        return count_doubt(rows, values)
    held = np.maximum(rows["men"].to_numpy(dtype=float), values)
    everyone = np.maximum(rows["ind"].to_numpy(dtype=float), held)
    each = np.divide(held, everyone, out=np.zeros_like(values), where=everyone > 0)
    part = np.divide(values, held, out=np.zeros_like(values), where=held > 0)
    number = SIZES * held * each * (1.0 - each)
    drawn = part**2 * number + values * (1.0 - part)
    return np.zeros_like(values), np.where(_imputed(rows), drawn, 0.0) + ROUNDING**2 / 3.0


def poor_doubt(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return the doubt of poor households: where the cap binds, a third of the others are taken to be poor as well.

    That is the mean of a density that falls in a straight line from the cap to all households; its variance is an
    eighteenth of the square of the room.
    """
    import numpy as np

    shift, variance = household_doubt(rows, values)
    everyone = rows["men"].to_numpy(dtype=float)
    room = np.where(values >= POVERTY_CAP * everyone - ROUNDING, np.maximum(everyone - values, 0.0), 0.0)
    return shift + room / 3.0, variance + room**2 / 18.0


def sum_doubt(rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return the doubt of a sum of incomes or surfaces: an imputed one may be off by a quarter.

    Incomes are winsorised as well; how much that takes away nobody says.
    """
    import numpy as np

    return np.zeros_like(values), np.where(_imputed(rows), (values / 4.0) ** 2, 0.0)


def unbounded(_rows: pd.DataFrame, values: Floats) -> tuple[Floats, Floats]:
    """Return no upper bound: sums of incomes are winsorised and surfaces imputed by rules that give none."""
    import numpy as np

    return np.zeros_like(values), np.full_like(values, np.inf)
