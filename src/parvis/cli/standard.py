"""`parvis reach standard`: who has a stop within a walk that is served often enough."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from parvis.cli.language import N_, say
from parvis.cli.reach import FILE, OPTIONS, PLACE, subcommand, tell


def _days(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[datetime, ...]:
    """Return days, midnight each."""
    try:
        return tuple(datetime.strptime(value, "%Y-%m-%d") for value in values)
    except ValueError as error:
        raise click.BadParameter(say(N_("Write the day as 2026-03-02.")), ctx, param) from error


def _hours(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, int]:
    """Return the first hour and the one that is no longer asked for."""
    first, _, last = value.partition("-")
    if first.isdigit() and last.isdigit() and 0 <= int(first) < int(last) <= min(48, int(first) + 24):
        return int(first), int(last)
    raise click.BadParameter(say(N_("Write the hours as 7-20: from seven until eight in the evening.")), ctx, param)


STREETS, ELEVATION, GTFS = OPTIONS[:3]


@subcommand("standard", N_("Write who has a stop within a walk that is served often enough, hour by hour.\n\n"
                           "Lines as `parvis reach access` writes them: served, 1 or 0; minutes_to, on foot to the "
                           "nearest stop that is; departures, of the best stop in its hour of fewest. Each stop counts "
                           "by itself: one on either side of a street has the departures of its direction. "
                           "`parvis reach zones` makes of it the share of residents."),
            "parvis reach standard --streets town.osm.pbf --gtfs bus.zip --origins homes.csv --on 2026-03-03 "
            "--on 2026-03-07 --hours 7-20 --per-hour 4 --max-walk 10 --out standard.csv")  # fmt: skip
@STREETS
@ELEVATION
@GTFS
@click.option("--origins", type=PLACE, required=True, metavar=say(N_("FILE")),
              help=say(N_("Where people live: id,lon,lat.")))  # fmt: skip
@click.option("--on", "days", callback=_days, multiple=True, required=True, metavar=say(N_("DAY")),
              help=say(N_("A day on which it is asked for, such as 2026-03-03; may be given several times."))
              )  # fmt: skip
@click.option("--hours", callback=_hours, default="7-20", metavar="H-H",
              help=say(N_("From which hour to which; beyond 24 for the night (default: 7-20).")))  # fmt: skip
@click.option("--per-hour", type=click.FloatRange(0, min_open=True), default=2.0, metavar="N",
              help=say(N_("Departures in each hour at the least (default: 2).")))  # fmt: skip
@click.option("--max-walk", type=click.IntRange(1), default=10, metavar="MIN",
              help=say(N_("Minutes on foot to the stop at the most (default: 10).")))  # fmt: skip
@click.option("--walk-speed", type=click.FloatRange(0.5, 40), default=3.6, metavar="KM/H",
              help=say(N_("Speed on foot (default: 3.6).")))  # fmt: skip
@click.option("--out", type=FILE, required=True, metavar=say(N_("FILE")),
              help=say(N_("Where to write: .csv or .parquet.")))  # fmt: skip
def standard(
    streets: Path | None, elevation: Path | None, gtfs: tuple[Path, ...], origins: Path, days: tuple[datetime, ...],
    hours: tuple[int, int], per_hour: float, max_walk: int, walk_speed: float, out: Path,
) -> None:  # fmt: skip
    """Write who is served."""
    from parvis.reach.accessibility import SCHEMA
    from parvis.reach.inputs import Journey, read_inputs
    from parvis.reach.kept import cache_folder
    from parvis.reach.points import read_points
    from parvis.reach.search import Query
    from parvis.reach.standard import Standard, days_at, rows, served
    from parvis.reach.write import write_tables

    if not gtfs:
        raise click.UsageError(say(N_("Service is that of timetables: give at least one --gtfs.")))
    homes = read_points(origins)
    how = Journey(days[0], Query(), walk_speed, max_walk)
    inputs = read_inputs(how, streets=streets, gtfs=gtfs, elevation=elevation, folder=cache_folder())
    asked = Standard(days_at(days, hours[0]), hours[1] - hours[0], per_hour)
    found = served(inputs.feeds, inputs.walker, homes, asked)
    tell((*inputs.findings, *found.findings))
    write_tables(rows(found, homes, asked), out, SCHEMA)
    count = int((found.minutes >= 0).sum())
    click.echo(say(N_("{count} of {all} places are served so: {file}")).format(count=count, all=len(homes), file=out))
