"""From what is within reach of places to answers about zones: the median or mean of those who set out in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from parvis import __version__, estimate
from parvis.check import find, where_column
from parvis.errors import FolderError
from parvis.estimate import Answer, Input, Units
from parvis.estimate.reached import mean, median, spread
from parvis.model.access import Access
from parvis.model.evidence import Reach
from parvis.model.figure import NO_BREAKDOWN, Floats, Route, State
from parvis.model.finding import Finding, Where
from parvis.run.contributors import concentration, of_records
from parvis.run.desk import Desk
from parvis.run.reached import asked, reached, targets
from parvis.run.setting_out import Residents, origins, residents
from parvis.run.travel import accesses, check_travel, inputs_of

NOTICED = 0.01
"""Who has so much more, or less, than before gains, or loses: a hundredth of it."""


def of_access(desk: Desk, access: Access, zoning: str) -> Answer:
    """Return what the people of the zones of a zoning have within reach."""
    held = residents(desk, access.people, zoning)
    given = _given(desk, access, held)
    values = _told(access, _values(desk, access))
    if not _is_guarded(desk, access):
        longest = max(access.within or 0.0, access.travel.max_time)
        of = median if access.told == "median" else mean
        return estimate.reached.reached(
            given, values, held.units, held.weights, held.shares, statistic=of, level=desk.level, longest=longest
        )
    if desk.is_open(access.people.source):
        return _of_places(desk, access, held, given, values)
    return _of_people(desk, access, held, given, values)


def _is_guarded(desk: Desk, access: Access) -> bool:
    return not (desk.is_open(access.people.source) and desk.is_open(access.places.source))


def _given(desk: Desk, access: Access, held: Residents) -> Input:
    """Return the sources' part: all of them, at the people's date, under the strictest regime."""
    regime = max((desk.spec(s).regime for s in access.sources()), key=lambda regime: regime.strictness)
    period = access.travel.departure[:10] if access.travel.departure else desk.spec(access.places.source).vintage
    return Input(" ".join(access.sources()), period, regime, held.coverage)


def _values(desk: Desk, access: Access) -> tuple[Floats, ...]:
    """Return what the people of each row have within reach, (n_rows, n_percentiles): now, and before if asked for."""
    start = origins(desk, access.people)
    column = _columns(desk, access)
    known = start.of_row >= 0
    out = []
    for ask in asked(desk, access):
        found = reached(desk, access, ask).values
        values = np.zeros((len(known), found.shape[1]))
        here = known & (column >= 0)
        values[here] = found[start.of_row[here], :, column[here]]
        out.append(values)
    return tuple(out)


def _columns(desk: Desk, access: Access) -> np.ndarray:
    """Return which category of places the people of each row look for, (n_rows,); -1 where there is none of it."""
    rows = desk.snapshots[access.people.source].rows
    names = targets(desk, access.places).categories
    if access.people.category is None:
        return np.zeros(len(origins(desk, access.people).of_row), dtype=np.int64)
    place = {name: n for n, name in enumerate(names)}
    return np.array([place.get(entry, -1) for entry in rows[access.people.category].astype(str)], dtype=np.int64)


def _told(access: Access, values: tuple[Floats, ...]) -> Floats:
    """Return the numbers whose median or mean is told: what is within reach, or the change of it."""
    if len(values) == 1:
        return values[0]
    now, before = values
    if access.told == "mean":
        return now - before
    more = (now - before) * (1.0 if access.told == "gaining" else -1.0)
    return np.where(more > NOTICED * before, 100.0, 0.0)


# --- what is told beside ---


def told_of_access(desk: Desk) -> dict[tuple[str, str, str], Reach]:
    """Return how each figure of access was worked out, by indicator, zoning and zone."""
    out: dict[tuple[str, str, str], Reach] = {}
    for name, access in accesses(desk):
        how = _how(desk, access)
        for zoning in desk.folder.indicators[name].zonings:
            if (name, zoning, NO_BREAKDOWN) in desk.forbidden:
                continue
            parts = _people_told(desk, access, zoning)
            for n, zone in enumerate(desk.zones[zoning].frame["id"]):
                told: dict[str, Any] = {key: float(part[n]) for key, part in parts.items() if np.isfinite(part[n])}
                out[name, zoning, zone] = replace(how, **told)
    return out


def _how(desk: Desk, access: Access) -> Reach:
    travel, inputs = access.travel, inputs_of(desk, access.travel)
    spans = [feed.services.span() for feed in inputs.feeds]
    feeds = tuple(
        (source, str(span[0]), str(span[1]))
        for source, span in zip(travel.timetables, spans, strict=True)
        if span is not None
    )
    detour = inputs.walker.detour if travel.streets is None else None
    longest = round(asked(desk, access)[0].longest)
    engine = f"parvis.reach {__version__}"
    return Reach(engine, travel.by, travel.departure, travel.window, longest, travel.kmh, feeds, detour)


def _people_told(desk: Desk, access: Access, zoning: str) -> dict[str, Floats]:
    """Return what is told of the people of each zone, (n_zones,) each; nothing where a source is not open."""
    if _is_guarded(desk, access):
        return {}
    held, values = residents(desk, access.people, zoning), _values(desk, access)
    middle = values[0].shape[1] // 2
    if len(values) == 1:
        return spread(values[0][:, middle], held.units, held.shares)._asdict()
    people = np.maximum(held.units.expected(), 0.0)
    parts = csr_array(held.shares.mean.multiply(people[:, None])).T.tocsr()
    shares = {told: _told(access.model_copy(update={"statistic": told}), values) for told in ("gaining", "losing")}
    total = held.shares.mean.T @ people
    return {told: _means(parts, share, total)[:, middle] for told, share in shares.items()}


def check_access(desk: Desk) -> None:
    """Read what is travelled by; raise FolderError where nobody sets out, or nothing can be reached or matches."""
    check_travel(desk)
    faults = [fault for name, access in accesses(desk) for fault in _faults(desk, name, access)]
    if faults:
        raise FolderError(faults)


def _faults(desk: Desk, name: str, access: Access) -> Iterator[Finding]:
    where, people, places = Where(Path(f"indicators/{name}.yml")), access.people, access.places
    absent = False
    for side in (people, places):
        rows = desk.snapshots[side.source].rows
        if side.category is not None and find([side.category], rows.columns) is None:
            absent = True
            yield where_column(side.category, rows, where)
    if absent:
        return
    there, start = targets(desk, places), origins(desk, people)
    if not len(there.rows):
        yield Finding("access_no_place", where, {"source": places.source})
    elif people.category is not None and (_columns(desk, access) < 0).all():
        values = {"column": people.category, "source": people.source, "other": places.source}
        yield Finding("access_no_match", where, values)
    if not len(start.points):
        yield Finding("access_nobody", where, {"source": people.source})


# --- what a partner's sources need ---


def _of_places(desk: Desk, access: Access, held: Residents, given: Input, values: Floats) -> Answer:
    """Return means of open people to a partner's places: a weighted sum of these, protected as such."""
    people = np.maximum(held.units.expected(), 0.0)
    total = held.shares.mean.T @ people
    parts = csr_array(held.shares.mean.multiply(people[:, None])).T.tocsr()
    weights = _over_places(desk, access, parts, total)
    return _protected_places(desk, access, given, weights, _means(parts, values, total))


