"""`parvis reach`: what can be reached on its own, without a territory folder; the library is loaded when called."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parvis.cli.language import LANGUAGE, N_, say
from parvis.cli.progress import Line
from parvis.cli.usage import HELP, Commands, Examples

if TYPE_CHECKING:
    from parvis.model.finding import Finding
    from parvis.reach.inputs import Inputs, Journey
    from parvis.reach.journeys import Part
    from parvis.reach.points import Points
    from parvis.reach.times import Prepared

ABOUT = N_(
    "Travel times and what is within reach: on foot, by bicycle and by public transport.\n\n"
    "Places are CSV or Parquet files with the columns id, lon and lat (degrees). Streets are an OpenStreetMap extract "
    "(.osm.pbf), timetables GTFS feeds. Every minute of the window is a departure; percentiles are over these."
)


@click.group("reach", cls=Commands, help=say(ABOUT), short_help=say(N_("Work out travel times and accessibility")))
@click.help_option("-h", "--help", help=say(HELP))
def reach() -> None:
    """Group the commands."""


def subcommand(name: str, words: str, *examples: str) -> Callable[[Callable[..., None]], click.Command]:
    """Return what makes a command of the group, with its help and examples."""
    help_ = say(words)
    make = reach.command(
        name, cls=Examples, help=help_, short_help=help_.partition(".\n")[0].removesuffix("."), examples=examples
    )

    def decorate(function: Callable[..., None]) -> click.Command:
        command: click.Command = make(function)
        return click.help_option("-h", "--help", help=say(HELP))(command)

    return decorate


FILE = click.Path(path_type=Path, dir_okay=False)
PLACE = click.Path(path_type=Path)


def _numbers(ctx: click.Context, param: click.Parameter, value: str) -> tuple[float, ...]:
    """Return numbers separated by commas, ascending; none where nothing is written."""
    try:
        return tuple(sorted({float(part) for part in value.split(",")})) if value else ()
    except ValueError as error:
        words = say(N_("Write numbers separated by commas: 25,50,75."))
        raise click.BadParameter(words, ctx, param) from error


def _names(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[str, ...]:
    """Return names separated by commas."""
    return tuple(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))


def _moment(ctx: click.Context, param: click.Parameter, value: str) -> datetime:
    """Return a date and time of day; without a time zone it is that of the first timetable."""
    try:
        return datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(say(N_("Write the departure as 2026-03-02T08:00.")), ctx, param) from error


OPTIONS = (
    click.option("--streets", type=PLACE, metavar=say(N_("FILE")),
                 help=say(N_("Street extract, .osm.pbf (without one, walks are straight lines made longer)."))),
    click.option("--elevation", type=PLACE, metavar=say(N_("FILE")),
                 help=say(N_("Raster of heights in metres, so that slopes count."))),
    click.option("--gtfs", type=PLACE, multiple=True, metavar=say(N_("FILE")),
                 help=say(N_("Timetable: a GTFS .zip or folder; may be given several times."))),
    click.option("--departure", callback=_moment, required=True, metavar=say(N_("MOMENT")),
                 help=say(N_("First departure, such as 2026-03-02T08:00, in the timetables' time zone."))),
    click.option("--window", type=click.IntRange(1), default=60, metavar="MIN",
                 help=say(N_("Minutes of the window: a departure each (default: 60)."))),
    click.option("--max-rides", type=click.IntRange(0), default=3, metavar="N",
                 help=say(N_("Vehicles boarded at the most (default: 3)."))),
    click.option("--max-walk", type=click.IntRange(1), default=30, metavar="MIN",
                 help=say(N_("Minutes of a single way on foot at the most (default: 30)."))),
    click.option("--walk-speed", type=click.FloatRange(0.5, 40), default=3.6, metavar="KM/H",
                 help=say(N_("Speed on foot (default: 3.6)."))),
    click.option("--bicycle", "bicycle_speed", type=click.FloatRange(4, 40), metavar="KM/H",
                 help=say(N_("Cycle all the way at this speed, instead of walking; without timetables."))),
    click.option("--slack", type=click.IntRange(0), default=60, metavar="S",
                 help=say(N_("Seconds one must be at a stop before the vehicle leaves (default: 60)."))),
    click.option("--draws", type=click.IntRange(1), default=20, metavar="N",
                 help=say(N_("How often trips known by headway only are drawn at random (default: 20)."))),
    click.option("--threads", type=click.IntRange(1), default=1, metavar="N",
                 help=say(N_("Threads that work at the same time (default: 1)."))),
)  # fmt: skip
max_time = click.option("--max-time", type=click.IntRange(1), default=60, metavar="MIN",
                        help=say(N_("Minutes of a journey at the most (default: 60).")))  # fmt: skip
percentiles = click.option(
    "--percentiles",
    callback=_numbers,
    default="50",
    metavar="P,P",
    help=say(N_("Which percentiles of the travel times over the window (default: 50).")),
)
origins_file = click.option("--origins", type=PLACE, required=True, metavar=say(N_("FILE")),
                            help=say(N_("Where journeys start: id,lon,lat.")))  # fmt: skip
destinations_file = click.option("--destinations", type=PLACE, required=True, metavar=say(N_("FILE")),
                                 help=say(N_("Where they go to: id,lon,lat.")))  # fmt: skip
out_file = click.option("--out", type=FILE, required=True, metavar=say(N_("FILE")),
                        help=say(N_("Where to write: .csv or .parquet.")))  # fmt: skip


def _searching(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all searches have."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


@subcommand("times", N_("Write travel times door to door: from_id, to_id and minutes at each percentile.\n\n"
                      "A line a pair that is reached; a minute is empty where the journey would be too long."),
          "parvis reach times --streets town.osm.pbf --gtfs bus.zip --gtfs train.zip --origins homes.csv "
          "--destinations jobs.csv --departure 2026-03-02T08:00 --out times.csv")  # fmt: skip
@_searching
@origins_file
@destinations_file
@max_time
@percentiles
@out_file
def times(origins: Path, destinations: Path, out: Path, threads: int, **asked: Any) -> None:
    """Write travel times."""
    from parvis.reach.points import read_points
    from parvis.reach.times import origin_findings
    from parvis.reach.times import times as search
    from parvis.reach.write import write_times

    starts, targets = read_points(origins), read_points(destinations)
    prepared = _prepared(targets, asked)
    tell((*prepared.findings, *origin_findings(prepared, starts)))
    with progress() as line:
        batches = search(prepared, starts, threads=threads, progress=line)
        pairs = write_times(batches, out, starts, targets, prepared.query.percentiles)
    said = N_("{pairs} of {all} pairs are reached: {file}")
    click.echo(say(said).format(pairs=pairs, all=len(starts) * len(targets), file=out))


@subcommand("access", N_("Write what is within reach of each origin: id, opportunity, measure, at, percentile, value."
                         "\n\n"
                       "within: opportunities by the cut-off; minutes_to: minutes to the n-th; per_person: shared with "
                       "those who compete for them (two-step floating catchment); matched: of one's own category."),
          "parvis reach access --streets town.osm.pbf --gtfs bus.zip --origins homes.csv --destinations places.csv "
          "--opportunities schools,healthcare --cutoff 20 --departure 2026-03-02T08:00 --out access.csv")  # fmt: skip
@_searching
@origins_file
@destinations_file
@click.option("--opportunities", callback=_names, required=True, metavar=say(N_("NAMES")),
              help=say(N_("Columns of the destinations with amounts, separated by commas.")))  # fmt: skip
@click.option("--cutoff", "cutoffs", callback=_numbers, default="30", metavar="MIN,MIN",
              help=say(N_("Minutes within which opportunities count (default: 30).")))  # fmt: skip
@click.option("--decay", type=click.Choice(["step", "exponential", "linear", "logistic"]), default="step",
              help=say(N_("How opportunities count less with time; all but the step by half at the cut-off "
                          "(default: step).")))  # fmt: skip
@click.option("--nearest", "numbers", callback=_numbers, default="", metavar="N,N",
              help=say(N_("Also the minutes until so many opportunities are reached.")))  # fmt: skip
@click.option("--competition", default="", metavar=say(N_("NAME")),
              help=say(N_("Column of the origins: people who share the opportunities.")))  # fmt: skip
@click.option("--match", is_flag=True,
              help=say(N_("The opportunities are categories, and the origins have columns of the same names: "
                          "who looks for what.")))  # fmt: skip
@percentiles
@max_time
@out_file
def access(origins: Path, destinations: Path, out: Path, threads: int, **asked: Any) -> None:
    """Write accessibility."""
    from parvis.reach.accessibility import SCHEMA, Measures, empty_findings
    from parvis.reach.accessibility import access as stream
    from parvis.reach.points import read_points
    from parvis.reach.times import origin_findings
    from parvis.reach.write import write_tables

    names = ("opportunities", "cutoffs", "decay", "numbers", "competition", "match")
    measures = Measures(**{name: asked[name] for name in names})
    starts = read_points(origins, measures.at_origins)
    targets = read_points(destinations, measures.opportunities)
    prepared = _prepared(targets, asked)
    tell((*prepared.findings, *origin_findings(prepared, starts), *empty_findings(targets, measures)))
    with progress() as line:
        parts = stream(prepared, starts, targets, measures, threads=threads, progress=line)
        rows = write_tables(parts, out, SCHEMA)
    click.echo(say(N_("{rows} rows: {file}")).format(rows=rows, file=out))


@subcommand("isochrone", N_("Write how far one gets from each origin, as polygons by minutes."),
          "parvis reach isochrone --streets town.osm.pbf --gtfs bus.zip --origins homes.csv "
          "--minutes 15,30,45 --departure 2026-03-02T08:00 --out reached.geojson")  # fmt: skip
@_searching
@origins_file
@click.option("--minutes", callback=_numbers, default="15,30,45", metavar="MIN,MIN",
              help=say(N_("A polygon for each of these (default: 15,30,45).")))  # fmt: skip
@click.option("--cell", type=click.FloatRange(25), default=150.0, metavar="M",
              help=say(N_("Size of the cells of which polygons are made, in metres (default: 150).")))  # fmt: skip
@percentiles
@click.option("--out", type=FILE, required=True, metavar=say(N_("FILE")),
              help=say(N_("Where to write: .geojson or .gpkg.")))  # fmt: skip
def isochrone(origins: Path, out: Path, threads: int, minutes: tuple[float, ...], cell: float, **asked: Any) -> None:
    """Write isochrones."""
    from parvis.reach.isochrones import grid, isochrones
    from parvis.reach.points import read_points

    starts = read_points(origins)
    asked["max_time"] = ceil(max(minutes))
    journey = _journey(asked)
    inputs = _inputs(journey, asked)
    cells, size = grid(inputs, starts, journey, cell=cell)
    prepared = inputs.prepared(cells, journey)
    with progress() as line:
        found = isochrones(prepared, starts, cells, size, minutes, threads=threads, progress=line)
    found.to_file(out, driver="GPKG" if out.suffix == ".gpkg" else "GeoJSON", engine="pyogrio")
    click.echo(say(N_("{rows} polygons: {file}")).format(rows=len(found), file=out))


@subcommand("journeys", N_("Show the journeys from one place to another in parts, a line for each departure.\n\n"
                         "Minutes of access on foot, wait, ride (with its route), change on foot, egress on foot."),
          "parvis reach journeys --streets town.osm.pbf --gtfs bus.zip --origins homes.csv --destinations jobs.csv "
          "--from home7 --to job3 --departure 2026-03-02T08:00 --window 10")  # fmt: skip
@_searching
@origins_file
@destinations_file
@click.option("--from", "origin", required=True, metavar="ID", help=say(N_("Where the journey starts.")))
@click.option("--to", "destination", required=True, metavar="ID", help=say(N_("Where it goes to.")))
@max_time
@click.option("--json", "as_json", is_flag=True, help=say(N_("Print JSON, for programs.")))
def journeys(origins: Path, destinations: Path, origin: str, destination: str, as_json: bool, **asked: Any) -> None:
    """Show journeys."""
    from parvis.reach.journeys import journeys as find
    from parvis.reach.points import read_points

    starts, targets = read_points(origins), read_points(destinations)
    prepared = _prepared(targets, {**asked, "percentiles": (50.0,)})
    found = find(prepared, starts, targets, origin, destination)
    if as_json:
        rows = [{"departure": leave.isoformat(), "parts": [vars(part) for part in parts] if parts else None}
                for leave, parts in found]  # fmt: skip
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for leave, parts in found:
        click.echo(f"{leave:%H:%M}  {_told(parts) if parts else say(N_('too long'))}")


PARTS = {
    "walk": N_("all on foot"),
    "access": N_("on foot"),
    "wait": N_("wait"),
    "transfer": N_("change"),
    "egress": N_("on foot"),
}


def _told(parts: list[Part]) -> str:
    """Return a journey in one line."""
    shown = [f"{part.route or say(PARTS[part.kind])} {part.seconds / 60:.1f}" for part in parts]
    return f"{sum(part.seconds for part in parts) / 60:.1f} min: " + ", ".join(shown)


@subcommand("zones", N_("Bring what is within reach up to neighbourhoods, weighted by who lives there.\n\n"
                      "A line a zone and measure: the mean of its residents (value), between whom most of them lie "
                      "(lower, upper); also for the rest and for all. With --before also the change, and which share "
                      "of the residents gains and loses: a line cut, a new tram, a day of strike."),
          "parvis reach zones --access access.csv --origins homes.csv --people population --zones qpv.gpkg --key code "
          "--out by_zone.csv")  # fmt: skip
@click.option("--access", "after", type=PLACE, required=True, metavar=say(N_("FILE")),
              help=say(N_("What `parvis reach access` wrote.")))  # fmt: skip
@click.option("--before", type=PLACE, metavar=say(N_("FILE")),
              help=say(N_("The same of another timetable or street network, to compare with.")))  # fmt: skip
@origins_file
@click.option("--people", required=True, metavar=say(N_("NAME")),
              help=say(N_("Column of the origins: how many live there.")))  # fmt: skip
@click.option("--zones", "zoning", type=PLACE, required=True, metavar=say(N_("FILE")),
              help=say(N_("Polygons of the neighbourhoods.")))  # fmt: skip
@click.option("--key", required=True, metavar=say(N_("NAME")), help=say(N_("Column of their codes.")))
@click.option("--out", type=FILE, required=True, metavar=say(N_("FILE")),
              help=say(N_("Where to write, CSV.")))  # fmt: skip
def zones(after: Path, before: Path | None, origins: Path, people: str, zoning: Path, key: str, out: Path) -> None:
    """Write what neighbourhoods have within reach."""
    from parvis.reach.points import read_points
    from parvis.reach.zones import by_zone, inside, read_access, read_zones

    homes = read_points(origins, (people,))
    earlier = read_access(before) if before else None
    found = by_zone(read_access(after), homes, people, inside(homes, read_zones(zoning), key), before=earlier)
    for column in ("at", "percentile"):
        found[column] = [f"{value:g}" for value in found[column]]  # 30, not 30.0: sources choose rows by it
    found.to_csv(out, index=False)
    click.echo(say(N_("{rows} rows: {file}")).format(rows=len(found), file=out))


def _prepared(targets: Points, asked: dict[str, Any]) -> Prepared:
    """Return what the search needs, having read streets and timetables."""
    journey = _journey(asked)
    return _inputs(journey, asked).prepared(targets, journey)


def _inputs(journey: Journey, asked: dict[str, Any]) -> Inputs:
    from parvis.reach.inputs import read_inputs
    from parvis.reach.kept import cache_folder

    inputs = read_inputs(
        journey, streets=asked["streets"], gtfs=asked["gtfs"], elevation=asked["elevation"], folder=cache_folder()
    )
    tell(inputs.findings)
    return inputs


def _journey(asked: dict[str, Any]) -> Journey:
    from parvis.reach.inputs import Journey
    from parvis.reach.search import Query

    by_bicycle = asked["bicycle_speed"] is not None
    if by_bicycle and asked["gtfs"]:
        raise click.UsageError(say(N_("--bicycle goes without --gtfs: bicycles do not go on board here.")))
    longest = 60 * asked["max_time"]
    query = Query(
        departures=1 if by_bicycle or not asked["gtfs"] else asked["window"], percentiles=asked["percentiles"],
        rides=asked["max_rides"], longest=longest, slack=asked["slack"],
    )  # fmt: skip
    return Journey(
        departure=asked["departure"], query=query, bicycle=by_bicycle, draws=asked["draws"],
        speed=asked["bicycle_speed"] if by_bicycle else asked["walk_speed"],
        longest=asked["max_time"] if by_bicycle else asked["max_walk"],
    )  # fmt: skip


def tell(findings: tuple[Finding, ...]) -> None:
    """Print what there is to say about the inputs."""
    from parvis.cli.report import as_text

    if findings:
        click.echo(as_text(findings, LANGUAGE), err=True)


@contextmanager
def progress() -> Iterator[Line]:
    """Draw progress, and clear it at the end."""
    line = Line(sys.stderr)
    try:
        yield line
    finally:
        line.end()
