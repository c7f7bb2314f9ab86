"""Hold intervals and estimates against truths: coverage, width, error; write docs/calibration.md.

python -m bench.calibration DATA            the page, from the folder of public data (some two minutes)
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
from scipy.stats import beta

from bench.gaps import TOGETHER_PAGE, joint_line
from bench.real_truths import all_truths
from bench.surfaces import surface_of
from bench.town_truths import demo_truths
from bench.truths import Floats, Truth
from parvis import estimate
from parvis.estimate import LEARNT, Answer, Beliefs, Input, Shares, Units
from parvis.kinds.filosofi import CELLS_200M
from parvis.kinds.kind import TOGETHER as PERSONS_TOGETHER
from parvis.model.folder import Regime

PAGE = Path(__file__).parents[1] / "docs" / "calibration.md"
LEVELS = (0.5, 0.8, 0.9, 0.95)
# Of addresses some ten follow each other on one side of a street in one cell (Bondy: mean number by address 10).
TOGETHER = {"social dwellings": 40.0, "sales": 13.0, "addresses": 10.0}
SEEDS = range(1, 13)


@dataclass(frozen=True)
class Trial:
    """An answer and the truth, (n_zones,) each, with the truth's place."""

    answer: Answer
    truth: Floats
    places: tuple[str, ...]

    @property
    def held(self) -> np.ndarray:
        """Return which intervals hold the truth."""
        slack = 1e-6 * np.maximum(np.abs(self.truth), 1.0)
        return (self.answer.lower - slack <= self.truth) & (self.truth <= self.answer.upper + slack)


def together_of(truth: Truth) -> float:
    """Return how many of what a truth counts are at one place."""
    measure = CELLS_200M.measures.get(truth.concept)
    return TOGETHER.get(truth.concept, measure.together if measure is not None else PERSONS_TOGETHER)


def shares_of(truth: Truth, beliefs: Beliefs = LEARNT) -> Shares:
    """Return where what a truth counts is taken to be, as a build does."""
    together = together_of(truth)
    if truth.placed:
        return estimate.along(
            truth.weights, truth.values, truth.placed, together=together, drawn=truth.drawn,
            neighbours=truth.neighbours, known=None if truth.groups is None else truth.groups < 0, beliefs=beliefs,
        )  # fmt: skip
    way = estimate.drawn if truth.drawn else estimate.even
    surface = surface_of(truth)
    return way(truth.weights, truth.values, together=together, areas=truth.area, surface=surface, beliefs=beliefs)


def answer(truth: Truth, level: float, beliefs: Beliefs = LEARNT, *, shares: Shares | None = None) -> Answer:
    """Return the estimates of a truth's zones as a build makes them; `shares` where they are known already."""
    ids = tuple(str(n) for n in range(len(truth.values)))
    flags = np.zeros(len(ids), dtype=bool)
    lower, upper = truth.bounds if truth.bounds is not None else (truth.values, truth.values)
    units = Units(
        "truth", truth.concept, ids, truth.values, lower, upper, flags, together_of(truth), areas=truth.area
    )  # fmt: skip
    if truth.doubt is not None:
        units = replace(units, shift=truth.doubt[0], variance=truth.doubt[1])
    if truth.groups is not None:
        units = replace(units, tied=estimate.tied(truth.groups, estimate.value_variance(units)))
    given = Input("truth", "2019", Regime.OPEN, np.ones(len(truth.truth)))
    shares = shares_of(truth, beliefs) if shares is None else shares
    if truth.placed or truth.drawn or truth.polygons is not None:
        return estimate.modelled(given, units, truth.weights, shares, level=level)
    return estimate.carried(given, units, truth.weights, level=level, shares=shares)


def trial(truth: Truth, level: float, beliefs: Beliefs = LEARNT) -> Trial:
    """Return the trial of a total."""
    return Trial(answer(truth, level, beliefs), truth.truth, truth.places)


def rate_trial(top: Truth, bottom: Truth, level: float) -> Trial:
    """Return the trial of a share: one truth's part of another, of the same zones that hold anybody."""
    return share_trial(answer(top, level), answer(bottom, level), top, bottom)


def share_trial(above: Answer, below: Answer, top: Truth, bottom: Truth) -> Trial:
    """Return the trial of a share of two answers."""
    rate = estimate.ratio(above, below, scale=100.0, level=above.level)
    some = np.flatnonzero(bottom.truth > 0)
    kept = replace(rate, value=rate.value[some], lower=rate.lower[some], upper=rate.upper[some])
    return Trial(kept, 100.0 * top.truth[some] / bottom.truth[some], tuple(bottom.places[n] for n in some))


