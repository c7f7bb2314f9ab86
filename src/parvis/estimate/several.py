"""Better than surface alone: several sources of one concept at once, each unit's and each margin's total kept.

`by_sources` shares units out by what other sources place exactly (addresses, social dwellings, buildings) and by
surface: how many people go with one of each is learnt from the units' own totals (non-negative least squares, as in
dasymetric regression), and each unit's total is kept. `reconciled` makes estimates agree with totals that are known
better, changing least what is known best (generalised least squares; Deming and Stephan's adjustment).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.sparse import csr_array, diags_array

from parvis.estimate.border import inclined
from parvis.estimate.shares import LEARNT, Beliefs, Shares
from parvis.estimate.sides import Neighbours, Pairs, consecutive, sides
from parvis.estimate.surface import WHOLE
from parvis.model.figure import Flags, Floats


@dataclass(frozen=True)
class Placed:
    """What another source places exactly: `total` (n_units,) in units, `inside` (n_units, n_zones) of it in zones.

    `complete` (n_units,) says of which units it holds all there is; of all, if left out. The others keep their surface.
    """

    total: Floats
    inside: csr_array
    complete: Flags | None = None


def by_sources(values: Floats, weights: csr_array, placed: Sequence[Placed]) -> tuple[csr_array, Floats]:
    """Return shares of units in zones, (n_units, n_zones), and how many of what is counted go with one of each.

    The amounts are (1 + n_placed,): for a unit's whole surface first, then for one of each source placed. The share is
    sum(b x inside) / sum(b x); a unit that has none of anything keeps its share of surface. Units wholly inside
    stay so. Raises ValueError where sources do not speak of the same units and zones.
    """
    columns, complete = _columns(values, weights, placed)
    amounts = _fitted(columns, values, np.isfinite(values) & complete)
    return _shared(amounts, columns, complete, weights, placed), amounts


def _columns(values: Floats, weights: csr_array, placed: Sequence[Placed]) -> tuple[Floats, Flags]:
    """Return what units hold, (n_units, 1 + n_placed): their surface, all that is placed; and if all there is, is."""
    if any(one.inside.shape != weights.shape or len(one.total) != len(values) for one in placed):
        raise ValueError("sources must be placed in the same units and zones")
    return np.column_stack([np.ones(len(values)), *(one.total for one in placed)]), _complete(placed, len(values))


def _fitted(columns: Floats, values: Floats, known: Flags) -> Floats:
    """Return the amounts, at least 0, that fit the known units' totals best, with weights 1 / v; 0 if none is known."""
    if not known.any():
        return np.zeros(columns.shape[1])
    sizes = np.maximum(columns.std(axis=0) + columns.mean(axis=0), 1e-12)
    trust = 1.0 / np.sqrt(np.maximum(values, 1.0))
    amounts, _ = nnls((columns / sizes * trust[:, None])[known], (values * trust)[known])
    return np.asarray(amounts / sizes)


def _shared(
    amounts: Floats, columns: Floats, complete: Flags, weights: csr_array, placed: Sequence[Placed]
) -> csr_array:
    held = columns @ amounts
    parts = amounts[0] * weights
    for amount, one in zip(amounts[1:], placed, strict=True):
        parts = parts + amount * one.inside
    some = (held > 0) & complete
    inverse = np.divide(1.0, held, out=np.zeros(len(held)), where=some)
    shares = csr_array(diags_array(inverse) @ parts + diags_array((~some).astype(float)) @ weights)
    return _whole_kept(shares, weights)


def _complete(placed: Sequence[Placed], count: int) -> Flags:
    """Return the units of which every source holds all there is, (n_units,)."""
    told = [one.complete for one in placed if one.complete is not None]
    return np.logical_and.reduce(told) if told else np.ones(count, dtype=bool)


