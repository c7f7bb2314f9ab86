"""Messages about coordinates, polygons and zones."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "address_reference_columns": Message(
        N_("the reference has no column of street names among {columns}"),
        N_("Addresses are looked up by street, then by number."),
        N_("Give it the columns of the BAN: nom_voie, numero, rep, code_insee, nom_commune, code_postal."),
    ),
    "address_threshold": Message(
        N_("threshold is {threshold}, but a score lies between 0 and 1"), "", N_("Give a number from 0 to 1.")
    ),
    "zoning_without_id": Message(
        N_("the source {source} does not say which column identifies its zones"),
        N_("Row numbers change from one file to the next, and with them what a figure is about."),
        N_("Name the column under `columns` of the source, e.g. `columns: {{id: CODE}}`."),
    ),
    "zoning_empty": Message(
        N_("the zoning {zoning} has no zone"),
        N_("Nothing can be estimated for it."),
        N_("Check `where`, and that its source covers the territory."),
    ),
    "zoning_apart": Message(
        N_("the zoning {zoning} has no zone: those of {of} lie outside {around}, or fill it"),
        N_("Nothing can be estimated for it."),
        N_("Look at both on a map: one may be of another place, or in another CRS than it says."),
    ),
    "zone_slash": Message(
        N_("codes of zones with a slash, {count} in the zoning {zoning}: {zones}"),
        N_("The evidence of a figure is found by a path of names; a slash in one of them would lead elsewhere."),
        N_("Write the codes without it, for instance with a hyphen."),
    ),
    "zones_vanished": Message(
        N_("zones of {zoning} of which nothing is left: {zones} ({count} in all)"),
        N_("They lie outside the zoning that they are cut to, or fill it; they have no figure there."),
        N_("Check that both zonings are of the same place and year."),
    ),
    "polygons_repaired": Message(
        N_("invalid polygons, repaired: {zones} ({count} in all); their area changes by at most {worst}"),
    ),
    "layer_crs_missing": Message(
        N_("the layer `{name}` has no coordinate system"),
        N_("The same numbers name other places in another system."),
        N_("Set it where the layer is read: `crs` of the source, or `set_crs` on a GeoDataFrame."),
    ),
    "layer_crs_not_metric": Message(
        N_("the layer `{name}` is in {crs}, which does not measure in metres on a plane"),
        N_("Areas and distances in degrees or feet are wrong."),
        N_("Bring it to a projected system in metres first, e.g. EPSG:2154 for mainland France."),
    ),
    "polygons_missing": Message(
        N_("{count} rows of the layer `{name}` have no geometry: {rows}"),
        N_("They could be given no part of anything."),
        N_("Give them one, or leave the rows out."),
    ),
    "not_polygons": Message(
        N_("{count} rows of the layer `{name}` are not polygons: {rows}"),
        N_("Points and lines have no area."),
        N_("Use a layer of polygons; `parvis.locate.repair` keeps the polygons of mixed geometry."),
    ),
    "polygons_invalid": Message(
        N_("{count} polygons of the layer `{name}` are invalid: {rows}"),
        N_("A border that crosses itself has no definite area."),
        N_("Repair them first, with `parvis.locate.repair`."),
    ),
    "polygons_empty": Message(
        N_("{count} polygons of the layer `{name}` are empty: {rows}"),
        N_("A share of no area is undefined."),
        N_("Leave these rows out."),
    ),
    "outside_crs": Message(
        N_("{count} rows of the layer `{name}` have no place in the coordinate system asked for: {rows}"),
        N_("Their coordinates are far outside the part of the Earth that it is made for."),
        N_("Find out in which system the file really is; check that x and y are not swapped."),
    ),
    "not_points": Message(
        N_("{count} rows of the layer `{name}` are not single points: {rows}"),
        N_("A record counts in the zone of its one place."),
        N_("Leave out rows without a place; split those with several points into one row each."),
    ),
    "near_negative": Message(N_("`near` is {near}"), "", N_("Give a distance in metres, 0 or more.")),
    "weights_of_others": Message(
        N_("{weights} weights for {places} places"),
        N_("Each place counts by its own weight."),
        N_("Give one weight for each row of the places, in their order."),
    ),
    "weights_negative": Message(
        N_("{count} rows of the layer `{name}` have a weight that is negative or missing: {rows}"),
        N_("Values are shared out in proportion to weights."),
        N_("Give 0 for places that do not count, or leave them out."),
    ),
    "people_negative": Message(
        N_("{count} units have a number of people that is negative or missing"),
        N_("People are shared out between zones by where they live."),
        N_("Give 0 where nobody lives, and no sign for what is hidden."),
    ),
    "trend_of_border": Message(
        N_("no change is given for {count} of {zones} zones: they share under {least} % of people with an earlier one"),
        N_("Where a border moves every count moves with it, though nothing has changed on the ground."),
        N_("Compare at a constant perimeter (`parvis.locate.series`), where the earlier zones cover the later ones."),
    ),
    "values_not_whole": Message(
        N_("the values to be added up are of the type {type}"),
        N_("Sums of whole numbers are the same in whatever order their parts are added."),
        N_("Give whole numbers: cents instead of euros, for instance."),
    ),
    "grid_shapes": Message(
        N_("a grid of {cells} corners, {ids} ids and cells of {size} m"),
        "",
        N_("Give x, y and ids of one length, and a size above 0."),
    ),
    "grid_irregular": Message(
        N_("{count} cells do not lie on one grid with the others: {rows}"),
        N_("Cells off the grid would overlap others and count twice."),
        N_("Check the size of the cells, or pass them as polygons."),
    ),
    "grid_cell_twice": Message(
        N_("{count} cells of the grid stand more than once: {rows}"),
        N_("Their residents would count twice."),
        N_("Keep one row a cell."),
    ),
    "inspire_id_unreadable": Message(
        N_("{count} rows do not name a cell as INSPIRE does: {rows}"),
        N_("Without its corner and size, a cell has no place."),
        N_("Look for ids like CRS3035RES200mN2891800E3770600, as text."),
    ),
    "inspire_ids_mixed": Message(
        N_("the cells are of {count} sizes or coordinate systems"),
        N_("A grid has one size of cell."),
        N_("Make one source of each size."),
    ),
    "inspire_id_twice": Message(
        N_("{count} rows name a cell that another row names already: {rows}"),
        N_("Their residents would count twice."),
        N_("Keep one row a cell."),
    ),
    "coordinates_infinite": Message(
        N_("polygons with coordinates that are not numbers: {rows} ({count} in all)"),
        N_("They have no place."),
        N_("Have the file exported again."),
    ),
    "no_surface": Message(
        N_("rows that hold no surface: {rows} ({count} in all)"),
        N_("Lines, points and collapsed polygons have no area to estimate anything for."),
        N_("Ask the producer for their polygons, or leave the rows out with `where`."),
    ),
    "repair_too_large": Message(
        N_("invalid polygons that cannot be repaired without guessing at their area: {rows} ({count} in all)"),
        N_("Their border crosses itself so that several areas could be meant."),
        N_("Ask the producer for the right border, or redraw it."),
    ),
}
