"""The room as a whole: its public names, its doctests, its messages."""

import ast
import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

import parvis.locate
from parvis.messages import MESSAGES

ROOM = Path(parvis.locate.__file__).parent
MODULES = sorted(path.stem for path in ROOM.glob("*.py") if path.stem != "__init__")
LAYER = {"name", "count", "rows"}


def test_public_names() -> None:
    assert parvis.locate.__all__ == [
        "AddressBook",
        "Embedded",
        "Grid",
        "Passage",
        "Repair",
        "Spark",
        "ZoneIndex",
        "area_share",
        "assign",
        "assign_files",
        "atoms",
        "clip",
        "compare",
        "complement",
        "coverage",
        "dasymetric",
        "floor_area",
        "ground",
        "match_addresses",
        "membership",
        "neighbours",
        "overlay_weights",
        "parts",
        "passage",
        "repair",
        "restrict",
        "series",
        "side_by_side",
        "tally_files",
        "trends",
        "union",
        "with_empty",
        "write_points",
        "zonal",
    ]
    assert all(callable(getattr(parvis.locate, name)) for name in parvis.locate.__all__)
    assert dir(parvis.locate) == parvis.locate.__all__
    with pytest.raises(AttributeError, match="nowhere"):
        _ = parvis.locate.nowhere


def test_importing_the_room_loads_nothing_heavy() -> None:
    look = "import parvis.locate, sys; print(sorted({'numpy', 'shapely', 'geopandas', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("module", MODULES)
def test_doctests(module: str) -> None:
    assert doctest.testmod(import_module(f"parvis.locate.{module}")).failed == 0


def raised() -> dict[str, set[str]]:
    """Return the values given with each finding code that the room raises, read from its source."""
    codes: dict[str, set[str]] = {}
    for module in MODULES:
        for node in ast.walk(ast.parse((ROOM / f"{module}.py").read_text())):
            if not isinstance(node, ast.Call):
                continue
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if isinstance(node.func, ast.Name) and node.func.id == "refuse":
                codes[texts[0]] = LAYER
            elif isinstance(node.func, ast.Attribute) and node.func.attr == "of" and texts:
                codes[texts[0]] = {keyword.arg or "" for keyword in node.keywords}
    return codes


def test_every_finding_has_words_that_its_values_fill() -> None:
    codes = raised()
    assert len(codes) > 15
    for code, values in codes.items():
        message = MESSAGES[code]
        blanks = {blank for part in (message.what, message.why, message.do) for _, blank, *_ in Formatter().parse(part)}
        assert {blank for blank in blanks if blank} <= values, code
