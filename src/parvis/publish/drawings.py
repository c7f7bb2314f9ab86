"""What each map shows: which window, which outlines around, which class or hatching each zone has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parvis.messages import N_
from parvis.model.figure import State
from parvis.publish import numbers
from parvis.publish.classes import MOST, Classes, classes_of
from parvis.publish.edition import Edition
from parvis.publish.maps import Bounds, Frame, ScaleBar, Shape, frame_around, scale_bar, together
from parvis.publish.places import Place
from parvis.publish.readings import Reading
from parvis.publish.symbols import Disc, radius, round_sizes
from parvis.publish.words import STATES

_WIDEST_CONTEXT = 4  # a context this many times the surface of what it surrounds would drown it
_MOST_NUMBERS = 60  # zones that may carry their number in the list; more would cover the map
_LOCATOR = 300  # pixels


@dataclass(frozen=True)
class Area:
    """A zone on a map: its id, its shape, what is read on it, and its sheet's address if it has one."""

    zone: str
    shape: Shape
    title: str
    address: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Group:
    """The areas of one class or state (`style` is its CSS class), with its legend."""

    style: str
    label: str
    areas: tuple[Area, ...]
    count: int
    hatched: bool = False


@dataclass(frozen=True)
class MapView:
    """A map ready for its template; `id` is unique in its page."""

    id: str
    label: str
    frame: Frame
    bar: ScaleBar
    outlines: tuple[Shape, ...]
    ground: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    links: int = 0
    discs: tuple[Disc, ...] = ()
    sizes: tuple[tuple[int, str], ...] = ()  # radius and number of the discs in the legend


def plain_map(edition: Edition, zoning: str, places: list[Place]) -> MapView:
    """Return the map of a zoning without any figure; zones carry their rank in `places` if there are few."""
    context = context_of(edition, zoning)
    frame = _window(edition, zoning, context)
    shapes = edition.grounds.atlas.zones_drawn(zoning, frame)
    numbered = len(places) <= _MOST_NUMBERS
    areas = tuple(
        Area(place.id, shapes[place.id], place.full_name, place.address, rank if numbered else None)
        for rank, place in enumerate(places, start=1)
    )
    label = edition.say(N_("Map: %(zoning)s"), zoning=edition.zoning_name(zoning))
    return _view(edition, f"map-{zoning}", label, frame, context, (Group("zone", "", areas, len(areas)),))


def locator_map(edition: Edition, place: Place) -> MapView:
    """Return the small map that shows where a zone lies, among its like and in the outlines of its context."""
    context = context_of(edition, place.zoning)
    frame = _locator_window(edition, place, context)
    atlas = edition.grounds.atlas
    others = []
    for zone, shape in atlas.zones_drawn(place.zoning, frame).items():
        if zone != place.id:
            other = edition.place(place.zoning, zone)
            others.append(Area(zone, shape, other.full_name))
    here = Area(place.id, atlas.zones_drawn(place.zoning, frame)[place.id], place.full_name)
    label = edition.say(N_("Where %(zone)s lies"), zone=place.full_name)
    groups = (Group("zone", "", tuple(others), len(others)), Group("here", "", (here,), 1))
    return _view(edition, "locator", label, frame, context, groups)


def choropleth(edition: Edition, indicator: str, zoning: str, readings: list[tuple[Place, Reading | None]]) -> MapView:
    """Return the map of an indicator in a zoning; a zone without a figure at all counts as not collected."""
    context = context_of(edition, zoning)
    frame = _window(edition, zoning, context)
    shapes = edition.grounds.atlas.zones_drawn(zoning, frame)
    classes = classes_for(edition, [reading for _, reading in readings])
    areas: dict[str, list[Area]] = {}
    for place, reading in readings:
        title = edition.say(N_("%(place)s: %(figure)s"), place=place.full_name, figure=_title(edition, reading))
        area = Area(place.id, shapes[place.id], title, place.address)
        areas.setdefault(style_of(reading, classes), []).append(area)
    groups = (*_class_groups(edition, classes, areas), *_state_groups(edition, areas))
    return _view(edition, f"map-{zoning}", _label(edition, indicator, zoning), frame, context, groups)


def symbols(edition: Edition, indicator: str, zoning: str, readings: list[tuple[Place, Reading | None]]) -> MapView:
    """Return the map of an indicator that counts: discs by number over plain zones; states are hatched as ever."""
    context = context_of(edition, zoning)
    frame = _window(edition, zoning, context)
    shapes = edition.grounds.atlas.zones_drawn(zoning, frame)
    areas: dict[str, list[Area]] = {}
    for place, reading in readings:
        area = Area(place.id, shapes[place.id], f"{place.full_name}: {_title(edition, reading)}", place.address)
        areas.setdefault("zone" if reading and reading.number else style_of(reading, None), []).append(area)
    shown = [(place, reading) for place, reading in readings if reading and reading.number]
    greatest = max((reading.row.value for _, reading in shown), default=0.0)
    discs = tuple(
        Disc(place.id, shapes[place.id].x, shapes[place.id].y, radius(reading.row.value, greatest))
        for place, reading in sorted(shown, key=lambda pair: -pair[1].row.value)
    )
    sizes = tuple(
        (radius(size, greatest), numbers.shown(size, max(0, edition.reader.decimals(indicator)), edition.language))
        for size in round_sizes([reading.row.value for _, reading in shown])
    )
    plain = tuple(areas.get("zone", ()))
    groups = (Group("zone", "", plain, len(plain)), *_state_groups(edition, areas))
    return _view(edition, f"map-{zoning}", _label(edition, indicator, zoning), frame, context, groups, discs, sizes)


