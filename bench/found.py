"""What trials of many draws show: how often ranges hold, what that may truly be, how wide they are; in words, too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from textwrap import fill

import numpy as np
from scipy.stats import t as student

from bench.calibration import LEVELS, Trial, effective, exact_interval

ROOM = 0.02
"""How far from what it promises coverage may lie, beside its own uncertainty between grounds."""
FEWEST_SEEN = 30
"""Answers from which an oracle learns how errors are distributed, at least."""
FEW_COUNTED = 10.0
"""Where the middle range is narrower than this, whole numbers are what a reader sees, and what there is to hold."""


@dataclass(frozen=True)
class Drawn:
    """One answer and its truth at each level.

    `sort` is "total", "share", "margin", "category", "median" or "alteration".
    """

    sort: str
    name: str
    trials: dict[float, Trial]


@dataclass(frozen=True)
class Found:
    """Coverage by level, what it may truly be, and the width of 90 % by an oracle.

    `whole`: in whole numbers; `altered`: of what a producer altered, alone; `error`: clustered standard errors.
    """

    name: str
    whole: bool
    altered: bool
    count: int
    worth: float
    held: dict[float, float]
    range: dict[float, tuple[float, float]]
    error: dict[float, float]
    width: float

    def keeps(self, level: float, *, room: float = ROOM) -> bool:
        """Return whether coverage may be as promised, give or take `room`; above is well for small counts."""
        low, high = self.range[level]
        return level <= high + room and (self.whole or low - room <= level)

    def near(self, level: float) -> bool:
        """Return whether coverage is as promised, give or take `ROOM` and two standard errors between grounds."""
        off = self.held[level] - level
        return abs(off) <= ROOM + 2.0 * self.error[level] or (self.whole and off > 0)


def found(name: str, drawn: Sequence[Drawn]) -> Found:
    """Return what trials of one name, or of several together, show."""
    whole = len({one.name for one in drawn}) == 1 and (drawn[0].sort == "alteration" or _are_small(drawn))
    if whole:
        drawn = [replace(one, trials={level: as_read(held) for level, held in one.trials.items()}) for one in drawn]
    trials = {level: [one.trials[level] for one in drawn] for level in drawn[0].trials}
    held = {level: float(np.concatenate([one.held for one in those]).mean()) for level, those in trials.items()}
    may = {level: may_be(those) for level, those in trials.items()}
    error = {level: float(np.sqrt(held[level] * (1.0 - held[level]) / effective(trials[level]))) for level in trials}
    at = trials[0.9]
    count, altered = sum(len(one.truth) for one in at), all(one.sort == "alteration" for one in drawn)
    return Found(name, whole, altered, count, effective(at), held, may, error, beside_oracle(drawn))


def _are_small(drawn: Sequence[Drawn]) -> bool:
    """Return whether what is in doubt are counts of a few: 90 % ranges of less than `FEW_COUNTED` in the middle."""
    widths = np.concatenate([one.trials[0.9].answer.upper - one.trials[0.9].answer.lower for one in drawn])
    return drawn[0].sort == "total" and float(np.median(widths)) < FEW_COUNTED


def as_read(trial: Trial) -> Trial:
    """Return a trial of counts whose ranges are whole numbers, rounded outward as on the site."""
    one = trial.answer
    rounded = replace(one, lower=np.floor(one.lower + 1e-6), upper=np.ceil(one.upper - 1e-6))
    return replace(trial, answer=rounded)


def may_be(trials: Sequence[Trial]) -> tuple[float, float]:
    """Return the 95 % interval of coverage by the grounds that it was seen on (Korn, Graubard, 1998).

    Clopper's and Pearson's exact interval for n eff. trials, these times the squared ratio of Student's quantile for as
    many degrees of freedom as there are trials to that for one less than there are grounds: with five of them the
    variance between grounds is hardly known.
    """
    count = sum(len(one.truth) for one in trials)
    grounds = len({place for one in trials for place in one.places})
    share = float(np.concatenate([one.held for one in trials]).mean())
    fewer = float(student.ppf(0.975, count - 1) / student.ppf(0.975, grounds - 1)) if grounds > 1 < count else 1.0
    return exact_interval(share, effective(trials) * (fewer**2 if 0.0 < share < 1.0 else 1.0))


def beside_oracle(drawn: Sequence[Drawn]) -> float:
    """Return the mean width of 90 % intervals over that of an oracle.

    The oracle knows, of each indicator and zoning, how errors are distributed over all grounds and draws, and takes the
    middle 90 % of that: of errors as they are, in parts of the estimate, or of its root, whichever is narrowest.
    NaN where there are too few to learn from.
    """
    ours, oracle = 0.0, 0.0
    for name in dict.fromkeys(one.name for one in drawn):
        at = [one.trials[0.9] for one in drawn if one.name == name]
        value, truth, lower, upper = (
            np.concatenate(x)
            for x in (
                [t.answer.value for t in at], [t.truth for t in at],
                [t.answer.lower for t in at], [t.answer.upper for t in at],
            )
        )  # fmt: skip
        some = value > 0
        if np.count_nonzero(some) >= FEWEST_SEEN:
            value, off = value[some], truth[some] - value[some]
            widths = [np.ptp(np.quantile(off / value**p, [0.05, 0.95])) * (value**p).mean() for p in (0.0, 0.5, 1.0)]
            ours += float((upper - lower)[some].mean() / value.mean())
            oracle += float(min(widths) / value.mean())
    return ours / oracle if oracle > 0 else np.nan


def all_found(drawn: Sequence[Drawn]) -> list[Found]:
    """Return what is found by name, and of all totals and shares together, first."""
    drawn = [one for one in drawn if len(one.trials[0.9].truth)]
    names = dict.fromkeys(one.name for one in drawn)
    pooled = [one for one in drawn if one.sort in ("total", "share")]
    each = [found(name, [one for one in drawn if one.name == name]) for name in names]
    return [found("**all totals and shares**", pooled), *each]


def line(one: Found) -> str:
    """Return the line of a table."""
    said = " | ".join(f"{100 * one.held[level]:.1f}" for level in LEVELS)
    low, high = one.range[0.9]
    name = f"{one.name} ¹" if one.whole else one.name
    kept = "yes" if all(one.keeps(level) for level in LEVELS) else "**no**"
    return (
        f"| {name} | {one.count} | {one.worth:.0f} | {said} | {100 * low:.0f}-{100 * high:.0f} "
        f"| {'' if np.isnan(one.width) else f'{one.width:.2f}'} | {kept} |"
    )


# --- in words: whatever the tables show ---

WIDE = 1.5
"""How many times as wide as the oracle ranges may be."""


def told(tables: Sequence[tuple[str, Sequence[Found]]]) -> str:
    """Return what tables show, as a list in Markdown: each is named ("on 5 grounds") and has all together first."""
    lines = [_together(where, rows[0]) for where, rows in tables]
    for where, rows in tables:
        each = rows[1:]
        kept = sum(all(one.keeps(level) for level in LEVELS) for one in each)
        near = sum(all(one.near(level) for level in LEVELS) for one in each)
        lines.append(
            f"{where}, {kept} of {len(each)} rows may hold as often as they promise, give or take 2 points; "
            f"{near} hold as often, give or take 2 points and two standard errors between grounds."
        )
    seldom, often = (_named(tables, which) for which in (_too_seldom, _too_often))
    lines.append(f"Too seldom, beyond chance, hold (at 90 %): {seldom}.")
    lines.append(f"Too often, beyond chance and 2 points, hold (at 90 %): {often}.")
    wide = _named(tables, lambda one: one.width > WIDE, shown=lambda one: f"{one.width:.2f}")
    lines.append(f"Wider than {WIDE} times the oracle are: {wide}.")
    lines += [_alterations(where, rows) for where, rows in tables]
    return "".join(f"{_wrapped(line[0].upper() + line[1:])}\n" for line in lines)


def _wrapped(text: str) -> str:
    return fill(text, 118, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _together(where: str, one: Found) -> str:
    said = ", ".join(f"{100 * one.held[level]:.1f}" for level in LEVELS)
    within = all(abs(one.held[level] - level) <= ROOM for level in LEVELS)
    return (
        f"{where}, ranges of 50, 80, 90 and 95 % hold {said} % of all totals and shares together, "
        f"{'all' if within else 'not all'} within 2 points of what they promise; they are {one.width:.2f} times as "
        "wide as the oracle's."
    )


def _too_seldom(one: Found) -> bool:
    return any(level > one.range[level][1] + ROOM for level in LEVELS)


def _too_often(one: Found) -> bool:
    return not one.whole and any(one.range[level][0] - ROOM > level for level in LEVELS)


def _named(
    tables: Sequence[tuple[str, Sequence[Found]]],
    which: Callable[[Found], bool],
    shown: Callable[[Found], str] = lambda one: f"{100 * one.held[0.9]:.0f}",
) -> str:
    """Return the rows of tables that are such, each table's by itself, with a number of each."""
    parts = []
    for where, rows in tables:
        some = [f"{one.name.removeprefix('Town, ')} ({shown(one)})" for one in rows[1:] if which(one)]
        parts.append(f"{where} {'; '.join(some) or 'none'}")
    return ". ".join(part[0].upper() + part[1:] for part in parts)


def _alterations(where: str, rows: Sequence[Found]) -> str:
    some = [one for one in rows if one.altered]
    least, widest = min(some, key=lambda one: one.held[0.9]), max(some, key=lambda one: np.nan_to_num(one.width))
    return (
        f"{where}, ranges of what producers altered, alone, hold at 90 % in {100 * least.held[0.9]:.1f} % of cases or "
        f"more (least: {least.name}); they are at most {widest.width:.2f} times as wide as the oracle's "
        f"({widest.name})."
    )
