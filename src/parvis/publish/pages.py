"""The pages that are one of a kind: home, lists of zones, sources, what is not shown, how to read, releases."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from parvis.messages import N_, in_words
from parvis.model.evidence import SourceRecord
from parvis.model.figure import Role, State
from parvis.publish import addresses
from parvis.publish.assurance import assurance_page
from parvis.publish.drawings import MapView, plain_map
from parvis.publish.edition import Edition, Page
from parvis.publish.extremes import Extremes, extremes_of
from parvis.publish.licences import Licence, licence
from parvis.publish.news import news_of
from parvis.publish.places import Place
from parvis.publish.readings import Reading
from parvis.publish.words import GEOGRAPHIES, METHODS, REGIMES, STATES, StateWords

_MOST_ON_HOME = 120  # zones listed on the home page; longer lists have a page of their own only
_MOST_NAMED = 12  # places named in a line of what is not shown; the indicator's page names them all
_MOST_FINDINGS = 50
_MOST_KEY_COLUMNS = 4
_MOST_KEYS = 3  # figures that matter, on the home page


def single_pages(edition: Edition) -> list[Callable[[], Page]]:
    """Return what makes every page that is one of a kind, and the list of zones of every zoning with sheets."""
    return [
        partial(_home, edition),
        *(partial(_zone_list, edition, zoning) for zoning in edition.sheet_zonings),
        partial(_sources, edition),
        partial(_not_shown, edition),
        partial(_how_to_read, edition),
        partial(_plain, edition, addresses.EXPLORE, "explore.html", N_("Explore the map")),
        partial(_plain, edition, addresses.COMPARE, "compare.html", N_("Compare places")),
        partial(_plain, edition, addresses.FIGURE_ALONE, "figure-alone.html", N_("A figure")),
        partial(assurance_page, edition),
        partial(_plain, edition, addresses.RELEASES, "releases.html", N_("Releases and data")),
        partial(_plain, edition, addresses.ABOUT, "about.html", N_("About this site")),
        partial(_legal, edition),
        partial(_plain, edition, addresses.ACCESSIBILITY, "accessibility.html", N_("Accessibility statement")),
    ]


def _plain(edition: Edition, address: str, template: str, title: str) -> Page:
    """Return a page whose template finds all that it says in the edition."""
    return Page(address, template, edition.say(title))


def _legal(edition: Edition) -> Page:
    values = {"licence": licence(edition.territory.licence)}
    return Page(addresses.LEGAL, "legal.html", edition.say(N_("Legal notice")), values)


# --- home and lists of zones -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ZoneList:
    """The zones of a zoning that has sheets: map, and the zones in the order of their numbers on it."""

    zoning: str
    name: str
    page: str
    map: MapView
    places: list[Place]
    listed: bool


@dataclass(frozen=True)
class KeyFigure:
    """A key indicator on the home page: its figure where a whole territory has one, and how many zones do."""

    indicator: str
    wholes: list[tuple[str, Reading]]
    extremes: Extremes | None
    shown: int
    of: int


def _home(edition: Edition) -> Page:
    lists = [_zones(edition, zoning) for zoning in edition.sheet_zonings]
    return Page(
        addresses.HOME,
        "home.html",
        edition.text(edition.territory.name),
        {"lists": lists, "key_figures": _key_figures(edition), "themes": edition.themes, "news": news_of(edition)},
    )


def _zones(edition: Edition, zoning: str) -> ZoneList:
    places = edition.places(zoning)
    return ZoneList(
        zoning,
        edition.zoning_name(zoning),
        addresses.zoning_page(zoning),
        plain_map(edition, zoning, places),
        places,
        len(places) <= _MOST_ON_HOME,
    )


def _key_indicators(edition: Edition) -> list[str]:
    return [id_ for id_, spec in edition.indicators.items() if spec.key]


def _key_figures(edition: Edition) -> list[KeyFigure]:
    if not edition.sheet_zonings:
        return []
    zoning = edition.sheet_zonings[0]
    wholes = [z for z in edition.zonings[zoning].compare if len(edition.grounds.zone_ids.get(z, ())) == 1]
    figures = []
    for indicator in _key_indicators(edition):
        rows = [
            (place, edition.shelf.headline(indicator, whole, place.id))
            for whole in wholes
            for place in edition.places(whole)
        ]
        found = [edition.shelf.headline(indicator, zoning, zone) for zone in edition.grounds.zone_ids[zoning]]
        shown_rows = [edition.reader.read(row) for row in found if row and row.is_shown]
        readings = [(place.full_name, edition.reader.read(row)) for place, row in rows if row]
        if readings or shown_rows:
            extremes = extremes_of(edition, shown_rows)
            figures.append(KeyFigure(indicator, readings, extremes, len(shown_rows), len(found)))
    return figures[:_MOST_KEYS]


def _zone_list(edition: Edition, zoning: str) -> Page:
    key = [i for i in _key_indicators(edition) if edition.shelf.periods(i, zoning)][:_MOST_KEY_COLUMNS]
    zones = _zones(edition, zoning)
    lines = []
    for place in zones.places:
        rows = [edition.shelf.headline(indicator, zoning, place.id) for indicator in key]
        lines.append((place, [edition.reader.read(row) if row else None for row in rows]))
    states = {row.state for indicator in key for row in edition.shelf.of(indicator) if row.zoning == zoning}
    values = {"zones": zones, "key": key, "lines": lines, "states": states}
    return Page(zones.page, "zones.html", zones.name, values)


# --- sources ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SourceWords:
    """A source's record with what depends on the language."""

    record: SourceRecord
    link: str | None
    licence: Licence | None
    vintage: str
    geography: list[str]
    regime: str
    findings: list[tuple[str, str, str]]
    more_findings: int
    indicators: list[str]


