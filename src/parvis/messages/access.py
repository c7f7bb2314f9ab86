"""Messages about `kind: access`: what residents have within reach."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "moment_form": Message(
        N_('"{value}" is not a day with a time'), "", N_("Write day and local time: 2024-11-19T08:00.")
    ),
    "travel_untimed": Message(
        N_("public transport without timetables, or without a departure"),
        N_("What runs depends on the day and the hour."),
        N_("Give timetables and departure, or write `by: foot` or `by: bicycle`."),
    ),
    "travel_timed": Message(
        N_("timetables for a way that has none"),
        N_("On foot and by bicycle nobody waits."),
        N_("Remove timetables, or write `by: transit`."),
    ),
    "before_same": Message(
        N_("a situation to compare with, in which nothing was otherwise"),
        "",
        N_("Give the timetables, streets or departure of that time."),
    ),
    "access_category": Message(
        N_("a category on one side only"),
        N_("What people look for is matched with what there is: both sides have a column of it."),
        N_("Give category under from and under to, or under neither."),
    ),
    "access_asked": Message(
        N_("access without its limit, or with two of them"),
        "",
        N_("Give within (minutes) or nearest (a number of places)."),
    ),
    "access_nearest": Message(
        N_("nearest is told as the median of the people, and of one situation only"),
        N_("Who never gets there has no number of minutes, so that there is no mean and no change."),
        N_("Remove category, before or `statistic: mean`, or ask for what is within reach."),
    ),
    "access_statistic": Message(
        N_("this statistic is not of that figure"),
        N_("gaining and losing are of a change; a change, and what matches, is told as a mean."),
        N_("Write mean, or remove the line."),
    ),
    "access_alone": Message(
        N_("access beside another way to the same number"),
        N_("No other way leads to what is within reach."),
        N_("Make two indicators of it."),
    ),
    "access_kind": Message(
        N_("an indicator of access that is not of that kind, or the reverse"),
        N_("What is within reach is worked out from timetables and streets, and cannot be added up."),
        N_("Write `kind: access` and value.access."),
    ),
    "access_unit": Message(N_('the figures are in {due}, not in "{unit}"'), "", N_("Write `unit: {due}`.")),
    "form_people": Message(
        N_('nobody can set out from the source "{source}" ({kind})'),
        N_("Journeys start from cells, areas or points."),
        N_("Name a source of cells, polygons or points that says who lives where."),
    ),
    "form_timetable": Message(
        N_('the source "{source}" ({kind}) is no timetable'), "", N_("Name sources of kind gtfs.")
    ),
    "form_network": Message(
        N_('the source "{source}" ({kind}) has no streets'), "", N_("Name a source of kind osm-streets.")
    ),
    "travel_not_open": Message(
        N_('the source "{source}" is a partner\'s: timetables and streets must be open'),
        N_("They show through in every figure and in the maps of travel times."),
        N_("Ask its producer for an open licence, or take an open feed."),
    ),
    "people_uncounted": Message(
        N_('"from" does not say how many live in each unit of "{source}"'),
        N_("An empty cell would count as much as a tower."),
        N_("Add measure, such as persons."),
    ),
    "people_category": Message(
        N_('the units of "{source}" are areas: nobody in them looks for one thing'),
        N_("Only single records say what each looks for."),
        N_("Name records at their places under from, or remove category on both sides."),
    ),
    "people_guarded": Message(
        N_('"{source}" counts people by area and is not open'),
        N_("The figure would tell how they are spread inside each neighbourhood."),
        N_("Take open cells, or a partner's records at their places."),
    ),
    "places_aggregated": Message(
        N_('"{source}" is a partner\'s table of places'),
        N_("Who stands behind each of its places is not known, so that no rule could protect them."),
        N_("Take records, or an open source."),
    ),
    "access_median_guarded": Message(
        N_("a median of what rests on {source}, which is not open"),
        N_("The median is one person's number."),
        N_("Write `statistic: mean` with within."),
    ),
    "access_gain_guarded": Message(
        N_('how many gain or lose places of "{source}", which is not open'),
        N_("It is no sum over its places, so that no rule could protect them."),
        N_("Write `statistic: mean`: the mean change is one."),
    ),
    "access_map_guarded": Message(
        N_('a map of how far the people of "{source}" get, which is not open'),
        N_("It would show where in the neighbourhood they live."),
        N_("Remove map, or let open cells set out."),
    ),
    "access_off_streets": Message(
        N_('{count} places of "{source}" lie more than {metres} m from any street'),
        N_(
            "Nothing is reached from there: who lives there has nothing within reach; and nobody reaches what is there."
        ),
        N_("Check their coordinates, and whether the street extract covers the territory."),
    ),
    "access_nobody": Message(
        N_('nobody of "{source}" sets out from any zone'),
        N_("There would be no figure at all."),
        N_("Check the measure, `where` and the extent of the source."),
    ),
    "access_no_match": Message(
        N_('no entry of "{column}" in "{source}" is one of "{other}"'),
        N_("Nothing would match anybody."),
        N_("Check that both sides use one classification, and write its codes alike."),
    ),
    "access_no_place": Message(
        N_('"{source}" has nothing to be reached'),
        N_("The figure would be 0 for everybody."),
        N_("Check the measure, and the values under `where`."),
    ),
}
