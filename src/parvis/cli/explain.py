"""A figure's whole story in the terminal: what the last build says of it, read and put into words."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

from parvis.errors import AnalystError, OperatorError

Told = dict[str, Any]


def story(folder: Path, indicator: str, zone: str) -> Told:
    """Return all that the last build says of an indicator in a zone; raises where there is no such figure."""
    from parvis.publish import read_evidence

    build = folder / "build" if (folder / "build").is_dir() else folder
    if not (build / "manifest.json").is_file():
        raise OperatorError.of("no_build", folder, name=folder.resolve().name)
    evidence = read_evidence(build, indicator)
    mine = [figure for figure in evidence["figures"] if figure["zone"] == zone]
    if not mine:
        zones = sorted({figure["zone"] for figure in evidence["figures"]})
        near = difflib.get_close_matches(zone, zones, n=1)
        shown = ", ".join(near or zones[:5])
        raise AnalystError.of("zone_without_figure", None, indicator=indicator, zone=zone, near=shown)
    rows = _rows(build)
    told = [{**figure, **rows.get((figure["evidence"], figure["role"]), {})} for figure in mine]
    own = {figure["evidence"] for figure in mine}  # told in full already, each in its zoning
    named = dict.fromkeys(e for figure in mine for e in figure.get("beside", ()) if e not in own)
    beside = [rows[key] for e in named for key in ((e, "figure"), (e, "evidence")) if key in rows]
    head = {key: value for key, value in evidence.items() if key != "figures"}
    return {**head, "figures": told, "beside": _with_names(build, beside)}


def _rows(build: Path) -> dict[tuple[str, str], Told]:
    from parvis.publish import read_figures

    rows = read_figures(build / "figures.parquet").frame.to_dict("records")
    return {(row["evidence"], row["role"]): {k: None if v != v else v for k, v in row.items()} for row in rows}


def _with_names(build: Path, rows: list[Told]) -> list[Told]:
    """Return rows of other indicators with what their own evidence says of each: its name and how it is written."""
    from parvis.publish import read_evidence

    head = cache(lambda indicator: read_evidence(build, indicator))
    return [{**row, **{key: head(row["indicator"])[key] for key in ("name", "kind", "decimals")}} for row in rows]


def words(told: Told) -> str:
    """Return the story for people, in the language of the command line."""
    from parvis.cli.telling import Telling

    return Telling(told).text()