def _sources(edition: Edition) -> Page:
    users: dict[str, list[str]] = defaultdict(list)
    for indicator in edition.indicators:
        for source in sorted({source for row in edition.shelf.of(indicator) for source in row.sources.split()}):
            users[source].append(indicator)
    sources = [_source(edition, record, users[id_]) for id_, record in edition.observatory.evidence.sources.items()]
    return Page(addresses.SOURCES, "sources.html", edition.say(N_("Sources")), {"sources": sources})


def _source(edition: Edition, record: SourceRecord, indicators: list[str]) -> SourceWords:
    told = [in_words(finding, edition.language) for finding in record.findings]
    return SourceWords(
        record,
        addresses.web_link(record.url),
        licence(record.licence),
        edition.speech.period(record.vintage),
        [
            edition.say(GEOGRAPHIES[name], year=year) if name in GEOGRAPHIES else f"{name} {year}"
            for name, year in record.geography.items()
        ],
        edition.say(REGIMES[record.regime]),
        told[:_MOST_FINDINGS],
        max(0, len(told) - _MOST_FINDINGS),
        indicators,
    )


# --- what is not shown -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hidden:
    """Figures of an indicator in a zoning without a value for one reason; `names` are few or none."""

    indicator: str
    zoning: str
    why: str
    count: int
    names: list[str]


@dataclass(frozen=True)
class HiddenState:
    """A state with everything that is in it."""

    state: State
    words: StateWords
    count: int
    lines: list[Hidden]


def _not_shown(edition: Edition) -> Page:
    groups: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for row in edition.shelf:
        if row.role == Role.FIGURE:
            counts[row.state] += 1
            if not row.is_shown:
                groups[row.state, row.indicator, row.zoning, row.reason].append(row.zone)
    states = []
    for state in STATES:
        lines = [_hidden(edition, key, zones) for key, zones in groups.items() if key[0] == state]
        if lines:
            states.append(HiddenState(state, edition.speech.state(state), counts[state], lines))
    shown = sum(counts[state] for state in State if state.has_value)
    values = {"hidden": states, "shown": shown, "total": counts.total()}
    return Page(addresses.NOT_SHOWN, "not-shown.html", edition.say(N_("What is not shown, and why")), values)


def _hidden(edition: Edition, key: tuple[str, str, str, str], zones: list[str]) -> Hidden:
    state, indicator, zoning, reason = key
    distinct = list(dict.fromkeys(zones))
    names = [edition.place(zoning, zone).full_name for zone in distinct] if len(distinct) <= _MOST_NAMED else []
    why = edition.speech.reason(State(state), reason)
    return Hidden(indicator, zoning, why, len(zones), sorted(names, key=str.casefold))


# --- how to read -----------------------------------------------------------------------------------------------


def _how_to_read(edition: Edition) -> Page:
    used = {row.method for row in edition.shelf if row.method}
    methods = [edition.speech.method(code) for code in METHODS if code in used]
    ways = {row.reason for row in edition.shelf if row.state == State.PERTURBED.value}
    altered = [edition.speech.altered(reason) for reason in sorted(ways)]
    values = {"methods": methods, "states": set(STATES), "altered": altered}
    return Page(addresses.HOW_TO_READ, "how-to-read.html", edition.say(N_("How to read the figures")), values)
