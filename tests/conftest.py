"""Fixtures for all tests."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

ROOM = 1e9
"""Bytes that the tests may need for files of theirs."""


def pytest_sessionstart() -> None:
    """Say where the tests lack room before hundreds of them fail of it."""
    place = tempfile.gettempdir()
    free = shutil.disk_usage(place).free
    if free < ROOM:
        pytest.exit(f"{place} has {free / 1e9:.1f} GB left and the tests write up to 1: make room, or set TMPDIR", 3)


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
