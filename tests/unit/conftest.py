"""Fixtures that several files share: a town takes seconds to make."""

from pathlib import Path

import pytest
from release_builds import make_build

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


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """Return a small build that may be released."""
    return make_build(tmp_path / "build")


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """Return the folder of releases, which is not there yet."""
    return tmp_path / "releases"


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """Return the private store, which is not there yet."""
    return tmp_path / ".parvis"