def _whole_kept(shares: csr_array, weights: csr_array) -> csr_array:
    """Return shares as large as surface allows: 1 of units wholly inside, nothing where no surface is."""
    whole, cut = weights.copy(), weights.copy()
    whole.data = (weights.data >= WHOLE).astype(float)
    cut.data = 1.0 - whole.data
    kept = csr_array(shares.multiply(cut) + whole)
    kept.data = np.clip(kept.data, 0.0, 1.0)
    return kept


def along(
    weights: csr_array,
    values: Floats,
    placed: Sequence[Placed],
    *,
    together: float,
    drawn: bool = False,
    neighbours: Pairs | None = None,
    known: Flags | None = None,
    beliefs: Beliefs = LEARNT,
) -> Shares:
    """Return where people live by what other sources place exactly: the shares of `by_sources`, with their doubt.

    How far these err is asked of `neighbours` (n_pairs, 2), units side by side, taken for one: see
    `parvis.estimate.sides`; of units that a border cuts, where it is not said which these are. Only those `known`
    (n_units,) tell, whose values nobody altered; all, if left out. Where sources place people closer than lots would
    fall, t is as much less in doubt. An amount that fits best at 0 is taken to be as large as the fit leaves it on
    average, for else no part of a unit would be in doubt. Borders `drawn` around certain people may have more of them
    at each place inside: how many more is learnt where neighbours are told (`parvis.estimate.border`).
    """
    columns, complete = _columns(values, weights, placed)
    there = np.isfinite(values) & complete
    amounts = _fitted(columns, values, there)
    expected = columns @ amounts
    known = there if known is None else there & known
    units = Neighbours(values, expected, known, consecutive(weights) if neighbours is None else neighbours)
    before = np.array([together, beliefs.unevenness * beliefs.ordinary**2])
    law = sides(units, before, worth=beliefs.worth)
    seen = there & (np.diff(weights.indptr) > 0) & (expected > 0)
    amounts = _not_surely_none(amounts, columns[seen], law.mean * expected[seen])
    mean = _shared(amounts, columns, complete, weights, placed)
    about = (beliefs.doubt_beside if drawn else beliefs.doubt) * float(np.sqrt(min(1.0, law.mean)))
    doubt = np.full(weights.shape[1], about)
    if drawn and neighbours is not None:
        mean, doubt = inclined(units, mean, weights, doubt=about, alone=law.mean, worth=beliefs.worth)
    return Shares(mean, doubt, law.lumpiness(values, expected), law.beyond, freedom=law.freedom)


def _not_surely_none(amounts: Floats, columns: Floats, variance: Floats) -> Floats:
    """Return amounts where those at 0 have the mean of the upper half of a normal law, as wide as the fit leaves them.

    `columns` (n, n_amounts) are what units hold, `variance` (n,) that of their totals.
    """
    information = (columns**2 / variance[:, None]).sum(axis=0)
    width = np.sqrt(np.divide(1.0, information, out=np.zeros(len(amounts)), where=information > 0))
    return np.where(amounts > 0, amounts, np.sqrt(2.0 / np.pi) * width)


def reconciled(
    values: Floats, covariance: Floats, sums: Floats, totals: Floats, *, errors: Floats | None = None
) -> tuple[Floats, Floats]:
    """Return estimates (n,) that agree with totals, and their covariance (n, n).

    `sums` (n_totals, n) says which estimates each of the `totals` (n_totals,) is the sum of; `errors` (n_totals,) are
    the variances of the totals, none if left out. With C the covariance the change is C A' (A C A' + E)^-1 (b - A x):
    estimates that are sure stay, others take up the difference. Estimates stay at least 0.
    """
    noise = np.zeros(len(totals)) if errors is None else errors
    middle = sums @ covariance @ sums.T + np.diag(noise)
    gain = covariance @ sums.T @ np.linalg.pinv(middle, hermitian=True)
    moved = values + gain @ (totals - sums @ values)
    return np.maximum(moved, 0.0), np.asarray(covariance - gain @ sums @ covariance)
