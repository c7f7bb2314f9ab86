"""The private audit of a build as a page, in the private store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from parvis.model.folder import Folder
from parvis.model.zones import Zones
from parvis.protect import Audit, Threshold
from parvis.run.store import Store

if TYPE_CHECKING:
    from parvis.model.figure import Estimates
    from parvis.officer import Option
    from parvis.run.trials import Judge
    from parvis.run.widened import Parts

FOLDER = "audit"


@dataclass(frozen=True)
class Hidden:
    """What an audit hid among the zones of a folder, and the thresholds of each source."""

    audit: Audit
    folder: Folder
    zones: Mapping[str, Zones]
    thresholds: Mapping[str, Threshold]


@dataclass(frozen=True)
class Again:
    """How to protect the same estimates again, were something done about them; protecting them took `seconds`.

    `parts` tells what holders have of a sum.
    """

    estimates: Estimates
    judge: Judge
    seconds: float
    parts: Parts


def keep_page(store: Store, hidden: Hidden, again: Again, *, build: str, date: str) -> None:
    """Write the page for the disclosure officer, with what could be done about each hidden figure."""
    from parvis import officer
    from parvis.officer.page import Told

    audit, zones = hidden.audit, hidden.zones
    names = {zoning: dict(zip(z.frame["id"], z.frame["name"], strict=True)) for zoning, z in zones.items()}
    options = tuple(_options(hidden, again))
    told = Told(audit.figures, audit.verdicts, vars(audit.history), options, hidden.folder, names, build, date)
    officer.write(told, store.ensure() / FOLDER, languages=hidden.folder.territory.languages)


def _options(hidden: Hidden, again: Again) -> Iterator[Option]:
    from parvis import officer
    from parvis.run.trials import tried

    figures, zones, thresholds = hidden.audit.figures, hidden.zones, hidden.thresholds
    used = sorted(set(figures.loc[figures["rule"].ne(""), "zoning"]))
    near = {zoning: touching(zones[zoning]) for zoning in used if zoning in zones}
    least = {
        int(row): max(thresholds[source].least for source in str(sources).split() if source in thresholds)
        for row, sources in figures["sources"].items()
        if set(str(sources).split()) & thresholds.keys()
    }
    people = {source: threshold.people or source for source, threshold in thresholds.items()}
    could = officer.options(figures, least, near)
    yield from tried(
        could, figures, again.estimates, again.judge, people=people, seconds=again.seconds, parts=again.parts
    )


def touching(zones: Zones) -> dict[str, frozenset[str]]:
    """Return the zones that touch each zone of a zoning."""
    shapes, ids = zones.frame.geometry.to_numpy(), zones.frame["id"].to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    out: dict[str, set[str]] = {str(zone): set() for zone in ids}
    for a, b in zip(one[one != other].tolist(), other[one != other].tolist(), strict=True):
        out[str(ids[a])].add(str(ids[b]))
    return {zone: frozenset(others) for zone, others in out.items()}
