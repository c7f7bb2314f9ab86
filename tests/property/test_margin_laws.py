"""A law of totals that are known of other zones: estimates that know them err as far as they say, and no further."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from parvis import estimate
from parvis.estimate import Margin, Pieces, Shares

UNITS, PARTS, RHO, DRAWS = 30, 16, 0.3, 300


def test_totals_of_two_zonings_that_cross_tell_as_much_as_estimates_say() -> None:
    """People of units are drawn to parts of these by Dirichlet's law; one zoning is whole, the other covers two thirds.

    Both their borders run much as the wanted zone's does, so that each tells of it, and both together more.
    """
    rng = np.random.default_rng(3)
    wanted = rng.random((UNITS, PARTS)) < 0.5
    whole = np.where(rng.random((UNITS, PARTS)) < 0.7, wanted, rng.random((UNITS, PARTS)) < 0.5)
    some = np.where(rng.random((UNITS, PARTS)) < 0.6, np.where(wanted, 0, 2), rng.integers(0, 3, (UNITS, PARTS)))
    zones = [whole, ~whole, some == 0, some == 1, some == 2]  # the last lies in no zone of its zoning
    weights, others = (csr_array(np.column_stack([one.mean(axis=1) for one in each])) for each in ([wanted], zones))
    both = [zones[n] & zones[k] for n in (0, 1) for k in (2, 3, 4)]
    pieces, between = (
        Pieces.of(csr_array(np.column_stack([one.mean(axis=1) for one in common])), others, zone, other, zoning=zoning)
        for common, zone, other, zoning in (
            ([wanted & one for one in zones], np.zeros(5, int), np.arange(5), np.array([0, 0, 1, 1, 1])),
            (both, np.repeat([0, 1], 3), np.tile([2, 3, 4], 2), np.ones(6, int)),
        )
    )
    values, lumps = rng.integers(50, 150, UNITS).astype(float), np.full(UNITS, RHO)
    shares, beside = Shares(weights, np.zeros(1), lumps), Shares(others, np.zeros(5), lumps)
    off, told = np.empty((2, DRAWS)), np.empty(DRAWS)
    for n in range(DRAWS):
        people = rng.dirichlet(np.full(PARTS, (1.0 / RHO - 1.0) / PARTS), UNITS) * values[:, None]
        totals = np.array([*(people[one].sum() for one in zones[:-1]), np.nan])
        found = estimate.agreed(values, weights, shares, Margin(totals, np.zeros(5), beside, pieces, between))
        (mean,), (told[n],) = estimate.total_law(found, values)
        off[:, n] = mean - people[wanted].sum(), (weights.T @ values)[0] - people[wanted].sum()
    known, bare = (off**2).mean(axis=1)
    assert known < 0.5 * bare
    assert told.mean() == pytest.approx(known, rel=0.2)


def test_units_keep_their_totals_however_far_others_pull() -> None:
    """Three zones and three others that cross them: where one would have less than nobody the others give it."""
    rng, none = np.random.default_rng(1), 0
    common = np.array([(0, 0), (0, 1), (1, 0), (1, 2), (2, 1), (2, 2)])  # zones and others of the pieces
    for _ in range(60):
        parts, values = rng.dirichlet(np.ones(6), 4), rng.uniform(20, 200, 4)
        zones, others = (np.stack([parts[:, common[:, k] == n].sum(axis=1) for n in range(3)], axis=1) for k in (0, 1))
        pieces = Pieces.of(csr_array(parts), csr_array(others), *common.T, zoning=np.zeros(6, int))
        people = np.stack([rng.dirichlet(each) for each in parts]) * values[:, None]
        totals = np.array([people[:, common[:, 1] == n].sum() for n in range(3)])
        lumps = np.full(4, 0.5)
        shares, beside = (Shares(csr_array(one), np.zeros(3), lumps) for one in (zones, others))
        found = estimate.agreed(values, csr_array(zones), shares, Margin(totals, np.zeros(3), beside, pieces)).mean
        assert found.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-9)
        none += int((found.toarray() == 0).sum())
    assert none > 0