def effective(trials: Sequence[Trial]) -> float:
    """Return how many independent trials as many clustered ones are worth: by the variance between their places."""
    held = np.concatenate([one.held for one in trials]).astype(float)
    places = np.concatenate([one.places for one in trials])
    names, cluster = np.unique(places, return_inverse=True)
    share = held.mean()
    if len(names) < 2:
        return 1.0
    if share in (0.0, 1.0):
        return float(len(names))
    between = np.bincount(cluster, weights=held - share)
    variance = (between**2).sum() / len(held) ** 2 * len(names) / (len(names) - 1)
    return float(np.clip(share * (1 - share) / variance, 1.0, len(held))) if variance > 0 else float(len(held))


def exact_interval(share: float, count: float) -> tuple[float, float]:
    """Return the exact binomial 95 % interval of a share of a number of trials (Clopper, Pearson, 1934)."""
    hits = share * count
    low = float(beta.ppf(0.025, hits, count - hits + 1)) if hits > 0 else 0.0
    high = float(beta.ppf(0.975, hits + 1, count - hits)) if hits < count else 1.0
    return low, high


def error(values: Iterable[Floats], truths: Iterable[Floats]) -> float:
    """Return the sum of absolute errors in per cent of the sum of truths."""
    off = sum(float(np.abs(v - t).sum()) for v, t in zip(values, truths, strict=True))
    return 100.0 * off / sum(float(t.sum()) for t in truths)


def as_wide(trials: Sequence[Trial], level: float) -> float:
    """Return how wide intervals are beside those that one factor makes hold exactly as often as the level says."""
    found = []
    for one in trials:
        off = np.abs(one.truth - one.answer.value)
        above, below = one.answer.upper - one.answer.value, one.answer.value - one.answer.lower
        half = np.where(one.truth > one.answer.value, above, below)
        found.append(np.divide(off, half, out=np.where(off > 1e-6, np.inf, 0.0), where=half > 0))
    return 1.0 / float(np.quantile(np.concatenate(found), level))


def score(trials: Sequence[Trial], level: float) -> float:
    """Return the mean interval score (Gneiting, Raftery, 2007), in parts of the mean truth: lower is better."""
    total = 0.0
    for one in trials:
        low, high = one.answer.lower, one.answer.upper
        outside = np.maximum(low - one.truth, 0.0) + np.maximum(one.truth - high, 0.0)
        total += float((high - low + 2.0 / (1.0 - level) * outside).sum())
    return total / sum(float(one.truth.sum()) for one in trials)


def ground(truth: Truth) -> str:
    """Return the place of a family of truths, which is left out as a whole when others are learnt from."""
    return truth.name.split(",")[0]


def left_out(truths: Sequence[Truth], level: float = 0.9) -> dict[str, tuple[Beliefs, float, int]]:
    """Return for each ground the beliefs learnt on all others, and the coverage that they give on it."""
    grid = [
        replace(LEARNT, steep=s, beside_surface=b, doubt_of_one=o)
        for s, b, o in product((1.2, 1.4, 1.6), (0.6, 0.75, 0.9), (0.2, 0.3, 0.4))
    ]
    scores = np.array([[score([trial(one, level, beliefs)], level) for one in truths] for beliefs in grid])
    grounds = np.array([ground(one) for one in truths])
    found = {}
    for name in dict.fromkeys(grounds):
        others = [scores[:, (grounds == other)].mean(axis=1) for other in dict.fromkeys(grounds) if other != name]
        best = grid[int(np.argmin(np.mean(others, axis=0)))]
        held = np.concatenate([trial(one, level, best).held for one in truths if ground(one) == name])
        found[str(name)] = (best, float(held.mean()), len(held))
    return found


# --- the page ---


@dataclass(frozen=True)
class Row:
    """A line of the page: what was tried, how often at each level, and the errors."""

    name: str
    trials: dict[float, list[Trial]]
    surface: float | None = None
    addresses: float | None = None

    @property
    def held(self) -> dict[float, float]:
        """Return by level how many ranges hold."""
        return {level: float(np.concatenate([t.held for t in trials]).mean()) for level, trials in self.trials.items()}

    def line(self) -> str:
        """Return the line of the table."""
        at, held = self.trials[0.9], self.held
        count, worth = sum(len(t.truth) for t in at), effective(at)
        low, high = exact_interval(float(held[0.9]), worth)
        width = sum(float((t.answer.upper - t.answer.lower).sum()) for t in at) / sum(float(t.truth.sum()) for t in at)
        own = error([t.answer.value for t in at], [t.truth for t in at])
        said = " | ".join(f"{100 * held[level]:.0f}" for level in LEVELS)
        others = [f"{x:.1f}" if x is not None else "" for x in (self.surface, self.addresses)]
        places = len({place for t in at for place in t.places})
        return (
            f"| {self.name} | {count} | {places} | {worth:.0f} | {said} | {100 * low:.0f}-{100 * high:.0f} | "
            f"{100 * width:.0f} | {own:.1f} | {' | '.join(others)} |"
        )


