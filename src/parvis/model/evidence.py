"""What each figure rests on, as far as it may be said in public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from parvis.model.finding import Finding
from parvis.model.folder import Regime
from parvis.model.snapshot import RowAccount
from parvis.model.text import Text


@dataclass(frozen=True)
class SourceRecord:
    """A source as the public may know it; `content` and `account` are None unless it is open."""

    id: str
    title: Text
    producer: str
    regime: Regime
    licence: str | None
    url: str | None
    vintage: str
    geography: dict[str, int]
    kind: str
    kind_name: Text
    citation: str
    rules: tuple[Text, ...]  # what the producer did to the values
    content: str | None  # SHA-256 of the file, hexadecimal
    account: RowAccount | None
    findings: tuple[Finding, ...] = ()  # warnings and notes
    located_by: str | None = None  # the address file in which its rows were looked up


class Contributions(NamedTuple):
    """The parts of source units in an estimate, each weight x value; only for open sources. Three columns."""

    unit: tuple[str, ...] = ()
    weight: tuple[float, ...] = ()
    value: tuple[float, ...] = ()


def no_parts() -> Contributions:
    """Return that nothing is told of the parts of a figure."""
    return Contributions()


@dataclass(frozen=True)
class Reach:
    """How a figure about what is within reach was worked out, and how unlike the people of its zone are.

    `feeds` are (source, first day, last day); `detour` how much longer than straight lines ways are taken to be where
    no streets were known. `tenth`, `half`, `ninetieth`: what so many of the people have at the most, `gaining` and
    `losing` percentages of them; None where that is not told, as of sources that are not open, or has no meaning.
    """

    engine: str
    by: str
    departure: str | None
    window: int
    longest: int
    kmh: float
    feeds: tuple[tuple[str, str, str], ...]
    detour: float | None
    tenth: float | None = None
    half: float | None = None
    ninetieth: float | None = None
    gaining: float | None = None
    losing: float | None = None


@dataclass(frozen=True)
class FigureEvidence:
    """How one figure was had. `units` counts the source units behind it, `cut` those its border cuts.

    `parts` gives the largest contributions, at most 50: put in order when they are asked for.
    """

    id: str
    method: str
    sources: tuple[str, ...]
    units: int | None = None
    cut: int | None = None
    source_units: float | None = None
    imputed_share: float | None = None  # share of the value in units whose values the producer imputed
    parts: Callable[[], Contributions] = no_parts
    reach: Reach | None = None
    beside: tuple[str, ...] = ()  # evidence ids of the same or a neighbouring quantity, to compare with


@dataclass(frozen=True)
class Evidence:
    """The evidence of every figure, by id, and the record of every source, by id."""

    figures: dict[str, FigureEvidence]
    sources: dict[str, SourceRecord]
