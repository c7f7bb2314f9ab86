"""From estimates and policy to figures that may be published, and a private audit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from parvis.errors import DisclosureError
from parvis.model.figure import (
    FIGURE_COLUMNS,
    KEY,
    NO_BREAKDOWN,
    Estimates,
    Figures,
    Flags,
    Relations,
    Role,
    State,
    evidence_ids,
)
from parvis.model.folder import PolicySpec, Regime
from parvis.protect import primary, reliability
from parvis.protect.apart import processors
from parvis.protect.coarse import coarse
from parvis.protect.mechanisms import ROUNDED, Mechanisms
from parvis.protect.perturbed import Noises, altered, resting
from parvis.protect.rounded import rounds
from parvis.protect.secondary import Verdict, protect_system
from parvis.protect.system import Name, names_of, systems
from parvis.protect.thresholds import Thresholds

NUMBERS = ("value", "lower", "upper", "level", "bound_lower", "bound_upper", "support")
MANY = 5_000
"""Statements of figures from which it pays to work on parts of a system in several processes."""

CONFIDENTIAL = "confidential"
_SAME = 1e-9
"""How far, of itself, a number may lie from that of a release and still be the same: how floats are added up."""
SECONDARY = "secondary"


NOTHING = Relations()


@dataclass(frozen=True)
class History:
    """What a build adds to what is known: numbers said `before` it, and said by it for the first time (`new`).

    Of `numbers` that may not be learnt, so many are too closely known already, and with the build: `open_before`,
    `open_after`.
    """

    before: int
    new: int
    numbers: int
    open_before: int
    open_after: int


@dataclass(frozen=True)
class Audit:
    """What only the disclosure officer may see.

    `figures` has a row an estimate, with state, reason and the rule that hid it; `verdicts` a row a number that may not
    be learnt, with what everything published leaves possible for it, and what is hidden for its sake.
    """

    figures: pd.DataFrame
    verdicts: pd.DataFrame
    history: History

    @property
    def holds(self) -> bool:
        """Return whether no hidden number can be worked out more closely than it may."""
        return bool(self.verdicts["holds"].all())


def protect(
    estimates: Estimates, policy: PolicySpec, *, date: str, release: str, known: Mapping[str, Figures],
    mechanisms: Mechanisms, past: Relations = NOTHING,
) -> tuple[Figures, Audit]:  # fmt: skip
    """Return the figures that may be published under the policy in force on an ISO date, and the private audit.

    Open sources have been protected by their producers: only reliability is judged. Of other sources one method is
    published, protected by one of the `mechanisms`. Where that is hiding, what is about too few, or dominated by one,
    or about nobody knows how many, is hidden, and so is whatever else would let it be worked out. `known` holds the
    figures of past releases, by release, and `past` what these say of rows that are still here: what was published
    cannot be hidden any more.

    Raises DisclosureError where it cannot be shown that the figures are safe, or where a source was protected otherwise
    in the past.
    """
    mechanisms.require_consistent(known)
    estimates = Estimates(_one_method(estimates.frame), estimates.relations)
    rows = _Rows.of(estimates.frame, mechanisms)
    told = coarse(estimates.frame, rows.hiding, estimates.relations)
    state, reason = _permitted(told, rows, policy, date)
    said = _said(estimates.frame, policy, known, past)
    rule, verdicts, history = _hidden(estimates, told, state, mechanisms.hiding, said, past)
    hidden = (state == State.PUBLISHED.value) & (rule != "")
    state[hidden], reason[hidden] = State.SUPPRESSED.value, CONFIDENTIAL
    figures = told.assign(state=state, reason=reason, release=release, evidence=evidence_ids(estimates.frame))
    figures = _blurred(figures, rows.hiding)
    figures = _with_noise(figures, estimates.relations, rows.noisy, mechanisms.noises, policy.interval_level.at(date))
    figures, rounded = _with_rounding(figures, estimates, rows.rounding, mechanisms, known, past)
    audit = _judged(estimates.frame, figures["state"], reason, np.where(rows.guarded, rule, ""))
    return Figures(_shown(figures)), Audit(audit, _table((*verdicts, *rounded)), history)


@dataclass(frozen=True)
class _Rows:
    """Which estimates (n,) rest on confidential sources (`guarded`), and how each of these is protected.

    Of those that are protected by hiding some are `unruled`: of none of their sources a threshold is known.
    """

    guarded: Flags
    noisy: Flags
    rounding: Flags
    unruled: Flags

    @classmethod
    def of(cls, frame: pd.DataFrame, mechanisms: Mechanisms) -> _Rows:
        noisy, rounding = (resting(frame, frozenset(how)) for how in (mechanisms.noises, mechanisms.roundings))
        guarded = (frame["regime"] != Regime.OPEN.value).to_numpy()
        ruled = resting(frame, frozenset(mechanisms.hiding))
        return cls(guarded, noisy, rounding, guarded & ~noisy & ~rounding & ~ruled)

    @property
    def hiding(self) -> Flags:
        return self.guarded & ~self.noisy & ~self.rounding


def _permitted(told: pd.DataFrame, rows: _Rows, policy: PolicySpec, date: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the state and the reason of each estimate, (n,), before any is hidden: sure enough, and under a rule."""
    state, reason = reliability.states(told, policy, date)
    unruled = rows.unruled & (state == State.PUBLISHED.value)
    state[unruled], reason[unruled] = State.NOT_PERMITTED.value, "no_agreement"
    return state, reason