def _over_places(desk: Desk, access: Access, parts: csr_array, total: Floats) -> csr_array:
    """Return how much each place counts in the mean of each zone, (n_places, n_zones).

    `parts` (n_zones, n_rows) are the people of each row, `total` (n_zones,) all of them.
    """
    there, start, column = targets(desk, access.places), origins(desk, access.people), _columns(desk, access)
    counted = np.zeros((len(there.rows), parts.shape[0]))
    for sign, ask in zip((1.0, -1.0), asked(desk, access), strict=False):
        whole = reached(desk, access, ask).weights(len(there.rows))
        for code in range(len(there.categories)):
            rows = np.flatnonzero((start.of_row >= 0) & (column == code))
            gather = csr_array((np.ones(len(rows)), (rows, start.of_row[rows])), shape=(parts.shape[1], whole.shape[0]))
            places = np.flatnonzero(there.codes == code)
            counted[places] += sign * ((parts @ gather) @ whole[:, places]).toarray().T
    return csr_array(counted / np.where(total > 0, total, 1.0))


def _means(parts: csr_array, values: Floats, total: Floats) -> Floats:
    """Return the means (n_zones, n_percentiles), NaN where there is nobody."""
    return np.where(total[:, None] > 0, (parts @ values) / np.where(total > 0, total, 1.0)[:, None], np.nan)


