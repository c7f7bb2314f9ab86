"""A sound territory folder that has been built: tests copy it, and spoil the copy."""

import shutil
from pathlib import Path

import pytest
from built_folder import BASE

import parvis


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound territory folder that has been built."""
    folder = tmp_path_factory.mktemp("sound") / "bourg"
    shutil.copytree(BASE, folder)
    assert parvis.open(folder).build().fresh
    return folder


@pytest.fixture
def bourg(sound: Path, tmp_path: Path) -> Path:
    """Return a copy of a sound territory folder that believes it was built where it is."""
    shutil.copytree(sound, tmp_path / "bourg")
    last = tmp_path / "bourg/.parvis/build.json"
    last.write_text(last.read_text().replace(str(sound), str(tmp_path / "bourg")))
    parvis.open(tmp_path / "bourg").build()
    return tmp_path / "bourg"
