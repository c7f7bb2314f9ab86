"""The table of figures for people: every code with its words beside it, in one language.

A column of numbers that a reader looks for a figure in (value, interval) has the code of the state where no value is
shown, so that a sheet of calculation never takes what is missing for a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from parvis.messages import N_
from parvis.model.figure import FIGURE_COLUMNS, NO_BREAKDOWN, Role, State
from parvis.model.observatory import Observatory
from parvis.publish.columns import COLUMNS, Column
from parvis.publish.places import Place, ZoneKey, places_of
from parvis.publish.words import STATES, Speech

SHOWN_STATES: dict[State, str] = {
    State.PUBLISHED: N_("published"),
    State.PERTURBED: N_("slightly altered to protect people"),
}
ROLES: dict[str, str] = {
    Role.FIGURE: N_("figure"),
    Role.EVIDENCE: N_("the same quantity by another way, beside the figure"),
}

LABELS: dict[str, str] = {
    "indicator_name": N_("Indicator"),
    "indicator": N_("Indicator code"),
    "zoning_name": N_("Zoning"),
    "zoning": N_("Zoning code"),
    "zone_name": N_("Place"),
    "zone": N_("Place code"),
    "communes": N_("Communes of the place"),
    "period": N_("Period"),
    "category_name": N_("Category"),
    "breakdown": N_("Breakdown code"),
    "category": N_("Category code"),
    "scenario": N_("Scenario"),
    "role_name": N_("Role"),
    "value": N_("Value"),
    "lower": N_("Lower end of the range"),
    "upper": N_("Upper end of the range"),
    "level": N_("Level of the range"),
    "bound_lower": N_("Certain minimum"),
    "bound_upper": N_("Certain maximum"),
    "unit_name": N_("Unit"),
    "method_name": N_("Method"),
    "coverage": N_("Share covered by the source"),
    "support": N_("Protected units behind the figure"),
    "state_name": N_("State"),
    "reason_words": N_("Why there is no value"),
    "sources": N_("Codes of the sources"),
    "evidence": N_("Evidence"),
    "release": N_("Build"),
}
"""The columns, in their order, and what stands above each."""

CODED = ("value", "lower", "upper")
"""Columns in which a state's code stands in place of a number that is not shown."""

_MEANINGS: dict[str, Column] = {
    **COLUMNS,
    "indicator_name": Column(N_("Name of the indicator.")),
    "zoning_name": Column(N_("Name of the zoning.")),
    "zone_name": Column(N_("Name of the place.")),
    "communes": Column(N_("Communes that the place lies in.")),
    "category_name": Column(N_("Name of the category of the breakdown.")),
    "role_name": Column(N_("Whether the row is the figure, or the same quantity had another way, as evidence.")),
    "value": Column(N_("The figure, unrounded; the code of its state where none is shown."), COLUMNS["value"].unit),
    "lower": Column(
        N_("Lower end of the interval; the state's code where no figure is shown, empty where the method gives none."),
        COLUMNS["lower"].unit,
    ),
    "upper": Column(
        N_("Upper end of the interval; the state's code where no figure is shown, empty where the method gives none."),
        COLUMNS["upper"].unit,
    ),
    "unit_name": COLUMNS["unit"],
    "method_name": Column(N_("How the figure was had, in words.")),
    "state_name": Column(N_("What became of the figure, in words.")),
    "reason_words": Column(N_("Why no value is shown; empty when there is one.")),
}


@dataclass(frozen=True)
class Labelled:
    """Figures with their words: a column for each of LABELS, and `code`, null where a value is shown.

    Numbers are float64, null where there is none; everything else is text.
    """

    table: pa.Table
    language: str

    def numbers(self, column: str) -> bool:
        """Return whether a column holds numbers."""
        return bool(pa.types.is_floating(self.table[column].type))


def labels(speech: Speech) -> list[str]:
    """Return what stands above each column."""
    return [speech.say(words) for words in LABELS.values()]


