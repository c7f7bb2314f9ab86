"""Hold ranges of what nothing may be learnt of against truths, beside those of the same counts as open ones.

python -m bench.guarded                     exact counts of twenty fictional towns (some three minutes)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from bench.calibration import LEVELS, answer, share_trial, together_of
from bench.redraws import of_cells
from bench.town_truths import of_town
from bench.truths import Floats, Truth, judged
from parvis import demo, estimate, locate
from parvis.demo import filosofi
from parvis.demo.counts import by_zone, facts
from parvis.estimate import Answer, Counted, Input, Units, guarded
from parvis.estimate.guarded import Ground
from parvis.model.folder import Regime

SEEDS = range(521, 541)
INHABITANTS = 20_000
CELLS = ("ind", "men", "log_soc", "men_pauv", "men_prop", "men_fmp")
BY_IRIS = (
    "persons", "households", "recipients", "rsa_drawn", "housing_drawn", "single_parents", "social_tenants", "owners",
)  # fmt: skip
PART_OF = {
    **dict.fromkeys(("log_soc", "men_pauv", "men_prop", "men_fmp"), "men"),
    **dict.fromkeys(("recipients", "single_parents", "social_tenants", "owners"), "households"),
    **dict.fromkeys(("rsa_drawn", "housing_drawn"), "recipients"),
}


@dataclass(frozen=True)
class Case:
    """A partner's count by units, and the truth of zones; `beside` are the open counts over the same zones, by name."""

    zones: str
    truth: Truth
    beside: Mapping[str, Counted]


def cases(seed: int) -> Iterator[Case]:
    """Yield a town's exact counts by cells, and by IRIS for its neighbourhoods."""
    town = demo.city(seed, INHABITANTS)
    true = of_cells(town, filosofi.cells(town))
    every = [one for one in of_town(town) if not one.placed]
    exact = [replace(one, values=true.get(one.concept, one.values).astype(float), bounds=None, doubt=None, groups=None)
             for one in every]  # fmt: skip
    for one in exact:
        zones = one.name.split(", ")[2]
        yield Case(zones, one, {name: Counted(_of(exact, name, zones).values, one.weights, one.area) for name in CELLS})
    yield from _by_iris(town, {name: _of(exact, name, "neighbourhoods") for name in CELLS})


def _of(truths: Sequence[Truth], concept: str, zones: str) -> Truth:
    return next(one for one in truths if one.name == f"Town, {concept}, {zones}")


def _by_iris(town: demo.City, open_: Mapping[str, Truth]) -> Iterator[Case]:
    year = town.years[-1]
    held = facts(year)[list(BY_IRIS)]
    units, sums = by_zone(town, year, held, "iris"), by_zone(town, year, held, "qpv2024")
    iris = town.iris.set_index("code_iris").loc[units.index].reset_index()
    zones = town.neighbourhoods.set_index("code_qp").reindex(sums.index).reset_index()
    weights, areas = csr_array(locate.overlay_weights(iris, zones)), iris.geometry.area.to_numpy()
    for name in BY_IRIS:
        places = (f"town {town.seed}",) * len(zones)
        found = Truth("", True, units[name].to_numpy(), weights, sums[name].to_numpy(), places, areas, name)
        truth = judged(replace(found, polygons=lambda: (iris.geometry.to_numpy(), zones.geometry.to_numpy())))
        alike = {k: one for k, one in open_.items() if one.weights.shape[1] == truth.weights.shape[1]}
        yield Case(
            "neighbourhoods by IRIS", truth, {k: Counted(one.values, one.weights, one.area) for k, one in alike.items()}
        )