def _label(edition: Edition, indicator: str, zoning: str) -> str:
    return edition.say(
        N_("Map: %(indicator)s, %(zoning)s"),
        indicator=edition.indicator_name(indicator),
        zoning=edition.zoning_name(zoning),
    )


def classes_for(edition: Edition, readings: Iterable[Reading | None]) -> Classes | None:
    """Return the classes of the numbers among some readings, at the finest place that any of them is shown with."""
    shown = [reading for reading in readings if reading and reading.number]
    place_shown = max((edition.reader.place(reading.row) for reading in shown), default=0)
    if not shown:
        return None
    spec = edition.indicators[shown[0].row.indicator]
    return classes_of([reading.row.value for reading in shown], place_shown, spec.class_bounds or spec.classes)


def class_labels(edition: Edition, classes: Classes) -> Iterator[tuple[str, str, int]]:
    """Return the style of each class, its bounds in words, and how many numbers lie in it."""
    bounds = [numbers.written(bound, classes.place, edition.language) for bound in classes.bounds]
    last = len(classes.counts) - 1
    for i, count in enumerate(classes.counts):
        words = N_("%(lower)s to %(upper)s") if i == last else N_("%(lower)s to less than %(upper)s")
        label = bounds[i] if bounds[i] == bounds[i + 1] else edition.say(words, lower=bounds[i], upper=bounds[i + 1])
        yield _class_style(i, classes), label, count


def style_of(reading: Reading | None, classes: Classes | None) -> str:
    """Return the style of what is read at a zone: that of its class, or of its state."""
    if reading and reading.number and classes:
        return _class_style(classes.of(reading.row.value), classes)
    return f"s-{reading.code if reading else STATES[State.NOT_COLLECTED].code}"


def context_of(edition: Edition, zoning: str) -> str | None:
    """Return the zoning whose outlines surround another's zones: the first it is compared with that has borders."""
    zonings = edition.zonings
    made_from_source = (id_ for id_ in zonings[zoning].compare if id_ in zonings and zonings[id_].source is not None)
    return next(made_from_source, None)


def _title(edition: Edition, reading: Reading | None) -> str:
    return reading.in_short if reading else edition.speech.state(State.NOT_COLLECTED).name


def _class_style(position: int, classes: Classes) -> str:
    """Return the colour of a class: classes fewer than colours are spread over the whole ramp."""
    last = len(classes.counts) - 1
    return f"k{round(position * (MOST - 1) / last) + 1}" if last else f"k{(MOST + 1) // 2}"


def _class_groups(edition: Edition, classes: Classes | None, areas: dict[str, list[Area]]) -> Iterable[Group]:
    if classes is not None:
        for style, label, count in class_labels(edition, classes):
            yield Group(style, label, tuple(areas.get(style, ())), count)


def _state_groups(edition: Edition, areas: dict[str, list[Area]]) -> Iterable[Group]:
    for state in STATES:
        words = edition.speech.state(state)
        hidden = tuple(areas.get(f"s-{words.code}", ()))
        if hidden:
            yield Group(f"s-{words.code}", words.name, hidden, len(hidden), hatched=True)


def _view(
    edition: Edition,
    id_: str,
    label: str,
    frame: Frame,
    context: str | None,
    groups: tuple[Group, ...],
    discs: tuple[Disc, ...] = (),
    sizes: tuple[tuple[int, str], ...] = (),
) -> MapView:
    outlines = tuple(edition.grounds.atlas.zones_drawn(context, frame).values()) if context else ()
    links = sum(area.address is not None for group in groups for area in group.areas)
    ground = edition.grounds.atlas.ground_drawn(frame)
    return MapView(id_, label, frame, scale_bar(frame), outlines, ground, groups, links, discs, sizes)


def _window(edition: Edition, zoning: str, context: str | None) -> Frame:
    """Return the window on all zones of a zoning, and on what surrounds them unless they would drown in it."""
    atlas = edition.grounds.atlas
    own = atlas.bounds_of(zoning)
    if context:
        members = edition.observatory.zones[zoning].members.get(context, {})
        around = tuple(sorted({zone for zones in members.values() for zone in zones}))
        if around:
            both = together(own, atlas.bounds_of(context, around))
            if _surface(both) <= _WIDEST_CONTEXT * _surface(own):
                return frame_around(both)
            west, south, east, north = own
            spare = max(east - west, north - south) / 8
            return frame_around((west - spare, south - spare, east + spare, north + spare))
    return frame_around(own)


def _locator_window(edition: Edition, place: Place, context: str | None) -> Frame:
    atlas = edition.grounds.atlas
    own = atlas.bounds_of(place.zoning, (place.id,))
    members = edition.observatory.zones[place.zoning].members.get(context, {}) if context else {}
    around = members.get(place.id, ())
    if context and around:
        return frame_around(together(own, atlas.bounds_of(context, around)), _LOCATOR, _LOCATOR)
    west, south, east, north = own
    across, upward = east - west, north - south
    return frame_around((west - across, south - upward, east + across, north + upward), _LOCATOR, _LOCATOR)


def _surface(bounds: Bounds) -> float:
    west, south, east, north = bounds
    return (east - west) * (north - south)