def meanings(speech: Speech) -> list[tuple[str, str, str]]:
    """Return (label, meaning, unit) of each column."""
    return [
        (
            speech.say(label),
            speech.catalogue.gettext(_MEANINGS[name].meaning),
            speech.catalogue.gettext(_MEANINGS[name].unit) if _MEANINGS[name].unit else "",
        )
        for name, label in LABELS.items()
    ]


def labelled(observatory: Observatory, language: str) -> Labelled:
    """Return every row of the figures' table in its order, with its words."""
    frame = observatory.figures.frame
    words = _Words(observatory, Speech(language))
    columns: dict[str, pa.Array] = {}
    for name in LABELS:
        if FIGURE_COLUMNS.get(name) == "float64":
            columns[name] = pa.array(frame[name] + 0.0, type=pa.float64(), from_pandas=True)  # -0.0 becomes 0.0
        elif name in FIGURE_COLUMNS:
            columns[name] = pa.array(frame[name].fillna(""), type=pa.string())
        else:
            columns[name] = words.of(name, frame)
    columns["code"] = pa.array([words.code(state) for state in frame["state"]], type=pa.string())
    return Labelled(pa.table(columns), language)


def by_indicator(rows: Labelled) -> dict[str, Labelled]:
    """Return the rows of each indicator, in their order."""
    codes = rows.table["indicator"].to_pandas()
    found = codes.groupby(codes, sort=False).indices
    return {str(id_): Labelled(rows.table.take(pa.array(at)), rows.language) for id_, at in found.items()}


def number_text(numbers: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the shortest text that gives each number back, null for null."""
    return pc.cast(numbers, pa.string())


class _Words:
    """The words for codes, each distinct code put into words once."""

    def __init__(self, observatory: Observatory, speech: Speech) -> None:
        self._folder = observatory.folder
        self._speech = speech
        self._places: Mapping[ZoneKey, Place] = places_of(observatory, speech.language)
        self._by_column: dict[str, tuple[tuple[str, ...], Callable[..., str]]] = {
            "indicator_name": (("indicator",), lambda id_: self._folder.indicators[id_].name.in_(speech.language)),
            "zoning_name": (("zoning",), lambda id_: self._folder.territory.zonings[id_].name.in_(speech.language)),
            "zone_name": (("zoning", "zone"), lambda *key: self._places[key].name),
            "communes": (("zoning", "zone"), lambda *key: self._places[key].communes),
            "category_name": (("breakdown", "category"), self.category),
            "role_name": (("role",), lambda role: speech.say(ROLES[role])),
            "unit_name": (("unit",), speech.unit_name),
            "method_name": (("method",), lambda method: speech.method(method).short),
            "state_name": (("state",), self._state),
            "reason_words": (("state", "reason"), self._reason),
        }

    def of(self, column: str, frame: pd.DataFrame) -> pa.Array:
        """Return the words of a column for every row."""
        needed, say = self._by_column[column]
        keys = list(zip(*(frame[name].fillna("") for name in needed), strict=True))
        known = {key: say(*key) for key in dict.fromkeys(keys)}
        return pa.array([known[key] for key in keys], type=pa.string())

    def category(self, breakdown: str, category: str) -> str:
        """Return the name of a category; "Total" for everybody."""
        if breakdown == NO_BREAKDOWN or category not in (
            known := self._folder.breakdowns[breakdown].categories if breakdown in self._folder.breakdowns else {}
        ):
            return self._speech.say(N_("Total")) if category == NO_BREAKDOWN else category
        return known[category].name.in_(self._speech.language)

    def code(self, state: str) -> str | None:
        """Return the letter of a state without a value."""
        one = State(state)
        return None if one.has_value else STATES[one].code

    def _state(self, state: str) -> str:
        one = State(state)
        return self._speech.say(SHOWN_STATES[one]) if one.has_value else self._speech.state(one).name

    def _reason(self, state: str, reason: str) -> str:
        one = State(state)
        return "" if one.has_value else self._speech.reason(one, reason)
