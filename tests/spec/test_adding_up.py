"""Zones that divide a town among them hold all who live there, and so do the parts of the people in each zone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import parvis
from parvis import estimate
from parvis.estimate import Parted, Placed
from parvis.estimate.adding_up import adding_up

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"


def test_shares_by_hand() -> None:
    before = csr_array(np.array([[0.5, 0.5], [0.5, 0.2], [0.5, 0.5], [0.7, 0.7], [0.0, 1.0]]))
    shares = csr_array(np.array([[0.6, 0.6], [0.7, 0.2], [0.3, 0.3], [0.8, 0.8], [0.0, 1.0]]))
    # Of a whole unit 0.6 and 0.6 are halves of it, and so are 0.3 and 0.3; of others something may lie outside.
    expected = np.array([[0.5, 0.5], [0.7, 0.2], [0.5, 0.5], [0.8, 0.8], [0.0, 1.0]])
    assert adding_up(shares, before).toarray() == pytest.approx(expected)


def test_three_zones_along_addresses_share_all_units_out() -> None:
    rng = np.random.default_rng(1)
    weights = np.zeros((90, 3))
    for unit, (one, other) in enumerate([(0, 1), (1, 2), (0, 2)] * 30):
        weights[unit, one] = rng.uniform(0.1, 0.9)
        weights[unit, other] = 1.0 - weights[unit, one]
    values = np.round(rng.gamma(4.0, 25.0, 90) * (weights @ [3.0, 1.0, 1.0]))
    pairs = np.column_stack([np.arange(89), np.arange(1, 90)])
    placed = [Placed(np.full(90, 10.0), csr_array(10.0 * weights))]
    shares = estimate.along(csr_array(weights), values, placed, together=10.0, drawn=True, neighbours=pairs)
    assert shares.mean.sum(axis=1) == pytest.approx(np.ones(90))


def test_three_quarters_hold_the_town(tmp_path: Path) -> None:
    folder = tmp_path / "bourg"
    shutil.copytree(BASE, folder)
    file = folder / "data" / "quartiers.geojson"
    quarters = json.loads(file.read_text())
    one = quarters["features"][0]
    corners = {  # all meet in the middle of a cell, and each holds some whole ones
        "Q1": [(3770000, 2890000), (3770500, 2890000), (3770500, 2891000), (3770000, 2891000)],
        "Q2": [(3770500, 2890500), (3772000, 2890500), (3772000, 2891000), (3770500, 2891000)],
        "Q3": [(3770500, 2890000), (3772000, 2890000), (3772000, 2890500), (3770500, 2890500)],
    }
    quarters["features"] = [
        {**one, "properties": {"code": code, "name": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in ((code, [*ring, ring[0]]) for code, ring in corners.items())
    ]
    file.write_text(json.dumps(quarters))
    rule = "max_relative_error: {unit: share, values: [{value: 9, from: 2000-01-01, reference: test}]}"
    (folder / "policy.yml").write_text(rule + "\n")
    parvis.open(folder).build()
    figures = pd.read_parquet(folder / "build" / "figures.parquet")
    shown = figures[
        figures["indicator"].eq("persons") & figures["role"].eq("figure") & figures["zoning"].eq("quartier")
    ]
    assert shown["method"].eq("modelled").all()
    assert shown["value"].sum() == pytest.approx(860)  # as many as the cells hold


def test_parts_of_the_people_are_all_of_them_and_keep_their_odds() -> None:
    # By law: in each unit and zone the parts hold S v, each part holds in all zones and outside what it has, and how
    # much denser one lives than another, inside and outside of all zones, is as it was learnt.
    rng = np.random.default_rng(2)
    shares = rng.dirichlet([1.0, 1.0, 1.0], 40)[:, :2] * (rng.random((40, 2)) < 0.8)
    shares[:5] = [1.0, 0.0]
    shares[5:9] = [0.4, 0.6]  # nothing outside
    whole, values = csr_array(shares), rng.gamma(2.0, 20.0, (3, 40))
    values[1, 7] = np.nan
    own = [(shares > 0) * rng.dirichlet([1.0, 1.0, 1.0], 40)[:, :2] for _ in range(3)]
    parted = Parted.of(whole, list(values), [csr_array(one) for one in own])
    found = np.stack([parted.together([n]).toarray() for n in range(3)])
    held = np.nan_to_num(values)
    assert np.einsum("pu,puz->uz", held, found) == pytest.approx(held.sum(axis=0)[:, None] * shares)
    assert (found[:, :5] == [1.0, 0.0]).all()
    assert found[:, 5:9].sum(axis=2) == pytest.approx(np.ones((3, 4)))
    unit, zone = np.nonzero(shares[9:])
    odds = [one[unit, zone] / (1 - one.sum(axis=1))[unit] for one in (*found[[0, 2], 9:], own[0][9:], own[2][9:])]
    assert odds[0] / odds[1] == pytest.approx(odds[2] / odds[3], rel=1e-6)


def test_parts_taken_together_are_as_many_people_as_each_of_them() -> None:
    whole = csr_array(np.array([[0.5], [0.5], [0.25]]))
    values = [np.array([10.0, 30.0, 0.0]), np.array([30.0, 10.0, 0.0]), np.array([20.0, 0.0, 0.0])]
    parted = Parted.of(whole, values, [csr_array(np.array([[p], [p], [p]])) for p in (0.8, 0.4, 0.3)])
    one, other, both = (parted.together(some).toarray()[:, 0] for some in ([0], [1], [0, 1]))
    # (10 x + 30 y) / 40 and (30 x + 10 y) / 40; where nobody is, as all.
    assert both[0] == pytest.approx((one[0] + 3 * other[0]) / 4)
    assert both[1] == pytest.approx((3 * one[1] + other[1]) / 4)
    assert both[2] == 0.25
