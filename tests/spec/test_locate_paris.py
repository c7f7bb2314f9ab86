"""Paris: residents of 992 IRIS carried to 867 polling areas, against the result published by others.

The reference was made by value x (intersection area / IRIS area) on the same layers (R package spReapportion).
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from parvis.locate import overlay_weights


def test_the_867_published_values(data_dir: Path) -> None:
    folder = data_dir / "paris"
    iris = gpd.read_parquet(folder / "iris2013_paris.parquet")
    polling = gpd.read_parquet(folder / "bureaux_vote2012_paris.parquet")
    residents = pd.read_csv(folder / "rp2011_cs8_iris_paris.csv", dtype={"IRIS": str}).set_index("IRIS")
    published = pd.read_csv(folder / "reference_spReapportion_cs8_bureaux.csv", dtype={"ID": str}).set_index("ID")
    assert list(residents.columns) == list(published.columns)

    weights = overlay_weights(iris, polling)
    ours = weights.T @ residents.loc[iris["DCOMIRIS"]].to_numpy(dtype=float)

    expected = published.loc[polling["ID"]].to_numpy()
    assert ours.shape == expected.shape == (867, 9)
    assert np.abs(ours - expected).max() < 1e-5
    assert weights.sum(axis=1).max() <= 1 + 1e-9
    assert weights.nnz == pytest.approx(4001, abs=50)
