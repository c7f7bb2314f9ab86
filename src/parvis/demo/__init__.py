"""A fictional town whose truth is known: made from a seed, calibrated to published figures, honest about itself."""

from parvis.demo.city import City, as_of, cities, city
from parvis.demo.folder import MARK, write_territory
from parvis.demo.truth import true_figures, true_figures_of_years, write_truth

__all__ = [
    "MARK",
    "City",
    "as_of",
    "cities",
    "city",
    "true_figures",
    "true_figures_of_years",
    "write_territory",
    "write_truth",
]