HEAD = "| truth | n | places | n eff. | 50 | 80 | 90 | 95 | exact, 90 | width | error | surface | addresses |"
RULE = "|---|" + "--:|" * 12


def total_row(name: str, truths: Sequence[Truth]) -> Row:
    """Return the line of totals."""
    by_level = {level: [trial(one, level) for one in truths] for level in LEVELS}
    surface = error([one.weights.T @ one.values for one in truths], [one.truth for one in truths])
    known = [one for one in truths if one.by_address is not None]
    addresses = error([one.by_address for one in known], [one.truth for one in known]) if known else None  # type: ignore[misc]
    return Row(name, by_level, surface, addresses)


def rate_row(name: str, pairs: Sequence[tuple[Truth, Truth]]) -> Row:
    """Return the line of shares."""
    by_level = {level: [rate_trial(top, bottom, level) for top, bottom in pairs] for level in LEVELS}
    plain = []
    for top, bottom in pairs:
        some = bottom.truth > 0
        plain.append(100.0 * (top.weights.T @ top.values)[some] / (bottom.weights.T @ bottom.values)[some])
    return Row(name, by_level, error(plain, [t.truth for t in by_level[0.9]]))


RATES = {
    "workers": "persons", "children": "persons",
    "log_soc": "men", "men_pauv": "men", "men_prop": "men", "men_fmp": "men",
}  # fmt: skip


def rows_of(truths: Sequence[Truth]) -> list[Row]:
    """Return the lines of truths: totals by name, shares, and all of either together."""
    named: dict[str, list[Truth]] = {}
    for one in truths:
        named.setdefault(one.name, []).append(one)
    rows = [total_row(name, those) for name, those in named.items()]
    pairs: dict[str, list[tuple[Truth, Truth]]] = {}
    for name, those in named.items():
        bottom = RATES.get(those[0].concept)
        if bottom is not None:
            whole = named[name.replace(f", {those[0].concept}", f", {bottom}")]
            pairs[f"{name} (share)"] = list(zip(those, whole, strict=True))
    rates = [rate_row(name, those) for name, those in pairs.items()]
    together = [_pooled("**all totals**", rows)]
    return [*rows, *together, *rates, *([_pooled("**all shares**", rates)] if rates else [])]


def _pooled(name: str, rows: Sequence[Row]) -> Row:
    return Row(name, {level: [t for row in rows for t in row.trials[level]] for level in LEVELS})


INTRODUCTION = """# Do the intervals hold?

Written by `python -m bench.calibration DATA`. An interval of 90 % should hold the truth in 90 of 100 cases, not fewer
and, for else it is wider than it need be, not many more. That can only be measured where estimate and truth share
source, concept, unit and date:

- *records*: addresses (BAN) and social dwellings (RPLS) of Bondy, and sales (DVF) within neighbourhoods of Occitanie,
  summed by us to cells of 200 m, carried to real borders, and compared with the exact count (cells across the edge of
  the town or of the neighbourhood are cut there, for records beyond it are in no file);
- *unions of fine units*: persons in Filosofi cells of 200 m summed to 1 km; IRIS of Paris summed to its 80 quarters;
  LSOA of London to MSOA; hexagons of Porto Alegre to squares of 1 km. Zones are outlines of real neighbourhoods laid on
  them, or grow over neighbouring units: anywhere, or over the poorest units ("round the poorest");
- *the fictional town* (`parvis demo`): twelve towns of 20,000 inhabitants, through cells made by INSEE's rules.

*n eff.*: how many independent trials they are worth, for zones of one place err together (by the variance between
places; 1 where there is one place). *50 ... 95*: how often intervals of that level hold, in per cent. *exact, 90*: the
exact binomial 95 % interval of the 90 % column for n eff. trials. *width*: of the 90 % intervals, in per cent of the
truth. *error*: sum of absolute errors in per cent of the truth, of the figure shown; beside it that of weighting by
surface (which is what tobler's `area_interpolate` gives, equal to 1e-6 in docs/bench.md), and of sharing each
cell out by its addresses.
"""