def _protected_places(desk: Desk, access: Access, given: Input, weights: csr_array, means: Floats) -> Answer:
    """Return means that are protected as sums over places by their amounts: the same that other figures count of them.

    The sums are as many times as large as it takes for the place that counts most to count once.
    """
    there, source = targets(desk, access.places), access.places.source
    rows = desk.snapshots[source].rows.iloc[there.rows]
    ids, flags = tuple(str(label) for label in rows.index), np.zeros(len(rows), dtype=bool)
    units = Units(
        source, access.places.measure or "", ids, there.amounts, there.amounts, there.amounts, flags, 0.0
    )  # fmt: skip
    some = csr_array((np.ones(len(weights.data)), weights.indices, weights.indptr), shape=weights.shape)
    behind = of_records(desk, source, rows, there.amounts, some)
    share, left = concentration(desk, source, rows, there.amounts, weights)
    middle, most = means[:, means.shape[1] // 2], abs(weights).max(axis=0).toarray().ravel()
    most = np.where(most > 0, most, 1.0)
    sums = estimate.exact(Route.REACHED, given, middle / most, units, csr_array(weights.multiply(1.0 / most)))
    answer = _without_range(estimate.exact(Route.REACHED, given, middle, None, None))
    return replace(answer, contributors=behind, dominance=share, remainder=left, also=sums)


def _without_range(answer: Answer) -> Answer:
    """Return an answer without an interval: what is reached early or late would be another sum of the same people."""
    nothing = np.full(len(answer.value), np.nan)
    states = np.where(np.isnan(answer.value), State.UNDEFINED.value, State.PUBLISHED.value).astype(object)
    return replace(
        answer, lower=nothing, upper=nothing, bound_lower=nothing, bound_upper=nothing, available=states,
    )  # fmt: skip


def _of_people(desk: Desk, access: Access, held: Residents, given: Input, values: Floats) -> Answer:
    """Return means of a partner's people: a sum over their records by what each reaches, protected as a ratio.

    All of them stand behind the mean: who reaches nothing counts in it as much as who reaches a lot. What is reached
    from where is known to anybody who has the timetable: it is a sum over the people themselves, for it tells
    of where they are.
    """
    source, units, inside = access.people.source, held.units, held.weights
    rows, people = desk.snapshots[source].rows, units.values
    middle = values[:, values.shape[1] // 2]
    reached_by = csr_array(inside.multiply(middle[:, None]))
    own = replace(given, source=source, regime=desk.spec(source).regime)
    below = estimate.exact(Route.REACHED, own, inside.T @ people, units, inside)
    above = estimate.exact(Route.REACHED, given, reached_by.T @ people, units, reached_by)
    behind = of_records(desk, source, rows, people, inside)
    share, left = concentration(desk, source, rows, middle * people, inside)
    above = replace(above, contributors=behind, dominance=share, remainder=left)
    answer = estimate.ratio(above, replace(below, contributors=behind), scale=1.0, level=desk.level)
    answer = replace(_without_range(answer), contributors=behind)
    if desk.is_open(access.places.source):
        return answer
    parts = csr_array(inside.multiply(people[:, None])).T.tocsr()
    means = _means(parts, values, below.value)
    weights = _over_places(desk, access, parts, below.value)
    return _both(answer, _protected_places(desk, access, given, weights, means))


def _both(people: Answer, places: Answer) -> Answer:
    """Return an answer that is protected as a mean of people and as a sum over places."""
    assert people.contributors is not None and places.contributors is not None
    dominance = [part.dominance for part in (people, places) if part.dominance is not None]
    remainder = [part.remainder for part in (people, places) if part.remainder is not None]
    return replace(
        people, also=places.also, contributors=np.minimum(people.contributors, places.contributors),
        dominance=np.fmax.reduce(dominance) if dominance else None,
        remainder=np.fmin.reduce(remainder) if remainder else None,
    )  # fmt: skip
