"""Zones that divide a town among them hold all who live there, however their borders were drawn."""

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
from parvis.estimate import Placed
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