def total(case: Case, level: float) -> Answer:
    """Return the totals of a case as of a partner's table."""
    truth, n = case.truth, len(case.truth.values)
    ids, flags, together = tuple(map(str, range(n))), np.zeros(n, dtype=bool), together_of(truth)
    values = truth.values
    units = Units("truth", truth.concept, ids, values, values, values, flags, together, areas=truth.area)
    given = Input("truth", "2019", Regime.AGGREGATED, np.ones(len(truth.truth)))
    made = estimate.carried(given, units, truth.weights, level=level)
    others = {name: one for name, one in case.beside.items() if name != truth.concept}
    parts = [(others[a], others[b]) for a, b in PART_OF.items() if a in others and b in others]
    lies = estimate.lay(tuple(others.values()), parts, len(truth.truth), drawn=truth.drawn)
    return guarded.total(made, Ground(truth.weights, truth.area, together, lies), level=level)


Held = tuple[Floats, Floats]
"""Which ranges hold their truth, and how wide they are."""


def held(made: Answer, truth: Floats, *, told: bool = False) -> Held:
    """Return which ranges hold, by ends as they are worked out, or as they are `told`: a tenth of the width apart."""
    lower, upper = made.lower, made.upper
    if told:
        width = upper - lower
        step = np.where(width > 0, 10.0 ** np.floor(np.log10(np.where(width > 0, width, 1.0))), 1e-9)
        lower, upper = np.floor(lower / step) * step, np.ceil(upper / step) * step
    slack = 1e-6 * np.maximum(truth, 1.0)
    return ((lower - slack <= truth) & (truth <= upper + slack)).astype(float), upper - lower


def trials(seed: int) -> Iterator[tuple[str, float, Held, Held, Held]]:
    """Yield what was tried, the level, and what holds of a partner's ranges, of these as told, and of open ones."""
    every = {(case.zones, case.truth.concept): case for case in cases(seed)}
    for level in LEVELS:
        totals = {key: total(case, level) for key, case in every.items()}
        opened = {key: answer(case.truth, level) for key, case in every.items()}
        for (zones, concept), case in every.items():
            made, own, truth = totals[zones, concept], opened[zones, concept], case.truth.truth
            yield f"totals, {zones}", level, held(made, truth), held(made, truth, told=True), held(own, truth)
            of = (zones, PART_OF.get(concept, ""))
            if of not in every or len(every[of].truth.truth) != len(truth):
                continue
            beside = share_trial(own, opened[of], case.truth, every[of].truth)
            rate = guarded.rate(
                estimate.ratio(made, totals[of], scale=100.0, level=level), scale=100.0, level=level
            )  # fmt: skip
            some = every[of].truth.truth > 0
            rate = replace(rate, value=rate.value[some], lower=rate.lower[some], upper=rate.upper[some])
            yield (
                f"shares, {zones}", level, held(rate, beside.truth), held(rate, beside.truth, told=True),
                held(beside.answer, beside.truth),
            )  # fmt: skip


def main() -> None:
    """Print the table."""
    found: dict[tuple[str, float], list[tuple[Held, ...]]] = {}
    for seed in SEEDS:
        for name, level, *kinds in trials(seed):
            found.setdefault((name, level), []).append(tuple(kinds))
    print("| ranges | n | 50 | 80 | 90 | 95 | 90, as told | open, 90 | width, open = 1 |")
    for name in dict.fromkeys(name for name, _ in found):
        holds = [_mean(found[name, level], 0) for level in LEVELS]
        at = found[name, 0.9]
        own, other = (np.concatenate([kinds[k][1] for kinds in at]).sum() for k in (0, 2))
        n = sum(len(kinds[0][0]) for kinds in at)
        print(f"| {name} | {n} | {' | '.join(f'{x:.0f}' for x in holds)} | {_mean(at, 1):.0f} | {_mean(at, 2):.0f} "
              f"| {own / other:.1f} |")  # fmt: skip


def _mean(made: Sequence[tuple[Held, ...]], kind: int) -> float:
    return 100.0 * float(np.concatenate([kinds[kind][0] for kinds in made]).mean())


if __name__ == "__main__":
    main()
