"""A build or a private store that somebody damaged costs a build at most; what is as it was left is left so."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from built_folder import BASE, content, run

import parvis
from parvis.cli.report import as_text
from parvis.errors import OperatorError

# --- the private store ---


def test_the_private_store_is_its_owners_alone(bourg: Path) -> None:
    store = bourg / ".parvis"
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    store.chmod(0o755)
    parvis.open(bourg).build()
    assert stat.S_IMODE(store.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["hashes.json", "build.json"])
@pytest.mark.parametrize("damage", [b"[]", b'{"key": 1}', b"\xff\xfe\x00"])
def test_a_damaged_store_costs_a_build_at_most(name: str, damage: bytes, bourg: Path) -> None:
    before = content(bourg / "build")
    (bourg / ".parvis" / name).write_bytes(damage)
    assert parvis.open(bourg).build().fresh == (name == "build.json")
    assert content(bourg / "build") == before
    assert not parvis.open(bourg).build().fresh


def test_a_store_of_another_shape(bourg: Path) -> None:
    known = {str(bourg / "data/cells.csv"): "not what Parvis writes"}
    (bourg / ".parvis/hashes.json").write_text(json.dumps(known))
    assert not parvis.open(bourg).build().fresh


def test_a_file_in_the_place_of_the_store(tmp_path: Path) -> None:
    shutil.copytree(BASE, tmp_path / "bourg")
    (tmp_path / "bourg/.parvis").write_text("")
    with pytest.raises(OperatorError) as raised:
        parvis.open(tmp_path / "bourg").build()
    assert as_text(raised.value.findings, "en").replace(str(tmp_path), "") == (
        "build: the machine refuses .parvis: File exists\n"
        "    The build was abandoned; the last good one is untouched.\n"
        "    → Mend what it says, then build again.\n"
    )


# --- a build that somebody touched ---


def _edit(build: Path) -> None:
    figures = build / "figures.csv"
    figures.write_text(figures.read_text(encoding="utf-8").replace("400", "500"), encoding="utf-8")


def _remove(build: Path) -> None:
    (build / "site/en/index.html").unlink()


def _cut_manifest(build: Path) -> None:
    (build / "manifest.json").write_text("{")


def _remove_manifest(build: Path) -> None:
    (build / "manifest.json").unlink()


def _remove_all(build: Path) -> None:
    shutil.rmtree(build)


@pytest.mark.parametrize("touch", [_edit, _remove, _cut_manifest, _remove_manifest, _remove_all])
def test_a_build_that_was_touched_is_made_again(touch: Callable[[Path], None], bourg: Path) -> None:
    before = content(bourg / "build")
    touch(bourg / "build")
    assert parvis.open(bourg).build().fresh
    assert content(bourg / "build") == before


def test_verify_reads_every_file(bourg: Path) -> None:
    before = content(bourg / "build")
    figures = bourg / "build/figures.csv"
    times = figures.stat()
    _edit(bourg / "build")
    os.utime(figures, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert not parvis.open(bourg).build().fresh
    assert parvis.open(bourg).build(verify=True).fresh
    assert content(bourg / "build") == before
    assert not parvis.open(bourg).build(verify=True).fresh


def test_a_note_beside_the_build_is_not_lost_by_a_build_that_does_nothing(bourg: Path) -> None:
    (bourg / "build/notes.txt").write_text("mine")
    assert not parvis.open(bourg).build(verify=True).fresh
    assert (bourg / "build/notes.txt").read_text() == "mine"


LIGHT = """
import sys, parvis
assert not parvis.open(sys.argv[1]).build().fresh
print(sorted({"pandas", "geopandas", "pyproj", "shapely", "jinja2", "rdflib", "scipy"} & sys.modules.keys()))
"""


def test_a_build_that_does_nothing_imports_nothing_heavy(bourg: Path) -> None:
    assert run("-c", LIGHT, str(bourg)).stdout == "[]\n"
