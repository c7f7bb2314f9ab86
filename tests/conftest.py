"""Fixtures for all tests."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Return the folder of real open data; tests that need it are skipped where it is absent, never in CI."""
    place = os.environ.get("PARVIS_DATA", "")
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(place) if place else beside
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail("PARVIS_DATA is not set: the tests on real data must run in CI")
        pytest.skip("real data absent: set PARVIS_DATA to its folder")
    return folder
