"""The private audit of a build as a page, in the private store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import shapely

from parvis.model.folder import Folder
from parvis.model.zones import Zones
from parvis.protect import Audit, Threshold
from parvis.run.store import Store

if TYPE_CHECKING:
    from parvis.model.figure import Estimates
    from parvis.run.trials import Judge
    from parvis.run.widened import Parts

FOLDER = "audit"


def keep_page(
    store: Store, audit: Audit, folder: Folder, zones: Mapping[str, Zones], thresholds: Mapping[str, Threshold], *,
    build: str, date: str, estimates: Estimates, judge: Judge, seconds: float, parts: Parts,
) -> None:  # fmt: skip
    """Write the page for the disclosure officer, with what could be done about each hidden figure.

    `judge` protects `estimates` again as they would be if it were done; it took `seconds` to protect them as they are;
    `parts` tells what holders have of a sum.
    """
    from parvis import officer
    from parvis.officer.page import Told
    from parvis.run.trials import tried

    figures = audit.figures
    used = sorted(set(figures.loc[figures["rule"].ne(""), "zoning"]))
    near = {zoning: touching(zones[zoning]) for zoning in used if zoning in zones}
    least = {
        int(row): max(thresholds[source].least for source in str(sources).split() if source in thresholds)
        for row, sources in figures["sources"].items()
        if set(str(sources).split()) & thresholds.keys()
    }
    names = {zoning: dict(zip(z.frame["id"], z.frame["name"], strict=True)) for zoning, z in zones.items()}
    people = {source: threshold.people or source for source, threshold in thresholds.items()}
    could = officer.options(figures, least, near)
    options = tuple(tried(could, figures, estimates, judge, people=people, seconds=seconds, parts=parts))
    told = Told(figures, audit.verdicts, vars(audit.history), options, folder, names, build, date)
    officer.write(told, store.ensure() / FOLDER, languages=folder.territory.languages)


def touching(zones: Zones) -> dict[str, frozenset[str]]:
    """Return the zones that touch each zone of a zoning."""
    shapes, ids = zones.frame.geometry.to_numpy(), zones.frame["id"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    out: dict[str, set[str]] = {str(zone): set() for zone in ids}
    for a, b in zip(one[one != other].tolist(), other[one != other].tolist(), strict=True):
        out[str(ids[a])].add(str(ids[b]))
    return {zone: frozenset(others) for zone, others in out.items()}
