"""The `where` of indicators and zonings against what stands in the files: a value that never occurs is misspelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from parvis.check import find, never, where_column
from parvis.errors import FolderError
from parvis.model.access import People, Places
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Along, Estimated, Folder, IndicatorSpec, Inside, Located, Quantity
from parvis.model.snapshot import Snapshot
from parvis.run.whereabouts import described_at
from parvis.territory.document import Trail

QUANTITIES = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class Selection:
    """A `where`: the declaration and the key at which it stands, and the source whose rows it selects."""

    file: Path
    trail: Trail
    source: str
    where: Mapping[str, tuple[str, ...]]


def check_selections(root: Path, folder: Folder, snapshots: Mapping[str, Snapshot]) -> tuple[Finding, ...]:
    """Return a warning for each value asked for that no row has; raise FolderError for columns that are not there.

    A column that is not there is told once, where it is asked for first, however many declarations ask for it.
    """
    absent: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    found: list[Finding] = []
    for selection in selections(folder):
        if selection.source not in snapshots:  # no agreement lets it be read
            continue
        snapshot = snapshots[selection.source]
        made = () if snapshot.crs is None else ("x", "y")
        rows = snapshot.rows.drop(columns=list(made))
        described = Where(Path(f"sources/{selection.source}.yml"))
        for column, values in selection.where.items():
            at = described_at(root, selection.file, (*selection.trail, column))
            if find([column], rows.columns) is None:
                lacking = replace(where_column(column, _own(rows), at), described=described)
                absent[selection.source, column].append(lacking)
            for _, value in () if absent else never(rows, {column: values}):
                sought = {"column": column, "value": value}
                found.append(Finding("value_never", at, sought, Severity.WARNING, described))
    errors = [*map(_once, absent.values()), *_holders(root, folder, snapshots)]
    if errors:
        raise FolderError(errors)
    return tuple(found)


def _once(told: Sequence[Finding]) -> Finding:
    """Return the first of the findings that one column is not there, with how many others there are."""
    first, others = told[0], len(told) - 1
    return replace(first, code="where_column_often", values={**first.values, "others": others}) if others else first


def _holders(root: Path, folder: Folder, snapshots: Mapping[str, Snapshot]) -> Iterator[Finding]:
    """Return an error for each column that is to say who holds a record, or agrees, and is not there."""
    for name, snapshot in snapshots.items():
        protected, file = folder.sources[name].protected, Path(f"sources/{name}.yml")
        for key in ("holding", "waiver", "key") if protected is not None else ():
            column = getattr(protected, key)
            if column is not None and column not in snapshot.rows.columns:
                at = described_at(root, file, ("protected", key))
                yield replace(where_column(column, _own(snapshot.rows), at), described=Where(file))


def _own(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without the columns that Parvis has made itself."""
    return rows[[column for column in rows.columns if not str(column).startswith("measure:")]]


def selections(folder: Folder) -> Iterator[Selection]:
    """Return every `where` of zonings and indicators; those of sources are checked on reading."""
    for name, zoning in folder.territory.zonings.items():
        if zoning.source is not None and zoning.where:
            yield Selection(Path("territory.yml"), ("zonings", name, "where"), zoning.source, zoning.where)
    for name, indicator in folder.indicators.items():
        yield from _of_indicator(Path(f"indicators/{name}.yml"), indicator)


def _of_indicator(file: Path, indicator: IndicatorSpec) -> Iterator[Selection]:
    for part in QUANTITIES:
        quantity: Quantity | None = getattr(indicator, part)
        if quantity is None:
            continue
        inside = quantity.estimated.inside if quantity.estimated else None
        along = quantity.estimated.along if quantity.estimated else ()
        access = quantity.access
        routes: dict[Trail, Located | Estimated | Inside | Along | People | Places | None] = {
            ("located",): quantity.located,
            ("estimated",): quantity.estimated,
            ("estimated", "inside"): inside,
            **{("estimated", "along", n): one for n, one in enumerate(along)},
            ("area",): quantity.area,
            ("access", "from"): access.people if access else None,
            ("access", "to"): access.places if access else None,
        }
        for trail, route in routes.items():
            if route is not None and route.where:
                yield Selection(file, (part, *trail, "where"), route.source, route.where)
        earlier = quantity.estimated.of_each_period()[1:] if quantity.estimated else ()
        yield from (Selection(file, (part, "estimated", "where"), one.source, one.where) for one in earlier)