def _hidden(
    estimates: Estimates, told: pd.DataFrame, state: np.ndarray, thresholds: Thresholds, said: frozenset[Name],
    past: Relations,
) -> tuple[np.ndarray, tuple[Verdict, ...], History]:  # fmt: skip
    """Return the rule that hides each estimate, "" for none, (n,), every verdict, and what this adds to what is known.

    To hide a number for the sake of others costs as much as the number that would be `told`.
    """
    risk = primary.rules(estimates.frame, thresholds)
    names = names_of(estimates.frame)
    costs = {name: abs(float(v)) for name, v in zip(names, np.nan_to_num(told["value"]), strict=True)}
    secondary, verdicts, history = _secondary(estimates, state, risk, thresholds, said, past, costs)
    second = np.array([name in secondary for name in names], dtype=bool)
    return np.where(second, SECONDARY, risk), verdicts, history


def _shown(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures without the numbers of those that have none to show; of evidence only what has numbers."""
    figures = figures.copy()
    has_value = np.isin(figures["state"].to_numpy(dtype=object), [s.value for s in State if s.has_value])
    figures.loc[~has_value, list(NUMBERS)] = np.nan
    kept = figures[figures["role"].eq(Role.FIGURE.value) | has_value]
    return kept[list(FIGURE_COLUMNS)]


def _judged(frame: pd.DataFrame, state: pd.Series, reason: np.ndarray, rule: np.ndarray) -> pd.DataFrame:
    """Return what the officer sees of each estimate: its true number, what became of it, and by which rule."""
    kept = [*KEY, "role", "method", "regime", "sources", "value", "contributors"]
    return frame[kept].assign(state=state, reason=reason, rule=rule)


def _names(names: list[Name], which: Flags) -> frozenset[Name]:
    return frozenset(name for name, there in zip(names, which.tolist(), strict=True) if there)


def _with_noise(
    figures: pd.DataFrame, relations: Relations, noisy: Flags, noises: Noises, level: float | None
) -> pd.DataFrame:
    """Return the figures, those of sources in `noises` with noise."""
    if not noisy.any():
        return figures
    made = altered(figures[noisy], relations, noises, level=level if level is not None else 0.9)
    return _with(made, figures, noisy, "")


def _with_rounding(
    figures: pd.DataFrame, estimates: Estimates, rounding: Flags, mechanisms: Mechanisms,
    known: Mapping[str, Figures], past: Relations,
) -> tuple[pd.DataFrame, tuple[Verdict, ...]]:  # fmt: skip
    """Return the figures, those of `rounding` sources rounded, and what may be learnt of those about too few."""
    if not rounding.any():
        return figures, ()
    names = names_of(figures)
    shown = figures["state"].eq(State.PUBLISHED.value).to_numpy() & rounding
    few = primary.rules(estimates.frame, mechanisms.rounding) != ""
    made = rounds(
        estimates.relations, mechanisms.roundings, shown=_names(names, shown), risky=_names(names, few), known=known,
        past=past,
    )  # fmt: skip
    return _with(made.of(figures[rounding]), figures, rounding, ROUNDED), made.verdicts


def _with(made: pd.DataFrame, figures: pd.DataFrame, changed: Flags, why: str) -> pd.DataFrame:
    """Return the figures with altered numbers in the place of the `changed` ones.

    What was not altered is not protected, and hidden; so is what another confidential source has hidden.
    """
    figures, state = figures.copy(), figures["state"].to_numpy(dtype=object).copy()
    shown = changed & (state == State.PUBLISHED.value)
    whole = made["value"].notna().reindex(figures.index, fill_value=False).to_numpy(dtype=bool)
    figures.loc[changed, ["bound_lower", "bound_upper", "support"]] = np.nan
    figures.loc[shown & whole, ["value", "lower", "upper", "level"]] = made.loc[(shown & whole)[changed]]
    state[shown & whole], state[shown & ~whole] = State.PERTURBED.value, State.SUPPRESSED.value
    reason = np.select([shown & ~whole, shown], [CONFIDENTIAL, why], figures["reason"].to_numpy(dtype=object))
    return figures.assign(state=state, reason=reason)


def _one_method(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates without the second methods of confidential sources: two of them say more than one."""
    second = frame["role"].eq(Role.EVIDENCE.value) & frame["regime"].ne(Regime.OPEN.value)
    return frame[~second].reset_index(drop=True)


def _secondary(
    estimates: Estimates, state: np.ndarray, risk: np.ndarray, thresholds: Thresholds, said: frozenset[Name],
    past: Relations, costs: Mapping[Name, float],
) -> tuple[frozenset[Name], tuple[Verdict, ...], History]:  # fmt: skip
    """Return what must be hidden besides, over all confidential sources, every verdict, and what this adds."""
    frame = estimates.frame
    names = names_of(frame)
    shown = frozenset(name for name, s in zip(names, state, strict=True) if s == State.PUBLISHED.value)
    nobody = frozenset(name for name, s in zip(names, state, strict=True) if s == State.UNDEFINED.value)
    risky = frozenset(name for name, why in zip(names, risk, strict=True) if why)
    added: frozenset[Name] = frozenset()
    verdicts: list[Verdict] = []
    before: list[Verdict] = []
    people = {source: threshold.people or source for source, threshold in thresholds.items()}
    for system in systems(frame, estimates.relations, people, past):
        least = max(thresholds[source].least for source in system.sources)
        hands = processors() if len(system.names) > MANY else 1
        judge = partial(protect_system, system, risky=risky, least=least, costs=costs, processes=hands)
        more, judged = judge(shown=shown - added, kept=said | nobody)
        added |= more
        verdicts.extend(judged)
        already: tuple[Verdict, ...] = ()
        if said & frozenset(system.names):
            before.extend(judge(shown=frozenset(), kept=said)[1])
            if not all(verdict.holds for verdict in judged):
                _, already = judge(shown=shown - added, kept=said)
        _require_no_more(judged, already)
    guarded = frozenset(n for n, regime in zip(names, frame["regime"], strict=True) if regime != Regime.OPEN.value)
    known = frozenset(name[: len(KEY) + 1] for name in said) & guarded
    history = History(
        before=len(known), new=len((guarded & shown) - risky - added - known), numbers=len(verdicts),
        open_before=sum(not verdict.holds for verdict in before),
        open_after=sum(not verdict.holds for verdict in verdicts),
    )  # fmt: skip
    return added, tuple(verdicts), history


def _require_no_more(judged: tuple[Verdict, ...], already: tuple[Verdict, ...]) -> None:
    """Raise DisclosureError where a number is too closely known, and not by what was said before alone.

    `already` are the verdicts where nothing is told but that, and what can still be hidden; none if nothing was said.
    """
    closely = {verdict.name for verdict in judged if not verdict.holds}
    closely -= {verdict.name for verdict in already if not verdict.holds}
    if closely:
        raise DisclosureError.of("audit_open", count=len(closely))


def _said(frame: pd.DataFrame, policy: PolicySpec, known: Mapping[str, Figures], past: Relations) -> frozenset[Name]:
    """Return the names of figures that are known: published by a past release, or by others.

    A figure that has another number today is not known, whatever a release said under its name; that of a release
    stays known under the name that `past` gives it. A number that was altered is compared with none.
    """
    now = dict(zip(names_of(frame), frame["value"], strict=True))
    names: set[Name] = set()
    for table in (figures.frame[figures.frame["value"].notna()] for figures in known.values()):
        altered = table["state"].eq(State.PERTURBED.value)
        for name, value, other in zip(names_of(table), table["value"], altered, strict=True):
            if name not in now or other or math.isclose(value, now[name], rel_tol=_SAME):
                names.add(name)
    names |= {name for block in past.blocks for name in block.figures}
    names |= {name for rate in past.parents for name in rate.figures}
    for others in policy.published_by_others:
        rows = (frame["indicator"] == others.indicator) & (frame["zoning"] == others.zoning)
        rows &= frame["breakdown"] == (others.breakdown or NO_BREAKDOWN)
        if others.zones:
            rows &= frame["zone"].isin(others.zones)
        if others.period is not None:
            rows &= frame["period"] == others.period
        names |= set(names_of(frame[rows]))
    return frozenset(names)


def _blurred(figures: pd.DataFrame, guarded: Flags) -> pd.DataFrame:
    """Return figures of confidential sources with a rounded interval and without certain bounds, which tell too much.

    The interval is widened to round numbers, a tenth of its width or 1 apart; a number without error keeps none.
    """
    out = figures.copy()
    out.loc[guarded, ["bound_lower", "bound_upper", "support"]] = np.nan
    width = (out["upper"] - out["lower"]).to_numpy()
    wide = guarded & (width > 0)
    step = np.where(wide, 10.0 ** np.floor(np.log10(np.where(wide, width, 1.0))), 1.0)
    out.loc[wide, "lower"] = (np.floor(out["lower"] / step) * step)[wide]
    out.loc[wide, "upper"] = (np.ceil(out["upper"] / step) * step)[wide]
    return out


def _table(verdicts: tuple[Verdict, ...]) -> pd.DataFrame:
    columns = ["figure", "low", "high", "holds", "protected_by"]
    rows = [
        ("/".join(v.name), v.low, v.high, v.holds, "\n".join("/".join(n) for n in v.protected_by)) for v in verdicts
    ]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float, "holds": bool})
