"""What every page draws on: the observatory in one language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import geopandas as gpd

from parvis.messages import N_
from parvis.model.comparison import Ties
from parvis.model.figure import TOTAL
from parvis.model.folder import IndicatorSpec, TerritorySpec, ZoningSpec
from parvis.model.observatory import Observatory
from parvis.model.text import Text
from parvis.publish.maps import Atlas
from parvis.publish.outlines import ground_outlines
from parvis.publish.places import Place, ZoneKey, places_of
from parvis.publish.readings import Reader
from parvis.publish.shelf import Shelf
from parvis.publish.words import THEMES, Speech

_KEPT_TOGETHER = re.compile(r" (?=[:;?!%»])|(?<=«) ")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


@dataclass(frozen=True)
class Page:
    """A page to write: its address in its language's folder, its template, its title and what it shows."""

    address: str
    template: str
    title: str
    values: dict[str, Any] = field(default_factory=dict)


class Grounds:
    """What the editions share: figures and drawings, in no language."""

    def __init__(self, observatory: Observatory) -> None:
        self.observatory = observatory
        self.shelf = Shelf(observatory.figures.frame, observatory.comparisons.frame)
        self.atlas = Atlas({zoning: zones.frame for zoning, zones in observatory.zones.items()}, observatory.context)
        self.zone_ids = {zoning: list(zones.frame["id"]) for zoning, zones in observatory.zones.items()}

    @cached_property
    def ties(self) -> dict[tuple[str, str, str], list[Ties]]:
        """Return the ties of figures by indicator, zoning and period."""
        held: dict[tuple[str, str, str], list[Ties]] = {}
        for one in self.observatory.ties:
            held.setdefault((one.indicator, one.zoning, one.period), []).append(one)
        return held

    @cached_property
    def ground(self) -> dict[str, dict[str, Any]]:
        """Return what lies around the zones as GeoJSON, by layer, for the map that moves."""
        widest = max((zones.frame for zones in self.observatory.zones.values()), key=_breadth, default=None)
        if widest is None:
            return {}
        drawn = {layer: ground_outlines(shapes, widest) for layer, shapes in self.observatory.context.items()}
        return {layer: made for layer, made in drawn.items() if made}


def _breadth(frame: gpd.GeoDataFrame) -> float:
    west, south, east, north = frame.total_bounds
    return float((east - west) * (north - south))


def typeset(words: str, language: str) -> str:
    r"""Return words as pages of a language print them, whatever keys their author typed.

    French sets a space before some marks, where no line may break, and has an apostrophe that is not a quotation mark.

    >>> typeset("Taux d'emploi : %", "fr"), typeset("the town's rate", "en")
    ('Taux d’emploi\xa0:\xa0%', "the town's rate")
    """
    if language != "fr":
        return words
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", _KEPT_TOGETHER.sub("\u00a0", words))


def _typeset(place: Place, language: str) -> Place:
    return replace(place, name=typeset(place.name, language), communes=typeset(place.communes, language))


class Edition:
    """The observatory in one language."""

    def __init__(self, grounds: Grounds, language: str) -> None:
        self.grounds = grounds
        self.language = language
        self.speech = Speech(language)
        observatory = grounds.observatory
        self._places = {key: _typeset(place, language) for key, place in places_of(observatory, language).items()}
        self.reader = Reader(observatory.folder.indicators, observatory.evidence, self.speech)

    @property
    def observatory(self) -> Observatory:
        """Return the build about to be published."""
        return self.grounds.observatory

    @property
    def territory(self) -> TerritorySpec:
        """Return the territory's own declaration."""
        return self.observatory.folder.territory

    @property
    def indicators(self) -> dict[str, IndicatorSpec]:
        """Return the indicators by id."""
        return self.observatory.folder.indicators

    @property
    def shelf(self) -> Shelf:
        """Return the figures."""
        return self.grounds.shelf

    @cached_property
    def themes(self) -> list[tuple[str, str, list[str]]]:
        """Return (code, name, indicators' ids) of each theme that has indicators, key indicators first."""
        themes = []
        for code, name in THEMES.items():
            ids = [id_ for id_, spec in self.indicators.items() if spec.theme == code]
            if ids:
                themes.append((code, self.speech.say(name), sorted(ids, key=lambda i: not self.indicators[i].key)))
        return themes

    @property
    def sheet_zonings(self) -> list[str]:
        """Return the zonings with a sheet for each zone, in the territory's order."""
        return [id_ for id_, spec in self.zonings.items() if spec.sheets]

    @property
    def zonings(self) -> dict[str, ZoningSpec]:
        """Return the zonings that the build made, in the territory's order."""
        return {id_: spec for id_, spec in self.territory.zonings.items() if id_ in self.observatory.zones}

    def say(self, words: str, **values: object) -> str:
        """Return words in the edition's language."""
        return self.speech.say(words, **values)

    def text(self, text: Text | None) -> str:
        """Return a label of the folder in the edition's language, empty without one."""
        return self.typeset(text.in_(self.language)) if text else ""

    def typeset(self, words: str) -> str:
        """Return words of the folder as the edition's language prints them."""
        return typeset(words, self.language)

    def purpose(self, purpose: str) -> str:
        """Return what a purpose says, in the words of the first agreement that names it."""
        for agreement in self.observatory.folder.agreements.values():
            if purpose in agreement.purposes:
                return self.text(agreement.purposes[purpose])
        return purpose

    def indicator_name(self, indicator: str) -> str:
        """Return the name of an indicator."""
        return self.text(self.indicators[indicator].name)

    def zoning_name(self, zoning: str) -> str:
        """Return the name of a zoning."""
        return self.text(self.territory.zonings[zoning].name)

    def category_name(self, breakdown: str, category: str) -> str:
        """Return the name of a category; a category that its breakdown does not list stands for itself."""
        known = self.observatory.folder.breakdowns.get(breakdown)
        if known and category in known.categories:
            return self.text(known.categories[category].name)
        return self.say(N_("Total")) if category == TOTAL else category

    def source_names(self, sources: Iterable[str]) -> list[str]:
        """Return the titles of sources; one that nothing is told of stands for itself."""
        known = self.observatory.evidence.sources
        return [self.text(known[id_].title) if id_ in known else id_ for id_ in sources]

    def place(self, zoning: str, zone: str) -> Place:
        """Return a zone by its zoning and id."""
        key: ZoneKey = zoning, zone
        return self._places[key]

    def places(self, zoning: str) -> list[Place]:
        """Return the zones of a zoning by name, then communes."""
        return sorted(
            (self.place(zoning, zone) for zone in self.grounds.zone_ids[zoning]),
            key=lambda place: (place.name.casefold(), place.communes.casefold(), place.id),
        )
