"""Three years of the town, in yearly steps: lives, moves, work, incomes, and what a programme did that was put in."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from parvis.demo import benefits, income, lives, moves
from parvis.demo.activity import Activity
from parvis.demo.housing import Housing
from parvis.demo.lives import Flags
from parvis.demo.places import Places, of_households
from parvis.demo.streets import Floats

YEARS = (2019, 2020, 2021)
GROWTH = 0.003  # households more a year
KEPT = 0.92  # correlation of a household's luck from one year to the next
HOUSEHOLDS = ("rsa_due", "rsa_drawn", "housing_due", "housing_drawn", "family_drawn", "recipient", "car")


@dataclass(frozen=True)
class Year:
    """The town at the end of a year: `households` and `persons` as in `City`, and `events`, how many of each.

    Households and persons have a `number` that they keep; `since` is the year in which a household moved in; `came`
    how a person came to live there in the year, as in `parvis.demo.moves`; `hired` whom the programme found work for.
    """

    year: int
    households: pd.DataFrame
    persons: pd.DataFrame
    events: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Programme:
    """What is done for the jobless of some blocks in a year: `effect` is the share of people of 15 to 64 it hires."""

    year: int
    blocks: Flags
    effect: float


def began(
    rng: np.random.Generator, households: pd.DataFrame, persons: pd.DataFrame, places: Places
) -> tuple[Year, Floats]:
    """Return the first year, from who lives where and does what; and what was found for incomes."""
    count = len(households)
    columns = {"number": np.arange(count), "since": 0, "habit": rng.random(count), "wheels": rng.random(count)}
    households = households.assign(**columns)
    earned, found = income.earned(rng, households, persons, places)
    households = _entitled(households.join(earned), persons, places, YEARS[0])
    persons = persons.assign(number=np.arange(len(persons)), came=moves.STAYED, hired=False)
    return Year(YEARS[0], households, persons), found


def lived(
    rng: np.random.Generator, first: Year, places: Places, housing: Housing, found: Floats, programme: Programme
) -> tuple[Year, ...]:
    """Return every year of YEARS, one step after the other."""
    stock, years = _stock(housing, places), [first]
    for year in YEARS[1:]:
        years.append(_step(rng, years[-1], places, stock, found, programme, year))
    return tuple(years)


def _step(
    rng: np.random.Generator,
    last: Year,
    places: Places,
    stock: moves.Stock,
    found: Floats,
    programme: Programme,
    year: int,
) -> Year:
    households = last.households.drop(columns=list(HOUSEHOLDS))
    persons = last.persons.assign(age=last.persons["age"] + 1, hired=False)
    dead = rng.random(len(persons)) < lives.dying(persons["age"].to_numpy(), persons["sex"].to_numpy())
    left = lives.leaving_home(rng, persons) & ~dead
    households, persons = lives.without(households, persons, dead | left)
    households, persons = moves.moved(
        rng, households, persons, stock, wanted=round(len(last.households) * (1 + GROWTH)), year=year
    )
    family = lives.families(households, persons)["family"].to_numpy()
    children = lives.born(rng, persons, family[persons["household"].to_numpy()])
    persons = pd.concat([persons, children.assign(number=-1, came=moves.BORN, hired=False)], ignore_index=True)
    households, persons = lives.renumbered(households, persons, np.ones(len(households), dtype=bool))
    households = lives.families(households, persons)
    before = persons["activity"].to_numpy()
    persons = lives.working(rng, persons, of_households(places.hardship, households)[persons["household"].to_numpy()])
    if year == programme.year:
        within = programme.blocks[households["block"].to_numpy()][persons["household"].to_numpy()]
        hired = lives.hired(rng, persons, within, programme.effect)
        persons = persons.assign(hired=hired, activity=persons["activity"].where(~hired, int(Activity.EMPLOYED)))
    luck = KEPT * households["luck"] + np.sqrt(1 - KEPT**2) * rng.standard_normal(len(households))
    households = households.drop(columns=["units", "standard", "poor", "luck"])
    households = households.join(income.incomes(households, persons, places, luck.to_numpy(), found, year=year))
    households = _entitled(households, persons, places, year)
    events = _counted(last.persons, persons, before, dead, left)
    return Year(year, _numbered(households, last.households), _numbered(persons, last.persons), events)


def _entitled(households: pd.DataFrame, persons: pd.DataFrame, places: Places, year: int) -> pd.DataFrame:
    car = benefits.with_cars(households["wheels"].to_numpy(), households, persons, places)
    return households.join(benefits.entitled(households, persons, year=year)).assign(car=car)


def _counted(last: pd.DataFrame, persons: pd.DataFrame, before: np.ndarray, dead: Flags, left: Flags) -> dict[str, int]:
    """Return how many of each thing happened in the year; departures are all that is left of the account."""
    came, now = persons["came"].to_numpy(), persons["activity"].to_numpy()
    here = came != moves.ARRIVED
    worked, works = before == Activity.EMPLOYED, now == Activity.EMPLOYED
    births, arrivals = int((came == moves.BORN).sum()), int((came == moves.ARRIVED).sum())
    return {
        "births": births,
        "deaths": int(dead.sum()),
        "arrivals": arrivals,
        "departures": len(last) + births + arrivals - int(dead.sum()) - len(persons),
        "left_home": int(left.sum()),
        "moved_within": int((came == moves.WITHIN).sum()),
        "jobs_gained": int((here & works & ~worked).sum()),
        "jobs_lost": int((here & worked & ~works).sum()),
        "hired_by_programme": int(persons["hired"].sum()),
    }


def _numbered(frame: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a number of its own for each newcomer."""
    number = frame["number"].to_numpy().copy()
    new = number < 0
    number[new] = int(last["number"].max()) + 1 + np.arange(int(new.sum()))
    return frame.assign(number=number)


def _stock(housing: Housing, places: Places) -> moves.Stock:
    building = housing.dwellings["building"].to_numpy()
    block = housing.buildings["block"].to_numpy()[building]
    social = housing.buildings["social"].to_numpy()[building]
    kind = housing.buildings["form"].to_numpy()[building] * 2 + social
    return moves.Stock(building, block, kind, social, places.expected()[block])
