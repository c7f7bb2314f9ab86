"""Every indicator for every zone of its zonings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from parvis import estimate
from parvis.estimate import Answer, Asked, Part
from parvis.model.comparison import Ties
from parvis.model.figure import NO_BREAKDOWN, TOTAL, Estimates, Route, State
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import IndicatorSpec
from parvis.model.progress import Progress
from parvis.run.answers import answers
from parvis.run.desk import Desk
from parvis.run.joint import Joint
from parvis.run.medians import medians
from parvis.run.zones import NAMED


def all_estimates(desk: Desk, progress: Progress) -> Estimates:
    """Return the estimates of all indicators; findings about them are kept on the desk."""
    jobs = [(name, spec, zoning) for name, spec in desk.folder.indicators.items() for zoning in spec.zonings]
    jobs = [job for job in jobs if not job[1].parts]  # an index is made of figures as published (see `run.indices`)
    parts: list[Part] = []
    ties: list[Ties] = []
    joint = Joint(desk)
    for done, (name, spec, zoning) in enumerate(jobs):
        progress("estimate", done, len(jobs))
        parts.extend(_indicator(desk, name, spec, zoning, joint))
        if zoning == spec.zonings[-1]:
            ties.extend(joint.ties(name))
    progress("estimate", len(jobs), len(jobs))
    return replace(estimate.gathered(parts), ties=tuple(ties), alike=tuple(joint.alike()), lasting=tuple(joint.lasting))


def _indicator(desk: Desk, name: str, spec: IndicatorSpec, zoning: str, joint: Joint) -> Iterator[Part]:
    zones = tuple(desk.zones[zoning].frame["id"])
    for category in (None, *_categories(spec)):
        asked = Asked(
            name, zoning, zones, spec.unit,
            NO_BREAKDOWN if category is None else str(spec.breakdown),
            TOTAL if category is None else category,
        )  # fmt: skip
        if (name, zoning, asked.breakdown) in desk.forbidden:
            yield _forbidden(desk, spec, asked)
            continue
        found = list(_answers(desk, spec, zoning, category))
        if category is None:
            _remark(desk, asked, found)
            if spec.is_comparable or len({answer.given.period for answer in found}) > 1:
                joint.note(zoning, found)
        yield estimate.part(asked, found)


def _forbidden(desk: Desk, spec: IndicatorSpec, asked: Asked) -> Part:
    """Return rows that no agreement permits: nothing is worked out for them."""
    guarded = [source for source in spec.sources() if not desk.is_open(source)]
    regime = max((desk.spec(source).regime for source in guarded), key=lambda regime: regime.strictness)
    period = desk.spec(guarded[0]).vintage
    return estimate.absent(
        asked, _route(spec), period=period, regime=regime, sources=guarded, state=State.NOT_PERMITTED
    )


def _route(spec: IndicatorSpec) -> Route:
    """Return the route by which an indicator's figures would be had first."""
    first = spec.quantities()[0]
    if first.access is not None:
        return Route.REACHED
    if first.official is not None:
        return Route.OFFICIAL
    return Route.LOCATED if first.located is not None else Route.AREA_WEIGHTED


def _categories(spec: IndicatorSpec) -> tuple[str, ...]:
    quantity = spec.value or spec.numerator
    return tuple(quantity.estimated.categories) if quantity and quantity.estimated else ()


def _answers(desk: Desk, spec: IndicatorSpec, zoning: str, category: str | None) -> Iterator[Answer]:
    if spec.limits:
        yield from medians(desk, spec, zoning)
        return
    if spec.value is not None:
        yield from answers(desk, spec.value, zoning, category)
        return
    assert spec.numerator is not None and spec.denominator is not None
    scale = 100.0 if spec.kind == "share" else 1.0
    below = list(answers(desk, spec.denominator, zoning))
    for top in answers(desk, spec.numerator, zoning, category):
        for bottom in below:
            if _comparable(top, bottom):
                answer = estimate.ratio(top, bottom, scale=scale, level=desk.level)
                yield estimate.guarded.rate(answer, scale=scale, level=desk.level)


def _comparable(top: Answer, bottom: Answer) -> bool:
    """Return whether two answers were had in one way, from one period: otherwise their ratio has no meaning."""
    carried = (Route.AREA_WEIGHTED, Route.AS_PUBLISHED)
    same = top.route == bottom.route or (top.route in carried and bottom.route in carried)
    return same and top.given.period == bottom.given.period


def _remark(desk: Desk, asked: Asked, found: Sequence[Answer]) -> None:
    """Keep a warning for zones outside all data, and for a rate that is undefined everywhere."""
    where = Where(Path(f"indicators/{asked.indicator}.yml"))
    if not found:
        return
    outside = np.all([answer.given.coverage == 0 for answer in found], axis=0)
    if outside.any():
        zones = [zone for zone, out in zip(asked.zones, outside, strict=True) if out]
        named = ", ".join(zones[:NAMED]) + (", …" if len(zones) > NAMED else "")
        values: dict[str, object] = {
            "indicator": asked.indicator, "zoning": asked.zoning, "count": len(zones), "zones": named,
        }  # fmt: skip
        desk.findings[("zone_outside", asked)] = Finding("zone_outside", where, values, Severity.WARNING)
    undefined = [(answer.available == State.UNDEFINED.value).all() for answer in found]
    if all(undefined) and not outside.all():
        values = {"indicator": asked.indicator, "zoning": asked.zoning}
        desk.findings[("divides_by_zero", asked)] = Finding("divides_by_zero", where, values, Severity.WARNING)
