"""What each column of the table of figures means, and in what unit: written into every file that carries it."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.messages import N_


@dataclass(frozen=True)
class Column:
    """The meaning of a column (English, marked for translation) and its unit; no unit for codes and words."""

    meaning: str
    unit: str = ""


UNIT_OF_ROW = N_("that of the column `unit`")
SHARE = N_("share, 0 to 1")

COLUMNS: dict[str, Column] = {
    "indicator": Column(N_("Identifier of the indicator.")),
    "zoning": Column(N_("Identifier of the zoning: one for each generation of perimeters.")),
    "zone": Column(N_("Code of the zone in its zoning.")),
    "period": Column(N_("Period that the figure describes, in ISO 8601; `unknown` where the producer does not say.")),
    "breakdown": Column(N_("Classification by which the figure is broken down; `total` for none.")),
    "category": Column(N_("Category of the breakdown; `total` for all of them together.")),
    "scenario": Column(N_("Scenario; `observed` for what was measured.")),
    "role": Column(N_("`figure`: the figure of its key; `evidence`: the same quantity had another way, beside it.")),
    "value": Column(N_("The figure; empty where none is published: the state says why."), UNIT_OF_ROW),
    "lower": Column(N_("Lower end of the interval; empty where the method gives none."), UNIT_OF_ROW),
    "upper": Column(N_("Upper end of the interval; empty where the method gives none."), UNIT_OF_ROW),
    "level": Column(N_("Level of the interval."), N_("probability, 0 to 1")),
    "bound_lower": Column(N_("Lower bound that holds for certain if the source's values do."), UNIT_OF_ROW),
    "bound_upper": Column(N_("Upper bound that holds for certain if the source's values do."), UNIT_OF_ROW),
    "unit": Column(N_("Unit of the value, of the interval and of the bounds.")),
    "method": Column(
        N_(
            "How it was had: official, located, measured, zonal, reached, as_published, modelled, area_weighted, "
            "grouped or composed."
        )
    ),
    "coverage": Column(N_("Share of the zone's surface that the source covers."), SHARE),
    "support": Column(
        N_("How many units of the source, protected by its producer, stand behind the figure."),
        N_("units of the source, as a sum of weights"),
    ),
    "state": Column(
        N_("What became of the figure: published or perturbed, with a value; any other state has none."),
    ),
    "reason": Column(N_("Code of the reason why no value is shown; empty when there is one.")),
    "sources": Column(N_("Identifiers of the sources, separated by spaces.")),
    "evidence": Column(N_("Identifier of the evidence of the figure, in evidence/INDICATOR.json.")),
    "release": Column(N_("Identifier of the build that made the figure.")),
}

COMPARED_COLUMNS: dict[str, Column] = {
    **{name: COLUMNS[name] for name in ("indicator", "zoning", "zone", "period", "breakdown", "category", "scenario")},
    "compared": Column(
        N_("`change`: with the place's own past; `gap`: with another place; `rank`: with all places of its zoning.")
    ),
    "other_zoning": Column(N_("Zoning of the place that it is compared with.")),
    "other_zone": Column(N_("Code of the place that it is compared with; empty for a rank.")),
    "other_period": Column(N_("Period that it is compared with.")),
    "value": Column(N_("The figure less the other one; of a rank its number, 1 the highest."), UNIT_OF_ROW),
    "lower": Column(
        N_("Lower end of the interval of the difference, or the first rank that it may have."), UNIT_OF_ROW
    ),
    "upper": Column(N_("Upper end of the interval of the difference, or the last rank that it may have."), UNIT_OF_ROW),
    "level": COLUMNS["level"],
    "among": Column(N_("How many places were ranked; empty for a difference.")),
    "unit": Column(N_("Unit of the difference; `rank` for a rank.")),
    "release": COLUMNS["release"],
}
