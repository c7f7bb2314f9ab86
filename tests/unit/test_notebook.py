"""The notebook in docs/ runs, and what it asserts of Parvis beside its peers holds."""

import json
from pathlib import Path

NOTEBOOK = Path(__file__).parents[2] / "docs" / "locate.ipynb"


def test_every_cell_runs() -> None:
    names: dict[str, object] = {}
    cells = [cell for cell in json.loads(NOTEBOOK.read_text())["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(cells, 1):
        exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
    assert len(cells) == 7
