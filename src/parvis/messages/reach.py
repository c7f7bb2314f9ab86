"""Messages about timetables, streets and travel times."""

from __future__ import annotations

from parvis.messages.message import N_, Message

LEFT_OUT = N_("The trips are left out; those who rely on them are told too long a journey, or none.")
SEND_BACK = N_("Ask the transport operator for a corrected feed.")

MESSAGES: dict[str, Message] = {
    "feed_absent": Message(
        N_("the timetable {name} is not there"), "", N_("Check the path: a .zip, or the folder it was unpacked to.")
    ),
    "feed_unreadable": Message(
        N_("{name} is no GTFS archive, or a damaged one"),
        N_("Without a timetable every journey would be on foot."),
        N_("Fetch the file again; it should be a .zip with stops.txt and stop_times.txt."),
    ),
    "feed_file_missing": Message(
        N_("the timetable {name} lacks {files}"),
        N_("GTFS asks for these files; without them no trip can be placed in time and space."),
        SEND_BACK,
    ),
    "feed_column_missing": Message(N_("{name} lacks the columns {columns}"), "", SEND_BACK),
    "feed_empty": Message(
        N_("no trip of the timetable {name} can be used"),
        N_("Every journey would be on foot, and the figures would say so of a town that has buses."),
        SEND_BACK,
    ),
    "feed_timezone": Message(
        N_('the time zone "{zone}" of the timetable is none'),
        N_("Its hours could be those of anywhere."),
        N_("Write a name such as Europe/Paris as agency_timezone in agency.txt."),
    ),
    "feed_row_broken": Message(
        N_("{file}: {count} lines with too many or too few columns (lines {lines})"),
        N_("They are left out."),
        SEND_BACK,
    ),
    "feed_stop_twice": Message(
        N_("{file}: {count} stops without an identifier, or with that of another (lines {lines})"),
        N_("Only the first is kept."),
        SEND_BACK,
    ),
    "feed_route_twice": Message(
        N_("{file}: {count} routes without an identifier, or with that of another (lines {lines})"),
        N_("Only the first is kept."),
        SEND_BACK,
    ),
    "feed_service_twice": Message(
        N_("{file}: {count} services without an identifier, or with that of another (lines {lines})"),
        N_("Only the first is kept."),
        SEND_BACK,
    ),
    "feed_trip_twice": Message(
        N_("{file}: {count} trips without an identifier, or with that of another (lines {lines})"),
        N_("Only the first is kept."),
        SEND_BACK,
    ),
    "feed_stop_without_place": Message(
        N_("{file}: {count} stops without usable coordinates (lines {lines})"),
        N_("Vehicles stop there, but nobody can walk there: who boards there is not counted."),
        SEND_BACK,
    ),
    "feed_stop_unknown": Message(
        N_("{file}: {count} lines name a stop that stops.txt does not have (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_trip_unknown": Message(
        N_("{file}: {count} lines name a trip that trips.txt does not have (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_route_unknown": Message(
        N_("{file}: {count} trips of a route that routes.txt does not have (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_service_unknown": Message(
        N_("{file}: {count} trips on days that no calendar describes (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_date_unreadable": Message(
        N_("{file}: {count} lines with a date, or a kind of exception, that cannot be read (lines {lines})"),
        N_("The days they speak of are not counted."),
        SEND_BACK,
    ),
    "feed_sequence_unreadable": Message(
        N_("{file}: {count} lines without a number in stop_sequence (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_sequence_twice": Message(
        N_("{file}: {count} lines with the same stop_sequence as another of their trip (lines {lines})"),
        LEFT_OUT,
        SEND_BACK,
    ),
    "feed_time_unreadable": Message(
        N_("{file}: {count} lines with a time that is none (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_times_back": Message(
        N_("{file}: {count} times earlier than the time before them on the same trip (lines {lines})"),
        LEFT_OUT,
        SEND_BACK,
    ),
    "feed_trip_timeless": Message(
        N_("{file}: {count} first or last stops of a trip without a time (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_trip_of_one_stop": Message(
        N_("{file}: {count} trips of a single stop (lines {lines})"), N_("Nobody can ride them."), SEND_BACK
    ),
    "feed_trip_without_times": Message(
        N_("{file}: {count} trips of which stop_times.txt has no line (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_frequency": Message(
        N_("{file}: {count} lines with a headway or hours that make no sense (lines {lines})"), LEFT_OUT, SEND_BACK
    ),
    "feed_transfer_of_trips": Message(
        N_("{file}: {count} changes between single trips or routes (lines {lines})"),
        N_("They are not used: changes are worked out from stop to stop."),
    ),
    "feed_in_seat": Message(
        N_("{file}: {count} trips go on as another that leaves before they arrive (lines {lines})"),
        N_("Passengers are taken to change there, if there is time."),
        SEND_BACK,
    ),
    "feed_platforms_unjoined": Message(
        N_("{name}: {count} platforms are joined by pathways to no entrance, in and out ({stops})"),
        N_("They are walked to where they lie, as if the station had no inside."),
        SEND_BACK,
    ),
    "feed_date_outside": Message(
        N_("the timetable {name} does not hold on {date}: it runs from {first} to {last}"),
        N_("No trip of it would run, and every journey would be on foot."),
        N_("Choose a date within it, an ordinary working day as a rule, or a feed of that time."),
    ),
    "feed_window_beyond": Message(
        N_("the window reaches to {date}, and the timetable {name} ends on {last}"),
        N_("After that day no trip of it runs: those who leave late are told too long a journey, or none."),
        N_("Choose a shorter window or an earlier date, or a feed of that time."),
    ),
    "feed_window_idle": Message(
        N_("trips of {name} in the window from {departure}: {count}. Almost nothing runs"),
        N_("The figures will speak of a town without public transport."),
        N_("Check the date and the hour; some feeds are cut to a part of the day."),
    ),
    "feed_routes_idle": Message(
        N_("{name}: {idle} of {routes} routes have no trip in the window from {departure}"),
        N_("They add nothing to what can be reached."),
    ),
    "reach_query": Message(
        N_("the window, the limits or the percentiles of the search make no sense"),
        "",
        N_("At least one departure, limits from 0 to {hours} hours, percentiles above 0 and up to 100."),
    ),
    "reach_standard": Message(
        N_("the standard of service makes no sense"),
        "",
        N_("At least one day, 1 to 24 hours of it, and more than no departure an hour."),
    ),
    "reach_walk": Message(
        N_("a single walk may take {minutes} minutes at the most"), "", N_("Lower --max-walk, or raise the speed.")
    ),
    "streets_absent": Message(
        N_("the street extract {name} is not there"), "", N_("Check the path: an OpenStreetMap extract, .osm.pbf.")
    ),
    "streets_unreadable": Message(
        N_("{name} is no OpenStreetMap extract, or breaks off"),
        N_("With half the streets, every walk would be wrong."),
        N_("Fetch the .osm.pbf again, and compare its size with that at its source."),
    ),
    "streets_empty": Message(
        N_("{name} holds no street that one may walk or cycle on"),
        "",
        N_("Take an extract of the territory with its highways."),
    ),
    "streets_unknown": Message(
        N_("no street extract: walks are straight lines made {detour} times longer"),
        N_("A river, a railway or a motorway is walked across as if it were not there."),
        N_("Give an OpenStreetMap extract of the territory with --streets."),
    ),
    "streets_islands": Message(
        N_("{name}: {streets} streets, {km} km in all, are joined to no other"),
        N_("Nothing is reached along them; places on them are joined to the nearest other street."),
    ),
    "elevation_unreadable": Message(
        N_("the elevation raster {name} cannot be read, or does not say where it lies"),
        "",
        N_("Give a GeoTIFF of heights in metres, with its reference system."),
    ),
    "points_columns": Message(
        N_("{name} lacks the columns {columns}"),
        N_("Places need an identifier and where they lie, in degrees (WGS 84)."),
        N_("It has: {present}."),
    ),
    "points_unreadable": Message(N_("{name} can be read neither as CSV nor as Parquet"), "", N_("Export it again.")),
    "points_none": Message(N_("{name} holds no place"), "", N_("Write one a line: id,lon,lat.")),
    "points_nowhere": Message(
        N_("{name}: {count} places without usable coordinates (lines {lines})"),
        "",
        N_("Give lon and lat in degrees, lon first; leave out whoever has none."),
    ),
    "points_twice": Message(
        N_("{name}: {count} identifiers stand twice (lines {lines})"),
        N_("Nobody could tell their travel times apart."),
        N_("Give each place its own."),
    ),
    "points_unknown": Message(
        N_('{name} has no place "{id}"'), "", N_("Identifiers are those of the column id, letter for letter.")
    ),
    "points_amounts": Message(
        N_("{name}: {count} lines with an amount that is no number, or below zero (lines {lines})"),
        "",
        N_("Correct them; leave empty what is none."),
    ),
    "points_off_streets": Message(
        N_("{name}: {count} places lie more than {metres} m from any street (lines {lines})"),
        N_("Nothing is reached from there, nor there: their figures will be empty."),
        N_("Check their coordinates, and that the street extract covers the whole territory."),
    ),
    "access_measures": Message(
        N_("the measures of accessibility make no sense"),
        "",
        N_("Cut-offs and numbers above 0; a decay of {decays}."),
    ),
    "access_nothing": Message(
        N_("{name}: the column {column} holds nothing but zeros"),
        N_("Nobody will have anything of it within reach."),
        N_("Check the name of the category, and the file."),
    ),
    "access_group": Message(
        N_("a group that is compared has nobody"), "", N_("Give counts of people that are above zero in both groups.")
    ),
    "access_frame": Message(
        N_("the frame of places lacks: {columns}"),
        N_("Without a reference system nobody knows where its places lie."),
        N_("Set its CRS, and a column id."),
    ),
    "access_columns": Message(
        N_("{name} lacks the columns {columns}"),
        N_("It is not what `parvis reach access` writes."),
        N_("It has: {present}."),
    ),
    "zones_unreadable": Message(
        N_("the zones {name} cannot be read"), "", N_("Give a GeoPackage, GeoJSON or Shapefile of polygons.")
    ),
}
