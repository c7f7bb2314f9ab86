"""What `kind: access` asks for: who sets out, where to, how one travels, and what of it is told."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from parvis.model.spec import Id, OneOrMore, Spec

SPEEDS = {"transit": 3.6, "foot": 3.6, "bicycle": 15.0}
"""Kilometres an hour on one's own feet or wheels, where the folder does not say."""


def _moment(value: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", value):
        raise PydanticCustomError("moment_form", "write a day and a time", {"value": value})
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date_impossible", "{date} is not in the calendar", {"date": value}) from None
    return value


Moment = Annotated[
    str,
    AfterValidator(_moment),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"}),
    Field(description="A day and a local time, e.g. 2024-11-19T08:00."),
]


class Travel(Spec):
    """How one gets about, from when on."""

    by: Literal["transit", "foot", "bicycle"] = Field(
        "transit", description="transit: public transport and on foot; by bicycle all the way."
    )
    timetables: tuple[Id, ...] = Field((), description="Open sources of kind gtfs; for transit.")
    streets: Id | None = Field(
        None, description="An open source of kind osm-streets; without it ways are straight lines made longer."
    )
    departure: Moment | None = Field(None, description="First departure; for transit.")
    window: int = Field(60, ge=1, le=720, description="Minutes in which one sets out, one departure a minute.")
    max_time: int = Field(60, ge=1, le=180, description="Minutes of the longest journey that is looked at.")
    max_walk: int = Field(30, ge=1, le=75, description="Minutes of the longest single walk.")
    max_rides: int = Field(3, ge=1, le=6, description="Vehicles boarded at most.")
    speed: float | None = Field(None, ge=0.5, le=40, description="km/h on foot (3.6) or by bicycle (15).")

    @model_validator(mode="after")
    def _timed(self) -> Travel:
        timed = bool(self.timetables) and self.departure is not None
        if self.by == "transit" and not timed:
            raise PydanticCustomError("travel_untimed", "transit needs timetables and departure")
        if self.by != "transit" and self.timetables:
            raise PydanticCustomError("travel_timed", "only transit has timetables", {"at": ("timetables",)})
        return self

    @property
    def kmh(self) -> float:
        """Return the speed on foot or by bicycle."""
        return self.speed if self.speed is not None else SPEEDS[self.by]


class Before(Spec):
    """What was otherwise in the situation that the figure is compared with; all else was the same."""

    timetables: tuple[Id, ...] | None = Field(None, description="Timetables then.")
    streets: Id | None = Field(None, description="Streets then.")
    departure: Moment | None = Field(None, description="First departure then.")

    @model_validator(mode="after")
    def _something(self) -> Before:
        if not self.model_fields_set:
            raise PydanticCustomError("before_same", "nothing was otherwise")
        return self


class People(Spec):
    """Who sets out: cells or areas with a measure of who lives there, or records at their places."""

    source: Id = Field(description="A source of cells, polygons or points.")
    measure: Id | None = Field(None, description="How many live there; of points without it each record is one.")
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Only the rows with these values.")
    category: str | None = Field(None, description="Column that says what each record looks for.")


class Places(Spec):
    """Where to: records with a place."""

    source: Id = Field(description="A source of points.")
    measure: Id | None = Field(None, description="Summed over the records; without it the records are counted.")
    where: dict[str, OneOrMore] = Field(default_factory=dict, description="Only the rows with these values.")
    category: str | None = Field(None, description="Column that must be what a person looks for, to count for them.")


Statistic = Literal["median", "mean", "gaining", "losing"]


class Access(Spec):
    """What residents have within reach, from timetables, streets and opportunities."""

    travel: Travel
    people: People = Field(alias="from", description="Who sets out.")
    places: Places = Field(alias="to", description="Where to.")
    within: float | None = Field(None, gt=0, le=180, description="Count what is reached in so many minutes.")
    decay: Literal["step", "exponential", "linear", "logistic"] = Field(
        "step", description="How much a place counts by its minutes; all but step: one half at `within`."
    )
    nearest: int | None = Field(None, ge=1, description="Or: minutes until so many are reached.")
    before: Before | None = Field(None, description="Tell the change since that situation, not what is within reach.")
    map: bool = Field(False, description="Draw on each sheet how far its residents get, minute by minute.")
    statistic: Statistic | None = Field(
        None,
        description="median: half of the people have at least so much (by default, where all sources are open); mean; "
        "of a change: mean (by default), or the percentage of the people who gain or lose.",
    )

    @model_validator(mode="after")
    def _asked(self) -> Access:
        matched = self.places.category is not None
        if matched != (self.people.category is not None):
            raise PydanticCustomError("access_category", "a category on one side only")
        if (self.within is not None and self.nearest is not None) or self._nothing_asked(matched):
            raise PydanticCustomError("access_asked", "give one of within, nearest")
        if self.nearest is not None and (matched or self.before is not None or self.statistic == "mean"):
            raise PydanticCustomError("access_nearest", "nearest is a median only", {"at": ("nearest",)})
        self._statistic_fits(matched)
        return self

    def _nothing_asked(self, matched: bool) -> bool:
        """Return whether neither limit is given; only of what matches it makes sense to count all, wherever it is."""
        return self.within is None and self.nearest is None and (not matched or self.before is not None)

    def _statistic_fits(self, matched: bool) -> None:
        wrong = (
            (self.statistic == "median" and (matched or self.before is not None))
            or (self.statistic in ("gaining", "losing") and self.before is None)
        )  # fmt: skip
        if wrong:
            raise PydanticCustomError("access_statistic", "the statistic does not fit", {"at": ("statistic",)})

    @property
    def told(self) -> Statistic:
        """Return the statistic that is told."""
        return self.statistic or ("mean" if self.before or self.people.category else "median")

    @property
    def travel_before(self) -> Travel | None:
        """Return how one got about in the situation compared with, if any."""
        if self.before is None:
            return None
        return self.travel.model_copy(
            update={name: getattr(self.before, name) for name in self.before.model_fields_set}
        )

    def travels(self) -> tuple[Travel, ...]:
        """Return how one gets about, now and before."""
        return (self.travel, *((self.travel_before,) if self.travel_before else ()))

    def sources(self) -> tuple[str, ...]:
        """Return the ids of the sources that it is worked out from: people, places, then the ways between them."""
        ways = (s for travel in self.travels() for s in (*travel.timetables, travel.streets) if s is not None)
        return tuple(dict.fromkeys((self.people.source, self.places.source, *ways)))
