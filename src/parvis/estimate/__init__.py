"""From tables and weights to estimates with intervals, and the relations among them."""

from parvis.estimate import grouped, guarded, reached, take_up
from parvis.estimate.adding_up import Parted
from parvis.estimate.answer import (
    Answer,
    Input,
    Units,
    altered_variance,
    carried,
    exact,
    modelled,
    official,
    tied,
    value_variance,
    zonal,
)
from parvis.estimate.comparing import ALIKE, difference, ranks_apart, ranks_together
from parvis.estimate.composite import Scale, composite
from parvis.estimate.cover import Cover
from parvis.estimate.interval import certain_bounds, mean_bounds, quantiles, share_bounds, total_law, uncertain
from parvis.estimate.jointly import (
    Leaning,
    alike,
    change,
    correlations,
    covariance,
    covariances,
    draws,
    gap,
    leaning,
    more,
    neighbours,
    ranks,
)
from parvis.estimate.lasting import lasting
from parvis.estimate.lay import Counted, Lay, lay
from parvis.estimate.margins import Margin, Pieces, agreed
from parvis.estimate.median import median
from parvis.estimate.ratio import ratio
from parvis.estimate.rows import Asked, Part, absent, atom_ids, estimates, gathered, part, together
from parvis.estimate.several import Placed, along, by_sources, reconciled
from parvis.estimate.shares import LEARNT, Beliefs, Made, Shares, derived, drawn, even, smooth, within
from parvis.estimate.surface import Surface, cut_units

__all__ = [
    "ALIKE",
    "LEARNT",
    "Answer",
    "Asked",
    "Beliefs",
    "Counted",
    "Cover",
    "Input",
    "Lay",
    "Leaning",
    "Made",
    "Margin",
    "Part",
    "Parted",
    "Pieces",
    "Placed",
    "Scale",
    "Shares",
    "Surface",
    "Units",
    "absent",
    "agreed",
    "alike",
    "along",
    "altered_variance",
    "atom_ids",
    "by_sources",
    "carried",
    "certain_bounds",
    "change",
    "composite",
    "correlations",
    "covariance",
    "covariances",
    "cut_units",
    "derived",
    "difference",
    "drawn",
    "draws",
    "estimates",
    "even",
    "exact",
    "gap",
    "gathered",
    "grouped",
    "guarded",
    "lasting",
    "lay",
    "leaning",
    "mean_bounds",
    "median",
    "modelled",
    "more",
    "neighbours",
    "official",
    "part",
    "quantiles",
    "ranks",
    "ranks_apart",
    "ranks_together",
    "ratio",
    "reached",
    "reconciled",
    "share_bounds",
    "smooth",
    "take_up",
    "tied",
    "together",
    "total_law",
    "uncertain",
    "value_variance",
    "within",
    "zonal",
]