def joint_lines(truths: Sequence[Truth]) -> list[str]:
    """Return the lines of gaps and ranks: of shares where there are some."""
    named: dict[str, list[Truth]] = {}
    for one in truths:
        named.setdefault(one.name, []).append(one)
    lines = []
    for name, those in named.items():
        bottom = RATES.get(those[0].concept)
        if bottom is None or name.endswith("communes"):
            continue
        wholes = named[name.replace(f", {those[0].concept}", f", {bottom}")]
        found = [
            (estimate.ratio(answer(top, 0.9), answer(whole, 0.9), scale=100.0, level=0.9), _share(top, whole))
            for top, whole in zip(those, wholes, strict=True)
        ]
        lines.append(joint_line(f"{name} (share)", found))
    return lines


def _share(top: Truth, whole: Truth) -> Floats:
    return np.divide(100.0 * top.truth, whole.truth, out=np.full(len(top.truth), np.nan), where=whole.truth > 0)


LEFT_OUT = """## Learnt elsewhere

What is taken to hold everywhere (`parvis.estimate.Beliefs`) was chosen on all real places together, never on one. As a
check, three of its numbers are learnt on all places but one (least mean interval score at 90 %, over 27 combinations),
then tried on that one:

| left out | n | steep | beside surface | doubt of one | holds at 90 |
|---|--:|--:|--:|--:|--:|
"""


def page(real: Sequence[Truth], fictional: Sequence[Truth]) -> str:
    """Return the page."""
    lines = [INTRODUCTION]
    for title, truths in (("Real places", real), ("The fictional town", fictional)):
        rows = rows_of(truths)
        lines += [f"## {title}", "", HEAD, RULE, *(row.line() for row in rows), "", in_words(rows, truths)]
    lines += [TOGETHER_PAGE.rstrip(), *joint_lines(real), *joint_lines(fictional), "", LEFT_OUT.rstrip()]
    for name, (beliefs, held, count) in left_out(real).items():
        chosen = f"{beliefs.steep} | {beliefs.beside_surface} | {beliefs.doubt_of_one}"
        lines.append(f"| {name} | {count} | {chosen} | {100 * held:.0f} |")
    return "\n".join([*lines, ""]) + AFTERWORD


AFTERWORD = """
## What this shows, and what it does not

- Weighting by surface is biased where borders were drawn around what is counted: social dwellings of Bondy's
  neighbourhoods, workers in the poorest parts of Paris. There the density that neighbouring units show mends most.
- Estates end at a street, and no neighbouring cell tells at which: for dwellings use `along` with the dwellings
  themselves. One set of beliefs serves all places, and none is fitted to one.
- *along*: people shared out along addresses and social dwellings (`along` in an indicator), the best wherever they are.
- From cells alone, how unevenly people live within them follows from how a border cuts them and from one scale that
  pairs of cells tell, borders being supposed to run where density changes: where shapes are laid anywhere (Porto
  Alegre) ranges are wider than need be.
- Owners in the fictional town's neighbourhoods are estimated badly, for they live at the edges; the intervals are wide.
- Bondy is one place: its lines say little by themselves. Another concept or date gives a gap, not a trial: the census
  of 2018 counted 4,094 residents in its QP093012, where 1,304 social dwellings stand.
- Twelve fictional towns, each drawn once; [towns drawn again and again](redraws.md) tell more of them. The numbers
  behind the intervals were chosen on real places. [Errors](errors.md) has every estimator beside tobler's.
- The truth of the fictional town was invented by us, and so was how its borders follow its estates.
"""


def in_words(rows: Sequence[Row], truths: Sequence[Truth]) -> str:
    """Return what the lines of a table hold together, and those on records alone."""
    lines = []
    for row in rows:
        if row.name.startswith("**"):
            said = ", ".join(f"{100 * held:.0f}" for held in row.held.values())
            lines.append(
                f"{row.name[2:-2].capitalize()}: ranges of 50, 80, 90 and 95 % hold {said} %; those of 90 % are "
                f"{as_wide(row.trials[0.9], 0.9):.2f} times as wide as those, scaled by one factor, that hold in "
                "exactly 90 %.\n"
            )
    records = {one.name for one in truths if one.concept in TOGETHER}
    some = [trial for row in rows if row.name in records for trial in row.trials[0.9]]
    if some:
        held, worth = np.concatenate([one.held for one in some]), effective(some)
        low, high = exact_interval(float(held.mean()), worth)
        lines.append(
            f"Records at addresses alone, from cells alone: {100 * held.mean():.0f} % of {len(held)} hold at 90 %, "
            f"worth {worth:.0f} (exact: {100 * low:.0f}-{100 * high:.0f}).\n"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.calibration", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of public data")
    parser.add_argument("--out", type=Path, default=PAGE, help="the page to write")
    chosen = parser.parse_args()
    chosen.out.write_text(page(all_truths(chosen.data), demo_truths(SEEDS)))


if __name__ == "__main__":
    main()
