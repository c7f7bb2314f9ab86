"""Fixtures that several files share: a town takes seconds to make."""

from pathlib import Path

import pytest

from parvis.demo import City, city, write_territory


@pytest.fixture(scope="session")
def town() -> City:
    return city(1, 20_000)


@pytest.fixture(scope="session")
def town_folder(town: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the town, which tests leave as it is."""
    folder = tmp_path_factory.mktemp("town")
    write_territory(town, folder)
    return folder
