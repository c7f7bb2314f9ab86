"""From tables and weights to estimates with intervals, and the relations among them."""

from parvis.estimate.answer import Answer, Input, Units, carried, exact, official, ratio, zonal
from parvis.estimate.interval import certain_bounds, mean_bounds, quantiles, share_bounds, share_variance
from parvis.estimate.rows import Asked, absent, atom_ids, estimates, together

__all__ = [
    "Answer",
    "Asked",
    "Input",
    "Units",
    "absent",
    "atom_ids",
    "carried",
    "certain_bounds",
    "estimates",
    "exact",
    "mean_bounds",
    "official",
    "quantiles",
    "ratio",
    "share_bounds",
    "share_variance",
    "together",
    "zonal",
]
