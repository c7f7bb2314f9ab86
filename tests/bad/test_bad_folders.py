"""One broken folder per mistake of an author, each with the exact words that he reads."""

import shutil
from pathlib import Path

import pytest

from parvis.cli.report import as_text
from parvis.errors import FolderError
from parvis.kinds.kind import Kind, Measure
from parvis.model.text import Text
from parvis.territory import read

FOLDERS = Path(__file__).parent / "folder"
BASE = FOLDERS / "_base"
CASES = sorted(folder.name for folder in FOLDERS.iterdir() if folder != BASE)
ENVIRONMENT = {"DATA": "/srv/data"}


def measure(unit: str, universe: str, *, additive: bool = True) -> Measure:
    return Measure((), unit, universe, Text(en=universe), additive=additive)


KINDS = {
    "cells": Kind(
        "cells",
        Text(en="Cells"),
        "grid",
        {"id": ("id",)},
        "",
        measures={
            **dict.fromkeys(("persons", "young", "adult"), measure("persons", "persons in tax households")),
            **dict.fromkeys(("households", "poor"), measure("households", "tax households")),
            "median": measure("euros", "persons in tax households", additive=False),
        },
    ),
    "polygons": Kind("polygons", Text(en="Polygons"), "polygons", {}, ""),
    "points": Kind("points", Text(en="Points"), "points", {}, ""),
    "raster": Kind("raster", Text(en="Raster"), "raster", {}, ""),
    "ban": Kind("ban", Text(en="Addresses"), "points", {}, ""),
    "table": Kind("table", Text(en="Table"), "table", {}, ""),
}


def laid_over(case: str, folder: Path) -> Path:
    """Write the sound folder, over it the files of a case, and take away those that `absent.txt` names."""
    shutil.copytree(BASE, folder)
    shutil.copytree(FOLDERS / case, folder, dirs_exist_ok=True)
    absent = folder / "absent.txt"
    if absent.exists():
        for name in (*absent.read_text(encoding="utf-8").split(), absent.name):
            (folder / name).unlink()
    (folder / "expected.txt").unlink()
    return folder


def test_the_sound_folder_has_no_mistake() -> None:
    folder = read(BASE, environment=ENVIRONMENT, kinds=KINDS)
    assert list(folder.territory.zonings) == ["qpv", "commune", "rest"]


@pytest.mark.parametrize("case", CASES)
def test_words(case: str, tmp_path: Path) -> None:
    folder = laid_over(case, tmp_path / "bourg")
    with pytest.raises(FolderError) as raised:
        read(folder, environment=ENVIRONMENT, kinds=KINDS)
    assert as_text(raised.value.findings, "en") == (FOLDERS / case / "expected.txt").read_text(encoding="utf-8")
